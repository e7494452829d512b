//! Characters nobody sees: programs put them into what is copied, and a number with one in it is another number.

use std::borrow::Cow;

/// Zero-width characters, marks that turn the direction of text, soft hyphens.
pub const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{61C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
    )
}

/// The text without them.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.contains(is_invisible) {
        Cow::Owned(text.chars().filter(|c| !is_invisible(*c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Letters and signs as well as digits, as Chinese keyboards write them.
pub(super) const fn narrow(c: char) -> char {
    match c {
        // Every blank that is none of the keyboard's own, and every dash.
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '！'..='～' => match char::from_u32((c as u32).wrapping_sub(0xFEE0)) {
            Some(narrow) => narrow,
            None => c,
        },
        _ => c,
    }
}
