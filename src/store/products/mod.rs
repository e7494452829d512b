//! What the shop sells, and the stock that unpaid orders have already taken.

pub(in crate::store) mod barcodes;
pub(in crate::store) mod product_query;

use crate::domain::{
    Barcode, OrderLine, OrderNo, Product, ProductChange, ProductId, Quantity, StockChange, UnixSeconds,
};
use crate::store::engine::{db::Db, row::Row, value::params};
use crate::store::{CommitFuture, Store};
use crate::store::{Reader, Refusal, StoreError, TextPart};

const NAME_CHARS_MAX: usize = 120;
const FILE_CHARS_MAX: usize = 200;

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
        self.write(move |db| self::change(db, &change, seen_changed_at, now))
    }

    /// Adds or edits many products at once, all or none: [`Refusal::InRow`] names the first that cannot be.
    pub fn import_products(&self, changes: Vec<ProductChange>, now: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| import(db, &changes, now))
    }
}

/// Adds a product or replaces the one with its id.
pub(super) fn put(db: Db<'_>, product: &Product, now: UnixSeconds) -> Result<(), StoreError> {
    fits(&product.name, product.picture.as_deref())?;
    db.run(
        "INSERT INTO products (shop_id, product_id, name, price_fen, stock, on_sale, picture, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (shop_id, product_id) DO UPDATE SET name = excluded.name, price_fen = excluded.price_fen,
             stock = excluded.stock, on_sale = excluded.on_sale, picture = excluded.picture,
             changed_at = excluded.changed_at",
        params![db.shop, product.id, product.name, product.price, product.stock, product.on_sale, product.picture, now],
    )?;
    Ok(())
}

fn fits(name: &str, picture: Option<&str>) -> Result<(), Refusal> {
    let named = (1..=NAME_CHARS_MAX).contains(&name.chars().count()) && !name.trim().is_empty();
    if !named || name.chars().any(char::is_control) {
        return Err(Refusal::Text(TextPart::Name));
    }
    let file = |file: &str| {
        (1..=FILE_CHARS_MAX).contains(&file.chars().count())
            && !file.contains(['/', '\\'])
            && !file.starts_with('.')
            && !file.chars().any(char::is_control)
    };
    if picture.is_none_or(file) { Ok(()) } else { Err(Refusal::Text(TextPart::Picture)) }
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
    for (row, change) in (1..).zip(changes) {
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
    let stock = match change.stock {
        StockChange::Keep => there,
        StockChange::Set(pieces) => pieces,
        StockChange::Add(pieces) => there
            .checked_add_signed(pieces)
            .ok_or_else(|| Refusal::OutOfStock { name: change.name.clone(), left: there })?,
    };
    let product = Product {
        id: change.id.clone(),
        name: change.name.clone(),
        price: change.price,
        stock,
        on_sale: change.on_sale,
        picture: change.picture.clone(),
    };
    // Two edits within a second, or around a clock set back, must not look like one.
    put(db, &product, changed_at.map_or(now, |at| at.plus(1).max(now)))?;
    change.barcodes.as_ref().map_or(Ok(()), |codes| barcodes::put(db, &change.id, codes))
}

fn find(db: Db<'_>, id: &ProductId) -> Result<Option<(Product, UnixSeconds)>, StoreError> {
    let sql = "SELECT product_id, name, price_fen, stock, on_sale, picture, changed_at
               FROM products WHERE shop_id = ?1 AND product_id = ?2";
    db.find(sql, params![db.shop, id], |row| Ok((product_from(row)?, row.get("changed_at")?)))
}

/// Takes pieces off the shelf and answers the line at today's price.
pub(super) fn take(db: Db<'_>, id: &ProductId, pieces: Quantity) -> Result<OrderLine, StoreError> {
    let found = find(db, id)?.map(|(product, _)| product).filter(|product| product.on_sale);
    let Some(product) = found else { return Err(Refusal::NotOnSale(id.clone()).into()) };
    take_off(db, &product, pieces)?;
    Ok(OrderLine { product_id: product.id, name: product.name, price: product.price, quantity: pieces })
}

/// Takes the pieces of a line that were put back before, also where they are no longer on sale.
pub(super) fn take_again(db: Db<'_>, line: &OrderLine) -> Result<(), StoreError> {
    let gone = || Refusal::OutOfStock { name: line.name.clone(), left: 0 };
    let (product, _) = find(db, &line.product_id)?.ok_or_else(gone)?;
    take_off(db, &product, line.quantity)
}

fn take_off(db: Db<'_>, product: &Product, pieces: Quantity) -> Result<(), StoreError> {
    if product.stock < pieces.get() {
        return Err(Refusal::OutOfStock { name: product.name.clone(), left: product.stock }.into());
    }
    db.run_one(
        "UPDATE products SET stock = stock - ?3 WHERE shop_id = ?1 AND product_id = ?2 AND stock >= ?3",
        params![db.shop, product.id, pieces],
    )
}

/// Puts back what a closed order had taken. A product that is gone meanwhile has nothing to put back to.
pub(super) fn put_back(db: Db<'_>, order_no: &OrderNo) -> Result<(), StoreError> {
    db.run(
        "UPDATE products SET stock = stock + (SELECT SUM(l.quantity) FROM order_lines l
             WHERE l.shop_id = ?1 AND l.order_no = ?2 AND l.product_id = products.product_id)
         WHERE shop_id = ?1 AND product_id IN (SELECT l.product_id FROM order_lines l WHERE l.shop_id = ?1 AND l.order_no = ?2)",
        params![db.shop, order_no],
    )?;
    Ok(())
}

fn product_from(row: &Row<'_>) -> Result<Product, StoreError> {
    Ok(Product {
        id: row.get("product_id")?,
        name: row.get("name")?,
        price: row.get("price_fen")?,
        stock: row.get("stock")?,
        on_sale: row.get("on_sale")?,
        picture: row.get("picture")?,
    })
}

/// Products with the pieces unpaid orders hold: a sum over the unpaid orders, of which there are few.
/// (A cross join is one SQLite does not turn round: from the lines' side it would walk all that were ever sold.)
pub(super) const ROWS: &str = "SELECT p.product_id, p.name, p.price_fen, p.stock, p.on_sale, p.picture, p.changed_at,
                           (SELECT COALESCE(SUM(l.quantity), 0) FROM orders o CROSS JOIN order_lines l
                            WHERE l.shop_id = o.shop_id AND l.order_no = o.order_no AND o.shop_id = ?1 AND o.state IN ('to_pay', 'confirming')
                                AND l.product_id = p.product_id) AS held
                    FROM products p WHERE p.shop_id = ?1";
/// The same for all of them: the unpaid orders are gone through once.
pub(super) const ALL_ROWS: &str =
    "WITH held AS (SELECT l.product_id, SUM(l.quantity) AS pieces FROM orders o CROSS JOIN order_lines l
                            WHERE l.shop_id = o.shop_id AND l.order_no = o.order_no AND o.shop_id = ?1 AND o.state IN ('to_pay', 'confirming') GROUP BY l.product_id)
                        SELECT p.product_id, p.name, p.price_fen, p.stock, p.on_sale, p.picture, p.changed_at,
                            COALESCE(held.pieces, 0) AS held
                        FROM products p LEFT JOIN held ON held.product_id = p.product_id
                        WHERE p.shop_id = ?1 ORDER BY p.product_id";

fn product_row_from(row: &Row<'_>) -> Result<ProductRow, StoreError> {
    Ok(ProductRow {
        product: product_from(row)?,
        changed_at: row.get("changed_at")?,
        held: row.get("held")?,
        barcodes: Vec::new(),
    })
}

impl Reader {
    /// Every product, also those taken off sale, by id.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn products(&self) -> Result<Vec<Product>, StoreError> {
        let sql = "SELECT product_id, name, price_fen, stock, on_sale, picture FROM products
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
    /// Pieces held by unpaid orders, not in `stock`: they come back if the buyers do not pay.
    pub held: u32,
    /// The barcodes on its packings, in the owner's order.
    pub barcodes: Vec<Barcode>,
}
