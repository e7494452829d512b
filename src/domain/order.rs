//! An order's life, from the buyer's tap to the parcel's arrival.

use super::{Fen, OpenId, OrderNo, ProductId, Quantity, StepRefused, UnixSeconds, text_enum::text_enum};

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderState {
    /// Priced, stock held, not paid.
    ToPay,
    /// A notification says paid, `orderquery` has not agreed yet. Goods stay.
    Confirming,
    /// Paid for certain: may be shipped.
    ToShip,
    /// Handed to the carrier.
    Shipped,
    /// The buyer has it.
    Received,
    /// Everything that was paid went back.
    Refunded,
    /// Never paid, and closed at WeChat too.
    Closed,
    /// Money that does not fit; a person decides. See [`Attention`].
    NeedsOwner,
}

text_enum!(OrderState {
    ToPay = "to_pay", Confirming = "confirming", ToShip = "to_ship", Shipped = "shipped",
    Received = "received", Refunded = "refunded", Closed = "closed", NeedsOwner = "needs_owner",
});

/// What can happen to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderStep {
    /// A notification with a right signature and our figures.
    Notice,
    /// `orderquery` says paid, with our figures.
    Pay,
    /// WeChat says the order can never be paid.
    Close,
    /// Money came that does not fit the order.
    Contradict,
    /// The owner keeps the order in spite of the contradiction.
    Accept,
    /// The owner handed it to the carrier.
    Ship,
    /// The owner's second thought, before WeChat was told.
    Unship,
    /// The buyer has it.
    Receive,
    /// The last fen of what was paid went back.
    RefundAll,
}

impl OrderState {
    /// The state after `step`. Pure: the same call decides a click, a reply and a notification.
    ///
    /// # Errors
    /// [`StepRefused`]: nothing changed; for a repeated message that is the wanted outcome.
    pub fn after(self, step: OrderStep) -> Result<Self, StepRefused<Self, OrderStep>> {
        use OrderState as S;
        use OrderStep as T;
        match (self, step) {
            (S::ToPay, T::Notice) => Ok(S::Confirming),
            (S::ToPay | S::Confirming, T::Pay) | (S::NeedsOwner, T::Accept) | (S::Shipped, T::Unship) => Ok(S::ToShip),
            (S::ToPay | S::Confirming, T::Close) => Ok(S::Closed),
            (S::ToPay | S::Confirming | S::Closed, T::Contradict) => Ok(S::NeedsOwner),
            (S::ToShip, T::Ship) => Ok(S::Shipped),
            (S::Shipped, T::Receive) => Ok(S::Received),
            (S::ToShip | S::Shipped | S::Received | S::NeedsOwner, T::RefundAll) => Ok(S::Refunded),
            (S::ToPay, T::Accept | T::Ship | T::Receive | T::RefundAll)
            | (S::Confirming, T::Notice | T::Accept | T::Ship | T::Receive | T::RefundAll)
            | (S::ToShip, T::Notice | T::Pay | T::Close | T::Contradict | T::Accept | T::Receive)
            | (S::Shipped, T::Notice | T::Pay | T::Close | T::Contradict | T::Accept | T::Ship)
            | (S::Received, T::Notice | T::Pay | T::Close | T::Contradict | T::Accept | T::Ship | T::Receive)
            | (S::Closed, T::Notice | T::Pay | T::Close | T::Accept | T::Ship | T::Receive | T::RefundAll)
            | (S::NeedsOwner, T::Notice | T::Pay | T::Close | T::Contradict | T::Ship | T::Receive)
            | (S::ToPay | S::Confirming | S::ToShip | S::Received | S::Closed | S::NeedsOwner, T::Unship)
            | (S::Refunded, _) => Err(StepRefused { state: self, step }),
        }
    }

    /// True when the buyer's money is with the shop for certain.
    pub const fn is_paid(self) -> bool {
        matches!(self, Self::ToShip | Self::Shipped | Self::Received | Self::Refunded)
    }
}

/// Why an order waits for the owner. Kept beside the state, because a shipped order can get a second payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attention {
    /// WeChat says another total, currency or merchant than we asked for.
    AmountDiffers,
    /// A second transaction paid an order that was already paid.
    SecondPayment,
    /// The money came after the order was closed.
    PaidAfterClose,
    /// WeChat confirms a payment to this shop under a number that was never placed here.
    FromElsewhere,
}

text_enum!(Attention {
    AmountDiffers = "amount_differs", SecondPayment = "second_payment", PaidAfterClose = "paid_after_close",
    FromElsewhere = "from_elsewhere",
});

/// How an order came to the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Source {
    /// Placed at our door: priced by us, its stock held.
    #[default]
    Storefront,
    /// Known only by its payment: no lines, no receiver, and nothing to ship before the owner says so.
    Elsewhere,
}

text_enum!(Source { Storefront = "storefront", Elsewhere = "elsewhere" });

/// One line of an order, priced when the order was placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// Which product.
    pub product_id: ProductId,
    /// Its name at that time.
    pub name: String,
    /// Price of one piece at that time, fen.
    pub price: Fen,
    /// Pieces.
    pub quantity: Quantity,
}

/// Where the parcel goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// Name on the parcel, 1 to 64 characters.
    pub name: String,
    /// Digits with the usual signs, 5 to 24 characters.
    pub phone: String,
    /// 1 to 200 characters.
    pub address: String,
}

/// Which part of a receiver does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the receiver's {0} does not fit")]
pub struct BadReceiver(pub &'static str);

impl Receiver {
    /// The only way in: trimmed, no control characters, lengths a label can carry.
    ///
    /// # Errors
    /// [`BadReceiver`] names the part that does not fit.
    pub fn new(name: &str, phone: &str, address: &str) -> Result<Self, BadReceiver> {
        let phone_char = |c: char| c.is_ascii_digit() || "+-() ".contains(c);
        let phone = label("phone", phone, 5..=24)?;
        if !phone.chars().all(phone_char) {
            return Err(BadReceiver("phone"));
        }
        Ok(Self { name: label("name", name, 1..=64)?, phone, address: label("address", address, 1..=200)? })
    }
}

fn label(part: &'static str, raw: &str, lengths: std::ops::RangeInclusive<usize>) -> Result<String, BadReceiver> {
    let text = raw.trim();
    let fits = lengths.contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err(BadReceiver(part)) }
}

/// An order as it is placed: priced by us, never by the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Our number.
    pub order_no: OrderNo,
    /// Who ordered.
    pub openid: OpenId,
    /// Where it stands.
    pub state: OrderState,
    /// What the buyer owes, fen: the sum of the lines and what sending them costs.
    pub total: Fen,
    /// What of it is for sending, fen.
    pub freight: Fen,
    /// What was ordered.
    pub lines: Vec<OrderLine>,
    /// Where it goes.
    pub receiver: Receiver,
    /// The buyer's note, at most 200 characters.
    pub note: String,
    /// When it was placed.
    pub created_at: UnixSeconds,
    /// Until when it can be paid.
    pub pay_before: UnixSeconds,
}
