//! The queue of refunds: what stands beside a decision.

use super::Lang;

words! {
    picture_before: "上一张", "Previous picture";
    picture_after: "下一张", "Next picture";
    zoom_in: "放大", "Zoom in";
    zoom_out: "缩小", "Zoom out";
    zoom_whole: "显示整张图片", "Show the whole picture";
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

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<String> {
    vec![percent(150), picture_of(lang, 1, 3)]
}
