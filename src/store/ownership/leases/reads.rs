//! Who runs the shop, and how that came.

use crate::domain::Lease;
use crate::store::{
    LeaseMoved, Reader, StoreError,
    engine::{db::Db, value::params},
    ownership::restores::held::HELD,
};

/// So many moves are told.
const MOVES_TOLD: u32 = 20;

/// The lease; `None` in a file that no version opened that knows of leases.
pub(in crate::store) fn lease(db: Db<'_>) -> Result<Option<Lease>, StoreError> {
    db.find("SELECT here, owner, hold, other FROM leases WHERE shop_id = ?1", params![db.shop], |row| {
        Ok(Lease { here: row.get("here")?, owner: row.get("owner")?, hold: row.get("hold")?, other: row.get("other")? })
    })
}

impl Reader {
    /// Who runs the shop; `None` in a file that no version opened that knows of this.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn lease(&self) -> Result<Option<Lease>, StoreError> {
        lease(self.db())
    }

    /// What happened to the right to run the shop, the newest first.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn lease_moves(&self) -> Result<Vec<LeaseMoved>, StoreError> {
        let db = self.db();
        let sql = "SELECT at, step, here, other FROM lease_steps WHERE shop_id = ?1 ORDER BY step_no DESC LIMIT ?2";
        db.list(sql, params![db.shop, MOVES_TOLD], |row| {
            let (at, step) = (row.get("at")?, row.get("step")?);
            Ok(LeaseMoved { at, step, here: row.get("here")?, other: row.get("other")? })
        })
    }

    /// True if the shop is run from here: so it answers whoever asks at the public address.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn runs_here(&self) -> Result<bool, StoreError> {
        let db = self.db();
        db.value(&format!("SELECT NOT {HELD}"), params![db.shop])
    }
}
