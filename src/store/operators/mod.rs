//! The people of a shop: who they are, what they may, and how they sign in.

pub(in crate::store) mod reads;
pub(in crate::store) mod rights;
mod signing_in;
mod steps;
pub(in crate::store) mod types;
pub(in crate::store) mod verify;

use crate::base::pin_hash::PinHash;
use crate::domain::{Acting, OPERATORS_MAX, OperatorAction, OperatorId, OperatorName, Role, RoleKind, UnixSeconds};
use crate::store::{
    CommitFuture, NewOperator, OperatorRefusal, OperatorStepKind, Refusal, Store, StoreError,
    engine::{db::Db, value::params},
    operators::rights::Attempt,
};
use steps::NewStep;
pub(in crate::store) use steps::link_shop;

impl Store {
    /// Adds a person. The first one needs `owner` beside them: from then on the owner signs in too. Answers the person's number.
    pub fn add_operator(
        &self,
        new: NewOperator,
        owner: Option<NewOperator>,
        now: UnixSeconds,
    ) -> CommitFuture<OperatorId> {
        self.write_as(Attempt::of(OperatorAction::ManageOperators, now), move |db| add(db, &new, owner.as_ref(), now))
    }

    /// Gives a person another name or role. [`OperatorRefusal::LastOwner`] where nobody could do everything any more.
    pub fn change_operator(
        &self,
        id: OperatorId,
        name: OperatorName,
        role: Role,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::ManageOperators, now), move |db| change(db, id, &name, role, now))
    }

    /// Gives a person another PIN; everybody may change their own. Wrong tries are forgotten with it.
    pub fn set_operator_pin(&self, id: OperatorId, pin: PinHash, now: UnixSeconds) -> CommitFuture<()> {
        let own = self.who_acts() == Acting::Operator(id);
        let action = if own { OperatorAction::Look } else { OperatorAction::ManageOperators };
        self.write_as(Attempt::of(action, now), move |db| set_pin(db, id, &pin, OperatorStepKind::PinSet, now))
    }

    /// The owner forgot the PIN: another one is set at the shop's own computer, and that stays to be seen. Answers whose it is.
    ///
    /// # Errors
    /// [`Refusal::NotFound`]: the shop has no people.
    pub fn reset_owner_pin(&self, pin: PinHash, now: UnixSeconds) -> CommitFuture<OperatorName> {
        self.write_as(Attempt::of(OperatorAction::ManageOperators, now), move |db| {
            let sql = "SELECT operator_id FROM operators WHERE shop_id = ?1 AND role = 'owner' AND removed_at IS NULL
                       ORDER BY operator_id LIMIT 1";
            let id: OperatorId = db.find_value(sql, params![db.shop])?.ok_or(Refusal::NotFound)?;
            set_pin(db, id, &pin, OperatorStepKind::PinReset, now)?;
            name_of(db, id)
        })
    }

    /// A person works here no more, from this commit on: what they click after it is refused. The last one who goes is the owner:
    /// then the shop is as it was before it had people.
    pub fn remove_operator(&self, id: OperatorId, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::ManageOperators, now), move |db| remove(db, id, now))
    }

    /// They do, after all, under the PIN they had.
    pub fn put_operator_back(&self, id: OperatorId, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::ManageOperators, now), move |db| put_back(db, id, now))
    }

    /// Whether whoever acts may do something that is no intent of its own: a call that a person asks for.
    pub fn must_be_permitted(&self, action: OperatorAction, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(action, now), |_| Ok(()))
    }
}

fn add(db: Db<'_>, new: &NewOperator, owner: Option<&NewOperator>, now: UnixSeconds) -> Result<OperatorId, StoreError> {
    match owner {
        _ if rights::has_people(db)? => {}
        Some(owner) if owner.role == Role::Owner => drop(insert(db, owner, now)?),
        Some(_) | None => return Err(refused(OperatorRefusal::OwnerFirst)),
    }
    insert(db, new, now)
}

fn insert(db: Db<'_>, new: &NewOperator, now: UnixSeconds) -> Result<OperatorId, StoreError> {
    let there: u32 =
        db.value("SELECT COUNT(*) FROM operators WHERE shop_id = ?1 AND removed_at IS NULL", params![db.shop])?;
    if there >= OPERATORS_MAX {
        return Err(Refusal::TooMany { most: OPERATORS_MAX }.into());
    }
    must_be_free(db, &new.name, None)?;
    let next: u32 =
        db.value("SELECT COALESCE(MAX(operator_id), 0) + 1 FROM operators WHERE shop_id = ?1", params![db.shop])?;
    let id = OperatorId::new(next).ok_or(Refusal::NotFound)?;
    db.run_one(
        "INSERT INTO operators (shop_id, operator_id, name, role, limit_fen, pin_hash, wrong_pins, added_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7)",
        params![db.shop, id, new.name, new.role.kind(), new.role.limit(), new.pin, now],
    )?;
    told(db, id, OperatorStepKind::Added, now)?;
    step(db, id, OperatorStepKind::PinSet, &verify::mark_of(&new.pin), now)?;
    Ok(id)
}

/// Nobody else who works here is called so.
fn must_be_free(db: Db<'_>, name: &OperatorName, but: Option<OperatorId>) -> Result<(), StoreError> {
    let sql = "SELECT operator_id FROM operators WHERE shop_id = ?1 AND name = ?2 AND removed_at IS NULL";
    let taken: Vec<OperatorId> = db.values(sql, params![db.shop, name])?;
    if taken.into_iter().all(|id| Some(id) == but) { Ok(()) } else { Err(refused(OperatorRefusal::NameTaken)) }
}

fn change(db: Db<'_>, id: OperatorId, name: &OperatorName, role: Role, now: UnixSeconds) -> Result<(), StoreError> {
    let before = must_work(db, id)?;
    must_be_free(db, name, Some(id))?;
    if role.kind() != RoleKind::Owner && before == Role::Owner {
        must_leave_an_owner(db, id)?;
    }
    let sql = "UPDATE operators SET name = ?3, role = ?4, limit_fen = ?5 WHERE shop_id = ?1 AND operator_id = ?2";
    db.run_one(sql, params![db.shop, id, name, role.kind(), role.limit()])?;
    told(db, id, OperatorStepKind::Changed, now)
}

fn set_pin(
    db: Db<'_>,
    id: OperatorId,
    pin: &PinHash,
    kind: OperatorStepKind,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    must_work(db, id)?;
    let sql =
        "UPDATE operators SET pin_hash = ?3, wrong_pins = 0, wrong_at = NULL WHERE shop_id = ?1 AND operator_id = ?2";
    db.run_one(sql, params![db.shop, id, pin])?;
    step(db, id, kind, &verify::mark_of(pin), now)
}

fn remove(db: Db<'_>, id: OperatorId, now: UnixSeconds) -> Result<(), StoreError> {
    let alone: bool = db.value(
        "SELECT COUNT(*) = 0 FROM operators WHERE shop_id = ?1 AND operator_id <> ?2 AND removed_at IS NULL",
        params![db.shop, id],
    )?;
    if must_work(db, id)? == Role::Owner && !alone {
        must_leave_an_owner(db, id)?;
    }
    let sql = "UPDATE operators SET removed_at = ?3 WHERE shop_id = ?1 AND operator_id = ?2";
    db.run_one(sql, params![db.shop, id, now])?;
    told(db, id, OperatorStepKind::Removed, now)
}

fn put_back(db: Db<'_>, id: OperatorId, now: UnixSeconds) -> Result<(), StoreError> {
    if rights::role_now(db, id)?.is_some() {
        return Ok(());
    }
    let name = name_of(db, id)?;
    must_be_free(db, &name, Some(id))?;
    let sql = "SELECT role = 'owner' FROM operators WHERE shop_id = ?1 AND operator_id = ?2";
    let owner: bool = db.value(sql, params![db.shop, id])?;
    if !owner && !rights::has_people(db)? {
        return Err(refused(OperatorRefusal::OwnerFirst));
    }
    let sql = "UPDATE operators SET removed_at = NULL WHERE shop_id = ?1 AND operator_id = ?2";
    db.run_one(sql, params![db.shop, id])?;
    told(db, id, OperatorStepKind::PutBack, now)
}

/// The role of somebody who works here.
fn must_work(db: Db<'_>, id: OperatorId) -> Result<Role, StoreError> {
    rights::role_now(db, id)?.ok_or_else(|| refused(OperatorRefusal::Removed))
}

fn must_leave_an_owner(db: Db<'_>, without: OperatorId) -> Result<(), StoreError> {
    let left: bool = db.value(
        "SELECT COUNT(*) > 0 FROM operators
         WHERE shop_id = ?1 AND operator_id <> ?2 AND role = 'owner' AND removed_at IS NULL",
        params![db.shop, without],
    )?;
    if left { Ok(()) } else { Err(refused(OperatorRefusal::LastOwner)) }
}

fn name_of(db: Db<'_>, id: OperatorId) -> Result<OperatorName, StoreError> {
    let sql = "SELECT name FROM operators WHERE shop_id = ?1 AND operator_id = ?2";
    Ok(db.find_value(sql, params![db.shop, id])?.ok_or(Refusal::NotFound)?)
}

/// A step with the person's role and name as they are now.
fn told(db: Db<'_>, id: OperatorId, kind: OperatorStepKind, now: UnixSeconds) -> Result<(), StoreError> {
    step(db, id, kind, &verify::standing_of(db, id)?, now)
}

fn step(db: Db<'_>, id: OperatorId, kind: OperatorStepKind, detail: &str, now: UnixSeconds) -> Result<(), StoreError> {
    steps::add(db, &NewStep { to: Some(id), kind, detail, at: now })
}

const fn refused(why: OperatorRefusal) -> StoreError {
    StoreError::Refused(Refusal::Operator(why))
}
