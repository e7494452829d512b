//! Answers of API v3 that nobody should believe, over real TLS.

use crate::{
    server::{Pki, Reply, Server},
    v3_wechat::{
        DATE, NOTIFY, NOW, Record, WeChatKey, certificate_key, endpoint, gateway, public_key, refund, refund_object,
    },
};
use flate2::{Compression, write::GzEncoder};
use std::{io::Write as _, sync::Arc, time::Duration};
use zhanggui::{
    domain::SignType,
    wechat::{
        Endpoint, Gateway, GatewayError, NoAnswer,
        v3::{TrustKeeper, V3Gateway},
    },
};

/// What a refund that is answered so comes to, and that it was sent once.
fn refunded(script: impl Fn() -> Reply + Send + Sync + 'static) -> Result<(), GatewayError> {
    let pki = Pki::new();
    let server = Server::start(&pki, move |_| script());
    let keeper = Arc::new(TrustKeeper::new(vec![public_key(), certificate_key(1)]));
    let short = Endpoint { deadline: Duration::from_secs(2), ..endpoint(&server, &pki) };
    let env = crate::v3_wechat::Shows::at(NOW).env();
    let certificate = Ok(crate::v3_wechat::merchant_certificate());
    let gateway = V3Gateway::new(crate::v3_wechat::account(), &short, certificate, keeper, env).unwrap();
    let result = gateway.refund(&refund(), SignType::Rsa, NOTIFY, &Record::default()).result;
    assert_eq!(server.heard().len(), 1, "never repeated by itself");
    result
}

fn is_unproven(result: &Result<(), GatewayError>) -> bool {
    matches!(result, Err(GatewayError::NoAnswer(NoAnswer::Unproven)))
}

fn body() -> Vec<u8> {
    refund_object("SUCCESS").to_string().into_bytes()
}

/// The right answer with its header lines changed.
fn with_headers(change: impl Fn(String) -> String) -> Reply {
    Reply::With(200, format!("Date: {DATE}\r\n{}", change(WeChatKey::public().headers(NOW, &body()))), body())
}

#[test]
fn what_may_have_arrived_is_never_called_unsent() {
    type Expected = fn(&NoAnswer) -> bool;
    let cases: [(fn() -> Reply, Expected); 9] = [
        (|| Reply::Silence, |why| matches!(why, NoAnswer::Broken(_))),
        (|| Reply::HangUp, |why| matches!(why, NoAnswer::Broken(_))),
        (|| Reply::Half, |why| matches!(why, NoAnswer::Broken(_))),
        (|| Reply::Answer(502, b"<html>bad gateway</html>".to_vec()), |why| *why == NoAnswer::Status(502)),
        (|| Reply::Answer(503, Vec::new()), |why| *why == NoAnswer::Status(503)),
        (|| Reply::Answer(200, vec![b'x'; 10 << 20]), |why| matches!(why, NoAnswer::Unreadable(_))),
        (|| Reply::Answer(200, body()), |why| *why == NoAnswer::Unproven),
        (|| Reply::Answer(204, Vec::new()), |why| *why == NoAnswer::Unproven),
        (|| Reply::Answer(404, br#"{"code":"RESOURCE_NOT_EXISTS"}"#.to_vec()), |why| *why == NoAnswer::Status(404)),
    ];
    for (at, (script, expected)) in cases.into_iter().enumerate() {
        let result = refunded(script);
        assert!(matches!(&result, Err(GatewayError::NoAnswer(why)) if expected(why)), "{at}: {result:?}");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let pki = Pki::new();
    let elsewhere = Server::start(&pki, |_| WeChatKey::public().answer(200, &refund_object("SUCCESS")));
    let to = format!("{}/v3/refund/domestic/refunds", elsewhere.url);
    let server = Server::start(&pki, move |_| Reply::Redirect(to.clone()));
    let gateway = gateway(&server, &pki, vec![public_key()]);
    let result = gateway.refund(&refund(), SignType::Rsa, NOTIFY, &Record::default()).result;
    assert!(matches!(result, Err(GatewayError::NoAnswer(NoAnswer::Status(302)))));
    assert!(elsewhere.heard().is_empty());
}

#[test]
fn headers_that_are_doubled_missing_or_odd_prove_nothing() {
    assert!(refunded(|| with_headers(|lines| lines)).is_ok());
    assert!(refunded(|| with_headers(|lines| lines.replace("Wechatpay", "WECHATPAY"))).is_ok(), "in any case");
    assert!(refunded(|| with_headers(|lines| lines.replace("Wechatpay", "wechatpay"))).is_ok());
    for name in ["Timestamp", "Nonce", "Serial", "Signature"] {
        let twice = move || {
            with_headers(|lines| {
                let line = lines.lines().find(|line| line.starts_with(&format!("Wechatpay-{name}: "))).unwrap();
                format!("{lines}{line}\r\n")
            })
        };
        assert!(is_unproven(&refunded(twice)), "{name} twice");
        let without = move || with_headers(|lines| lines.replace(&format!("Wechatpay-{name}: "), "X-Other: "));
        assert!(is_unproven(&refunded(without)), "without {name}");
    }
    let signature = |change: fn(&str) -> String| {
        refunded(move || {
            with_headers(|lines| {
                let (before, rest) = lines.split_once("Wechatpay-Signature: ").unwrap();
                let (signature, behind) = rest.split_once("\r\n").unwrap();
                format!("{before}Wechatpay-Signature: {}\r\n{behind}", change(signature))
            })
        })
    };
    assert!(is_unproven(&signature(|_| String::new())));
    assert!(is_unproven(&signature(|right| format!("{} {}", &right[..40], &right[40..]))));
    assert!(is_unproven(&signature(|right| format!("WECHATPAY/SIGNTEST/{}", &right[19..]))));
    assert!(is_unproven(&signature(|right| right.trim_end_matches('=').to_owned())));
}

#[test]
fn the_wrong_time_key_or_bytes_prove_nothing() {
    let at = |away: i64| {
        refunded(move || {
            let lines = WeChatKey::public().headers(NOW.plus(away), &body());
            Reply::With(200, format!("Date: {DATE}\r\n{lines}"), body())
        })
    };
    assert!(at(299).is_ok() && at(-299).is_ok());
    assert!(is_unproven(&at(300)) && is_unproven(&at(-300)), "from the future or the past");
    let changed = refunded(|| {
        let lines = WeChatKey::public().headers(NOW, &body());
        Reply::With(200, format!("Date: {DATE}\r\n{lines}"), refund_object("CLOSED").to_string().into_bytes())
    });
    assert!(is_unproven(&changed));
    let written_anew = refunded(|| {
        let lines = WeChatKey::public().headers(NOW, &body());
        Reply::With(
            200,
            format!("Date: {DATE}\r\n{lines}"),
            serde_json::to_vec_pretty(&refund_object("SUCCESS")).unwrap(),
        )
    });
    assert!(is_unproven(&written_anew), "a proxy that reads and writes");
    let packed = refunded(|| {
        let lines = WeChatKey::public().headers(NOW, &body());
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(&body()).unwrap();
        let headers = format!("Date: {DATE}\r\nContent-Encoding: gzip\r\n{lines}");
        Reply::With(200, headers, packer.finish().unwrap())
    });
    assert!(is_unproven(&packed), "packed on its way, though nobody asked for it");
    let other_id =
        refunded(|| with_headers(|lines| lines.replace("PUB_KEY_ID_01190000000120", "PUB_KEY_ID_01190000000220")));
    assert!(matches!(other_id, Err(GatewayError::NoAnswer(NoAnswer::UnknownKey(_)))), "another merchant's key");
    let other_key =
        refunded(|| with_headers(|lines| lines.replace(&WeChatKey::public().id, &WeChatKey::certificate(1).id)));
    assert!(is_unproven(&other_key), "a key that is loaded, and did not sign");
}

#[test]
fn a_right_signature_over_json_that_is_read_in_two_ways_is_unreadable() {
    let said = refund_object("SUCCESS").to_string();
    for odd in [
        said.replace("\"refund\":1500", "\"refund\":1500,\"refund\":1500"),
        said.replace("\"refund\":1500", "\"refund\":15e2"),
        said.replace("\"refund\":1500", "\"refund\":1500.0"),
        said.replace("\"refund\":1500", "\"refund\":\"1500\""),
        said.replace("\"refund\":1500", "\"refund\":-0"),
        format!("\u{FEFF}{said}"),
        said.replace("SUCCESS", "SUCC\\u0000ESS"),
        format!("{said}{said}"),
        format!("{{\"a\":{}{},{}", "[".repeat(100), "]".repeat(100), &said[1..]),
    ] {
        assert_ne!(odd, said);
        let result = refunded(move || WeChatKey::public().answer_bytes(200, odd.clone().into_bytes()));
        assert!(matches!(result, Err(GatewayError::NoAnswer(NoAnswer::Unreadable(_)))), "{result:?}");
    }
    let broken = [&said.as_bytes()[..said.len() - 1], b",\"a\":\"\xFF\"}"].concat();
    let result = refunded(move || WeChatKey::public().answer_bytes(200, broken.clone()));
    assert!(matches!(result, Err(GatewayError::NoAnswer(NoAnswer::Unreadable(_)))), "{result:?}");
}
