//! What the buyer reads: own words, ready-made ones or those used before, counted, and shown as WeChat shows them.

use super::dialog::{Decision, Dialog};
use crate::{
    domain::Fen,
    ui::{
        text,
        text::Lang,
        theme,
        widgets::{self},
    },
};
use egui::{self, Align, Id, Layout, Stroke, Ui, vec2};

type Word = fn(Lang) -> &'static str;

const AGREED: &[Word] = &[text::reply_agreed, text::reply_damaged, text::reply_missing, text::reply_returned];
const REFUSED: &[Word] = &[text::reject_shipped, text::reject_used, text::reject_evidence, text::reject_agreed];
/// WeChat hides the reason of a partial refund of at most this much, fen.
const SILENT_MOST: i64 = 100;
/// Words used before are cut to this on their button, characters.
const SHOWN_MOST: usize = 28;

/// The field and the words that can be put into it.
pub(super) fn show(dialog: &mut Dialog, ui: &mut Ui, lang: Lang, most: usize, used_before: &[String]) {
    let p = theme::of(ui);
    ui.horizontal(|ui| {
        widgets::caption(ui, text::your_reply(lang));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let used = dialog.reply.trim().chars().count();
            let ink = if used > most { p.danger } else { p.faint };
            ui.label(egui::RichText::new(text::used_of(used, most)).size(theme::CAPTION).color(ink));
        });
    });
    let width = ui.available_width();
    let field = widgets::field(ui, Id::unique("reply"), text::your_reply(lang), "", &mut dialog.reply, width);
    if dialog.answer == Decision::No && !dialog.shown {
        field.request_focus();
    }
    let ready = if dialog.answer == Decision::Yes { AGREED } else { REFUSED };
    at_hand(ui, lang, &mut dialog.reply, (ready, dialog.buyers), used_before);
    if let Some(why) = dialog.reply_trouble(lang).filter(|_| dialog.tried || dialog.answer == Decision::Yes) {
        widgets::sentence(ui, &why, p.danger);
    }
}

/// The words of a no that can be put into the field.
pub(in crate::ui::pages) fn reasons(ui: &mut Ui, lang: Lang, reply: &mut String, buyers: Lang, used_before: &[String]) {
    at_hand(ui, lang, reply, (REFUSED, buyers), used_before);
}

fn at_hand(ui: &mut Ui, lang: Lang, reply: &mut String, (ready, buyers): (&[Word], Lang), used_before: &[String]) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        ui.spacing_mut().interact_size.y = 20.0;
        let ready: Vec<&str> = ready.iter().map(|word| word(buyers)).collect();
        let mut own: Vec<&str> = used_before.iter().map(String::as_str).collect();
        own.retain(|words| !ready.contains(words));
        suggestions(ui, reply, &ready, usize::MAX);
        if !own.is_empty() {
            widgets::caption(ui, text::used_before(lang));
            suggestions(ui, reply, &own, SHOWN_MOST);
        }
    });
}

fn suggestions(ui: &mut Ui, reply: &mut String, all: &[&str], longest: usize) {
    ui.horizontal_wrapped(|ui| {
        for &words in all {
            if widgets::suggestion(ui, &text::tame(words, longest), reply.trim() == words) {
                words.clone_into(reply);
            }
        }
    });
}

/// The buyer's message as WeChat will show it, in the shop's language. `partial`: something of the payment stays.
pub(super) fn preview(ui: &mut Ui, (lang, buyers): (Lang, Lang), amount: Fen, reply: &str, partial: bool) {
    let p = theme::of(ui);
    widgets::caption(ui, text::preview(lang));
    theme::card(p).fill(p.raised).stroke(Stroke::new(1.0, p.line)).inner_margin(10).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 20.0;
            widgets::caption(ui, text::preview_title(buyers));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.label(egui::RichText::new(amount.to_string()).font(theme::bold(theme::SMALL)));
            });
        });
        if partial && amount.get() <= SILENT_MOST {
            widgets::sentence(ui, text::preview_silent(lang), p.warn);
        } else {
            widgets::sentence(ui, &text::preview_reason(buyers, reply.trim()), p.text);
        }
    });
}
