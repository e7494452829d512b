//! What the numbers of a carrier look like. A number of another shape may still be right (carriers begin new series), so
//! it is held and shown, never refused.

/// One shape: what it begins with, how many characters follow, and whether letters may be among them.
struct Shape(&'static str, std::ops::RangeInclusive<usize>, Follow);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Follow {
    Digits,
    LettersToo,
}
use Follow::{Digits, LettersToo};

/// The shapes by carrier, as the carriers' own pages and public rules of malls have them.
const SHAPES: &[(&str, &[Shape])] = &[
    ("SF", &[Shape("SF", 12..=15, Digits), Shape("", 12..=12, Digits), Shape("", 15..=15, Digits)]),
    (
        "ZTO",
        &[
            Shape("", 12..=12, Digits),
            Shape("7", 13..=13, Digits),
            Shape("6", 13..=13, Digits),
            Shape("ZTO", 8..=14, Digits),
        ],
    ),
    (
        "YTO",
        &[
            Shape("YT", 11..=16, Digits),
            Shape("YT", 11..=16, LettersToo),
            Shape("", 10..=10, Digits),
            Shape("", 12..=12, Digits),
            Shape("", 18..=18, Digits),
        ],
    ),
    ("YD", &[Shape("", 13..=13, Digits), Shape("", 15..=15, Digits), Shape("YD", 11..=15, Digits)]),
    ("STO", &[Shape("", 12..=13, Digits), Shape("", 15..=15, Digits), Shape("STO", 8..=14, Digits)]),
    ("JTSD", &[Shape("JT", 12..=15, Digits), Shape("", 12..=15, Digits)]),
    ("EMS", &[Shape("", 13..=13, Digits)]),
    ("YZPY", &[Shape("", 13..=13, Digits)]),
    ("JD", &[Shape("JD", 8..=22, LettersToo), Shape("V", 10..=14, LettersToo), Shape("", 10..=15, Digits)]),
    ("DBL", &[Shape("DP", 9..=16, LettersToo), Shape("", 8..=12, Digits)]),
    ("DBKD", &[Shape("DP", 9..=16, LettersToo), Shape("", 8..=12, Digits)]),
    ("DNWL", &[Shape("", 12..=18, Digits)]),
    ("UC", &[Shape("UC", 10..=14, Digits), Shape("", 12..=12, Digits)]),
    ("ZJS", &[Shape("ZJS", 9..=14, Digits), Shape("", 10..=12, Digits)]),
    ("FWX", &[Shape("FW", 10..=14, Digits), Shape("", 12..=15, Digits)]),
    ("KYSY", &[Shape("KY", 10..=15, Digits)]),
];

/// Carriers of the post, whose international numbers have a shape of their own.
const POSTAL: [&str; 2] = ["EMS", "YZPY"];

/// Whether a number looks like one of this carrier's. True where nothing is known of the carrier.
pub fn fits(carrier: &str, number: &str) -> bool {
    let Some((_, shapes)) = SHAPES.iter().find(|(id, _)| *id == carrier) else { return true };
    // `JDVA00123456789-1-1-`: one box of several, behind the number.
    let number = if carrier == "JD" { number.split('-').next().unwrap_or(number) } else { number };
    shapes.iter().any(|shape| shape.has(number)) || (POSTAL.contains(&carrier) && is_postal(number))
}

/// Whether it looks like a number of any carrier that is known here.
pub fn fits_some(number: &str) -> bool {
    SHAPES.iter().any(|(carrier, _)| fits(carrier, number))
}

impl Shape {
    fn has(&self, number: &str) -> bool {
        let Some(rest) = number.strip_prefix(self.0) else { return false };
        let sign = |b: u8| b.is_ascii_digit() || (self.2 == LettersToo && b.is_ascii_uppercase());
        // Of letters too, but never mostly letters.
        let digits = rest.bytes().filter(u8::is_ascii_digit).count();
        self.1.contains(&rest.len()) && rest.bytes().all(sign) && digits.saturating_mul(2) >= rest.len()
            // `SF1234567890123S`: one letter at the very end is a key too many.
            && (self.2 == Digits || rest.bytes().next_back().is_some_and(|b| b.is_ascii_digit()))
    }
}

/// `EA123456789CN`: the post's international shape.
pub(super) fn is_postal(number: &str) -> bool {
    let bytes = number.as_bytes();
    let letters = |part: Option<&[u8]>| part.is_some_and(|part| part.iter().all(u8::is_ascii_uppercase));
    bytes.len() == 13
        && letters(bytes.get(..2))
        && bytes.get(2..11).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
        && letters(bytes.get(11..))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::carrier::KNOWN;

    #[test]
    fn a_slip_of_the_finger_does_not_look_like_the_carriers_number() {
        for (carrier, number) in [
            ("SF", "SF1234567890123S"),
            ("SF", "12345678901"),
            ("SF", "SF12345678"),
            ("SF", "SF123456789O123"),
            ("YTO", "2212345678901"),
            ("YTO", "YT2212345678901Q"),
            ("ZTO", "7812345678901"),
            ("ZTO", "781234567890123"),
            ("ZTO", "SF1234567890123"),
            ("ZTO", "7812345678900178123456789002"),
            ("EMS", "EA12345678CN"),
            ("JTSD", "JT51234567890"),
        ] {
            assert!(!fits(carrier, number), "{carrier} {number}");
        }
    }

    #[test]
    fn every_usual_number_fits_its_carrier() {
        for (carrier, number) in [
            ("SF", "SF1234567890123"),
            ("SF", "012345678901"),
            ("ZTO", "78123456789001"),
            ("ZTO", "73100000000001"),
            ("YTO", "YT2212345678901"),
            ("STO", "773123456789012"),
            ("YD", "4312345678901"),
            ("JTSD", "JT5123456789012"),
            ("JD", "JDVA12345678901"),
            ("JD", "JDVA12345678901-1-1-"),
            ("JD", "JD0123456789012"),
            ("EMS", "1012345678901"),
            ("EMS", "EA123456789CN"),
            ("YZPY", "9812345678901"),
            ("DBKD", "DPK202123456789"),
            ("KYSY", "KY4000123456789"),
            ("SOMEONE", "any-thing 1"),
        ] {
            assert!(fits(carrier, number), "{carrier} {number}");
        }
    }

    #[test]
    fn only_carriers_people_know_have_shapes() {
        assert!(SHAPES.iter().all(|(id, _)| KNOWN.iter().any(|(known, ..)| known == id)));
    }
}
