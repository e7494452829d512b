//! Opening the shop's file: ours or refused, untouched. Nothing is written before the file has shown that it is ours.

use crate::domain::{BuyerLimits, ShopId};
use crate::store::{
    FileDamage, StoreError,
    engine::{
        checksums::{self, Difference, StopRequest},
        damage::Damage,
        db::Db,
        link::Link,
        search_index,
        side_files::{bytes_with_log, has_side_file},
        statement::{KnownColumns, STATEMENTS_KEPT},
    },
    history::chain,
    search::documents,
};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, config::DbConfig};
use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Read},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    time::Duration,
};

#[allow(missing_docs, clippy::unwrap_used)] // written by the macro
mod embedded {
    refinery::embed_migrations!("src/store/engine/migrations");
}

/// "ZHGU" in the file's header: says that a SQLite file is a shop.
pub(in crate::store) const APPLICATION_ID: i32 = 0x5A48_4755;
/// The newest schema this program knows: the number of the last file in `migrations/`.
pub const SCHEMA: i64 = 49;
/// The first one whose history is linked.
const SCHEMA_LINKED: i64 = 3;
/// The first one that says what its rows add up to.
const SCHEMA_SUMMED: i64 = 17;
/// A file up to this size is read whole before anything is answered: it takes a moment.
const WHOLE_BYTES: u64 = 16 * 1024 * 1024;

const HEADER_BYTES: usize = 100;
/// Of each reading connection, and there are a dozen: a thread reads a few rows at a time, and a cache that is there fills
/// up in time, however much or little it helps. The rest is the system's own cache.
const CACHE_KIB: i64 = 1024;
/// Of a connection that goes over long lists, or over all of the file: the window's, and that of a check or an export.
const LISTS_CACHE_KIB: i64 = 4 * 1024;
/// The writer works where the newest rows are. More would cost it more: after a commit in which a page was split, SQLite
/// goes over all pages in the cache (`sqlite3PcacheTruncate`, because a split borrows a page number beyond the end).
const WRITER_CACHE_KIB: i64 = 4 * 1024;
const WAL_BYTES_KEPT: i64 = 16 * 1024 * 1024;

/// What a shop leaves alone and tests and measurements turn.
#[derive(Debug, Clone, Copy)]
pub struct Tuning {
    /// How long to wait for another program that holds the file.
    pub busy_timeout: Duration,
    /// How many waiting intents one commit takes at most.
    pub batch_max: usize,
    /// A limit on the file, in pages of 4 KiB: a full disk on order.
    pub pages_max: Option<u32>,
    /// A file that is larger is read whole only after it was opened; before, what is sold and refunded from.
    pub whole_bytes: u64,
    /// What one buyer may take. The shop that is open to buyers has those of its settings.
    pub limits: BuyerLimits,
    /// Which folder of which computer this is, for a shop: an older file is recognised then. `None`: just a file.
    pub place: Option<[u8; 16]>,
    /// Orders are found by what is written of them from now on. Off only to measure what that costs.
    pub indexed: bool,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            busy_timeout: Duration::from_secs(5),
            batch_max: 256,
            pages_max: None,
            whole_bytes: WHOLE_BYTES,
            limits: BuyerLimits::NONE,
            place: None,
            indexed: true,
        }
    }
}

/// The writing connection: creates or checks the file, brings its schema up to date, sets what makes a commit durable.
pub(in crate::store) fn for_writing(path: &Path, tuning: Tuning) -> Result<Connection, StoreError> {
    create_private(path)?;
    let left_with_wal = has_side_file(path, "-wal");
    if !is_new(path)? {
        check_header(path)?;
    }
    let mut conn =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(tuning.busy_timeout)?;
    harden(&conn)?;
    // A log that someone else left is not moved into the file before the file has shown that it is ours.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, left_with_wal)?;
    check_schema(&conn)?;
    check_rows(&conn, path, left_with_wal, tuning)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    migrate(&mut conn)?;
    make_durable(&conn, tuning)?;
    checksums::start(&conn)?;
    search_index::start(&conn, tuning.indexed)?;
    Ok(conn)
}

/// A reading connection to a file that [`for_writing`] has opened before.
pub(in crate::store) fn for_reading(path: &Path, tuning: Tuning) -> Result<Connection, StoreError> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(tuning.busy_timeout)?;
    harden(&conn)?;
    conn.pragma_update(None, "query_only", true)?;
    conn.pragma_update(None, "cache_size", -CACHE_KIB)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(conn)
}

/// Gives a reading connection the cache of one that goes over much of the file.
pub(in crate::store) fn keep_more(conn: &Connection) -> Result<(), StoreError> {
    Ok(conn.pragma_update(None, "cache_size", -LISTS_CACHE_KIB)?)
}

/// A reading connection to a file that may be anything: ours and of this version, or refused.
pub(in crate::store) fn to_look_at(path: &Path) -> Result<Connection, StoreError> {
    check_header(path)?;
    let conn = for_reading(path, Tuning::default())?;
    keep_more(&conn)?;
    check_schema(&conn)?;
    let found: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found < SCHEMA {
        return Err(StoreError::Older);
    }
    Ok(conn)
}

/// A connection that only moves the log into the file, as durably as [`for_writing`] commits.
pub(in crate::store) fn for_moving(path: &Path, tuning: Tuning) -> Result<Connection, StoreError> {
    let conn = for_reading(path, tuning)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "fullfsync", true)?;
    conn.pragma_update(None, "checkpoint_fullfsync", true)?;
    Ok(conn)
}

/// Makes an empty file that only this user can read. SQLite gives its side files the same permissions.
pub(super) fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::Disk(error.into())),
    }
}

fn is_new(path: &Path) -> Result<bool, StoreError> {
    let length = path.metadata().map_err(|error| StoreError::Disk(error.into()))?.len();
    Ok(length == 0)
}

/// Looks at the first hundred bytes with plain reads: SQLite itself may not touch a file that is not ours.
fn check_header(path: &Path) -> Result<(), StoreError> {
    let io = |error: std::io::Error| StoreError::Disk(error.into());
    let mut header = [0; HEADER_BYTES];
    let mut file = File::open(path).map_err(io)?;
    match file.read_exact(&mut header) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Err(FileDamage::CutShort.into()),
        Err(error) => return Err(io(error)),
    }
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(FileDamage::NotADatabase.into());
    }
    if number_at(&header, 68) != Some(APPLICATION_ID.cast_unsigned()) {
        return Err(FileDamage::OtherProgram.into());
    }
    let schema = number_at(&header, 60).map_or(0, i64::from);
    if schema > SCHEMA {
        return Err(StoreError::Newer { found: schema, known: SCHEMA });
    }
    let length = file.metadata().map_err(io)?.len();
    let unfinished = has_side_file(path, "-wal") || has_side_file(path, "-journal");
    if !unfinished && length < declared_bytes(&header) {
        return Err(FileDamage::CutShort.into());
    }
    Ok(())
}

/// How long the header says the file is; 0 where it does not say so reliably (SQLite's file format, 1.3.8).
fn declared_bytes(header: &[u8; HEADER_BYTES]) -> u64 {
    let reliable = number_at(header, 24) == number_at(header, 92);
    let page_bytes = match header.get(16..18) {
        Some(&[0, 1]) => 65_536,
        Some(&[high, low]) => u64::from(u16::from_be_bytes([high, low])),
        _ => 0,
    };
    let pages = number_at(header, 28).map_or(0, u64::from);
    if reliable { pages.saturating_mul(page_bytes) } else { 0 }
}

fn number_at(header: &[u8; HEADER_BYTES], at: usize) -> Option<u32> {
    let bytes = header.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_be_bytes(*bytes))
}

/// Nothing in the file may run code, and what SQLite can check in passing it checks.
fn harden(conn: &Connection) -> Result<(), StoreError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    // A statement is planned once, by its text. Otherwise SQLite plans every change of a state anew, to see whether the
    // bound state fits one of the partial indexes; that costs more than the change.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Reads the schema and one row of each table: cheap with a million orders, and a torn file rarely survives it.
fn check_schema(conn: &Connection) -> Result<(), StoreError> {
    let tables: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    if let Some(found) = newest_migration(conn, &tables)?.filter(|&found| found > SCHEMA) {
        return Err(StoreError::Newer { found, known: SCHEMA });
    }
    for table in &tables {
        let quoted = table.replace('"', "\"\"");
        conn.query_row(&format!("SELECT EXISTS (SELECT * FROM \"{quoted}\")"), [], |row| row.get::<_, bool>(0))?;
    }
    Ok(())
}

/// Are the pages whole, and do the rows add up? Read through a log that was left, before anything of it is moved into the
/// file: a file that is refused and its log stay as they were.
fn check_rows(conn: &Connection, path: &Path, left_with_wal: bool, tuning: Tuning) -> Result<(), StoreError> {
    let small = bytes_with_log(path) <= tuning.whole_bytes;
    let whole = if small { checksums::structure(conn) } else { Ok(()) };
    let stamped: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if stamped < SCHEMA_SUMMED {
        return whole;
    }
    let read = || if small { checksums::whole(conn, &StopRequest::never()) } else { checksums::hot(conn) };
    let found = whole.and_then(|()| read());
    if left_with_wal && checksums::log_is_foreign(conn, path) {
        return Err(StoreError::ForeignLog);
    }
    let found = found?;
    if found.is_empty() { Ok(()) } else { Err(StoreError::Altered(found)) }
}

/// Takes the rows as they stand for right, where the owner says so: what was found before, nothing where they added up.
///
/// # Errors
/// Those of opening. A torn page and a log of another file cannot be taken for right, and leave everything as it was.
pub fn accept_rows(path: &Path) -> Result<Vec<Difference>, StoreError> {
    let left_with_wal = has_side_file(path, "-wal");
    let conn = to_look_at(path)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    checksums::structure(&conn)?;
    let found = checksums::whole(&conn, &StopRequest::never())?;
    if left_with_wal && checksums::log_is_foreign(&conn, path) {
        return Err(StoreError::ForeignLog);
    }
    if !found.is_empty() {
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        conn.pragma_update(None, "query_only", false)?;
        if found.iter().any(Difference::is_search_index) {
            let (columns, shop, damage) = (KnownColumns::default(), ShopId::main(), Damage::default());
            documents::begin_anew(Db::of(Link::Sqlite(&conn, &columns), &shop, &damage))?;
        }
        checksums::recount(&conn)?;
    }
    Ok(found)
}

/// The newest schema the file says it has: by its header, or by the list of what was applied.
fn newest_migration(conn: &Connection, tables: &[String]) -> Result<Option<i64>, StoreError> {
    let stamped: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if !tables.iter().any(|table| table == "refinery_schema_history") {
        return Ok(Some(stamped));
    }
    let applied: Option<i64> =
        conn.query_row("SELECT MAX(version) FROM refinery_schema_history", [], |row| row.get(0))?;
    Ok(applied.max(Some(stamped)))
}

/// Brings the file up to date in one transaction. The stamps are set before the write-ahead log exists, so that they
/// always stand in the file itself.
fn migrate(conn: &mut Connection) -> Result<(), StoreError> {
    conn.pragma_update(None, "synchronous", "FULL")?;
    let stamp: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if stamp != APPLICATION_ID {
        conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    let runner = embedded::migrations::runner().set_grouped(true).set_abort_divergent(true).set_abort_missing(true);
    // A table that is written anew is dropped and renamed, which a reference to it would forbid. The migration itself
    // proves at its end, before it commits, that no reference is broken.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
    // refinery unwraps what it reads from its own table; a damaged row there must be an error, not a crash.
    let ran = catch_unwind(AssertUnwindSafe(|| runner.run(conn)));
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    match ran {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => return Err(migration_error(&error)),
        Err(_) => return Err(FileDamage::Migrations(String::new()).into()),
    }
    let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version < SCHEMA_LINKED {
        // The stamp comes after it: cut short here, it is done again, and gives the same.
        let link = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (columns, shop, damage) = (KnownColumns::default(), ShopId::main(), Damage::default());
        chain::link_file(Db::of(Link::Sqlite(&link, &columns), &shop, &damage))?;
        link.commit()?;
    }
    if version != SCHEMA {
        // The rows of an older schema were proven before; those of the newer one count from here.
        checksums::recount(conn)?;
        conn.pragma_update(None, "user_version", SCHEMA)?;
    }
    Ok(())
}

/// A file as an earlier version left it, with these rows.
#[cfg(test)]
pub(super) fn of_schema(path: &Path, schema: i32, rows: &str) -> Result<(), StoreError> {
    create_private(path)?;
    let mut conn = Connection::open(path)?;
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    let runner = embedded::migrations::runner().set_grouped(true).set_target(refinery::Target::Version(schema));
    runner.run(&mut conn).map_err(|error| migration_error(&error))?;
    conn.execute_batch(rows)?;
    checksums::recount(&conn)?;
    Ok(conn.pragma_update(None, "user_version", schema)?)
}

fn migration_error(error: &refinery::Error) -> StoreError {
    use refinery::error::Kind;
    let text = error.to_string();
    let by_sqlite = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<rusqlite::Error>());
    match by_sqlite.and_then(rusqlite::Error::sqlite_error_code) {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked,
        // A rule of the newer schema that a row of the file breaks: nothing was changed.
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::ConstraintViolation) => {
            FileDamage::Torn(text).into()
        }
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::ReadOnly | ErrorCode::CannotOpen) => {
            StoreError::Disk(text.into())
        }
        // What its own list says was never applied is there already.
        _ if matches!(by_sqlite, Some(rusqlite::Error::SqlInputError { .. })) => FileDamage::Migrations(text).into(),
        // Another file was applied under the same number, or one is gone: not the history of this program.
        _ if matches!(error.kind(), Kind::DivergentVersion(..) | Kind::MissingVersion(..)) => {
            FileDamage::Migrations(text).into()
        }
        _ => StoreError::Other(text),
    }
}

/// A commit that returned is on the disk: write-ahead log, flushed at every commit (on a Mac through the drive's cache).
fn make_durable(conn: &Connection, tuning: Tuning) -> Result<(), StoreError> {
    let mode: String = conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(StoreError::Other(format!("this disk keeps no write-ahead log (it offers {mode})")));
    }
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "fullfsync", true)?;
    conn.pragma_update(None, "checkpoint_fullfsync", true)?;
    conn.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    conn.pragma_update_and_check(None, "journal_size_limit", WAL_BYTES_KEPT, |_| Ok(()))?;
    if let Some(pages) = tuning.pages_max {
        conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
    }
    conn.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(())
}
