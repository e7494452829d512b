//! Shipping, as calls and answers move it: told to WeChat, asked about, settled, the buyer reminded.

use crate::domain::{
    OrderNo, OrderState, OrderStep, RefundState, ReportState, ReportStep, ReportTrouble, SeenShipping, SettleState,
    StepReason, UnixSeconds,
};
use crate::store::{
    Actor, RawMessage, Refusal, Reminded, ReportUpdate, RowAside, RowJob, RowTrouble, SettlementUpdate, StoreError,
    engine::{db::Db, value::params},
    history::{self, HistoryStep, StepCause},
    messages::{self, Direction},
    orders::row::OrderHead,
    reads::due::set_aside,
    shipments::row::ShipmentHead,
};
use crate::store::{CommitFuture, Store};

const MILLIS: i64 = 1000;
/// WeChat is asked about the settlement no more often than this, four times a day: ninety days, three times the longest it
/// takes. Counted, because a clock that is wrong for a moment must not end it.
const POLLS_MAX: u32 = 364;
/// The first question about the settlement after a report, seconds.
pub(in crate::store) const FIRST_POLL_SECS: i64 = 6 * 60 * 60;
const NAME_CHARS_MAX: usize = 64;

impl Store {
    /// The report is about to leave: [`ReportState::Sending`]. Answers the time it names, milliseconds since 1970, later
    /// than that of any report of this order before.
    pub fn begin_report(&self, order_no: OrderNo, now: UnixSeconds) -> CommitFuture<i64> {
        self.write_before_leaving(move |db| begin(db, &order_no, now))
    }

    /// A report takes a step out of an answer. A late or repeated one is no error: the answer is the state as it is.
    pub fn update_report(&self, update: ReportUpdate, now: UnixSeconds) -> CommitFuture<ReportState> {
        self.write(move |db| self::update(db, &update, now))
    }

    /// Every report that was being sent when the program last died waits, in doubt. Answers how many.
    pub fn doubt_interrupted_reports(&self, now: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| doubt_interrupted(db, now))
    }

    /// WeChat said how an order stands in its settlement, or gave no usable answer (`None`). Asked again at `next_at` if
    /// there is more to learn. True if the order moved.
    pub fn record_settlement(&self, update: SettlementUpdate, now: UnixSeconds) -> CommitFuture<bool> {
        self.write(move |db| record_settlement(db, &update, now))
    }

    /// What became of a reminder.
    pub fn keep_reminder(
        &self,
        order_no: OrderNo,
        reminded: Reminded,
        answer: Option<RawMessage>,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| keep_reminder(db, &order_no, &reminded, answer.as_ref(), now))
    }

    /// WeChat's list of carriers (id and name) takes the place of the one before.
    pub fn keep_carriers(&self, listed: Vec<(String, String)>, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| keep_carriers(db, &listed, now))
    }
}

/// The call is about to leave: the row that says so is durable before the first byte. Answers the time it is to name.
pub(in crate::store) fn begin(db: Db<'_>, order_no: &OrderNo, now: UnixSeconds) -> Result<i64, StoreError> {
    crate::store::ownership::restores::held::must_not_be_held(db)?;
    let before = ShipmentHead::read(db, order_no)?;
    let report = before.report.after(ReportStep::Begin)?;
    crate::store::money::payments::merchants::must_be_ours(db, order_no)?;
    if OrderHead::read(db, order_no)?.state == OrderState::Refunded {
        return Err(Refusal::Refund(RefundState::Refunded).into());
    }
    if before.next_at > now || before.in_doubt {
        // Changed meanwhile, or to be asked about first.
        return Err(Refusal::State(before.report.into()).into());
    }
    let upload_millis = now.get().saturating_mul(MILLIS).max(before.upload_millis.saturating_add(1));
    let after = ShipmentHead { report, in_doubt: true, upload_millis, changed_at: now, ..before.clone() };
    after.save(db, &before)?;
    let step = HistoryStep::Shipment(Some(before.report), report);
    history::add(db, order_no, &step, StepCause::of(Actor::Zhanggui, now))?;
    crate::base::failpoints::failpoint("before-commit");
    Ok(upload_millis)
}

/// A step out of an answer. A late or repeated one changes nothing but the time of the next try.
pub(in crate::store) fn update(db: Db<'_>, update: &ReportUpdate, now: UnixSeconds) -> Result<ReportState, StoreError> {
    let before = ShipmentHead::read(db, &update.order_no)?;
    keep_answer(db, &update.order_no, update.answer.as_ref(), now)?;
    let Some(Ok(report)) = update.step.map(|step| before.report.after(step)) else {
        return Ok(before.report);
    };
    let trouble = if report == ReportState::Reported { None } else { update.trouble.clone() };
    let tries = if update.step == Some(ReportStep::Later) { before.tries.saturating_add(1) } else { 0 };
    let mut after = ShipmentHead {
        report,
        in_doubt: update.in_doubt,
        trouble,
        tries,
        next_at: update.next_at,
        changed_at: now,
        ..before.clone()
    };
    if report == ReportState::Reported {
        after.reported_at = Some(now);
        (after.polls, after.poll_at) = (0, before.complete.then(|| now.plus(FIRST_POLL_SECS)));
    }
    if update.seen.as_ref().is_some_and(|seen| seen.complete) {
        // Whoever told it, WeChat has one: another one is a correction.
        after.reported_at = after.reported_at.or(Some(now));
    }
    after.save(db, &before)?;
    if let Some(seen) = &update.seen {
        settle(db, &update.order_no, seen, update.answer.as_ref(), now)?;
    }
    if report != before.report {
        let actor = if update.answer.is_some() { Actor::WeChat } else { Actor::Zhanggui };
        let reason = StepReason::from(update.trouble.clone());
        let cause = StepCause { actor, why: &reason, message: update.answer.as_ref().map(|it| &it.id), at: now };
        history::add(db, &update.order_no, &HistoryStep::Shipment(Some(before.report), report), cause)?;
    }
    crate::base::failpoints::failpoint("before-state-write");
    Ok(report)
}

/// Every report that was being sent when the program died: nobody knows whether it left.
pub(in crate::store) fn doubt_interrupted(db: Db<'_>, now: UnixSeconds) -> Result<usize, StoreError> {
    let sql = "SELECT order_no FROM shipments WHERE shop_id = ?1 AND report = 'sending' ORDER BY order_no";
    let interrupted: Vec<String> = db.values(sql, params![db.shop])?;
    set_aside::each(
        db,
        &interrupted,
        |order_no| aside(order_no),
        now,
        |order_no| {
            let order_no = OrderNo::parse(order_no).map_err(|bad| StoreError::Unreadable(bad.to_string()))?;
            let later = ReportUpdate {
                order_no,
                step: Some(ReportStep::Later),
                trouble: Some(ReportTrouble::CutOff),
                in_doubt: true,
                answer: None,
                seen: None,
                next_at: now,
            };
            update(db, &later, now).map(drop)
        },
    )
}

fn aside(order_no: &str) -> RowAside {
    RowAside {
        job: RowJob::ReportShipment,
        key: order_no.to_owned(),
        order_no: order_no.to_owned(),
        trouble: RowTrouble::Other,
        detail: String::new(),
    }
}

/// WeChat answered a question about the settlement, or did not (`None`): asked again at `next_at`. True if the order
/// moved.
pub(in crate::store) fn record_settlement(
    db: Db<'_>,
    update: &SettlementUpdate,
    now: UnixSeconds,
) -> Result<bool, StoreError> {
    let (order_no, seen, answer) = (&update.order_no, update.seen.as_ref(), update.answer.as_ref());
    keep_answer(db, order_no, answer, now)?;
    let before = ShipmentHead::read(db, order_no)?;
    let over = before.reported_at.is_none() || before.polls >= POLLS_MAX;
    let last = seen.and_then(|seen| seen.state).is_some_and(SettleState::is_last);
    let poll_at = if over || last { None } else { Some(update.next_at) };
    ShipmentHead { poll_at, polls: before.polls.saturating_add(1), ..before.clone() }.save(db, &before)?;
    seen.map_or(Ok(false), |seen| settle(db, order_no, seen, answer, now))
}

/// What WeChat says of the money and of the correction, onto the rows. True if the order moved.
fn settle(
    db: Db<'_>,
    order_no: &OrderNo,
    seen: &SeenShipping,
    answer: Option<&RawMessage>,
    now: UnixSeconds,
) -> Result<bool, StoreError> {
    let before = ShipmentHead::read(db, order_no)?;
    let settle = seen.state.or(before.settle);
    let corrected = before.corrected || seen.corrected;
    let settle_at = if settle == before.settle { before.settle_at } else { Some(now) };
    ShipmentHead { settle, settle_at, corrected, disputed: seen.disputed, ..before.clone() }.save(db, &before)?;
    let Some(state) = seen.state else { return Ok(false) };
    let order = OrderHead::read(db, order_no)?;
    let received = if state.is_received() { order.state.after(OrderStep::Receive).ok() } else { None };
    let mut after = OrderHead { settled: order.settled || state.is_settled(), ..order.clone() };
    if let Some(state) = received {
        (after.state, after.received_at) = (state, Some(now));
    }
    if after == order {
        return Ok(false);
    }
    after.save(db, &order)?;
    if let Some(to) = received {
        let reason = StepReason::Settled(state);
        let cause = StepCause::of(Actor::WeChat, now).why(&reason).message(answer.map(|answer| &answer.id));
        history::add(db, order_no, &HistoryStep::Order(Some(order.state), to), cause)?;
    }
    Ok(true)
}

/// The buyer, or WeChat's message push, said that something happened to it: WeChat is asked how it stands. True if there is
/// something to ask.
pub(in crate::store) fn ask_settlement_soon(
    db: Db<'_>,
    order_no: &OrderNo,
    now: UnixSeconds,
) -> Result<bool, StoreError> {
    let Some(before) = ShipmentHead::find(db, order_no)? else { return Ok(false) };
    if before.reported_at.is_none() || before.settle.is_some_and(SettleState::is_last) {
        return Ok(false);
    }
    ShipmentHead { polls: 0, poll_at: Some(now), ..before.clone() }.save(db, &before)?;
    Ok(true)
}

/// What became of the reminder.
pub(in crate::store) fn keep_reminder(
    db: Db<'_>,
    order_no: &OrderNo,
    reminded: &Reminded,
    answer: Option<&RawMessage>,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    keep_answer(db, order_no, answer, now)?;
    let before = ShipmentHead::read(db, order_no)?;
    let reminds = before.reminds.saturating_add(1);
    let (remind_at, reminded_at, remind_trouble) = match reminded {
        Reminded::Done => (None, Some(now), None),
        Reminded::Later(at, why) => (Some(*at), None, Some(why.clone())),
        Reminded::Refused(why) => (None, None, Some(why.clone())),
    };
    ShipmentHead { remind_at, reminds, reminded_at, remind_trouble, ..before.clone() }.save(db, &before)?;
    let reason = match reminded {
        Reminded::Done => StepReason::Reminded,
        Reminded::Later(..) => return Ok(()),
        Reminded::Refused(why) => StepReason::Report(why.clone()),
    };
    let cause = StepCause::of(Actor::WeChat, now).why(&reason).message(answer.map(|answer| &answer.id));
    history::add(db, order_no, &HistoryStep::Shipment(Some(before.report), before.report), cause)
}

fn keep_answer(
    db: Db<'_>,
    order_no: &OrderNo,
    answer: Option<&RawMessage>,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    answer.map_or(Ok(()), |answer| messages::keep(db, Direction::Answer, answer, (Some(order_no), None), now))
}

/// WeChat's list of carriers takes the place of the one before; an empty one is no list.
pub(in crate::store) fn keep_carriers(
    db: Db<'_>,
    listed: &[(String, String)],
    now: UnixSeconds,
) -> Result<(), StoreError> {
    if listed.is_empty() {
        return Ok(());
    }
    db.run("DELETE FROM carriers WHERE shop_id = ?1", params![db.shop])?;
    for (position, (id, name)) in (0_u32..).zip(listed) {
        let name: String = name.chars().take(NAME_CHARS_MAX).collect();
        db.run(
            "INSERT INTO carriers (shop_id, carrier_id, name, position, listed_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (shop_id, carrier_id) DO NOTHING",
            params![db.shop, id, name, position, now],
        )?;
    }
    Ok(())
}
