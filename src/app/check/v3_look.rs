//! What the doctor finds out of API v3: what lies in the shop's folder, and two questions to WeChat that move nothing.

use super::{
    finding::NotEchoed,
    v3::{KeysThere, NotFetched, V3Facts},
};
use crate::{
    app::{
        shop_data::ShopData,
        wechat_access::{certificate_files, endpoint, v3_account_of},
    },
    base::env::Env,
    domain::{Api, NoticeVerdict, OrderNo, SignType, UnixSeconds},
    jobs::kept_platform_certificates,
    settings::Settings,
    store::{NoticeFilter, NoticeRow},
    wechat::{
        BadEndpoint, Gateway as _, GatewayError, NoAnswer, NotSent, Unrecorded,
        v3::{ApiV3Key, KeyId, TrustKeeper, TrustKey, TrustKeys, V3Account, V3Gateway, is_probe},
    },
};
use std::{path::Path, sync::Arc};

/// So many of the last messages are looked at, as far as they are not older than the days a change of keys takes.
const MESSAGES_MAX: u32 = 200;
const MESSAGES_SECS: i64 = 7 * 24 * 60 * 60;

/// Whose API v3 is looked at.
pub(super) struct V3Asked<'a> {
    pub folder: &'a Path,
    pub data: ShopData,
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
    let questions = asked.key.map(|key| questions(asked.settings, key, env));
    let kept = kept_platform_certificates(asked.folder);
    let messages = last_messages(&asked.data, &kept, env.now());
    look_at(asked, (messages, kept), questions.as_ref().map(|ask| ask as &dyn V3Questions), env.now())
}

/// The same with another way to ask.
fn look_at(
    asked: &V3Asked<'_>,
    (messages, mut keys): (Messages, Vec<TrustKey>),
    questions: Option<&dyn V3Questions>,
    now: UnixSeconds,
) -> V3Facts {
    let public_key = asked.settings.wechatpay_public_key.as_ref().map(|file| (file.id.clone(), file.load()));
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
        unknown_certificate: None,
        now,
    };
    let of_v3 = facts.api == Api::V3 || facts.keys.v3;
    let Some(questions) = questions.filter(|_| of_v3) else { return facts };
    // Merchants with a public key have no certificates to fetch, unless WeChat still signs with one.
    let by_certificates = facts.public_key.is_none() || messages.unknown_certificate.is_some();
    if by_certificates && facts.may_sign().is_ok() {
        let fetched = questions.certificates();
        facts.fetched = Some(fetched.as_ref().map(drop).map_err(|why| *why));
        facts.unknown_certificate = messages.unknown_certificate.filter(|named| match &fetched {
            Ok(fetched) => fetched.iter().any(|key| key.id().as_str() == named.as_str()),
            Err(why) => *why == NotFetched::Ended,
        });
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

/// What WeChat's last messages of API v3 tell of the keys.
#[derive(Debug, Default, PartialEq, Eq)]
struct Messages {
    /// Rightly signed, and not opened by the API v3 key; since the last one that was.
    unopened: u32,
    /// Said to be signed with this platform certificate, which is not here.
    unknown_certificate: Option<String>,
}

/// A shop that was never opened has none.
fn last_messages(data: &ShopData, loaded: &[TrustKey], now: UnixSeconds) -> Messages {
    let read = data.reader().and_then(|reader| reader.notices(NoticeFilter::All, None, MESSAGES_MAX));
    // A data file that cannot be read has its own line.
    read.map(|rows| messages(&rows, loaded, now)).unwrap_or_default()
}

/// Of messages as they are kept, the newest first.
fn messages(rows: &[NoticeRow], loaded: &[TrustKey], now: UnixSeconds) -> Messages {
    let mut found = Messages::default();
    let mut opened = false;
    for row in rows.iter().take_while(|row| now.since(row.at) <= MESSAGES_SECS) {
        let Some(serial) = header(row, "wechatpay-serial") else { continue };
        let probe = header(row, "wechatpay-signature").is_some_and(is_probe);
        match row.verdict {
            NoticeVerdict::Undecryptable if !opened => found.unopened = found.unopened.saturating_add(1),
            NoticeVerdict::WrongSignature if !probe && found.unknown_certificate.is_none() => {
                let of_platform = KeyId::parse(serial).filter(|id| !id.is_public_key());
                let unknown = of_platform.filter(|id| loaded.iter().all(|key| key.id() != id));
                found.unknown_certificate = unknown.map(|id| id.as_str().to_owned());
            }
            verdict => opened |= !verdict.is_refused(),
        }
    }
    found
}

fn header<'a>(row: &'a NoticeRow, name: &str) -> Option<&'a str> {
    row.headers.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

fn questions<'a>(settings: &'a Settings, key: &ApiV3Key, env: &'a Env) -> ByGateway<'a> {
    ByGateway { settings, account: v3_account_of(settings, key.clone()), env }
}

/// The questions by the shop's own gateway, with its certificate and key.
struct ByGateway<'a> {
    settings: &'a Settings,
    account: V3Account,
    env: &'a Env,
}

impl ByGateway<'_> {
    fn gateway(&self, keys: Vec<TrustKey>) -> Result<V3Gateway, BadEndpoint> {
        let (account, files) = (self.account.clone(), certificate_files(self.settings));
        let keys = Arc::new(TrustKeeper::new(keys));
        V3Gateway::watching(account, &endpoint(self.settings), files, keys, self.env.clone())
    }
}

impl V3Questions for ByGateway<'_> {
    fn certificates(&self) -> Result<Vec<TrustKey>, NotFetched> {
        let gateway = self.gateway(Vec::new()).map_err(|_| NotFetched::NoAnswer)?;
        let fetched = gateway.fetch_certificates(&Unrecorded).result.map_err(|error| not_fetched(&error))?;
        Ok(fetched.into_iter().map(|one| one.key).collect())
    }

    fn echo(&self, keys: &TrustKeys) -> Result<(), NotEchoed> {
        let gateway = self.gateway(keys.iter().cloned().collect()).map_err(NotEchoed::Endpoint)?;
        match gateway.echo() {
            Ok(_) => Ok(()),
            // Not every merchant may call it: an order nobody has proves the line as well.
            Err(GatewayError::Declined { .. }) => {
                let nobodys = OrderNo::fresh(self.env.now(), self.env.rng.number());
                let asked = gateway.query_order(&nobodys, SignType::Rsa, &Unrecorded).result;
                asked.map(drop).map_err(not_echoed)
            }
            Err(error) => Err(not_echoed(error)),
        }
    }
}

fn not_fetched(error: &GatewayError) -> NotFetched {
    match error {
        GatewayError::NoAnswer(NoAnswer::Undecryptable) => NotFetched::Sealed,
        GatewayError::NotEnough { .. } | GatewayError::NoAnswer(NoAnswer::Status(403)) => NotFetched::Ended,
        GatewayError::NoAnswer(NoAnswer::Status(404)) => NotFetched::NoneThere,
        GatewayError::Misconfigured { code, .. } | GatewayError::Declined { code, .. } => match plain(code).as_str() {
            "NOTENOUGH" => NotFetched::Ended,
            "RESOURCENOTEXISTS" => NotFetched::NoneThere,
            _ => NotFetched::NoAnswer,
        },
        _ => NotFetched::NoAnswer,
    }
}

fn not_echoed(error: GatewayError) -> NotEchoed {
    match error {
        GatewayError::NoAnswer(NoAnswer::UnknownKey(theirs)) => NotEchoed::OtherKey(theirs),
        GatewayError::NotSent(NotSent::NoTrustKey) => NotEchoed::NoTrustKey,
        GatewayError::NotSent(NotSent::Certificate(_)) => NotEchoed::NoCertificate,
        GatewayError::Misconfigured { ref code, .. } if plain(code) == "SIGNERROR" => NotEchoed::SignatureRefused,
        error => NotEchoed::Call(error),
    }
}

/// WeChat spells its codes with and without underscores.
fn plain(code: &str) -> String {
    code.replace('_', "")
}

#[cfg(test)]
mod tests;
