//! Where the money of paid orders stands: step by step until the shop has it.

use crate::domain::{
    Fen, MoneyStep, OrderNo, OrderState, ReportState, ReportTrouble, SettleState, ShipKind, UnixSeconds,
};
use crate::store::{
    Reader, StoreError,
    engine::{row::Row, value::params},
};

/// What stands at one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoneyStepSum {
    /// Which.
    pub step: MoneyStep,
    /// How many orders.
    pub count: u64,
    /// What of their payments did not go back, fen.
    pub sum: Fen,
}

/// A place among the rows of a step: the one that waits longest comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyRowKey {
    /// When it was paid (to ship, under way), or when WeChat said its step (the others).
    pub at: UnixSeconds,
    /// The order's number.
    pub order_no: OrderNo,
}

/// One order whose money is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyRow {
    /// Its place in the list.
    pub key: MoneyRowKey,
    /// Name on the parcel.
    pub buyer: String,
    /// What was paid and did not go back, fen.
    pub left: Fen,
    /// When it was paid.
    pub paid_at: UnixSeconds,
    /// A refund of it is open.
    pub refunding: bool,
    /// How it travels; none while it is here.
    pub kind: Option<ShipKind>,
    /// When WeChat took its report.
    pub reported_at: Option<UnixSeconds>,
    /// Where its report stands.
    pub report: Option<ReportState>,
    /// Why WeChat does not have it.
    pub trouble: Option<ReportTrouble>,
    /// WeChat takes no other correction of it.
    pub corrected: bool,
    /// A complaint or dispute holds it up.
    pub disputed: bool,
}

/// One pass over what WeChat holds: a partial index, as long as what is open, not as the shop's past.
pub(in crate::store) const HELD_SUMS: &str =
    "SELECT o.state, s.settle, COUNT(*) AS how_many, SUM(o.paid_fen - o.refunded_fen) AS left_fen
     FROM orders o LEFT JOIN shipments s ON s.shop_id = o.shop_id AND s.order_no = o.order_no
     WHERE o.shop_id = ?1 AND o.settled = 0 AND (o.state = 'to_ship' OR o.state = 'shipped' OR o.state = 'received')
     GROUP BY o.state, s.settle";
/// What WeChat has let go of, from a moment on.
pub(in crate::store) const SETTLED_SUM: &str =
    "SELECT COUNT(*) AS how_many, COALESCE(SUM(o.paid_fen - o.refunded_fen), 0) AS left_fen
     FROM shipments s CROSS JOIN orders o
     WHERE o.shop_id = s.shop_id AND o.order_no = s.order_no AND s.shop_id = ?1 AND s.settle = ?3 AND s.settle_at >= ?2
         AND o.state <> 'refunded'";

const COLUMNS: &str = "o.order_no, o.receiver_name, o.paid_fen - o.refunded_fen AS left_fen, o.paid_at,
         o.open_refund IS NOT NULL AS refunding, s.kind, s.reported_at, s.report, COALESCE(s.trouble, '') AS trouble,
         COALESCE(s.corrected, 0) AS corrected, COALESCE(s.disputed, 0) AS disputed";

/// The rows of a step, in the very words of its index: only so does SQLite use it.
pub(in crate::store) fn rows_sql(step: MoneyStep, after: bool) -> String {
    let held = |which: &str| {
        let from = if after { "AND (o.paid_at, o.order_no) > (?3, ?4)" } else { "" };
        format!(
            "SELECT {COLUMNS}, o.paid_at AS listed_at
             FROM orders o LEFT JOIN shipments s ON s.shop_id = o.shop_id AND s.order_no = o.order_no
             WHERE o.shop_id = ?1 AND o.settled = 0 AND (o.state = 'to_ship' OR o.state = 'shipped' OR o.state = 'received')
                 AND {which} {from} ORDER BY o.paid_at, o.order_no LIMIT ?2"
        )
    };
    let said = |settle: SettleState, newest: bool| {
        let (order, than) = if newest { ("DESC", "<") } else { ("", ">") };
        let from = if after { format!("AND (s.settle_at, s.order_no) {than} (?3, ?4)") } else { String::new() };
        format!(
            "SELECT {COLUMNS}, s.settle_at AS listed_at FROM shipments s CROSS JOIN orders o
             WHERE o.shop_id = s.shop_id AND o.order_no = s.order_no AND s.shop_id = ?1 AND s.settle = '{settle}'
                 AND s.settle_at IS NOT NULL AND o.paid_at IS NOT NULL AND o.state <> 'refunded' {from}
             ORDER BY s.settle_at {order}, s.order_no {order} LIMIT ?2"
        )
    };
    match step {
        MoneyStep::ToShip => {
            held("o.state = 'to_ship' AND (s.settle IS NULL OR s.settle = 'to_ship' OR s.settle = 'shipped')")
        }
        MoneyStep::UnderWay => {
            held("o.state <> 'to_ship' AND (s.settle IS NULL OR s.settle = 'to_ship' OR s.settle = 'shipped')")
        }
        MoneyStep::Confirmed => said(SettleState::Confirmed, false),
        MoneyStep::Settling => said(SettleState::Settling, false),
        MoneyStep::Settled => said(SettleState::Completed, true),
    }
}

fn row_from(row: &Row<'_>) -> Result<MoneyRow, StoreError> {
    Ok(MoneyRow {
        key: MoneyRowKey { at: row.get("listed_at")?, order_no: row.get("order_no")? },
        buyer: row.get("receiver_name")?,
        left: row.get("left_fen")?,
        paid_at: row.get("paid_at")?,
        refunding: row.get("refunding")?,
        kind: row.get("kind")?,
        reported_at: row.get("reported_at")?,
        report: row.get("report")?,
        trouble: ReportTrouble::parse(row.text("trouble")?),
        corrected: row.get("corrected")?,
        disputed: row.get("disputed")?,
    })
}

impl Reader {
    /// What stands at each step, all five of them; of what is settled, what WeChat said since `settled_since`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn money_steps(&self, settled_since: UnixSeconds) -> Result<Vec<MoneyStepSum>, StoreError> {
        let _snapshot = self.snapshot()?;
        self.money_steps_at_this_moment(settled_since)
    }

    pub(in crate::store) fn money_steps_at_this_moment(
        &self,
        settled_since: UnixSeconds,
    ) -> Result<Vec<MoneyStepSum>, StoreError> {
        let db = self.db();
        let mut all: Vec<MoneyStepSum> =
            MoneyStep::ALL.iter().map(|&step| MoneyStepSum { step, count: 0, sum: Fen::default() }).collect();
        let mut add = |step: MoneyStep, count: u64, sum: Fen| {
            if let Some(at) = all.iter_mut().find(|one| one.step == step) {
                at.count = at.count.saturating_add(count);
                at.sum = at.sum.checked_add(sum).unwrap_or(at.sum);
            }
        };
        db.each(HELD_SUMS, params![db.shop], |row| {
            let state: OrderState = row.get("state")?;
            // What WeChat said more of is counted along its own index below.
            if let Some(step @ (MoneyStep::ToShip | MoneyStep::UnderWay)) = MoneyStep::of(state, row.get("settle")?) {
                add(step, row.get("how_many")?, row.get("left_fen")?);
            }
            Ok(())
        })?;
        for (step, settle, since) in [
            (MoneyStep::Confirmed, SettleState::Confirmed, UnixSeconds::new(0)),
            (MoneyStep::Settling, SettleState::Settling, UnixSeconds::new(0)),
            (MoneyStep::Settled, SettleState::Completed, settled_since),
        ] {
            let read = db.find(SETTLED_SUM, params![db.shop, since, settle], |row| {
                Ok((row.get("how_many")?, row.get("left_fen")?))
            })?;
            if let Some((count, sum)) = read {
                add(step, count, sum);
            }
        }
        Ok(all)
    }

    /// A page of the orders at one step, the one that waits longest first (what is settled: the last one first).
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn money_rows(
        &self,
        step: MoneyStep,
        after: Option<&MoneyRowKey>,
        limit: u32,
    ) -> Result<Vec<MoneyRow>, StoreError> {
        let db = self.db();
        let sql = rows_sql(step, after.is_some());
        match after {
            Some(key) => db.list_readable(&sql, params![db.shop, limit, key.at, key.order_no], row_from),
            None => db.list_readable(&sql, params![db.shop, limit], row_from),
        }
    }
}
