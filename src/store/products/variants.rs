//! The choices a product comes in, edited together with it.

use super::row::{find, put, words_of};
use crate::domain::{Product, ProductFacts, ProductId, StockChange, UnixSeconds, VARIANTS_MAX, Variant, VariantChange};
use crate::store::{
    Refusal, StoreError,
    engine::{db::Db, value::params},
    products::barcodes,
};

/// The stock after `change`, where `there` is what is left.
pub(in crate::store) fn stock_after(there: u32, change: StockChange, name: &str) -> Result<u32, Refusal> {
    match change {
        StockChange::Keep => Ok(there),
        StockChange::Set(pieces) => Ok(pieces),
        StockChange::Add(pieces) => {
            there.checked_add_signed(pieces).ok_or_else(|| Refusal::OutOfStock { name: name.to_owned(), left: there })
        }
    }
}

/// These are the variants of the product from now on, in this order. One that is gone is deleted where no order names it, and
/// taken off sale otherwise: its orders still have to be packed, and its pieces to come back.
pub(in crate::store) fn replace(
    db: Db<'_>,
    of: &ProductId,
    wanted: &[VariantChange],
    now: UnixSeconds,
) -> Result<(), StoreError> {
    if wanted.len() > VARIANTS_MAX {
        return Err(Refusal::TooMany { most: u32::try_from(VARIANTS_MAX).unwrap_or(u32::MAX) }.into());
    }
    let gone = words_of(db, of)?.into_iter().filter(|(id, _)| wanted.iter().all(|change| change.id != *id));
    let mut last = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
    for (id, _) in gone {
        remove(db, &id, last, now)?;
        last = last.saturating_add(1);
    }
    // What two of them exchange is free in between.
    for change in wanted {
        if change.barcodes.is_some() && belongs(db, of, &change.id)?.is_some() {
            barcodes::put(db, &change.id, &[])?;
        }
        db.run(
            "UPDATE products SET variant = product_id WHERE shop_id = ?1 AND product_id = ?2 AND variant_of = ?3",
            params![db.shop, change.id, of],
        )?;
    }
    for (place, change) in (0_u32..).zip(wanted) {
        write(db, of, place, change, now)?;
    }
    Ok(())
}

/// The variant with this id, if there is one; [`Refusal::NumberTaken`] where the id is another product's.
fn belongs(db: Db<'_>, of: &ProductId, id: &ProductId) -> Result<Option<(Product, UnixSeconds)>, StoreError> {
    let found = find(db, id)?;
    let ours = |(product, _): &(Product, UnixSeconds)| product.facts.variant.as_ref().is_some_and(|it| it.of == *of);
    if found.as_ref().is_none_or(ours) { Ok(found) } else { Err(Refusal::NumberTaken.into()) }
}

fn write(db: Db<'_>, of: &ProductId, place: u32, change: &VariantChange, now: UnixSeconds) -> Result<(), StoreError> {
    let (there, changed_at) = belongs(db, of, &change.id)?.map_or((0, None), |(product, at)| (product.stock, Some(at)));
    let variant = Variant { of: of.clone(), words: change.words.clone(), place };
    let product = Product {
        id: change.id.clone(),
        // Made of the product's and its own words when it is written.
        name: String::new(),
        price: change.price,
        stock: stock_after(there, change.stock, &change.words)?,
        on_sale: change.on_sale,
        picture: change.picture.clone(),
        facts: ProductFacts { variant: Some(variant), weight_g: change.weight_g, ..ProductFacts::default() },
    };
    put(db, &product, changed_at.map_or(now, |at| at.plus(1).max(now)))?;
    change.barcodes.as_ref().map_or(Ok(()), |codes| barcodes::put(db, &change.id, codes))
}

fn remove(db: Db<'_>, id: &ProductId, place: u32, now: UnixSeconds) -> Result<(), StoreError> {
    let named =
        "SELECT COUNT(*) FROM (SELECT 1 FROM order_lines WHERE shop_id = ?1 AND product_id = ?2 LIMIT 1) AS named";
    let named: u32 = db.value(named, params![db.shop, id])?;
    if named > 0 {
        let sql = "UPDATE products SET on_sale = 0, place = ?3, changed_at = ?4, changed_by = ?5
                   WHERE shop_id = ?1 AND product_id = ?2";
        return db.run_one(sql, params![db.shop, id, place, now, db.operator()]);
    }
    barcodes::put(db, id, &[])?;
    db.run_one("DELETE FROM products WHERE shop_id = ?1 AND product_id = ?2", params![db.shop, id])
}
