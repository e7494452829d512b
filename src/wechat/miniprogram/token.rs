//! The access token of the server API: kept in memory, renewed before it ends, and once when WeChat does not know it any
//! more. Two calls that fail together fetch one new token, not two.

use crate::{
    base::env::Env,
    domain::UnixSeconds,
    wechat::{ShippingError, http::NoReply},
};
use serde::Deserialize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// A new one is fetched this long before the old one ends: the platform renews it then.
const EARLY_SECS: i64 = 300;
/// After a fresh token was refused too, or none was given, nobody asks for another before this.
const REST_SECS: i64 = 60;

/// What we want of the answer.
#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Option<String>,
    #[serde(default)]
    expires_in: i64,
    #[serde(default)]
    errcode: i64,
    #[serde(default)]
    errmsg: String,
}

/// A token, and where it came from.
#[derive(Clone)]
pub(super) struct AccessToken {
    pub text: Zeroizing<String>,
    until: UnixSeconds,
}

/// The token in use.
#[derive(Default)]
struct CurrentToken {
    token: Option<AccessToken>,
    /// No token is fetched between these: the last one did not help.
    rest: Option<(UnixSeconds, UnixSeconds, i64)>,
}

/// Where the token is kept. The lock is held while one is fetched, so that others wait for it instead of fetching too.
#[derive(Default)]
pub(super) struct TokenCache(Mutex<CurrentToken>);

/// Fetches a token: the body of the answer.
pub(super) type Fetch<'a> = &'a dyn Fn() -> Result<(u16, Vec<u8>), NoReply>;

impl TokenCache {
    /// The token to call with.
    pub fn get(&self, env: &Env, fetch: Fetch<'_>) -> Result<AccessToken, ShippingError> {
        self.unlike(None, env, fetch)
    }

    /// A token other than `refused`, which WeChat does not know any more. Somebody may have fetched it already.
    pub fn renew(&self, refused: &AccessToken, env: &Env, fetch: Fetch<'_>) -> Result<AccessToken, ShippingError> {
        self.unlike(Some(refused), env, fetch)
    }

    /// The renewed token was refused as well: another would not help, so for a while none is asked for.
    pub fn give_up(&self, code: i64, env: &Env) {
        let now = env.now();
        let mut state = self.state();
        state.token = None;
        state.rest = Some((now, now.plus(REST_SECS), code));
    }

    fn unlike(&self, refused: Option<&AccessToken>, env: &Env, fetch: Fetch<'_>) -> Result<AccessToken, ShippingError> {
        let now = env.now();
        let mut state = self.state();
        let good = |token: &&AccessToken| {
            let left = token.until.since(now);
            // a clock that was set back by hours must not keep a token for days
            (1..=7200).contains(&left) && refused.is_none_or(|refused| refused.text != token.text)
        };
        if let Some(token) = state.token.as_ref().filter(good) {
            return Ok(token.clone());
        }
        if let Some((from, until, code)) = state.rest
            && from <= now
            && now < until
        {
            return Err(ShippingError::NoToken { code, message: "no new token is asked for so soon".to_owned() });
        }
        state.token = None;
        let fetched = read(fetch(), now);
        match &fetched {
            Ok(token) => (state.token, state.rest) = (Some(token.clone()), None),
            Err(ShippingError::NoToken { code, .. }) => state.rest = Some((now, now.plus(REST_SECS), *code)),
            Err(_) => {}
        }
        fetched
    }

    fn state(&self) -> MutexGuard<'_, CurrentToken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(reply: Result<(u16, Vec<u8>), NoReply>, now: UnixSeconds) -> Result<AccessToken, ShippingError> {
    let unusable = |why: String| ShippingError::NotSent(format!("no access token: {why}"));
    let body = match reply {
        Ok((200, body)) => Zeroizing::new(body),
        Ok((status, _)) => return Err(unusable(format!("HTTP status {status}"))),
        Err(NoReply::NotSent(why) | NoReply::Broken(why)) => return Err(unusable(why)),
        Err(NoReply::TooLong) => return Err(unusable("an answer longer than any of WeChat's".to_owned())),
    };
    let answer: TokenAnswer =
        serde_json::from_slice(&body).map_err(|_| unusable("not a readable answer".to_owned()))?;
    if answer.errcode == -1 {
        return Err(unusable("-1 system error".to_owned()));
    }
    match answer.access_token.filter(|text| answer.errcode == 0 && is_token(text)) {
        Some(text) => {
            let good_secs = answer.expires_in.min(7200).saturating_sub(EARLY_SECS).max(1);
            Ok(AccessToken { text: Zeroizing::new(text), until: now.plus(good_secs) })
        }
        None => {
            Err(ShippingError::NoToken { code: answer.errcode, message: answer.errmsg.chars().take(200).collect() })
        }
    }
}

fn is_token(text: &str) -> bool {
    (1..=1024).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}
