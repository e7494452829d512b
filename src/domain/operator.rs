//! The people who work at a shop, and what each may do. One pure rule, [`Role::judge`], decides for a button, a command and a
//! transaction alike.

use super::{BadId, Fen, text_enum::text_enum};
use std::fmt;

/// How long a person's name may be, characters.
pub const OPERATOR_NAME_CHARS_MAX: usize = 20;
/// How many people a shop has at most, removed ones left out.
pub const OPERATORS_MAX: u32 = 50;

/// A person's number in their shop, counted from 1. It is never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperatorId(u32);

impl OperatorId {
    /// `None` for 0, which is nobody.
    pub const fn new(number: u32) -> Option<Self> {
        if number == 0 { None } else { Some(Self(number)) }
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for OperatorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a person is called: 1 to 20 characters of plain text, none of them blank at its ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperatorName(String);

impl OperatorName {
    /// The only way in. Blanks around it are left out.
    ///
    /// # Errors
    /// [`BadId`] where it is empty, too long, or no plain text.
    pub fn parse(raw: &str) -> Result<Self, BadId> {
        let name = raw.trim();
        let plain = !name.chars().any(|c| c.is_control() || super::is_invisible(c));
        let fits = (1..=OPERATOR_NAME_CHARS_MAX).contains(&name.chars().count()) && plain;
        if fits {
            Ok(Self(name.to_owned()))
        } else {
            Err(BadId { kind: "OperatorName", raw: raw.chars().take(64).collect() })
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OperatorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a person is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Everything.
    Owner,
    /// Orders, and refunds up to a sum.
    Clerk {
        /// The largest single refund they may give, fen.
        limit: Fen,
    },
    /// Shipping only.
    Packer,
}

/// A role without its limit: the word in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoleKind {
    /// [`Role::Owner`].
    Owner,
    /// [`Role::Clerk`].
    Clerk,
    /// [`Role::Packer`].
    Packer,
}

text_enum!(RoleKind { Owner = "owner", Clerk = "clerk", Packer = "packer" });

/// What a person sets about to do, as far as it matters for who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperatorAction {
    /// Look at something, mark it as seen, ask WeChat about it: nothing of the shop changes.
    Look,
    /// Ship, correct a shipment or take it back, by hand or by a sheet.
    Ship,
    /// Receipts and packing slips.
    Print,
    /// Notes, and tags put on or taken off.
    Mark,
    /// Cancel an unpaid order.
    CancelOrder,
    /// Read a stored message again.
    ReplayNotice,
    /// Give money back: approve, start, renew or send again. The only one with an amount.
    GiveRefund,
    /// Refuse a refund, or take note of what became of one.
    HandleRefund,
    /// Take an approval back while nothing was sent.
    TakeBackRefund,
    /// Say something about a complaint.
    AnswerComplaint,
    /// See a buyer's telephone that WeChat keeps sealed.
    SeeSealedPhone,
    /// Block a buyer or let them order again, and the shop's set of tags.
    ManageBuyers,
    /// Take money that does not fit as it is.
    AcceptMoney,
    /// Settle a refund in WeChat's place: by the owner's word, or to a card.
    SettleRefund,
    /// Add or change products.
    ChangeProducts,
    /// WeChat's bill.
    WorkOnBill,
    /// Where the shop is run, what was found after a restore, backups, settings.
    RunShop,
    /// People, their roles and their PINs.
    ManageOperators,
}

text_enum!(OperatorAction {
    Look = "look",
    Ship = "ship",
    Print = "print",
    Mark = "mark",
    CancelOrder = "cancel_order",
    ReplayNotice = "replay_notice",
    GiveRefund = "give_refund",
    HandleRefund = "handle_refund",
    TakeBackRefund = "take_back_refund",
    AnswerComplaint = "answer_complaint",
    SeeSealedPhone = "see_sealed_phone",
    ManageBuyers = "manage_buyers",
    AcceptMoney = "accept_money",
    SettleRefund = "settle_refund",
    ChangeProducts = "change_products",
    WorkOnBill = "work_on_bill",
    RunShop = "run_shop",
    ManageOperators = "manage_operators",
});

/// Who acts. The shop's own jobs, its buyers' calls and the command line act at the shop's computer, as its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Acting {
    /// The program itself, or whoever may start it at the shop's computer.
    #[default]
    AtThisComputer,
    /// A window nobody has signed in at: the owner's as long as the shop has no people of its own, nobody's after that.
    NotSignedIn,
    /// This person.
    Operator(OperatorId),
}

/// An attempt that is refused: nothing changed but that it was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NotPermitted {
    /// What was to be done.
    pub action: OperatorAction,
    /// Why not.
    pub why: WhyNotPermitted,
}

/// Why somebody may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WhyNotPermitted {
    /// Their role does not do that.
    Role(RoleKind),
    /// It is more than a clerk's single refund may be.
    Limit {
        /// What may be given, fen.
        limit: Fen,
        /// What was to be given, fen.
        wanted: Fen,
    },
    /// The person was removed.
    Removed,
    /// Nobody is signed in at the window.
    NotSignedIn,
}

impl Role {
    /// Without its limit.
    pub const fn kind(self) -> RoleKind {
        match self {
            Self::Owner => RoleKind::Owner,
            Self::Clerk { .. } => RoleKind::Clerk,
            Self::Packer => RoleKind::Packer,
        }
    }

    /// A clerk's limit, fen; 0 for the others, who have none.
    pub const fn limit(self) -> Fen {
        match self {
            Self::Clerk { limit } => limit,
            Self::Owner | Self::Packer => Fen::ZERO,
        }
    }

    /// Puts a role together again.
    pub const fn of(kind: RoleKind, limit: Fen) -> Self {
        match kind {
            RoleKind::Owner => Self::Owner,
            RoleKind::Clerk => Self::Clerk { limit },
            RoleKind::Packer => Self::Packer,
        }
    }

    /// Whether this role may do it. `amount` (fen) is what goes back to the buyer; 0 where no money does.
    ///
    /// # Errors
    /// [`NotPermitted`]: say so to the person, with who may.
    pub fn judge(self, action: OperatorAction, amount: Fen) -> Result<(), NotPermitted> {
        let Self::Clerk { limit } = self else {
            return self.does(action).then_some(()).ok_or(self.refusal(action));
        };
        if action == OperatorAction::GiveRefund && amount > limit {
            return Err(NotPermitted { action, why: WhyNotPermitted::Limit { limit, wanted: amount } });
        }
        self.does(action).then_some(()).ok_or(self.refusal(action))
    }

    /// Whether it is any of this role's work, whatever the amount.
    pub const fn does(self, action: OperatorAction) -> bool {
        use OperatorAction as A;
        match action {
            A::Look | A::Ship | A::Print | A::Mark => true,
            A::CancelOrder
            | A::ReplayNotice
            | A::GiveRefund
            | A::HandleRefund
            | A::TakeBackRefund
            | A::AnswerComplaint
            | A::SeeSealedPhone
            | A::ManageBuyers => matches!(self, Self::Owner | Self::Clerk { .. }),
            A::AcceptMoney | A::SettleRefund | A::ChangeProducts | A::WorkOnBill | A::RunShop | A::ManageOperators => {
                matches!(self, Self::Owner)
            }
        }
    }

    const fn refusal(self, action: OperatorAction) -> NotPermitted {
        NotPermitted { action, why: WhyNotPermitted::Role(self.kind()) }
    }
}

const ROLE: &str = "role";
const LIMIT: &str = "limit";
const REMOVED: &str = "removed";
const NOT_SIGNED_IN: &str = "not_signed_in";

/// As the file has it; [`NotPermitted::parse`] reads it back.
impl fmt::Display for NotPermitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let action = self.action;
        match self.why {
            WhyNotPermitted::Role(kind) => write!(f, "{action} {ROLE} {kind}"),
            WhyNotPermitted::Limit { limit, wanted } => write!(f, "{action} {LIMIT} {} {}", limit.get(), wanted.get()),
            WhyNotPermitted::Removed => write!(f, "{action} {REMOVED}"),
            WhyNotPermitted::NotSignedIn => write!(f, "{action} {NOT_SIGNED_IN}"),
        }
    }
}

impl NotPermitted {
    /// Reads it back; `None` where it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let action = OperatorAction::parse(words.next()?).ok()?;
        let fen = |word: Option<&str>| word?.parse().ok().and_then(Fen::new);
        let why = match words.next()? {
            ROLE => WhyNotPermitted::Role(RoleKind::parse(words.next()?).ok()?),
            LIMIT => WhyNotPermitted::Limit { limit: fen(words.next())?, wanted: fen(words.next())? },
            REMOVED => WhyNotPermitted::Removed,
            NOT_SIGNED_IN => WhyNotPermitted::NotSignedIn,
            _ => return None,
        };
        let read = Self { action, why };
        (words.next().is_none() && read.to_string() == text).then_some(read)
    }
}

#[cfg(test)]
mod tests;
