//! Orders: created once, paid once, closed for good.

use crate::shop::{Shop, account, but, fen, order_fields, order_no, read, signed, verdict};
use zhanggui::{
    base::env::Env,
    domain::{AppId, PrepayId, SignType, UnixSeconds},
    sandbox::{PayRefused, TradeState},
    wechat::v2::{sign, wire},
};

const CREATE: &str = "/pay/unifiedorder";

#[test]
fn an_order_is_created_paid_and_found_by_both_numbers() {
    let shop = Shop::new();
    let prepay_id = shop.order("SHOP0001", "5000");
    let asked = shop.call("/pay/orderquery", &[("out_trade_no", "SHOP0001")]);
    assert_eq!((asked["trade_state"].as_str(), asked["total_fee"].as_str()), ("NOTPAY", "5000"));
    let transaction_id = shop.sandbox.pay(&prepay_id).expect("paid");
    for (name, value) in [("out_trade_no", "SHOP0001"), ("transaction_id", transaction_id.as_str())] {
        let asked = shop.call("/pay/orderquery", &[(name, value)]);
        assert_eq!((asked["trade_state"].as_str(), asked["total_fee"].as_str()), ("SUCCESS", "5000"));
        assert_eq!(asked["transaction_id"], transaction_id.as_str());
        assert_eq!(asked["openid"], "oTEST00000000000000000000001");
        assert!(UnixSeconds::parse_compact(&asked["time_end"]).is_ok());
    }
    assert_eq!(shop.sandbox.pay(&prepay_id), Err(PayRefused::AlreadyPaid));
    assert_eq!(shop.sandbox.ledger().paid_in(), fen(5000));
}

#[test]
fn a_code_is_scanned_by_anybody_and_pays_once() {
    let shop = Shop::new();
    let fields = || but(but(order_fields("SHOP0001", "1"), "trade_type", "NATIVE"), "openid", "");
    let with_product = || {
        let mut fields = fields();
        fields.push(("product_id", "P0001"));
        fields
    };
    assert_eq!(shop.verdict(CREATE, &fields()), "LACK_PARAMS");
    let answer = shop.call(CREATE, &with_product());
    let code = answer["code_url"].clone();
    assert_eq!(shop.sandbox.code_of(&order_no("SHOP0001")), Some(code.clone()));
    let stranger = shop.sandbox.fresh_buyer();
    assert_eq!(shop.sandbox.scan("weixin://wxpay/bizpayurl?pr=other", &stranger), Err(PayRefused::UnknownPrepay));
    let paid = shop.sandbox.scan(&code, &stranger).expect("paid");
    let asked = shop.call("/pay/orderquery", &[("out_trade_no", "SHOP0001")]);
    assert_eq!((asked["trade_state"].as_str(), asked["trade_type"].as_str()), ("SUCCESS", "NATIVE"));
    assert_eq!((asked["transaction_id"].as_str(), asked["openid"].as_str()), (paid.as_str(), stranger.as_str()));
    assert_eq!(shop.sandbox.scan(&code, &shop.sandbox.fresh_buyer()), Err(PayRefused::AlreadyPaid));
    assert_eq!(shop.sandbox.code_of(&order_no("SHOP0001")), None);
    // What opens a sheet is no code.
    let sheet = shop.order("SHOP0002", "1");
    let as_code = format!("weixin://wxpay/bizpayurl?pr={sheet}");
    assert_eq!(shop.sandbox.scan(&as_code, &stranger), Err(PayRefused::UnknownPrepay));
}

#[test]
fn both_ways_of_signing_are_answered_in_kind() {
    let shop = Shop::new();
    for (no, sign_type) in [("SHOP0001", SignType::Md5), ("SHOP0002", SignType::HmacSha256)] {
        let answer = shop.call_as(sign_type, CREATE, &order_fields(no, "1"));
        assert_eq!(verdict(&answer), "SUCCESS");
    }
}

#[test]
fn a_request_that_breaks_a_rule_creates_nothing() {
    let shop = Shop::new();
    let good = || order_fields("SHOP0001", "5000");
    let (long, attach) = ("长".repeat(129), "长".repeat(128));
    let soon = Env::system().now().plus(30).to_compact();
    for (name, value, expected) in [
        ("body", "", "LACK_PARAMS"),
        ("total_fee", "", "LACK_PARAMS"),
        ("spbill_create_ip", "", "LACK_PARAMS"),
        ("notify_url", "", "LACK_PARAMS"),
        ("trade_type", "", "LACK_PARAMS"),
        ("openid", "", "LACK_PARAMS"),
        ("out_trade_no", "", "LACK_PARAMS"),
        ("out_trade_no", "short", "PARAM_ERROR"),
        ("out_trade_no", "有中文的订单号", "PARAM_ERROR"),
        ("body", long.as_str(), "PARAM_ERROR"),
        ("body", "咖啡☕️🫘", "PARAM_ERROR"),
        ("total_fee", "0", "PARAM_ERROR"),
        ("total_fee", "-1", "PARAM_ERROR"),
        ("total_fee", "50.00", "PARAM_ERROR"),
        ("total_fee", "0100", "PARAM_ERROR"),
        ("spbill_create_ip", "localhost", "PARAM_ERROR"),
        ("fee_type", "USD", "PARAM_ERROR"),
        ("trade_type", "CASH", "PARAM_ERROR"),
        ("trade_type", "NATIVE", "LACK_PARAMS"),
        ("openid", "oSomebodyWhoNeverLoggedIn001", "PARAM_ERROR"),
        ("time_expire", "2026-01-01", "PARAM_ERROR"),
        ("time_expire", soon.as_str(), "PARAM_ERROR"),
        ("time_expire", "20990101000000", "PARAM_ERROR"),
        ("notify_url", "http://shop.example/pay", "PARAM_ERROR"),
        ("notify_url", "https://shop.example/pay?x=1", "PARAM_ERROR"),
        ("notify_url", "https://192.168.1.5/pay", "PARAM_ERROR"),
        ("notify_url", "ftp://127.0.0.1/pay", "PARAM_ERROR"),
        ("notify_url", "shop.example/pay", "PARAM_ERROR"),
        ("attach", attach.as_str(), "PARAM_ERROR"),
    ] {
        assert_eq!(shop.verdict(CREATE, &but(good(), name, value)), expected, "{name}={value}");
    }
    assert_eq!(shop.sandbox.ledger().orders().count(), 0);
    assert_eq!(shop.verdict(CREATE, &but(good(), "notify_url", "http://127.0.0.1:8719/pay")), "SUCCESS");
}

#[test]
fn what_is_not_proven_to_come_from_the_merchant_is_not_understood() {
    let shop = Shop::new();
    let fields = order_fields("SHOP0001", "5000");
    let good = signed(&fields, SignType::HmacSha256);
    let swapped = good.replace("<![CDATA[HMAC-SHA256]]>", "<![CDATA[MD5]]>");
    let cases = [
        (good.replace("5000", "1"), "签名错误"),
        (swapped, "签名错误"),
        (wire::write(&fields), "商户号mch_id不存在"),
        (signed(&but(fields.clone(), "mch_id", "1900000002"), SignType::Md5), "商户号mch_id不存在"),
        (signed(&but(fields.clone(), "nonce_str", &"n".repeat(33)), SignType::Md5), "nonce_str too long"),
        (signed(&but(fields.clone(), "sign_type", "RSA"), SignType::Md5), "sign_type参数错误"),
        (String::new(), "post数据为空"),
    ];
    for (body, expected) in cases {
        let (status, text) = shop.post(&shop.without, CREATE, body).expect("an answer");
        assert_eq!((status, verdict(&read(&text)).as_str()), (200, expected));
        assert!(!read(&text).contains_key("sign"), "such an answer is unsigned");
    }
    for body in ["{}", "<xml><a>1</a>", "<!DOCTYPE x><xml><a>1</a></xml>"] {
        let (_, text) = shop.post(&shop.without, CREATE, body.to_owned()).expect("an answer");
        assert!(verdict(&read(&text)).starts_with("XML格式错误"), "{text}");
    }
    let other_app = shop.verdict(CREATE, &but(fields, "appid", "wx0000000000000000"));
    assert_eq!(other_app, "APPID_MCHID_NOT_MATCH");
    assert_eq!(shop.sandbox.ledger().orders().count(), 0);
}

#[test]
fn an_app_pays_in_its_own_name_only_and_one_number_over_one_channel() {
    const APP: &str = "wx7e57000000000002";
    let shop = Shop::with(|config| config.account.app_channel_app_id = AppId::parse(APP).ok());
    let mini = |number: &'static str| order_fields(number, "5000");
    let of_app = but(mini("SHOP0001"), "trade_type", "APP");
    assert_eq!(shop.verdict(CREATE, &of_app), "PARAM_ERROR", "the mini program's appid opens no sheet in an app");
    assert_eq!(shop.verdict(CREATE, &but(mini("SHOP0002"), "appid", APP)), "PARAM_ERROR", "nor the other way round");
    let in_app = but(of_app, "appid", APP);
    assert_eq!(shop.verdict(CREATE, &in_app), "SUCCESS");
    assert_eq!(shop.verdict(CREATE, &mini("SHOP0001")), "INVALID_REQUEST");
    assert_eq!(shop.verdict(CREATE, &in_app), "SUCCESS", "its own channel goes on");
}

#[test]
fn a_request_without_sign_type_is_signed_with_md5() {
    let shop = Shop::new();
    let mut fields = order_fields("SHOP0001", "5000");
    fields.extend([("appid", "wx7e57000000000001"), ("mch_id", "1900000001"), ("nonce_str", "n")]);
    let with_hmac = sign::write_signed(&fields, &account().key, SignType::HmacSha256);
    let (_, text) = shop.post(&shop.without, CREATE, with_hmac).expect("an answer");
    assert_eq!(verdict(&read(&text)), "签名错误");
    let with_md5 = sign::write_signed(&fields, &account().key, SignType::Md5);
    let (_, text) = shop.post(&shop.without, CREATE, with_md5).expect("an answer");
    assert_eq!(verdict(&read(&text)), "SUCCESS");
}

#[test]
fn the_same_number_goes_on_with_the_same_parameters_only() {
    let shop = Shop::new();
    let first = shop.order("SHOP0001", "5000");
    let again = shop.order("SHOP0001", "5000");
    for (name, value) in [("total_fee", "4000"), ("body", "别的"), ("attach", "x"), ("spbill_create_ip", "203.0.113.8")]
    {
        let fields = but(order_fields("SHOP0001", "5000"), name, value);
        assert_eq!(shop.verdict(CREATE, &fields), "INVALID_REQUEST", "{name}");
    }
    assert_eq!(shop.sandbox.ledger().orders().count(), 1);
    shop.sandbox.pay(&again).expect("paid");
    assert_eq!(shop.sandbox.pay(&first), Err(PayRefused::AlreadyPaid));
    assert_eq!(shop.verdict(CREATE, &order_fields("SHOP0001", "5000")), "ORDERPAID");
    assert_eq!(shop.sandbox.ledger().paid_in(), fen(5000), "two prepay ids of one order are one payment");
}

#[test]
fn a_closed_order_is_never_paid_and_its_number_never_used_again() {
    let shop = Shop::new();
    let prepay_id = shop.order("SHOP0001", "5000");
    let close = [("out_trade_no", "SHOP0001")];
    assert_eq!(shop.verdict("/pay/closeorder", &close), "SUCCESS");
    assert_eq!(shop.verdict("/pay/closeorder", &close), "ORDERCLOSED");
    assert_eq!(shop.sandbox.pay(&prepay_id), Err(PayRefused::Closed));
    assert_eq!(shop.verdict(CREATE, &order_fields("SHOP0001", "5000")), "ORDERCLOSED");
    assert_eq!(shop.call("/pay/orderquery", &close)["trade_state"], "CLOSED");
    assert_eq!(shop.sandbox.ledger().order(&order_no("SHOP0001")).expect("it").state, TradeState::Closed);
}

#[test]
fn closing_is_refused_for_paid_unknown_and_very_young_orders() {
    let shop = Shop::with(|config| config.keep_close_wait = true);
    shop.paid("SHOP0001");
    shop.order("SHOP0002", "5000");
    let close = |no| shop.verdict("/pay/closeorder", &[("out_trade_no", no)]);
    assert_eq!((close("SHOP0001").as_str(), close("SHOP0002").as_str()), ("ORDERPAID", "TRADE_STATE_ERROR"));
    assert_eq!(close("SHOP0003"), "ORDERNOTEXIST");
    assert_eq!(shop.verdict("/pay/orderquery", &[("out_trade_no", "SHOP0003")]), "ORDERNOTEXIST");
    assert_eq!(shop.verdict("/pay/orderquery", &[]), "LACK_PARAMS");
}

#[test]
fn nobody_pays_with_a_prepay_id_that_was_never_given() {
    let shop = Shop::new();
    let made_up = PrepayId::parse("wx20260101000000deadbeef").expect("a prepay id");
    assert_eq!(shop.sandbox.pay(&made_up), Err(PayRefused::UnknownPrepay));
}

#[test]
fn a_coupon_makes_the_cash_smaller_and_leaves_the_total() {
    let shop = Shop::new();
    let prepay_id = shop.order("SHOP0001", "5000");
    shop.sandbox.pay_with_coupon(&prepay_id, fen(600)).expect("paid");
    let asked = shop.call("/pay/orderquery", &[("out_trade_no", "SHOP0001")]);
    let shown = ["total_fee", "cash_fee", "coupon_fee"].map(|name| asked[name].as_str());
    assert_eq!(shown, ["5000", "4400", "600"]);
}
