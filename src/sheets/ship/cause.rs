//! Why a row of a shipping sheet is not shipped, and the word each cause is kept as.

use super::columns::ShipColumn;

/// Why a row is not shipped. Nothing of its order is shipped then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShipCause {
    /// The row names no order.
    NoOrder,
    /// No order of this shop has the number.
    UnknownOrder,
    /// The order is not paid, or its payment is not confirmed yet.
    NotPaid,
    /// It is shipped already.
    Shipped,
    /// Its buyer wants money back: decide that first.
    RefundAsked,
    /// Everything that was paid went back.
    Refunded,
    /// It was never paid and is closed.
    Closed,
    /// Money that does not fit: the owner decides first.
    NeedsOwner,
    /// No carrier, and the number's shape names none or several.
    NoCarrier,
    /// No carrier has this name.
    UnknownCarrier,
    /// No tracking number.
    NoTracking,
    /// `7.3E+13`, as it stands in the cell: the spreadsheet has thrown digits away.
    Scientific(String),
    /// A number of more digits than a spreadsheet keeps.
    Rounded,
    /// A number the sheet shows in another form than its digits.
    Formatted(ShipColumn),
    /// Two tracking numbers in one cell.
    SeveralNumbers,
    /// The number does not look like one of its carrier. The owner may send it all the same.
    OddNumber,
    /// The row is hidden in the sheet.
    Hidden,
    /// Characters no tracking number has.
    BadTracking,
    /// A code the shop prints itself, for its own scanner.
    OwnCode,
    /// More than 128 characters.
    LongTracking,
    /// A way of shipping we do not know.
    UnknownKind,
    /// A formula without a value.
    NoValue(ShipColumn),
    /// A cell a spreadsheet would run as a formula.
    Formula(ShipColumn),
    /// The same parcel stands on another line.
    Twice(u64),
    /// An order of another buyer has this tracking number on another line.
    OthersNumber(u64),
    /// Another row of the same order cannot be shipped; its line.
    Sibling(u64),
    /// The rows of the order name different ways of shipping, or several parcels of what is not carried by a carrier.
    KindsDiffer,
    /// More than [`PARCELS_MAX`](crate::domain::PARCELS_MAX) rows for one order.
    TooManyParcels,
    /// The owner stopped the sheet before its turn came.
    Stopped,
    /// The order cannot be read or written in the shop's data.
    Unwritable,
    /// The shop does not take it, for a reason a trial does not know.
    DoesNotFit,
}

/// The causes that say everything by themselves, and the words they are kept as.
pub(super) const WORDS: [(ShipCause, &str); 28] = [
    (ShipCause::NoOrder, "no_order"),
    (ShipCause::UnknownOrder, "unknown_order"),
    (ShipCause::NotPaid, "not_paid"),
    (ShipCause::Shipped, "already_shipped"),
    (ShipCause::RefundAsked, "refund_asked"),
    (ShipCause::Refunded, "refunded"),
    (ShipCause::Closed, "closed"),
    (ShipCause::NeedsOwner, "needs_owner"),
    (ShipCause::NoCarrier, "no_carrier"),
    (ShipCause::UnknownCarrier, "unknown_carrier"),
    (ShipCause::NoTracking, "no_tracking"),
    (ShipCause::Scientific(String::new()), "scientific"),
    (ShipCause::Formatted(ShipColumn::Ours), "formatted"),
    (ShipCause::SeveralNumbers, "several_numbers"),
    (ShipCause::OddNumber, "odd_number"),
    (ShipCause::Hidden, "hidden"),
    (ShipCause::Rounded, "rounded"),
    (ShipCause::BadTracking, "bad_tracking"),
    (ShipCause::LongTracking, "long_tracking"),
    (ShipCause::OwnCode, "own_code"),
    (ShipCause::UnknownKind, "unknown_kind"),
    (ShipCause::KindsDiffer, "kinds_differ"),
    (ShipCause::TooManyParcels, "too_many_parcels"),
    (ShipCause::Stopped, "stopped"),
    (ShipCause::Unwritable, "unwritable"),
    (ShipCause::DoesNotFit, "does_not_fit"),
    (ShipCause::NoValue(ShipColumn::Ours), "no_value"),
    (ShipCause::Formula(ShipColumn::Ours), "formula"),
];

impl ShipCause {
    /// The word it is kept as in the shop's data, with what it speaks of behind a colon.
    pub fn word(&self) -> String {
        match self {
            Self::NoValue(column) => format!("no_value:{}", column.word()),
            Self::Formula(column) => format!("formula:{}", column.word()),
            Self::Formatted(column) => format!("formatted:{}", column.word()),
            Self::Scientific(text) if !text.is_empty() => format!("scientific:{text}"),
            Self::Twice(line) => format!("twice:{line}"),
            Self::OthersNumber(line) => format!("others_number:{line}"),
            Self::Sibling(line) => format!("sibling:{line}"),
            plain => WORDS.iter().find(|(cause, _)| cause == plain).map_or("does_not_fit", |(_, word)| word).to_owned(),
        }
    }

    /// The cause of a kept word. One of a newer version is [`ShipCause::DoesNotFit`].
    pub fn of_word(word: &str) -> Self {
        let (front, of) = word.split_once(':').unwrap_or((word, ""));
        let line = of.parse().unwrap_or(0);
        let column = ShipColumn::READ.into_iter().find(|column| column.word() == of).unwrap_or(ShipColumn::Ours);
        match front {
            "no_value" => Self::NoValue(column),
            "formula" => Self::Formula(column),
            "formatted" => Self::Formatted(column),
            "scientific" => Self::Scientific(of.to_owned()),
            "twice" => Self::Twice(line),
            "others_number" => Self::OthersNumber(line),
            "sibling" => Self::Sibling(line),
            plain => WORDS.iter().find(|(_, word)| *word == plain).map_or(Self::DoesNotFit, |(cause, _)| cause.clone()),
        }
    }
}
