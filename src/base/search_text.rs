//! How texts are compared when somebody looks for something: in the store's index, and in the window's own lists.

use pinyin::ToPinyin as _;
use std::ops::Range;

/// A text as it is compared: lower-case, and full-width signs as the plain ones.
pub(crate) fn folded(text: &str) -> String {
    text.chars().map(plain).flat_map(char::to_lowercase).collect()
}

fn plain(sign: char) -> char {
    match sign {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => u32::from(sign).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(sign),
        _ => sign,
    }
}

/// Each sign as it is compared, and where it stands.
pub(crate) fn compared(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    text.char_indices().map(|(at, sign)| (at, plain(sign).to_lowercase().next().unwrap_or(sign)))
}

/// Where `wanted` (folded) stands in a text, bytes.
pub(crate) fn place_in(text: &str, wanted: &str) -> Option<Range<usize>> {
    let signs: Vec<(usize, char)> = compared(text).collect();
    let wanted: Vec<char> = wanted.chars().collect();
    let at = signs.windows(wanted.len().max(1)).position(|part| part.iter().map(|(_, sign)| sign).eq(&wanted))?;
    between(text, &signs, at, wanted.len())
}

/// The bytes of `many` of these signs of a text, from the one at `at` on.
pub(crate) fn between(text: &str, signs: &[(usize, char)], at: usize, many: usize) -> Option<Range<usize>> {
    let from = signs.get(at)?.0;
    let last = signs.get(at.checked_add(many)?.checked_sub(1)?)?.0;
    Some(from..last.checked_add(text.get(last..)?.chars().next()?.len_utf8())?)
}

/// The pinyin of each character of a name that has one.
pub(crate) fn syllables(name: &str) -> Vec<&'static str> {
    name.to_pinyin().flatten().map(pinyin::Pinyin::plain).collect()
}

/// Their first letters.
pub(crate) fn initials(syllables: &[&str]) -> String {
    syllables.iter().filter_map(|syllable| syllable.chars().next()).collect()
}
