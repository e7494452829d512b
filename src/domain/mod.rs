//! What is true in any shop: money, numbers, times, and the life of an order, a payment and a refund.
//!
//! Nothing here opens a file or a socket, reads a clock, or knows SQL, XML or egui. Each life is one pure
//! function, `State::after(step)`, so a click, a reply and a notification are decided by the same rule.

mod ids;
mod money;
mod notice;
mod order;
mod payment;
mod product;
mod refund;
mod text_enum;
mod time;

pub use ids::{
    AppId, BadId, MchId, MessageId, OpenId, OrderNo, PrepayId, ProductId, RefundId, RefundNo, ShopId, TransactionId,
};
pub use money::{BadAmount, BadYuan, Fen, half_width};
pub use notice::{PaidFacts, RefundFacts, RefundOutcome, Verdict};
pub use order::{Attention, BadReceiver, Order, OrderLine, OrderState, OrderStep, Receiver, Source};
pub use payment::{NO_NOTICE_URL, PaymentState, PaymentStep, SignType};
pub use product::{BadQuantity, Product, ProductChange, QUANTITY_MAX, Quantity, StockChange};
pub use refund::{
    PARTIAL_REFUNDS_MAX, REFUND_GAP_SECS, REFUND_WINDOW_SECS, Refund, RefundOrigin, RefundState, RefundStep, Refundable,
};
pub use text_enum::UnknownWord;
pub use time::{BadTime, UnixSeconds};

/// Why a step was not taken. Nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{step:?} does not follow {state:?}")]
pub struct StepRefused<S: std::fmt::Debug, T: std::fmt::Debug> {
    /// Where the order, payment or refund stands, and stays.
    pub state: S,
    /// What was asked of it: repeated, late, or never possible from here.
    pub step: T,
}
