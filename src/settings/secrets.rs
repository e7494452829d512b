//! The keys: from the environment, else from the shop's folder, where nobody else on the computer may read them.

use super::{
    bad_secrets::BadSecrets,
    lines::line_of,
    secrets_file::{self, PLAIN},
};
use crate::{
    base::keyring::Keyring,
    domain::Api,
    wechat::{
        ApiKey,
        miniprogram::{AppSecret, PushKey, PushSecrets, PushToken},
        v3::{ApiV3Key, BadApiV3Key},
    },
};
use serde::Deserialize;
use std::path::Path;
use zeroize::Zeroizing;

/// What signs for the shop.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// The API v2 key. With API v3 it finishes what was begun with v2, where the shop still has it.
    pub api_key: Option<ApiKey>,
    /// The API v3 key.
    pub api_v3_key: Option<ApiV3Key>,
    /// The mini program's secret.
    pub app_secret: AppSecret,
    /// Those of its message push, where both are there.
    pub push: Option<PushSecrets>,
    /// The printer clouds' keys, where there are any.
    pub printers: PrinterKeys,
    /// The password of the database, where the shop lies on a server that asks for one.
    pub store_password: Option<StorePassword>,
}

/// The password of a database. Not shown by `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct StorePassword(Zeroizing<String>);

impl StorePassword {
    /// `None` for an empty one.
    pub fn new(raw: &str) -> Option<Self> {
        (!raw.is_empty()).then(|| Self(Zeroizing::new(raw.to_owned())))
    }

    /// For the server and nothing else.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for StorePassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StorePassword(secret)")
    }
}

/// A key at a printer cloud. Not shown by `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct PrinterKey(Zeroizing<String>);

impl PrinterKey {
    /// `None` for an empty one.
    pub fn new(raw: &str) -> Option<Self> {
        let raw = raw.trim();
        (!raw.is_empty()).then(|| Self(Zeroizing::new(raw.to_owned())))
    }

    /// For signatures and nothing else.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PrinterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrinterKey(secret)")
    }
}

/// The keys at the printer clouds.
#[derive(Debug, Clone, Default)]
pub struct PrinterKeys {
    /// Feieyun's UKEY.
    pub feieyun: Option<PrinterKey>,
    /// Yilianyun's application secret.
    pub yilianyun: Option<PrinterKey>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct SecretsFile {
    api_key: Option<String>,
    api_v3_key: Option<String>,
    app_secret: Option<String>,
    push_token: Option<String>,
    push_key: Option<String>,
    feieyun_ukey: Option<String>,
    yilianyun_secret: Option<String>,
    store_password: Option<String>,
}

impl Secrets {
    /// Reads the secrets of the shop in `folder`; `variable` looks into the environment, which wins. The key of `api`, which
    /// new orders are made with, has to be there; the other one may be: a shop on its way from one to the other has both.
    ///
    /// # Errors
    /// [`BadSecrets`]; its sentence never holds a value.
    pub fn load(folder: &Path, api: Api, variable: impl Fn(&str) -> Option<String>) -> Result<Self, BadSecrets> {
        Self::load_by(&Keyring::system(), folder, api, variable)
    }

    /// The same with another keyring.
    ///
    /// # Errors
    /// [`BadSecrets`].
    pub fn load_by(
        keyring: &Keyring,
        folder: &Path,
        api: Api,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, BadSecrets> {
        let path = folder.join(PLAIN);
        let (text, shut) = match secrets_file::read(folder, keyring) {
            Ok(found) => (found.text, None),
            // What it holds may stand in the environment too.
            Err(shut @ BadSecrets::Shut { .. }) => (secrets_file::read_plain(folder)?, Some(shut)),
            Err(bad) => return Err(bad),
        };
        let file = toml::from_str(text.as_str()).map_err(|e: toml::de::Error| {
            let at = e.span().map_or(0, |s| s.start);
            BadSecrets::Line { path: path.clone(), line: line_of(text.as_str(), at) }
        })?;
        match (Self::of(file, &path, api, variable), shut) {
            (Err(BadSecrets::Missing { .. }), Some(shut)) => Err(shut),
            (of, _) => of,
        }
    }

    fn of(
        file: SecretsFile,
        path: &Path,
        api: Api,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, BadSecrets> {
        let missing = |name, key| BadSecrets::Missing { name, key, path: path.to_owned() };
        let key_of = |of: Api, name, key, written: Option<String>| {
            let raw = variable(name).or(written).map(Zeroizing::new).filter(|raw| of == api || !raw.is_empty());
            if raw.is_none() && of == api { Err(missing(name, key)) } else { Ok(raw) }
        };
        let api_key = key_of(Api::V2, "ZHANGGUI_API_KEY", "api_key", file.api_key)?;
        let api_v3_key = key_of(Api::V3, "ZHANGGUI_API_V3_KEY", "api_v3_key", file.api_v3_key)?;
        let app_secret = variable("ZHANGGUI_APP_SECRET").or(file.app_secret).map(Zeroizing::new);
        let app_secret = app_secret.ok_or_else(|| missing("ZHANGGUI_APP_SECRET", "app_secret"))?;
        let printer_key = |name, written: Option<String>| {
            let raw = variable(name).or(written).map(Zeroizing::new);
            raw.and_then(|raw| PrinterKey::new(&raw))
        };
        let written = |name, written: Option<String>| {
            variable(name).or(written).map(Zeroizing::new).filter(|raw| !raw.is_empty())
        };
        let token = written("ZHANGGUI_PUSH_TOKEN", file.push_token);
        let push = token
            .zip(written("ZHANGGUI_PUSH_KEY", file.push_key))
            .map(|(token, key)| Ok(PushSecrets { token: PushToken::parse(&token)?, key: PushKey::parse(&key)? }));
        let printers = PrinterKeys {
            feieyun: printer_key("ZHANGGUI_FEIEYUN_UKEY", file.feieyun_ukey),
            yilianyun: printer_key("ZHANGGUI_YILIANYUN_SECRET", file.yilianyun_secret),
        };
        Ok(Self {
            api_key: api_key.map(|raw| ApiKey::new(&raw)).transpose()?,
            api_v3_key: api_v3_key.map(|raw| v3_key(&raw)).transpose().map_err(BadSecrets::V3Key)?,
            app_secret: AppSecret::new(&app_secret)?,
            push: push.transpose().map_err(BadSecrets::Push)?,
            printers,
            store_password: written("ZHANGGUI_STORE_PASSWORD", file.store_password)
                .and_then(|raw| StorePassword::new(&raw)),
        })
    }
}

/// The API v3 key as the merchant platform takes one: letters and digits.
pub(super) fn v3_key(raw: &str) -> Result<ApiV3Key, BadApiV3Key> {
    let key = ApiV3Key::parse(raw)?;
    if raw.chars().all(|c| c.is_ascii_alphanumeric()) { Ok(key) } else { Err(BadApiV3Key::Character) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wechat::{BadKey, miniprogram::BadSecret};

    const KEY: &str = "TestApiV2Key00000000000000000001";
    const V3_KEY: &str = "TestApiV3Key00000000000000000001";
    const APP_SECRET: &str = "0123456789abcdef0123456789abcdef";

    fn write(folder: &Path, text: &str, open: bool) {
        let path = folder.join("secrets.toml");
        std::fs::write(&path, text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = if open { 0o644 } else { 0o600 };
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        }
    }

    #[test]
    fn secrets_come_from_the_file_and_the_environment_wins() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &format!("api_key = \"{KEY}\"\napp_secret = \"{APP_SECRET}\"\n"), false);
        let secrets = Secrets::load(folder.path(), Api::V2, |_| None).unwrap();
        assert!(!format!("{secrets:?}").contains(APP_SECRET));
        assert!(secrets.printers.feieyun.is_none() && secrets.printers.yilianyun.is_none());
        let short =
            Secrets::load(folder.path(), Api::V2, |name| (name == "ZHANGGUI_API_KEY").then(|| "short".to_owned()));
        assert!(matches!(short, Err(BadSecrets::Key(BadKey::Length(5)))));
    }

    #[test]
    fn the_key_of_the_api_in_force_has_to_be_there_and_the_other_one_may() {
        let folder = tempfile::tempdir().unwrap();
        let (v2, v3) = (format!("api_key = \"{KEY}\"\n"), format!("api_v3_key = \"{V3_KEY}\"\n"));
        let load = |keys: &[&str], api| {
            write(folder.path(), &format!("{}app_secret = \"{APP_SECRET}\"\n", keys.concat()), false);
            Secrets::load(folder.path(), api, |_| None)
        };
        for (keys, api, wanted) in
            [([v2.as_str()], Api::V3, "ZHANGGUI_API_V3_KEY"), ([v3.as_str()], Api::V2, "ZHANGGUI_API_KEY")]
        {
            let bad = load(&keys, api).expect_err(wanted);
            assert!(matches!(bad, BadSecrets::Missing { name, .. } if name == wanted), "{bad}");
        }
        let has = |secrets: &Secrets| (secrets.api_key.is_some(), secrets.api_v3_key.is_some());
        assert_eq!(has(&load(&[&v2], Api::V2).unwrap()), (true, false));
        assert_eq!(has(&load(&[&v3], Api::V3).unwrap()), (false, true));
        for api in [Api::V2, Api::V3] {
            let both = load(&[&v2, &v3], api).expect("a shop in the switch");
            assert_eq!(has(&both), (true, true));
            assert!(!format!("{both:?}").contains("Test"), "{both:?}");
        }
        assert!(matches!(load(&[&v2, "api_v3_key = \"short\"\n"], Api::V2), Err(BadSecrets::V3Key(_))));
        let from_outside = |name: &str| (name == "ZHANGGUI_API_V3_KEY").then(|| "short".to_owned());
        write(folder.path(), &format!("{v3}app_secret = \"{APP_SECRET}\"\n"), false);
        assert!(matches!(Secrets::load(folder.path(), Api::V3, from_outside), Err(BadSecrets::V3Key(_))), "it wins");
    }

    #[test]
    fn the_keys_of_the_printer_clouds_are_secrets_like_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("api_key = \"{KEY}\"\napp_secret = \"{APP_SECRET}\"\nfeieyun_ukey = \"TESTUKEY00000001\"\n");
        write(folder.path(), &text, false);
        let named = |name: &str| (name == "ZHANGGUI_YILIANYUN_SECRET").then(|| "testsecret".to_owned());
        let secrets = Secrets::load(folder.path(), Api::V2, named).unwrap();
        assert_eq!(secrets.printers.feieyun.as_ref().map(PrinterKey::as_str), Some("TESTUKEY00000001"));
        assert_eq!(secrets.printers.yilianyun.as_ref().map(PrinterKey::as_str), Some("testsecret"));
        let shown = format!("{secrets:?}");
        assert!(!shown.contains("TESTUKEY") && !shown.contains("testsecret"), "{shown}");
    }

    #[cfg(unix)]
    #[test]
    fn a_secrets_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &format!("api_key = \"{KEY}\"\n"), true);
        assert!(matches!(Secrets::load(folder.path(), Api::V2, |_| None), Err(BadSecrets::Open(_))));
    }

    #[test]
    fn a_file_saved_by_notepad_in_two_bytes_a_character_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.toml");
        write(folder.path(), "", false);
        std::fs::write(&path, include_bytes!("../../tests/fixtures/settings/secrets-utf16.toml")).unwrap();
        assert!(Secrets::load(folder.path(), Api::V2, |_| None).is_ok());
        std::fs::write(&path, [0xFF; 60]).unwrap();
        assert!(matches!(Secrets::load(folder.path(), Api::V2, |_| None), Err(BadSecrets::NotText(_))));
    }

    #[test]
    fn a_blank_around_a_key_is_named_because_it_cannot_be_seen() {
        let folder = tempfile::tempdir().unwrap();
        for text in [
            include_str!("../../tests/fixtures/settings/secrets-key-newline.toml"),
            include_str!("../../tests/fixtures/settings/secrets-key-trailing-space.toml"),
        ] {
            write(folder.path(), text, false);
            let bad = Secrets::load(folder.path(), Api::V2, |_| None).expect_err(text);
            assert!(matches!(bad, BadSecrets::Key(BadKey::Blank)), "{bad}");
        }
        let blank = |name: &str| (name == "ZHANGGUI_APP_SECRET").then(|| format!("{APP_SECRET}\r"));
        write(folder.path(), &format!("api_key = \"{KEY}\"\n"), false);
        assert!(matches!(Secrets::load(folder.path(), Api::V2, blank), Err(BadSecrets::AppSecret(BadSecret::Blank))));
    }

    #[test]
    fn no_error_about_secrets_shows_one() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &format!("api_key = \"{KEY}\"\napp_secret = {APP_SECRET}\n"), false);
        let error = Secrets::load(folder.path(), Api::V2, |_| None).expect_err("not TOML");
        assert!(!error.to_string().contains("0123") && !format!("{error:?}").contains("0123"), "{error}");
        let missing = Secrets::load(Path::new("no-such-folder"), Api::V2, |_| None).expect_err("missing");
        assert!(missing.to_string().contains("ZHANGGUI_API_KEY"));
    }
}
