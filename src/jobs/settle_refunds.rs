//! Did it arrive? Asks about refunds under way and in doubt, by their own number, until WeChat names an ending.

use super::{
    pace::SLOW_DOWN_SECS,
    record::{CallRow, raw, refund_trouble},
    rows::RowOutcome,
    shop::{BATCH_MAX, Shop},
    submit_refunds::SubmitOutcome,
};
use crate::{
    domain::{
        Refund, RefundFacts, RefundNo, RefundOutcome, RefundState, RefundStep, RefundTrouble, SignType, UnixSeconds,
    },
    events::ShopEvent,
    settings::Schedules,
    store::{Reader, RowJob, StoreError},
    wechat::{GatewayError, NoAnswer, RefundStatus, way_in_app},
};

impl Shop {
    /// Asks about every refund that is due. Answers how many.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn settle_refunds(&self, reader: &Reader, now: UnixSeconds) -> Result<usize, StoreError> {
        // Calls are made one after the other, and none is under way here: this one's answer could not be written down.
        if reader.a_refund_was_cut_off(now)? {
            self.store.doubt_interrupted_refunds(now).wait()?;
        }
        let due = reader.due_refund_asks(now, BATCH_MAX)?;
        self.step_of(reader, RowJob::AskRefund, now).each(&due, |(refund, sign_type)| {
            if !self.pace.may_ask(now) {
                return Ok(RowOutcome::NoFurther);
            }
            self.ask_refund(refund, *sign_type, now).map(|()| RowOutcome::On)
        })
    }

    /// The owner wants to know about one refund now. Not while WeChat wants a pause: then it is asked as soon as it may.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn ask_about_refund(&self, reader: &Reader, refund_no: &RefundNo, now: UnixSeconds) -> Result<(), StoreError> {
        match reader.refund_to_send(refund_no)? {
            Some((refund, sign_type)) if asked_about(refund.state) && self.pace.may_ask(now) => {
                self.ask_refund(&refund, sign_type, now)
            }
            _ => Ok(()),
        }
    }

    fn ask_refund(&self, refund: &Refund, sign_type: SignType, now: UnixSeconds) -> Result<(), StoreError> {
        let asked = self.ask_once(refund, sign_type);
        let answer = asked.answer.map(|text| raw(&self.env, "refundquery", text));
        let state = self.update(refund, asked.update, asked.facts, answer, now)?;
        if asked.other_figures {
            self.look_for_refunds(&refund.order_no, now)?;
        }
        if state == RefundState::Refunded {
            self.events.send(&ShopEvent::OrderChanged(refund.order_no.clone()));
        }
        Ok(())
    }

    /// One question about one refund.
    pub(super) fn ask_once(&self, refund: &Refund, sign_type: SignType) -> RefundQuestion {
        let row = CallRow {
            store: &self.store,
            env: &self.env,
            order_no: Some(&refund.order_no),
            refund_no: Some(&refund.refund_no),
        };
        let way = way_in_app(&self.gateway, refund.app_id.as_ref());
        let answered = way.query_refund(refund, self.asked_by(sign_type), &row);
        self.health.after_call(&answered.result);
        self.pace.after_ask(&answered.result, &self.schedules.retry_backoff, self.env.now());
        let poll = Schedules::wait(&self.schedules.refund_poll, refund.asks.saturating_add(1)).max(1);
        let again = Schedules::wait(&self.schedules.retry_backoff, refund.asks).max(1);
        let other_figures = matches!(&answered.result, Err(GatewayError::NoAnswer(NoAnswer::Elsewhere(_))));
        let (step, trouble, wait_secs, facts) = match answered.result {
            Ok(RefundStatus::Known(facts)) => (step_of(&facts, refund.state), trouble_of(&facts), poll, Some(facts)),
            // Accepted before and unknown now makes no sense: only time and WeChat can tell. Nothing is sent again.
            Ok(RefundStatus::NotThere) if refund.state == RefundState::Processing => {
                (Some(RefundStep::Missing), Some(RefundTrouble::NotThere), poll, None)
            }
            // What was sent may still be on its way inside WeChat. Sent again too soon, a refusal of the second would be
            // believed while the first is carried out: so as long as WeChat may take, nothing is sent.
            Ok(RefundStatus::NotThere) => {
                let on_its_way = Schedules::wait(&self.schedules.refund_poll, 0);
                (Some(RefundStep::NotThere), Some(RefundTrouble::NotThere), again.max(on_its_way), None)
            }
            Err(error) => {
                tracing::warn!(refund = %refund.refund_no, %error, "asking about a refund");
                let least = if matches!(error, GatewayError::Wait { .. }) { SLOW_DOWN_SECS } else { 0 };
                (None, refund_trouble(&error), again.max(least), None)
            }
        };
        RefundQuestion {
            update: SubmitOutcome { step, trouble, wait_secs },
            answer: answered.raw,
            facts,
            other_figures,
        }
    }
}

/// What came of a question about one refund.
pub(super) struct RefundQuestion {
    /// What it makes of the refund.
    pub update: SubmitOutcome,
    /// The answer's text.
    pub answer: Option<String>,
    /// WeChat's facts.
    pub facts: Option<RefundFacts>,
    /// Signed by WeChat, with other figures than ours: only its list of the order can tell.
    pub other_figures: bool,
}

/// An end the owner has to do something about.
const fn trouble_of(facts: &RefundFacts) -> Option<RefundTrouble> {
    match facts.outcome {
        RefundOutcome::Change => Some(RefundTrouble::Change),
        RefundOutcome::Closed => Some(RefundTrouble::Closed),
        RefundOutcome::Processing | RefundOutcome::Success { .. } => None,
    }
}

fn asked_about(state: RefundState) -> bool {
    use RefundState as S;
    matches!(state, S::Processing | S::InDoubt | S::Stuck)
}

fn step_of(facts: &RefundFacts, state: RefundState) -> Option<RefundStep> {
    match facts.outcome {
        RefundOutcome::Processing if state == RefundState::Processing => None,
        RefundOutcome::Processing => Some(RefundStep::Accepted),
        RefundOutcome::Success { .. } => Some(RefundStep::Settle),
        RefundOutcome::Change if state == RefundState::Stuck => None,
        RefundOutcome::Change => Some(RefundStep::Stick),
        RefundOutcome::Closed => Some(RefundStep::Close),
    }
}
