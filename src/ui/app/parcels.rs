//! What the app does on the shipping page, and what it does with a scanned code.

use super::state::App;
use crate::{
    domain::{OrderNo, OrderState},
    jobs::Command,
    ui::{
        action::TickedToShip,
        bulk_run::BulkRun,
        model::{ParcelList, Place, ShippingTab},
        pages::shipping::NumberField,
        scanner::Typing,
        text, typing,
    },
};
use std::time::Duration;

/// More orders than these are not named in one sentence.
const NAMED_MOST: usize = 5;

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

    /// The shipping page with exactly these ticked; what must stay is named.
    pub(super) fn ship_ticked(&mut self, wanted: &TickedToShip) {
        self.go(Place::Shipping);
        self.shipping_tab(ShippingTab::ToShip);
        // What is ticked stands in sight.
        self.gaze.parcels = ParcelList::default();
        self.pages.shipping.tick_exactly(&wanted.ready);
        let mut left_out = Vec::new();
        if !wanted.refunding.is_empty() {
            let named: Vec<&str> = wanted.refunding.iter().take(NAMED_MOST).map(OrderNo::as_str).collect();
            let mut numbers = named.join(self.lang.pick("、", ", "));
            if let Some(more) = wanted.refunding.len().checked_sub(NAMED_MOST).filter(|more| *more > 0) {
                numbers = text::and_more(self.lang, &numbers, more);
            }
            left_out.push(text::left_out_refunding(self.lang, &numbers, wanted.refunding.len()));
        }
        if wanted.others > 0 {
            left_out.push(text::left_out_others(self.lang, wanted.others));
        }
        if !left_out.is_empty() {
            self.say(left_out.join(" "), false);
        }
    }

    /// The same, and its slips are asked about as soon as the rows are there.
    pub(super) fn slips_of_ticked(&mut self, wanted: &TickedToShip) {
        self.ship_ticked(wanted);
        self.pages.shipping.asks_slips = true;
    }

    /// Ships all of these; each has its own outcome.
    pub(super) fn ship_many(&mut self, wishes: Vec<Command>) {
        self.pages.shipping.run = Some(BulkRun::shipping(&wishes));
        for wish in wishes {
            self.send(wish);
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
