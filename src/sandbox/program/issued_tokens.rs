//! The access tokens that were given out: how long each is good, and how often a new one may be forced.

use super::error::ApiError;
use crate::domain::UnixSeconds;

const LIFE_SECS: i64 = 7200;
/// The platform makes a new token this long before the old one ends; both are good meanwhile.
const EARLY_SECS: i64 = 300;
const FORCED_GAP_SECS: i64 = 30;
const FORCED_PER_DAY: usize = 20;
const DAY_SECS: i64 = 24 * 60 * 60;
/// The random bytes of a token; it is written in twice as many hexadecimal digits.
pub(super) const TOKEN_BYTES: usize = 68;

/// The tokens that are good, and the ones that were.
#[derive(Default)]
pub(super) struct IssuedTokens {
    current: Option<IssuedToken>,
    previous: Option<IssuedToken>,
    forced: Vec<UnixSeconds>,
}

#[derive(Clone)]
pub(super) struct IssuedToken {
    pub text: String,
    pub ends_at: UnixSeconds,
    /// Killed by a forced refresh.
    dead: bool,
}

impl IssuedTokens {
    /// The token in use ends now; the next one asked for is another.
    pub fn revoke(&mut self) {
        self.previous = self.current.take().map(|old| IssuedToken { dead: true, ..old });
    }

    /// The token in use, or `fresh` from now on: when the old one ends soon, or when `force` says so and may.
    pub fn give(&mut self, force: bool, fresh: String, now: UnixSeconds) -> Result<IssuedToken, ApiError> {
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
