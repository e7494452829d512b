//! Certificates, echo, abnormal refund and bill over real TLS.

use crate::{
    server::{Heard, Pki, Reply, Server},
    v3_wechat::{
        DATE, NOW, Record, WeChatKey, account, certificate_key, endpoint, gateway, json, merchant_certificate,
        public_key, refund, refund_object, text,
    },
};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use std::{
    io::{Read as _, Write as _},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use zhanggui::{
    domain::{BuyerBankCard, Day, PayoutBank, PayoutTo, RefundId, SignType},
    wechat::{
        BillDownload, Gateway, GatewayError, NoAnswer, NotSent, RefundStatus,
        v3::{ApiV3Key, FetchedCertificate, TrustKeeper, TrustKey, V3Account, V3Gateway},
    },
};

type Fetched = Result<Vec<FetchedCertificate>, GatewayError>;

/// The certificates' answer of the vectors, with these headers and this body.
fn listed(headers: &Value, body: &str) -> Reply {
    let lines: Vec<_> =
        headers.as_object().unwrap().iter().map(|(name, value)| format!("{name}: {}\r\n", text(value))).collect();
    let lines = lines.concat();
    Reply::With(200, format!("Date: {DATE}\r\n{lines}"), body.as_bytes().to_vec())
}

fn fetched(
    account: V3Account,
    keys: Vec<TrustKey>,
    script: impl Fn(&Heard) -> Reply + Send + Sync + 'static,
) -> Fetched {
    let pki = Pki::new();
    let server = Server::start(&pki, script);
    let keeper = Arc::new(TrustKeeper::new(keys));
    let env = crate::v3_wechat::Shows::at(NOW).env();
    let gateway = V3Gateway::new(account, &endpoint(&server, &pki), Ok(merchant_certificate()), keeper, env).unwrap();
    let record = Record::default();
    let result = gateway.fetch_certificates(&record).result;
    assert_eq!(*record.calls.lock().unwrap(), [("certificates", "/v3/certificates".to_owned())]);
    assert_eq!(server.heard().len(), 1, "asked once");
    result
}

fn vector() -> (Value, String) {
    let all = json("v3-certificates.json");
    (all["headers"].clone(), text(&all["body"]).to_owned())
}

#[test]
fn certificates_are_opened_checked_and_only_then_believed() {
    let (headers, body) = vector();
    let got = fetched(account(), Vec::new(), move |_| listed(&headers, &body)).unwrap();
    let serials: Vec<_> = got.iter().map(|one| one.key.id().as_str()).collect();
    let expected: Vec<_> = json("v3-certificates.json")["expected_serials"]
        .as_array()
        .unwrap()
        .iter()
        .map(text)
        .map(str::to_owned)
        .collect();
    assert_eq!(serials, expected);
    for one in &got {
        let key = TrustKey::from_certificate_pem(one.pem.as_bytes()).unwrap();
        assert_eq!((key.id(), key.valid()), (one.key.id(), one.key.valid()));
        assert!(key.valid().is_some());
    }
}

#[test]
fn a_list_of_certificates_that_cannot_be_proven_is_none() {
    let (headers, body) = vector();
    let other_key = V3Account { api_v3_key: ApiV3Key::parse("TestApiV3Key00000000000000000003").unwrap(), ..account() };
    let (said, same) = (headers.clone(), body.clone());
    let changed_key = fetched(other_key, vec![public_key()], move |_| listed(&said, &same));
    assert!(matches!(changed_key, Err(GatewayError::NoAnswer(NoAnswer::Undecryptable))), "{changed_key:?}");
    // The two serial numbers exchanged: each certificate is another than the one listed.
    let (first, second) = ("7E57000000000000000000000000000000000011", "7E57000000000000000000000000000000000012");
    let exchanged = body.replace(first, "-").replace(second, first).replace('-', second);
    let said = headers.clone();
    let result = fetched(account(), Vec::new(), move |_| listed(&said, &exchanged));
    assert!(matches!(result, Err(GatewayError::NoAnswer(NoAnswer::Elsewhere(_)))), "{result:?}");
    // The seals are right, the answer is not: a field nobody sealed was changed on the way.
    let said = headers.clone();
    let altered = body.replace("2030-11-30", "2031-11-30");
    assert_ne!(altered, body);
    let result = fetched(account(), Vec::new(), move |_| listed(&said, &altered));
    assert!(matches!(result, Err(GatewayError::NoAnswer(NoAnswer::Unproven))), "{result:?}");
    let mut unnamed = headers.clone();
    unnamed["Wechatpay-Serial"] = "0".repeat(40).into();
    let result = fetched(account(), Vec::new(), move |_| listed(&unnamed, &body));
    assert!(matches!(result, Err(GatewayError::NoAnswer(NoAnswer::UnknownKey(_)))), "{result:?}");
}

#[test]
fn a_merchant_without_certificates_is_told_apart_whether_the_answer_can_be_believed_or_not() {
    let none = || serde_json::json!({ "code": "RESOURCE_NOT_EXISTS", "message": "无可用的平台证书" });
    let believed = fetched(account(), vec![public_key()], move |_| WeChatKey::public().answer(404, &none()));
    assert!(matches!(believed, Err(GatewayError::Misconfigured { code, .. }) if code == "RESOURCE_NOT_EXISTS"));
    let unknown = fetched(account(), Vec::new(), move |_| WeChatKey::public().answer(404, &none()));
    assert!(matches!(unknown, Err(GatewayError::NoAnswer(NoAnswer::Status(404)))), "{unknown:?}");
    let ended = serde_json::json!({ "code": "NOT_ENOUGH", "message": "" });
    let believed = fetched(account(), vec![certificate_key(1)], move |_| WeChatKey::certificate(1).answer(403, &ended));
    assert!(matches!(believed, Err(GatewayError::Misconfigured { code, .. }) if code == "NOTENOUGH"));
    let unsigned = fetched(account(), vec![public_key()], |_| Reply::Answer(403, b"<html>".to_vec()));
    assert!(matches!(unsigned, Err(GatewayError::NoAnswer(NoAnswer::Status(403)))));
}

#[test]
fn an_echo_proves_the_whole_line_and_its_encryption() {
    let pki = Pki::new();
    let server = Server::start(&pki, |heard| {
        let key = WeChatKey::public();
        let said: Value = serde_json::from_str(&heard.body).unwrap();
        let message = text(&said["echo_message"]);
        assert_eq!(key.open(text(&said["encrypted_echo_message"])), message);
        assert_eq!(
            (heard.target.as_str(), heard.headers["wechatpay-serial"].as_str()),
            ("/v3/security/echo", key.id.as_str())
        );
        key.answer(200, &serde_json::json!({ "echo_message": message }))
    });
    let proven = gateway(&server, &pki, vec![public_key()]).echo().unwrap();
    assert_eq!((proven.key.as_str(), proven.opened), ("PUB_KEY_ID_0119000000012026010100000000000001", false));
    let nothing = gateway(&server, &pki, Vec::new()).echo();
    assert!(matches!(nothing, Err(GatewayError::NotSent(NotSent::NoTrustKey))));
    let other =
        Server::start(&pki, |_| WeChatKey::public().answer(200, &serde_json::json!({ "echo_message": "hello" })));
    let said = gateway(&other, &pki, vec![public_key()]).echo();
    assert!(matches!(said, Err(GatewayError::NoAnswer(NoAnswer::Elsewhere(_)))), "{said:?}");
    let refused = serde_json::json!({ "code": "NO_AUTH", "message": "商户无权限" });
    let closed = Server::start(&pki, move |_| WeChatKey::public().answer(403, &refused));
    let said = gateway(&closed, &pki, vec![public_key()]).echo();
    assert!(matches!(said, Err(GatewayError::Misconfigured { code, .. }) if code == "NOAUTH"));
}

#[test]
fn an_abnormal_refund_is_paid_to_a_card_whose_number_travels_encrypted() {
    const NUMBER: &str = "6222020200001110";
    let pki = Pki::new();
    let server = Server::start(&pki, |_| WeChatKey::certificate(1).answer(200, &refund_object("PROCESSING")));
    let gateway = gateway(&server, &pki, vec![certificate_key(0), certificate_key(1)]);
    let refund_id = RefundId::parse("50300000000202601010000000001").unwrap();
    let card = BuyerBankCard::new(PayoutBank::Icbc, NUMBER, "张三").map(PayoutTo::Buyer).unwrap();
    assert!(!format!("{card:?}").contains("6222") && !format!("{card:?}").contains("张三"));
    let record = Record::default();
    let paid = gateway.abnormal_refund((&refund(), &refund_id), &card, SignType::Rsa, &record).result;
    assert!(matches!(paid, Ok(RefundStatus::Known(_))), "{paid:?}");
    assert!(gateway.abnormal_refund((&refund(), &refund_id), &PayoutTo::Shop, SignType::Rsa, &record).result.is_ok());
    let heard = server.heard();
    assert_eq!(heard[0].target, format!("/v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund"));
    assert_eq!(heard[0].headers["wechatpay-serial"], "7E57000000000000000000000000000000000012");
    let said: Value = serde_json::from_str(&heard[0].body).unwrap();
    assert_eq!((text(&said["type"]), text(&said["bank_type"])), ("USER_BANK_CARD", "ICBC_DEBIT"));
    let key = WeChatKey::certificate(1);
    assert_eq!(key.open(text(&said["bank_account"])), NUMBER);
    assert_eq!(key.open(text(&said["real_name"])), "张三");
    let said: Value = serde_json::from_str(&heard[1].body).unwrap();
    assert_eq!(said, serde_json::json!({ "out_refund_no": "SHOP20260101000001R1", "type": "MERCHANT_BANK_CARD" }));
    assert!(
        record.calls.lock().unwrap().iter().all(|(name, body)| *name == "abnormalrefund" && !body.contains("6222"))
    );
}

const BILL: &str = "\u{FEFF}交易时间,公众账号ID\r\n`2026-01-01 08:03:12,`wx7e57000000000001\r\n";

fn packed() -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(BILL.as_bytes()).unwrap();
    packer.finish().unwrap()
}

fn announced(url: &str) -> Reply {
    let sha1 = hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, BILL.as_bytes()));
    let body = serde_json::json!({ "hash_type": "SHA1", "hash_value": sha1, "download_url": url });
    WeChatKey::public().answer(200, &body)
}

const FILE_URL: &str = "https://api.mch.weixin.qq.com/v3/billdownload/file?token=abc%2Bdef%3D&tartype=gzip";

fn downloaded(script: impl Fn(&Heard) -> Reply + Send + Sync + 'static) -> (Result<Vec<u8>, GatewayError>, Vec<Heard>) {
    let pki = Pki::new();
    let server = Server::start(&pki, script);
    let gateway = gateway(&server, &pki, vec![public_key()]);
    let into = tempfile::tempfile().unwrap();
    let result = gateway.download_bill(Day::parse("2026-01-01").unwrap(), into, &Record::default()).result;
    let bytes = result.map(|bill| {
        let BillDownload::Kept(mut file) = bill else { panic!("{bill:?}") };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        bytes
    });
    (bytes, server.heard())
}

#[test]
fn a_bill_comes_in_two_steps_and_is_what_was_announced() {
    for body in [packed(), BILL.as_bytes().to_vec()] {
        let sent = body.clone();
        let (bill, heard) = downloaded(move |heard| match heard.target.as_str() {
            "/v3/bill/tradebill?bill_date=2026-01-01&bill_type=ALL&tar_type=GZIP" => announced(FILE_URL),
            "/v3/billdownload/file?token=abc%2Bdef%3D&tartype=gzip" => Reply::Answer(200, sent.clone()),
            other => panic!("{other}"),
        });
        assert_eq!(bill.unwrap(), body);
        assert!(heard.iter().all(|one| one.headers["authorization"].starts_with("WECHATPAY2-SHA256-RSA2048 ")));
    }
}

#[test]
fn a_bill_that_is_not_the_one_announced_is_none() {
    for odd in [b"another file".to_vec(), packed()[..20].to_vec(), Vec::new(), [packed(), vec![0; 9]].concat()] {
        let sent = odd.clone();
        let (bill, _) = downloaded(move |heard| {
            if heard.target.starts_with("/v3/bill/") { announced(FILE_URL) } else { Reply::Answer(200, sent.clone()) }
        });
        assert!(matches!(bill, Err(GatewayError::NoAnswer(_))), "{} bytes: {bill:?}", odd.len());
    }
    for url in ["http://api.mch.weixin.qq.com/v3/billdownload/file", "https://a.example/pay", "file:///v3/x", ""] {
        let (bill, heard) = downloaded(move |_| announced(url));
        assert!(matches!(bill, Err(GatewayError::NoAnswer(NoAnswer::Unreadable(_)))), "{url}: {bill:?}");
        assert_eq!(heard.len(), 1);
    }
}

#[test]
fn an_address_that_has_ended_is_asked_for_once_more_and_another_merchants_calls_the_owner() {
    let refused = |status: u16, code: &str| {
        Reply::Answer(status, serde_json::json!({ "code": code, "message": "地址" }).to_string().into_bytes())
    };
    let tries = AtomicUsize::new(0);
    let (bill, heard) = downloaded(move |heard| match heard.target.starts_with("/v3/bill/") {
        true => announced(FILE_URL),
        false if tries.fetch_add(1, Ordering::SeqCst) == 0 => refused(400, "INVALID_REQUEST"),
        false => Reply::Answer(200, packed()),
    });
    assert_eq!((bill.unwrap(), heard.len()), (packed(), 4));
    let step = |status: u16, code: &'static str| {
        downloaded(
            move |heard| {
                if heard.target.starts_with("/v3/bill/") { announced(FILE_URL) } else { refused(status, code) }
            },
        )
    };
    let (bill, heard) = step(400, "INVALID_REQUEST");
    assert!(matches!(bill, Err(GatewayError::NoAnswer(_))));
    assert_eq!(heard.len(), 4, "and not for ever");
    let (bill, heard) = step(403, "NO_AUTH");
    assert!(matches!(bill, Err(GatewayError::Misconfigured { code, .. }) if code == "NOAUTH"));
    assert_eq!(heard.len(), 2);
    assert!(matches!(step(502, "").0, Err(GatewayError::NoAnswer(NoAnswer::Status(502)))));
}

#[test]
fn a_day_without_a_bill_is_told_apart_from_one_whose_bill_is_being_made() {
    let pki = Pki::new();
    let answered = |status: u16, code: &'static str| {
        let body = serde_json::json!({ "code": code, "message": "" });
        let server = Server::start(&pki, move |_| WeChatKey::public().answer(status, &body));
        let into = tempfile::tempfile().unwrap();
        let day = Day::parse("2026-01-01").unwrap();
        gateway(&server, &pki, vec![public_key()]).download_bill(day, into, &Record::default()).result
    };
    assert!(matches!(answered(400, "NO_STATEMENT_EXIST"), Ok(BillDownload::NotThere)));
    assert!(matches!(answered(400, "STATEMENT_CREATING"), Ok(BillDownload::Creating)));
    assert!(matches!(answered(400, "INVALID_REQUEST"), Err(GatewayError::Misconfigured { .. })));
    assert!(matches!(answered(429, "FREQUENCY_LIMITED"), Err(GatewayError::Wait { .. })));
    assert!(matches!(answered(500, "SYSTEM_ERROR"), Err(GatewayError::NoAnswer(_))));
}
