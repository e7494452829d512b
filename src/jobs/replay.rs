//! A message that came at a bad moment, read once more: the stored text is verified anew, as it was when it came. A message of
//! API v3 is proven by headers that are kept with it, and was fresh at that moment or never.

use super::Shop;
use crate::{
    domain::{MessageId, NoticeVerdict, OrderNo, RefundNo, UnixSeconds},
    events::ShopEvent,
    store::{NoticeOutcome, NoticeRow, RawMessage, Reader, Refusal, StateNow, StoreError, TextPart},
    wechat::{NoticeMessage, NoticeSignature},
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
        // A push is kept as it was opened: what proved it is not there any more.
        if stored.text.is_empty() || stored.is_push() {
            return Err(Refusal::Text(TextPart::Raw).into());
        }
        let outcome = self.read_again(reader, &stored, now)?;
        self.events.send(&ShopEvent::NoticeListed);
        Ok(outcome.verdict)
    }

    fn read_again(&self, reader: &Reader, stored: &NoticeRow, now: UnixSeconds) -> Result<NoticeOutcome, StoreError> {
        if self.accounts.is_empty() {
            return Err(Refusal::State(StateNow::NoAccount).into());
        }
        // By WeChat's clock, as far as this one's is known beside it.
        let at = stored.at.plus(reader.clock_ahead()?.unwrap_or(0).saturating_neg());
        let signature = NoticeSignature::of_lines(&stored.headers);
        let read = NoticeMessage { body: stored.text.as_bytes(), signature: &signature, at };
        let id = self.env.rng.message_id();
        let kept = |kind| RawMessage {
            id: id.clone(),
            kind,
            peer: PEER.to_owned(),
            headers: stored.headers.clone(),
            text: stored.text.clone(),
        };
        if stored.kind == "refund_notice" {
            let read = self.accounts.read_refund(read);
            let about = read.as_ref().ok().map(|facts| facts.refund_no.clone());
            let outcome = self.store.record_refund_notice(kept("refund_notice"), read, now).wait()?;
            self.tell_of_refund(about, outcome);
            return Ok(outcome);
        }
        if stored.kind == RawMessage::COMPLAINT {
            let read = self.accounts.read_complaint(read);
            let outcome = self.store.record_complaint_notice(kept(RawMessage::COMPLAINT), read, now).wait()?;
            if outcome.moved {
                self.events.send(&ShopEvent::ComplaintsDue);
            }
            return Ok(outcome);
        }
        let read = self.accounts.read_payment(read);
        let about = read.as_ref().ok().map(|facts| facts.order_no.clone());
        let outcome = self.store.record_payment_notice(kept("pay_notice"), read, now).wait()?;
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
