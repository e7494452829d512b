//! What both APIs demand of the texts and figures of a call before it leaves.

use super::{CodeOrder, NotSent, UnifiedOrder};
use crate::domain::{Fen, Refund, UnixSeconds};

const REASON_CHARS_MAX: usize = 80;
/// WeChat refuses an order that can be paid for a shorter time (older servers want five minutes).
const PAYABLE_SECS_MIN: i64 = 60;
/// Stands for a character of four bytes, which WeChat's older servers do not carry.
const REPLACEMENT: char = '□';

/// What every order says of what is sold, whichever way it is paid.
pub(super) struct Sold<'a> {
    body: &'a str,
    total: Fen,
    expires_at: UnixSeconds,
}

impl<'a> From<&'a UnifiedOrder> for Sold<'a> {
    fn from(order: &'a UnifiedOrder) -> Self {
        Self { body: &order.body, total: order.total, expires_at: order.expires_at }
    }
}

impl<'a> From<&'a CodeOrder> for Sold<'a> {
    fn from(order: &'a CodeOrder) -> Self {
        Self { body: &order.body, total: order.total, expires_at: order.expires_at }
    }
}

/// What is sold, as it may travel, of an order that may be asked for at this moment.
pub(super) fn of_order<'a>(order: impl Into<Sold<'a>>, bytes_max: usize, now: UnixSeconds) -> Result<String, NotSent> {
    let Sold { body, total, expires_at } = order.into();
    let body = cut_to_bytes(&plain(body), bytes_max);
    if body.trim().is_empty() {
        return Err(NotSent::BadRequest("an order needs a word on what is sold"));
    }
    at_least_one_fen(total)?;
    if expires_at.since(now) < PAYABLE_SECS_MIN {
        return Err(NotSent::BadRequest("less than a minute is left to pay"));
    }
    Ok(body)
}

/// The reason of a refund that may be asked for, as it may travel; `None` where there is none.
pub(super) fn of_refund(refund: &Refund) -> Result<Option<String>, NotSent> {
    at_least_one_fen(refund.amount)?;
    if refund.amount > refund.paid {
        return Err(NotSent::BadRequest("a refund larger than the payment"));
    }
    let reason: String = plain(&refund.reason).chars().take(REASON_CHARS_MAX).collect();
    Ok(Some(reason).filter(|reason| !reason.trim().is_empty()))
}

fn at_least_one_fen(amount: Fen) -> Result<(), NotSent> {
    if amount.is_zero() { Err(NotSent::BadRequest("an amount of nothing")) } else { Ok(()) }
}

/// Where WeChat sends what became of it.
pub(super) fn notify_url(url: &str, bytes_max: usize) -> Result<(), NotSent> {
    let has_form = url.starts_with("https://") && url.len() <= bytes_max;
    let is_bare = url.bytes().all(|b| b.is_ascii_graphic()) && !url.contains(['?', '#']);
    if has_form && is_bare {
        Ok(())
    } else {
        Err(NotSent::BadRequest("the notification address is not a bare https address"))
    }
}

/// Without the characters XML or WeChat's older servers cannot carry.
fn plain(text: &str) -> String {
    let carried = |c: char| match c {
        c if c.is_control() => ' ',
        '\u{10000}'.. | '\u{fffe}' | '\u{ffff}' => REPLACEMENT,
        c => c,
    };
    text.chars().map(carried).collect()
}

/// At most `bytes` bytes, ending behind a whole character.
fn cut_to_bytes(text: &str, bytes: usize) -> String {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default().to_owned()
}
