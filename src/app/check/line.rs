//! One line of the doctor.

/// What one look found, in the owner's language.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CheckLine {
    /// `settings`, `secrets`, `certificate`, `v3_key`, `trust_keys`, `clock`, `wechat`, `wechat_v3`, `listener`, `tunnel`, `files`,
    /// `backup`, `lease`, `database`, `history` or `sums`: the same in every language.
    pub check: &'static str,
    /// True if nothing has to be done.
    pub ok: bool,
    /// What was found.
    pub found: String,
    /// What to do; empty where it is well.
    pub next: String,
}

impl std::fmt::Display for CheckLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mark = if self.ok { "ok" } else { "!!" };
        write!(f, "{mark}  {:<12}{}", self.check, self.found)?;
        if self.next.is_empty() { Ok(()) } else { write!(f, " → {}", self.next) }
    }
}
