//! What the printers' threads and the printers' page read.

use crate::domain::{OrderNo, PrintId, PrintState, PrintTrouble, UnixSeconds};
use crate::store::{Due, DuePrint, PrintRow, PrinterRow, Reader, StoreError};
use rusqlite::{Row, params};

const ROW: &str = "SELECT order_no, printer, copy, state, marked, trouble, detail, queued_at, changed_at, next_at
                   FROM print_jobs WHERE shop_id = ?1";

pub(in crate::store) const DUE: &str =
    "SELECT order_no || ' ' || copy || ' ' || printer, order_no, copy, state, marked, cloud_id, tries, doubts, queued_at FROM print_jobs
    WHERE shop_id = ?1 AND printer = ?2 AND next_at IS NOT NULL AND next_at <= ?3
    ORDER BY queued_at, order_no, copy LIMIT ?4";

pub(in crate::store) fn open_sql() -> String {
    format!("{ROW} AND settled_at IS NULL ORDER BY queued_at, order_no, printer, copy LIMIT ?2")
}

pub(in crate::store) fn settled_sql() -> String {
    format!(
        "{ROW} AND settled_at IS NOT NULL
         ORDER BY settled_at DESC, order_no DESC, printer DESC, copy DESC LIMIT ?2"
    )
}

fn id(order_no: OrderNo, printer: String, copy: u32) -> PrintId {
    PrintId { order_no, printer, copy }
}

/// A trouble as the rows have it; none for an empty word.
fn trouble(word: &str) -> rusqlite::Result<Option<PrintTrouble>> {
    if word.is_empty() {
        return Ok(None);
    }
    let damaged = |e| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(e));
    PrintTrouble::parse(word).map(Some).map_err(damaged)
}

fn row_from(row: &Row<'_>) -> rusqlite::Result<PrintRow> {
    let word: String = row.get(5)?;
    let detail: String = row.get(6)?;
    Ok(PrintRow {
        id: id(row.get(0)?, row.get(1)?, row.get(2)?),
        state: row.get(3)?,
        marked: row.get(4)?,
        trouble: trouble(&word)?.map(|trouble| (trouble, detail)),
        queued_at: row.get(7)?,
        changed_at: row.get(8)?,
        next_at: row.get(9)?,
    })
}

fn printer_from(row: &Row<'_>) -> rusqlite::Result<PrinterRow> {
    let (word, detail): (String, String) = (row.get(4)?, row.get(5)?);
    let at: Option<UnixSeconds> = row.get(6)?;
    Ok(PrinterRow {
        name: row.get(0)?,
        kind: row.get(1)?,
        auto: row.get(2)?,
        good_at: row.get(3)?,
        trouble: trouble(&word)?.zip(at).map(|(trouble, at)| (trouble, detail, at)),
        open: row.get(7)?,
    })
}

impl Reader {
    /// Receipts this printer is to be tried with or its cloud asked about, the oldest first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn due_prints(&self, printer: &str, now: UnixSeconds, limit: u32) -> Result<Due<DuePrint>, StoreError> {
        let db = self.db();
        db.list_due(DUE, params![db.shop, printer, now, limit], 1, |row| {
            Ok(DuePrint {
                id: id(row.get(1)?, printer.to_owned(), row.get(2)?),
                state: row.get(3)?,
                marked: row.get(4)?,
                cloud_id: row.get(5)?,
                tries: row.get(6)?,
                doubts: row.get(7)?,
                queued_at: row.get(8)?,
            })
        })
    }

    /// When something of this printer's is due next, if anything is.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn next_print(&self, printer: &str) -> Result<Option<UnixSeconds>, StoreError> {
        let db = self.db();
        let sql = "SELECT MIN(next_at) FROM print_jobs WHERE shop_id = ?1 AND printer = ?2 AND next_at IS NOT NULL";
        db.value(sql, params![db.shop, printer])
    }

    /// Receipts that wait for a printer or for a person, the oldest first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn open_prints(&self, limit: u32) -> Result<Vec<PrintRow>, StoreError> {
        let db = self.db();
        db.list(&open_sql(), params![db.shop, limit], row_from)
    }

    /// Receipts that are settled, the last first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn settled_prints(&self, limit: u32) -> Result<Vec<PrintRow>, StoreError> {
        let db = self.db();
        db.list(&settled_sql(), params![db.shop, limit], row_from)
    }

    /// All receipts of an order, in the order they were queued.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn prints_of(&self, order_no: &OrderNo) -> Result<Vec<PrintRow>, StoreError> {
        let db = self.db();
        let sql = format!("{ROW} AND order_no = ?2 ORDER BY queued_at, printer, copy");
        db.list(&sql, params![db.shop, order_no], row_from)
    }

    /// The printers of the settings, in their order.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn printers(&self) -> Result<Vec<PrinterRow>, StoreError> {
        let db = self.db();
        let sql = "SELECT p.printer, p.kind, p.auto, p.good_at, p.trouble, p.detail, p.trouble_at,
                       (SELECT COUNT(*) FROM print_jobs j WHERE j.shop_id = p.shop_id AND j.printer = p.printer
                            AND j.settled_at IS NULL)
                   FROM printers p WHERE p.shop_id = ?1 AND p.listed = 1 ORDER BY p.position";
        db.list(sql, [db.shop], printer_from)
    }

    /// The state of one receipt.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn print_state(&self, id: &PrintId) -> Result<Option<PrintState>, StoreError> {
        let db = self.db();
        let sql = "SELECT state FROM print_jobs WHERE shop_id = ?1 AND order_no = ?2 AND printer = ?3 AND copy = ?4";
        db.find(sql, params![db.shop, id.order_no, id.printer, id.copy], |row| row.get(0))
    }
}
