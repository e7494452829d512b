//! Forgeries by the table and by the ten thousand, under every header an enemy can think of: none of them is believed.

use crate::hostile_cases::{Case, TRANSACTION, cases};
use crate::http::{self, Reply};
use crate::world::*;
use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;
use zhanggui::base::env::{Rng, SystemRng};
use zhanggui::domain::OrderState;
use zhanggui::wechat::v2::{notify, wire::Fields};

/// A caller who keeps the connection for as long as the door does.
struct Line {
    door: SocketAddr,
    open: Option<TcpStream>,
}

impl Line {
    fn to(door: SocketAddr) -> Self {
        Self { door, open: None }
    }

    fn ask(&mut self, request: &[u8]) -> Reply {
        let mut line = self.open.take().unwrap_or_else(|| http::connect(self.door));
        // A door that answers early may close while we still write.
        let _early = std::io::Write::write_all(&mut line, request);
        let reply = http::read_reply(&mut line).expect("every message is answered");
        if reply.header("connection") != Some("close") {
            self.open = Some(line);
        }
        reply
    }
}

/// A request with bytes for a body.
pub fn post(body: &[u8], headers: &[(&str, &str)]) -> Vec<u8> {
    let mut lines = vec![format!("POST /wechat/{PAY_HOOK}/pay HTTP/1.1")];
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        lines.push("Host: shop.example.com".to_owned());
    }
    lines.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
    lines.push(format!("Content-Length: {}\r\n\r\n", body.len()));
    [lines.join("\r\n").into_bytes(), body.to_vec()].concat()
}

fn from_env(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

#[test]
fn every_hostile_message_moves_nothing_and_is_listed_with_its_verdict() {
    let count = cases("SC20260901-00000001").len();
    assert!(count >= 50, "{count} cases");
    for case in 0..count {
        let shop = World::new();
        let order_no = shop.order_being_paid();
        let before = shop.order(&order_no);
        let Case { what, body, verdict } = cases(&order_no).swap_remove(case);
        let reply = http::send(shop.door, &post(&body, &[]));
        let said = if verdict == zhanggui::domain::NoticeVerdict::NotPaid { "SUCCESS" } else { "FAIL" };
        assert_eq!(reply.status, 200, "{what}");
        assert!(reply.body.contains(said), "{what}: {}", reply.body);
        assert_eq!(shop.verdicts(), [verdict], "{what}");
        assert_eq!(shop.order(&order_no), before, "{what}");
    }
    println!("hostile cases {count}, believed 0");
}

/// Two hundred ways to look like someone who is trusted.
#[expect(clippy::too_many_lines, reason = "a table: one disguise each")]
fn disguises() -> Vec<Vec<(&'static str, String)>> {
    let hosts =
        ["localhost", "127.0.0.1", "[::1]", "api.mch.weixin.qq.com", "evil.example", "localhost:8719", "", "a@b"];
    let addresses = [
        "127.0.0.1",
        "::1",
        "10.0.0.1",
        "101.226.103.1",
        "127.0.0.1, 8.8.8.8",
        "8.8.8.8, 127.0.0.1",
        "localhost",
        "unknown",
        "0.0.0.0",
        "2130706433",
        "127.1",
        "for=127.0.0.1;proto=https;by=10.0.0.1",
    ];
    let carriers = [
        "X-Forwarded-For",
        "X-Real-IP",
        "Forwarded",
        "X-Client-IP",
        "CF-Connecting-IP",
        "True-Client-IP",
        "Via",
        "X-Forwarded-Host",
        "X-Original-Forwarded-For",
        "X-Cluster-Client-IP",
    ];
    let odd = [
        ("Origin", "http://localhost:8719"),
        ("Origin", "null"),
        ("Origin", "https://api.mch.weixin.qq.com"),
        ("Referer", "https://pay.weixin.qq.com/"),
        ("User-Agent", "Mozilla/4.0"),
        ("User-Agent", ""),
        ("Wechatpay-Signature", "WECHATPAY/SIGNTEST/0"),
        ("Wechatpay-Serial", "PUB_KEY_ID_0"),
        ("Wechatpay-Timestamp", "0"),
        ("Wechatpay-Nonce", "x"),
        ("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048"),
        ("Authorization", "Bearer admin"),
        ("Authorization", "Basic YWRtaW46YWRtaW4="),
        ("Cookie", "admin=1; debug=1"),
        ("X-Original-URL", "/admin"),
        ("X-Rewrite-URL", "/healthz"),
        ("X-HTTP-Method-Override", "GET"),
        ("X-Method-Override", "DELETE"),
        ("Content-Type", "application/json"),
        ("Content-Type", "text/plain"),
        ("Content-Type", "text/xml; charset=gbk"),
        ("Content-Encoding", "gzip"),
        ("Accept", "application/json"),
        ("Accept-Encoding", "br"),
        ("X-Forwarded-Proto", "https"),
        ("X-Debug", "1"),
        ("X-Verified", "true"),
        ("X-Sign-Verified", "1"),
        ("X-Test", "sandbox"),
        ("Range", "bytes=0-0"),
        ("If-None-Match", "*"),
        ("Pragma", "no-cache"),
        ("DNT", "1"),
        ("TE", "trailers"),
        ("Upgrade-Insecure-Requests", "1"),
    ];
    let mut sets = vec![Vec::new()];
    sets.extend(hosts.iter().map(|host| vec![("Host", (*host).to_owned())]));
    for carrier in carriers {
        sets.extend(addresses.iter().map(|address| vec![(carrier, (*address).to_owned())]));
    }
    sets.extend(odd.iter().map(|(name, value)| vec![(*name, (*value).to_owned())]));
    sets.extend(odd.iter().map(|(name, value)| {
        vec![
            ("Host", "localhost".to_owned()),
            ("X-Forwarded-For", "127.0.0.1".to_owned()),
            (*name, (*value).to_owned()),
        ]
    }));
    sets.push(carriers.iter().map(|carrier| (*carrier, "127.0.0.1".to_owned())).collect());
    sets
}

#[test]
fn under_two_hundred_disguises_every_verdict_and_every_byte_is_the_same() {
    let shop = World::new();
    let order_no = shop.order_being_paid();
    let (cases, disguises) = (cases(&order_no), disguises());
    assert!(disguises.len() >= 199, "{}", disguises.len());
    let mut line = Line::to(shop.door);
    let plain: Vec<Reply> = cases.iter().map(|case| line.ask(&post(&case.body, &[]))).collect();
    for headers in &disguises {
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for (case, plain) in cases.iter().zip(&plain) {
            assert_eq!(line.ask(&post(&case.body, &headers)), *plain, "{} under {headers:?}", case.what);
        }
    }
    assert_eq!(shop.state(&order_no), OrderState::ToPay);
    println!("{} messages under {} disguises, verdicts that changed 0", cases.len(), disguises.len());
    let honest = shop.notify(&paid_notice(&order_no, TRANSACTION, "7800"));
    assert!(honest.body.contains("SUCCESS"));
}

fn below(rng: &dyn Rng, most: usize) -> usize {
    usize::try_from(rng.number() % u64::try_from(most.max(1)).unwrap()).unwrap()
}

/// One genuine message, damaged in one to three ways.
fn mutated(good: &str, rng: &dyn Rng) -> Vec<u8> {
    let mut body = good.as_bytes().to_vec();
    for _ in 0..=below(rng, 3) {
        body = damaged(&body, rng);
    }
    body
}

fn damaged(body: &[u8], rng: &dyn Rng) -> Vec<u8> {
    let at = below(rng, body.len());
    let (head, tail) = body.split_at(at);
    let other = below(rng, body.len());
    let (from, to) = (at.min(other), at.max(other));
    let text = || String::from_utf8_lossy(body).into_owned();
    let insert = |piece: &[u8]| [head, piece, tail].concat();
    match below(rng, 20) {
        0..=3 => body.iter().enumerate().map(|(n, b)| if n == at { b ^ (1 << below(rng, 8)) } else { *b }).collect(),
        4 => head.to_vec(),
        5 => [&body[..from], &body[to..]].concat(),
        6 => [&body[..to], &body[from..]].concat(),
        7 => reordered(&text(), rng).into(),
        8 => doubled(&text(), rng).into(),
        9 => text().replace("7800", &"9".repeat(1 + below(rng, 40))).into(),
        10 => text().replace("7800", &format!("{}7800", "0".repeat(1 + below(rng, 200)))).into(),
        11 => text().encode_utf16().flat_map(u16::to_be_bytes).collect(),
        12 => [b"\xef\xbb\xbf".as_slice(), body].concat(),
        13 => format!("<?xml version=\"1.0\" encoding=\"{}\"?>{}", ["gbk", "utf-16", "utf-7"][below(rng, 3)], text())
            .into(),
        14 => {
            format!("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>{}", text().replace("7800", "&e;")).into()
        }
        15 => insert("<a>".repeat(1 + below(rng, 900)).as_bytes()),
        16 => insert(&vec![0; 1 + below(rng, 9)]),
        17 => insert(&[0xff, 0xc0, 0x80]),
        18 => insert(["]]>", "<![CDATA[", "&amp;", "&#55;", "<!-- -->", "\u{202e}"][below(rng, 6)].as_bytes()),
        _ => insert(&vec![b'x'; below(rng, 40_000)]),
    }
}

/// The fields of a message in another order, as the signature allows.
fn reordered(text: &str, rng: &dyn Rng) -> String {
    let mut fields: Vec<&str> = fields_of(text);
    for at in (1..fields.len()).rev() {
        fields.swap(at, below(rng, at + 1));
    }
    format!("<xml>{}</xml>", fields.concat())
}

fn doubled(text: &str, rng: &dyn Rng) -> String {
    let mut fields: Vec<&str> = fields_of(text);
    if let Some(again) = fields.get(below(rng, fields.len())).copied() {
        fields.push(again);
    }
    format!("<xml>{}</xml>", fields.concat())
}

/// `<a>…</a>` by `<a>…</a>`, roughly: what does not look like it is left out.
fn fields_of(text: &str) -> Vec<&str> {
    let inside = text.trim_start_matches("<xml>").trim_end_matches("</xml>");
    let mut fields = Vec::new();
    let mut rest = inside;
    while let Some(name) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')).map(|(name, _)| name) {
        let end = format!("</{name}>");
        let Some(at) = rest.find(&end) else { break };
        let (field, after) = rest.split_at(at + end.len());
        fields.push(field);
        rest = after;
    }
    fields
}

/// What the message says, field by field; the empty ones say nothing.
fn meaning(body: &[u8]) -> Option<BTreeMap<String, String>> {
    let fields = Fields::read("xml", body).ok()?;
    Some(fields.iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| (n.to_owned(), v.to_owned())).collect())
}

#[test]
fn of_ten_thousand_mutated_notifications_none_is_believed_unless_it_says_the_same() {
    let shop = World::new();
    let order_no = shop.order_being_paid();
    let good = paid_notice(&order_no, TRANSACTION, "7800");
    let said = meaning(good.as_bytes());
    let (count, began, mut tally) = (from_env("ZHANGGUI_MUTATIONS", 10_000), Instant::now(), BTreeMap::new());
    let mut line = Line::to(shop.door);
    for _ in 0..count {
        let body = mutated(&good, &SystemRng);
        let reply = line.ask(&post(&body, &[]));
        assert_eq!(reply.status, 200);
        let same = meaning(&body) == said;
        let believed = reply.body.contains("SUCCESS");
        assert_eq!(believed, same, "{}", String::from_utf8_lossy(&body));
        let word = if believed { "the same in other bytes" } else { word_of(&reply.body) };
        *tally.entry(word.to_owned()).or_insert(0_usize) += 1;
    }
    let answered: usize = tally.values().sum();
    assert_eq!(answered, count, "each is answered");
    let genuine = tally.get("the same in other bytes").copied().unwrap_or_default();
    let order = shop.order(&order_no);
    assert_eq!(order.row.state, if genuine > 0 { OrderState::Confirming } else { OrderState::ToPay });
    assert!(shop.notices().len() <= 100, "a flood of them leaves a few rows: {}", shop.notices().len());
    println!("mutated notifications {count} in {:?}, believed 0, panics 0: {tally:?}", began.elapsed());
}

fn word_of(body: &str) -> &str {
    body.split("<return_msg><![CDATA[").nth(1).and_then(|rest| rest.split("]]>").next()).expect("a word")
}

#[test]
fn a_tunnel_that_flips_bits_makes_no_wrong_state() {
    let shop = World::new();
    let orders: Vec<String> = (0..20).map(|_| shop.order_being_paid()).collect();
    let flips = from_env("ZHANGGUI_FLIPS", 2_000);
    let mut broken = 0;
    for n in 0..flips {
        let order_no = &orders[n % orders.len()];
        let transaction = format!("42{:026}", n % orders.len());
        // Heads too: the tunnel may alter whatever passes it.
        let mut request = post(paid_notice(order_no, &transaction, "7800").as_bytes(), &[("Connection", "close")]);
        let at = below(&SystemRng, request.len());
        request[at] ^= 1 << below(&SystemRng, 8);
        let mut line = http::connect(shop.door);
        // A length that became longer is not waited for.
        line.set_read_timeout(Some(std::time::Duration::from_millis(300))).unwrap();
        let _early = std::io::Write::write_all(&mut line, &request);
        broken += usize::from(http::read_reply(&mut line).is_none_or(|reply| !reply.body.contains("SUCCESS")));
    }
    for (n, order_no) in orders.iter().enumerate() {
        let order = shop.order(order_no);
        // A flipped bit in a head may leave the message as it was: then it is genuine, and still only a claim.
        assert!(matches!(order.row.state, OrderState::ToPay | OrderState::Confirming), "{:?}", order.row.state);
        let honest = shop.notify(&paid_notice(order_no, &format!("42{n:026}"), "7800"));
        assert!(honest.body.contains("SUCCESS"), "{honest:?}");
    }
    assert!(broken > 0);
    println!("flipped bits {flips}, refused {broken}, wrong states 0");
}

#[test]
fn the_reader_of_this_test_reads_what_the_notification_says() {
    let good = paid_notice("SC20260901-00000001", TRANSACTION, "7800");
    assert_eq!(fields_of(&good).len(), 16);
    assert_eq!(meaning(reordered(&good, &SystemRng).as_bytes()), meaning(good.as_bytes()));
    assert!(notify::read_payment(reordered(&good, &SystemRng).as_bytes(), &account()).is_ok());
    assert!(notify::read_payment(doubled(&good, &SystemRng).as_bytes(), &account()).is_err());
}
