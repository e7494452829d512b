//! What WeChat answers to our calls, believed only if it is about what we asked.

use super::{account, file};
use crate::{
    domain::{Fen, OrderNo, Refund, RefundNo, RefundOutcome, RefundState, SignType, TransactionId, UnixSeconds},
    wechat::{
        GatewayError, NoAnswer, OrderStatus, RefundStatus,
        v2::{answer::XmlAnswer, call::V2Call, sign},
    },
};

const ORDER: &str = "SHOP20260101000001";

fn asked<T>(
    call: V2Call,
    body: &[u8],
    read: impl FnOnce(&XmlAnswer<'_>) -> Result<T, GatewayError>,
) -> Result<T, GatewayError> {
    XmlAnswer::read(call, body, &account(), SignType::Md5).and_then(|answer| read(&answer))
}

fn order_no(raw: &str) -> OrderNo {
    OrderNo::parse(raw).unwrap()
}

fn refund(number: &str, amount: i64) -> Refund {
    Refund {
        refund_no: RefundNo::parse(number).unwrap(),
        order_no: order_no(ORDER),
        transaction_id: TransactionId::parse("4200000000202601010000000001").unwrap(),
        amount: Fen::new(amount).unwrap(),
        paid: Fen::new(5000).unwrap(),
        reason: "商品缺货".to_owned(),
        state: RefundState::Sending,
        sends: 1,
        may_have_left: true,
        asks: 0,
        changed_at: UnixSeconds::new(0),
        app_id: None,
        approved_by: None,
    }
}

/// An answer of our own making, signed like WeChat's.
fn signed(fields: &[(&str, &str)]) -> Vec<u8> {
    let common =
        [("return_code", "SUCCESS"), ("appid", "wx7e57000000000001"), ("mch_id", "1900000001"), ("nonce_str", "n")];
    let all: Vec<_> = common.iter().chain(fields).copied().collect();
    sign::write_signed(&all, &account().key, SignType::Md5).into_bytes()
}

fn query_order(body: &[u8], number: &str) -> Result<OrderStatus, GatewayError> {
    asked(V2Call::QueryOrder, body, |answer| answer.order_status(&order_no(number)))
}

fn send_refund(body: &[u8], ours: &Refund) -> Result<(), GatewayError> {
    asked(V2Call::Refund, body, |answer| answer.refund_accepted(ours))
}

fn query_refund(body: &[u8], ours: &Refund) -> Result<RefundStatus, GatewayError> {
    asked(V2Call::QueryRefund, body, |answer| answer.refund_status(ours))
}

fn is_elsewhere<T>(result: &Result<T, GatewayError>) -> bool {
    matches!(result, Err(GatewayError::NoAnswer(NoAnswer::Elsewhere(_))))
}

#[test]
fn an_order_is_paid_open_or_closed_as_wechat_says() {
    for (name, refunded) in [("v2-orderquery-success.xml", false), ("v2-orderquery-refund.xml", true)] {
        match query_order(&file(name), ORDER) {
            Ok(OrderStatus::Paid { facts, refund_exists }) => {
                assert_eq!((facts.total.get(), refund_exists), (5000, refunded), "{name}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
    for name in ["v2-orderquery-notpay.xml", "v2-orderquery-userpaying.xml", "v2-orderquery-payerror.xml"] {
        assert_eq!(query_order(&file(name), ORDER).unwrap(), OrderStatus::NotPaid, "{name}");
    }
    assert_eq!(query_order(&file("v2-orderquery-closed.xml"), ORDER).unwrap(), OrderStatus::Closed);
    assert_eq!(query_order(&file("v2-orderquery-notexist.xml"), ORDER).unwrap(), OrderStatus::NotThere);
    let future = signed(&[("result_code", "SUCCESS"), ("out_trade_no", ORDER), ("trade_state", "TELEPORTED")]);
    assert!(matches!(query_order(&future, ORDER), Err(GatewayError::NoAnswer(NoAnswer::Unknown { .. }))));
}

#[test]
fn an_answer_about_another_order_is_no_answer() {
    for name in ["v2-orderquery-success.xml", "v2-orderquery-closed.xml", "v2-orderquery-notpay.xml"] {
        assert!(is_elsewhere(&query_order(&file(name), "SHOP20260101000002")), "{name}");
    }
    let refusal = signed(&[("result_code", "FAIL"), ("err_code", "ORDERNOTEXIST"), ("out_trade_no", ORDER)]);
    assert!(is_elsewhere(&query_order(&refusal, "SHOP20260101000002")));
}

#[test]
fn an_order_is_created_only_with_a_prepay_id_for_the_way_we_asked() {
    let created = |body: &[u8], way: &str| asked(V2Call::UnifiedOrder, body, |answer| answer.prepay_id(way));
    let body = file("v2-unifiedorder-response.xml");
    assert_eq!(created(&body, "JSAPI").unwrap().as_str(), "wx01080000000000testprepay000001");
    assert!(is_elsewhere(&created(&body, "APP")));
    let paid = created(&file("v2-unifiedorder-response-orderpaid.xml"), "JSAPI");
    assert!(matches!(paid, Err(GatewayError::Declined { code, .. }) if code == "ORDERPAID"));
    let busy = created(&file("v2-unifiedorder-response-systemerror.xml"), "JSAPI");
    assert!(matches!(busy, Err(GatewayError::NoAnswer(NoAnswer::Unknown { .. }))));
}

#[test]
fn closing_is_done_also_when_it_was_closed_before() {
    let close = |body: &[u8]| asked(V2Call::CloseOrder, body, |answer| answer.closed(&order_no(ORDER)));
    assert!(close(&file("v2-closeorder-success.xml")).is_ok());
    assert!(close(&signed(&[("result_code", "FAIL"), ("err_code", "ORDERCLOSED")])).is_ok());
    let paid = close(&file("v2-closeorder-orderpaid.xml"));
    assert!(matches!(paid, Err(GatewayError::Declined { code, .. }) if code == "ORDERPAID"));
}

#[test]
fn a_refund_is_accepted_only_under_our_number_and_for_our_amounts() {
    let (ours, body) = (refund("SHOP20260101000001R1", 1500), file("v2-refund-response.xml"));
    assert!(send_refund(&body, &ours).is_ok());
    let other_order = Refund { order_no: order_no("SHOP20260101000002"), ..ours.clone() };
    let other_total = Refund { paid: Fen::new(5001).unwrap(), ..ours.clone() };
    let other_payment = Refund { transaction_id: TransactionId::parse("42").unwrap(), ..ours.clone() };
    for wrong in [
        refund("SHOP20260101000001R2", 1500),
        refund("SHOP20260101000001R1", 1501),
        other_order,
        other_total,
        other_payment,
    ] {
        assert!(is_elsewhere(&send_refund(&body, &wrong)), "{wrong:?}");
    }
    assert!(matches!(
        send_refund(&file("v2-refund-response-notenough.xml"), &ours),
        Err(GatewayError::NotEnough { .. })
    ));
    let unknown = send_refund(&file("v2-refund-response-systemerror.xml"), &ours);
    assert!(matches!(unknown, Err(GatewayError::NoAnswer(NoAnswer::Unknown { .. }))));
}

#[test]
fn all_refunds_of_an_order_are_listed_or_none() {
    let order_no = OrderNo::parse("SHOP20260101000001").unwrap();
    let listed_of = |body: &[u8], order_no: &OrderNo, payment: Option<&TransactionId>| {
        asked(V2Call::QueryRefund, body, |answer| answer.refunds(order_no, payment, 0))
    };
    let listed = |body: &[u8], order_no: &OrderNo| listed_of(body, order_no, None);
    let page = listed(&file("v2-refundquery-response.xml"), &order_no).unwrap();
    let refunds: Vec<_> = page.refunds.iter().map(|facts| (facts.refund_no.as_str(), facts.amount.get())).collect();
    assert_eq!((page.total, refunds), (2, vec![("SHOP20260101000001R1", 1500), ("SHOP20260101000001R2", 100)]));
    assert!(page.refunds.iter().all(|facts| facts.total.get() == 5000 && facts.order_no == order_no));
    assert_eq!(page.refunds.get(1).map(|facts| &facts.outcome), Some(&RefundOutcome::Processing));
    let none = listed(&file("v2-refundquery-notexist.xml"), &order_no).unwrap();
    assert_eq!((none.total, none.refunds.len()), (0, 0));
    let another = OrderNo::parse("SHOP20260101000002").unwrap();
    let answer = listed(&file("v2-refundquery-response.xml"), &another);
    assert!(matches!(answer, Err(GatewayError::NoAnswer(NoAnswer::Elsewhere(_)))), "{answer:?}");
    let own = TransactionId::parse("4200000000202601010000000001").unwrap();
    let page = listed_of(&file("v2-refundquery-response.xml"), &order_no, Some(&own)).unwrap();
    assert!(page.refunds.len() == 2 && page.refunds.iter().all(|facts| facts.transaction_id == own));
    let second = TransactionId::parse("4200000000202601010000000002").unwrap();
    let answer = listed_of(&file("v2-refundquery-response.xml"), &order_no, Some(&second));
    assert!(matches!(answer, Err(GatewayError::NoAnswer(NoAnswer::Elsewhere(_)))), "of another payment: {answer:?}");
}

#[test]
fn a_refund_is_found_among_others_by_its_number() {
    let body = file("v2-refundquery-response.xml");
    let RefundStatus::Known(first) = query_refund(&body, &refund("SHOP20260101000001R1", 1500)).unwrap() else {
        panic!()
    };
    let at = Some(UnixSeconds::parse_dashed("2026-01-01 09:00:05").unwrap());
    assert_eq!(first.outcome, RefundOutcome::Success { at, account: "支付用户零钱".to_owned() });
    assert_eq!(first.refund_id.unwrap().as_str(), "50300000000202601010000000001");
    let RefundStatus::Known(second) = query_refund(&body, &refund("SHOP20260101000001R2", 100)).unwrap() else {
        panic!()
    };
    assert_eq!(second.outcome, RefundOutcome::Processing);
    for wrong in
        [refund("SHOP20260101000001R3", 100), refund("SHOP20260101000001R2", 1500), refund("SHOP20260101000001R1", 100)]
    {
        assert!(is_elsewhere(&query_refund(&body, &wrong)), "{wrong:?}");
    }
    let nowhere = query_refund(&file("v2-refundquery-notexist.xml"), &refund("SHOP20260101000001R9", 100));
    assert_eq!(nowhere.unwrap(), RefundStatus::NotThere);
}

/// A page of `count` refunds of one order, each with `coupons` coupons, as WeChat writes it.
fn page(count: usize, coupons: usize, total: Option<usize>) -> Vec<u8> {
    let mut fields: Vec<(String, String)> = [
        ("result_code", "SUCCESS"),
        ("out_trade_no", ORDER),
        ("transaction_id", "4200000000202601010000000001"),
        ("total_fee", "5000"),
        ("settlement_total_fee", "4900"),
        ("fee_type", "CNY"),
        ("cash_fee", "4400"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let mut add = |name: String, value: &str| fields.push((name, value.to_owned()));
    add("refund_count".to_owned(), &count.to_string());
    if let Some(total) = total {
        add("total_refund_count".to_owned(), &total.to_string());
    }
    for n in 0..count {
        add(format!("out_refund_no_{n}"), &format!("HAND-{n:02}"));
        for (name, value) in [
            ("refund_id", "50300009912026010100000000001"),
            ("refund_channel", "ORIGINAL"),
            ("refund_fee", "100"),
            ("settlement_refund_fee", "98"),
            ("coupon_refund_fee", "12"),
            ("refund_status", "SUCCESS"),
            ("refund_account", "REFUND_SOURCE_UNSETTLED_FUNDS"),
            ("refund_recv_accout", "支付用户零钱"),
            ("refund_success_time", "2026-01-01 09:00:00"),
        ] {
            add(format!("{name}_{n}"), value);
        }
        add(format!("coupon_refund_count_{n}"), &coupons.to_string());
        for m in 0..coupons {
            add(format!("coupon_type_{n}_{m}"), "CASH");
            add(format!("coupon_refund_id_{n}_{m}"), "10000000001");
            add(format!("coupon_refund_fee_{n}_{m}"), "6");
        }
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    signed(&fields)
}

fn listed(body: &[u8], from: usize) -> Result<crate::wechat::ListedRefunds, GatewayError> {
    asked(V2Call::QueryRefund, body, |answer| answer.refunds(&order_no(ORDER), None, from))
}

#[test]
fn a_page_of_refunds_with_coupons_is_read_whole() {
    for (refunds, coupons) in [(9, 2), (10, 6), (10, 100)] {
        let page = listed(&page(refunds, coupons, Some(refunds)), 0).expect("a page");
        assert_eq!((page.total, page.refunds.len()), (refunds, refunds), "{coupons} coupons each");
    }
    let ours = refund("HAND-03", 100);
    assert!(matches!(query_refund(&page(10, 100, None), &ours), Ok(RefundStatus::Known(_))), "and ours is found in it");
    assert!(listed(&page(10, 150, Some(10)), 0).is_err(), "more than WeChat can mean");
}

#[test]
fn pages_go_on_until_there_is_no_other() {
    assert!(listed(&page(10, 0, None), 0).expect("a page").total > 10, "a full page has others behind it");
    assert_eq!(listed(&page(3, 0, None), 10).expect("a page").total, 13);
    assert_eq!(listed(&page(10, 0, Some(23)), 10).expect("a page").total, 23);
    let beyond = signed(&[("result_code", "FAIL"), ("err_code", "PARAM_ERROR"), ("err_code_des", "offset")]);
    assert_eq!(listed(&beyond, 20).expect("the end").total, 20);
    assert!(listed(&beyond, 0).is_err(), "of the first page it is an error like any other");
}

#[test]
fn an_answer_that_is_unsigned_or_signed_in_another_way_proves_nothing() {
    let mut body = String::from_utf8(file("v2-orderquery-success.xml")).unwrap();
    let pinned = XmlAnswer::read(V2Call::QueryOrder, body.as_bytes(), &account(), SignType::HmacSha256);
    assert!(matches!(pinned, Err(GatewayError::NoAnswer(NoAnswer::Unproven))));
    body = body.replace("<sign>", "<sing>").replace("</sign>", "</sing>");
    assert!(matches!(query_order(body.as_bytes(), ORDER), Err(GatewayError::NoAnswer(NoAnswer::Unproven))));
    let html = query_order(b"<html><body>502</body></html>", ORDER);
    assert!(matches!(html, Err(GatewayError::NoAnswer(NoAnswer::Unreadable(_)))));
    assert!(matches!(query_order(b"", ORDER), Err(GatewayError::NoAnswer(NoAnswer::Unreadable(_)))));
    let silent = signed(&[("out_trade_no", ORDER), ("trade_state", "SUCCESS")]);
    assert!(matches!(query_order(&silent, ORDER), Err(GatewayError::NoAnswer(NoAnswer::Unreadable(_)))));
}

#[test]
fn an_unsigned_failure_is_only_ever_not_understood() {
    let refused = send_refund(&file("v2-response-return-fail.xml"), &refund("SHOP20260101000001R1", 1500));
    assert!(matches!(refused, Err(GatewayError::Misconfigured { message, .. }) if message == "签名错误"));
    let fail = |words: &str| {
        let body = crate::wechat::v2::notify::fail_reply(words);
        send_refund(body.as_bytes(), &refund("SHOP20260101000001R1", 1500))
    };
    assert!(matches!(fail("频率限制"), Err(GatewayError::Wait { .. })));
    assert!(matches!(fail("SYSTEMERROR"), Err(GatewayError::NoAnswer(NoAnswer::Unknown { .. }))));
    assert!(matches!(fail("invalid refund_fee"), Err(GatewayError::Misconfigured { .. })));
}
