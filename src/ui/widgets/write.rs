//! Words on the screen: labels, cut lines, fields.

use crate::ui::{theme, typing};
use egui::{
    self, Align, Color32, FontId, Id, Label, Painter, Pos2, Rect, Response, RichText, Sense, Stroke, StrokeKind,
    TextEdit, Ui, WidgetInfo, accesskit::Role, pos2, text::LayoutJob,
};

/// A quiet line.
pub(in crate::ui) fn muted(ui: &mut Ui, words: &str) -> Response {
    let ink = theme::of(ui).muted;
    ui.add(Label::new(RichText::new(words).size(theme::SMALL).color(ink)).wrap())
}

/// A line above something.
pub(in crate::ui) fn caption(ui: &mut Ui, words: &str) -> Response {
    let ink = theme::of(ui).faint;
    ui.add(Label::new(RichText::new(words).size(theme::CAPTION).color(ink)).wrap())
}

/// A page's or a dialog's title.
pub(in crate::ui) fn heading(ui: &mut Ui, words: &str) -> Response {
    ui.add(Label::new(RichText::new(words).font(theme::bold(theme::TITLE))).wrap())
}

/// Words that weigh.
pub(in crate::ui) fn bold_label(ui: &mut Ui, words: &str, size: f32) -> Response {
    ui.add(Label::new(RichText::new(words).font(theme::bold(size))).wrap())
}

/// Running text.
pub(in crate::ui) fn paragraph(ui: &mut Ui, words: &str) -> Response {
    ui.add(Label::new(RichText::new(words).size(theme::BODY)).wrap())
}

/// A sentence in a colour of the theme.
pub(in crate::ui) fn sentence(ui: &mut Ui, words: &str, ink: Color32) -> Response {
    ui.add(Label::new(RichText::new(words).size(theme::SMALL).color(ink)).wrap())
}

/// What became of the last thing that was done, and whether it went wrong; nothing where there is none.
pub(in crate::ui) fn note(ui: &mut Ui, note: Option<&(String, bool)>) {
    let p = theme::of(ui);
    if let Some((words, serious)) = note {
        sentence(ui, words, if *serious { p.warn } else { p.muted });
    }
}

/// The title of a part of a page.
pub(in crate::ui) fn section(ui: &mut Ui, words: &str) {
    ui.add_space(8.0);
    caption(ui, words);
}

/// A quiet word on the left and its value on the right.
pub(in crate::ui) fn fact(ui: &mut Ui, name: &str, value: &str, strong: bool) {
    let p = theme::of(ui);
    ui.horizontal(|ui| {
        ui.label(RichText::new(name).size(theme::SMALL).color(p.muted));
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            let font = if strong { theme::bold(theme::BODY) } else { theme::font(theme::BODY) };
            ui.add(Label::new(RichText::new(value).font(font)).truncate());
        });
    });
}

/// A one-line field with a name. Gives the response of the field.
pub(in crate::ui) fn field(ui: &mut Ui, id: Id, name: &str, hint: &str, content: &mut String, width: f32) -> Response {
    edit_field(ui, id, name, content, |content| TextEdit::singleline(content).hint_text(hint).desired_width(width))
}

/// A field of several lines with a name: Enter begins the next one.
pub(in crate::ui) fn lines_field(
    ui: &mut Ui,
    id: Id,
    (name, hint): (&str, &str),
    content: &mut String,
    (width, rows): (f32, usize),
) -> Response {
    edit_field(ui, id, name, content, |content| {
        TextEdit::multiline(content).hint_text(hint).desired_rows(rows).desired_width(width)
    })
}

/// A one-line field that shows dots.
pub(in crate::ui) fn secret_field(ui: &mut Ui, id: Id, name: &str, content: &mut String, width: f32) -> Response {
    edit_field(ui, id, name, content, |content| TextEdit::singleline(content).password(true).desired_width(width))
}

/// What every field has: its letters, its edge, its name for screen readers, and the ring.
fn edit_field(
    ui: &mut Ui,
    id: Id,
    name: &str,
    content: &mut String,
    edit: impl for<'t> FnOnce(&'t mut String) -> TextEdit<'t>,
) -> Response {
    let ctx = ui.ctx().clone();
    let response = typing::field(&ctx, id, content, |content| {
        let edit = edit(content).id(id).font(theme::font(theme::BODY)).margin(egui::Margin::symmetric(10, 6));
        ui.add(edit).accessible_name(name)
    });
    focus_ring(ui, &response, response.rect);
    response
}

/// The ring around what has the keyboard.
pub(in crate::ui) fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    if response.has_focus() {
        let stroke = Stroke::new(2.0, theme::of(ui).accent);
        ui.painter().rect_stroke(rect.expand(1.0), theme::RADIUS, stroke, StrokeKind::Outside);
    }
}

/// Says `words` to screen readers for what was painted at `rect`.
pub(in crate::ui) fn label_node(ui: &Ui, rect: Rect, words: &str) {
    let id = ui.unique_id().with(("words", words, rect.min.x.to_bits(), rect.min.y.to_bits()));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
}

/// Paints one line, cut with … where it does not fit, in the middle of `rect`'s height. Gives its width.
pub(in crate::ui) fn paint_cut(ui: &Ui, rect: Rect, align: Align, words: &str, font: FontId, ink: Color32) -> f32 {
    let mut job = LayoutJob::simple_singleline(words.to_owned(), font, ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width().max(1.0));
    let letters = ui.painter().layout_job(job);
    let left = match align {
        Align::Min => rect.left(),
        Align::Center => rect.center().x - letters.size().x / 2.0,
        Align::Max => rect.right() - letters.size().x,
    };
    let at: Pos2 = pos2(left, rect.center().y - letters.size().y / 2.0);
    let width = letters.size().x;
    ui.painter().galley(at, letters, ink);
    width
}

/// [`paint_cut`], and named for screen readers.
pub(in crate::ui) fn label_at(ui: &Ui, rect: Rect, align: Align, words: &str, font: FontId, ink: Color32) -> f32 {
    let width = paint_cut(ui, rect, align, words, font, ink);
    label_node(ui, rect, words);
    width
}

/// Paints all of the words in as many lines as they take, in the middle of `rect`'s height.
pub(in crate::ui) fn paint_whole(painter: &Painter, rect: Rect, words: &str, font: FontId, ink: Color32) {
    let letters = painter.layout(words.to_owned(), font, ink, rect.width().max(1.0));
    let at = pos2(rect.left(), rect.center().y - letters.size().y / 2.0);
    painter.galley(at, letters, ink);
}

/// [`paint_whole`], and named for screen readers.
pub(in crate::ui) fn whole_at(ui: &Ui, rect: Rect, words: &str, font: FontId, ink: Color32) {
    paint_whole(ui.painter(), rect, words, font, ink);
    label_node(ui, rect, words);
}

/// The height all of the words take in this width.
pub(in crate::ui) fn whole_height(ui: &Ui, width: f32, words: &str, font: FontId) -> f32 {
    ui.painter().layout(words.to_owned(), font, Color32::PLACEHOLDER, width.max(1.0)).size().y
}
