//! What one message costs, in times of the one thing nobody can leave out: in API v2 MD5 over its canonical string, in API v3 one
//! RSA operation of the same library with a key of 2048 bits.
//!
//! Pass marks of v2: a notification read and verified within 5, a forgery refused for no more than that, a refund signed and
//! written within 2. Of v3: a notification verified, opened and read within 1.3, a refund written and signed within 1.1. The ratios
//! are printed at the end, each measured side by side with its own floor.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::float_arithmetic, clippy::print_stdout)]

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use criterion::Criterion;
use md5::{Digest, Md5};
use std::{hint::black_box, path::Path, time::Instant};
use zhanggui::{
    domain::{AppId, MchId, SignType, UnixSeconds},
    wechat::{
        ApiKey,
        v2::{sign, wire::Fields},
        v3::{
            ApiV3Key, KeyId, MerchantKey, SignatureHeaders, TrustKey, TrustKeys, V3Account, authorization,
            message_text, notify, request_text,
        },
    },
};

const ROUNDS: usize = 41;
const CALLS_PER_ROUND: u32 = 4000;
/// An RSA signature takes as long as a thousand hashes.
const SIGNATURES_PER_ROUND: u32 = 100;
const REFUND_PATH: &str = "/v3/refund/domestic/refunds";
const NONCE: &str = "593BEC0C930BF1AFEB40B4A08C8FB242";

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wechat").join(name)).expect(name)
}

struct Messages {
    key: ApiKey,
    key_text: String,
    notice: Vec<u8>,
    forged: Vec<u8>,
    refund: Vec<(String, String)>,
}

impl Messages {
    fn load() -> Self {
        let key_text = String::from_utf8(fixture("bench-key.txt")).unwrap();
        let notice = fixture("bench-notify.xml");
        let forged =
            String::from_utf8(notice.clone()).unwrap().replace("<sign><![CDATA[1", "<sign><![CDATA[2").into_bytes();
        let refund: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(&fixture("bench-refund.json")).unwrap();
        let refund = refund.into_iter().map(|(name, value)| (name, value.as_str().unwrap().to_owned())).rev().collect();
        Self { key: ApiKey::new(&key_text).unwrap(), key_text, notice, forged, refund }
    }

    /// Sorted, joined, with the key: what the floor hashes.
    fn canonical<'f>(&self, fields: impl Iterator<Item = (&'f str, &'f str)>) -> String {
        let mut pairs: Vec<_> = fields.filter(|(name, value)| *name != "sign" && !value.is_empty()).collect();
        pairs.sort_unstable();
        let joined: String = pairs.iter().flat_map(|(name, value)| [name, "=", value, "&"]).collect();
        format!("{joined}key={}", self.key_text)
    }

    fn read_and_verify(&self, body: &[u8]) -> bool {
        Fields::read("xml", black_box(body))
            .is_ok_and(|fields| sign::verify(&fields, &self.key, None).is_ok() && fields.read_one_way())
    }

    fn write_refund(&self) -> usize {
        let fields: Vec<(&str, &str)> =
            black_box(&self.refund).iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        sign::write_signed(&fields, &self.key, SignType::Md5).len()
    }
}

/// A payment notification of API v3 as it came, and all that is needed to believe it; and the refund of the vectors.
struct V3Messages {
    account: V3Account,
    keys: TrustKeys,
    headers: SignatureHeaders,
    body: Vec<u8>,
    at: UnixSeconds,
    merchant: MerchantKey,
    // the floor's
    public: ParsedPublicKey,
    signed: Vec<u8>,
    signature: Vec<u8>,
    private: RsaKeyPair,
}

impl V3Messages {
    fn load() -> Self {
        let json = |name: &str| serde_json::from_slice::<serde_json::Value>(&fixture(name)).unwrap();
        let (keys, notices) = (json("v3-keys.json"), json("v3-notifications.json"));
        let der = |value: &serde_json::Value| STANDARD.decode(value.as_str().unwrap()).unwrap();
        let spki = &keys["wechat_pay_public_key"]["public_key_spki_der_base64"];
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", spki.as_str().unwrap());
        let id = KeyId::parse(keys["wechat_pay_public_key"]["id"].as_str().unwrap()).unwrap();
        let case = &notices["cases"][0];
        let header = |name: &str| case["headers"][name].as_str().unwrap().to_owned();
        let headers = SignatureHeaders {
            timestamp: header("Wechatpay-Timestamp"),
            nonce: header("Wechatpay-Nonce"),
            serial: header("Wechatpay-Serial"),
            signature: header("Wechatpay-Signature"),
        };
        let body = case["body"].as_str().unwrap().as_bytes().to_vec();
        let private = der(&keys["merchant"]["private_key_pkcs8_der_base64"]);
        Self {
            account: V3Account {
                app_id: AppId::parse("wx7e57000000000001").unwrap(),
                app_channel_app_id: None,
                mch_id: MchId::parse("1900000001").unwrap(),
                api_v3_key: ApiV3Key::parse("TestApiV3Key00000000000000000002").unwrap(),
            },
            keys: TrustKeys::new(vec![TrustKey::from_public_pem(id, pem.as_bytes()).unwrap()]),
            at: UnixSeconds::new(case["now_unix"].as_i64().unwrap()),
            merchant: MerchantKey::from_pkcs8("7E57000000000000000000000000000000000001", &private).unwrap(),
            public: ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der(spki)).unwrap(),
            signed: message_text(&headers.timestamp, &headers.nonce, &body),
            signature: STANDARD.decode(&headers.signature).unwrap(),
            private: RsaKeyPair::from_pkcs8(&private).unwrap(),
            headers,
            body,
        }
    }

    fn read(&self) -> bool {
        notify::payment(&self.headers, black_box(&self.body), &self.account, &self.keys, self.at).is_ok()
    }

    fn verify_only(&self) -> bool {
        self.public.verify_sig(black_box(&self.signed), &self.signature).is_ok()
    }

    /// Written once, and signed over what was written.
    fn write_refund(&self) -> usize {
        let body = serde_json::json!({
            "transaction_id": "4200000000202601010000000001", "out_refund_no": "SHOP20260101000001R1", "reason": "商品缺货",
            "notify_url": "https://shop.example/wxpay/v3/refund",
            "amount": { "refund": 1500, "total": 5000, "currency": "CNY" },
        });
        let body = black_box(body).to_string();
        authorization(&self.account.mch_id, &self.merchant, "POST", REFUND_PATH, self.at, NONCE, &body).len()
    }

    fn sign_only(&self, text: &[u8]) -> u8 {
        let mut signature = vec![0; self.private.public_modulus_len()];
        self.private.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), black_box(text), &mut signature).unwrap();
        signature[0]
    }
}

fn floor(canonical: &str) -> u8 {
    Md5::digest(black_box(canonical.as_bytes())).first().copied().unwrap_or_default()
}

fn seconds<R>(calls: u32, mut call: impl FnMut() -> R) -> f64 {
    let start = Instant::now();
    (0..calls).for_each(|_| {
        black_box(call());
    });
    start.elapsed().as_secs_f64()
}

/// How many times as long `work` takes as `floor`: the median over rounds that take turns.
fn ratio<W, F>(calls: u32, mut work: impl FnMut() -> W, mut floor: impl FnMut() -> F) -> f64 {
    let mut ratios: Vec<f64> = (0..ROUNDS).map(|_| seconds(calls, &mut work) / seconds(calls, &mut floor)).collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ROUNDS / 2]
}

fn main() {
    let messages = Messages::load();
    let notice = Fields::read("xml", &messages.notice).unwrap();
    let notice_text = messages.canonical(notice.iter());
    let refund_text = messages.canonical(messages.refund.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    assert!(messages.read_and_verify(&messages.notice) && !messages.read_and_verify(&messages.forged));

    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("floor: MD5 of a notification", |b| b.iter(|| floor(&notice_text)));
    criterion
        .bench_function("a notification read and verified", |b| b.iter(|| messages.read_and_verify(&messages.notice)));
    criterion.bench_function("a forgery refused", |b| b.iter(|| messages.read_and_verify(&messages.forged)));
    criterion.bench_function("floor: MD5 of a refund", |b| b.iter(|| floor(&refund_text)));
    criterion.bench_function("a refund signed and written", |b| b.iter(|| messages.write_refund()));
    let v3 = V3Messages::load();
    assert!(v3.read() && v3.verify_only());
    let v3_refund_text = request_text("POST", REFUND_PATH, v3.at, NONCE, &"x".repeat(240));
    criterion.bench_function("floor: one RSA-2048 verify", |b| b.iter(|| v3.verify_only()));
    criterion.bench_function("a v3 notification verified, opened and read", |b| b.iter(|| v3.read()));
    criterion.bench_function("floor: one RSA-2048 signature", |b| b.iter(|| v3.sign_only(&v3_refund_text)));
    criterion.bench_function("a v3 refund written and signed", |b| b.iter(|| v3.write_refund()));
    criterion.final_summary();

    let on_notice = |body: &[u8]| ratio(CALLS_PER_ROUND, || messages.read_and_verify(body), || floor(&notice_text));
    let refund = ratio(CALLS_PER_ROUND, || messages.write_refund(), || floor(&refund_text));
    println!("a notification read and verified: {:.2} x MD5 (pass mark 5)", on_notice(&messages.notice));
    println!("a forgery refused:                {:.2} x MD5 (pass mark 5)", on_notice(&messages.forged));
    println!("a refund signed and written:      {refund:.2} x MD5 (pass mark 2)");
    let read = ratio(CALLS_PER_ROUND / 4, || v3.read(), || v3.verify_only());
    let signed = ratio(SIGNATURES_PER_ROUND, || v3.write_refund(), || v3.sign_only(&v3_refund_text));
    println!("a v3 notification verified, opened and read: {read:.3} x RSA verify (pass mark 1.3)");
    println!("a v3 refund written and signed:   {signed:.3} x RSA signature (pass mark 1.1)");
}
