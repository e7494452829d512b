//! What is said back: the answer to the owner's last wish, at the lower right. What went well leaves by itself; what was not
//! done stays until it is closed.

use crate::ui::{
    action::Action,
    pages::JustCopied,
    screen::Screen,
    text, theme,
    toast::{Toast, Tone},
    widgets::{self, Glyph},
};
use egui::{
    self, Align, Align2, Color32, Id, LayerId, Order, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role,
    pos2, vec2,
};

const WIDTH: f32 = 460.0;
/// Above what stands at the foot of a page.
const ABOVE_FOOT: f32 = 60.0;
const WORDS: (f32, f32) = (34.0, 46.0);
const LEAST: f32 = 44.0;
/// So long what went well is read, seconds.
const READ_SECS: f64 = 8.0;

/// What is said, and since when.
#[derive(Debug, Default)]
pub(in crate::ui) struct Toasts {
    shown: Option<(Toast, f64)>,
}

impl Toasts {
    pub fn show(&mut self, screen: &Screen<'_>, ui: &mut Ui, page: Rect, acts: &mut Vec<Action>) {
        let Some(message) = screen.message else {
            self.shown = None;
            if let Some(seen) = screen.seen.filter(|seen| seen.ticked) {
                marked_seen(screen, seen.many(), ui, page, acts);
            }
            return;
        };
        let time = ui.input(|input| input.time);
        let since = match &self.shown {
            Some((before, since)) if before == message => *since,
            _ => {
                self.shown = Some((message.clone(), time));
                time
            }
        };
        let width = WIDTH.min(page.width());
        let height = height(ui, width, message);
        let at = pos2(page.right() - width, page.bottom() - ABOVE_FOOT - height);
        let rect = Rect::from_min_size(at, vec2(width, height));
        let resting = draw(screen, ui, rect, message, acts);
        if message.tone == Tone::Good {
            let left = READ_SECS - (time - since);
            if left <= 0.0 && !resting {
                acts.push(Action::CloseMessage);
            } else {
                ui.ctx().request_repaint_after_secs(left.max(0.5) as f32);
            }
        }
    }
}

/// Rows of the list were marked as seen, and the way back. It leaves once it can be undone no more.
fn marked_seen(screen: &Screen<'_>, many: u64, ui: &mut Ui, page: Rect, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    let (fill, ink, glyph) = tone(ui, Tone::Good);
    let width = WIDTH.min(page.width());
    let at = pos2(page.right() - width, page.bottom() - ABOVE_FOOT - LEAST);
    let rect = Rect::from_min_size(at, vec2(width, LEAST));
    ui.interact(rect, ui.scope_id().with("toast"), Sense::CLICK);
    ui.painter().rect(rect, theme::RADIUS, fill, Stroke::new(1.0, ink), StrokeKind::Inside);
    glyph.paint(ui.painter(), pos2(rect.left() + 20.0, rect.center().y), ink);
    let ((), left) = widgets::at_right(ui, "undo-seen", rect.shrink2(vec2(8.0, 6.0)), |ui| {
        if widgets::row_button(ui, text::undo_seen(lang), None).clicked() {
            acts.push(Action::UndoSeen);
        }
    });
    let words = format!("{} · {}", text::marked_seen(lang, many), text::can_be_undone(lang));
    let place = rect.with_min_x(rect.left() + WORDS.0).with_max_x(left - 8.0);
    widgets::label_at(ui, place, Align::Min, &words, theme::font(theme::SMALL), ink);
}

fn height(ui: &Ui, width: f32, message: &Toast) -> f32 {
    let room = width - WORDS.0 - WORDS.1;
    (widgets::whole_height(ui, room, &message.words, theme::font(theme::SMALL)) + 22.0).max(LEAST)
}

/// Draws it over the page; true while the pointer rests on it.
fn draw(screen: &Screen<'_>, ui: &Ui, rect: Rect, message: &Toast, acts: &mut Vec<Action>) -> bool {
    let (fill, ink, glyph) = tone(ui, message.tone);
    // What lies under it is not pressed through it.
    let ground = ui.interact(rect, ui.scope_id().with("toast"), Sense::CLICK);
    ui.painter().rect(rect, theme::RADIUS, fill, Stroke::new(1.0, ink), StrokeKind::Inside);
    glyph.paint(ui.painter(), pos2(rect.left() + 20.0, rect.center().y), ink);
    let place = rect.with_min_x(rect.left() + WORDS.0).with_max_x(rect.right() - WORDS.1);
    widgets::whole_at(ui, place, &message.words, theme::font(theme::SMALL), ink);
    let cross = Rect::from_center_size(pos2(rect.right() - 22.0, rect.center().y), vec2(28.0, 28.0));
    let close = ui.interact(cross, ui.scope_id().with("toast-close"), Sense::click());
    let name = text::close(screen.now.lang);
    close.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    if close.hovered() {
        ui.painter().rect_filled(cross, 6, theme::of(ui).panel);
    }
    Glyph::Cross.paint(ui.painter(), cross.center(), ink);
    widgets::focus_ring(ui, &close, cross);
    let resting = ground.hovered() || close.hovered();
    if close.on_hover_text(name).clicked() {
        acts.push(Action::CloseMessage);
    }
    resting
}

fn tone(ui: &Ui, tone: Tone) -> (Color32, Color32, Glyph) {
    let p = theme::of(ui);
    match tone {
        Tone::Good => (p.accent_bg, p.accent, Glyph::Check),
        Tone::Odd => (p.warn_bg, p.warn, Glyph::Bang),
        Tone::Serious => (p.danger_bg, p.danger, Glyph::Bang),
    }
}

/// What was not done is said in front of what lies over the page, at the top of the window, where no dialog reaches. It is
/// painted only; what lies behind it has its name and its button.
pub(super) fn in_front(screen: &Screen<'_>, ui: &Ui, all: Rect) {
    let Some(message) = screen.message.filter(|message| message.tone != Tone::Good) else { return };
    let rect = Rect::from_min_size(all.min, vec2(all.width(), 0.0)).shrink2(vec2(theme::PAD, 0.0));
    let height = height(ui, rect.width(), message);
    let rect = rect.translate(vec2(0.0, 8.0)).with_max_y(rect.top() + 8.0 + height);
    let (fill, ink, glyph) = tone(ui, message.tone);
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Tooltip, Id::unique("message-in-front")));
    painter.rect(rect, theme::RADIUS, fill, Stroke::new(1.0, ink), StrokeKind::Inside);
    glyph.paint(&painter, pos2(rect.left() + 20.0, rect.center().y), ink);
    let place = rect.with_min_x(rect.left() + WORDS.0).with_max_x(rect.right() - 12.0);
    widgets::paint_whole(&painter, place, &message.words, theme::font(theme::SMALL), ink);
}

/// "Copied", beside the pointer that did it, for a moment.
pub(super) fn copied(screen: &Screen<'_>, ui: &Ui, just: Option<JustCopied>) {
    let Some(JustCopied { at }) = just else { return };
    let p = theme::of(ui);
    let all = ui.ctx().content_rect();
    let words = text::copied(screen.now.lang);
    let letters = ui.painter().layout_no_wrap(words.to_owned(), theme::font(theme::SMALL), p.accent);
    let size = letters.size() + vec2(24.0, 12.0);
    let wanted = at.unwrap_or_else(|| all.center()) + vec2(12.0, -size.y - 8.0);
    let least = all.min + vec2(8.0, 8.0);
    let place = Rect::from_min_size(wanted.clamp(least, (all.max - size - vec2(8.0, 8.0)).max(least)), size);
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Tooltip, Id::unique("copied")));
    painter.rect(place, theme::RADIUS, p.accent_bg, Stroke::new(1.0, p.accent), StrokeKind::Inside);
    painter.text(place.center(), Align2::CENTER_CENTER, words, theme::font(theme::SMALL), p.accent);
    widgets::label_node(ui, place, words);
}
