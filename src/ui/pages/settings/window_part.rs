//! What the owner chooses about the window itself. It holds at once, and is there at the next start.

use super::{card::card, state::SettingsPage};
use crate::ui::{
    action::Action,
    file_tasks::FileTask,
    pages::status::sound,
    screen::Screen,
    shop_switcher::ShopFile,
    text,
    text::Lang,
    theme::{self, Density, FontSize, ThemeChoice},
    widgets::{self, ButtonKind, Glyph},
};
use egui::{self, Align, Layout, Ui, vec2};

use std::sync::LazyLock;

const NAME: f32 = 120.0;
const FIND: f32 = 280.0;
const LICENCES_HEIGHT: f32 = 220.0;
/// The names first, an empty line, then the words.
const LICENCES: &str = include_str!("../../../../assets/licences.txt");
/// A line each, and the same in small letters.
static NAMED: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    let lines = LICENCES.lines().skip(2).take_while(|line| !line.is_empty());
    lines.map(|line| (line, line.to_lowercase())).collect()
});

/// What the window looks like.
pub(super) fn appearance_cards(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    card(ui, text::appearance(lang), |ui| appearance(screen, ui, acts));
    card(ui, text::row_sound(lang), |ui| sound(screen, ui, acts));
}

/// The program itself: its keys, its end, and the practice shop.
pub(super) fn about_cards(screen: &Screen<'_>, page: &mut SettingsPage, ui: &mut Ui, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    card(ui, text::program_title(lang), |ui| program(screen, ui, acts));
    if screen.facts.can_change_shop {
        practice(screen, page, ui, acts);
        card(ui, text::support_title(lang), |ui| {
            widgets::muted(ui, text::support_means(lang));
            if widgets::button(ui, ButtonKind::Plain, text::support_write(lang), true).clicked() {
                acts.push(Action::FileTask(FileTask::shop_file(ShopFile::Support, screen.now)));
            }
        });
    }
    card(ui, text::licences_title(lang), |ui| licences(page, ui, lang));
}

/// The way into the practice shop, or out of it.
fn practice(screen: &Screen<'_>, page: &mut SettingsPage, ui: &mut Ui, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    card(ui, text::practice_title(lang), |ui| {
        if screen.facts.practice {
            widgets::muted(ui, text::practice_leave_means(lang));
            leave_practice(screen, ui, acts);
        } else {
            widgets::muted(ui, text::practice_open_means(lang));
            if widgets::button(ui, ButtonKind::Plain, text::practice_open(lang), true).clicked() {
                page.note = None;
                acts.push(Action::FileTask(FileTask::PracticeBeside));
            }
        }
    });
}

/// Who wrote what the program is built on: a line each, narrowed by what is typed.
fn licences(page: &mut SettingsPage, ui: &mut Ui, lang: Lang) {
    widgets::muted(ui, &text::licences_means(lang, NAMED.len()));
    let (id, find) = (egui::Id::unique("licences"), text::licences_find(lang));
    widgets::field(ui, id, find, find, &mut page.licence, FIND);
    let typed = page.licence.trim().to_lowercase();
    let found: Vec<&str> = NAMED.iter().filter(|(_, small)| small.contains(&typed)).map(|(line, _)| *line).collect();
    let row = ui.text_style_height(&egui::TextStyle::Body);
    egui::ScrollArea::vertical().id_salt("licences").max_height(LICENCES_HEIGHT).auto_shrink([false, true]).show_rows(
        ui,
        row,
        found.len(),
        |ui, rows| {
            for line in found.get(rows).unwrap_or_default() {
                ui.label(*line);
            }
        },
    );
}

/// The way out of the practice shop, where this window can go elsewhere.
pub(super) fn leave_practice(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let name = text::practice_leave(screen.now.lang);
    if screen.facts.can_change_shop && widgets::button(ui, ButtonKind::Plain, name, true).clicked() {
        acts.push(Action::LeavePractice);
    }
}

/// A name at the left, and what can be chosen at its right.
fn line(ui: &mut Ui, name: &str, add: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.allocate_ui_with_layout(vec2(NAME, theme::CONTROL), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(NAME);
            widgets::muted(ui, name);
        });
        add(ui);
    });
}

fn appearance(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    line(ui, text::look(lang), |ui| {
        let all = [
            (ThemeChoice::System, text::theme_system(lang), None),
            (ThemeChoice::Light, text::theme_light(lang), None),
            (ThemeChoice::Dark, text::theme_dark(lang), None),
        ];
        acts.extend(widgets::filters(ui, screen.theme, &all).map(Action::Theme));
    });
    line(ui, text::language_name(lang), |ui| {
        let all = [(Lang::Zh, text::language_zh(lang), None), (Lang::En, text::language_en(lang), None)];
        acts.extend(widgets::filters(ui, lang, &all).map(Action::Language));
    });
    line(ui, text::font_size(lang), |ui| size(screen, ui, acts));
    line(ui, text::row_height(lang), |ui| {
        let all = [(Density::Comfortable, text::comfortable(lang), None), (Density::Dense, text::dense(lang), None)];
        acts.extend(widgets::filters(ui, screen.density, &all).map(Action::Density));
    });
    widgets::caption(
        ui,
        &[text::font_size_means(lang), text::row_height_means(lang), text::looks_kept(lang)].join(lang.pick("", " ")),
    );
}

fn size(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let (lang, now) = (screen.now.lang, screen.font_size);
    let mut step = |ui: &mut Ui, sign: Glyph, name: &str, next: Option<FontSize>| {
        if widgets::sign_button(ui, sign, name, next.is_some()).clicked() {
            acts.extend(next.map(Action::FontSize));
        }
    };
    step(ui, Glyph::Minus, text::smaller(lang), now.smaller());
    ui.add_sized(vec2(52.0, theme::CONTROL), egui::Label::new(text::font_percent(lang, now.percent())));
    step(ui, Glyph::Plus, text::larger(lang), now.larger());
    let usual = FontSize::default();
    if now != usual && widgets::button(ui, ButtonKind::Plain, text::usual_size(lang), true).clicked() {
        acts.push(Action::FontSize(usual));
    }
}

fn program(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    widgets::muted(ui, &text::program_version(lang, env!("CARGO_PKG_VERSION")));
    widgets::muted(ui, text::program_keys(lang));
    if widgets::button_with_key(ui, ButtonKind::Plain, text::show_keys(lang), Some("F1")).clicked() {
        acts.push(Action::Keys(true));
    }
    // Where closing the window does not end the program, something in it must.
    if screen.facts.stays {
        widgets::muted(ui, text::program_stays(lang));
        if widgets::button(ui, ButtonKind::Plain, text::quit(lang), true).clicked() {
            acts.push(Action::Quit);
        }
    }
}
