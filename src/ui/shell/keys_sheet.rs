//! What each key does, on one sheet.

use crate::ui::{action::Action, text, text::Lang, theme, widgets};
use egui::{self, Align, Id, Modal, Rect, Sense, Ui, pos2, vec2};

const WIDTH: f32 = 720.0;
const LINE: f32 = 28.0;
const CAPS: f32 = 104.0;
const CAP: f32 = 20.0;

/// A title and the lines under it.
type KeyGroup = (&'static str, &'static str);

const fn groups(lang: Lang) -> [[KeyGroup; 3]; 2] {
    [
        [
            (text::keys_everywhere_title(lang), text::keys_everywhere(lang)),
            (text::keys_lists_title(lang), text::keys_lists(lang)),
            (text::keys_products_title(lang), text::keys_products(lang)),
        ],
        [
            (text::keys_orders_title(lang), text::keys_orders(lang)),
            (text::keys_refunds_title(lang), text::keys_refunds(lang)),
            (text::keys_pictures_title(lang), text::keys_pictures(lang)),
        ],
    ]
}

pub(super) fn show(ui: &Ui, lang: Lang, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let modal = Modal::new(Id::unique("keys")).frame(theme::dialog(p)).backdrop_color(p.veil);
    let room = ui.ctx().content_rect().size();
    let width = WIDTH.min(room.x - 96.0);
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(width);
        widgets::heading(ui, text::keys_title(lang));
        // In a low window the lines scroll, and the button stays in sight.
        let most = (room.y - 190.0).max(80.0);
        egui::ScrollArea::vertical().id_salt("keys").max_height(most).show(ui, |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 0.0;
            let [left, right] = groups(lang);
            if width < 560.0 {
                for group in left.into_iter().chain(right) {
                    one(ui, group);
                }
                return;
            }
            ui.columns(2, |columns| {
                for (column, groups) in columns.iter_mut().zip([left, right]) {
                    for group in groups {
                        one(column, group);
                    }
                }
            });
        });
        ui.add_space(8.0);
        widgets::button_with_key(ui, widgets::ButtonKind::Plain, text::close(lang), Some("Esc")).clicked()
    });
    if shown.inner || shown.should_close() {
        acts.push(Action::Keys(false));
    }
}

fn one(ui: &mut Ui, (title, lines): KeyGroup) {
    ui.add_space(10.0);
    widgets::caption(ui, title);
    ui.add_space(4.0);
    let p = theme::of(ui);
    for (caps, words) in lines.lines().filter_map(|line| line.split_once('|')) {
        let font = theme::font(theme::SMALL);
        let room = ui.available_width() - CAPS - 8.0;
        let height = (widgets::whole_height(ui, room, words, font.clone()) + 10.0).max(LINE);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
        let mut x = rect.left();
        for cap in caps.split(' ') {
            let width = (cap.chars().count() as f32 * 8.0 + 10.0).max(CAP);
            let place = Rect::from_min_size(pos2(x, rect.top() + (LINE - CAP) / 2.0), vec2(width, CAP));
            widgets::key_cap(ui.painter(), place, cap, p.muted);
            x = place.right() + 4.0;
        }
        let place = rect.with_min_x(rect.left() + CAPS);
        if height > LINE {
            widgets::whole_at(ui, place, words, font, p.text);
        } else {
            widgets::label_at(ui, place, Align::Min, words, font, p.text);
        }
    }
}
