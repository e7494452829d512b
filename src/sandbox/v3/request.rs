//! A call of API v3 as it arrives, and what of it is believed once it was judged.

use super::{
    json::{self, Rule},
    refusal::{V3Refusal, param, unexpected},
};
use crate::{sandbox::calls::SandboxCall, wechat::v3::SERIAL};
use axum::{
    body::Bytes,
    http::{HeaderMap, Method, Uri},
};
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// Where a number stands in a path, counted from its beginning: after `/v3/pay/transactions/id` and the like.
const NUMBER_AT: usize = 5;

/// A call as it came over the wire.
pub(in crate::sandbox) struct V3Arrived {
    pub call: SandboxCall,
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl V3Arrived {
    /// The key the answer is to be signed with, and sensitive fields are encrypted with.
    pub fn asked_key(&self) -> Option<&str> {
        only(&self.headers, SERIAL)
    }

    /// The number in the path, its escapes taken away; empty where the path has none.
    pub fn number(&self) -> String {
        let raw = self.uri.path().split('/').nth(NUMBER_AT).unwrap_or_default();
        percent_decode_str(raw).decode_utf8_lossy().into_owned()
    }

    /// Its body, of nothing but `rules`; the query has nothing.
    pub(super) fn body(&self, rules: &[Rule]) -> Result<Value, V3Refusal> {
        self.query(&[])?;
        json::read(&self.body, rules)
    }

    /// Its query's values in the order of `names`, empty where one is left out.
    pub fn query<const N: usize>(&self, names: &[&str; N]) -> Result<[String; N], V3Refusal> {
        let mut values = [const { String::new() }; N];
        let raw = self.uri.query().unwrap_or_default();
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let place = names.iter().position(|known| *known == name).and_then(|at| values.get_mut(at));
            let place = place.ok_or_else(|| unexpected("query", name))?;
            let value = percent_decode_str(value).decode_utf8().map_err(|_| param("query", name, "UTF-8"))?;
            if value.is_empty() || !place.is_empty() {
                return Err(param("query", name, "empty, or there twice"));
            }
            *place = value.into_owned();
        }
        Ok(values)
    }
}

/// A header that is there once.
pub(super) fn only<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(first)
}
