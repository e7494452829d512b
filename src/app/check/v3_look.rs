//! What the doctor finds out of API v3: what lies in the shop's folder, and two questions to WeChat that move nothing.

use super::{
    finding::NotEchoed,
    v3::{KeysThere, NotFetched, V3Facts},
};
use crate::{
    base::env::Env,
    domain::{Api, UnixSeconds},
    settings::Settings,
    wechat::v3::{ApiV3Key, TrustKey, TrustKeys},
};
use std::path::Path;

/// Whose API v3 is looked at.
pub(super) struct V3Asked<'a> {
    pub folder: &'a Path,
    pub settings: &'a Settings,
    /// `None` where it is missing or cannot be used.
    pub key: Option<&'a ApiV3Key>,
    pub there: KeysThere,
    /// Seconds ahead of WeChat's; `None` where WeChat did not say.
    pub clock_ahead: Option<i64>,
    pub certificate_usable: bool,
}

/// The questions by API v3, as far as the doctor asks them.
pub(super) trait V3Questions {
    /// WeChat's platform certificates, opened with the API v3 key.
    fn certificates(&self) -> Result<Vec<TrustKey>, NotFetched>;
    /// Whether WeChat accepts our signature, and one of `keys` signed its answer.
    fn echo(&self, keys: &TrustKeys) -> Result<(), NotEchoed>;
}

/// Looks, and asks WeChat where it is of use.
pub(super) fn look(asked: &V3Asked<'_>, env: &Env) -> V3Facts {
    let questions = asked.key.and_then(|key| questions(asked.settings, key, env));
    look_with(asked, questions.as_deref(), env.now())
}

/// The same with another way to ask.
fn look_with(asked: &V3Asked<'_>, questions: Option<&dyn V3Questions>, now: UnixSeconds) -> V3Facts {
    let public_key = asked.settings.wechatpay_public_key.as_ref().map(|file| (file.id.clone(), file.load()));
    let messages = messages(asked.folder);
    let mut keys: Vec<TrustKey> = kept_certificates(asked.folder);
    let mut facts = V3Facts {
        api: asked.settings.api,
        keys: asked.there,
        clock_ahead: asked.clock_ahead,
        certificate_usable: asked.certificate_usable,
        public_key: public_key.as_ref().map(|(id, key)| key.as_ref().map(|_| id.clone()).map_err(|bad| *bad)),
        certificates: validities(&keys),
        fetched: None,
        echo: None,
        unopened: messages.unopened,
        unknown_certificate: messages.unknown_certificate,
        now,
    };
    let of_v3 = facts.api == Api::V3 || facts.keys.v3;
    let Some(questions) = questions.filter(|_| of_v3) else { return facts };
    // Merchants with a public key have no certificates to fetch, unless WeChat still signs with one.
    let by_certificates = facts.public_key.is_none() || facts.unknown_certificate.is_some();
    if by_certificates && facts.may_sign().is_ok() {
        let fetched = questions.certificates();
        facts.fetched = Some(fetched.as_ref().map(drop).map_err(|why| *why));
        if let Ok(fetched) = fetched {
            keys.extend(fetched);
            facts.certificates = validities(&keys);
        }
    }
    if facts.may_ask().is_ok() {
        keys.extend(public_key.and_then(|(_, key)| key.ok()));
        facts.echo = Some(questions.echo(&TrustKeys::new(keys)));
    }
    facts
}

fn validities(keys: &[TrustKey]) -> Vec<(UnixSeconds, UnixSeconds)> {
    keys.iter().filter_map(TrustKey::valid).collect()
}

/// What WeChat's last messages of API v3 said about the keys.
#[derive(Default)]
struct Messages {
    /// Rightly signed, and not opened by the API v3 key.
    unopened: u32,
    /// Signed with a platform certificate that is not here.
    unknown_certificate: Option<String>,
}

// Merge: the three below wait for other rooms. `wechat::v3::V3Gateway` has the two questions; the platform certificates that
// are kept, and how the last messages were judged, are the jobs' and the store's.

fn questions(_: &Settings, _: &ApiV3Key, _: &Env) -> Option<Box<dyn V3Questions>> {
    None
}

fn kept_certificates(_: &Path) -> Vec<TrustKey> {
    Vec::new()
}

fn messages(_: &Path) -> Messages {
    Messages::default()
}

#[cfg(test)]
mod tests;
