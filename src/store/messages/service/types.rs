//! What is said and read of messages to WeChat.

use crate::domain::{
    MessageEvent, MessageState, MessageStep, MessageSubject, MessageTemplate, MessageTrouble, OpenId, OperatorName,
    UnixSeconds,
};
use crate::store::RawMessage;

/// A message as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceMessageRow {
    /// Its number within the shop, from 1.
    pub message_no: u32,
    /// What happened.
    pub event: MessageEvent,
    /// To what.
    pub subject: MessageSubject,
    /// Who reads it.
    pub openid: OpenId,
    /// What the reader is called, where it is one of the shop's own people.
    pub reader: Option<String>,
    /// By which template.
    pub template_id: String,
    /// How far it is.
    pub state: MessageState,
    /// Why WeChat does not have it.
    pub trouble: Option<MessageTrouble>,
    /// WeChat's code for that.
    pub code: Option<i64>,
    /// How often it waited for another try.
    pub tries: u32,
    /// When it happened.
    pub made_at: UnixSeconds,
    /// When it last changed.
    pub changed_at: UnixSeconds,
}

impl ServiceMessageRow {
    /// True for one the owner sent to see whether it arrives.
    pub const fn is_test(&self) -> bool {
        self.subject.order_no.is_none()
    }
}

/// A step of a message that came out of a call.
#[derive(Debug, Clone)]
pub struct ServiceMessageUpdate {
    /// Which.
    pub message_no: u32,
    /// What happened.
    pub step: MessageStep,
    /// Why WeChat does not have it, with its code and a technical sentence.
    pub trouble: Option<(MessageTrouble, Option<i64>, String)>,
    /// WeChat's number of it.
    pub wechat_id: Option<String>,
    /// When it is tried again.
    pub next_at: UnixSeconds,
    /// The answer as it came.
    pub answer: Option<RawMessage>,
}

/// One of the shop's own people who bound their WeChat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageReceiver {
    /// Who, at WeChat.
    pub openid: OpenId,
    /// What they are called here.
    pub name: OperatorName,
    /// Since when.
    pub bound_at: UnixSeconds,
    /// How many messages about payments they still allow.
    pub left: u32,
}

/// A code somebody may bind their WeChat with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageBindCode {
    /// The code.
    pub code: String,
    /// For whom.
    pub name: OperatorName,
    /// Until when.
    pub good_until: UnixSeconds,
}

/// How the messages of one event went lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageTally {
    /// Of which event.
    pub event: MessageEvent,
    /// How many WeChat took.
    pub sent: u32,
    /// How many it did not get, or nobody knows of.
    pub not_sent: u32,
    /// Why the last of them was not sent.
    pub last: Option<MessageTrouble>,
}

/// Everything the settings show of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceMessageSetup {
    /// The templates that are set.
    pub templates: Vec<MessageTemplate>,
    /// The shop's own people who bound their WeChat.
    pub receivers: Vec<MessageReceiver>,
    /// Codes that are good.
    pub codes: Vec<MessageBindCode>,
    /// How it went, by event.
    pub tallies: Vec<MessageTally>,
    /// The latest test messages, newest first.
    pub tests: Vec<ServiceMessageRow>,
}

/// A template a mini program is to ask permission for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedTemplate {
    /// For what.
    pub event: MessageEvent,
    /// WeChat's id.
    pub template_id: String,
    /// How many messages the reader still allows.
    pub left: u32,
}

/// What became of the attempt to bind a WeChat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundWeChat {
    /// What the person is called here.
    pub name: OperatorName,
}
