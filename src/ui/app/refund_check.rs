//! Asks WeChat for the refunds of the order on the table, in the background. The answer is shown; what the rows say after it
//! may stop the parcel.

use super::state::App;
use crate::{
    domain::{OrderNo, OrderState},
    events::RefundsAnswer,
    jobs::Command,
    store::OrderDetail,
    ui::{
        model::Place,
        pages::shipping::{PackVerdict, RefundCheck},
    },
};
use egui::Context;

/// An order that is only walked past is not asked about, seconds.
const LOOKED_AT_SECS: i64 = 1;

impl App {
    /// Asks about this order, if nobody did a moment ago.
    pub(super) fn ask_refunds(&mut self, order: &OrderDetail) {
        let (order_no, now) = (&order.row.key.order_no, self.env.now());
        let known = self.pages.shipping.refund_check.as_ref().is_some_and(|check| check.is_fresh(order_no, now));
        if known || order.row.paid_at.is_none() || order.held_for.is_some() {
            return;
        }
        // A question, like those of a click: no answer of the commands is waited for.
        if self.commands.send(Command::AskRefunds(order_no.clone())).is_some() {
            self.pages.shipping.refund_check = Some(RefundCheck::asked(order_no.clone(), now));
        }
    }

    /// The order that is open on the shipping page, once it stays open.
    pub(super) fn ask_refunds_of_open(&mut self, ctx: &Context) {
        let now = self.env.now();
        if self.pages.shipping.refund_check.as_ref().is_some_and(|check| check.is_waiting(now)) {
            ctx.request_repaint_after_secs(1.0);
        }
        let open = self.gaze.order.as_ref().filter(|_| self.gaze.place == Place::Shipping);
        let order = open.and_then(|order_no| self.model.order(order_no));
        let Some(order) = order.filter(|order| order.row.state == OrderState::ToShip) else {
            self.pages.shipping.on_table_since = None;
            return;
        };
        let order_no = &order.row.key.order_no;
        match &self.pages.shipping.on_table_since {
            Some((known, since)) if known == order_no => {
                let asked = self.pages.shipping.refund_check.as_ref().is_some_and(|check| check.order_no == *order_no);
                if !asked && now.since(*since) >= LOOKED_AT_SECS {
                    let order = order.clone();
                    self.ask_refunds(&order);
                }
            }
            _ => {
                self.pages.shipping.on_table_since = Some((order_no.clone(), now));
                ctx.request_repaint_after_secs(1.0);
            }
        }
    }

    /// WeChat's answer, or that there is none.
    pub(super) fn refunds_answered(&mut self, order_no: &OrderNo, said: RefundsAnswer) {
        let now = self.env.now();
        if let Some(check) = self.pages.shipping.refund_check.as_mut().filter(|check| check.order_no == *order_no) {
            check.answered(said, now);
        }
    }

    /// WeChat spoke of money that went back: once the rows say so too, the open parcel is stopped.
    pub(super) fn stop_what_was_refunded(&mut self) {
        let page = &mut self.pages.shipping;
        let Some(check) = page.refund_check.as_mut().filter(|check| check.look && page.red.is_none()) else { return };
        let open = self.gaze.order.as_ref().filter(|_| self.gaze.place == Place::Shipping);
        let Some(order) = open.filter(|open| **open == check.order_no).and_then(|open| self.model.order(open)) else {
            return;
        };
        if let PackVerdict::Blocked(why) = PackVerdict::of(order) {
            check.look = false;
            let order = order.clone();
            self.gaze.order = None;
            self.turn_red(&order, why);
        }
    }
}
