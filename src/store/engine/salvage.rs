//! What can be read of a damaged file, into a new one: table by table from the front, and where that ends from the back.
//! What could not be read, and what belongs to nothing any more, is counted and named.

use crate::{
    base::private_file,
    domain::ShopId,
    store::{
        StoreError, Tuning,
        engine::{
            checksums::{self, SummedTable},
            copy::room,
            damage::Damage,
            db::Db,
            link::Link,
            open,
            statement::KnownColumns,
        },
        search::documents,
    },
};
use rusqlite::{Connection, ErrorCode, config::DbConfig, params_from_iter, types::Value};
use std::{collections::BTreeSet, ffi::OsString, fs, io, path::Path};

/// Numbers of rows without their order that are named.
const NAMED_MAX: usize = 50;

/// What came of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalvagedTable {
    /// Its name.
    pub table: String,
    /// Rows that are in the new file.
    pub rows: u64,
    /// Rows there were that are not, as far as the file still says how many there were.
    pub lost: Option<u64>,
}

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Salvage {
    /// Every table.
    pub tables: Vec<SalvagedTable>,
    /// Rows that belong to rows that are gone, and were left out: the table and the row's key.
    pub orphans: Vec<String>,
    /// How many of these there are.
    pub orphaned: u64,
}

impl Salvage {
    /// Rows that are known to be missing.
    pub fn lost(&self) -> u64 {
        self.tables.iter().filter_map(|table| table.lost).fold(self.orphaned, u64::saturating_add)
    }
}

/// Copies what can be read of the file `from` into the new file `to`, which is there only once it is whole. `from` stays as it
/// is.
///
/// # Errors
/// `to` cannot be made, or not even the list of the tables can be read.
pub fn salvage(from: &Path, to: &Path) -> Result<Salvage, StoreError> {
    let disk = |error: std::io::Error| StoreError::Disk(error.into());
    let mut part = OsString::from(to);
    part.push(".part");
    let part = Path::new(&part);
    forget(part).map_err(disk)?; // what a killed predecessor left
    let done = salvage_into(from, part).and_then(|found| {
        private_file::put_in_place(part, to).map_err(disk)?;
        Ok(found)
    });
    match (done, forget(part)) {
        (Ok(_), Err(error)) => Err(disk(error)),
        (done, _) => done,
    }
}

/// With what SQLite keeps beside it.
fn forget(file: &Path) -> io::Result<()> {
    for ending in ["", "-wal", "-shm"] {
        let mut path = OsString::from(file);
        path.push(ending);
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn salvage_into(from: &Path, to: &Path) -> Result<Salvage, StoreError> {
    room()?;
    open::for_writing(to, Tuning::default())?.close().map_err(|(_, error)| StoreError::from(error))?;
    let old = open::for_reading(from, Tuning::default())?;
    old.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    let new = open::for_reading(to, Tuning::default())?;
    new.pragma_update(None, "query_only", false)?;
    new.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
    let mut found = Salvage::default();
    new.execute_batch("BEGIN IMMEDIATE")?;
    for table in SummedTable::all(&new)? {
        room()?;
        let rows = copy(&old, &new, &table)?;
        let lost = kept(&old, &table.name).map(|kept| kept.saturating_sub(rows));
        found.tables.push(SalvagedTable { table: table.name, rows, lost });
    }
    leave_out_orphans(&new, &mut found)?;
    room()?;
    new.execute_batch("COMMIT")?;
    new.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    let (columns, shop, damage) = (KnownColumns::default(), ShopId::main(), Damage::default());
    documents::begin_anew(Db::of(Link::Sqlite(&new, &columns), &shop, &damage))?;
    room()?;
    checksums::recount(&new)?;
    // The log into the file: it is the file alone that gets its name.
    new.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    new.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    new.close().map_err(|(_, error)| StoreError::from(error))?;
    Ok(found)
}

/// How many rows there were, by the figures kept beside them.
fn kept(old: &Connection, table: &str) -> Option<u64> {
    let sql = "SELECT SUM(row_count) FROM checksums WHERE table_name = ?1";
    let kept: Option<i64> = old.query_row(sql, [table], |row| row.get(0)).ok()?;
    u64::try_from(kept.unwrap_or(0)).ok()
}

fn copy(old: &Connection, new: &Connection, table: &SummedTable) -> Result<u64, StoreError> {
    let keys: Vec<String> = new
        .prepare("SELECT name FROM pragma_table_info(?1, 'main') WHERE pk > 0 ORDER BY pk")?
        .query_map([&table.name], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let columns = table.selected();
    let holes = vec!["?"; columns.split(", ").count()].join(", ");
    let insert = format!("INSERT OR IGNORE INTO {} ({columns}) VALUES ({holes})", table.name);
    let mut copied: u64 = 0;
    for falling in ["", " DESC"] {
        let order: Vec<String> = keys.iter().map(|key| format!("{key}{falling}")).collect();
        let order = if order.is_empty() { String::new() } else { format!(" ORDER BY {}", order.join(", ")) };
        let sql = format!("SELECT {columns} FROM {} NOT INDEXED{order}", table.name);
        let (rows, whole) = read(old, new, &sql, &insert)?;
        copied = copied.saturating_add(rows);
        if whole {
            break;
        }
    }
    Ok(copied)
}

/// How many rows are new, and whether the reading came to its end.
fn read(old: &Connection, new: &Connection, sql: &str, insert: &str) -> Result<(u64, bool), StoreError> {
    let Ok(mut query) = old.prepare(sql) else { return Ok((0, false)) };
    let width = query.column_count();
    let (mut insert, mut copied) = (new.prepare_cached(insert)?, 0_u64);
    let Ok(mut rows) = query.query([]) else { return Ok((0, false)) };
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok((copied, true)),
            Err(_) => return Ok((copied, false)),
        };
        let values: Result<Vec<Value>, _> = (0..width).map(|column| row.get(column)).collect();
        // A row that breaks a rule of its table is none the program wrote.
        let Ok(values) = values else { continue };
        let added = match insert.execute(params_from_iter(values)) {
            Ok(added) => added,
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => 0,
            Err(error) => return Err(error.into()),
        };
        copied = copied.saturating_add(u64::try_from(added).unwrap_or(0));
    }
}

/// Rows whose order, refund or message is gone would break every later change of theirs.
fn leave_out_orphans(new: &Connection, found: &mut Salvage) -> Result<(), StoreError> {
    loop {
        let tables: BTreeSet<String> = new
            .prepare("SELECT DISTINCT \"table\" FROM pragma_foreign_key_check")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        if tables.is_empty() {
            return Ok(());
        }
        for table in &tables {
            for Reference { ours: columns, parent, theirs, .. } in references(new, table)? {
                let same: Vec<String> =
                    columns.iter().zip(&theirs).map(|(ours, theirs)| format!("p.{theirs} = t.{ours}")).collect();
                let present: Vec<String> = columns.iter().map(|ours| format!("t.{ours} IS NOT NULL")).collect();
                let which = format!(
                    "{} AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE {})",
                    present.join(" AND "),
                    same.join(" AND ")
                );
                let named = columns.last().map_or("''", String::as_str);
                let mut query = new.prepare(&format!("SELECT t.{named} FROM {table} t WHERE {which}"))?;
                let numbers = query.query_map([], |row| row.get::<_, Value>(0))?;
                for number in numbers.flatten() {
                    found.orphaned = found.orphaned.saturating_add(1);
                    if let (Value::Text(number), true) = (number, found.orphans.len() < NAMED_MAX) {
                        found.orphans.push(format!("{table} {number}"));
                    }
                }
                drop(query);
                new.execute(&format!("DELETE FROM {table} AS t WHERE {which}"), [])?;
            }
        }
    }
}

/// A reference of a table: its columns, the table they lead to, and that one's columns.
struct Reference {
    id: i64,
    ours: Vec<String>,
    parent: String,
    theirs: Vec<String>,
}

fn references(new: &Connection, table: &str) -> Result<Vec<Reference>, StoreError> {
    let sql = "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1) ORDER BY id, seq";
    let mut query = new.prepare(sql)?;
    let mut all: Vec<Reference> = Vec::new();
    let mut rows = query.query([table])?;
    while let Some(row) = rows.next()? {
        let (id, parent, ours, theirs): (i64, String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        match all.iter_mut().find(|one| one.id == id) {
            Some(one) => {
                one.ours.push(ours);
                one.theirs.push(theirs);
            }
            None => all.push(Reference { id, ours: vec![ours], parent, theirs: vec![theirs] }),
        }
    }
    Ok(all)
}
