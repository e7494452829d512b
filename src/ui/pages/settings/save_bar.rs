//! The bar at the foot: how much is changed, what keeps it from being saved, and what saving does.

use super::{
    section::Section,
    state::{FormState, SettingsPage},
};
use crate::ui::{
    action::Action,
    layout::part,
    pages::form::FormBlocked,
    text,
    text::Lang,
    theme,
    widgets::{self, ButtonKind, Icon},
};
use egui::{Align, CornerRadius, Layout, Rect, Stroke, StrokeKind, Ui, vec2};

pub(super) fn show(page: &mut SettingsPage, ui: &mut Ui, rect: Rect, lang: Lang, acts: &mut Vec<Action>) {
    let FormState::Ready(form) = &page.form else { return };
    let p = theme::of(ui);
    let radius = CornerRadius::same(theme::CARD_RADIUS);
    ui.painter().rect(rect, radius, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let (many, blocked, saving) = (form.changed(), form.blocked(), page.saving);
    let mut pressed = None;
    part(ui, "save bar", rect.shrink2(vec2(16.0, 8.0)), |ui| {
        ui.horizontal_centered(|ui| {
            ui.label(egui::RichText::new(text::settings_changes(lang, many)).size(theme::SMALL));
            if let Some(why) = &blocked {
                let (words, leads) = named(why, lang);
                let (sign, _) = ui.allocate_exact_size(vec2(12.0, 20.0), egui::Sense::hover());
                Icon::Bang.paint(ui.painter(), sign.center(), 12.0, p.danger);
                let word = ui.add(
                    egui::Label::new(egui::RichText::new(words).size(theme::SMALL).color(p.danger))
                        .sense(egui::Sense::click()),
                );
                if word.clicked() {
                    pressed = Some(Press::Section(leads));
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let name = if saving { text::settings_saving(lang) } else { text::settings_save(lang) };
                let can = blocked.is_none() && !saving && many > 0;
                let save = widgets::key_button(ui, ButtonKind::Main, name, "Ctrl S", can);
                if can && save.clicked() {
                    pressed = Some(Press::Save);
                }
                let discard =
                    widgets::button_with_key(ui, ButtonKind::Plain, text::settings_discard(lang), Some("Esc"));
                if discard.clicked() {
                    pressed = Some(Press::Discard);
                }
                ui.label(egui::RichText::new(text::settings_effect(lang)).size(theme::CAPTION).color(p.faint));
            });
        });
    });
    match pressed {
        Some(Press::Save) => page.save(acts),
        Some(Press::Discard) => page.discard(),
        Some(Press::Section(section)) => page.section = section,
        None => {}
    }
}

enum Press {
    Save,
    Discard,
    Section(Section),
}

/// What it is called, and where it is put right.
fn named(blocked: &FormBlocked, lang: Lang) -> (String, Section) {
    match blocked {
        FormBlocked::Setting(key) => (text::settings_blocked(lang, text::setting_name(lang, *key)), Section::of(*key)),
        FormBlocked::Secret(key) => {
            (text::settings_blocked(lang, text::secret_name(lang, *key)), Section::of_secret(*key))
        }
        FormBlocked::Printer(_) => (text::settings_blocked(lang, text::section_printers(lang)), Section::Printers),
        FormBlocked::Whole(reason) => (text::setting_wrong(lang, reason), Section::Printers),
    }
}
