//! What a scanned code means: an order's slip, an item for the box, or the carrier's label.

use super::state::App;
use crate::{
    devices::ShopSound,
    domain::{OrderState, ProductId, ScanCommand, carrier, is_reserved},
    store::OrderDetail,
    ui::{
        action::Action,
        bench_word::BenchWord,
        model::{Place, Scanned, ShippingTab},
        pages::shipping::{NumberField, PackVerdict, Packing},
        text,
        toast::{Toast, Tone},
    },
};

/// A code of nobody's that is at least this long is taken for a label while nothing is packed yet.
const LABEL_LEAST: usize = 8;

impl App {
    /// A code came from the scanner. Codes are judged one after the other, each by what the file says of it.
    /// `into`: the field for a tracking number that had the keyboard then.
    pub(super) fn scanned(&mut self, code: &str, into: Option<NumberField>) {
        let code = code.trim();
        if code.is_empty() {
            return;
        }
        if self.pages.shipping.red.is_some() && ScanCommand::of_code(code) == Some(ScanCommand::Abort) {
            // The packer says so with the scanner: the parcel is put aside.
            self.pages.shipping.red = None;
            self.tell_bench(BenchWord::Aborted);
            return;
        }
        if let Some(red) = &mut self.pages.shipping.red {
            red.scanned_on = true;
            self.ring(ShopSound::Blocked);
            return;
        }
        self.pages.shipping.scans.push_back((code.to_owned(), into));
        self.ask_next();
    }

    /// The oldest code that nobody asked about yet is looked up.
    fn ask_next(&mut self) {
        let page = &mut self.pages.shipping;
        if self.gaze.scan.is_none()
            && let Some((code, into)) = page.scans.pop_front()
        {
            page.into = into;
            page.asked += 1;
            self.gaze.scan = Some((page.asked, code));
        }
    }

    /// The background reader's answer, if it is the one waited for.
    pub(super) fn scan_answered(&mut self, scanned: Option<Scanned>) -> Option<Action> {
        let scanned =
            scanned.filter(|scanned| self.gaze.scan.as_ref().is_some_and(|(number, _)| *number == scanned.number))?;
        self.gaze.scan = None;
        let next = self.judge(scanned);
        if self.pages.shipping.red.is_some() {
            // What was scanned before anyone looked up is scanned again, once this one is put aside.
            self.pages.shipping.scans.clear();
        }
        self.ask_next();
        next
    }

    fn judge(&mut self, scanned: Scanned) -> Option<Action> {
        self.pages.shipping.told = None;
        if let Some(order) = &scanned.pickup {
            return self.pick_up(order);
        }
        if is_reserved(&scanned.code) {
            return self.own_code(&scanned);
        }
        let on_products = self.gaze.place == Place::Products && scanned.order.is_none();
        if on_products && self.pages.products.take_code(&scanned.code) {
            return None;
        }
        // A barcode means the product it stands on.
        let item = scanned.product.as_ref().map_or(scanned.code.as_str(), ProductId::as_str);
        let open = self.gaze.order.clone().filter(|_| self.gaze.place == Place::Shipping);
        let packing = self.pages.shipping.packing.as_mut().filter(|packing| Some(&packing.order_no) == open.as_ref());
        if let Some(packing) = packing
            && packing.knows(item)
        {
            let packed = packing.scan(item);
            self.tell_of_piece(&packed);
            return None;
        }
        if let Some(order) = scanned.order {
            return self.met(&order);
        }
        let into = self.pages.shipping.into.take();
        match into.filter(|_| scanned.product.is_none()) {
            // The field that has the keyboard is where the owner wants it.
            Some(field) => self.number_scanned(field, &scanned.code),
            None => self.item_or_label(item, scanned.product.is_some()),
        }
    }

    /// The slip of an order.
    pub(super) fn met(&mut self, order: &OrderDetail) -> Option<Action> {
        let order_no = order.row.key.order_no.clone();
        match PackVerdict::of(order) {
            PackVerdict::Blocked(why) => {
                self.gaze.order = None;
                self.turn_red(order, why);
                None
            }
            PackVerdict::Gone => {
                // Nothing is to be packed a second time: a packer who looks at the box must hear it.
                self.tell_bench(BenchWord::AlreadyShipped);
                self.message = Some(Toast { words: text::already_shipped_scan(self.lang).to_owned(), tone: Tone::Odd });
                Some(Action::LookAtParcel(order_no))
            }
            PackVerdict::Pack => {
                self.message = None;
                let to_send = order.to_send();
                if to_send.has_refunds() {
                    // The slip in the packer's hand may be older than the refund.
                    self.ring(ShopSound::Blocked);
                    self.say(text::look_before_packing(self.lang).to_owned(), false);
                }
                self.gaze.shipping = ShippingTab::ToShip;
                let may_go = self.pages.shipping.draft(&order_no).may_go(&to_send, order.version);
                let packing = Packing::of(&order_no, &to_send, &may_go);
                let (_, pieces) = packing.pieces();
                self.pages.shipping.packing = Some(packing);
                self.tell_bench(BenchWord::Pieces(pieces));
                self.ask_refunds(order);
                Some(Action::LookAtParcel(order_no))
            }
        }
    }

    /// Not an order: a wrong item, or the number on the carrier's label.
    fn item_or_label(&mut self, code: &str, product: bool) -> Option<Action> {
        let open = self.gaze.order.clone().filter(|_| self.gaze.place == Place::Shipping);
        let waits = open
            .as_ref()
            .and_then(|no| self.model.order(no))
            .is_some_and(|order| order.row.state == OrderState::ToShip);
        let packing = self.pages.shipping.packing.as_mut().filter(|packing| Some(&packing.order_no) == open.as_ref());
        let Some((order_no, packing)) = open.zip(packing).filter(|_| waits) else {
            self.tell_bench(BenchWord::UnknownCode);
            self.say(text::scan_unknown(self.lang, code), false);
            return None;
        };
        let shaped = !carrier::guess(code).is_empty() || (!packing.begun() && code.len() >= LABEL_LEAST);
        let label = !product && (shaped || packing.complete());
        if label && packing.begun() && !packing.complete() {
            let left = packing.left();
            self.tell_bench(BenchWord::Missing(left));
            self.say(text::packing_missing(self.lang).to_owned(), false);
        } else if label {
            packing.look_on();
            let field = self.pages.shipping.form_field(&order_no);
            return self.number_scanned(field, code);
        } else {
            let packed = packing.scan(code);
            self.tell_of_piece(&packed);
        }
        None
    }
}
