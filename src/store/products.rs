//! What the shop sells, and the stock that unpaid orders have already taken.

use super::{Reader, Refusal, StoreError, db::Db};
use crate::domain::{OrderLine, OrderNo, Product, ProductId, Quantity, UnixSeconds};
use rusqlite::{Row, params};

const NAME_CHARS_MAX: usize = 120;

/// Adds a product or replaces the one with its id.
pub(super) fn put(db: Db<'_>, product: &Product, now: UnixSeconds) -> Result<(), StoreError> {
    let length = product.name.chars().count();
    if !(1..=NAME_CHARS_MAX).contains(&length) || product.name.chars().any(char::is_control) {
        return Err(Refusal::Text("name").into());
    }
    db.run(
        "INSERT INTO products (shop_id, product_id, name, price_fen, stock, on_sale, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (shop_id, product_id) DO UPDATE SET name = excluded.name, price_fen = excluded.price_fen,
             stock = excluded.stock, on_sale = excluded.on_sale, changed_at = excluded.changed_at",
        params![db.shop, product.id, product.name, product.price, product.stock, product.on_sale, now],
    )?;
    Ok(())
}

/// Takes pieces off the shelf and answers the line at today's price.
pub(super) fn take(db: Db<'_>, id: &ProductId, pieces: Quantity) -> Result<OrderLine, StoreError> {
    let sql = "SELECT product_id, name, price_fen, stock, on_sale FROM products WHERE shop_id = ?1 AND product_id = ?2";
    let found = db.find(sql, params![db.shop, id], product_from)?.filter(|product| product.on_sale);
    let Some(product) = found else { return Err(Refusal::NotOnSale(id.clone()).into()) };
    if product.stock < pieces.get() {
        return Err(Refusal::OutOfStock { name: product.name, left: product.stock }.into());
    }
    db.run_one(
        "UPDATE products SET stock = stock - ?3 WHERE shop_id = ?1 AND product_id = ?2 AND stock >= ?3",
        params![db.shop, id, pieces],
    )?;
    Ok(OrderLine { product_id: product.id, name: product.name, price: product.price, quantity: pieces })
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

fn product_from(row: &Row<'_>) -> rusqlite::Result<Product> {
    Ok(Product { id: row.get(0)?, name: row.get(1)?, price: row.get(2)?, stock: row.get(3)?, on_sale: row.get(4)? })
}

impl Reader {
    /// Every product, also those taken off sale, by id.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn products(&self) -> Result<Vec<Product>, StoreError> {
        let sql =
            "SELECT product_id, name, price_fen, stock, on_sale FROM products WHERE shop_id = ?1 ORDER BY product_id";
        let db = self.db();
        db.list(sql, [db.shop], product_from)
    }
}
