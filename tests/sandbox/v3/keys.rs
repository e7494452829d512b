//! Which key signs: as the merchant has it, as the request asks, and while one follows the other.

use super::caller::{MCH, Raw, V3_KEY, V3Shop, now};
use reqwest::Method;
use serde_json::{Value, json};
use zhanggui::{
    sandbox::{Sandbox, TrustMode},
    wechat::v3::{ApiV3Key, NotProven, SERIAL, TrustKey, resource},
};

const QUERY: &str = "/v3/pay/transactions/out-trade-no/SHOP0001?mchid=1900000001";

/// The answer to a request that names this key, or none.
fn asked(v3: &V3Shop, key: Option<&str>) -> Raw {
    let request = v3.request(Method::GET, QUERY, "");
    v3.send(match key {
        Some(key) => request.with(SERIAL, key),
        None => request.without(SERIAL),
    })
    .expect("an answer")
}

fn signer(v3: &V3Shop, key: Option<&str>) -> String {
    asked(v3, key).header(SERIAL).to_owned()
}

/// The certificates as `/v3/certificates` gives them, opened with this key.
fn certificates(v3: &V3Shop, key: &str) -> Vec<TrustKey> {
    let key = ApiV3Key::parse(key).expect("a key");
    let raw = v3.send(v3.request(Method::GET, "/v3/certificates", "")).expect("an answer");
    let told = raw.json();
    let opened = |one: &Value| {
        let sealed = &one["encrypt_certificate"];
        let text = |name: &str| sealed[name].as_str().unwrap_or_default().to_owned();
        let data = sealed["associated_data"].as_str();
        let pem = resource::open(&key, &text("nonce"), data, &text("ciphertext"))?;
        let certificate = TrustKey::from_certificate_pem(&pem).expect("a certificate");
        assert_eq!(one["serial_no"].as_str(), Some(certificate.id().as_str()));
        Some(certificate)
    };
    let all: Vec<TrustKey> = told["data"].as_array().into_iter().flatten().filter_map(opened).collect();
    if !all.is_empty() {
        assert_eq!(raw.proof(all.clone()), Ok(()), "verified by what is in it");
    }
    all
}

fn newest(sandbox: &Sandbox) -> String {
    sandbox.certificate_serials().pop().expect("a certificate")
}

#[test]
fn a_new_merchant_has_the_public_key_and_nothing_else() {
    let v3 = V3Shop::of_mode(TrustMode::PublicKey);
    let id = v3.shop.sandbox.public_key_id();
    assert!(id.starts_with("PUB_KEY_ID_01") && id.contains(MCH), "{id}");
    for key in [None, Some(id.as_str()), Some("7E57000000000000000000000000000000000011")] {
        assert_eq!(signer(&v3, key), id);
    }
    let raw = v3.get("/v3/certificates");
    assert_eq!((raw.status, raw.verdict().as_str()), (404, "RESOURCE_NOT_EXISTS"));
}

#[test]
fn an_old_merchant_is_answered_by_certificate_whatever_it_asks_for() {
    let v3 = V3Shop::of_mode(TrustMode::Certificate);
    let all = certificates(&v3, V3_KEY);
    assert_eq!(all.iter().map(|it| it.id().to_string()).collect::<Vec<_>>(), v3.shop.sandbox.certificate_serials());
    let serial = newest(&v3.shop.sandbox);
    assert!(serial.len() == 40 && serial.starts_with('0'), "a number as text keeps its zeros: {serial}");
    for key in [None, Some(serial.as_str()), Some(v3.shop.sandbox.public_key_id().as_str())] {
        assert_eq!(signer(&v3, key), serial, "the change was not begun on the merchant platform");
    }
    assert_eq!(asked(&v3, None).proof(all), Ok(()));
    let (_, until) = certificates(&v3, V3_KEY)[0].valid().expect("an end");
    assert!(until.since(now()) > 4 * 365 * 86_400);
}

#[test]
fn while_the_change_is_under_way_answers_come_as_they_are_asked_for() {
    let v3 = V3Shop::of_mode(TrustMode::Mixed);
    let (id, serial) = (v3.shop.sandbox.public_key_id(), newest(&v3.shop.sandbox));
    assert_eq!(signer(&v3, Some(&id)), id);
    assert_eq!(signer(&v3, Some(&serial)), serial);
    assert_eq!(signer(&v3, None), serial, "without a word the certificate answers");
}

#[test]
fn the_mode_changes_while_it_runs() {
    let v3 = V3Shop::of_mode(TrustMode::Certificate);
    let (id, serial) = (v3.shop.sandbox.public_key_id(), newest(&v3.shop.sandbox));
    assert_eq!(signer(&v3, Some(&id)), serial);
    v3.shop.sandbox.set_trust(TrustMode::Mixed).expect("begun");
    assert_eq!(signer(&v3, Some(&id)), id);
    v3.shop.sandbox.set_trust(TrustMode::PublicKey).expect("done");
    assert_eq!(signer(&v3, Some(&serial)), id);
}

#[test]
fn a_certificate_follows_another_and_for_a_while_both_count() {
    let v3 = V3Shop::of_mode(TrustMode::Certificate);
    let first = newest(&v3.shop.sandbox);
    v3.shop.sandbox.rotate_certificate().expect("a second one");
    let second = newest(&v3.shop.sandbox);
    assert_ne!(first, second);
    assert_eq!(certificates(&v3, V3_KEY).len(), 2);
    assert_eq!((signer(&v3, Some(&first)), signer(&v3, Some(&second))), (first.clone(), second.clone()));
    assert_eq!(signer(&v3, None), second, "the newer one answers");
    v3.shop.sandbox.retire_certificates();
    assert_eq!(signer(&v3, Some(&first)), second);
    assert_eq!(certificates(&v3, V3_KEY).len(), 1);
}

#[test]
fn a_certificate_that_ran_out_still_signs_and_none_is_given_out() {
    let v3 = V3Shop::of_mode(TrustMode::Certificate);
    let pem = std::fs::read(v3.shop.dir.path().join("platform_cert.pem")).expect("the first one");
    v3.shop.sandbox.expire_certificate().expect("it ran out");
    let raw = v3.send(v3.request(Method::GET, "/v3/certificates", "")).expect("an answer");
    assert_eq!((raw.status, raw.verdict().as_str()), (403, "NOT_ENOUGH"));
    let serial = newest(&v3.shop.sandbox);
    assert_eq!(raw.header(SERIAL), serial);
    let old = TrustKey::from_certificate_pem(&pem).expect("a certificate");
    assert_eq!(raw.proof(vec![old]), Err(NotProven::UnknownKey(serial)));
}

#[test]
fn certificates_open_with_the_merchants_key_only() {
    let v3 = V3Shop::of_mode(TrustMode::Certificate);
    v3.shop.sandbox.change_api_v3_key("AnotherApiV3Key00000000000000003").expect("a key");
    assert!(certificates(&v3, V3_KEY).is_empty());
    assert_eq!(certificates(&v3, "AnotherApiV3Key00000000000000003").len(), 1);
    assert!(v3.shop.sandbox.change_api_v3_key("short").is_err());
    let none = V3Shop::with(|config| (config.trust, config.api_v3_key) = (TrustMode::Certificate, None));
    let raw = none.send(none.request(Method::GET, "/v3/certificates", "")).expect("an answer");
    assert_eq!(raw.verdict(), "INVALID_REQUEST");
}

#[test]
fn a_restarted_sandbox_has_the_keys_it_had() {
    let v3 = V3Shop::of_mode(TrustMode::Mixed);
    let keys = |sandbox: &Sandbox| {
        let pem = std::fs::read(sandbox.public_key_path()).expect("the public key");
        (sandbox.public_key_id(), sandbox.merchant_serial(), sandbox.certificate_serials(), pem)
    };
    let again = Sandbox::start(v3.shop.sandbox.config().clone(), zhanggui::base::env::Env::system()).expect("again");
    assert_eq!(keys(&v3.shop.sandbox), keys(&again));
    assert_eq!(again.merchant_serial(), v3.key.serial());
}

#[test]
fn an_echo_comes_back_and_its_secret_word_for_the_merchant_alone() {
    let v3 = V3Shop::new();
    let word = v3.public_key().seal_sensitive("悄悄话").expect("sealed");
    let body = json!({ "echo_message": "喂", "encrypted_echo_message": word });
    let told = v3.post("/v3/security/echo", &body).json();
    assert_eq!(told["echo_message"], "喂");
    let sealed = told["encrypted_echo_message"].as_str().expect("a word");
    assert_eq!(v3.key.open_sensitive(sealed).as_deref(), Some("悄悄话"));
    assert_eq!(v3.post("/v3/security/echo", &json!({ "echo_message": "喂" })).json()["echo_message"], "喂");
    for wrong in [
        json!({}),
        json!({ "echo_message": "" }),
        json!({ "echo_message": "喂", "encrypted_echo_message": "plain" }),
        json!({ "echo_message": "喂", "notify_url": "http://shop.example/x" }),
    ] {
        assert_eq!(v3.post("/v3/security/echo", &wrong).verdict(), "PARAM_ERROR", "{wrong}");
    }
}
