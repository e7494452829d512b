//! Counting the rows anew, against the tallies that are carried on: what a crash of another program or an edited file left
//! wrong is right again after the next start.

use crate::domain::{OrderState, ReportState, UnixSeconds};
use crate::store::{CommitFuture, Store};
use crate::store::{
    Reader, StoreError,
    engine::{db::Db, value::params},
    orders::counts,
};
use std::collections::BTreeMap;

impl Store {
    /// Moves each of these tallies by what it is wrong, as [`Reader::wrong_tallies`](crate::store::Reader::wrong_tallies) found it.
    pub fn mend_tallies(&self, wrong: Vec<WrongTally>) -> CommitFuture<()> {
        self.write(move |db| mend(db, &wrong))
    }
}

/// A tally that is not what the rows say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongTally {
    /// As the table of figures calls it.
    pub name: String,
    /// What it says.
    pub kept: i64,
    /// What the rows say.
    pub counted: i64,
}

/// One pass over the orders: state, mark, an open refund, held by WeChat, unseen, from elsewhere; then how many and what is
/// left of their money.
const ORDERS: &str =
    "SELECT state, attention IS NOT NULL AS needs_owner, open_refund IS NOT NULL AS refunding, nothing_to_send, settled,
         unseen, source = 'elsewhere' AS elsewhere, COUNT(*) AS how_many, COALESCE(SUM(paid_fen - refunded_fen), 0) AS left_fen
     FROM orders WHERE shop_id = ?1 GROUP BY 1, 2, 3, 4, 5, 6, 7";
const REFUNDS: &str =
    "SELECT state, state = 'failed' AND EXISTS (SELECT 1 FROM refunds n WHERE n.shop_id = refunds.shop_id
         AND n.renews = refunds.refund_no) AS renewed, COUNT(*) AS how_many, SUM(amount_fen) AS sum_fen
     FROM refunds WHERE shop_id = ?1 GROUP BY 1, 2";
const SHIPMENTS: &str = "SELECT report, COUNT(*) AS how_many FROM shipments WHERE shop_id = ?1 GROUP BY report";
/// By the day in Beijing, eight hours ahead: any moment of it.
const INCOMES: &str = "SELECT MIN(o.paid_at) AS paid_at, SUM(o.paid_fen) AS sum_fen
     FROM orders o JOIN payments p ON p.shop_id = o.shop_id AND p.order_no = o.order_no
     WHERE o.shop_id = ?1 AND p.state = 'confirmed' AND o.paid_at IS NOT NULL GROUP BY (o.paid_at + 28800) / 86400";
const ODD: &str =
    "SELECT COUNT(*) FROM messages WHERE shop_id = ?1 AND (verdict = 'unknown_number' OR verdict = 'differs')";

type TallySums = BTreeMap<String, i64>;

impl Reader {
    /// The tallies that are not what the rows say, at one moment. Reads every order once.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn wrong_tallies(&self) -> Result<Vec<WrongTally>, StoreError> {
        let _snapshot = self.snapshot()?;
        self.tallies_at_this_moment()
    }

    pub(in crate::store) fn tallies_at_this_moment(&self) -> Result<Vec<WrongTally>, StoreError> {
        let db = self.db();
        let counted = counted(db)?;
        let sql = "SELECT name, amount FROM tallies WHERE shop_id = ?1";
        let rows: Vec<(String, i64)> =
            db.list(sql, params![db.shop], |row| Ok((row.get("name")?, row.get("amount")?)))?;
        let kept: TallySums = rows.into_iter().collect();
        let names = counted.keys().chain(kept.keys().filter(|name| is_counted(name) && !counted.contains_key(*name)));
        let of = |sums: &TallySums, name: &str| sums.get(name).copied().unwrap_or(0);
        let compared =
            names.map(|name| WrongTally { name: name.clone(), kept: of(&kept, name), counted: of(&counted, name) });
        Ok(compared.filter(|tally| tally.kept != tally.counted).collect())
    }
}

/// Moves each tally by what it was wrong. Whatever was committed since moved it as well, so it is right.
pub(in crate::store) fn mend(db: Db<'_>, wrong: &[WrongTally]) -> Result<(), StoreError> {
    wrong.iter().try_for_each(|tally| {
        let kept = tally.kept.min(counts::TALLY_MAX); // it counts as no more when it is moved
        counts::add(db, &tally.name, tally.counted.saturating_sub(kept))
    })
}

/// Names this file counts; another version's are left alone.
fn is_counted(name: &str) -> bool {
    counts::NAMES.contains(&name) || name.starts_with(counts::INCOME)
}

/// What the rows say. A row no program wrote counts in nothing that its words do not name.
fn counted(db: Db<'_>) -> Result<TallySums, StoreError> {
    let mut sums = TallySums::new();
    let mut add = |name: &str, difference: i64| {
        let sum = sums.entry(name.to_owned()).or_insert(0);
        *sum = sum.saturating_add(difference);
    };
    db.each(ORDERS, params![db.shop], |row| {
        let state = OrderState::parse(row.text("state")?).ok();
        let marked = row.get("needs_owner")?;
        let kind = counts::CountFlags {
            refunding: row.get("refunding")?,
            nothing_to_send: row.get("nothing_to_send")?,
            settled: row.get("settled")?,
        };
        let (unseen, elsewhere) = (row.get("unseen")?, row.get("elsewhere")?);
        let (count, left): (i64, i64) = (row.get("how_many")?, row.get("left_fen")?);
        counts::of_orders(state, kind, (count, left), &mut add);
        for (is, name) in
            [(marked, "needs_owner"), (kind.refunding, "refunding"), (unseen, "unseen"), (elsewhere, "elsewhere")]
        {
            add(name, if is { count } else { 0 });
        }
        Ok(())
    })?;
    let refunds: Vec<(String, bool, i64, i64)> = db.list(REFUNDS, params![db.shop], |row| {
        Ok((row.get("state")?, row.get("renewed")?, row.get("how_many")?, row.get("sum_fen")?))
    })?;
    for (state, renewed, count, fen) in refunds {
        if let Ok(state) = crate::domain::RefundState::parse(&state) {
            counts::of_refunds((state, renewed), (count, fen), &mut add);
        }
    }
    let shipments: Vec<(String, i64)> =
        db.list(SHIPMENTS, params![db.shop], |row| Ok((row.get("report")?, row.get("how_many")?)))?;
    for (report, count) in shipments {
        if let Some(name) = ReportState::parse(&report).ok().and_then(counts::of_report) {
            add(name, count);
        }
    }
    let incomes: Vec<(UnixSeconds, i64)> =
        db.list(INCOMES, params![db.shop], |row| Ok((row.get("paid_at")?, row.get("sum_fen")?)))?;
    for (day, fen) in incomes {
        add(&counts::income_of(day), fen);
    }
    add("notices_odd", db.value(ODD, params![db.shop])?);
    Ok(sums)
}
