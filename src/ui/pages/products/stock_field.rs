//! What is typed into a field for the stock: a count, or more and less.

use crate::{
    domain::{StockChange, half_width},
    sheets::{RowCause, STOCK_MAX, read_stock},
    ui::{text, text::Lang},
};

/// What is to happen to the stock; `there` is what is left, `None` for something new.
pub(super) fn read(typed: &str, there: Option<u32>) -> Result<StockChange, StockTrouble> {
    let typed: String = typed.trim().chars().map(half_width).collect();
    let Some(there) = there else {
        return match typed.as_str() {
            "" => Ok(StockChange::Set(0)),
            _ if typed.starts_with(['+', '-']) => Err(StockTrouble::First),
            _ => read_stock(&typed).map(StockChange::Set).map_err(StockTrouble::of),
        };
    };
    let (sign, digits) = match typed.chars().next() {
        Some('+') => (1, typed.get(1..).unwrap_or_default()),
        Some('-' | '−') => (-1, typed.strip_prefix(['-', '−']).unwrap_or_default()),
        _ if typed == there.to_string() => return Ok(StockChange::Keep),
        _ => return read_stock(&typed).map(StockChange::Set).map_err(StockTrouble::of),
    };
    let by = i64::from(read_stock(digits).map_err(StockTrouble::of)?) * sign;
    match (i64::from(there) + by, i32::try_from(by)) {
        (..0, _) => Err(StockTrouble::TooLittle(there)),
        (then, Ok(_)) if then > i64::from(STOCK_MAX) => Err(StockTrouble::TooMuch),
        (_, Ok(0)) => Ok(StockChange::Keep),
        (_, Ok(by)) => Ok(StockChange::Add(by)),
        (_, Err(_)) => Err(StockTrouble::TooMuch),
    }
}

/// One more or one less than what the field says now; `None` where it says nothing that can be counted from.
pub(super) fn stepped(typed: &str, there: Option<u32>, by: i32) -> Option<String> {
    match (there, read(typed, there)) {
        (_, Ok(StockChange::Set(now))) => Some(now.saturating_add_signed(by).to_string()),
        (Some(there), Ok(change)) => {
            let now = if let StockChange::Add(now) = change { now } else { 0 };
            let least = i32::try_from(there).map_or(i32::MIN, |there| -there);
            match now.saturating_add(by).max(least) {
                0 => Some(there.to_string()),
                by => Some(format!("{by:+}")),
            }
        }
        _ => None,
    }
}

/// Why a stock cannot be used.
pub(super) enum StockTrouble {
    Cause(RowCause),
    TooLittle(u32),
    TooMuch,
    First,
}

impl StockTrouble {
    const fn of(cause: RowCause) -> Self {
        Self::Cause(cause)
    }

    pub fn words(self, lang: Lang) -> String {
        match self {
            Self::Cause(RowCause::NegativeStock) => text::stock_negative(lang).to_owned(),
            Self::Cause(RowCause::TooMuchStock) | Self::TooMuch => text::stock_too_much(lang),
            Self::Cause(_) => text::stock_bad(lang).to_owned(),
            Self::TooLittle(there) => text::stock_too_little(lang, there),
            Self::First => text::stock_first(lang).to_owned(),
        }
    }
}
