//! The five calls over real TLS: deadlines, cut lines, odd answers, and who sees the merchant certificate.

use crate::server::{Heard, Pki, Reply, Server};
use std::{
    net::TcpListener,
    sync::{Arc, Mutex},
    time::Duration,
};
use zhanggui::{
    base::env::{Clock, Env},
    domain::{
        AppId, Fen, MchId, OrderNo, PrepayId, Refund, RefundNo, RefundState, SignType, TransactionId, UnixSeconds,
    },
    wechat::{
        Account, ApiKey, BadCertificate, BadEndpoint, CallRecord, CertificateFiles, CertificatePart, Channel,
        ClientCertificate, Endpoint, Gateway, GatewayError, NoAnswer, NotRecorded, NotSent, OrderStatus, Outgoing,
        PaymentSheet,
        v2::{V2Gateway, notify, sign, wire::Fields},
    },
};

const HMAC: SignType = SignType::HmacSha256;
const NOTIFY: &str = "https://shop.example/refund";

type Script = fn(&Heard) -> Reply;
type Expected = fn(&NoAnswer) -> bool;

/// Remembers what left; says no when told to.
#[derive(Default)]
struct Record {
    bodies: Mutex<Vec<String>>,
    refuse: bool,
}

impl CallRecord for Record {
    fn leaving(&self, call: Outgoing<'_>) -> Result<(), NotRecorded> {
        if self.refuse {
            return Err(NotRecorded("disk full".to_owned()));
        }
        self.bodies.lock().unwrap().push(call.body.to_owned());
        Ok(())
    }
}

fn account() -> Account {
    Account {
        app_id: AppId::parse("wx7e57000000000001").unwrap(),
        app_channel_app_id: None,
        mch_id: MchId::parse("1900000001").unwrap(),
        key: ApiKey::new("TestApiV2Key00000000000000000001").unwrap(),
    }
}

fn endpoint(url: &str, pki: &Pki) -> Endpoint {
    let root = Some(pki.root_pem.clone().into_bytes());
    Endpoint { pay_url: url.to_owned(), extra_root_ca: root, deadline: Duration::from_secs(10), ..Endpoint::wechat() }
}

fn certificate(pki: &Pki, until: i32) -> Result<ClientCertificate, BadCertificate> {
    let (certificate, key) = pki.merchant("1900000001", until);
    ClientCertificate::from_pem(certificate.as_bytes(), key.as_bytes(), &account().mch_id)
}

fn gateway(endpoint: &Endpoint, pki: &Pki) -> V2Gateway {
    V2Gateway::new(account(), endpoint, certificate(pki, 2099), Env::system()).unwrap()
}

fn order_no() -> OrderNo {
    OrderNo::parse("SHOP20260101000001").unwrap()
}

fn refund() -> Refund {
    Refund {
        refund_no: RefundNo::parse("SHOP20260101000001R1").unwrap(),
        order_no: order_no(),
        transaction_id: TransactionId::parse("4200000000202601010000000001").unwrap(),
        amount: Fen::new(1500).unwrap(),
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

/// Answers as WeChat would: echoes what was asked, signed in the way it was asked.
fn wechat(heard: &Heard) -> Reply {
    let asked = Fields::read("xml", heard.body.as_bytes()).unwrap();
    let sign_type = sign::verify(&asked, &account().key, None).unwrap();
    let mut said: Vec<(&str, &str)> =
        vec![("return_code", "SUCCESS"), ("result_code", "SUCCESS"), ("out_trade_no", "SHOP20260101000001")];
    said.extend(asked.iter().filter(|(name, _)| !["sign", "out_trade_no"].contains(name)));
    said.push(("trade_state", "NOTPAY"));
    Reply::Answer(200, sign::write_signed(&said, &account().key, sign_type).into_bytes())
}

/// The same on a day of its own.
fn dated(day: &'static str, heard: &Heard) -> Reply {
    let Reply::Answer(_, body) = wechat(heard) else { panic!("an answer") };
    Reply::Dated(day, body)
}

/// A clock that shows this, whatever the time is.
struct Shows(&'static str);

impl Clock for Shows {
    fn now(&self) -> UnixSeconds {
        UnixSeconds::parse_compact(self.0).unwrap()
    }
}

fn query(gateway: &V2Gateway) -> Result<OrderStatus, GatewayError> {
    gateway.query_order(&order_no(), HMAC, &Record::default()).result
}

#[test]
fn only_the_refund_shows_the_merchant_certificate() {
    let pki = Pki::new();
    let server = Server::start(&pki, wechat);
    let (gateway, record) = (gateway(&endpoint(&server.url, &pki), &pki), Record::default());
    assert!(matches!(gateway.query_order(&order_no(), HMAC, &record).result, Ok(OrderStatus::NotPaid)));
    let answered = gateway.refund(&refund(), HMAC, NOTIFY, &record);
    assert!(answered.result.is_ok(), "{:?}", answered.result);
    assert!(answered.raw.unwrap().contains("SHOP20260101000001R1"));
    assert!(gateway.refund(&refund(), SignType::Md5, NOTIFY, &record).result.is_ok());
    assert!(gateway.close_order(&order_no(), HMAC, &record).result.is_ok());
    let heard = server.heard();
    let seen: Vec<_> = heard.iter().map(|one| (one.target.as_str(), one.with_certificate)).collect();
    let expected = [
        ("/pay/orderquery", false),
        ("/secapi/pay/refund", true),
        ("/secapi/pay/refund", true),
        ("/pay/closeorder", false),
    ];
    assert_eq!(seen, expected);
    let bodies: Vec<_> = heard.iter().map(|one| one.body.clone()).collect();
    assert_eq!(*record.bodies.lock().unwrap(), bodies, "recorded is what left");
}

/// The same in the mini program's name, whoever asked.
fn wechat_to_the_mini_program(heard: &Heard) -> Reply {
    let asked = Fields::read("xml", heard.body.as_bytes()).unwrap();
    let own: Vec<(&str, &str)> = asked
        .iter()
        .filter(|(name, _)| *name != "sign")
        .map(|(name, value)| (name, if name == "appid" { "wx7e57000000000001" } else { value }))
        .collect();
    let body = sign::write_signed(&own, &account().key, HMAC);
    wechat(&Heard { body, ..heard.clone() })
}

#[test]
fn the_shops_own_app_asks_signs_and_is_answered_under_its_own_appid() {
    let pki = Pki::new();
    let app = AppId::parse("wx7e57000000000002").unwrap();
    let server = Server::start(&pki, wechat);
    let gateway_of = |server: &Server| gateway(&endpoint(&server.url, &pki), &pki);
    let mini = gateway_of(&server);
    assert!(mini.in_app(&account().app_id).is_none(), "it is that app's way already");
    let in_app = mini.in_app(&app).unwrap();
    assert!(in_app.query_order(&order_no(), HMAC, &Record::default()).result.is_ok());
    assert!(in_app.refund(&refund(), HMAC, NOTIFY, &Record::default()).result.is_ok());
    assert!(mini.query_order(&order_no(), HMAC, &Record::default()).result.is_ok());
    let apps: Vec<_> = server
        .heard()
        .iter()
        .map(|one| Fields::read("xml", one.body.as_bytes()).unwrap().get("appid").unwrap().to_owned())
        .collect();
    assert_eq!(apps, ["wx7e57000000000002", "wx7e57000000000002", "wx7e57000000000001"]);
    let prepay_id = PrepayId::parse("wx201410272009395522657a690389285100").unwrap();
    let sheet = in_app.payment_sheet(&prepay_id, Channel::App, HMAC, UnixSeconds::new(1_767_225_600)).unwrap();
    assert!(matches!(sheet, PaymentSheet::App { app_id, .. } if app_id == app));
    let confused = Server::start(&pki, wechat_to_the_mini_program);
    let answer = gateway_of(&confused).in_app(&app).unwrap().query_order(&order_no(), HMAC, &Record::default()).result;
    assert!(matches!(answer, Err(GatewayError::NoAnswer(NoAnswer::Elsewhere(_)))), "{answer:?}");
}

#[test]
fn a_certificate_out_of_a_p12_file_is_shown_like_any_other() {
    let pki = Pki::new();
    let server = Server::start(&pki, wechat);
    let (certificate, key) = pki.merchant("1900000001", 2099);
    let archive = crate::p12::archive(&certificate, &key, "1900000001");
    let certificate = ClientCertificate::from_p12(&archive, &account().mch_id);
    let gateway = V2Gateway::new(account(), &endpoint(&server.url, &pki), certificate, Env::system()).unwrap();
    assert!(gateway.refund(&refund(), HMAC, NOTIFY, &Record::default()).result.is_ok());
    assert!(server.heard()[0].with_certificate);
}

#[test]
fn a_certificate_that_comes_or_changes_while_the_shop_is_open_is_taken_up() {
    let (pki, folder) = (Pki::new(), tempfile::tempdir().unwrap());
    let server = Server::start(&pki, wechat);
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    let files = CertificateFiles::named(cert.clone(), key.clone());
    let gateway = V2Gateway::watching(account(), &endpoint(&server.url, &pki), files, Env::system()).unwrap();
    let refunded = || gateway.refund(&refund(), HMAC, NOTIFY, &Record::default()).result;
    let missing = BadCertificate::Missing { what: CertificatePart::Certificate };
    assert_eq!(gateway.certificate(), Some(Err(missing.clone())));
    assert!(matches!(refunded(), Err(GatewayError::NotSent(NotSent::Certificate(why))) if why == missing));
    for (until, tail) in [(2098, ""), (2099, "\n")] {
        let (text, secret) = pki.merchant("1900000001", until);
        std::fs::write(&cert, format!("{text}{tail}")).unwrap();
        std::fs::write(&key, secret).unwrap();
        let facts = gateway.certificate().unwrap().unwrap();
        assert_eq!(facts.expires_at.beijing().year(), i16::try_from(until).unwrap());
        assert!(refunded().is_ok());
    }
    assert!(server.heard().iter().all(|one| one.with_certificate));
    std::fs::remove_file(&key).unwrap();
    assert_eq!(gateway.certificate(), Some(Err(BadCertificate::Missing { what: CertificatePart::Key })));
}

#[test]
fn a_call_that_cannot_be_recorded_never_leaves() {
    let pki = Pki::new();
    let server = Server::start(&pki, wechat);
    let full = Record { refuse: true, ..Record::default() };
    let result = gateway(&endpoint(&server.url, &pki), &pki).refund(&refund(), HMAC, NOTIFY, &full).result;
    assert!(matches!(result, Err(GatewayError::NotSent(NotSent::NotRecorded(_)))));
    assert!(server.heard().is_empty());
}

#[test]
fn without_a_usable_certificate_a_refund_never_leaves_and_all_else_works() {
    let pki = Pki::new();
    let server = Server::start(&pki, wechat);
    for bad in [Err(BadCertificate::Missing { what: CertificatePart::Certificate }), certificate(&pki, 2021)] {
        let gateway = V2Gateway::new(account(), &endpoint(&server.url, &pki), bad, Env::system()).unwrap();
        let (record, before) = (Record::default(), server.heard().len());
        let result = gateway.refund(&refund(), HMAC, NOTIFY, &record).result;
        assert!(matches!(result, Err(GatewayError::NotSent(NotSent::Certificate(_)))), "{result:?}");
        assert!(record.bodies.lock().unwrap().is_empty() && server.heard().len() == before);
        assert!(query(&gateway).is_ok());
    }
}

#[test]
fn a_certificate_ends_on_wechats_day_and_not_by_a_clock_that_is_wrong() {
    let pki = Pki::new();
    let in_2026: Script = |heard| dated("Tue, 01 Sep 2026 02:00:00 GMT", heard);
    let in_2031: Script = |heard| dated("Mon, 01 Sep 2031 02:00:00 GMT", heard);
    for (wechat, clock, usable) in
        [(in_2026, "20190901100000", true), (in_2026, "20350901100000", true), (in_2031, "20260901100000", false)]
    {
        let server = Server::start(&pki, wechat);
        let env = Env { clock: Arc::new(Shows(clock)), ..Env::system() };
        let certificate = certificate(&pki, 2030);
        let gateway = V2Gateway::new(account(), &endpoint(&server.url, &pki), certificate, env).unwrap();
        assert!(query(&gateway).is_ok());
        let result = gateway.refund(&refund(), HMAC, NOTIFY, &Record::default()).result;
        assert_eq!(result.is_ok(), usable, "{clock}: {result:?}");
    }
}

#[test]
fn what_may_have_arrived_is_never_called_unsent() {
    let pki = Pki::new();
    let cases: [(Script, Expected); 7] = [
        (|_| Reply::Silence, |why| matches!(why, NoAnswer::Broken(_))),
        (|_| Reply::HangUp, |why| matches!(why, NoAnswer::Broken(_))),
        (|_| Reply::Half, |why| matches!(why, NoAnswer::Broken(_))),
        (|_| Reply::Answer(502, b"<html>bad gateway</html>".to_vec()), |why| *why == NoAnswer::Status(502)),
        (|_| Reply::Answer(200, vec![b'x'; 100_000]), |why| matches!(why, NoAnswer::Unreadable(_))),
        (|_| Reply::Answer(200, b"<html></html>".to_vec()), |why| matches!(why, NoAnswer::Unreadable(_))),
        (|_| Reply::Answer(200, notify::SUCCESS_REPLY.into()), |why| *why == NoAnswer::Unproven),
    ];
    for (at, (script, expected)) in cases.into_iter().enumerate() {
        let server = Server::start(&pki, script);
        let short = Endpoint { deadline: Duration::from_secs(2), ..endpoint(&server.url, &pki) };
        let result = gateway(&short, &pki).refund(&refund(), HMAC, NOTIFY, &Record::default()).result;
        assert!(matches!(&result, Err(GatewayError::NoAnswer(why)) if expected(why)), "{at}: {result:?}");
        assert_eq!(server.heard().len(), 1, "{at}: never repeated by itself");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let pki = Pki::new();
    let elsewhere = Server::start(&pki, wechat);
    let to = elsewhere.url.clone();
    let server = Server::start(&pki, move |_| Reply::Redirect(format!("{to}/pay/orderquery")));
    let result = query(&gateway(&endpoint(&server.url, &pki), &pki));
    assert!(matches!(result, Err(GatewayError::NoAnswer(NoAnswer::Status(302)))));
    assert!(elsewhere.heard().is_empty());
}

#[test]
fn a_server_with_a_root_we_do_not_trust_hears_nothing() {
    let (ours, theirs) = (Pki::new(), Pki::new());
    let server = Server::start(&theirs, wechat);
    let result = query(&gateway(&endpoint(&server.url, &ours), &ours));
    assert!(matches!(result, Err(GatewayError::NotSent(NotSent::NoConnection(_)))), "{result:?}");
    assert!(server.heard().is_empty());
}

#[test]
fn where_nobody_listens_nothing_was_sent() {
    let pki = Pki::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let result = query(&gateway(&endpoint(&format!("https://{free}"), &pki), &pki));
    assert!(matches!(result, Err(GatewayError::NotSent(NotSent::NoConnection(_)))), "{result:?}");
}

#[test]
fn a_line_that_never_gets_ready_is_given_up_with_nothing_sent() {
    let pki = Pki::new();
    let deaf = TcpListener::bind("127.0.0.1:0").unwrap(); // takes connections into its queue, never speaks TLS
    let short = Endpoint {
        deadline: Duration::from_millis(500),
        ..endpoint(&format!("https://{}", deaf.local_addr().unwrap()), &pki)
    };
    let result = query(&gateway(&short, &pki));
    assert!(matches!(result, Err(GatewayError::NotSent(NotSent::NoConnection(_)))), "{result:?}");
}

#[test]
fn an_address_that_is_not_https_is_refused_before_any_call() {
    let pki = Pki::new();
    for bad in
        ["http://api.mch.weixin.qq.com", "api.mch.weixin.qq.com", "https://a/pay", "https://a?x", "https://u:p@a", ""]
    {
        let made = V2Gateway::new(account(), &endpoint(bad, &pki), certificate(&pki, 2099), Env::system());
        assert!(matches!(made, Err(BadEndpoint::Address(_))), "{bad}");
    }
    let no_pem = Endpoint { extra_root_ca: Some(b"root".to_vec()), ..Endpoint::wechat() };
    let made = V2Gateway::new(account(), &no_pem, certificate(&pki, 2099), Env::system());
    assert!(matches!(made, Err(BadEndpoint::RootCa)));
}

#[tokio::test]
async fn it_can_be_called_and_dropped_beside_another_runtime() {
    let pki = Pki::new();
    let server = Server::start(&pki, wechat);
    let inside = gateway(&endpoint(&server.url, &pki), &pki);
    let status = tokio::task::spawn_blocking(move || query(&inside)).await.unwrap();
    assert!(matches!(status, Ok(OrderStatus::NotPaid)));
    drop(gateway(&endpoint(&server.url, &pki), &pki)); // in an async task: must not panic
}
