//! A row before each call, and what each answer makes of it.

use super::facts;
use crate::jobs::{
    Shop,
    message_pace::SLOW_SECS,
    record::{CallRow, raw},
    shipping_api::ShippingApi,
};
use crate::{
    base::failpoints::failpoint,
    domain::{MessageStep, MessageTrouble, OutgoingMessage, UnixSeconds},
    events::ShopEvent,
    store::{Reader, Refusal, ServiceMessageRow, ServiceMessageUpdate, StoreError},
    wechat::{MessageCalls, NextOfMessage, ShippingAnswer, ShippingError, next_of_message},
};

/// So many leave in one step.
const PER_STEP: u32 = 20;
/// After so long a message is no news any more, seconds.
const LATE_SECS: i64 = 24 * 60 * 60;
/// WeChat counts calls for one reader by the second.
const CROWDED_SECS: i64 = 1;
/// The page a tap on a message opens.
const PAGE: &str = "pages/order/order?no=";

/// What an answer makes of a message.
struct MessageOutcome {
    step: MessageStep,
    trouble: Option<(MessageTrouble, Option<i64>, String)>,
    wechat_id: Option<String>,
    wait_secs: i64,
}

impl MessageOutcome {
    fn refused(trouble: MessageTrouble, code: Option<i64>, detail: String) -> Self {
        Self { step: MessageStep::Refuse, trouble: Some((trouble, code, detail)), wechat_id: None, wait_secs: 0 }
    }
}

impl Shop {
    /// Sends every message that is due, some at a time. Answers how many rows were worked on.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn send_messages(&self, reader: &Reader, now: UnixSeconds) -> Result<usize, StoreError> {
        let Some(api) = &self.shipping_api else { return Ok(0) };
        let Some(calls) = api.calls().messages() else { return Ok(0) };
        // Calls are made one after the other, and none is under way here: this one's answer could not be written down.
        if reader.a_message_was_cut_off()? {
            self.store.doubt_interrupted_messages(now).wait()?;
        }
        let mut done: usize = 0;
        for row in reader.due_service_messages(now, PER_STEP)? {
            if !api.pace().may_send(now) {
                break;
            }
            match self.send_message((api, calls), reader, &row, now) {
                Ok(()) => {}
                // One row that cannot be used does not hold up the others.
                Err(error) if error.is_of_one_row() => {
                    tracing::error!(message = row.message_no, %error, "a message was not made");
                    let outcome = MessageOutcome::refused(MessageTrouble::BadValue, None, error.to_string());
                    self.step_message(&row, outcome, None, now)?;
                }
                Err(error) => return Err(error),
            }
            done = done.saturating_add(1);
        }
        Ok(done)
    }

    /// When there is something to send again.
    ///
    /// # Errors
    /// The rows could not be read.
    pub(in crate::jobs) fn next_message(&self, reader: &Reader) -> Result<Option<UnixSeconds>, StoreError> {
        if self.shipping_api.is_some() { reader.next_service_message() } else { Ok(None) }
    }

    fn send_message(
        &self,
        (api, calls): (&ShippingApi, &dyn MessageCalls),
        reader: &Reader,
        row: &ServiceMessageRow,
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        let message = match Self::made(api, reader, row, now)? {
            Ok(message) => message,
            Err(outcome) => return self.step_message(row, outcome, None, now),
        };
        match self.store.begin_service_message(row.message_no, now).wait() {
            Ok(()) => {}
            // Changed meanwhile, or nothing leaves from here now: the next look sees it as it is.
            Err(StoreError::Refused(
                Refusal::Stale | Refusal::CatchingUp | Refusal::NotRunHere(_) | Refusal::NotHost | Refusal::NotFound,
            )) => return Ok(()),
            Err(error) => return Err(error),
        }
        failpoint("after-commit");
        let record =
            CallRow { store: &self.store, env: &self.env, order_no: row.subject.order_no.as_ref(), refund_no: None };
        let ShippingAnswer { raw: text, result } = calls.send_message(&message, &record);
        failpoint("answer-received");
        let outcome = self.after_answer(api, row, result, now);
        self.step_message(row, outcome, text, now)
    }

    /// What is to leave, or why nothing is.
    fn made(
        api: &ShippingApi,
        reader: &Reader,
        row: &ServiceMessageRow,
        now: UnixSeconds,
    ) -> Result<Result<OutgoingMessage, MessageOutcome>, StoreError> {
        let refused = |trouble, detail: String| Ok(Err(MessageOutcome::refused(trouble, None, detail)));
        if now.since(row.made_at) > LATE_SECS {
            return refused(MessageTrouble::TooLate, String::new());
        }
        let template = reader.message_template(row.event)?.filter(|set| set.template_id == row.template_id);
        let Some(template) = template else { return refused(MessageTrouble::NoTemplate, String::new()) };
        let voice = api.voice();
        let Some(facts) = facts::facts_of(reader, row, voice)? else {
            return refused(MessageTrouble::BadValue, "its order is not there".to_owned());
        };
        let data = match template.filled(&facts, voice.lang) {
            Ok(data) => data,
            Err(bad) => return refused(MessageTrouble::BadValue, bad.to_string()),
        };
        // The shop's own people have no such order of theirs.
        let own = row.subject.order_no.as_ref().filter(|_| !row.event.is_for_the_shop());
        Ok(Ok(OutgoingMessage {
            openid: row.openid.clone(),
            template_id: row.template_id.clone(),
            page: own.map(|order_no| format!("{PAGE}{order_no}")),
            data,
            lang: voice.lang,
        }))
    }

    fn after_answer(
        &self,
        api: &ShippingApi,
        row: &ServiceMessageRow,
        result: Result<String, ShippingError>,
        now: UnixSeconds,
    ) -> MessageOutcome {
        let error = match result {
            Ok(number) => {
                api.pace().went_on();
                let wechat_id = Some(number).filter(|number| !number.is_empty());
                return MessageOutcome { step: MessageStep::Accepted, trouble: None, wechat_id, wait_secs: 0 };
            }
            Err(error) => error,
        };
        tracing::warn!(message = row.message_no, %error, "sending a message");
        let (code, backoff) = (error.code(), &self.schedules.retry_backoff);
        let later = |trouble, wait_secs| MessageOutcome {
            step: MessageStep::Later,
            trouble: Some((trouble, code, error.to_string())),
            wechat_id: None,
            wait_secs,
        };
        match next_of_message(&error) {
            NextOfMessage::NotSent(trouble) => {
                api.pace().went_on();
                MessageOutcome::refused(trouble, code, error.to_string())
            }
            NextOfMessage::Crowded if row.tries == 0 => later(MessageTrouble::TooFast, CROWDED_SECS),
            NextOfMessage::Crowded => MessageOutcome::refused(MessageTrouble::Refused, code, error.to_string()),
            NextOfMessage::Later(trouble) => {
                let least = if trouble == MessageTrouble::NoLine { 1 } else { SLOW_SECS };
                later(trouble, api.pace().pause(least, backoff, now))
            }
            NextOfMessage::Unknown => {
                // The one in hand is over; those behind it wait until WeChat is itself again.
                api.pace().pause(1, backoff, now);
                MessageOutcome {
                    step: MessageStep::NoAnswer,
                    trouble: Some((MessageTrouble::NoAnswer, code, error.to_string())),
                    wechat_id: None,
                    wait_secs: 0,
                }
            }
        }
    }

    fn step_message(
        &self,
        row: &ServiceMessageRow,
        outcome: MessageOutcome,
        answer: Option<String>,
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        let update = ServiceMessageUpdate {
            message_no: row.message_no,
            step: outcome.step,
            trouble: outcome.trouble,
            wechat_id: outcome.wechat_id,
            next_at: now.plus(outcome.wait_secs),
            answer: answer.map(|text| raw(&self.env, "subscribe_send", text)),
        };
        self.store.step_service_message(update, now).wait()?;
        failpoint("after-state-write");
        self.events.send(&ShopEvent::MessagesChanged);
        Ok(())
    }
}
