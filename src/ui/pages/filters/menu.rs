//! Small menus under a button: lines for the arrows and Enter, or for the pointer.

use crate::ui::{
    theme,
    widgets::{self, Glyph},
};
use egui::{
    self, Align, Align2, Id, Key, Margin, Modifiers, Order, Rect, ScrollArea, Sense, Ui, WidgetInfo, accesskit::Role,
    pos2, vec2,
};

const LINE: f32 = 32.0;
const MARGIN: i8 = 8;
const MOST: f32 = 12.5 * LINE;
/// Of a heading over the lines, and what may stand under them.
const BESIDE: f32 = 80.0;

/// One line.
pub(in crate::ui::pages) struct Line {
    pub name: String,
    /// It holds already.
    pub on: bool,
}

impl Line {
    pub fn of(name: impl Into<String>) -> Self {
        Self { name: name.into(), on: false }
    }
}

/// Draws a menu under `anchor`. The second part is true when it was left, by Esc or a click elsewhere.
pub(in crate::ui::pages) fn under<R>(
    ui: &Ui,
    name: &'static str,
    anchor: Rect,
    width: f32,
    add: impl FnOnce(&mut Ui) -> R,
) -> (R, bool) {
    let p = theme::of(ui);
    // Within the page's own margin, as the card under it.
    let most = ui.ctx().content_rect().right() - theme::PAD - width - 2.0 * f32::from(MARGIN) - 2.0;
    // Over a button at the foot of the window, under any other.
    let low = anchor.center().y > ui.ctx().content_rect().center().y;
    let (y, pivot) =
        if low { (anchor.top() - 6.0, Align2::LEFT_BOTTOM) } else { (anchor.bottom() + 6.0, Align2::LEFT_TOP) };
    let at = pos2(anchor.left().min(most), y);
    let area = egui::Area::new(Id::unique(name)).order(Order::Foreground).pivot(pivot).fixed_pos(at).constrain(true);
    let area = area.default_height(MOST + BESIDE);
    let shown = area.show(ui.ctx(), |ui| {
        let frame = theme::card(p).inner_margin(Margin::same(MARGIN));
        frame.show(ui, |ui| {
            ui.set_width(width);
            // As high as this menu wants: the one that was here before may have been lower.
            ui.set_max_height((MOST + BESIDE).min(ui.ctx().content_rect().height() - 2.0 * theme::PAD));
            ui.spacing_mut().item_spacing.y = 4.0;
            add(ui)
        })
    });
    let place = shown.response.rect;
    let elsewhere = ui.input(|input| {
        let at = input.pointer.interact_pos();
        input.pointer.any_pressed() && at.is_some_and(|at| !place.contains(at) && !anchor.contains(at))
    });
    let escape = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    (shown.inner.inner, elsewhere || escape)
}

/// Draws the lines; `at` is the one the arrows stand on. Gives the one that was chosen.
pub(in crate::ui::pages) fn lines(ui: &mut Ui, lines: &[Line], at: &mut usize) -> Option<usize> {
    let mut chosen = None;
    let last = lines.len().saturating_sub(1);
    let mut moved = false;
    if !ui.ctx().text_edit_focused() && !lines.is_empty() {
        ui.input_mut(|input| {
            if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
                (*at, moved) = (at.saturating_add(1), true);
            }
            if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
                (*at, moved) = (at.saturating_sub(1), true);
            }
            if input.consume_key(Modifiers::NONE, Key::Enter) {
                chosen = Some((*at).min(last));
            }
        });
    }
    *at = (*at).min(last);
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().id_salt("lines").max_height(MOST).show(ui, |ui| {
        for (place, line) in lines.iter().enumerate() {
            if one(ui, line, place == *at, moved) {
                chosen = Some(place);
            }
        }
    });
    ui.spacing_mut().item_spacing.y = 4.0;
    chosen
}

fn one(ui: &mut Ui, line: &Line, here: bool, moved: bool) -> bool {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::MenuItem, true, line.on, &line.name));
    if here || response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, p.sel);
    }
    if here && moved {
        response.scroll_to_me(None);
    }
    let words = rect.shrink2(vec2(10.0, 0.0)).with_max_x(rect.right() - 26.0);
    widgets::paint_cut(ui, words, Align::Min, &line.name, theme::font(theme::BODY), p.text);
    if line.on {
        Glyph::Check.paint(ui.painter(), pos2(rect.right() - 15.0, rect.center().y), p.accent);
    }
    widgets::focus_ring(ui, &response, rect);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

/// The keyboard is the menu's from now on.
pub(in crate::ui::pages) fn take_keyboard(ui: &Ui) {
    ui.memory_mut(|memory| {
        if let Some(focused) = memory.focused() {
            memory.surrender_focus(focused);
        }
    });
}
