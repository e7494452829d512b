//! Sends approved refunds, one call each, under the number that was committed before. Whatever is not a clear answer
//! leaves the refund in doubt, and doubt is settled by asking (`settle_refunds`), never by a new number.

use super::{
    pace::{SLOW_DOWN_SECS, is_too_fast},
    record::{raw, refund_trouble},
    rows::RowOutcome,
    shop::{BATCH_MAX, Shop},
};
use crate::{
    base::{env::Env, failpoints::failpoint},
    domain::{Api, Refund, RefundFacts, RefundState, RefundStep, RefundTrouble, SignType, UnixSeconds},
    events::ShopEvent,
    settings::Schedules,
    store::{Actor, RawMessage, Reader, RefundSend, RefundUpdate, Refusal, RowJob, Store, StoreError},
    wechat::{Answered, CallRecord, GatewayError, NoAnswer, NotRecorded, NotSent, OrderStatus, Outgoing, way_in_app},
};
use std::cell::{Cell, RefCell};

/// The soonest we look again after WeChat said the balance is too small, seconds.
const MONEY_WAIT_SECS: i64 = 300;

/// The row that stands before the money: the refund is `Sending`, durably, before a byte leaves.
struct SendRow<'a> {
    store: &'a Store,
    env: &'a Env,
    refund: &'a Refund,
    by: Api,
    begun: Cell<bool>,
    refused: RefCell<Option<StoreError>>,
}

impl CallRecord for SendRow<'_> {
    fn leaving(&self, call: Outgoing<'_>) -> Result<(), NotRecorded> {
        let call = raw(self.env, call.call, call.body.to_owned());
        let send = RefundSend { refund_no: self.refund.refund_no.clone(), by: self.by, call };
        self.store.begin_refund(send, self.env.now()).wait().map_err(|error| {
            let sentence = error.to_string();
            self.refused.replace(Some(error));
            NotRecorded(sentence)
        })?;
        failpoint("after-commit");
        self.begun.set(true);
        Ok(())
    }
}

/// These codes may hide a success the first time ("more than is left" can be this very refund). When WeChat said since
/// that it has never seen the number, and refuses it again, it is a refusal.
fn refused_again(refund: &Refund, code: &str) -> bool {
    refund.sends > 0 && matches!(code, "INVALID_REQUEST" | "ERROR")
}

/// WeChat finds no such paid order; in API v3 it says "no such resource".
fn names_no_such_order(code: &str) -> bool {
    matches!(code, "ORDERNOTEXIST" | "RESOURCE_NOT_EXISTS")
}

/// A limit of WeChat's that was passed since the approval: it would refuse, so nothing is sent.
const fn limit(refusal: &Refusal) -> Option<RefundTrouble> {
    match refusal {
        Refusal::RefundsTooLate { .. } => Some(RefundTrouble::LimitYear),
        Refusal::RefundsTooMany { .. } => Some(RefundTrouble::LimitCount),
        _ => None,
    }
}

/// What an answer makes of the refund.
pub(super) struct SubmitOutcome {
    pub step: Option<RefundStep>,
    pub trouble: Option<RefundTrouble>,
    pub wait_secs: i64,
}

impl Shop {
    /// Sends every approved refund that is due, and looks again at those that wait for money, as fast as WeChat allows.
    /// Answers how many.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn submit_refunds(&self, reader: &Reader, now: UnixSeconds) -> Result<usize, StoreError> {
        let waiting = reader.due_refund_continues(now, BATCH_MAX)?;
        let step = self.step_of(reader, RowJob::SendRefund, now);
        let goes_on = step.each(&waiting, |(refund, _)| {
            let again = SubmitOutcome { step: Some(RefundStep::Continue), trouble: None, wait_secs: 0 };
            self.update(refund, again, None, None, now).map(|_| RowOutcome::On)
        })?;
        let due = reader.due_refund_sends(now, BATCH_MAX)?;
        let sent = step.each(&due, |(refund, sign_type)| {
            if !self.pace.may_send(now) {
                return Ok(RowOutcome::NoFurther);
            }
            if !refund.may_have_left && !self.may_leave_first(reader, refund, *sign_type, now)? {
                return Ok(if self.pace.may_ask(now) { RowOutcome::On } else { RowOutcome::NoFurther });
            }
            if !self.pace.may_send(now) {
                return Ok(RowOutcome::NoFurther);
            }
            self.send_refund(refund, *sign_type, now).map(|()| RowOutcome::On)
        })?;
        Ok(sent.saturating_add(goes_on))
    }

    fn send_refund(&self, refund: &Refund, sign_type: SignType, now: UnixSeconds) -> Result<(), StoreError> {
        let sign_type = self.sent_by(refund, sign_type);
        let row = SendRow {
            store: &self.store,
            env: &self.env,
            refund,
            by: sign_type.api(),
            begun: Cell::new(false),
            refused: RefCell::default(),
        };
        let way = way_in_app(&self.gateway, refund.app_id.as_ref());
        let answered = way.refund(refund, sign_type, &self.refund_notify_url(), &row);
        failpoint("answer-received");
        self.health.after_call(&answered.result);
        self.pace.after_send(&answered.result, &self.schedules.retry_backoff, now);
        let Answered { raw: text, result } = answered;
        let answer = text.map(|text| raw(&self.env, "refund", text));
        let update = match result {
            Ok(()) => self.accepted(),
            Err(GatewayError::NotSent(NotSent::NotRecorded(e))) if !row.begun.get() => {
                // The rules or the disk said no, before anything left.
                tracing::warn!(refund = %refund.refund_no, error = %e, "a refund was not sent");
                match row.refused.take() {
                    // Changed meanwhile, or another refund of the order is under way, or the shop was handed over: the row is as it
                    // was.
                    None
                    | Some(StoreError::Refused(
                        Refusal::State(_) | Refusal::CatchingUp | Refusal::NotRunHere(_) | Refusal::NotHost,
                    )) => {
                        return Ok(());
                    }
                    Some(StoreError::Refused(refusal)) if let Some(limit) = limit(&refusal) => {
                        SubmitOutcome { step: Some(RefundStep::Decline), trouble: Some(limit), wait_secs: 0 }
                    }
                    Some(error) => return Err(error),
                }
            }
            Err(error @ GatewayError::Declined { .. }) => {
                return self.after_refusal(refund, sign_type, refund_trouble(&error), answer, now);
            }
            Err(GatewayError::NoAnswer(NoAnswer::Unknown { code, message })) if refused_again(refund, &code) => {
                return self.after_refusal(refund, sign_type, RefundTrouble::unclear(&code, &message), answer, now);
            }
            Err(error) => self.after_trouble(refund, &error, row.begun.get()),
        };
        self.update(refund, update, None, answer, now)?;
        Ok(())
    }

    /// In which interface the number leaves. One that may have left keeps its own, come what may: no two interfaces promise to
    /// know a number from each other. One that never did goes by whichever there is a key for.
    fn sent_by(&self, refund: &Refund, born: SignType) -> SignType {
        if refund.may_have_left { born } else { self.asked_by(born) }
    }

    fn accepted(&self) -> SubmitOutcome {
        let wait_secs = Schedules::wait(&self.schedules.refund_poll, 0);
        SubmitOutcome { step: Some(RefundStep::Accepted), trouble: None, wait_secs }
    }

    /// Anything but a yes or a definite no.
    fn after_trouble(&self, refund: &Refund, error: &GatewayError, begun: bool) -> SubmitOutcome {
        let backoff = Schedules::wait(&self.schedules.retry_backoff, refund.sends);
        tracing::warn!(refund = %refund.refund_no, %error, "sending a refund");
        let trouble = refund_trouble(error);
        match error {
            GatewayError::NotEnough { .. } => {
                SubmitOutcome { step: Some(RefundStep::NotEnough), trouble, wait_secs: backoff.max(MONEY_WAIT_SECS) }
            }
            GatewayError::NotSent(_) => {
                SubmitOutcome { step: begun.then_some(RefundStep::NotSent), trouble, wait_secs: backoff.max(1) }
            }
            GatewayError::Wait { .. } => {
                SubmitOutcome { step: Some(RefundStep::NoAnswer), trouble, wait_secs: backoff.max(SLOW_DOWN_SECS) }
            }
            GatewayError::Declined { .. } | GatewayError::Misconfigured { .. } | GatewayError::NoAnswer(_) => {
                let least = if is_too_fast(error) { SLOW_DOWN_SECS } else { 0 };
                SubmitOutcome { step: Some(RefundStep::NoAnswer), trouble, wait_secs: backoff.max(least) }
            }
        }
    }

    /// WeChat refused. A refusal of a repeated number may hide an earlier success, so WeChat is asked before it counts.
    /// Both answers are kept: the refusal first, and then the one that decides.
    fn after_refusal(
        &self,
        refund: &Refund,
        sign_type: SignType,
        trouble: Option<RefundTrouble>,
        refusal: Option<RawMessage>,
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        self.update(refund, SubmitOutcome { step: None, trouble: trouble.clone(), wait_secs: 0 }, None, refusal, now)?;
        let code = trouble.as_ref().and_then(RefundTrouble::code);
        if code.is_some_and(names_no_such_order) && !self.is_unpaid_there(refund, sign_type, now)? {
            let wait_secs = Schedules::wait(&self.schedules.retry_backoff, refund.sends).max(SLOW_DOWN_SECS);
            let update = SubmitOutcome { step: Some(RefundStep::NoAnswer), trouble, wait_secs };
            return self.update(refund, update, None, None, now).map(drop);
        }
        let sent = Refund { state: RefundState::Sending, ..refund.clone() };
        let asked = self.ask_once(&sent, sign_type);
        let update = match asked.update.step {
            Some(RefundStep::NotThere) => SubmitOutcome { step: Some(RefundStep::Decline), trouble, wait_secs: 0 },
            None => SubmitOutcome { step: Some(RefundStep::NoAnswer), trouble, ..asked.update },
            Some(_) => asked.update,
        };
        let answer = asked.answer.map(|text| raw(&self.env, "refundquery", text));
        self.update(refund, update, asked.facts, answer, now)?;
        if asked.other_figures { self.look_for_refunds(&refund.order_no, now) } else { Ok(()) }
    }

    /// "No such paid order" is believed only if WeChat says the same when it is asked about the order.
    fn is_unpaid_there(&self, refund: &Refund, sign_type: SignType, now: UnixSeconds) -> Result<bool, StoreError> {
        let way = way_in_app(&self.gateway, refund.app_id.as_ref());
        let by = self.asked_by(sign_type);
        let answered = way.query_order(&refund.order_no, by, &self.order_row(&refund.order_no));
        self.health.after_call(&answered.result);
        let answer = answered.raw.map(|text| raw(&self.env, "orderquery", text));
        self.update(refund, SubmitOutcome { step: None, trouble: None, wait_secs: 0 }, None, answer, now)?;
        Ok(matches!(answered.result, Ok(OrderStatus::NotPaid | OrderStatus::Closed | OrderStatus::NotThere)))
    }

    /// Writes an update and tells the screen. Answers where the refund stands now.
    pub(super) fn update(
        &self,
        refund: &Refund,
        update: SubmitOutcome,
        facts: Option<RefundFacts>,
        answer: Option<RawMessage>,
        now: UnixSeconds,
    ) -> Result<RefundState, StoreError> {
        let actor = if answer.is_some() { Actor::WeChat } else { Actor::Zhanggui };
        let next_at = now.plus(update.wait_secs);
        let refund_no = refund.refund_no.clone();
        let row = RefundUpdate { refund_no, step: update.step, actor, trouble: update.trouble, facts, answer, next_at };
        let state = self.store.update_refund(row, now).wait()?;
        failpoint("after-state-write");
        if state == RefundState::Refunded {
            self.events.send(&ShopEvent::ProductsChanged); // what the owner wanted back on the shelf is there now
        }
        self.events.send(&ShopEvent::RefundChanged(refund.refund_no.clone()));
        Ok(state)
    }
}
