//! What a scanned code is: an order's number, or something the shop sells.

use super::{model::Scanned, read_model::ReadModel};
use crate::{
    domain::{Barcode, OrderNo, ProductId},
    store::StoreError,
};

/// What the shop knows of a scanned code. A scanner with the wrong case set is understood.
pub(super) fn look_up(read_model: &dyn ReadModel, turn: u64, code: &str) -> Result<Scanned, StoreError> {
    let mut order = None;
    for written in [code.to_owned(), code.to_uppercase()] {
        if let Ok(order_no) = OrderNo::parse(&written)
            && order.is_none()
        {
            order = read_model.order(&order_no)?;
        }
    }
    let product = if order.is_none() { product_of(read_model, code)? } else { None };
    Ok(Scanned { turn, code: code.to_owned(), order, product })
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
