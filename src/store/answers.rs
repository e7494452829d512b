//! What an intent answers, and why it may not: sorted by what the caller must do.

use super::{ComplaintRefusal, Difference, FileDamage, MovedShop, OperatorRefusal, ServerFault};
use crate::domain::{
    Barcode, Fen, LeaseHold, MchId, NotPermitted, OrderState, PaymentState, PrintState, ProductId, RefundNo,
    RefundState, ReportState, UnixSeconds, UsedUp, bill_match::BillTrouble, text_enum::text_enum,
};
use std::{
    future::Future,
    io::ErrorKind,
    ops::RangeInclusive,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::sync::oneshot;

/// How many places a sentence names before it only counts.
const DIFFERENCES_SAID: usize = 3;

/// The shop's data could not be read or written. Sorted by what the caller must do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The rules do not allow it. Nothing changed; tell whoever asked.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The disk is full, or the file cannot be read or written. Nothing changed; repeat once there is room.
    #[error("the data file cannot be read or written: {0}")]
    Disk(DiskFault),
    /// Another program holds the file. Nothing changed; repeat.
    #[error("the data is locked by another program")]
    Locked,
    /// The writer has ended: the program is shutting down.
    #[error("the data is closed")]
    Closed,
    /// The file is from a newer version. It was left untouched.
    #[error("the data was written by a newer version of Zhanggui (schema {found}, this program knows {known})")]
    Newer {
        /// The file's schema.
        found: i64,
        /// The newest we know.
        known: i64,
    },
    /// An older version wrote the file, and nobody has opened the shop since. It was left untouched.
    #[error("an older version wrote the data, and the shop was not opened since")]
    Older,
    /// The file is damaged or not ours. It was left untouched.
    #[error("the data file cannot be used: {0}")]
    Damaged(#[from] FileDamage),
    /// Rows are not as this program wrote them: a torn page, or another program's edit. The file was left untouched, and
    /// nothing is sold or refunded from it.
    #[error("rows are not as Zhanggui wrote them: {}", listed(.0))]
    Altered(Vec<Difference>),
    /// The log beside the file (`shop.db-wal`) was written for another file, or for another state of this one. Both were left
    /// untouched.
    #[error("shop.db and the log beside it (shop.db-wal) do not belong together")]
    ForeignLog,
    /// The database server cannot be used. What to do depends on why; nothing changed, but for [`ServerFault::Unknown`].
    #[error(transparent)]
    Server(#[from] ServerFault),
    /// The shop is somewhere else: open it there. Nothing was changed.
    #[error(transparent)]
    Moved(#[from] MovedShop),
    /// A rule of the file refuses the row as it would be. Nothing changed, and other rows are not concerned.
    #[error("the row breaks a rule of the file: {0}")]
    Rule(String),
    /// A row has something in it that this program cannot have written. Other rows are not concerned.
    #[error("the row cannot be read: {0}")]
    Unreadable(String),
    /// Anything else SQLite reports.
    #[error("the data: {0}")]
    Other(String),
}

impl StoreError {
    /// True where the file itself is not what it should be: nothing may be answered from it.
    pub const fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged(_) | Self::Altered(_) | Self::ForeignLog)
    }

    /// True where only the row in hand is concerned: it is set aside, and the others go on. The rest is about the whole
    /// file, and every row would end alike.
    pub const fn is_of_one_row(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Rule(_) | Self::Unreadable(_) | Self::Other(_))
    }
}

/// What the system did not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiskFault {
    /// Its kind, where it is known: what an owner is told.
    pub kind: ErrorKind,
    /// In the system's or in SQLite's words.
    pub words: String,
}

impl From<std::io::Error> for DiskFault {
    fn from(error: std::io::Error) -> Self {
        Self { kind: error.kind(), words: error.to_string() }
    }
}

/// Words alone.
impl From<String> for DiskFault {
    fn from(words: String) -> Self {
        Self { kind: ErrorKind::Other, words }
    }
}

impl std::fmt::Display for DiskFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words)
    }
}

/// The first of them; a torn page can be many.
fn listed(found: &[Difference]) -> String {
    let first: Vec<String> = found.iter().take(DIFFERENCES_SAID).map(Difference::to_string).collect();
    let more = found.len().saturating_sub(DIFFERENCES_SAID);
    if more == 0 { first.join(", ") } else { format!("{} and {more} more", first.join(", ")) }
}

/// Why the rules do not allow an intent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such row for this caller. Another buyer's order is "not found" too.
    #[error("not found")]
    NotFound,
    /// The click was made on an older picture of the row: someone decided before. Who and when are in the row.
    #[error("decided meanwhile")]
    Stale,
    /// The state does not allow it.
    #[error("the state {0} does not allow it")]
    State(StateNow),
    /// No such product, or it is not on sale.
    #[error("product {0} is not on sale")]
    NotOnSale(ProductId),
    /// The product is sold in variants: one of them has to be chosen.
    #[error("a variant of product {0} has to be chosen")]
    ChooseVariant(ProductId),
    /// The buyer bought it without refunds. The owner can give the money back all the same.
    #[error("{name} was sold without refunds")]
    NotRefundable {
        /// The product's name when it was ordered.
        name: String,
    },
    /// The days in which its buyer could ask for money back are over. The owner can give it back all the same.
    #[error("money back for {name} could be asked for within {days} days")]
    RefundTimeOver {
        /// The product's name when it was ordered.
        name: String,
        /// How many days there were.
        days: u32,
    },
    /// Fewer pieces left than wanted.
    #[error("only {left} of {name} left")]
    OutOfStock {
        /// The product's name.
        name: String,
        /// Pieces left.
        left: u32,
    },
    /// More than what is left of the payment, or nothing at all.
    #[error("{left} is left to refund")]
    Amount {
        /// What could still be promised.
        left: Fen,
    },
    /// It would fit, but other refunds of the payment are still under way and hold what they were promised.
    #[error("{left} is left to refund while {in_flight} is on its way")]
    InFlight {
        /// What could still be promised.
        left: Fen,
        /// What is promised already.
        in_flight: Fen,
    },
    /// A bill that is not believed: nothing of it was taken over.
    #[error("the bill is not believed ({0})")]
    Bill(BillTrouble),
    /// Past WeChat's year.
    #[error("WeChat takes refunds for 365 days; paid {}", .paid_at.to_dashed())]
    RefundsTooLate {
        /// When the order was paid.
        paid_at: UnixSeconds,
    },
    /// Fewer pieces of it can still go back on the shelf.
    #[error("{left} of {name} can go back on the shelf")]
    Restock {
        /// The product's name.
        name: String,
        /// How many.
        left: u32,
    },
    /// As many refunds as WeChat takes of one order.
    #[error("WeChat takes {most} refunds of one order")]
    RefundsTooMany {
        /// How many that is.
        most: usize,
    },
    /// Another product is found by this barcode already.
    #[error("the barcode {code} belongs to {name}")]
    BarcodeTaken {
        /// The barcode.
        code: Barcode,
        /// The other product's name.
        name: String,
    },
    /// The refund has a successor already.
    #[error("it goes on under the number {0}")]
    Renewed(RefundNo),
    /// The payment is another merchant's than the one the shop is open for: nothing of it is told WeChat until that one is
    /// back.
    #[error("the payment belongs to merchant {0}")]
    OtherMerchant(MchId),
    /// A refund stands in the way of shipping: its state, or [`RefundState::Refunded`] where everything went back.
    #[error("a refund is {0}")]
    Refund(RefundState),
    /// Pieces of a parcel were refunded: more may not go, unless the owner says that they are to go all the same
    /// ([`Shipping::even_refunded`](super::Shipping::even_refunded)).
    #[error("pieces of {name} were refunded: {left} of it may be sent")]
    RefundedPieces {
        /// The product's name when it was ordered.
        name: String,
        /// Pieces of it that may still go.
        left: u32,
    },
    /// WeChat takes one correction of a shipment, and it is used up.
    #[error("the one correction is used up")]
    Corrected,
    /// The buyer was reminded before; WeChat does it once.
    #[error("the buyer was reminded before")]
    Reminded,
    /// The number is taken: come again with another.
    #[error("the number is taken")]
    NumberTaken,
    /// The same idempotency key came with another order in it.
    #[error("the key was used for something else")]
    KeyReused,
    /// A text is too long or empty.
    #[error("{0} does not fit")]
    Text(TextPart),
    /// As many as there may be are there.
    #[error("there can be {most} at most")]
    TooMany {
        /// How many there may be.
        most: u32,
    },
    /// The buyer has taken as much of the shop as one buyer may.
    #[error("{0}")]
    UsedUp(UsedUp),
    /// The owner takes no new orders from this buyer.
    #[error("the buyer is blocked")]
    Blocked,
    /// The tag stands somewhere: it goes once it was taken off there.
    #[error("the tag stands in {places} places")]
    TagInUse {
        /// In how many.
        places: u32,
    },
    /// What it is about cannot be read or written: it was set aside, and a person has to look at it.
    #[error("the row cannot be written")]
    Unwritable,
    /// The example wants a file of its own, and this one holds orders.
    #[error("the file holds orders already")]
    NotEmpty,
    /// The file is an older copy that was put back: nothing leaves before the owner has seen what WeChat says.
    #[error("the shop catches up after a restore")]
    CatchingUp,
    /// Another installation runs the shop, or may: nothing leaves from here.
    #[error("the shop is not run from here ({0})")]
    NotRunHere(LeaseHold),
    /// Another seat of the same database works for the shop: nothing leaves from this one.
    #[error("another seat works for the shop")]
    NotHost,
    /// WeChat was not asked everything yet.
    #[error("{left} things are still to be asked")]
    StillAsking {
        /// How many.
        left: u32,
    },
    /// A wish about a complaint that cannot be told WeChat.
    #[error("the complaint does not allow it ({0})")]
    Complaint(ComplaintRefusal),
    /// Whoever acts may not do this; the attempt was written down.
    #[error("not permitted: {0}")]
    NotPermitted(NotPermitted),
    /// About the people of the shop.
    #[error("{0}")]
    Operator(OperatorRefusal),
    /// One row of many is refused, and so all of them are.
    #[error("row {row}: {why}")]
    InRow {
        /// Which, counted from 1.
        row: usize,
        /// The rule that said no to this row.
        why: Box<Refusal>,
    },
}

/// The state that does not allow an intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateNow {
    /// It stands where this step is not possible.
    Order(OrderState),
    /// It stands where this step is not possible.
    Payment(PaymentState),
    /// A refund's, or that of another refund that must end first.
    Refund(RefundState),
    /// How far WeChat has been told of a shipment.
    Report(ReportState),
    /// A receipt's.
    Print(PrintState),
    /// Another sheet of parcels is being worked through.
    SheetUnderWay,
    /// There are no keys a message could be verified with.
    NoAccount,
}

impl StateNow {
    /// The state's word in the file; the storefront tells it to the mini program.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order(state) => state.as_str(),
            Self::Payment(state) => state.as_str(),
            Self::Refund(state) => state.as_str(),
            Self::Report(state) => state.as_str(),
            Self::Print(state) => state.as_str(),
            Self::SheetUnderWay => "a sheet is under way",
            Self::NoAccount => "no account",
        }
    }
}

impl std::fmt::Display for StateNow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! a_state_may_forbid {
    ($($of:ident: $state:ty),+) => {$(
        impl From<$state> for StateNow {
            fn from(state: $state) -> Self {
                Self::$of(state)
            }
        }
    )+};
}
a_state_may_forbid!(Order: OrderState, Payment: PaymentState, Refund: RefundState, Report: ReportState, Print: PrintState);

/// Which text, list or sum of a wish does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextPart {
    /// Which pieces.
    Items,
    /// What they cost together.
    Total,
    /// The buyer's note.
    Note,
    /// The storefront's key of a call that is made again.
    IdempotencyKey,
    /// Which pieces go back on the shelf.
    Restock,
    /// The parcels of a shipment.
    Parcels,
    /// Who carries a parcel.
    Carrier,
    /// A parcel's number at its carrier.
    TrackingNumber,
    /// When a parcel arrived.
    DeliveryTime,
    /// Why money is to go back.
    Reason,
    /// How the buyer can be reached.
    Contact,
    /// What the owner answers the buyer.
    Reply,
    /// Of a product, or a buyer's evidence.
    Picture,
    /// A product's name.
    Name,
    /// What tells a variant from the others of its product.
    Variant,
    /// Where a product stands in the shop.
    Category,
    /// What buyers read about a product.
    Description,
    /// What a message to WeChat says.
    MessageTemplate,
    /// What a piece weighs.
    Weight,
    /// How many days a buyer may ask for money back.
    RefundDays,
    /// The rows of a sheet.
    Rows,
    /// A message's raw text, which is kept for some days only.
    Raw,
    /// Written beside an order, a refund or a difference of a bill.
    OwnersNote,
    /// Why a buyer is blocked.
    BlockReason,
}

impl TextPart {
    /// Refuses a text that is shorter or longer than it may be, in characters, or no plain text. One that may not be empty is
    /// not made of blanks either.
    pub(in crate::store) fn fits(self, text: &str, lengths: RangeInclusive<usize>) -> Result<(), Refusal> {
        let fits = lengths.contains(&text.chars().count()) && (*lengths.start() == 0 || !text.trim().is_empty());
        if fits && is_plain_text(text) { Ok(()) } else { Err(Refusal::Text(self)) }
    }
}

/// No control characters but line breaks and tabs.
fn is_plain_text(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !"\n\r\t".contains(c))
}

text_enum!(TextPart {
    Items = "items",
    Total = "total",
    Note = "note",
    IdempotencyKey = "idempotency key",
    Restock = "restock",
    Parcels = "parcels",
    Carrier = "carrier",
    TrackingNumber = "tracking number",
    DeliveryTime = "delivery time",
    Reason = "reason",
    Contact = "contact",
    Reply = "reply",
    Picture = "picture",
    Name = "name",
    Variant = "variant",
    Category = "category",
    Description = "description",
    MessageTemplate = "message_template",
    Weight = "weight",
    RefundDays = "refund days",
    Rows = "rows",
    Raw = "text",
    OwnersNote = "owner's note",
    BlockReason = "reason of a block",
});

/// The answer to an intent: comes after the commit is durable. Await it in a task, or [`CommitFuture::wait`] on a thread.
#[must_use = "the intent may have been refused"]
#[derive(Debug)]
pub struct CommitFuture<T>(oneshot::Receiver<Result<T, StoreError>>);

impl<T> CommitFuture<T> {
    /// An answer and the end that gives it.
    pub fn pair() -> (oneshot::Sender<Result<T, StoreError>>, Self) {
        let (give, take) = oneshot::channel();
        (give, Self(take))
    }

    /// Blocks until the commit is durable. Not inside an async task.
    ///
    /// # Errors
    /// What the intent gave, or [`StoreError::Closed`].
    pub fn wait(self) -> Result<T, StoreError> {
        self.0.blocking_recv().unwrap_or(Err(StoreError::Closed))
    }
}

impl<T> Future for CommitFuture<T> {
    type Output = Result<T, StoreError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx).map(|given| given.unwrap_or(Err(StoreError::Closed)))
    }
}
