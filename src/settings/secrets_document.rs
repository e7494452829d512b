//! The secrets while they are changed: which are there and where they come from, never what they are.

use super::{
    bad_secrets::{BadSecrets, SecretsPlace},
    secret_key::{SECRETS, SecretKey},
    secrets, secrets_file,
};
use crate::{
    base::keyring::Keyring,
    wechat::{
        ApiKey, BadKey,
        miniprogram::{AppSecret, BadSecret, PushKey, PushToken},
    },
};
use std::{fmt, path::Path};
use zeroize::Zeroizing;

/// Where a secret comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretSource {
    /// Nowhere yet.
    Missing,
    /// The shop's folder, where it can be replaced.
    Stored(SecretsPlace),
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
    /// A token of a message push that has not 3 to 32 characters.
    #[error("{0} characters; it has 3 to 32")]
    TokenLength(usize),
    /// An `EncodingAESKey` that has not 43 characters.
    #[error("{0} characters; it has 43")]
    PushKeyLength(usize),
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
        SecretKey::PushToken
        | SecretKey::PushKey
        | SecretKey::Feieyun
        | SecretKey::Yilianyun
        | SecretKey::StorePassword
            if bare != words.chars().count() =>
        {
            Err(BadSecretWords::Blank(bare))
        }
        SecretKey::PushToken if !(3..=32).contains(&bare) => Err(BadSecretWords::TokenLength(bare)),
        SecretKey::PushToken => PushToken::parse(words).map(drop).map_err(|_| BadSecretWords::Character),
        SecretKey::PushKey if bare != 43 => Err(BadSecretWords::PushKeyLength(bare)),
        SecretKey::PushKey => PushKey::parse(words).map(drop).map_err(|_| BadSecretWords::Character),
        SecretKey::Feieyun | SecretKey::Yilianyun | SecretKey::StorePassword => Ok(()),
    }
}

/// Which secrets the shop in `folder` has; `variable` looks into the environment, which wins.
///
/// # Errors
/// [`BadSecrets`]: they are there and cannot be used.
pub fn secret_sources(
    folder: &Path,
    keyring: &Keyring,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<[SecretSource; SECRETS], BadSecrets> {
    let found = secrets_file::read(folder, keyring)?;
    Ok(SecretKey::ALL.map(|key| {
        let value = found.text.get("", key.name());
        let written = value.and_then(|value| value.as_str().map(|text| !text.trim().is_empty()));
        match (variable(key.variable()).map(Zeroizing::new), written) {
            (Some(_), _) => SecretSource::Environment,
            (None, Some(true)) => SecretSource::Stored(found.place),
            (None, _) => SecretSource::Missing,
        }
    }))
}

/// A secret as the shop has it: for a call that proves it, never for the screen.
pub fn stored_secret(
    folder: &Path,
    keyring: &Keyring,
    variable: impl Fn(&str) -> Option<String>,
    key: SecretKey,
) -> Option<SecretWords> {
    let written = || secrets_file::read(folder, keyring).ok()?.text.get("", key.name())?.as_str().map(str::to_owned);
    variable(key.variable()).or_else(written).map(SecretWords::new)
}
