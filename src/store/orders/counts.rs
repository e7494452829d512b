//! Counts and sums that move in the same commit as the rows they count.

use crate::domain::{Fen, OrderState, RefundState, ReportState, UnixSeconds, is_held_by_wechat};
use crate::store::{
    Counts, Reader, RefundFilter, StoreError,
    engine::{
        db::Db,
        dialect::{greatest, least},
        value::params,
    },
};
use std::sync::LazyLock;

/// What the counts look at in an order.
#[derive(Clone, Copy)]
pub(in crate::store) struct CountedOrder {
    pub state: OrderState,
    pub flags: CountFlags,
    pub needs_owner: bool,
    pub unseen: bool,
    pub elsewhere: bool,
    /// What was paid and has not gone back.
    pub left: Fen,
}

/// What the counts look at in a refund.
#[derive(Clone, Copy)]
pub(in crate::store) struct CountedRefund {
    pub state: RefundState,
    pub amount: Fen,
    /// Another one goes on in its place.
    pub renewed: bool,
}

/// The difference an order makes to the counts, before (subtracted) and after (added) a change.
pub(in crate::store) fn move_order(
    db: Db<'_>,
    before: Option<CountedOrder>,
    after: CountedOrder,
) -> Result<(), StoreError> {
    let mut moves = Moves::default();
    if let Some(before) = before {
        moves.order(before, -1);
    }
    moves.order(after, 1);
    moves.write(db)
}

/// The same for a refund.
pub(in crate::store) fn move_refund(
    db: Db<'_>,
    before: Option<CountedRefund>,
    after: CountedRefund,
) -> Result<(), StoreError> {
    let mut moves = Moves::default();
    if let Some(before) = before {
        moves.refund(before, -1);
    }
    moves.refund(after, 1);
    moves.write(db)
}

/// The same for a shipment's report; `None` where there is no shipment.
pub(in crate::store) fn move_shipment(
    db: Db<'_>,
    before: Option<ReportState>,
    after: Option<ReportState>,
) -> Result<(), StoreError> {
    let mut moves = Moves::default();
    for (report, sign) in [(before, -1), (after, 1)] {
        if let Some(name) = report.and_then(of_report) {
            moves.add(name, sign);
        }
    }
    moves.write(db)
}

/// The tally a shipment's report counts in.
pub(in crate::store) const fn of_report(report: ReportState) -> Option<&'static str> {
    match report {
        ReportState::Held | ReportState::Waiting | ReportState::Sending => Some("report_waiting"),
        ReportState::Stopped => Some("report_stopped"),
        ReportState::Reported => None,
    }
}

/// What of an order, beside its state, decides where it counts.
#[derive(Clone, Copy)]
pub(in crate::store) struct CountFlags {
    pub refunding: bool,
    pub nothing_to_send: bool,
    pub settled: bool,
}

/// What `count` orders of one kind add up to, `left` fen of their money; of no state where the word is no program's.
pub(in crate::store) fn of_orders(
    state: Option<OrderState>,
    kind: CountFlags,
    (count, left): (i64, i64),
    add: &mut impl FnMut(&'static str, i64),
) {
    add("orders", count);
    let Some(state) = state else { return };
    match state {
        OrderState::ToPay | OrderState::Confirming => add("to_pay", count),
        OrderState::ToShip if kind.refunding => add("to_ship_kept", count),
        OrderState::ToShip if kind.nothing_to_send => add("done", count),
        // The one meaning of "to ship": paid, no refund open, and something left to send. The queue's index says the same.
        OrderState::ToShip => {
            add("to_ship", count);
            add("to_ship_fen", left);
        }
        OrderState::Shipped => add("shipped", count),
        OrderState::Received | OrderState::Refunded | OrderState::Closed => add("done", count),
        OrderState::NeedsOwner => {}
    }
    if is_held_by_wechat(state, kind.settled) {
        add("frozen_fen", left);
    }
}

/// The same for refunds of `fen` together.
pub(in crate::store) fn of_refunds(
    (state, renewed): (RefundState, bool),
    (count, fen): (i64, i64),
    add: &mut impl FnMut(&'static str, i64),
) {
    match RefundFilter::of(state, renewed) {
        RefundFilter::Waiting => {
            add("refunds_waiting", count);
            add("refunds_waiting_fen", fen);
        }
        RefundFilter::Moving => add("refunds_moving", count),
        RefundFilter::Failed => add("refunds_failed", count),
        RefundFilter::Done => add("refunds_done", count),
    }
}

/// Money that came in, on the Beijing day it was paid.
pub(in crate::store) fn add_income(db: Db<'_>, paid_at: UnixSeconds, amount: Fen) -> Result<(), StoreError> {
    add(db, &income_of(paid_at), amount.get())
}

/// Sums the days' incomes from the rows again, after every moment was moved (the practice shop only).
pub(in crate::store) fn count_incomes_anew(db: Db<'_>) -> Result<(), StoreError> {
    db.run("DELETE FROM tallies WHERE shop_id = ?1 AND name LIKE 'income_fen_%'", params![db.shop])?;
    let paid: Vec<(UnixSeconds, Fen)> = db.list(
        "SELECT o.paid_at, o.paid_fen FROM orders o JOIN payments p ON p.shop_id = o.shop_id AND p.order_no = o.order_no
         WHERE o.shop_id = ?1 AND p.state = 'confirmed'",
        params![db.shop],
        |row| Ok((row.get("paid_at")?, row.get("paid_fen")?)),
    )?;
    paid.into_iter().try_for_each(|(paid_at, amount)| add_income(db, paid_at, amount))
}

/// A tally past this is no count of anything. Two of them still add up to a number of the file.
pub(in crate::store) const TALLY_MAX: i64 = 1 << 61;

static MOVE: LazyLock<String> = LazyLock::new(|| {
    let amount = greatest(&[&format!("{} + ?3", least(&["amount", "?4"])), "0"]);
    format!("UPDATE tallies SET amount = {amount} WHERE shop_id = ?1 AND name = ?2")
});

/// Moves one tally by `difference`. A tally that is wrong refuses nothing: it stops at nothing, or at the most it can be,
/// and is right again once the rows are counted (`tallies`).
pub(in crate::store) fn add(db: Db<'_>, name: &str, difference: i64) -> Result<(), StoreError> {
    let difference = difference.clamp(-TALLY_MAX, TALLY_MAX);
    // Two statements, because an insert checks `amount >= 0` before it looks for a conflict.
    let changed = db.run(&MOVE, params![db.shop, name, difference, TALLY_MAX])?;
    if changed == 0 {
        db.run_one(
            "INSERT INTO tallies (shop_id, name, amount) VALUES (?1, ?2, ?3)",
            params![db.shop, name, difference.max(0)],
        )?;
    }
    Ok(())
}

/// What a day's income is called, before the day.
pub(in crate::store) const INCOME: &str = "income_fen_";

/// The tallies, but for the days' incomes.
pub(in crate::store) const NAMES: [&str; 20] = [
    "orders",
    "to_pay",
    "to_ship",
    "to_ship_kept",
    "to_ship_fen",
    "frozen_fen",
    "report_waiting",
    "report_stopped",
    "shipped",
    "refunding",
    "needs_owner",
    "done",
    "elsewhere",
    "notices_odd",
    "unseen",
    "refunds_waiting",
    "refunds_waiting_fen",
    "refunds_moving",
    "refunds_failed",
    "refunds_done",
];

pub(in crate::store) fn income_of(day: UnixSeconds) -> String {
    format!("{INCOME}{}", day.beijing_day_compact())
}

/// Differences by name, so that what cancels out is never written.
#[derive(Default)]
struct Moves(Vec<(&'static str, i64)>);

impl Moves {
    fn add(&mut self, name: &'static str, difference: i64) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum = sum.saturating_add(difference),
            None => self.0.push((name, difference)),
        }
    }

    fn order(&mut self, order: CountedOrder, sign: i64) {
        let left = order.left.get().saturating_mul(sign);
        of_orders(Some(order.state), order.flags, (sign, left), &mut |name, difference| self.add(name, difference));
        for (is, name) in [
            (order.needs_owner, "needs_owner"),
            (order.flags.refunding, "refunding"),
            (order.unseen, "unseen"),
            (order.elsewhere, "elsewhere"),
        ] {
            if is {
                self.add(name, sign);
            }
        }
    }

    fn refund(&mut self, refund: CountedRefund, sign: i64) {
        let sums = (sign, refund.amount.get().saturating_mul(sign));
        of_refunds((refund.state, refund.renewed), sums, &mut |name, difference| self.add(name, difference));
    }

    fn write(self, db: Db<'_>) -> Result<(), StoreError> {
        for (name, difference) in self.0 {
            if difference != 0 {
                add(db, name, difference)?;
            }
        }
        Ok(())
    }
}

impl Reader {
    /// The counts at a glance. Reads a dozen kept numbers; never counts rows.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn counts(&self, now: UnixSeconds) -> Result<Counts, StoreError> {
        let _snapshot = self.snapshot()?;
        let number = |name: &str| Ok::<_, StoreError>(u64::try_from(self.tally(name)?).unwrap_or(0));
        let fen = |name: &str| Ok::<_, StoreError>(Fen::new(self.tally(name)?).unwrap_or_default());
        Ok(Counts {
            orders: number("orders")?,
            to_pay: number("to_pay")?,
            to_ship: number("to_ship")?,
            to_ship_kept: number("to_ship_kept")?,
            to_ship_fen: fen("to_ship_fen")?,
            frozen: fen("frozen_fen")?,
            report_waiting: number("report_waiting")?,
            report_stopped: number("report_stopped")?,
            shipped: number("shipped")?,
            refunding: number("refunding")?,
            needs_owner: number("needs_owner")?,
            done: number("done")?,
            elsewhere: number("elsewhere")?,
            notices_odd: number("notices_odd")?,
            unseen: number("unseen")?,
            refunds_waiting: number("refunds_waiting")?,
            refunds_waiting_fen: fen("refunds_waiting_fen")?,
            refunds_moving: number("refunds_moving")?,
            refunds_failed: number("refunds_failed")?,
            refunds_done: number("refunds_done")?,
            today: fen(&income_of(now))?,
        })
    }

    fn tally(&self, name: &str) -> Result<i64, StoreError> {
        let db = self.db();
        let sql = "SELECT amount FROM tallies WHERE shop_id = ?1 AND name = ?2";
        Ok(db.find_value(sql, params![db.shop, name])?.unwrap_or(0))
    }
}
