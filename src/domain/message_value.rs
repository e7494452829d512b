//! What a field of a subscribe message may hold, told by the beginning of its key. One bad value and WeChat refuses all of it.
//!
//! Source: protocol 12.12.

use super::text_enum::text_enum;

const THING_MAX: usize = 20;
const LONG_MAX: usize = 32;
const SYMBOLS_MAX: usize = 5;
const PHRASE_MAX: usize = 5;
const PHONE_MAX: usize = 17;
const CAR_MAX: usize = 8;
const NAME_MAX: usize = 10;
const LATIN_NAME_MAX: usize = 20;
const AMOUNT_DIGITS_MAX: usize = 10;
/// A key is its kind and a number; the longest kind has sixteen letters.
const KEY_DIGITS_MAX: usize = 3;

/// The kind of a field, as its key begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageValueKind {
    /// Any words, 20 characters.
    Thing,
    /// Digits, decimals allowed.
    Number,
    /// Latin letters.
    Letter,
    /// Signs.
    Symbol,
    /// Latin letters, digits and signs: numbers of orders and parcels.
    CharacterString,
    /// A moment.
    Time,
    /// A day, also with a time.
    Date,
    /// Money with its sign.
    Amount,
    /// A telephone number.
    PhoneNumber,
    /// A number plate.
    CarNumber,
    /// A person's name.
    Name,
    /// Five Chinese characters.
    Phrase,
    /// One of the words the template lists.
    Enum,
}

text_enum!(MessageValueKind {
    Thing = "thing", Number = "number", Letter = "letter", Symbol = "symbol", CharacterString = "character_string",
    Time = "time", Date = "date", Amount = "amount", PhoneNumber = "phone_number", CarNumber = "car_number",
    Name = "name", Phrase = "phrase", Enum = "enum",
});

impl MessageValueKind {
    /// The kind of a key such as `thing2`; `None` for what is no key of WeChat's.
    pub fn of_key(key: &str) -> Option<Self> {
        let kind = key.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = key.len().saturating_sub(kind.len());
        let kind = Self::parse(kind).ok()?;
        (1..=KEY_DIGITS_MAX).contains(&digits).then_some(kind)
    }

    /// Whether WeChat takes this value as it is.
    pub fn takes(self, value: &str) -> bool {
        let chars = value.chars().count();
        let plain = !value.trim().is_empty() && !value.chars().any(char::is_control);
        plain
            && match self {
                Self::Thing | Self::Enum => chars <= THING_MAX,
                Self::Number => is_number(value),
                Self::Letter => chars <= LONG_MAX && value.bytes().all(|b| b.is_ascii_alphabetic()),
                Self::Symbol => chars <= SYMBOLS_MAX && !value.chars().any(char::is_alphanumeric),
                Self::CharacterString => chars <= LONG_MAX && value.bytes().all(|b| (b' '..=b'~').contains(&b)),
                Self::Time | Self::Date => is_time(value),
                Self::Amount => is_amount(value),
                Self::PhoneNumber => {
                    chars <= PHONE_MAX
                        && value.chars().any(|c| c.is_ascii_digit())
                        && value.chars().all(|c| c.is_ascii_digit() || "+- ()".contains(c))
                }
                Self::CarNumber => chars <= CAR_MAX,
                Self::Name => name_fits(value),
                Self::Phrase => chars <= PHRASE_MAX && value.chars().all(is_chinese),
            }
    }

    /// The value as it can be sent: without line breaks, and cut where a shorter one still says something. `None` where no
    /// part of it would be right.
    pub fn made_to_fit(self, value: &str) -> Option<String> {
        let line: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let line = line.trim();
        if self.takes(line) {
            return Some(line.to_owned());
        }
        let cut = match self {
            Self::Thing => line.chars().take(THING_MAX.saturating_sub(1)).chain(['…']).collect(),
            Self::Phrase => line.chars().take(PHRASE_MAX).collect(),
            Self::Name => line.chars().take(if line.is_ascii() { LATIN_NAME_MAX } else { NAME_MAX }).collect(),
            _ => return None,
        };
        Some(cut).filter(|cut: &String| !line.is_empty() && self.takes(cut))
    }
}

fn is_number(value: &str) -> bool {
    let (whole, rest) = value.split_once('.').map_or((value, None), |(whole, rest)| (whole, Some(rest)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    value.len() <= LONG_MAX && digits(whole) && rest.is_none_or(digits)
}

/// One sign before it, up to ten digits, decimals, `元` behind it.
fn is_amount(value: &str) -> bool {
    let value = value.strip_prefix(['￥', '¥', '$', '€', '£']).unwrap_or(value);
    let value = value.strip_suffix('元').unwrap_or(value);
    is_number(value)
        && value.bytes().filter(u8::is_ascii_digit).count() <= AMOUNT_DIGITS_MAX.saturating_add(2)
        && value.split('.').next().is_some_and(|whole| whole.len() <= AMOUNT_DIGITS_MAX)
}

/// `15:01`, `2026年1月1日 09:00`, `2026-01-01`, or two of them with `~` between.
fn is_time(value: &str) -> bool {
    value.split('~').count() <= 2 && value.split('~').all(|one| is_moment(one.trim()))
}

fn is_moment(text: &str) -> bool {
    let mut parts = text.split(' ').filter(|part| !part.is_empty());
    let (first, second) = (parts.next(), parts.next());
    let whole = parts.next().is_none();
    whole
        && match (first, second) {
            (Some(one), None) => is_day(one) || is_clock(one),
            (Some(day), Some(clock)) => is_day(day) && is_clock(clock),
            (None, _) => false,
        }
}

fn is_day(text: &str) -> bool {
    let chinese = |text: &str| {
        let (year, rest) = text.split_once('年')?;
        let (month, rest) = rest.split_once('月')?;
        Some([year.to_owned(), month.to_owned(), rest.strip_suffix('日')?.to_owned()])
    };
    let dashed = |text: &str| {
        let parts: Vec<String> = text.split(['-', '/', '.']).map(str::to_owned).collect();
        <[String; 3]>::try_from(parts).ok()
    };
    let Some([year, month, day]) = chinese(text).or_else(|| dashed(text)) else { return false };
    year.len() == 4 && within(&year, 1, 9999) && within(&month, 1, 12) && within(&day, 1, 31)
}

fn is_clock(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let ends = |part: &str| part.len() == 2 && within(part, 0, 59);
    matches!(parts.as_slice(), [hour, rest @ ..] if within(hour, 0, 23) && (1..=2).contains(&rest.len()) && rest.iter().all(|part| ends(part)))
}

fn within(digits: &str, least: u32, most: u32) -> bool {
    let plain = !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit());
    plain && digits.parse().is_ok_and(|number: u32| (least..=most).contains(&number))
}

fn name_fits(value: &str) -> bool {
    let chars = value.chars().count();
    let latin = value.chars().all(|c| c.is_ascii_alphabetic() || c == ' ');
    if latin { chars <= LATIN_NAME_MAX } else { chars <= NAME_MAX }
}

const fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn each_value_of_the_vectors_is_taken_or_made_to_fit_as_they_say() {
        let text = include_str!("../../tests/fixtures/wechat/mp-subscribe.json");
        let vectors: Value = serde_json::from_str(text).expect("vectors");
        let cases = vectors["values"].as_array().expect("values");
        for case in cases {
            let (key, value) = (case["key"].as_str().expect("a key"), case["value"].as_str().expect("a value"));
            let kind = MessageValueKind::of_key(key).expect(key);
            assert_eq!(kind.takes(value), case["allowed"].as_bool().expect("a word"), "{key} {value:?}");
            assert_eq!(kind.made_to_fit(value).as_deref(), case["send_instead"].as_str(), "{key} {value:?}");
        }
        assert_eq!(cases.len(), 24);
    }

    #[test]
    fn a_key_is_a_kind_and_a_number() {
        assert_eq!(MessageValueKind::of_key("character_string12"), Some(MessageValueKind::CharacterString));
        for bad in ["thing", "2thing", "thing1234", "things2", "", "thing２", "THING2"] {
            assert_eq!(MessageValueKind::of_key(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_moment_that_is_none_is_not_sent() {
        for good in ["15:01", "9:00:30", "2026-01-01", "2026年12月31日 23:59", "2026年1月1日~2026年1月3日"] {
            assert!(MessageValueKind::Time.takes(good), "{good}");
        }
        for bad in ["25:00", "15:1", "2026-13-01", "26年1月1日", "15:01~16:00~17:00", "~", "1 2 3"] {
            assert!(!MessageValueKind::Date.takes(bad), "{bad}");
        }
    }

    #[test]
    fn an_amount_has_ten_digits_at_most_before_its_point() {
        assert!(MessageValueKind::Amount.takes("￥9999999999.99"));
        for bad in ["￥10000000000", "￥￥5", "5.", "-5", "5元元", "￥"] {
            assert!(!MessageValueKind::Amount.takes(bad), "{bad}");
        }
    }
}
