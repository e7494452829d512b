//! WeChat's side of API v3 at the door: a key that signs, a key that seals, and messages made with them.

use crate::http::{self, Reply};
use crate::world::*;
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RsaKeyPair};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use std::sync::{Arc, LazyLock};
use zhanggui::domain::{AppId, MchId, UnixSeconds};
use zhanggui::wechat::v3::{ApiV3Key, KeyId, MerchantKey, TrustKeeper, TrustKey, V3Account, message_text, resource};
use zhanggui::wechat::{Accounts, V3Inbox};

pub const V3_KEY: &str = "TestApiV3Key00000000000000000002";
pub const KEY_ID: &str = "PUB_KEY_ID_0119000001092026090100000000000001";
pub const NONCE: &str = "c5ac7061fccab6bf3e254dcf98995b8c";

/// A key of WeChat's.
pub struct WechatKey {
    signs: MerchantKey,
    pem: String,
}

impl WechatKey {
    pub fn fresh() -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let pkcs8: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        let public: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
        let body = BASE64.encode(public.as_ref());
        Self {
            signs: MerchantKey::from_pkcs8(KEY_ID, pkcs8.as_ref()).unwrap(),
            pem: format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"),
        }
    }

    pub fn trusted_as(&self, id: &str) -> TrustKey {
        TrustKey::from_public_pem(KeyId::parse(id).unwrap(), self.pem.as_bytes()).unwrap()
    }
}

pub static WECHAT: LazyLock<WechatKey> = LazyLock::new(WechatKey::fresh);

pub fn inbox() -> V3Inbox {
    let account = V3Account {
        app_id: AppId::parse(APP_ID).unwrap(),
        app_channel_app_id: AppId::parse(APP_CHANNEL).ok(),
        mch_id: MchId::parse(MCH_ID).unwrap(),
        api_v3_key: ApiV3Key::parse(V3_KEY).unwrap(),
    };
    V3Inbox { account, keys: Arc::new(TrustKeeper::new(vec![WECHAT.trusted_as(KEY_ID)])) }
}

/// With keys for both interfaces, as a shop that changes over.
pub fn both() -> Accounts {
    Accounts { v2: Some(account()), v3: Some(inbox()) }
}

pub fn v3_only() -> Accounts {
    Accounts { v2: None, v3: Some(inbox()) }
}

pub fn payment(order_no: &str, transaction: &str, total: &str) -> String {
    format!(
        r#"{{"mchid":"{MCH_ID}","appid":"{APP_ID}","out_trade_no":"{order_no}","transaction_id":"{transaction}",
            "trade_type":"JSAPI","trade_state":"SUCCESS","trade_state_desc":"支付成功","bank_type":"OTHERS","attach":"",
            "success_time":"2026-09-01T10:00:00+08:00","payer":{{"openid":"{LILEI}"}},
            "amount":{{"total":{total},"payer_total":{total},"currency":"CNY","payer_currency":"CNY"}}}}"#
    )
}

pub fn refund(order_no: &str, refund_no: &str, transaction: &str, fen: &str) -> String {
    format!(
        r#"{{"mchid":"{MCH_ID}","out_trade_no":"{order_no}","transaction_id":"{transaction}","out_refund_no":"{refund_no}",
            "refund_id":"50300000000202609010000000001","refund_status":"SUCCESS","success_time":"2026-09-01T10:05:00+08:00",
            "user_received_account":"支付用户零钱",
            "amount":{{"total":7800,"refund":{fen},"payer_total":7800,"payer_refund":{fen}}}}}"#
    )
}

/// The whole body around what is sealed.
pub fn sealed(event: &str, plain: &str) -> String {
    sealed_with(V3_KEY, event, plain)
}

pub fn sealed_with(key: &str, event: &str, plain: &str) -> String {
    let kind = match event.split('.').next() {
        Some("REFUND") => "refund",
        Some("COMPLAINT") => "complaint",
        _ => "transaction",
    };
    let key = ApiV3Key::parse(key).unwrap();
    let ciphertext = resource::seal(&key, "EvtNonce0001", Some(kind), plain.as_bytes());
    around(event, kind, &ciphertext)
}

pub fn around(event: &str, kind: &str, ciphertext: &str) -> String {
    format!(
        r#"{{"id":"7e570000-0000-5000-8000-000000000001","create_time":"2026-09-01T10:00:01+08:00",
            "resource_type":"encrypt-resource","event_type":"{event}","summary":"支付成功","resource":{{
            "original_type":"{kind}","algorithm":"AEAD_AES_256_GCM","ciphertext":"{ciphertext}",
            "associated_data":"{kind}","nonce":"EvtNonce0001"}}}}"#
    )
}

pub fn paid(order_no: &str, transaction: &str, total: &str) -> String {
    sealed("TRANSACTION.SUCCESS", &payment(order_no, transaction, total))
}

/// The headers of a message that WeChat signed at this moment.
#[derive(Clone)]
pub struct Signed {
    pub timestamp: String,
    pub nonce: String,
    pub serial: String,
    pub signature: String,
}

impl Signed {
    pub fn at(at: UnixSeconds, body: &[u8]) -> Self {
        Self::with(&WECHAT, &at.get().to_string(), NONCE, body)
    }

    pub fn with(key: &WechatKey, timestamp: &str, nonce: &str, body: &[u8]) -> Self {
        let signature = key.signs.sign(&message_text(timestamp, nonce, body));
        let (timestamp, nonce, serial) = (timestamp.to_owned(), nonce.to_owned(), KEY_ID.to_owned());
        Self { timestamp, nonce, serial, signature }
    }

    pub fn headers(&self) -> Vec<(&str, &str)> {
        vec![
            ("Content-Type", "application/json"),
            ("Wechatpay-Timestamp", &self.timestamp),
            ("Wechatpay-Nonce", &self.nonce),
            ("Wechatpay-Serial", &self.serial),
            ("Wechatpay-Signature", &self.signature),
            ("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048"),
        ]
    }
}

pub const PAY: &str = "pay";
pub const REFUND: &str = "refund";

pub fn request(door: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let hook = if door == PAY { PAY_HOOK } else { REFUND_HOOK };
    let length = body.len().to_string();
    let mut all = headers.to_vec();
    all.push(("Content-Length", &length));
    let mut bytes = http::request("GET", &format!("/wechat/{hook}/{door}"), &all, "");
    bytes.splice(..3, *b"POST");
    bytes.extend_from_slice(body);
    bytes
}

pub fn send(shop: &World, door: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    http::send(shop.door, &request(door, headers, body))
}

/// A message as WeChat sends it now.
pub fn arrives(shop: &World, door: &str, body: &str) -> Reply {
    send(shop, door, &Signed::at(shop.now(), body.as_bytes()).headers(), body.as_bytes())
}

/// Refused in the form of API v3.
pub fn is_refused(reply: &Reply) -> bool {
    (400..600).contains(&reply.status) && reply.json()["code"] == "FAIL"
}
