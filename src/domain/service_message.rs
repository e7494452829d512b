//! A message to a buyer's, or a worker's, WeChat about one thing that happened (订阅消息): when one is due, what it says, and how
//! far it is. Each is sent once; WeChat cannot be asked whether it has one.

use super::{
    ComplaintId, Fen, MessageValueKind, OpenId, OrderNo, RefundNo, StepRefused, UnixSeconds, UnknownWord,
    text_enum::text_enum,
};
use crate::base::lang::Lang;

/// A template has at most so many fields at WeChat.
pub const MESSAGE_FIELDS_MAX: usize = 5;
/// The longest id of a template WeChat gives, characters.
pub const TEMPLATE_ID_MAX: usize = 64;
/// Words of the owner's own in a field, characters.
pub const FIXED_WORDS_MAX: usize = 20;
/// So many permissions of one person for one template are counted: more is no estimate any more.
pub const GRANTS_MAX: u32 = 100;
/// A code to bind a WeChat with is good for so long, seconds.
pub const BIND_CODE_SECS: i64 = 10 * 60;
/// With so few permissions left the owner, or a worker, is told to give more.
pub const GRANTS_LOW: u32 = 3;

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageEvent {
    /// An order was paid: to the owner and to workers who bound their WeChat.
    Paid,
    /// It left.
    Shipped,
    /// Money arrived back.
    Refunded,
    /// Money was asked back and does not go back; with the reason.
    RefundRefused,
    /// The buyer can come for it, with this code.
    PickupReady,
    /// The shop answered the buyer's complaint.
    ComplaintAnswered,
}

text_enum!(MessageEvent {
    Paid = "paid", Shipped = "shipped", Refunded = "refunded", RefundRefused = "refund_refused",
    PickupReady = "pickup_ready", ComplaintAnswered = "complaint_answered",
});

impl MessageEvent {
    /// True where it goes to the shop's own people.
    pub const fn is_for_the_shop(self) -> bool {
        matches!(self, Self::Paid)
    }

    /// What happened, in a word for a field: five Chinese characters at most.
    pub const fn status(self, lang: Lang) -> &'static str {
        match self {
            Self::Paid => lang.pick_static("已付款", "Paid"),
            Self::Shipped => lang.pick_static("已发货", "Shipped"),
            Self::Refunded => lang.pick_static("已退款", "Refunded"),
            Self::RefundRefused => lang.pick_static("退款被拒", "Refund refused"),
            Self::PickupReady => lang.pick_static("可取货", "Ready to collect"),
            Self::ComplaintAnswered => lang.pick_static("已回复", "Answered"),
        }
    }

    /// What its fields can say.
    pub fn contents(self) -> impl Iterator<Item = MessageContent> {
        MessageContent::ALL.iter().copied().filter(move |content| content.is_known_for(self))
    }
}

/// What goes into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageContent {
    /// The order's number.
    OrderNo,
    /// What was bought.
    Goods,
    /// The money it is about.
    Amount,
    /// When it happened.
    Moment,
    /// What happened, in a word.
    Status,
    /// The shop's name.
    ShopName,
    /// Who carries it.
    Carrier,
    /// The parcel's number.
    TrackingNo,
    /// The code to collect it with.
    PickupCode,
    /// The shop's reason, or its answer.
    Reason,
    /// Words of the owner's own.
    Fixed,
}

text_enum!(MessageContent {
    OrderNo = "order_no", Goods = "goods", Amount = "amount", Moment = "moment", Status = "status",
    ShopName = "shop_name", Carrier = "carrier", TrackingNo = "tracking_no", PickupCode = "pickup_code",
    Reason = "reason", Fixed = "fixed",
});

impl MessageContent {
    const fn is_known_for(self, event: MessageEvent) -> bool {
        match self {
            Self::Carrier | Self::TrackingNo => matches!(event, MessageEvent::Shipped),
            Self::PickupCode => matches!(event, MessageEvent::PickupReady),
            Self::Reason => matches!(event, MessageEvent::RefundRefused | MessageEvent::ComplaintAnswered),
            _ => true,
        }
    }
}

/// One field of a template and what goes into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageField {
    /// WeChat's key, such as `thing2`.
    pub key: String,
    /// What goes into it.
    pub content: MessageContent,
    /// The owner's words, for [`MessageContent::Fixed`].
    pub fixed: String,
}

/// The template of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageTemplate {
    /// For what.
    pub event: MessageEvent,
    /// WeChat's id of it.
    pub template_id: String,
    /// Its fields, in order.
    pub fields: Vec<MessageField>,
}

/// Why a template cannot be kept, or a message of it not be made.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum BadTemplate {
    /// It is no id of WeChat's.
    #[error("the template's id does not look like one of WeChat's")]
    Id,
    /// It has no fields, or too many.
    #[error("a template has 1 to 5 fields")]
    Count,
    /// This is no key of WeChat's.
    #[error("{0:?} is no field of WeChat's")]
    Key(String),
    /// The same key stands there twice.
    #[error("the field {0:?} stands there twice")]
    Twice(String),
    /// Nothing is known to go into this field.
    #[error("the field {0:?} does not take that")]
    Content(String),
    /// This field does not take this value.
    #[error("the field {key:?} does not take {value:?}")]
    Value {
        /// Which field.
        key: String,
        /// Which value.
        value: String,
    },
}

/// Whether it looks like an id of a template.
pub fn is_template_id(id: &str) -> bool {
    (20..=TEMPLATE_ID_MAX).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

impl MessageTemplate {
    /// Whether it can be kept.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn check(&self) -> Result<(), BadTemplate> {
        if !is_template_id(&self.template_id) {
            return Err(BadTemplate::Id);
        }
        if !(1..=MESSAGE_FIELDS_MAX).contains(&self.fields.len()) {
            return Err(BadTemplate::Count);
        }
        for (at, field) in self.fields.iter().enumerate() {
            let kind = MessageValueKind::of_key(&field.key).ok_or_else(|| BadTemplate::Key(field.key.clone()))?;
            if self.fields.iter().take(at).any(|before| before.key == field.key) {
                return Err(BadTemplate::Twice(field.key.clone()));
            }
            if !field.content.is_known_for(self.event) {
                return Err(BadTemplate::Content(field.key.clone()));
            }
            let long = field.fixed.chars().count() > FIXED_WORDS_MAX;
            if field.content == MessageContent::Fixed && (long || !kind.takes(&field.fixed)) {
                return Err(BadTemplate::Value { key: field.key.clone(), value: field.fixed.clone() });
            }
        }
        Ok(())
    }

    /// What is sent, field by field.
    ///
    /// # Errors
    /// [`BadTemplate::Value`]: a field does not take what would go into it, whole or cut.
    pub fn filled(&self, facts: &MessageFacts, lang: Lang) -> Result<Vec<(String, String)>, BadTemplate> {
        self.fields.iter().map(|field| filled(self.event, field, facts, lang)).collect()
    }

    /// Its fields as the file has them: a line each.
    pub fn fields_text(&self) -> String {
        let line = |field: &MessageField| format!("{}={}:{}", field.key, field.content, field.fixed);
        self.fields.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Reads them back.
    ///
    /// # Errors
    /// [`UnknownWord`]: the row is damaged, or a newer program's.
    pub fn fields_of(text: &str) -> Result<Vec<MessageField>, UnknownWord> {
        let damaged = || UnknownWord { kind: "MessageField", word: text.to_owned() };
        let lines = text.lines().map(|line| {
            let (key, rest) = line.split_once('=').ok_or_else(damaged)?;
            let (content, fixed) = rest.split_once(':').ok_or_else(damaged)?;
            Ok(MessageField { key: key.to_owned(), content: MessageContent::parse(content)?, fixed: fixed.to_owned() })
        });
        lines.collect()
    }
}

fn filled(
    event: MessageEvent,
    field: &MessageField,
    facts: &MessageFacts,
    lang: Lang,
) -> Result<(String, String), BadTemplate> {
    let kind = MessageValueKind::of_key(&field.key).ok_or_else(|| BadTemplate::Key(field.key.clone()))?;
    let value = match field.content {
        MessageContent::OrderNo => facts.order_no.clone(),
        MessageContent::Goods => facts.goods.clone(),
        MessageContent::Amount if kind == MessageValueKind::Number => facts.amount.to_yuan(),
        MessageContent::Amount => format!("￥{}", facts.amount.to_yuan()),
        MessageContent::Moment => facts.at.to_chinese(),
        // A phrase holds Chinese characters only, whatever the shop speaks.
        MessageContent::Status if kind == MessageValueKind::Phrase => event.status(Lang::Zh).to_owned(),
        MessageContent::Status => event.status(lang).to_owned(),
        MessageContent::ShopName => facts.shop_name.clone(),
        MessageContent::Carrier => facts.carrier.clone(),
        MessageContent::TrackingNo => facts.tracking_no.clone(),
        MessageContent::PickupCode => facts.pickup_code.clone(),
        MessageContent::Reason => facts.reason.clone(),
        MessageContent::Fixed => field.fixed.clone(),
    };
    // What is not known (a parcel without a number) is said as a dash, where the field takes one: WeChat takes none empty.
    let value = if value.trim().is_empty() { "-".to_owned() } else { value };
    match kind.made_to_fit(&value) {
        Some(value) => Ok((field.key.clone(), value)),
        None => Err(BadTemplate::Value { key: field.key.clone(), value }),
    }
}

/// What a message can say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageFacts {
    /// The order's number.
    pub order_no: String,
    /// What was bought.
    pub goods: String,
    /// The money, fen.
    pub amount: Fen,
    /// When it happened.
    pub at: UnixSeconds,
    /// The shop's name.
    pub shop_name: String,
    /// Who carries it; empty where nobody does.
    pub carrier: String,
    /// The parcel's number; empty where there is none.
    pub tracking_no: String,
    /// The code; empty where it is sent.
    pub pickup_code: String,
    /// The shop's reason or answer.
    pub reason: String,
}

impl MessageFacts {
    /// What stands in a test and in the preview: as long as such words are.
    pub fn sample(shop_name: &str, lang: Lang, at: UnixSeconds) -> Self {
        Self {
            order_no: "TEST-20260101-0001".to_owned(),
            goods: lang.pick("挂耳咖啡*2, 手冲壶*1", "Drip coffee*2, Kettle*1").to_owned(),
            amount: Fen::new(12_800).unwrap_or_default(),
            at,
            shop_name: shop_name.to_owned(),
            carrier: lang.pick("顺丰速运", "SF Express").to_owned(),
            tracking_no: "SF1234567890".to_owned(),
            pickup_code: "0000".to_owned(),
            reason: lang.pick("这是一条测试消息", "This is a test").to_owned(),
        }
    }
}

/// How far a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageState {
    /// Not sent yet.
    Waiting,
    /// On its way.
    Sending,
    /// WeChat took it.
    Sent,
    /// WeChat does not have it, and does not get it.
    NotSent,
    /// Nobody knows. It is not said again: a person would read it twice, and a second permission be gone.
    Unknown,
}

text_enum!(MessageState {
    Waiting = "waiting", Sending = "sending", Sent = "sent", NotSent = "not_sent", Unknown = "unknown",
});

/// What happens to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageStep {
    /// The call is about to leave.
    Send,
    /// WeChat took it.
    Accepted,
    /// It certainly did not arrive: it can be said again.
    Later,
    /// WeChat refused it, or there is nothing to say any more.
    Refuse,
    /// It may have arrived.
    NoAnswer,
    /// WeChat says later that it did not reach the phone.
    NotDelivered,
}

impl MessageState {
    /// True while there is something to do.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Sending)
    }

    /// Where the step leads.
    ///
    /// # Errors
    /// [`StepRefused`]: it does not follow.
    pub const fn after(self, step: MessageStep) -> Result<Self, StepRefused<Self, MessageStep>> {
        use MessageStep as Step;
        Ok(match (self, step) {
            (Self::Waiting, Step::Send) => Self::Sending,
            (Self::Sending, Step::Accepted) => Self::Sent,
            (Self::Sending | Self::Waiting, Step::Later) => Self::Waiting,
            (Self::Sending | Self::Waiting, Step::Refuse) | (Self::Sent, Step::NotDelivered) => Self::NotSent,
            (Self::Sending, Step::NoAnswer) => Self::Unknown,
            (state, step) => return Err(StepRefused { state, step }),
        })
    }
}

/// Why a message was not sent, or not yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageTrouble {
    /// Whoever should read it gave no permission, or used it up (43101).
    NoPermission,
    /// The mini program may send none (43107, 48001).
    Blocked,
    /// WeChat does not know the template (40037).
    NoTemplate,
    /// A field does not take its value (47003).
    BadValue,
    /// WeChat does not know the reader (40003).
    NoReader,
    /// The page it opens is not in the released mini program (41030).
    NoPage,
    /// WeChat finds a word in it that it does not let through (45168).
    Words,
    /// Any other refusal.
    Refused,
    /// The account, its secret or a permission: a person mends it.
    Account,
    /// Too fast, or the day's quota.
    TooFast,
    /// No line: nothing left.
    NoLine,
    /// No usable answer: it may have arrived.
    NoAnswer,
    /// The program ended while it was on its way.
    CutOff,
    /// The file is an older one: it may have been sent since.
    Restored,
    /// It waited for so long that it would be no news.
    TooLate,
    /// WeChat took it and says that it did not reach the phone.
    NotDelivered,
}

text_enum!(MessageTrouble {
    NoPermission = "no_permission", Blocked = "blocked", NoTemplate = "no_template", BadValue = "bad_value",
    NoReader = "no_reader", NoPage = "no_page", Words = "words", Refused = "refused", Account = "account",
    TooFast = "too_fast", NoLine = "no_line", NoAnswer = "no_answer", CutOff = "cut_off", Restored = "restored",
    TooLate = "too_late", NotDelivered = "not_delivered",
});

impl MessageTrouble {
    /// True where WeChat has taken the permission, or there is none.
    pub const fn uses_permissions_up(self) -> bool {
        matches!(self, Self::NoPermission)
    }

    /// True where the owner has something to mend before any message of this template arrives.
    pub const fn is_for_the_owner(self) -> bool {
        matches!(self, Self::Blocked | Self::NoTemplate | Self::BadValue | Self::NoPage | Self::Account)
    }
}

/// What a message is about, as far as rows say it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageSubject {
    /// The order; none for a test.
    pub order_no: Option<OrderNo>,
    /// The refund.
    pub refund_no: Option<RefundNo>,
    /// The complaint, and which answer to it.
    pub complaint: Option<(ComplaintId, u32)>,
}

/// What leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMessage {
    /// To whom.
    pub openid: OpenId,
    /// By which template.
    pub template_id: String,
    /// The page a tap on it opens; none for the first one.
    pub page: Option<String>,
    /// Field by field.
    pub data: Vec<(String, String)>,
    /// The language of WeChat's own words around it.
    pub lang: Lang,
}

/// What a buyer's phone answered when permission was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PermissionAnswer {
    /// One message more.
    Accept,
    /// Not this time.
    Reject,
    /// WeChat has blocked the template.
    Ban,
    /// Not shown, because another of the same title was.
    Filter,
}

text_enum!(PermissionAnswer { Accept = "accept", Reject = "reject", Ban = "ban", Filter = "filter" });

#[cfg(test)]
mod tests;
