//! The code by which a buyer who picks an order up is known at the counter.

use super::{RESERVED_PREFIX, half_width};

/// Digits of a code.
const DIGITS: usize = 8;
/// So many codes there are.
const CODES: u64 = 100_000_000;

/// Eight random digits: a stranger who tries one meets an order of the day once in a million times. As bars or as a QR code
/// it has the shop's own prefix, so that it is no barcode and no tracking number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PickupCode(String);

/// Where buyers pick up what they ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickupPlace {
    /// 1 to 200 characters.
    pub address: String,
    /// When somebody is there, in the owner's words; may be empty.
    pub hours: String,
}

/// No code of a pick-up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no pick-up code")]
pub struct BadPickupCode(pub String);

impl PickupCode {
    /// A new one.
    pub fn fresh(chance: u64) -> Self {
        Self(format!("{:08}", chance.checked_rem(CODES).unwrap_or_default()))
    }

    /// Reads a code as it is scanned, typed or kept: with the prefix or without, with blanks or dashes between the digits.
    ///
    /// # Errors
    /// [`BadPickupCode`] for anything but eight digits.
    pub fn parse(raw: &str) -> Result<Self, BadPickupCode> {
        let narrow: String = raw.trim().chars().map(half_width).collect::<String>().to_ascii_uppercase();
        let bare = narrow.strip_prefix(RESERVED_PREFIX).unwrap_or(&narrow);
        let digits: String = bare.chars().filter(|c| !" -".contains(*c)).collect();
        let right = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        if right { Ok(Self(digits)) } else { Err(BadPickupCode(raw.to_owned())) }
    }

    /// The digits, as they are kept and typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the scanner reads: `ZG-48271936`.
    pub fn scanned(&self) -> String {
        format!("{RESERVED_PREFIX}{}", self.0)
    }
}

impl std::fmt::Display for PickupCode {
    /// `4827 1936`: as people read it to each other.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (front, end) = self.0.split_at_checked(DIGITS / 2).unwrap_or((&self.0, ""));
        write!(f, "{front} {end}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ScanCommand, is_reserved};

    #[test]
    fn a_code_is_read_as_it_is_scanned_typed_and_kept() {
        let code = PickupCode::fresh(48_271_936);
        assert_eq!((code.as_str(), code.to_string().as_str()), ("48271936", "4827 1936"));
        for raw in ["48271936", " 4827 1936 ", "zg-48271936", "ZG-48271936", "4827-1936", "４８２７１９３６"] {
            assert_eq!(PickupCode::parse(raw), Ok(code.clone()), "{raw}");
        }
        for raw in ["", "4827193", "482719360", "ZG-11111", "4827193A", "SC48271936"] {
            assert!(PickupCode::parse(raw).is_err(), "{raw}");
        }
        assert_eq!(PickupCode::fresh(u64::MAX).as_str().len(), 8);
        assert_eq!(PickupCode::fresh(7).as_str(), "00000007");
    }

    #[test]
    fn no_command_is_a_pick_up_code_and_every_code_is_the_shops_own() {
        for command in ScanCommand::ALL {
            assert!(PickupCode::parse(command.as_str()).is_err());
        }
        assert!(is_reserved(&PickupCode::fresh(9).scanned()));
    }
}
