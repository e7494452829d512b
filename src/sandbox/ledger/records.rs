//! Orders, their payments and refunds, each as one record.

use crate::domain::{Api, Fen, OpenId, OrderNo, RefundId, RefundNo, SignType, TransactionId, UnixSeconds};
use std::collections::BTreeMap;

/// Where an order stands at WeChat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TradeState {
    /// Can be paid.
    Open,
    /// Was paid, whatever was refunded since.
    Paid(Paid),
    /// Can never be paid.
    Closed,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// WeChat's number of it.
    pub transaction_id: TransactionId,
    /// When.
    pub at: UnixSeconds,
    /// How much of the total a coupon covered, fen.
    pub coupon: Fen,
}

/// One order at WeChat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trade {
    /// The shop's number.
    pub order_no: OrderNo,
    /// What is owed, fen.
    pub total: Fen,
    /// Who may pay, for orders of the mini program; who scanned the code, for those paid by scanning.
    pub openid: Option<OpenId>,
    /// `JSAPI`, `APP`, `NATIVE` …
    pub trade_type: String,
    /// How the shop signs, and so by which API the payment is announced.
    pub sign_type: SignType,
    /// Where the payment is announced; empty for orders made by hand.
    pub notify_url: String,
    /// Returned unchanged.
    pub attach: String,
    /// What the buyer sees.
    pub body: String,
    /// When WeChat first heard of it.
    pub created_at: UnixSeconds,
    /// Until when it can be paid, if the shop set an end.
    pub expires_at: Option<UnixSeconds>,
    /// Where it stands.
    pub state: TradeState,
    /// Its accepted refunds, oldest first.
    pub refunds: Vec<RefundNo>,
    /// The business parameters of the first call; a repeat must have the same. None once it is paid or closed.
    pub(in crate::sandbox) parameters: BTreeMap<String, String>,
}

impl Trade {
    /// Its payment.
    pub fn paid(&self) -> Option<&Paid> {
        if let TradeState::Paid(paid) = &self.state { Some(paid) } else { None }
    }

    pub(super) fn is_expired(&self, now: UnixSeconds) -> bool {
        self.expires_at.is_some_and(|end| now >= end)
    }
}

/// An order as the first `unifiedorder` describes it.
#[derive(Debug, Clone)]
pub(in crate::sandbox) struct NewTrade {
    pub order_no: OrderNo,
    pub total: Fen,
    pub openid: Option<OpenId>,
    pub trade_type: String,
    pub sign_type: SignType,
    pub notify_url: String,
    pub attach: String,
    pub body: String,
    pub expires_at: Option<UnixSeconds>,
    pub parameters: BTreeMap<String, String>,
}

/// Why no prepay id is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum OpenRefused {
    Paid,
    Closed,
    Expired,
    OtherParameters,
}

impl NewTrade {
    pub(super) fn begin(self, now: UnixSeconds) -> Trade {
        Trade {
            order_no: self.order_no,
            total: self.total,
            openid: self.openid,
            trade_type: self.trade_type,
            sign_type: self.sign_type,
            notify_url: self.notify_url,
            attach: self.attach,
            body: self.body,
            created_at: now,
            expires_at: self.expires_at,
            state: TradeState::Open,
            refunds: Vec::new(),
            parameters: self.parameters,
        }
    }
}

/// Why a buyer could not pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PayRefused {
    /// Nobody gave out this prepay id.
    #[error("there is no such prepay id")]
    UnknownPrepay,
    /// The prepay id is older than two hours.
    #[error("the prepay id is older than two hours")]
    PrepayExpired,
    /// The shop's own end of payment has passed.
    #[error("the order can no longer be paid")]
    OrderExpired,
    /// It was paid before.
    #[error("the order is paid already")]
    AlreadyPaid,
    /// The shop closed it.
    #[error("the order is closed")]
    Closed,
    /// A coupon covers at most the total.
    #[error("the coupon is worth more than the order")]
    CouponTooLarge,
    /// The payment sheet is not signed as the order is, or signed wrongly.
    #[error("the payment sheet's signature is wrong")]
    SheetNotSigned,
}

/// How a refund ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundFate {
    /// Accepted, under way (`PROCESSING`).
    Processing,
    /// Arrived (`SUCCESS`).
    Success,
    /// Cannot be paid out; the money waits at WeChat (`CHANGE`).
    Change,
    /// Closed: the money came back to the shop (`REFUNDCLOSE`).
    Closed,
}

impl RefundFate {
    /// The word of API v2.
    pub const fn wire(self) -> &'static str {
        match self {
            Self::Processing => "PROCESSING",
            Self::Success => "SUCCESS",
            Self::Change => "CHANGE",
            Self::Closed => "REFUNDCLOSE",
        }
    }
}

/// Where a refund goes that could not be paid out the way it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResentTo {
    /// The merchant's own settlement card.
    MerchantCard,
    /// A card of the buyer's, as the merchant wrote it and WeChat read it.
    BuyerCard {
        /// `CMB_DEBIT` and the like.
        bank: String,
        /// The card's number.
        account: String,
        /// Whose card it is.
        name: String,
    },
}

/// One accepted refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRecord {
    /// The shop's number.
    pub refund_no: RefundNo,
    /// WeChat's number.
    pub refund_id: RefundId,
    /// Whose money it is.
    pub order_no: OrderNo,
    /// The payment.
    pub transaction_id: TransactionId,
    /// What goes back, fen.
    pub amount: Fen,
    /// What was paid, fen.
    pub total: Fen,
    /// What the buyer reads.
    pub reason: String,
    /// Where its end is announced; empty for nowhere.
    pub notify_url: String,
    /// False for one made by hand on the merchant platform.
    pub by_api: bool,
    /// The API its end is announced by: the one it was asked for in.
    pub api: Api,
    /// Where it went instead, if it could not go the way the money came.
    pub resent_to: Option<ResentTo>,
    /// How far it is.
    pub fate: RefundFate,
    /// When it was accepted.
    pub accepted_at: UnixSeconds,
    /// When it ended.
    pub settled_at: Option<UnixSeconds>,
}

/// What a refund number was first used with. It can never mean anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sandbox) struct RefundFigures {
    pub refund_no: RefundNo,
    pub order_no: OrderNo,
    pub amount: Fen,
    pub total: Fen,
    pub reason: String,
    pub notify_url: String,
    pub by_api: bool,
    pub api: Api,
}

impl RefundFigures {
    /// The same refund: order and amounts. The reason and the address may be worded anew.
    pub(super) fn same_money(&self, other: &Self) -> bool {
        self.order_no == other.order_no && self.amount == other.amount && self.total == other.total
    }
}

/// Why a refund is not accepted. Nothing moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum RefundRefused {
    NoSuchOrder,
    OtherFigures,
    NumberClosed,
    TooOld,
    NothingLeft,
    MoreThanLeft,
    TooMany,
    TooSoon,
    NotEnough,
}
