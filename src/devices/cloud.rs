//! How the printer clouds are called: a form out, JSON back, always https.

use super::printer::PrintFailure;
use crate::{
    base::https::{self, BadEndpoint, HttpsClient, HttpsSetup, NoReply},
    domain::PrintTrouble,
};
use serde_json::Value;
use std::time::Duration;

/// The longest name, number or sentence of a cloud's that is kept.
const WORDS_MOST: usize = 200;
const DEADLINE: Duration = Duration::from_secs(15);

/// Where a cloud is, and how it is reached.
#[derive(Clone)]
pub struct CloudEndpoint {
    /// `https://` and a host, no path.
    pub url: String,
    /// PEM of one more root to trust beside the system's.
    pub extra_root_ca: Option<Vec<u8>>,
    /// `http://host:port` of a proxy.
    pub proxy: Option<String>,
    /// How long one call may take.
    pub deadline: Duration,
}

impl CloudEndpoint {
    /// At this address, by the shop's own way out.
    pub fn new(url: &str, extra_root_ca: Option<Vec<u8>>, proxy: Option<String>) -> Self {
        Self { url: url.to_owned(), extra_root_ca, proxy, deadline: DEADLINE }
    }
}

impl std::fmt::Debug for CloudEndpoint {
    /// Without the proxy, whose address may carry a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CloudEndpoint").field("url", &self.url).finish_non_exhaustive()
    }
}

/// The line to one cloud.
pub(super) struct Cloud {
    base: String,
    client: reqwest::Client,
    caller: HttpsClient,
}

/// Why a call gave nothing to read.
pub(super) enum NoWord {
    /// Not a byte of it left.
    NotSent(PrintFailure),
    /// It may have arrived.
    Unknown(PrintFailure),
}

impl Cloud {
    pub fn new(endpoint: &CloudEndpoint) -> Result<Self, BadEndpoint> {
        let (root, proxy) = (endpoint.extra_root_ca.as_deref(), endpoint.proxy.as_deref());
        let line = HttpsSetup { extra_root_ca: root, proxy, deadline: endpoint.deadline };
        Ok(Self {
            base: https::base_address(&endpoint.url)?,
            client: https::client(line, None)?,
            caller: HttpsClient::new(endpoint.deadline)?,
        })
    }

    /// Posts a form to `path`; anything but JSON in an answer of 200 is no word.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Value, NoWord> {
        let unknown = |why: String| NoWord::Unknown(PrintFailure(PrintTrouble::NoAnswer, why));
        let request = self
            .client
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form(fields));
        let reply = self.caller.call(request).map_err(|none| match none {
            NoReply::NotSent(why) => NoWord::NotSent(PrintFailure(PrintTrouble::NoAnswer, why)),
            NoReply::Broken(why) => unknown(why),
            NoReply::TooLong => unknown("an answer longer than any of the cloud's".to_owned()),
        })?;
        if reply.status != 200 {
            return Err(unknown(format!("HTTP status {}", reply.status)));
        }
        serde_json::from_slice(&reply.body).map_err(|_| unknown("not a readable answer".to_owned()))
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let Ok(mut url) = reqwest::Url::parse("https://form.invalid/") else { return String::new() };
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap_or_default().to_owned()
}

/// A code that comes as a number or as a text.
pub(super) fn code(answer: &Value, key: &str) -> Option<i64> {
    match answer.get(key)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A number of the cloud's, which comes as a number or as a text; at most so long, and nothing but what a number has.
pub(super) fn id(value: &Value) -> Option<String> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    let fits =
        (1..=100).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
    fits.then_some(text)
}

/// What the cloud says about itself, cut to size.
pub(super) fn words(answer: &Value, key: &str) -> String {
    let text = answer.get(key).and_then(Value::as_str).unwrap_or_default();
    text.chars().filter(|c| !c.is_control()).take(WORDS_MOST).collect()
}
