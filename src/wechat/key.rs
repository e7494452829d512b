//! The key that signs for the shop.

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
    /// Not 32 characters.
    #[error("the API key has {0} characters; WeChat's keys have 32")]
    Length(usize),
    /// Something else than letters and digits.
    #[error("the API key has a character that is neither letter nor digit")]
    Character,
    /// WeChat's published sample, or one character over and over.
    #[error("the API key is a published sample or a placeholder; set a key of your own on WeChat's merchant platform")]
    Placeholder,
}

impl ApiKey {
    /// The only way in.
    ///
    /// # Errors
    /// [`BadKey`]: nothing that signs or verifies may start.
    pub fn new(raw: &str) -> Result<Self, BadKey> {
        if raw.chars().count() != KEY_LENGTH {
            return Err(BadKey::Length(raw.chars().count()));
        }
        if !raw.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(BadKey::Character);
        }
        let one_character = raw.chars().all(|c| raw.starts_with(c));
        if one_character || PUBLISHED.contains(&raw) {
            return Err(BadKey::Placeholder);
        }
        Ok(Self(Zeroizing::new(raw.to_owned())))
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
        assert!(ApiKey::new("TestApiV2Key00000000000000000001").is_ok());
    }

    #[test]
    fn a_key_is_never_printed() {
        let key = ApiKey::new("TestApiV2Key00000000000000000001").expect("a key");
        assert!(!format!("{key:?}").contains("Test"));
    }
}
