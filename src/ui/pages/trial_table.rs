//! A sheet on trial: its path as it is typed; its rows: the line, the verdict, what the row is about, and what would happen
//! or why not.

use crate::ui::{
    layout::part,
    text,
    text::Lang,
    theme,
    widgets::{self, ChipLook},
};
use egui::{self, Align, Id, Key, Rect, Sense, Stroke, Ui, UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2};
use std::path::PathBuf;

/// Height of the line with the columns' names.
const HEAD: f32 = 32.0;
const ROW: f32 = 40.0;
/// Height of the line with the buttons, at the foot.
const FOOT: f32 = 68.0;

/// The field for a file's path; gives the path once it was entered.
pub(super) fn path(ui: &mut Ui, id: &'static str, name: &str, typed: &mut String, lang: Lang) -> Option<PathBuf> {
    let width = ui.available_width();
    let field = widgets::field(ui, Id::unique(id), name, text::csv_path_hint(lang), typed, width);
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) && !typed.trim().is_empty();
    // Paths copied from a file manager come in quotes.
    entered.then(|| typed.trim().trim_matches('"').trim_start_matches("file://").into())
}

/// What stands in `rect`, with a margin.
pub(super) fn inside(rect: Rect) -> UiBuilder {
    UiBuilder::new().max_rect(rect.shrink2(vec2(20.0, 16.0)))
}

/// The page below its headline, which ends at `top`: the columns, of which `about` differs from sheet to sheet, and the
/// rows. Gives the foot, where the buttons go.
pub(super) fn below(ui: &mut Ui, rect: Rect, top: f32, about: &str, lang: Lang, rows: impl FnOnce(&mut Ui)) -> Rect {
    let foot = Rect::from_min_max(pos2(rect.left(), rect.bottom() - FOOT), rect.max);
    let head = Rect::from_min_size(pos2(rect.left(), top + 10.0), vec2(rect.width(), HEAD));
    head_row(ui, head, about, lang);
    let view = Rect::from_min_max(head.left_bottom(), foot.right_top());
    part(ui, "trial-rows", view, |ui| {
        ui.shrink_clip_rect(view.shrink2(vec2(1.0, 0.0)));
        rows(ui);
    });
    ui.painter().hline(rect.x_range(), foot.top(), Stroke::new(1.0, theme::of(ui).line));
    foot
}

/// A row as it is drawn.
pub(super) struct TrialRow {
    /// Its line in the sheet, as a spreadsheet counts.
    pub line: u64,
    /// The verdict: how it looks, in one word, and whether it is a no.
    pub look: ChipLook,
    pub verdict: &'static str,
    pub refused: bool,
    /// The order or the product.
    pub about: String,
    /// What would happen, or the cause.
    pub what: String,
}

struct TrialColumns {
    line: Rect,
    verdict: Rect,
    about: Rect,
    what: Rect,
}

fn columns(row: Rect) -> TrialColumns {
    let span = |from: f32, to: f32| Rect::from_min_max(pos2(from, row.top()), pos2(to, row.bottom()));
    let line = span(row.left() + 20.0, row.left() + 64.0);
    let verdict = span(line.right() + 16.0, line.right() + 128.0);
    let middle = verdict.right() + 12.0 + (row.right() - verdict.right()) * 0.36;
    let about = span(verdict.right() + 12.0, middle);
    let what = span(middle + 12.0, row.right() - 20.0);
    TrialColumns { line, verdict, about, what }
}

/// The names of the columns.
fn head_row(ui: &Ui, rect: Rect, about: &str, lang: Lang) {
    let p = theme::of(ui);
    let rect = rect.shrink2(vec2(1.0, 0.0));
    ui.painter().rect_filled(rect, 0, p.raised);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, p.line));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
    let at = columns(rect);
    let word = |rect: Rect, align: Align, name: &str| {
        widgets::paint_cut(ui, rect, align, name, theme::font(theme::CAPTION), p.faint);
    };
    word(at.line, Align::Max, text::col_line(lang));
    word(at.verdict, Align::Min, text::col_verdict(lang));
    word(at.about, Align::Min, about);
    word(at.what, Align::Min, text::col_what(lang));
}

/// The rows at `shown`, as far as they are seen; only those are asked for.
pub(super) fn show(ui: &mut Ui, shown: &[usize], lang: Lang, row_at: impl Fn(usize) -> Option<TrialRow>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = egui::ScrollArea::vertical().id_salt("trial").auto_shrink(false);
    area.show_rows(ui, ROW, shown.len(), |ui, range| {
        for row in shown.get(range).unwrap_or_default().iter().filter_map(|at| row_at(*at)) {
            one_row(ui, row, lang);
        }
    });
}

fn one_row(ui: &mut Ui, row: TrialRow, lang: Lang) {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let said = format!("{} {} {} {} {}", text::col_line(lang), row.line, row.verdict, row.about, row.what);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, said.trim_end()));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
    let at = columns(rect);
    let small = || theme::font(theme::SMALL);
    widgets::paint_cut(ui, at.line, Align::Max, &row.line.to_string(), small(), p.faint);
    widgets::chip_at(ui, at.verdict.left_center(), row.look, row.verdict);
    widgets::paint_cut(ui, at.about, Align::Min, &row.about, small(), p.text);
    let ink = if row.refused { p.warn } else { p.muted };
    let width = widgets::paint_cut(ui, at.what, Align::Min, &row.what, small(), ink);
    if width >= at.what.width() - 1.0 {
        response.on_hover_text(row.what);
    }
}
