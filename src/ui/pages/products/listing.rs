//! Which products are listed, and what is said of one in the list.

use crate::{
    domain::{Barcode, Product, ProductId},
    events::CommandOutcome,
    store::ProductRow,
    ui::{
        text::{self, Lang},
        widgets::ChipLook,
    },
};
use egui::Id;
use std::collections::BTreeMap;

/// From this many pieces down, a product is running out.
const LOW: u32 = 5;

/// Which products are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(super) enum Filter {
    #[default]
    All,
    OnSale,
    /// On sale, and sold out or nearly.
    Short,
    OffSale,
}

impl Filter {
    const ALL: [Self; 4] = [Self::All, Self::OnSale, Self::Short, Self::OffSale];

    const fn fits(self, row: &ProductRow) -> bool {
        match self {
            Self::All => true,
            Self::OnSale => row.product.on_sale,
            Self::Short => row.product.on_sale && row.product.stock <= LOW,
            Self::OffSale => !row.product.on_sale,
        }
    }
}

/// The rows that fit the search and the tab, found again only when one of them changed.
#[derive(Debug, Default)]
pub(super) struct ProductListing {
    pub filter: Filter,
    pub find: String,
    pub stale: bool,
    /// The next frame brings the chosen row into view.
    pub show_chosen: bool,
    pub shown: Vec<usize>,
    pub counts: [u64; 4],
}

impl ProductListing {
    pub fn bring_up_to_date(&mut self, rows: &[ProductRow]) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        self.counts = Filter::ALL.map(|filter| rows.iter().filter(|row| filter.fits(row)).count() as u64);
        let wanted = self.find.trim().to_lowercase();
        let found = |row: &ProductRow| {
            let product = &row.product;
            wanted.is_empty()
                || product.name.to_lowercase().contains(&wanted)
                || product.id.as_str().to_lowercase().contains(&wanted)
        };
        let fits = |(_, row): &(usize, &ProductRow)| self.filter.fits(row) && found(row);
        self.shown = rows.iter().enumerate().filter(fits).map(|(at, _)| at).collect();
    }

    pub fn choose(&mut self, filter: Filter) {
        self.filter = filter;
        self.stale = true;
    }

    pub fn count(&self, filter: Filter) -> u64 {
        let at = Filter::ALL.iter().position(|known| *known == filter).unwrap_or(0);
        self.counts.get(at).copied().unwrap_or(0)
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
        CommandOutcome::Done => None,
        CommandOutcome::TooLate => Some((text::toggled_meanwhile(lang).to_owned(), false)),
        CommandOutcome::Refused(why) => Some((text::refused(lang, why), false)),
        CommandOutcome::NotStored(trouble, _) => Some((text::trouble_meaning(lang, *trouble).to_owned(), true)),
    }
}

pub(super) fn find_id() -> Id {
    Id::unique("find-product")
}

/// The chip that says that little is left, if it is on sale.
pub(super) fn mark(row: &ProductRow, lang: Lang) -> Option<(ChipLook, &'static str)> {
    match row.product.stock {
        _ if !row.product.on_sale => None,
        0 => Some((ChipLook::Warn, text::sold_out(lang))),
        1..=LOW => Some((ChipLook::Ring, text::low_stock(lang))),
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
