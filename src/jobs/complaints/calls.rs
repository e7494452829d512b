//! What an answer about a complaint means for what is done next, and the row before a call.

use crate::{
    base::env::Env,
    domain::{ComplaintTrouble, UnixSeconds},
    jobs::record::raw,
    store::{DueComplaintTask, Store, StoreError},
    wechat::{CallRecord, GatewayError, NotRecorded, NotSent, Outgoing},
};
use std::cell::{Cell, RefCell};

/// After a line that broke, seconds.
const SOON_SECS: i64 = 30;
/// After no usable answer, and after "too fast".
pub(super) const DOUBT_SECS: i64 = 60;
/// After a refusal of the shop itself: a person has to mend something.
const NOT_ALLOWED_SECS: i64 = 60 * 60;

/// What there is to say of an error, with its technical sentence.
pub(super) fn trouble(error: &GatewayError) -> (ComplaintTrouble, String) {
    let kind = match error {
        GatewayError::NotSent(NotSent::NoConnection(_)) => ComplaintTrouble::NoLine,
        GatewayError::NotSent(_) | GatewayError::Misconfigured { .. } => ComplaintTrouble::NotAllowed,
        GatewayError::Wait { .. } => ComplaintTrouble::TooFast,
        GatewayError::NoAnswer(_) => ComplaintTrouble::NoAnswer,
        GatewayError::Declined { .. } | GatewayError::NotEnough { .. } => ComplaintTrouble::Refused,
    };
    (kind, error.to_string())
}

/// When the same is tried again.
pub(super) const fn again_at(error: &GatewayError, now: UnixSeconds) -> UnixSeconds {
    now.plus(match error {
        GatewayError::NotSent(NotSent::NoConnection(_)) => SOON_SECS,
        GatewayError::NotSent(_) | GatewayError::Misconfigured { .. } => NOT_ALLOWED_SECS,
        _ => DOUBT_SECS,
    })
}

/// The row that stands before what is said: the wish is on its way, durably, before a byte leaves.
pub(super) struct SayRow<'a> {
    pub store: &'a Store,
    pub env: &'a Env,
    pub task: &'a DueComplaintTask,
    /// The row was written: from here on nobody knows what WeChat has until it answers.
    pub begun: Cell<bool>,
    pub refused: RefCell<Option<StoreError>>,
}

impl CallRecord for SayRow<'_> {
    fn leaving(&self, call: Outgoing<'_>) -> Result<(), NotRecorded> {
        let call = raw(self.env, call.call, call.body.to_owned());
        let (id, task_no) = (self.task.complaint_id.clone(), self.task.task_no);
        self.store.begin_complaint_task(id, task_no, call, self.env.now()).wait().map_err(|error| {
            let sentence = error.to_string();
            self.refused.replace(Some(error));
            NotRecorded(sentence)
        })?;
        self.begun.set(true);
        Ok(())
    }
}
