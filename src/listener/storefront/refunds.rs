//! Money back, as the buyer asks for it. Into the owner's queue; nothing here decides or sends anything.

use super::{
    Storefront, json,
    orders::{self, Item},
    problem::{Code, Problem},
    session::TokenHash,
};
use crate::{
    domain::{Fen, OpenId, RefundNo, RefundState},
    events::ShopEvent,
    listener::reply::Reply,
    store::{NewRefund, OrderDetail, Refusal, StoreError},
};
use hyper::StatusCode;
use serde::Deserialize;

const NUMBERS_TRIED: usize = 5;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestRefund {
    reason: String,
    #[serde(default)]
    contact: String,
    amount_fen: i64,
    #[serde(default)]
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
    ) -> Result<Reply, Problem> {
        let asked: RequestRefund = json::read(body)?;
        let order = self.order_of(buyer, order_no)?;
        let amount = Fen::new(asked.amount_fen).filter(|fen| !fen.is_zero()).ok_or(Problem::field("amount_fen"))?;
        let reason = match &asked.items {
            Some(items) => format!("{}\n{}", asked.reason, goods(&order, items)?),
            None => asked.reason,
        };
        let order_no = order.row.key.order_no.clone();
        let number = || self.refund_number(&order, key);
        let wish = NewRefund {
            refund_no: number(),
            order_no,
            openid: buyer.clone(),
            amount,
            items: Vec::new(),
            reason,
            contact: asked.contact,
        };
        self.put_in_queue(wish, key.is_some(), number)
    }

    fn put_in_queue(&self, mut wish: NewRefund, keyed: bool, number: impl Fn() -> RefundNo) -> Result<Reply, Problem> {
        for _ in 0..NUMBERS_TRIED {
            match self.store.request_refund(wish.clone(), self.nature.now()).wait() {
                Ok(()) => {
                    self.events.send(&ShopEvent::RefundRequested(wish.refund_no.clone()));
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
    fn requested_before(&self, wish: &NewRefund) -> Result<Reply, Problem> {
        let first = self.readers.read(|reader| reader.refund(&wish.refund_no))?.ok_or(Code::TryAgain)?;
        // The owner may have decided on another amount since.
        let amount = first.row.state != RefundState::Requested || first.row.amount == wish.amount;
        let words = first.row.reason == wish.reason && first.contact == wish.contact;
        let same = first.row.order_no == wish.order_no && amount && words;
        if same { requested(&wish.refund_no, first.row.state) } else { Err(Code::KeyReused.into()) }
    }

    /// By chance; with a key, by the key within its order and buyer.
    fn refund_number(&self, order: &OrderDetail, key: Option<&str>) -> RefundNo {
        let Some(key) = key else {
            return RefundNo::fresh(self.nature.now(), self.nature.chance.number());
        };
        let hash = TokenHash::of(&format!("refund {} {} {key}", order.openid, order.row.key.order_no)).0;
        let chance = hash.iter().take(8).fold(0, |number: u64, &byte| number << 8 | u64::from(byte));
        RefundNo::fresh(order.row.key.created_at, chance)
    }

    /// `GET /api/v1/refunds/{refund_no}`.
    pub(super) fn refund(&self, buyer: &OpenId, refund_no: &str) -> Result<Reply, Problem> {
        let refund_no = RefundNo::parse(refund_no).map_err(|_| Code::NotFound)?;
        let refund = self.readers.read(|reader| match reader.refund_owner(&refund_no)? {
            Some(owner) if owner == *buyer => reader.refund(&refund_no),
            _ => Ok(None),
        })?;
        json::reply(StatusCode::OK, &json::RefundOut::from(refund.ok_or(Code::NotFound)?))
    }
}

fn requested(refund_no: &RefundNo, state: RefundState) -> Result<Reply, Problem> {
    json::reply(StatusCode::CREATED, &json::Requested { refund_no: refund_no.to_string(), state: state.wire() })
}

/// `挂耳咖啡 ×2`: which of the order's goods come back, in the words of the order. More than was ordered is a mistake.
fn goods(order: &OrderDetail, asked: &[Item]) -> Result<String, Problem> {
    let mut words = Vec::new();
    for (product_id, quantity) in orders::items(asked)? {
        let line = order.lines.iter().find(|line| line.product_id == product_id).ok_or(Problem::field("items"))?;
        if quantity.get() > line.quantity.get() {
            return Err(Problem::field("items.quantity"));
        }
        words.push(format!("{} ×{}", line.name, quantity.get()));
    }
    Ok(words.join(", "))
}
