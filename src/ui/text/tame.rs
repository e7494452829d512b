//! What others wrote, fit to be shown.

use super::Lang;

/// What a buyer or WeChat wrote, made fit for one place on the screen: no control or direction-changing characters, and
/// not endless.
pub(in crate::ui) fn tame(raw: &str, longest: usize) -> String {
    let unseen = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
    };
    let mut text: String = raw.chars().filter(|&c| !unseen(c)).take(longest).collect();
    if raw.chars().count() > longest {
        text.push('…');
    }
    text
}

/// Goods as the store lists them (`挂耳咖啡 ×2, 手冲壶`), with the reader's comma between them.
pub(in crate::ui) fn goods(lang: Lang, items: &str, longest: usize) -> String {
    tame(&items.replace(", ", lang.pick("、", ", ")), longest)
}
