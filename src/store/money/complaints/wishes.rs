//! What the owner wishes to say about a complaint: decided by the rows, said later by a job.

use crate::domain::{
    COMPLAINT_PICTURE_BYTES_MAX, COMPLAINT_PICTURES_MAX, COMPLAINT_WORDS_MAX, ComplaintId, ComplaintProblem,
    ComplaintTaskKind, ComplaintTaskState, Fen, OperatorAction, RefundNo, RefundState, UnixSeconds,
};
use crate::store::operators::rights::Attempt;
use crate::store::{
    CommitFuture, ComplaintRefusal, ComplaintRow, ComplaintWish, NewRefund, Refusal, Store, StoreError, TextPart,
    engine::{db::Db, value::params},
    money::complaints::{keep, reads, types::money_is_settled},
    money::refunds,
    orders::row::OrderHead,
};

/// What a refund that nobody gave a reason for is asked with: it is a number, and no sentence.
const REASON_CHARS_MAX: usize = 500;

impl Store {
    /// The owner wishes to say this. An approval asks for the refund in the same commit, once, unless the order has one that
    /// is open or has arrived since: the owner approves the money itself as always. `fresh` is its number.
    /// [`Refusal::Stale`] where the complaint changed since the click's picture, [`Refusal::Complaint`] where it does not
    /// allow it.
    pub fn wish_complaint(&self, wish: ComplaintWish, fresh: RefundNo, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::AnswerComplaint, now), move |db| carry_out(db, &wish, &fresh, now))
    }
}

fn carry_out(db: Db<'_>, wish: &ComplaintWish, fresh: &RefundNo, now: UnixSeconds) -> Result<(), StoreError> {
    let complaint = reads::row(db, &wish.complaint_id)?.ok_or(Refusal::NotFound)?;
    if complaint.version != wish.seen {
        return Err(Refusal::Stale.into());
    }
    if !complaint.state.is_open() {
        return Err(Refusal::Complaint(ComplaintRefusal::Over).into());
    }
    let is_said = matches!(wish.kind, ComplaintTaskKind::Reply | ComplaintTaskKind::Reject);
    TextPart::Reply.fits(&wish.words, if is_said { 1..=COMPLAINT_WORDS_MAX } else { 0..=0 })?;
    pictures_fit(wish, is_said)?;
    match wish.kind {
        ComplaintTaskKind::Reply => {}
        ComplaintTaskKind::Reject => may_decide(db, &complaint)?,
        ComplaintTaskKind::Approve => {
            may_decide(db, &complaint)?;
            ask_for_refund(db, &complaint, fresh, now)?;
        }
        ComplaintTaskKind::Complete => may_complete(db, &complaint)?,
    }
    add(db, wish, now)?;
    let seen = "UPDATE complaints SET unseen = 0 WHERE shop_id = ?1 AND complaint_id = ?2";
    db.run(seen, params![db.shop, wish.complaint_id])?;
    keep::touch(db, &wish.complaint_id, now)
}

fn pictures_fit(wish: &ComplaintWish, is_said: bool) -> Result<(), StoreError> {
    if wish.pictures.len() > COMPLAINT_PICTURES_MAX {
        let most = u32::try_from(COMPLAINT_PICTURES_MAX).unwrap_or(u32::MAX);
        return Err(Refusal::TooMany { most }.into());
    }
    let fits = |file: &Vec<u8>| is_said && (1..=COMPLAINT_PICTURE_BYTES_MAX).contains(&file.len());
    if wish.pictures.iter().all(fits) { Ok(()) } else { Err(Refusal::Text(TextPart::Picture).into()) }
}

/// True while such a wish is on its way, or WeChat has it.
fn was_said(db: Db<'_>, id: &ComplaintId, kinds: &[ComplaintTaskKind], done_too: bool) -> Result<bool, StoreError> {
    let tasks = reads::tasks(db, id)?;
    Ok(tasks.iter().any(|task| {
        kinds.contains(&task.kind) && (task.state.is_open() || (done_too && task.state == ComplaintTaskState::Done))
    }))
}

fn may_decide(db: Db<'_>, complaint: &ComplaintRow) -> Result<(), StoreError> {
    if complaint.problem != ComplaintProblem::Refund {
        return Err(Refusal::Complaint(ComplaintRefusal::NoMoney).into());
    }
    let decisions = [ComplaintTaskKind::Approve, ComplaintTaskKind::Reject];
    if was_said(db, &complaint.complaint_id, &decisions, true)? {
        return Err(Refusal::Complaint(ComplaintRefusal::Decided).into());
    }
    Ok(())
}

fn may_complete(db: Db<'_>, complaint: &ComplaintRow) -> Result<(), StoreError> {
    if was_said(db, &complaint.complaint_id, &[ComplaintTaskKind::Complete], false)? {
        return Err(Refusal::Complaint(ComplaintRefusal::OnItsWay).into());
    }
    let refunds = reads::refunds(db, complaint.order_no.as_ref())?;
    let states = refunds.iter().map(|one| (&one.refund_no, one.state));
    if money_is_settled(complaint.refund_no.as_ref(), states) {
        Ok(())
    } else {
        Err(Refusal::Complaint(ComplaintRefusal::MoneyNotBack).into())
    }
}

/// The order's own request: one that is open, or arrived since the buyer complained, is taken for it.
fn ask_for_refund(db: Db<'_>, complaint: &ComplaintRow, fresh: &RefundNo, now: UnixSeconds) -> Result<(), StoreError> {
    let Some(order_no) = &complaint.order_no else {
        return Err(Refusal::Complaint(ComplaintRefusal::UnknownOrder).into());
    };
    let known = reads::refunds(db, Some(order_no))?.into_iter().rev().find(|one| match one.state {
        RefundState::Rejected | RefundState::Failed => false,
        RefundState::Refunded => one.requested_at >= complaint.received_at,
        _ => true,
    });
    let refund_no = if let Some(known) = known {
        known.refund_no
    } else {
        let order = OrderHead::read(db, order_no)?;
        let left = order.refundable().left();
        let amount = complaint.wanted.filter(|wanted| !wanted.is_zero()).map_or(left, |wanted| wanted.min(left));
        refunds::request(db, &request(&order, (fresh, amount), complaint), now)?;
        fresh.clone()
    };
    let sql = "UPDATE complaints SET refund_no = ?3 WHERE shop_id = ?1 AND complaint_id = ?2";
    db.run_one(sql, params![db.shop, complaint.complaint_id, refund_no])
}

/// With the buyer's own words. Where there are none, the complaint's number stands for them.
fn request(order: &OrderHead, (refund_no, amount): (&RefundNo, Fen), complaint: &ComplaintRow) -> NewRefund {
    let words = [&complaint.words, &complaint.heading].into_iter().find(|words| !words.trim().is_empty());
    let reason = words.map_or_else(|| complaint.complaint_id.to_string(), Clone::clone);
    NewRefund {
        refund_no: refund_no.clone(),
        order_no: order.order_no.clone(),
        openid: order.openid.clone(),
        amount,
        items: Vec::new(),
        reason: reason.chars().take(REASON_CHARS_MAX).collect(),
        contact: String::new(),
    }
}

fn add(db: Db<'_>, wish: &ComplaintWish, now: UnixSeconds) -> Result<(), StoreError> {
    let sql = "SELECT COALESCE(MAX(task_no), 0) + 1 FROM complaint_tasks WHERE shop_id = ?1 AND complaint_id = ?2";
    let task_no: u32 = db.value(sql, params![db.shop, wish.complaint_id])?;
    db.run_one(
        "INSERT INTO complaint_tasks (shop_id, complaint_id, task_no, kind, words, state, detail, sends, made_at,
             changed_at, next_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', '', 0, ?6, ?6, ?6)",
        params![db.shop, wish.complaint_id, task_no, wish.kind, wish.words, now],
    )?;
    for (place, file) in (0_u32..).zip(&wish.pictures) {
        db.run_one(
            "INSERT INTO complaint_task_pictures (shop_id, complaint_id, task_no, place, file)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![db.shop, wish.complaint_id, task_no, place, file.as_slice()],
        )?;
    }
    Ok(())
}
