//! Money, in whole fen.

use std::fmt;

/// Money in fen (100 fen = 1 yuan), the unit WeChat Pay counts in. Never negative, never a float.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fen(i64);

/// A text that is not an amount of money. Asks the writer for digits, with at most two behind one point.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an amount")]
pub struct BadAmount(pub String);

/// Why what a person typed is no price. Asks for other digits; nothing is ever rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadYuan {
    /// Not an amount of yuan at all.
    #[error("not an amount")]
    NotAnAmount,
    /// More than two decimals: finer than one fen.
    #[error("finer than one fen")]
    TooFine,
}

/// The most digits we read before the point: a thousand million yuan is past any shop and far from overflow.
const YUAN_DIGITS_MAX: usize = 10;
const FEN_DIGITS_MAX: usize = 12;

impl Fen {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// `None` if negative, so a `Fen` that exists is a real amount.
    pub const fn new(fen: i64) -> Option<Self> {
        if fen >= 0 { Some(Self(fen)) } else { None }
    }

    /// The number of fen.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// True for no money at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Reads yuan as people write them: `19.99`, `0.29`, `128`, `7.5`. Digits are moved, nothing is rounded.
    ///
    /// # Errors
    /// [`BadAmount`] for signs, spaces, exponents, separators, a third decimal, or more than ten digits of yuan.
    pub fn parse_yuan(raw: &str) -> Result<Self, BadAmount> {
        Self::yuan_digits(raw).ok_or_else(|| BadAmount(raw.to_owned()))
    }

    fn yuan_digits(raw: &str) -> Option<Self> {
        let (yuan, cents) = match raw.split_once('.') {
            Some((yuan, cents)) if (1..=2).contains(&cents.len()) => (yuan, cents),
            Some(_) => return None,
            None => (raw, "0"),
        };
        let padded_zero = yuan.len() > 1 && yuan.starts_with('0');
        if yuan.len() > YUAN_DIGITS_MAX || padded_zero {
            return None;
        }
        let tenths_only = cents.len() == 1;
        let cents = digits(cents)?.checked_mul(if tenths_only { 10 } else { 1 })?;
        Self::new(digits(yuan)?.checked_mul(100)?.checked_add(cents)?)
    }

    /// Reads yuan as a person types or pastes them: as [`Fen::parse_yuan`], and also with spaces around, `¥` before or
    /// `元` behind, full-width digits, and thousands apart as we print them (`¥1,046.30`).
    ///
    /// # Errors
    /// [`BadYuan`] says what to ask for. `12,5` and `1,28` are refused: nobody guesses what a comma means.
    pub fn read_yuan(raw: &str) -> Result<Self, BadYuan> {
        let typed: String = raw.trim().chars().map(half_width).collect();
        let typed = typed.strip_prefix(['¥', '￥']).unwrap_or(&typed);
        let typed = typed.strip_suffix('元').unwrap_or(typed).trim();
        let plain = without_groups(typed).ok_or(BadYuan::NotAnAmount)?;
        if let Some((yuan, cents)) = plain.split_once('.')
            && cents.len() > 2
            && digits(yuan).is_some()
            && cents.bytes().all(|b| b.is_ascii_digit())
        {
            return Err(BadYuan::TooFine);
        }
        Self::yuan_digits(&plain).ok_or(BadYuan::NotAnAmount)
    }

    /// Reads whole fen as WeChat writes them: one to twelve digits and nothing else.
    ///
    /// # Errors
    /// [`BadAmount`] for anything that is not digits.
    pub fn parse_fen(raw: &str) -> Result<Self, BadAmount> {
        let value = if raw.len() <= FEN_DIGITS_MAX { digits(raw) } else { None };
        value.and_then(Self::new).ok_or_else(|| BadAmount(raw.to_owned()))
    }

    /// `None` on overflow.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::new(self.0.checked_add(other.0)?)
    }

    /// `None` below zero. There is no `Sub` and no `Add`: the caller must look at the result.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Self::new(self.0.checked_sub(other.0)?)
    }

    /// The price of `count` pieces; `None` on overflow.
    pub fn checked_mul(self, count: u32) -> Option<Self> {
        Self::new(self.0.checked_mul(i64::from(count))?)
    }

    /// The sum of all, `None` on overflow.
    pub fn sum(all: impl IntoIterator<Item = Self>) -> Option<Self> {
        all.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// Yuan without the sign and without separators: `1046.30`, as a field shows it for editing.
    pub fn to_yuan(self) -> String {
        format!("{}.{:02}", self.0.div_euclid(100), self.0.rem_euclid(100))
    }
}

/// Fen that may be less than nothing, as a sum is shown: `¥1,046.30`, `−¥9.90`.
pub fn signed(fen: i64) -> String {
    let amount = Fen(fen.saturating_abs());
    if fen < 0 { format!("−{amount}") } else { amount.to_string() }
}

/// The plain form of a full-width digit, sign, point or comma (`１２．５` as Chinese keyboards write them).
pub const fn half_width(c: char) -> char {
    match c {
        '０'..='９' => match char::from_u32((c as u32).wrapping_sub('０' as u32).wrapping_add('0' as u32)) {
            Some(digit) => digit,
            None => c,
        },
        '．' | '。' => '.',
        '，' => ',',
        '－' => '-',
        '＋' => '+',
        _ => c,
    }
}

/// Takes the commas out where they stand between thousands; `None` where one stands anywhere else.
fn without_groups(raw: &str) -> Option<String> {
    let whole = raw.split('.').next().unwrap_or_default();
    if !raw.contains(',') {
        return Some(raw.to_owned());
    }
    let mut groups = whole.split(',');
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
    let behind = raw.strip_prefix(whole).unwrap_or_default();
    let grouped = first && groups.all(|group| group.len() == 3) && !behind.contains(',');
    grouped.then(|| raw.replace(',', ""))
}

/// Digits only, at least one.
fn digits(raw: &str) -> Option<i64> {
    let all_digits = !raw.is_empty() && raw.bytes().all(|b| b.is_ascii_digit());
    if all_digits { raw.parse().ok() } else { None }
}

impl fmt::Display for Fen {
    /// `¥1,046.30`: always the sign, two decimals, thousands apart.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let yuan = self.0.div_euclid(100).to_string();
        let mut grouped = String::from("¥");
        for (at, digit) in yuan.chars().enumerate() {
            let digits_left = yuan.len().saturating_sub(at);
            if at > 0 && digits_left.is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        write!(grouped, ".{:02}", self.0.rem_euclid(100))?;
        f.pad(&grouped)
    }
}

use std::fmt::Write as _;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_that_floats_get_wrong_are_read_exactly() {
        for (raw, fen) in
            [("19.99", 1999), ("0.29", 29), ("1.15", 115), ("4.35", 435), ("128", 12800), ("7.5", 750), ("0", 0)]
        {
            assert_eq!(Fen::parse_yuan(raw), Ok(Fen(fen)), "{raw}");
        }
    }

    #[test]
    fn what_is_not_plainly_an_amount_is_refused() {
        for raw in [
            "1e2",
            "1.999",
            " 12",
            "12 ",
            "-1",
            "+1",
            "",
            ".",
            "5.",
            ".5",
            "1,000",
            "０.５",
            "007",
            "1.2.3",
            "99999999999",
            "0x1",
            "NaN",
        ] {
            assert!(Fen::parse_yuan(raw).is_err(), "{raw}");
        }
        for raw in ["", "1.0", "-1", " 1", "1 ", "+5", "1e3", "1234567890123"] {
            assert!(Fen::parse_fen(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn what_a_person_types_is_read_exactly_or_refused() {
        for (raw, fen) in [
            ("12.5", 1250),
            (" ¥12.50 ", 1250),
            ("￥ 12", 1200),
            ("１２．５", 1250),
            ("１２。５", 1250),
            ("12.5元", 1250),
            ("1,046.30", 104_630),
            ("1，046", 104_600),
        ] {
            assert_eq!(Fen::read_yuan(raw), Ok(Fen(fen)), "{raw}");
        }
        assert_eq!(Fen::read_yuan("12.345"), Err(BadYuan::TooFine));
        assert_eq!(Fen::read_yuan("0.999999999999"), Err(BadYuan::TooFine));
        for raw in
            ["", "¥", "元", "12,5", "1,28", "1,0460", ",100", "1.234,5", "-1", "1e3", "1.2.3", "壹", "NaN", "¥¥1"]
        {
            assert_eq!(Fen::read_yuan(raw), Err(BadYuan::NotAnAmount), "{raw}");
        }
    }

    #[test]
    fn amounts_read_as_people_write_them() {
        let shown: Vec<String> = [0, 5, 100, 12_800, 104_630, 123_456_789]
            .iter()
            .filter_map(|&f| Fen::new(f))
            .map(|f| f.to_string())
            .collect();
        assert_eq!(shown, ["¥0.00", "¥0.05", "¥1.00", "¥128.00", "¥1,046.30", "¥1,234,567.89"]);
        assert_eq!(Fen::new(-1), None);
    }
}
