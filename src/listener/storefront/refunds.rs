//! Money back, as the buyer asks for it. Into the owner's queue; nothing here decides or sends anything.

use super::{
    json,
    orders::{self, Item},
    problem::{Code, Problem},
    rules::{self, schema},
    schemas,
    state::Storefront,
    token::TokenHash,
};
use crate::{
    domain::{Fen, OpenId, ProductId, Quantity, RefundNo, RefundState},
    events::ShopEvent,
    listener::reply::HttpReply,
    store::{NewRefund, OrderDetail, RefundDetail, Refusal, StoreError},
};
use hyper::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

const NUMBERS_TRIED: usize = 5;

/// Which money is to go back, and why. `items` says which goods come back, where some do.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestRefund {
    #[schema(schema_with = schema::reason)]
    reason: String,
    #[serde(default)]
    #[schema(schema_with = schema::contact, required = false)]
    contact: String,
    #[schema(schema_with = schemas::some_fen)]
    #[serde(deserialize_with = "json::whole")]
    amount_fen: i64,
    #[serde(default, deserialize_with = "json::present")]
    #[schema(schema_with = orders::items_schema, required = false)]
    items: Option<Vec<Item>>,
}

impl Storefront {
    /// `POST /api/v1/orders/{order_no}/refunds`. The same key and request gives the same answer again: on a bad line
    /// one wish must not become two rows the owner could pay both.
    pub(super) fn request_refund(
        &self,
        buyer: &OpenId,
        order_no: &str,
        key: Option<&str>,
        body: &[u8],
    ) -> Result<HttpReply, Problem> {
        let asked: RequestRefund = json::read(body)?;
        rules::REASON.check(&asked.reason)?;
        rules::CONTACT.check(&asked.contact)?;
        let order = self.order_of(buyer, order_no)?;
        let amount = Fen::new(asked.amount_fen).filter(|fen| (1..=schemas::FEN_MAX).contains(&fen.get()));
        let amount = amount.ok_or(Problem::field("amount_fen"))?;
        let items = asked.items.map_or_else(|| Ok(Vec::new()), |items| goods(&order, &items))?;
        let order_no = order.row.key.order_no.clone();
        let number = || self.refund_number(&order, key);
        let wish = NewRefund {
            refund_no: number(),
            order_no,
            openid: buyer.clone(),
            amount,
            items,
            reason: asked.reason,
            contact: asked.contact,
        };
        self.put_in_queue(wish, key.is_some(), number)
    }

    fn put_in_queue(
        &self,
        mut wish: NewRefund,
        keyed: bool,
        number: impl Fn() -> RefundNo,
    ) -> Result<HttpReply, Problem> {
        for _ in 0..NUMBERS_TRIED {
            match self.setup.store.request_refund(wish.clone(), self.setup.env.now()).wait() {
                Ok(()) => {
                    self.setup.events.send(&ShopEvent::RefundRequested(wish.refund_no.clone()));
                    return requested(&wish.refund_no, RefundState::Requested);
                }
                Err(StoreError::Refused(Refusal::NumberTaken)) if keyed => return self.requested_before(&wish),
                Err(StoreError::Refused(Refusal::NumberTaken)) => wish.refund_no = number(),
                Err(error) => return Err(error.into()),
            }
        }
        Err(Code::TryAgain.into())
    }

    /// A key always leads to the same number, so a number that is taken is the request this key made first.
    fn requested_before(&self, wish: &NewRefund) -> Result<HttpReply, Problem> {
        let first = self.readers.read(|reader| reader.refund(&wish.refund_no))?.ok_or(Code::TryAgain)?;
        // The owner may have decided on another amount since.
        let amount = first.row.state != RefundState::Requested || first.row.amount == wish.amount;
        let words = first.row.reason == wish.reason && first.contact == wish.contact;
        let lines = first.lines.iter().map(|line| (&line.product_id, line.quantity));
        let goods = lines.eq(wish.items.iter().map(|(id, pieces)| (id, *pieces)));
        let same = first.row.order_no == wish.order_no && amount && words && goods;
        if same { requested(&wish.refund_no, first.row.state) } else { Err(Code::KeyReused.into()) }
    }

    /// Random; with a key, by the key within its order and buyer.
    fn refund_number(&self, order: &OrderDetail, key: Option<&str>) -> RefundNo {
        let Some(key) = key else {
            return RefundNo::fresh(self.setup.env.now(), self.setup.env.rng.number());
        };
        let hash = TokenHash::of(&format!("refund {} {} {key}", order.openid, order.row.key.order_no)).0;
        let rng = hash.iter().take(8).fold(0, |number: u64, &byte| number << 8 | u64::from(byte));
        RefundNo::fresh(order.row.key.created_at, rng)
    }

    /// `GET /api/v1/refunds/{refund_no}`.
    pub(super) fn refund(&self, buyer: &OpenId, refund_no: &str) -> Result<HttpReply, Problem> {
        json::reply(StatusCode::OK, &json::RefundOut::from(self.refund_of(buyer, refund_no)?))
    }

    /// The buyer's refund; another's is not there.
    pub(super) fn refund_of(&self, buyer: &OpenId, refund_no: &str) -> Result<RefundDetail, Problem> {
        let refund_no = RefundNo::parse(refund_no).map_err(|_| Code::NotFound)?;
        let refund = self.readers.read(|reader| match reader.refund_owner(&refund_no)? {
            Some(owner) if owner == *buyer => reader.refund(&refund_no),
            _ => Ok(None),
        })?;
        refund.ok_or_else(|| Code::NotFound.into())
    }
}

fn requested(refund_no: &RefundNo, state: RefundState) -> Result<HttpReply, Problem> {
    json::reply(StatusCode::CREATED, &json::Requested { refund_no: refund_no.to_string(), state: state.wire() })
}

/// Which of the order's goods come back. More than was ordered is a mistake.
fn goods(order: &OrderDetail, asked: &[Item]) -> Result<Vec<(ProductId, Quantity)>, Problem> {
    let items = orders::items(asked)?;
    let ordered = |id: &ProductId, pieces: &Quantity| {
        order.lines.iter().any(|line| line.product_id == *id && pieces.get() <= line.quantity.get())
    };
    match items.iter().find(|(id, pieces)| !ordered(id, pieces)) {
        Some((id, _)) => Err(Problem::product(Code::NotInOrder, id)),
        None => Ok(items),
    }
}
