//! The key that signs for the shop.

use crate::domain::is_invisible;
use std::fmt;
use zeroize::Zeroizing;

/// Keys WeChat or well-known examples have published. Whoever reads the documentation can sign with them.
const PUBLISHED: [&str; 2] = ["192006250b4c09247ec02edce69f6a2d", "8934e7d15453e97507ef794cf7b0519d"];
const KEY_LENGTH: usize = 32;

/// The API v2 key: 32 ASCII letters and digits. Not shown by `Debug`, wiped when dropped.
#[derive(Clone)]
pub struct ApiKey(Zeroizing<String>);

/// A key that must not sign anything. With an empty or published key anyone can write "paid".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// A blank, a line's end or something invisible before it or behind it, as copying leaves it.
    #[error("there is a blank or a line break at the beginning or end of the API key: take it away")]
    Blank,
    /// Not 32 characters.
    #[error("the API key has {0} characters; WeChat's keys have 32")]
    Length(usize),
    /// Something else than letters and digits (of an API v3 key: than printed ASCII).
    #[error("the API key has a character that is neither letter nor digit")]
    Character,
    /// WeChat's published sample, or one character over and over.
    #[error("the API key is a published sample or a placeholder; set a key of your own on WeChat's merchant platform")]
    Placeholder,
}

/// The text of a key: 32 characters of which each `fits`, and none that anyone could know.
pub(super) fn checked(raw: &str, fits: fn(char) -> bool) -> Result<Zeroizing<String>, BadKey> {
    let bare = raw.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    if bare.len() != raw.len() && !bare.is_empty() {
        return Err(BadKey::Blank);
    }
    if raw.chars().count() != KEY_LENGTH {
        return Err(BadKey::Length(raw.chars().count()));
    }
    if !raw.chars().all(fits) {
        return Err(BadKey::Character);
    }
    let one_character = raw.chars().all(|c| raw.starts_with(c));
    if one_character || PUBLISHED.contains(&raw) {
        return Err(BadKey::Placeholder);
    }
    Ok(Zeroizing::new(raw.to_owned()))
}

impl ApiKey {
    /// The only way in.
    ///
    /// # Errors
    /// [`BadKey`]: nothing that signs or verifies may start.
    pub fn new(raw: &str) -> Result<Self, BadKey> {
        checked(raw, |c| c.is_ascii_alphanumeric()).map(Self)
    }

    /// A key as the test vectors have it, published or not.
    #[cfg(test)]
    pub(crate) fn of_a_vector(raw: &str) -> Self {
        Self(Zeroizing::new(raw.to_owned()))
    }

    /// For the signature and nothing else.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_anyone_could_know_starts_nothing() {
        assert_eq!(ApiKey::new("").err(), Some(BadKey::Length(0)));
        assert_eq!(ApiKey::new("short").err(), Some(BadKey::Length(5)));
        assert_eq!(ApiKey::new(PUBLISHED[0]).err(), Some(BadKey::Placeholder));
        assert_eq!(ApiKey::new(&"a".repeat(32)).err(), Some(BadKey::Placeholder));
        assert_eq!(ApiKey::new(&" ".repeat(32)).err(), Some(BadKey::Character));
        for around in [" ", "\n", "\r\n", "\t", "\u{FEFF}", "\u{200B}", "\u{3000}"] {
            for key in [
                format!("TestApiV2Key00000000000000000001{around}"),
                format!("{around}TestApiV2Key0000000000000000001"),
            ] {
                assert_eq!(ApiKey::new(&key).err(), Some(BadKey::Blank), "{around:?}");
            }
        }
        assert!(ApiKey::new("TestApiV2Key00000000000000000001").is_ok());
    }

    #[test]
    fn a_key_is_never_printed() {
        let key = ApiKey::new("TestApiV2Key00000000000000000001").expect("a key");
        assert!(!format!("{key:?}").contains("Test"));
    }
}
