//! Where the shop comes from. It is only read, until all of it is there: then it says where it went.

use super::{fault::MoveFault, move_end::MoveEnd, whole::must_be_whole};
use crate::domain::{ShopId, UnixSeconds};
use crate::store::{
    MovedShop, Reader, StoreError, Tuning,
    engine::{
        checksums,
        damage::Damage,
        db::Db,
        link::Link,
        moves::{self, MoveRow},
        open,
        postgres::{open as on_server, server::Server, session::Session},
        statement::KnownColumns,
        value::params,
    },
};
use std::{path::Path, sync::Arc};

/// The place, and what it said at the beginning.
pub(super) struct Departure {
    reader: Reader,
    shop: ShopId,
    place: DeparturePlace,
    commits: i64,
    /// It went before, and the last step is still to be made there.
    went: bool,
}

enum DeparturePlace {
    File(std::path::PathBuf),
    Server(Arc<Server>),
}

impl Departure {
    /// Opens it to be read.
    pub fn from(end: &MoveEnd, to: &MoveEnd, shop: &ShopId) -> Result<Self, MoveFault> {
        let (reader, place) = match end {
            MoveEnd::File(path) => {
                let reader = Reader::on(open::to_look_at(path)?, shop.clone(), Damage::default());
                (reader, DeparturePlace::File(path.clone()))
            }
            MoveEnd::Server(address) => {
                let server = Arc::new(Server::at(address, Tuning::default().busy_timeout)?);
                on_server::look(&server)?;
                let reader = Reader::on_server(Session::open(&server)?, shop.clone(), Damage::default());
                (reader, DeparturePlace::Server(server))
            }
        };
        let (commits, went) = match moves::read(reader.db())? {
            None => (commits(reader.db())?, false),
            // Interrupted between the two last steps.
            Some(MoveRow { moved: MovedShop::Gone { to: there }, commits }) if there == to.shown() => (commits, true),
            Some(MoveRow { moved, .. }) => return Err(StoreError::from(moved).into()),
        };
        if !went {
            must_be_whole(&reader)?;
        }
        Ok(Self { reader, shop: shop.clone(), place, commits, went })
    }

    pub const fn reader(&self) -> &Reader {
        &self.reader
    }

    /// How many commits there were at the beginning.
    pub const fn commits(&self) -> i64 {
        self.commits
    }

    /// All of it has arrived: from now on this place says so, unless somebody worked here meanwhile.
    pub fn gone(&self, to: &MoveEnd, now: UnixSeconds) -> Result<(), MoveFault> {
        if self.went {
            return Ok(());
        }
        let row = MoveRow { moved: MovedShop::Gone { to: to.shown() }, commits: self.commits };
        match &self.place {
            DeparturePlace::File(path) => self.leave_file(path, &row, now),
            DeparturePlace::Server(server) => self.leave_server(server, &row, now),
        }
    }

    fn leave_file(&self, path: &Path, row: &MoveRow, now: UnixSeconds) -> Result<(), MoveFault> {
        let (conn, columns, damage) =
            (open::for_writing(path, Tuning::default())?, KnownColumns::default(), Damage::default());
        let db = Db::of(Link::Sqlite(&conn, &columns), &self.shop, &damage);
        db.run("BEGIN IMMEDIATE", &[])?;
        if commits(db)? != self.commits {
            return Err(MoveFault::ChangedMeanwhile);
        }
        moves::keep(db, row, now)?;
        checksums::count_commit(&conn)?;
        db.run("COMMIT", &[])?;
        conn.close().map_err(|(_, error)| StoreError::from(error))?;
        Ok(())
    }

    fn leave_server(&self, server: &Arc<Server>, row: &MoveRow, now: UnixSeconds) -> Result<(), MoveFault> {
        let (session, damage) = (Session::open(server)?, Damage::default());
        let db = Db::of(Link::Postgres(&session), &self.shop, &damage);
        session.begin("BEGIN ISOLATION LEVEL READ COMMITTED")?;
        db.run("SELECT commits FROM shop_commits WHERE shop_id = ?1 FOR UPDATE", params![db.shop])?;
        if commits(db)? != self.commits {
            return Err(MoveFault::ChangedMeanwhile);
        }
        moves::keep(db, row, now)?;
        Ok(session.end("COMMIT")?)
    }
}

/// How many commits the shop has.
fn commits(db: Db<'_>) -> Result<i64, StoreError> {
    if db.link.file().is_some() {
        return db.value("SELECT commits FROM file_mark", &[]);
    }
    db.value("SELECT commits FROM shop_commits WHERE shop_id = ?1", params![db.shop])
}
