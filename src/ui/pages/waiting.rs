//! A page before its first rows are here: their outline, or why they do not come.

use crate::{
    events::Subsystem,
    ui::{
        action::Action,
        layout::part,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Emptiness},
    },
};
use egui::{self, Align, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

const HEAD: f32 = 40.0;
/// How wide the outlines of the words are, a row after the other; parts of the row.
const WIDTHS: [f32; 6] = [0.34, 0.27, 0.4, 0.31, 0.36, 0.26];

pub(super) fn show(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    match screen.model.trouble {
        Some((trouble, _)) => part(ui, "cannot-read", rect.shrink(24.0), |ui| {
            let lang = screen.now.lang;
            let meaning = text::trouble_meaning(lang, trouble);
            widgets::emptiness(ui, Emptiness::Broken, text::cannot_read_title(lang), meaning);
            ui.vertical_centered(|ui| {
                if widgets::button(ui, ButtonKind::Plain, text::see_status(lang), true).clicked() {
                    acts.push(Action::ShowHealth(Subsystem::Database));
                }
            });
        }),
        None => outline(screen, ui, rect),
    }
}

fn outline(screen: &Screen<'_>, ui: &Ui, rect: Rect) {
    let p = theme::of(ui);
    let head = rect.with_max_y(rect.top() + HEAD).shrink2(vec2(16.0, 0.0));
    let words = text::reading_title(screen.now.lang);
    widgets::label_at(ui, head, Align::Min, words, theme::font(theme::SMALL), p.muted);
    let row = screen.density.row();
    let mut y = rect.top() + HEAD;
    for at in 0.. {
        if y + row > rect.bottom() {
            break;
        }
        ui.painter().hline(rect.x_range(), y, Stroke::new(1.0, p.line));
        let bar = |from: f32, width: f32| {
            let left = rect.left() + 16.0 + (rect.width() - 32.0) * from;
            let place = Rect::from_min_size(pos2(left, y + row / 2.0 - 5.0), vec2((rect.width() - 32.0) * width, 10.0));
            ui.painter().rect_filled(place, 5, p.line);
        };
        bar(0.0, 0.1);
        bar(0.14, WIDTHS.get(at % WIDTHS.len()).copied().unwrap_or(0.3));
        bar(0.86, 0.14);
        y += row;
    }
}
