//! One cell, read exactly. The form on the products page reads with the same words.

use super::{BadPrice, Column, NAME_CHARS_MAX, PRICE_MAX, RowCause, STOCK_MAX};
use crate::domain::{BARCODES_MAX, BadYuan, Barcode, Fen, ProductId};
use std::collections::BTreeSet;

/// A price as people write it: `12.5`, `¥12.50`, `１２．５`, `1,280.00`, `12元`.
///
/// # Errors
/// [`BadPrice`] says what is wrong; nothing is rounded.
pub fn read_price(raw: &str) -> Result<Fen, BadPrice> {
    let price = Fen::read_yuan(raw).map_err(|bad| match bad {
        BadYuan::NotAnAmount => BadPrice::NotAnAmount,
        BadYuan::TooFine => BadPrice::TooFine,
    })?;
    match price.get() {
        0 => Err(BadPrice::Zero),
        fen if fen > PRICE_MAX => Err(BadPrice::TooHigh),
        _ => Ok(price),
    }
}

/// Pieces: a whole number.
///
/// # Errors
/// [`RowCause::BadStock`], [`RowCause::NegativeStock`] or [`RowCause::TooMuchStock`].
pub fn read_stock(raw: &str) -> Result<u32, RowCause> {
    let typed: String = raw.trim().chars().map(crate::domain::half_width).collect();
    let typed = without_groups(whole(without_unit(&typed)));
    let (negative, digits) = typed.strip_prefix(['-', '−']).map_or((false, typed.as_str()), |rest| (true, rest));
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(RowCause::BadStock);
    }
    if negative && digits.bytes().any(|b| b != b'0') {
        return Err(RowCause::NegativeStock);
    }
    // Digits only: what does not fit in the type is too much as well.
    digits.parse().ok().filter(|stock| *stock <= STOCK_MAX).ok_or(RowCause::TooMuchStock)
}

/// `100件` → `100`.
fn without_unit(typed: &str) -> &str {
    let units = ["件", "个", "盒", "包", "瓶", "袋", "箱", "pcs", "PCS"];
    units.iter().find_map(|unit| typed.strip_suffix(unit)).map_or(typed, str::trim_end)
}

/// `12.0` → `12`: a spreadsheet's way to write a whole number. `12.5` stays and is none.
fn whole(typed: &str) -> &str {
    match typed.split_once('.') {
        Some((front, zeros)) if !front.is_empty() && zeros.len() <= 2 && zeros.bytes().all(|b| b == b'0') => front,
        _ => typed,
    }
}

/// `1,000` → `1000`; a comma anywhere else stays and is no number.
fn without_groups(typed: &str) -> String {
    let (sign, digits) = typed.strip_prefix(['-', '−']).map_or(("", typed), |rest| ("-", rest));
    let mut groups = digits.split(',');
    let first = groups.next().is_some_and(|first| (1..=3).contains(&first.len()));
    if digits.contains(',') && first && groups.all(|group| group.len() == 3) {
        return format!("{sign}{}", digits.replace(',', ""));
    }
    typed.to_owned()
}

/// A product's name.
///
/// # Errors
/// [`RowCause::NoName`], [`RowCause::NameTooLong`] or [`RowCause::NameUnprintable`].
pub fn read_name(raw: &str) -> Result<String, RowCause> {
    let name = raw.trim();
    if name.is_empty() {
        return Err(RowCause::NoName);
    }
    if name.chars().any(char::is_control) {
        return Err(RowCause::NameUnprintable);
    }
    if name.chars().count() > NAME_CHARS_MAX {
        return Err(RowCause::NameTooLong);
    }
    Ok(name.to_owned())
}

/// Barcodes with blanks or commas between them, each once.
///
/// # Errors
/// [`RowCause::BadBarcode`].
pub fn read_barcodes(raw: &str) -> Result<Vec<Barcode>, RowCause> {
    let mut codes = Vec::new();
    let parts = raw.split(|c: char| c.is_whitespace() || ",，、;；".contains(c)).filter(|part| !part.is_empty());
    for part in parts {
        let code = Barcode::parse(part).map_err(|_| RowCause::BadBarcode)?;
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    if codes.len() <= BARCODES_MAX { Ok(codes) } else { Err(RowCause::BadBarcode) }
}

/// Yes or no.
pub(super) fn read_on_sale(raw: &str) -> Result<bool, RowCause> {
    match raw.to_lowercase().as_str() {
        "是" | "上架" | "在售" | "已上架" | "上架中" | "在售中" | "出售中" | "销售中" | "售卖中" | "yes" | "y"
        | "true" | "1" | "on" | "on sale" | "active" | "√" | "✓" => Ok(true),
        "否" | "下架" | "停售" | "已下架" | "下架中" | "未上架" | "已停售" | "仓库中" | "no" | "n" | "false" | "0"
        | "off" | "inactive" | "×" => Ok(false),
        _ => Err(RowCause::BadOnSale),
    }
}

/// What a spreadsheet takes for the beginning of a formula, in half and full width.
const fn starts_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r')
}

/// The text of a cell, without the apostrophe that [`disarm`] put before it, and without what other programs put around a
/// text to keep it one: `="0012"`, a backtick, a tab.
///
/// # Errors
/// [`RowCause::Formula`] where a spreadsheet would calculate. Figures may begin with a sign: they are read as figures.
pub(super) fn armed(raw: &str, column: Column) -> Result<String, RowCause> {
    if let Some(text) = raw.strip_prefix('\'').filter(|text| calculates(text)) {
        return Ok(text.to_owned());
    }
    if let Some(text) = kept_text(raw) {
        return Ok(text.to_owned());
    }
    // A name may begin with any sign; a number or a code with none of these.
    let words = matches!(column, Column::Name | Column::Variant | Column::Category | Column::Description);
    let raw = if words { raw } else { raw.trim_start_matches(KEEPERS) };
    let figure = matches!(column, Column::Price | Column::Stock);
    match raw.chars().next() {
        Some('+' | '-' | '＋' | '－') if figure => Ok(raw.to_owned()),
        Some(c) if starts_formula(c) => Err(RowCause::Formula(column)),
        _ => Ok(raw.to_owned()),
    }
}

/// Signs that programs put before a number so that it stays text.
pub(super) const KEEPERS: [char; 5] = ['\'', '`', '’', '‘', '\t'];

/// `="0012"`: a formula that is nothing but a text.
pub(super) fn kept_text(raw: &str) -> Option<&str> {
    raw.trim().strip_prefix("=\"")?.strip_suffix('"').filter(|inner| !inner.contains('"'))
}

/// Puts an apostrophe before what a spreadsheet would calculate: the sign that it is text.
pub(super) fn disarm(text: &str) -> String {
    if calculates(text) { format!("'{text}") } else { text.to_owned() }
}

/// True if some spreadsheet would calculate this, with or without the apostrophes and blanks before it. The same for a text
/// and for the text with one more apostrophe: so one put before it is known when it comes back.
fn calculates(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.trim_start().starts_with(starts_formula) || bare.starts_with(['\t', '\r'])
}

/// An id nobody has yet: `P0001`, counted on from the highest.
pub fn fresh_id<'a>(taken: impl IntoIterator<Item = &'a ProductId>) -> ProductId {
    let taken: BTreeSet<&ProductId> = taken.into_iter().collect();
    let number = |id: &&ProductId| {
        id.as_str().strip_prefix(['P', 'p']).filter(|tail| tail.len() <= 9).and_then(|tail| tail.parse::<u32>().ok())
    };
    let mut next = taken.iter().filter_map(number).max().unwrap_or(0);
    loop {
        next = next.saturating_add(1);
        // Letters and digits within the length: always an id.
        if let Ok(id) = ProductId::parse(&format!("P{next:04}"))
            && (!taken.contains(&id) || next == u32::MAX)
        {
            return id;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_apostrophe_put_before_a_text_is_taken_away_again_and_no_other() {
        for text in ["=1", "'=1", "' =1", "'' +1", "\t=1", "'\tx", "'x", "x'", "", "'"] {
            assert_eq!(armed(&disarm(text), Column::Name).as_deref(), Ok(text), "{text:?}");
        }
    }

    #[test]
    fn prices_are_read_as_people_write_them_and_never_rounded() {
        for (raw, fen) in [
            ("12.5", 1250),
            (" ¥ 39.90 ", 3990),
            ("￥0.01", 1),
            ("１２．５", 1250),
            ("1,280.00", 128_000),
            ("8元", 800),
        ] {
            assert_eq!(read_price(raw).map(Fen::get), Ok(fen), "{raw}");
        }
        for (raw, bad) in [
            ("12.345", BadPrice::TooFine),
            ("0.00", BadPrice::Zero),
            ("100000.01", BadPrice::TooHigh),
            ("-5", BadPrice::NotAnAmount),
            ("1e3", BadPrice::NotAnAmount),
            ("12,5", BadPrice::NotAnAmount),
            ("", BadPrice::NotAnAmount),
        ] {
            assert_eq!(read_price(raw), Err(bad), "{raw}");
        }
    }

    #[test]
    fn a_stock_is_a_whole_number_of_pieces() {
        assert_eq!([read_stock("0"), read_stock(" 12 "), read_stock("１２")], [Ok(0), Ok(12), Ok(12)]);
        for (raw, pieces) in
            [("1,000", 1000), ("１，０００", 1000), ("12.0", 12), ("12.00", 12), ("100件", 100), ("-0", 0)]
        {
            assert_eq!(read_stock(raw), Ok(pieces), "{raw}");
        }
        for (raw, cause) in [
            ("-3", RowCause::NegativeStock),
            ("2.5", RowCause::BadStock),
            ("12,50", RowCause::BadStock),
            (",000", RowCause::BadStock),
            (".0", RowCause::BadStock),
            ("1,0000", RowCause::BadStock),
            ("many", RowCause::BadStock),
            ("1E+05", RowCause::BadStock),
            ("1000001", RowCause::TooMuchStock),
            ("99999999999999999999", RowCause::TooMuchStock),
        ] {
            assert_eq!(read_stock(raw), Err(cause), "{raw}");
        }
    }

    #[test]
    fn a_fresh_id_is_nobodys() {
        let id = |raw: &str| ProductId::parse(raw).expect("an id");
        assert_eq!(fresh_id([]), id("P0001"));
        assert_eq!(fresh_id([&id("P0007"), &id("tea"), &id("p12")]), id("P0013"));
    }

    proptest! {
        #[test]
        fn what_was_disarmed_is_read_as_it_was(text in "['=+@a-]{0,6}") {
            let written = disarm(&text);
            prop_assert!(!written.starts_with(starts_formula));
            prop_assert_eq!(armed(&written, Column::Name), Ok(text));
        }
    }
}
