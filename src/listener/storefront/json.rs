//! JSON in, strictly; JSON out, in the shapes of the storefront API.

use super::problem::{Code, Problem};
use crate::{
    domain::{Order, OrderLine, Product, RefundState, UnixSeconds},
    listener::reply::Reply,
    store::{OrderDetail, RefundDetail, RefundRow},
};
use hyper::StatusCode;
use serde::{Serialize, de::DeserializeOwned};

/// Reads a body. Unknown fields, repeats, numbers with a point where whole ones belong: all refused.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        tracing::debug!(%error, "a buyer's request cannot be read");
        Code::Unreadable.into()
    })
}

/// An answer.
pub(super) fn reply(status: StatusCode, body: &impl Serialize) -> Result<Reply, Problem> {
    let body = serde_json::to_vec(body).map_err(|error| {
        tracing::error!(%error, "an answer cannot be written");
        Problem::from(Code::Internal)
    })?;
    Ok(Reply::new(status, "application/json", body))
}

/// `GET /products`.
#[derive(Serialize)]
pub(super) struct Products {
    pub products: Vec<ProductOut>,
}

#[derive(Serialize)]
pub(super) struct ProductOut {
    id: String,
    name: String,
    price_fen: i64,
    stock: u32,
    /// No pictures yet; the field is there so that a mini program can count on it.
    picture: Option<String>,
}

impl From<Product> for ProductOut {
    fn from(product: Product) -> Self {
        let Product { id, name, price, stock, on_sale: _, picture: _ } = product;
        Self { id: id.to_string(), name, price_fen: price.get(), stock, picture: None }
    }
}

/// The answer to a new order.
#[derive(Serialize)]
pub(super) struct Placed {
    order_no: String,
    total_fen: i64,
    state: &'static str,
    pay_before: String,
}

impl From<&Order> for Placed {
    fn from(order: &Order) -> Self {
        Self {
            order_no: order.order_no.to_string(),
            total_fen: order.total.get(),
            state: order.state.as_str(),
            pay_before: order.pay_before.to_rfc3339(),
        }
    }
}

/// `GET /orders`.
#[derive(Serialize)]
pub(super) struct Orders {
    pub orders: Vec<OrderOut>,
    /// For the next page; null on the last.
    pub before: Option<String>,
}

/// An order as its buyer sees it.
#[derive(Serialize)]
pub(super) struct OrderOut {
    order_no: String,
    state: &'static str,
    total_fen: i64,
    refunded_fen: i64,
    created_at: String,
    pay_before: String,
    paid_at: Option<String>,
    items: Vec<ItemOut>,
    parcels: Vec<ParcelOut>,
    refunds: Vec<RefundIn>,
}

#[derive(Serialize)]
struct ItemOut {
    product_id: String,
    name: String,
    price_fen: i64,
    quantity: u32,
}

#[derive(Serialize)]
struct ParcelOut {
    carrier: String,
    tracking_no: String,
    shipped_at: Option<String>,
}

#[derive(Serialize)]
struct RefundIn {
    refund_no: String,
    amount_fen: i64,
    state: &'static str,
    requested_at: String,
}

impl From<OrderDetail> for OrderOut {
    fn from(order: OrderDetail) -> Self {
        let shipped_at = order.shipped_at.map(UnixSeconds::to_rfc3339);
        let parcel = |p: crate::store::Parcel| ParcelOut { carrier: p.carrier, tracking_no: p.tracking_no, shipped_at };
        Self {
            order_no: order.row.key.order_no.to_string(),
            state: order.row.state.as_str(),
            total_fen: order.row.total.get(),
            refunded_fen: order.row.refunded.get(),
            created_at: order.row.key.created_at.to_rfc3339(),
            pay_before: order.pay_before.to_rfc3339(),
            paid_at: order.row.paid_at.map(UnixSeconds::to_rfc3339),
            items: order.lines.into_iter().map(ItemOut::from).collect(),
            parcels: order.parcel.map(parcel).into_iter().collect(),
            refunds: order.refunds.iter().map(RefundIn::from).collect(),
        }
    }
}

impl From<OrderLine> for ItemOut {
    fn from(line: OrderLine) -> Self {
        let OrderLine { product_id, name, price, quantity } = line;
        Self { product_id: product_id.to_string(), name, price_fen: price.get(), quantity: quantity.get() }
    }
}

impl From<&RefundRow> for RefundIn {
    fn from(refund: &RefundRow) -> Self {
        Self {
            refund_no: refund.refund_no.to_string(),
            amount_fen: refund.amount.get(),
            state: refund.state.wire(),
            requested_at: refund.requested_at.to_rfc3339(),
        }
    }
}

/// The answer to a request for money back.
#[derive(Serialize)]
pub(super) struct Requested {
    pub refund_no: String,
    pub state: &'static str,
}

/// A refund as its buyer sees it.
#[derive(Serialize)]
pub(super) struct RefundOut {
    refund_no: String,
    order_no: String,
    amount_fen: i64,
    state: &'static str,
    reason: String,
    reply: String,
    steps: Vec<StepOut>,
}

#[derive(Serialize)]
struct StepOut {
    state: &'static str,
    at: String,
}

impl From<RefundDetail> for RefundOut {
    fn from(refund: RefundDetail) -> Self {
        let mut steps: Vec<StepOut> = Vec::new();
        for step in refund.history.iter().filter(|step| step.subject == "refund") {
            let Ok(state) = RefundState::parse(&step.after) else { continue };
            // Two states of ours can be one for the buyer.
            if steps.last().is_none_or(|last| last.state != state.wire()) {
                steps.push(StepOut { state: state.wire(), at: step.at.to_rfc3339() });
            }
        }
        Self {
            refund_no: refund.row.refund_no.to_string(),
            order_no: refund.row.order_no.to_string(),
            amount_fen: refund.row.amount.get(),
            state: refund.row.state.wire(),
            reason: refund.row.reason,
            reply: refund.reply,
            steps,
        }
    }
}
