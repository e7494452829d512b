//! A receipt on the screen, column by column as on paper.

use super::dots::{dots_height, paint_dots};
use crate::{
    devices::{
        receipt::{Align as Stand, Part, Style},
        width,
    },
    ui::{theme, widgets},
};
use egui::{self, Align2, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

/// Columns left white on each side.
const MARGIN: f32 = 2.0;
/// The QR code is this many columns wide.
const QR_COLUMNS: f32 = 12.0;

/// The paper, as wide as there is room.
pub(in crate::ui::pages) fn show(ui: &mut Ui, parts: &[Part], columns: usize) {
    let room = ui.available_width();
    let cell = room / (columns as f32 + 2.0 * MARGIN);
    let line = cell * 2.0 * 1.3;
    let height = parts.iter().map(|part| part_height(part, cell, line, columns)).sum::<f32>() + line * 2.0;
    let (rect, response) = ui.allocate_exact_size(vec2(room, height), Sense::hover());
    let words: Vec<&str> = parts
        .iter()
        .filter_map(|part| if let Part::Text(text, _) = part { Some(text.as_str()) } else { None })
        .collect();
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words.join("\n")));
    // Paper is white and ink is black, whatever the window looks like.
    let p = theme::palette(false);
    ui.painter().rect(rect, theme::RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let mut at = pos2(rect.left() + MARGIN * cell, rect.top() + line);
    for part in parts {
        match part {
            Part::Text(text, style) => text_line(ui, at, text, *style, cell, columns),
            Part::Rule => {
                let y = at.y + line / 2.0;
                let dash = egui::Shape::dashed_line(
                    &[pos2(at.x, y), pos2(at.x + columns as f32 * cell, y)],
                    Stroke::new(1.0, p.faint),
                    cell * 0.6,
                    cell * 0.4,
                );
                ui.painter().extend(dash);
            }
            Part::Qr(data) => {
                let side = cell * QR_COLUMNS;
                let left = at.x + (columns as f32 * cell - side) / 2.0;
                widgets::paint_qr(ui, pos2(left, at.y), data, (side, 0.0), p.text);
            }
            Part::Picture(dots) => {
                let width = columns as f32 * cell;
                paint_dots(ui, Rect::from_min_size(at, vec2(width, dots_height(dots, width))), dots, p.text);
            }
        }
        at.y += part_height(part, cell, line, columns);
    }
}

fn part_height(part: &Part, cell: f32, line: f32, columns: usize) -> f32 {
    match part {
        Part::Text(_, style) if style.tall => line * 2.0,
        Part::Qr(_) => cell * (QR_COLUMNS + 1.0),
        Part::Picture(dots) => dots_height(dots, columns as f32 * cell) + line / 2.0,
        Part::Text(..) | Part::Rule => line,
    }
}

/// Each character in the columns it takes on paper.
fn text_line(ui: &Ui, at: Pos2, text: &str, style: Style, cell: f32, columns: usize) {
    let p = theme::palette(false);
    let cell_wide = if style.wide { cell * 2.0 } else { cell };
    let height = cell * 2.6 * if style.tall { 2.0 } else { 1.0 };
    // Letters cannot be stretched one way here: those that are only wide or only high are a little larger.
    let size = cell
        * match (style.wide, style.tall) {
            (true, true) => 3.8,
            (false, false) => 1.9,
            _ => 2.4,
        };
    let font = if style.bold { theme::bold(size) } else { theme::font(size) };
    let used = width(text) as f32 * cell_wide;
    let indent = if style.align == Stand::Center { (columns as f32 * cell - used).max(0.0) / 2.0 } else { 0.0 };
    let mut x = at.x + indent;
    for c in text.chars() {
        let takes = width(c.encode_utf8(&mut [0; 4])) as f32 * cell_wide;
        ui.painter().text(pos2(x + takes / 2.0, at.y + height / 2.0), Align2::CENTER_CENTER, c, font.clone(), p.text);
        x += takes;
    }
}
