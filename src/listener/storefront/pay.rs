//! `POST /api/v1/orders/{order_no}/pay`: a row before the call, the call, the prepay id, the second signature.

use super::{
    json,
    problem::{Code, Problem},
    schemas,
    state::Storefront,
};
use crate::{
    domain::{NO_NOTICE_URL, OpenId, OrderNo, OrderState, PrepayId, SignType, UnixSeconds, UnpaidAnswer},
    events::ShopEvent,
    listener::reply::HttpReply,
    store::{NewPayment, OrderDetail, OrderUpdate, OrderWord, RawMessage, Refusal, StoreError},
    wechat::{
        Answered, CallRecord, Channel, Gateway, GatewayError, NotRecorded, NotSent, OrderStatus, Outgoing,
        PaymentSheet, UnifiedOrder, way_in_app,
    },
};
use hyper::StatusCode;
use serde::{Deserialize, Serialize};
use std::{cell::Cell, net::IpAddr, sync::Arc};
use utoipa::{ToSchema, openapi::schema::Object};

/// A prepay id lives two hours at WeChat; a buyer must be able to use what we give.
const PREPAY_LIVES_SECS: i64 = 2 * 60 * 60 - 5 * 60;
const CALL: &str = "unifiedorder";
const QUESTION: &str = "orderquery";
/// A constant of the Open SDK.
const APP_PACKAGE: &str = "Sign=WXPay";

/// Where the buyer pays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Pay {
    #[schema(inline)]
    channel: ChannelIn,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ChannelIn {
    MiniProgram,
    App,
}

impl ChannelIn {
    const fn word(self) -> &'static str {
        match self {
            Self::MiniProgram => "mini_program",
            Self::App => "app",
        }
    }

    fn of(word: &str) -> Option<Self> {
        [Self::MiniProgram, Self::App].into_iter().find(|channel| channel.word() == word)
    }

    const fn channel(self) -> Channel {
        match self {
            Self::MiniProgram => Channel::MiniProgram,
            Self::App => Channel::App,
        }
    }
}

/// Commits the payment as asked for before its call leaves. Keeps what the store said, so that the buyer can be told.
struct BeginPayment<'a> {
    front: &'a Storefront,
    order_no: &'a OrderNo,
    sign_type: SignType,
    channel: &'static str,
    /// The address the payment is reported to; empty where there is none.
    public_url: String,
    refused: Cell<Option<StoreError>>,
}

impl CallRecord for BeginPayment<'_> {
    fn leaving(&self, call: Outgoing<'_>) -> Result<(), NotRecorded> {
        let Self { front, order_no, sign_type, channel, public_url, refused } = self;
        let now = front.setup.env.now();
        let payment = NewPayment {
            order_no: (*order_no).clone(),
            sign_type: *sign_type,
            channel,
            public_url: public_url.clone(),
            call: front.message(call.body.to_owned()),
            next_ask_at: now.plus(front.setup.first_ask_after_secs),
        };
        front.setup.store.begin_payment(payment, now).wait().map_err(|error| {
            let not_recorded = NotRecorded(error.to_string());
            refused.set(Some(error));
            not_recorded
        })
    }
}

/// A question about an order, kept before it leaves.
struct QueryRecord<'a> {
    front: &'a Storefront,
    order_no: &'a OrderNo,
}

impl CallRecord for QueryRecord<'_> {
    fn leaving(&self, call: Outgoing<'_>) -> Result<(), NotRecorded> {
        let message = RawMessage { kind: QUESTION, ..self.front.message(call.body.to_owned()) };
        let kept =
            self.front.setup.store.record_call(Some(self.order_no.clone()), None, message, self.front.setup.env.now());
        kept.wait().map_err(|error| NotRecorded(error.to_string()))
    }
}

/// A prepay id and the only sheet it opens: whoever has one cannot sign it for the other.
struct Prepaid {
    id: PrepayId,
    channel: ChannelIn,
}

impl Storefront {
    /// Gives what opens the payment sheet on the buyer's phone.
    pub(super) fn pay(&self, buyer: &OpenId, order_no: &str, from: IpAddr, body: &[u8]) -> Result<HttpReply, Problem> {
        let Pay { channel } = json::read(body)?;
        // Looked at again once it is this call's turn: the tap before may have opened the sheet.
        let _lock = self.paying.lock(&self.order_of(buyer, order_no)?.row.key.order_no);
        let order = self.order_of(buyer, order_no)?;
        let now = self.setup.env.now();
        may_be_paid(&order, now)?;
        if order.held_for.is_some() {
            // These keys are not the ones it was asked for with: its sheet cannot be signed with them.
            return Err(Code::ShopNotReady.into());
        }
        let way = self.way_over(channel)?;
        self.keep_to_its_channel(&order, channel, now)?;
        // What the first call pinned stays: the same number with other parameters is refused at WeChat.
        let sign_type = order.sign_type.unwrap_or(self.setup.new_orders);
        let prepaid = match live_prepay(&order, channel, now) {
            Some(prepaid) => prepaid,
            None => self.ask_for_prepay(&*way, &order, channel, sign_type, from)?,
        };
        let Prepaid { id, channel } = prepaid;
        let sheet = way.payment_sheet(&id, channel.channel(), sign_type, self.setup.env.now());
        let sheet = sheet.map_err(|why| problem_of(&GatewayError::NotSent(why), false))?;
        json::reply(StatusCode::OK, &SheetOut::from(sheet))
    }

    /// The way to WeChat for the app that stands behind a channel.
    fn way_over(&self, channel: ChannelIn) -> Result<Arc<dyn Gateway>, Code> {
        match channel {
            ChannelIn::MiniProgram => Ok(Arc::clone(&self.setup.gateway)),
            ChannelIn::App => {
                let own_app = self.setup.accounts.app_channel().ok_or(Code::NoAppChannel)?;
                Ok(way_in_app(&self.setup.gateway, Some(&own_app)))
            }
        }
    }

    /// WeChat takes an order's number over one channel only: told of it over the other, it refuses, and the sheet that is
    /// open could still be paid. So an order stays with its first channel, unless WeChat says that it never got there.
    fn keep_to_its_channel(&self, order: &OrderDetail, channel: ChannelIn, now: UnixSeconds) -> Result<(), Problem> {
        let Some(open) = order.channel.as_deref().and_then(ChannelIn::of).filter(|open| *open != channel) else {
            return Ok(());
        };
        if order.prepay.is_some() {
            return Err(Problem::channel(open.word()));
        }
        let (order_no, way) = (&order.row.key.order_no, way_in_app(&self.setup.gateway, order.app_id.as_ref()));
        let sign_type = order.sign_type.unwrap_or(self.setup.new_orders);
        let Answered { raw, result } = way.query_order(order_no, sign_type, &QueryRecord { front: self, order_no });
        let moved = matches!(result, Ok(OrderStatus::Paid { .. } | OrderStatus::Closed));
        let next_ask_at = if moved { now } else { now.plus(self.setup.first_ask_after_secs) };
        let answer = raw.map(|text| RawMessage { kind: QUESTION, ..self.message(text) });
        let update = OrderUpdate {
            order_no: order_no.clone(),
            word: OrderWord::Unpaid(UnpaidAnswer::NoAnswer),
            answer,
            next_ask_at,
        };
        self.setup.store.record_order_word(update, now).wait()?;
        match result {
            Ok(OrderStatus::NotThere) => Ok(()),
            Ok(OrderStatus::NotPaid) => Err(Problem::channel(open.word())),
            Ok(OrderStatus::Paid { .. } | OrderStatus::Closed) => {
                self.setup.events.send(&ShopEvent::PaymentCheckDue(order_no.clone()));
                Err(Code::PaymentUnclear.into())
            }
            Err(error) => Err(problem_of(&error, false).into()),
        }
    }

    fn ask_for_prepay(
        &self,
        way: &dyn Gateway,
        order: &OrderDetail,
        channel: ChannelIn,
        sign_type: SignType,
        from: IpAddr,
    ) -> Result<Prepaid, Problem> {
        let order_no = &order.row.key.order_no;
        // Looked at once: what is pinned with the order is what WeChat is told, though the tunnel may change meanwhile.
        let public_url = self.setup.address.current();
        let notify_url = public_url.as_ref().map_or_else(
            || NO_NOTICE_URL.to_owned(),
            |url| format!("{url}/wechat/{}/pay", self.setup.webhook_secrets.pay),
        );
        let unified = UnifiedOrder {
            order_no: order_no.clone(),
            body: order.row.items.clone(),
            total: order.row.total,
            openid: order.openid.clone(),
            client_ip: from,
            created_at: order.row.key.created_at,
            expires_at: order.pay_before,
            notify_url,
            channel: channel.channel(),
            sign_type,
        };
        let begin = BeginPayment {
            front: self,
            order_no,
            sign_type,
            channel: channel.word(),
            public_url: public_url.map_or_else(String::new, |url| url.to_string()),
            refused: Cell::new(None),
        };
        let Answered { raw, result } = way.unified_order(&unified, &begin);
        match result {
            Ok(prepay_id) => {
                let answer = self.message(raw.unwrap_or_default());
                let kept = self
                    .setup
                    .store
                    .keep_prepay(order_no.clone(), prepay_id.clone(), answer, self.setup.env.now())
                    .wait();
                kept.map_err(not_stored)?;
                self.setup.events.send(&ShopEvent::OrderChanged(order_no.clone()));
                Ok(Prepaid { id: prepay_id, channel })
            }
            Err(error) => Err(match begin.refused.take() {
                Some(refused) => not_stored(refused),
                None => self.not_prepaid(order_no, &error, raw),
            }),
        }
    }

    /// Keeps the answer, has WeChat asked at once where it says that the number is spent, and finds the buyer's words.
    fn not_prepaid(&self, order_no: &OrderNo, error: &GatewayError, raw: Option<String>) -> Problem {
        let unclear = matches!(error, GatewayError::Declined { code, .. } if wants_asking(code));
        tracing::warn!(order = %order_no, %error, "no prepay id");
        let now = self.setup.env.now();
        let next_ask_at = if unclear { now } else { now.plus(self.setup.first_ask_after_secs) };
        if unclear || raw.is_some() {
            let answer = raw.map(|text| self.message(text));
            let update = OrderUpdate {
                order_no: order_no.clone(),
                word: OrderWord::Unpaid(UnpaidAnswer::NoAnswer),
                answer,
                next_ask_at,
            };
            if let Err(error) = self.setup.store.record_order_word(update, now).wait() {
                return error.into();
            }
        }
        if unclear {
            self.setup.events.send(&ShopEvent::PaymentCheckDue(order_no.clone()));
        }
        problem_of(error, unclear).into()
    }

    fn message(&self, text: String) -> RawMessage {
        RawMessage {
            id: self.setup.env.rng.message_id(),
            kind: CALL,
            peer: String::new(),
            headers: String::new(),
            text,
        }
    }
}

/// A payment that moved while we were asking: paid, or closed. What became of it is in the order.
fn not_stored(error: StoreError) -> Problem {
    match error {
        StoreError::Refused(Refusal::State(_)) => Code::PaymentUnclear.into(),
        other => other.into(),
    }
}

/// WeChat knows more about this number than we do (protocol, "Create order").
fn wants_asking(code: &str) -> bool {
    matches!(code, "ORDERPAID" | "ORDERCLOSED" | "OUT_TRADE_NO_USED" | "INVALID_REQUEST")
}

const fn problem_of(error: &GatewayError, unclear: bool) -> Code {
    match error {
        GatewayError::Declined { .. } if unclear => Code::PaymentUnclear,
        GatewayError::Declined { .. } | GatewayError::NotEnough { .. } => Code::PaymentDeclined,
        GatewayError::Misconfigured { .. }
        | GatewayError::NotSent(
            NotSent::Certificate(_)
            | NotSent::BadRequest(_)
            | NotSent::NoTrustKey
            | NotSent::NoKeyFor(_)
            | NotSent::NoListOfRefunds
            | NotSent::NoAbnormalRefund,
        ) => Code::ShopNotReady,
        GatewayError::NotSent(NotSent::NotRecorded(_)) => Code::TryAgain,
        GatewayError::Wait { .. } | GatewayError::NoAnswer(_) | GatewayError::NotSent(NotSent::NoConnection(_)) => {
            Code::WechatUnreachable
        }
    }
}

fn may_be_paid(order: &OrderDetail, now: UnixSeconds) -> Result<(), Code> {
    match order.row.state {
        OrderState::ToPay if order.cancel_wished => Err(Code::OrderCancelling),
        OrderState::ToPay if now < order.pay_before => Ok(()),
        OrderState::ToPay => Err(Code::OrderExpired),
        OrderState::Closed => Err(Code::OrderClosed),
        OrderState::NeedsOwner => Err(Code::PaymentUnclear),
        OrderState::Confirming
        | OrderState::ToShip
        | OrderState::Shipped
        | OrderState::Received
        | OrderState::Refunded => Err(Code::OrderPaid),
    }
}

/// The prepay id given before, if it opens this sheet and still lives.
fn live_prepay(order: &OrderDetail, channel: ChannelIn, now: UnixSeconds) -> Option<Prepaid> {
    let (prepay_id, given_at, given_for) = order.prepay.as_ref()?;
    let lives = (0..PREPAY_LIVES_SECS).contains(&now.since(*given_at));
    (lives && given_for == channel.word()).then(|| Prepaid { id: prepay_id.clone(), channel })
}

/// The second signature, in the spelling each sheet wants.
///
/// `wx.requestPayment` takes the first as it is; the Open SDK's `PayReq` the second. No field but `package` has the same
/// name in both, so neither can be taken for the other.
#[derive(Serialize, ToSchema)]
#[schema(as = PaymentSheet)]
#[serde(untagged)]
pub(super) enum SheetOut {
    MiniProgram {
        #[serde(rename = "timeStamp")]
        time_stamp: String,
        #[serde(rename = "nonceStr")]
        nonce_str: String,
        package: String,
        #[serde(rename = "signType")]
        #[schema(schema_with = sign_type)]
        sign_type: &'static str,
        #[serde(rename = "paySign")]
        pay_sign: String,
    },
    App {
        appid: String,
        partnerid: String,
        prepayid: String,
        #[schema(schema_with = app_package)]
        package: &'static str,
        noncestr: String,
        timestamp: String,
        sign: String,
    },
}

fn sign_type() -> Object {
    schemas::words(SignType::ALL.iter().map(|sign_type| sign_type.as_str()))
}

fn app_package() -> Object {
    schemas::words([APP_PACKAGE])
}

impl From<PaymentSheet> for SheetOut {
    fn from(sheet: PaymentSheet) -> Self {
        match sheet {
            PaymentSheet::MiniProgram { time_stamp, nonce_str, package, sign_type, pay_sign } => {
                Self::MiniProgram { time_stamp, nonce_str, package, sign_type: sign_type.as_str(), pay_sign }
            }
            PaymentSheet::App { app_id, partner_id, prepay_id, nonce_str, timestamp, sign } => Self::App {
                appid: app_id.to_string(),
                partnerid: partner_id.to_string(),
                prepayid: prepay_id.to_string(),
                package: APP_PACKAGE,
                noncestr: nonce_str,
                timestamp,
                sign,
            },
        }
    }
}
