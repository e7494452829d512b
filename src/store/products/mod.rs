//! What the shop sells, and the stock that unpaid orders have already taken.

pub(in crate::store) mod barcodes;
pub(in crate::store) mod product_query;
pub(super) mod reads;
pub(super) mod row;
pub(super) mod stock;
mod variants;

use crate::domain::{OperatorAction, Product, ProductChange, UnixSeconds};
use crate::store::operators::rights::Attempt;
use crate::store::{CommitFuture, Refusal, Store, StoreError, engine::db::Db};
pub use reads::{ProductRow, families};
use row::{find, put};
use variants::stock_after;

impl Store {
    /// Adds a product or replaces the one with its id, stock and all.
    pub fn put_product(&self, product: Product, now: UnixSeconds) -> CommitFuture<()> {
        self.write(move |db| put(db, &product, now))
    }

    /// The owner adds a product (`seen_changed_at` is `None`; [`Refusal::NumberTaken`] if the id exists) or edits the
    /// one the form was opened on. [`Refusal::Stale`] if somebody edited it meanwhile; sales do not count, and
    /// [`StockChange`] says what happens to the stock beside them.
    pub fn change_product(
        &self,
        change: ProductChange,
        seen_changed_at: Option<UnixSeconds>,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::ChangeProducts, now), move |db| {
            self::change(db, &change, seen_changed_at, now)
        })
    }

    /// Adds or edits many products at once, all or none: [`Refusal::InRow`] names the first that cannot be.
    pub fn import_products(&self, changes: Vec<ProductChange>, now: UnixSeconds) -> CommitFuture<usize> {
        self.write_as(Attempt::of(OperatorAction::ChangeProducts, now), move |db| import(db, &changes, now))
    }
}

/// A new product, or an edit of the one the form was opened on.
pub(super) fn change(
    db: Db<'_>,
    change: &ProductChange,
    seen: Option<UnixSeconds>,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    match (find(db, &change.id)?, seen) {
        (Some(_), None) => Err(Refusal::NumberTaken.into()),
        (None, Some(_)) => Err(Refusal::NotFound.into()),
        (Some((_, changed_at)), Some(seen)) if changed_at != seen => Err(Refusal::Stale.into()),
        (found, _) => write(db, found, change, now),
    }
}

/// Many at once: each is added, or edited whatever it was before.
pub(super) fn import(db: Db<'_>, changes: &[ProductChange], now: UnixSeconds) -> Result<usize, StoreError> {
    let mut known = std::collections::BTreeSet::new();
    // A variant may stand above its product in a sheet.
    let (variants, products): (Vec<_>, Vec<_>) =
        (1..).zip(changes).partition(|(_, change)| change.facts.variant.is_some());
    for (row, change) in products.into_iter().chain(variants) {
        let written = if known.insert(&change.id) {
            find(db, &change.id).and_then(|found| write(db, found, change, now))
        } else {
            Err(Refusal::NumberTaken.into())
        };
        written.map_err(|error| match error {
            StoreError::Refused(why) => Refusal::InRow { row, why: Box::new(why) }.into(),
            other => other,
        })?;
    }
    Ok(changes.len())
}

fn write(
    db: Db<'_>,
    found: Option<(Product, UnixSeconds)>,
    change: &ProductChange,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let (there, changed_at) = found.map_or((0, None), |(product, at)| (product.stock, Some(at)));
    let product = Product {
        id: change.id.clone(),
        name: change.name.clone(),
        price: change.price,
        stock: stock_after(there, change.stock, &change.name)?,
        on_sale: change.on_sale,
        picture: change.picture.clone(),
        facts: change.facts.clone(),
    };
    // Two edits within a second, or around a clock set back, must not look like one.
    put(db, &product, changed_at.map_or(now, |at| at.plus(1).max(now)))?;
    change.barcodes.as_ref().map_or(Ok(()), |codes| barcodes::put(db, &change.id, codes))?;
    change.variants.as_ref().map_or(Ok(()), |wanted| variants::replace(db, &change.id, wanted, now))
}
