//! Which installation runs the shop, as a row that is moved by intents and leaves a step for each move. While it says that
//! the shop is not run from here, nothing leaves ([`restores::held`](crate::store::ownership::restores::held)).

pub(in crate::store) mod elsewhere;
mod hosts;
pub(in crate::store) mod presence;
pub(in crate::store) mod reads;
pub(in crate::store) mod types;

use crate::domain::{
    InstallationId, Lease, LeaseHold, LeaseRefused, LeaseStep, OpenedHere, OperatorAction, RestoreCause, UnixSeconds,
};
use crate::store::operators::rights::Attempt;
use crate::store::{
    CommitFuture, LeaseOpening, Refusal, Store, StoreError,
    engine::{db::Db, value::params},
    ownership::restores::{held, reopen},
};

impl Store {
    /// Once at start, before any job: the file is open in this installation. Answers the lease as it stands now.
    pub fn open_lease(&self, opening: LeaseOpening, now: UnixSeconds) -> CommitFuture<Lease> {
        self.write(move |db| opened(db, &opening, now))
    }

    /// The owner hands the shop over to another computer, or gives it up here because another one runs it. Nothing is sent
    /// from here once this is answered.
    pub fn hand_over(&self, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::RunShop, now), move |db| {
            held::must_not_catch_up(db)?;
            change(db, Lease::handed_over, now)
        })
    }

    /// The hand-over came to nothing, because there is no backup of it.
    pub fn undo_hand_over(&self, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::RunShop, now), move |db| change(db, Lease::not_handed_over, now))
    }

    /// The owner says that the shop is run from here from now on, and by no other computer. It catches up first.
    pub fn take_over(&self, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::RunShop, now), move |db| {
            change(db, Lease::taken, now)?;
            catch_up(db, now)
        })
    }

    /// Another installation of this shop that says it runs it answered at the public address. True if that was news.
    pub fn found_elsewhere(&self, other: InstallationId, now: UnixSeconds) -> CommitFuture<bool> {
        self.write(move |db| met(db, Some(&other), LeaseHold::Elsewhere, now))
    }

    /// The public address was asked, and no other installation that runs the shop answered: what waited for that may go.
    /// True if something waited.
    pub fn address_was_asked(&self) -> CommitFuture<bool> {
        self.write(move |db| {
            let sql = "UPDATE leases SET hold = NULL WHERE shop_id = ?1 AND hold = 'asking'";
            db.run(sql, params![db.shop]).map(|rows| rows > 0)
        })
    }
}

fn opened(db: Db<'_>, opening: &LeaseOpening, now: UnixSeconds) -> Result<Lease, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM restores WHERE shop_id = ?1 AND accepted_at IS NULL AND cause <> 'older')";
    let before = reads::lease(db)?;
    let by = OpenedHere {
        here: opening.here.clone(),
        lost: opening.lost.clone(),
        from_elsewhere: db.value(sql, params![db.shop])?,
        has_address: opening.has_address,
    };
    let (after, step) = Lease::opened(before.clone(), by);
    if before.as_ref() != Some(&after) {
        keep(db, &after, now)?;
    }
    if let Some(step) = step {
        note(db, step, (&after.here, before.and_then(|before| before.owner).as_ref()), now)?;
    }
    if step == Some(LeaseStep::OtherLost) {
        catch_up(db, now)?;
    }
    Ok(after)
}

/// A sign that another installation runs the shop. True if that was news: from then on nothing is sent from here.
pub(in crate::store) fn met(
    db: Db<'_>,
    other: Option<&InstallationId>,
    hold: LeaseHold,
    now: UnixSeconds,
) -> Result<bool, StoreError> {
    let Some((after, step)) = reads::lease(db)?.and_then(|lease| lease.met(other.cloned(), hold)) else {
        return Ok(false);
    };
    keep(db, &after, now)?;
    note(db, step, (&after.here, other), now)?;
    Ok(true)
}

/// The shop that caught up is this installation's, where it was handed over; refused while another one may run it.
pub(in crate::store) fn taken_by_catching_up(db: Db<'_>, now: UnixSeconds) -> Result<(), StoreError> {
    match reads::lease(db)?.and_then(|lease| lease.hold) {
        None | Some(LeaseHold::Asking) => Ok(()),
        Some(LeaseHold::HandedOver) => change(db, Lease::taken, now),
        Some(hold) => Err(Refusal::NotRunHere(hold).into()),
    }
}

fn change(
    db: Db<'_>,
    by: impl FnOnce(Lease) -> Result<(Lease, LeaseStep), LeaseRefused>,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let before = reads::lease(db)?.ok_or(Refusal::NotFound)?;
    let other = before.other.clone().or(before.owner.clone().filter(|owner| *owner != before.here));
    let (after, step) = by(before).map_err(|LeaseRefused| Refusal::Stale)?;
    keep(db, &after, now)?;
    note(db, step, (&after.here, other.as_ref()), now)
}

/// Whoever takes the shop asks WeChat first what happened: another one may have run it meanwhile.
fn catch_up(db: Db<'_>, now: UnixSeconds) -> Result<(), StoreError> {
    if !held::is_catching_up(db)? {
        db.run_one(
            "INSERT INTO restores (shop_id, restore_no, cause)
             SELECT ?1, COALESCE(MAX(restore_no), 0) + 1, ?2 FROM restores WHERE shop_id = ?1",
            params![db.shop, RestoreCause::TakenBack],
        )?;
        reopen::begin(db, now)?;
    }
    Ok(())
}

fn keep(db: Db<'_>, lease: &Lease, now: UnixSeconds) -> Result<(), StoreError> {
    db.run_one(
        "INSERT INTO leases (shop_id, here, owner, hold, other, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (shop_id) DO UPDATE SET here = excluded.here, owner = excluded.owner, hold = excluded.hold,
             other = excluded.other, changed_at = excluded.changed_at",
        params![db.shop, lease.here, lease.owner, lease.hold, lease.other, now],
    )
}

fn note(
    db: Db<'_>,
    step: LeaseStep,
    (here, other): (&InstallationId, Option<&InstallationId>),
    now: UnixSeconds,
) -> Result<(), StoreError> {
    tracing::info!(step = step.as_str(), %here, "which computer runs the shop");
    db.run_one(
        "INSERT INTO lease_steps (shop_id, step_no, at, step, here, other)
         SELECT ?1, COALESCE(MAX(step_no), 0) + 1, ?2, ?3, ?4, ?5 FROM lease_steps WHERE shop_id = ?1",
        params![db.shop, now, step, here, other],
    )
}
