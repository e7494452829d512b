//! `/sns/jscode2session`: a code is worth one buyer, once, for five minutes.

use super::ApiError;
use crate::{
    domain::{OpenId, UnixSeconds},
    sandbox::world::World,
};
use axum::http::Method;
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};
use std::collections::HashMap;

const CODE_SECS: i64 = 5 * 60;
/// Old codes are forgotten when there are at least so many.
const CODES_MANY: usize = 200;

/// The codes that were given out.
#[derive(Default)]
pub(super) struct Logins {
    codes: HashMap<String, LoginCode>,
    /// How many there were after the last look at them.
    young: usize,
}

struct LoginCode {
    openid: OpenId,
    given_at: UnixSeconds,
    used: bool,
}

impl Logins {
    pub fn add(&mut self, code: String, openid: OpenId, at: UnixSeconds) {
        // A crowd of young ones is gone over once while it doubles, not at each newcomer.
        if self.codes.len() >= CODES_MANY.max(self.young.saturating_mul(2)) {
            // One from the future, after the clock was set back, is as old as any.
            self.codes.retain(|_, code| (0..CODE_SECS).contains(&at.since(code.given_at)));
            self.young = self.codes.len();
        }
        self.codes.insert(code, LoginCode { openid, given_at: at, used: false });
    }

    fn spend(&mut self, code: &str, now: UnixSeconds) -> Result<OpenId, ApiError> {
        let known = self.codes.get_mut(code).ok_or((40_029, "invalid code"))?;
        if known.used {
            return Err((40_163, "code been used"));
        }
        if now.since(known.given_at) >= CODE_SECS {
            return Err((40_029, "invalid code"));
        }
        known.used = true;
        Ok(known.openid.clone())
    }
}

pub(super) fn jscode2session(
    world: &World,
    method: &Method,
    query: &HashMap<String, String>,
) -> Result<Value, ApiError> {
    let value = |name: &str| query.get(name).map(String::as_str).filter(|value| !value.is_empty());
    if method != Method::GET {
        return Err((43_001, "require GET method"));
    }
    check_app(world, value("appid"), value("secret"))?;
    if value("grant_type") != Some("authorization_code") {
        return Err((40_002, "invalid grant_type"));
    }
    let code = value("js_code").ok_or((41_008, "missing code"))?;
    let openid = world.program(|program| program.logins.spend(code, world.now()))?;
    let mut session_key = [0; 16];
    world.env.rng.fill(&mut session_key);
    Ok(json!({ "openid": openid.as_str(), "session_key": BASE64.encode(session_key) }))
}

/// The mini program and its secret.
pub(super) fn check_app(world: &World, app_id: Option<&str>, secret: Option<&str>) -> Result<(), ApiError> {
    match app_id {
        None => return Err((41_002, "appid missing")),
        Some(it) if it != world.config.account.app_id.as_str() => return Err((40_013, "invalid appid")),
        Some(_) => {}
    }
    match secret {
        None => Err((41_004, "appsecret missing")),
        Some(it) if it != world.config.app_secret => Err((40_125, "invalid appsecret")),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_a_shop_left_on_for_weeks_are_forgotten_and_fresh_ones_are_not() {
        let (mut logins, openid) =
            (Logins::default(), OpenId::parse("oSBbuyer00000000000000000001").expect("an openid"));
        let (mut now, mut most) = (UnixSeconds::new(1_788_230_400), 0);
        for n in 0..20_000 {
            now = now.plus(6);
            logins.add(n.to_string(), openid.clone(), now);
            if n % 2 == 0 {
                assert_eq!(logins.spend(&n.to_string(), now), Ok(openid.clone()));
            }
            most = most.max(logins.codes.len());
        }
        assert!(most <= 500, "{most} codes");
        assert_eq!(logins.spend("19998", now), Err((40_163, "code been used")), "it says so while the code is young");
        assert_eq!(logins.spend("19999", now), Ok(openid), "a fresh one is worth a buyer");
    }
}
