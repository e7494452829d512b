//! Every vector of API v3, and what holds for every message: one file per direction.

mod answers;
mod codes;
mod complaints;
mod garbage;
mod primitives;
mod received;

use super::{ApiV3Key, KeyId, MerchantKey, SignatureHeaders, TrustKey, TrustKeys, V3Account, message_text, resource};
use crate::{
    domain::{AppId, Fen, MchId, OrderNo, Refund, RefundNo, RefundState, TransactionId, UnixSeconds},
    wechat::http::HttpsReply,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use std::path::Path;

/// When the messages of the vectors were sent.
const SENT_AT: UnixSeconds = UnixSeconds::new(1_767_225_600);

fn json(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wechat").join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap_or_else(|error| panic!("{name}: {error}"))).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn number(value: &Value) -> UnixSeconds {
    UnixSeconds::new(value.as_i64().unwrap())
}

/// DER in base64 as a PEM file.
fn pem(label: &str, der: &Value) -> Vec<u8> {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", text(der)).into_bytes()
}

fn api_v3_key() -> ApiV3Key {
    ApiV3Key::parse("TestApiV3Key00000000000000000002").unwrap()
}

fn private_key(of: &Value) -> MerchantKey {
    let der = STANDARD.decode(text(&of["private_key_pkcs8_der_base64"])).unwrap();
    MerchantKey::from_pkcs8("7E57000000000000000000000000000000000001", &der).unwrap()
}

fn merchant_key() -> MerchantKey {
    private_key(&json("v3-keys.json")["merchant"])
}

fn public_key() -> TrustKey {
    let key = &json("v3-keys.json")["wechat_pay_public_key"];
    let id = KeyId::parse(text(&key["id"])).unwrap();
    TrustKey::from_public_pem(id, &pem("PUBLIC KEY", &key["public_key_spki_der_base64"])).unwrap()
}

fn certificates() -> Vec<TrustKey> {
    let keys = json("v3-keys.json");
    let all = list(&keys["platform_certificates"]).iter();
    all.map(|one| TrustKey::from_certificate_pem(&pem("CERTIFICATE", &one["certificate_der_base64"])).unwrap())
        .collect()
}

/// The public key and both certificates.
fn trust_keys() -> TrustKeys {
    TrustKeys::new([vec![public_key()], certificates()].concat())
}

fn header_map(value: &Value) -> HeaderMap {
    let all = value.as_object().unwrap().iter();
    all.map(|(name, value)| {
        (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(text(value)).unwrap())
    })
    .collect()
}

fn headers(value: &Value) -> Option<SignatureHeaders> {
    SignatureHeaders::of(&header_map(value))
}

fn account() -> V3Account {
    V3Account {
        app_id: AppId::parse("wx7e57000000000001").unwrap(),
        app_channel_app_id: None,
        mch_id: MchId::parse("1900000001").unwrap(),
        api_v3_key: api_v3_key(),
    }
}

fn order_no(raw: &str) -> OrderNo {
    OrderNo::parse(raw).unwrap()
}

fn refund(refund_no: &str, fen: i64) -> Refund {
    Refund {
        refund_no: RefundNo::parse(refund_no).unwrap(),
        order_no: order_no("SHOP20260101000001"),
        transaction_id: TransactionId::parse("4200000000202601010000000001").unwrap(),
        amount: Fen::new(fen).unwrap(),
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

/// The id of WeChat's public key.
fn public_key_id() -> String {
    public_key().id().to_string()
}

/// The headers WeChat would send with `body`.
fn signed_headers(key: &MerchantKey, id: &str, at: UnixSeconds, body: &[u8]) -> SignatureHeaders {
    let (timestamp, nonce) = (at.get().to_string(), "c5ac7061fccab6bf3e254dcf98995b8c".to_owned());
    let signature = key.sign(&message_text(&timestamp, &nonce, body));
    SignatureHeaders { timestamp, nonce, serial: id.to_owned(), signature }
}

/// A notification of this kind that says `plain`, before it is signed.
fn notice_of(event: &str, kind: &str, plain: &[u8]) -> Value {
    let ciphertext = resource::seal(&api_v3_key(), "0123456789ab", Some(kind), plain);
    serde_json::json!({
        "id": "7e570000-0000-5000-8000-000000000001", "create_time": "2026-01-01T08:03:13+08:00",
        "resource_type": "encrypt-resource", "event_type": event, "summary": "支付成功",
        "resource": { "original_type": kind, "algorithm": "AEAD_AES_256_GCM", "ciphertext": ciphertext,
            "associated_data": kind, "nonce": "0123456789ab" },
    })
}

/// An answer of the vectors.
fn reply_of(case: &Value) -> HttpsReply {
    let status = u16::try_from(case["http_status"].as_u64().unwrap()).unwrap();
    let body = text(&case["body"]).as_bytes().to_vec();
    HttpsReply { status, body, date: None, headers: header_map(&case["headers"]) }
}

/// An answer signed by this key of WeChat's.
fn reply_signed(key: &MerchantKey, id: &str, status: u16, body: &[u8]) -> HttpsReply {
    let signed = signed_headers(key, id, SENT_AT, body);
    let headers = serde_json::json!({
        "Wechatpay-Timestamp": signed.timestamp, "Wechatpay-Nonce": signed.nonce, "Wechatpay-Serial": signed.serial,
        "Wechatpay-Signature": signed.signature,
    });
    HttpsReply { status, body: body.to_vec(), date: None, headers: header_map(&headers) }
}

/// The same by WeChat's public key.
fn signed_reply(status: u16, body: &Value) -> HttpsReply {
    let key = private_key(&json("v3-keys.json")["wechat_pay_public_key"]);
    reply_signed(&key, &public_key_id(), status, body.to_string().as_bytes())
}
