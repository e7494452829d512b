//! A list as a sheet: what it is written as, how far that is, and the button that stops it.

use super::menu::{self, Line};
use crate::ui::{
    action::{Action, ExportWish},
    exporting::ListKind,
    screen::Screen,
    text, theme,
    widgets::{self, ButtonKind},
};
use egui::{Align, Rect, Stroke, Ui, vec2};

/// How high the line at the foot of the list is, points.
pub(in crate::ui::pages) const HEIGHT: f32 = 44.0;
const WIDTH: f32 = 240.0;
/// A sheet that is being written is looked at this often, seconds.
const LOOK_AGAIN: f32 = 0.2;

/// CSV or Excel; `name` is the menu's, `rows` says how many. Gives whether it is to be a workbook, if something was chosen, and
/// whether the menu is done with.
pub(in crate::ui::pages) fn show_menu(
    screen: &Screen<'_>,
    (name, rows): (&'static str, &str),
    ui: &Ui,
    anchor: Rect,
    at: &mut usize,
) -> (Option<bool>, bool) {
    let lang = screen.now.lang;
    let place = anchor.translate(vec2(-200.0, 0.0));
    let (chosen, left) = menu::under(ui, name, place, WIDTH, |ui| {
        let lines = [Line::of(text::list_as_csv(lang, rows)), Line::of(text::list_as_excel(lang, rows))];
        menu::lines(ui, &lines, at)
    });
    (chosen.map(|kind| kind == 1), chosen.is_some() || (left && !ui.rect_contains_pointer(anchor)))
}

/// True while a sheet of this list is being written.
pub(in crate::ui::pages) fn is_written(screen: &Screen<'_>, kind: ListKind) -> bool {
    screen.export.is_some_and(|export| export.kind == kind)
}

/// How far the sheet is, and the button that stops it.
pub(in crate::ui::pages) fn progress(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let Some(export) = screen.export else { return };
    ui.painter().rect_filled(rect, 0, p.raised);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, p.line));
    let done = export.progress.rows();
    let words = text::exporting(lang, done, export.progress.total.max(done));
    let place = rect.with_min_x(rect.left() + 16.0);
    widgets::label_at(ui, place, Align::Min, &words, theme::font(theme::SMALL), p.muted);
    widgets::at_right(ui, "stop-export", rect.shrink2(vec2(12.0, 6.0)), |ui| {
        if widgets::button(ui, ButtonKind::Plain, text::stop_export(lang), true).clicked() {
            acts.push(Action::Export(ExportWish::Stop));
        }
    });
    ui.ctx().request_repaint_after_secs(LOOK_AGAIN);
}
