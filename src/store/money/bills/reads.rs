//! What the window, the job and the command line read of bills.

use crate::domain::{
    Day, UnixSeconds,
    bill::{BillLineFault, BillTotals, Fee},
    bill_match::{BillSubject, HereFigures, RejectedLine},
};
use crate::store::{
    BillDay, BillDayPage, BillDifference, BillLineRow, Reader, StoreError,
    engine::{db::Db, row::Row, value::params},
    money::payments::merchants,
};

/// Rows of one list a page reads where nobody asks for more.
const LISTED: u32 = 500;

/// What waits for nobody any more, and what does.
const SETTLED: &str = "(f.solved_at IS NOT NULL OR f.noted_at IS NOT NULL)";
const NOT_SETTLED: &str = "f.solved_at IS NULL AND f.noted_at IS NULL";

/// A day with what is open of it: `{where}` names the days.
const DAYS: &str = "
    SELECT d.day, d.state, d.source, d.trouble, d.detail, d.tries, d.tried_at, d.read_at, d.line_count, d.payments, d.refunds,
        d.ordered_fen, d.settled_fen, d.refund_asked_fen, d.refund_settled_fen, d.refund_coupons_fen, d.fee, d.rejected,
        d.here_payments, d.here_paid_fen, d.here_refunds, d.here_refunded_fen, d.looks,
        COALESCE(SUM(CASE WHEN f.kind <> 'pending' AND f.noted_at IS NULL THEN 1 ELSE 0 END), 0) AS open_count,
        COALESCE(SUM(CASE WHEN f.kind = 'pending' THEN 1 ELSE 0 END), 0) AS pending_count,
        COALESCE(SUM(CASE WHEN f.kind <> 'pending' AND f.noted_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS noted_count,
        COALESCE(SUM(CASE WHEN f.kind <> 'pending' AND f.noted_at IS NULL
            THEN ABS(COALESCE(f.theirs_fen, 0) - COALESCE(f.ours_fen, 0)) ELSE 0 END), 0) AS open_fen
    FROM bill_days d
    LEFT JOIN bill_differences f ON f.shop_id = d.shop_id AND f.mch_id = d.mch_id AND f.day = d.day AND f.solved_at IS NULL
    WHERE d.shop_id = ?1 AND d.mch_id = ?2 AND d.day >= ?3 AND d.day <= ?4
    GROUP BY d.shop_id, d.mch_id, d.day ORDER BY d.day DESC";

/// Kept differences with the buyer of the order here.
pub(super) const DIFFERENCES: &str = "
    SELECT f.day, f.subject, f.why, f.order_no, f.refund_id, f.line, f.moved_at, f.theirs_fen, f.ours_fen, f.found_at,
        f.taken_at, f.noted_at, f.note, f.solved_at, COALESCE(o.receiver_name, '') AS buyer,
        CASE WHEN o.order_no IS NULL THEN 0 ELSE 1 END AS order_here
    FROM bill_differences f LEFT JOIN orders o ON o.shop_id = f.shop_id AND o.order_no = f.order_no";

fn day_from(row: &Row<'_>) -> Result<BillDay, StoreError> {
    Ok(BillDay {
        day: row.get("day")?,
        state: row.get("state")?,
        source: row.get("source")?,
        trouble: row.get("trouble")?,
        detail: row.get("detail")?,
        tries: row.get("tries")?,
        tried_at: row.get("tried_at")?,
        read_at: row.get("read_at")?,
        totals: BillTotals {
            lines: row.get("line_count")?,
            ordered: row.get("ordered_fen")?,
            settled: row.get("settled_fen")?,
            refund_asked: row.get("refund_asked_fen")?,
            refund_settled: row.get("refund_settled_fen")?,
            refund_coupons: row.get("refund_coupons_fen")?,
            fee: Fee::new(row.get("fee")?),
        },
        payments: row.get("payments")?,
        refunds: row.get("refunds")?,
        rejected: row.get("rejected")?,
        here: HereFigures {
            payments: row.get("here_payments")?,
            paid: row.get("here_paid_fen")?,
            refunds: row.get("here_refunds")?,
            refunded: row.get("here_refunded_fen")?,
        },
        looks: row.get("looks")?,
        open: row.get("open_count")?,
        pending: row.get("pending_count")?,
        noted: row.get("noted_count")?,
        open_fen: row.get("open_fen")?,
    })
}

/// A key that cannot be read is a damaged row.
fn subject(row: &Row<'_>) -> Result<BillSubject, StoreError> {
    let key = row.text("subject")?;
    BillSubject::parse(key).ok_or_else(|| StoreError::Unreadable(format!("subject: {key:?} names nothing")))
}

pub(super) fn difference_from(row: &Row<'_>) -> Result<BillDifference, StoreError> {
    Ok(BillDifference {
        day: row.get("day")?,
        subject: subject(row)?,
        why: row.get("why")?,
        order_no: row.get("order_no")?,
        refund_id: row.get("refund_id")?,
        line: row.get("line")?,
        at: row.get("moved_at")?,
        theirs: row.get("theirs_fen")?,
        ours: row.get("ours_fen")?,
        found_at: row.get("found_at")?,
        taken_at: row.get("taken_at")?,
        noted_at: row.get("noted_at")?,
        note: row.get("note")?,
        solved_at: row.get("solved_at")?,
        buyer: row.get("buyer")?,
        order_here: row.get("order_here")?,
    })
}

fn rejected_from(row: &Row<'_>) -> Result<RejectedLine, StoreError> {
    let (column, raw): (String, String) = (row.get("heading")?, row.get("raw")?);
    let count = |name| row.get::<i64>(name).map(|number| usize::try_from(number).unwrap_or_default());
    let fault = match row.text("fault")? {
        "values" => BillLineFault::Values { found: count("found")?, wanted: count("wanted")? },
        "time" => BillLineFault::Time(raw),
        "amount" => BillLineFault::Amount { column, raw },
        "number" => BillLineFault::Number { column, raw },
        _ => BillLineFault::State(raw),
    };
    Ok(RejectedLine { line: row.get("line")?, fault, text: row.get("words")? })
}

pub(super) fn line_from(row: &Row<'_>) -> Result<BillLineRow, StoreError> {
    let subject = match (row.text("kind")?, row.get("refund_no")?) {
        ("refund", Some(refund_no)) => BillSubject::Refund(refund_no),
        ("paid", _) => BillSubject::Payment(row.get("transaction_id")?),
        _ => BillSubject::Reversal(row.get("transaction_id")?),
    };
    Ok(BillLineRow {
        line: row.get("line")?,
        subject,
        order_no: row.get("order_no")?,
        at: row.get("moved_at")?,
        fen: row.get("fen")?,
        buyer: row.get("buyer")?,
    })
}

fn days(db: Db<'_>, first: Day, last: Day) -> Result<Vec<BillDay>, StoreError> {
    let Some(merchant) = merchants::current(db)? else { return Ok(Vec::new()) };
    db.list(DAYS, params![db.shop, merchant.mch_id, first, last], day_from)
}

impl Reader {
    /// The days of the bills from `first` to `last`, the newest first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn bill_days(&self, first: Day, last: Day) -> Result<Vec<BillDay>, StoreError> {
        days(self.db(), first, last)
    }

    /// One day, if its bill was ever asked for.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn bill_day(&self, day: Day) -> Result<Option<BillDay>, StoreError> {
        Ok(days(self.db(), day, day)?.into_iter().next())
    }

    /// Everything the page of a day shows.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn bill_day_page(&self, day: Day) -> Result<Option<BillDayPage>, StoreError> {
        self.bill_day_rows(day, LISTED)
    }

    /// The same with as many rows of each list: of the differences as many that are not settled, and as many that are.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn bill_day_rows(&self, day: Day, rows: u32) -> Result<Option<BillDayPage>, StoreError> {
        let db = self.db();
        let _moment = self.snapshot()?;
        let (Some(head), Some(merchant)) = (self.bill_day(day)?, merchants::current(db)?) else { return Ok(None) };
        let differences = |which: &str| {
            format!(
                "{DIFFERENCES} WHERE f.shop_id = ?1 AND f.mch_id = ?2 AND f.day = ?3 AND {which}
                 ORDER BY CASE WHEN f.solved_at IS NOT NULL THEN 3 WHEN f.kind = 'pending' THEN 1
                     WHEN f.noted_at IS NOT NULL THEN 2 ELSE 0 END, f.moved_at DESC, f.subject LIMIT ?4"
            )
        };
        let rejected = "SELECT l.line, l.fault, l.heading, l.raw, l.found, l.wanted, l.words FROM bill_days d
            JOIN bill_rejected l ON l.shop_id = d.shop_id AND l.mch_id = d.mch_id AND l.day = d.day AND l.reading = d.reading
            WHERE d.shop_id = ?1 AND d.mch_id = ?2 AND d.day = ?3 ORDER BY l.line LIMIT ?4";
        let lines = "SELECT l.line, l.kind, l.moved_at, l.order_no, l.transaction_id, l.refund_no, l.fen,
                COALESCE(o.receiver_name, '') AS buyer FROM bill_days d
            JOIN bill_lines l ON l.shop_id = d.shop_id AND l.mch_id = d.mch_id AND l.day = d.day AND l.reading = d.reading
            LEFT JOIN orders o ON o.shop_id = l.shop_id AND o.order_no = l.order_no
            WHERE d.shop_id = ?1 AND d.mch_id = ?2 AND d.day = ?3 ORDER BY l.line LIMIT ?4";
        let of_day = params![db.shop, merchant.mch_id, day, rows];
        let mut listed = db.list(&differences(NOT_SETTLED), of_day, difference_from)?;
        listed.extend(db.list(&differences(SETTLED), of_day, difference_from)?);
        let settled = format!(
            "SELECT COUNT(*) FROM bill_differences f WHERE f.shop_id = ?1 AND f.mch_id = ?2 AND f.day = ?3 AND {SETTLED}"
        );
        Ok(Some(BillDayPage {
            day: head,
            settled: db.value(&settled, params![db.shop, merchant.mch_id, day])?,
            differences: listed,
            rejected: db.list(rejected, of_day, rejected_from)?,
            lines: db.list(lines, of_day, line_from)?,
        }))
    }

    /// Differences that are not solved, also those that were noted or wait for the next bill, oldest day first, behind this
    /// one, at most `limit`.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn unsolved_bill_differences(
        &self,
        after: Option<(Day, &BillSubject)>,
        limit: u32,
    ) -> Result<Vec<BillDifference>, StoreError> {
        let db = self.db();
        let Some(merchant) = merchants::current(db)? else { return Ok(Vec::new()) };
        let (day, key) = after.map_or((Day::new(-1), String::new()), |(day, subject)| (day, subject.key()));
        let sql = format!(
            "{DIFFERENCES} WHERE f.shop_id = ?1 AND f.mch_id = ?2 AND f.solved_at IS NULL
                 AND (f.day, f.subject) > (?3, ?4) ORDER BY f.day, f.subject LIMIT ?5"
        );
        db.list(&sql, params![db.shop, merchant.mch_id, day, key, limit], difference_from)
    }

    /// What the lines of the day add up to, those that could be read.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn bill_line_sums(&self, day: Day) -> Result<HereFigures, StoreError> {
        let db = self.db();
        let Some(merchant) = merchants::current(db)? else { return Ok(HereFigures::default()) };
        let sql = "SELECT COALESCE(SUM(CASE WHEN l.kind = 'paid' THEN 1 ELSE 0 END), 0) AS payments,
                COALESCE(SUM(CASE WHEN l.kind = 'paid' THEN l.fen ELSE 0 END), 0) AS paid_fen,
                COALESCE(SUM(CASE WHEN l.kind = 'paid' THEN 0 ELSE 1 END), 0) AS refunds,
                COALESCE(SUM(CASE WHEN l.kind = 'paid' THEN 0 ELSE l.fen END), 0) AS refunded_fen
            FROM bill_days d
            JOIN bill_lines l ON l.shop_id = d.shop_id AND l.mch_id = d.mch_id AND l.day = d.day AND l.reading = d.reading
            WHERE d.shop_id = ?1 AND d.mch_id = ?2 AND d.day = ?3";
        let sums = db.find(sql, params![db.shop, merchant.mch_id, day], |row| {
            Ok(HereFigures {
                payments: row.get("payments")?,
                paid: row.get("paid_fen")?,
                refunds: row.get("refunds")?,
                refunded: row.get("refunded_fen")?,
            })
        })?;
        Ok(sums.unwrap_or_default())
    }

    /// How many differences wait for the owner, and the newest day that has one.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn open_bill_differences(&self) -> Result<(i64, Option<Day>), StoreError> {
        let db = self.db();
        let Some(merchant) = merchants::current(db)? else { return Ok((0, None)) };
        let sql = "SELECT COUNT(*) AS open_count, MAX(day) AS newest FROM bill_differences
                   WHERE shop_id = ?1 AND mch_id = ?2 AND solved_at IS NULL AND noted_at IS NULL AND kind <> 'pending'";
        let found =
            db.find(sql, params![db.shop, merchant.mch_id], |row| Ok((row.get("open_count")?, row.get("newest")?)))?;
        Ok(found.unwrap_or((0, None)))
    }

    /// When the first payment of this merchant's came in: no bill before that day is asked for.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn first_paid_at(&self) -> Result<Option<UnixSeconds>, StoreError> {
        let db = self.db();
        db.value("SELECT MIN(paid_at) FROM orders WHERE shop_id = ?1 AND paid_at IS NOT NULL", params![db.shop])
    }
}
