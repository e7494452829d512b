//! Buttons say what happens, and show the key that does it.

use super::{glyph::Glyph, key_cap::key_cap, write::focus_ring};
use crate::ui::theme::{self, Palette};
use egui::{
    self, Align2, Color32, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

/// What a button is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum ButtonKind {
    /// The one main action of a screen: filled.
    Main,
    /// Money leaves, or a no: vermilion words.
    Danger,
    /// Everything else.
    Plain,
}

/// Beside the words of a button of the usual height.
const SIDES: f32 = 26.0;

struct Ink {
    fill: Color32,
    line: Color32,
    text: Color32,
}

fn ink(p: &Palette, kind: ButtonKind, hovered: bool, pressed: bool) -> Ink {
    match kind {
        ButtonKind::Main => {
            let dim = if pressed {
                0.82
            } else if hovered {
                0.92
            } else {
                1.0
            };
            let fill = if dim < 1.0 { mix(p.accent, p.text, 1.0 - dim) } else { p.accent };
            Ink { fill, line: fill, text: p.on_accent }
        }
        ButtonKind::Danger => Ink { fill: if hovered { p.danger_bg } else { p.panel }, line: p.line, text: p.danger },
        ButtonKind::Plain => {
            let fill = if pressed {
                p.line
            } else if hovered {
                p.raised
            } else {
                p.panel
            };
            Ink { fill, line: if hovered { p.faint } else { p.line }, text: p.text }
        }
    }
}

fn mix(a: Color32, b: Color32, share: f32) -> Color32 {
    a.lerp_to_gamma(b, share)
}

/// A button of the usual height.
pub(in crate::ui) fn button(ui: &mut Ui, kind: ButtonKind, name: &str, enabled: bool) -> Response {
    draw(ui, kind, name, None, enabled, theme::CONTROL)
}

/// A main action that has no key.
pub(in crate::ui) fn tall_button(ui: &mut Ui, kind: ButtonKind, name: &str, enabled: bool) -> Response {
    draw(ui, kind, name, None, enabled, theme::MAIN_CONTROL)
}

/// A main action with its key on it.
pub(in crate::ui) fn key_button(ui: &mut Ui, kind: ButtonKind, name: &str, key: &str, enabled: bool) -> Response {
    draw(ui, kind, name, Some(key), enabled, theme::MAIN_CONTROL)
}

/// The same button, which tells whoever points at it why it is greyed.
pub(in crate::ui) fn greyed_because(button: Response, why: Option<String>) -> Response {
    match why {
        Some(why) => button.on_hover_text(why),
        None => button,
    }
}

/// A button of the usual height with its key on it.
pub(in crate::ui) fn button_with_key(ui: &mut Ui, kind: ButtonKind, name: &str, key: Option<&str>) -> Response {
    draw(ui, kind, name, key, true, theme::CONTROL)
}

/// How wide a button with this name is, at most.
pub(in crate::ui) fn button_width(ui: &Ui, name: &str) -> f32 {
    let letters = ui.painter().layout_no_wrap(name.to_owned(), theme::bold(theme::SMALL), Color32::PLACEHOLDER);
    letters.size().x + SIDES
}

/// How wide a plain button with this name is.
pub(in crate::ui) fn plain_button_width(ui: &Ui, name: &str) -> f32 {
    letters_width(ui, name) + SIDES
}

/// How wide a button in a row is, without a key on it.
pub(in crate::ui) fn row_button_width(ui: &Ui, name: &str) -> f32 {
    letters_width(ui, name) + ROW_SIDES
}

fn letters_width(ui: &Ui, name: &str) -> f32 {
    let font = theme::font(theme::SMALL);
    ui.painter().layout_no_wrap(name.to_owned(), font, Color32::PLACEHOLDER).size().x
}

fn draw(ui: &mut Ui, kind: ButtonKind, name: &str, key: Option<&str>, enabled: bool, height: f32) -> Response {
    let p = theme::of(ui);
    // Weight is for the one main action.
    let font = if kind == ButtonKind::Main { theme::bold(theme::SMALL) } else { theme::font(theme::SMALL) };
    let letters = ui.painter().layout_no_wrap(name.to_owned(), font, p.text);
    let cap = key.map_or(0.0, |key| cap_width(key) + 10.0);
    let width = letters.size().x + cap + if height > theme::CONTROL { 32.0 } else { SIDES };
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled && ui.is_enabled(), name));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let mut ink = ink(p, kind, response.hovered() && enabled, response.is_pointer_button_down_on());
    if !enabled {
        ink = Ink { fill: p.raised, line: p.line, text: p.faint };
    }
    let painter = ui.painter();
    painter.rect(rect, theme::RADIUS, ink.fill, Stroke::new(1.0, ink.line), StrokeKind::Inside);
    let from = rect.center().x - 0.5 * (letters.size().x + cap);
    let at = pos2(from, rect.center().y - letters.size().y / 2.0);
    painter.galley_with_override_text_color(at, letters.clone(), ink.text);
    if let Some(key) = key {
        let middle = pos2(from + letters.size().x + 10.0 + cap_width(key) / 2.0, rect.center().y);
        key_cap(painter, Rect::from_center_size(middle, vec2(cap_width(key), 20.0)), key, ink.text);
    }
    focus_ring(ui, &response, rect);
    if enabled { response.on_hover_cursor(egui::CursorIcon::PointingHand) } else { response }
}

/// A square button with a sign on it; `name` is read out and shown while the pointer rests.
pub(in crate::ui) fn sign_button(ui: &mut Ui, sign: Glyph, name: &str, enabled: bool) -> Response {
    let p = theme::of(ui);
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(theme::CONTROL, theme::CONTROL), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled && ui.is_enabled(), name));
    let ink = ink(p, ButtonKind::Plain, response.hovered() && enabled, response.is_pointer_button_down_on());
    ui.painter().rect(rect, theme::RADIUS, ink.fill, Stroke::new(1.0, ink.line), StrokeKind::Inside);
    sign.paint(ui.painter(), rect.center(), if enabled { ink.text } else { p.faint });
    focus_ring(ui, &response, rect);
    response.on_hover_text(name)
}

fn cap_width(key: &str) -> f32 {
    (key.chars().count() as f32 * 7.0 + 10.0).max(18.0)
}

/// Words that can be pressed.
pub(in crate::ui) fn link(ui: &mut Ui, name: &str, size: f32) -> Response {
    let p = theme::of(ui);
    let letters = ui.painter().layout_no_wrap(name.to_owned(), theme::font(size), p.info);
    let (rect, response) = ui.allocate_exact_size(letters.size(), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let ink = if response.hovered() { p.text } else { p.info };
    ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, name, theme::font(size), ink);
    focus_ring(ui, &response, rect.expand(2.0));
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// A quiet choice that opens something below it.
pub(in crate::ui) fn caret_link(ui: &mut Ui, name: &str) -> Response {
    let p = theme::of(ui);
    let letters = ui.painter().layout_no_wrap(name.to_owned(), theme::font(theme::SMALL), p.muted);
    let (rect, response) = ui.allocate_exact_size(vec2(letters.size().x + 32.0, ROW_CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    let ink = if response.hovered() { p.text } else { p.muted };
    let at = pos2(rect.left() + 8.0, rect.center().y - letters.size().y / 2.0);
    ui.painter().galley_with_override_text_color(at, letters, ink);
    Glyph::Caret.paint(ui.painter(), pos2(rect.right() - 11.0, rect.center().y), ink);
    focus_ring(ui, &response, rect);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// Height of a button in a row.
const ROW_CONTROL: f32 = 24.0;
/// Left and right of its words together.
const ROW_SIDES: f32 = 20.0;

/// A button in a row or a line, with its key on it.
pub(in crate::ui) fn row_button(ui: &mut Ui, name: &str, key: Option<&str>) -> Response {
    let p = theme::of(ui);
    let letters = ui.painter().layout_no_wrap(name.to_owned(), theme::font(theme::SMALL), p.text);
    let cap = key.map_or(0.0, |key| cap_width(key) + 8.0);
    let (rect, response) =
        ui.allocate_exact_size(vec2(letters.size().x + cap + ROW_SIDES, ROW_CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    let ink = ink(p, ButtonKind::Plain, response.hovered(), response.is_pointer_button_down_on());
    ui.painter().rect(rect, 6, ink.fill, Stroke::new(1.0, ink.line), StrokeKind::Inside);
    let at = pos2(rect.left() + 10.0, rect.center().y - letters.size().y / 2.0);
    let end = at.x + letters.size().x + 8.0;
    ui.painter().galley_with_override_text_color(at, letters, ink.text);
    if let Some(key) = key {
        let place = Rect::from_min_size(pos2(end, rect.center().y - 9.0), vec2(cap_width(key), 18.0));
        key_cap(ui.painter(), place, key, p.faint);
    }
    focus_ring(ui, &response, rect);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// A small square with a sign on it, without an outline; `name` is read out and shown while the pointer rests.
pub(in crate::ui) fn small_sign(ui: &mut Ui, sign: Glyph, name: &str) -> Response {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ROW_CONTROL, ROW_CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    if response.hovered() {
        ui.painter().rect_filled(rect, 6, p.sel);
    }
    sign.paint(ui.painter(), rect.center(), if response.hovered() { p.text } else { p.faint });
    focus_ring(ui, &response, rect);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(name)
}

/// A small quiet choice at the foot of a page.
pub(in crate::ui) fn quiet_link(ui: &mut Ui, name: &str) -> Response {
    let p = theme::of(ui);
    let letters = ui.painter().layout_no_wrap(name.to_owned(), theme::font(theme::CAPTION), p.faint);
    let (rect, response) = ui.allocate_exact_size(letters.size(), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let ink = if response.hovered() { p.text } else { p.faint };
    ui.painter().galley_with_override_text_color(rect.min, letters, ink);
    focus_ring(ui, &response, rect.expand(2.0));
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// A ready-made answer.
pub(in crate::ui) fn suggestion(ui: &mut Ui, name: &str, chosen: bool) -> bool {
    let p = theme::of(ui);
    let letters = ui.painter().layout_no_wrap(name.to_owned(), theme::font(theme::CAPTION), p.muted);
    let (rect, response) = ui.allocate_exact_size(letters.size() + vec2(18.0, 9.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, name));
    let (fill, line, ink) = match (chosen, response.hovered()) {
        (true, _) => (p.accent_bg, p.accent, p.accent),
        (false, true) => (p.raised, p.faint, p.text),
        (false, false) => (p.raised, p.line, p.muted),
    };
    ui.painter().rect(rect, 12, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    ui.painter().galley_with_override_text_color(rect.center() - letters.size() / 2.0, letters, ink);
    focus_ring(ui, &response, rect);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
