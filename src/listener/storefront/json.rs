//! JSON in, strictly; JSON out, in the shapes of the storefront API.

use super::{
    problem::{Code, Problem},
    rules::{self, schema},
    schemas::{fen, maybe_text, maybe_time, order_state, refund_state, time, words},
};
use crate::{
    domain::{Order, OrderLine, OrderState, Parcel, Transition, UnixSeconds},
    listener::reply::HttpReply,
    store::{OrderDetail, RefundDetail, RefundRow},
};
use hyper::StatusCode;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error as _},
};
use serde_json::Number;
use utoipa::{
    ToSchema,
    openapi::{
        RefOr,
        schema::{Object, ObjectBuilder, OneOfBuilder, Ref, Schema, Type},
    },
};

/// Every whole number of so many digits is a float of its own.
const FLOAT_DIGITS_MAX: usize = 15;

/// Reads a body. Unknown fields, repeats, numbers with a point where whole ones belong: all refused.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        tracing::debug!(%error, "a buyer's request cannot be read");
        Code::Unreadable.into()
    })
}

/// For a field that may be missing, but is never null.
pub(super) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}

/// For whole numbers. JSON Schema calls `2.0` one, so it is taken for 2; what has more digits than a float carries
/// exactly, or anything behind the point, is refused.
pub(super) fn whole<'de, D: Deserializer<'de>>(value: D) -> Result<i64, D::Error> {
    let number = Number::deserialize(value)?;
    let exact = || number.as_f64().map(|float| float.to_string()).filter(|digits| digits.len() <= FLOAT_DIGITS_MAX);
    let whole = number.as_i64().or_else(|| exact()?.parse().ok());
    whole.ok_or_else(|| D::Error::custom("not a whole number"))
}

/// An answer.
pub(super) fn reply(status: StatusCode, body: &impl Serialize) -> Result<HttpReply, Problem> {
    Ok(HttpReply::new(status, "application/json", written(body)?))
}

/// Its text.
pub(super) fn written(body: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(body).map_err(|error| {
        tracing::error!(%error, "an answer cannot be written");
        Code::Internal.into()
    })
}

fn maybe_pickup() -> RefOr<Schema> {
    maybe("Pickup")
}

/// This shape, or null.
pub(super) fn maybe(name: &str) -> RefOr<Schema> {
    let null = ObjectBuilder::new().schema_type(Type::Null).build();
    Schema::OneOf(OneOfBuilder::new().item(Ref::from_schema_name(name)).item(null).build()).into()
}

/// How an order reaches its buyer.
pub(super) fn delivery() -> Object {
    words(["parcel", "pickup"])
}

/// The answer to a new order.
#[derive(Serialize, ToSchema)]
pub(super) struct Placed {
    #[schema(schema_with = schema::order_no)]
    order_no: String,
    /// With what sending it costs.
    #[schema(schema_with = fen)]
    total_fen: i64,
    /// What of it is for sending.
    #[schema(schema_with = fen)]
    freight_fen: i64,
    #[schema(schema_with = order_state)]
    state: &'static str,
    #[schema(schema_with = time)]
    pay_before: String,
}

impl From<&Order> for Placed {
    fn from(order: &Order) -> Self {
        Self {
            order_no: order.order_no.to_string(),
            total_fen: order.total.get(),
            freight_fen: order.freight.get(),
            state: order.state.as_str(),
            pay_before: order.pay_before.to_rfc3339(),
        }
    }
}

/// `GET /orders`.
#[derive(Serialize, ToSchema)]
pub(super) struct Orders {
    pub orders: Vec<OrderOut>,
    /// For the next page; null on the last.
    #[schema(schema_with = maybe_text, required)]
    pub before: Option<String>,
}

/// An order as its buyer sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = Order)]
pub(super) struct OrderOut {
    #[schema(schema_with = schema::order_no)]
    order_no: String,
    #[schema(schema_with = order_state)]
    state: &'static str,
    /// With what sending it costs.
    #[schema(schema_with = fen)]
    total_fen: i64,
    /// What of it is for sending.
    #[schema(schema_with = fen)]
    freight_fen: i64,
    #[schema(schema_with = fen)]
    refunded_fen: i64,
    /// A cancel is wished for; WeChat is closing the order, unless a payment was faster.
    cancelling: bool,
    #[schema(schema_with = time)]
    created_at: String,
    #[schema(schema_with = time)]
    pay_before: String,
    #[schema(schema_with = maybe_time, required)]
    paid_at: Option<String>,
    #[schema(schema_with = maybe_time, required)]
    received_at: Option<String>,
    #[schema(schema_with = delivery)]
    delivery: &'static str,
    /// How it is picked up, once it is paid; null for a parcel.
    #[schema(schema_with = maybe_pickup, required)]
    pickup: Option<PickupOut>,
    items: Vec<ItemOut>,
    parcels: Vec<ParcelOut>,
    refunds: Vec<RefundIn>,
}

/// What a buyer who comes for an order needs.
#[derive(Serialize, ToSchema)]
#[schema(as = Pickup)]
pub(super) struct PickupOut {
    /// To be shown or read out at the counter: `4827 1936`.
    code: String,
    /// The same for a QR code or bars: the shop's scanner reads it from the phone.
    scan: String,
    address: String,
    hours: String,
    #[schema(schema_with = maybe_time, required)]
    picked_up_at: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = OrderedItem)]
struct ItemOut {
    product_id: String,
    name: String,
    #[schema(schema_with = fen)]
    price_fen: i64,
    quantity: u32,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Parcel)]
struct ParcelOut {
    carrier: String,
    tracking_no: String,
    #[schema(schema_with = maybe_time, required)]
    shipped_at: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RefundOfOrder)]
struct RefundIn {
    #[schema(schema_with = schema::refund_no)]
    refund_no: String,
    #[schema(schema_with = fen)]
    amount_fen: i64,
    #[schema(schema_with = refund_state)]
    state: &'static str,
    #[schema(schema_with = time)]
    requested_at: String,
}

impl OrderOut {
    /// The order; `hours`: when somebody is where buyers come to.
    pub fn of(order: OrderDetail, hours: &str) -> Self {
        let parcels = parcels_of(&order);
        let delivery = if order.pickup.is_some() { "pickup" } else { "parcel" };
        Self {
            order_no: order.row.key.order_no.to_string(),
            state: order.row.state.as_str(),
            total_fen: order.row.total.get(),
            freight_fen: order.freight.get(),
            refunded_fen: order.row.refunded.get(),
            cancelling: order.cancel_wished && order.row.state == OrderState::ToPay,
            created_at: order.row.key.created_at.to_rfc3339(),
            pay_before: order.pay_before.to_rfc3339(),
            paid_at: order.row.paid_at.map(UnixSeconds::to_rfc3339),
            received_at: order.received_at.map(UnixSeconds::to_rfc3339),
            delivery,
            pickup: pickup_of(&order, hours),
            items: order.lines.into_iter().map(ItemOut::from).collect(),
            parcels,
            refunds: order.refunds.iter().map(RefundIn::from).collect(),
        }
    }
}

/// The code is the buyer's once the order is paid, and as long as there is something to come for.
fn pickup_of(order: &OrderDetail, hours: &str) -> Option<PickupOut> {
    let paid = matches!(order.row.state, OrderState::ToShip | OrderState::Shipped | OrderState::Received);
    let code = order.pickup.as_ref().filter(|_| paid)?;
    Some(PickupOut {
        code: code.to_string(),
        scan: code.scanned(),
        address: order.receiver.address.clone(),
        hours: hours.to_owned(),
        picked_up_at: order.picked_up_at().map(UnixSeconds::to_rfc3339),
    })
}

/// All parcels; of what was received before shipments were kept, the one that is known.
fn parcels_of(order: &OrderDetail) -> Vec<ParcelOut> {
    let out = |parcel: &Parcel, at: Option<UnixSeconds>| ParcelOut {
        carrier: parcel.carrier.clone(),
        tracking_no: parcel.tracking_no.clone(),
        shipped_at: at.map(UnixSeconds::to_rfc3339),
    };
    match &order.shipment {
        Some(shipment) => shipment.parcels.iter().map(|it| out(&it.parcel, Some(it.shipped_at))).collect(),
        None => order.parcel.iter().map(|it| out(it, order.shipped_at)).collect(),
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
#[derive(Serialize, ToSchema)]
pub(super) struct Requested {
    #[schema(schema_with = schema::refund_no)]
    pub refund_no: String,
    #[schema(schema_with = refund_state)]
    pub state: &'static str,
}

/// Where a picture of the shop's is served. A name that would not be is no picture.
pub(super) fn served(picture: Option<String>) -> Option<String> {
    picture.filter(|name| rules::PICTURE.fits(name)).map(|name| format!("/api/v1/pictures/{name}"))
}

/// The answer to a picture.
#[derive(Serialize, ToSchema)]
pub(super) struct Kept {
    /// How many came with the request so far.
    pub pictures: u32,
}

/// A refund as its buyer sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = Refund)]
pub(super) struct RefundOut {
    #[schema(schema_with = schema::refund_no)]
    refund_no: String,
    #[schema(schema_with = schema::order_no)]
    order_no: String,
    #[schema(schema_with = fen)]
    amount_fen: i64,
    #[schema(schema_with = refund_state)]
    state: &'static str,
    reason: String,
    reply: String,
    /// Where the picture is that the shop shows with its reply, below the shop's address; null if there is none.
    #[schema(schema_with = maybe_text, required)]
    reply_picture: Option<String>,
    items: Vec<ItemOut>,
    /// How many pictures came with it.
    pictures: usize,
    steps: Vec<StepOut>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RefundStep)]
struct StepOut {
    #[schema(schema_with = refund_state)]
    state: &'static str,
    #[schema(schema_with = time)]
    at: String,
}

impl From<RefundDetail> for RefundOut {
    fn from(refund: RefundDetail) -> Self {
        let mut steps: Vec<StepOut> = Vec::new();
        for step in &refund.history {
            let Transition::Refund(_, state) = &step.step else { continue };
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
            reply_picture: served(refund.reply_picture),
            items: refund.lines.into_iter().map(ItemOut::from).collect(),
            pictures: refund.pictures.len(),
            steps,
        }
    }
}
