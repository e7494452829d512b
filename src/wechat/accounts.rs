//! The shop's accounts in both interfaces, and a message of WeChat's read by the one it was written in.

use super::{
    Account,
    v2::notify as v2_notify,
    v3::{self, SignatureHeaders, TrustKeeper, V3Account, notify as v3_notify},
};
use crate::domain::{Api, AppId, ComplaintNotice, Merchant, NoticeVerdict, PaidFacts, RefundFacts, UnixSeconds};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::sync::Arc;

/// The account in API v3, with the keys its messages are believed by.
#[derive(Debug, Clone)]
pub struct V3Inbox {
    /// Who we are, and what opens what WeChat encrypts.
    pub account: V3Account,
    /// The keys WeChat signs with, as they are now.
    pub keys: Arc<TrustKeeper>,
}

/// Whom messages have to be for, and what they are believed by. A shop that changes from one interface to the other has both.
#[derive(Debug, Clone, Default)]
pub struct Accounts {
    /// With a v2 key.
    pub v2: Option<Account>,
    /// With an APIv3 key.
    pub v3: Option<V3Inbox>,
}

impl From<Account> for Accounts {
    fn from(account: Account) -> Self {
        Self { v2: Some(account), v3: None }
    }
}

impl From<Option<Account>> for Accounts {
    fn from(v2: Option<Account>) -> Self {
        Self { v2, v3: None }
    }
}

/// What a message's headers say about its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeSignature {
    /// Nothing, as it is in API v2.
    Absent,
    /// One of the four is there, and not each of them once: it proves nothing.
    Unusable,
    /// All four.
    Headers(SignatureHeaders),
}

impl NoticeSignature {
    /// Of a message that has just come.
    pub fn of(headers: &HeaderMap) -> Self {
        match SignatureHeaders::of(headers) {
            Some(headers) => Self::Headers(headers),
            None if SignatureHeaders::any_in(headers) => Self::Unusable,
            None => Self::Absent,
        }
    }

    /// Of a message that was kept: its headers a line each, `name: value`.
    pub fn of_lines(lines: &str) -> Self {
        let pairs = lines.lines().filter_map(|line| line.split_once(": "));
        let headers = pairs.filter_map(|(name, value)| {
            Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
        });
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.append(name, value);
        }
        Self::of(&all)
    }
}

/// A message that came to the door, before anything of it is believed.
#[derive(Debug, Clone, Copy)]
pub struct NoticeMessage<'a> {
    /// Byte for byte.
    pub body: &'a [u8],
    /// What its headers say.
    pub signature: &'a NoticeSignature,
    /// When it came, by WeChat's clock as far as that is known.
    pub at: UnixSeconds,
}

impl Accounts {
    /// True without any key: then nothing can be believed.
    pub const fn is_empty(&self) -> bool {
        self.v2.is_none() && self.v3.is_none()
    }

    /// Whose accounts these are.
    pub fn merchant(&self) -> Option<Merchant> {
        let by_v3 = || self.v3.as_ref().map(|inbox| inbox.account.merchant());
        self.v2.as_ref().map(Account::merchant).or_else(by_v3)
    }

    /// The shop's own app, where it has one.
    pub fn app_channel(&self) -> Option<AppId> {
        self.merchant()?.app_channel_app_id
    }

    /// What all installations of the shop have and nobody else: the older of its keys.
    pub(crate) fn shared_secret(&self) -> Option<&[u8]> {
        let by_v3 = || self.v3.as_ref().map(|inbox| inbox.account.api_v3_key.as_bytes());
        self.v2.as_ref().map(|account| account.key.as_str().as_bytes()).or_else(by_v3)
    }

    /// The interface a message was written in, by its form. Decides how it is read and answered, and is evidence of nothing.
    pub fn api_of(&self, body: &[u8], signature: &NoticeSignature) -> Api {
        match (&self.v2, &self.v3) {
            (_, None) => Api::V2,
            (None, Some(_)) => Api::V3,
            (Some(_), Some(_)) => match body.trim_ascii_start().first() {
                Some(b'<') => Api::V2,
                Some(b'{') => Api::V3,
                _ if *signature == NoticeSignature::Absent => Api::V2,
                _ => Api::V3,
            },
        }
    }

    /// Reads a payment notification.
    ///
    /// # Errors
    /// The verdict to keep with the message.
    pub fn read_payment(&self, message: NoticeMessage<'_>) -> Result<PaidFacts, NoticeVerdict> {
        match self.api_of(message.body, message.signature) {
            Api::V2 => v2_notify::read_payment(message.body, self.v2()?),
            Api::V3 => self.read_signed(message, v3_notify::payment),
        }
    }

    /// Reads a refund notification.
    ///
    /// # Errors
    /// As [`Self::read_payment`].
    pub fn read_refund(&self, message: NoticeMessage<'_>) -> Result<RefundFacts, NoticeVerdict> {
        match self.api_of(message.body, message.signature) {
            Api::V2 => v2_notify::read_refund(message.body, self.v2()?),
            Api::V3 => self.read_signed(message, v3_notify::refund),
        }
    }

    /// Reads a notification about a complaint: API v3 has them alone.
    ///
    /// # Errors
    /// As [`Self::read_payment`].
    pub fn read_complaint(&self, message: NoticeMessage<'_>) -> Result<ComplaintNotice, NoticeVerdict> {
        self.read_signed(message, v3_notify::complaint)
    }

    fn v2(&self) -> Result<&Account, NoticeVerdict> {
        self.v2.as_ref().ok_or(NoticeVerdict::WrongSignature)
    }

    /// No key is fetched because of a message: whoever sends it could cause calls, as many as he likes.
    fn read_signed<T>(
        &self,
        message: NoticeMessage<'_>,
        read: impl Fn(&SignatureHeaders, &[u8], &V3Account, &v3::TrustKeys, UnixSeconds) -> Result<T, NoticeVerdict>,
    ) -> Result<T, NoticeVerdict> {
        let inbox = self.v3.as_ref().ok_or(NoticeVerdict::WrongSignature)?;
        let NoticeSignature::Headers(headers) = message.signature else { return Err(NoticeVerdict::Unsigned) };
        read(headers, message.body, &inbox.account, &inbox.keys.current(), message.at)
    }
}
