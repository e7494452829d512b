//! What stands on a receipt: it always fits the paper, the sum is never cut, and no text of a buyer's is a command.

use proptest::prelude::*;
use std::sync::Arc;
use zhanggui::{
    devices::{
        escpos,
        logo::Logo,
        receipt::{Part, Receipt, ReceiptGoods, ReceiptLanguage, ReceiptTemplate, layout, sample},
        width,
    },
    domain::{Fen, OrderNo, Receiver, UnixSeconds},
};

fn template() -> ReceiptTemplate {
    ReceiptTemplate {
        picture: None,
        heading: "山茶小铺".to_owned(),
        logo: "手冲 · 挂耳".to_owned(),
        footer: "谢谢惠顾".to_owned(),
        qr: true,
        tongue: ReceiptLanguage::Zh,
    }
}

fn receipt(name: &str, note: &str, amount: i64) -> Receipt {
    let total = Fen::new(amount).unwrap();
    Receipt {
        order_no: OrderNo::parse("SC20260101000001").unwrap(),
        paid_at: Some(UnixSeconds::new(1_767_225_600)),
        goods: vec![ReceiptGoods { name: name.to_owned(), pieces: 2, refunded: 0, held: 0, amount: Some(total) }],
        freight: Fen::ZERO,
        total,
        refunded: Fen::ZERO,
        money_back: Fen::ZERO,
        money_held: Fen::ZERO,
        receiver: Receiver::new("李雷", "13800001234", "广州市海珠区新港中路 397 号").ok(),
        note: note.to_owned(),
        marked: false,
        printed_at: UnixSeconds::new(1_767_225_660),
    }
}

fn lines(receipt: &Receipt, columns: usize) -> Vec<String> {
    let text = |part: &Part| match part {
        Part::Text(text, _) => text.clone(),
        Part::Rule => "-".repeat(columns),
        Part::Qr(data) => format!("[{data}]"),
        Part::Picture(dots) => format!("({} dots)", dots.width),
    };
    layout(receipt, &template(), columns).iter().map(text).collect()
}

#[test]
fn a_receipt_reads_from_top_to_bottom() {
    let wanted = [
        "手冲 · 挂耳",
        "山茶小铺",
        "--------------------------------",
        "单号 SC20260101000001",
        "付款 2026-01-01 08:00:00",
        "--------------------------------",
        "拿铁（大杯） x2            50.00",
        "--------------------------------",
        "合计     ￥50.00",
        "--------------------------------",
        "收货 李雷 13800001234",
        "广州市海珠区新港中路 397 号",
        "备注: 少糖＜CUT＞",
        "--------------------------------",
        "[SC20260101000001]",
        "谢谢惠顾",
        "打印 2026-01-01 08:01:00",
    ];
    assert_eq!(lines(&receipt("拿铁（大杯）", "少糖<CUT>", 50_00), 32), wanted);
}

#[test]
fn a_reprint_and_money_that_went_back_are_said() {
    let mut again = receipt("拿铁", "", 50_00);
    (again.marked, again.refunded) = (true, Fen::new(10_00).unwrap());
    let lines = lines(&again, 48);
    assert!(lines.contains(&"** 补打 REPRINT **".to_owned()));
    assert!(lines.iter().any(|line| line.starts_with("已退款") && line.ends_with("￥10.00")), "{lines:?}");
}

#[test]
fn what_sending_cost_stands_over_the_sum() {
    let mut sent = receipt("T恤 · 红色 L", "", 58_00);
    sent.freight = Fen::new(8_00).unwrap();
    let lines = lines(&sent, 32);
    let at = lines.iter().position(|line| line.starts_with("运费") && line.ends_with("￥8.00")).expect("a line for it");
    assert!(lines[at + 1].starts_with("合计"), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("T恤 · 红色 L")), "{lines:?}");
}

#[test]
fn the_example_can_be_printed_on_every_paper() {
    let example = sample(UnixSeconds::new(1_767_225_600)).expect("an example");
    for columns in 24..=64 {
        assert!(layout(&example, &template(), columns).len() > 10);
    }
}

proptest! {
    #[test]
    fn every_line_fits_the_paper_and_holds_no_command(
        name in ".{0,120}", note in ".{0,200}", amount in 1_i64..100_000_000_000, columns in 24_usize..=64,
    ) {
        let receipt = receipt(&name, &note, amount);
        for part in layout(&receipt, &template(), columns) {
            if let Part::Text(text, style) = part {
                let stretch = if style.wide { 2 } else { 1 };
                prop_assert!(width(&text) * stretch <= columns, "{text:?} {columns}");
                prop_assert!(!text.chars().any(|c| c.is_control() || "<>".contains(c)), "{text:?}");
            }
        }
        let sum = format!("￥{}", Fen::new(amount).unwrap().to_yuan());
        prop_assert!(lines(&receipt, columns).iter().any(|line| line.ends_with(&sum)));
    }

    #[test]
    fn no_note_can_cut_the_paper_or_open_the_drawer(note in "[\\x00-\\x1F\\x7F-\\u{9F}p@V]{0,200}") {
        let plain = escpos::encode(&layout(&receipt("a", "", 1), &template(), 32), 32);
        let noted = escpos::encode(&layout(&receipt("a", &note, 1), &template(), 32), 32);
        for command in [&[0x1D_u8, 0x56][..], &[0x1B, 0x70], &[0x10, 0x04], &[0x1B, 0x40]] {
            let count = |bytes: &[u8]| bytes.windows(2).filter(|window| *window == command).count();
            prop_assert_eq!(count(&noted), count(&plain));
        }
    }
}

/// A black square of 8 by 8.
fn square() -> Arc<Logo> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::GrayImage::from_pixel(8, 8, image::Luma([0])).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    Arc::new(Logo::read(&bytes.into_inner()).unwrap())
}

#[test]
fn a_picture_stands_first_in_the_papers_own_dots_and_moves_nothing_below_it() {
    let with = ReceiptTemplate { picture: Some(square()), ..template() };
    for (columns, row_bytes, side) in [(32, 48_u8, 152_u8), (48, 72, 230)] {
        let receipt = receipt("拿铁", "", 50_00);
        let (plain, printed) = (layout(&receipt, &template(), columns), layout(&receipt, &with, columns));
        assert!(matches!(&printed[0], Part::Picture(dots) if dots.width == columns * 12), "as wide as the paper");
        assert_eq!(printed[1..], plain[..]);
        let (plain, bytes) = (escpos::encode(&plain, columns), escpos::encode(&printed, columns));
        // Reset, Chinese; then GS v 0 with its width in bytes and its height in rows, and so many bytes.
        assert_eq!(bytes[4..12], [0x1D, 0x76, 0x30, 0, row_bytes, 0, side, 0]);
        let end = 12 + usize::from(row_bytes) * usize::from(side);
        assert_eq!(bytes[end..], plain[4..], "what follows is what it was");
        let black: u32 = bytes[12..end].iter().map(|byte| byte.count_ones()).sum();
        assert_eq!(black, u32::from(side) * u32::from(side), "a square in the middle");
        assert!(bytes.len() < 32 * 1024, "{} bytes fit every printer's pipe", bytes.len());
    }
}

#[test]
fn what_was_refunded_is_not_packed_and_money_alone_says_so() {
    let mut paper = receipt("挂耳咖啡", "", 7980);
    paper.goods[0].refunded = 1;
    (paper.refunded, paper.money_back) = (Fen::new(4490).unwrap(), Fen::new(500).unwrap());
    let printed = lines(&paper, 32);
    let at = printed.iter().position(|line| line.starts_with("挂耳咖啡 x2")).expect("the goods");
    assert_eq!(printed[at + 1], "  !! 已退，不要装 x1");
    assert!(
        printed.iter().any(|line| line.starts_with("已退，没有指明商品") && line.ends_with("￥5.00")),
        "{printed:?}"
    );
    (paper.goods[0].refunded, paper.goods[0].held, paper.money_back) = (0, 2, Fen::ZERO);
    let english = ReceiptTemplate { tongue: ReceiptLanguage::En, ..template() };
    let text = |part: &Part| if let Part::Text(text, _) = part { text.clone() } else { String::new() };
    let printed: Vec<String> = layout(&paper, &english, 32).iter().map(text).collect();
    assert!(printed.iter().any(|line| line == "  !! Refund under way, keep x2"), "{printed:?}");
    assert!(!printed.iter().any(|line| line.contains("no goods named")), "{printed:?}");
}
