//! What an owner types into the search box, read as what it can mean.

use crate::store::search::tokens::{self, END, ENDS, PHONE_DIGITS, PINYIN, Run, SUM, Tokens, WHOLE};
use crate::{base::search_text::folded, domain::Fen};

/// Longer than this nobody searches for.
const CHARS_MAX: usize = 64;
const TERMS_MAX: usize = 8;
/// From so many signs on a number may be known by its front alone. Shorter fronts have too many numbers behind them.
const FRONT_MIN: usize = 5;
/// From so many digits on a number can be one of WeChat's.
const WECHAT_MIN: usize = 10;
/// From so many letters on a word may be known by any front of it, and a name by any front of its pinyin; shorter ones have
/// too much behind them. The first initials and syllables are tokens themselves.
const LETTERS_MIN: usize = 3;
const PINYIN_MIN: usize = 6;
/// An order's number of the older shape without its dash: two letters, a day and eight digits.
const OLD_ORDER_NO_SIGNS: usize = 18;

/// What is searched for: all of its terms, and a sum between these two if any is named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct SearchQuery {
    pub terms: Vec<Term>,
    pub sums: Option<SumRange>,
}

/// From and to, fen, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SumRange {
    pub from: i64,
    pub to: i64,
}

impl SumRange {
    pub const fn holds(self, sum: Fen) -> bool {
        self.from <= sum.get() && sum.get() <= self.to
    }
}

/// One thing that must be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Term {
    /// Characters, as they stand together in a text.
    Signs(String),
    /// A word, or a number without what is written between its digits.
    Word(String),
    /// A sum with its fen, or with its currency.
    Sum(Fen),
}

/// One of the ways a term can be in a document's tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum TokenTest {
    /// All of these tokens.
    Every(Vec<String>),
    /// A token that begins so.
    Begins(String),
}

impl TokenTest {
    /// True where these tokens pass it.
    pub fn is_in(&self, tokens: &Tokens) -> bool {
        match self {
            Self::Every(wanted) => wanted.iter().all(|wanted| tokens.iter().any(|token| token == wanted)),
            Self::Begins(front) => tokens.iter().any(|token| token.starts_with(front)),
        }
    }
}

impl SearchQuery {
    /// Reads it; empty where nothing was typed that can be searched for.
    pub fn read(typed: &str) -> Self {
        let folded = folded(&typed.chars().take(CHARS_MAX).collect::<String>());
        let mut query = Self::default();
        if let Some(number) = spaced_number(&folded) {
            query.terms.push(Term::Word(number));
            return query;
        }
        for part in folded.split_whitespace() {
            query.add(part);
        }
        query.terms.truncate(TERMS_MAX);
        query
    }

    /// True where nothing is searched for.
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.sums.is_none()
    }

    fn add(&mut self, part: &str) {
        if let Some(sums) = sum_range(part) {
            self.sums = Some(sums);
        } else if let Some(sum) = written_sum(part) {
            self.terms.push(Term::Sum(sum));
        } else if tokens::bare_number(part).chars().all(|sign| sign.is_ascii_alphanumeric()) && part.contains('-') {
            // a number as it is printed
            self.terms.push(Term::Word(tokens::bare_number(part)));
        } else {
            self.terms.extend(tokens::runs(part).into_iter().map(|run| match run {
                Run::Signs(signs) => Term::Signs(signs),
                Run::Word(word) => Term::Word(word),
            }));
        }
        self.terms.retain(|term| !matches!(term, Term::Word(word) if word.is_empty()));
    }
}

impl Term {
    /// The ways it can be in a document: one of these is enough.
    pub fn tests(&self) -> Vec<TokenTest> {
        let marked = |mark: char, token: &str| format!("{mark}{token}");
        let is = |token: String| TokenTest::Every(vec![token]);
        match self {
            Self::Signs(signs) => vec![TokenTest::Every(tokens::pairs(signs))],
            Self::Sum(sum) => vec![is(marked(SUM, &sum.get().to_string()))],
            Self::Word(word) => {
                let (digits, letters) =
                    (word.bytes().all(|b| b.is_ascii_digit()), word.bytes().all(|b| b.is_ascii_alphabetic()));
                let mut tests = vec![is(word.clone())];
                if digits {
                    tests.extend(Fen::parse_yuan(word).ok().map(|sum| is(marked(SUM, &sum.get().to_string()))));
                } else if word.len() >= LETTERS_MIN {
                    tests.push(TokenTest::Begins(word.clone()));
                }
                if letters {
                    tests.push(is(marked(PINYIN, word)));
                }
                if letters && word.len() >= PINYIN_MIN {
                    tests.push(TokenTest::Begins(marked(PINYIN, word)));
                }
                if is_whole_order_no(word) {
                    // One order has this number: nothing longer ends with it.
                    tests.push(is(marked(WHOLE, word)));
                    return tests;
                }
                // What ends so; of a longer word its last signs, and the row says whether the rest is there, too.
                let end = word.get(word.len().saturating_sub(*ENDS.end())..).filter(|end| end.len() >= *ENDS.start());
                tests.extend(end.map(|end| is(marked(END, end))));
                if digits && word.len() == PHONE_DIGITS {
                    tests.push(is(marked(WHOLE, word)));
                } else if !letters && word.len() >= FRONT_MIN && order_front(word).is_none() {
                    tests.push(TokenTest::Begins(marked(WHOLE, word)));
                }
                tests
            }
        }
    }

    /// True where every document that passes a test is one that is meant.
    pub fn is_exact(&self) -> bool {
        match self {
            Self::Signs(signs) => signs.chars().nth(2).is_none(),
            Self::Sum(_) => true,
            Self::Word(word) => ENDS.contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit()),
        }
    }

    /// What an order's number begins with, where this is the front of one: `sc20260901` is `SC20260901`.
    pub fn order_front(&self) -> Option<String> {
        match self {
            Self::Word(word) => order_front(word),
            _ => None,
        }
    }

    /// A number of WeChat's, or the front of one.
    pub fn wechat_number(&self) -> Option<&str> {
        match self {
            Self::Word(word) if word.len() >= WECHAT_MIN && word.bytes().all(|b| b.is_ascii_digit()) => Some(word),
            _ => None,
        }
    }
}

/// Two letters, a day, and what follows it: how the numbers of orders begin. A front of one has thousands behind it, which
/// are read along the orders themselves.
fn order_front(word: &str) -> Option<String> {
    let (letters, digits) = word.split_at_checked(2)?;
    let is_front = letters.bytes().all(|b| b.is_ascii_alphabetic())
        && digits.starts_with("20")
        && digits.bytes().all(|b| b.is_ascii_digit());
    let (day, rest) = digits.split_at_checked(8).unwrap_or((digits, ""));
    let dash = if rest.is_empty() { "" } else { "-" };
    is_front.then(|| format!("{}{day}{dash}{rest}", letters.to_uppercase()))
}

/// `sc2026090148213907`. The numbers of today end with letters no phone ends with.
fn is_whole_order_no(word: &str) -> bool {
    word.len() == OLD_ORDER_NO_SIGNS && order_front(word).is_some()
}

/// A phone or another number in groups: `+86 138 0013 8821`.
fn spaced_number(folded: &str) -> Option<String> {
    let signs = folded.trim().strip_prefix('+').unwrap_or(folded.trim());
    let plain = signs.chars().all(|sign| sign.is_ascii_digit() || " -()".contains(sign));
    let grouped = signs.contains(' ') && signs.chars().filter(char::is_ascii_digit).count() >= 7;
    let foreign = folded.trim().starts_with('+');
    let bare = tokens::bare_phone(signs);
    (plain && !bare.is_empty() && (grouped || foreign || bare != tokens::bare_number(signs))).then_some(bare)
}

/// `128.00`, `¥128`, `128元`: a sum and nothing else.
fn written_sum(part: &str) -> Option<Fen> {
    let number = part.trim_start_matches(['¥', '￥']).trim_end_matches('元');
    let written = number.len() < part.len() || number.contains('.');
    if written { Fen::parse_yuan(number).ok() } else { None }
}

/// `>100`, `<=50`, `100-200`.
fn sum_range(part: &str) -> Option<SumRange> {
    let sum =
        |text: &str| Fen::parse_yuan(text.trim_start_matches(['¥', '￥']).trim_end_matches('元')).ok().map(Fen::get);
    let beside = |front: &str| part.strip_prefix(front).and_then(sum);
    if let Some(from) = beside(">=").or_else(|| beside("≥")) {
        return Some(SumRange { from, to: i64::MAX });
    }
    if let Some(to) = beside("<=").or_else(|| beside("≤")) {
        return Some(SumRange { from: 0, to });
    }
    if let Some(below) = beside(">") {
        return Some(SumRange { from: below.saturating_add(1), to: i64::MAX });
    }
    if let Some(above) = beside("<") {
        return Some(SumRange { from: 0, to: above.saturating_sub(1) });
    }
    let (from, to) = part.split_once('-')?;
    let zero_first = from.len() > 1 && from.starts_with('0');
    let (from, to) = (sum(from)?, sum(to)?);
    (!zero_first && from <= to).then_some(SumRange { from, to })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(typed: &str) -> Vec<Term> {
        SearchQuery::read(typed).terms
    }

    fn word(word: &str) -> Term {
        Term::Word(word.to_owned())
    }

    #[test]
    fn a_number_is_one_however_it_was_typed() {
        for typed in ["+86 138 0013 8821", "138 0013 8821", "８６ 138 0013 8821", "8613800138821", "138-0013-8821"] {
            assert_eq!(terms(typed), [word("13800138821")], "{typed}");
        }
        assert_eq!(terms("SC20260901-00001234"), [word("sc2026090100001234")]);
        assert_eq!(terms("８８２１"), [word("8821")]);
    }

    #[test]
    fn words_and_characters_are_terms_of_their_own() {
        let signs = |signs: &str| Term::Signs(signs.to_owned());
        assert_eq!(terms("李雷 8821"), [signs("李雷"), word("8821")]);
        assert_eq!(terms("李雷8821"), [signs("李雷"), word("8821")]);
        assert_eq!(terms("  ，。 "), []);
        assert!(SearchQuery::read("").is_empty());
    }

    #[test]
    fn sums_are_read_as_they_are_written() {
        for typed in ["¥128.00", "128.00", "￥128", "128元"] {
            assert_eq!(terms(typed), [Term::Sum(Fen::new(12_800).expect("a sum"))], "{typed}");
        }
        assert!(word("128").tests().contains(&TokenTest::Every(vec!["¥12800".into()])));
        let range = |typed: &str| SearchQuery::read(typed).sums.map(|sums| (sums.from, sums.to));
        assert_eq!(range(">100"), Some((10_001, i64::MAX)));
        assert_eq!(range(">=100"), Some((10_000, i64::MAX)));
        assert_eq!(range("<50"), Some((0, 4_999)));
        assert_eq!(range("100-200"), Some((10_000, 20_000)));
        assert_eq!(range("010-8888"), None, "a telephone");
    }

    #[test]
    fn a_whole_order_number_is_not_looked_for_by_its_end() {
        let tests = word("sc2026090100000005").tests();
        assert!(tests.contains(&TokenTest::Every(vec!["№sc2026090100000005".into()])), "{tests:?}");
        let by_its_end = |test: &TokenTest| matches!(test, TokenTest::Every(tokens) if tokens[0].starts_with(END));
        assert!(!tests.iter().any(by_its_end), "thousands of phones can end so: {tests:?}");
        assert!(word("sc202609010000000").tests().iter().any(by_its_end));
    }

    #[test]
    fn the_front_of_an_order_number_is_no_front_of_a_thousand_tokens() {
        assert_eq!(word("sc20260901").order_front().as_deref(), Some("SC20260901"));
        assert_eq!(word("sc202609010000").order_front().as_deref(), Some("SC20260901-0000"));
        let begins = |test: &TokenTest| matches!(test, TokenTest::Begins(front) if front.starts_with(WHOLE));
        assert!(!word("sc20260901").tests().iter().any(begins));
        assert!(word("sf14882").tests().iter().any(begins));
        assert!(!word("8821").tests().iter().any(begins));
    }
}
