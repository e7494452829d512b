//! The calls of API v3 over real TLS: what leaves, with which signature, and what may not leave at all.

use crate::{
    server::{Heard, Pki, Reply, Server},
    v3_wechat::{
        DATE, NOTIFY, NOW, Record, Shows, WeChatKey, account, certificate_key, endpoint, gateway, merchant_certificate,
        order_no, public_key, refund, refund_object, text, wechat,
    },
};
use std::sync::{Arc, Mutex};
use zhanggui::{
    domain::{AppId, Fen, OpenId, PrepayId, SignType, UnixSeconds},
    wechat::{
        BadCertificate, CertificateFiles, CertificatePart, Channel, Gateway, GatewayError, NoAnswer, NotSent,
        OrderStatus, Pause, PaymentSheet, RefundStatus, UnifiedOrder,
        v3::{MerchantKey, TrustKeeper, V3Gateway, payment_sheet_text, request_text},
    },
};

const RSA: SignType = SignType::Rsa;

fn order(channel: Channel) -> UnifiedOrder {
    UnifiedOrder {
        order_no: order_no(),
        body: "咖啡店-拿铁（大杯）".to_owned(),
        total: Fen::new(5000).unwrap(),
        openid: OpenId::parse("oTEST00000000000000000000001").unwrap(),
        client_ip: "203.0.113.7".parse().unwrap(),
        created_at: NOW,
        expires_at: NOW.plus(1800),
        notify_url: "https://shop.example/wxpay/v3/notify".to_owned(),
        channel,
        sign_type: RSA,
    }
}

fn merchant_key() -> MerchantKey {
    merchant_certificate().signing_key().unwrap()
}

/// The attributes of an `Authorization`.
fn attribute<'a>(heard: &'a Heard, name: &str) -> &'a str {
    let header = heard.headers["authorization"].strip_prefix("WECHATPAY2-SHA256-RSA2048 ").unwrap();
    let mut all = header.split(',').map(|one| one.split_once('=').unwrap());
    all.find(|(known, _)| *known == name).unwrap().1.trim_matches('"')
}

/// That the request was signed by the merchant's key over the bytes that came.
fn is_signed(heard: &Heard) {
    let at = UnixSeconds::new(attribute(heard, "timestamp").parse().unwrap());
    let nonce = attribute(heard, "nonce_str");
    let signed = request_text(&heard.method, &heard.target, at, nonce, &heard.body);
    // PKCS#1 v1.5 has one signature for one text.
    assert_eq!(attribute(heard, "signature"), merchant_key().sign(&signed), "{heard:?}");
    assert_eq!(attribute(heard, "mchid"), "1900000001");
    assert_eq!(attribute(heard, "serial_no"), "7E57000000000000000000000000000000000001");
    assert_eq!((at, nonce.len()), (NOW, 32));
    assert_eq!(heard.headers["accept"], "application/json");
    assert!(heard.headers["user-agent"].starts_with("zhanggui/"));
    let kind = heard.headers.get("content-type").map(String::as_str);
    assert_eq!(kind, (!heard.body.is_empty()).then_some("application/json; charset=utf-8"));
    assert!(!heard.with_certificate, "API v3 shows no client certificate");
}

#[test]
fn every_call_is_signed_over_what_is_sent_and_recorded_before_it_leaves() {
    let pki = Pki::new();
    let key = WeChatKey::public();
    let server = Server::start(&pki, move |heard| wechat(&key, heard));
    let (gateway, record) = (gateway(&server, &pki, vec![public_key(), certificate_key(1)]), Record::default());
    let prepaid = gateway.unified_order(&order(Channel::MiniProgram), &record);
    assert_eq!(prepaid.result.unwrap().as_str(), "wx01080000000000testprepay000001");
    assert!(gateway.unified_order(&order(Channel::App), &record).result.is_ok());
    assert_eq!(gateway.query_order(&order_no(), RSA, &record).result.unwrap(), OrderStatus::NotPaid);
    assert!(gateway.close_order(&order_no(), RSA, &record).result.is_ok());
    let refunded = gateway.refund(&refund(), RSA, NOTIFY, &record);
    assert!(refunded.raw.unwrap().contains("SHOP20260101000001R1") && refunded.result.is_ok());
    assert!(matches!(gateway.query_refund(&refund(), RSA, &record).result, Ok(RefundStatus::Known(_))));
    let heard = server.heard();
    let nonces: std::collections::BTreeSet<_> = heard.iter().map(|one| attribute(one, "nonce_str")).collect();
    assert_eq!(nonces.len(), heard.len(), "a nonce of its own for every try");
    for one in &heard {
        is_signed(one);
        assert_eq!(one.headers["wechatpay-serial"], "PUB_KEY_ID_0119000000012026010100000000000001");
    }
    let left: Vec<_> =
        heard.iter().map(|one| if one.body.is_empty() { one.target.clone() } else { one.body.clone() }).collect();
    let calls = record.calls.lock().unwrap();
    assert_eq!(calls.iter().map(|(_, body)| body.clone()).collect::<Vec<_>>(), left, "recorded is what left");
    let names: Vec<_> = calls.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["unifiedorder", "unifiedorder", "orderquery", "closeorder", "refund", "refundquery"]);
}

#[test]
fn bodies_say_what_the_document_names_and_nothing_empty() {
    let pki = Pki::new();
    let key = WeChatKey::public();
    let server = Server::start(&pki, move |heard| wechat(&key, heard));
    let (gateway, record) = (gateway(&server, &pki, vec![public_key()]), Record::default());
    drop(gateway.unified_order(&order(Channel::MiniProgram), &record));
    drop(gateway.unified_order(&order(Channel::App), &record));
    drop(gateway.refund(&refund(), RSA, NOTIFY, &record));
    let mut bare = refund();
    bare.reason.clear();
    drop(gateway.refund(&bare, RSA, "", &record));
    let bodies: Vec<serde_json::Value> =
        server.heard().iter().map(|one| serde_json::from_str(&one.body).unwrap()).collect();
    let mut expected = serde_json::json!({
        "appid": "wx7e57000000000001", "mchid": "1900000001", "description": "咖啡店-拿铁（大杯）",
        "out_trade_no": "SHOP20260101000001", "time_expire": "2026-01-01T08:30:00+08:00",
        "notify_url": "https://shop.example/wxpay/v3/notify", "amount": { "total": 5000, "currency": "CNY" },
        "payer": { "openid": "oTEST00000000000000000000001" }, "scene_info": { "payer_client_ip": "203.0.113.7" },
    });
    assert_eq!(bodies[0], expected);
    expected.as_object_mut().unwrap().remove("payer");
    assert_eq!(bodies[1], expected, "the app pays without an openid");
    let mut expected = serde_json::json!({
        "transaction_id": "4200000000202601010000000001", "out_refund_no": "SHOP20260101000001R1", "reason": "商品缺货",
        "notify_url": NOTIFY, "amount": { "refund": 1500, "total": 5000, "currency": "CNY" },
    });
    assert_eq!(bodies[2], expected);
    for name in ["reason", "notify_url"] {
        expected.as_object_mut().unwrap().remove(name);
    }
    assert_eq!(bodies[3], expected);
}

#[test]
fn a_call_that_breaks_the_rules_never_leaves() {
    let pki = Pki::new();
    let server = Server::start(&pki, |_| Reply::HangUp);
    let gateway = gateway(&server, &pki, vec![public_key()]);
    let record = Record::default();
    let late = UnifiedOrder { expires_at: NOW.plus(59), ..order(Channel::App) };
    let nothing = UnifiedOrder { body: " ".to_owned(), ..order(Channel::App) };
    let free = UnifiedOrder { total: Fen::ZERO, ..order(Channel::App) };
    let query = UnifiedOrder { notify_url: "https://shop.example/?a=1".to_owned(), ..order(Channel::App) };
    for bad in [late, nothing, free, query] {
        let result = gateway.unified_order(&bad, &record).result;
        assert!(matches!(result, Err(GatewayError::NotSent(NotSent::BadRequest(_)))), "{bad:?}: {result:?}");
    }
    let mut more = refund();
    more.amount = Fen::new(5001).unwrap();
    let result = gateway.refund(&more, RSA, NOTIFY, &record).result;
    assert!(matches!(result, Err(GatewayError::NotSent(NotSent::BadRequest(_)))));
    let list = gateway.query_refunds((&order_no(), None), RSA, 0, &record).result;
    assert!(matches!(list, Err(GatewayError::NotSent(NotSent::NoListOfRefunds))));
    let full = Record { refuse: true, ..Record::default() };
    let result = gateway.refund(&refund(), RSA, NOTIFY, &full).result;
    assert!(matches!(result, Err(GatewayError::NotSent(NotSent::NotRecorded(_)))));
    assert!(server.heard().is_empty() && record.calls.lock().unwrap().is_empty());
}

#[test]
fn without_a_key_to_believe_the_answer_by_no_money_leaves_and_questions_do() {
    let pki = Pki::new();
    let key = WeChatKey::public();
    let server = Server::start(&pki, move |heard| wechat(&key, heard));
    let day = |day: &str| UnixSeconds::parse_dashed(&format!("{day} 12:00:00")).unwrap();
    for (keys, at) in [
        (Vec::new(), NOW),
        (vec![certificate_key(0)], day("2026-02-01")), // ended the day before
        (vec![certificate_key(1)], day("2025-11-30")), // begins the day after
    ] {
        let keeper = Arc::new(TrustKeeper::new(keys));
        let certificate = Ok(merchant_certificate());
        let gateway =
            V3Gateway::new(account(), &endpoint(&server, &pki), certificate, keeper, Shows::at(at).env()).unwrap();
        let (record, before) = (Record::default(), server.heard().len());
        let mut order = order(Channel::MiniProgram);
        order.expires_at = at.plus(1800);
        let created = gateway.unified_order(&order, &record).result;
        assert!(matches!(created, Err(GatewayError::NotSent(NotSent::NoTrustKey))), "{created:?}");
        let refunded = gateway.refund(&refund(), RSA, NOTIFY, &record).result;
        assert!(matches!(refunded, Err(GatewayError::NotSent(NotSent::NoTrustKey))), "{refunded:?}");
        let card = zhanggui::domain::PayoutTo::Shop;
        let refund_id = zhanggui::domain::RefundId::parse("50300000000202601010000000001").unwrap();
        let paid_out = gateway.abnormal_refund((&refund(), &refund_id), &card, RSA, &record).result;
        assert!(matches!(paid_out, Err(GatewayError::NotSent(NotSent::NoTrustKey))), "{paid_out:?}");
        assert!(record.calls.lock().unwrap().is_empty() && server.heard().len() == before);
        let asked = gateway.query_order(&order_no(), RSA, &record).result;
        let id = "PUB_KEY_ID_0119000000012026010100000000000001";
        assert!(matches!(asked, Err(GatewayError::NoAnswer(NoAnswer::UnknownKey(said))) if said == id));
        assert!(!server.heard()[before].headers.contains_key("wechatpay-serial"), "there is none to ask for");
    }
}

#[test]
fn certificates_and_the_public_key_are_asked_for_and_believed_side_by_side() {
    let pki = Pki::new();
    let public = "PUB_KEY_ID_0119000000012026010100000000000001";
    let newest = "7E57000000000000000000000000000000000012";
    for (signer, keys, asked_for) in [
        (WeChatKey::certificate(1), vec![certificate_key(0), certificate_key(1)], newest),
        (WeChatKey::certificate(0), vec![certificate_key(1), certificate_key(0)], newest),
        (WeChatKey::certificate(0), vec![certificate_key(0), public_key()], public),
        (WeChatKey::public(), vec![public_key(), certificate_key(1)], public),
    ] {
        let server = Server::start(&pki, move |heard| wechat(&signer, heard));
        let gateway = gateway(&server, &pki, keys);
        assert!(gateway.refund(&refund(), RSA, NOTIFY, &Record::default()).result.is_ok());
        assert_eq!(server.heard()[0].headers["wechatpay-serial"], asked_for);
    }
}

#[test]
fn a_key_that_comes_while_the_shop_is_open_is_taken_up() {
    let pki = Pki::new();
    let key = WeChatKey::certificate(1);
    let server = Server::start(&pki, move |heard| wechat(&key, heard));
    let gateway = gateway(&server, &pki, Vec::new());
    let refunded = || gateway.refund(&refund(), RSA, NOTIFY, &Record::default()).result;
    assert!(matches!(refunded(), Err(GatewayError::NotSent(NotSent::NoTrustKey))));
    gateway.keys().add_certificates(vec![certificate_key(1)], NOW);
    assert!(refunded().is_ok());
    gateway.keys().replace(vec![public_key()]);
    assert!(matches!(refunded(), Err(GatewayError::NoAnswer(NoAnswer::UnknownKey(_)))));
    gateway.keys().add_certificates(vec![certificate_key(0), certificate_key(1)], NOW);
    let ids = || gateway.keys().current().iter().map(|key| key.id().to_string()).collect::<Vec<_>>();
    assert_eq!(ids().len(), 3, "the public key stays");
    gateway.keys().add_certificates(vec![certificate_key(1)], NOW.plus_days(365));
    assert_eq!(ids().len(), 2, "a certificate that has ended goes");
}

#[test]
fn the_merchants_key_that_comes_while_the_shop_is_open_is_taken_up_and_without_it_nothing_leaves() {
    let (pki, folder) = (Pki::new(), tempfile::tempdir().unwrap());
    let key = WeChatKey::public();
    let server = Server::start(&pki, move |heard| wechat(&key, heard));
    let (cert, secret) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    let files = CertificateFiles::named(cert.clone(), secret.clone());
    let keeper = Arc::new(TrustKeeper::new(vec![public_key()]));
    let env = Shows::at(NOW).env();
    let gateway = V3Gateway::watching(account(), &endpoint(&server, &pki), files, keeper, env).unwrap();
    let asked = || gateway.query_order(&order_no(), RSA, &Record::default()).result;
    let missing = BadCertificate::Missing { what: CertificatePart::Certificate };
    assert!(matches!(asked(), Err(GatewayError::NotSent(NotSent::Certificate(why))) if why == missing));
    let prepay_id = PrepayId::parse("wx1").unwrap();
    assert!(matches!(gateway.sheet(&prepay_id, Channel::App, NOW), Err(NotSent::Certificate(_))));
    let keys = crate::v3_wechat::json("v3-keys.json");
    let write = |label: &str, of: &str, path| {
        std::fs::write(path, crate::v3_wechat::pem(label, &keys["merchant"][of])).unwrap();
    };
    write("CERTIFICATE", "certificate_der_base64", &cert);
    write("PRIVATE KEY", "private_key_pkcs8_der_base64", &secret);
    assert!(asked().is_ok());
    assert_eq!(gateway.certificate().unwrap().unwrap().expires_at.to_dashed(), "2030-01-01 08:00:00");
}

#[test]
fn the_payment_sheet_is_signed_with_rsa_for_each_channel() {
    let pki = Pki::new();
    let server = Server::start(&pki, |_| Reply::HangUp);
    let gateway = gateway(&server, &pki, vec![public_key()]);
    let prepay_id = PrepayId::parse("wx01080000000000testprepay000001").unwrap();
    match gateway.payment_sheet(&prepay_id, Channel::MiniProgram, RSA, NOW).unwrap() {
        PaymentSheet::MiniProgram { time_stamp, nonce_str, package, sign_type, pay_sign } => {
            let text = payment_sheet_text("wx7e57000000000001", "1767225600", &nonce_str, &package);
            assert_eq!((pay_sign, sign_type.as_str()), (merchant_key().sign(&text), "RSA"));
            assert_eq!(
                (time_stamp.as_str(), package.as_str()),
                ("1767225600", "prepay_id=wx01080000000000testprepay000001")
            );
        }
        other @ PaymentSheet::App { .. } => panic!("{other:?}"),
    }
    let app = AppId::parse("wx7e57000000000002").unwrap();
    assert!(gateway.in_app(&account().app_id).is_none());
    match gateway.in_app(&app).unwrap().payment_sheet(&prepay_id, Channel::App, RSA, NOW).unwrap() {
        PaymentSheet::App { app_id, partner_id, prepay_id, nonce_str, timestamp, sign } => {
            let text = payment_sheet_text("wx7e57000000000002", &timestamp, &nonce_str, prepay_id.as_str());
            assert_eq!((sign, app_id, partner_id), (merchant_key().sign(&text), app, account().mch_id));
        }
        other @ PaymentSheet::MiniProgram { .. } => panic!("{other:?}"),
    }
}

#[test]
fn the_shops_own_app_asks_and_is_answered_under_its_own_appid() {
    let pki = Pki::new();
    let key = WeChatKey::public();
    let server = Server::start(&pki, move |heard| wechat(&key, heard));
    let app = AppId::parse("wx7e57000000000002").unwrap();
    let in_app = gateway(&server, &pki, vec![public_key()]).in_app(&app).unwrap();
    assert!(in_app.unified_order(&order(Channel::App), &Record::default()).result.is_ok());
    let body: serde_json::Value = serde_json::from_str(&server.heard()[0].body).unwrap();
    assert_eq!(text(&body["appid"]), app.as_str());
    let answer = in_app.query_order(&order_no(), RSA, &Record::default()).result;
    assert!(matches!(answer, Err(GatewayError::NoAnswer(NoAnswer::Elsewhere(_)))), "the mini program's: {answer:?}");
}

#[test]
fn a_clock_that_is_wrong_or_jumps_costs_one_try_and_no_refund() {
    let pki = Pki::new();
    let real = Arc::new(Mutex::new(NOW));
    let (seen, key) = (Arc::clone(&real), WeChatKey::public());
    // As WeChat does: a request more than five minutes away from its clock is refused, and the answer says what time it is.
    let server = Server::start(&pki, move |heard| {
        let now = *seen.lock().unwrap();
        let signed_at: i64 = attribute(heard, "timestamp").parse().unwrap();
        let (status, body) = if now.since(UnixSeconds::new(signed_at)).abs() < 300 {
            (200, refund_object("PROCESSING"))
        } else {
            (401, serde_json::json!({ "code": "SIGN_ERROR", "message": "时间戳" }))
        };
        let body = body.to_string().into_bytes();
        let date = if now == NOW { DATE } else { "Thu, 01 Jan 2026 09:00:00 GMT" };
        Reply::With(status, format!("Date: {date}\r\n{}", key.headers(now, &body)), body)
    });
    let clock = Shows::at(NOW.plus(-7200));
    let keeper = Arc::new(TrustKeeper::new(vec![public_key()]));
    let certificate = Ok(merchant_certificate());
    let gateway = V3Gateway::new(account(), &endpoint(&server, &pki), certificate, keeper, clock.env()).unwrap();
    let refunded = || gateway.refund(&refund(), RSA, NOTIFY, &Record::default()).result;
    assert!(matches!(refunded(), Err(GatewayError::Wait { pause: Pause::This, .. })), "two hours behind");
    assert!(refunded().is_ok(), "and then by WeChat's time");
    // The computer slept nine hours: its clock went on.
    *real.lock().unwrap() = NOW.plus(9 * 3600);
    *clock.0.lock().unwrap() = NOW.plus(7 * 3600);
    assert!(refunded().is_ok());
    // Somebody set it right.
    *clock.0.lock().unwrap() = NOW.plus(9 * 3600);
    assert!(matches!(refunded(), Err(GatewayError::Wait { pause: Pause::This, .. })));
    assert!(refunded().is_ok());
    assert_eq!(server.heard().len(), 5, "never repeated by itself");
}
