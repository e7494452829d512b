//! What is said and read of payments: WeChat's word, what it did, what is due.

use crate::domain::{
    AppId, Attention, Fen, MchId, OpenId, OrderNo, OrderState, PaidFacts, PaymentState, Refundable, SignType,
    TransactionId, UnixSeconds, UnpaidAnswer,
};
use crate::store::RawMessage;

/// WeChat's word on an order, as far as the rows care.
#[derive(Debug, Clone)]
pub enum OrderWord {
    /// Paid; the amount is compared with the order here, under the write lock.
    Paid(PaidFacts),
    /// Anything else. Without a usable answer only the time of the next question changes.
    Unpaid(UnpaidAnswer),
}

/// WeChat's word on an order or on an unknown number, with all that is kept about it.
#[derive(Debug, Clone)]
pub struct OrderUpdate {
    /// Which order.
    pub order_no: OrderNo,
    /// What WeChat said.
    pub word: OrderWord,
    /// The answer's raw text, where there was one.
    pub answer: Option<RawMessage>,
    /// When to ask again if nothing moves.
    pub next_ask_at: UnixSeconds,
}

/// A payment that is about to be asked for at WeChat: what is pinned for it.
#[derive(Debug, Clone)]
pub struct NewPayment {
    /// Which order.
    pub order_no: OrderNo,
    /// How it is signed; its notification is demanded back signed so.
    pub sign_type: SignType,
    /// Over which channel (`mini_program`, `app`).
    pub channel: &'static str,
    /// The address WeChat is told to report it to; empty where there is none.
    pub public_url: String,
    /// The call's raw text.
    pub call: RawMessage,
    /// From when on WeChat is asked about it.
    pub next_ask_at: UnixSeconds,
}

/// What an answer about an order did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderMoved {
    /// Now paid for certain: the owner wants to know.
    Paid,
    /// Waits for the owner.
    NeedsOwner,
    /// Closed; the stock is free again.
    Closed,
    /// Nothing new.
    Same,
}

/// A payment that does not fit its order, by WeChat's own answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentExtra {
    /// WeChat's number of it.
    pub transaction_id: TransactionId,
    /// What does not fit.
    pub kind: Attention,
    /// How much, in the smallest unit of `currency` (fen for `CNY`).
    pub amount: Fen,
    /// `CNY`, or what WeChat said instead.
    pub currency: String,
    /// When it was paid.
    pub paid_at: UnixSeconds,
    /// When we learnt of it.
    pub found_at: UnixSeconds,
    /// Who paid it, where WeChat says so.
    pub openid: Option<OpenId>,
    /// What of it went back and what is on its way, by refunds of its own; `None` where it cannot be given back from here:
    /// another currency, or a transaction that is no second payment.
    pub refundable: Option<Refundable>,
}

/// A number a rightly signed notification spoke of and we do not know: WeChat is asked about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPayment {
    /// The number.
    pub order_no: OrderNo,
    /// How its notification was signed.
    pub sign_type: SignType,
    /// How often WeChat was asked.
    pub asks: u32,
    /// How often WeChat answered that there is no such payment.
    pub noes: u32,
    /// Which app its notification named.
    pub app_id: Option<AppId>,
}

/// What the opening for a merchant found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MerchantOpened {
    /// The merchant the shop was open for before, where it was another one.
    pub changed_from: Option<MchId>,
    /// What is open and belongs to others.
    pub held: Vec<HeldRows>,
}

/// A payment WeChat knows of, as the practice shop tells it to its stand-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidOrder {
    /// Which order.
    pub order_no: OrderNo,
    /// WeChat's number of the payment.
    pub transaction_id: TransactionId,
    /// Who paid.
    pub openid: OpenId,
    /// What was paid, fen.
    pub total: Fen,
    /// What arrived back, fen.
    pub refunded: Fen,
    /// When it was paid.
    pub paid_at: UnixSeconds,
}

/// A payment a job has work with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuePayment {
    /// Which order.
    pub order_no: OrderNo,
    /// Where its payment stands.
    pub state: PaymentState,
    /// Where the order stands.
    pub order_state: OrderState,
    /// How it was asked for.
    pub sign_type: SignType,
    /// What is owed, fen.
    pub total: Fen,
    /// How often WeChat was asked since the last change.
    pub asks: u32,
    /// Until when it can be paid.
    pub pay_before: UnixSeconds,
    /// Somebody wants it cancelled: treated as if its time were over.
    pub cancel_wished: bool,
    /// In which app it was asked for, as far as that was written down.
    pub app_id: Option<AppId>,
}

/// What is open and belongs to another merchant than the one the shop is open for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRows {
    /// Whose they are.
    pub mch_id: MchId,
    /// Orders with something open.
    pub orders: u64,
    /// Of these, payments WeChat is to be asked about.
    pub payments: u64,
    /// Refunds that are not over.
    pub refunds: u64,
}
