//! What went wrong, for a program (`code`) and for a buyer (`title`, `detail`). RFC 9457.

use super::{language::BuyerLanguage, schemas};
use crate::{
    domain::{Fen, ProductId, UsedUp},
    listener::reply::HttpReply,
    store::{Refusal, StoreError},
};
use hyper::{
    StatusCode,
    header::{CONTENT_LANGUAGE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE},
};
use serde::Serialize;
use utoipa::{ToSchema, openapi::schema::Object};

macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $word:literal, $status:ident, $zh:literal, $en:literal;)+) => {
        /// Every kind of problem the storefront can have. The words are a promise to the mini program: they never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Code { $($(#[$doc])* $code),+ }

        impl Code {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The word in `code`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$code => $word),+ }
            }

            /// The HTTP status that goes with it.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$code => StatusCode::$status),+ }
            }

            /// What the buyer reads.
            const fn title(self, language: BuyerLanguage) -> &'static str {
                match (self, language) {
                    $((Self::$code, BuyerLanguage::Zh) => $zh, (Self::$code, BuyerLanguage::En) => $en),+
                }
            }
        }
    };
}

codes! {
    /// The body is not the JSON this call takes.
    Unreadable = "bad_json", BAD_REQUEST, "请求内容无法识别", "The request cannot be read";
    /// One field does not fit; `field` names it.
    BadField = "bad_field", UNPROCESSABLE_ENTITY, "填写的内容不符合要求", "A field does not fit";
    /// `Content-Type` is not JSON.
    NotJson = "not_json", UNSUPPORTED_MEDIA_TYPE, "请求格式不支持", "Only JSON is taken here";
    /// The body is too long.
    TooLarge = "too_large", PAYLOAD_TOO_LARGE, "请求内容过长", "The request is too long";
    /// The body did not come in time.
    TooSlow = "too_slow", REQUEST_TIMEOUT, "网络太慢，请重试", "The request came too slowly; try again";
    /// WeChat does not know the login code any more: fetch a new one.
    BadLogin = "bad_login_code", UNAUTHORIZED, "登录已失效，请重新登录", "The login code is used or old; log in again";
    /// No token, or one that has run out.
    NotLoggedIn = "not_logged_in", UNAUTHORIZED, "请先登录", "Log in first";
    /// Not there, or not this buyer's.
    NotFound = "not_found", NOT_FOUND, "没有找到", "Not found";
    /// No such product, or off sale.
    NotOnSale = "not_on_sale", CONFLICT, "商品已下架", "This product is no longer sold";
    /// The product comes in variants: order one of them, by its own id.
    ChooseVariant = "choose_variant", CONFLICT, "请先选择规格", "Choose a variant of this product first";
    /// The shop hands nothing over at a counter: order it as a parcel.
    NoPickup = "no_pickup", CONFLICT, "店铺没有开通自提，请选择快递", "This shop offers no pick-up; have it sent";
    /// Fewer pieces left than wanted; `left` says how many.
    OutOfStock = "out_of_stock", CONFLICT, "库存不足", "Not enough in stock";
    /// A product stands in more than one line.
    RepeatedProduct = "repeated_product", CONFLICT, "同一商品请合并数量", "The same product stands there twice";
    /// The order has no such product, or fewer pieces of it.
    NotInOrder = "not_in_order", CONFLICT, "订单里没有这么多该商品", "The order does not have that many of this product";
    /// The idempotency key came with another order in it.
    KeyReused = "key_reused", CONFLICT, "重复提交的内容不一致", "This key was used for another request";
    /// Already paid, or being confirmed.
    OrderPaid = "order_paid", CONFLICT, "订单已支付", "The order is paid already";
    /// Closed: place a new order.
    OrderClosed = "order_closed", CONFLICT, "订单已关闭，请重新下单", "The order is closed; place a new one";
    /// Too late to pay: place a new order.
    OrderExpired = "order_expired", CONFLICT, "已超过支付时间，请重新下单", "The time to pay is over; place a new order";
    /// The buyer cancelled it; WeChat is closing it.
    OrderCancelling = "order_cancelling", CONFLICT, "订单正在取消", "The order is being cancelled";
    /// WeChat says this number cannot be paid again; the shop is asking what became of it. Look again shortly.
    PaymentUnclear = "payment_unclear", CONFLICT, "正在确认支付结果，请稍后查看订单", "The payment is being checked; look at the order shortly";
    /// The shop has no app of its own: pay in the mini program.
    NoAppChannel = "no_app_channel", CONFLICT, "店铺没有开通 App 支付，请在小程序里支付", "This shop takes no payments in an app; pay in the mini program";
    /// The payment of this order is open over the other channel, `channel`, and WeChat takes it there only.
    OtherChannel = "other_channel", CONFLICT, "这笔订单的付款已在另一处打开", "The payment of this order is open elsewhere";
    /// WeChat refuses this payment.
    PaymentDeclined = "payment_declined", CONFLICT, "微信支付未受理", "WeChat Pay did not accept the payment";
    /// The order's state does not allow it; `state` names it.
    WrongState = "wrong_state", CONFLICT, "订单当前状态不支持此操作", "The order's state does not allow this";
    /// More than can still go back; `left_fen` says how much can.
    RefundAmount = "refund_amount", CONFLICT, "退款金额超出可退金额", "More than can still be refunded";
    /// WeChat takes no more refunds of this order.
    RefundsClosed = "refunds_closed", CONFLICT, "该订单已不能退款，请联系商家", "This order can no longer be refunded; contact the shop";
    /// A product of the request was sold without refunds; `product` says what it is called. The shop can still give money back.
    NotRefundable = "not_refundable", CONFLICT, "该商品不支持退款，请联系商家", "This product was sold without refunds; contact the shop";
    /// The days in which money back could be asked for are over; `product` says for what. The shop can still give it back.
    RefundTimeOver = "refund_time_over", CONFLICT, "已超过该商品的退款期限，请联系商家", "The time to ask for money back for this product is over; contact the shop";
    /// The body is not a form with one picture in the field `file`.
    NotAForm = "not_a_form", BAD_REQUEST, "图片上传格式不正确", "Send one picture in the form field file";
    /// The file is no JPEG, PNG or WebP, or is broken.
    NotAPicture = "not_a_picture", UNSUPPORTED_MEDIA_TYPE, "请上传 JPEG、PNG 或 WebP 图片", "Only JPEG, PNG and WebP pictures are taken";
    /// The picture has more pixels than we decode.
    PictureTooLarge = "picture_too_large", CONFLICT, "图片尺寸过大，请缩小后上传", "The picture has too many pixels; send a smaller one";
    /// The request has nine pictures already.
    TooManyPictures = "too_many_pictures", CONFLICT, "最多上传 9 张图片", "At most nine pictures are taken";
    /// The shop takes no new orders from this buyer. Orders placed before, their refunds and receipts go on.
    Blocked = "blocked", FORBIDDEN, "店铺暂时不接受你的新订单，之前的订单和退款照常处理，有疑问请联系商家", "This shop takes no new orders from you; earlier orders and refunds go on, and the shop can tell you more";
    /// The buyer placed as many orders as one day has room for: come again tomorrow.
    OrdersUsedUp = "orders_used_up", TOO_MANY_REQUESTS, "今天下单次数已达上限，请明天再来", "You have placed as many orders as one day allows; come again tomorrow";
    /// The buyer's unpaid orders hold as many pieces as they may; `left` says how many more could be ordered now. Pay or
    /// cancel one of them.
    UnpaidPieces = "unpaid_pieces", TOO_MANY_REQUESTS, "还没付款的商品太多，请先付款或取消之前的订单", "Too many pieces are ordered and not paid yet; pay or cancel an earlier order first";
    /// The buyer asked for as many payment sheets as one day has room for.
    PaymentsUsedUp = "payments_used_up", TOO_MANY_REQUESTS, "今天发起付款的次数已达上限，请明天再试", "You have asked to pay as often as one day allows; try again tomorrow";
    /// The buyer sent as many pictures as one day has room for. The request counts without more of them.
    PicturesUsedUp = "pictures_used_up", TOO_MANY_REQUESTS, "今天上传的图片已达上限，不再上传也可以提交申请", "You have sent as many pictures as one day allows; the request counts without more";
    /// The shop's disk is nearly full: no picture is taken, everything else goes on. The request counts without it.
    PicturesPaused = "pictures_paused", SERVICE_UNAVAILABLE, "图片暂时无法上传，不上传也可以提交申请", "Pictures cannot be taken just now; the request counts without them";
    /// The code to bind a WeChat is unknown, used or older than ten minutes.
    CannotBind = "bad_bind_code", CONFLICT, "这个码用过了或者已经过期，请在电脑上重新显示一个", "This code was used or is too old; show a new one on the computer";
    /// Too fast: wait a moment.
    TooManyRequests = "too_many_requests", TOO_MANY_REQUESTS, "操作太频繁，请稍后再试", "Too many requests; wait a moment";
    /// Everyone comes at once: wait a moment.
    Busy = "busy", SERVICE_UNAVAILABLE, "店铺繁忙，请稍后再试", "The shop is busy; try again in a moment";
    /// Nothing changed, as far as is known; repeat the same request.
    TryAgain = "try_again", SERVICE_UNAVAILABLE, "暂时无法处理，请重试", "That did not work just now; try again";
    /// WeChat gives no usable answer. Repeat the same request.
    WechatUnreachable = "wechat_unreachable", SERVICE_UNAVAILABLE, "微信支付暂时没有响应，请重试", "WeChat does not answer just now; try again";
    /// The owner has something to mend first.
    ShopNotReady = "shop_not_ready", SERVICE_UNAVAILABLE, "店铺暂时无法收款，请联系商家", "The shop cannot take payments just now; contact the shop";
    /// A fault of ours.
    Internal = "internal", INTERNAL_SERVER_ERROR, "店铺系统出错，请稍后再试", "Something is wrong at the shop; try again later";
}

/// One problem with what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub code: Code,
    about: ProblemSubject,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum ProblemSubject {
    Nothing,
    Field(&'static str),
    Product(String),
    Stock { name: String, left: u32 },
    Pieces { left: u32 },
    State(&'static str),
    Left(Fen),
    Channel(&'static str),
}

/// RFC 9457, in the buyer's language. `code` is for the program, the sentences are for the buyer.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemDocument<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    #[schema(schema_with = codes)]
    code: &'a str,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schemas::fen, required = false)]
    left_fen: Option<i64>,
}

fn codes() -> Object {
    schemas::words(Code::ALL.iter().map(|code| code.as_str()))
}

impl Code {
    /// When the same request may be worth another try, seconds.
    pub const fn retry_after(self) -> Option<&'static str> {
        match self {
            Self::TooManyRequests | Self::Busy | Self::TryAgain | Self::PaymentUnclear => Some("1"),
            Self::WechatUnreachable => Some("3"),
            Self::UnpaidPieces => Some("60"),
            Self::PicturesPaused => Some("600"),
            Self::OrdersUsedUp | Self::PaymentsUsedUp | Self::PicturesUsedUp => Some("3600"),
            _ => None,
        }
    }

    /// What it means, for whoever writes a mini program.
    pub const fn meaning(self) -> &'static str {
        self.title(BuyerLanguage::En)
    }
}

impl Problem {
    /// The state does not allow it; `state` as the API calls it.
    pub const fn state(state: &'static str) -> Self {
        Self { code: Code::WrongState, about: ProblemSubject::State(state) }
    }

    /// The payment is open over this channel, as the API calls it.
    pub const fn channel(channel: &'static str) -> Self {
        Self { code: Code::OtherChannel, about: ProblemSubject::Channel(channel) }
    }

    /// About one product.
    pub fn product(code: Code, id: &ProductId) -> Self {
        Self { code, about: ProblemSubject::Product(id.to_string()) }
    }

    /// `name` is the field as the API calls it.
    pub const fn field(name: &'static str) -> Self {
        Self { code: Code::BadField, about: ProblemSubject::Field(name) }
    }

    /// The answer, in the buyer's language.
    pub fn reply(&self, language: BuyerLanguage) -> HttpReply {
        let body = serde_json::to_vec(&self.document(language)).unwrap_or_default();
        let reply = HttpReply::new(self.code.status(), "application/problem+json", body)
            .with(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        let reply = match self.code.retry_after() {
            Some(seconds) => reply.with(RETRY_AFTER, HeaderValue::from_static(seconds)),
            None => reply,
        };
        match self.code {
            Code::NotLoggedIn | Code::BadLogin => reply.with(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
            // The rest of the body is still on its way, or never will be.
            Code::TooLarge | Code::TooSlow | Code::NotAForm => reply.and_close(),
            _ => reply,
        }
    }

    fn document(&self, language: BuyerLanguage) -> ProblemDocument<'_> {
        let mut document = ProblemDocument {
            r#type: format!("urn:zhanggui:problem:{}", self.code.as_str()),
            title: self.code.title(language),
            status: self.code.status().as_u16(),
            code: self.code.as_str(),
            detail: self.detail(language),
            field: None,
            product: None,
            state: None,
            channel: None,
            left: None,
            left_fen: None,
        };
        match &self.about {
            ProblemSubject::Nothing => {}
            ProblemSubject::Field(name) => document.field = Some(name),
            ProblemSubject::Product(id) => document.product = Some(id),
            ProblemSubject::Stock { name, left } => {
                (document.product, document.left) = (Some(name.as_str()), Some(*left));
            }
            ProblemSubject::Pieces { left } => document.left = Some(*left),
            ProblemSubject::State(state) => document.state = Some(state),
            ProblemSubject::Left(fen) => document.left_fen = Some(fen.get()),
            ProblemSubject::Channel(channel) => document.channel = Some(channel),
        }
        document
    }

    fn detail(&self, language: BuyerLanguage) -> String {
        let title = self.code.title(language);
        match (&self.about, language) {
            (ProblemSubject::Nothing | ProblemSubject::State(_), BuyerLanguage::Zh) => format!("{title}。"),
            (ProblemSubject::Nothing | ProblemSubject::State(_), BuyerLanguage::En) => format!("{title}."),
            (ProblemSubject::Field(name), BuyerLanguage::Zh) => format!("{title}：{}。", spoken(name, language)),
            (ProblemSubject::Field(name), BuyerLanguage::En) => format!("{title}: {}.", spoken(name, language)),
            (ProblemSubject::Product(id), BuyerLanguage::Zh) => format!("{title}：{id}。"),
            (ProblemSubject::Product(id), BuyerLanguage::En) => format!("{title}: {id}."),
            (ProblemSubject::Stock { name, left }, BuyerLanguage::Zh) => format!("{name}只剩 {left} 件。"),
            (ProblemSubject::Stock { name, left }, BuyerLanguage::En) => format!("Only {left} of {name} left."),
            (ProblemSubject::Pieces { left }, BuyerLanguage::Zh) => format!("{title}。现在最多还能下单 {left} 件。"),
            (ProblemSubject::Pieces { left }, BuyerLanguage::En) => {
                format!("{title}. At most {left} more can be ordered now.")
            }
            (ProblemSubject::Channel(channel), BuyerLanguage::Zh) => {
                format!("{title}：请回到{}支付，或取消后重新下单。", spoken(channel, language))
            }
            (ProblemSubject::Channel(channel), BuyerLanguage::En) => {
                format!("{title}: pay in {}, or cancel it and order again.", spoken(channel, language))
            }
            (ProblemSubject::Left(fen), BuyerLanguage::Zh) => format!("最多可退 {fen}。"),
            (ProblemSubject::Left(fen), BuyerLanguage::En) => format!("At most {fen} can be refunded."),
        }
    }
}

/// A field as a buyer calls it. What no buyer fills in keeps its name.
fn spoken(field: &'static str, language: BuyerLanguage) -> &'static str {
    let (zh, en) = match field {
        "receiver.name" => ("收货人", "the receiver's name"),
        "receiver.phone" => ("手机号", "the phone number"),
        "receiver.address" => ("收货地址", "the address"),
        "note" => ("备注", "the note"),
        "nickname" => ("昵称", "the nickname"),
        "reason" => ("退款原因", "the reason"),
        "contact" => ("联系方式", "the contact"),
        "amount_fen" => ("退款金额", "the amount"),
        "items.quantity" => ("数量", "the quantity"),
        "mini_program" => ("小程序", "the mini program"),
        "app" => (" App ", "the app"),
        _ => (field, field),
    };
    match language {
        BuyerLanguage::Zh => zh,
        BuyerLanguage::En => en,
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self { code, about: ProblemSubject::Nothing }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (code, about) = match refusal {
            Refusal::NotFound => (Code::NotFound, ProblemSubject::Nothing),
            Refusal::Stale | Refusal::NumberTaken | Refusal::Renewed(_) | Refusal::Corrected | Refusal::Reminded => {
                (Code::TryAgain, ProblemSubject::Nothing)
            }
            Refusal::Blocked => (Code::Blocked, ProblemSubject::Nothing),
            Refusal::Unwritable
            | Refusal::NotEmpty
            | Refusal::Bill(_)
            | Refusal::Complaint(_)
            // Nobody of the shop's people acts through this door.
            | Refusal::NotPermitted(_)
            | Refusal::Operator(_)
            | Refusal::TagInUse { .. }
            | Refusal::BarcodeTaken { .. } => (Code::Internal, ProblemSubject::Nothing),
            Refusal::State(state) => (Code::WrongState, ProblemSubject::State(state.as_str())),
            Refusal::Refund(state) => (Code::WrongState, ProblemSubject::State(state.as_str())),
            // Keys that are not those it was asked for with: the owner's to mend.
            Refusal::OtherMerchant(_)
            | Refusal::CatchingUp
            | Refusal::NotRunHere(_)
            | Refusal::NotHost
            | Refusal::StillAsking { .. } => (Code::ShopNotReady, ProblemSubject::Nothing),
            Refusal::ChooseVariant(id) => return Self::product(Code::ChooseVariant, &id),
            Refusal::NotRefundable { name } => (Code::NotRefundable, ProblemSubject::Product(name)),
            Refusal::RefundTimeOver { name, .. } => (Code::RefundTimeOver, ProblemSubject::Product(name)),
            Refusal::NotOnSale(id) => return Self::product(Code::NotOnSale, &id),
            Refusal::OutOfStock { name, left }
            | Refusal::Restock { name, left }
            | Refusal::RefundedPieces { name, left } => (Code::OutOfStock, ProblemSubject::Stock { name, left }),
            Refusal::Amount { left } | Refusal::InFlight { left, .. } => {
                (Code::RefundAmount, ProblemSubject::Left(left))
            }
            Refusal::RefundsTooLate { .. } | Refusal::RefundsTooMany { .. } => {
                (Code::RefundsClosed, ProblemSubject::Nothing)
            }
            Refusal::KeyReused => (Code::KeyReused, ProblemSubject::Nothing),
            Refusal::Text(part) => (Code::BadField, ProblemSubject::Field(part.as_str())),
            Refusal::TooMany { .. } => (Code::TooManyPictures, ProblemSubject::Nothing),
            Refusal::UsedUp(used_up) => match used_up {
                UsedUp::Orders => (Code::OrdersUsedUp, ProblemSubject::Nothing),
                UsedUp::UnpaidPieces { left } => (Code::UnpaidPieces, ProblemSubject::Pieces { left }),
                UsedUp::Payments => (Code::PaymentsUsedUp, ProblemSubject::Nothing),
                UsedUp::Pictures => (Code::PicturesUsedUp, ProblemSubject::Nothing),
            },
            Refusal::InRow { why, .. } => return Self::from(*why),
        };
        Self { code, about }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => refusal.into(),
            StoreError::Disk(_)
            | StoreError::Locked
            | StoreError::Closed
            | StoreError::Damaged(_)
            | StoreError::Altered(_)
            | StoreError::ForeignLog
            | StoreError::Server(_)
            | StoreError::Moved(_) => {
                tracing::error!(%error, "the storefront cannot use the data");
                Code::TryAgain.into()
            }
            StoreError::Newer { .. }
            | StoreError::Older
            | StoreError::Rule(_)
            | StoreError::Unreadable(_)
            | StoreError::Other(_) => {
                tracing::error!(%error, "the storefront cannot use the data");
                Code::Internal.into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_a_word_of_its_own_and_both_languages() {
        let mut words: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        words.sort_unstable();
        let all = words.len();
        words.dedup();
        assert_eq!(words.len(), all);
        for &code in Code::ALL {
            assert!(code.status().is_client_error() || code.status().is_server_error(), "{code:?}");
            let (zh, en) = (code.title(BuyerLanguage::Zh), code.title(BuyerLanguage::En));
            assert!(!zh.is_ascii() && en.is_ascii(), "{code:?}");
        }
    }

    #[test]
    fn a_problem_tells_the_number_a_program_needs() {
        let short = Problem::from(Refusal::OutOfStock { name: "手冲壶".to_owned(), left: 2 });
        let document = serde_json::to_value(short.document(BuyerLanguage::En)).expect("JSON");
        assert_eq!(document["code"], "out_of_stock");
        assert_eq!(document["left"], 2);
        assert_eq!(document["detail"], "Only 2 of 手冲壶 left.");
        assert_eq!(document["type"], "urn:zhanggui:problem:out_of_stock");
        assert_eq!(document.get("field"), None);
    }
}
