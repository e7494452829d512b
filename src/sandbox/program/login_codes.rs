//! The codes of `wx.login`: each is worth one buyer, once, for five minutes.

use super::error::ApiError;
use crate::domain::{OpenId, UnixSeconds};
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

    pub fn spend(&mut self, code: &str, now: UnixSeconds) -> Result<OpenId, ApiError> {
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
