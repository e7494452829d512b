//! What a passphrase has to be, to close backups with.

/// Fewer signs are guessed.
const LEAST: usize = 12;

/// It is too short to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a passphrase has at least {LEAST} characters; a few words are easier to keep than signs")]
pub struct ShortPassphrase;

/// Whether it can be a passphrase. A character that is not ASCII counts for two; blanks around it were typed by chance.
///
/// # Errors
/// [`ShortPassphrase`].
pub fn passphrase_fits(typed: &str) -> Result<(), ShortPassphrase> {
    let signs: usize = typed.trim().chars().map(|sign| if sign.is_ascii() { 1 } else { 2 }).sum();
    if signs >= LEAST { Ok(()) } else { Err(ShortPassphrase) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_one_is_none_and_chinese_counts_double() {
        assert_eq!(passphrase_fits("elevenchars"), Err(ShortPassphrase));
        assert_eq!(passphrase_fits("  twelve chars  "), Ok(()));
        assert_eq!(passphrase_fits("山茶开了六"), Err(ShortPassphrase));
        assert_eq!(passphrase_fits("山茶开了六朵"), Ok(()));
    }
}
