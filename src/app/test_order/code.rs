//! A test order that is placed here: one piece of its product, for a buyer nobody is yet, and the code WeChat gives for it.
//! Whoever scans the code pays. From there on it is an order like any other.

use super::rows::{order, product_id, put};
use crate::{
    app::{
        error_text::{gateway_error, told},
        start::OpenShop,
    },
    domain::{
        Fen, FreightRules, NO_NOTICE_URL, OpenId, Order, OrderNo, OrderState, Quantity, Receiver, UnixSeconds,
        UnpaidAnswer,
    },
    store::{NewOrder, NewPayment, OrderDetail, OrderUpdate, OrderWord, RawMessage, StoreError},
    ui::{Lang, proof_nothing_to_ship, proof_product},
    wechat::{Answered, CallRecord, CodeOrder, GatewayError, NotRecorded, Outgoing},
};
use std::net::{IpAddr, Ipv4Addr};

/// Stands for a buyer who is not known before the code is scanned. No mini program gives out such an openid.
const NOBODY: &str = "ZHANGGUI-TEST-ORDER";
const PHONE: &str = "00000000";
const CALL: &str = "unifiedorder";
const WECHAT: &str = "WeChat";
/// The app that is named to WeChat is the mini program's: the rows know of no third.
const CHANNEL: &str = "mini_program";
/// Shorter, and the code would be over before a phone is at hand.
const LEAST_SECS: i64 = 120;

/// Why there is no code.
#[derive(Debug)]
pub(super) enum NoCode {
    /// The rows do not take it.
    Rows(StoreError),
    /// WeChat does not give it.
    WeChat(GatewayError),
}

impl NoCode {
    /// A sentence, with WeChat's own words in it.
    pub(super) fn words(&self, lang: Lang) -> String {
        match self {
            Self::Rows(error) => told(lang, error),
            Self::WeChat(error) => gateway_error(lang, error),
        }
    }
}

impl From<StoreError> for NoCode {
    fn from(error: StoreError) -> Self {
        Self::Rows(error)
    }
}

/// True for a test order that was placed here.
pub(super) fn is_ours(order: &OrderDetail) -> bool {
    order.openid.as_str() == NOBODY
}

/// What WeChat is told of the order: the same at every repeat, so that it goes on with it.
struct Asked {
    order_no: OrderNo,
    body: String,
    total: Fen,
    created_at: UnixSeconds,
    pay_before: UnixSeconds,
}

impl From<OrderDetail> for Asked {
    fn from(order: OrderDetail) -> Self {
        let (body, total, key) = (order.row.items, order.row.total, order.row.key);
        Self { order_no: key.order_no, body, total, created_at: key.created_at, pay_before: order.pay_before }
    }
}

impl From<Order> for Asked {
    fn from(order: Order) -> Self {
        let body = order.lines.first().map(|line| line.name.clone()).unwrap_or_default();
        let Order { order_no, total, created_at, pay_before, .. } = order;
        Self { order_no, body, total, created_at, pay_before }
    }
}

/// The open test order's code, asked for once more, or that of a new one.
pub(super) fn ask(open: &OpenShop, lang: Lang) -> Result<(OrderNo, String), NoCode> {
    let now = open.shop.env.now();
    let payable = |order: &OrderDetail| {
        is_ours(order) && order.row.state == OrderState::ToPay && order.pay_before.since(now) >= LEAST_SECS
    };
    let asked = match order(open)?.filter(payable) {
        Some(known) => known.into(),
        None => place(open, lang, now)?.into(),
    };
    let code = code_of(open, &asked)?;
    Ok((asked.order_no, code))
}

/// On sale for this one order only: nobody is to find it in the mini program.
fn place(open: &OpenShop, lang: Lang, now: UnixSeconds) -> Result<Order, StoreError> {
    let unfit = |what: &str| StoreError::Other(format!("the test order's {what}"));
    let new = NewOrder {
        order_no: OrderNo::fresh(now, open.shop.env.rng.number()),
        openid: OpenId::parse(NOBODY).map_err(|_| unfit("buyer"))?,
        items: vec![(product_id().ok_or_else(|| unfit("product"))?, Quantity::new(1).map_err(|_| unfit("pieces"))?)],
        receiver: Receiver::new(proof_product(lang), PHONE, proof_nothing_to_ship(lang))
            .map_err(|_| unfit("receiver"))?,
        note: String::new(),
        pickup: None,
        nickname: None,
        freight: FreightRules::default(),
        idempotency_key: None,
        pay_before: now.plus(open.payments.pay_within_secs.max(LEAST_SECS)),
    };
    put(open, true, lang)?;
    let placed = open.store.place_order(new, now).wait();
    put(open, false, lang)?;
    placed
}

/// Commits the payment as asked for before its call leaves.
struct BeginCodePayment<'a> {
    open: &'a OpenShop,
    order_no: &'a OrderNo,
    public_url: String,
}

impl CallRecord for BeginCodePayment<'_> {
    fn leaving(&self, call: Outgoing<'_>) -> Result<(), NotRecorded> {
        let Self { open, order_no, public_url } = self;
        let now = open.shop.env.now();
        let payment = NewPayment {
            order_no: (*order_no).clone(),
            sign_type: open.payments.sign_type,
            channel: CHANNEL,
            public_url: public_url.clone(),
            call: message(open, call.body.to_owned(), ""),
            next_ask_at: now.plus(open.payments.first_ask_after_secs),
        };
        open.store.begin_payment(payment, now).wait().map_err(|error| NotRecorded(error.to_string()))
    }
}

fn message(open: &OpenShop, text: String, peer: &str) -> RawMessage {
    let id = open.shop.env.rng.message_id();
    RawMessage { id, kind: CALL, peer: peer.to_owned(), headers: String::new(), text }
}

fn code_of(open: &OpenShop, asked: &Asked) -> Result<String, NoCode> {
    let public_url = open.shop.address.current();
    let notify_url = public_url
        .as_ref()
        .map_or_else(|| NO_NOTICE_URL.to_owned(), |url| format!("{url}/wechat/{}/pay", open.payments.webhook));
    let wanted = CodeOrder {
        order_no: asked.order_no.clone(),
        body: asked.body.clone(),
        product_id: product_id().ok_or_else(|| StoreError::Other("the test order's product".to_owned()))?,
        total: asked.total,
        client_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        created_at: asked.created_at,
        expires_at: asked.pay_before,
        notify_url,
        sign_type: open.payments.sign_type,
    };
    let public_url = public_url.map_or_else(String::new, |url| url.to_string());
    let begin = BeginCodePayment { open, order_no: &asked.order_no, public_url };
    let Answered { raw, result } = open.shop.gateway.code_order(&wanted, &begin);
    let now = open.shop.env.now();
    if let Some(text) = raw {
        let update = OrderUpdate {
            order_no: asked.order_no.clone(),
            word: OrderWord::Unpaid(UnpaidAnswer::NoAnswer),
            answer: Some(message(open, text, WECHAT)),
            next_ask_at: now.plus(open.payments.first_ask_after_secs),
        };
        open.store.record_order_word(update, now).wait()?;
    }
    result.map(|code| code.to_string()).map_err(NoCode::WeChat)
}
