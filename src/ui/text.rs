//! Every text on the screen, complete in Chinese and English. A sentence about trouble says what happened, what it
//! means for the money, and what to do next.

/// Texts that are always the same: a function each, and all of them in a list for the tests.
macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal;)+) => {
        $(
            #[doc = $en]
            pub(in crate::ui) const fn $name(lang: Lang) -> &'static str {
                match lang { Lang::Zh => $zh, Lang::En => $en }
            }
        )+

        #[cfg(test)]
        pub(super) const ALL: &[fn(Lang) -> &'static str] = &[$($name),+];
    };
}

mod alerts;
mod certificate;
mod figures;
mod history;
mod link;
mod merchant;
mod money;
mod no_window;
mod notice;
mod packing;
mod parcel_steps;
mod printers;
mod products;
mod queue;
mod reasons;
mod refund_alarms;
mod refund_words;
mod refusals;
mod report_troubles;
mod sentences;
mod set_aside;
mod settlement;
mod sheets;
mod ship_sheet;
mod shipping;
mod states;
mod tame;
mod to_send;
mod tunnel_setup;
mod words;

pub use crate::base::lang::Lang;
pub use alerts::AlertTexts;
pub(super) use alerts::{call_line, tray_words};
pub(super) use alerts::{quit, show_it, silent_mark, silent_why};
pub(super) use figures::{clock, count, moment, moment_exact};
pub(super) use history::{history_line, history_what};
pub(super) use link::*;
pub(super) use merchant::*;
pub(super) use money::*;
pub(super) use no_window::{begun, no_window};
pub(super) use notice::*;
pub(super) use packing::*;
pub(super) use printers::*;
pub(super) use products::*;
pub(super) use queue::*;
pub(super) use refund_alarms::*;
pub(super) use refund_words::*;
pub(crate) use refusals::refused;
pub(super) use report_troubles::*;
pub(super) use sentences::*;
pub(super) use set_aside::*;
pub(super) use settlement::*;
pub(super) use sheets::*;
pub(super) use ship_sheet::*;
pub(super) use shipping::*;
pub(super) use states::*;
pub(super) use tame::tame;
pub(super) use to_send::*;
pub(super) use tunnel_setup::*;
pub(super) use words::*;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme;
    use egui::epaint::text::{Fonts, TextOptions};

    fn every_text(lang: Lang) -> Vec<String> {
        let fixed = [
            words::ALL,
            alerts::ALL,
            link::ALL,
            merchant::ALL,
            money::ALL,
            notice::ALL,
            printers::ALL,
            products::ALL,
            queue::ALL,
            refund_alarms::ALL,
            settlement::ALL,
            sheets::ALL,
            shipping::ALL,
            ship_sheet::ALL,
            to_send::ALL,
        ]
        .concat();
        let fixed = fixed.iter().map(|word| word(lang).to_owned());
        let pages = [
            alerts::samples,
            link::samples,
            merchant::samples,
            money::samples,
            notice::samples,
            printers::samples,
            products::samples,
            queue::samples,
            refund_alarms::samples,
            sheets::samples,
            set_aside::samples,
            report_troubles::samples,
            packing::samples,
            shipping::samples,
            ship_sheet::samples,
            to_send::samples,
            tunnel_setup::samples,
        ];
        let composed = [
            sentences::samples,
            states::samples,
            figures::samples,
            history::samples,
            certificate::samples,
            refund_words::samples,
            refusals::samples,
        ];
        fixed.chain(pages.iter().chain(&composed).flat_map(|of| of(lang))).collect()
    }

    #[test]
    fn every_text_is_there_in_both_languages_and_the_embedded_fonts_can_print_it() {
        let mut fonts = Fonts::new(TextOptions::default(), theme::fonts());
        for lang in [Lang::Zh, Lang::En] {
            for text in every_text(lang) {
                assert!(!text.trim().is_empty(), "an empty text in {lang:?}");
                for font in [theme::font(theme::BODY), theme::bold(theme::BODY)] {
                    for c in text.chars().filter(|c| !c.is_whitespace()) {
                        assert!(fonts.has_glyph(&font, c), "{c:?} of {text:?} is missing");
                    }
                }
            }
        }
    }

    #[test]
    fn english_texts_hold_no_chinese() {
        for text in every_text(Lang::En) {
            let chinese = text.replace("中文", "").replace("李雷", "");
            assert!(!chinese.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)), "{text:?}");
        }
    }

    #[test]
    fn nasty_names_lose_what_turns_or_hides_text() {
        assert_eq!(tame("\u{202E}李\u{200B}雷\u{7}", 10), "李雷");
        assert_eq!(tame(&"长".repeat(50), 3), "长长长…");
    }
}
