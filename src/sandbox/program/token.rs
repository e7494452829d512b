//! `/cgi-bin/stable_token`, and the check of the token on every other call.

use super::{ApiError, login::check_app};
use crate::{domain::UnixSeconds, sandbox::world::World};
use axum::http::Method;
use serde_json::{Value, json};

const LIFE_SECS: i64 = 7200;
/// The platform makes a new token this long before the old one ends; both are good meanwhile.
const EARLY_SECS: i64 = 300;
const FORCED_GAP_SECS: i64 = 30;
const FORCED_PER_DAY: usize = 20;
const DAY_SECS: i64 = 24 * 60 * 60;
const TOKEN_BYTES: usize = 68;

/// The tokens that are good, and the ones that were.
#[derive(Default)]
pub(super) struct IssuedTokens {
    current: Option<IssuedToken>,
    previous: Option<IssuedToken>,
    forced: Vec<UnixSeconds>,
}

#[derive(Clone)]
struct IssuedToken {
    text: String,
    ends_at: UnixSeconds,
    /// Killed by a forced refresh.
    dead: bool,
}

impl IssuedTokens {
    /// The token in use ends now; the next one asked for is another.
    pub fn revoke(&mut self) {
        self.previous = self.current.take().map(|old| IssuedToken { dead: true, ..old });
    }

    fn give(&mut self, force: bool, fresh: String, now: UnixSeconds) -> Result<IssuedToken, ApiError> {
        if force {
            self.may_force(now)?;
        }
        let good = self.current.clone().filter(|token| token.ends_at.since(now) > EARLY_SECS && !force);
        if let Some(token) = good {
            return Ok(token);
        }
        let token = IssuedToken { text: fresh, ends_at: now.plus(LIFE_SECS), dead: false };
        self.previous = self.current.replace(token.clone()).map(|old| IssuedToken { dead: old.dead || force, ..old });
        Ok(token)
    }

    fn may_force(&mut self, now: UnixSeconds) -> Result<(), ApiError> {
        self.forced.retain(|at| now.since(*at) < DAY_SECS);
        if self.forced.len() >= FORCED_PER_DAY {
            return Err((45_009, "reach max api daily quota limit"));
        }
        if self.forced.last().is_some_and(|last| now.since(*last) < FORCED_GAP_SECS) {
            return Err((45_011, "api minute-quota reach limit, must slower, retry next minute"));
        }
        self.forced.push(now);
        Ok(())
    }

    /// Lets a call with this token through.
    pub fn check(&self, token: Option<&str>, now: UnixSeconds) -> Result<(), ApiError> {
        let token = token.filter(|token| !token.is_empty()).ok_or((41_001, "access_token missing"))?;
        let known = [&self.current, &self.previous].into_iter().flatten().find(|known| known.text == token);
        match known {
            None if token.len() != TOKEN_BYTES.saturating_mul(2) => Err((40_014, "invalid access_token")),
            None => Err((40_001, "invalid credential, access_token is invalid or not latest")),
            Some(known) if known.dead => Err((40_001, "invalid credential, access_token is invalid or not latest")),
            Some(known) if now >= known.ends_at => Err((42_001, "access_token expired")),
            Some(_) => Ok(()),
        }
    }
}

pub(super) fn stable_token(world: &World, method: &Method, body: &[u8]) -> Result<Value, ApiError> {
    if method != Method::POST {
        return Err((43_002, "require POST method"));
    }
    if body.is_empty() {
        return Err((44_002, "empty post data"));
    }
    let asked: Value = serde_json::from_slice(body).map_err(|_| (47_001, "data format error"))?;
    let text = |name: &str| asked.get(name).and_then(Value::as_str).filter(|value| !value.is_empty());
    check_app(world, text("appid"), text("secret"))?;
    if text("grant_type") != Some("client_credential") {
        return Err((40_002, "invalid grant_type"));
    }
    let force = asked.get("force_refresh").and_then(Value::as_bool).unwrap_or(false);
    let (fresh, now) = (world.env.rng.hex(TOKEN_BYTES), world.now());
    let token = world.program(|program| program.tokens.give(force, fresh, now))?;
    Ok(json!({ "access_token": token.text, "expires_in": token.ends_at.since(now) }))
}
