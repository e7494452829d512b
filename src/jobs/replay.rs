//! A message that came at a bad moment, read once more: the stored text is verified anew, as if it had just come.

use super::Shop;
use crate::{
    domain::{MessageId, NoticeVerdict, OrderNo, RefundNo, UnixSeconds},
    events::ShopEvent,
    store::{NoticeOutcome, NoticeRow, RawMessage, Reader, Refusal, StateNow, StoreError, TextPart},
    wechat::v2::notify,
};

/// Where a replayed message says it came from.
const PEER: &str = "replay";

impl Shop {
    /// Reads a stored message again and records it under a new id, with the verdict it gets now. Answers the verdict.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where there is no such message, its text is no longer kept, or there is no account to
    /// verify it with; otherwise the rows could not be read or written.
    pub fn replay_notice(
        &self,
        reader: &Reader,
        message_id: &MessageId,
        now: UnixSeconds,
    ) -> Result<NoticeVerdict, StoreError> {
        let stored = reader.notice(message_id)?.ok_or(Refusal::NotFound)?;
        if stored.text.is_empty() {
            return Err(Refusal::Text(TextPart::Raw).into());
        }
        let outcome = self.read_again(stored, now)?;
        self.events.send(&ShopEvent::NoticeListed);
        Ok(outcome.verdict)
    }

    fn read_again(&self, stored: NoticeRow, now: UnixSeconds) -> Result<NoticeOutcome, StoreError> {
        let account = self.account.as_ref().ok_or(Refusal::State(StateNow::NoAccount))?;
        let of_refund = stored.kind == "refund_notice";
        let kind = if of_refund { "refund_notice" } else { "pay_notice" };
        let id = self.env.rng.message_id();
        let message = RawMessage { id, kind, peer: PEER.to_owned(), headers: String::new(), text: stored.text };
        if of_refund {
            let read = notify::read_refund(message.text.as_bytes(), account);
            let about = read.as_ref().ok().map(|facts| facts.refund_no.clone());
            let outcome = self.store.record_refund_notice(message, read, now).wait()?;
            self.tell_of_refund(about, outcome);
            return Ok(outcome);
        }
        let read = notify::read_payment(message.text.as_bytes(), account);
        let about = read.as_ref().ok().map(|facts| facts.order_no.clone());
        let outcome = self.store.record_payment_notice(message, read, now).wait()?;
        self.tell_of_payment(about, outcome);
        Ok(outcome)
    }

    fn tell_of_payment(&self, about: Option<OrderNo>, outcome: NoticeOutcome) {
        if let Some(order_no) = about.filter(|_| outcome.moved || outcome.verdict == NoticeVerdict::Differs) {
            self.events.send(&ShopEvent::PaymentNoticed(order_no));
        }
    }

    fn tell_of_refund(&self, about: Option<RefundNo>, outcome: NoticeOutcome) {
        if let Some(refund_no) = about.filter(|_| outcome.moved) {
            self.events.send(&ShopEvent::RefundChanged(refund_no));
        }
    }
}
