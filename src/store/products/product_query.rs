//! Which products a list shows, and in which order. A shop's products are read together; a list of them is what of them fits.

use crate::base::search_text::{folded, place_in};
use crate::domain::{Fen, text_enum::text_enum};
use crate::store::ProductRow;
use std::cmp::Ordering;

/// From this many pieces down, a product is running out.
pub const LOW_STOCK: u32 = 5;

/// Which products a list shows, and in which order. Several conditions at once: all of them hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductQuery {
    /// The tab.
    pub filter: ProductFilter,
    /// Stands in its name, its number or a barcode; empty: any.
    pub find: String,
    /// Stands in this category.
    pub category: Option<String>,
    /// Costs at least this, fen.
    pub price_from: Option<Fen>,
    /// Costs at most this, fen.
    pub price_to: Option<Fen>,
    /// The order of the rows.
    pub sort: ProductSort,
}

/// Which products a tab shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum ProductFilter {
    /// Everything.
    #[default]
    All,
    /// Buyers can order it.
    OnSale,
    /// On sale, with at most [`LOW_STOCK`] pieces left.
    Short,
    /// On sale, and none is left.
    SoldOut,
    /// Taken off sale.
    OffSale,
}

text_enum!(ProductFilter {
    All = "all",
    OnSale = "on-sale",
    Short = "running-out",
    SoldOut = "sold-out",
    OffSale = "off-sale",
});

impl ProductFilter {
    /// True if the tab shows it.
    pub fn fits(self, row: &ProductRow) -> bool {
        let (on_sale, stock) = (row.product.on_sale, row.stock_in_all());
        match self {
            Self::All => true,
            Self::OnSale => on_sale,
            Self::Short => on_sale && stock > 0 && stock <= LOW_STOCK,
            Self::SoldOut => on_sale && stock == 0,
            Self::OffSale => !on_sale,
        }
    }
}

/// What the rows are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum ProductSortBy {
    /// Its number in the shop.
    #[default]
    Id,
    /// By the order of its letters, then by id.
    Name,
    /// Of one piece; with variants, of the cheapest.
    Price,
    /// What can still be sold.
    Stock,
    /// What unpaid orders hold.
    Held,
}

text_enum!(ProductSortBy { Id = "id", Name = "name", Price = "price", Stock = "stock", Held = "held" });

/// The order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct ProductSort {
    /// By what; equal ones by their number.
    pub by: ProductSortBy,
    /// The largest or last first; the smallest or first without.
    pub falling: bool,
}

impl ProductQuery {
    /// Nothing beside the tab narrows it.
    pub fn is_plain(&self) -> bool {
        self.find.trim().is_empty() && self.category.is_none() && self.price_from.is_none() && self.price_to.is_none()
    }

    /// What of these rows is listed, as their places, in the order of the list.
    pub fn list(&self, rows: &[ProductRow]) -> Vec<usize> {
        let wanted = folded(self.find.trim());
        let fits = |(_, row): &(usize, &ProductRow)| self.fits(row, &wanted);
        let mut all: Vec<(usize, &ProductRow)> = rows.iter().enumerate().filter(fits).collect();
        all.sort_by(|(_, a), (_, b)| self.sort.compare(a, b));
        all.into_iter().map(|(at, _)| at).collect()
    }

    fn fits(&self, row: &ProductRow, wanted: &str) -> bool {
        let has = |words: &str| place_in(words, wanted).is_some();
        let named = |row: &ProductRow| {
            let product = &row.product;
            has(&product.name) || has(product.id.as_str()) || row.barcodes.iter().any(|code| has(code.as_str()))
        };
        let price = row.price_from();
        self.filter.fits(row)
            && self.category.as_ref().is_none_or(|category| row.product.facts.category == *category)
            && self.price_from.is_none_or(|from| price >= from)
            && self.price_to.is_none_or(|to| price <= to)
            && (wanted.is_empty() || named(row) || row.variants.iter().any(named))
    }
}

impl ProductSort {
    fn compare(self, a: &ProductRow, b: &ProductRow) -> Ordering {
        let order = match self.by {
            ProductSortBy::Id => Ordering::Equal,
            ProductSortBy::Name => a.product.name.cmp(&b.product.name),
            ProductSortBy::Price => a.price_from().cmp(&b.price_from()),
            ProductSortBy::Stock => a.stock_in_all().cmp(&b.stock_in_all()),
            ProductSortBy::Held => a.held_in_all().cmp(&b.held_in_all()),
        };
        let order = order.then_with(|| a.product.id.cmp(&b.product.id));
        if self.falling { order.reverse() } else { order }
    }
}

#[cfg(test)]
#[path = "product_query_tests.rs"]
mod tests;
