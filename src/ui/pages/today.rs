//! The day at a glance: what waits, what came in, where the money is. Every figure opens the list it was counted from.

mod card;
mod charts;
mod goods;
mod leads;
mod lists;
mod steps;
mod takings;
mod waits;

use super::printers::show_late;
use crate::{
    store::TodayFigures,
    ui::{action::Action, gallery::Gallery, layout::part, screen::Screen, theme},
};
use egui::{Rect, Sense, Ui, vec2};

/// The bar of the page stands in its margin, beside the cards.
const BAR: f32 = 12.0;
/// Below this width every card has the whole of it.
const NARROW: f32 = 820.0;
/// The part of the width that the left cards have.
const LEFT: f32 = 0.605;

/// The page.
pub(super) fn show(screen: &Screen<'_>, gallery: &mut Gallery, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    if !screen.model.loaded {
        return;
    }
    let with_bar = rect.with_max_x(rect.right() + BAR);
    part(ui, "today", with_bar, |ui| {
        egui::ScrollArea::vertical().id_salt("today").auto_shrink(false).show(ui, |ui| {
            ui.set_width(rect.width());
            ui.spacing_mut().item_spacing.y = theme::GAP;
            show_late(screen, ui, acts);
            if let Some(figures) = screen.model.shot.today.as_deref() {
                pair(ui, waits::HEIGHT, |ui, left, right| {
                    waits::show(screen, figures, ui, left, acts);
                    takings::show(screen, figures, ui, right, acts);
                });
            }
            lists::exceptions(screen, ui, acts);
            if let Some(figures) = screen.model.shot.today.as_deref() {
                charts_and_goods(screen, figures, gallery, ui, acts);
            }
            lists::news(screen, ui, acts);
        });
    });
}

fn charts_and_goods(
    screen: &Screen<'_>,
    figures: &TodayFigures,
    gallery: &mut Gallery,
    ui: &mut Ui,
    acts: &mut Vec<Action>,
) {
    pair(ui, charts::HEIGHT, |ui, left, right| {
        charts::days(screen, figures, ui, left, acts);
        charts::hours(screen, figures, ui, right, acts);
    });
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), steps::HEIGHT), Sense::hover());
    steps::show(screen, figures, ui, rect, acts);
    pair(ui, goods::HEIGHT, |ui, left, right| {
        goods::best(screen, figures, gallery, ui, left, acts);
        goods::low(screen, figures, gallery, ui, right, acts);
    });
}

/// Two cards side by side, or one above the other where there is no room.
fn pair(ui: &mut Ui, height: f32, add: impl FnOnce(&mut Ui, Rect, Rect)) {
    let width = ui.available_width();
    if width < NARROW {
        let (rect, _) = ui.allocate_exact_size(vec2(width, height * 2.0 + theme::GAP), Sense::hover());
        let upper = rect.with_max_y(rect.top() + height);
        return add(ui, upper, rect.with_min_y(upper.bottom() + theme::GAP));
    }
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let left = rect.with_max_x(rect.left() + ((width - theme::GAP) * LEFT).round());
    add(ui, left, rect.with_min_x(left.right() + theme::GAP));
}
