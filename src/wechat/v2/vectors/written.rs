//! What we write: the requests and the second signature.

use super::{account, file, json, list, pairs, sign_type, text};
use crate::{
    domain::{
        Fen, OpenId, OrderNo, PrepayId, ProductId, Refund, RefundNo, RefundState, SignType, TransactionId, UnixSeconds,
    },
    wechat::{
        Channel, CodeOrder, NotSent, PaymentSheet, UnifiedOrder,
        v2::{
            call::{self, CallFields},
            sheet, sign,
            wire::Fields,
        },
    },
};

fn at(compact: &str) -> UnixSeconds {
    UnixSeconds::parse_compact(compact).unwrap()
}

fn order() -> UnifiedOrder {
    UnifiedOrder {
        order_no: OrderNo::parse("SHOP20260101000001").unwrap(),
        body: "咖啡店-拿铁（大杯）".to_owned(),
        total: Fen::new(5000).unwrap(),
        openid: OpenId::parse("oTEST00000000000000000000001").unwrap(),
        client_ip: "203.0.113.7".parse().unwrap(),
        created_at: at("20260101080000"),
        expires_at: at("20260101083000"),
        notify_url: "https://shop.example/wxpay/notify".to_owned(),
        channel: Channel::MiniProgram,
        sign_type: SignType::Md5,
    }
}

fn refund() -> Refund {
    Refund {
        refund_no: RefundNo::parse("SHOP20260101000001R1").unwrap(),
        order_no: order().order_no,
        transaction_id: TransactionId::parse("4200000000202601010000000001").unwrap(),
        amount: Fen::new(1500).unwrap(),
        paid: Fen::new(5000).unwrap(),
        reason: "商品缺货".to_owned(),
        state: RefundState::Sending,
        sends: 1,
        may_have_left: true,
        asks: 0,
        changed_at: at("20260101080000"),
        app_id: None,
        approved_by: None,
    }
}

fn value<'s>(said: &'s CallFields, name: &str) -> &'s str {
    said.iter().find(|(said, _)| *said == name).map_or("", |(_, value)| value)
}

#[test]
fn a_request_says_what_the_published_one_says_and_verifies() {
    for (name, mut said, extra) in [
        (
            "v2-unifiedorder-request.xml",
            call::unified_order(&order(), at("20260101080000")).unwrap(),
            ("attach", "store=1"),
        ),
        (
            "v2-refund-request.xml",
            call::refund(&refund(), "https://shop.example/wxpay/refund-notify").unwrap(),
            ("attach", ""),
        ),
    ] {
        said.retain(|(name, _)| *name != "fee_type");
        let account = account();
        let nonce = "5K8264ILTKCH16CQ2502SI8ZNMTM67VS";
        let common = [
            ("appid", account.app_id.as_str()),
            ("mch_id", account.mch_id.as_str()),
            ("nonce_str", nonce),
            ("sign_type", "MD5"),
            extra,
        ];
        let fields: Vec<_> = common
            .into_iter()
            .chain(said.iter().map(|(name, value)| (*name, value.as_str())))
            .filter(|field| !field.1.is_empty())
            .collect();
        let body = sign::write_signed(&fields, &account.key, SignType::Md5);
        let published = file(name);
        assert_eq!(Fields::read("xml", body.as_bytes()), Fields::read("xml", &published), "{name}");
    }
}

#[test]
fn what_wechat_cannot_carry_is_replaced_before_it_is_signed() {
    let long = UnifiedOrder { body: "😀拿铁\n]]>".repeat(20), ..order() };
    let said = call::unified_order(&long, long.created_at).unwrap();
    let body = value(&said, "body");
    assert!(body.len() <= 128 && body.starts_with("□拿铁 ]]>□"), "{body}");
    let wordy = Refund { reason: "好🍵".repeat(80), ..refund() };
    let said = call::refund(&wordy, "").unwrap();
    assert_eq!(value(&said, "refund_desc").chars().count(), 80);
    assert!(value(&said, "refund_desc").starts_with("好□好□"));
    assert!(value(&said, "notify_url").is_empty());
}

#[test]
fn whoever_said_yes_stands_in_the_call_where_the_shop_has_people() {
    let said = call::refund(&refund(), "").unwrap();
    assert!(value(&said, "op_user_id").is_empty(), "a shop without people says what it always said");
    let by = Refund { approved_by: crate::domain::OperatorId::new(3), ..refund() };
    assert_eq!(value(&call::refund(&by, "").unwrap(), "op_user_id"), "3");
}

#[test]
fn a_call_that_breaks_the_rules_never_leaves() {
    let now = order().created_at;
    let nothing = Fen::ZERO;
    for broken in [
        UnifiedOrder { total: nothing, ..order() },
        UnifiedOrder { body: " \n ".to_owned(), ..order() },
        UnifiedOrder { notify_url: "http://shop.example/n".to_owned(), ..order() },
        UnifiedOrder { notify_url: "https://shop.example/n?x=1".to_owned(), ..order() },
        UnifiedOrder { expires_at: now.plus(59), ..order() },
    ] {
        assert!(matches!(call::unified_order(&broken, now), Err(NotSent::BadRequest(_))), "{broken:?}");
    }
    for broken in [Refund { amount: nothing, ..refund() }, Refund { amount: Fen::new(5001).unwrap(), ..refund() }] {
        assert!(matches!(call::refund(&broken, ""), Err(NotSent::BadRequest(_))), "{broken:?}");
    }
}

#[test]
fn the_app_pays_without_an_openid() {
    let app = UnifiedOrder { channel: Channel::App, ..order() };
    let said = call::unified_order(&app, app.created_at).unwrap();
    assert_eq!((value(&said, "trade_type"), value(&said, "openid")), ("APP", ""));
}

#[test]
fn a_code_that_is_scanned_names_its_product_and_no_openid() {
    let UnifiedOrder { order_no, body, total, client_ip, created_at, expires_at, notify_url, sign_type, .. } = order();
    let product_id = ProductId::parse("P0001").unwrap();
    let code =
        CodeOrder { order_no, body, product_id, total, client_ip, created_at, expires_at, notify_url, sign_type };
    let said = call::code_order(&code, created_at).unwrap();
    assert_eq!((value(&said, "trade_type"), value(&said, "product_id")), ("NATIVE", "P0001"));
    assert_eq!((value(&said, "total_fee"), value(&said, "openid")), ("5000", ""));
    assert!(matches!(call::code_order(&code, code.expires_at), Err(NotSent::BadRequest(_))), "it is over");
}

#[test]
fn the_payment_sheet_is_signed_as_four_others_sign_it() {
    let all = json("v2-resign.json");
    for case in list(&all["cases"]) {
        let (signed, sign_type) = (pairs(&case["signed_params"]), sign_type(&case["sign_type"]));
        let is_app = text(&case["client"]).starts_with("APP");
        let channel = if is_app { Channel::App } else { Channel::MiniProgram };
        let prepay_id = PrepayId::parse("wx01080000000000testprepay000001").unwrap();
        let nonce = "5K8264ILTKCH16CQ2502SI8ZNMTM67VS".to_owned();
        let sheet = sheet::signed(&account(), &prepay_id, channel, sign_type, UnixSeconds::new(1_767_225_600), nonce);
        match sheet {
            PaymentSheet::MiniProgram { time_stamp, package, pay_sign, sign_type, .. } => {
                assert_eq!(pay_sign, text(&case["paySign"]));
                assert_eq!((time_stamp.as_str(), package.as_str()), (signed["timeStamp"], signed["package"]));
                assert_eq!(sign_type.as_str(), signed["signType"]);
            }
            PaymentSheet::App { sign, timestamp, prepay_id, .. } => {
                assert_eq!(sign, text(&case["sign"]));
                assert_eq!((timestamp.as_str(), prepay_id.as_str()), (signed["timestamp"], signed["prepayid"]));
            }
        }
    }
}
