//! Where the money of paid orders is, in five steps; each opens its rows.

use super::card::{SIDES, TITLE, card};
use crate::{
    domain::{Fen, MoneyStep, UnixSeconds},
    store::{MoneyStepSum, TodayFigures},
    ui::{
        action::Action,
        model::MoneyBoard,
        screen::Screen,
        text, theme,
        widgets::{self, Glyph},
    },
};
use egui::{Align, Color32, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

pub(super) const HEIGHT: f32 = 120.0;

pub(super) fn show(screen: &Screen<'_>, figures: &TodayFigures, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let (title, body) = card(ui, rect);
    let title = title.with_max_y(title.top() + TITLE - 4.0);
    widgets::label_at(ui, title, Align::Min, text::where_the_money_is(lang), theme::font(theme::BODY), p.text);
    let open = figures.steps.iter().filter(|one| one.step != MoneyStep::Settled);
    let held: i64 = open.map(|one| one.sum.get()).sum();
    let words = text::not_arrived(lang, Fen::new(held).unwrap_or_default());
    widgets::label_at(ui, title, Align::Max, &words, theme::font(theme::SMALL), p.muted);
    let body = body.with_min_y(title.bottom());
    ui.painter().hline(body.x_range(), body.top(), Stroke::new(1.0, p.line));
    let width = body.width() / figures.steps.len().max(1) as f32;
    for (at, one) in figures.steps.iter().enumerate() {
        let left = body.left() + at as f32 * width;
        let place = Rect::from_min_size(pos2(left, body.top()), vec2(width, body.height()));
        if at > 0 {
            ui.painter().vline(left, place.y_range(), Stroke::new(1.0, p.line));
        }
        if step(screen, figures, ui, place, one) {
            acts.push(Action::MoneyBoard(MoneyBoard::of(one.step)));
        }
    }
}

/// The sign and colour of a step: those of the states on the chips.
fn look(ui: &Ui, step: MoneyStep) -> (Glyph, Color32) {
    let p = theme::of(ui);
    match step {
        MoneyStep::ToShip => (Glyph::Dot, p.accent),
        MoneyStep::UnderWay => (Glyph::Arrow, p.info),
        MoneyStep::Confirmed | MoneyStep::Settled => (Glyph::Check, p.muted),
        MoneyStep::Settling => (Glyph::Clock, p.warn),
    }
}

fn step(screen: &Screen<'_>, figures: &TodayFigures, ui: &Ui, rect: Rect, one: &MoneyStepSum) -> bool {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let response = ui.interact(rect.shrink(1.0), ui.scope_id().with(("money-step", one.step)), Sense::click());
    let name = text::step_with_count(lang, one.step, one.count);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name} {}", one.sum)));
    if response.hovered() {
        ui.painter().rect_filled(rect.shrink(1.0), theme::RADIUS, p.raised);
    }
    let (glyph, ink) = look(ui, one.step);
    let inside = rect.shrink2(vec2(SIDES, 8.0));
    let line = |top: f32, height: f32| Rect::from_min_size(inside.min + vec2(0.0, top), vec2(inside.width(), height));
    glyph.paint(ui.painter(), pos2(inside.left() + 5.0, inside.top() + 9.0), ink);
    let upper = line(0.0, 18.0);
    widgets::paint_cut(ui, upper.with_min_x(upper.left() + 17.0), Align::Min, &name, theme::font(theme::CAPTION), ink);
    widgets::paint_cut(ui, line(20.0, 28.0), Align::Min, &one.sum.to_string(), theme::font(theme::TITLE), p.text);
    let under = under(lang, figures, one, screen.now.at);
    widgets::paint_cut(ui, line(50.0, 18.0), Align::Min, &under, theme::font(theme::CAPTION), p.muted);
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
    response
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .on_hover_text(text::money_step_means(lang, one.step))
        .clicked()
}

/// The one thing that is worth knowing of a step.
fn under(lang: text::Lang, figures: &TodayFigures, one: &MoneyStepSum, now: UnixSeconds) -> String {
    let oldest = figures.oldest_to_ship.as_ref().filter(|_| one.step == MoneyStep::ToShip && one.count > 0);
    oldest.map(|order| text::ship_clock(lang, order.paid_at, now)).unwrap_or_default()
}
