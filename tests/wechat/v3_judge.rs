//! API v3 beside `wxpay-rs`, which somebody else wrote: what it signs, verifies, seals and opens, and what it takes for a
//! notification, on random messages. Both agree, but for the rules of [`Rule`], in which ours is the stricter one or reads less.
//! Not tried: a message of exactly 300 seconds, which theirs takes, because theirs reads the computer's own clock.
//! `ZHANGGUI_FUZZ_CASES` says how many.

use crate::v3_wechat::{WeChatKey, account, certificate_key, json, merchant_certificate, pem, public_key, text};
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json as object};
use std::{collections::BTreeMap, sync::Arc};
use wxpay_rs::{
    NotifyConfig,
    auth::{Sha256RsaSigner, Sha256RsaVerifier, Signer, signer},
    crypto::{Aes256GcmCipher, RsaOaepCipher, RsaOaepDecrypter},
    notify::{NotifyHandler, NotifyHeaders},
};
use zhanggui::{
    base::env::{Clock, SystemClock},
    domain::UnixSeconds,
    wechat::v3::{SignatureHeaders, TrustKeys, V3Account, authorization, notify, request_text, resource},
};

const SERIAL: &str = "7E57000000000000000000000000000000000001";

fn cases() -> u64 {
    std::env::var("ZHANGGUI_FUZZ_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(600)
}

/// Numbers that look random and are the same in every run.
struct Dice(u64, u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.1 += 1;
        let hash = digest(&SHA256, format!("{} {}", self.0, self.1).as_bytes());
        let number = u64::from_le_bytes(hash.as_ref()[..8].try_into().unwrap());
        usize::try_from(number % u64::try_from(below).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }

    fn text(&mut self, longest: usize) -> String {
        const LETTERS: [&str; 12] = ["a", "Z", "7", "咖", "啡", "😀", " ", "\"", "\\", "\n", "/", "é"];
        (0..self.roll(longest + 1)).map(|_| *self.pick(&LETTERS)).collect()
    }

    fn token(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(*self.pick(b"abcdefghijklmnopqrstuvwxyz0123456789"))).collect()
    }
}

fn merchant_pem() -> Vec<u8> {
    pem("PRIVATE KEY", &json("v3-keys.json")["merchant"]["private_key_pkcs8_der_base64"])
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// The attributes of an `Authorization`, in any order.
fn attributes(header: &str) -> BTreeMap<&str, &str> {
    let (scheme, rest) = header.split_once(' ').unwrap();
    assert_eq!(scheme, "WECHATPAY2-SHA256-RSA2048");
    rest.split(',').map(|one| one.split_once('=').unwrap()).collect()
}

#[test]
fn both_sign_every_request_alike() {
    let key = merchant_certificate().signing_key().unwrap();
    let theirs = Sha256RsaSigner::new("1900000001", &merchant_pem(), SERIAL).unwrap();
    let runtime = runtime();
    for case in 0..cases() / 4 {
        let mut dice = Dice(case, 0);
        let method = *dice.pick(&["GET", "POST"]);
        let path = format!("/v3/{}?{}", dice.token(12), dice.token(20));
        let at = UnixSeconds::new(i64::try_from(dice.roll(4_000_000_000)).unwrap());
        let (nonce, body) = (dice.token(32), dice.text(200));
        let text = Sha256RsaSigner::build_sign_message(method, &path, at.get(), &nonce, &body);
        assert_eq!(request_text(method, &path, at, &nonce, &body), text.as_bytes());
        let signature = runtime.block_on(theirs.sign(&text)).unwrap();
        assert_eq!(key.sign(text.as_bytes()), signature);
        let ours = authorization(&account().mch_id, &key, method, &path, at, &nonce, &body);
        let header = signer::build_authorization_header("1900000001", SERIAL, &nonce, at.get(), &signature);
        assert_eq!(attributes(&ours), attributes(&header));
    }
}

#[test]
fn what_one_seals_the_other_opens() {
    let keys = json("v3-keys.json");
    let wechat = &keys["wechat_pay_public_key"];
    let their_cipher = Aes256GcmCipher::new("TestApiV3Key00000000000000000002").unwrap();
    let their_seal = RsaOaepCipher::from_public_key(&pem("PUBLIC KEY", &wechat["public_key_spki_der_base64"])).unwrap();
    let their_key = RsaOaepDecrypter::new(&pem("PRIVATE KEY", &wechat["private_key_pkcs8_der_base64"])).unwrap();
    for case in 0..cases() / 4 {
        let mut dice = Dice(case, 1_000);
        let (nonce, data, plain) = (dice.token(12), dice.text(20), dice.text(300));
        let sealed = resource::seal(&account().api_v3_key, &nonce, Some(&data), plain.as_bytes());
        assert_eq!(their_cipher.decrypt_notification(&nonce, &sealed, &data).unwrap(), plain);
        let bare = their_cipher.encrypt_with_nonce(&plain, nonce.as_bytes()).unwrap();
        assert_eq!(resource::open(&account().api_v3_key, &nonce, None, &bare).unwrap(), plain.as_bytes());
        // Whatever was changed in one of the three opens for neither.
        let other = |of: &str, dice: &mut Dice| {
            let mut bytes = of.as_bytes().to_vec();
            let at = dice.roll(bytes.len().max(1)).min(bytes.len());
            bytes.insert(at, *dice.pick(b"aZ7="));
            String::from_utf8_lossy(&bytes).into_owned()
        };
        for (nonce, sealed, data) in [
            (other(&nonce, &mut dice), sealed.clone(), data.clone()),
            (nonce.clone(), other(&sealed, &mut dice), data.clone()),
            (nonce.clone(), sealed.clone(), format!("{data}x")),
        ] {
            let ours = resource::open(&account().api_v3_key, &nonce, Some(&data), &sealed);
            let theirs = their_cipher.decrypt_notification(&nonce, &sealed, &data).ok();
            assert_eq!(ours, theirs.map(String::into_bytes), "{nonce} {sealed} {data}");
        }
        let field = dice.text(40);
        let ours = public_key().seal_sensitive(&field).unwrap();
        assert_eq!(their_key.decrypt(&ours).unwrap(), field);
        assert_eq!(WeChatKey::public().open(&their_seal.encrypt(&field).unwrap()), field);
    }
}

/// In what ours differs, by rule and on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rule {
    /// A name that stands twice is refused everywhere, theirs refuses only names it reads.
    RepeatedName,
    /// NUL in a text is refused.
    Nul,
    /// Deep nesting is refused.
    Deep,
    /// A serial number in lower case is not the one WeChat sends.
    SerialCase,
    /// A nonce of more than 64 characters is not one of WeChat's.
    LongNonce,
    /// The kind of the resource is compared where it is named.
    Kind,
    /// Merchant and app are compared at once; theirs leaves it to the caller.
    NotOurs,
    /// A number of an order, a time or an amount has its form; theirs takes any text, and amounts up to 64 bits.
    Form,
    /// Theirs wants fields that decide nothing (`bank_type`, `trade_type`, `trade_state_desc`).
    Undecided,
}

/// One message, and in which rule the two may differ about it.
struct Message {
    headers: SignatureHeaders,
    body: Vec<u8>,
    rule: Option<Rule>,
}

fn paid(dice: &mut Dice) -> Value {
    object!({
        "appid": "wx7e57000000000001", "mchid": "1900000001", "out_trade_no": format!("SHOP{}", dice.token(12)),
        "transaction_id": format!("42000000{}", dice.roll(1_000_000)), "trade_type": "JSAPI", "trade_state": "SUCCESS",
        "trade_state_desc": dice.text(10), "bank_type": "OTHERS", "attach": dice.text(20),
        "success_time": "2026-01-01T08:03:12+08:00", "payer": { "openid": dice.token(28) },
        "amount": { "total": dice.roll(1_000_000), "payer_total": dice.roll(1_000_000), "currency": "CNY" },
        "promotion_detail": [{ "amount": 1, "name": dice.text(5) }],
    })
}

/// Changes what is encrypted or around it, on one roll of many, and says which rule that touches.
fn spoilt_plain(plain: &mut Value, dice: &mut Dice) -> (Option<Rule>, Option<String>) {
    let mut rule = None;
    let mut written = None;
    match dice.roll(16) {
        0 => plain["trade_state"] = "NOTPAY".into(),
        1 => plain["amount"]["total"] = "5000".into(),
        2 => plain["amount"]["total"] = 12.0.into(),
        3 => plain["amount"]["total"] = (-1).into(),
        4 => written = Some(plain.to_string().replacen("\"total\":", "\"total\":1,\"total\":", 1)),
        5 => {
            (rule, written) =
                (Some(Rule::RepeatedName), Some(plain.to_string().replacen('{', "{\"new\":1,\"new\":2,", 1)));
        }
        6 => (rule, plain["attach"]) = (Some(Rule::Nul), "\0".into()),
        7 => {
            let deep = format!("{{\"new\":{}1{},", "[".repeat(30), "]".repeat(30));
            (rule, written) = (Some(Rule::Deep), Some(plain.to_string().replacen('{', &deep, 1)));
        }
        8 => (rule, plain["mchid"]) = (Some(Rule::NotOurs), "1900000002".into()),
        9 => (rule, plain["appid"]) = (Some(Rule::NotOurs), "wx7e57000000000002".into()),
        10 => (rule, plain["out_trade_no"]) = (Some(Rule::Form), "no".into()),
        11 => (rule, plain["success_time"]) = (Some(Rule::Form), "yesterday".into()),
        12 => (rule, plain["amount"]["total"]) = (Some(Rule::Form), 9_000_000_000_000_u64.into()),
        13 => {
            rule = Some(Rule::Undecided);
            plain.as_object_mut().unwrap().remove(*dice.pick(&["bank_type", "trade_type", "trade_state_desc"]));
        }
        14 => drop(plain.as_object_mut().unwrap().remove(*dice.pick(&[
            "out_trade_no",
            "amount",
            "mchid",
            "transaction_id",
        ]))),
        _ => {}
    }
    (rule, written)
}

fn message(case: u64, signers: &[WeChatKey], now: UnixSeconds) -> Message {
    let mut dice = Dice(case, 2_000);
    let mut plain = paid(&mut dice);
    let spoil = dice.roll(5);
    let (mut rule, written) = if spoil == 0 { spoilt_plain(&mut plain, &mut dice) } else { (None, None) };
    let plain = written.unwrap_or_else(|| plain.to_string());
    let (nonce, data) = (dice.token(12), (dice.roll(4) > 0).then_some("transaction"));
    let mut outer = object!({
        "id": dice.token(36), "create_time": "2026-01-01T08:03:13+08:00", "resource_type": "encrypt-resource",
        "event_type": "TRANSACTION.SUCCESS", "summary": dice.text(20),
        "resource": { "original_type": "transaction", "algorithm": "AEAD_AES_256_GCM", "nonce": nonce,
            "ciphertext": resource::seal(&account().api_v3_key, &nonce, data, plain.as_bytes()) },
    });
    if let Some(data) = data {
        outer["resource"]["associated_data"] = data.into();
    }
    if spoil == 1 {
        match dice.roll(6) {
            0 => outer["event_type"] = "REFUND.SUCCESS".into(),
            1 => outer["resource"]["algorithm"] = "AEAD_SM4_GCM".into(),
            2 => outer["resource"]["associated_data"] = "x".into(),
            3 => outer["resource"]["nonce"] = dice.token(11).into(),
            4 => (rule, outer["resource"]["original_type"]) = (Some(Rule::Kind), "refund".into()),
            _ => {}
        }
    }
    let mut body = outer.to_string().into_bytes();
    let away = *dice.pick(&[0, 0, 0, 0, 0, 0, 0, 5, -5, 290, -290, 310, -310, 100_000]);
    // The last of them signs with a certificate that has ended.
    let signer = &signers[*dice.pick(&[0, 0, 0, 1, 1, 1, 1, 2])];
    let mut headers = signer.signature_headers(now.plus(away), &body);
    if spoil == 2 {
        match dice.roll(9) {
            0 => headers.signature = format!("WECHATPAY/SIGNTEST/{}", &headers.signature[19..]),
            1 => headers.signature.insert(7, ' '),
            2 => headers.signature.clear(),
            3 => headers.nonce.push('x'),
            4 => headers.timestamp.push('0'),
            5 => headers.serial.clone_from(&dice.pick(signers).id),
            6 => headers.serial = headers.serial.replace('7', "8"),
            7 => {
                let at = dice.roll(body.len());
                body[at] ^= 1;
            }
            _ => {
                if headers.serial != headers.serial.to_ascii_lowercase() && !headers.serial.starts_with("PUB") {
                    rule = Some(Rule::SerialCase);
                    headers.serial = headers.serial.to_ascii_lowercase();
                } else {
                    rule = Some(Rule::LongNonce);
                    headers = signers[0].signed_with_nonce(now, &"n".repeat(65), &body);
                }
            }
        }
    }
    Message { headers, body, rule }
}

#[test]
fn both_take_the_same_messages_for_notifications_but_for_the_rules_that_are_written_down() {
    let keys = json("v3-keys.json");
    let certificate = |at: usize| pem("CERTIFICATE", &keys["platform_certificates"][at]["certificate_der_base64"]);
    let public = pem("PUBLIC KEY", &keys["wechat_pay_public_key"]["public_key_spki_der_base64"]);
    let public_id = text(&keys["wechat_pay_public_key"]["id"]).to_owned();
    let verifier =
        Sha256RsaVerifier::new_with_public_keys(vec![certificate(0), certificate(1)], vec![(public_id, public)])
            .unwrap();
    let config = NotifyConfig {
        api_v3_key: "TestApiV3Key00000000000000000002".to_owned(),
        cert_serial_number: String::new(),
        platform_certificate: Vec::new(),
    };
    let handler = NotifyHandler::new(config, Arc::new(verifier)).unwrap();
    let ours = TrustKeys::new(vec![public_key(), certificate_key(0), certificate_key(1)]);
    let signers = [WeChatKey::public(), WeChatKey::certificate(1), WeChatKey::certificate(0)];
    let (account, runtime): (V3Account, _) = (account(), runtime());
    let (mut both, mut neither, mut by_rule) = (0, 0, BTreeMap::new());
    for case in 0..cases() {
        let now = SystemClock.now();
        let Message { headers, body, rule } = message(case, &signers, now);
        let theirs = runtime.block_on(async {
            let headers = NotifyHeaders {
                timestamp: &headers.timestamp,
                nonce: &headers.nonce,
                serial: &headers.serial,
                signature: &headers.signature,
            };
            let believed = handler.verify_and_parse(headers, &body).await.ok()?;
            let paid = handler.handle_verified_payment_notify(&believed).await.ok()?;
            Some((paid.out_trade_no, paid.transaction_id, paid.amount?.total))
        });
        let mine = notify::payment(&headers, &body, &account, &ours, now).ok().map(|facts| {
            let total = u64::try_from(facts.total.get()).unwrap();
            (facts.order_no.to_string(), facts.transaction_id.to_string(), total)
        });
        match (&mine, &theirs, rule) {
            (Some(mine), Some(theirs), _) if mine == theirs => both += 1,
            (None, None, _) => neither += 1,
            (None, Some(_), Some(rule)) if rule != Rule::Undecided => *by_rule.entry(rule).or_insert(0) += 1,
            (Some(_), None, Some(Rule::Undecided)) => *by_rule.entry(Rule::Undecided).or_insert(0) += 1,
            _ => panic!("case {case}: ours {mine:?}, theirs {theirs:?}, {rule:?}, {}", String::from_utf8_lossy(&body)),
        }
    }
    let differ: i32 = by_rule.values().sum();
    eprintln!("{} messages: both believe {both}, neither {neither}, by rule {differ} {by_rule:?}, else 0", cases());
    assert!(
        both > 0
            && neither > 0
            && STANDARD.decode(&signers[0].signature_headers(SystemClock.now(), b"").signature).is_ok()
    );
}
