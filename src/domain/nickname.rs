//! What a buyer calls themselves.

use super::visible;

/// More than WeChat's own.
const CHARS_MAX: usize = 32;

/// A nickname: said by the buyer, proven by nobody. It is shown beside the buyer and found by the search; no label, slip or receipt
/// has it, and nothing is decided by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nickname(String);

impl Nickname {
    /// What of it fits on one line: nothing invisible, no sign that turns the direction of text, one blank between two words, at
    /// most 32 characters. `None` where nothing is left.
    pub fn clean(raw: &str) -> Option<Self> {
        let seen: String = visible(raw).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let line = seen.split_whitespace().collect::<Vec<_>>().join(" ");
        let kept: String = line.chars().take(CHARS_MAX).collect();
        let kept = kept.trim_end();
        (!kept.is_empty()).then(|| Self(kept.to_owned()))
    }

    /// As it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nickname_is_one_line_of_what_is_seen() {
        let clean = |raw: &str| Nickname::clean(raw).map(|name| name.as_str().to_owned());
        for (raw, kept) in [
            ("小满🌿", Some("小满🌿")),
            ("  A  \u{202E}b\u{200B}\n c ", Some("A b c")),
            ("\u{3000}\u{200B}", None),
            ("", None),
        ] {
            assert_eq!(clean(raw), kept.map(str::to_owned), "{raw:?}");
        }
        assert_eq!(clean(&"猫".repeat(40)), Some("猫".repeat(32)));
        assert_eq!(clean(&format!("{} 好", "a".repeat(31))), Some("a".repeat(31)));
    }
}
