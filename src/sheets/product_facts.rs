//! What a row says of a product beside its name, price and stock: the choice it is of another one, where it stands, what it
//! weighs, whether its money goes back.

use super::{Column, RowCause};
use crate::domain::{
    CATEGORY_CHARS_MAX, DESCRIPTION_CHARS_MAX, Product, ProductFacts, ProductId, RefundRule, VARIANT_CHARS_MAX,
    Variant, WEIGHT_MAX_G, half_width,
};

/// As the cells say it. `None`: the sheet has no such column, or the cell is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FactCells {
    /// The product the row is a choice of.
    pub of: Option<ProductId>,
    /// What tells it from the others.
    pub words: Option<String>,
    category: Option<String>,
    description: Option<String>,
    weight_g: Option<u32>,
    refunds: Option<RefundRule>,
}

impl FactCells {
    /// Reads them; `filled` gives a cell that has something in it.
    pub fn read(filled: impl Fn(Column) -> Result<Option<String>, RowCause>) -> Result<Self, RowCause> {
        let text = |column: Column, most: usize| filled(column)?.map(|raw| read_text(&raw, column, most)).transpose();
        let of = filled(Column::VariantOf)?;
        Ok(Self {
            of: of.map(|raw| ProductId::parse(raw.trim()).map_err(|_| RowCause::BadId)).transpose()?,
            words: text(Column::Variant, VARIANT_CHARS_MAX)?,
            category: text(Column::Category, CATEGORY_CHARS_MAX)?,
            description: text(Column::Description, DESCRIPTION_CHARS_MAX)?,
            weight_g: filled(Column::Weight)?.map(|raw| read_weight(&raw)).transpose()?,
            refunds: filled(Column::Refunds)?.map(|raw| read_refunds(&raw)).transpose()?,
        })
    }

    /// The product as it would be; `before` is what it is, `place` where a new variant would stand.
    pub fn merged(&self, before: Option<&Product>, place: u32) -> Result<ProductFacts, RowCause> {
        let there = before.map(|product| product.facts.clone()).unwrap_or_default();
        let weight_g = self.weight_g.or(there.weight_g);
        let variant = match (&self.of, &self.words, there.variant.clone()) {
            (None, None, variant) => variant,
            (Some(of), Some(words), Some(known)) if known.of == *of => Some(Variant { words: words.clone(), ..known }),
            (Some(of), Some(words), _) => Some(Variant { of: of.clone(), words: words.clone(), place }),
            (None, Some(words), Some(known)) => Some(Variant { words: words.clone(), ..known }),
            (Some(of), None, Some(known)) if known.of == *of => Some(known),
            (Some(_), None, _) => return Err(RowCause::NoVariant),
            (None, Some(_), None) => return Err(RowCause::VariantOfNothing),
        };
        if variant.is_some() {
            // The rest is its product's to say.
            return Ok(ProductFacts { variant, weight_g, ..there });
        }
        Ok(ProductFacts {
            variant,
            category: self.category.clone().unwrap_or(there.category),
            description: self.description.clone().unwrap_or(there.description),
            weight_g,
            refunds: self.refunds.unwrap_or(there.refunds),
        })
    }
}

/// Some words, at most so many characters; only a description has more than one line.
///
/// # Errors
/// [`RowCause::TextTooLong`] or [`RowCause::NameUnprintable`].
pub fn read_text(raw: &str, column: Column, most: usize) -> Result<String, RowCause> {
    let text = plain_lines(raw.trim());
    if text.chars().count() > most {
        return Err(RowCause::TextTooLong(column));
    }
    let lines = column == Column::Description;
    if text.chars().any(|c| c.is_control() && !(lines && "\n\t".contains(c))) {
        return Err(RowCause::NameUnprintable);
    }
    Ok(text)
}

/// With every line ending in LF, whatever ended it: Windows, an old Mac, a spreadsheet.
pub fn plain_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Grams: a whole number, as people write it: `250`, `250 g`, `250克`.
///
/// # Errors
/// [`RowCause::BadWeight`].
pub fn read_weight(raw: &str) -> Result<u32, RowCause> {
    let typed: String = raw.trim().chars().map(half_width).collect::<String>().to_lowercase();
    let digits = ["克", "g"].iter().find_map(|unit| typed.strip_suffix(unit)).unwrap_or(&typed).trim_end();
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    let grams = Some(digits).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit())).and_then(|it| it.parse().ok());
    grams.filter(|grams| *grams <= WEIGHT_MAX_G).ok_or(RowCause::BadWeight)
}

/// Whether a buyer may ask for money back: days, any time, or never.
///
/// # Errors
/// [`RowCause::BadRefunds`].
pub fn read_refunds(raw: &str) -> Result<RefundRule, RowCause> {
    let typed: String = raw.trim().chars().map(half_width).collect::<String>().to_lowercase();
    match typed.as_str() {
        "随时" | "支持" | "是" | "any time" | "anytime" | "yes" => return Ok(RefundRule::Open),
        "不支持" | "不退" | "否" | "never" | "no" => return Ok(RefundRule::Never),
        _ => {}
    }
    let units = ["天内", "天", "days", "day", "d"];
    let digits = units.iter().find_map(|unit| typed.strip_suffix(unit)).unwrap_or(&typed).trim_end();
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    let days = Some(digits).filter(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()));
    let days = days.and_then(|digits| digits.parse().ok()).ok_or(RowCause::BadRefunds)?;
    RefundRule::of_days(Some(days)).ok_or(RowCause::BadRefunds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_keeps_its_lines_and_nothing_else_has_any() {
        let read = |raw: &str| read_text(raw, Column::Description, 40);
        assert_eq!(read(" 纯棉\r\n\r\n手洗\r平铺晾干\n"), Ok("纯棉\n\n手洗\n平铺晾干".to_owned()));
        assert_eq!(read("a\u{7}b"), Err(RowCause::NameUnprintable));
        assert_eq!(read_text("衣服\n裤子", Column::Category, 40), Err(RowCause::NameUnprintable));
    }

    #[test]
    fn weights_and_refund_rules_are_read_as_people_write_them() {
        assert_eq!(["250", "２５０ g", "250克", "250.0"].map(read_weight), [const { Ok(250) }; 4]);
        assert_eq!(["", "-1", "1.5", "1000001", "kg"].map(read_weight), [const { Err(RowCause::BadWeight) }; 5]);
        assert_eq!(["7", "7天", "7 days", "7天内"].map(read_refunds), [const { Ok(RefundRule::Within(7)) }; 4]);
        assert_eq!(["随时", "Any time"].map(read_refunds), [const { Ok(RefundRule::Open) }; 2]);
        assert_eq!(["不支持", "never", "0"].map(read_refunds), [const { Ok(RefundRule::Never) }; 3]);
        assert_eq!(["", "366", "soon", "-7"].map(read_refunds), [const { Err(RowCause::BadRefunds) }; 4]);
    }
}
