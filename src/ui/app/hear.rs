//! What the app hears: events, answers to wishes, and fresh rows from the background reader.

use super::state::{App, Born};
use crate::{
    domain::{MarkSubject, OperatorId, OrderNo, RefundOrigin, RefundState},
    events::{CommandOutcome, OrderAnswer, PrinterAnswer, ShopEvent, Ticket},
    jobs::{BillWish, Command, MarkWish},
    store::{NoticeQuery, RefundApproval, RefundFilter, RefundQuery, RefundRejection, RefundRow, Refusal},
    ui::{
        background_reader::SnapshotResult,
        file_tasks::FileTaskResult,
        leave_shop::LeaveShop,
        model::Place,
        overtaken::{OvertakenBy, OvertakenSubject},
        shipping_reader::PARCELS_MOST,
        text,
        toast::{AskedOrder, Toast, Tone},
    },
};
use std::collections::BTreeSet;

impl App {
    pub(super) fn hear(&mut self, event: ShopEvent) {
        match event {
            ShopEvent::HealthChanged(subsystem, state) => {
                let since = self.env.now();
                if self.model.health.insert(subsystem, state.clone()).as_ref() != Some(&state) {
                    self.model.health_since.insert(subsystem, since);
                }
            }
            ShopEvent::CommandDone { ticket, outcome } => self.answered(ticket, outcome),
            ShopEvent::PresenceChanged(people) => self.model.present = people,
            ShopEvent::OrderAsked { order_no, said } => self.told(order_no, said),
            ShopEvent::RefundsAsked { order_no, said } => self.refunds_answered(&order_no, said),
            ShopEvent::PrinterTested { printer, said } => self.tested(&printer, &said),
            ShopEvent::ComplaintPhone(id, phone) => self.pages.complaints.hear_phone(id, phone),
            ShopEvent::ComplaintPicture(address, picture) => self.pages.complaints.hear_picture(address, picture),
            _ => {}
        }
    }

    /// A file task has ended.
    pub(super) fn unpack(&mut self, result: FileTaskResult) {
        match result {
            FileTaskResult::Timeline(Ok(path)) => {
                let words = text::written_to(self.lang, &path.display().to_string());
                self.message = Some(Toast { words, tone: Tone::Good });
            }
            FileTaskResult::Timeline(Err(why)) => self.say(text::disk_trouble(self.lang, &why), true),
            FileTaskResult::ReplyPicture(result) => {
                if let Some(dialog) = &mut self.pages.over.dialog {
                    dialog.result(result, self.lang);
                }
            }
            FileTaskResult::ComplaintPicture(result) => {
                let said = result.map_err(|why| text::picture_trouble(self.lang, &why));
                self.pages.complaints.chosen(said);
            }
            FileTaskResult::Nothing { no_dialog: true } if self.gaze.place == Place::Bills => {
                self.say(text::no_dialog(self.lang).to_owned(), false);
            }
            FileTaskResult::BillFile(path) => self.send(Command::Bill(BillWish::File(path))),
            FileTaskResult::ShipSheet(read) => self.pages.shipping_sheet.read(read, self.lang),
            FileTaskResult::ForShipping(done) => self.for_shipping(done),
            FileTaskResult::Slips { orders, paper, done } => {
                if done.is_ok() {
                    self.send(Command::KeepSlips { orders, paper });
                }
                self.for_shipping(done);
            }
            FileTaskResult::Nothing { no_dialog } if self.gaze.place == Place::ShippingSheet => {
                self.pages.shipping_sheet.nothing(no_dialog.then(|| text::no_dialog(self.lang).to_owned()));
            }
            FileTaskResult::Broke if self.pages.shipping_sheet.waits() => {
                self.pages.shipping_sheet.nothing(Some(text::file_task_broke(self.lang).to_owned()));
            }
            FileTaskResult::Exported(result) => self.exported(result),
            FileTaskResult::Broke if self.export.is_some() => {
                self.exported(None);
                self.say(text::file_task_broke(self.lang).to_owned(), true);
            }
            FileTaskResult::SettingsRead(read) => self.pages.settings.read(read, self.lang),
            FileTaskResult::SettingsSaved(saved) => {
                let section = self.pages.settings.section;
                let before = self.pages.settings.saved(saved, self.lang).map(Box::new);
                self.leaves = before.map(|before| LeaveShop::Settings { before, section });
            }
            FileTaskResult::TunnelProgram(name, found) => self.pages.settings.tunnel.found(name, found),
            FileTaskResult::PrintersFound(found) => self.pages.settings.printers.found(found),
            FileTaskResult::PrinterTested(name, said) => self.pages.settings.printers.tested(name, said),
            FileTaskResult::CertificateTaken(taken) => {
                self.pages.settings.certificate(taken, self.lang);
            }
            FileTaskResult::PublicKeyTaken(taken) => self.pages.settings.public_key(taken, self.lang),
            FileTaskResult::LogoTaken(taken) => self.pages.settings.logo(taken, self.lang),
            FileTaskResult::PracticeBeside(started) => {
                let say = if started { text::practice_opening } else { text::practice_not_opened };
                self.pages.settings.note = Some((say(self.lang).to_owned(), !started));
            }
            FileTaskResult::TestOrder(view) => self.pages.settings.test_order.heard(view),
            FileTaskResult::Looked(..) | FileTaskResult::ProofBegun(_) => {}
            other => self.pages.products.result(other, self.lang),
        }
    }

    /// A list or slips were written or printed, or not: said where the owner is.
    fn for_shipping(&mut self, done: Result<String, String>) {
        let serious = done.is_err();
        let (Ok(words) | Err(words)) = done;
        if self.gaze.place == Place::ShippingSheet {
            self.pages.shipping_sheet.wrote(words, serious);
        } else if serious {
            self.say(words, true);
        } else {
            self.message = Some(Toast { words, tone: Tone::Good });
        }
    }

    /// A test receipt came out, or did not.
    fn tested(&mut self, printer: &str, said: &PrinterAnswer) {
        self.pages.printers.testing.take_if(|testing| testing == printer);
        let tone = if matches!(said, PrinterAnswer::Trouble(..)) { Tone::Odd } else { Tone::Good };
        self.message = Some(Toast { words: text::printer_tested(self.lang, printer, said), tone });
    }

    /// WeChat answered a question of the owner's.
    fn told(&mut self, order_no: OrderNo, what: OrderAnswer) {
        self.pending.told(&order_no);
        self.asked_order = Some(AskedOrder { order_no, what, at: self.env.now() });
    }

    fn answered(&mut self, ticket: Ticket, outcome: CommandOutcome) {
        let wish = self.pending.answered(ticket);
        if let Some(wish @ (Command::PutProduct { .. } | Command::ImportProducts(_))) = &wish {
            let said = self.pages.products.answered(wish, &outcome, self.lang);
            if outcome == CommandOutcome::TooLate {
                self.gaze.overtaken = OvertakenSubject::of(wish, None);
            } else if let Some((words, serious)) = said {
                self.say(words, serious);
            }
            return;
        }
        if let Some(Command::Operator(wish)) = &wish {
            return self.people_answered(wish, outcome);
        }
        if let Some(Command::Message(wish)) = &wish {
            return self.messages_answered(wish, &outcome);
        }
        if let Some(Command::StartShipRun(_)) = &wish {
            self.pages.shipping_sheet.answered(&outcome, self.lang);
            return;
        }
        if let Some(
            Command::ApproveRefund(RefundApproval { refund_no, .. })
            | Command::RejectRefund(RefundRejection { refund_no, .. }),
        ) = &wish
            && self.pages.refunds.bulk.answered(refund_no, &outcome)
        {
            return;
        }
        if let Some(Command::Ship { order_no, .. }) = &wish {
            let words = text::not_done(self.lang, &outcome, self.env.now()).unwrap_or_default();
            self.pages.shipping.answered(order_no, &outcome, || words);
            self.box_answered(order_no, &outcome);
        }
        // What was wished of many at once is said of all of them together, where it was wished.
        if let Some(wish) = &wish
            && (self.pages.orders.answered(wish, &outcome) || self.pages.shipping.run_answered(wish, &outcome))
        {
            return;
        }
        match outcome {
            CommandOutcome::Done if matches!(wish, Some(Command::ReplayNotice(_))) => {
                self.pages.notices.wait_for_replay = true;
                self.gaze.notices = NoticeQuery::default();
                self.gaze.notices_before = None;
                self.message = Some(Toast { words: text::replayed(self.lang).to_owned(), tone: Tone::Good });
            }
            CommandOutcome::Done if matches!(wish, Some(Command::PayOutRefund { .. })) => {
                self.message = Some(Toast { words: text::paid_out(self.lang).to_owned(), tone: Tone::Good });
            }
            CommandOutcome::Done => {
                if let Some(Command::Mark(MarkWish::WriteNote(subject, text))) = &wish {
                    self.pages.over.marks.written(subject, text);
                }
                self.born = match wish {
                    Some(Command::StartRefund { order_no, .. } | Command::ReturnPayment { order_no, .. }) => {
                        Some(Born::In(order_no))
                    }
                    Some(Command::RenewRefund { refund_no, .. }) => Some(Born::From(refund_no)),
                    _ => self.born.take(),
                };
            }
            // A note that somebody took away meanwhile is not there.
            CommandOutcome::Refused(Refusal::NotFound) if matches!(wish, Some(Command::Mark(_))) => {
                self.overtaken(wish.as_ref());
            }
            CommandOutcome::Refused(why) => self.say(text::refused(self.lang, &why), false),
            CommandOutcome::TooLate => self.overtaken(wish.as_ref()),
            CommandOutcome::NotPaidOut(why) => self.say(text::not_paid_out(self.lang, &why), true),
            CommandOutcome::NotStored(trouble, _) => {
                self.say(text::trouble_meaning(self.lang, trouble).to_owned(), true);
            }
        }
    }

    /// A click came too late. Once the rows say who had decided, so does the window.
    fn overtaken(&mut self, wish: Option<&Command>) {
        let order = || self.gaze.order.clone().map(MarkSubject::Order);
        let refund = self.gaze.refund.clone().filter(|_| self.gaze.place == Place::Refunds);
        let shown = refund.map(MarkSubject::Refund).or_else(order);
        self.gaze.overtaken = wish.and_then(|wish| OvertakenSubject::of(wish, shown));
        if self.gaze.overtaken.is_none() {
            self.say(text::decided_meanwhile(self.lang, None, self.env.now()), false);
        }
    }

    /// The sentence that answers such a click.
    fn overtaken_words(&self) -> String {
        let (lang, now, shot) = (self.lang, self.env.now(), &self.model.shot);
        let who = |id: Option<OperatorId>| {
            id.and_then(|id| shot.people.name(id)).unwrap_or_else(|| text::at_this_computer(lang)).to_owned()
        };
        match &shot.overtaken {
            None => text::decided_meanwhile(lang, None, now),
            Some(OvertakenBy::Step(step)) => text::decided_meanwhile(lang, Some(step), now),
            Some(OvertakenBy::Edit(person, at)) => text::edited_meanwhile(lang, &who(*person), *at, now),
            Some(OvertakenBy::Mark(person, at)) => text::marked_meanwhile(lang, &who(*person), *at, now),
        }
    }

    pub(in crate::ui) fn say(&mut self, words: String, serious: bool) {
        let tone = if serious { Tone::Serious } else { Tone::Odd };
        self.message = Some(Toast { words, tone });
    }

    /// A fresh answer from the background reader.
    pub(super) fn learn(&mut self, answer: SnapshotResult) {
        let mut shot = match answer {
            Ok(shot) => shot,
            Err(error) => {
                let trouble = text::trouble_of(&error);
                tracing::warn!("the screen cannot read: {error}");
                self.model.trouble = Some((trouble, error.to_string()));
                return;
            }
        };
        self.model.trouble = None;
        self.model.read_at = self.env.now();
        self.model.loaded = true;
        let before = &self.model.shot;
        if shot.gaze.place == Place::Orders {
            let same_list = before.gaze.same_list(&shot.gaze);
            if same_list {
                shot.orders.settle(&before.orders);
            }
            self.pages.orders.rows_changed(&before.orders, &shot.orders, &shot.marks, same_list);
        } else {
            shot.orders.clone_from(&before.orders);
        }
        if shot.gaze.place == Place::Log {
            self.pages.notices.rows_changed(&before.notices, &shot.notices);
        }
        if shot.gaze.place == Place::Shipping && shot.gaze.shipping.is_queue() {
            let listed = || shot.to_ship.iter().map(|row| row.order_no.clone()).collect();
            let queue: BTreeSet<OrderNo> = shot.queue.clone().map_or_else(listed, |all| all.into_iter().collect());
            // Where the queue is longer than what is read of it, nobody knows what is no more in it.
            if queue.len() < PARCELS_MOST as usize {
                self.pages.shipping.keep_only(&queue);
            }
        }
        if let Some(known) = &shot.sheet_known
            && self.pages.shipping_sheet.wants_judging(shot.gaze.sheet.as_ref(), shot.sheet_known != before.sheet_known)
        {
            self.pages.shipping_sheet.judge(known);
        }
        if shot.gaze.place == Place::Products {
            self.pages.products.rows_changed(&shot.products);
        }
        // The refund on show stays the one on show: it must not be exchanged under the pointer when the first of the
        // list is decided elsewhere.
        if shot.gaze.place == self.gaze.place && shot.gaze.refunds == self.gaze.refunds && self.gaze.refund.is_none() {
            self.gaze.refund = shot.refund.as_ref().map(|detail| detail.row.refund_no.clone());
        }
        if shot.late_prints.len() > self.model.shot.late_prints.len() && shot.gaze.place != Place::Today {
            self.say(text::late_receipts(self.lang, shot.late_prints.len()), false);
        }
        let scanned = shot.scanned.take();
        self.reader.give_back(std::mem::replace(&mut self.model.shot, shot));
        let next = self.scan_answered(scanned);
        self.later.extend(next);
        self.stop_what_was_refunded();
        if self.gaze.overtaken.is_some() && self.gaze.overtaken == self.model.shot.gaze.overtaken {
            self.gaze.overtaken = None;
            self.say(self.overtaken_words(), false);
        }
        self.list_the_unlisted();
        self.meet_the_born();
    }

    /// Opens the refund our click gave birth to, unless the owner looks elsewhere by now.
    fn meet_the_born(&mut self) {
        let number = match &self.born {
            Some(Born::In(order_no)) if self.gaze.order.as_ref() == Some(order_no) => {
                let refunds = self.model.order(order_no).map(|detail| &detail.refunds[..]).unwrap_or_default();
                let own = |row: &&RefundRow| row.origin == RefundOrigin::Owner && row.state == RefundState::Approved;
                refunds.iter().rev().find(own).map(|row| row.refund_no.clone())
            }
            Some(Born::From(refund_no)) if self.gaze.refund.as_ref() == Some(refund_no) => {
                self.model.refund(refund_no).and_then(|detail| detail.renewed_as.clone())
            }
            _ => {
                self.born = None;
                return;
            }
        };
        if let Some(number) = number {
            self.born = None;
            self.open_refund(number);
            (self.gaze.refunds, self.gaze.refund_pages) = (RefundQuery::of(RefundFilter::Moving), 0);
        }
    }
}
