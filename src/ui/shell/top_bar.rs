//! The shop's name, the search, the bell, how everything is in one word, and the keys.

use crate::{
    events::Subsystem,
    ui::{
        action::Action,
        alerts::{self, AlertEntry},
        palette,
        screen::Screen,
        text, theme,
        widgets::{self, Glyph, Icon},
    },
};
use egui::{self, Align, Color32, Rect, Response, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const FIELD: f32 = 30.0;
const FIELD_MOST: f32 = 440.0;
const GAP: f32 = 12.0;
const COUNT: f32 = 18.0;
const CAP: f32 = 18.0;
const PERSON_ICON: f32 = 22.0;
const PERSON_MOST: f32 = 150.0;

pub(super) fn show(screen: &Screen<'_>, entries: &[AlertEntry<'_>], ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    ui.painter().rect_filled(rect, 0, p.rail);
    name(screen, ui, rect);
    let (many, word) = (bell_count(screen, entries), HealthWord::of(screen, ui));
    let person = person_words(screen);
    let widths = [bell_width(ui, many), person_width(ui, person.as_deref()), word.width(ui), keys_width(screen, ui)];
    let gaps = if person.is_some() { 6.0 } else { 4.0 };
    let right = rect.right() - theme::PAD - widths.iter().sum::<f32>() - gaps * GAP;
    let left = rect.left() + theme::RAIL_WIDTH + theme::PAD;
    let room = right - 2.0 * GAP - left;
    let field =
        Rect::from_min_size(pos2(left, rect.center().y - FIELD / 2.0), vec2(room.clamp(120.0, FIELD_MOST), FIELD));
    if palette::search_field(ui, field, screen.now.lang) {
        acts.push(Action::OpenSearch);
    }
    let mut x = right;
    let [bell_at, person_at, word_at, keys_at] = widths.map(|width| {
        let place = Rect::from_min_size(pos2(x, rect.top() + 8.0), vec2(width, rect.height() - 16.0));
        x += if width > 0.0 { width + 2.0 * GAP } else { 0.0 };
        place
    });
    let parted = [word_at, keys_at].into_iter().chain(person.is_some().then_some(person_at));
    for place in parted {
        let stroke = Stroke::new(1.0, p.line);
        ui.painter().vline(place.left() - GAP, rect.center().y - 9.0..=rect.center().y + 9.0, stroke);
    }
    bell(screen, ui, bell_at, many, acts);
    if let Some(words) = &person {
        who_is_here(screen, ui, person_at, words, acts);
    }
    word.show(ui, word_at, acts);
    keys(screen, ui, keys_at, acts);
}

/// Who stands here, and as what; nothing in a shop without people of its own.
fn person_words(screen: &Screen<'_>) -> Option<String> {
    let (lang, person) = (screen.now.lang, screen.person?);
    Some(text::signed_in_as(lang, person.name.as_str(), text::role_word(lang, person.role.kind())))
}

fn person_width(ui: &Ui, words: Option<&str>) -> f32 {
    words.map_or(0.0, |words| PERSON_ICON + letters_width(ui, words, theme::SMALL).min(PERSON_MOST))
}

/// A press locks the window: the next to stand here types a PIN.
fn who_is_here(screen: &Screen<'_>, ui: &Ui, rect: Rect, words: &str, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let response = ui.interact(rect, ui.scope_id().with("person"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), words));
    let ink = if response.hovered() { p.text } else { p.muted };
    Icon::Person.paint(ui.painter(), pos2(rect.left() + 8.0, rect.center().y), 16.0, ink);
    let place = rect.with_min_x(rect.left() + PERSON_ICON);
    widgets::paint_cut(ui, place, Align::Min, words, theme::font(theme::SMALL), ink);
    widgets::focus_ring(ui, &response, rect.expand2(vec2(4.0, 0.0)));
    if pressed(response, text::switch_person(lang)) {
        acts.push(Action::Lock);
    }
}

/// Whose shop it is, and whether it is one for practice.
fn name(screen: &Screen<'_>, ui: &Ui, rect: Rect) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let shop = text::tame(&screen.facts.shop_name, 40);
    let end = rect.left() + theme::RAIL_WIDTH + theme::PAD - 8.0;
    let chip = screen.facts.practice.then(|| {
        ui.painter().layout_no_wrap(text::practice_chip(lang).to_owned(), theme::font(theme::CAPTION), p.warn)
    });
    let chip_width = chip.as_ref().map_or(0.0, |chip| chip.size().x + 16.0 + 8.0);
    let place = Rect::from_min_max(pos2(rect.left() + theme::PAD, rect.top()), pos2(end - chip_width, rect.bottom()));
    let width = widgets::label_at(ui, place, Align::Min, &shop, theme::bold(theme::NAME), p.text);
    if let Some(letters) = chip {
        let size = vec2(letters.size().x + 16.0, 22.0);
        let at = Rect::from_min_size(pos2(place.left() + width + 8.0, rect.center().y - 11.0), size);
        ui.painter().rect_filled(at, 11, p.warn_bg);
        ui.painter().galley(at.center() - letters.size() / 2.0, letters, p.warn);
        let response = ui.interact(at, ui.scope_id().with("practice"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text::practice_chip(lang)));
        response.on_hover_text(text::practice_banner(lang));
    }
}

fn bell_count(screen: &Screen<'_>, entries: &[AlertEntry<'_>]) -> u64 {
    (entries.len() as u64).saturating_add(alerts::unlisted(screen))
}

fn letters_width(ui: &Ui, words: &str, size: f32) -> f32 {
    ui.painter().layout_no_wrap(words.to_owned(), theme::font(size), Color32::PLACEHOLDER).size().x
}

fn bell_width(ui: &Ui, many: u64) -> f32 {
    let count =
        if many == 0 { 0.0 } else { 6.0 + (letters_width(ui, &text::count(many), theme::CAPTION) + 10.0).max(COUNT) };
    18.0 + count
}

/// The bell, with how much wants the owner; it opens the drawer.
fn bell(screen: &Screen<'_>, ui: &Ui, rect: Rect, many: u64, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let response = ui.interact(rect, ui.scope_id().with("bell"), Sense::click());
    let name = text::alert_count(lang, many);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &name));
    let muted = screen.is_muted();
    let icon = if muted || screen.is_silent() { Icon::Muted } else { Icon::Bell };
    let ink = if screen.is_silent() && !muted {
        p.warn
    } else if response.hovered() {
        p.text
    } else {
        p.muted
    };
    icon.paint(ui.painter(), pos2(rect.left() + 9.0, rect.center().y), 18.0, ink);
    if many > 0 {
        let letters = ui.painter().layout_no_wrap(text::count(many), theme::font(theme::CAPTION), p.text);
        let size = vec2((letters.size().x + 10.0).max(COUNT), COUNT);
        let at = Rect::from_min_size(pos2(rect.right() - size.x, rect.center().y - COUNT / 2.0), size);
        ui.painter().rect_filled(at, COUNT / 2.0, p.line);
        ui.painter().galley(at.center() - letters.size() / 2.0, letters, p.text);
    }
    widgets::focus_ring(ui, &response, rect.expand2(vec2(4.0, 0.0)));
    let hint = match screen.muted_until.filter(|_| muted) {
        Some(until) => format!("{name} · {}", text::muted_until(lang, until, screen.now.at)),
        None => name,
    };
    if pressed(response, &hint) {
        acts.push(Action::Drawer(!screen.drawer));
    }
}

fn pressed(response: Response, hint: &str) -> bool {
    response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(hint).clicked()
}

/// How everything is: one word, and where it leads.
struct HealthWord {
    words: &'static str,
    hint: String,
    glyph: Glyph,
    ink: Color32,
    leads: Action,
}

impl HealthWord {
    fn of(screen: &Screen<'_>, ui: &Ui) -> Self {
        let (p, lang) = (theme::of(ui), screen.now.lang);
        let worst = screen.model.worst();
        if let Some((subsystem, trouble, dead)) = worst {
            return Self {
                words: text::health_word(lang, trouble),
                hint: text::health_meaning(lang, subsystem, &screen.model.health_of(subsystem)),
                glyph: if dead { Glyph::Dot } else { Glyph::Bang },
                ink: if dead { p.danger } else { p.warn },
                leads: Action::ShowHealth(subsystem),
            };
        }
        let leads = Action::Go(crate::ui::model::Place::Status);
        if screen.is_silent() && !screen.is_muted() {
            let hint = text::silent_why(lang).to_owned();
            return Self {
                words: text::silent_mark(lang),
                hint,
                glyph: Glyph::Bang,
                ink: p.warn,
                leads: Action::ShowSound,
            };
        }
        if !screen.model.is_checked() {
            let words = text::checking(lang);
            return Self { words, hint: words.to_owned(), glyph: Glyph::Ring, ink: p.faint, leads };
        }
        let hint = text::health_good(lang, Subsystem::WeChat).to_owned();
        Self { words: text::all_well(lang), hint, glyph: Glyph::Dot, ink: p.accent, leads }
    }

    fn width(&self, ui: &Ui) -> f32 {
        letters_width(ui, self.words, theme::SMALL) + 14.0
    }

    fn show(self, ui: &Ui, rect: Rect, acts: &mut Vec<Action>) {
        let p = theme::of(ui);
        let response = ui.interact(rect, ui.scope_id().with("health"), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), self.words));
        self.glyph.paint(ui.painter(), pos2(rect.left() + 4.0, rect.center().y), self.ink);
        let well = self.ink == p.accent || self.ink == p.faint;
        let ink = if !well {
            self.ink
        } else if response.hovered() {
            p.text
        } else {
            p.muted
        };
        let words = rect.with_min_x(rect.left() + 14.0);
        widgets::paint_cut(ui, words, Align::Min, self.words, theme::font(theme::SMALL), ink);
        widgets::focus_ring(ui, &response, rect.expand2(vec2(4.0, 0.0)));
        if pressed(response, &self.hint) {
            acts.push(self.leads);
        }
    }
}

fn keys_width(screen: &Screen<'_>, ui: &Ui) -> f32 {
    letters_width(ui, text::keys_title(screen.now.lang), theme::SMALL) + 8.0 + CAP
}

fn keys(screen: &Screen<'_>, ui: &Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let response = ui.interact(rect, ui.scope_id().with("keys"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text::keys_title(lang)));
    let ink = if response.hovered() { p.text } else { p.muted };
    widgets::paint_cut(ui, rect, Align::Min, text::keys_title(lang), theme::font(theme::SMALL), ink);
    let cap = Rect::from_min_size(pos2(rect.right() - CAP, rect.center().y - CAP / 2.0), vec2(CAP, CAP));
    widgets::key_cap(ui.painter(), cap, "?", p.faint);
    widgets::focus_ring(ui, &response, rect.expand2(vec2(4.0, 0.0)));
    if pressed(response, text::show_keys(lang)) {
        acts.push(Action::Keys(true));
    }
}
