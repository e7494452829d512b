//! Byte for byte as the protocol's vectors.

use serde_json::Value;
use zhanggui::devices::{
    escpos::{self, PaperState},
    feieyun, fitting,
    receipt::{Part, Style},
    width, yilianyun,
};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../fixtures/printers.json")).unwrap()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key}"))
}

#[test]
fn the_clouds_signatures_are_theirs() {
    let all = vectors();
    let it = &all["feieyun"];
    assert_eq!(feieyun::signature(text(it, "user"), text(it, "ukey"), text(it, "stime")), text(it, "sig"));
    let it = &all["yilianyun"];
    let sign = yilianyun::signature(text(it, "client_id"), text(it, "timestamp"), text(it, "client_secret"));
    assert_eq!(sign, text(it, "sign"));
}

#[test]
fn a_receipt_is_these_very_bytes() {
    let all = vectors();
    let receipt = &all["escpos_receipt"];
    let lines: Vec<&str> = receipt["lines"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    let line = |at: usize, style| Part::Text(lines[at].to_owned(), style);
    let parts = [
        line(0, Style::HEADING),
        Part::Rule,
        line(2, Style::default()),
        Part::Rule,
        line(4, Style::BOLD),
        line(5, Style::CENTER),
    ];
    assert_eq!(hex::encode(escpos::encode(&parts, 32)), text(receipt, "bytes_hex"));
}

#[test]
fn the_qr_code_the_drawer_and_the_question_for_paper_are_these_very_bytes() {
    let all = vectors();
    assert_eq!(hex::encode(escpos::qr(text(&all["escpos_qr"], "data"))), text(&all["escpos_qr"], "bytes_hex"));
    assert_eq!(hex::encode(escpos::OPEN_DRAWER), text(&all["escpos_drawer"], "bytes_hex"));
    assert_eq!(hex::encode(escpos::ASK_PAPER), text(&all["escpos_status_request"], "bytes_hex"));
}

#[test]
fn texts_are_as_wide_and_have_the_bytes_the_vectors_say_or_are_replaced() {
    let all = vectors();
    for case in all["gb18030"].as_array().unwrap() {
        let (raw, hex_text) = (text(case, "text"), text(case, "gb18030_hex"));
        let columns = usize::try_from(case["columns"].as_u64().unwrap()).unwrap();
        let fitted = fitting(raw);
        if fitted == raw {
            assert_eq!(width(raw), columns, "{raw}");
            let bytes = escpos::encode(&[Part::Text(fitted, Style::default())], 32);
            assert!(hex::encode(bytes).contains(&format!("{hex_text}0a")), "{raw}");
        } else {
            assert!(raw.chars().any(|c| "¥㐀𠮷😀".contains(c)), "{raw} was changed to {fitted}");
        }
    }
    assert_eq!(fitting("¥50.00 㐀 𠮷 好评😀"), "￥50.00 □ □ 好评□");
    for case in all["tag_escaping"].as_array().unwrap() {
        assert_eq!(fitting(text(case, "user_text")), text(case, "escaped_example"));
    }
}

#[test]
fn the_one_byte_about_paper_is_understood_or_no_answer() {
    for (byte, paper) in [
        (0x12, Some(PaperState::There)),
        (0x1E, Some(PaperState::NearEnd)),
        (0x72, Some(PaperState::End)),
        (0x7E, Some(PaperState::End)),
        (0x00, None),
        (0xFF, None),
        (b'A', None),
    ] {
        assert_eq!(escpos::paper(byte), paper, "{byte:#x}");
    }
}
