//! Moves a shop between a file and a server: row by row with the types its columns have, table by table in the order of what
//! refers to what, and compared when it is there. It is copied in pieces, each a commit of its own, so that a move that breaks
//! off goes on where it ended. Where the shop came from nothing changes until all of it has arrived and says the same; then
//! that place says where it went, and nobody works there any more.

mod arrival;
mod departure;
mod fault;
mod figures;
mod move_end;
pub(in crate::store::engine) mod shape;
mod whole;

pub use fault::MoveFault;
pub use move_end::MoveEnd;

use crate::domain::{ShopId, UnixSeconds};
use crate::store::{
    Reader, StoreError,
    engine::{
        db::Db,
        owned_value::OwnedValue,
        value::{ToSql, params},
    },
};
use arrival::Arrival;
use departure::Departure;
use shape::TableShape;
use whole::must_be_whole;

/// So many rows go in one piece.
const ROWS_AT_ONCE: usize = 2_000;

/// A table that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedTable {
    /// Its name.
    pub table: String,
    /// How many rows it has, here and there.
    pub rows: u64,
    /// How many of them were copied this time; the others were there from a move that broke off.
    pub copied: u64,
}

/// Moves a shop that nobody has open. `told` hears of each table once it is there.
///
/// # Errors
/// [`MoveFault`]: the shop is where it was. The next call goes on where this one ended.
pub fn move_shop(
    (from, to): (&MoveEnd, &MoveEnd),
    shop: &ShopId,
    now: UnixSeconds,
    told: &mut dyn FnMut(&MovedTable),
) -> Result<Vec<MovedTable>, MoveFault> {
    if from.shown() == to.shown() {
        return Err(MoveFault::SamePlace);
    }
    let source = Departure::from(from, to, shop)?;
    let arrival = Arrival::at(to, shop, (&from.shown(), source.commits()), now)?;
    let tables = shape::tables(source.reader().db())?;
    let mut moved = Vec::new();
    {
        let _moment = source.reader().snapshot()?;
        for table in &tables {
            let copied = copy(source.reader().db(), &arrival, table)?;
            moved.push(MovedTable { table: table.name.clone(), rows: 0, copied });
        }
        arrival.index_anew()?;
        let there = arrival.reader(shop)?;
        compare(source.reader(), &there, &tables, &mut moved, told)?;
        must_be_whole(&there)?;
    }
    source.gone(to, now)?;
    arrival.complete()?;
    Ok(moved)
}

/// The rows that are not there yet, in the order of their key; how many these were.
fn copy(from: Db<'_>, to: &Arrival, table: &TableShape) -> Result<u64, StoreError> {
    let keys = table.key_names();
    let last = to.last_key(table, from.shop)?;
    let behind = match (&last, keys.split_first()) {
        // One row a shop, and it is there.
        (Some(last), _) if last.is_empty() => return Ok(0),
        (Some(last), Some((_, own))) => {
            let holes: Vec<String> = (2..).take(last.len()).map(|at: usize| format!("?{at}")).collect();
            format!(" AND ({}) > ({})", own.join(", "), holes.join(", "))
        }
        _ => String::new(),
    };
    let sql = format!(
        "SELECT {} FROM {} WHERE shop_id = ?1{behind} ORDER BY {}",
        table.selected(),
        table.name,
        keys.join(", ")
    );
    let mut values: Vec<&dyn ToSql> = params![from.shop].to_vec();
    values.extend(last.iter().flatten().map(|value| value as &dyn ToSql));
    let (mut piece, mut copied) = (Vec::with_capacity(ROWS_AT_ONCE), 0_u64);
    from.each(&sql, &values, |row| {
        let values = (0..table.columns.len()).map(|at| Ok(row.at(at)?.into()));
        piece.push(values.collect::<Result<Vec<OwnedValue>, StoreError>>()?);
        if piece.len() >= ROWS_AT_ONCE {
            copied = copied.saturating_add(count(piece.len()));
            to.put(table, std::mem::take(&mut piece))?;
        }
        Ok(())
    })?;
    copied = copied.saturating_add(count(piece.len()));
    if !piece.is_empty() {
        to.put(table, piece)?;
    }
    Ok(copied)
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

/// Every row of every table on both sides.
fn compare(
    here: &Reader,
    there: &Reader,
    tables: &[TableShape],
    moved: &mut [MovedTable],
    told: &mut dyn FnMut(&MovedTable),
) -> Result<(), MoveFault> {
    let _moment = there.snapshot()?;
    let arrived = shape::tables(there.db())?;
    for (table, moved) in tables.iter().zip(moved) {
        let same = arrived.iter().find(|other| other.name == table.name && other.selected() == table.selected());
        let sent = figures::of_table(here.db(), table)?;
        let found = same.map(|other| figures::of_table(there.db(), other)).transpose()?;
        if found.as_ref() != Some(&sent) {
            let arrived = found.map_or(0, |found| found.rows);
            return Err(MoveFault::Differs { table: table.name.clone(), sent: sent.rows, arrived });
        }
        moved.rows = sent.rows;
        told(moved);
    }
    Ok(())
}
