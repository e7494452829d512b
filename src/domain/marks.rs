//! What the owner keeps beside orders, refunds and buyers: notes, tags, and whether a buyer may still order. For the owner's
//! eyes only; no buyer is ever told any of it.

use super::{BadId, OpenId, OperatorId, OrderNo, RefundNo, text_enum::text_enum};
use std::fmt;

/// What something is kept beside.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum MarkSubject {
    /// By its number.
    Order(OrderNo),
    /// By its number.
    Refund(RefundNo),
    /// A buyer, with all of their orders.
    Buyer(OpenId),
}

impl MarkSubject {
    /// Its kind, as the file has it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Order(_) => "order",
            Self::Refund(_) => "refund",
            Self::Buyer(_) => "buyer",
        }
    }

    /// The number, or the openid.
    pub fn key(&self) -> &str {
        match self {
            Self::Order(order_no) => order_no.as_str(),
            Self::Refund(refund_no) => refund_no.as_str(),
            Self::Buyer(openid) => openid.as_str(),
        }
    }

    /// Reads kind and key back.
    ///
    /// # Errors
    /// [`BadId`]: a damaged row, or a newer file.
    pub fn parse(kind: &str, key: &str) -> Result<Self, BadId> {
        match kind {
            "order" => OrderNo::parse(key).map(Self::Order),
            "refund" => RefundNo::parse(key).map(Self::Refund),
            "buyer" => OpenId::parse(key).map(Self::Buyer),
            _ => Err(BadId { kind: "MarkSubject", raw: kind.chars().take(64).collect() }),
        }
    }
}

/// The colours a tag can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TagColor {
    /// The shop's green.
    Jade,
    /// Vermilion.
    Red,
    /// Yellow brown.
    Amber,
    /// Means what the owner says it means.
    Blue,
    /// Likewise.
    Violet,
    /// No colour.
    Grey,
}

text_enum!(TagColor {
    Jade = "jade",
    Red = "red",
    Amber = "amber",
    Blue = "blue",
    Violet = "violet",
    Grey = "grey",
});

/// What happened to a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkStepKind {
    /// A note was written.
    NoteWritten,
    /// It was removed.
    NoteRemoved,
    /// It was put back.
    NoteBack,
    /// A tag was put on.
    TagPut,
    /// It was taken off.
    TagTaken,
    /// The buyer was blocked.
    Blocked,
    /// The buyer may order again.
    Unblocked,
}

text_enum!(MarkStepKind {
    NoteWritten = "note_written",
    NoteRemoved = "note_removed",
    NoteBack = "note_back",
    TagPut = "tag_put",
    TagTaken = "tag_taken",
    Blocked = "blocked",
    Unblocked = "unblocked",
});

/// How long a tag's name may be, characters.
pub const TAG_CHARS_MAX: usize = 12;
/// How long an owner's note may be, characters.
pub const NOTE_CHARS_MAX: usize = 500;
/// How long the reason of a block may be, characters.
pub const BLOCK_REASON_CHARS_MAX: usize = 200;
const SEAT_CHARS_MAX: usize = 64;
const OF_OPERATOR: &str = "operator ";

/// The name of a tag: 1 to 12 characters, none of them blank at its ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagName(String);

impl TagName {
    /// The only way in. Blanks around it are left out.
    ///
    /// # Errors
    /// [`BadId`] where it is empty, too long, or no plain text.
    pub fn parse(raw: &str) -> Result<Self, BadId> {
        let name = raw.trim();
        let fits = (1..=TAG_CHARS_MAX).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if fits { Ok(Self(name.to_owned())) } else { Err(bad("TagName", raw)) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TagName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A tag of the owner's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tag {
    /// What it says.
    pub name: TagName,
    /// Its dot.
    pub color: TagColor,
}

/// Who wrote a note: the owner of a shop without people of its own, or one of the people.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Seat(String);

impl Seat {
    /// Whoever is at the shop's own computer, where it knows of no people.
    pub fn owner() -> Self {
        Self("owner".to_owned())
    }

    /// One of the people's.
    pub fn of(operator: OperatorId) -> Self {
        Self(format!("{OF_OPERATOR}{operator}"))
    }

    /// Which of the people it is, if it is one.
    pub fn operator(&self) -> Option<OperatorId> {
        self.0.strip_prefix(OF_OPERATOR)?.parse().ok().and_then(OperatorId::new)
    }

    /// Reads it back.
    ///
    /// # Errors
    /// [`BadId`] where it is empty, too long, or no plain text.
    pub fn parse(raw: &str) -> Result<Self, BadId> {
        let fits = (1..=SEAT_CHARS_MAX).contains(&raw.chars().count()) && !raw.chars().any(char::is_control);
        if fits { Ok(Self(raw.to_owned())) } else { Err(bad("Seat", raw)) }
    }

    /// Its name in the file.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True of the owner's.
    pub fn is_owner(&self) -> bool {
        *self == Self::owner()
    }
}

fn bad(kind: &'static str, raw: &str) -> BadId {
    BadId { kind, raw: raw.chars().take(64).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_a_short_name_of_plain_text() {
        assert_eq!(TagName::parse(" 熟客 ").map(|name| name.as_str().to_owned()), Ok("熟客".to_owned()));
        assert!(TagName::parse("一二三四五六七八九十甲乙").is_ok());
        for bad in ["", "  ", "一二三四五六七八九十甲乙丙", "a\nb", "a\u{0}"] {
            assert!(TagName::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_a_mark_is_beside_reads_as_it_was_written() {
        for subject in [
            MarkSubject::Order(OrderNo::parse("SC20260901-00000001").expect("a number")),
            MarkSubject::Refund(RefundNo::parse("RF20260901-00000001").expect("a number")),
            MarkSubject::Buyer(OpenId::parse("oLiLei").expect("a buyer")),
        ] {
            assert_eq!(MarkSubject::parse(subject.kind(), subject.key()), Ok(subject.clone()));
        }
        assert!(MarkSubject::parse("product", "coffee").is_err());
        assert!(Seat::owner().is_owner() && Seat::parse("").is_err());
        let seven = OperatorId::new(7).expect("a number");
        assert_eq!(Seat::parse(Seat::of(seven).as_str()).map(|seat| seat.operator()), Ok(Some(seven)));
        assert_eq!(Seat::owner().operator(), None);
    }
}
