//! What is known of a shop's API v3, and what the doctor says of it. No question is asked here: facts go in, findings come out.

use super::finding::{Finding, NotEchoed, TrustState, V3KeyState};
use crate::{
    domain::{Api, UnixSeconds},
    settings::BadPublicKey,
    wechat::v3::{AGE_SECS, KeyId},
};

/// What was found out.
#[derive(Debug)]
pub(super) struct V3Facts {
    /// Which API new orders are made with.
    pub api: Api,
    /// Whether there is a key of API v2, and one of API v3.
    pub keys: KeysThere,
    /// How far this clock is ahead of WeChat's, seconds; `None` where WeChat did not say.
    pub clock_ahead: Option<i64>,
    /// The merchant certificate, which signs every call, can be used.
    pub certificate_usable: bool,
    /// WeChat's public key, where the settings name one.
    pub public_key: Option<Result<KeyId, BadPublicKey>>,
    /// From when until when each platform certificate that is kept counts.
    pub certificates: Vec<(UnixSeconds, UnixSeconds)>,
    /// What came of asking WeChat for its certificates, where that was needed.
    pub fetched: Option<Result<(), NotFetched>>,
    /// What came of the echo, where it was asked.
    pub echo: Option<Result<(), NotEchoed>>,
    /// How many of WeChat's last messages, rightly signed, the API v3 key did not open.
    pub unopened: u32,
    /// The platform certificate that WeChat's last messages name and that is not here, where WeChat itself says that the merchant
    /// has such ones. Anybody can name one in a message.
    pub unknown_certificate: Option<String>,
    /// When all of this was.
    pub now: UnixSeconds,
}

/// Which of the two keys are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeysThere {
    pub v2: bool,
    pub v3: bool,
}

/// Why WeChat gave no platform certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotFetched {
    /// It gave some, and the API v3 key does not open them.
    Sealed,
    /// It has none for this merchant (404 `RESOURCE_NOT_EXISTS`): the public key has its place.
    NoneThere,
    /// Those it has for this merchant have ended (403 `NOT_ENOUGH`): the change to the public key was not begun.
    Ended,
    /// It did not answer, or not usably.
    NoAnswer,
}

impl V3Facts {
    /// Whether a call by API v3 can leave and be believed: else nobody needs to be asked.
    pub fn may_ask(&self) -> Result<(), NotEchoed> {
        self.may_sign()?;
        if self.has_trust_key() { Ok(()) } else { Err(NotEchoed::NoTrustKey) }
    }

    /// Whether WeChat could accept what is signed here now.
    pub fn may_sign(&self) -> Result<(), NotEchoed> {
        match self.clock_ahead {
            Some(ahead) if ahead.saturating_abs() >= AGE_SECS => Err(NotEchoed::ClockOff(ahead)),
            _ if !self.certificate_usable => Err(NotEchoed::NoCertificate),
            _ => Ok(()),
        }
    }

    /// Some key counts by which an answer can be believed.
    fn has_trust_key(&self) -> bool {
        matches!(self.public_key, Some(Ok(_))) || self.certificates_until().is_some()
    }

    /// Until when a platform certificate counts that counts now.
    fn certificates_until(&self) -> Option<UnixSeconds> {
        let counts = self.certificates.iter().filter(|(from, until)| (*from..=*until).contains(&self.now));
        counts.map(|(_, until)| *until).max()
    }
}

/// The findings about API v3; none for a shop that has nothing of it.
pub(super) fn findings(facts: V3Facts) -> Vec<Finding> {
    if facts.api == Api::V2 && !facts.keys.v3 {
        return Vec::new();
    }
    let mut found = vec![Finding::V3Key(key(&facts)), Finding::TrustKeys(trust(&facts))];
    if facts.keys.v3 {
        let asked = facts.may_ask();
        found.extend(match (asked, facts.echo) {
            (Err(why), _) => Some(Finding::Echo(Err(why))),
            (Ok(()), asked) => asked.map(Finding::Echo),
        });
    }
    found
}

fn key(facts: &V3Facts) -> V3KeyState {
    match facts.fetched {
        _ if !facts.keys.v3 => V3KeyState::Missing { only_v2: facts.keys.v2 },
        Some(Err(NotFetched::Sealed)) => V3KeyState::OpensNoCertificate,
        Some(Ok(())) => V3KeyState::Proven,
        _ if facts.unopened > 0 => V3KeyState::OpensNoMessage(facts.unopened),
        _ => V3KeyState::There,
    }
}

fn trust(facts: &V3Facts) -> TrustState {
    let until = facts.certificates_until();
    let id = match &facts.public_key {
        Some(Err(bad)) => return TrustState::BadFile(*bad),
        Some(Ok(id)) => Some(id),
        None => None,
    };
    let Some(id) = id else {
        let ended = facts.certificates.iter().map(|(_, until)| *until).max();
        return match (until, ended, facts.fetched) {
            (Some(until), _, _) => TrustState::Certificates(until),
            (None, Some(ended), _) => TrustState::Expired(ended),
            (None, None, Some(Err(NotFetched::NoneThere | NotFetched::Ended))) => TrustState::NoCertificateForUs,
            (None, None, Some(Err(NotFetched::Sealed))) => TrustState::Sealed,
            (None, None, _) => TrustState::Nothing,
        };
    };
    // Whoever answers with another public key shows that ours is not this merchant's; a certificate, that the change to the
    // public key was not begun or is under way.
    let answered_with = match &facts.echo {
        Some(Err(NotEchoed::OtherKey(theirs))) => Some(theirs),
        _ => None,
    };
    let is_public = |name: &String| KeyId::parse(name).is_some_and(|name| name.is_public_key());
    match (answered_with.or(facts.unknown_certificate.as_ref()), until) {
        (Some(theirs), _) if is_public(theirs) => TrustState::OtherId { ours: id.clone(), theirs: theirs.clone() },
        (Some(theirs), _) => TrustState::NotChangedOver(theirs.clone()),
        (None, Some(until)) => TrustState::Both(id.clone(), until),
        (None, None) => TrustState::PublicKey(id.clone()),
    }
}

#[cfg(test)]
mod tests;
