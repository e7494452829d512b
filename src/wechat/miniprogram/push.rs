//! Message push (消息推送): what WeChat tells a mini program's server about shipping and settlement by itself.
//!
//! Only the safe mode is believed. In the other modes the signature covers a time and a random text and nothing of the
//! message: whoever saw one pass could put any message behind it.
//!
//! Source: mini program, "Message push"; protocol 13.

mod message;
mod seal;
mod secret;

pub use secret::{BadPushSecret, PushKey, PushSecrets, PushToken};

use crate::domain::{AppId, NoticeVerdict, PushFacts, UnixSeconds};
use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    digest::{SHA1_FOR_LEGACY_USE_ONLY, digest},
};
use serde::Deserialize;

/// A message may be so old, or come from so far in the future, seconds: WeChat repeats itself within seconds.
const AGE_SECS_MAX: i64 = 600;

/// The secrets of a push, and whose program it is.
#[derive(Debug, Clone)]
pub struct PushAccount {
    /// Whom a message has to be for.
    pub app_id: AppId,
    /// What signs and opens it.
    pub secrets: PushSecrets,
}

/// What a request says about itself, behind the question mark.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PushQuery {
    signature: String,
    msg_signature: String,
    timestamp: String,
    nonce: String,
    echostr: String,
}

impl PushQuery {
    /// Reads it. What stands there twice, or cannot be read, is as if nothing stood there: it proves nothing.
    pub fn of(query: Option<&str>) -> Self {
        query.and_then(|query| serde_urlencoded::from_str(query).ok()).unwrap_or_default()
    }
}

impl PushAccount {
    /// WeChat asks whether this address is ours: the text to answer with. `None`: it is not WeChat that asks, or it has another
    /// token than we.
    pub fn proof_of_address(&self, query: &PushQuery) -> Option<String> {
        let right = self.is_signed([&query.timestamp, &query.nonce], &query.signature);
        (right && !query.echostr.is_empty()).then(|| query.echostr.clone())
    }

    /// Reads one message that came `at` a moment by WeChat's clock. Answers what it says, and its text as it was opened.
    ///
    /// # Errors
    /// The verdict to keep with the message.
    pub fn read(&self, query: &PushQuery, body: &[u8], at: UnixSeconds) -> Result<(PushFacts, String), NoticeVerdict> {
        let sealed = message::sealed_in(body)?.ok_or(NoticeVerdict::Unsigned)?;
        if query.msg_signature.is_empty() {
            return Err(NoticeVerdict::Unsigned);
        }
        if !self.is_signed([&query.timestamp, &query.nonce, &sealed], &query.msg_signature) {
            return Err(NoticeVerdict::WrongSignature);
        }
        let sent = query.timestamp.parse().map(UnixSeconds::new).map_err(|_| NoticeVerdict::BadField)?;
        if at.since(sent).saturating_abs() >= AGE_SECS_MAX {
            return Err(NoticeVerdict::WrongSignature);
        }
        let opened = seal::open(&self.secrets.key, &sealed).ok_or(NoticeVerdict::Undecryptable)?;
        if opened.app_id != self.app_id.as_str() {
            return Err(NoticeVerdict::OtherMerchant);
        }
        Ok((message::facts_of(&opened.message)?, opened.message))
    }

    /// Seals a message as WeChat does: `random` are 16 bytes. Answers what stands in `Encrypt`, and its signature.
    pub fn seal(&self, message: &str, random: [u8; 16], timestamp: &str, nonce: &str) -> (String, String) {
        let sealed = seal::close(&self.secrets.key, random, message, self.app_id.as_str());
        let signature = self.signature([timestamp, nonce, &sealed]);
        (sealed, signature)
    }

    /// Signs the question for an address, as WeChat does.
    pub fn sign_question(&self, timestamp: &str, nonce: &str) -> String {
        self.signature([timestamp, nonce])
    }

    fn is_signed<const N: usize>(&self, parts: [&str; N], signature: &str) -> bool {
        let right = self.signature(parts);
        verify_slices_are_equal(right.as_bytes(), signature.to_ascii_lowercase().as_bytes()).is_ok()
    }

    /// SHA-1 of the token and the parts, sorted as texts and joined; 40 lower-case hex digits.
    fn signature<const N: usize>(&self, parts: [&str; N]) -> String {
        let mut all: Vec<&str> = parts.into_iter().chain([self.secrets.token.as_str()]).collect();
        all.sort_unstable();
        hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, all.concat().as_bytes()))
    }
}

#[cfg(test)]
mod tests;
