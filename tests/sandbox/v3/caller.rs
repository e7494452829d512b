//! A caller that speaks raw API v3 to a sandbox: HTTP, the bare signatures and nothing of the shop's own client.

use crate::shop::{Shop, buyer};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
    routing::post,
};
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
};
use zhanggui::{
    base::env::Env,
    domain::{MchId, PrepayId, TransactionId, UnixSeconds},
    sandbox::{SandboxConfig, TrustMode},
    wechat::{
        ClientCertificate,
        v3::{
            ApiV3Key, KeyId, MerchantKey, NotProven, SERIAL, SignatureHeaders, TrustKey, TrustKeys, authorization,
            resource, verify,
        },
    },
};

pub const V3_KEY: &str = "TestApiV3Key00000000000000000002";
pub const MCH: &str = "1900000001";
pub const APP: &str = "wx7e57000000000001";
pub const JSAPI: &str = "/v3/pay/transactions/jsapi";
pub const REFUNDS: &str = "/v3/refund/domestic/refunds";
pub const NONCE: &str = "593BEC0C930BF1AFEB40B4A08C8FB242";

pub fn now() -> UnixSeconds {
    Env::system().now()
}

pub struct V3Shop {
    pub shop: Shop,
    pub key: MerchantKey,
}

/// An answer as it came.
pub struct Raw {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Raw {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The error code; `SUCCESS` for what was done.
    pub fn verdict(&self) -> String {
        if self.status < 300 { "SUCCESS".to_owned() } else { self.json()["code"].as_str().unwrap_or("-").to_owned() }
    }

    /// Whether one of these keys says that it is WeChat's.
    pub fn proof(&self, keys: Vec<TrustKey>) -> Result<(), NotProven> {
        proof(&self.headers, &self.body, keys)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// A request, whole, before it is sent; each part can be spoilt.
pub struct Request {
    pub method: Method,
    pub path: String,
    pub body: String,
    pub headers: Vec<(&'static str, String)>,
}

impl Request {
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    pub fn with(self, name: &'static str, value: impl Into<String>) -> Self {
        let mut spoilt = self.without(name);
        spoilt.headers.push((name, value.into()));
        spoilt
    }
}

impl V3Shop {
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    pub fn of_mode(mode: TrustMode) -> Self {
        Self::with(|config| config.trust = mode)
    }

    pub fn with(change: impl FnOnce(&mut SandboxConfig)) -> Self {
        Self::with_env(Env::system(), change)
    }

    pub fn with_env(env: Env, change: impl FnOnce(&mut SandboxConfig)) -> Self {
        let shop = Shop::with_env(env, |config| {
            config.api_v3_key = Some(V3_KEY.to_owned());
            change(config);
        });
        let read = |name: &str| fs::read(shop.dir.path().join(name)).expect("a file of the sandbox");
        let merchant = MchId::parse(MCH).expect("a merchant");
        let certificate =
            ClientCertificate::from_pem(&read("apiclient_cert.pem"), &read("apiclient_key.pem"), &merchant);
        let key = certificate.and_then(|it| it.signing_key()).expect("a key that signs");
        Self { shop, key }
    }

    /// A signed request with the headers every call has.
    pub fn request(&self, method: Method, path: &str, body: &str) -> Request {
        self.request_at(method, path, body, now())
    }

    pub fn request_at(&self, method: Method, path: &str, body: &str, at: UnixSeconds) -> Request {
        let merchant = MchId::parse(MCH).expect("a merchant");
        let signed = authorization(&merchant, &self.key, method.as_str(), path, at, NONCE, body);
        let mut headers = vec![
            ("authorization", signed),
            ("accept", "application/json".to_owned()),
            ("user-agent", "tests".to_owned()),
            (SERIAL, self.shop.sandbox.public_key_id()),
        ];
        if !body.is_empty() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        Request { method, path: path.to_owned(), body: body.to_owned(), headers }
    }

    pub fn send(&self, request: Request) -> Result<Raw, reqwest::Error> {
        let mut sends = self.shop.without.request(request.method, self.shop.url(&request.path)).body(request.body);
        for (name, value) in request.headers {
            sends = sends.header(name, value);
        }
        self.shop.runtime.block_on(async {
            let response = sends.send().await?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            Ok(Raw { status, headers, body: response.bytes().await?.to_vec() })
        })
    }

    /// A call that must be answered, and whose answer must be rightly signed by the public key.
    pub fn call(&self, method: Method, path: &str, body: &Value) -> Raw {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let raw = self.send(self.request(method, path, &body)).expect("an answer");
        assert_eq!(self.proof(&raw), Ok(()), "{path}: {} {}", raw.status, String::from_utf8_lossy(&raw.body));
        raw
    }

    pub fn get(&self, path: &str) -> Raw {
        self.call(Method::GET, path, &Value::Null)
    }

    pub fn post(&self, path: &str, body: &Value) -> Raw {
        self.call(Method::POST, path, body)
    }

    pub fn public_key(&self) -> TrustKey {
        let pem = fs::read(self.shop.sandbox.public_key_path()).expect("the public key");
        let id = KeyId::parse(&self.shop.sandbox.public_key_id()).expect("an id");
        TrustKey::from_public_pem(id, &pem).expect("a key")
    }

    /// Whether the public key says that this answer is WeChat's.
    pub fn proof(&self, raw: &Raw) -> Result<(), NotProven> {
        raw.proof(vec![self.public_key()])
    }

    pub fn order(&self, no: &str, total: i64) -> PrepayId {
        let raw = self.post(JSAPI, &order(no, total));
        PrepayId::parse(raw.json()["prepay_id"].as_str().unwrap_or_default()).expect("a prepay id")
    }

    /// An order of ten yuan that is paid.
    pub fn paid(&self, no: &str) -> TransactionId {
        let prepay_id = self.order(no, 1000);
        self.shop.sandbox.pay(&prepay_id).expect("paid")
    }

    pub fn refund(&self, order: &str, refund: &str, amount: i64) -> String {
        self.post(REFUNDS, &refund_of(order, refund, amount)).verdict()
    }

    pub fn asked(&self, no: &str) -> Value {
        self.get(&format!("/v3/pay/transactions/out-trade-no/{no}?mchid={MCH}")).json()
    }
}

fn proof(headers: &HeaderMap, body: &[u8], keys: Vec<TrustKey>) -> Result<(), NotProven> {
    let headers = SignatureHeaders::of(headers).ok_or(NotProven::Malformed)?;
    verify(&headers, body, &TrustKeys::new(keys), now())
}

pub fn order(no: &str, total: i64) -> Value {
    json!({
        "appid": APP, "mchid": MCH, "description": "咖啡店-拿铁（大杯）", "out_trade_no": no,
        "notify_url": "https://shop.example/wechat/pay", "amount": { "total": total, "currency": "CNY" },
        "payer": { "openid": buyer().as_str() },
    })
}

pub fn refund_of(order: &str, refund: &str, amount: i64) -> Value {
    json!({
        "out_trade_no": order, "out_refund_no": refund, "reason": "商品缺货",
        "amount": { "refund": amount, "total": 1000, "currency": "CNY" },
    })
}

/// `value` with the one at `path` changed or added; null takes it away.
pub fn but(mut value: Value, path: &str, new: Value) -> Value {
    let (parent, name) = path.rsplit_once('/').expect("a path");
    let fields = value.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
    if new.is_null() {
        fields.remove(name);
    } else {
        fields.insert(name.to_owned(), new);
    }
    value
}

/// A callback as it came.
pub struct Callback {
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Callback {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub fn proof(&self, keys: Vec<TrustKey>) -> Result<(), NotProven> {
        proof(&self.headers, &self.body, keys)
    }

    /// What is sealed in it.
    pub fn opened(&self) -> Value {
        let resource = &self.json()["resource"];
        let text = |name: &str| resource[name].as_str().unwrap_or_default().to_owned();
        let key = ApiV3Key::parse(V3_KEY).expect("a key");
        let data = resource["associated_data"].as_str();
        let plain = resource::open(&key, &text("nonce"), data, &text("ciphertext")).expect("opened");
        serde_json::from_slice(&plain).expect("JSON")
    }
}

/// A shop's door for callbacks: keeps what came, answers 500 `refusals` times and then 204.
pub struct V3Door {
    pub url: String,
    pub arrived: mpsc::Receiver<Callback>,
}

#[derive(Clone)]
struct DoorState {
    send: Arc<Mutex<mpsc::Sender<Callback>>>,
    left: Arc<AtomicU32>,
}

pub fn door(shop: &Shop, refusals: u32) -> V3Door {
    let (send, arrived) = mpsc::channel();
    let state = DoorState { send: Arc::new(Mutex::new(send)), left: Arc::new(AtomicU32::new(refusals)) };
    let routes = Router::new().route("/wechat/hook", post(opened)).with_state(state);
    let listener = shop.runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a port");
    let url = format!("http://{}/wechat/hook", listener.local_addr().expect("an address"));
    shop.runtime.spawn(async move { axum::serve(listener, routes).await });
    V3Door { url, arrived }
}

async fn opened(State(door): State<DoorState>, headers: HeaderMap, body: Bytes) -> Response {
    let callback = Callback { headers, body: body.to_vec() };
    drop(door.send.lock().expect("the door").send(callback));
    let refuse = door.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
    if refuse {
        let reply = json!({ "code": "FAIL", "message": "失败" }).to_string();
        return (StatusCode::INTERNAL_SERVER_ERROR, reply).into_response();
    }
    StatusCode::NO_CONTENT.into_response()
}
