//! What is said and read of messages: the raw text, its verdict, the list.

use crate::domain::{Days, MessageId, NoticeVerdict, OrderNo, RefundNo, UnixSeconds, text_enum::text_enum};

/// A message or a call as it is kept for ever: the raw text, without keys.
#[derive(Debug, Clone)]
pub struct RawMessage {
    /// Made where it was received or sent.
    pub id: MessageId,
    /// `pay_notice`, `refund_notice`, `unifiedorder`, `orderquery`, `closeorder`, `refund`, `refundquery`,
    /// `upload_shipping_info`, `get_order`, `notify_confirm_receive`, `push`, `complaint_notice`, `complaint_…`.
    pub kind: &'static str,
    /// Where it came from, for people: an address, never evidence. Empty for calls.
    pub peer: String,
    /// The headers that matter, a line each; empty for calls and answers.
    pub headers: String,
    /// The text (lossy where it was not UTF-8; cut to 32 KiB, an answer of WeChat's to 512 KiB).
    pub text: String,
}

impl RawMessage {
    /// The kind of a message of the mini program's push: it is kept as it was opened, and says nothing of a payment.
    pub const PUSH: &'static str = "push";
    /// The kind of a notification about a complaint.
    pub const COMPLAINT: &'static str = "complaint_notice";
}

/// What became of a received notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeOutcome {
    /// The verdict as it was stored.
    pub verdict: NoticeVerdict,
    /// True if a state moved: a job should look.
    pub moved: bool,
}

/// Which messages a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum NoticeFilter {
    /// Everything.
    #[default]
    All,
    /// As it should be: accepted, repeated, or a payment that did not come about.
    Fine,
    /// Genuine, and not as we know it: an unknown number, or other figures than ours.
    Odd,
    /// Proves nothing: forged, altered, unreadable, or another merchant's.
    Refused,
}

text_enum!(NoticeFilter { All = "all", Fine = "fine", Odd = "odd", Refused = "refused" });

/// What the list of messages is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NoticeQuery {
    /// What became of them.
    pub filter: NoticeFilter,
    /// When they came.
    pub came: Option<Days>,
    /// A whole number of an order, a refund, or WeChat's of either: what came about that order. Empty for all orders.
    pub number: String,
}

impl From<NoticeFilter> for NoticeQuery {
    fn from(filter: NoticeFilter) -> Self {
        Self { filter, ..Self::default() }
    }
}

/// A row of the list of messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRow {
    /// Given when it arrived, never by who sent it.
    pub id: MessageId,
    /// When it came.
    pub at: UnixSeconds,
    /// `pay_notice`, `refund_notice`, `push` or `complaint_notice`.
    pub kind: String,
    /// From where, for people.
    pub peer: String,
    /// What became of it.
    pub verdict: NoticeVerdict,
    /// The order it speaks of, as far as it could be read.
    pub order_no: Option<OrderNo>,
    /// The refund it speaks of.
    pub refund_no: Option<RefundNo>,
    /// The headers that matter, a line each: `name: value`. Gone with the text.
    pub headers: String,
    /// The raw text; empty once it is older than the shop keeps texts.
    pub text: String,
}

impl NoticeRow {
    /// True for a message of the mini program's push.
    pub fn is_push(&self) -> bool {
        self.kind == RawMessage::PUSH
    }
}

/// The secret parts of the notification paths, one per purpose: 32 hex characters each, made at first start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSecrets {
    /// In `/wechat/{secret}/pay`.
    pub pay: String,
    /// In `/wechat/{secret}/refund`.
    pub refund: String,
    /// In `/wechat/{secret}/push`.
    pub push: String,
}

impl WebhookSecrets {
    /// Where below the public address the mini program's message push goes.
    pub fn push_path(&self) -> String {
        format!("/wechat/{}/push", self.push)
    }
}
