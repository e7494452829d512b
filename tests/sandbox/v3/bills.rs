//! The two bills: an address and a hash, then a file nobody signed.

use super::caller::{APP, JSAPI, MCH, NONCE, REFUNDS, Raw, V3Shop, order, refund_of};
use crate::shop::{account, buyer, fen, order_no, refund_no};
use aws_lc_rs::digest;
use flate2::read::GzDecoder;
use reqwest::Method;
use std::{
    io::Read as _,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};
use zhanggui::{
    base::env::{Clock, Env},
    domain::{Day, PrepayId, SignType, UnixSeconds},
    sandbox::{Fault, SandboxCall},
    wechat::{v2::sign, v3::SignatureHeaders},
};

/// Noon of a day in the middle of a month, and what the hands add.
struct Noon(AtomicI64);

impl Clock for Noon {
    fn now(&self) -> UnixSeconds {
        Day::parse("2026-09-16").expect("a day").begins().plus(12 * 3600 + self.0.load(Ordering::SeqCst))
    }
}

struct BillShop {
    v3: V3Shop,
    clock: Arc<Noon>,
}

impl BillShop {
    /// Yesterday each interface had an order and refunded the other's.
    fn new() -> Self {
        let clock = Arc::new(Noon(AtomicI64::new(0)));
        let env = Env { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..Env::system() };
        let v3 = V3Shop::with_env(env, |_| {});
        let sandbox = &v3.shop.sandbox;
        let noon = clock.now().plus(-86_400);
        for (no, total) in [("SHOP0001", 1000), ("SHOP0002", 2500)] {
            sandbox.add_order_paid_at(&order_no(no), fen(total), &buyer(), None, noon).expect("paid");
        }
        assert!(sandbox.add_past_refund((&refund_no("R1"), None), (&order_no("SHOP0001"), fen(300)), noon.plus(60)));
        Self { v3, clock }
    }

    fn get(&self, path: &str) -> Raw {
        let request = self.v3.request_at(Method::GET, path, "", self.clock.now());
        self.v3.send(request).expect("an answer")
    }

    /// Both steps; the file as it came and the hash it should have.
    fn download(&self, path: &str) -> (Raw, String) {
        let offered = self.get(path).json();
        assert_eq!(offered["hash_type"], "SHA1", "{offered}");
        let address = offered["download_url"].as_str().expect("an address");
        let path = address.strip_prefix(&self.v3.shop.sandbox.base_url()).expect("here").to_owned();
        (self.get(&path), offered["hash_value"].as_str().expect("a hash").to_owned())
    }
}

fn sha1(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes))
}

#[test]
fn the_bill_of_a_day_is_offered_with_its_hash_and_the_file_bears_no_signature() {
    let shop = BillShop::new();
    let (plain, hash) = shop.download("/v3/bill/tradebill?bill_date=2026-09-15&bill_type=ALL");
    assert_eq!((plain.status, sha1(&plain.body)), (200, hash.clone()));
    assert!(!SignatureHeaders::any_in(&plain.headers));
    let (packed, hash_of_packed) = shop.download("/v3/bill/tradebill?bill_date=2026-09-15&tar_type=GZIP");
    let mut text = Vec::new();
    GzDecoder::new(packed.body.as_slice()).read_to_end(&mut text).expect("gzip");
    assert_eq!((text == plain.body, hash_of_packed), (true, hash), "the hash is of what is packed");
    let text = String::from_utf8(text).expect("text");
    for number in ["`SHOP0001", "`SHOP0002", "`R1"] {
        assert!(text.contains(number), "{number}");
    }
    shop.v3.shop.sandbox.faults().next(SandboxCall::BillFile, Fault::Truncated, 1);
    let (half, hash) = shop.download("/v3/bill/tradebill?bill_date=2026-09-15");
    assert_ne!(sha1(&half.body), hash);
}

#[test]
fn one_bill_holds_what_both_interfaces_did() {
    let clock = Arc::new(Noon(AtomicI64::new(0)));
    let env = Env { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..Env::system() };
    let v3 = V3Shop::with_env(env, |_| {});
    let prepay_id = v3.shop.order("SHOP0001", "1000");
    v3.shop.sandbox.pay(&prepay_id).expect("paid");
    let open = |no: &str| {
        let body = order(no, 1000).to_string();
        let request = v3.request_at(Method::POST, JSAPI, &body, clock.now());
        v3.send(request).expect("an answer").json()["prepay_id"].as_str().map(PrepayId::parse)
    };
    v3.shop.sandbox.pay(&open("SHOP0002").expect("one").expect("a prepay id")).expect("paid");
    assert_eq!(v3.shop.refund("SHOP0002", "R2", "100"), "SUCCESS");
    let body = refund_of("SHOP0001", "R1", 200).to_string();
    let request = v3.request_at(Method::POST, REFUNDS, &body, clock.now());
    assert_eq!(v3.send(request).expect("an answer").verdict(), "SUCCESS");
    clock.0.store(86_400, Ordering::SeqCst);
    let shop = BillShop { v3, clock };
    let (raw, _) = shop.download("/v3/bill/tradebill?bill_date=2026-09-16");
    let text = String::from_utf8(raw.body).expect("text");
    for number in ["`SHOP0001", "`SHOP0002", "`R1", "`R2"] {
        assert!(text.contains(number), "{number} in {text}");
    }
    assert!(text.contains("`4.0,"), "four lines: {text}");
    let fields = [("appid", APP), ("mch_id", MCH), ("nonce_str", NONCE), ("bill_date", "20260916")];
    let asked = sign::write_signed(&fields, &account().key, SignType::Md5);
    let old = shop.v3.shop.post(&shop.v3.shop.without, "/pay/downloadbill", asked).expect("an answer");
    assert_eq!(old, (200, text.trim_start_matches('\u{FEFF}').to_owned()), "through either door it is the same bill");
}

#[test]
fn a_day_that_is_not_over_too_old_or_empty_has_no_bill() {
    let shop = BillShop::new();
    for (query, expected) in [
        ("bill_date=2026-09-16", "INVALID_REQUEST"),
        ("bill_date=2026-09-17", "INVALID_REQUEST"),
        ("bill_date=2026-05-01", "INVALID_REQUEST"),
        ("bill_date=2026-09-14", "NO_STATEMENT_EXIST"),
        ("bill_date=20260915", "PARAM_ERROR"),
        ("bill_type=ALL", "PARAM_ERROR"),
        ("bill_date=2026-09-15&tar_type=ZIP", "PARAM_ERROR"),
        ("bill_date=2026-09-15&bill_type=NONE", "PARAM_ERROR"),
        ("bill_date=2026-09-15&x=1", "PARAM_ERROR"),
    ] {
        let raw = shop.get(&format!("/v3/bill/tradebill?{query}"));
        assert_eq!((raw.status, raw.verdict().as_str()), (400, expected), "{query}");
    }
    for (seconds, expected) in
        [(-4 * 3600, "NO_STATEMENT_EXIST"), (-3 * 3600, "STATEMENT_CREATING"), (-2 * 3600, "SUCCESS")]
    {
        shop.clock.0.store(seconds, Ordering::SeqCst);
        assert_eq!(shop.get("/v3/bill/tradebill?bill_date=2026-09-15").verdict(), expected, "{seconds}");
    }
}

#[test]
fn an_address_lives_five_minutes_and_is_signed_for() {
    let shop = BillShop::new();
    let offered = shop.get("/v3/bill/tradebill?bill_date=2026-09-15").json();
    let address = offered["download_url"].as_str().expect("an address");
    let path = address.strip_prefix(&shop.v3.shop.sandbox.base_url()).expect("here").to_owned();
    let unsigned = shop.v3.request_at(Method::GET, &path, "", shop.clock.now()).without("authorization");
    assert_eq!(shop.v3.send(unsigned).expect("an answer").status, 401);
    shop.clock.0.store(299, Ordering::SeqCst);
    assert_eq!(shop.get(&path).status, 200);
    shop.clock.0.store(300, Ordering::SeqCst);
    let raw = shop.get(&path);
    assert_eq!((raw.status, raw.verdict().as_str()), (400, "INVALID_REQUEST"));
    let raw = shop.get("/v3/billdownload/file?token=0123");
    assert_eq!((raw.status, raw.verdict().as_str()), (403, "NO_AUTH"));
}

#[test]
fn the_days_movements_of_money_add_up() {
    let shop = BillShop::new();
    let (raw, hash) = shop.download("/v3/bill/fundflowbill?bill_date=2026-09-15&account_type=BASIC");
    assert_eq!(sha1(&raw.body), hash);
    let text = String::from_utf8(raw.body).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 6, "{text}");
    assert_eq!(*lines.last().expect("a sum"), "`3.0,`2.0,`35.00,`1.0,`3.00");
    assert!(lines[3].contains("`支出,`3.00,`32.00,"), "{text}");
    let none = shop.get("/v3/bill/fundflowbill?bill_date=2026-09-15&account_type=FEES");
    assert_eq!(none.verdict(), "NO_STATEMENT_EXIST");
}
