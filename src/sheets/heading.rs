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
    /// The id of the product it is a choice of.
    VariantOf,
    /// What tells it from the other choices.
    Variant,
    /// Where it stands in the shop.
    Category,
    /// Grams.
    Weight,
    /// Days, any time or never.
    Refunds,
    /// What buyers read about it.
    Description,
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
    pub const ALL: [Self; 12] = [
        Self::Id,
        Self::Name,
        Self::Price,
        Self::Stock,
        Self::OnSale,
        Self::Barcodes,
        Self::VariantOf,
        Self::Variant,
        Self::Category,
        Self::Weight,
        Self::Refunds,
        Self::Description,
    ];

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
            (Self::VariantOf, Headings::Chinese) => "所属商品",
            (Self::VariantOf, Headings::English) => "variant of",
            (Self::Variant, Headings::Chinese) => "规格",
            (Self::Variant, Headings::English) => "variant",
            (Self::Category, Headings::Chinese) => "分类",
            (Self::Category, Headings::English) => "category",
            (Self::Weight, Headings::Chinese) => "重量（克）",
            (Self::Weight, Headings::English) => "weight (g)",
            (Self::Refunds, Headings::Chinese) => "退款期限（天）",
            (Self::Refunds, Headings::English) => "refund days",
            (Self::Description, Headings::Chinese) => "商品说明",
            (Self::Description, Headings::English) => "description",
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
            "所属商品" | "所属商品编号" | "主商品" | "主商品编号" | "variantof" | "parent" | "parentid"
            | "parentsku" => Some(Self::VariantOf),
            "规格" | "规格名称" | "款式" | "variant" | "option" | "options" => Some(Self::Variant),
            "分类" | "商品分类" | "类目" | "category" => Some(Self::Category),
            "重量" | "商品重量" | "weight" => Some(Self::Weight),
            "退款期限" | "退款" | "退款天数" | "refunddays" | "refunds" => Some(Self::Refunds),
            "商品说明" | "说明" | "描述" | "商品描述" | "简介" | "description" => Some(Self::Description),
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
