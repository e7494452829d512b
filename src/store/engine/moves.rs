//! The row that says that a shop moves, or has moved.

use crate::domain::UnixSeconds;
use crate::store::{
    MovedShop, StoreError,
    engine::{db::Db, value::params},
};

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store::engine) struct MoveRow {
    pub moved: MovedShop,
    /// How many commits the shop had where it came from.
    pub commits: i64,
}

const ARRIVING: &str = "arriving";
const GONE: &str = "gone";

/// Refuses a shop that is not here, or not all of it.
pub(in crate::store::engine) fn must_be_here(db: Db<'_>) -> Result<(), StoreError> {
    read(db)?.map_or(Ok(()), |row| Err(row.moved.into()))
}

pub(in crate::store::engine) fn read(db: Db<'_>) -> Result<Option<MoveRow>, StoreError> {
    db.find("SELECT state, place, commits FROM moves WHERE shop_id = ?1", params![db.shop], |row| {
        let place: String = row.get("place")?;
        let moved = if row.text("state")? == GONE {
            MovedShop::Gone { to: place }
        } else {
            MovedShop::Arriving { from: place }
        };
        Ok(MoveRow { moved, commits: row.get("commits")? })
    })
}

/// Says so from now on.
pub(in crate::store::engine) fn keep(db: Db<'_>, row: &MoveRow, now: UnixSeconds) -> Result<(), StoreError> {
    let (state, place) = match &row.moved {
        MovedShop::Gone { to } => (GONE, to),
        MovedShop::Arriving { from } => (ARRIVING, from),
    };
    db.run_one(
        "INSERT INTO moves (shop_id, state, place, commits, moved_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (shop_id) DO UPDATE SET state = excluded.state, place = excluded.place,
             commits = excluded.commits, moved_at = excluded.moved_at",
        params![db.shop, state, place, row.commits, now],
    )
}

/// All of it is here.
pub(in crate::store::engine) fn arrived(db: Db<'_>) -> Result<(), StoreError> {
    db.run("DELETE FROM moves WHERE shop_id = ?1", params![db.shop]).map(drop)
}
