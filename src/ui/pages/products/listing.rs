//! Which products are listed, and what is said of one in the list.

use crate::{
    domain::{Barcode, Product, ProductChange, ProductId, StockChange},
    events::CommandOutcome,
    jobs::Command,
    store::{LOW_STOCK, ProductFilter, ProductQuery, ProductRow},
    ui::{
        text::{self, Lang},
        widgets::ChipLook,
    },
};
use egui::Id;
use std::collections::BTreeMap;

/// The rows that fit what is looked for, found again only when one of them changed.
#[derive(Debug, Default)]
pub(super) struct ProductListing {
    pub query: ProductQuery,
    pub stale: bool,
    /// The next frame brings the chosen row into view.
    pub show_chosen: bool,
    pub shown: Vec<usize>,
    counts: Vec<(ProductFilter, u64)>,
}

impl ProductListing {
    pub fn bring_up_to_date(&mut self, rows: &[ProductRow]) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        let count = |filter: &ProductFilter| rows.iter().filter(|row| filter.fits(row)).count() as u64;
        self.counts = ProductFilter::ALL.iter().map(|filter| (*filter, count(filter))).collect();
        self.shown = self.query.list(rows);
    }

    pub fn list(&mut self, query: ProductQuery) {
        self.query = query;
        self.stale = true;
    }

    /// How many products a tab has.
    pub fn count(&self, filter: ProductFilter) -> u64 {
        self.counts.iter().find(|(of, _)| *of == filter).map_or(0, |(_, count)| *count)
    }

    pub fn place(&self, rows: &[ProductRow], id: &ProductId) -> Option<usize> {
        self.shown.iter().position(|at| rows.get(*at).is_some_and(|row| row.product.id == *id))
    }

    /// The neighbour of the chosen product; the first where none is chosen.
    pub fn next(&self, rows: &[ProductRow], chosen: Option<&ProductId>, by: isize) -> Option<ProductId> {
        let at = chosen.and_then(|id| self.place(rows, id));
        let next = at.map_or(0, |at| at.saturating_add_signed(by).min(self.shown.len().saturating_sub(1)));
        rows.get(*self.shown.get(next)?).map(|row| row.product.id.clone())
    }
}

/// What the owner is told about a switch in the list that did not turn.
pub(super) fn answered(outcome: &CommandOutcome, lang: Lang) -> Option<(String, bool)> {
    match outcome {
        // The second answers no wish about a product.
        CommandOutcome::Done | CommandOutcome::NotPaidOut(_) => None,
        CommandOutcome::TooLate => Some((text::toggled_meanwhile(lang).to_owned(), false)),
        CommandOutcome::Refused(why) => Some((text::refused(lang, why), false)),
        CommandOutcome::NotStored(trouble, _) => Some((text::trouble_meaning(lang, *trouble).to_owned(), true)),
    }
}

/// The product with its sale turned round, and nothing else of it changed.
pub(super) fn turned(row: &ProductRow) -> Command {
    let product = row.product.clone();
    let change = ProductChange {
        id: product.id,
        name: product.name,
        price: product.price,
        stock: StockChange::Keep,
        on_sale: !product.on_sale,
        picture: product.picture,
        barcodes: None,
        facts: product.facts,
        variants: None,
    };
    Command::PutProduct { change, seen: Some(row.changed_at) }
}

pub(super) fn find_id() -> Id {
    Id::unique("find-product")
}

/// The chip that says that little is left, if it is on sale.
pub(super) fn mark(row: &ProductRow, lang: Lang) -> Option<(ChipLook, &'static str)> {
    match row.stock_in_all() {
        _ if !row.product.on_sale => None,
        0 => Some((ChipLook::Warn, text::sold_out(lang))),
        1..=LOW_STOCK => Some((ChipLook::Ring, text::low_stock(lang))),
        _ => None,
    }
}

/// The barcodes of these rows.
pub(super) fn barcodes_of(rows: &[ProductRow]) -> BTreeMap<Barcode, ProductId> {
    let codes =
        |row: &ProductRow| row.barcodes.iter().map(|code| (code.clone(), row.product.id.clone())).collect::<Vec<_>>();
    rows.iter().flat_map(codes).collect()
}

/// The products of these rows.
pub(super) fn products_of(rows: &[ProductRow]) -> Vec<Product> {
    rows.iter().map(|row| row.product.clone()).collect()
}
