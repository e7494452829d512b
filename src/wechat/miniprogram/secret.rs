//! The secret that lets us ask who a buyer is.

use std::fmt;
use zeroize::Zeroizing;

const SECRET_LENGTH: usize = 32;

/// The mini program's `AppSecret`: 32 letters and digits. Not shown by `Debug`, wiped when dropped.
#[derive(Clone)]
pub struct AppSecret(Zeroizing<String>);

/// A text that is no `AppSecret`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an AppSecret has 32 letters and digits")]
pub struct BadSecret;

impl AppSecret {
    /// The only way in.
    ///
    /// # Errors
    /// [`BadSecret`]: logins cannot be asked about.
    pub fn new(raw: &str) -> Result<Self, BadSecret> {
        let fits = raw.len() == SECRET_LENGTH && raw.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits { Ok(Self(Zeroizing::new(raw.to_owned()))) } else { Err(BadSecret) }
    }

    /// For the login call and nothing else.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AppSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppSecret(secret)")
    }
}
