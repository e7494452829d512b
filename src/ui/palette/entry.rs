//! A row of the search box: what it says, and what Enter on it does.

use crate::ui::{action::Action, text::tame, widgets::Glyph};
use std::ops::Range;

/// Rows that stand together, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Orders,
    Parcels,
    Refunds,
    Products,
    Buyers,
    Commands,
}

/// How a piece of a row's words is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryInk {
    /// What it is called.
    Strong,
    /// What else is known.
    Muted,
    /// The front of a number.
    Faint,
    /// What was found.
    Marked,
}

/// A piece of a row's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub words: String,
    pub ink: EntryInk,
}

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub group: Group,
    pub icon: Glyph,
    pub pieces: Vec<Piece>,
    /// How much it is about, and how it stands.
    pub right: String,
    /// The key that does the same.
    pub key: Option<&'static str>,
    pub wishes: Vec<Action>,
}

impl Entry {
    /// All of it, as a screen reader says it.
    pub fn name(&self) -> String {
        let words: String = self.pieces.iter().map(|piece| piece.words.as_str()).collect();
        [words.trim(), &self.right].join(" ").trim().to_owned()
    }
}

/// A piece with a gap behind it.
pub(super) fn piece(words: impl Into<String>, ink: EntryInk) -> Piece {
    Piece { words: words.into(), ink }
}

pub(super) fn gap() -> Piece {
    piece("  ", EntryInk::Muted)
}

/// Characters of a long text that stand in front of what was found in it, and in all.
const BEFORE: usize = 12;
const MOST: usize = 40;

/// A text with the part that was found; all of it where no part is named. A long one is cut so that the part is in sight.
pub(super) fn marked(text: &str, at: Option<&Range<usize>>, ink: EntryInk) -> Vec<Piece> {
    let parts = at.and_then(|at| Some((text.get(..at.start)?, text.get(at.clone())?, text.get(at.end..)?)));
    let Some((before, part, after)) = parts else { return vec![piece(tame(text, MOST), EntryInk::Marked)] };
    let skipped = before.chars().count().saturating_sub(BEFORE);
    let cut = skipped > 0 && text.chars().count() > MOST;
    let front: String = if cut { before.chars().skip(skipped).collect() } else { before.to_owned() };
    let dots = if cut { "…" } else { "" };
    let pieces = [
        piece(format!("{dots}{}", tame(&front, MOST)), ink),
        piece(tame(part, MOST), EntryInk::Marked),
        piece(tame(after, MOST), ink),
    ];
    pieces.into_iter().filter(|piece| !piece.words.is_empty()).collect()
}

/// An order's number: its tail tells orders apart, and what was found of it is marked.
pub(super) fn number(number: &str, found: Option<&Range<usize>>) -> Vec<Piece> {
    let tail = number.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    let ink = |at: usize| match found {
        Some(found) if found.contains(&at) => EntryInk::Marked,
        _ if at < tail => EntryInk::Faint,
        _ => EntryInk::Strong,
    };
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, sign) in number.char_indices() {
        match pieces.last_mut().filter(|last| last.ink == ink(at)) {
            Some(last) => last.words.push(sign),
            None => pieces.push(piece(sign, ink(at))),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn as_text(pieces: &[Piece]) -> String {
        let show = |piece: &Piece| match piece.ink {
            EntryInk::Marked => format!("[{}]", piece.words),
            _ => piece.words.clone(),
        };
        pieces.iter().map(show).collect()
    }

    #[test]
    fn what_was_found_is_marked_where_it_stands() {
        assert_eq!(as_text(&marked("138 0013 8821", Some(&(9..13)), EntryInk::Muted)), "138 0013 [8821]");
        assert_eq!(as_text(&marked("李雷", None, EntryInk::Strong)), "[李雷]");
        assert_eq!(as_text(&number("SC20260901-00001234", Some(&(15..19)))), "SC20260901-0000[1234]");
        assert_eq!(as_text(&number("SC20260901-00001234", Some(&(0..2)))), "[SC]20260901-00001234");
    }

    #[test]
    fn in_a_long_text_what_was_found_is_in_sight() {
        let address = format!("{}翠湖路 12 号", "云南省昆明市五华区".repeat(6));
        let at = address.find("翠湖").expect("there");
        let said = as_text(&marked(&address, Some(&(at..at + "翠湖".len())), EntryInk::Muted));
        assert_eq!(said, "…五华区云南省昆明市五华区[翠湖]路 12 号");
    }
}
