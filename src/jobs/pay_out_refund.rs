//! A refund WeChat could not pay out goes to a card instead, by an explicit click. The refund keeps its number and its state:
//! WeChat's own word ends it, as it ends every refund.

use super::{record::CallRow, shop::Shop};
use crate::{
    domain::{Api, PayoutTo, RefundNo, RefundState, UnixSeconds},
    events::{CommandOutcome, PayoutTrouble},
    store::{Reader, Refusal, StoreError},
    wechat::{CallRecord, GatewayError, NotRecorded, NotSent, Outgoing, RefundStatus, way_in_app},
};

/// Leaves the sensitive fields out of what is kept of the call, encrypted or not.
struct WithoutCard<'a>(CallRow<'a>);

impl CallRecord for WithoutCard<'_> {
    fn leaving(&self, call: Outgoing<'_>) -> Result<(), NotRecorded> {
        self.0.leaving(Outgoing { body: "", ..call })
    }
}

impl Shop {
    /// Asks WeChat to pay a stuck refund out to a card. What was typed is told WeChat once and kept nowhere.
    pub fn pay_out_refund(
        &self,
        reader: &Reader,
        refund_no: &RefundNo,
        to: &PayoutTo,
        now: UnixSeconds,
    ) -> CommandOutcome {
        match self.try_pay_out(reader, refund_no, to, now) {
            Ok(outcome) => outcome,
            Err(error) => self.outcome_of::<()>(Err(error)),
        }
    }

    fn try_pay_out(
        &self,
        reader: &Reader,
        refund_no: &RefundNo,
        to: &PayoutTo,
        now: UnixSeconds,
    ) -> Result<CommandOutcome, StoreError> {
        let Some((refund, sign_type)) = reader.refund_to_send(refund_no)? else {
            return Ok(CommandOutcome::Refused(Refusal::NotFound));
        };
        if refund.state != RefundState::Stuck {
            return Ok(CommandOutcome::TooLate);
        }
        let refund_id = reader.refund(refund_no)?.and_then(|detail| detail.refund_id);
        let (Api::V3, Some(refund_id)) = (sign_type.api(), refund_id) else {
            return Ok(CommandOutcome::NotPaidOut(PayoutTrouble::ByHandOnly));
        };
        let row = WithoutCard(CallRow {
            store: &self.store,
            env: &self.env,
            order_no: Some(&refund.order_no),
            refund_no: Some(&refund.refund_no),
        });
        let way = way_in_app(&self.gateway, refund.app_id.as_ref());
        let result = way.abnormal_refund((&refund, &refund_id), to, sign_type, &row).result;
        self.health.after_call(&result);
        let outcome = outcome_of(&result);
        // Also after no answer: WeChat's word on the refund is what counts.
        if !matches!(outcome, CommandOutcome::NotPaidOut(PayoutTrouble::ByHandOnly | PayoutTrouble::NotSent)) {
            self.ask_about_refund(reader, refund_no, now)?;
        }
        Ok(outcome)
    }
}

fn outcome_of(result: &Result<RefundStatus, GatewayError>) -> CommandOutcome {
    let trouble = match result {
        Ok(_) => return CommandOutcome::Done,
        Err(GatewayError::Declined { code, message } | GatewayError::Misconfigured { code, message }) => {
            PayoutTrouble::Declined { code: code.clone(), message: message.clone() }
        }
        Err(GatewayError::NotEnough { message }) => {
            PayoutTrouble::Declined { code: "NOT_ENOUGH".to_owned(), message: message.clone() }
        }
        Err(GatewayError::NotSent(NotSent::NoAbnormalRefund)) => PayoutTrouble::ByHandOnly,
        Err(GatewayError::NotSent(_)) => PayoutTrouble::NotSent,
        Err(GatewayError::NoAnswer(_) | GatewayError::Wait { .. }) => PayoutTrouble::Unknown,
    };
    CommandOutcome::NotPaidOut(trouble)
}
