//! Without a key that WeChat's answers can be believed by no money moves in API v3: the owner hears of it, and certificates are
//! fetched where that can help.

use super::{health::HealthSource, record::CallRow, shop::Shop};
use crate::{
    domain::UnixSeconds,
    events::{HealthState, Subsystem, Trouble},
};

impl Shop {
    /// Where it is time for that, fetches the platform certificates; says whether WeChat's answers can be believed at all.
    /// True if they were asked for.
    pub fn look_after_trust_keys(&self, now: UnixSeconds) -> bool {
        let Some(upkeep) = &self.trust_keys else { return false };
        let due = upkeep.due((&self.schedules, &self.health.unknown_keys()), now, self.gateway.time().unwrap_or(now));
        if let Some(cause) = &due {
            let record = CallRow { store: &self.store, env: &self.env, order_no: None, refund_no: None };
            if let Ok(fetched) = upkeep.fetch(cause, &record, now) {
                upkeep.accept(&fetched, self.gateway.time().unwrap_or(now));
            }
        }
        let state = if upkeep.usable_at(self.gateway.time().unwrap_or(now)) {
            HealthState::Unknown
        } else {
            let refused = "WeChat gives this merchant no platform certificates";
            let why = if upkeep.is_refused() { refused } else { "no key is loaded" };
            HealthState::Dead(Trouble::NoTrustKey, why.to_owned())
        };
        self.health.set_as(HealthSource::TrustKeys, Subsystem::WeChat, state);
        due.is_some()
    }
}
