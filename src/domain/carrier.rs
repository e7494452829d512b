//! Carriers: their ids in WeChat's list, and what the shape of a tracking number says.

use super::{
    is_reserved,
    shipment::PARCEL_CHARS_MAX,
    tracking_shape::is_postal,
    visible::{narrow, visible},
};

pub use super::tracking_shape::{fits, fits_some};

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
    /// More than one number: two labels in one place.
    #[error("there is more than one tracking number")]
    Several,
    /// Characters no label has.
    #[error("the tracking number has characters no label has")]
    Characters,
    /// A code the shop prints itself: a command, or that of a pick-up.
    #[error("this is one of the shop's own codes")]
    Reserved,
    /// Longer than WeChat takes.
    #[error("the tracking number is too long")]
    TooLong,
}

/// The tracking number in `text`, as the carrier and WeChat know it: large letters, narrow signs, none of the blanks and
/// dashes that group it on a label, and nothing that cannot be seen.
///
/// # Errors
/// [`BadTracking`]: nothing WeChat or a carrier could follow.
pub fn tracking_no(text: &str) -> Result<String, BadTracking> {
    let narrowed: String = visible(text).chars().map(narrow).collect();
    let typed = narrowed.trim();
    if typed.is_empty() {
        return Err(BadTracking::Empty);
    }
    if is_reserved(typed) {
        return Err(BadTracking::Reserved);
    }
    if typed.chars().count() > PARCEL_CHARS_MAX {
        return Err(BadTracking::TooLong);
    }
    if is_scientific(typed) {
        return Err(BadTracking::Scientific);
    }
    let long = |part: &&str| part.chars().filter(char::is_ascii_digit).count() >= SEVERAL_DIGITS;
    if typed.split([' ', '/', ',', ';', '\n']).filter(long).count() > 1 {
        return Err(BadTracking::Several);
    }
    let number = without_groups(&typed.replace(' ', "").to_ascii_uppercase());
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_/".contains(c);
    let has_some = number.chars().any(|c| c.is_ascii_alphanumeric());
    if has_some && number.chars().all(fits) { Ok(number) } else { Err(BadTracking::Characters) }
}

/// Digits of a part that is a whole number by itself.
const SEVERAL_DIGITS: usize = 10;

/// `7812-3456-7890-02` and `781,234,567` without their signs, where what is left is a number some carrier gives out. A dash
/// of another number is left: it may belong to it.
fn without_groups(number: &str) -> String {
    let grouped = |sign: char| number.contains(sign) && !number.starts_with("JD");
    for sign in ['-', ','] {
        let plain: String = number.chars().filter(|c| *c != sign).collect();
        if grouped(sign) && fits_some(&plain) {
            return plain;
        }
    }
    number.to_owned()
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
    fn what_groups_a_number_on_its_label_is_no_part_of_it() {
        for (text, number) in [
            ("7812 3456 7890 01", "78123456789001"),
            ("SF 1234 5678 90123", "SF1234567890123"),
            ("7812-3456-7890-02", "78123456789002"),
            ("7812–3456–7890–02", "78123456789002"),
            ("123,456,789,012", "123456789012"),
            ("sf1234567890124", "SF1234567890124"),
            ("7812\u{A0}3456789004", "78123456789004"),
            ("7812\u{3000}3456789005", "78123456789005"),
            ("\u{200B}78123456789001\u{202C}", "78123456789001"),
            ("JDVA12345678901-1-1-", "JDVA12345678901-1-1-"),
            ("AB-12", "AB-12"),
        ] {
            assert_eq!(tracking_no(text).as_deref(), Ok(number), "{text:?}");
        }
        for two in ["78123456789001 78123456789002", "78123456789001/78123456789002", "78123456789001，78123456789002"]
        {
            assert_eq!(tracking_no(two), Err(BadTracking::Several), "{two}");
        }
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
