//! What the app does on the shipping desk, and its ear for the scanner.

use super::App;
use crate::{
    domain::{OrderNo, OrderState},
    ui::{
        model::{Place, ShippingTab},
        scanner::{Scanner, Typing},
    },
};
use eframe::egui;
use std::time::Duration;

impl App {
    /// Hears the scanner before anyone else hears the keyboard, and gives what is left out key by key.
    pub(super) fn listen(&mut self, ctx: &egui::Context) {
        let typing = if ctx.text_edit_focused() { Typing::Field } else { Typing::Keys };
        let scanner = &mut self.scanner;
        let turns = &mut self.turns;
        let codes = ctx.input_mut(|input| {
            let at = input.time;
            let codes = scanner.listen(&mut input.events, at, typing);
            turns.take(&mut input.events, typing);
            codes
        });
        if turns.wait() {
            ctx.request_repaint();
        }
        if self.scanner.waits() {
            ctx.request_repaint_after(Duration::from_secs_f64(Scanner::patience()));
        }
        for code in codes {
            self.scanned(&code);
        }
    }

    pub(super) fn shipping_tab(&mut self, tab: ShippingTab) {
        self.gaze.shipping = tab;
        self.gaze.order = None;
    }

    /// Shows an order beside the list of the shipping desk, with its form. `ship`: the keyboard goes into the number.
    pub(super) fn open_parcel(&mut self, order_no: OrderNo, ship: bool) {
        self.go(Place::Shipping);
        self.pages.shipping.meet(&order_no, ship);
        if self.pages.shipping.form.is_none() {
            self.pages.shipping.open_form(&order_no, ship);
        }
        self.pages.shipping.bring = true;
        self.gaze.order = Some(order_no);
        self.search.shut();
        self.gaze.search.clear();
    }

    /// On the list of orders an order is shipped where it stands, from anywhere else on the shipping desk.
    pub(super) fn ship_order(&mut self, order_no: OrderNo) {
        if self.gaze.place == Place::Orders {
            self.open_order(order_no, true);
        } else {
            self.gaze.shipping = ShippingTab::ToShip;
            self.open_parcel(order_no, true);
        }
    }

    /// The newest order nobody has seen, else the newest that is to be shipped.
    pub(super) fn open_newest(&mut self) {
        let shot = &self.model.shot;
        let unseen = shot.unseen.iter().find(|row| row.state == OrderState::ToShip && row.refund.is_none());
        let newest = unseen.map(|row| &row.key.order_no).or(shot.newest.as_ref());
        if let Some(order_no) = newest.cloned() {
            self.gaze.shipping = ShippingTab::ToShip;
            self.open_parcel(order_no, false);
        }
    }
}
