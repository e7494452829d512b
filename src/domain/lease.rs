//! Which installation runs the shop: a folder of a computer, and never two of them at a time.

use super::{ids::InstallationId, text_enum::text_enum};

/// Why nothing is sent from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeaseHold {
    /// The shop was just opened, and its public address is being asked who answers there.
    Asking,
    /// It was handed over, and nobody has taken it yet as far as this file knows.
    HandedOver,
    /// Another installation runs the shop: the file was put back or copied here.
    OtherOwner,
    /// Another installation that runs the shop answered at the public address.
    Elsewhere,
    /// WeChat has a refund with a number of this shop's that was not sent from here.
    Sending,
}

text_enum!(LeaseHold {
    Asking = "asking",
    HandedOver = "handed_over",
    OtherOwner = "other_owner",
    Elsewhere = "elsewhere",
    Sending = "sending",
});

/// What happened to the right to run the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeaseStep {
    /// The first installation that opened the shop.
    First,
    /// The owner handed the shop over from here.
    HandedOver,
    /// The hand-over came to nothing: no backup could be made.
    NotHandedOver,
    /// After it had shown that another one runs the shop, the owner gave it up here.
    GaveUp,
    /// It was taken by another installation after the hand-over.
    Taken,
    /// It was taken back where it had been handed over or given up.
    TakenBack,
    /// The owner said that the other installation is lost.
    OtherLost,
    /// Another installation that runs the shop answered at the public address.
    FoundElsewhere,
    /// WeChat has a refund of this shop's that was not sent from here.
    FoundSending,
}

text_enum!(LeaseStep {
    First = "first",
    HandedOver = "handed_over",
    NotHandedOver = "not_handed_over",
    GaveUp = "gave_up",
    Taken = "taken",
    TakenBack = "taken_back",
    OtherLost = "other_lost",
    FoundElsewhere = "found_elsewhere",
    FoundSending = "found_sending",
});

/// Who runs the shop, as the file that is open here has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The installation that has the file open, or had it open last.
    pub here: InstallationId,
    /// The one that runs the shop, or ran it last where it was handed over. `None`: the file is from before this was known.
    pub owner: Option<InstallationId>,
    /// Why nothing is sent from here; `None`: the shop is run from here.
    pub hold: Option<LeaseHold>,
    /// The other installation, where one was met.
    pub other: Option<InstallationId>,
}

/// A wish that the lease does not allow as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the shop is run from here, or not, already")]
pub struct LeaseRefused;

/// The file is opened here.
#[derive(Debug, Clone)]
pub struct OpenedHere {
    /// This installation.
    pub here: InstallationId,
    /// Installations that the owner declared lost when a backup of theirs was put back here.
    pub lost: Vec<InstallationId>,
    /// The file was not open in this folder before: a backup, a copy, a folder that was moved.
    pub from_elsewhere: bool,
    /// There is a public address that can be asked who answers there.
    pub has_address: bool,
}

impl Lease {
    /// The lease once the file was opened, and what happened to it by that. A lease that stands nowhere yet belongs to the
    /// first who opens, unless the file came from elsewhere.
    pub fn opened(before: Option<Self>, by: OpenedHere) -> (Self, Option<LeaseStep>) {
        let OpenedHere { here, lost, from_elsewhere, has_address } = by;
        let at_work = has_address.then_some(LeaseHold::Asking);
        let Some(before) = before else {
            if from_elsewhere {
                return (Self { here, owner: None, hold: Some(LeaseHold::OtherOwner), other: None }, None);
            }
            let owner = Some(here.clone());
            return (Self { here, owner, hold: at_work, other: None }, Some(LeaseStep::First));
        };
        let after = Self { here, ..before };
        if after.hold == Some(LeaseHold::HandedOver) {
            return (after, None);
        }
        if after.owner.as_ref() == Some(&after.here) {
            let hold = match after.hold {
                Some(found @ (LeaseHold::Elsewhere | LeaseHold::Sending)) => Some(found),
                _ => at_work,
            };
            return (Self { hold, ..after }, None);
        }
        if after.owner.as_ref().is_some_and(|owner| lost.contains(owner)) {
            let owner = Some(after.here.clone());
            return (Self { owner, hold: at_work, other: None, ..after }, Some(LeaseStep::OtherLost));
        }
        (Self { hold: Some(LeaseHold::OtherOwner), other: None, ..after }, None)
    }

    /// The owner hands the shop over, or gives it up where another one runs it. One that was handed over from here may be so
    /// once more: the program may have died before its last backup was written. Once it is, the folder forgets who it was.
    ///
    /// # Errors
    /// [`LeaseRefused`]: it is not run from here.
    pub fn handed_over(self) -> Result<(Self, LeaseStep), LeaseRefused> {
        let step = match self.hold {
            None | Some(LeaseHold::Asking) => LeaseStep::HandedOver,
            Some(LeaseHold::HandedOver) if self.owner.as_ref() == Some(&self.here) => LeaseStep::HandedOver,
            Some(LeaseHold::Elsewhere | LeaseHold::Sending) => LeaseStep::GaveUp,
            Some(LeaseHold::HandedOver | LeaseHold::OtherOwner) => return Err(LeaseRefused),
        };
        Ok((Self { hold: Some(LeaseHold::HandedOver), ..self }, step))
    }

    /// The hand-over came to nothing.
    ///
    /// # Errors
    /// [`LeaseRefused`]: it was not handed over from here.
    pub fn not_handed_over(self) -> Result<(Self, LeaseStep), LeaseRefused> {
        if self.hold != Some(LeaseHold::HandedOver) || self.owner.as_ref() != Some(&self.here) {
            return Err(LeaseRefused);
        }
        Ok((Self { hold: None, ..self }, LeaseStep::NotHandedOver))
    }

    /// The shop is run from here from now on: the owner says that no other installation does.
    ///
    /// # Errors
    /// [`LeaseRefused`]: it is run from here already.
    pub fn taken(self) -> Result<(Self, LeaseStep), LeaseRefused> {
        let step = match self.hold {
            None | Some(LeaseHold::Asking) => return Err(LeaseRefused),
            Some(LeaseHold::HandedOver) if self.owner.as_ref() == Some(&self.here) => LeaseStep::TakenBack,
            Some(LeaseHold::HandedOver) => LeaseStep::Taken,
            Some(LeaseHold::OtherOwner | LeaseHold::Elsewhere | LeaseHold::Sending) => LeaseStep::OtherLost,
        };
        let owner = Some(self.here.clone());
        Ok((Self { owner, hold: None, other: None, ..self }, step))
    }

    /// A sign that another installation runs the shop; `None` where nothing is sent from here anyway.
    pub fn met(self, other: Option<InstallationId>, hold: LeaseHold) -> Option<(Self, LeaseStep)> {
        let step = if hold == LeaseHold::Sending { LeaseStep::FoundSending } else { LeaseStep::FoundElsewhere };
        let at_work = matches!(self.hold, None | Some(LeaseHold::Asking));
        at_work.then_some((Self { hold: Some(hold), other, ..self }, step))
    }
}

/// Another installation of this shop that answered at its public address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherInstallation {
    /// Which.
    pub id: InstallationId,
    /// It says that it runs the shop.
    pub runs: bool,
}

/// Who answered at the shop's public address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AtAddress {
    /// This very program.
    Here,
    /// Another installation of the same shop: it has the shop's keys.
    Other(OtherInstallation),
    /// Somebody who has not.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> InstallationId {
        InstallationId::of([n; 16])
    }

    fn opened(before: Option<&Lease>, here: u8, lost: &[u8], from_elsewhere: bool) -> Lease {
        let lost = lost.iter().map(|&n| id(n)).collect();
        let by = OpenedHere { here: id(here), lost, from_elsewhere, has_address: true };
        Lease::opened(before.cloned(), by).0
    }

    #[test]
    fn the_first_who_opens_runs_the_shop_and_a_copy_does_not() {
        let first = opened(None, 1, &[], false);
        assert_eq!((first.owner.clone(), first.hold), (Some(id(1)), Some(LeaseHold::Asking)));
        let copy = opened(Some(&first), 2, &[], true);
        assert_eq!((copy.owner.clone(), copy.hold), (Some(id(1)), Some(LeaseHold::OtherOwner)));
        assert_eq!(opened(None, 2, &[], true).hold, Some(LeaseHold::OtherOwner), "a backup from before leases");
        assert_eq!(opened(Some(&first), 2, &[1], true).owner, Some(id(2)), "declared lost at the restore");
        assert_eq!(opened(Some(&first), 2, &[3], true).owner, Some(id(1)), "another one was declared lost");
        assert_eq!(opened(Some(&copy), 1, &[], false).hold, Some(LeaseHold::Asking), "back where it is at home");
    }

    #[test]
    fn a_shop_that_was_handed_over_is_run_by_nobody_until_it_is_taken() {
        let (gone, step) = opened(None, 1, &[], false).handed_over().expect("handed over");
        assert_eq!((gone.hold, step), (Some(LeaseHold::HandedOver), LeaseStep::HandedOver));
        assert_eq!(opened(Some(&gone), 1, &[], false).hold, Some(LeaseHold::HandedOver), "started again");
        let again = gone.clone().handed_over();
        assert_eq!(again, Ok((gone.clone(), LeaseStep::HandedOver)), "once more, where no backup came of it");
        assert_eq!(opened(Some(&gone), 2, &[], true).handed_over(), Err(LeaseRefused), "but by nobody else");
        let there = opened(Some(&gone), 2, &[], true);
        assert_eq!(there.hold, Some(LeaseHold::HandedOver));
        let (there, step) = there.taken().expect("taken");
        assert_eq!((there.owner, there.hold, step), (Some(id(2)), None, LeaseStep::Taken));
        assert_eq!(gone.clone().taken().map(|(_, step)| step), Ok(LeaseStep::TakenBack));
        assert_eq!(gone.not_handed_over().map(|(lease, _)| lease.hold), Ok(None));
    }

    #[test]
    fn a_sign_of_another_one_stops_the_shop_until_the_owner_decides_also_after_a_start() {
        let lease = opened(None, 1, &[], false);
        let (met, step) = lease.clone().met(Some(id(2)), LeaseHold::Elsewhere).expect("stopped");
        assert_eq!(step, LeaseStep::FoundElsewhere);
        assert_eq!(opened(Some(&met), 1, &[], false).hold, Some(LeaseHold::Elsewhere));
        assert_eq!(met.clone().met(Some(id(3)), LeaseHold::Elsewhere), None, "it is known");
        assert_eq!(met.clone().handed_over().map(|(_, step)| step), Ok(LeaseStep::GaveUp));
        assert_eq!(met.taken().map(|(lease, step)| (lease.hold, step)), Ok((None, LeaseStep::OtherLost)));
        assert_eq!(lease.taken(), Err(LeaseRefused));
    }
}
