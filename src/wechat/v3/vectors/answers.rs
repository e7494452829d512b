//! What comes back from a call.

#![expect(clippy::redundant_closure_for_method_calls, reason = "a method's name has one lifetime, a closure any")]

use super::{
    SENT_AT, account, header_map, json, list, number, order_no, private_key, public_key_id, refund, reply_of,
    signed_reply, text, trust_keys,
};
use crate::{
    domain::{Fen, OrderNo, Refund, RefundNo, RefundOutcome, TransactionId},
    wechat::{
        Believed, GatewayError, NoAnswer, OrderStatus, Pause, RefundStatus,
        http::HttpsReply,
        v3::{
            TrustKeys, V3Account,
            answer::{JsonAnswer, Moments},
            call::V3Call,
        },
    },
};
use serde_json::{Value, json};

const MOMENTS: Moments = Moments { signed_at: SENT_AT, answered_at: SENT_AT };

fn asked<T>(call: V3Call, reply: &HttpsReply, read: impl FnOnce(&JsonAnswer<'_>) -> Believed<T>) -> Believed<T> {
    JsonAnswer::read(call, reply, &trust_keys(), MOMENTS).and_then(|answer| read(&answer))
}

fn query_order(reply: &HttpsReply, number: &str) -> Believed<OrderStatus> {
    asked(V3Call::QueryOrder, reply, |answer| answer.order_status(&order_no(number), &account()))
}

fn send_refund(reply: &HttpsReply, ours: &Refund) -> Believed<()> {
    asked(V3Call::Refund, reply, |answer| answer.refund_accepted(ours))
}

fn query_refund(reply: &HttpsReply, ours: &Refund) -> Believed<RefundStatus> {
    asked(V3Call::QueryRefund, reply, |answer| answer.refund_status(ours))
}

fn is_elsewhere<T>(result: &Believed<T>) -> bool {
    matches!(result, Err(GatewayError::NoAnswer(NoAnswer::Elsewhere(_))))
}

fn is_unreadable<T>(result: &Believed<T>) -> bool {
    matches!(result, Err(GatewayError::NoAnswer(NoAnswer::Unreadable(_))))
}

const ORDER: &str = "SHOP20260101000001";

/// An order as WeChat has it, with every field it documents.
fn order(state: &str) -> Value {
    let mut order = json("v3-notifications.json")["cases"][0]["decrypted"].clone();
    order["trade_state"] = state.into();
    order
}

/// A refund as WeChat has it.
fn refund_object(status: &str) -> Value {
    json!({
        "refund_id": "50300000000202601010000000001", "out_refund_no": "SHOP20260101000001R1",
        "transaction_id": "4200000000202601010000000001", "out_trade_no": ORDER, "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱", "success_time": "2026-01-01T09:00:05+08:00",
        "create_time": "2026-01-01T08:59:00+08:00", "status": status, "funds_account": "UNSETTLED",
        "amount": { "total": 5000, "refund": 1500, "from": [], "payer_total": 4400, "payer_refund": 1320,
            "settlement_refund": 1500, "settlement_total": 5000, "discount_refund": 180, "currency": "CNY" },
        "promotion_detail": [],
    })
}

#[test]
fn the_answers_of_the_vectors_are_read() {
    for case in list(&json("v3-response-verify.json")["cases"]).iter().filter(|case| case["accept"] == true) {
        let reply = reply_of(case);
        let moments = Moments { signed_at: SENT_AT, answered_at: number(&case["now_unix"]) };
        let read = |call: V3Call| JsonAnswer::read(call, &reply, &trust_keys(), moments);
        match text(&case["name"]) {
            "prepay response, WeChat Pay public key" => {
                let prepay_id = read(V3Call::UnifiedOrder).and_then(|answer| answer.prepay_id()).unwrap();
                assert_eq!(prepay_id.as_str(), "wx01080000000000testprepay000001");
            }
            "close order: 204 with empty body is signed over an empty line" => {
                assert!(read(V3Call::CloseOrder).and_then(|answer| answer.closed()).is_ok());
            }
            name => {
                let status =
                    read(V3Call::QueryOrder).and_then(|a| a.order_status(&order_no(ORDER), &account())).unwrap();
                match (name, status) {
                    ("error body is signed too", OrderStatus::NotThere)
                    | ("order query unpaid", OrderStatus::NotPaid) => {}
                    (_, OrderStatus::Paid { facts, refund_exists: false }) => assert_eq!(facts.total.get(), 5000),
                    other => panic!("{other:?}"),
                }
            }
        }
    }
}

#[test]
fn the_answers_the_vectors_refuse_prove_nothing() {
    let mut refused = 0;
    for case in list(&json("v3-response-verify.json")["cases"]).iter().filter(|case| case["accept"] == false) {
        let moments = Moments { signed_at: SENT_AT, answered_at: number(&case["now_unix"]) };
        let read = JsonAnswer::read(V3Call::QueryOrder, &reply_of(case), &trust_keys(), moments).map(|_| ());
        match (text(&case["name"]), read) {
            ("unknown serial", Err(GatewayError::NoAnswer(NoAnswer::UnknownKey(id)))) => assert_eq!(id, "0".repeat(40)),
            (name, Err(GatewayError::NoAnswer(NoAnswer::Unproven))) => assert_ne!(name, "unknown serial"),
            other => panic!("{other:?}"),
        }
        refused += 1;
    }
    assert_eq!(refused, 9);
}

#[test]
fn an_order_is_paid_open_or_closed_as_wechat_says() {
    for (state, refunded) in [("SUCCESS", false), ("REFUND", true)] {
        match query_order(&signed_reply(200, &order(state)), ORDER) {
            Ok(OrderStatus::Paid { facts, refund_exists }) => {
                assert_eq!((facts.total.get(), refund_exists), (5000, refunded), "{state}");
            }
            other => panic!("{state}: {other:?}"),
        }
    }
    for (state, expected) in [
        ("NOTPAY", OrderStatus::NotPaid),
        ("USERPAYING", OrderStatus::NotPaid),
        ("PAYERROR", OrderStatus::NotPaid),
        ("CLOSED", OrderStatus::Closed),
        ("REVOKED", OrderStatus::Closed),
    ] {
        let mut open = order(state);
        for paid_only in ["transaction_id", "success_time", "amount", "payer"] {
            open.as_object_mut().unwrap().remove(paid_only);
        }
        assert_eq!(query_order(&signed_reply(200, &open), ORDER).unwrap(), expected, "{state}");
    }
    let future = query_order(&signed_reply(200, &order("TELEPORTED")), ORDER);
    assert!(matches!(future, Err(GatewayError::NoAnswer(NoAnswer::Unknown { .. }))));
    for not_there in ["ORDER_NOT_EXIST", "ORDERNOTEXIST"] {
        let reply = signed_reply(404, &json!({ "code": not_there, "message": "订单不存在" }));
        assert_eq!(query_order(&reply, ORDER).unwrap(), OrderStatus::NotThere);
    }
    let elsewhere = signed_reply(404, &json!({ "code": "RESOURCE_NOT_EXISTS", "message": "" }));
    assert!(matches!(query_order(&elsewhere, ORDER), Err(GatewayError::NoAnswer(NoAnswer::Unknown { .. }))));
}

#[test]
fn an_answer_about_another_order_merchant_or_app_is_no_answer() {
    let reply = signed_reply(200, &order("SUCCESS"));
    assert!(is_elsewhere(&query_order(&reply, "SHOP20260101000002")));
    for (name, other) in [("mchid", "1900000002"), ("appid", "wx7e57000000000002")] {
        let mut changed = order("NOTPAY");
        changed[name] = other.into();
        assert!(is_elsewhere(&query_order(&signed_reply(200, &changed), ORDER)), "{name}");
        changed.as_object_mut().unwrap().remove(name);
        assert!(is_unreadable(&query_order(&signed_reply(200, &changed), ORDER)), "without {name}");
    }
    let app = V3Account { app_id: crate::domain::AppId::parse("wx7e57000000000002").unwrap(), ..account() };
    let in_app = asked(V3Call::QueryOrder, &reply, |answer| answer.order_status(&order_no(ORDER), &app));
    assert!(is_elsewhere(&in_app));
}

#[test]
fn an_order_is_created_only_with_a_prepay_id() {
    let created = |status, body: &Value| asked(V3Call::UnifiedOrder, &signed_reply(status, body), |a| a.prepay_id());
    assert_eq!(created(200, &json!({ "prepay_id": "wx1", "new": 1 })).unwrap().as_str(), "wx1");
    for body in [json!({}), json!({ "prepay_id": "" }), json!({ "prepay_id": 1 }), json!({ "prepay_id": "a b" })] {
        assert!(is_unreadable(&created(200, &body)), "{body}");
    }
    let paid = created(400, &json!({ "code": "ORDER_PAID", "message": "" }));
    assert!(matches!(paid, Err(GatewayError::Declined { code, .. }) if code == "ORDERPAID"));
    let accepted = created(202, &json!({ "code": "USERPAYING", "message": "" }));
    assert!(matches!(accepted, Err(GatewayError::NoAnswer(NoAnswer::Unknown { .. }))));
}

#[test]
fn closing_is_done_also_when_it_was_closed_before() {
    let close = |reply: &HttpsReply| asked(V3Call::CloseOrder, reply, |answer| answer.closed());
    let refused = |code: &str| close(&signed_reply(400, &json!({ "code": code, "message": "" })));
    assert!(close(&reply_signed_over(204, b"")).is_ok());
    assert!(refused("ORDER_CLOSED").is_ok() && refused("ORDERCLOSED").is_ok());
    assert!(matches!(refused("ORDERPAID"), Err(GatewayError::Declined { code, .. }) if code == "ORDERPAID"));
    assert!(is_unreadable(&close(&reply_signed_over(204, b"{}"))));
    assert!(close(&signed_reply(200, &json!({}))).is_ok(), "a server that says yes in more words");
}

/// Signed by WeChat's public key over these bytes.
fn reply_signed_over(status: u16, body: &[u8]) -> HttpsReply {
    let key = private_key(&json("v3-keys.json")["wechat_pay_public_key"]);
    super::reply_signed(&key, &public_key_id(), status, body)
}

#[test]
fn a_refund_is_accepted_only_under_our_number_and_for_our_amounts() {
    let ours = refund("SHOP20260101000001R1", 1500);
    for status in ["PROCESSING", "SUCCESS", "ABNORMAL", "CLOSED"] {
        assert!(send_refund(&signed_reply(200, &refund_object(status)), &ours).is_ok(), "{status}");
    }
    let reply = signed_reply(200, &refund_object("PROCESSING"));
    for wrong in [
        refund("SHOP20260101000001R2", 1500),
        refund("SHOP20260101000001R1", 1501),
        Refund { order_no: order_no("SHOP20260101000002"), ..ours.clone() },
        Refund { paid: Fen::new(5001).unwrap(), ..ours.clone() },
        Refund { transaction_id: TransactionId::parse("42").unwrap(), ..ours.clone() },
    ] {
        assert!(is_elsewhere(&send_refund(&reply, &wrong)), "{wrong:?}");
        assert!(is_elsewhere(&query_refund(&reply, &wrong)), "{wrong:?}");
    }
    for (name, value) in
        [("refund", json!("1500")), ("total", json!(50.0)), ("total", Value::Null), ("refund", json!(-1))]
    {
        let mut odd = refund_object("SUCCESS");
        odd["amount"][name] = value;
        assert!(is_unreadable(&send_refund(&signed_reply(200, &odd), &ours)), "{odd}");
    }
    let empty = NoAnswer::Unreadable("no amount".to_owned());
    let mut without = refund_object("SUCCESS");
    without.as_object_mut().unwrap().remove("amount");
    assert!(
        matches!(send_refund(&signed_reply(200, &without), &ours), Err(GatewayError::NoAnswer(why)) if why == empty)
    );
}

#[test]
fn a_refund_is_where_wechat_says_it_is() {
    let ours = refund("SHOP20260101000001R1", 1500);
    for (status, expected) in [
        ("PROCESSING", RefundOutcome::Processing),
        ("ABNORMAL", RefundOutcome::Change),
        ("CLOSED", RefundOutcome::Closed),
    ] {
        match query_refund(&signed_reply(200, &refund_object(status)), &ours) {
            Ok(RefundStatus::Known(facts)) => assert_eq!(facts.outcome, expected, "{status}"),
            other => panic!("{status}: {other:?}"),
        }
    }
    let mut said = refund_object("SUCCESS");
    said["success_time"] = "soon".into();
    let arrived = query_refund(&signed_reply(200, &said), &ours);
    let Ok(RefundStatus::Known(facts)) = arrived else { panic!("{arrived:?}") };
    assert_eq!(facts.outcome, RefundOutcome::Success { at: None, account: "支付用户零钱".to_owned() });
    let not_there = signed_reply(404, &json!({ "code": "RESOURCE_NOT_EXISTS", "message": "退款单不存在" }));
    assert_eq!(query_refund(&not_there, &ours).unwrap(), RefundStatus::NotThere);
    let mut notice_form = refund_object("SUCCESS");
    notice_form["refund_status"] = "SUCCESS".into();
    notice_form.as_object_mut().unwrap().remove("status");
    assert!(is_unreadable(&query_refund(&signed_reply(200, &notice_form), &ours)), "status here, refund_status there");
    let future = query_refund(&signed_reply(200, &refund_object("TELEPORTED")), &ours);
    assert!(matches!(future, Err(GatewayError::NoAnswer(NoAnswer::Unknown { .. }))));
}

#[test]
fn a_number_that_need_not_be_ours_is_told_with_its_own_amounts_and_for_this_order_only() {
    let asked_about = |order: &str, number: &str, reply: &HttpsReply| {
        let number = RefundNo::parse(number).unwrap();
        asked(V3Call::QueryRefund, reply, |answer| answer.any_refund(&order_no(order), &number))
    };
    let reply = signed_reply(200, &refund_object("SUCCESS"));
    match asked_about(ORDER, "SHOP20260101000001R1", &reply) {
        Ok(RefundStatus::Known(facts)) => assert_eq!((facts.amount.get(), facts.total.get()), (1500, 5000)),
        other => panic!("{other:?}"),
    }
    assert!(is_elsewhere(&asked_about(ORDER, "SHOP20260101000001R2", &reply)));
    assert!(is_elsewhere(&asked_about("SHOP20260101000002", "SHOP20260101000001R1", &reply)));
    let none = signed_reply(404, &json!({ "code": "RESOURCE_NOT_EXISTS", "message": "" }));
    assert_eq!(asked_about(ORDER, "SHOP20260101000001R1", &none).unwrap(), RefundStatus::NotThere);
}

#[test]
fn an_answer_that_bears_no_signature_is_no_answer_whatever_it_says() {
    let bare = |status, body: &str| HttpsReply {
        status,
        body: body.as_bytes().to_vec(),
        date: None,
        headers: reqwest::header::HeaderMap::new(),
    };
    for status in [302, 400, 404, 429, 500, 502, 503] {
        let result = query_refund(&bare(status, r#"{"code":"RESOURCE_NOT_EXISTS"}"#), &refund("R1", 1));
        assert!(matches!(result, Err(GatewayError::NoAnswer(NoAnswer::Status(said))) if said == status), "{result:?}");
    }
    for status in [200, 204] {
        let result = send_refund(&bare(status, &refund_object("SUCCESS").to_string()), &refund("R1", 1));
        assert!(matches!(result, Err(GatewayError::NoAnswer(NoAnswer::Unproven))));
    }
    // One header of four: it says that it is signed, and is not.
    let mut half = bare(404, r#"{"code":"RESOURCE_NOT_EXISTS"}"#);
    half.headers = header_map(&json!({ "Wechatpay-Serial": "0" }));
    assert!(matches!(query_refund(&half, &refund("R1", 1)), Err(GatewayError::NoAnswer(NoAnswer::Unproven))));
}

#[test]
fn an_error_is_believed_only_as_it_was_signed() {
    let mut forged = signed_reply(404, &json!({ "code": "RESOURCE_NOT_EXIST", "message": "" }));
    forged.body = forged.body.iter().copied().map(|b| if b == b'R' { b'r' } else { b }).collect();
    let result = query_refund(&forged, &refund("SHOP20260101000001R1", 1500));
    assert!(matches!(result, Err(GatewayError::NoAnswer(NoAnswer::Unproven))));
    for body in [&b"<html>"[..], b"", b"[]", b"{\"code\":1}"] {
        let result = query_refund(&reply_signed_over(404, body), &refund("SHOP20260101000001R1", 1500));
        assert!(matches!(result, Err(GatewayError::NoAnswer(NoAnswer::Status(404)))), "{result:?}");
    }
    let moved = query_refund(&reply_signed_over(302, b""), &refund("SHOP20260101000001R1", 1500));
    assert!(matches!(moved, Err(GatewayError::NoAnswer(NoAnswer::Status(302)))));
    let reply = signed_reply(200, &json!({}));
    let none = JsonAnswer::read(V3Call::Refund, &reply, &TrustKeys::default(), MOMENTS);
    assert!(matches!(none, Err(GatewayError::NoAnswer(NoAnswer::UnknownKey(id))) if id == public_key_id()));
}

#[test]
fn a_signature_refused_because_our_clock_jumped_is_made_again_and_every_other_calls_the_owner() {
    let reply = signed_reply(401, &json!({ "code": "SIGN_ERROR", "message": "签名错误" }));
    let told = |late: i64| {
        let moments = Moments { signed_at: SENT_AT.plus(-late), answered_at: SENT_AT };
        JsonAnswer::read(V3Call::Refund, &reply, &trust_keys(), moments).and_then(|a| a.done().map(|_| ()))
    };
    for late in [0, 299, -299] {
        assert!(matches!(told(late), Err(GatewayError::Misconfigured { code, .. }) if code == "SIGNERROR"), "{late}");
    }
    for late in [300, -300, 90_000] {
        assert!(matches!(told(late), Err(GatewayError::Wait { pause: Pause::This, .. })), "{late}");
    }
}

#[test]
fn numbers_are_escaped_in_a_path_as_the_vectors_have_them() {
    use crate::wechat::v3::call;
    let of = |number: &str| call::query_refund(&RefundNo::parse(number).unwrap()).path;
    assert_eq!(of("R1|@*"), "/v3/refund/domestic/refunds/R1%7C%40%2A");
    let cases = json("v3-request-sign.json");
    let uris: Vec<_> = list(&cases["cases"]).iter().map(|case| text(&case["uri"])).collect();
    let order = OrderNo::parse(ORDER).unwrap();
    for path in [
        call::query_order(&order, &account().mch_id).path,
        call::close_order(&order, &account().mch_id).unwrap().path,
        of("SHOP20260101000001R1"),
        of("R|1@2*"),
        call::trade_bill(crate::domain::Day::parse("2026-01-01").unwrap()).path,
        call::certificates().path,
    ] {
        assert!(uris.contains(&path.as_str()), "{path}");
    }
}
