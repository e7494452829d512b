//! Counts and sums that move in the same commit as the rows they count.

use super::{Counts, Reader, StoreError, db::Db, order_row::OrderHead, refund_row::RefundHead};
use crate::domain::{Fen, OrderState, RefundState, ReportState, Source, UnixSeconds, is_held_by_wechat};
use rusqlite::params;

/// The difference an order makes to the counts, before (subtracted) and after (added) a change.
pub(super) fn move_order(db: Db<'_>, before: Option<&OrderHead>, after: &OrderHead) -> Result<(), StoreError> {
    let mut moves = Moves::default();
    if let Some(before) = before {
        moves.order(before, -1);
    }
    moves.order(after, 1);
    moves.write(db)
}

/// The same for a refund.
pub(super) fn move_refund(db: Db<'_>, before: Option<&RefundHead>, after: &RefundHead) -> Result<(), StoreError> {
    let mut moves = Moves::default();
    if let Some(before) = before {
        moves.refund(before.state, before.amount, -1);
    }
    moves.refund(after.state, after.amount, 1);
    moves.write(db)
}

/// The same for a shipment's report; `None` where there is no shipment.
pub(super) fn move_shipment(
    db: Db<'_>,
    before: Option<ReportState>,
    after: Option<ReportState>,
) -> Result<(), StoreError> {
    let mut moves = Moves::default();
    for (report, sign) in [(before, -1), (after, 1)] {
        match report {
            Some(ReportState::Held | ReportState::Waiting | ReportState::Sending) => moves.add("report_waiting", sign),
            Some(ReportState::Stopped) => moves.add("report_stopped", sign),
            Some(ReportState::Reported) | None => {}
        }
    }
    moves.write(db)
}

/// Money that came in, on the Beijing day it was paid.
pub(super) fn add_income(db: Db<'_>, paid_at: UnixSeconds, amount: Fen) -> Result<(), StoreError> {
    add(db, &income_of(paid_at), amount.get())
}

/// Sums the days' incomes from the rows again, after every moment was moved (the practice shop only).
pub(super) fn count_incomes_anew(db: Db<'_>) -> Result<(), StoreError> {
    db.run("DELETE FROM tallies WHERE shop_id = ?1 AND name LIKE 'income_fen_%'", [db.shop])?;
    let paid: Vec<(UnixSeconds, Fen)> = db.list(
        "SELECT o.paid_at, o.paid_fen FROM orders o JOIN payments p ON p.shop_id = o.shop_id AND p.order_no = o.order_no
         WHERE o.shop_id = ?1 AND p.state = 'confirmed'",
        [db.shop],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    paid.into_iter().try_for_each(|(paid_at, amount)| add_income(db, paid_at, amount))
}

/// Moves one tally by `difference`.
pub(super) fn add(db: Db<'_>, name: &str, difference: i64) -> Result<(), StoreError> {
    // Two statements, because an insert checks `amount >= 0` before it looks for a conflict.
    let changed = db.run(
        "UPDATE tallies SET amount = amount + ?3 WHERE shop_id = ?1 AND name = ?2",
        params![db.shop, name, difference],
    )?;
    if changed == 0 {
        db.run_one(
            "INSERT INTO tallies (shop_id, name, amount) VALUES (?1, ?2, ?3)",
            params![db.shop, name, difference],
        )?;
    }
    Ok(())
}

fn income_of(day: UnixSeconds) -> String {
    format!("income_fen_{}", day.beijing_day_compact())
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

    fn order(&mut self, order: &OrderHead, sign: i64) {
        self.add("orders", sign);
        match order.state {
            OrderState::ToPay | OrderState::Confirming => self.add("to_pay", sign),
            OrderState::ToShip if order.open_refund.is_some() => self.add("to_ship_kept", sign),
            OrderState::ToShip if order.nothing_to_send => self.add("done", sign),
            OrderState::ToShip => self.add("to_ship", sign),
            OrderState::Shipped => self.add("shipped", sign),
            OrderState::Received | OrderState::Refunded | OrderState::Closed => self.add("done", sign),
            OrderState::NeedsOwner => {}
        }
        let kept = order.paid.checked_sub(order.refunded).unwrap_or_default().get().saturating_mul(sign);
        if order.is_to_ship() {
            self.add("to_ship_fen", kept);
        }
        if is_held_by_wechat(order.state, order.settled) {
            self.add("frozen_fen", kept);
        }
        for (is, name) in [
            (order.attention.is_some(), "needs_owner"),
            (order.open_refund.is_some(), "refunding"),
            (order.unseen, "unseen"),
            (order.source == Source::Elsewhere, "elsewhere"),
        ] {
            if is {
                self.add(name, sign);
            }
        }
    }

    fn refund(&mut self, state: RefundState, amount: Fen, sign: i64) {
        if state == RefundState::Requested {
            self.add("refunds_waiting", sign);
            self.add("refunds_waiting_fen", amount.get().saturating_mul(sign));
        } else if state.holds_money() {
            self.add("refunds_moving", sign);
        } else {
            self.add("refunds_done", sign);
        }
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
            refunds_done: number("refunds_done")?,
            today: fen(&income_of(now))?,
        })
    }

    fn tally(&self, name: &str) -> Result<i64, StoreError> {
        let db = self.db();
        let sql = "SELECT amount FROM tallies WHERE shop_id = ?1 AND name = ?2";
        Ok(db.find(sql, params![db.shop, name], |row| row.get(0))?.unwrap_or(0))
    }
}
