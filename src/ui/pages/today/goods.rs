//! What sells best, and what is about to run out.

use super::{
    card::{SIDES, card},
    leads,
};
use crate::{
    domain::ProductId,
    store::TodayFigures,
    ui::{action::Action, gallery::Gallery, pages::product_picture, screen::Screen, text, theme, widgets},
};
use egui::{Align, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

pub(super) const HEIGHT: f32 = 146.0;
const ROW: f32 = 33.0;
const PICTURE: f32 = 24.0;
const PIXELS: u32 = 64;
/// Below this it is said in red, days.
const SHORT_DAYS: u64 = 2;
const SOON_DAYS: u64 = 5;

/// One row: its place, what it is called, and whether it was pressed.
fn row(ui: &Ui, rect: Rect, id: &ProductId, name: &str) -> bool {
    let p = theme::of(ui);
    let response = ui.interact(rect, ui.scope_id().with(("goods", id.as_str(), rect.left().to_bits())), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() {
        ui.painter().rect_filled(rect.shrink2(vec2(4.0, 1.0)), theme::RADIUS, p.raised);
    }
    widgets::focus_ring(ui, &response, rect.shrink2(vec2(6.0, 2.0)));
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

fn picture(screen: &Screen<'_>, gallery: &mut Gallery, ui: &Ui, at: Rect, id: &ProductId, name: &str) {
    let known = screen.model.shot.products.iter().find(|row| row.product.id == *id);
    let file = known.and_then(|row| row.product.picture.as_deref());
    let seen = file.map(|file| gallery.see(ui.ctx(), file, PIXELS));
    product_picture::picture(ui, at, seen.as_ref(), name);
}

fn line(body: Rect, at: usize) -> Rect {
    Rect::from_min_size(pos2(body.left(), body.top() + at as f32 * ROW), vec2(body.width(), ROW))
}

fn picture_at(row: Rect, left: f32) -> Rect {
    Rect::from_min_size(pos2(left, row.center().y - PICTURE / 2.0), vec2(PICTURE, PICTURE))
}

pub(super) fn best(
    screen: &Screen<'_>,
    figures: &TodayFigures,
    gallery: &mut Gallery,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let (title, body) = card(ui, rect);
    widgets::label_at(ui, title, Align::Min, text::best_sellers(lang), theme::font(theme::BODY), p.text);
    if figures.best.is_empty() {
        return nothing(ui, body, text::nothing_sold(lang));
    }
    let most = figures.best.iter().map(|sold| sold.lately_sum.get()).max().unwrap_or(1).max(1);
    for (at, sold) in figures.best.iter().enumerate() {
        let row_rect = line(body, at);
        let (pieces, sum) = (text::sold_pieces(lang, sold.lately), sold.lately_sum.to_string());
        let name = text::tame(&sold.name, 40);
        if row(ui, row_rect, &sold.product_id, &format!("{name} {pieces} {sum}")) {
            acts.extend(leads::sold_lately(sold.product_id.clone()));
        }
        let span = |from: f32, to: f32| Rect::from_min_max(pos2(from, row_rect.top()), pos2(to, row_rect.bottom()));
        let left = row_rect.left() + SIDES;
        let small = theme::font(theme::SMALL);
        widgets::paint_cut(ui, span(left, left + 16.0), Align::Min, &(at + 1).to_string(), small.clone(), p.faint);
        let place = picture_at(row_rect, left + 22.0);
        picture(screen, gallery, ui, place, &sold.product_id, &name);
        let bar_from = row_rect.left() + row_rect.width() * 0.38;
        let bar_to = row_rect.right() - 186.0;
        widgets::paint_cut(
            ui,
            span(place.right() + 10.0, bar_from - 8.0),
            Align::Min,
            &name,
            theme::font(theme::BODY),
            p.text,
        );
        if bar_to > bar_from {
            let track =
                Rect::from_min_max(pos2(bar_from, row_rect.center().y - 3.0), pos2(bar_to, row_rect.center().y + 3.0));
            let share = sold.lately_sum.get() as f32 / most as f32;
            ui.painter().rect_filled(track, 3, p.track);
            ui.painter().rect_filled(track.with_max_x(track.left() + track.width() * share), 3, p.bar);
        }
        let right = row_rect.right() - SIDES;
        widgets::paint_cut(ui, span(right - 164.0, right - 96.0), Align::Max, &pieces, small, p.muted);
        widgets::paint_cut(ui, span(right - 92.0, right), Align::Max, &sum, theme::font(theme::BODY), p.text);
    }
}

pub(super) fn low(
    screen: &Screen<'_>,
    figures: &TodayFigures,
    gallery: &mut Gallery,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let (title, body) = card(ui, rect);
    widgets::label_at(ui, title, Align::Min, text::running_out(lang), theme::font(theme::BODY), p.text);
    if figures.low.is_empty() {
        return nothing(ui, body, text::nothing_runs_out(lang));
    }
    for (at, low) in figures.low.iter().enumerate() {
        let row_rect = line(body, at);
        let words =
            if low.stock == 0 { text::sold_out(lang).to_owned() } else { text::stock_lasts(lang, low.stock, low.days) };
        let name = text::tame(&low.name, 40);
        if row(ui, row_rect, &low.product_id, &format!("{name} {words}")) {
            acts.push(Action::OpenProduct(low.product_id.clone()));
        }
        let place = picture_at(row_rect, row_rect.left() + SIDES);
        picture(screen, gallery, ui, place, &low.product_id, &name);
        let right = row_rect.with_max_x(row_rect.right() - SIDES);
        let ink = match low.days {
            ..SHORT_DAYS => p.danger,
            SHORT_DAYS..SOON_DAYS => p.warn,
            _ => p.muted,
        };
        let wide = widgets::paint_cut(ui, right, Align::Max, &words, theme::font(theme::SMALL), ink);
        let names = Rect::from_min_max(
            pos2(place.right() + 10.0, row_rect.top()),
            pos2((right.right() - wide - 12.0).max(place.right() + 11.0), row_rect.bottom()),
        );
        widgets::paint_cut(ui, names, Align::Min, &name, theme::font(theme::BODY), p.text);
    }
}

fn nothing(ui: &Ui, body: Rect, words: &str) {
    let p = theme::of(ui);
    let place = body.shrink2(vec2(SIDES, 0.0));
    widgets::whole_at(ui, place.with_max_y(place.top() + 44.0), words, theme::font(theme::SMALL), p.muted);
}
