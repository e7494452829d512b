//! What others wrote, fit to be shown.

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
