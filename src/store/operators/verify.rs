//! Are the people what their steps say, and every step as it was written?

use crate::base::pin_hash::PinHash;
use crate::domain::{Fen, OperatorId, OperatorName, Role, RoleKind};
use crate::store::{
    OperatorStepKind, Refusal, StoreError,
    engine::{db::Db, value::params},
    history::chain::ChainHash,
    operators::steps::{COLUMNS, KeptOperatorStep},
};
use std::collections::BTreeMap;

/// How much of a hash stands for it in a step: enough to see that it is another.
const MARK_BYTES: usize = 8;

/// A person as the steps leave them.
#[derive(Debug, Default, PartialEq, Eq)]
struct OperatorStanding {
    role_and_name: String,
    pin: String,
    works: bool,
}

/// What stands in a step for the hash of a PIN.
pub(super) fn mark_of(pin: &PinHash) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, pin.as_str().as_bytes());
    hex::encode(digest.as_ref().get(..MARK_BYTES).unwrap_or_default())
}

/// A person's role, limit and name, as a step keeps them.
pub(super) fn standing_of(db: Db<'_>, id: OperatorId) -> Result<String, StoreError> {
    let sql = "SELECT role, limit_fen, name FROM operators WHERE shop_id = ?1 AND operator_id = ?2";
    let found = db.find(sql, params![db.shop, id], |row| {
        let (kind, limit, name): (RoleKind, Fen, OperatorName) =
            (row.get("role")?, row.get("limit_fen")?, row.get("name")?);
        Ok(standing(kind, limit, &name))
    })?;
    Ok(found.ok_or(Refusal::NotFound)?)
}

/// As a step keeps it; [`role_of`] reads it back.
fn standing(kind: RoleKind, limit: Fen, name: &OperatorName) -> String {
    format!("{kind} {} {name}", limit.get())
}

/// The role such a text says.
pub(super) fn role_of(standing: &str) -> Option<Role> {
    let mut words = standing.splitn(3, ' ');
    let kind = RoleKind::parse(words.next()?).ok()?;
    let limit = words.next()?.parse().ok().and_then(Fen::new)?;
    words.next().map(|_| Role::of(kind, limit))
}

/// True if all of it is as this program wrote it.
pub(in crate::store) fn stands(db: Db<'_>) -> Result<bool, StoreError> {
    let sql = format!("SELECT {COLUMNS}, chain FROM operator_steps WHERE shop_id = ?1 ORDER BY step");
    let (mut last, mut whole, mut number) = (None::<ChainHash>, true, 0_i64);
    let mut by_steps: BTreeMap<u32, OperatorStanding> = BTreeMap::new();
    db.each(&sql, params![db.shop], |row| {
        let (step, kept): (_, ChainHash) = (KeptOperatorStep::read(row)?, row.get("chain")?);
        let link = step.behind(db.shop.as_str(), last.as_ref());
        whole &= step.step == number && link == kept;
        (last, number) = (Some(link), number.saturating_add(1));
        take(&mut by_steps, &step);
        Ok(())
    })?;
    let end: Option<(i64, ChainHash)> =
        db.find("SELECT steps, head FROM operator_chains WHERE shop_id = ?1", params![db.shop], |row| {
            Ok((row.get("steps")?, row.get("head")?))
        })?;
    Ok(whole && end == last.map(|head| (number, head)) && by_steps == read(db)?)
}

fn take(by_steps: &mut BTreeMap<u32, OperatorStanding>, step: &KeptOperatorStep) {
    use OperatorStepKind as Kind;
    let (Some(id), Ok(kind)) = (step.operator_id, Kind::parse(&step.kind)) else { return };
    match kind {
        Kind::Added | Kind::Changed | Kind::PutBack | Kind::Removed => {
            let person = by_steps.entry(id).or_default();
            person.role_and_name.clone_from(&step.detail);
            person.works = kind != Kind::Removed;
        }
        Kind::PinSet | Kind::PinReset => by_steps.entry(id).or_default().pin.clone_from(&step.detail),
        Kind::SignedIn | Kind::WrongPin | Kind::Refused => {}
    }
}

fn read(db: Db<'_>) -> Result<BTreeMap<u32, OperatorStanding>, StoreError> {
    let sql = "SELECT operator_id, role, limit_fen, name, pin_hash, removed_at IS NULL AS works FROM operators
               WHERE shop_id = ?1";
    let rows = db.list(sql, params![db.shop], |row| {
        let (kind, limit, name): (RoleKind, Fen, OperatorName) =
            (row.get("role")?, row.get("limit_fen")?, row.get("name")?);
        let role_and_name = standing(kind, limit, &name);
        let pin = mark_of(&row.get("pin_hash")?);
        Ok((row.get("operator_id")?, OperatorStanding { role_and_name, pin, works: row.get("works")? }))
    })?;
    Ok(rows.into_iter().collect())
}
