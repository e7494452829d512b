//! Signing in. A try counts before its PIN is looked at, so that a program that is killed in between gives none away.

use crate::base::pin_hash::PinHash;
use crate::domain::{OperatorId, UnixSeconds, WrongPins};
use crate::store::{
    CommitFuture, OperatorRefusal, OperatorStepKind, Refusal, Store, StoreError,
    engine::{db::Db, value::params},
    operators::steps::{self, NewStep},
};

impl Store {
    /// Somebody types a PIN: the try is counted, and the hash it is compared with is the answer. Follow up with
    /// [`Store::end_sign_in`].
    ///
    /// # Errors
    /// [`OperatorRefusal::Wait`]: too many wrong ones, nothing is to be looked at. [`OperatorRefusal::Removed`].
    pub fn begin_sign_in(&self, id: OperatorId, now: UnixSeconds) -> CommitFuture<PinHash> {
        self.write_for_anyone(move |db| begin(db, id, now))
    }

    /// Whether it was the right one: both stay to be seen. The right one ends the row of wrong ones.
    ///
    /// # Errors
    /// [`OperatorRefusal::WrongPin`] for a wrong one, with what the next try waits; it is written down.
    pub fn end_sign_in(
        &self,
        id: OperatorId,
        right: bool,
        now: UnixSeconds,
    ) -> CommitFuture<Result<(), OperatorRefusal>> {
        self.write_for_anyone(move |db| end(db, id, right, now))
    }
}

fn begin(db: Db<'_>, id: OperatorId, now: UnixSeconds) -> Result<PinHash, StoreError> {
    let sql = "SELECT pin_hash FROM operators WHERE shop_id = ?1 AND operator_id = ?2 AND removed_at IS NULL";
    let hash: Option<PinHash> = db.find_value(sql, params![db.shop, id])?;
    let hash = hash.ok_or(Refusal::Operator(OperatorRefusal::Removed))?;
    let before = wrong(db, id)?;
    let wait_secs = before.wait_secs(now);
    if wait_secs > 0 {
        return Err(Refusal::Operator(OperatorRefusal::Wait { wait_secs }).into());
    }
    let count = before.count.saturating_add(1);
    let sql = "UPDATE operators SET wrong_pins = ?3, wrong_at = ?4 WHERE shop_id = ?1 AND operator_id = ?2";
    db.run_one(sql, params![db.shop, id, count, now])?;
    Ok(hash)
}

fn end(db: Db<'_>, id: OperatorId, right: bool, now: UnixSeconds) -> Result<Result<(), OperatorRefusal>, StoreError> {
    let kind = if right { OperatorStepKind::SignedIn } else { OperatorStepKind::WrongPin };
    if right {
        let sql = "UPDATE operators SET wrong_pins = 0, wrong_at = NULL WHERE shop_id = ?1 AND operator_id = ?2";
        db.run_one(sql, params![db.shop, id])?;
    }
    steps::add(db, &NewStep { to: Some(id), kind, detail: "", at: now })?;
    if right {
        return Ok(Ok(()));
    }
    Ok(Err(OperatorRefusal::WrongPin { wait_secs: wrong(db, id)?.wait_secs(now) }))
}

fn wrong(db: Db<'_>, id: OperatorId) -> Result<WrongPins, StoreError> {
    let sql = "SELECT wrong_pins, wrong_at FROM operators WHERE shop_id = ?1 AND operator_id = ?2";
    let wrong = db.find(sql, params![db.shop, id], |row| {
        Ok(WrongPins { count: row.get("wrong_pins")?, at: row.get("wrong_at")? })
    })?;
    Ok(wrong.unwrap_or_default())
}
