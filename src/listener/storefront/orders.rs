//! What a buyer orders, and what became of it. Prices and stock are ours; the client only names products.

use super::{
    Storefront, json,
    problem::{Code, Problem},
};
use crate::{
    domain::{OpenId, OrderNo, ProductId, Quantity, Receiver, UnixSeconds},
    events::ShopEvent,
    listener::reply::Reply,
    store::{NewOrder, OrderDetail, OrderKey, Reader, Refusal, StoreError},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hyper::StatusCode;
use serde::Deserialize;

const LINES_MAX: usize = 50;
const NOTE_CHARS_MAX: usize = 200;
const PAGE: usize = 20;
/// A fresh number has eight digits of chance for its day; it is taken once in a very long while.
const NUMBERS_TRIED: usize = 5;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceOrder {
    items: Vec<Item>,
    receiver: ReceiverIn,
    #[serde(default)]
    note: String,
}

/// So many of one product, as the client writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    product_id: String,
    quantity: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReceiverIn {
    name: String,
    phone: String,
    address: String,
}

impl Storefront {
    /// `GET /api/v1/products`.
    pub(super) fn products(&self) -> Result<Reply, Problem> {
        let all = self.readers.read(Reader::products)?;
        let products = all.into_iter().filter(|product| product.on_sale).map(json::ProductOut::from).collect();
        json::reply(StatusCode::OK, &json::Products { products })
    }

    /// `POST /api/v1/orders`. The same key and order gives the same answer again.
    pub(super) fn place_order(&self, buyer: OpenId, key: Option<String>, body: &[u8]) -> Result<Reply, Problem> {
        let asked: PlaceOrder = json::read(body)?;
        let receiver = Receiver::new(&asked.receiver.name, &asked.receiver.phone, &asked.receiver.address);
        let receiver = receiver.map_err(|bad| Problem::field(receiver_field(bad.0)))?;
        if asked.note.chars().count() > NOTE_CHARS_MAX {
            return Err(Problem::field("note"));
        }
        let now = self.nature.now();
        let order = NewOrder {
            order_no: OrderNo::fresh(now, self.nature.chance.number()),
            openid: buyer,
            items: items(&asked.items)?,
            receiver,
            note: asked.note,
            idempotency_key: key,
            pay_before: now.plus(self.pay_within_secs),
        };
        self.place(order, now)
    }

    fn place(&self, mut order: NewOrder, now: UnixSeconds) -> Result<Reply, Problem> {
        for _ in 0..NUMBERS_TRIED {
            match self.store.place_order(order.clone(), now).wait() {
                Err(StoreError::Refused(Refusal::NumberTaken)) => {
                    order.order_no = OrderNo::fresh(now, self.nature.chance.number());
                }
                Err(error) => return Err(error.into()),
                Ok(placed) => {
                    // Another number means that the key had placed this order before.
                    if placed.order_no == order.order_no {
                        self.events.send(&ShopEvent::OrderPlaced(placed.order_no.clone()));
                    }
                    return json::reply(StatusCode::CREATED, &json::Placed::from(&placed));
                }
            }
        }
        Err(Code::TryAgain.into())
    }

    /// `GET /api/v1/orders?before=…`: the buyer's own, newest first.
    pub(super) fn orders(&self, buyer: &OpenId, before: Option<&str>) -> Result<Reply, Problem> {
        let before = before.map(|cursor| key_of(cursor).ok_or(Problem::field("before"))).transpose()?;
        let (orders, before) = self.readers.read(|reader| {
            let limit = u32::try_from(PAGE.saturating_add(1)).unwrap_or(u32::MAX);
            let mut rows = reader.buyer_orders(buyer, before.as_ref(), limit)?;
            let more = rows.len() > PAGE;
            rows.truncate(PAGE);
            let next = rows.last().filter(|_| more).map(|row| cursor_of(&row.key));
            let mut orders = Vec::with_capacity(rows.len());
            for row in &rows {
                orders.extend(reader.order(&row.key.order_no)?.map(json::OrderOut::from));
            }
            Ok((orders, next))
        })?;
        json::reply(StatusCode::OK, &json::Orders { orders, before })
    }

    /// `GET /api/v1/orders/{order_no}`.
    pub(super) fn order(&self, buyer: &OpenId, order_no: &str) -> Result<Reply, Problem> {
        json::reply(StatusCode::OK, &json::OrderOut::from(self.order_of(buyer, order_no)?))
    }

    /// The buyer's order; another's is not there.
    pub(super) fn order_of(&self, buyer: &OpenId, order_no: &str) -> Result<OrderDetail, Problem> {
        let order_no = OrderNo::parse(order_no).map_err(|_| Code::NotFound)?;
        let order = self.readers.read(|reader| reader.order(&order_no))?;
        order.filter(|order| order.openid == *buyer).ok_or_else(|| Code::NotFound.into())
    }
}

/// The lines of an order or of a refund: some, each product once.
pub(super) fn items(asked: &[Item]) -> Result<Vec<(ProductId, Quantity)>, Problem> {
    if asked.is_empty() || asked.len() > LINES_MAX {
        return Err(Problem::field("items"));
    }
    let mut items: Vec<(ProductId, Quantity)> = Vec::with_capacity(asked.len());
    for item in asked {
        let product_id = ProductId::parse(&item.product_id).map_err(|_| Problem::field("items.product_id"))?;
        let quantity = Quantity::new(item.quantity).map_err(|_| Problem::field("items.quantity"))?;
        if items.iter().any(|(known, _)| *known == product_id) {
            return Err(Problem::field("items"));
        }
        items.push((product_id, quantity));
    }
    Ok(items)
}

fn receiver_field(part: &str) -> &'static str {
    match part {
        "name" => "receiver.name",
        "phone" => "receiver.phone",
        "address" => "receiver.address",
        _ => "receiver",
    }
}

/// Opaque to the client: the key of a row, so that new orders do not move the pages.
fn cursor_of(key: &OrderKey) -> String {
    URL_SAFE_NO_PAD.encode(format!("{} {}", key.created_at.get(), key.order_no))
}

fn key_of(cursor: &str) -> Option<OrderKey> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (created_at, order_no) = text.split_once(' ')?;
    Some(OrderKey { created_at: UnixSeconds::new(created_at.parse().ok()?), order_no: OrderNo::parse(order_no).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_row_and_nonsense_nowhere() {
        let key = OrderKey {
            created_at: UnixSeconds::new(1_788_230_400),
            order_no: OrderNo::parse("SC20260901-48213907").expect("a number"),
        };
        assert_eq!(key_of(&cursor_of(&key)), Some(key));
        for bad in ["", "x", "////", "MTIz", "IA", "OTk5OTk5OTk5OTk5OTk5OTk5OTkgU0MyMDI2"] {
            assert_eq!(key_of(bad), None, "{bad}");
        }
    }
}
