//! The calls there are, each with everything that can be said about it: the door finds a request here, and the
//! published document is made of it. An answer that is not in this table is a fault of ours.

use super::{
    problem::Code,
    rules::{self, TextRule},
};
use hyper::Method;
use percent_encoding::percent_decode_str;

/// Which call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum CallKind {
    OpenApi,
    Login,
    Products,
    Picture,
    PlaceOrder,
    Orders,
    Order,
    Pay,
    Cancel,
    Received,
    RequestRefund,
    Refund,
    AddPicture,
    Messages,
    CountPermissions,
    BindWeChat,
}

/// What comes along as a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyKind {
    /// Nothing; what is sent all the same is not read.
    None,
    /// JSON in this shape.
    Json(&'static str),
    /// A picture, as `wx.uploadFile` sends it: the field `file` of a form.
    Picture,
}

/// What a call answers when all goes well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SuccessAnswer {
    /// JSON in this shape, with this status.
    Json(u16, &'static str),
    /// The document itself.
    Document,
    Picture,
}

/// One line of the table.
#[derive(Debug)]
pub(super) struct CallSpec {
    pub kind: CallKind,
    pub method: &'static str,
    /// Below `/api/v1`; at most one part is a parameter.
    pub path: &'static str,
    /// What that parameter looks like.
    pub parameter: Option<TextRule>,
    /// Only for a buyer who has logged in.
    pub token: bool,
    /// May be repeated under the same key.
    pub keyed: bool,
    /// What may stand behind the question mark.
    pub query: Option<TextRule>,
    pub body: BodyKind,
    pub good: SuccessAnswer,
    /// One sentence for whoever writes a mini program.
    pub summary: &'static str,
    /// What can go wrong here and not everywhere.
    pub own_codes: &'static [Code],
}

const fn get(kind: CallKind, path: &'static str, good: SuccessAnswer, summary: &'static str) -> CallSpec {
    CallSpec {
        kind,
        method: "GET",
        path,
        parameter: None,
        token: false,
        keyed: false,
        query: None,
        body: BodyKind::None,
        good,
        summary,
        own_codes: &[],
    }
}

const fn post(
    kind: CallKind,
    path: &'static str,
    body: BodyKind,
    good: SuccessAnswer,
    summary: &'static str,
) -> CallSpec {
    CallSpec { method: "POST", body, ..get(kind, path, good, summary) }
}

impl CallSpec {
    const fn of_order(self) -> Self {
        Self { parameter: Some(rules::ORDER_NO), token: true, ..self }
    }

    const fn of_refund(self) -> Self {
        Self { parameter: Some(rules::REFUND_NO), token: true, ..self }
    }

    const fn fails_with(self, own_codes: &'static [Code]) -> Self {
        Self { own_codes, ..self }
    }
}

/// Every call.
pub(super) const CALLS: &[CallSpec] = &[
    get(CallKind::OpenApi, "/openapi.json", SuccessAnswer::Document, "This document"),
    post(CallKind::Login, "/login", BodyKind::Json("Login"), SuccessAnswer::Json(200, "LoggedIn"), "Log in with a code of wx.login")
        .fails_with(&[Code::BadLogin, Code::WechatUnreachable, Code::ShopNotReady]),
    get(CallKind::Products, "/products", SuccessAnswer::Json(200, "Products"), "What can be bought"),
    CallSpec {
        parameter: Some(rules::PICTURE),
        ..get(CallKind::Picture, "/pictures/{name}", SuccessAnswer::Picture, "A product's picture, the same for ever under its name")
    },
    CallSpec {
        token: true,
        keyed: true,
        ..post(
            CallKind::PlaceOrder,
            "/orders",
            BodyKind::Json("PlaceOrder"),
            SuccessAnswer::Json(201, "Placed"),
            "Place an order; priced and its stock held by the shop",
        )
        .fails_with(&[Code::NotOnSale, Code::ChooseVariant, Code::OutOfStock, Code::RepeatedProduct, Code::KeyReused, Code::OrdersUsedUp,
            Code::UnpaidPieces, Code::Blocked, Code::NoPickup, Code::ShopNotReady])
    },
    CallSpec {
        token: true,
        query: Some(rules::BEFORE),
        ..get(CallKind::Orders, "/orders", SuccessAnswer::Json(200, "Orders"), "The buyer's own orders, newest first, twenty a page")
    },
    get(CallKind::Order, "/orders/{order_no}", SuccessAnswer::Json(200, "Order"), "One order").of_order(),
    post(
        CallKind::Pay,
        "/orders/{order_no}/pay",
        BodyKind::Json("Pay"),
        SuccessAnswer::Json(200, "PaymentSheet"),
        "What opens the payment sheet; the same one again while it lives. An order is paid over the channel it was opened over",
    )
    .of_order()
    .fails_with(&[
        Code::OrderPaid,
        Code::OrderClosed,
        Code::OrderExpired,
        Code::OrderCancelling,
        Code::NoAppChannel,
        Code::OtherChannel,
        Code::PaymentUnclear,
        Code::PaymentDeclined,
        Code::PaymentsUsedUp,
        Code::WechatUnreachable,
        Code::ShopNotReady,
    ]),
    post(
        CallKind::Cancel,
        "/orders/{order_no}/cancel",
        BodyKind::None,
        SuccessAnswer::Json(200, "Order"),
        "Cancel an unpaid order: closed at once, or `cancelling` until WeChat has closed it; a payment that is faster wins",
    )
    .of_order()
    .fails_with(&[Code::WrongState]),
    post(
        CallKind::Received,
        "/orders/{order_no}/received",
        BodyKind::None,
        SuccessAnswer::Json(200, "Order"),
        "The buyer has the parcel",
    )
    .of_order()
    .fails_with(&[Code::WrongState]),
    CallSpec {
        keyed: true,
        ..post(
            CallKind::RequestRefund,
            "/orders/{order_no}/refunds",
            BodyKind::Json("RequestRefund"),
            SuccessAnswer::Json(201, "Requested"),
            "Ask for money back: into the owner's queue",
        )
        .of_order()
        .fails_with(&[
            Code::WrongState,
            Code::RefundAmount,
            Code::RefundsClosed,
            Code::NotRefundable,
            Code::RefundTimeOver,
            Code::RepeatedProduct,
            Code::NotInOrder,
            Code::KeyReused,
        ])
    },
    get(CallKind::Refund, "/refunds/{refund_no}", SuccessAnswer::Json(200, "Refund"), "One refund").of_refund(),
    post(
        CallKind::AddPicture,
        "/refunds/{refund_no}/pictures",
        BodyKind::Picture,
        SuccessAnswer::Json(201, "Kept"),
        "Add a picture to a request nobody has decided yet: JPEG, PNG or WebP, at most 5 MiB, at most nine",
    )
    .of_refund()
    .fails_with(&[
        Code::WrongState,
        Code::TooManyPictures,
        Code::NotAPicture,
        Code::PictureTooLarge,
        Code::NotAForm,
        Code::PicturesUsedUp,
        Code::PicturesPaused,
    ]),
    CallSpec {
        token: true,
        ..get(
            CallKind::Messages,
            "/messages",
            SuccessAnswer::Json(200, "MessagesToAsk"),
            "The templates to ask permission for with wx.requestSubscribeMessage, by the moment",
        )
    },
    CallSpec {
        token: true,
        ..post(
            CallKind::CountPermissions,
            "/messages/permissions",
            BodyKind::Json("PermissionAnswers"),
            SuccessAnswer::Json(200, "PermissionsCounted"),
            "What wx.requestSubscribeMessage answered: each accept allows one message",
        )
    },
    CallSpec {
        token: true,
        ..post(
            CallKind::BindWeChat,
            "/messages/bind",
            BodyKind::Json("BindWeChat"),
            SuccessAnswer::Json(200, "WeChatBound"),
            "For the owner and the shop's workers: read messages about payments in this WeChat, by a code the shop shows once",
        )
        .fails_with(&[Code::CannotBind])
    },
];

/// What can go wrong in every call.
const EVERYWHERE: &[Code] = &[Code::BadField, Code::TooManyRequests, Code::Busy, Code::TryAgain, Code::Internal];
/// And in those with a body.
const WITH_JSON: &[Code] = &[Code::Unreadable, Code::NotJson, Code::TooLarge, Code::TooSlow];
const WITH_PICTURE: &[Code] = &[Code::TooLarge, Code::TooSlow];

impl CallSpec {
    /// Everything that can go wrong here.
    pub fn codes(&self) -> impl Iterator<Item = Code> {
        let body = match self.body {
            BodyKind::None => &[],
            BodyKind::Json(_) => WITH_JSON,
            BodyKind::Picture => WITH_PICTURE,
        };
        let login = self.token.then_some(Code::NotLoggedIn);
        let missing = self.parameter.map(|_| Code::NotFound);
        let common = EVERYWHERE.iter().chain(body).chain(self.own_codes).copied();
        common.chain(login).chain(missing)
    }

    /// True for calls that wait for WeChat.
    pub const fn asks_wechat(&self) -> bool {
        matches!(self.kind, CallKind::Login | CallKind::Pay)
    }

    /// The parameter's value, if `path` is one of this call's.
    fn matches(&self, path: &[&str]) -> Option<String> {
        let mut value = String::new();
        let mut parts = self.path.split('/').skip(1);
        for given in path {
            let part = parts.next()?;
            if part.starts_with('{') {
                value = unescaped(given).filter(|value| !value.is_empty())?;
            } else if part != *given {
                return None;
            }
        }
        parts.next().is_none().then_some(value)
    }
}

/// A request for one of the calls.
#[derive(Debug, Clone)]
pub struct StorefrontCall {
    pub(super) spec: &'static CallSpec,
    /// The part of the path that differs; empty where none does.
    pub(super) id: String,
    /// What stood behind the question mark.
    pub(super) query: Option<String>,
}

impl StorefrontCall {
    /// Which call this is; `None` if there is no such call.
    pub fn of(method: &Method, path: &[&str], query: Option<&str>) -> Option<Self> {
        let mut of_method = CALLS.iter().filter(|spec| spec.method == method.as_str());
        let (spec, id) = of_method.find_map(|spec| Some((spec, spec.matches(path)?)))?;
        Some(Self { spec, id, query: query.filter(|query| !query.is_empty()).map(str::to_owned) })
    }
}

/// Reads `%7C` and its like, also an escaped `%`. `None` for what is not UTF-8, and for a `%` that begins no escape.
pub(super) fn unescaped(text: &str) -> Option<String> {
    let is_escape = |behind: &str| behind.as_bytes().get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    if !text.split('%').skip(1).all(is_escape) {
        return None;
    }
    Some(percent_decode_str(text).decode_utf8().ok()?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(method: &Method, path: &str) -> Option<(CallKind, String)> {
        let call = StorefrontCall::of(method, &path.split('/').collect::<Vec<_>>(), None)?;
        Some((call.spec.kind, call.id))
    }

    #[test]
    fn only_the_calls_that_are_written_down_exist() {
        assert_eq!(kind(&Method::POST, "login"), Some((CallKind::Login, String::new())));
        let order = || Some((CallKind::Order, "SC20260901-48213907".to_owned()));
        assert_eq!(kind(&Method::GET, "orders/SC20260901-48213907"), order());
        assert_eq!(kind(&Method::GET, "orders/SC20260901%2d48213907"), order());
        // Nobody's number, and told so as any other that is nobody's.
        assert_eq!(kind(&Method::GET, "orders/-%25=%C2%BB"), Some((CallKind::Order, "-%=»".to_owned())));
        for (method, path) in [
            (Method::GET, "login"),
            (Method::DELETE, "orders/SC20260901-48213907"),
            (Method::POST, "orders/SC20260901-48213907"),
            (Method::POST, "refunds/RF1/approve"),
            (Method::GET, "orders/SC20260901-48213907/"),
            (Method::GET, "orders/%2"),
            (Method::GET, "orders/%zz"),
            (Method::GET, "orders/%ff"),
            (Method::GET, ""),
            (Method::OPTIONS, "orders"),
        ] {
            assert_eq!(kind(&method, path), None, "{method} {path}");
        }
    }

    #[test]
    fn each_line_of_the_table_finds_itself() {
        for spec in CALLS {
            let path = spec.path.replace(['{', '}'], "");
            let found = kind(&Method::from_bytes(spec.method.as_bytes()).expect("a method"), &path[1..]);
            assert_eq!(found.map(|(kind, _)| kind), Some(spec.kind), "{}", spec.path);
            assert_eq!(spec.path.contains('{'), spec.parameter.is_some(), "{}", spec.path);
            let mut codes: Vec<&str> = spec.codes().map(Code::as_str).collect();
            codes.sort_unstable();
            let all = codes.len();
            codes.dedup();
            assert_eq!(codes.len(), all, "{}: a code is named once", spec.path);
        }
        let used = |code: Code| CALLS.iter().any(|spec| spec.codes().any(|known| known == code));
        assert!(Code::ALL.iter().all(|&code| used(code)), "every code can happen somewhere");
    }
}
