//! Keys, signatures, ciphers.

use super::{
    SENT_AT, api_v3_key, certificates, header_map, headers, json, list, merchant_key, number, pem, private_key,
    public_key, text, trust_keys,
};
use crate::{
    domain::{MchId, UnixSeconds},
    wechat::{
        BadKey, ClientCertificate,
        v3::{
            ApiV3Key, BadTrustKey, KeyId, NotProven, SignatureHeaders, TrustKey, TrustKeys, authorization,
            message_text, payment_sheet_text, request_text, resource, verify,
        },
    },
};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

fn merchant() -> MchId {
    MchId::parse("1900000001").unwrap()
}

#[test]
fn the_keys_of_the_vectors_are_named_as_wechat_names_them() {
    let keys = json("v3-keys.json");
    let ids: Vec<_> = trust_keys().iter().map(|key| key.id().to_string()).collect();
    let serials: Vec<_> = list(&keys["platform_certificates"]).iter().map(|one| text(&one["serial_no"])).collect();
    assert_eq!(ids, [&[text(&keys["wechat_pay_public_key"]["id"])], &serials[..]].concat());
    let until = |at: &str| UnixSeconds::parse_dashed(at).unwrap();
    let valid: Vec<_> = certificates().iter().map(|key| key.valid().unwrap()).collect();
    assert_eq!(valid[0], (until("2021-01-01 08:00:00"), until("2026-01-31 08:00:00")));
    assert_eq!(public_key().valid(), None);
}

#[test]
fn the_merchants_two_files_give_the_key_that_signs_and_its_serial() {
    let keys = json("v3-keys.json");
    let certificate = pem("CERTIFICATE", &keys["merchant"]["certificate_der_base64"]);
    let key = pem("PRIVATE KEY", &keys["merchant"]["private_key_pkcs8_der_base64"]);
    let loaded = ClientCertificate::from_pem(&certificate, &key, &merchant()).unwrap().signing_key().unwrap();
    assert_eq!(loaded.serial(), text(&keys["merchant"]["certificate_serial_no"]));
    assert_eq!(loaded.sign(b"text"), merchant_key().sign(b"text"));
    assert!(!format!("{loaded:?} {:?}", api_v3_key()).contains("Test"));
}

#[test]
fn requests_are_signed_as_by_five_other_implementations() {
    let all = json("v3-request-sign.json");
    assert!(list(&all["cases"]).len() >= 10);
    for case in list(&all["cases"]) {
        let at = UnixSeconds::new(text(&case["timestamp"]).parse().unwrap());
        let (method, uri, nonce) = (text(&case["method"]), text(&case["uri"]), text(&case["nonce_str"]));
        let body = text(&case["body"]);
        let signed = request_text(method, uri, at, nonce, body);
        assert_eq!(String::from_utf8(signed).unwrap(), text(&case["string_to_sign"]), "{}", case["name"]);
        let header = authorization(&merchant(), &merchant_key(), method, uri, at, nonce, body);
        assert_eq!(header, text(&case["authorization"]), "{}", case["name"]);
    }
}

#[test]
fn the_payment_sheet_is_signed_as_by_five_other_implementations() {
    for case in list(&json("v3-resign.json")["cases"]) {
        let lines: Vec<_> = text(&case["string_to_sign"]).lines().collect();
        let signed = payment_sheet_text(lines[0], lines[1], lines[2], lines[3]);
        assert_eq!(signed, text(&case["string_to_sign"]).as_bytes());
        let sign = case.get("paySign").or_else(|| case.get("sign")).unwrap();
        assert_eq!(merchant_key().sign(&signed), text(sign), "{}", case["client"]);
    }
}

#[test]
fn answers_are_believed_and_refused_as_the_vectors_say() {
    for case in list(&json("v3-response-verify.json")["cases"]) {
        let (body, at) = (text(&case["body"]).as_bytes(), number(&case["now_unix"]));
        let believed =
            headers(&case["headers"]).is_some_and(|headers| verify(&headers, body, &trust_keys(), at).is_ok());
        assert_eq!(believed, case["accept"].as_bool().unwrap(), "{}", case["name"]);
    }
}

/// The first answer of the vectors, its body, and a moment soon after.
fn good() -> (SignatureHeaders, Vec<u8>, UnixSeconds) {
    let all = json("v3-response-verify.json");
    let case = &all["cases"][0];
    (headers(&case["headers"]).unwrap(), text(&case["body"]).as_bytes().to_vec(), number(&case["now_unix"]))
}

#[test]
fn why_an_answer_is_not_believed_is_told_apart() {
    let (good, body, at) = good();
    let why = |change: fn(&mut SignatureHeaders), at: UnixSeconds| {
        let mut headers = good.clone();
        change(&mut headers);
        verify(&headers, &body, &trust_keys(), at)
    };
    assert_eq!(why(|_| (), at), Ok(()));
    assert_eq!(why(|h| h.signature = format!("WECHATPAY/SIGNTEST/{}", &h.signature[19..]), at), Err(NotProven::Probe));
    assert_eq!(why(|h| h.signature.insert(40, ' '), at), Err(NotProven::Wrong));
    assert_eq!(why(|h| h.signature.clear(), at), Err(NotProven::Wrong));
    assert_eq!(why(|h| h.signature.truncate(100), at), Err(NotProven::Wrong));
    assert_eq!(why(|h| h.nonce.clear(), at), Err(NotProven::Malformed));
    assert_eq!(why(|h| h.nonce = "a".repeat(200), at), Err(NotProven::Malformed));
    assert_eq!(why(|h| h.nonce.push('\n'), at), Err(NotProven::Malformed));
    for bad in ["", "-1767225600", "+1767225600", " 1767225600", "1767225600.0", "1e9", "99999999999999999999"] {
        let headers = SignatureHeaders { timestamp: bad.to_owned(), ..good.clone() };
        assert_eq!(verify(&headers, &body, &trust_keys(), at), Err(NotProven::Malformed), "{bad}");
    }
    let other = || "PUB_KEY_ID_0119000000099990000000000000000001".to_owned();
    assert_eq!(why(|h| h.serial = "0".repeat(40), at), Err(NotProven::UnknownKey("0".repeat(40))));
    let of_another = SignatureHeaders { serial: other(), ..good.clone() };
    assert_eq!(verify(&of_another, &body, &trust_keys(), at), Err(NotProven::UnknownKey(other())));
    let first = |h: &mut SignatureHeaders| h.serial = "7E57000000000000000000000000000000000011".to_owned();
    assert_eq!(why(first, at), Err(NotProven::Wrong), "another key than it was signed with");
    let much_later = SignatureHeaders {
        timestamp: "1770000000".to_owned(),
        serial: "7E57000000000000000000000000000000000011".to_owned(),
        ..good.clone()
    };
    let later = UnixSeconds::new(1_770_000_005);
    assert_eq!(verify(&much_later, &body, &trust_keys(), later), Err(NotProven::ExpiredKey));
    assert_eq!(verify(&good, &body, &TrustKeys::default(), at), Err(NotProven::UnknownKey(good.serial.clone())));
}

#[test]
fn at_exactly_300_seconds_a_message_is_refused_and_a_second_before_it_is_not() {
    let (headers, body, _) = good();
    let at = |away: i64| verify(&headers, &body, &trust_keys(), SENT_AT.plus(away));
    for (away, expected) in [
        (299, Ok(())),
        (-299, Ok(())),
        (300, Err(NotProven::Stale)),
        (-300, Err(NotProven::Stale)),
        (i64::MAX, Err(NotProven::Stale)),
        (i64::MIN, Err(NotProven::Stale)),
    ] {
        assert_eq!(at(away), expected, "{away}");
    }
}

#[test]
fn header_names_come_in_any_case_and_each_of_the_four_just_once() {
    let all = json("v3-response-verify.json");
    let map = header_map(&all["cases"][0]["headers"]);
    let spelt = |change: fn(&str) -> String| {
        let renamed = map.iter().map(|(name, value)| (change(name.as_str()), value.clone()));
        let of = renamed.map(|(name, value)| (HeaderName::from_bytes(name.as_bytes()).unwrap(), value));
        SignatureHeaders::of(&of.collect::<HeaderMap>())
    };
    assert_eq!(spelt(str::to_ascii_uppercase), headers(&all["cases"][0]["headers"]));
    assert_eq!(spelt(str::to_ascii_lowercase), headers(&all["cases"][0]["headers"]));
    for name in ["wechatpay-timestamp", "wechatpay-nonce", "wechatpay-serial", "wechatpay-signature"] {
        let mut twice = map.clone();
        twice.append(HeaderName::from_static(name), map[name].clone());
        assert_eq!(SignatureHeaders::of(&twice), None, "{name} twice");
        let mut without = map.clone();
        without.remove(name);
        assert_eq!(SignatureHeaders::of(&without), None, "without {name}");
        assert!(SignatureHeaders::any_in(&without));
    }
    let mut no_text = map.clone();
    no_text.insert("wechatpay-nonce", HeaderValue::from_bytes(b"\xE5\x92\x96").unwrap());
    assert_eq!(SignatureHeaders::of(&no_text), None);
    assert!(!SignatureHeaders::any_in(&HeaderMap::new()));
}

#[test]
fn a_body_that_was_written_anew_on_its_way_is_not_believed() {
    let (headers, body, at) = good();
    let value: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let pretty = serde_json::to_vec_pretty(&value).unwrap();
    assert_eq!(verify(&headers, &pretty, &trust_keys(), at), Err(NotProven::Wrong));
    let moved = SignatureHeaders { nonce: headers.nonce[..31].to_owned(), ..headers };
    assert_eq!(verify(&moved, &body, &trust_keys(), at), Err(NotProven::Wrong));
    assert_eq!(message_text("1", "n", b""), b"1\nn\n\n");
}

#[test]
fn resources_open_as_for_three_other_implementations_and_altered_ones_do_not() {
    let all = json("v3-aes-gcm.json");
    for case in list(&all["cases"]) {
        let (nonce, data) = (text(&case["nonce"]), text(&case["associated_data"]));
        let plain = resource::open(&api_v3_key(), nonce, Some(data), text(&case["ciphertext"]));
        assert_eq!(plain.as_deref(), Some(text(&case["plaintext"]).as_bytes()), "{}", case["name"]);
        let sealed = resource::seal(&api_v3_key(), nonce, Some(data), text(&case["plaintext"]).as_bytes());
        assert_eq!(sealed, text(&case["ciphertext"]), "{}", case["name"]);
        if data.is_empty() {
            assert_eq!(resource::open(&api_v3_key(), nonce, None, &sealed), plain, "absent is empty");
        }
        let other = ApiV3Key::parse("TestApiV3Key00000000000000000003").unwrap();
        assert_eq!(resource::open(&other, nonce, Some(data), &sealed), None, "{}", case["name"]);
        for nonce in ["", "short", &nonce.repeat(2)] {
            assert_eq!(resource::open(&api_v3_key(), nonce, Some(data), &sealed), None, "{nonce}");
        }
    }
    for case in list(&all["must_fail"]) {
        let (nonce, data) = (text(&case["nonce"]), text(&case["associated_data"]));
        let opened = resource::open(&api_v3_key(), nonce, Some(data), text(&case["ciphertext"]));
        assert_eq!(opened, None, "{}", case["name"]);
    }
    for spoilt in
        ["84y3/XOe/w7/cmUoA07RCYO7 S7AY", "84y3/XOe/w7/cmUoA07RCYO7S7AY\n", "84y3_XOe_w7_cmUoA07RCYO7S7AY", "", "="]
    {
        assert_eq!(resource::open(&api_v3_key(), "fdasflkja484", Some("transaction"), spoilt), None, "{spoilt:?}");
    }
}

#[test]
fn a_sensitive_field_opens_with_the_key_it_was_sealed_for_and_no_other() {
    let field = json("v3-sensitive-field.json");
    let wechat = private_key(&json("v3-keys.json")["wechat_pay_public_key"]);
    assert_eq!(wechat.open_sensitive(text(&field["ciphertext"])).as_deref(), Some(text(&field["plaintext"])));
    assert_eq!(merchant_key().open_sensitive(text(&field["ciphertext"])), None);
    let sealed = public_key().seal_sensitive("张三").unwrap();
    assert_eq!(wechat.open_sensitive(&sealed).as_deref(), Some("张三"));
    assert_ne!(public_key().seal_sensitive("张三").unwrap(), sealed, "another text each time");
    assert!(public_key().seal_sensitive(&"9".repeat(214)).is_some());
    assert_eq!(public_key().seal_sensitive(&"9".repeat(215)), None);
}

#[test]
fn an_api_v3_key_has_32_bytes_of_ascii() {
    assert!(ApiV3Key::parse("TestApiV3Key00000000000000000002").is_ok());
    assert_eq!(ApiV3Key::parse("short").err(), Some(BadKey::Length(5)));
    assert_eq!(ApiV3Key::parse("TestApiV3Key00000000000000000002\n").err(), Some(BadKey::Blank));
    assert_eq!(ApiV3Key::parse("TestApiV3Key 0000000000000000002").err(), Some(BadKey::Character));
    assert_eq!(ApiV3Key::parse(&"密".repeat(32)).err(), Some(BadKey::Character));
    assert_eq!(ApiV3Key::parse(&"x".repeat(32)).err(), Some(BadKey::Placeholder));
}

#[test]
fn a_key_id_is_text_and_keeps_its_zeros() {
    for (raw, public) in [
        ("PUB_KEY_ID_0119000000012026010100000000000001", true),
        ("0000000000000000000000000000000000000001", false),
        ("7E57000000000000000000000000000000000011", false),
    ] {
        let id = KeyId::parse(raw).unwrap();
        assert_eq!((id.as_str(), id.is_public_key()), (raw, public));
    }
    for bad in [
        "",
        "PUB_KEY_ID_",
        "PUB_KEY_ID_01x",
        "pub_key_id_01",
        "7E57 0000",
        "7E5700000000000000000000000000000000000011",
    ] {
        assert_eq!(KeyId::parse(bad), None, "{bad}");
    }
}

#[test]
fn a_file_that_is_no_key_of_wechats_is_told_apart() {
    let keys = json("v3-keys.json");
    let id = || KeyId::parse("PUB_KEY_ID_01").unwrap();
    let of = |pem: &[u8]| TrustKey::from_public_pem(id(), pem).map(|_| ());
    let certificate = pem("CERTIFICATE", &keys["merchant"]["certificate_der_base64"]);
    assert_eq!(of(&certificate), Err(BadTrustKey::CertificateInstead));
    let secret = pem("PRIVATE KEY", &keys["merchant"]["private_key_pkcs8_der_base64"]);
    assert_eq!(of(&secret), Err(BadTrustKey::PrivateKeyInstead));
    for none in [
        "",
        "hello",
        "-----BEGIN PUBLIC KEY-----\nAAAA",
        "-----BEGIN PUBLIC KEY-----\n@@@@\n-----END PUBLIC KEY-----\n",
    ] {
        assert_eq!(of(none.as_bytes()), Err(BadTrustKey::NotPem), "{none}");
    }
    assert_eq!(of(b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"), Err(BadTrustKey::NotRsa));
    let elliptic = rcgen::KeyPair::generate().unwrap().public_key_pem();
    assert_eq!(of(elliptic.as_bytes()), Err(BadTrustKey::NotRsa));
    let public = pem("PUBLIC KEY", &keys["merchant"]["public_key_spki_der_base64"]);
    assert_eq!(of(&public), Ok(()));
    let serial = KeyId::parse("7E57000000000000000000000000000000000011").unwrap();
    assert_eq!(TrustKey::from_public_pem(serial, &public).map(|_| ()), Err(BadTrustKey::OtherId));
    assert_eq!(TrustKey::from_certificate_pem(&public).map(|_| ()), Err(BadTrustKey::NotPem));
}

#[test]
fn wechat_is_asked_to_sign_with_the_public_key_else_with_the_newest_certificate_that_counts() {
    let asked = |keys: TrustKeys, at: UnixSeconds| keys.to_ask_for(at).map(|key| key.id().to_string());
    let day = |day: &str| UnixSeconds::parse_dashed(&format!("{day} 12:00:00")).unwrap();
    let certificates = || TrustKeys::new(certificates());
    assert_eq!(asked(trust_keys(), SENT_AT).as_deref(), Some("PUB_KEY_ID_0119000000012026010100000000000001"));
    for (at, expected) in
        [("2022-01-01", Some("11")), ("2026-01-15", Some("12")), ("2027-01-01", Some("12")), ("2031-01-01", None)]
    {
        let expected = expected.map(|end| format!("7E570000000000000000000000000000000000{end}"));
        assert_eq!(asked(certificates(), day(at)), expected, "{at}");
        assert_eq!(certificates().usable_at(day(at)), expected.is_some());
    }
    assert!(!TrustKeys::default().usable_at(SENT_AT) && TrustKeys::default().is_empty());
    let expired = "7E57000000000000000000000000000000000011";
    assert!(trust_keys().get(expired, SENT_AT).is_some() && trust_keys().get(expired, day("2026-02-01")).is_none());
}
