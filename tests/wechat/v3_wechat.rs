//! WeChat's side of API v3 as these tests need it: the keys of the vectors, and answers signed with them.

use crate::server::{Heard, Pki, Reply, Server};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};
use zhanggui::{
    base::env::{Clock, Env},
    domain::{AppId, Fen, MchId, OrderNo, Refund, RefundNo, RefundState, TransactionId, UnixSeconds},
    wechat::{
        CallRecord, ClientCertificate, Endpoint, NotRecorded, Outgoing,
        v3::{
            ApiV3Key, KeyId, MerchantKey, SignatureHeaders, TrustKeeper, TrustKey, V3Account, V3Gateway, message_text,
        },
    },
};

/// When it is.
pub const NOW: UnixSeconds = UnixSeconds::new(1_767_225_600);
pub const NOTIFY: &str = "https://shop.example/refund";

pub fn json(name: &str) -> Value {
    let path = Path::new("tests/fixtures/wechat").join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

pub fn pem(label: &str, der: &Value) -> Vec<u8> {
    let lines: Vec<_> = text(der).as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n")).into_bytes()
}

fn private_key(of: &Value, serial: &str) -> MerchantKey {
    MerchantKey::from_pkcs8(serial, &STANDARD.decode(text(&of["private_key_pkcs8_der_base64"])).unwrap()).unwrap()
}

pub fn account() -> V3Account {
    V3Account {
        app_id: AppId::parse("wx7e57000000000001").unwrap(),
        app_channel_app_id: None,
        mch_id: MchId::parse("1900000001").unwrap(),
        api_v3_key: ApiV3Key::parse("TestApiV3Key00000000000000000002").unwrap(),
    }
}

/// The key that signs for WeChat, and the id it is known by.
pub struct WeChatKey {
    key: MerchantKey,
    pub id: String,
}

impl WeChatKey {
    /// WeChat Pay's public key.
    pub fn public() -> Self {
        let keys = json("v3-keys.json");
        let of = &keys["wechat_pay_public_key"];
        Self { key: private_key(of, ""), id: text(&of["id"]).to_owned() }
    }

    /// The platform certificate of this place.
    pub fn certificate(at: usize) -> Self {
        let keys = json("v3-keys.json");
        let of = &keys["platform_certificates"][at];
        Self { key: private_key(of, ""), id: text(&of["serial_no"]).to_owned() }
    }

    /// What is sealed for WeChat.
    pub fn open(&self, sealed: &str) -> String {
        self.key.open_sensitive(sealed).unwrap()
    }

    /// The header lines of a message sent at `at`.
    pub fn headers(&self, at: UnixSeconds, body: &[u8]) -> String {
        let SignatureHeaders { timestamp, nonce, serial, signature } = self.signature_headers(at, body);
        format!(
            "Wechatpay-Timestamp: {timestamp}\r\nWechatpay-Nonce: {nonce}\r\nWechatpay-Serial: {serial}\r\n\
             Wechatpay-Signature: {signature}\r\nWechatpay-Signature-Type: WECHATPAY2-SHA256-RSA2048\r\n"
        )
    }

    /// The same, as a notification is checked by them.
    pub fn signature_headers(&self, at: UnixSeconds, body: &[u8]) -> SignatureHeaders {
        self.signed_with_nonce(at, "c5ac7061fccab6bf3e254dcf98995b8c", body)
    }

    /// The same with a nonce of the caller's.
    pub fn signed_with_nonce(&self, at: UnixSeconds, nonce: &str, body: &[u8]) -> SignatureHeaders {
        let timestamp = at.get().to_string();
        let signature = self.key.sign(&message_text(&timestamp, nonce, body));
        SignatureHeaders { timestamp, nonce: nonce.to_owned(), serial: self.id.clone(), signature }
    }

    pub fn answer(&self, status: u16, body: &Value) -> Reply {
        self.answer_bytes(status, body.to_string().into_bytes())
    }

    pub fn answer_bytes(&self, status: u16, body: Vec<u8>) -> Reply {
        Reply::With(status, format!("Date: {DATE}\r\n{}", self.headers(NOW, &body)), body)
    }
}

/// The same moment as a header says it.
pub const DATE: &str = "Thu, 01 Jan 2026 00:00:00 GMT";

pub fn public_key() -> TrustKey {
    let keys = json("v3-keys.json");
    let of = &keys["wechat_pay_public_key"];
    let id = KeyId::parse(text(&of["id"])).unwrap();
    TrustKey::from_public_pem(id, &pem("PUBLIC KEY", &of["public_key_spki_der_base64"])).unwrap()
}

pub fn certificate_key(at: usize) -> TrustKey {
    let keys = json("v3-keys.json");
    TrustKey::from_certificate_pem(&pem("CERTIFICATE", &keys["platform_certificates"][at]["certificate_der_base64"]))
        .unwrap()
}

/// Remembers what left; says no when told to.
#[derive(Default)]
pub struct Record {
    pub calls: Mutex<Vec<(&'static str, String)>>,
    pub refuse: bool,
}

impl CallRecord for Record {
    fn leaving(&self, call: Outgoing<'_>) -> Result<(), NotRecorded> {
        if self.refuse {
            return Err(NotRecorded("disk full".to_owned()));
        }
        self.calls.lock().unwrap().push((call.call, call.body.to_owned()));
        Ok(())
    }
}

/// A clock that shows what it is set to.
#[derive(Clone)]
pub struct Shows(pub Arc<Mutex<UnixSeconds>>);

impl Shows {
    pub fn at(at: UnixSeconds) -> Self {
        Self(Arc::new(Mutex::new(at)))
    }

    pub fn env(&self) -> Env {
        Env { clock: Arc::new(self.clone()), ..Env::system() }
    }
}

impl Clock for Shows {
    fn now(&self) -> UnixSeconds {
        *self.0.lock().unwrap()
    }
}

pub fn merchant_certificate() -> ClientCertificate {
    let keys = json("v3-keys.json");
    let certificate = pem("CERTIFICATE", &keys["merchant"]["certificate_der_base64"]);
    let key = pem("PRIVATE KEY", &keys["merchant"]["private_key_pkcs8_der_base64"]);
    ClientCertificate::from_pem(&certificate, &key, &account().mch_id).unwrap()
}

pub fn endpoint(server: &Server, pki: &Pki) -> Endpoint {
    let root = Some(pki.root_pem.clone().into_bytes());
    Endpoint {
        pay_url: server.url.clone(),
        extra_root_ca: root,
        deadline: Duration::from_secs(10),
        ..Endpoint::wechat()
    }
}

/// Of the merchant of the vectors, at the moment of the vectors, with these keys.
pub fn gateway(server: &Server, pki: &Pki, keys: Vec<TrustKey>) -> V3Gateway {
    let keeper = Arc::new(TrustKeeper::new(keys));
    let certificate = Ok(merchant_certificate());
    V3Gateway::new(account(), &endpoint(server, pki), certificate, keeper, Shows::at(NOW).env()).unwrap()
}

pub fn order_no() -> OrderNo {
    OrderNo::parse("SHOP20260101000001").unwrap()
}

pub fn refund() -> Refund {
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

/// A refund as WeChat has it.
pub fn refund_object(status: &str) -> Value {
    serde_json::json!({
        "refund_id": "50300000000202601010000000001", "out_refund_no": "SHOP20260101000001R1",
        "transaction_id": "4200000000202601010000000001", "out_trade_no": "SHOP20260101000001", "status": status,
        "amount": { "total": 5000, "refund": 1500, "currency": "CNY" },
    })
}

/// An order nobody paid yet.
pub fn open_order() -> Value {
    serde_json::json!({
        "appid": "wx7e57000000000001", "mchid": "1900000001", "out_trade_no": "SHOP20260101000001", "trade_state": "NOTPAY",
    })
}

/// Answers as WeChat would, signed by `key`.
pub fn wechat(key: &WeChatKey, heard: &Heard) -> Reply {
    match (heard.method.as_str(), heard.target.split('?').next().unwrap()) {
        ("POST", "/v3/pay/transactions/jsapi" | "/v3/pay/transactions/app") => {
            key.answer(200, &serde_json::json!({ "prepay_id": "wx01080000000000testprepay000001" }))
        }
        ("GET", "/v3/pay/transactions/out-trade-no/SHOP20260101000001") => key.answer(200, &open_order()),
        ("POST", "/v3/pay/transactions/out-trade-no/SHOP20260101000001/close") => key.answer_bytes(204, Vec::new()),
        ("POST", "/v3/refund/domestic/refunds") | ("GET", "/v3/refund/domestic/refunds/SHOP20260101000001R1") => {
            key.answer(200, &refund_object("PROCESSING"))
        }
        other => panic!("{other:?}"),
    }
}
