//! A person's PIN: what it may be, and how long the next try waits after wrong ones.

use super::UnixSeconds;
use std::{fmt, ops::RangeInclusive};
use zeroize::Zeroizing;

/// How many digits a PIN has.
pub const PIN_DIGITS: RangeInclusive<usize> = 4..=12;
/// So many wrong tries in a row cost nothing but the try.
const FREE_TRIES: u32 = 2;
/// What the first try after them waits for, seconds; each further one twice as long.
const FIRST_WAIT_SECS: i64 = 30;
/// The longest wait, seconds.
pub const PIN_WAIT_MAX_SECS: i64 = 60 * 60;

/// A PIN as it was typed. It never shows itself, and is overwritten when it is let go.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(Zeroizing<String>);

/// It is no PIN: not 4 to 12 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a PIN has 4 to 12 digits")]
pub struct BadPin;

impl Pin {
    /// The only way in. Full-width digits of an input method count as digits.
    ///
    /// # Errors
    /// [`BadPin`].
    pub fn parse(typed: &str) -> Result<Self, BadPin> {
        let plain = Zeroizing::new(typed.trim().chars().map(super::half_width).collect::<String>());
        let fits = PIN_DIGITS.contains(&plain.len()) && plain.bytes().all(|digit| digit.is_ascii_digit());
        if fits { Ok(Self(plain)) } else { Err(BadPin) }
    }

    /// Its digits, for the one place that hashes them.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// Wrong tries in a row, and when the last was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WrongPins {
    /// How many in a row.
    pub count: u32,
    /// When the last was.
    pub at: Option<UnixSeconds>,
}

impl WrongPins {
    /// How many seconds the next try has to wait at `now`. A clock that was set back since the last one starts the wait anew,
    /// and never makes it longer than it is.
    pub fn wait_secs(self, now: UnixSeconds) -> i64 {
        let Some(at) = self.at else { return 0 };
        let whole = Self::wait_after(self.count);
        let gone = now.since(at).max(0);
        whole.saturating_sub(gone).max(0)
    }

    /// The whole wait after so many wrong tries, seconds.
    fn wait_after(count: u32) -> i64 {
        let Some(more) = count.checked_sub(FREE_TRIES.saturating_add(1)) else { return 0 };
        FIRST_WAIT_SECS.checked_shl(more.min(16)).unwrap_or(i64::MAX).min(PIN_WAIT_MAX_SECS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixSeconds = UnixSeconds::new(1_790_000_000);

    #[test]
    fn a_pin_is_four_to_twelve_digits_and_never_shows_itself() {
        for good in ["0000", "123456789012", " 4711 ", "４７１１"] {
            assert!(Pin::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "123", "1234567890123", "12a4", "12 34", "٠١٢٣"] {
            assert_eq!(Pin::parse(bad), Err(BadPin), "{bad}");
        }
        assert!(!format!("{:?}", Pin::parse("4711")).contains("4711"));
    }

    #[test]
    fn wrong_tries_wait_longer_and_longer_up_to_an_hour() {
        let wait = |count| WrongPins { count, at: Some(NOW) }.wait_secs(NOW);
        let waits: Vec<i64> = (0..=10).map(wait).collect();
        assert_eq!(waits, [0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600]);
        assert_eq!(wait(u32::MAX), PIN_WAIT_MAX_SECS);
        let wrong = WrongPins { count: 4, at: Some(NOW) };
        assert_eq!(wrong.wait_secs(NOW.plus(59)), 1);
        assert_eq!(wrong.wait_secs(NOW.plus(60)), 0);
        // The clock was set back by a year: the wait is what it is, no longer.
        assert_eq!(wrong.wait_secs(NOW.plus(-31_536_000)), 60);
        assert_eq!(WrongPins::default().wait_secs(NOW), 0);
    }
}
