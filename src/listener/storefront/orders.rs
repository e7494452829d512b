//! What a buyer orders, and what became of it. Prices and stock are ours; the client only names products.

use super::{
    json,
    offer::Products,
    problem::{Code, Problem},
    rules::{self, schema},
    state::Storefront,
};
use crate::{
    domain::{
        Nickname, OpenId, OrderNo, OrderState, PickupCode, ProductId, QUANTITY_MAX, Quantity, Receiver, UnixSeconds,
    },
    events::ShopEvent,
    listener::reply::HttpReply,
    store::{CancelStep, NewOrder, OrderDetail, OrderKey, Reader, Refusal, StateNow, StoreError},
};
use hyper::StatusCode;
use serde::Deserialize;
use utoipa::{
    ToSchema,
    openapi::schema::{Array, ArrayBuilder, Object, ObjectBuilder, Ref, Type},
};

const LINES_MAX: usize = 50;
const PAGE: usize = 20;
/// A fresh number is nearly all random: only a broken generator gives one that is taken.
const NUMBERS_TRIED: usize = 5;

/// A new order: each product once; the price is the shop's.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceOrder {
    #[schema(schema_with = items_schema)]
    items: Vec<Item>,
    receiver: ReceiverIn,
    /// How it reaches the buyer. `pickup` where the shop offers it: then the address that is kept is the shop's.
    #[serde(default)]
    #[schema(schema_with = json::delivery, required = false)]
    delivery: DeliveryWish,
    #[serde(default)]
    #[schema(schema_with = schema::note, required = false)]
    note: String,
    /// What the buyer calls themselves, as `<input type="nickname">` asks for it: shown to the owner beside the buyer, on no
    /// label. What does not fit on one line of 32 characters is left out.
    #[serde(default)]
    #[schema(schema_with = schema::nickname, required = false)]
    nickname: String,
}

/// How an order reaches its buyer, as the API calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum DeliveryWish {
    #[default]
    Parcel,
    Pickup,
}

/// So many of one product.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Item {
    #[schema(schema_with = schema::product_id)]
    product_id: String,
    #[serde(deserialize_with = "json::whole")]
    #[schema(schema_with = quantity_schema)]
    quantity: i64,
}

/// Where the parcel goes.
#[derive(Deserialize, ToSchema)]
#[schema(as = Receiver)]
#[serde(deny_unknown_fields)]
struct ReceiverIn {
    #[schema(schema_with = schema::receiver_name)]
    name: String,
    #[schema(schema_with = schema::receiver_phone)]
    phone: String,
    #[schema(schema_with = schema::receiver_address)]
    address: String,
}

fn quantity_schema() -> Object {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(QUANTITY_MAX)).build()
}

/// Some lines, as orders and refunds name them.
pub(super) fn items_schema() -> Array {
    let item = Ref::from_schema_name("Item");
    ArrayBuilder::new().items(item).min_items(Some(1)).max_items(Some(LINES_MAX)).build()
}

impl Storefront {
    /// `GET /api/v1/products`.
    pub(super) fn products(&self) -> Result<HttpReply, Problem> {
        let read = || {
            let all = self.readers.read(Reader::products)?;
            json::written(&Products::of(all, &self.setup.freight, self.setup.pickup.as_ref()))
        };
        self.shown.or_read(|| self.setup.store.changes(), read)
    }

    /// `POST /api/v1/orders`. The same key and order gives the same answer again.
    pub(super) fn place_order(&self, buyer: OpenId, key: Option<String>, body: &[u8]) -> Result<HttpReply, Problem> {
        let asked: PlaceOrder = json::read(body)?;
        let mut receiver = receiver(&asked.receiver)?;
        let pickup = match (asked.delivery, &self.setup.pickup) {
            (DeliveryWish::Parcel, _) => None,
            (DeliveryWish::Pickup, None) => return Err(Code::NoPickup.into()),
            (DeliveryWish::Pickup, Some(place)) => {
                receiver.address.clone_from(&place.address);
                Some(self.fresh_pickup())
            }
        };
        rules::NOTE.check(&asked.note)?;
        rules::NICKNAME.check(&asked.nickname)?;
        let now = self.setup.env.now();
        let order = NewOrder {
            order_no: OrderNo::fresh(now, self.setup.env.rng.number()),
            openid: buyer,
            items: items(&asked.items)?,
            receiver,
            note: asked.note,
            nickname: Nickname::clean(&asked.nickname),
            pickup,
            idempotency_key: key,
            pay_before: now.plus(self.setup.pay_within_secs),
            freight: self.setup.freight.clone(),
        };
        self.place(order, now)
    }

    fn fresh_pickup(&self) -> PickupCode {
        PickupCode::fresh(self.setup.env.rng.number())
    }

    fn place(&self, mut order: NewOrder, now: UnixSeconds) -> Result<HttpReply, Problem> {
        for _ in 0..NUMBERS_TRIED {
            match self.setup.store.place_order(order.clone(), now).wait() {
                Err(StoreError::Refused(Refusal::NumberTaken)) => {
                    order.order_no = OrderNo::fresh(now, self.setup.env.rng.number());
                    order.pickup = order.pickup.is_some().then(|| self.fresh_pickup());
                }
                Err(error) => return Err(error.into()),
                Ok(placed) => {
                    // Another number means that the key had placed this order before.
                    if placed.order_no == order.order_no {
                        self.setup.events.send(&ShopEvent::OrderPlaced(placed.order_no.clone()));
                    }
                    return json::reply(StatusCode::CREATED, &json::Placed::from(&placed));
                }
            }
        }
        Err(Code::TryAgain.into())
    }

    /// `GET /api/v1/orders?before=…`: the buyer's own, newest first.
    pub(super) fn orders(&self, buyer: &OpenId, before: Option<&str>) -> Result<HttpReply, Problem> {
        let before = before.map(|cursor| key_of(cursor).ok_or(Problem::field("before"))).transpose()?;
        let hours = self.pickup_hours();
        let (orders, before) = self.readers.read(|reader| {
            let limit = u32::try_from(PAGE.saturating_add(1)).unwrap_or(u32::MAX);
            let mut rows = reader.buyer_orders(buyer, before.as_ref(), limit)?;
            let more = rows.len() > PAGE;
            rows.truncate(PAGE);
            let next = rows.last().filter(|_| more).map(|row| cursor_of(&row.key));
            let mut orders = Vec::with_capacity(rows.len());
            for row in &rows {
                orders.extend(reader.order(&row.key.order_no)?.map(|order| json::OrderOut::of(order, hours)));
            }
            Ok((orders, next))
        })?;
        json::reply(StatusCode::OK, &json::Orders { orders, before })
    }

    /// `GET /api/v1/orders/{order_no}`.
    pub(super) fn order(&self, buyer: &OpenId, order_no: &str) -> Result<HttpReply, Problem> {
        json::reply(StatusCode::OK, &json::OrderOut::of(self.order_of(buyer, order_no)?, self.pickup_hours()))
    }

    /// When somebody is where buyers come to.
    fn pickup_hours(&self) -> &str {
        self.setup.pickup.as_ref().map_or("", |place| place.hours.as_str())
    }

    /// `POST /api/v1/orders/{order_no}/cancel`. What WeChat never heard of is closed at once; otherwise WeChat closes it
    /// first, and a payment that is faster wins. Asked for again it answers the order as it is.
    pub(super) fn cancel(&self, buyer: &OpenId, order_no: &str) -> Result<HttpReply, Problem> {
        let order_no = OrderNo::parse(order_no).map_err(|_| Code::NotFound)?;
        match self.setup.store.wish_cancel(order_no.clone(), Some(buyer.clone()), self.setup.env.now()).wait() {
            Ok(CancelStep::Closed) => self.setup.events.send(&ShopEvent::OrderChanged(order_no.clone())),
            Ok(CancelStep::AskWeChat) => self.setup.events.send(&ShopEvent::PaymentCheckDue(order_no.clone())),
            Err(StoreError::Refused(Refusal::State(StateNow::Order(OrderState::Closed)))) => {}
            Err(error) => return Err(error.into()),
        }
        self.order(buyer, order_no.as_str())
    }

    /// `POST /api/v1/orders/{order_no}/received`: the buyer has the parcel.
    pub(super) fn received(&self, buyer: &OpenId, order_no: &str) -> Result<HttpReply, Problem> {
        let order_no = OrderNo::parse(order_no).map_err(|_| Code::NotFound)?;
        self.setup.store.receive_order(order_no.clone(), buyer.clone(), self.setup.env.now()).wait()?;
        self.setup.events.send(&ShopEvent::OrderChanged(order_no.clone()));
        self.order(buyer, order_no.as_str())
    }

    /// The buyer's order; another's is not there.
    pub(super) fn order_of(&self, buyer: &OpenId, order_no: &str) -> Result<OrderDetail, Problem> {
        let order_no = OrderNo::parse(order_no).map_err(|_| Code::NotFound)?;
        let order = self.readers.read(|reader| reader.order(&order_no))?;
        order.filter(|order| order.openid == *buyer).ok_or_else(|| Code::NotFound.into())
    }
}

fn receiver(asked: &ReceiverIn) -> Result<Receiver, Problem> {
    rules::RECEIVER_NAME.check(&asked.name)?;
    rules::RECEIVER_PHONE.check(&asked.phone)?;
    rules::RECEIVER_ADDRESS.check(&asked.address)?;
    Receiver::new(&asked.name, &asked.phone, &asked.address).map_err(|_| Problem::field("receiver"))
}

/// The lines of an order or of a refund: some, each product once.
pub(super) fn items(asked: &[Item]) -> Result<Vec<(ProductId, Quantity)>, Problem> {
    if asked.is_empty() || asked.len() > LINES_MAX {
        return Err(Problem::field("items"));
    }
    let mut items: Vec<(ProductId, Quantity)> = Vec::with_capacity(asked.len());
    for item in asked {
        let product_id = ProductId::parse(&item.product_id).map_err(|_| Problem::field("items.product_id"))?;
        let quantity = u32::try_from(item.quantity).ok().and_then(|pieces| Quantity::new(pieces).ok());
        let quantity = quantity.ok_or(Problem::field("items.quantity"))?;
        if items.iter().any(|(known, _)| *known == product_id) {
            return Err(Problem::product(Code::RepeatedProduct, &product_id));
        }
        items.push((product_id, quantity));
    }
    Ok(items)
}

/// The key of a row, so that new orders do not move the pages. Clients hand it back as it is.
fn cursor_of(key: &OrderKey) -> String {
    format!("{}.{}", key.created_at.get(), key.order_no)
}

fn key_of(cursor: &str) -> Option<OrderKey> {
    let (created_at, order_no) = cursor.split_once('.').filter(|_| rules::BEFORE.fits(cursor))?;
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
        assert_eq!(key_of(&cursor_of(&key)), Some(key.clone()));
        assert!(rules::BEFORE.fits(&cursor_of(&key)));
        for bad in
            ["", "x", "1788230400", ".SC20260901-48213907", "-1.SC20260901-48213907", "99999999999.SC2026", "1.SC"]
        {
            assert_eq!(key_of(bad), None, "{bad}");
        }
    }
}
