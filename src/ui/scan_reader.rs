//! What a scanned code is: a command of the printed sheet, an order's number, something the shop sells, or the code a buyer
//! comes with.

use super::{model::Scanned, read_model::ReadModel};
use crate::{
    domain::{Barcode, OrderNo, PickupCode, ProductId, ScanCommand, is_reserved},
    store::{OrderDetail, StoreError},
};

/// So many of the orders to be shipped are looked through for the next one.
const QUEUE_MOST: u32 = 500;

/// What the shop knows of a scanned code. A scanner with the wrong case set is understood. A code of the shop's own is
/// nothing else: no order and no product takes its place.
pub(super) fn look_up(read_model: &dyn ReadModel, number: u64, code: &str) -> Result<Scanned, StoreError> {
    let mut scanned =
        Scanned { number, code: code.to_owned(), order: None, product: None, pickup: None, queue: Vec::new() };
    if is_reserved(code) {
        if ScanCommand::of_code(code) == Some(ScanCommand::Next) {
            let rows = read_model.to_ship(None, QUEUE_MOST)?;
            scanned.queue = rows.into_iter().map(|row| row.order_no).collect();
        }
        scanned.pickup = pickup_of(read_model, code)?;
        return Ok(scanned);
    }
    for written in [code.to_owned(), code.to_uppercase()] {
        if let Ok(order_no) = OrderNo::parse(&written)
            && scanned.order.is_none()
        {
            scanned.order = read_model.order(&order_no)?;
        }
    }
    if scanned.order.is_none() {
        scanned.product = product_of(read_model, code)?;
    }
    if scanned.order.is_none() && scanned.product.is_none() {
        // Typed in, as the buyer reads it out.
        scanned.pickup = pickup_of(read_model, code)?;
    }
    Ok(scanned)
}

/// The order a buyer comes for with this code.
fn pickup_of(read_model: &dyn ReadModel, code: &str) -> Result<Option<OrderDetail>, StoreError> {
    let Ok(code) = PickupCode::parse(code) else { return Ok(None) };
    let Some(order_no) = read_model.order_of_pickup(&code)? else { return Ok(None) };
    read_model.order(&order_no)
}

/// The product with this number, or with this barcode on it.
fn product_of(read_model: &dyn ReadModel, code: &str) -> Result<Option<ProductId>, StoreError> {
    if let Ok(barcode) = Barcode::parse(code)
        && let Some(id) = read_model.barcodes()?.remove(&barcode)
    {
        return Ok(Some(id));
    }
    let ids = read_model.product_rows()?.into_iter().map(|row| row.product.id);
    Ok(ids.into_iter().find(|id| id.as_str().eq_ignore_ascii_case(code)))
}
