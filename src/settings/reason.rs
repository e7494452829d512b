//! What a settings file has wrong, in words.

use std::{borrow::Cow, fmt};

/// What is wrong on a line of the settings, and what to write instead: in both languages of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    english: Cow<'static, str>,
    chinese: Cow<'static, str>,
}

impl Reason {
    pub(super) const fn new(english: &'static str, chinese: &'static str) -> Self {
        Self { english: Cow::Borrowed(english), chinese: Cow::Borrowed(chinese) }
    }

    pub(super) fn of(english: String, chinese: String) -> Self {
        Self { english: Cow::Owned(english), chinese: Cow::Owned(chinese) }
    }

    /// In Chinese.
    pub fn in_chinese(&self) -> &str {
        &self.chinese
    }
}

/// In English.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english)
    }
}
