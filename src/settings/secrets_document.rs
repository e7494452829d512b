//! The secrets while they are changed: which are there and where they come from, never what they are, and new ones put into
//! the file, which only its owner may read.

use super::{
    NotSaved, SettingChange, SettingsDocument,
    document::write,
    lines::line_of,
    secrets::{self, BadSecrets},
    splice::TomlText,
};
use crate::{
    base::{encoding, private_file},
    domain::Api,
    wechat::{
        ApiKey, BadKey,
        miniprogram::{AppSecret, BadSecret},
    },
};
use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};
use toml_edit::Value;
use zeroize::Zeroizing;

/// A secret of the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretKey {
    /// The API v2 key.
    ApiKey,
    /// The API v3 key.
    ApiV3Key,
    /// The mini program's secret.
    AppSecret,
    /// Feieyun's UKEY.
    Feieyun,
    /// Yilianyun's application secret.
    Yilianyun,
}

impl SecretKey {
    /// All of them.
    pub const ALL: [Self; SECRETS] = [Self::ApiKey, Self::ApiV3Key, Self::AppSecret, Self::Feieyun, Self::Yilianyun];

    /// The key of an API of WeChat Pay.
    pub const fn of(api: Api) -> Self {
        match api {
            Api::V2 => Self::ApiKey,
            Api::V3 => Self::ApiV3Key,
        }
    }

    /// Its name in the environment.
    pub const fn variable(self) -> &'static str {
        match self {
            Self::ApiKey => "ZHANGGUI_API_KEY",
            Self::ApiV3Key => "ZHANGGUI_API_V3_KEY",
            Self::AppSecret => "ZHANGGUI_APP_SECRET",
            Self::Feieyun => "ZHANGGUI_FEIEYUN_UKEY",
            Self::Yilianyun => "ZHANGGUI_YILIANYUN_SECRET",
        }
    }

    /// Its name in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ApiKey => "api_key",
            Self::ApiV3Key => "api_v3_key",
            Self::AppSecret => "app_secret",
            Self::Feieyun => "feieyun_ukey",
            Self::Yilianyun => "yilianyun_secret",
        }
    }
}

/// How many there are.
pub const SECRETS: usize = 5;

/// Where a secret comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretSource {
    /// Nowhere yet.
    Missing,
    /// The file, where it can be replaced.
    File,
    /// The environment, which wins: it is replaced there.
    Environment,
}

/// A secret as it was typed. Not shown by `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SecretWords(Zeroizing<String>);

impl SecretWords {
    /// As it was typed.
    pub fn new(words: String) -> Self {
        Self(Zeroizing::new(words))
    }

    /// For the field it is typed into, and for the call that asks about it.
    pub fn typed(&mut self) -> &mut String {
        &mut self.0
    }

    /// For a check or a call.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretWords(secret)")
    }
}

/// What is wrong with a secret as it was typed. Never the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSecretWords {
    /// A blank, a line's end or something invisible around it; so many characters without.
    #[error("a blank or a line break around it; {0} characters without")]
    Blank(usize),
    /// Not 32 characters.
    #[error("{0} characters; it has 32")]
    Length(usize),
    /// Something else than letters and digits.
    #[error("a character that is neither letter nor digit")]
    Character,
    /// Published, or one character over and over.
    #[error("a published sample or a placeholder")]
    Placeholder,
    /// Nothing at all.
    #[error("nothing")]
    Empty,
}

/// Whether it may be used.
///
/// # Errors
/// What is wrong with it.
pub fn judge_secret(key: SecretKey, words: &SecretWords) -> Result<(), BadSecretWords> {
    let words = words.as_str();
    if words.is_empty() {
        return Err(BadSecretWords::Empty);
    }
    let bare = words.trim_matches(|c: char| c.is_whitespace() || crate::domain::is_invisible(c)).chars().count();
    let of_key = |bad: BadKey| match bad {
        BadKey::Blank => BadSecretWords::Blank(bare),
        BadKey::Length(length) => BadSecretWords::Length(length),
        BadKey::Character => BadSecretWords::Character,
        BadKey::Placeholder => BadSecretWords::Placeholder,
    };
    match key {
        SecretKey::ApiKey => ApiKey::new(words).map(drop).map_err(of_key),
        SecretKey::ApiV3Key => secrets::v3_key(words).map(drop).map_err(of_key),
        SecretKey::AppSecret => AppSecret::new(words).map(drop).map_err(|bad| match bad {
            BadSecret::Blank => BadSecretWords::Blank(bare),
            BadSecret::Shape if words.chars().count() != 32 => BadSecretWords::Length(words.chars().count()),
            BadSecret::Shape => BadSecretWords::Character,
        }),
        SecretKey::Feieyun | SecretKey::Yilianyun if bare != words.chars().count() => Err(BadSecretWords::Blank(bare)),
        SecretKey::Feieyun | SecretKey::Yilianyun => Ok(()),
    }
}

/// Which secrets the shop in `folder` has; `variable` looks into the environment, which wins.
///
/// # Errors
/// [`BadSecrets`]: the file is there and cannot be used.
pub fn secret_sources(
    folder: &Path,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<[SecretSource; SECRETS], BadSecrets> {
    let text = read(folder)?;
    Ok(SecretKey::ALL.map(|key| {
        let written = text.get("", key.name()).and_then(|value| value.as_str().map(|text| !text.trim().is_empty()));
        match (variable(key.variable()).map(Zeroizing::new), written) {
            (Some(_), _) => SecretSource::Environment,
            (None, Some(true)) => SecretSource::File,
            (None, _) => SecretSource::Missing,
        }
    }))
}

/// A secret as the shop has it: for a call that proves it, never for the screen.
pub fn stored_secret(folder: &Path, variable: impl Fn(&str) -> Option<String>, key: SecretKey) -> Option<SecretWords> {
    let written = || read(folder).ok()?.get("", key.name())?.as_str().map(str::to_owned);
    variable(key.variable()).or_else(written).map(SecretWords::new)
}

/// Puts secrets into the file of the shop in `folder`. Others in it stay as they are.
///
/// # Errors
/// [`NotSaved`]: the file is as it was. A file that cannot be used is told by [`secret_sources`].
pub fn save_secrets(folder: &Path, changes: &[(SecretKey, SecretWords)]) -> Result<(), NotSaved> {
    if changes.is_empty() {
        return Ok(());
    }
    let path = folder.join("secrets.toml");
    let mut text = read(folder).map_err(|bad| NotSaved::Unwritable { path: path.clone(), why: as_io(bad) })?;
    for (key, words) in changes {
        text.set("", key.name(), &Value::from(words.as_str()));
    }
    write(&path, text.as_str().as_bytes())
}

/// Writes settings and secrets, all of it or nothing, and gives the settings as they are then.
///
/// # Errors
/// [`NotSaved`]: both files are as they were.
pub fn save_with_secrets(
    document: &SettingsDocument,
    changes: &[SettingChange],
    secrets: &[(SecretKey, SecretWords)],
) -> Result<SettingsDocument, NotSaved> {
    document.check_changes(changes)?;
    if secrets.is_empty() {
        return document.save(changes);
    }
    let path = document.folder().join("secrets.toml");
    let former = keep_former(&path)?;
    let saved = save_secrets(document.folder(), secrets).and_then(|()| document.save(changes));
    let cleared = match (&saved, &former) {
        (Ok(_), Some(former)) => fs::remove_file(former),
        // A disk that is full takes no second writing: what was kept only gets its name back.
        (Err(_), Some(former)) => private_file::put_back(former, &path),
        (Err(_), None) if path.exists() => fs::remove_file(&path),
        (_, None) => Ok(()),
    };
    if let Err(why) = cleared {
        tracing::error!(%why, "the former secrets could not be put back, or taken away");
    }
    saved
}

/// The secrets as they are, beside their file; `None` where there are none.
fn keep_former(path: &Path) -> Result<Option<PathBuf>, NotSaved> {
    let bytes = match fs::read(path) {
        Ok(bytes) => Zeroizing::new(bytes),
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(NotSaved::Unwritable { path: path.to_owned(), why }),
    };
    let former = path.with_extension("toml.former");
    write(&former, &bytes)?;
    Ok(Some(former))
}

/// The kind decides what is said; the words are the system's or none.
fn as_io(bad: BadSecrets) -> io::Error {
    match bad {
        BadSecrets::Unreadable { why, .. } => why,
        BadSecrets::Open(_) => io::ErrorKind::PermissionDenied.into(),
        _ => io::ErrorKind::InvalidData.into(),
    }
}

fn read(folder: &Path) -> Result<TomlText, BadSecrets> {
    let path = folder.join("secrets.toml");
    let bytes = match fs::read(&path) {
        Ok(bytes) => Zeroizing::new(bytes),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Zeroizing::new(Vec::new()),
        Err(why) => return Err(BadSecrets::Unreadable { path, why }),
    };
    if secrets::readable_by_others(&path) {
        return Err(BadSecrets::Open(path));
    }
    let text = encoding::text_of(&bytes).ok_or_else(|| BadSecrets::NotText(path.clone()))?;
    TomlText::new(text.clone()).map_err(|why| {
        let line = line_of(&text, why.span().map_or(0, |span| span.start));
        BadSecrets::Line { path, line }
    })
}
