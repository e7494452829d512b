//! A caller that speaks raw API v2 to a sandbox, without any of the shop's own code between.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    time::Duration,
};
use zhanggui::{
    base::env::Env,
    domain::{AppId, Fen, MchId, OpenId, OrderNo, PrepayId, RefundNo, SignType, TransactionId},
    sandbox::{Sandbox, SandboxConfig},
    wechat::{
        Account, ApiKey,
        v2::{sign, wire},
    },
};

pub const KEY: &str = "TestApiV2Key00000000000000000001";
pub const SECRET: &str = "0123456789abcdef0123456789abcdef";
pub const TIMEOUT: Duration = Duration::from_secs(20);

pub type Answer = BTreeMap<String, String>;

pub struct Shop {
    pub sandbox: Sandbox,
    pub runtime: tokio::runtime::Runtime,
    pub with_certificate: reqwest::Client,
    pub without: reqwest::Client,
    pub dir: tempfile::TempDir,
}

pub fn account() -> Account {
    Account {
        app_id: AppId::parse("wx7e57000000000001").expect("an app id"),
        app_channel_app_id: None,
        mch_id: MchId::parse("1900000001").expect("a merchant"),
        key: ApiKey::new(KEY).expect("a key"),
    }
}

pub fn fen(amount: i64) -> Fen {
    Fen::new(amount).expect("an amount")
}

pub fn order_no(raw: &str) -> OrderNo {
    OrderNo::parse(raw).expect("an order number")
}

pub fn refund_no(raw: &str) -> RefundNo {
    RefundNo::parse(raw).expect("a refund number")
}

pub fn buyer() -> OpenId {
    OpenId::parse("oTEST00000000000000000000001").expect("an openid")
}

pub fn client(dir: &std::path::Path, certificate: bool) -> reqwest::Client {
    let read = |name: &str| std::fs::read(dir.join(name)).expect("a file of the sandbox");
    let root = reqwest::Certificate::from_pem(&read("ca.pem")).expect("a root");
    let mut builder = reqwest::Client::builder().no_proxy().tls_certs_only([root]).timeout(TIMEOUT);
    if certificate {
        let pem = [read("apiclient_cert.pem"), read("apiclient_key.pem")].concat();
        builder = builder.identity(reqwest::Identity::from_pem(&pem).expect("an identity"));
    }
    builder.build().expect("a client")
}

impl Shop {
    /// A shop with one known buyer, no minute between refunds, and refunds that settle only when told.
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut SandboxConfig)) -> Self {
        Self::with_env(Env::system(), change)
    }

    pub fn with_env(env: Env, change: impl FnOnce(&mut SandboxConfig)) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let mut config = SandboxConfig::new(dir.path(), account(), SECRET);
        config.keep_refund_gap = false;
        config.refund_settles_after = Duration::MAX;
        change(&mut config);
        let sandbox = Sandbox::start(config, env).expect("a sandbox");
        sandbox.know_buyer(&buyer());
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        let (with_certificate, without) = (client(dir.path(), true), client(dir.path(), false));
        Self { sandbox, runtime, with_certificate, without, dir }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.base_url())
    }

    /// Posts a body and reads the answer's fields.
    pub fn post(&self, client: &reqwest::Client, path: &str, body: String) -> Result<(u16, String), reqwest::Error> {
        self.runtime.block_on(async {
            let response = client.post(self.url(path)).body(body).send().await?;
            Ok((response.status().as_u16(), response.text().await?))
        })
    }

    /// A signed call that must be answered, and whose answer must be rightly signed.
    pub fn call_as(&self, sign_type: SignType, path: &str, fields: &[(&str, &str)]) -> Answer {
        let client = if path.starts_with("/secapi") { &self.with_certificate } else { &self.without };
        let (status, text) = self.post(client, path, signed(fields, sign_type)).expect("an answer");
        assert_eq!(status, 200, "{text}");
        let answer = read(&text);
        if answer.get("return_code").map(String::as_str) == Some("SUCCESS") {
            let fields = wire::Fields::read_answer(text.as_bytes()).expect("fields");
            assert_eq!(sign::verify(&fields, &account().key, Some(sign_type)), Ok(sign_type), "{text}");
        }
        answer
    }

    pub fn call(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.call_as(SignType::HmacSha256, path, fields)
    }

    /// The verdict of a call: `SUCCESS`, the error code, or the words of a request that was not understood.
    pub fn verdict(&self, path: &str, fields: &[(&str, &str)]) -> String {
        verdict(&self.call(path, fields))
    }

    pub fn order(&self, no: &str, total: &str) -> PrepayId {
        let answer = self.call("/pay/unifiedorder", &order_fields(no, total));
        PrepayId::parse(&answer["prepay_id"]).expect("a prepay id")
    }

    /// An order of ten yuan that is paid.
    pub fn paid(&self, no: &str) -> TransactionId {
        let prepay_id = self.order(no, "1000");
        self.sandbox.pay(&prepay_id).expect("paid")
    }

    pub fn refund(&self, order: &str, refund: &str, amount: &str) -> String {
        self.verdict("/secapi/pay/refund", &refund_fields(order, refund, amount))
    }

    /// The books must add up whatever was done to them.
    pub fn audit(&self) {
        assert_eq!(self.sandbox.ledger().audit(), Ok(()));
    }

    pub fn payouts(&self) -> usize {
        self.sandbox.ledger().payouts().len()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.audit();
        }
    }
}

pub fn order_fields<'a>(no: &'a str, total: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("out_trade_no", no),
        ("total_fee", total),
        ("body", "咖啡店-拿铁（大杯）"),
        ("spbill_create_ip", "203.0.113.7"),
        ("notify_url", "https://shop.example/wechat/pay"),
        ("trade_type", "JSAPI"),
        ("openid", "oTEST00000000000000000000001"),
    ]
}

pub fn refund_fields<'a>(order: &'a str, refund: &'a str, amount: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("out_trade_no", order),
        ("out_refund_no", refund),
        ("total_fee", "1000"),
        ("refund_fee", amount),
        ("refund_desc", "商品缺货"),
    ]
}

/// `fields` with one of them changed, added, or (with an empty value) left out.
pub fn but<'a>(mut fields: Vec<(&'a str, &'a str)>, name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.retain(|(known, _)| *known != name);
    if !value.is_empty() {
        fields.push((name, value));
    }
    fields
}

/// A whole request of our merchant. A field named twice: the last one counts.
pub fn signed(fields: &[(&str, &str)], sign_type: SignType) -> String {
    let (app_id, mch_id) = (account().app_id.to_string(), account().mch_id.to_string());
    let name = sign_type.as_str();
    let mut all = BTreeMap::from([
        ("appid", &*app_id),
        ("mch_id", &*mch_id),
        ("nonce_str", "5K8264ILTKCH16CQ2502SI8ZNMTM67VS"),
        ("sign_type", name),
    ]);
    all.extend(fields.iter().copied());
    let all: Vec<_> = all.into_iter().collect();
    sign::write_signed(&all, &account().key, sign_type)
}

pub fn read(text: &str) -> Answer {
    let fields = wire::Fields::read_answer(text.as_bytes()).expect("a readable answer");
    fields.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

pub fn verdict(answer: &Answer) -> String {
    match (answer.get("return_code").map(String::as_str), answer.get("result_code").map(String::as_str)) {
        (Some("SUCCESS"), Some("SUCCESS")) => "SUCCESS".to_owned(),
        (Some("SUCCESS"), _) => answer["err_code"].clone(),
        _ => answer["return_msg"].clone(),
    }
}

/// A shop's door for notifications: keeps what came, answers FAIL `refusals` times and then SUCCESS.
pub struct Door {
    pub url: String,
    pub arrived: mpsc::Receiver<String>,
}

pub fn door(refusals: u32) -> Door {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/wechat/hook", listener.local_addr().expect("an address"));
    let (send, arrived) = mpsc::channel();
    let left = Arc::new(AtomicU32::new(refusals));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (send, left) = (send.clone(), Arc::clone(&left));
            std::thread::spawn(move || serve(stream, &send, &left));
        }
    });
    Door { url, arrived }
}

fn serve(mut stream: std::net::TcpStream, send: &mpsc::Sender<String>, left: &AtomicU32) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    loop {
        let mut length = 0;
        let mut line = String::new();
        while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().expect("a length");
            }
            line.clear();
        }
        let mut body = vec![0; length];
        if length == 0 || reader.read_exact(&mut body).is_err() {
            return;
        }
        let refuse = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        let word = if refuse { "FAIL" } else { "SUCCESS" };
        let reply = format!("<xml><return_code><![CDATA[{word}]]></return_code></xml>");
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{reply}", reply.len());
        let gone = send.send(String::from_utf8(body).expect("text")).is_err();
        if stream.write_all(answer.as_bytes()).is_err() || gone {
            return;
        }
    }
}
