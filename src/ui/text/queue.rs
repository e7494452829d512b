//! The queue of refunds: what stands beside a decision.

use super::Lang;

words! {
    picture_before: "上一张", "Previous picture";
    picture_after: "下一张", "Next picture";
    zoom_in: "放大", "Zoom in";
    zoom_out: "缩小", "Zoom out";
    zoom_whole: "显示整张图片", "Show the whole picture";
    pieces_to_refund: "退哪几件", "Pieces to refund";
    subtotal: "小计", "Sum";
    restock: "放回库存", "To stock";
    reply_returned: "退货已收到，已为您退款", "Refund for returned goods";
    used_before: "用过的", "Used before";
    preview: "买家在微信里看到", "What the buyer sees in WeChat";
    preview_title: "微信支付 · 退款", "WeChat Pay · Refund";
    preview_silent: "不超过 ¥1.00 的部分退款，微信不显示原因。", "WeChat shows no reason for a partial refund of ¥1.00 or less.";
    start_refund: "退款…", "Refund…";
    only_small: "原图无法读取，这是小图。", "The original cannot be read; this is the small one.";
}

/// `150%`.
pub(in crate::ui) fn percent(of: u32) -> String {
    format!("{of}%")
}

/// Which picture of how many.
pub(in crate::ui) fn picture_of(lang: Lang, at: usize, all: usize) -> String {
    match lang {
        Lang::Zh => format!("凭证图片 {at} / {all}"),
        Lang::En => format!("Picture {at} of {all}"),
    }
}

/// One piece more of a product comes into the refund.
pub(in crate::ui) fn more_of(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => format!("多退一件 {name}"),
        Lang::En => format!("One more: {name}"),
    }
}

/// One piece fewer.
pub(in crate::ui) fn fewer_of(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => format!("少退一件 {name}"),
        Lang::En => format!("One fewer: {name}"),
    }
}

/// The switch that puts the pieces back on the shelf.
pub(in crate::ui) fn restock_of(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => format!("放回库存：{name}"),
        Lang::En => format!("Back to stock: {name}"),
    }
}

/// Pieces of those that were ordered.
pub(in crate::ui) fn pieces_of(pieces: u32, ordered: u32) -> String {
    format!("{pieces} / {ordered}")
}

/// The reason as WeChat shows it.
pub(in crate::ui) fn preview_reason(lang: Lang, reason: &str) -> String {
    match lang {
        Lang::Zh => format!("退款原因：{reason}"),
        Lang::En => format!("Reason: {reason}"),
    }
}

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<String> {
    vec![
        percent(150),
        picture_of(lang, 1, 3),
        more_of(lang, "x"),
        fewer_of(lang, "x"),
        restock_of(lang, "x"),
        pieces_of(1, 2),
        preview_reason(lang, "x"),
    ]
}
