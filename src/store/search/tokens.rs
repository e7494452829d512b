//! What a text is found by. Every engine keeps the same tokens, so that a shop finds the same on each of them.
//!
//! Chinese has no blanks between its words: each character is a token, and each pair of neighbours. A phrase is asked for by
//! its pairs; a pair that no order has ends the search at once, where two frequent characters alone would be compared
//! through the whole shop. Marks in front keep numbers, their ends, sums and pinyin apart from words.

use crate::{
    base::search_text::{between, compared, folded, initials, syllables},
    domain::Fen,
};
use std::{
    collections::BTreeSet,
    ops::{Range, RangeInclusive},
};

/// In front of a whole number: an order's, a refund's, a parcel's, a phone.
pub(super) const WHOLE: char = '№';
/// In front of the end of a number.
pub(super) const END: char = '…';
/// In front of a sum, fen.
pub(super) const SUM: char = '¥';
/// In front of the pinyin of a name: its initials, or all of it.
pub(super) const PINYIN: char = '§';

/// The front of a name's pinyin that is a token: so many initials, and so many syllables.
const INITIALS: RangeInclusive<usize> = 2..=4;
const SYLLABLES: usize = 3;

/// How long the end of a number is that is a token: people say four signs of it, and paste eight.
pub(super) const ENDS: RangeInclusive<usize> = 4..=8;
/// A phone number in mainland China.
pub(super) const PHONE_DIGITS: usize = 11;
const CHINA: &str = "86";

/// The letters and digits of a number, without what people write between them: `138-0013 8821` is `13800138821`.
pub(super) fn bare_number(number: &str) -> String {
    folded(number).chars().filter(|sign| sign.is_alphanumeric()).collect()
}

/// The token of a number that is not a phone's, as a whole.
pub(in crate::store) fn whole_number(number: &str) -> String {
    format!("{WHOLE}{}", bare_number(number))
}

/// A phone number without its country's code.
pub(super) fn bare_phone(phone: &str) -> String {
    let bare = bare_number(phone);
    match bare.strip_prefix(CHINA) {
        Some(rest) if rest.len() == PHONE_DIGITS && rest.starts_with('1') => rest.to_owned(),
        _ => bare,
    }
}

/// A stretch of text that is searched as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Run {
    /// Characters of a writing without blanks.
    Signs(String),
    /// Latin letters and digits.
    Word(String),
}

/// The stretches of a folded text.
pub(super) fn runs(folded: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = false;
    for sign in folded.chars() {
        let latin = sign.is_ascii_alphanumeric();
        if !latin && !sign.is_alphanumeric() {
            open = false;
            continue;
        }
        match runs.last_mut().filter(|_| open) {
            Some(Run::Word(word)) if latin => word.push(sign),
            Some(Run::Signs(signs)) if !latin => signs.push(sign),
            _ if latin => runs.push(Run::Word(sign.into())),
            _ => runs.push(Run::Signs(sign.into())),
        }
        open = true;
    }
    runs
}

/// Each pair of neighbours; the character itself where there is but one.
pub(super) fn pairs(signs: &str) -> Vec<String> {
    let all: Vec<char> = signs.chars().collect();
    if all.len() == 1 { vec![signs.to_owned()] } else { all.windows(2).map(|pair| pair.iter().collect()).collect() }
}

/// The last `many` signs of a number that has more than them.
pub(super) fn end_of(number: &str, many: usize) -> Option<&str> {
    let from = number.len().checked_sub(many).filter(|from| *from > 0)?;
    number.get(from..)
}

/// Where `wanted` (letters and digits) stands at the front or at the end of a number, bytes. A phone is one number with its
/// country and without.
pub(super) fn place_at_an_end(number: &str, wanted: &str) -> Option<Range<usize>> {
    let signs: Vec<(usize, char)> = compared(number).filter(|(_, sign)| sign.is_alphanumeric()).collect();
    let wanted: Vec<char> = wanted.chars().collect();
    let country = if bare_phone(number).len() < signs.len() { CHINA.len() } else { 0 };
    let is_at = |at: usize| {
        let part = signs.get(at..)?.get(..wanted.len())?;
        part.iter().map(|(_, sign)| sign).eq(&wanted).then_some(at)
    };
    let at = is_at(country).or_else(|| signs.len().checked_sub(wanted.len()).and_then(is_at))?;
    between(number, &signs, at, wanted.len())
}

/// Whole pinyin of a name, and its initials; `None` where it has no character.
pub(super) fn pinyin_of(name: &str) -> Option<(String, String)> {
    let syllables = syllables(name);
    (!syllables.is_empty()).then(|| (syllables.concat(), initials(&syllables)))
}

/// The tokens of one document, each once.
#[derive(Debug, Default)]
pub(in crate::store) struct Tokens(BTreeSet<String>);

impl Tokens {
    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// A text in sentences: an address, a note.
    pub fn text(&mut self, text: &str) {
        for run in runs(&folded(text)) {
            match run {
                Run::Signs(signs) => {
                    for sign in signs.chars() {
                        self.put("", sign.encode_utf8(&mut [0; 4]));
                    }
                    if signs.chars().nth(1).is_some() {
                        for pair in pairs(&signs) {
                            self.put("", &pair);
                        }
                    }
                }
                Run::Word(word) => {
                    self.put("", &word);
                    for part in parts(&word) {
                        self.put("", part);
                    }
                }
            }
        }
    }

    /// A name: its text, and its pinyin.
    pub fn name(&mut self, name: &str) {
        self.text(name);
        let syllables = syllables(name);
        let initials = initials(&syllables);
        // The fronts that are typed first are tokens of their own: a search for all that begin so would read half the shop.
        let fronts = INITIALS.filter_map(|many| initials.get(..many));
        fronts
            .chain([initials.as_str()])
            .filter(|front| !front.is_empty())
            .for_each(|front| self.marked(PINYIN, front));
        for many in (1..=SYLLABLES).chain([syllables.len()]) {
            let front = syllables.get(..many).unwrap_or_default().concat();
            if !front.is_empty() {
                self.marked(PINYIN, &front);
            }
        }
    }

    /// A number that is not a phone's.
    pub fn number(&mut self, number: &str) {
        self.bare(&bare_number(number));
    }

    /// A phone number.
    pub fn phone(&mut self, phone: &str) {
        self.bare(&bare_phone(phone));
    }

    fn bare(&mut self, number: &str) {
        if !number.is_empty() {
            self.marked(WHOLE, number);
            ENDS.filter_map(|many| end_of(number, many)).for_each(|end| self.marked(END, end));
        }
    }

    /// What was owed, or what goes back.
    pub fn sum(&mut self, sum: Fen) {
        self.marked(SUM, &sum.get().to_string());
    }

    fn marked(&mut self, mark: char, token: &str) {
        self.put(mark.encode_utf8(&mut [0; 4]), token);
    }

    fn put(&mut self, mark: &str, token: &str) {
        self.0.insert(format!("{mark}{token}"));
    }
}

/// The letters and the digits of a word that has both: `250g` is found by `250`, too.
fn parts(word: &str) -> Vec<&str> {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let mut parts = Vec::new();
    let (bytes, mut from) = (word.as_bytes(), 0);
    for at in 1..bytes.len() {
        let turns = bytes.get(at).map(is_digit) != at.checked_sub(1).and_then(|before| bytes.get(before)).map(is_digit);
        if turns {
            parts.extend(word.get(from..at));
            from = at;
        }
    }
    if from > 0 {
        parts.extend(word.get(from..));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::search_text::place_in;

    /// In the order of their signs.
    fn made(make: impl FnOnce(&mut Tokens)) -> Vec<String> {
        let mut tokens = Tokens::default();
        make(&mut tokens);
        tokens.iter().map(str::to_owned).collect()
    }

    fn sorted(tokens: &[&str]) -> Vec<String> {
        let mut sorted: Vec<String> = tokens.iter().map(|token| (*token).to_owned()).collect();
        sorted.sort();
        sorted
    }

    #[test]
    fn a_text_is_found_by_each_of_its_characters_and_each_pair() {
        assert_eq!(made(|t| t.text("人民路 12号")), sorted(&["人", "民", "路", "人民", "民路", "12", "号"]));
        assert_eq!(made(|t| t.text("Coffee 250G")), sorted(&["coffee", "250g", "250", "g"]));
        assert_eq!(made(|t| t.text("１２８，ＡＢ")), sorted(&["128", "ab"]), "full-width signs are the plain ones");
    }

    #[test]
    fn a_name_is_found_by_its_pinyin_and_initials() {
        assert_eq!(made(|t| t.name("李雷")), sorted(&["李", "雷", "李雷", "§li", "§lilei", "§ll"]));
        assert_eq!(made(|t| t.name("Anna")), sorted(&["anna"]));
    }

    #[test]
    fn a_phone_is_one_number_however_it_is_written() {
        let plain = made(|t| t.phone("13800138821"));
        assert_eq!(plain, sorted(&["№13800138821", "…8821", "…38821", "…138821", "…0138821", "…00138821"]));
        for written in ["+86 138 0013 8821", "８６138-0013-8821", "138 0013 8821"] {
            assert_eq!(made(|t| t.phone(written)), plain, "{written}");
        }
        assert_eq!(made(|t| t.phone("010-8888")), sorted(&["№0108888", "…8888", "…08888", "…108888"]));
    }

    #[test]
    fn an_order_is_found_by_its_number_and_by_its_end() {
        assert_eq!(
            made(|t| t.number("SC20260901-00001234")),
            sorted(&["№sc2026090100001234", "…1234", "…01234", "…001234", "…0001234", "…00001234"])
        );
        assert_eq!(made(|t| t.number("")), sorted(&[]));
    }

    #[test]
    fn what_was_found_is_marked_where_it_stands() {
        let marked = |text: &str, at: Option<Range<usize>>| at.and_then(|at| text.get(at).map(str::to_owned));
        for (text, wanted, found) in [
            ("广东省深圳市南山区", "深圳", Some("深圳")),
            ("Ａnna Li", "anna", Some("Ａnna")),
            ("广东省", "深圳", None),
            ("", "a", None),
        ] {
            assert_eq!(marked(text, place_in(text, wanted)).as_deref(), found, "{wanted} in {text}");
        }
        for (number, wanted, found) in [
            ("+86 138 0013 8821", "8821", Some("8821")),
            ("+86 138 0013 8821", "1380013", Some("138 0013")),
            ("SC20260901-00001234", "sc20260901", Some("SC20260901")),
            ("SC20260901-00001234", "0100001234", Some("01-00001234")),
            ("SC20260901-00001234", "0000", None),
            ("12", "8821", None),
        ] {
            assert_eq!(marked(number, place_at_an_end(number, wanted)).as_deref(), found, "{wanted} in {number}");
        }
    }
}
