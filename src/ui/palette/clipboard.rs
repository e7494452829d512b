//! A number on the clipboard, offered for a search. The clipboard is asked once, when the box opens; what is no number of an
//! order, a refund, a parcel or a phone is dropped at once, and nothing of it is written down anywhere.

use crate::ui::text::tame;
use egui::{Context, Event, ViewportCommand};

/// Frames in which the clipboard may answer. It does so in the first of them, if it answers.
const ANSWER_FRAMES: u8 = 3;

/// What the clipboard has.
#[derive(Debug, Default)]
pub(super) struct ClipboardOffer {
    waits: u8,
    number: Option<String>,
}

impl ClipboardOffer {
    /// Asks the system for what is on the clipboard; it answers as if somebody had pasted it.
    pub fn ask(ctx: &Context) -> Self {
        ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
        ctx.request_repaint();
        Self { waits: ANSWER_FRAMES, number: None }
    }

    /// Takes the answer out of what comes in this frame.
    pub fn take(&mut self, events: &mut Vec<Event>) {
        if self.waits == 0 {
            return;
        }
        self.waits = self.waits.saturating_sub(1);
        if let Some(at) = events.iter().position(|event| matches!(event, Event::Paste(_))) {
            self.waits = 0;
            if let Event::Paste(words) = events.remove(at) {
                self.number = number_in(&words);
            }
        }
    }

    /// The number, unless it stands in the field already.
    pub fn number(&self, typed: &str) -> Option<&str> {
        self.number.as_deref().filter(|number| *number != typed.trim())
    }
}

/// Digits of a number that is worth a search.
const DIGITS_LEAST: usize = 8;
const SIGNS_MOST: usize = 40;
/// Letters in front of the digits, and behind them (`EA123456789CN`).
const FRONT_MOST: usize = 4;
const BACK_MOST: usize = 2;

/// The number that is all of a text: few letters, then digits, as the numbers of orders, refunds, parcels and phones are.
fn number_in(words: &str) -> Option<String> {
    let words = words.trim();
    if words.len() > SIGNS_MOST || !words.is_ascii() {
        return None;
    }
    let plain = words.strip_prefix('+').unwrap_or(words);
    let letters = |sign: &char| sign.is_ascii_alphabetic();
    let (front, back) = (plain.chars().take_while(letters).count(), plain.chars().rev().take_while(letters).count());
    if front > 0 && front <= FRONT_MOST && is_dated(plain.get(front..)?) {
        return Some(tame(words, SIGNS_MOST));
    }
    let core = plain.get(front..plain.len().checked_sub(back)?)?;
    let digits = core.chars().filter(char::is_ascii_digit).count();
    let shaped = core.chars().all(|sign| sign.is_ascii_digit() || "- ".contains(sign));
    let lettered = front > 0 || back > 0;
    // Eight digits with dashes are a day.
    let enough = digits > DIGITS_LEAST || (digits == DIGITS_LEAST && (lettered || !core.contains('-')));
    let spaced = core.contains(' ') && lettered;
    let fits = shaped && enough && !spaced && front <= FRONT_MOST && back <= BACK_MOST;
    fits.then(|| tame(words, SIGNS_MOST))
}

/// A day, a dash, and letters or digits: how the shop's own numbers go on behind their letters.
fn is_dated(rest: &str) -> bool {
    let signs = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'-';
    rest.split_once('-').is_some_and(|(day, tail)| {
        day.len() == DIGITS_LEAST
            && day.bytes().all(|b| b.is_ascii_digit())
            && tail.len() >= DIGITS_LEAST
            && tail.bytes().all(signs)
    })
}

#[cfg(test)]
mod tests {
    use super::number_in;

    #[test]
    fn numbers_are_offered_and_nothing_else_is() {
        for number in [
            "SF1488213057",
            "SC20260901-00001234",
            "SC20261129-EY079ARA9GK6K",
            "RF20260901-00000001-0001",
            "13800138821",
            "+86 138 0013 8821",
            "EA123456789CN",
            "73111111111111",
            "4200001234202609011234567890",
            "  YT1234567890123\n",
            "12345678",
        ] {
            assert_eq!(number_in(number).as_deref(), Some(number.trim()), "{number}");
        }
        for other in [
            "",
            "hello",
            "2026-09-01",
            "1234567",
            "¥128.00",
            "8f14e45fceea167a5a36dedd4bea2543",
            "P@ssw0rd12345678",
            "SF1488213057 SF1488213058",
            "订单 12345678",
            "https://example.com/12345678",
            "12.345.678,00",
            "4200001234202609011234567890123456789012345678901234567890",
        ] {
            assert_eq!(number_in(other), None, "{other}");
        }
    }
}
