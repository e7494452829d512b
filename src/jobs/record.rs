//! A row before a call: what makes every call durable before its first byte leaves.

use crate::{
    base::env::Env,
    domain::{OrderNo, RefundNo},
    store::{RawMessage, Store},
    wechat::{CallRecord, GatewayError, NoAnswer, NotRecorded, Outgoing},
};

/// Writes one row per call, linked to its order or refund.
pub struct CallRow<'a> {
    /// The rows.
    pub store: &'a Store,
    /// The clock and the random numbers.
    pub env: &'a Env,
    /// The order it is about.
    pub order_no: Option<&'a OrderNo>,
    /// The refund it is about.
    pub refund_no: Option<&'a RefundNo>,
}

impl CallRecord for CallRow<'_> {
    fn leaving(&self, call: Outgoing<'_>) -> Result<(), NotRecorded> {
        let message = raw(self.env, call.call, call.body.to_owned());
        let answer = self.store.record_call(self.order_no.cloned(), self.refund_no.cloned(), message, self.env.now());
        answer.wait().map_err(|e| NotRecorded(e.to_string()))
    }
}

/// What went wrong, as it is kept beside the refund: WeChat's code first, where there is one, so that the screen finds
/// the owner's sentence for it.
pub(super) fn why(error: &GatewayError) -> String {
    match error {
        GatewayError::Declined { code, message } | GatewayError::Misconfigured { code, message }
            if !code.is_empty() =>
        {
            format!("{code}: {message}")
        }
        GatewayError::NotEnough { message } => format!("NOTENOUGH: {message}"),
        GatewayError::Wait { code, .. } => code.clone(),
        GatewayError::NoAnswer(NoAnswer::Unknown(why)) => why.clone(),
        other => other.to_string(),
    }
}

/// A call or an answer as it is kept.
pub(super) fn raw(env: &Env, kind: &'static str, text: String) -> RawMessage {
    RawMessage { id: env.rng.message_id(), kind, peer: String::new(), headers: String::new(), text }
}
