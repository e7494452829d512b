//! Shipping by sheet. The rows are stored before the first is shipped; each chunk ships its orders and marks its rows in
//! one transaction, so that a program that dies in between repeats nothing and leaves nothing out.

use crate::domain::{
    Acting, MessageId, OperatorAction, OperatorId, OrderNo, OrderState, Parcel, RefundState, ShipKind, UnixSeconds,
};
use crate::store::operators::rights::Attempt;
use crate::store::{CommitFuture, Store};
use crate::store::{
    NewParcel, Refusal, Shipping, StateNow, StoreError, TextPart,
    engine::{db::Db, value::params},
    shipments::{row::parcel_from, ship},
};

impl Store {
    /// A sheet the owner said yes to, with all its rows: shipped from now on by [`Store::ship_next_rows`]. The same run
    /// again changes nothing; [`Refusal::State`] while another is under way.
    pub fn start_ship_run(&self, run: NewShipRun, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::Ship, now), move |db| start(db, &run, now))
    }

    /// Ships about `limit` rows of the sheet under way and marks them, all in one transaction; nothing where there is
    /// none. What cannot be shipped any more is marked with its cause.
    pub fn ship_next_rows(&self, limit: u32, now: UnixSeconds) -> CommitFuture<ShipRunStep> {
        self.write(move |db| next(db, limit, now))
    }

    /// The owner stops a sheet: what still waits of it is given back as not shipped.
    pub fn stop_ship_run(&self, run_id: MessageId, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::Ship, now), move |db| stop(db, &run_id, now))
    }

    /// The owner has read how a sheet ended.
    pub fn close_ship_run(&self, run_id: MessageId) -> CommitFuture<()> {
        self.write_as(Attempt::timeless(OperatorAction::Ship), move |db| close(db, &run_id))
    }
}

/// A sheet the owner said yes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewShipRun {
    /// Made where the owner clicked: the same click twice is one run.
    pub run_id: MessageId,
    /// The file's name, for people.
    pub file: String,
    /// The sheet's first line.
    pub headings: Vec<String>,
    /// Every row, also those that were refused on trial.
    pub rows: Vec<NewShipRow>,
}

/// A row of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewShipRow {
    /// The line of the file, from 1.
    pub line: u64,
    /// Every cell.
    pub cells: Vec<String>,
    /// What is to be shipped, or the word of the cause why not.
    pub wish: Result<ShipRowWish, String>,
}

/// The parcel a row asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipRowWish {
    /// Which order.
    pub order_no: OrderNo,
    /// How it goes.
    pub kind: ShipKind,
    /// With whom.
    pub parcel: Parcel,
}

/// What one step of a run did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShipRunStep {
    /// Orders that are marked as shipped now.
    pub shipped: Vec<OrderNo>,
    /// Orders that cannot be shipped any more: something changed since the trial.
    pub refused: Vec<OrderNo>,
    /// Rows that still wait.
    pub waiting: u64,
}

/// Stores the run with all its rows. One at a time: [`Refusal::State`] while another is under way.
pub(in crate::store) fn start(db: Db<'_>, run: &NewShipRun, now: UnixSeconds) -> Result<(), StoreError> {
    let known = "SELECT 1 FROM ship_runs WHERE shop_id = ?1 AND run_id = ?2";
    if db.find(known, params![db.shop, run.run_id], |_| Ok(()))?.is_some() {
        return Ok(());
    }
    if open(db)?.is_some() {
        return Err(Refusal::State(StateNow::SheetUnderWay).into());
    }
    let waiting = run.rows.iter().filter(|row| row.wish.is_ok()).count();
    let refused = run.rows.len().saturating_sub(waiting);
    if waiting == 0 {
        return Err(Refusal::Text(TextPart::Rows).into());
    }
    // A result nobody has read makes room for the next.
    db.run("UPDATE ship_runs SET closed = 1 WHERE shop_id = ?1 AND closed = 0", params![db.shop])?;
    db.run_one(
        "INSERT INTO ship_runs (shop_id, run_id, file, headings, waiting, shipped, refused, started_at, closed, started_by)
         VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, 0, ?8)",
        params![db.shop, run.run_id, run.file, list(&run.headings)?, number(waiting), number(refused), now, db.operator()],
    )?;
    (0_i64..).zip(&run.rows).try_for_each(|(position, row)| insert(db, &run.run_id, position, row))
}

fn insert(db: Db<'_>, run_id: &MessageId, position: i64, row: &NewShipRow) -> Result<(), StoreError> {
    let (state, cause) = match &row.wish {
        Ok(_) => ("waiting", ""),
        Err(cause) => ("refused", cause.as_str()),
    };
    let wish = row.wish.as_ref().ok();
    db.insert(
        "ship_run_rows",
        &[
            ("shop_id", db.shop),
            ("run_id", run_id),
            ("position", &position),
            ("line", &i64::try_from(row.line).unwrap_or(i64::MAX)),
            ("cells", &list(&row.cells)?),
            ("state", &state),
            ("order_no", &wish.map_or("", |wish| wish.order_no.as_str())),
            ("kind", &wish.map_or("", |wish| wish.kind.as_str())),
            ("carrier", &wish.map_or("", |wish| wish.parcel.carrier.as_str())),
            ("tracking_no", &wish.map_or("", |wish| wish.parcel.tracking_no.as_str())),
            ("cause", &cause),
        ],
    )
}

fn list(texts: &[String]) -> Result<String, StoreError> {
    serde_json::to_string(texts).map_err(|error| StoreError::Other(error.to_string()))
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(in crate::store) const OPEN: &str = "SELECT run_id FROM ship_runs WHERE shop_id = ?1 AND ended_at IS NULL";
/// The orders of the next rows. An order's rows lie together in the index.
pub(in crate::store) const NEXT: &str = "SELECT order_no FROM ship_run_rows
     WHERE shop_id = ?1 AND run_id = ?2 AND state = 'waiting' ORDER BY order_no, position LIMIT ?3";

/// The run that is under way.
pub(in crate::store) fn open(db: Db<'_>) -> Result<Option<MessageId>, StoreError> {
    db.find_value(OPEN, params![db.shop])
}

/// The rows are shipped by whoever said yes to the sheet.
fn by_its_starter<'c>(db: Db<'c>, run_id: &MessageId) -> Result<Db<'c>, StoreError> {
    let sql = "SELECT started_by FROM ship_runs WHERE shop_id = ?1 AND run_id = ?2";
    let starter: Option<OperatorId> = db.find_value(sql, params![db.shop, run_id])?.flatten();
    Ok(starter.map_or(db, |id| db.acting_as(Acting::Operator(id))))
}

/// A row that waits.
struct WaitingRow {
    kind: ShipKind,
    parcel: NewParcel,
}

/// Ships the next orders of the run under way, about `limit` rows of it, and marks their rows. An order's rows go
/// together. Nothing to do is no error.
pub(in crate::store) fn next(db: Db<'_>, limit: u32, now: UnixSeconds) -> Result<ShipRunStep, StoreError> {
    let Some(run_id) = open(db)? else { return Ok(ShipRunStep::default()) };
    let db = by_its_starter(db, &run_id)?;
    let mut step = ShipRunStep::default();
    let (mut shipped, mut refused) = (0_i64, 0_i64);
    // As they stand in the file: a number that cannot be read has its own outcome too.
    let mut numbers: Vec<String> = db.values(NEXT, params![db.shop, run_id, limit])?;
    numbers.dedup();
    for raw in numbers {
        let answer = ship_one(db, &run_id, &raw, now)?;
        let (state, cause) = match &answer {
            Ok(()) => ("shipped", ""),
            Err(refusal) => ("refused", cause_of(refusal)),
        };
        let rows = db.run(
            "UPDATE ship_run_rows SET state = ?4, cause = ?5
             WHERE shop_id = ?1 AND run_id = ?2 AND order_no = ?3 AND state = 'waiting'",
            params![db.shop, run_id, raw, state, cause],
        )?;
        let (sum, orders) = match answer {
            Ok(()) => (&mut shipped, &mut step.shipped),
            Err(_) => (&mut refused, &mut step.refused),
        };
        *sum = sum.saturating_add(number(rows));
        orders.extend(OrderNo::parse(&raw));
    }
    step.waiting = moved(db, &run_id, shipped, refused, now)?;
    Ok(step)
}

/// All rows of one order together. The outer error is the whole file's.
fn ship_one(db: Db<'_>, run_id: &MessageId, raw: &str, now: UnixSeconds) -> Result<Result<(), Refusal>, StoreError> {
    let Ok(order_no) = OrderNo::parse(raw) else { return Ok(Err(Refusal::Unwritable)) };
    let rows = match rows_of(db, run_id, &order_no) {
        Ok(rows) => rows,
        Err(error) if error.is_of_one_row() => return Ok(Err(Refusal::Unwritable)),
        Err(error) => return Err(error),
    };
    let Some(first) = rows.first() else { return Ok(Err(Refusal::NotFound)) };
    let kind = first.kind;
    let parcels = rows.into_iter().map(|row| row.parcel).collect();
    let wish = [(order_no, Shipping { kind, parcels, complete: true, even_refunded: false })];
    Ok(ship::ship_many(db, &wish, now)?.pop().unwrap_or(Ok(())))
}

fn rows_of(db: Db<'_>, run_id: &MessageId, order_no: &OrderNo) -> Result<Vec<WaitingRow>, StoreError> {
    db.list(
        "SELECT kind, carrier, tracking_no FROM ship_run_rows
         WHERE shop_id = ?1 AND run_id = ?2 AND state = 'waiting' AND order_no = ?3 ORDER BY position",
        params![db.shop, run_id, order_no],
        |row| {
            let parcel = NewParcel { parcel: parcel_from(row)?, items: Vec::new() };
            Ok(WaitingRow { kind: row.get("kind")?, parcel })
        },
    )
}

/// Moves the run's counts; ends it with its last row. Answers how many rows still wait.
fn moved(db: Db<'_>, run_id: &MessageId, shipped: i64, refused: i64, now: UnixSeconds) -> Result<u64, StoreError> {
    // Counted, not carried on: a count that is wrong must not hold up the rows.
    let left: i64 = db.value(
        "SELECT COUNT(*) FROM ship_run_rows WHERE shop_id = ?1 AND run_id = ?2 AND state = 'waiting'",
        params![db.shop, run_id],
    )?;
    db.run_one(
        "UPDATE ship_runs SET waiting = ?6, shipped = shipped + ?3, refused = refused + ?4,
             ended_at = CASE WHEN ?6 = 0 THEN ?5 END
         WHERE shop_id = ?1 AND run_id = ?2 AND ended_at IS NULL",
        params![db.shop, run_id, shipped, refused, now, left],
    )?;
    Ok(u64::try_from(left).unwrap_or(0))
}

/// The owner stops it: what still waits is given back as not shipped.
pub(in crate::store) fn stop(db: Db<'_>, run_id: &MessageId, now: UnixSeconds) -> Result<(), StoreError> {
    if open(db)?.as_ref() != Some(run_id) {
        return Ok(());
    }
    let rows = db.run(
        "UPDATE ship_run_rows SET state = 'refused', cause = 'stopped'
         WHERE shop_id = ?1 AND run_id = ?2 AND state = 'waiting'",
        params![db.shop, run_id],
    )?;
    moved(db, run_id, 0, number(rows), now).map(drop)
}

/// The owner has read how it ended.
pub(in crate::store) fn close(db: Db<'_>, run_id: &MessageId) -> Result<(), StoreError> {
    let sql = "UPDATE ship_runs SET closed = 1 WHERE shop_id = ?1 AND run_id = ?2 AND ended_at IS NOT NULL";
    db.run(sql, params![db.shop, run_id]).map(drop)
}

/// The word of a refusal that came after the trial.
const fn cause_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NotFound => "unknown_order",
        Refusal::Refund(RefundState::Refunded) | Refusal::RefundedPieces { .. } => "refunded",
        Refusal::Refund(_) => "refund_asked",
        Refusal::State(StateNow::Order(state)) => match state {
            OrderState::ToPay | OrderState::Confirming => "not_paid",
            OrderState::Refunded => "refunded",
            OrderState::Closed => "closed",
            OrderState::NeedsOwner => "needs_owner",
            OrderState::ToShip | OrderState::Shipped | OrderState::Received => "already_shipped",
        },
        Refusal::State(_) => "already_shipped",
        Refusal::TooMany { .. } => "too_many_parcels",
        Refusal::Unwritable => "unwritable",
        _ => "does_not_fit",
    }
}
