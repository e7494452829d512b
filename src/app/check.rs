//! The doctor: one line a check, each with what to do next. Reads only, also while the shop is open; changes nothing.

mod files;
mod finding;
mod line;
mod outside;
mod v3;
mod v3_look;
mod words;

pub use line::CheckLine;
pub use words::{next_step, progress};

use crate::{
    app::{
        backup,
        shop_data::ShopData,
        wechat_access::{certificate_files, extra_root},
    },
    base::{env::Env, environment, keyring::Keyring, lang::Lang},
    domain::UnixSeconds,
    settings::{SecretKey, SecretSource, Secrets, SecretsPlace, Settings, secret_sources},
    store::{self, FileVerdict, Reader, StopRequest, StoreError, VerifyProgress},
    tunnel::{HttpsProber, Prober},
    wechat::{ApiKey, BadCertificate, ClientCertificate, v3::ApiV3Key},
};
use finding::{Finding, Rows, Steps, Sums};
use std::path::Path;
use v3::KeysThere;

const DAY_SECS: i64 = 24 * 60 * 60;

/// Looks at the shop in `folder`. Calls WeChat twice (for the time, and about an order number nobody has), the shop's own
/// door and its public address.
pub fn look(folder: &Path, lang: Lang, variable: impl Fn(&str) -> Option<String>, env: &Env) -> Vec<CheckLine> {
    let probe = Settings::load(folder).ok().and_then(|settings| way_in(&settings));
    look_through(folder, lang, variable, probe.as_ref().map(|probe| probe as &dyn Prober), env)
}

/// The same for somebody who waits: `told` hears how far the check of the data is.
pub fn look_telling(
    folder: &Path,
    lang: Lang,
    variable: impl Fn(&str) -> Option<String>,
    env: &Env,
    told: &mut dyn FnMut(VerifyProgress),
) -> Vec<CheckLine> {
    let probe = Settings::load(folder).ok().and_then(|settings| way_in(&settings));
    let probe = probe.as_ref().map(|probe| probe as &dyn Prober);
    findings(folder, &Keyring::system(), variable, probe, (env, told))
        .iter()
        .map(|finding| words::line(lang, finding))
        .collect()
}

/// The same where the public address is reached by another way than the internet.
pub fn look_through(
    folder: &Path,
    lang: Lang,
    variable: impl Fn(&str) -> Option<String>,
    probe: Option<&dyn Prober>,
    env: &Env,
) -> Vec<CheckLine> {
    findings(folder, &Keyring::system(), variable, probe, (env, &mut |_| ()))
        .iter()
        .map(|finding| words::line(lang, finding))
        .collect()
}

fn findings(
    folder: &Path,
    keyring: &Keyring,
    variable: impl Fn(&str) -> Option<String>,
    probe: Option<&dyn Prober>,
    (env, told): (&Env, &mut dyn FnMut(VerifyProgress)),
) -> Vec<Finding> {
    let (mut found, now) = (Vec::new(), env.now());
    let mut rows = ShopData::in_folder(folder);
    match Settings::load(folder) {
        Ok(settings) => {
            rows = ShopData::by(folder, &settings, keyring, &variable);
            found.push(Finding::Settings(Ok(())));
            // A keyring may be slow, or ask its owner: it is asked twice and no more.
            let sources = secret_sources(folder, keyring, &variable).map_or_else(|_| Vec::new(), Vec::from);
            let there = keys_there(&sources, &variable);
            let (secrets, missing) = match Secrets::load_by(keyring, folder, settings.api, &variable) {
                Ok(secrets) => (Some(secrets), Ok(place_of(&sources))),
                Err(bad) => (None, Err(bad)),
            };
            found.push(Finding::Secrets(missing));
            let certificate = certificate(&settings, now);
            let certificate_usable = certificate.is_ok();
            found.push(Finding::Certificate(certificate));
            let shop = outside::ShopLooked {
                folder,
                data: &rows,
                settings: &settings,
                secrets: secrets.as_ref(),
                there,
                certificate_usable,
            };
            found.extend(outside::look(&shop, probe, env));
        }
        Err(bad) => found.push(Finding::Settings(Err(bad))),
    }
    found.push(Finding::Files(files::look(folder)));
    if !rows.is_on_server() && folder.join("shop.db").exists() {
        let newest = backup::newest(&folder.join("backups"), now);
        found.push(Finding::Backup(newest.map(|at| now.since(at).div_euclid(DAY_SECS).max(0))));
    }
    found.extend(data(&rows, told));
    found
}

/// The same once, with each line in Chinese and in English.
pub(crate) fn look_twice(
    folder: &Path,
    keyring: &Keyring,
    variable: impl Fn(&str) -> Option<String>,
    env: &Env,
) -> Vec<(CheckLine, CheckLine)> {
    let probe = Settings::load(folder).ok().and_then(|settings| way_in(&settings));
    let probe = probe.as_ref().map(|probe| probe as &dyn Prober);
    let found = findings(folder, keyring, variable, probe, (env, &mut |_| ()));
    found.iter().map(|finding| (words::line(Lang::Zh, finding), words::line(Lang::En, finding))).collect()
}

/// Whether WeChat knows this merchant and key, in Chinese and in English.
pub(crate) fn merchant_twice(settings: &Settings, key: &ApiKey, env: &Env) -> (CheckLine, CheckLine) {
    let finding = Finding::WeChat(outside::wechat(settings, key, env));
    (words::line(Lang::Zh, &finding), words::line(Lang::En, &finding))
}

/// Whether the certificate signs a question by API v3 and its answer can be believed, in Chinese and in English.
pub(crate) fn merchant_v3_twice(
    folder: &Path,
    settings: &Settings,
    key: &ApiV3Key,
    (keyring, env): (&Keyring, &Env),
) -> Vec<(CheckLine, CheckLine)> {
    let asked = v3_look::V3Asked {
        folder,
        data: ShopData::by(folder, settings, keyring, environment::key),
        settings,
        key: Some(key),
        there: KeysThere { v2: false, v3: true },
        clock_ahead: outside::clock(settings, env.now()).ok(),
        certificate_usable: certificate(settings, env.now()).is_ok(),
    };
    let found = v3::findings(v3_look::look(&asked, env));
    found.iter().map(|finding| (words::line(Lang::Zh, finding), words::line(Lang::En, finding))).collect()
}

/// Where the keys are kept; `None` where the environment alone has them.
fn place_of(sources: &[SecretSource]) -> Option<SecretsPlace> {
    sources.iter().find_map(|source| match source {
        SecretSource::Stored(place) => Some(*place),
        SecretSource::Missing | SecretSource::Environment => None,
    })
}

/// Which keys of WeChat Pay there are, good or not.
fn keys_there(sources: &[SecretSource], variable: &impl Fn(&str) -> Option<String>) -> KeysThere {
    let stored = |key| {
        let source = SecretKey::ALL.iter().position(|one| *one == key).and_then(|at| sources.get(at));
        source.is_some_and(|source| *source != SecretSource::Missing)
    };
    let named = |key: SecretKey| variable(key.variable()).is_some_and(|words| !words.is_empty());
    let is = |key| stored(key) || named(key);
    KeysThere { v2: is(SecretKey::ApiKey), v3: is(SecretKey::ApiV3Key) }
}

fn way_in(settings: &Settings) -> Option<HttpsProber> {
    HttpsProber::new(extra_root(settings).as_deref(), settings.proxy.as_deref()).ok()
}

/// Until when it is good.
fn certificate(settings: &Settings, now: UnixSeconds) -> Result<UnixSeconds, BadCertificate> {
    let facts = ClientCertificate::load(&certificate_files(settings), &settings.mch_id)?.facts();
    facts.usable_at(now).map(|()| facts.expires_at)
}

/// Takes the rows of a closed shop as they stand for right, and says which were not as this program had written them.
///
/// # Errors
/// A torn page or a log of another file cannot be taken for right; nothing was changed.
pub fn accept(folder: &Path, lang: Lang) -> Result<Vec<String>, StoreError> {
    let rows = ShopData::found(folder, &Keyring::system(), environment::key);
    let found = store::accept_rows(rows.unwrap_or_else(|_| ShopData::in_folder(folder)).file()?)?;
    Ok(found.iter().map(|found| words::accepted(lang, found)).collect())
}

fn data(shop: &ShopData, told: &mut dyn FnMut(VerifyProgress)) -> Vec<Finding> {
    let verify = |reader: Reader| Ok((reader.lease()?, reader.verify_telling(&StopRequest::never(), told)?));
    let looked = shop.reader().and_then(verify);
    match looked {
        Ok((lease, verdict)) => vec![
            Finding::Lease(lease.and_then(|lease| lease.hold)),
            Finding::Database(rows(shop, &verdict)),
            Finding::History(steps(&verdict)),
            Finding::Sums(sums(&verdict)),
        ],
        Err(bad) => vec![Finding::Database(Rows::Unusable(bad))],
    }
}

fn rows(shop: &ShopData, verdict: &FileVerdict) -> Rows {
    match (verdict.altered.is_empty(), verdict.anonymous) {
        (false, _) => Rows::Altered(verdict.altered.clone()),
        (true, 0) if shop.is_on_server() => Rows::OnServer { orders: verdict.orders },
        (true, 0) => Rows::Good { orders: verdict.orders, tables: verdict.tables },
        (true, anonymous) => Rows::Anonymous(anonymous),
    }
}

fn steps(verdict: &FileVerdict) -> Steps {
    match &verdict.first_edited {
        None if verdict.people_altered => Steps::People,
        None => Steps::Good { steps: verdict.steps, older: verdict.without_amounts },
        Some((first, fault)) => Steps::Edited { orders: verdict.edited, first: first.clone(), fault: *fault },
    }
}

fn sums(verdict: &FileVerdict) -> Sums {
    match &verdict.first_wrong_sum {
        Some(first) => Sums::Wrong { orders: verdict.wrong_sums, first: first.clone() },
        None if verdict.wrong_tallies.is_empty() => Sums::Good,
        None => Sums::Tallies(verdict.wrong_tallies.iter().map(|tally| tally.name.clone()).collect()),
    }
}

#[cfg(test)]
mod tests;
