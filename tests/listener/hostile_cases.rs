//! What an enemy can send to the notification's door, and the verdict on it. One table for every test that asks.

use crate::world::*;
use zhanggui::domain::{NoticeVerdict, SignType};
use zhanggui::wechat::v2::{sign, wire};

pub const TRANSACTION: &str = "4200000000202609010000000001";

/// One message that must move nothing.
pub struct Case {
    pub what: &'static str,
    pub body: Vec<u8>,
    pub verdict: NoticeVerdict,
}

/// All of them, about an order of ¥78.00.
pub fn cases(order_no: &str) -> Vec<Case> {
    let all = [unsigned(order_no), altered(order_no), signed_but_other(order_no), not_our_xml(order_no)];
    all.into_iter().flatten().map(|(what, body, verdict)| Case { what, body, verdict }).collect()
}

type Row = (&'static str, Vec<u8>, NoticeVerdict);

fn good(order_no: &str) -> String {
    paid_notice(order_no, TRANSACTION, "7800")
}

fn row(what: &'static str, body: impl Into<Vec<u8>>, verdict: NoticeVerdict) -> Row {
    (what, body.into(), verdict)
}

/// `good` with one more piece before its end.
fn with_more(order_no: &str, piece: &str) -> String {
    good(order_no).replace("</xml>", &format!("{piece}</xml>"))
}

/// No proof at all (WxJava#824, wechat-pay#54 and #71, WeChat's own probes).
fn unsigned(order_no: &str) -> Vec<Row> {
    let bare = wire::write(&paid_fields(order_no, TRANSACTION, "7800"));
    let sign = |text: &str| bare.replace("</xml>", &format!("<sign>{text}</sign></xml>"));
    let only = |names: &[&str]| {
        let fields = paid_fields(order_no, TRANSACTION, "7800");
        wire::write(&fields.into_iter().filter(|(name, _)| names.contains(name)).collect::<Vec<_>>())
    };
    vec![
        row("no signature", bare.clone(), NoticeVerdict::Unsigned),
        row("an empty signature", sign(""), NoticeVerdict::Unsigned),
        row("the probe of WeChat itself", sign("WECHATPAY/SIGNTEST/0"), NoticeVerdict::WrongSignature),
        row("a signature of zeros", sign(&"0".repeat(64)), NoticeVerdict::WrongSignature),
        row("a signature of blanks", sign(&" ".repeat(64)), NoticeVerdict::WrongSignature),
        row(
            "no return_code and no signature",
            only(&["out_trade_no", "total_fee", "transaction_id"]),
            NoticeVerdict::Unsigned,
        ),
        row(
            "no merchant, no app, no signature",
            only(&["return_code", "result_code", "out_trade_no"]),
            NoticeVerdict::Unsigned,
        ),
        row("an empty message", "<xml></xml>", NoticeVerdict::Unsigned),
    ]
}

/// A genuine message, touched.
fn altered(order_no: &str) -> Vec<Row> {
    let good = good(order_no);
    let sign_at = good.find("<sign>").unwrap() + "<sign><![CDATA[".len();
    let sign = good[sign_at..sign_at + 64].to_owned();
    let resigned = |other: &str| good.replace(&sign, other);
    let without = |name: &str| {
        let (from, end) = (good.find(&format!("<{name}>")).unwrap(), format!("</{name}>"));
        format!("{}{}", &good[..from], &good[good.find(&end).unwrap() + end.len()..])
    };
    let md5 = sign::sign(&paid_fields(order_no, TRANSACTION, "7800"), &account().key, SignType::Md5);
    vec![
        row("another amount", good.replace("7800", "1"), NoticeVerdict::WrongSignature),
        row("another order", good.replace(order_no, "SC20260901-00000000"), NoticeVerdict::WrongSignature),
        row("one digit of the signature", resigned(&flip(&sign, 0)), NoticeVerdict::WrongSignature),
        row("the signature in small letters", resigned(&sign.to_lowercase()), NoticeVerdict::WrongSignature),
        row("half of the signature", resigned(&sign[..32]), NoticeVerdict::WrongSignature),
        row("the signature twice in a row", resigned(&format!("{sign}{sign}")), NoticeVerdict::WrongSignature),
        row("a blank behind the signature", resigned(&format!("{sign} ")), NoticeVerdict::WrongSignature),
        row("the MD5 of what is said to be HMAC", resigned(&md5), NoticeVerdict::WrongSignature),
        row("a field more", with_more(order_no, "<device_info>1</device_info>"), NoticeVerdict::WrongSignature),
        row("a field less", without("bank_type"), NoticeVerdict::WrongSignature),
        row("a blank in a value", good.replace("7800", "7800 "), NoticeVerdict::WrongSignature),
        row("two fields in one", good.replace("OTHERS", "OTHERS&cash_fee=1"), NoticeVerdict::WrongSignature),
    ]
}

pub fn flip(text: &str, at: usize) -> String {
    let other = if &text[at..=at] == "0" { "1" } else { "0" };
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}

/// Signed with the right key, about something else.
fn signed_but_other(order_no: &str) -> Vec<Row> {
    let with = |name: &str, value: &'static str| {
        let mut fields = paid_fields(order_no, TRANSACTION, "7800");
        fields.iter_mut().filter(|(n, _)| *n == name).for_each(|field| field.1 = value);
        signed(&fields)
    };
    vec![
        row("another merchant", with("mch_id", "1900000110"), NoticeVerdict::OtherMerchant),
        row("no merchant", with("mch_id", ""), NoticeVerdict::OtherMerchant),
        row("another app", with("appid", "wx2421b1c4370ec43c"), NoticeVerdict::OtherMerchant),
        row("no amount", with("total_fee", ""), NoticeVerdict::BadField),
        row("an amount with a point", with("total_fee", "78.00"), NoticeVerdict::BadField),
        row("a negative amount", with("total_fee", "-7800"), NoticeVerdict::BadField),
        row("an amount past every number", with("total_fee", "99999999999999999999"), NoticeVerdict::BadField),
        row("an amount in other digits", with("total_fee", "７８００"), NoticeVerdict::BadField),
        row("a time that is none", with("time_end", "20261332256199"), NoticeVerdict::BadField),
        row("a failed attempt", with("result_code", "FAIL"), NoticeVerdict::NotPaid),
        row("a smaller amount", with("total_fee", "1"), NoticeVerdict::Differs),
        row("another currency", with("fee_type", "USD"), NoticeVerdict::Differs),
        row("an order nobody placed", with("out_trade_no", "SC20260901-00000000"), NoticeVerdict::UnknownNumber),
    ]
}

/// XML that other readers have let pass (CVE-2018-13439, CVE-2018-20318, CVE-2019-5312), or none.
fn not_our_xml(order_no: &str) -> Vec<Row> {
    let good = good(order_no);
    // Outside CDATA, where a reader would look for entities and comments.
    let fee = |value: &str| good.replacen("<![CDATA[7800]]>", value, 1);
    let entity = |of: &str| format!("<!DOCTYPE xml [{of}]>{}", fee("&x;"));
    let laughs = (0..12).fold("<!ENTITY x0 \"ha\">".to_owned(), |all, n| {
        format!("{all}<!ENTITY x{} \"{}\">", n + 1, format!("&x{n};").repeat(10))
    });
    let wide: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let deep = format!("{}{}", "<a>".repeat(4_000), "</a>".repeat(4_000));
    let many = (0..200).fold(String::new(), |all, n| format!("{all}<f{n}>1</f{n}>"));
    let m = |what, body: Vec<u8>| row(what, body, NoticeVerdict::Malformed);
    vec![
        m("nothing", Vec::new()),
        m("JSON", b"{\"return_code\":\"SUCCESS\"}".to_vec()),
        m("an entity of a file", entity("<!ENTITY x SYSTEM \"file:///etc/passwd\">").into()),
        m("an entity of an address", entity("<!ENTITY x SYSTEM \"http://127.0.0.1:9/\">").into()),
        m("a parameter entity", entity("<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;").into()),
        m("an entity of words", entity("<!ENTITY x \"7800\">").into()),
        m("entities that multiply", format!("<!DOCTYPE xml [{laughs}]><xml><a>&x12;</a></xml>").into()),
        m("a document type alone", format!("<!DOCTYPE xml>{good}").into()),
        m("an unknown entity", fee("&fee;").into()),
        m("a field twice", with_more(order_no, "<total_fee>7800</total_fee>").into()),
        m("a field twice, once empty", with_more(order_no, "<total_fee></total_fee>").into()),
        m("elements in elements", with_more(order_no, &deep).into()),
        m("an attribute", good.replace("<total_fee>", "<total_fee x=\"1\">").into()),
        m("a comment in a value", fee("78<!-- -->00").into()),
        m("an instruction", with_more(order_no, "<?php echo 1 ?>").into()),
        m("two roots", format!("{good}{good}").into()),
        m("another root", good.replace("xml>", "root>").into()),
        m("more fields than a message has", with_more(order_no, &many).into()),
        m("a NUL", good.replace("7800", "7800\0").into()),
        m("UTF-16", wide),
        m("an encoding that is none", format!("<?xml version=\"1.0\" encoding=\"gbk\"?>{good}").into()),
        m("bytes that are no text", [good.as_bytes(), b"\xff\xfe\x80"].concat()),
        m("cut off", good.as_bytes()[..good.len() - 3].to_vec()),
        row(
            "too long",
            with_more(order_no, &format!("<attach>{}</attach>", "x".repeat(40_000))),
            NoticeVerdict::TooLarge,
        ),
    ]
}
