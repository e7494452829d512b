//! The barcodes of products: each belongs to one product of the shop.

use crate::domain::{BARCODES_MAX, Barcode, ProductId};
use crate::store::{
    Reader, Refusal, StoreError,
    engine::{db::Db, value::params},
};
use std::collections::BTreeMap;

/// These and no others are this product's from now on. [`Refusal::BarcodeTaken`] names the product that has one of them, as
/// its barcode or as its number.
pub(super) fn put(db: Db<'_>, product_id: &ProductId, codes: &[Barcode]) -> Result<(), StoreError> {
    if codes.len() > BARCODES_MAX {
        return Err(Refusal::TooMany { most: u32::try_from(BARCODES_MAX).unwrap_or(u32::MAX) }.into());
    }
    for code in codes {
        if let Some(name) = owner(db, product_id, code)? {
            return Err(Refusal::BarcodeTaken { code: code.clone(), name }.into());
        }
    }
    let of = params![db.shop, product_id];
    db.run("DELETE FROM product_barcodes WHERE shop_id = ?1 AND product_id = ?2", of)?;
    for (position, code) in (0_u32..).zip(codes) {
        db.run_one(
            "INSERT INTO product_barcodes (shop_id, code, product_id, position) VALUES (?1, ?2, ?3, ?4)",
            params![db.shop, code, product_id, position],
        )?;
    }
    Ok(())
}

/// The name of another product that is found by this code.
fn owner(db: Db<'_>, product_id: &ProductId, code: &Barcode) -> Result<Option<String>, StoreError> {
    let by_code = "SELECT p.name FROM product_barcodes b JOIN products p ON p.shop_id = b.shop_id
                       AND p.product_id = b.product_id
                   WHERE b.shop_id = ?1 AND b.code = ?3 AND b.product_id <> ?2";
    let found: Option<String> = db.find_value(by_code, params![db.shop, product_id, code])?;
    if found.is_some() {
        return Ok(found);
    }
    let by_number = "SELECT name FROM products WHERE shop_id = ?1 AND product_id <> ?2 AND UPPER(product_id) = ?3";
    db.find_value(by_number, params![db.shop, product_id, code])
}

impl Reader {
    /// Every barcode, with the product it stands on.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn barcodes(&self) -> Result<BTreeMap<Barcode, ProductId>, StoreError> {
        let db = self.db();
        let sql = "SELECT code, product_id FROM product_barcodes WHERE shop_id = ?1";
        let all = db.list(sql, params![db.shop], |row| Ok((row.get("code")?, row.get("product_id")?)))?;
        Ok(all.into_iter().collect())
    }
}

/// The barcodes of each product, in the owner's order.
pub(super) fn by_product(db: Db<'_>) -> Result<BTreeMap<ProductId, Vec<Barcode>>, StoreError> {
    let sql = "SELECT product_id, code FROM product_barcodes WHERE shop_id = ?1 ORDER BY product_id, position, code";
    let all: Vec<(ProductId, Barcode)> =
        db.list(sql, params![db.shop], |row| Ok((row.get("product_id")?, row.get("code")?)))?;
    let mut found = BTreeMap::<ProductId, Vec<Barcode>>::new();
    for (product_id, code) in all {
        found.entry(product_id).or_default().push(code);
    }
    Ok(found)
}

/// Those of one product.
pub(super) fn of(db: Db<'_>, product_id: &ProductId) -> Result<Vec<Barcode>, StoreError> {
    let sql = "SELECT code FROM product_barcodes WHERE shop_id = ?1 AND product_id = ?2 ORDER BY position, code";
    db.values(sql, params![db.shop, product_id])
}
