//! The choices of a product while they are edited.

use super::{draft_facts::read_weight_or_none, stock_field};
use crate::{
    domain::{Fen, ProductId, StockChange, VARIANT_CHARS_MAX, VariantChange},
    sheets::{BadPrice, Column, read_barcodes, read_price, read_text},
    store::ProductRow,
    ui::{text, text::Lang},
};

/// A text of a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum VariantField {
    Words,
    Price,
    Stock,
    Barcodes,
    Weight,
}

impl VariantField {
    pub const ALL: [Self; 5] = [Self::Words, Self::Price, Self::Stock, Self::Barcodes, Self::Weight];
}

/// One choice.
#[derive(Debug, Clone)]
pub(super) struct VariantDraft {
    /// The row the editing began on; `None` for a new one.
    pub before: Option<ProductRow>,
    pub id: ProductId,
    pub words: String,
    pub price: String,
    pub stock: String,
    pub barcodes: String,
    pub weight: String,
    pub on_sale: bool,
    pub picture: Option<String>,
    /// Its mistakes are shown.
    pub left: bool,
}

impl VariantDraft {
    /// A new one under this id; it costs what the one before it costs.
    pub fn new(id: ProductId, price: String) -> Self {
        let (words, stock, barcodes, weight) = <(String, String, String, String)>::default();
        Self { before: None, id, words, price, stock, barcodes, weight, on_sale: true, picture: None, left: false }
    }

    pub fn of(row: &ProductRow) -> Self {
        let product = &row.product;
        let codes: Vec<&str> = row.barcodes.iter().map(crate::domain::Barcode::as_str).collect();
        Self {
            before: Some(row.clone()),
            id: product.id.clone(),
            words: product.facts.variant.as_ref().map_or_else(String::new, |it| it.words.clone()),
            price: product.price.to_yuan(),
            stock: product.stock.to_string(),
            barcodes: codes.join(" "),
            weight: product.facts.weight_g.map_or_else(String::new, |grams| grams.to_string()),
            on_sale: product.on_sale,
            picture: product.picture.clone(),
            left: false,
        }
    }

    /// What stands in one of its fields.
    pub const fn text(&mut self, field: VariantField) -> &mut String {
        match field {
            VariantField::Words => &mut self.words,
            VariantField::Price => &mut self.price,
            VariantField::Stock => &mut self.stock,
            VariantField::Barcodes => &mut self.barcodes,
            VariantField::Weight => &mut self.weight,
        }
    }

    fn there(&self) -> Option<u32> {
        self.before.as_ref().map(|row| row.product.stock)
    }

    /// What one piece costs, if that can be read.
    pub fn cost(&self) -> Option<Fen> {
        read_price(&self.price).ok()
    }

    /// As it is to be, if all of it is right.
    pub fn change(&self) -> Option<VariantChange> {
        let there = self.before.as_ref().map(|row| &row.barcodes[..]).unwrap_or_default();
        Some(VariantChange {
            id: self.id.clone(),
            words: read_text(&self.words, Column::Variant, VARIANT_CHARS_MAX).ok().filter(|words| !words.is_empty())?,
            price: self.cost()?,
            stock: stock_field::read(&self.stock, self.there()).ok()?,
            on_sale: self.on_sale,
            picture: self.picture.clone(),
            barcodes: Some(read_barcodes(&self.barcodes).ok()?).filter(|codes| codes != there),
            weight_g: read_weight_or_none(&self.weight).ok()?,
        })
    }

    /// True if it is not what it was.
    pub fn differs(&self) -> bool {
        let (Some(before), Some(change)) = (&self.before, self.change()) else { return true };
        let product = &before.product;
        product.facts.variant.as_ref().is_none_or(|it| it.words != change.words)
            || product.price != change.price
            || change.stock != StockChange::Keep
            || product.on_sale != change.on_sale
            || product.picture != change.picture
            || change.barcodes.is_some()
            || product.facts.weight_g != change.weight_g
    }

    /// What is wrong with one of its fields; `others` are the words of the other variants.
    pub fn trouble(&self, lang: Lang, field: VariantField, others: &[String]) -> Option<String> {
        let said = |cause| text::row_cause(lang, &cause);
        match field {
            VariantField::Words => match read_text(&self.words, Column::Variant, VARIANT_CHARS_MAX) {
                Ok(words) if words.is_empty() => Some(text::variant_empty(lang).to_owned()),
                Ok(words) if others.contains(&words) => Some(text::variant_twice(lang).to_owned()),
                Ok(_) => None,
                Err(cause) => Some(said(cause)),
            },
            VariantField::Price => match read_price(&self.price).err()? {
                BadPrice::NotAnAmount if self.price.trim().is_empty() => Some(text::price_empty(lang).to_owned()),
                bad => Some(text::price_trouble(lang, bad)),
            },
            VariantField::Stock => stock_field::read(&self.stock, self.there()).err().map(|bad| bad.words(lang)),
            VariantField::Barcodes => read_barcodes(&self.barcodes).err().map(said),
            VariantField::Weight => read_weight_or_none(&self.weight).err().map(said),
        }
    }

    /// A sale or a delivery moved the stock, and nobody typed one.
    pub fn follow(&mut self, row: &ProductRow) {
        if matches!(stock_field::read(&self.stock, self.there()), Ok(StockChange::Keep)) {
            self.stock = row.product.stock.to_string();
        }
        self.before = Some(row.clone());
    }
}

/// An id for one more variant of `of`, that none of these has.
pub(super) fn id_beside<'a>(of: &str, taken: &(impl Iterator<Item = &'a ProductId> + Clone)) -> Option<ProductId> {
    let fresh = |id: &ProductId| taken.clone().all(|known| !known.as_str().eq_ignore_ascii_case(id.as_str()));
    (1..=999).filter_map(|at| ProductId::parse(&format!("{}-{at}", of.trim())).ok()).find(fresh)
}
