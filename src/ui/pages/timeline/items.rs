//! One timeline out of what the shop wrote down: the steps of the order, its payment, its refunds and its parcels, the
//! receipts, and the owner's notes. Each number stands in it once.

use crate::{
    domain::{Actor, Fen, MarkStepKind, OrderState, PaymentState, PrintState, RefundNo, RefundState, StepReason},
    domain::{ReportState, Transition, UnixSeconds},
    store::{
        ComplaintRow, HistoryRow, MarkStep, OrderDetail, PrintRow, RefundDetail, RefundRow, ServiceMessageRow,
        SlipPrint,
    },
    ui::text::{self, Lang},
};
use std::collections::HashSet;

/// What kind of thing happened: its dot, and the filter it passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EventKind {
    /// The order came, was closed, waits: neither money nor parcel.
    Order,
    /// Money came.
    Money,
    /// Money goes back, or is asked back.
    Refund,
    Parcel,
    Receipt,
    Note,
}

/// A line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TimelineItem {
    pub at: UnixSeconds,
    pub kind: EventKind,
    pub words: String,
    /// A number, said in words, and the number alone, for the clipboard.
    pub number: Option<(String, String)>,
    /// The refund it is about.
    pub refund_no: Option<RefundNo>,
}

/// Everything about one order or refund that the timeline is made of.
pub(super) struct TimelineRows<'a> {
    pub buyer: &'a str,
    pub owed: Option<Fen>,
    pub paid: Fen,
    pub history: &'a [HistoryRow],
    pub refunds: &'a [RefundRow],
    pub prints: &'a [PrintRow],
    pub slips: &'a [SlipPrint],
    pub marks: &'a [MarkStep],
    pub complaints: &'a [ComplaintRow],
    pub messages: Vec<&'a ServiceMessageRow>,
}

impl<'a> TimelineRows<'a> {
    pub fn of_order(detail: &'a OrderDetail, prints: &'a [PrintRow], marks: &'a [MarkStep]) -> Self {
        Self {
            buyer: &detail.row.buyer,
            owed: Some(detail.row.total),
            paid: detail.refundable.paid,
            history: &detail.history,
            refunds: &detail.refunds,
            prints,
            slips: &detail.slips,
            marks,
            complaints: &detail.complaints,
            messages: detail.service_messages.iter().collect(),
        }
    }

    pub fn of_refund(detail: &'a RefundDetail, marks: &'a [MarkStep]) -> Self {
        Self {
            buyer: &detail.row.buyer,
            owed: None,
            paid: detail.refundable.paid,
            history: &detail.history,
            refunds: std::slice::from_ref(&detail.row),
            prints: &[],
            slips: &[],
            marks,
            complaints: &[],
            messages: Vec::new(),
        }
    }

    /// Its lines, newest first.
    pub fn items(&self, lang: Lang) -> Vec<TimelineItem> {
        let steps = self.history.iter().filter(|step| !self.says_nothing_new(step));
        let mut items: Vec<TimelineItem> = steps.map(|step| self.step(lang, step)).collect();
        items.extend(self.prints.iter().filter(|print| is_out(print.state)).map(|print| {
            let words = text::line_printed(lang, &print.id.printer);
            TimelineItem { at: print.changed_at, kind: EventKind::Receipt, words, number: None, refund_no: None }
        }));
        items.extend(self.slips.iter().map(|slip| {
            let words = text::line_slip(lang, slip.paper);
            TimelineItem { at: slip.printed_at, kind: EventKind::Parcel, words, number: None, refund_no: None }
        }));
        items.extend(self.marks.iter().filter_map(|mark| {
            let item =
                |words| TimelineItem { at: mark.at, kind: EventKind::Note, words, number: None, refund_no: None };
            mark_words(lang, mark).map(item)
        }));
        items.extend(self.complaints.iter().map(|complaint| {
            let words = text::line_complaint(lang, &complaint.words);
            TimelineItem { at: complaint.received_at, kind: EventKind::Refund, words, number: None, refund_no: None }
        }));
        items.extend(self.messages.iter().map(|message| {
            let words = text::line_message(lang, message);
            // Where it stands now, at the moment of what it is about.
            TimelineItem { at: message.made_at, kind: EventKind::Order, words, number: None, refund_no: None }
        }));
        items.sort_by_key(|item| item.at);
        let mut said = HashSet::new();
        for item in &mut items {
            item.number.take_if(|(_, number)| !said.insert(number.clone()));
        }
        items.reverse();
        items
    }

    /// Two steps of one moment can be one thing that happened: the payment's says it with its number, or the shipment's.
    fn says_nothing_new(&self, step: &HistoryRow) -> bool {
        let beside = |fits: &dyn Fn(&Transition) -> bool| {
            self.history.iter().any(|other| other.at == step.at && fits(&other.step))
        };
        match &step.step {
            _ if matches!(step.reason, StepReason::NotPermitted(_)) => false,
            Transition::Payment(None, _) => true,
            Transition::Payment(_, PaymentState::Closed) => {
                beside(&|other| matches!(other, Transition::Order(_, OrderState::Closed)))
            }
            Transition::Order(before, OrderState::ToShip) if *before != Some(OrderState::Shipped) => {
                beside(&|other| matches!(other, Transition::Payment(_, PaymentState::Confirmed)))
            }
            Transition::Order(_, OrderState::Confirming) => {
                beside(&|other| matches!(other, Transition::Payment(_, PaymentState::Noticed)))
            }
            Transition::Order(Some(OrderState::ToShip), OrderState::Shipped) => {
                beside(&|other| matches!(other, Transition::Shipment(None, Some(_))))
            }
            Transition::Order(_, OrderState::Refunded) => {
                beside(&|other| matches!(other, Transition::Refund(_, RefundState::Refunded)))
            }
            _ => false,
        }
    }

    fn step(&self, lang: Lang, step: &HistoryRow) -> TimelineItem {
        let by_transaction =
            matches!((&step.step, &step.reason), (Transition::Payment(..), StepReason::Transaction(_)));
        // WeChat's number stands under the line that says how much came.
        let bare = by_transaction.then(|| HistoryRow { reason: StepReason::None, ..step.clone() });
        let said = || text::history_line(lang, bare.as_ref().unwrap_or(step));
        let words = match (self.words(lang, step), person(step)) {
            (Some(words), Some(name)) => text::line_by(lang, &words, name),
            (Some(words), None) => words,
            (None, _) => said(),
        };
        let number = match (&step.step, &step.reason) {
            (Transition::Payment(_, PaymentState::Noticed), StepReason::Transaction(_)) if self.is_paid() => None,
            (Transition::Payment(..), StepReason::Transaction(number)) => {
                Some((text::under_payment(lang, number.as_str()), number.as_str().to_owned()))
            }
            _ => step.refund_no.as_ref().map(|number| (text::under_refund(lang, number.as_str()), number.to_string())),
        };
        TimelineItem { at: step.at, kind: kind_of(step), words, number, refund_no: step.refund_no.clone() }
    }

    /// WeChat confirmed the payment.
    fn is_paid(&self) -> bool {
        self.history.iter().any(|step| matches!(step.step, Transition::Payment(_, PaymentState::Confirmed)))
    }

    /// What most orders live through, in sentences of their own; the rest says who did what.
    fn words(&self, lang: Lang, step: &HistoryRow) -> Option<String> {
        let refund = || self.refunds.iter().find(|row| Some(&row.refund_no) == step.refund_no.as_ref());
        let sum = || step.amount.or_else(|| refund().map(|row| row.amount));
        match (&step.step, &step.reason) {
            (_, StepReason::NotPermitted(_)) => None,
            (Transition::Order(None, OrderState::ToPay), StepReason::None) => {
                self.owed.map(|owed| text::line_placed(lang, self.buyer, owed))
            }
            (Transition::Payment(_, PaymentState::Confirmed), StepReason::Transaction(_)) => {
                Some(text::line_paid(lang, step.amount.unwrap_or(self.paid)))
            }
            (Transition::Shipment(None, Some(ReportState::Held)), StepReason::Parcels(parcels)) => {
                Some(match text::marked_parcels(lang, parcels) {
                    Some(parcels) => text::line_shipped(lang, &parcels),
                    None => text::line_shipped_bare(lang).to_owned(),
                })
            }
            (Transition::Refund(None, RefundState::Requested), _) => {
                let (sum, why) = (sum()?, refund().map_or("", |row| row.reason.trim()));
                Some(match why {
                    "" => text::line_asked(lang, self.buyer, sum),
                    why => text::line_asked_why(lang, self.buyer, sum, why),
                })
            }
            (Transition::Refund(None, RefundState::Approved), StepReason::None | StepReason::Words(_)) => {
                Some(if person(step).is_some() { text::line_began_bare } else { text::line_began }(lang, sum()?))
            }
            (Transition::Refund(Some(RefundState::Requested), RefundState::Approved), _)
                if step.actor == Actor::Owner =>
            {
                Some(if person(step).is_some() { text::line_approved_bare } else { text::line_approved }(lang, sum()?))
            }
            (Transition::Refund(Some(before), RefundState::Refunded), StepReason::None)
                if *before != RefundState::Refunded =>
            {
                Some(text::line_back(lang, sum()?))
            }
            _ => None,
        }
    }
}

/// The person at the counter who took it, where the shop has people of its own.
fn person(step: &HistoryRow) -> Option<&str> {
    step.operator.as_ref()?.name.as_ref().map(crate::domain::OperatorName::as_str)
}

const fn kind_of(step: &HistoryRow) -> EventKind {
    match &step.step {
        Transition::Payment(..) => EventKind::Money,
        Transition::Refund(..) => EventKind::Refund,
        Transition::Shipment(..) => EventKind::Parcel,
        Transition::Order(_, state) => match state {
            OrderState::Shipped | OrderState::Received => EventKind::Parcel,
            OrderState::ToShip | OrderState::NeedsOwner | OrderState::Confirming => EventKind::Money,
            OrderState::Refunded => EventKind::Refund,
            OrderState::ToPay | OrderState::Closed => EventKind::Order,
        },
        Transition::Other { .. } => EventKind::Order,
    }
}

/// Blocks and what is kept beside a buyer belong to all of their orders, and to the history of none.
fn mark_words(lang: Lang, mark: &MarkStep) -> Option<String> {
    Some(match mark.what {
        MarkStepKind::NoteWritten => text::line_note(lang, &mark.words),
        MarkStepKind::NoteRemoved => text::line_note_removed(lang, &mark.words),
        MarkStepKind::NoteBack => text::line_note_back(lang, &mark.words),
        MarkStepKind::TagPut => text::line_tag_put(lang, &mark.words),
        MarkStepKind::TagTaken => text::line_tag_taken(lang, &mark.words),
        MarkStepKind::Blocked | MarkStepKind::Unblocked => return None,
    })
}

/// On paper, as far as its printer says.
const fn is_out(state: PrintState) -> bool {
    matches!(state, PrintState::Printed | PrintState::Handed)
}
