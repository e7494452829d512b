//! What WeChat says, once it has been read and verified, and the verdict on each message it sent.

use super::{
    AppId, Fen, OpenId, OrderNo, RefundId, RefundNo, SignType, TransactionId, UnixSeconds, text_enum::text_enum,
};

/// WeChat's word that an order was paid: from a notification (a hint) or from `orderquery` (the truth).
/// Verified for signature, app and merchant; not yet compared with the order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PaidFacts {
    /// Our number of the order.
    pub order_no: OrderNo,
    /// WeChat's number of the payment.
    pub transaction_id: TransactionId,
    /// Who paid, where WeChat says so.
    pub openid: Option<OpenId>,
    /// Order total (`total_fee`), fen: the figure to compare, not the cash part of it.
    pub total: Fen,
    /// `CNY`, or what WeChat said instead.
    pub currency: String,
    /// When it was paid.
    pub paid_at: UnixSeconds,
    /// How the message was signed.
    pub sign_type: SignType,
    /// The app it names (`appid`): one of this merchant's. Compared with the one the payment was asked for in, where both are
    /// known.
    pub app_id: Option<AppId>,
}

/// WeChat's word about one refund, verified like [`PaidFacts`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RefundFacts {
    /// Our number of the refund.
    pub refund_no: RefundNo,
    /// Our number of the order.
    pub order_no: OrderNo,
    /// The payment it comes out of.
    pub transaction_id: TransactionId,
    /// WeChat's number of the refund.
    pub refund_id: Option<RefundId>,
    /// What goes back (`refund_fee`), fen.
    pub amount: Fen,
    /// What was paid (`total_fee`), fen.
    pub total: Fen,
    /// How far it is.
    pub outcome: RefundOutcome,
}

/// How far WeChat is with a refund.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RefundOutcome {
    /// Under way (`PROCESSING`).
    Processing,
    /// Arrived (`SUCCESS`).
    Success {
        /// When, where WeChat says so.
        at: Option<UnixSeconds>,
        /// Where it went, in WeChat's words (`refund_recv_accout`): 支付用户零钱.
        account: String,
    },
    /// Cannot be paid out (`CHANGE`): the owner acts on WeChat's merchant platform.
    Change,
    /// Closed (`REFUNDCLOSE`): it did not happen.
    Closed,
}

/// What became of one received message. The refused ones changed nothing but the list of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeVerdict {
    /// Genuine, fits the order, first of its kind.
    Accepted,
    /// Genuine, and already known.
    Repeated,
    /// Genuine, but we know no such order or refund.
    UnknownNumber,
    /// Genuine, but the amount, currency, transaction or way of signing is not what we asked for.
    Differs,
    /// WeChat reports a failed attempt: nothing to do.
    NotPaid,
    /// Longer than a notification can be.
    TooLarge,
    /// Not the flat XML WeChat sends (or not UTF-8, or a document type, nesting, repeats …).
    Malformed,
    /// No `sign` where one must be.
    Unsigned,
    /// `sign` is wrong: forged or altered.
    WrongSignature,
    /// Correctly signed, for another merchant or app.
    OtherMerchant,
    /// Signed, but a field we need is missing or has no sense.
    BadField,
    /// A refund notice our key does not open.
    Undecryptable,
}

text_enum!(NoticeVerdict {
    Accepted = "accepted", Repeated = "repeated", UnknownNumber = "unknown_number", Differs = "differs", NotPaid = "not_paid",
    TooLarge = "too_large", Malformed = "malformed", Unsigned = "unsigned", WrongSignature = "wrong_signature",
    OtherMerchant = "other_merchant", BadField = "bad_field", Undecryptable = "undecryptable",
});

impl NoticeVerdict {
    /// True for a message that proves nothing, because it cannot be shown to come from WeChat for this shop.
    pub const fn is_refused(self) -> bool {
        matches!(
            self,
            Self::TooLarge
                | Self::Malformed
                | Self::Unsigned
                | Self::WrongSignature
                | Self::OtherMerchant
                | Self::BadField
                | Self::Undecryptable
        )
    }
}
