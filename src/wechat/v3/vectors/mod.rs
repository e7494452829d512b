//! Every vector of API v3, and what holds for every message: one file per direction.

mod primitives;

use super::{ApiV3Key, KeyId, MerchantKey, SignatureHeaders, TrustKey, TrustKeys};
use crate::domain::UnixSeconds;
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

/// The merchant's.
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
