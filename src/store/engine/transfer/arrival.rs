//! Where the shop goes. Until all of it is there the place says that it is not, and nobody works with it.

use super::{fault::MoveFault, move_end::MoveEnd, shape, shape::TableShape};
use crate::{
    base::private_file,
    domain::{ShopId, UnixSeconds},
    store::{
        MovedShop, Reader, StoreError, Tuning,
        engine::{
            checksums,
            damage::Damage,
            db::Db,
            link::Link,
            moves::{self, MoveRow},
            open,
            owned_value::OwnedValue,
            postgres::{open as on_server, server::Server, session::Session},
            side_files::beside,
            statement::KnownColumns,
            value::{ToSql, params},
        },
        search::documents,
    },
};
use rusqlite::{Connection, config::DbConfig};
use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    sync::Arc,
};

/// A file that is not whole yet has this behind its name.
const PART: &str = ".part";

/// The place, open for rows.
pub(super) struct Arrival {
    shop: ShopId,
    damage: Damage,
    place: ArrivalPlace,
}

enum ArrivalPlace {
    File {
        to: PathBuf,
        part: PathBuf,
        columns: KnownColumns,
        /// `None` once its rows are all there.
        conn: RefCell<Option<Connection>>,
    },
    Server {
        server: Arc<Server>,
        session: Box<Session>,
    },
}

impl Arrival {
    /// Opens it; a move of the same shop in the same state that broke off goes on, and any other begins anew.
    pub fn at(end: &MoveEnd, shop: &ShopId, (from, commits): (&str, i64), now: UnixSeconds) -> Result<Self, MoveFault> {
        let row = MoveRow { moved: MovedShop::Arriving { from: from.to_owned() }, commits };
        let arrival = match end {
            MoveEnd::File(path) => Self::in_file(path, shop, &row)?,
            MoveEnd::Server(address) => {
                let server = Arc::new(Server::at(address, Tuning::default().busy_timeout)?);
                on_server::prepare(&server, shop)?;
                let session = Box::new(Session::open(&server)?);
                let place = ArrivalPlace::Server { server, session };
                Self { shop: shop.clone(), damage: Damage::default(), place }
            }
        };
        arrival.begin(&row, now)?;
        Ok(arrival)
    }

    fn in_file(path: &Path, shop: &ShopId, row: &MoveRow) -> Result<Self, MoveFault> {
        if path.exists() {
            return Err(MoveFault::FileExists(path.to_owned()));
        }
        let part = beside(path, PART);
        // One that cannot be gone on with is nobody's.
        let goes_on = part.exists()
            && open::to_look_at(&part).is_ok_and(|conn| {
                let reader = Reader::on(conn, shop.clone(), Damage::default());
                moves::read(reader.db()).is_ok_and(|found| found.as_ref() == Some(row))
            });
        if !goes_on {
            forget(&part)?;
        }
        open::for_writing(&part, Tuning::default())?.close().map_err(|(_, error)| StoreError::from(error))?;
        let conn = open::for_reading(&part, Tuning::default())?;
        conn.pragma_update(None, "query_only", false).map_err(StoreError::from)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false).map_err(StoreError::from)?;
        let place = ArrivalPlace::File {
            to: path.to_owned(),
            part,
            columns: KnownColumns::default(),
            conn: RefCell::new(Some(conn)),
        };
        Ok(Self { shop: shop.clone(), damage: Damage::default(), place })
    }

    /// Nothing of another shop is here, and it is said that this one comes.
    fn begin(&self, row: &MoveRow, now: UnixSeconds) -> Result<(), MoveFault> {
        self.inside(|db| {
            let goes_on = match moves::read(db)? {
                None if is_empty(db)? => false,
                Some(found) if found == *row => true,
                Some(MoveRow { moved: MovedShop::Arriving { .. }, .. }) => {
                    empty(db)?;
                    false
                }
                None | Some(MoveRow { moved: MovedShop::Gone { .. }, .. }) => return Ok(Err(MoveFault::ShopExists)),
            };
            if !goes_on {
                moves::keep(db, row, now)?;
            }
            Ok(Ok(()))
        })?
    }

    /// Something in one transaction.
    fn inside<T>(&self, act: impl FnOnce(Db<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        match &self.place {
            ArrivalPlace::File { conn, columns, .. } => {
                let conn = conn.borrow();
                let conn = conn.as_ref().ok_or(StoreError::Closed)?;
                let db = Db::of(Link::Sqlite(conn, columns), &self.shop, &self.damage);
                db.run("BEGIN IMMEDIATE", &[])?;
                let done = act(db);
                db.run(if done.is_ok() { "COMMIT" } else { "ROLLBACK" }, &[])?;
                done
            }
            ArrivalPlace::Server { session, .. } => {
                let db = Db::of(Link::Postgres(session), &self.shop, &self.damage);
                session.begin("BEGIN ISOLATION LEVEL READ COMMITTED")?;
                let lock = "SELECT commits FROM shop_commits WHERE shop_id = ?1 FOR UPDATE";
                let done = db.run(lock, params![db.shop]).and_then(|_| act(db));
                if done.is_ok() {
                    session.end("COMMIT")?;
                } else {
                    session.roll_back();
                }
                done
            }
        }
    }

    /// The key of the last row that is there, without the shop; `None` where none is.
    pub fn last_key(&self, table: &TableShape, shop: &ShopId) -> Result<Option<Vec<OwnedValue>>, StoreError> {
        let keys = table.key_names();
        let falling: Vec<String> = keys.iter().map(|key| format!("{key} DESC")).collect();
        let sql = format!(
            "SELECT {} FROM {} WHERE shop_id = ?1 ORDER BY {} LIMIT 1",
            keys.join(", "),
            table.name,
            falling.join(", ")
        );
        self.inside(|db| db.find(&sql, params![shop], |row| (1..keys.len()).map(|at| Ok(row.at(at)?.into())).collect()))
    }

    /// More rows of a table, durably.
    pub fn put(&self, table: &TableShape, rows: Vec<Vec<OwnedValue>>) -> Result<(), StoreError> {
        self.inside(|db| {
            if let Link::Postgres(session) = db.link {
                return session.insert_rows(table, rows);
            }
            let holes = vec!["?"; table.columns.len()].join(", ");
            let sql = format!("INSERT INTO {} ({}) VALUES ({holes})", table.name, table.selected());
            rows.iter().try_for_each(|row| {
                let values: Vec<&dyn ToSql> = row.iter().map(|value| value as &dyn ToSql).collect();
                db.run_one(&sql, &values)
            })
        })
    }

    /// The search begins anew, and what the rows of a file add up to is counted.
    pub fn index_anew(&self) -> Result<(), StoreError> {
        self.inside(documents::begin_anew)?;
        self.recount()
    }

    fn recount(&self) -> Result<(), StoreError> {
        let ArrivalPlace::File { conn, .. } = &self.place else { return Ok(()) };
        conn.borrow().as_ref().map_or(Ok(()), checksums::recount)
    }

    /// Reads what is there.
    pub fn reader(&self, shop: &ShopId) -> Result<Reader, StoreError> {
        match &self.place {
            ArrivalPlace::File { part, .. } => Ok(Reader::on(open::to_look_at(part)?, shop.clone(), Damage::default())),
            ArrivalPlace::Server { server, .. } => {
                Ok(Reader::on_server(Session::open(server)?, shop.clone(), Damage::default()))
            }
        }
    }

    /// It is here, and can be opened.
    pub fn complete(self) -> Result<(), MoveFault> {
        self.inside(moves::arrived)?;
        self.recount()?;
        if let ArrivalPlace::File { to, part, conn, .. } = self.place
            && let Some(conn) = conn.into_inner()
        {
            // The log into the file: it is the file alone that gets its name.
            conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(StoreError::from)?;
            conn.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(())).map_err(StoreError::from)?;
            conn.close().map_err(|(_, error)| StoreError::from(error))?;
            private_file::put_in_place(&part, &to).map_err(|error| StoreError::Disk(error.into()))?;
        }
        Ok(())
    }
}

/// True if the shop has no rows here.
fn is_empty(db: Db<'_>) -> Result<bool, StoreError> {
    for table in shape::tables(db)? {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE shop_id = ?1) AS there", table.name);
        if db.value::<bool>(&sql, params![db.shop])? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What arrived of another state of the shop goes, what refers to other rows first.
fn empty(db: Db<'_>) -> Result<(), StoreError> {
    shape::tables(db)?.iter().rev().try_for_each(|table| {
        db.run(&format!("DELETE FROM {} WHERE shop_id = ?1", table.name), params![db.shop]).map(drop)
    })
}

/// With what SQLite keeps beside it.
fn forget(file: &Path) -> Result<(), StoreError> {
    for ending in ["", "-wal", "-shm"] {
        match std::fs::remove_file(beside(file, ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(StoreError::Disk(error.into())),
            _ => {}
        }
    }
    Ok(())
}
