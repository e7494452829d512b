//! How wide a text is on paper: GB18030's two-byte characters take two columns, its one-byte characters one. What a
//! printer's font lacks, or could take for a command, never gets this far.

use encoding_rs::GB18030;

/// Stands for a character no printer has.
const MISSING: char = '□';

/// The bytes of a text that went through [`fitting`].
pub(super) fn bytes(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

/// Columns a text takes.
pub fn width(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

fn columns_of(c: char) -> usize {
    if c.is_ascii() { 1 } else { 2 }
}

/// The text with only what a printer prints: no control characters, nothing invisible, no four-byte characters, the
/// half-width yen sign as the yuan sign printers have, and no brackets a cloud would read as a tag.
pub fn fitting(raw: &str) -> String {
    raw.chars().filter(|&c| !is_unseen(c)).map(printable).collect()
}

fn printable(c: char) -> char {
    match c {
        '\t' => ' ',
        '<' => '＜',
        '>' => '＞',
        '¥' => '￥',
        c if c.is_ascii() => c,
        c => {
            let mut buffer = [0; 4];
            let (encoded, _, unmappable) = GB18030.encode(c.encode_utf8(&mut buffer));
            if unmappable || encoded.len() != 2 { MISSING } else { c }
        }
    }
}

/// Control characters, and what joins, hides or turns the direction of others.
fn is_unseen(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}' | '\u{1F3FB}'..='\u{1F3FF}')
}

/// The longest beginning that fits.
pub(super) fn cut(text: &str, room: usize) -> String {
    wrapped(text, room).into_iter().next().unwrap_or_default()
}

/// The text on lines of at most so many columns. Broken between words where one ends in the second half of the line,
/// else where it is full: Chinese breaks anywhere.
pub(super) fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text.trim_end();
    while width(rest) > room.max(2) {
        let full = fill(rest, room.max(2));
        let head = rest.get(..full).unwrap_or(rest);
        let at = break_at(rest, head, room).unwrap_or(full);
        lines.push(rest.get(..at).unwrap_or(rest).trim_end().to_owned());
        rest = rest.get(at..).unwrap_or_default().trim_start();
    }
    lines.push(rest.to_owned());
    lines
}

/// How many bytes of the text fill a line.
fn fill(text: &str, room: usize) -> usize {
    let mut used: usize = 0;
    for (at, c) in text.char_indices() {
        used = used.saturating_add(columns_of(c));
        if used > room {
            return at;
        }
    }
    text.len()
}

/// The blank to break at, if breaking at the full line would cut a word and there is one late enough.
fn break_at(text: &str, head: &str, room: usize) -> Option<usize> {
    let next = text.get(head.len()..)?.chars().next()?;
    let last = head.chars().next_back()?;
    if !(next.is_ascii_alphanumeric() && last.is_ascii_alphanumeric()) {
        return None;
    }
    let blank = head.rfind(' ')?;
    let late = width(head.get(..blank)?).saturating_mul(2) >= room;
    late.then_some(blank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_can_hold_a_command_or_leave_its_line(raw in ".{0,200}", room in 2_usize..60) {
            let text = fitting(&raw);
            prop_assert!(bytes(&text).iter().all(|&b| b >= 0x20 && b != 0x7F));
            prop_assert_eq!(bytes(&text).len(), width(&text));
            let lines = wrapped(&text, room);
            prop_assert!(lines.iter().all(|line| width(line) <= room.max(2)));
            let ink = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(ink(&lines.concat()), ink(&text));
        }
    }

    #[test]
    fn words_are_kept_whole_where_the_line_allows_it() {
        assert_eq!(wrapped("Hand drip kettle 600 ml", 16), ["Hand drip kettle", "600 ml"]);
        assert_eq!(wrapped("手冲壶手冲壶手冲壶", 8), ["手冲壶手", "冲壶手冲", "壶"]);
    }
}
