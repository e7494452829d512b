//! The columns a sheet of products may have, and the words for them in Chinese and English.

use crate::domain::{half_width, visible};

/// A column we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// The product's id in this shop.
    Id,
    /// What it is called.
    Name,
    /// Yuan for one piece.
    Price,
    /// Pieces that can be sold.
    Stock,
    /// Yes or no.
    OnSale,
    /// What a scanner reads on it; several with a blank between them.
    Barcodes,
}

/// The words of the first line we write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Headings {
    /// 编号, 名称 …
    Chinese,
    /// id, name …
    English,
}

impl Column {
    /// All of them, as we write them.
    pub const ALL: [Self; 6] = [Self::Id, Self::Name, Self::Price, Self::Stock, Self::OnSale, Self::Barcodes];

    /// The heading we write.
    pub const fn heading(self, headings: Headings) -> &'static str {
        match (self, headings) {
            (Self::Id, Headings::Chinese) => "编号",
            (Self::Id, Headings::English) => "id",
            (Self::Name, Headings::Chinese) => "名称",
            (Self::Name, Headings::English) => "name",
            (Self::Price, Headings::Chinese) => "价格",
            (Self::Price, Headings::English) => "price",
            (Self::Stock, Headings::Chinese) => "库存",
            (Self::Stock, Headings::English) => "stock",
            (Self::OnSale, Headings::Chinese) => "上架",
            (Self::OnSale, Headings::English) => "on sale",
            (Self::Barcodes, Headings::Chinese) => "条码",
            (Self::Barcodes, Headings::English) => "barcodes",
        }
    }

    /// The column a heading means, if it is one of ours.
    pub fn of(heading: &str) -> Option<Self> {
        match plain(heading).as_str() {
            "编号" | "商品编号" | "货号" | "商品编码" | "编码" | "id" | "productid" | "sku" => {
                Some(Self::Id)
            }
            "名称" | "商品名称" | "商品名" | "品名" | "商品" | "name" | "product" | "productname" | "title" => {
                Some(Self::Name)
            }
            "价格" | "单价" | "售价" | "price" | "unitprice" => Some(Self::Price),
            "库存" | "库存数量" | "数量" | "stock" | "quantity" | "qty" => Some(Self::Stock),
            "条码" | "条形码" | "商品条码" | "69码" | "barcode" | "barcodes" | "ean" | "gtin" | "upc" => {
                Some(Self::Barcodes)
            }
            "上架" | "在售" | "是否上架" | "onsale" => Some(Self::OnSale),
            _ => None,
        }
    }
}

/// `Price (yuan)`, `价格（元）`, `on_sale`, `*价格`, `【必填】价格：` → `price`, `价格`, `onsale`. A heading that is a bracket as a
/// whole is what stands in it.
pub(super) fn plain(heading: &str) -> String {
    let shown = visible(heading);
    let (mut front, mut within, mut depth) = (String::new(), String::new(), 0_u32);
    for c in shown.chars().map(half_width) {
        match c {
            '(' | '（' | '[' | '［' | '【' | '〔' | '「' => depth = depth.saturating_add(1),
            ')' | '）' | ']' | '］' | '】' | '〕' | '」' => depth = depth.saturating_sub(1),
            c if depth > 0 => within.push(c),
            c => front.push(c),
        }
    }
    let bare = |text: &str| {
        let mark = |c: &char| !c.is_whitespace() && !"_-*＊★☆●◆:：.'\"`".contains(*c);
        let text = text.chars().filter(mark).collect::<String>().to_lowercase();
        MARKS.iter().fold(text, |text, word| match text.strip_prefix(word).or_else(|| text.strip_suffix(word)) {
            Some(rest) if !rest.is_empty() => rest.to_owned(),
            _ => text,
        })
    };
    let front = bare(&front);
    if front.is_empty() { bare(&within) } else { front }
}

/// Words beside a heading that name no column.
const MARKS: [&str; 5] = ["必填", "选填", "必须", "required", "optional"];
