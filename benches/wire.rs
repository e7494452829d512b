//! What one message costs, in times of the one thing nobody can leave out: MD5 over its canonical string.
//!
//! Pass marks: a notification read and verified within 5, a forgery refused for no more than that, a refund signed and
//! written within 2. The ratios are printed at the end, each measured side by side with its own floor.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::float_arithmetic, clippy::print_stdout)]

use criterion::Criterion;
use md5::{Digest, Md5};
use std::{hint::black_box, path::Path, time::Instant};
use zhanggui::{
    domain::SignType,
    wechat::{
        ApiKey,
        v2::{sign, wire::Fields},
    },
};

const ROUNDS: usize = 41;
const CALLS_PER_ROUND: u32 = 4000;

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

fn floor(canonical: &str) -> u8 {
    Md5::digest(black_box(canonical.as_bytes())).first().copied().unwrap_or_default()
}

fn seconds<R>(mut call: impl FnMut() -> R) -> f64 {
    let start = Instant::now();
    (0..CALLS_PER_ROUND).for_each(|_| {
        black_box(call());
    });
    start.elapsed().as_secs_f64()
}

/// How many times as long `work` takes as `floor`: the median over rounds that take turns.
fn ratio<W, F>(mut work: impl FnMut() -> W, mut floor: impl FnMut() -> F) -> f64 {
    let mut ratios: Vec<f64> = (0..ROUNDS).map(|_| seconds(&mut work) / seconds(&mut floor)).collect();
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
    criterion.final_summary();

    let on_notice = |body: &[u8]| ratio(|| messages.read_and_verify(body), || floor(&notice_text));
    let refund = ratio(|| messages.write_refund(), || floor(&refund_text));
    println!("a notification read and verified: {:.2} x MD5 (pass mark 5)", on_notice(&messages.notice));
    println!("a forgery refused:                {:.2} x MD5 (pass mark 5)", on_notice(&messages.forged));
    println!("a refund signed and written:      {refund:.2} x MD5 (pass mark 2)");
}
