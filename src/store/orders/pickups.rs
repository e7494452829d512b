//! Orders whose buyer comes for them, and the code by which one is known at the counter.

use crate::domain::{OrderNo, PickupCode};
use crate::store::{
    Reader, Refusal, StoreError,
    engine::{db::Db, value::params},
};

/// The code of order `o`, where it is picked up.
pub(in crate::store) const PICKUP: &str =
    "(SELECT k.code FROM pickups k WHERE k.shop_id = o.shop_id AND k.order_no = o.order_no)";

/// The order of a code.
pub(in crate::store) const BY_CODE: &str = "SELECT order_no FROM pickups WHERE shop_id = ?1 AND code = ?2";

/// The order is picked up with this code. [`Refusal::NumberTaken`] where another order has it, or had it: a code is given
/// out once, and a barcode on a product is none.
pub(super) fn keep(db: Db<'_>, order_no: &OrderNo, code: &PickupCode) -> Result<(), StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM pickups WHERE shop_id = ?1 AND code = ?2)
                   OR EXISTS (SELECT 1 FROM product_barcodes WHERE shop_id = ?1 AND code = ?2)";
    if db.value(sql, params![db.shop, code])? {
        return Err(Refusal::NumberTaken.into());
    }
    let sql = "INSERT INTO pickups (shop_id, order_no, code) VALUES (?1, ?2, ?3)";
    db.run_one(sql, params![db.shop, order_no, code]).map(drop)
}

/// The code of an order that is picked up.
pub(in crate::store) fn of_order(db: Db<'_>, order_no: &OrderNo) -> Result<Option<PickupCode>, StoreError> {
    let sql = "SELECT code FROM pickups WHERE shop_id = ?1 AND order_no = ?2";
    db.find_value(sql, params![db.shop, order_no])
}

impl Reader {
    /// The order that is picked up with this code, whatever became of it since.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn order_of_pickup(&self, code: &PickupCode) -> Result<Option<OrderNo>, StoreError> {
        let db = self.db();
        db.find_value(BY_CODE, params![db.shop, code])
    }
}
