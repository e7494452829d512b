//! What is around every page: the top bar, the rail, the alert line with its drawer, and what is said back.

mod alert_line;
mod drawer;
mod keys_sheet;
mod lock_screen;
mod rail;
mod toasts;
mod top_bar;

pub(super) use alert_line::AlertLine;
pub(super) use lock_screen::show as show_locked;
pub(super) use toasts::Toasts;

use super::{
    action::Action,
    alerts,
    gallery::Gallery,
    keys,
    pages::{self, Pages},
    palette::CommandPalette,
    screen::Screen,
    theme,
};
use egui::{self, Event, Key, Modifiers, Rect, Stroke, Ui, pos2, vec2};

/// What drawing the window may change: the state of its parts, and the pictures on the graphics card.
pub(super) struct Parts<'a> {
    pub palette: &'a mut CommandPalette,
    pub line: &'a mut AlertLine,
    pub toasts: &'a mut Toasts,
    pub pages: &'a mut Pages,
    pub gallery: &'a mut Gallery,
}

/// Where the parts of the window are.
struct Frame {
    top: Rect,
    rail: Rect,
    line: Rect,
    page: Rect,
}

/// Around the page.
const SIDE: f32 = theme::PAD;
const BELOW: f32 = 12.0;

impl Frame {
    fn of(all: Rect) -> Self {
        let top = Rect::from_min_size(all.min, vec2(all.width(), theme::TOP_HEIGHT));
        let rail = Rect::from_min_max(
            pos2(all.left(), top.bottom()),
            pos2(all.left() + rail::width(all.width()), all.bottom()),
        );
        let inside = Rect::from_min_max(
            pos2(rail.right() + SIDE, top.bottom() + theme::ALERT_GAP),
            pos2(all.right() - SIDE, all.bottom() - BELOW),
        );
        let line = inside.with_max_y(inside.top() + theme::ALERT_LINE);
        Self { top, rail, line, page: inside.with_min_y(line.bottom() + theme::ALERT_GAP) }
    }
}

/// Draws the whole window.
pub(super) fn show(screen: &Screen<'_>, parts: &mut Parts<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let kept = cover(screen, ui);
    let all = ui.max_rect();
    let frame = Frame::of(all);
    let entries = alerts::entries(screen);
    drawer_keys(screen, ui, acts);
    top_bar::show(screen, &entries, ui, frame.top, acts);
    rail::show(screen, ui, frame.rail, acts);
    parts.line.show(screen, &entries, ui, frame.line, acts);
    pages::show(screen, parts.pages, parts.gallery, ui, frame.page, acts);
    // Last, as the eye comes to it last: Tab follows the order in which things are drawn.
    parts.toasts.show(screen, ui, frame.page, acts);
    hairlines(ui, &frame);
    ui.input_mut(|input| input.events.extend(kept));
    if screen.drawer && !screen.asks {
        drawer::show(screen, &entries, ui, frame.line, acts);
    }
    pages::show_over(screen, parts.pages, parts.gallery, ui, acts);
    // The red screen says itself what waits.
    if screen.asks && parts.pages.shipping.red.is_none() {
        toasts::in_front(screen, ui, all);
    }
    toasts::copied(screen, ui, parts.pages.just_copied(ui.ctx()));
    parts.palette.show(screen, ui, acts);
    if !parts.pages.asks() && !screen.keys_shown {
        page_keys(screen, &entries, ui, acts);
    }
    if screen.keys_shown {
        keys_sheet::show(ui, screen.now.lang, acts);
    }
    let sheet_key = keys::in_front(ui) && keys::key(ui, Key::Questionmark);
    let f1 =
        (screen.keys_shown || keys::in_front(ui)) && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F1));
    if sheet_key || f1 {
        acts.push(Action::Keys(!screen.keys_shown));
    }
}

/// While the drawer is open, Esc closes it and M is for all of it: before the page hears them.
fn drawer_keys(screen: &Screen<'_>, ui: &Ui, acts: &mut Vec<Action>) {
    if !screen.drawer || screen.asks || screen.keys_shown {
        return;
    }
    if !ui.ctx().text_edit_focused() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        acts.push(Action::Drawer(false));
    }
    if keys::key(ui, Key::M) {
        acts.push(Action::AllSeen);
    }
}

/// What the keys do on every page, where the page itself has no use for them.
fn page_keys(screen: &Screen<'_>, entries: &[alerts::AlertEntry<'_>], ui: &Ui, acts: &mut Vec<Action>) {
    if keys::key(ui, Key::N) {
        acts.push(alerts::on_the_line(screen, entries).map_or(Action::Newest, |entry| entry.step(screen).1));
    }
    let digits = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];
    for (place, key) in rail::PLACES.into_iter().zip(digits) {
        if screen.may(place.needs()) && keys::key(ui, key) {
            acts.push(Action::Go(place));
        }
    }
    let size = |input: &mut egui::InputState| {
        let mut pressed = |key| input.consume_key(Modifiers::COMMAND, key);
        if pressed(Key::Plus) || pressed(Key::Equals) {
            return screen.font_size.larger();
        }
        if pressed(Key::Minus) {
            return screen.font_size.smaller();
        }
        pressed(Key::Num0).then(theme::FontSize::default)
    };
    if let Some(size) = ui.input_mut(size) {
        acts.push(Action::FontSize(size));
    }
}

/// Behind a dialog nothing can be pressed, by pointer, key or screen reader. Gives what was typed: it is the dialog's.
fn cover(screen: &Screen<'_>, ui: &mut Ui) -> Vec<Event> {
    if !screen.asks && !screen.keys_shown {
        return Vec::new();
    }
    ui.visuals_mut().disabled_alpha = 1.0; // the veil is over it already
    ui.disable();
    ui.input_mut(|input| {
        let typed = |event: &Event| {
            matches!(
                event,
                Event::Key { .. } | Event::Text(_) | Event::Ime(_) | Event::Paste(_) | Event::Copy | Event::Cut
            )
        };
        let (kept, left) = std::mem::take(&mut input.events).into_iter().partition(typed);
        input.events = left;
        kept
    })
}

fn hairlines(ui: &Ui, frame: &Frame) {
    let line = Stroke::new(1.0, theme::of(ui).line);
    ui.painter().hline(frame.top.x_range(), frame.top.bottom() - 0.5, line);
    ui.painter().vline(frame.rail.right() - 0.5, frame.rail.y_range(), line);
}
