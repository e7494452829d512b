//! What the app does on the shipping page, and what it does with a scanned code.

use super::state::App;
use crate::{
    domain::{OrderNo, OrderState},
    ui::{
        model::{Place, ShippingTab},
        pages::shipping::NumberField,
        scanner::Typing,
        text, typing,
    },
};
use std::time::Duration;

impl App {
    /// Hears the scanner before anyone else hears the keyboard, and gives what is left out key by key.
    pub(super) fn listen(&mut self, ctx: &egui::Context) {
        let typing = if ctx.text_edit_focused() { Typing::Field } else { Typing::Keys };
        let asks = self.pages.asks();
        ctx.input_mut(|input| self.palette.take_clipboard(&mut input.events));
        let scanner = &mut self.scanner;
        let key_queue = &mut self.key_queue;
        let (heard, at) = ctx.input_mut(|input| {
            let at = input.time;
            let heard = scanner.listen(&mut input.events, at, typing, asks);
            typing::only_seen(&mut input.events);
            key_queue.take(&mut input.events, typing);
            (heard, at)
        });
        if key_queue.wait() {
            ctx.request_repaint();
        }
        if let Some(after) = self.scanner.wakes_after(at) {
            ctx.request_repaint_after(Duration::from_secs_f64(after));
        }
        typing::tell(ctx, self.scanner.keyboard(&heard));
        if heard.hasty {
            typing::tell_hasty(ctx, Some(text::enter_too_soon(self.lang)));
        } else if !asks {
            typing::tell_hasty(ctx, None);
        }
        if let Some(why) = heard.refused {
            self.scan_refused(why);
        }
        if heard.codes.is_empty() {
            return;
        }
        // A Tab behind a code leads nowhere.
        ctx.memory_mut(|memory| memory.move_focus(egui::FocusDirection::None));
        let into = self.number_field(ctx);
        for code in heard.codes {
            self.scanned(&code, into.clone());
        }
    }

    /// The keyboard is never with something behind a dialog.
    pub(super) fn keep_focus_in_front(&self, ctx: &egui::Context) {
        if !self.pages.asks() && !self.keys_shown && !self.palette.is_open() {
            return;
        }
        let focused = ctx.memory(egui::Memory::focused);
        let behind = focused.filter(|focused| {
            let layer = ctx.read_response(*focused).map(|response| response.layer_id);
            layer.is_some_and(|layer| !ctx.memory(|memory| memory.is_above_modal_layer(layer)))
        });
        if let Some(behind) = behind {
            ctx.memory_mut(|memory| memory.surrender_focus(behind));
        }
    }

    /// The field for a tracking number that has the keyboard.
    fn number_field(&self, ctx: &egui::Context) -> Option<NumberField> {
        let focused = ctx.memory(egui::Memory::focused)?;
        self.pages.shipping.number_field(focused, &self.model.shot.to_ship)
    }

    pub(super) fn shipping_tab(&mut self, tab: ShippingTab) {
        self.gaze.shipping = tab;
        self.gaze.order = None;
    }

    /// Shows an order beside the list of the shipping page, with its form. `ship`: the keyboard goes into the number.
    pub(super) fn open_parcel(&mut self, order_no: OrderNo, ship: bool) {
        self.go(Place::Shipping);
        self.pages.shipping.meet(&order_no, ship);
        if self.pages.shipping.form.is_none() {
            self.pages.shipping.open_form(&order_no, ship);
        }
        self.pages.shipping.bring = true;
        self.pages.shipping.last = Some(order_no.clone());
        self.gaze.order = Some(order_no);
    }

    /// On the list of orders an order is shipped where it stands, from anywhere else on the shipping page.
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
