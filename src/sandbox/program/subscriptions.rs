//! Who allows how many messages of which template, and what reached whom.

use super::error::ApiError;
use crate::domain::OpenId;
use std::collections::{BTreeMap, BTreeSet};

/// The first number of a message: larger than 2^53, as WeChat's.
const FIRST_NUMBER: u64 = 2_884_900_000_000_000_001;

/// A message that reached somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveredMessage {
    /// Whom.
    pub openid: OpenId,
    /// By which template.
    pub template_id: String,
    /// What it says, field by field.
    pub data: BTreeMap<String, String>,
    /// The page it opens.
    pub page: Option<String>,
    /// WeChat's own words around it.
    pub lang: String,
    /// WeChat's number of it.
    pub number: u64,
}

/// Permissions, templates that are gone, and what arrived.
#[derive(Default)]
pub(in crate::sandbox) struct Subscriptions {
    allowed: BTreeMap<(OpenId, String), u32>,
    deleted: BTreeSet<String>,
    delivered: Vec<DeliveredMessage>,
}

impl Subscriptions {
    /// Somebody allows so many messages more.
    pub fn allow(&mut self, openid: &OpenId, template_id: &str, messages: u32) {
        let left = self.allowed.entry((openid.clone(), template_id.to_owned())).or_default();
        *left = left.saturating_add(messages);
    }

    /// Somebody switches a template off.
    pub fn forbid(&mut self, openid: &OpenId, template_id: &str) {
        self.allowed.remove(&(openid.clone(), template_id.to_owned()));
    }

    /// A template is taken out of the mini program.
    pub fn delete(&mut self, template_id: &str) {
        self.deleted.insert(template_id.to_owned());
    }

    /// Everything that arrived, oldest first.
    pub fn delivered(&self) -> &[DeliveredMessage] {
        &self.delivered
    }

    /// A message arrives, if its reader allows it. Answers its number.
    pub(super) fn deliver(&mut self, message: DeliveredMessage) -> Result<u64, ApiError> {
        if self.deleted.contains(&message.template_id) {
            return Err((40_037, "invalid template_id"));
        }
        let key = (message.openid.clone(), message.template_id.clone());
        let left = self.allowed.get_mut(&key).filter(|left| **left > 0);
        let left = left.ok_or((43_101, "user refuse to accept the msg"))?;
        *left = left.saturating_sub(1);
        let number = FIRST_NUMBER.saturating_add(u64::try_from(self.delivered.len()).unwrap_or(u64::MAX));
        self.delivered.push(DeliveredMessage { number, ..message });
        Ok(number)
    }
}
