//! A wish on its way: the row that says so stands before the call, and what nobody knows is looked for, never said again
//! blindly.

use crate::base::failpoints::failpoint;
use crate::domain::{ComplaintId, ComplaintTaskState, ComplaintTaskStep, MediaId, UnixSeconds};
use crate::store::{
    CommitFuture, ComplaintTaskUpdate, RawMessage, Refusal, Store, StoreError,
    engine::{db::Db, value::params},
    messages::{self, Direction, service::derive},
    money::complaints::keep,
    ownership::restores::held,
};

const DETAIL_MAX: usize = 300;

impl Store {
    /// The call is about to leave. Refused while the shop catches up, or is not run from here.
    pub fn begin_complaint_task(
        &self,
        complaint_id: ComplaintId,
        task_no: u32,
        call: RawMessage,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write_before_leaving(move |db| begin(db, (&complaint_id, task_no), &call, now))
    }

    /// A step that came out of a call. A late or repeated one changes nothing.
    pub fn step_complaint_task(&self, update: ComplaintTaskUpdate, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| step(db, &update, now))
    }

    /// WeChat has a picture of a wish: it is not given it again.
    pub fn keep_complaint_media(
        &self,
        complaint_id: ComplaintId,
        task_no: u32,
        place: u32,
        media_id: MediaId,
    ) -> CommitFuture<()> {
        self.write(move |db| {
            let sql = "UPDATE complaint_task_pictures SET media_id = ?5
                       WHERE shop_id = ?1 AND complaint_id = ?2 AND task_no = ?3 AND place = ?4";
            db.run_one(sql, params![db.shop, complaint_id, task_no, place, media_id])
        })
    }

    /// Once at start, before any job: what was on its way when the program last ended is in doubt. Answers how many.
    pub fn doubt_interrupted_complaints(&self, now: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| {
            let sql = "UPDATE complaint_tasks SET state = 'in_doubt', changed_at = ?2, next_at = ?2
                       WHERE shop_id = ?1 AND state = 'sending'";
            db.run(sql, params![db.shop, now])
        })
    }
}

fn state_of(db: Db<'_>, (id, task_no): (&ComplaintId, u32)) -> Result<ComplaintTaskState, StoreError> {
    let sql = "SELECT state FROM complaint_tasks WHERE shop_id = ?1 AND complaint_id = ?2 AND task_no = ?3";
    Ok(db.find_value(sql, params![db.shop, id, task_no])?.ok_or(Refusal::NotFound)?)
}

/// Words of the shop's that the buyer reads.
fn is_an_answer(db: Db<'_>, (id, task_no): (&ComplaintId, u32)) -> Result<bool, StoreError> {
    let sql = "SELECT kind = 'reply' OR kind = 'reject' FROM complaint_tasks
               WHERE shop_id = ?1 AND complaint_id = ?2 AND task_no = ?3";
    db.value(sql, params![db.shop, id, task_no])
}

fn begin(db: Db<'_>, task: (&ComplaintId, u32), call: &RawMessage, now: UnixSeconds) -> Result<(), StoreError> {
    held::must_not_be_held(db)?;
    let state = state_of(db, task)?.after(ComplaintTaskStep::Send).map_err(|_| Refusal::Stale)?;
    messages::keep(db, Direction::Call, call, (None, None), now)?;
    db.run_one(
        "UPDATE complaint_tasks SET state = ?4, sends = sends + 1, sent_at = ?5, changed_at = ?5, trouble = NULL, detail = ''
         WHERE shop_id = ?1 AND complaint_id = ?2 AND task_no = ?3",
        params![db.shop, task.0, task.1, state, now],
    )?;
    failpoint("before-commit");
    Ok(())
}

fn step(db: Db<'_>, update: &ComplaintTaskUpdate, now: UnixSeconds) -> Result<(), StoreError> {
    let (id, task_no) = (&update.complaint_id, update.task_no);
    let before = state_of(db, (id, task_no))?;
    let state = match update.step.map(|step| before.after(step)) {
        None => before,
        Some(Ok(state)) => state,
        Some(Err(_)) => return Ok(()),
    };
    let (trouble, detail) = match &update.trouble {
        Some((trouble, detail)) => (Some(*trouble), detail.chars().take(DETAIL_MAX).collect()),
        None => (None, String::new()),
    };
    db.run_one(
        "UPDATE complaint_tasks SET state = ?4, trouble = ?5, detail = ?6, next_at = ?7, changed_at = ?8
         WHERE shop_id = ?1 AND complaint_id = ?2 AND task_no = ?3",
        params![db.shop, id, task_no, state, trouble, detail, update.next_at, now],
    )?;
    if !state.is_open() {
        // The pictures are WeChat's now, or nobody's.
        let empty: &[u8] = &[];
        let sql =
            "UPDATE complaint_task_pictures SET file = ?4 WHERE shop_id = ?1 AND complaint_id = ?2 AND task_no = ?3";
        db.run(sql, params![db.shop, id, task_no, empty])?;
        keep::ask_soon(db, id, now)?;
    }
    if state == ComplaintTaskState::Done && before != state && is_an_answer(db, (id, task_no))? {
        derive::after_answer(db, id, task_no, now)?;
    }
    if state == before { Ok(()) } else { keep::touch(db, id, now) }
}
