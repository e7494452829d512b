//! A file that was recognised as older than the shop: what is asked again, what was found, and that nothing is sent before
//! the owner has seen it.

pub(in crate::store) mod held;
pub(in crate::store) mod reads;
pub(in crate::store) mod reopen;
pub(in crate::store) mod tasks;
pub(in crate::store) mod types;

use crate::domain::{OperatorAction, UnixSeconds};
use crate::store::operators::rights::Attempt;
use crate::store::{
    CommitFuture, Refusal, Store, StoreError,
    engine::{db::Db, value::params},
    ownership::leases,
};

impl Store {
    /// Once at start, before any job: what is open in a file that was recognised as an older one is opened again as unknown,
    /// and WeChat is to be asked. False where there is nothing to be done.
    pub fn begin_catching_up(&self, now: UnixSeconds) -> CommitFuture<bool> {
        self.write(move |db| reopen::begin(db, now))
    }

    /// The owner has seen what was found and says that the work goes on. [`Refusal::StillAsking`] while WeChat was not asked
    /// everything, [`Refusal::NotRunHere`] while another installation may run the shop. One that was handed over is this
    /// installation's from here on.
    pub fn accept_restore(&self, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::RunShop, now), move |db| accept(db, now))
    }
}

fn accept(db: Db<'_>, now: UnixSeconds) -> Result<(), StoreError> {
    let left = tasks::left(db)?;
    if left > 0 {
        return Err(Refusal::StillAsking { left }.into());
    }
    let sql =
        "UPDATE restores SET accepted_at = ?2 WHERE shop_id = ?1 AND accepted_at IS NULL AND found_at IS NOT NULL";
    if db.run(sql, params![db.shop, now])? == 0 {
        return Err(Refusal::NotFound.into());
    }
    leases::taken_by_catching_up(db, now)
}
