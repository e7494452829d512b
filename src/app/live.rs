//! Looks at what only others know, for the wizard: WeChat, the files of a certificate, and every line of the doctor. Each line
//! says what was answered and what to do next, in both languages.

use crate::{
    app::{
        check,
        error_text::{certificate_error, secrets_error, told},
        wechat_access::{certificate_files, endpoint},
    },
    base::{env::Env, environment, keyring::Keyring},
    domain::Api,
    settings::{BadSecrets, SecretKey, SecretWords, Settings, stored_secret},
    ui::{BothLanguages, LiveCheck, LiveLine, SettingsTrial, setting_wrong, technical_words},
    wechat::{
        ApiKey, BadCertificate, ClientCertificate, ShippingError,
        miniprogram::{AppSecret, ShippingClient},
        v3::ApiV3Key,
    },
};
use std::path::Path;

pub(super) fn look(folder: &Path, wanted: &LiveCheck, keyring: &Keyring, env: &Env) -> Vec<LiveLine> {
    match wanted {
        LiveCheck::MiniProgram(trial, typed) => with(trial, "mini_program", |settings| {
            vec![mini_program(settings, &secret(folder, typed.as_ref(), SecretKey::AppSecret, keyring), env)]
        }),
        LiveCheck::Certificate(trial) => with(trial, "certificate", |settings| certificate(settings, env)),
        LiveCheck::Merchant(trial, typed) => with(trial, "wechat", |settings| {
            let key = secret(folder, typed.as_ref(), SecretKey::of(settings.api), keyring);
            merchant(folder, settings, &key, (keyring, env))
        }),
        LiveCheck::Doctor => {
            check::look_twice(folder, keyring, environment::key, env).into_iter().map(in_both).collect()
        }
    }
}

/// A line of the doctor, said in Chinese and in English.
fn in_both((chinese, english): (check::CheckLine, check::CheckLine)) -> LiveLine {
    LiveLine {
        check: chinese.check,
        ok: chinese.ok,
        found: BothLanguages { chinese: chinese.found, english: english.found },
        next: BothLanguages { chinese: chinese.next, english: english.next },
    }
}

fn good(check: &'static str, found: BothLanguages) -> LiveLine {
    LiveLine { check, ok: true, found, next: BothLanguages::default() }
}

fn bad(check: &'static str, found: BothLanguages, next: (&str, &str)) -> LiveLine {
    let next = BothLanguages { chinese: next.0.to_owned(), english: next.1.to_owned() };
    LiveLine { check, ok: false, found, next }
}

fn both(chinese: &str, english: &str) -> BothLanguages {
    BothLanguages { chinese: chinese.to_owned(), english: english.to_owned() }
}

/// With the settings as they are typed, were they whole.
fn with(trial: &SettingsTrial, check: &'static str, look: impl FnOnce(&Settings) -> Vec<LiveLine>) -> Vec<LiveLine> {
    match trial.document.trial(&trial.changes) {
        Ok(settings) => look(&settings),
        Err(reason) => vec![bad(check, BothLanguages::of(|lang| setting_wrong(lang, &reason)), ("", ""))],
    }
}

/// The secret that was typed, else the one that is stored.
fn secret(folder: &Path, typed: Option<&SecretWords>, key: SecretKey, keyring: &Keyring) -> SecretWords {
    typed.cloned().or_else(|| stored_secret(folder, keyring, environment::key, key)).unwrap_or_default()
}

fn mini_program(settings: &Settings, secret: &SecretWords, env: &Env) -> LiveLine {
    const CHECK: &str = "mini_program";
    let app_secret = match AppSecret::new(secret.as_str()) {
        Ok(app_secret) => app_secret,
        Err(why) => {
            let why = BadSecrets::AppSecret(why);
            return bad(CHECK, BothLanguages::of(|lang| secrets_error(lang, &why)), ("", ""));
        }
    };
    let (app_id, mch_id) = (settings.app_id.clone(), settings.mch_id.clone());
    let client = match ShippingClient::new(app_id, mch_id, app_secret, &endpoint(settings), env.clone()) {
        Ok(client) => client,
        Err(why) => return bad(CHECK, BothLanguages::of(|lang| told(lang, &why)), SERVERS),
    };
    match client.ask_for_token() {
        Ok(()) => good(CHECK, both("微信认得这个小程序和它的密钥", "WeChat knows this mini program and its secret")),
        Err(why) => no_token(CHECK, &why),
    }
}

const SERVERS: (&str, &str) =
    ("检查“其他服务器和代理”里的地址", "look at the addresses under “Other servers and proxy”");

/// Why WeChat gave no token, in plain words. The codes are WeChat's.
fn no_token(check: &'static str, why: &ShippingError) -> LiveLine {
    let (code, message) = match why {
        ShippingError::NoToken { code, message } | ShippingError::Code { code, message } => (*code, message.as_str()),
        ShippingError::NoAnswer(words) | ShippingError::NotSent(words) => {
            let found = BothLanguages::of(|lang| {
                let said = lang.pick("连不上微信", "WeChat cannot be reached");
                format!("{said}{}", technical_words(lang, words))
            });
            return bad(
                check,
                found,
                ("检查网络；也可以先往下走，以后再查", "look at the network, or go on and check later"),
            );
        }
        ShippingError::NotRecorded(_) => (0, ""),
    };
    let (found, next) = match code {
        40013 => (
            ("微信不认识这个 AppID", "WeChat does not know this AppID"),
            ("在微信公众平台的“开发设置”里核对 AppID", "compare the AppID with WeChat's platform"),
        ),
        40125 | 40001 => (
            ("AppSecret 不对，或者是别的小程序的", "The AppSecret is wrong, or another mini program's"),
            (
                "在微信公众平台的“开发设置”里重置 AppSecret，再填到这里",
                "reset the AppSecret on WeChat's platform and enter it here",
            ),
        ),
        40164 => (
            (
                "微信只让白名单里的地址来问，这台电脑不在里面",
                "WeChat answers only addresses on its list, and this computer is not on it",
            ),
            (
                "在“开发设置”的 IP 白名单里加上这台电脑的公网地址，或者关掉白名单",
                "add this computer's public address to the IP list on WeChat's platform, or switch the list off",
            ),
        ),
        40243 | 41004 => (
            ("这个小程序的 AppSecret 被冻结了", "This mini program's AppSecret is frozen"),
            ("在微信公众平台解冻", "unfreeze it on WeChat's platform"),
        ),
        _ => (("微信没有给访问凭证", "WeChat gave no access token"), ("过一分钟再试", "try again in a minute")),
    };
    let words = format!("{code} {message}");
    let found = BothLanguages::of(|lang| format!("{}{}", lang.pick(found.0, found.1), technical_words(lang, &words)));
    bad(check, found, next)
}

fn certificate(settings: &Settings, env: &Env) -> Vec<LiveLine> {
    const CHECK: &str = "certificate";
    let loaded = ClientCertificate::load(&certificate_files(settings), &settings.mch_id);
    let facts = match loaded.and_then(|it| it.facts().usable_at(env.now()).map(|()| it.facts())) {
        Ok(facts) => facts,
        Err(why) => {
            let next = certificate_next(&why);
            return vec![bad(CHECK, BothLanguages::of(|lang| certificate_error(lang, &why)), next)];
        }
    };
    let number = &settings.mch_id;
    let until = facts.expires_at.to_dashed();
    let day = until.split(' ').next().unwrap_or_default();
    vec![
        good(
            CHECK,
            BothLanguages {
                chinese: format!("证书、私钥和商户号 {number} 是一套"),
                english: format!("certificate, key and merchant number {number} belong together"),
            },
        ),
        good(CHECK, BothLanguages { chinese: format!("有效期到 {day}"), english: format!("valid until {day}") }),
    ]
}

/// What to do about a certificate that cannot be used.
const fn certificate_next(why: &BadCertificate) -> (&'static str, &'static str) {
    match why {
        BadCertificate::OtherMerchant { .. } | BadCertificate::OtherPassword => (
            "核对商户号，或者选这个商户自己的证书",
            "compare the merchant number, or choose this merchant's own certificate",
        ),
        BadCertificate::NotYetValid { .. } => {
            ("多半是电脑的日期不对：打开自动对时", "most likely the computer's date is wrong: let it set its clock")
        }
        BadCertificate::Expired { .. } => (
            "在商户平台的“API 安全”里换新证书，再选进来",
            "renew it on the merchant platform under API security, and choose the new one",
        ),
        BadCertificate::OtherKey | BadCertificate::Swapped => (
            "两个文件要来自同一次下载：再下载一次，或者选 .p12",
            "both files must come from one download: download again, or choose the .p12",
        ),
        _ => (
            "在商户平台的“API 安全”里下载证书，再选进来",
            "download the certificate on the merchant platform under API security, and choose it",
        ),
    }
}

/// By the API that is chosen: with v2 the key signs a question, with v3 the certificate signs one and the answer is believed
/// by WeChat's key.
fn merchant(folder: &Path, settings: &Settings, key: &SecretWords, (keyring, env): (&Keyring, &Env)) -> Vec<LiveLine> {
    let lines = match settings.api {
        Api::V2 => ApiKey::new(key.as_str())
            .map_err(BadSecrets::Key)
            .map(|key| vec![check::merchant_twice(settings, &key, env)]),
        Api::V3 => ApiV3Key::parse(key.as_str())
            .map_err(BadSecrets::V3Key)
            .map(|key| check::merchant_v3_twice(folder, settings, &key, (keyring, env))),
    };
    match lines {
        Ok(lines) => lines.into_iter().map(in_both).collect(),
        Err(why) => vec![bad("wechat", BothLanguages::of(|lang| secrets_error(lang, &why)), ("", ""))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_of_wechat_about_the_mini_program_has_a_sentence_and_a_next_step() {
        for code in [0, -1, 40001, 40013, 40125, 40164, 40243, 41004, 99_999] {
            let line = no_token("mini_program", &ShippingError::NoToken { code, message: "raw".to_owned() });
            assert!(!line.ok && !line.next.chinese.is_empty() && !line.next.english.is_empty(), "{line:?}");
            assert!(line.found.chinese.contains(&code.to_string()), "{line:?}");
        }
    }
}
