//! What stands on a receipt, line by line. Every printer and the preview on the screen draw these same lines.

use super::{
    columns::{cut, fitting, width, wrapped},
    logo::{Dots, Logo},
};
use crate::domain::{Fen, OrderNo, Receiver, UnixSeconds};
use std::sync::Arc;

/// The language of the words the shop itself prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReceiptLanguage {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// What the owner chose to stand on every receipt.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReceiptTemplate {
    /// A picture above everything.
    pub picture: Option<Arc<Logo>>,
    /// The heading: the shop's name.
    pub heading: String,
    /// A line above it, empty for none.
    pub logo: String,
    /// A line at the end, empty for none.
    pub footer: String,
    /// The order's number as a QR code, for the scanner.
    pub qr: bool,
    /// The language of the words between.
    pub tongue: ReceiptLanguage,
}

/// One kind of goods on the receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptGoods {
    /// What it is.
    pub name: String,
    /// Pieces that were ordered.
    pub pieces: u32,
    /// Of these, pieces whose money went back: they are not packed.
    pub refunded: u32,
    /// Of these, pieces whose refund is under way: they stay here until it is over.
    pub held: u32,
    /// For all of them, fen; `None` where that is no amount.
    pub amount: Option<Fen>,
}

/// What is printed about one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its number.
    pub order_no: OrderNo,
    /// When it was paid.
    pub paid_at: Option<UnixSeconds>,
    /// What was ordered; empty for an order from elsewhere.
    pub goods: Vec<ReceiptGoods>,
    /// What of it was for sending, fen.
    pub freight: Fen,
    /// What was paid, fen.
    pub total: Fen,
    /// What went back of it by now, fen.
    pub refunded: Fen,
    /// Of it, what went back without any goods being named, fen.
    pub money_back: Fen,
    /// The same, still under way, fen.
    pub money_held: Fen,
    /// Where it goes.
    pub receiver: Option<Receiver>,
    /// The buyer's note.
    pub note: String,
    /// It may be on paper already: this one says so.
    pub marked: bool,
    /// When it is printed.
    pub printed_at: UnixSeconds,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// At the left.
    #[default]
    Left,
    /// In the middle.
    Center,
}

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Where it stands.
    pub align: Align,
    /// Bold.
    pub bold: bool,
    /// Twice as wide.
    pub wide: bool,
    /// Twice as high.
    pub tall: bool,
}

impl Style {
    /// In the middle, twice as large.
    pub const HEADING: Self = Self { align: Align::Center, bold: false, wide: true, tall: true };
    /// In the middle.
    pub const CENTER: Self = Self { align: Align::Center, bold: false, wide: false, tall: false };
    /// Bold.
    pub const BOLD: Self = Self { align: Align::Left, bold: true, wide: false, tall: false };
    /// Bold and twice as wide: the sum.
    pub const SUM: Self = Self { align: Align::Left, bold: true, wide: true, tall: false };

    /// How many columns of the paper one column of the text takes.
    const fn stretch(self) -> usize {
        if self.wide { 2 } else { 1 }
    }
}

/// One piece of the receipt, top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A line of text that fits the paper in its style and holds only what a printer can print.
    Text(String, Style),
    /// A rule across the paper.
    Rule,
    /// A QR code of this text.
    Qr(String),
    /// A picture, in dots as wide as the paper. Clouds print none.
    Picture(Arc<Dots>),
}

/// Paper of 58 mm; 80 mm has 48.
pub const COLUMNS_NARROW: usize = 32;
/// The longest note and address that are printed, in characters.
const WORDS_MOST: usize = 400;

struct ReceiptWords {
    reprint: &'static str,
    number: &'static str,
    paid: &'static str,
    freight: &'static str,
    total: &'static str,
    refunded: &'static str,
    not_packed: &'static str,
    stays: &'static str,
    no_goods: &'static str,
    no_goods_yet: &'static str,
    to: &'static str,
    note: &'static str,
    left_out: &'static str,
    printed: &'static str,
}

const ZH: ReceiptWords = ReceiptWords {
    reprint: "** 补打 REPRINT **",
    number: "单号",
    paid: "付款",
    freight: "运费",
    total: "合计",
    refunded: "已退款",
    not_packed: "!! 已退，不要装",
    stays: "!! 退款中，先不要装",
    no_goods: "已退，没有指明商品",
    no_goods_yet: "退款中，没有指明商品",
    to: "收货",
    note: "备注",
    left_out: "……其余商品请看电脑，未打印行数：",
    printed: "打印",
};

const EN: ReceiptWords = ReceiptWords {
    reprint: "** REPRINT 补打 **",
    number: "Order",
    paid: "Paid",
    freight: "Freight",
    total: "Total",
    refunded: "Refunded",
    not_packed: "!! Refunded, do not pack",
    stays: "!! Refund under way, keep",
    no_goods: "Refunded, no goods named",
    no_goods_yet: "Refund under way, no goods named",
    to: "Ship to",
    note: "Note",
    left_out: "... more on the computer; lines left out: ",
    printed: "Printed",
};

/// The lines of a receipt on paper of so many columns.
pub fn layout(receipt: &Receipt, template: &ReceiptTemplate, columns: usize) -> Vec<Part> {
    layout_with(receipt, template, columns, receipt.goods.len())
}

/// The same with at most so many kinds of goods on it: for printers that take no more.
pub fn layout_with(receipt: &Receipt, template: &ReceiptTemplate, columns: usize, goods_most: usize) -> Vec<Part> {
    let words = if template.tongue == ReceiptLanguage::Zh { &ZH } else { &EN };
    let mut page = ReceiptPage { parts: Vec::new(), columns: columns.max(COLUMNS_NARROW / 2) };
    page.parts.extend(template.picture.iter().map(|picture| Part::Picture(picture.dots(page.columns))));
    page.text(&template.logo, Style::CENTER);
    page.text(&template.heading, Style::HEADING);
    if receipt.marked {
        page.text(words.reprint, Style { bold: true, tall: true, ..Style::CENTER });
    }
    page.rule();
    page.text(&format!("{} {}", words.number, receipt.order_no), Style::default());
    if let Some(at) = receipt.paid_at {
        page.text(&format!("{} {}", words.paid, at.to_dashed()), Style::default());
    }
    page.rule();
    page.goods(&receipt.goods, goods_most, words);
    if !receipt.freight.is_zero() {
        page.pair(words.freight, &sum(receipt.freight), Style::default());
    }
    page.pair(words.total, &sum(receipt.total), Style::SUM);
    if !receipt.refunded.is_zero() {
        page.pair(words.refunded, &sum(receipt.refunded), Style::BOLD);
    }
    for (name, money) in [(words.no_goods, receipt.money_back), (words.no_goods_yet, receipt.money_held)] {
        if !money.is_zero() {
            page.pair(name, &sum(money), Style::default());
        }
    }
    page.receiver(receipt, words);
    page.end(receipt, template, words);
    page.parts
}

fn sum(amount: Fen) -> String {
    format!("￥{}", amount.to_yuan())
}

struct ReceiptPage {
    parts: Vec<Part>,
    columns: usize,
}

impl ReceiptPage {
    /// A text on as many lines as it needs; nothing for an empty one.
    fn text(&mut self, raw: &str, style: Style) {
        let room = self.columns.checked_div(style.stretch()).unwrap_or(self.columns);
        let raw: String = raw.chars().take(WORDS_MOST).collect();
        for line in raw.lines() {
            let line = fitting(line);
            if !line.trim().is_empty() {
                self.parts.extend(wrapped(&line, room).into_iter().map(|line| Part::Text(line, style)));
            }
        }
    }

    fn rule(&mut self) {
        self.parts.push(Part::Rule);
    }

    /// Words at the left and an amount at the right. Words that are too long go on below; the amount stands at the end.
    fn pair(&mut self, left: &str, right: &str, style: Style) {
        let (left, right) = (fitting(left), fitting(right));
        // An amount is printed smaller rather than cut.
        let wide = style.wide && width(&right).saturating_mul(2) <= self.columns;
        let style = Style { wide, ..style };
        let room = self.columns.checked_div(style.stretch()).unwrap_or(self.columns);
        let mut lines = wrapped(&left, room);
        let last = lines.pop().unwrap_or_default();
        if width(&last).saturating_add(width(&right)) < room {
            lines.push(spread(&last, &right, room));
        } else {
            lines.push(last);
            lines.push(spread("", &right, room));
        }
        self.parts.extend(lines.into_iter().map(|line| Part::Text(line, style)));
    }

    fn goods(&mut self, goods: &[ReceiptGoods], most: usize, words: &ReceiptWords) {
        if goods.is_empty() {
            return;
        }
        for line in goods.iter().take(most) {
            let amount = line.amount.map(Fen::to_yuan).unwrap_or_default();
            self.pair(&format!("{} x{}", line.name, line.pieces), &amount, Style::default());
            for (name, pieces) in [(words.not_packed, line.refunded), (words.stays, line.held)] {
                if pieces > 0 {
                    self.text(&format!("  {name} x{pieces}"), Style::BOLD);
                }
            }
        }
        let left_out = goods.len().saturating_sub(most);
        if left_out > 0 {
            self.text(&format!("{}{left_out}", words.left_out), Style::BOLD);
        }
        self.rule();
    }

    fn receiver(&mut self, receipt: &Receipt, words: &ReceiptWords) {
        let note = receipt.note.trim();
        if receipt.receiver.is_none() && note.is_empty() {
            return;
        }
        self.rule();
        if let Some(receiver) = &receipt.receiver {
            self.text(&format!("{} {} {}", words.to, receiver.name, receiver.phone), Style::default());
            self.text(&receiver.address, Style::default());
        }
        if !note.is_empty() {
            self.text(&format!("{}: {note}", words.note), Style { tall: true, ..Style::BOLD });
        }
    }

    fn end(&mut self, receipt: &Receipt, template: &ReceiptTemplate, words: &ReceiptWords) {
        self.rule();
        if template.qr {
            self.parts.push(Part::Qr(receipt.order_no.to_string()));
        }
        self.text(&template.footer, Style::CENTER);
        self.text(&format!("{} {}", words.printed, receipt.printed_at.to_dashed()), Style::CENTER);
    }
}

/// Both ends of one line. An amount that does not fit is cut: no amount of money is that long.
fn spread(left: &str, right: &str, room: usize) -> String {
    let right = cut(right, room);
    let gap = room.saturating_sub(width(left)).saturating_sub(width(&right));
    format!("{left}{}{right}", " ".repeat(gap))
}

/// What a receipt looks like: for the page and for the test print, before there is an order.
pub fn sample(at: UnixSeconds) -> Option<Receipt> {
    let fen = Fen::new;
    let goods = |name: &str, pieces, amount| ReceiptGoods {
        name: name.to_owned(),
        pieces,
        refunded: 0,
        held: 0,
        amount: fen(amount),
    };
    Some(Receipt {
        order_no: OrderNo::parse("TEST20260101").ok()?,
        paid_at: Some(at),
        goods: vec![goods("拿铁（大杯）", 2, 5_000), goods("手冲壶 Hand drip kettle 600 ml", 1, 12_800)],
        freight: Fen::ZERO,
        total: fen(17_800)?,
        refunded: Fen::ZERO,
        money_back: Fen::ZERO,
        money_held: Fen::ZERO,
        receiver: Receiver::new("李雷", "13800001234", "广州市海珠区新港中路 397 号").ok(),
        note: "测试 Test".to_owned(),
        marked: false,
        printed_at: at,
    })
}
