//! Any bytes at all, and genuine notifications of API v3 that were changed: in the body, in the headers, in what is encrypted, and
//! rightly signed all the same. None is believed but as it was sent, and none breaks the program. `ZHANGGUI_FUZZ_CASES` says how
//! many of each; a find is shrunk and shown.

use crate::v3_wechat::{NOW, WeChatKey, account, json, public_key, text};
use proptest::{collection::vec, prelude::*, sample::Index};
use std::sync::LazyLock;
use zhanggui::{
    domain::NoticeVerdict,
    wechat::v3::{
        SignatureHeaders, TrustKeys, json as strict,
        notify::{payment, refund},
        resource,
    },
};

fn cases() -> ProptestConfig {
    let cases = std::env::var("ZHANGGUI_FUZZ_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "1e2",
    "-0",
    "9.0",
    "\"total\":",
    "\"total\":1",
    "\"resource\":",
    "\"amount\":{",
    "\"trade_state\":\"SUCCESS\"",
    "5000",
    "\u{FEFF}",
    "\0",
    "\n",
    " ",
    "掌柜",
    "//",
    "NaN",
    "99999999999999999999",
    "\"a\":1",
    "\"nonce\":\"0123456789ab\"",
    "\"algorithm\":\"AEAD_AES_256_GCM\"",
];

/// A genuine notification, and whether it is one of a payment.
struct Genuine {
    headers: SignatureHeaders,
    body: Vec<u8>,
    plain: String,
}

static KEY: LazyLock<WeChatKey> = LazyLock::new(WeChatKey::public);
static KEYS: LazyLock<TrustKeys> = LazyLock::new(|| TrustKeys::new(vec![public_key()]));
static GENUINE: LazyLock<Vec<Genuine>> = LazyLock::new(|| {
    let all = json("v3-notifications.json");
    let of_the_public_key =
        all["cases"].as_array().unwrap().iter().filter(|case| text(&case["headers"]["Wechatpay-Serial"]) == KEY.id);
    of_the_public_key
        .map(|case| {
            let header = |name: &str| text(&case["headers"][name]).to_owned();
            Genuine {
                headers: SignatureHeaders {
                    timestamp: header("Wechatpay-Timestamp"),
                    nonce: header("Wechatpay-Nonce"),
                    serial: header("Wechatpay-Serial"),
                    signature: header("Wechatpay-Signature"),
                },
                body: text(&case["body"]).as_bytes().to_vec(),
                plain: case["decrypted"].to_string(),
            }
        })
        .collect()
});

/// What both hooks make of it: the facts that are believed, if any.
fn believed(headers: &SignatureHeaders, body: &[u8]) -> Option<String> {
    let paid = payment(headers, body, &account(), &KEYS, NOW).ok().map(|facts| format!("{facts:?}"));
    let back = refund(headers, body, &account(), &KEYS, NOW).ok().map(|facts| format!("{facts:?}"));
    assert!(paid.is_none() || back.is_none(), "one message is of one kind");
    paid.or(back)
}

/// The same with a signature of WeChat's own over it.
fn signed(body: &[u8]) -> Option<String> {
    believed(&KEY.signature_headers(NOW, body), body)
}

fn changed(bytes: &[u8], at: Index, cut: usize, put: &[u8]) -> Vec<u8> {
    let at = at.index(bytes.len());
    let end = (at + cut).min(bytes.len());
    [&bytes[..at], put, &bytes[end..]].concat()
}

#[test]
fn the_genuine_ones_are_believed() {
    assert_eq!(GENUINE.len(), 5);
    for one in &*GENUINE {
        assert!(believed(&one.headers, &one.body).is_some());
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_bytes_at_all_are_a_notification(bytes in vec(any::<u8>(), 0..2_000), pieces in vec(prop::sample::select(PIECES), 0..60)) {
        let pieces = pieces.concat();
        for body in [&bytes[..], pieces.as_bytes(), format!("{{{pieces}}}").as_bytes()] {
            prop_assert_eq!(believed(&GENUINE[0].headers, body), None);
            prop_assert_eq!(signed(body), None);
            drop(strict::read(body));
        }
    }

    #[test]
    fn a_changed_body_is_never_believed(which: Index, at: Index, cut in 0..40_usize, bytes in vec(any::<u8>(), 0..4), pieces in vec(prop::sample::select(PIECES), 0..4)) {
        let good = which.get(&GENUINE);
        for put in [&bytes[..], pieces.concat().as_bytes()] {
            let body = changed(&good.body, at, cut, put);
            prop_assert!(body == good.body || believed(&good.headers, &body).is_none());
        }
        let mut flipped = good.body.clone();
        flipped[at.index(good.body.len())] ^= 1 << (cut % 8);
        prop_assert_eq!(believed(&good.headers, &flipped), None);
    }

    #[test]
    fn a_changed_header_is_never_believed(which: Index, header in 0..4_usize, at: Index, cut in 0..8_usize, put in "\\PC{0,6}") {
        let good = which.get(&GENUINE);
        let mut headers = good.headers.clone();
        let value = match header {
            0 => &mut headers.timestamp,
            1 => &mut headers.nonce,
            2 => &mut headers.serial,
            _ => &mut headers.signature,
        };
        let Ok(odd) = String::from_utf8(changed(value.as_bytes(), at, cut, put.as_bytes())) else { return Ok(()) };
        prop_assume!(odd != *value);
        *value = odd;
        prop_assert_eq!(believed(&headers, &good.body), None);
    }

    #[test]
    fn a_changed_envelope_that_is_rightly_signed_says_the_same_or_nothing(which: Index, at: Index, cut in 0..12_usize, pieces in vec(prop::sample::select(PIECES), 0..3)) {
        let good = which.get(&GENUINE);
        let body = changed(&good.body, at, cut, pieces.concat().as_bytes());
        let facts = signed(&body);
        prop_assert!(facts.is_none() || facts == believed(&good.headers, &good.body));
    }

    #[test]
    fn what_was_encrypted_with_another_text_is_read_strictly(which: Index, at: Index, cut in 0..12_usize, pieces in vec(prop::sample::select(PIECES), 0..3)) {
        let good = which.get(&GENUINE);
        let plain = changed(good.plain.as_bytes(), at, cut, pieces.concat().as_bytes());
        let kind = if good.plain.contains("trade_state") { "transaction" } else { "refund" };
        let event = if kind == "transaction" { "TRANSACTION.SUCCESS" } else { "REFUND.SUCCESS" };
        let ciphertext = resource::seal(&account().api_v3_key, "0123456789ab", Some(kind), &plain);
        let body = serde_json::json!({
            "id": "1", "event_type": event,
            "resource": { "algorithm": "AEAD_AES_256_GCM", "nonce": "0123456789ab", "associated_data": kind, "ciphertext": ciphertext },
        });
        // Whatever is believed is what one plain reading of it says, and no reader says otherwise.
        let body = body.to_string().into_bytes();
        let headers = KEY.signature_headers(NOW, &body);
        let total = payment(&headers, &body, &account(), &KEYS, NOW).map(|facts| facts.total.get());
        if let Ok(total) = total {
            let read: serde_json::Value = serde_json::from_slice(&plain).unwrap();
            prop_assert_eq!(read["amount"]["total"].as_i64(), Some(total));
        }
        let back = refund(&headers, &body, &account(), &KEYS, NOW);
        if let Ok(back) = back {
            let read: serde_json::Value = serde_json::from_slice(&plain).unwrap();
            prop_assert_eq!(read["amount"]["refund"].as_i64(), Some(back.amount.get()));
        }
    }

    #[test]
    fn a_changed_ciphertext_never_opens(which: Index, at: Index, bit in 0..6_u32) {
        let good = which.get(&GENUINE);
        let mut outer: serde_json::Value = serde_json::from_slice(&good.body).unwrap();
        let mut sealed = text(&outer["resource"]["ciphertext"]).as_bytes().to_vec();
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        let Ok(sealed) = String::from_utf8(sealed) else { return Ok(()) };
        outer["resource"]["ciphertext"] = sealed.into();
        let body = outer.to_string().into_bytes();
        let headers = KEY.signature_headers(NOW, &body);
        for verdict in [payment(&headers, &body, &account(), &KEYS, NOW).err(), refund(&headers, &body, &account(), &KEYS, NOW).err()] {
            prop_assert!(matches!(verdict, Some(NoticeVerdict::Undecryptable | NoticeVerdict::BadField | NoticeVerdict::Malformed)), "{:?}", verdict);
        }
    }
}
