//! Carriers: their ids in WeChat's list, and what the shape of a tracking number says.

use super::shipment::PARCEL_CHARS_MAX;

/// SF Express, the one carrier WeChat wants a telephone number for.
pub const SF: &str = "SF";

/// The carriers people use, by WeChat's id: id, Chinese name, English name. WeChat lists some fifteen hundred.
pub const KNOWN: &[(&str, &str, &str)] = &[
    ("SF", "顺丰速运", "SF Express"),
    ("ZTO", "中通快递", "ZTO Express"),
    ("YTO", "圆通速递", "YTO Express"),
    ("YD", "韵达速递", "Yunda Express"), // not YUNDA, as other interfaces have it
    ("STO", "申通快递", "STO Express"),
    ("JTSD", "极兔速递", "J&T Express"),
    ("EMS", "邮政 EMS", "China Post EMS"),
    ("YZPY", "邮政快递包裹", "China Post Parcel"),
    ("JD", "京东物流", "JD Logistics"),
    ("DBL", "德邦快递", "Deppon Express"),
    ("DBKD", "德邦大件快递", "Deppon Freight"),
    ("DNWL", "丹鸟物流", "Danniao Logistics"),
    ("UC", "优速快递", "UC Express"),
    ("ZJS", "宅急送", "ZJS Express"),
    ("FWX", "丰网速运", "Fengwang Express"),
    ("KYSY", "跨越速运", "Kuayue Express"),
];

/// Why a text is no tracking number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadTracking {
    /// Nothing there.
    #[error("the tracking number is empty")]
    Empty,
    /// `7.3E+13`: a spreadsheet took it for an amount, and its last digits are gone.
    #[error("a spreadsheet has cut the tracking number")]
    Scientific,
    /// Characters no label has.
    #[error("the tracking number has characters no label has")]
    Characters,
    /// Longer than WeChat takes.
    #[error("the tracking number is too long")]
    TooLong,
}

/// The tracking number in `text`: without blanks around it, full-width characters made narrow.
///
/// # Errors
/// [`BadTracking`]: nothing WeChat or a carrier could follow.
pub fn tracking_no(text: &str) -> Result<String, BadTracking> {
    let narrowed: String = text.chars().map(narrow).collect();
    let number = narrowed.trim();
    if number.is_empty() {
        return Err(BadTracking::Empty);
    }
    if number.chars().count() > PARCEL_CHARS_MAX {
        return Err(BadTracking::TooLong);
    }
    if is_scientific(number) {
        return Err(BadTracking::Scientific);
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_/ ".contains(c);
    let has_some = number.chars().any(|c| c.is_ascii_alphanumeric());
    if has_some && number.chars().all(fits) { Ok(number.to_owned()) } else { Err(BadTracking::Characters) }
}

/// Letters and signs as well as digits, as Chinese keyboards write them.
const fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '！'..='～' => match char::from_u32((c as u32).wrapping_sub(0xFEE0)) {
            Some(narrow) => narrow,
            None => c,
        },
        _ => c,
    }
}

/// `7.3E+13`, `7,3e13`, `1E5`: digits, at most one point, an `E`, digits.
fn is_scientific(number: &str) -> bool {
    let Some((mantissa, exponent)) = number.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let whole: String = mantissa.replacen(['.', ','], "", 1);
    let is_cut = number.contains(['.', ',', '+']) || exponent.len() <= 2;
    digits(&whole) && digits(exponent) && is_cut
}

/// Which carriers the shape of a number speaks for, the likeliest first; none where it says nothing.
pub fn guess(tracking_no: &str) -> Vec<&'static str> {
    let number: String = tracking_no.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let by_letters = LETTERS.iter().find(|(begins, digits, _)| has_shape(&number, begins, digits));
    if let Some((.., carrier)) = by_letters {
        return vec![carrier];
    }
    if is_postal(&number) {
        return vec!["EMS", "YZPY"];
    }
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return Vec::new();
    }
    let by_digits = DIGITS.iter().filter(|(length, begins, _)| {
        number.len() == *length && begins.iter().any(|begins| number.starts_with(begins))
    });
    by_digits.map(|(.., carrier)| *carrier).collect()
}

/// What a number begins with, how many characters may follow, and whose it is.
const LETTERS: &[(&str, std::ops::RangeInclusive<usize>, &str)] = &[
    ("SF", 12..=15, "SF"),
    ("YT", 11..=16, "YTO"),
    ("ZTO", 8..=14, "ZTO"),
    ("STO", 8..=14, "STO"),
    ("YD", 11..=15, "YD"),
    ("JT", 12..=15, "JTSD"),
    ("JD", 10..=18, "JD"),
    ("DPK", 9..=15, "DBKD"),
    ("DPL", 9..=15, "DBL"),
    ("KY", 10..=15, "KYSY"),
    ("ZJS", 9..=14, "ZJS"),
    ("UC", 10..=14, "UC"),
    ("FW", 10..=14, "FWX"),
];

/// How long a number is, what it begins with, and whose it may be.
const DIGITS: &[(usize, &[&str], &str)] = &[
    (14, &["73", "75", "76", "78"], "ZTO"),
    (15, &["77", "88", "55", "66"], "STO"),
    (13, &["43", "46", "31", "32", "10", "13"], "YD"),
    (15, &["43", "46", "31", "32"], "YD"),
    (13, &["10", "11", "12", "50", "51"], "EMS"),
    (13, &["98", "99", "97"], "YZPY"),
    (12, &["2", "0", "1", "3", "4", "6"], "SF"),
    (15, &["61", "60"], "DNWL"),
];

fn has_shape(number: &str, begins: &str, follow: &std::ops::RangeInclusive<usize>) -> bool {
    let rest = number.strip_prefix(begins);
    rest.is_some_and(|rest| follow.contains(&rest.len()) && rest.bytes().filter(u8::is_ascii_digit).count() >= 8)
}

/// `EA123456789CN`: the post's international shape.
fn is_postal(number: &str) -> bool {
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

    #[test]
    fn a_number_is_taken_as_the_label_has_it() {
        assert_eq!(tracking_no(" SF1234567890123 \n").as_deref(), Ok("SF1234567890123"));
        assert_eq!(tracking_no("ＳＦ１２３４－５").as_deref(), Ok("SF1234-5"));
        assert_eq!(tracking_no("YT1E5X77").as_deref(), Ok("YT1E5X77"));
        assert_eq!(tracking_no("12E34567890123").as_deref(), Ok("12E34567890123"), "letters within are no exponent");
    }

    #[test]
    fn what_a_spreadsheet_broke_or_nobody_could_follow_is_refused() {
        for text in ["7.3E+13", "7.35123E13", "1e5", "7，3E+13", "4.3E-2"] {
            assert_eq!(tracking_no(text), Err(BadTracking::Scientific), "{text}");
        }
        for text in ["", "   ", "\u{3000}"] {
            assert_eq!(tracking_no(text), Err(BadTracking::Empty));
        }
        for text in ["SF12\u{0}34", "单号", "SF12\n34", "---", "=SF1()"] {
            assert_eq!(tracking_no(text), Err(BadTracking::Characters), "{text}");
        }
        assert_eq!(tracking_no(&"1".repeat(129)), Err(BadTracking::TooLong));
        assert!(tracking_no(&"1".repeat(128)).is_ok());
    }

    #[test]
    fn the_shape_of_a_number_names_its_carrier() {
        for (number, first) in [
            ("SF1234567890123", "SF"),
            ("sf1234567890123", "SF"),
            ("YT2212345678901", "YTO"),
            ("78123456789012", "ZTO"),
            ("773123456789012", "STO"),
            ("4312345678901", "YD"),
            ("JT5123456789012", "JTSD"),
            ("JDVA12345678901", "JD"),
            ("EA123456789CN", "EMS"),
            ("9812345678901", "YZPY"),
            ("DPK202123456789", "DBKD"),
        ] {
            assert_eq!(guess(number).first(), Some(&first), "{number}");
        }
        for nothing in ["", "12345", "ABC", "单号"] {
            assert!(guess(nothing).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn whatever_is_guessed_is_known() {
        let guessed = LETTERS.iter().map(|row| row.2).chain(DIGITS.iter().map(|row| row.2)).chain(["EMS", "YZPY", SF]);
        for carrier in guessed {
            assert!(KNOWN.iter().any(|(id, ..)| *id == carrier), "{carrier}");
        }
    }
}
