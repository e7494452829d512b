//! What is said and read of refunds: a request, a step, the queue, one with all that is needed to decide, the books.

use crate::domain::{Api, AppId, SignType, text_enum::text_enum};
use crate::domain::{
    Fen, MchId, OpenId, OrderLine, OrderNo, OrderState, ProductId, Quantity, RefundAlarm, RefundFacts, RefundId,
    RefundNo, RefundOrigin, RefundState, RefundStep, RefundTrouble, Refundable, TransactionId, UnixSeconds,
};
use crate::store::{Actor, HistoryRow, RawMessage};

/// A buyer's request for money back.
#[derive(Debug, Clone)]
pub struct NewRefund {
    /// A fresh number, the identity of the refund at WeChat from now on.
    pub refund_no: RefundNo,
    /// Which order.
    pub order_no: OrderNo,
    /// Who asks: must be the order's buyer.
    pub openid: OpenId,
    /// How much, fen.
    pub amount: Fen,
    /// Which pieces of the order it is about; empty where the buyer did not say.
    pub items: Vec<(ProductId, Quantity)>,
    /// Why, 1 to 500 characters.
    pub reason: String,
    /// How to reach the buyer, at most 100 characters.
    pub contact: String,
}

/// The owner's yes to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundApproval {
    /// Which refund.
    pub refund_no: RefundNo,
    /// The version of the row the click was made on; anything newer is [`Refusal::Stale`](crate::store::Refusal::Stale).
    pub seen: u32,
    /// How much, fen: what was asked for or less.
    pub amount: Fen,
    /// What the buyer reads at WeChat, at most 80 characters.
    pub reply: String,
    /// Which goods are sent no more; `None`: those the buyer named. None at all: the money is for no goods.
    pub pieces: Option<Vec<(ProductId, Quantity)>>,
    /// What goes back on the shelf once the money arrived.
    pub restock: Vec<(ProductId, Quantity)>,
}

/// The owner's no to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRejection {
    /// Which refund.
    pub refund_no: RefundNo,
    /// The version of the row the click was made on.
    pub seen: u32,
    /// What the buyer reads, 1 to 200 characters.
    pub reply: String,
    /// What the buyer sees with it: a file in `pictures/replies/`.
    pub picture: Option<String>,
}

/// The money of a refund that failed for good, sent once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRenewal {
    /// The one that failed: it stays as it ended.
    pub refund_no: RefundNo,
    /// The version of it the click was made on.
    pub seen: u32,
    /// A fresh number, the identity of the new one at WeChat.
    pub fresh: RefundNo,
    /// Until when it can be taken back.
    pub send_from: UnixSeconds,
}

/// All refunds of an order, as WeChat lists them.
#[derive(Debug, Clone)]
pub struct RefundList {
    /// Which order.
    pub order_no: OrderNo,
    /// What is on the list.
    pub listed: Vec<RefundFacts>,
    /// The answer's raw text, where there was one.
    pub answer: Option<RawMessage>,
    /// When what cannot be true yet is asked about again.
    pub next_at: UnixSeconds,
}

/// A picture a buyer sends with a request.
#[derive(Debug, Clone)]
pub struct NewPicture {
    /// Which request.
    pub refund_no: RefundNo,
    /// Who sends it: must be the request's buyer.
    pub openid: OpenId,
    /// The small one, at most 256 KiB.
    pub thumbnail: Vec<u8>,
    /// The original in `pictures/`.
    pub file: KeptFile,
}

/// Pieces of a line of the order that a refund is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundPiece {
    /// Which product.
    pub product_id: ProductId,
    /// How many.
    pub quantity: Quantity,
    /// Whether they go back on the shelf once the money arrived.
    pub restock: bool,
}

impl RefundPiece {
    /// Which and how many.
    pub fn pieces(&self) -> (ProductId, Quantity) {
        (self.product_id.clone(), self.quantity)
    }
}

/// A refund the owner begins without being asked.
#[derive(Debug, Clone)]
pub struct OwnersRefund {
    /// A fresh number, the identity of the refund at WeChat from now on.
    pub refund_no: RefundNo,
    /// Which order.
    pub order_no: OrderNo,
    /// The version of the order the click was made on.
    pub seen: u32,
    /// How much, fen.
    pub amount: Fen,
    /// What it is about; empty where it is about no goods.
    pub pieces: Vec<RefundPiece>,
    /// What the buyer reads at WeChat, 1 to 80 characters.
    pub reason: String,
    /// Until when it can be taken back.
    pub send_from: UnixSeconds,
    /// The payment it comes out of, where that is not the order's own but came beside it.
    pub transaction_id: Option<TransactionId>,
}

/// A step of a refund that came out of a call, with all that is kept about it.
#[derive(Debug, Clone)]
pub struct RefundUpdate {
    /// Which refund.
    pub refund_no: RefundNo,
    /// What happened. `None`: nothing moved, only the time of the next question.
    pub step: Option<RefundStep>,
    /// Who said so.
    pub actor: Actor,
    /// What is not well; none if the step says it all.
    pub trouble: Option<RefundTrouble>,
    /// WeChat's facts, where it gave some (refund id, account, time).
    pub facts: Option<RefundFacts>,
    /// The answer's raw text, where there was one.
    pub answer: Option<RawMessage>,
    /// When to send or ask next.
    pub next_at: UnixSeconds,
}

/// What the owner has to know of a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundAlarmRow {
    /// Which refund; nobody here may know it.
    pub refund_no: RefundNo,
    /// What it gives money back for.
    pub order_no: OrderNo,
    /// Why.
    pub kind: RefundAlarm,
    /// Where it stood here, if it was known.
    pub ours: Option<RefundState>,
    /// Where it stands by WeChat's word.
    pub theirs: Option<RefundState>,
    /// What it was about here, fen.
    pub ours_amount: Option<Fen>,
    /// What it is about by WeChat's word, fen.
    pub theirs_amount: Option<Fen>,
    /// When it came out.
    pub raised_at: UnixSeconds,
    /// When the owner saw it.
    pub seen_at: Option<UnixSeconds>,
}

/// Which refunds a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RefundFilter {
    /// Waiting for the owner, oldest first.
    #[default]
    Waiting,
    /// Approved and not finished, the last changed first.
    Moving,
    /// Nothing moved, and nothing goes on in its place; the last changed first.
    Failed,
    /// Arrived, rejected, or sent again under another number; the last changed first.
    Done,
}

text_enum!(RefundFilter { Waiting = "waiting", Moving = "moving", Failed = "failed", Done = "done" });

impl RefundFilter {
    /// The one list a refund in this state stands in. `renewed`: another one goes on in its place, and settles it.
    pub const fn of(state: RefundState, renewed: bool) -> Self {
        match state {
            RefundState::Requested => Self::Waiting,
            RefundState::Approved
            | RefundState::Sending
            | RefundState::Processing
            | RefundState::InDoubt
            | RefundState::WaitingForMoney
            | RefundState::Stuck => Self::Moving,
            RefundState::Failed if !renewed => Self::Failed,
            RefundState::Refunded | RefundState::Rejected | RefundState::Failed => Self::Done,
        }
    }
}

/// A row of the refund queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRow {
    /// Its number.
    pub refund_no: RefundNo,
    /// What it gives money back for.
    pub order_no: OrderNo,
    /// Where it stands.
    pub state: RefundState,
    /// Counts up with every change; a click carries it back.
    pub version: u32,
    /// Name on the parcel.
    pub buyer: String,
    /// What goes back, fen.
    pub amount: Fen,
    /// The buyer's reason.
    pub reason: String,
    /// When the buyer asked.
    pub requested_at: UnixSeconds,
    /// When it last changed.
    pub changed_at: UnixSeconds,
    /// What is not well: shown beside the state until the next step.
    pub trouble: Option<RefundTrouble>,
    /// When it is sent or asked about next; for an approved one, until when it can be taken back.
    pub next_at: UnixSeconds,
    /// Who began it.
    pub origin: RefundOrigin,
    /// The payment it comes out of, where that is not the order's own but came beside it.
    pub transaction_id: Option<TransactionId>,
    /// Approved, and it waits for the owner once more: money of its order went back elsewhere since.
    pub paused: bool,
    /// The order is shipped in spite of it.
    pub set_aside: bool,
    /// It failed, and another one goes on in its place.
    pub renewed: bool,
}

/// A refund as it stands in the owner's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedRefund {
    /// As in the list.
    pub row: RefundRow,
    /// What was asked for, fen.
    pub asked: Fen,
    /// What the owner told the buyer.
    pub reply: String,
    /// When it arrived.
    pub refunded_at: Option<UnixSeconds>,
    /// Where the money went, in WeChat's words.
    pub account: String,
    /// WeChat's number of it.
    pub refund_id: Option<RefundId>,
}

/// Everything the owner wants to see before deciding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundDetail {
    /// As in the list.
    pub row: RefundRow,
    /// The API its number left by; before that, the one its payment was asked for by.
    pub api: Api,
    /// How to reach the buyer.
    pub contact: String,
    /// What the owner told the buyer, once decided.
    pub reply: String,
    /// What the owner showed the buyer with a refusal: a file in `pictures/replies/`.
    pub reply_picture: Option<String>,
    /// What of the payment can still go back; `in_flight` counts this one only once it is approved.
    pub refundable: Refundable,
    /// What the refund is about, where the buyer said so.
    pub lines: Vec<OrderLine>,
    /// What goes back on the shelf when the money arrives, or went there.
    pub restock: Vec<RestockLine>,
    /// What was bought with it, at the prices of that day.
    pub order_lines: Vec<OrderLine>,
    /// Where the order stands.
    pub order_state: OrderState,
    /// Orders of this buyer in this shop.
    pub buyer_orders: u32,
    /// Refunds that arrived at this buyer before.
    pub buyer_refunds: u32,
    /// The refund in whose place this one goes on, under a new number.
    pub renews: Option<RefundNo>,
    /// The refund that goes on in this one's place.
    pub renewed_as: Option<RefundNo>,
    /// WeChat's number of the refund.
    pub refund_id: Option<RefundId>,
    /// Where the money went, in WeChat's words.
    pub account: String,
    /// When it arrived.
    pub refunded_at: Option<UnixSeconds>,
    /// Evidence, in the buyer's order.
    pub pictures: Vec<Picture>,
    /// The merchant its payment belongs to, where the shop is open for another one: nothing of it is asked or sent.
    pub held_for: Option<MchId>,
    /// Every step, oldest first.
    pub history: Vec<HistoryRow>,
    /// What the owner has to know of it and has not seen, oldest first.
    pub alarms: Vec<RefundAlarmRow>,
}

/// Pieces of one product that go back on the shelf with a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestockLine {
    /// Which product.
    pub product_id: ProductId,
    /// Its name when it was ordered.
    pub name: String,
    /// Pieces.
    pub quantity: Quantity,
    /// When they went back; `None` while the money is under way, or if the product is gone.
    pub back_at: Option<UnixSeconds>,
}

/// How much of a line of an order may still go back on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restockable {
    /// Which product.
    pub product_id: ProductId,
    /// Its name when it was ordered.
    pub name: String,
    /// Pieces, 0 where all of them are back or on their way.
    pub left: u32,
}

/// A picture the buyer sent. The row keeps a small one; the original lies in the data folder's `pictures/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Place among the request's pictures, from 0.
    pub position: u32,
    /// The small one: JPEG or PNG, at most 256 pixels a side.
    pub thumbnail: Vec<u8>,
    /// Name of the original in `pictures/`; empty where there is none.
    pub file: String,
}

/// A file in `pictures/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// A plain name.
    pub name: String,
    /// What it takes on the disk.
    pub bytes: u64,
}

/// A refund that is about to leave: what is written down before its first byte.
#[derive(Debug, Clone)]
pub struct RefundSend {
    /// Which refund.
    pub refund_no: RefundNo,
    /// The interface it leaves by; its number is sent again by no other.
    pub by: Api,
    /// The call's raw text.
    pub call: RawMessage,
}

/// An order WeChat is to be asked about for all of its refunds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundSearch {
    /// Which order.
    pub order_no: OrderNo,
    /// How its payment was asked for.
    pub sign_type: SignType,
    /// How often WeChat was asked in vain.
    pub asks: u32,
    /// In which app its payment was asked for.
    pub app_id: Option<AppId>,
}
