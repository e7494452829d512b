//! The product of the test order, and its newest order.

use crate::{
    app::start::OpenShop,
    domain::{Fen, Product, ProductFacts, ProductId},
    store::{OrderDetail, OrderFilter, Page, StoreError},
    ui::{Lang, proof_product},
};

/// Its id in the shop.
pub(super) const PRODUCT: &str = "ZHANGGUI-TEST";
/// How many of the newest orders are looked through.
const NEWEST: u32 = 50;
/// Pieces: whoever tries once more needs another.
const STOCK: u32 = 9;

pub(super) fn product_id() -> Option<ProductId> {
    ProductId::parse(PRODUCT).ok()
}

/// Puts it on sale, or takes it off.
pub(super) fn put(open: &OpenShop, on_sale: bool, lang: Lang) -> Result<(), StoreError> {
    let Some(id) = product_id() else { return Ok(()) };
    let name = proof_product(lang).to_owned();
    let price = Fen::new(1).unwrap_or_default();
    // Nothing is sent: it costs its one fen wherever the buyer lives.
    let facts = ProductFacts { weight_g: Some(0), ..ProductFacts::default() };
    let product = Product { id, name, price, stock: STOCK, on_sale, picture: None, facts };
    open.store.put_product(product, open.shop.env.now()).wait()
}

/// Its newest order.
pub(super) fn order(open: &OpenShop) -> Result<Option<OrderDetail>, StoreError> {
    let reader = open.store.reader()?;
    for row in reader.orders(OrderFilter::All, &Page::Newest, NEWEST)? {
        let detail = reader.order(&row.key.order_no)?;
        let of_it = |detail: &OrderDetail| detail.lines.iter().any(|line| line.product_id.as_str() == PRODUCT);
        if let Some(detail) = detail.filter(of_it) {
            return Ok(Some(detail));
        }
    }
    Ok(None)
}
