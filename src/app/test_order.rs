//! The test order of one fen: a product that only it has, the newest order of that product, and the way of its money there
//! and back. Reads rows and sends the owner's own commands; it has no way of its own to the money.

use crate::{
    app::start::OpenShop,
    domain::{Fen, OrderState, Product, ProductFacts, ProductId, RefundOrigin, RefundState},
    jobs::Command,
    store::{OrderDetail, OrderFilter, Page, RefundPiece, StoreError},
    ui::{Lang, TestOrder, TestOrderStep, proof_product, proof_reason},
};

/// Its id in the shop.
const PRODUCT: &str = "ZHANGGUI-TEST";
/// How many of the newest orders are looked through.
const NEWEST: u32 = 50;
/// Pieces: whoever tries once more needs another.
const STOCK: u32 = 9;

/// Goes on with it, and says how far it is.
pub(super) fn step(open: &OpenShop, step: TestOrderStep, lang: Lang) -> TestOrder {
    let done = match step {
        TestOrderStep::Begin => put(open, true, lang),
        TestOrderStep::End => put(open, false, lang),
        TestOrderStep::Refund => refund(open, lang),
        TestOrderStep::Look => Ok(()),
    };
    match done.and_then(|()| look(open)) {
        Ok(far) => far,
        Err(error) => {
            tracing::warn!(%error, "the test order");
            TestOrder::Stuck
        }
    }
}

fn put(open: &OpenShop, on_sale: bool, lang: Lang) -> Result<(), StoreError> {
    let Ok(id) = ProductId::parse(PRODUCT) else { return Ok(()) };
    let name = proof_product(lang).to_owned();
    let price = Fen::new(1).unwrap_or_default();
    // Nothing is sent: it costs its one fen wherever the buyer lives.
    let facts = ProductFacts { weight_g: Some(0), ..ProductFacts::default() };
    let product = Product { id, name, price, stock: STOCK, on_sale, picture: None, facts };
    open.store.put_product(product, open.shop.env.now()).wait()
}

/// Its newest order.
fn order(open: &OpenShop) -> Result<Option<OrderDetail>, StoreError> {
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

fn look(open: &OpenShop) -> Result<TestOrder, StoreError> {
    let on_sale = open.store.reader()?.products()?.into_iter().any(|it| it.id.as_str() == PRODUCT && it.on_sale);
    let Some(order) = order(open)? else {
        return Ok(if on_sale { TestOrder::OnSale } else { TestOrder::NotBegun });
    };
    let refund = order.refunds.iter().find(|row| row.origin == RefundOrigin::Owner).map(|row| row.state);
    Ok(match (order.row.state, refund) {
        (OrderState::Refunded, _) | (_, Some(RefundState::Refunded)) => TestOrder::Refunded,
        (_, Some(RefundState::Failed | RefundState::Stuck)) | (OrderState::NeedsOwner, None) => TestOrder::Stuck,
        (_, Some(_)) => TestOrder::Refunding,
        // A closed one is over: it can be bought once more.
        (OrderState::Closed, None) => TestOrder::OnSale,
        (OrderState::ToPay, None) => TestOrder::Ordered,
        (OrderState::Confirming, None) => TestOrder::Paid,
        (OrderState::ToShip | OrderState::Shipped | OrderState::Received, None) => TestOrder::Confirmed,
    })
}

/// By the owner's click: all of it, once.
fn refund(open: &OpenShop, lang: Lang) -> Result<(), StoreError> {
    let Some(order) = order(open)?.filter(|order| order.row.state == OrderState::ToShip) else { return Ok(()) };
    let pieces = order.lines.iter().map(|line| RefundPiece {
        product_id: line.product_id.clone(),
        quantity: line.quantity,
        restock: false,
    });
    let command = Command::StartRefund {
        order_no: order.row.key.order_no.clone(),
        seen: order.version,
        amount: order.row.total,
        pieces: pieces.collect(),
        reason: proof_reason(lang).to_owned(),
    };
    if open.workers.commands().send(command).is_none() {
        tracing::warn!("the test order's refund came while the shop was closing");
    }
    Ok(())
}
