//! The people of a shop as they stand in the file, and why something about them is not possible.

use crate::{
    base::pin_hash::PinHash,
    domain::{Fen, NotPermitted, OperatorId, OperatorName, Role, UnixSeconds, WrongPins, text_enum::text_enum},
};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorRow {
    /// Their number.
    pub id: OperatorId,
    /// What they are called.
    pub name: OperatorName,
    /// What they are there for.
    pub role: Role,
    /// Wrong PINs in a row.
    pub wrong: WrongPins,
    /// Since when.
    pub added_at: UnixSeconds,
    /// Since when no more; they can be put back.
    pub removed_at: Option<UnixSeconds>,
}

impl OperatorRow {
    /// True of somebody who can sign in.
    pub const fn works(&self) -> bool {
        self.removed_at.is_none()
    }
}

/// A person to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOperator {
    /// What they are called; nobody else who works here may be called so.
    pub name: OperatorName,
    /// What they are there for.
    pub role: Role,
    /// Their PIN, hashed.
    pub pin: PinHash,
}

/// What happened to a person, or what they tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperatorStepKind {
    /// They came.
    Added,
    /// Another name or role.
    Changed,
    /// Another PIN.
    PinSet,
    /// The owner's PIN was set anew by the command line, at the shop's computer.
    PinReset,
    /// They work here no more.
    Removed,
    /// They do, after all.
    PutBack,
    /// They signed in at a window.
    SignedIn,
    /// A wrong PIN was typed for them.
    WrongPin,
    /// They tried what they may not.
    Refused,
}

text_enum!(OperatorStepKind {
    Added = "added",
    Changed = "changed",
    PinSet = "pin_set",
    PinReset = "pin_reset",
    Removed = "removed",
    PutBack = "put_back",
    SignedIn = "signed_in",
    WrongPin = "wrong_pin",
    Refused = "refused",
});

/// One step of the people's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorStep {
    /// Its number, from 0.
    pub number: u32,
    /// When.
    pub at: UnixSeconds,
    /// Who did it; none at the shop's computer itself, or where nobody was signed in.
    pub by: Option<OperatorId>,
    /// To whom; none where it is about nobody.
    pub to: Option<OperatorId>,
    /// What.
    pub kind: OperatorStepKind,
    /// What was refused, of a refused attempt.
    pub refused: Option<NotPermitted>,
    /// The role they have from then on, where the step says it.
    pub role: Option<Role>,
}

/// Why something about people is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OperatorRefusal {
    /// Somebody who works here is called so.
    #[error("the name is taken")]
    NameTaken,
    /// The first person needs the owner's own PIN beside theirs.
    #[error("the owner needs a PIN first")]
    OwnerFirst,
    /// Somebody has to be able to do everything.
    #[error("one owner has to stay")]
    LastOwner,
    /// Not this PIN. The next try waits.
    #[error("wrong PIN; the next try in {wait_secs} s")]
    WrongPin {
        /// How long, seconds; 0 for not at all.
        wait_secs: i64,
    },
    /// Too many wrong ones: nothing was looked at.
    #[error("the next try in {wait_secs} s")]
    Wait {
        /// How long, seconds.
        wait_secs: i64,
    },
    /// They work here no more.
    #[error("the person was removed")]
    Removed,
}

/// The limit a clerk has, unless another is set: 50 yuan.
pub const CLERK_LIMIT: Fen = match Fen::new(5_000) {
    Some(limit) => limit,
    None => Fen::ZERO,
};
