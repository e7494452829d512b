//! What came in and what went back, by the hour and the day, and what was sold for it.

use crate::domain::{Day, Fen, ProductId, UnixSeconds};
use crate::store::{Reader, Span, StoreError, engine::value::params, orders::counts};

/// Money, and of how many orders or refunds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Takings {
    /// Fen in all.
    pub sum: Fen,
    /// How many.
    pub count: u64,
}

/// What came in within one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourTakings {
    /// When the hour began.
    pub hour: UnixSeconds,
    /// Confirmed payments of it.
    pub taken: Takings,
}

/// One day in Beijing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayTakings {
    /// Which.
    pub day: Day,
    /// Confirmed payments of it, fen.
    pub taken: Fen,
    /// What arrived back at buyers, fen.
    pub returned: Fen,
}

/// How a product sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoldProduct {
    /// Which.
    pub product_id: ProductId,
    /// What it was called when it was sold.
    pub name: String,
    /// Pieces in the whole time.
    pub pieces: u64,
    /// Pieces in its later part.
    pub lately: u64,
    /// What was owed for the later part, fen.
    pub lately_sum: Fen,
}

/// A join that cannot be turned round: the orders of the time first, then each one's own rows.
pub(in crate::store) const TAKEN: &str = "SELECT COALESCE(SUM(o.paid_fen), 0) AS sum_fen, COUNT(*) AS how_many
     FROM orders o CROSS JOIN payments p
     WHERE p.shop_id = o.shop_id AND p.order_no = o.order_no AND o.shop_id = ?1 AND o.paid_at >= ?2 AND o.paid_at < ?3
         AND p.state = 'confirmed'";
pub(in crate::store) const BY_HOUR: &str =
    "SELECT MIN(o.paid_at) AS any_moment, SUM(o.paid_fen) AS sum_fen, COUNT(*) AS how_many
     FROM orders o CROSS JOIN payments p
     WHERE p.shop_id = o.shop_id AND p.order_no = o.order_no AND o.shop_id = ?1 AND o.paid_at >= ?2 AND o.paid_at < ?3
         AND p.state = 'confirmed'
     GROUP BY o.paid_at / 3600";
pub(in crate::store) const RETURNED: &str =
    "SELECT COALESCE(SUM(amount_fen), 0) AS sum_fen, COUNT(*) AS how_many FROM refunds
     WHERE shop_id = ?1 AND refunded_at >= ?2 AND refunded_at < ?3 AND state = 'refunded'";
/// By the day in Beijing, eight hours ahead: any moment of it.
pub(in crate::store) const RETURNED_BY_DAY: &str =
    "SELECT MIN(refunded_at) AS any_moment, SUM(amount_fen) AS sum_fen FROM refunds
     WHERE shop_id = ?1 AND refunded_at >= ?2 AND refunded_at < ?3 AND state = 'refunded'
     GROUP BY (refunded_at + 28800) / 86400";
pub(in crate::store) const SOLD: &str = "SELECT l.product_id, MAX(l.name) AS name, SUM(l.quantity) AS pieces,
         SUM(CASE WHEN o.paid_at >= ?4 THEN l.quantity ELSE 0 END) AS lately,
         SUM(CASE WHEN o.paid_at >= ?4 THEN l.quantity * l.price_fen ELSE 0 END) AS lately_fen
     FROM orders o CROSS JOIN order_lines l
     WHERE l.shop_id = o.shop_id AND l.order_no = o.order_no AND o.shop_id = ?1 AND o.paid_at >= ?2 AND o.paid_at < ?3
         AND o.state <> 'refunded'
     GROUP BY l.product_id";

impl Reader {
    /// Confirmed payments of `span`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn taken(&self, span: Span) -> Result<Takings, StoreError> {
        self.sum_of(TAKEN, span)
    }

    /// What arrived back at buyers within `span`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn returned(&self, span: Span) -> Result<Takings, StoreError> {
        self.sum_of(RETURNED, span)
    }

    fn sum_of(&self, sql: &str, span: Span) -> Result<Takings, StoreError> {
        let db = self.db();
        let read = db.find(sql, params![db.shop, span.0, span.1], |row| {
            Ok(Takings { sum: row.get("sum_fen")?, count: row.get("how_many")? })
        })?;
        Ok(read.unwrap_or_default())
    }

    /// Confirmed payments of `span`, hour by hour; hours in which nothing came are left out.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn taken_by_hour(&self, span: Span) -> Result<Vec<HourTakings>, StoreError> {
        let db = self.db();
        db.list(BY_HOUR, params![db.shop, span.0, span.1], |row| {
            let hour = row.get::<UnixSeconds>("any_moment")?.hour_start();
            Ok(HourTakings { hour, taken: Takings { sum: row.get("sum_fen")?, count: row.get("how_many")? } })
        })
    }

    /// The last `days` days up to the one of `now`, the oldest first: what came in is kept day by day, what went back is
    /// summed. To be read within a snapshot.
    pub(in crate::store) fn daily_takings(&self, days: u16, now: UnixSeconds) -> Result<Vec<DayTakings>, StoreError> {
        let today = Day::of(now);
        let first = today.plus(1_i64.saturating_sub(i64::from(days)));
        let db = self.db();
        let returned: Vec<(Day, Fen)> =
            db.list(RETURNED_BY_DAY, params![db.shop, first.begins(), today.plus(1).begins()], |row| {
                Ok((Day::of(row.get("any_moment")?), row.get("sum_fen")?))
            })?;
        let sql = "SELECT name, amount FROM tallies WHERE shop_id = ?1 AND name >= ?2 AND name <= ?3";
        let (from, to) = (counts::income_of(first.begins()), counts::income_of(today.begins()));
        let taken: Vec<(String, i64)> =
            db.list(sql, params![db.shop, from, to], |row| Ok((row.get("name")?, row.get("amount")?)))?;
        let all = (0..i64::from(days)).map(|at| first.plus(at));
        Ok(all
            .map(|day| {
                let name = counts::income_of(day.begins());
                let kept = taken.iter().find(|(known, _)| *known == name).map_or(0, |(_, amount)| *amount);
                let back = returned.iter().find(|(known, _)| *known == day).map_or(Fen::default(), |(_, sum)| *sum);
                DayTakings { day, taken: Fen::new(kept).unwrap_or_default(), returned: back }
            })
            .collect())
    }

    /// What was paid for within `span` and did not go back whole, product by product, in no order; the later part begins at
    /// `lately`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn sold(&self, span: Span, lately: UnixSeconds) -> Result<Vec<SoldProduct>, StoreError> {
        let db = self.db();
        db.list(SOLD, params![db.shop, span.0, span.1, lately], |row| {
            Ok(SoldProduct {
                product_id: row.get("product_id")?,
                name: row.get("name")?,
                pieces: row.get("pieces")?,
                lately: row.get("lately")?,
                lately_sum: row.get("lately_fen")?,
            })
        })
    }
}
