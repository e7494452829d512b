//! What came of wishes that were sent together: how many were done, and row by row what was not, with the way back.

use crate::ui::{
    bulk_run::{BulkRun, BulkWhat},
    screen::Screen,
    text, theme,
    widgets::{self, ButtonKind, Glyph},
};
use egui::{Align, Rect, Stroke, Ui, pos2, vec2};

/// Height of the line with the sum of it, and of each row that was not done.
const HEAD: f32 = 44.0;
const ROW: f32 = 24.0;
/// More rows than these are counted only.
const NAMED_MOST: usize = 6;

/// What the owner wants of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResultDone {
    Nothing,
    Undo,
    Close,
}

/// How high it is.
pub(super) fn height(run: &BulkRun) -> f32 {
    let named = run.failed.len().min(NAMED_MOST);
    let more = usize::from(run.failed.len() > NAMED_MOST);
    let rows = (named + more) as f32 * ROW;
    if rows > 0.0 { HEAD + rows + 8.0 } else { HEAD }
}

/// Draws it.
pub(super) fn show(screen: &Screen<'_>, run: &BulkRun, ui: &mut Ui, rect: Rect) -> ResultDone {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    ui.painter().rect_filled(rect, 0, p.raised);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, p.line));
    let head = rect.with_max_y(rect.top() + HEAD);
    let bad = !run.failed.is_empty();
    let (glyph, ink) = if bad { (Glyph::Bang, p.warn) } else { (Glyph::Check, p.accent) };
    glyph.paint(ui.painter(), pos2(head.left() + 20.0, head.center().y), ink);
    let mut done = ResultDone::Nothing;
    let ((), left) = widgets::at_right(ui, "bulk-result", head.shrink2(vec2(12.0, 6.0)), |ui| {
        if widgets::button_with_key(ui, ButtonKind::Plain, text::close(lang), Some("Esc")).clicked() {
            done = ResultDone::Close;
        }
        if run.is_over()
            && run.back().is_some()
            && widgets::button(ui, ButtonKind::Plain, text::undo(lang), true).clicked()
        {
            done = ResultDone::Undo;
        }
    });
    let words = match &run.what {
        BulkWhat::PutTag(name) => text::tag_put_on_many(lang, name.as_str(), run.done.len()),
        BulkWhat::TakeTag(name) => text::tag_taken_off_many(lang, name.as_str(), run.done.len()),
        BulkWhat::Ship => text::shipped_many(lang, run.done.len()),
    };
    let words = if bad { text::and_not_done(lang, &words, run.failed.len()) } else { words };
    let place = head.with_min_x(head.left() + 36.0).with_max_x(left - 12.0);
    widgets::label_at(ui, place, Align::Min, &words, theme::font(theme::SMALL), p.text);
    let mut row = Rect::from_min_size(pos2(rect.left() + 36.0, head.bottom()), vec2(rect.width() - 52.0, ROW));
    for (order_no, outcome) in run.failed.iter().take(NAMED_MOST) {
        let why = text::not_done(lang, outcome, screen.now.at).unwrap_or_default();
        let words = text::row_not_done(lang, order_no.as_str(), &why);
        widgets::label_at(ui, row, Align::Min, &words, theme::font(theme::CAPTION), p.danger);
        row = row.translate(vec2(0.0, ROW));
    }
    if let Some(more) = run.failed.len().checked_sub(NAMED_MOST).filter(|more| *more > 0) {
        widgets::label_at(ui, row, Align::Min, &text::more_not_done(lang, more), theme::font(theme::CAPTION), p.danger);
    }
    done
}
