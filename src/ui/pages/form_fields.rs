//! The fields of a form: a label, what is typed, and a line that says at once whether it will do.

use super::form::SettingsForm;
use crate::{
    settings::{BadSecretWords, SecretKey, SecretSource, SecretsPlace, SettingKey},
    ui::{
        text,
        text::Lang,
        theme, typing,
        widgets::{self, ButtonKind, Icon},
    },
};
use egui::{self, Align, Color32, Id, Layout, Rect, Sense, Stroke, TextEdit, Ui, pos2, vec2};

/// Height of the line under a field.
const CHECK: f32 = 16.0;
/// Width of a field that holds a number or a time.
const NARROW: f32 = 120.0;

/// How a field stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) enum Check {
    /// Nothing to say.
    Silent,
    Good(String),
    /// It is taken, and the owner should know something.
    Odd(String),
    Wrong(String),
}

/// The line under a field.
pub(in crate::ui) fn check_line(ui: &mut Ui, check: &Check) {
    let p = theme::of(ui);
    let (icon, ink, words) = match check {
        Check::Silent => return,
        Check::Good(words) => (Icon::Check, p.accent, words),
        Check::Odd(words) => (Icon::Bang, p.warn, words),
        Check::Wrong(words) => (Icon::Bang, p.danger, words),
    };
    mark_line(ui, icon, ink, words);
}

/// A small sign and a sentence behind it.
pub(in crate::ui) fn mark_line(ui: &mut Ui, icon: Icon, ink: Color32, words: &str) {
    marked(ui, icon, ink, (words, ink));
}

/// The same with quieter words.
pub(in crate::ui) fn marked(ui: &mut Ui, icon: Icon, ink: Color32, (words, words_ink): (&str, Color32)) {
    let font = theme::font(theme::CAPTION);
    let width = (ui.available_width() - 18.0).max(40.0);
    let height = widgets::whole_height(ui, width, words, font.clone()).max(CHECK);
    let (rect, _) = ui.allocate_exact_size(vec2(width + 18.0, height), Sense::hover());
    icon.paint(ui.painter(), pos2(rect.left() + 6.0, rect.top() + CHECK / 2.0), 12.0, ink);
    widgets::whole_at(ui, rect.with_min_x(rect.left() + 18.0), words, font, words_ink);
}

/// What is above a field.
pub(in crate::ui) fn label(ui: &mut Ui, words: &str) {
    let ink = theme::of(ui).muted;
    ui.add(egui::Label::new(egui::RichText::new(words).size(theme::CAPTION).color(ink)).wrap());
}

/// Label, field, check line: 4 points apart.
pub(in crate::ui) fn block(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        add(ui);
    });
}

/// A field over words that are not a setting's own.
pub(in crate::ui) fn words_field(ui: &mut Ui, id: Id, name: &str, words: &mut String, check: &Check) -> bool {
    let mut changed = false;
    block(ui, |ui| {
        label(ui, name);
        changed = edit(ui, id, name, words, ui.available_width(), matches!(check, Check::Wrong(_)), false);
        check_line(ui, check);
    });
    changed
}

/// The bare field; its outline is red while it is wrong. True if it was changed.
fn edit(ui: &mut Ui, id: Id, name: &str, words: &mut String, width: f32, wrong: bool, masked: bool) -> bool {
    let p = theme::of(ui);
    let response = ui
        .scope(|ui| {
            if wrong {
                ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::new(1.0, p.danger);
                ui.visuals_mut().widgets.hovered.bg_stroke = Stroke::new(1.0, p.danger);
            }
            let ctx = ui.ctx().clone();
            typing::field(&ctx, id, words, |words| {
                let edit = TextEdit::singleline(words)
                    .id(id)
                    .password(masked)
                    .font(theme::font(theme::BODY))
                    .margin(egui::Margin::symmetric(10, 6))
                    .desired_width(width);
                ui.add(edit).accessible_name(name)
            })
        })
        .inner;
    widgets::focus_ring(ui, &response, response.rect);
    response.changed()
}

/// The name of a field for the toolkit.
pub(in crate::ui) fn id_of(key: SettingKey) -> Id {
    Id::unique(("setting", key))
}

/// Words that stand at a key.
pub(in crate::ui) fn text_field(form: &mut SettingsForm, ui: &mut Ui, lang: Lang, key: SettingKey) {
    field(form, ui, lang, key, ui.available_width());
}

/// A number or a time.
pub(in crate::ui) fn short_field(form: &mut SettingsForm, ui: &mut Ui, lang: Lang, key: SettingKey) {
    field(form, ui, lang, key, NARROW);
}

fn field(form: &mut SettingsForm, ui: &mut Ui, lang: Lang, key: SettingKey, width: f32) {
    let name = text::setting_name(lang, key);
    let wrong = form.wrong(key).map(|reason| text::setting_wrong(lang, reason));
    block(ui, |ui| {
        label(ui, name);
        let mut words = form.words(key);
        if edit(ui, id_of(key), name, &mut words, width, wrong.is_some(), false) {
            form.put(key, words);
        }
        check_line(ui, &wrong.map_or(Check::Silent, Check::Wrong));
    });
}

/// On or off.
pub(in crate::ui) fn switch_line(form: &mut SettingsForm, ui: &mut Ui, lang: Lang, key: SettingKey) {
    let (name, on) = (text::setting_name(lang, key), form.is_on(key));
    ui.horizontal(|ui| {
        if widgets::switch(ui, on, name, true).clicked() {
            form.put(key, (!on).to_string());
        }
        ui.label(egui::RichText::new(name).size(theme::SMALL));
    });
}

/// One of a few.
pub(in crate::ui) fn choice(
    form: &mut SettingsForm,
    ui: &mut Ui,
    lang: Lang,
    key: SettingKey,
    all: &[(&'static str, &str)],
) {
    block(ui, |ui| {
        label(ui, text::setting_name(lang, key));
        let now = form.words(key);
        let chosen = all.iter().map(|(word, _)| *word).find(|word| *word == now).unwrap_or_default();
        let all: Vec<_> = all.iter().map(|(word, name)| (*word, *name, None)).collect();
        if let Some(word) = widgets::filters(ui, chosen, &all) {
            form.put(key, word.to_owned());
        }
        let wrong = form.wrong(key).map(|reason| Check::Wrong(text::setting_wrong(lang, reason)));
        check_line(ui, &wrong.unwrap_or(Check::Silent));
    });
}

/// A secret: masked while it is typed, and never shown once it is stored.
pub(in crate::ui) fn secret_field(form: &mut SettingsForm, ui: &mut Ui, lang: Lang, key: SecretKey) {
    let (name, source) = (text::secret_name(lang, key), form.source(key));
    if source == SecretSource::Missing {
        form.replace_secret(key, true);
    }
    block(ui, |ui| {
        label(ui, name);
        if source == SecretSource::Environment {
            return check_line(ui, &Check::Odd(text::secret_in_environment(lang).to_owned()));
        }
        if form.secret(key).is_none() {
            return stored(form, ui, lang, key);
        }
        typed(form, ui, lang, key);
    });
}

/// One that is stored already.
fn stored(form: &mut SettingsForm, ui: &mut Ui, lang: Lang, key: SecretKey) {
    let p = theme::of(ui);
    let name = format!("{} · {}", text::secret_replace(lang), text::secret_name(lang, key));
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::CONTROL), Sense::hover());
    ui.painter().rect(rect, theme::RADIUS, p.raised, Stroke::new(1.0, p.line), egui::StrokeKind::Inside);
    let dots = "\u{2022}".repeat(24);
    widgets::paint_cut(ui, rect.shrink2(vec2(12.0, 0.0)), Align::Min, &dots, theme::font(theme::BODY), p.muted);
    let place = Rect::from_min_max(pos2(rect.right() - 90.0, rect.top()), rect.max).shrink2(vec2(8.0, 4.0));
    let layout = Layout::right_to_left(Align::Center);
    let replace = ui.new_child(egui::UiBuilder::new().id_salt(("replace", key)).max_rect(place).layout(layout));
    let mut replace = replace;
    let pressed = widgets::row_button(&mut replace, text::secret_replace(lang), None);
    pressed.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &name));
    if pressed.clicked() {
        form.replace_secret(key, true);
    }
    if let SecretSource::Stored(place) = form.source(key) {
        let words = text::secret_place(lang, place).to_owned();
        let check = if place == SecretsPlace::Keyring { Check::Good(words) } else { Check::Odd(words) };
        check_line(ui, &check);
    }
}

fn typed(form: &mut SettingsForm, ui: &mut Ui, lang: Lang, key: SecretKey) {
    let name = text::secret_name(lang, key);
    let wrong = form.secret_wrong(key).filter(|bad| *bad != BadSecretWords::Empty);
    let can_keep = matches!(form.source(key), SecretSource::Stored(_));
    ui.horizontal(|ui| {
        let beside = match wrong {
            Some(BadSecretWords::Blank(_)) => Some(text::secret_trim(lang)),
            _ => can_keep.then(|| text::secret_keep(lang)),
        };
        let gap = ui.spacing().item_spacing.x;
        let button = beside.map_or(0.0, |name| widgets::row_button_width(ui, name) + gap);
        let width = ui.available_width() - button;
        if let Some(words) = form.secret(key) {
            edit(ui, Id::unique(("secret", key)), name, words.typed(), width, wrong.is_some(), true);
        }
        if matches!(wrong, Some(BadSecretWords::Blank(_))) {
            if widgets::row_button(ui, text::secret_trim(lang), None).clicked()
                && let Some(words) = form.secret(key)
            {
                let bare: String = words.as_str().chars().filter(char::is_ascii_graphic).collect();
                *words = crate::settings::SecretWords::new(bare);
            }
        } else if can_keep && widgets::row_button(ui, text::secret_keep(lang), None).clicked() {
            form.replace_secret(key, false);
        }
    });
    let check = match (wrong, form.good_secret(key)) {
        (Some(bad), _) => Check::Wrong(text::secret_wrong(lang, bad)),
        (None, Some(_)) if matches!(key, SecretKey::ApiKey | SecretKey::ApiV3Key | SecretKey::AppSecret) => {
            Check::Good(text::secret_good(lang).to_owned())
        }
        _ => Check::Silent,
    };
    check_line(ui, &check);
}

/// A file: its name, and a dialog to choose another. True if the dialog is wanted.
pub(in crate::ui) fn file_field(form: &mut SettingsForm, ui: &mut Ui, lang: Lang, key: SettingKey) -> bool {
    let mut wanted = false;
    let name = text::setting_name(lang, key);
    block(ui, |ui| {
        label(ui, name);
        ui.horizontal(|ui| {
            let mut words = form.words(key);
            let button = widgets::plain_button_width(ui, text::file_choose(lang));
            let width = ui.available_width() - button - ui.spacing().item_spacing.x;
            if edit(ui, id_of(key), name, &mut words, width, form.wrong(key).is_some(), false) {
                form.put(key, words);
            }
            ui.push_id(key, |ui| wanted = choose_file(ui, lang, key));
        });
        let wrong = form.wrong(key).map(|reason| Check::Wrong(text::setting_wrong(lang, reason)));
        check_line(ui, &wrong.unwrap_or(Check::Silent));
    });
    wanted
}

/// The button of the dialog. A page with two of them tells a screen reader which one it is.
pub(in crate::ui) fn choose_file(ui: &mut Ui, lang: Lang, key: SettingKey) -> bool {
    let pressed = widgets::button(ui, ButtonKind::Plain, text::file_choose(lang), true);
    if key == SettingKey::PublicKey {
        let name = format!("{} · {}", text::file_choose(lang), text::setting_name(lang, key));
        pressed.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &name));
    }
    pressed.clicked()
}
