//! One line of the doctor, and an error in the words of its language.

use crate::base::lang::Lang;

/// What one look found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CheckLine {
    /// `settings`, `secrets`, `certificate`, `clock`, `wechat`, `listener`, `tunnel`, `files`, `database`, `history` or
    /// `sums`: the same in every language.
    pub check: &'static str,
    /// True if nothing has to be done.
    pub ok: bool,
    /// What was found, in the owner's language.
    pub found: String,
    /// What to do; empty where it is well.
    pub next: String,
}

impl CheckLine {
    pub(super) fn good(check: &'static str, found: String) -> Self {
        Self { check, ok: true, found, next: String::new() }
    }

    pub(super) fn bad(check: &'static str, found: String, next: &str) -> Self {
        Self { check, ok: false, found, next: next.to_owned() }
    }
}

impl std::fmt::Display for CheckLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mark = if self.ok { "ok" } else { "!!" };
        write!(f, "{mark}  {:<12}{}", self.check, self.found)?;
        if self.next.is_empty() { Ok(()) } else { write!(f, " → {}", self.next) }
    }
}

/// An error in the language that is read.
pub(super) fn in_either<E: std::error::Error>(lang: Lang, error: &E, chinese: impl Fn(&E) -> String) -> String {
    match lang {
        Lang::Zh => chinese(error),
        Lang::En => error.to_string(),
    }
}
