//! Rows a job could not write or read. Each is set aside by itself, with what is wrong with it and when it is tried again,
//! so that none stops the others and none is forgotten.

use crate::domain::UnixSeconds;
use crate::store::{CommitFuture, Store};
use crate::store::{
    Reader, StoreError,
    engine::{
        db::Db,
        row::Row,
        value::{self, BadValue, FromSql, SqlValue, ToSql, params},
    },
};
use std::collections::BTreeMap;

/// Seconds until a row is tried again, by how often it could not be written in a row.
const AGAIN_SECS: [i64; 6] = [5, 60, 300, 900, 1_800, 3_600];
const DETAIL_CHARS_MAX: usize = 300;
/// A refused step may be a click or an answer that was faster: only when it is refused again the owner hears of it.
const SHOWN: &str = "(trouble <> 'refused' OR tries > 1)";

/// A word of the file for each variant.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$of])* $variant),+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the file.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> SqlValue<'_> {
                SqlValue::Text(self.as_str())
            }
        }

        impl FromSql for $name {
            fn from_sql(value: SqlValue<'_>) -> Result<Self, BadValue> {
                let word = value::text(value)?;
                let known = Self::ALL.iter().copied().find(|known| known.as_str() == word);
                known.ok_or_else(|| BadValue::word(format_args!("{word} is no word of it")))
            }
        }
    };
}

words! {
    /// What was to be done with a row.
    RowJob {
        /// Ask WeChat whether an order is paid.
        CheckOrder = "check_order",
        /// Ask WeChat about a number nobody here knows.
        CheckUnknown = "check_unknown",
        /// Have WeChat pay a refund back.
        SendRefund = "send_refund",
        /// Ask WeChat what became of a refund.
        AskRefund = "ask_refund",
        /// Ask WeChat for all refunds of an order.
        FindRefunds = "find_refunds",
        /// Tell WeChat of a shipment.
        ReportShipment = "report_shipment",
        /// Ask WeChat whether the buyer has it.
        AskSettlement = "ask_settlement",
        /// Have WeChat remind the buyer.
        RemindBuyer = "remind_buyer",
        /// Put a receipt on paper.
        PrintReceipt = "print_receipt",
    }
}

words! {
    /// What is wrong with a row that was set aside.
    RowTrouble {
        /// The step is not one its state allows.
        Refused = "refused",
        /// A rule of the file refuses the row as it would be.
        Rule = "rule",
        /// Something in it no program wrote, or something it belongs to is gone.
        Unreadable = "unreadable",
        /// Anything else.
        Other = "other",
    }
}

impl Store {
    /// A row could not be written or read: it is set aside with what is wrong with it, and due again later. The wait grows
    /// with every time in a row.
    pub fn set_aside(&self, row: RowAside, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| put(db, &row, now))
    }

    /// These rows of a job that were set aside were written after all, or are not due any more.
    pub fn take_up(&self, job: RowJob, keys: Vec<String>) -> CommitFuture<()> {
        self.write(move |db| take_up(db, job, &keys))
    }
}

impl RowTrouble {
    /// What an error of one row is called.
    pub const fn of(error: &StoreError) -> Self {
        match error {
            StoreError::Refused(crate::store::Refusal::NotFound) | StoreError::Unreadable(_) => Self::Unreadable,
            StoreError::Refused(_) => Self::Refused,
            StoreError::Rule(_) => Self::Rule,
            _ => Self::Other,
        }
    }
}

/// A row to be set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowAside {
    /// What was to be done with it.
    pub job: RowJob,
    /// Its number: of the order or the refund; of a receipt [`print_key`].
    pub key: String,
    /// The order it belongs to, as far as that can be read.
    pub order_no: String,
    /// What is wrong.
    pub trouble: RowTrouble,
    /// A technical sentence, for whoever mends it.
    pub detail: String,
}

/// A row that is set aside, as the owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsideRow {
    /// Which kind of work it is, and its number.
    pub row: RowAside,
    /// How often it could not be written or read, in a row.
    pub tries: u32,
    /// Since when.
    pub since_at: UnixSeconds,
    /// When it is tried again.
    pub next_at: UnixSeconds,
}

/// The number of a receipt among those that are set aside.
pub fn print_key(id: &crate::domain::PrintId) -> String {
    format!("{} {} {}", id.order_no, id.copy, id.printer)
}

/// Sets a row aside: it is tried again later, and until then it is not due.
pub(in crate::store) fn put(db: Db<'_>, row: &RowAside, now: UnixSeconds) -> Result<(), StoreError> {
    let known: Option<u32> = db.find_value(
        "SELECT tries FROM set_aside WHERE shop_id = ?1 AND job = ?2 AND row_key = ?3",
        params![db.shop, row.job, row.key],
    )?;
    let before = known.unwrap_or(0);
    let last = AGAIN_SECS.len().saturating_sub(1);
    let update = usize::try_from(before).unwrap_or(last).min(last);
    let next_at = now.plus(AGAIN_SECS.get(update).copied().unwrap_or(3_600));
    let detail: String = row.detail.chars().take(DETAIL_CHARS_MAX).collect();
    db.run_one(
        "INSERT INTO set_aside (shop_id, job, row_key, order_no, trouble, detail, tries, since_at, next_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8)
         ON CONFLICT (shop_id, job, row_key) DO UPDATE SET trouble = excluded.trouble, detail = excluded.detail,
             tries = set_aside.tries + 1, next_at = excluded.next_at",
        params![db.shop, row.job, row.key, row.order_no, row.trouble, detail, now, next_at],
    )?;
    // Only this column: whatever else is wrong with the row is neither read nor written.
    db.run(put_off(row.job), params![db.shop, row.key, next_at]).map(drop)
}

/// These were written, or are not due any more.
pub(in crate::store) fn take_up(db: Db<'_>, job: RowJob, keys: &[String]) -> Result<(), StoreError> {
    for key in keys {
        let sql = "DELETE FROM set_aside WHERE shop_id = ?1 AND job = ?2 AND row_key = ?3";
        db.run(sql, params![db.shop, job, key])?;
    }
    Ok(())
}

/// Moves the due time of row `?2` of shop `?1` to `?3`.
const fn put_off(job: RowJob) -> &'static str {
    match job {
        RowJob::CheckOrder => {
            "UPDATE payments SET next_ask_at = ?3 WHERE shop_id = ?1 AND order_no = ?2 AND next_ask_at IS NOT NULL"
        }
        RowJob::CheckUnknown => {
            "UPDATE strays SET next_ask_at = ?3 WHERE shop_id = ?1 AND order_no = ?2 AND next_ask_at IS NOT NULL"
        }
        RowJob::SendRefund | RowJob::AskRefund => {
            "UPDATE refunds SET next_at = ?3 WHERE shop_id = ?1 AND refund_no = ?2"
        }
        RowJob::FindRefunds => "UPDATE refund_searches SET next_at = ?3 WHERE shop_id = ?1 AND order_no = ?2",
        RowJob::ReportShipment => "UPDATE shipments SET next_at = ?3 WHERE shop_id = ?1 AND order_no = ?2",
        RowJob::AskSettlement => {
            "UPDATE shipments SET poll_at = ?3 WHERE shop_id = ?1 AND order_no = ?2 AND poll_at IS NOT NULL"
        }
        RowJob::RemindBuyer => {
            "UPDATE shipments SET remind_at = ?3 WHERE shop_id = ?1 AND order_no = ?2 AND remind_at IS NOT NULL"
        }
        RowJob::PrintReceipt => {
            "UPDATE print_jobs SET next_at = ?3
             WHERE shop_id = ?1 AND next_at IS NOT NULL AND order_no || ' ' || copy || ' ' || printer = ?2"
        }
    }
}

/// Runs `act` for each row in a savepoint of its own; one that fails is set aside and takes nothing with it. Answers how
/// many were written.
pub(in crate::store) fn each<T>(
    db: Db<'_>,
    rows: &[T],
    aside: impl Fn(&T) -> RowAside,
    now: UnixSeconds,
    act: impl Fn(&T) -> Result<(), StoreError>,
) -> Result<usize, StoreError> {
    let mut written: usize = 0;
    for row in rows {
        let ran = alone(db, || act(row))?;
        let mut aside = aside(row);
        match ran {
            Ok(()) => {
                take_up(db, aside.job, std::slice::from_ref(&aside.key))?;
                written = written.saturating_add(1);
            }
            Err(error) => {
                tracing::error!(row = aside.key, %error, "a row cannot be written and is set aside");
                (aside.trouble, aside.detail) = (RowTrouble::of(&error), error.to_string());
                put(db, &aside, now)?;
            }
        }
    }
    Ok(written)
}

/// Runs `act` so that it can fail by itself: what it wrote is undone then. The outer error is the whole file's.
pub(in crate::store) fn alone<T>(
    db: Db<'_>,
    act: impl FnOnce() -> Result<T, StoreError>,
) -> Result<Result<T, StoreError>, StoreError> {
    db.run("SAVEPOINT one_row", &[])?;
    let ran = act();
    if let Err(error) = &ran {
        if !error.is_of_one_row() {
            return ran.map(Ok);
        }
        db.run("ROLLBACK TO one_row", &[])?;
    }
    db.run("RELEASE one_row", &[])?;
    Ok(ran)
}

const ROW: &str =
    "SELECT job, row_key, order_no, trouble, detail, tries, since_at, next_at FROM set_aside WHERE shop_id = ?1";

fn aside_from(row: &Row<'_>) -> Result<AsideRow, StoreError> {
    Ok(AsideRow {
        row: RowAside {
            job: row.get("job")?,
            key: row.get("row_key")?,
            order_no: row.get("order_no")?,
            trouble: row.get("trouble")?,
            detail: row.get("detail")?,
        },
        tries: row.get("tries")?,
        since_at: row.get("since_at")?,
        next_at: row.get("next_at")?,
    })
}

impl Reader {
    /// The rows that could not be written or read, those that have waited longest first: each wants a red mark.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn rows_set_aside(&self, limit: u32) -> Result<Vec<AsideRow>, StoreError> {
        let db = self.db();
        let sql = format!("{ROW} AND {SHOWN} ORDER BY since_at, job, row_key LIMIT ?2");
        db.list(&sql, params![db.shop, limit], aside_from)
    }

    /// Those of one order.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn set_aside_of(&self, order_no: &crate::domain::OrderNo) -> Result<Vec<AsideRow>, StoreError> {
        let db = self.db();
        let sql = format!("{ROW} AND order_no = ?2 AND {SHOWN} ORDER BY since_at, job, row_key");
        db.list(&sql, params![db.shop, order_no], aside_from)
    }

    /// How many there are.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn count_set_aside(&self) -> Result<u32, StoreError> {
        let db = self.db();
        db.value(&format!("SELECT COUNT(*) FROM set_aside WHERE shop_id = ?1 AND {SHOWN}"), params![db.shop])
    }

    /// The rows of one job that are set aside, and when each is tried again.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn set_aside_by(&self, job: RowJob) -> Result<BTreeMap<String, UnixSeconds>, StoreError> {
        let db = self.db();
        let sql = "SELECT row_key, next_at FROM set_aside WHERE shop_id = ?1 AND job = ?2";
        let rows = db.list(sql, params![db.shop, job], |row| Ok((row.get("row_key")?, row.get("next_at")?)))?;
        Ok(rows.into_iter().collect())
    }
}
