//! What is read of shipping by sheet: how a run stands, what it could not ship, and what a trial must know of the orders.

use crate::domain::{MessageId, OpenId, OrderNo, OrderState, ToSend, UnixSeconds};
use crate::store::engine::value::params;
use crate::store::{Reader, StoreError, orders::to_send};

/// How a sheet's run stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipRun {
    /// Which run.
    pub run_id: MessageId,
    /// The file's name.
    pub file: String,
    /// The sheet's first line.
    pub headings: Vec<String>,
    /// Rows that still wait.
    pub waiting: u32,
    /// Rows that were shipped.
    pub shipped: u32,
    /// Rows that were not, on trial or since.
    pub refused: u32,
    /// When the owner said yes.
    pub started_at: UnixSeconds,
    /// When its last row was done.
    pub ended_at: Option<UnixSeconds>,
}

/// A row that was not shipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipRunFailure {
    /// The line of the file.
    pub line: u32,
    /// As they stood in the sheet, in its columns.
    pub cells: Vec<String>,
    /// The word of the cause.
    pub cause: String,
}

/// What a trial must know of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderStanding {
    /// Which order.
    pub order_no: OrderNo,
    /// Where it stands.
    pub state: OrderState,
    /// A refund of it is not finished.
    pub refunding: bool,
    /// Whose it is.
    pub openid: OpenId,
    /// The name on the parcel.
    pub receiver: String,
    /// What of it may go.
    pub to_send: ToSend,
}

pub(in crate::store) const NEWEST: &str =
    "SELECT run_id, file, headings, waiting, shipped, refused, started_at, ended_at, closed FROM ship_runs
     WHERE shop_id = ?1 ORDER BY started_at DESC, run_id DESC LIMIT 1";
pub(in crate::store) const FAILURES: &str = "SELECT line, cells, cause FROM ship_run_rows
     WHERE shop_id = ?1 AND run_id = ?2 AND state = 'refused' ORDER BY position";

impl Reader {
    /// The run under way, else the last one whose end the owner has not read.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn ship_run(&self) -> Result<Option<ShipRun>, StoreError> {
        let db = self.db();
        let newest = db.find(NEWEST, params![db.shop], |row| {
            let headings: String = row.get("headings")?;
            let run = ShipRun {
                run_id: row.get("run_id")?,
                file: row.get("file")?,
                headings: texts(&headings),
                waiting: row.get("waiting")?,
                shipped: row.get("shipped")?,
                refused: row.get("refused")?,
                started_at: row.get("started_at")?,
                ended_at: row.get("ended_at")?,
            };
            Ok((run, row.get::<bool>("closed")?))
        })?;
        Ok(newest.filter(|(_, closed)| !closed).map(|(run, _)| run))
    }

    /// The rows of a run that were not shipped, in the sheet's order.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn ship_run_failures(&self, run_id: &MessageId) -> Result<Vec<ShipRunFailure>, StoreError> {
        let db = self.db();
        db.list(FAILURES, params![db.shop, run_id], |row| {
            let cells: String = row.get("cells")?;
            Ok(ShipRunFailure { line: row.get("line")?, cells: texts(&cells), cause: row.get("cause")? })
        })
    }

    /// Where these orders stand; those that are not there are left out.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn standings(&self, orders: &[OrderNo]) -> Result<Vec<OrderStanding>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let sql = "SELECT order_no, state, open_refund IS NOT NULL AS refunding, openid, receiver_name FROM orders
                   WHERE shop_id = ?1 AND order_no = ?2";
        let mut all: Vec<OrderStanding> = Vec::with_capacity(orders.len());
        for order_no in orders {
            all.extend(db.find(sql, params![db.shop, order_no], |row| {
                Ok(OrderStanding {
                    order_no: row.get("order_no")?,
                    state: row.get("state")?,
                    refunding: row.get("refunding")?,
                    openid: row.get("openid")?,
                    receiver: row.get("receiver_name")?,
                    to_send: ToSend::default(),
                })
            })?);
        }
        for order in &mut all {
            order.to_send = to_send::of_order(db, &order.order_no)?;
        }
        Ok(all)
    }
}

/// A list as the writer wrote it. A broken one is a sheet without cells: the run itself does not need them.
fn texts(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}
