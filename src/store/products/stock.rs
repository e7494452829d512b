//! Pieces taken off the shelf and put back: exactly as many, exactly once. A variant's are its own.

use super::row::{find, words_of};
use crate::domain::{OrderLine, OrderNo, Product, ProductId, Quantity, RefundRule};
use crate::store::{
    Refusal, StoreError,
    engine::{db::Db, value::params},
};

/// A line of a new order, with what was promised about it.
#[derive(Debug, Clone)]
pub(in crate::store) struct SoldLine {
    pub line: OrderLine,
    /// Whether and how long its buyer may ask for money back.
    pub refunds: RefundRule,
    /// False where it weighs nothing: there is nothing to send.
    pub is_sent: bool,
}

/// Takes pieces off the shelf and answers the line at today's price. Of a product with variants, one of them is wanted.
pub(in crate::store) fn take(db: Db<'_>, id: &ProductId, pieces: Quantity) -> Result<SoldLine, StoreError> {
    let on_sale =
        |id: &ProductId| Ok::<_, StoreError>(find(db, id)?.map(|(product, _)| product).filter(|it| it.on_sale));
    let gone = || Refusal::NotOnSale(id.clone());
    let product = on_sale(id)?.ok_or_else(gone)?;
    let weight_g = match &product.facts.variant {
        Some(variant) => {
            let main = on_sale(&variant.of)?.ok_or_else(gone)?;
            product.facts.weight_g.or(main.facts.weight_g)
        }
        None if !words_of(db, id)?.is_empty() => return Err(Refusal::ChooseVariant(id.clone()).into()),
        None => product.facts.weight_g,
    };
    take_off(db, &product, pieces)?;
    let line = OrderLine { product_id: product.id, name: product.name, price: product.price, quantity: pieces };
    Ok(SoldLine { line, refunds: product.facts.refunds, is_sent: weight_g != Some(0) })
}

/// Takes the pieces of a line that were put back before, also where they are no longer on sale.
pub(in crate::store) fn take_again(db: Db<'_>, line: &OrderLine) -> Result<(), StoreError> {
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
pub(in crate::store) fn put_back(db: Db<'_>, order_no: &OrderNo) -> Result<(), StoreError> {
    db.run(
        "UPDATE products SET stock = stock + (SELECT SUM(l.quantity) FROM order_lines l
             WHERE l.shop_id = ?1 AND l.order_no = ?2 AND l.product_id = products.product_id)
         WHERE shop_id = ?1 AND product_id IN (SELECT l.product_id FROM order_lines l WHERE l.shop_id = ?1 AND l.order_no = ?2)",
        params![db.shop, order_no],
    )?;
    Ok(())
}
