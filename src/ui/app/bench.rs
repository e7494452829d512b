//! The commands of the printed sheet, and what the scan desk says: aloud, and in the same words on the screen. None of them
//! reaches a refund or money: they open, fill, leave and ship the box that is packed, as its form does.

use super::state::App;
use crate::{
    devices::{ShopSound, speech::SpokenSentence},
    domain::{OrderNo, ScanCommand, ShipKind},
    events::CommandOutcome,
    jobs::Command,
    store::{OrderDetail, Shipping},
    ui::{
        action::Action,
        bench_word::BenchWord,
        model::{Place, Scanned, ShippingTab},
        pages::shipping::{
            self, Blocked, CarrierChoice, CommandSheetQuestion, DraftFault, PackVerdict, Packed, Red, Undone,
        },
        text::{self, Lang},
    },
};

impl App {
    /// Says it aloud and shows it. What stops the packer has a sound of its own before it.
    pub(super) fn tell_bench(&mut self, word: BenchWord) {
        let stops = word.stops();
        if stops {
            self.ring(ShopSound::Blocked);
        }
        let (words, chinese) = (text::bench_word(self.lang, word), self.lang == Lang::Zh);
        self.alerts.say(SpokenSentence { words, chinese, after_sound: stops });
        self.pages.shipping.told = Some(word);
    }

    /// What became of a piece.
    pub(super) fn tell_of_piece(&mut self, packed: &Packed) {
        match packed {
            Packed::Counted => {}
            Packed::Complete => self.tell_bench(BenchWord::Complete),
            Packed::TooMany(_) => self.tell_bench(BenchWord::OneTooMany),
            Packed::Refunded(_) => self.tell_bench(BenchWord::LeaveOut),
            Packed::Wrong(_) => self.tell_bench(BenchWord::WrongItem),
        }
    }

    /// The screen turns red: this parcel must not leave.
    pub(super) fn turn_red(&mut self, order: &OrderDetail, why: Blocked) {
        self.palette.close();
        let (order_no, buyer) = (order.row.key.order_no.clone(), order.row.buyer.clone());
        let red = Red { order_no, buyer, items: order.row.items.clone(), why, scanned_on: false };
        let word = red.word();
        self.pages.shipping.red = Some(red);
        self.tell_bench(word);
    }

    /// The sheet of commands is to be printed.
    pub(super) fn ask_command_sheet(&mut self, ctx: &egui::Context) {
        self.pages.over.command_sheet = Some(CommandSheetQuestion { pointer: ctx.pointer_latest_pos() });
    }

    /// The order whose box is on the table.
    pub(super) fn on_table(&self) -> Option<OrderNo> {
        let open = self.gaze.order.clone().filter(|_| self.gaze.place == Place::Shipping)?;
        let packing = self.pages.shipping.packing.as_ref()?;
        (packing.order_no == open).then_some(open)
    }

    /// A code of the shop's own: a command of the sheet, or nothing.
    pub(super) fn own_code(&mut self, scanned: &Scanned) -> Option<Action> {
        let Some(command) = ScanCommand::of_code(&scanned.code) else {
            self.tell_bench(BenchWord::UnknownCode);
            self.say(text::scan_unknown(self.lang, &scanned.code), false);
            return None;
        };
        if self.pages.asks() {
            self.ring(ShopSound::Blocked);
            self.say(text::scan_question_open(self.lang).to_owned(), false);
            return None;
        }
        match command {
            ScanCommand::Next => self.next_box(&scanned.queue),
            command => match self.on_table() {
                None => self.tell_bench(BenchWord::NoBox),
                Some(order_no) => match command {
                    ScanCommand::Finish => return self.finish_box(&order_no),
                    ScanCommand::Abort => self.abort_box(),
                    ScanCommand::Undo | ScanCommand::Next => self.undo_scan(),
                },
            },
        }
        None
    }

    /// A buyer is at the counter with this order's code: it is handed over, once.
    pub(super) fn pick_up(&mut self, order: &OrderDetail) -> Option<Action> {
        let (order_no, now) = (order.row.key.order_no.clone(), self.env.now());
        if self.pages.asks() {
            self.ring(ShopSound::Blocked);
            self.say(text::scan_question_open(self.lang).to_owned(), false);
            return None;
        }
        if self.pending.order(&order_no, now) {
            return None; // it is being handed over
        }
        let to_send = order.to_send();
        match (PackVerdict::of(order), order.picked_up_at()) {
            (PackVerdict::Blocked(why), _) => {
                self.gaze.order = None;
                self.turn_red(order, why);
                None
            }
            (PackVerdict::Gone, Some(at)) => {
                self.tell_bench(BenchWord::AlreadyPickedUp);
                self.say(text::already_picked_up(self.lang, at, now), false);
                Some(Action::LookAtParcel(order_no))
            }
            // It was sent after all, or a part of it was refunded: looked at as by its slip.
            (PackVerdict::Gone, None) => self.met(order),
            (PackVerdict::Pack, _) if to_send.has_refunds() => self.met(order),
            (PackVerdict::Pack, _) => {
                self.message = None;
                self.gaze.shipping = ShippingTab::ToShip;
                self.pages.shipping.finishing = Some((order_no.clone(), BenchWord::PickedUp));
                self.ask_refunds(order);
                self.later.push(Action::LookAtParcel(order_no.clone()));
                let shipping = Shipping::without_carrier(ShipKind::Pickup);
                Some(Action::Shop(Command::Ship { order_no, seen: order.version, shipping }))
            }
        }
    }

    /// Ships the box as its form would, once every piece and the label are scanned; else says what is missing.
    fn finish_box(&mut self, order_no: &OrderNo) -> Option<Action> {
        let now = self.env.now();
        let order = self.model.order(order_no).filter(|_| !self.pending.order(order_no, now)).cloned()?;
        match PackVerdict::of(&order) {
            PackVerdict::Pack => {}
            PackVerdict::Gone => {
                self.tell_bench(BenchWord::AlreadyShipped);
                return None;
            }
            PackVerdict::Blocked(why) => {
                self.turn_red(&order, why);
                return None;
            }
        }
        let (to_send, page) = (order.to_send(), &mut self.pages.shipping);
        let mut draft = page.draft(order_no).in_buyers_way(order.pickup.is_some());
        let may_go = draft.may_go(&to_send, order.version);
        let packing = page.packing.as_mut()?;
        packing.follow(&to_send, &may_go);
        if !packing.complete() {
            let word = if packing.left() > 0 { BenchWord::Missing(packing.left()) } else { BenchWord::LeaveOut };
            self.tell_bench(word);
            return None;
        }
        let choice = CarrierChoice { all: &self.model.shot.carriers, before: order.carrier_before.as_deref() };
        match draft.shipping(&may_go, choice) {
            Err(DraftFault::NumberEmpty) => self.tell_bench(BenchWord::ScanLabel),
            Err(why) => {
                self.ring(ShopSound::Blocked);
                self.say(shipping::fault(self.lang, &why), false);
            }
            Ok(shipping) if self.pages.shipping.must_look([&shipping]) => self.tell_bench(BenchWord::LookAtNumber),
            Ok(shipping) => {
                self.pages.shipping.finishing = Some((order_no.clone(), BenchWord::Finished));
                return Some(Action::Shop(Command::Ship { order_no: order_no.clone(), seen: order.version, shipping }));
            }
        }
        None
    }

    /// A box was to be shipped: the table is free again, or the packer hears that it is not.
    pub(super) fn box_answered(&mut self, order_no: &OrderNo, outcome: &CommandOutcome) {
        let finished = self.pages.shipping.finishing.take_if(|(finishing, _)| finishing == order_no);
        if *outcome == CommandOutcome::Done {
            self.pages.shipping.packing.take_if(|packing| packing.order_no == *order_no);
            if let Some((_, word)) = finished {
                self.tell_bench(word);
            }
        } else if finished.is_some() {
            self.tell_bench(BenchWord::DoNotShip);
        }
    }

    /// The order as it was before its slip was scanned: also the numbers that came by scan are gone.
    fn abort_box(&mut self) {
        if let Some(mut packing) = self.pages.shipping.packing.take() {
            packing.look_on();
            while let Some(undone) = packing.undo() {
                if let Undone::Number(field, before) = undone {
                    self.pages.shipping.put_number(&field, before);
                }
            }
        }
        (self.gaze.order, self.pages.shipping.form) = (None, None);
        self.tell_bench(BenchWord::Aborted);
    }

    fn undo_scan(&mut self) {
        let undone = self.pages.shipping.packing.as_mut().and_then(shipping::Packing::undo);
        let word = if undone.is_some() { BenchWord::TakenBack } else { BenchWord::NothingToTakeBack };
        if let Some(Undone::Number(field, before)) = undone {
            self.pages.shipping.put_number(&field, before);
        }
        self.tell_bench(word);
    }

    /// Opens the order behind the one that is open, as if its slip had been scanned. A box with something in it comes first.
    fn next_box(&mut self, queue: &[OrderNo]) {
        let now = self.env.now();
        let open = self.gaze.order.clone().filter(|_| self.gaze.place == Place::Shipping);
        let packing = self.pages.shipping.packing.as_ref().filter(|packing| Some(&packing.order_no) == open.as_ref());
        if packing.is_some_and(|packing| packing.touched() && !self.pending.order(&packing.order_no, now)) {
            self.tell_bench(BenchWord::BoxOpen);
            return;
        }
        let waits: Vec<&OrderNo> = queue.iter().filter(|order_no| !self.pending.order(order_no, now)).collect();
        let from = open.as_ref().or(self.pages.shipping.last.as_ref());
        let behind = from.and_then(|from| waits.iter().position(|order_no| *order_no == from));
        let behind = waits.iter().skip(behind.map_or(0, |at| at.saturating_add(1)));
        match behind.chain(&waits).find(|order_no| Some(**order_no) != open.as_ref()) {
            Some(next) => self.pages.shipping.scans.push_front((next.to_string(), None)),
            None => self.tell_bench(BenchWord::NothingToPack),
        }
    }
}
