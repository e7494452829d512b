//! Whether money of the order on the table went back: WeChat is asked while it is packed, and what it says stands in the
//! packing check. Nobody waits for it longer than a moment, and it decides nothing.

use crate::{
    domain::{OrderNo, UnixSeconds},
    events::RefundsAnswer,
    ui::{
        text, theme,
        widgets::{self, Now},
    },
};
use egui::Ui;

/// So long an answer is waited for, seconds; then the shop's own state is what there is.
const WAIT_SECS: i64 = 5;
/// So long an answer is new enough, seconds: the same order is not asked about again.
const FRESH_SECS: i64 = 60;

/// A question about one order, and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct RefundCheck {
    pub order_no: OrderNo,
    asked_at: UnixSeconds,
    said: Option<(RefundsAnswer, UnixSeconds)>,
    /// WeChat speaks of money that went back; the rows were not looked at yet.
    pub look: bool,
}

impl RefundCheck {
    pub const fn asked(order_no: OrderNo, now: UnixSeconds) -> Self {
        Self { order_no, asked_at: now, said: None, look: false }
    }

    /// The answer came.
    pub fn answered(&mut self, said: RefundsAnswer, now: UnixSeconds) {
        self.said = Some((said, now));
        self.look = matches!(said, RefundsAnswer::Back(_) | RefundsAnswer::SomeBack);
    }

    /// True while the answer may come any moment.
    pub fn is_waiting(&self, now: UnixSeconds) -> bool {
        self.said.is_none() && (0..WAIT_SECS).contains(&now.since(self.asked_at))
    }

    /// True if the same order need not be asked about again.
    pub fn is_fresh(&self, order_no: &OrderNo, now: UnixSeconds) -> bool {
        self.order_no == *order_no && (0..FRESH_SECS).contains(&now.since(self.asked_at))
    }

    /// Its line in the packing check.
    pub(super) fn show(&self, ui: &mut Ui, now: Now) {
        let (lang, p) = (now.lang, theme::of(ui));
        let (words, ink) = match self.said {
            Some((said, at)) => {
                let ink = match said {
                    RefundsAnswer::Nothing => p.accent,
                    RefundsAnswer::Back(_) | RefundsAnswer::SomeBack => p.danger,
                    RefundsAnswer::NoLine | RefundsAnswer::NoAnswer => p.warn,
                };
                (text::refunds_answer(lang, said, at), ink)
            }
            None if self.is_waiting(now.at) => (text::asking_refunds(lang).to_owned(), p.muted),
            None => (text::refunds_unanswered(lang).to_owned(), p.warn),
        };
        widgets::sentence(ui, &words, ink);
    }
}
