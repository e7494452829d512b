//! A PIN as it is kept: PBKDF2 over HMAC-SHA-256, slow and salted. It makes each guess dear, not impossible: ten thousand PINs
//! of four digits are tried in an hour by whoever has the file. The file itself is what is guarded.

use super::env::Rng;
use crate::domain::Pin;
use aws_lc_rs::pbkdf2;
use std::{fmt, num::NonZeroU32};

/// What OWASP names for this function (2023).
const ITERATIONS: NonZeroU32 = match NonZeroU32::new(600_000) {
    Some(iterations) => iterations,
    None => NonZeroU32::MIN,
};
/// What a later version may ask of this computer.
const ITERATIONS_MOST: u32 = 20_000_000;
const KIND: &str = "pbkdf2-sha256";
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// The hash of a PIN, with its salt and how often it was turned over: `pbkdf2-sha256$600000$salt$hash`.
#[derive(Clone, PartialEq, Eq)]
pub struct PinHash(String);

/// The text is no hash of a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the hash of a PIN cannot be read")]
pub struct BadPinHash;

/// A hash, taken apart.
struct PinHashParts {
    iterations: NonZeroU32,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl PinHash {
    /// Hashes a PIN under a fresh salt. Takes a good part of a second: never on the thread of the screen or the writer.
    pub fn of(pin: &Pin, rng: &dyn Rng) -> Self {
        let (mut salt, mut hash) = ([0; SALT_BYTES], [0; HASH_BYTES]);
        rng.fill(&mut salt);
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ITERATIONS, &salt, pin.digits().as_bytes(), &mut hash);
        Self(format!("{KIND}${ITERATIONS}${}${}", hex::encode(salt), hex::encode(hash)))
    }

    /// Whether it is the hash of this PIN, compared in constant time. As slow as [`PinHash::of`].
    pub fn is_of(&self, pin: &Pin) -> bool {
        Self::parts(&self.0).is_ok_and(|parts| {
            let digits = pin.digits().as_bytes();
            pbkdf2::verify(pbkdf2::PBKDF2_HMAC_SHA256, parts.iterations, &parts.salt, digits, &parts.hash).is_ok()
        })
    }

    /// Reads it back.
    ///
    /// # Errors
    /// [`BadPinHash`]: a damaged row, or one of a newer version.
    pub fn parse(text: &str) -> Result<Self, BadPinHash> {
        Self::parts(text).map(|_| Self(text.to_owned()))
    }

    /// As the file has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn parts(text: &str) -> Result<PinHashParts, BadPinHash> {
        let mut parts = text.split('$');
        let (kind, iterations) = (parts.next(), parts.next().and_then(|number| number.parse::<u32>().ok()));
        let mut bytes = || parts.next().and_then(|part| hex::decode(part).ok());
        let (salt, hash) = (bytes(), bytes());
        let iterations = iterations.filter(|many| *many <= ITERATIONS_MOST).and_then(NonZeroU32::new);
        match (kind, iterations, salt, hash, parts.next()) {
            (Some(KIND), Some(iterations), Some(salt), Some(hash), None) if hash.len() == HASH_BYTES => {
                Ok(PinHashParts { iterations, salt, hash })
            }
            _ => Err(BadPinHash),
        }
    }
}

impl fmt::Debug for PinHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PinHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::env::SystemRng;

    #[test]
    fn a_pin_is_known_by_its_hash_and_no_other_is() {
        let (right, wrong) = (Pin::parse("4711").expect("a PIN"), Pin::parse("4712").expect("a PIN"));
        let (one, other) = (PinHash::of(&right, &SystemRng), PinHash::of(&right, &SystemRng));
        assert_ne!(one, other, "the same PIN of two people looks the same in the file");
        assert!(one.is_of(&right) && other.is_of(&right) && !one.is_of(&wrong));
        let kept = PinHash::parse(one.as_str()).expect("what was written");
        assert!(kept.is_of(&right) && !kept.is_of(&wrong));
        assert!(!format!("{one:?}").contains("pbkdf2") && !one.as_str().contains("4711"));
    }

    #[test]
    fn a_damaged_hash_fits_nobody() {
        for text in ["", "4711", "pbkdf2-sha256$600000$00$00", "pbkdf2-sha256$0$00$", "md5$1$00$00"] {
            assert_eq!(PinHash::parse(text), Err(BadPinHash), "{text}");
        }
        let endless = format!("pbkdf2-sha256$4000000000$00${}", "00".repeat(HASH_BYTES));
        assert_eq!(PinHash::parse(&endless), Err(BadPinHash));
    }
}
