//! The secret that lets us ask who a buyer is.

use crate::domain::is_invisible;
use std::fmt;
use zeroize::Zeroizing;

const SECRET_LENGTH: usize = 32;

/// The mini program's `AppSecret`: 32 letters and digits. Not shown by `Debug`, wiped when dropped.
#[derive(Clone)]
pub struct AppSecret(Zeroizing<String>);

/// A text that is no `AppSecret`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSecret {
    /// Not 32 letters and digits.
    #[error("an AppSecret has 32 letters and digits")]
    Shape,
    /// A blank, a line's end or something invisible before it or behind it.
    #[error("there is a blank or a line break at the beginning or end of the AppSecret: take it away")]
    Blank,
}

impl AppSecret {
    /// The only way in.
    ///
    /// # Errors
    /// [`BadSecret`]: logins cannot be asked about.
    pub fn new(raw: &str) -> Result<Self, BadSecret> {
        let bare = raw.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
        if bare.len() != raw.len() && !bare.is_empty() {
            return Err(BadSecret::Blank);
        }
        let fits = raw.len() == SECRET_LENGTH && raw.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits { Ok(Self(Zeroizing::new(raw.to_owned()))) } else { Err(BadSecret::Shape) }
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
