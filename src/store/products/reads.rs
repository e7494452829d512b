//! Products as they are looked at.

use super::row::product_from;
use crate::domain::{Barcode, Fen, OperatorId, OrderNo, Product, ProductId, UnixSeconds};
use crate::store::{
    Reader, StoreError,
    engine::{row::Row, value::params},
    products::barcodes,
};
use std::collections::{BTreeMap, BTreeSet};

/// Products with the pieces unpaid orders hold: a sum over the unpaid orders, of which there are few.
/// (A cross join is one SQLite does not turn round: from the lines' side it would walk all that were ever sold.)
pub(in crate::store) const ROWS: &str = "SELECT p.product_id, p.name, p.price_fen, p.stock, p.on_sale, p.picture, p.variant_of,
                           p.variant, p.place, p.category, p.description, p.weight_g, p.refund_days, p.changed_at, p.changed_by,
                           (SELECT COALESCE(SUM(l.quantity), 0) FROM orders o CROSS JOIN order_lines l
                            WHERE l.shop_id = o.shop_id AND l.order_no = o.order_no AND o.shop_id = ?1 AND o.state IN ('to_pay', 'confirming')
                                AND l.product_id = p.product_id) AS held
                    FROM products p WHERE p.shop_id = ?1";
/// The same for all of them: the unpaid orders are gone through once.
pub(in crate::store) const ALL_ROWS: &str =
    "WITH held AS (SELECT l.product_id, SUM(l.quantity) AS pieces FROM orders o CROSS JOIN order_lines l
                            WHERE l.shop_id = o.shop_id AND l.order_no = o.order_no AND o.shop_id = ?1 AND o.state IN ('to_pay', 'confirming') GROUP BY l.product_id)
                        SELECT p.product_id, p.name, p.price_fen, p.stock, p.on_sale, p.picture, p.variant_of,
                           p.variant, p.place, p.category, p.description, p.weight_g, p.refund_days, p.changed_at, p.changed_by,
                            COALESCE(held.pieces, 0) AS held
                        FROM products p LEFT JOIN held ON held.product_id = p.product_id
                        WHERE p.shop_id = ?1 ORDER BY p.product_id";

fn product_row_from(row: &Row<'_>) -> Result<ProductRow, StoreError> {
    Ok(ProductRow {
        product: product_from(row)?,
        changed_at: row.get("changed_at")?,
        changed_by: row.get("changed_by")?,
        held: row.get("held")?,
        barcodes: Vec::new(),
        variants: Vec::new(),
    })
}

impl Reader {
    /// Every product, also those taken off sale, by id.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn products(&self) -> Result<Vec<Product>, StoreError> {
        let sql = "SELECT product_id, name, price_fen, stock, on_sale, picture, variant_of, variant, place, category,
                       description, weight_g, refund_days FROM products
                   WHERE shop_id = ?1 ORDER BY product_id";
        let db = self.db();
        db.list(sql, params![db.shop], product_from)
    }

    /// The pictures of an order's goods, as far as they have one: a file of the shop's pictures each.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn goods_pictures(&self, order_no: &OrderNo) -> Result<Vec<(ProductId, String)>, StoreError> {
        let sql = "SELECT p.product_id, p.picture FROM order_lines l
                   JOIN products p ON p.shop_id = l.shop_id AND p.product_id = l.product_id
                   WHERE l.shop_id = ?1 AND l.order_no = ?2 AND p.picture IS NOT NULL ORDER BY l.position";
        let db = self.db();
        db.list(sql, params![db.shop, order_no], |row| Ok((row.get("product_id")?, row.get("picture")?)))
    }

    /// The same with what an editor needs to know.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn product_rows(&self) -> Result<Vec<ProductRow>, StoreError> {
        let _snapshot = self.snapshot()?;
        self.product_rows_at_this_moment()
    }

    /// The same within a snapshot that is open already.
    pub(in crate::store) fn product_rows_at_this_moment(&self) -> Result<Vec<ProductRow>, StoreError> {
        let db = self.db();
        let mut rows = db.list(ALL_ROWS, params![db.shop], product_row_from)?;
        let mut codes = barcodes::by_product(db)?;
        for row in &mut rows {
            row.barcodes = codes.remove(&row.product.id).unwrap_or_default();
        }
        Ok(rows)
    }

    /// One product, on sale or not.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn product(&self, id: &ProductId) -> Result<Option<ProductRow>, StoreError> {
        let _snapshot = self.snapshot()?;
        let db = self.db();
        let row = db.find(&format!("{ROWS} AND p.product_id = ?2"), params![db.shop, id], product_row_from)?;
        row.map(|row| Ok(ProductRow { barcodes: barcodes::of(db, id)?, ..row })).transpose()
    }
}

/// A product with what an editor needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductRow {
    /// The product; `stock` is what can still be promised.
    pub product: Product,
    /// When it was last edited; sales do not count. An edit carries it back.
    pub changed_at: UnixSeconds,
    /// By whom; none at the shop's computer itself, and before there were people.
    pub changed_by: Option<OperatorId>,
    /// Pieces held by unpaid orders, not in `stock`: they come back if the buyers do not pay.
    pub held: u32,
    /// The barcodes on its packings, in the owner's order.
    pub barcodes: Vec<Barcode>,
    /// The choices it comes in, in the owner's order. Only [`families`] puts them there; elsewhere each is a row of its own.
    pub variants: Vec<Self>,
}

impl ProductRow {
    /// What one piece costs; of a product with variants, of the cheapest.
    pub fn price_from(&self) -> Fen {
        self.sold_as().map(|row| row.product.price).min().unwrap_or(self.product.price)
    }

    /// What can still be promised, of all that it is sold as.
    pub fn stock_in_all(&self) -> u32 {
        if self.variants.is_empty() {
            return self.product.stock;
        }
        self.sold_as().map(|row| row.product.stock).fold(0, u32::saturating_add)
    }

    /// What unpaid orders hold, of all that it is or was sold as.
    pub fn held_in_all(&self) -> u32 {
        self.variants.iter().map(|row| row.held).fold(self.held, u32::saturating_add)
    }

    /// The variants that are on sale.
    fn sold_as(&self) -> impl Iterator<Item = &Self> {
        self.variants.iter().filter(|row| row.product.on_sale)
    }
}

/// The products as an owner counts them: each with its variants, which are no products beside it.
pub fn families(rows: &[ProductRow]) -> Vec<ProductRow> {
    let ids: BTreeSet<&ProductId> = rows.iter().map(|row| &row.product.id).collect();
    let mut variants = BTreeMap::<&ProductId, Vec<&ProductRow>>::new();
    let mut mains = Vec::new();
    for row in rows {
        match &row.product.facts.variant {
            Some(variant) if ids.contains(&variant.of) => variants.entry(&variant.of).or_default().push(row),
            _ => mains.push(row),
        }
    }
    let place = |row: &&ProductRow| row.product.facts.variant.as_ref().map_or(0, |variant| variant.place);
    let whole = |main: &ProductRow| {
        let mut of_it = variants.remove(&main.product.id).unwrap_or_default();
        of_it.sort_by_key(place);
        ProductRow { variants: of_it.into_iter().cloned().collect(), ..main.clone() }
    };
    mains.into_iter().map(whole).collect()
}
