//! Which texts of people the shop keeps.

use crate::store::{Refusal, TextPart};
use std::ops::RangeInclusive;

/// No control characters but line breaks and tabs.
pub(super) fn is_plain_text(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && !"\n\r\t".contains(c))
}

/// Refuses a text that is shorter or longer than it may be, in characters, or no plain text; `part` names it. One that may
/// not be empty is not made of blanks either.
pub(super) fn fits(part: TextPart, text: &str, lengths: RangeInclusive<usize>) -> Result<(), Refusal> {
    let fits = lengths.contains(&text.chars().count()) && (*lengths.start() == 0 || !text.trim().is_empty());
    if fits && is_plain_text(text) { Ok(()) } else { Err(Refusal::Text(part)) }
}
