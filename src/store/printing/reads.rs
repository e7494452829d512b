//! What the printers' threads and the printers' page read.

use crate::domain::{OrderNo, PrintId, PrintState, PrintTrouble, UnixSeconds};
use crate::store::engine::{row::Row, value::params};
use crate::store::{Due, DuePrint, PrintRow, PrinterRow, Reader, StoreError, ownership::restores::held::HELD};

const ROW: &str = "SELECT order_no, printer, copy, state, marked, trouble, detail, queued_at, changed_at, next_at
                   FROM print_jobs WHERE shop_id = ?1";

pub(in crate::store) const DUE: &str =
    "SELECT order_no || ' ' || copy || ' ' || printer AS print_key, order_no, copy, state, marked, cloud_id, tries, doubts, queued_at,
        wanted_at IS NOT NULL AS wanted
    FROM print_jobs
    WHERE shop_id = ?1 AND printer = ?2 AND next_at IS NOT NULL AND next_at <= ?3
        AND (state = 'accepted' OR NOT EXISTS (
            SELECT 1 FROM restores WHERE restores.shop_id = ?1 AND restores.accepted_at IS NULL))
    ORDER BY queued_at, order_no, copy LIMIT ?4";

pub(in crate::store) fn open_sql() -> String {
    format!("{ROW} AND settled_at IS NULL ORDER BY queued_at, order_no, printer, copy LIMIT ?2")
}

pub(in crate::store) fn late_sql() -> String {
    format!(
        "{ROW} AND settled_at IS NULL AND state = 'stopped' AND trouble = 'late'
         ORDER BY queued_at, order_no, printer, copy LIMIT ?2"
    )
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
fn trouble(word: &str) -> Result<Option<PrintTrouble>, StoreError> {
    if word.is_empty() {
        return Ok(None);
    }
    PrintTrouble::parse(word).map(Some).map_err(|bad| StoreError::Unreadable(bad.to_string()))
}

fn row_from(row: &Row<'_>) -> Result<PrintRow, StoreError> {
    let detail: String = row.get("detail")?;
    Ok(PrintRow {
        id: id(row.get("order_no")?, row.get("printer")?, row.get("copy")?),
        state: row.get("state")?,
        marked: row.get("marked")?,
        trouble: trouble(row.text("trouble")?)?.map(|trouble| (trouble, detail)),
        queued_at: row.get("queued_at")?,
        changed_at: row.get("changed_at")?,
        next_at: row.get("next_at")?,
    })
}

fn printer_from(row: &Row<'_>) -> Result<PrinterRow, StoreError> {
    let detail: String = row.get("detail")?;
    let at: Option<UnixSeconds> = row.get("trouble_at")?;
    Ok(PrinterRow {
        name: row.get("printer")?,
        kind: row.get("kind")?,
        seat: row.get("seat")?,
        computer: row.get("computer")?,
        auto: row.get("auto")?,
        good_at: row.get("good_at")?,
        trouble: trouble(row.text("trouble")?)?.zip(at).map(|(trouble, at)| (trouble, detail, at)),
        open: row.get("open_prints")?,
    })
}

impl Reader {
    /// Receipts this printer is to be tried with or its cloud asked about, the oldest first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn due_prints(&self, printer: &str, now: UnixSeconds, limit: u32) -> Result<Due<DuePrint>, StoreError> {
        let db = self.db();
        db.list_due(DUE, params![db.shop, printer, now, limit], |row| {
            Ok(DuePrint {
                id: id(row.get("order_no")?, printer.to_owned(), row.get("copy")?),
                state: row.get("state")?,
                marked: row.get("marked")?,
                cloud_id: row.get("cloud_id")?,
                tries: row.get("tries")?,
                doubts: row.get("doubts")?,
                queued_at: row.get("queued_at")?,
                wanted: row.get("wanted")?,
            })
        })
    }

    /// When something of this printer's is due next, if anything is.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn next_print(&self, printer: &str) -> Result<Option<UnixSeconds>, StoreError> {
        let db = self.db();
        let sql = format!(
            "SELECT MIN(next_at) FROM print_jobs WHERE shop_id = ?1 AND printer = ?2 AND next_at IS NOT NULL
                 AND (state = 'accepted' OR NOT {HELD})"
        );
        db.value(&sql, params![db.shop, printer])
    }

    /// Receipts that wait for a printer or for a person, the oldest first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn open_prints(&self, limit: u32) -> Result<Vec<PrintRow>, StoreError> {
        let db = self.db();
        db.list(&open_sql(), params![db.shop, limit], row_from)
    }

    /// Receipts that did not print by themselves, because their orders were paid long before: a person decides, the oldest
    /// first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn late_prints(&self, limit: u32) -> Result<Vec<PrintRow>, StoreError> {
        let db = self.db();
        db.list(&late_sql(), params![db.shop, limit], row_from)
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

    /// The printers of the settings, in their order; each seat's together.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn printers(&self) -> Result<Vec<PrinterRow>, StoreError> {
        let db = self.db();
        let sql = "SELECT p.printer, p.kind, p.seat, p.computer, p.auto, p.good_at, p.trouble, p.detail, p.trouble_at,
                       (SELECT COUNT(*) FROM print_jobs j WHERE j.shop_id = p.shop_id AND j.printer = p.printer
                            AND j.settled_at IS NULL) AS open_prints
                   FROM printers p WHERE p.shop_id = ?1 AND p.listed = 1 ORDER BY p.seat, p.position";
        db.list(sql, params![db.shop], printer_from)
    }

    /// The state of one receipt.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn print_state(&self, id: &PrintId) -> Result<Option<PrintState>, StoreError> {
        let db = self.db();
        let sql = "SELECT state FROM print_jobs WHERE shop_id = ?1 AND order_no = ?2 AND printer = ?3 AND copy = ?4";
        db.find_value(sql, params![db.shop, id.order_no, id.printer, id.copy])
    }
}
