//! Saying what the owner wished: read first, then said, once. What nobody knows is looked for before it is said again.

use super::{
    calls::{DOUBT_SECS, SayRow, again_at, trouble},
    found::{WishFound, wish_in},
    list::ask,
};
use crate::{
    base::failpoints::failpoint,
    domain::{
        ComplaintTaskKind, ComplaintTaskState, ComplaintTaskStep as Step, ComplaintTrouble, MediaId, RefundState,
        UnixSeconds,
    },
    events::ShopEvent,
    jobs::shop::{BATCH_MAX, Shop},
    store::{ComplaintTaskUpdate, DueComplaintTask, Reader, Refusal, StoreError},
    wechat::{ComplaintCalls, ComplaintMessage, GatewayError, ReplyPicture, Unrecorded},
};
use std::cell::{Cell, RefCell};

type TaskTrouble = Option<(ComplaintTrouble, String)>;

impl Shop {
    /// Says everything that is due, in its order. Answers how many.
    pub(super) fn say_to_complaints(
        &self,
        calls: &dyn ComplaintCalls,
        reader: &Reader,
        now: UnixSeconds,
    ) -> Result<usize, StoreError> {
        let due = reader.due_complaint_tasks(now, BATCH_MAX)?;
        for task in &due {
            self.say_one(calls, task, now)?;
        }
        Ok(due.len())
    }

    fn say_one(&self, calls: &dyn ComplaintCalls, task: &DueComplaintTask, now: UnixSeconds) -> Result<(), StoreError> {
        if task.state == ComplaintTaskState::Sending {
            // Its answer could not be written: nobody knows.
            return self.moved(task, Some(Step::NoAnswer), None, now.plus(DOUBT_SECS), now);
        }
        let refund_is_gone = matches!(task.refund, None | Some(RefundState::Rejected | RefundState::Failed));
        if task.kind == ComplaintTaskKind::Approve && refund_is_gone {
            let trouble = Some((ComplaintTrouble::NoRefund, String::new()));
            return self.moved(task, Some(Step::Over), trouble, now, now);
        }
        let (facts, entries) = match ask(calls, &task.complaint_id) {
            Ok(read) => read,
            Err(error) => return self.moved(task, None, Some(trouble(&error)), again_at(&error, now), now),
        };
        let ahead = self.gateway.time().map_or(0, |at_wechat| now.since(at_wechat));
        let found = wish_in(task, &facts, &entries, ahead);
        self.keep_read(facts, entries, now)?;
        match found {
            WishFound::There => self.moved(task, Some(Step::Found), None, now, now),
            WishFound::Over => {
                let trouble = Some((ComplaintTrouble::Closed, String::new()));
                self.moved(task, Some(Step::Over), trouble, now, now)
            }
            WishFound::NotThere => {
                if task.state == ComplaintTaskState::InDoubt {
                    self.moved(task, Some(Step::NotFound), None, now, now)?;
                }
                match self.pictures_of(calls, task)? {
                    Ok(pictures) => self.say(calls, task, &pictures, now),
                    Err(error) => self.moved(task, None, Some(trouble(&error)), again_at(&error, now), now),
                }
            }
        }
    }

    /// WeChat's names for the pictures; what it does not have yet is given to it, and its name kept, so that it is given once.
    fn pictures_of(
        &self,
        calls: &dyn ComplaintCalls,
        task: &DueComplaintTask,
    ) -> Result<Result<Vec<MediaId>, GatewayError>, StoreError> {
        let mut names = Vec::new();
        for picture in &task.pictures {
            if let Some(known) = &picture.media_id {
                names.push(known.clone());
                continue;
            }
            let file = ReplyPicture { name: format!("{}.jpg", picture.place), bytes: picture.file.clone() };
            let name = match calls.upload(&file, &Unrecorded).result {
                Ok(name) => name,
                Err(error) => return Ok(Err(error)),
            };
            let id = task.complaint_id.clone();
            self.store.keep_complaint_media(id, task.task_no, picture.place, name.clone()).wait()?;
            names.push(name);
        }
        Ok(Ok(names))
    }

    fn say(
        &self,
        calls: &dyn ComplaintCalls,
        task: &DueComplaintTask,
        pictures: &[MediaId],
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        let (begun, refused) = (Cell::new(false), RefCell::default());
        let row = SayRow { store: &self.store, env: &self.env, task, begun, refused };
        let (id, said) = (&task.complaint_id, ComplaintMessage { words: &task.words, pictures });
        let result = match task.kind {
            ComplaintTaskKind::Reply => calls.reply(id, said, &row),
            ComplaintTaskKind::Reject => calls.reject_refund(id, said, &row),
            ComplaintTaskKind::Approve => calls.approve_refund(id, &row),
            ComplaintTaskKind::Complete => calls.complete(id, &row),
        }
        .result;
        failpoint("answer-received");
        if let Err(error) = &result {
            tracing::warn!(complaint = %id, task = task.task_no, %error, "telling WeChat about a complaint");
        }
        if !row.begun.get() {
            return match (result, row.refused.take()) {
                (_, Some(error)) if !is_as_it_was(&error) => Err(error),
                (Err(error), None) => self.moved(task, None, Some(trouble(&error)), again_at(&error, now), now),
                _ => Ok(()),
            };
        }
        let (step, trouble, at) = after_saying(calls, task, result, now);
        self.moved(task, Some(step), trouble, at, now)
    }

    fn moved(
        &self,
        task: &DueComplaintTask,
        step: Option<Step>,
        trouble: TaskTrouble,
        next_at: UnixSeconds,
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        let (complaint_id, task_no) = (task.complaint_id.clone(), task.task_no);
        let update = ComplaintTaskUpdate { complaint_id, task_no, step, trouble, next_at };
        self.store.step_complaint_task(update, now).wait()?;
        self.events.send(&ShopEvent::ComplaintsChanged);
        Ok(())
    }
}

/// What an answer makes of a wish.
fn after_saying(
    calls: &dyn ComplaintCalls,
    task: &DueComplaintTask,
    result: Result<(), GatewayError>,
    now: UnixSeconds,
) -> (Step, TaskTrouble, UnixSeconds) {
    let Err(error) = result else { return (Step::Accepted, None, now) };
    let said = Some(trouble(&error));
    match error {
        GatewayError::Declined { .. } => {
            // Its state does not allow it: it may have been closed since it was read.
            let over = calls.complaint(&task.complaint_id, &Unrecorded).result;
            let over = over.is_ok_and(|facts| !facts.state.is_open());
            let closed = Some((ComplaintTrouble::Closed, String::new()));
            if over { (Step::Over, closed, now) } else { (Step::Declined, said, now) }
        }
        GatewayError::Misconfigured { ref code, .. } if code == "PARAM_ERROR" => (Step::Declined, said, now),
        GatewayError::Misconfigured { .. } | GatewayError::NotSent(_) => (Step::NotSent, said, again_at(&error, now)),
        GatewayError::NotEnough { .. } | GatewayError::Wait { .. } | GatewayError::NoAnswer(_) => {
            (Step::NoAnswer, said, now.plus(DOUBT_SECS))
        }
    }
}

/// Held, or said meanwhile: the row is as it was.
const fn is_as_it_was(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Refused(Refusal::Stale | Refusal::CatchingUp | Refusal::NotRunHere(_) | Refusal::NotHost)
    )
}
