//! The keys: from the environment, else from `secrets.toml`, which nobody else on the computer may read.

use super::lines::line_of;
use crate::{
    base::encoding,
    wechat::{
        ApiKey, BadKey,
        miniprogram::{AppSecret, BadSecret},
    },
};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What signs for the shop.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// The API v2 key.
    pub api_key: ApiKey,
    /// The mini program's secret.
    pub app_secret: AppSecret,
    /// The printer clouds' keys, where there are any.
    pub printers: PrinterKeys,
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

/// Why the secrets cannot be used. Nothing that signs or verifies starts.
#[derive(Debug, thiserror::Error)]
pub enum BadSecrets {
    /// Neither the environment nor the file has it.
    #[error("{name} is missing: set it in the environment, or write {key} = \"…\" into {}", path.display())]
    Missing {
        /// Name in the environment.
        name: &'static str,
        /// Key in the file.
        key: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// Others on this computer can read the file.
    #[error("{} can be read by others on this computer: allow only its owner (chmod 600)", .0.display())]
    Open(PathBuf),
    /// The file is there and cannot be read.
    #[error("{} cannot be used: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// Not TOML, an unknown key, or a value of the wrong kind. The parser's words quote the line, and the line is the
    /// secret: only the place is told.
    #[error("{} cannot be used: line {line} is not understood", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// It is in no encoding that people use.
    #[error("{} is not a text file: save it as UTF-8", .0.display())]
    NotText(PathBuf),
    /// The key must not sign anything.
    #[error(transparent)]
    Key(#[from] BadKey),
    /// Not a secret of a mini program.
    #[error(transparent)]
    AppSecret(#[from] BadSecret),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct SecretsFile {
    api_key: Option<String>,
    api_v3_key: Option<String>,
    app_secret: Option<String>,
    feieyun_ukey: Option<String>,
    yilianyun_secret: Option<String>,
}

impl Secrets {
    /// Reads the secrets of the shop in `folder`; `variable` looks into the environment, which wins.
    ///
    /// # Errors
    /// [`BadSecrets`]; its sentence never holds a value.
    pub fn load(folder: &Path, variable: impl Fn(&str) -> Option<String>) -> Result<Self, BadSecrets> {
        let path = folder.join("secrets.toml");
        let file = read(&path)?;
        drop(file.api_v3_key.map(Zeroizing::new));
        let missing = |name, key| BadSecrets::Missing { name, key, path: path.clone() };
        let api_key = variable("ZHANGGUI_API_KEY").or(file.api_key).map(Zeroizing::new);
        let api_key = api_key.ok_or_else(|| missing("ZHANGGUI_API_KEY", "api_key"))?;
        let app_secret = variable("ZHANGGUI_APP_SECRET").or(file.app_secret).map(Zeroizing::new);
        let app_secret = app_secret.ok_or_else(|| missing("ZHANGGUI_APP_SECRET", "app_secret"))?;
        let printer_key = |name, written: Option<String>| {
            let raw = variable(name).or(written).map(Zeroizing::new);
            raw.and_then(|raw| PrinterKey::new(&raw))
        };
        let printers = PrinterKeys {
            feieyun: printer_key("ZHANGGUI_FEIEYUN_UKEY", file.feieyun_ukey),
            yilianyun: printer_key("ZHANGGUI_YILIANYUN_SECRET", file.yilianyun_secret),
        };
        Ok(Self { api_key: ApiKey::new(&api_key)?, app_secret: AppSecret::new(&app_secret)?, printers })
    }
}

fn read(path: &Path) -> Result<SecretsFile, BadSecrets> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => Zeroizing::new(bytes),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(SecretsFile::default()),
        Err(why) => return Err(BadSecrets::Unreadable { path: path.to_owned(), why }),
    };
    if readable_by_others(path) {
        return Err(BadSecrets::Open(path.to_owned()));
    }
    let not_text = || BadSecrets::NotText(path.to_owned());
    let text = encoding::text_of(&bytes).map(Zeroizing::new).ok_or_else(not_text)?;
    toml::from_str(&text).map_err(|e: toml::de::Error| {
        let at = e.span().map_or(0, |s| s.start);
        BadSecrets::Line { path: path.to_owned(), line: line_of(&text, at) }
    })
}

#[cfg(unix)]
pub(super) fn readable_by_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
pub(super) fn readable_by_others(_path: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "TestApiV2Key00000000000000000001";
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
        let secrets = Secrets::load(folder.path(), |_| None).unwrap();
        assert!(!format!("{secrets:?}").contains(APP_SECRET));
        assert!(secrets.printers.feieyun.is_none() && secrets.printers.yilianyun.is_none());
        let short = Secrets::load(folder.path(), |name| (name == "ZHANGGUI_API_KEY").then(|| "short".to_owned()));
        assert!(matches!(short, Err(BadSecrets::Key(BadKey::Length(5)))));
    }

    #[test]
    fn the_keys_of_the_printer_clouds_are_secrets_like_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("api_key = \"{KEY}\"\napp_secret = \"{APP_SECRET}\"\nfeieyun_ukey = \"TESTUKEY00000001\"\n");
        write(folder.path(), &text, false);
        let named = |name: &str| (name == "ZHANGGUI_YILIANYUN_SECRET").then(|| "testsecret".to_owned());
        let secrets = Secrets::load(folder.path(), named).unwrap();
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
        assert!(matches!(Secrets::load(folder.path(), |_| None), Err(BadSecrets::Open(_))));
    }

    #[test]
    fn a_file_saved_by_notepad_in_two_bytes_a_character_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets.toml");
        write(folder.path(), "", false);
        std::fs::write(&path, include_bytes!("../../tests/fixtures/settings/secrets-utf16.toml")).unwrap();
        assert!(Secrets::load(folder.path(), |_| None).is_ok());
        std::fs::write(&path, [0xFF; 60]).unwrap();
        assert!(matches!(Secrets::load(folder.path(), |_| None), Err(BadSecrets::NotText(_))));
    }

    #[test]
    fn a_blank_around_a_key_is_named_because_it_cannot_be_seen() {
        let folder = tempfile::tempdir().unwrap();
        for text in [
            include_str!("../../tests/fixtures/settings/secrets-key-newline.toml"),
            include_str!("../../tests/fixtures/settings/secrets-key-trailing-space.toml"),
        ] {
            write(folder.path(), text, false);
            let bad = Secrets::load(folder.path(), |_| None).expect_err(text);
            assert!(matches!(bad, BadSecrets::Key(BadKey::Blank)), "{bad}");
        }
        let blank = |name: &str| (name == "ZHANGGUI_APP_SECRET").then(|| format!("{APP_SECRET}\r"));
        write(folder.path(), &format!("api_key = \"{KEY}\"\n"), false);
        assert!(matches!(Secrets::load(folder.path(), blank), Err(BadSecrets::AppSecret(BadSecret::Blank))));
    }

    #[test]
    fn no_error_about_secrets_shows_one() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &format!("api_key = \"{KEY}\"\napp_secret = {APP_SECRET}\n"), false);
        let error = Secrets::load(folder.path(), |_| None).expect_err("not TOML");
        assert!(!error.to_string().contains("0123") && !format!("{error:?}").contains("0123"), "{error}");
        let missing = Secrets::load(Path::new("no-such-folder"), |_| None).expect_err("missing");
        assert!(missing.to_string().contains("ZHANGGUI_API_KEY"));
    }
}
