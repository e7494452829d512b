//! What a buyer ordered: the lines and the order around them, as they were placed.

use crate::domain::{Order, OrderLine, OrderNo, Receiver};
use crate::store::engine::{db::Db, row::Row, value::params};
use crate::store::{Refusal, StoreError};

/// The lines of an order, as they were placed.
pub(in crate::store) fn lines(db: Db<'_>, order_no: &OrderNo) -> Result<Vec<OrderLine>, StoreError> {
    let sql = "SELECT product_id, name, price_fen, quantity FROM order_lines
               WHERE shop_id = ?1 AND order_no = ?2 ORDER BY position";
    db.list(sql, params![db.shop, order_no], line_from)
}

/// Reads a line, of an order or of a refund.
pub(in crate::store) fn line_from(row: &Row<'_>) -> Result<OrderLine, StoreError> {
    Ok(OrderLine {
        product_id: row.get("product_id")?,
        name: row.get("name")?,
        price: row.get("price_fen")?,
        quantity: row.get("quantity")?,
    })
}

/// An order as its buyer placed it, at the state it has now.
pub(in crate::store) fn order(db: Db<'_>, order_no: &OrderNo) -> Result<Order, StoreError> {
    let sql = "SELECT o.openid, o.state, o.total_fen, o.freight_fen, o.receiver_name, o.receiver_phone, o.receiver_address, o.note,
                      o.created_at, p.pay_before
               FROM orders o JOIN payments p ON p.shop_id = o.shop_id AND p.order_no = o.order_no
               WHERE o.shop_id = ?1 AND o.order_no = ?2";
    let lines = lines(db, order_no)?;
    let order = db.find(sql, params![db.shop, order_no], |row| {
        Ok(Order {
            order_no: order_no.clone(),
            openid: row.get("openid")?,
            state: row.get("state")?,
            total: row.get("total_fen")?,
            freight: row.get("freight_fen")?,
            lines,
            receiver: Receiver {
                name: row.get("receiver_name")?,
                phone: row.get("receiver_phone")?,
                address: row.get("receiver_address")?,
            },
            note: row.get("note")?,
            created_at: row.get("created_at")?,
            pay_before: row.get("pay_before")?,
        })
    })?;
    order.ok_or_else(|| Refusal::NotFound.into())
}
