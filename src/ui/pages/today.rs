//! The day at a glance: only figures that are kept.

use super::set_aside;
use crate::{
    domain::{RefundAlarm, Source},
    store::{OrderFilter, OrderRow, RefundAlarmRow, RefundFilter},
    ui::{
        action::Action,
        layout::part,
        model::Place,
        screen::Screen,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{
    self, Align, Color32, Margin, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

const CARD: f32 = 118.0;
/// Around what stands in a card, at its sides and above and below.
const MARGIN: Margin = Margin::symmetric(17, 12);
/// The bar of the page stands in its margin, beside the cards.
const BAR: f32 = 12.0;

struct TodayFigure {
    name: &'static str,
    value: String,
    hint: String,
    ink: Option<Color32>,
    leads: Vec<Action>,
}

/// The page.
pub(super) fn show(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    if !screen.model.loaded {
        return;
    }
    let figures = figures(screen, ui);
    let width = (rect.width() - theme::GAP * (figures.len() as f32 - 1.0)) / figures.len() as f32;
    for (at, figure) in figures.into_iter().enumerate() {
        let left = rect.left() + at as f32 * (width + theme::GAP);
        card(ui, Rect::from_min_size(pos2(left, rect.top()), vec2(width, CARD)), figure, acts);
    }
    let below = rect.with_min_y(rect.top() + CARD + theme::GAP);
    let with_bar = below.with_max_x(below.right() + BAR);
    part(ui, "today-orders", with_bar, |ui| lists(screen, ui, below.width(), acts));
}

fn figures(screen: &Screen<'_>, ui: &Ui) -> Vec<TodayFigure> {
    let now = screen.now;
    let lang = now.lang;
    let p = theme::of(ui);
    let counts = &screen.model.shot.counts;
    let go_orders = |filter: OrderFilter| vec![Action::Go(Place::Orders), Action::Filter(filter)];
    let ship_hint = if counts.to_ship == 0 { text::all_shipped(lang) } else { text::ship_soon(lang) };
    let decide_hint =
        if counts.needs_owner == 0 { text::nothing_to_decide(lang) } else { text::money_that_does_not_fit(lang) };
    vec![
        TodayFigure {
            name: text::taken_today(lang),
            value: counts.today.to_string(),
            hint: text::confirmed_only(lang).to_owned(),
            ink: None,
            leads: go_orders(OrderFilter::All),
        },
        TodayFigure {
            name: text::to_ship(lang),
            value: text::count(counts.to_ship),
            hint: ship_hint.to_owned(),
            ink: None,
            leads: go_orders(OrderFilter::ToShip),
        },
        TodayFigure {
            name: text::refunds_waiting(lang),
            value: text::count(counts.refunds_waiting),
            hint: text::in_all(lang, counts.refunds_waiting_fen),
            ink: (counts.refunds_waiting > 0).then_some(p.danger),
            leads: vec![Action::Go(Place::Refunds), Action::RefundTab(RefundFilter::Waiting)],
        },
        TodayFigure {
            name: text::needs_decision(lang),
            value: text::count(counts.needs_owner),
            hint: decide_hint.to_owned(),
            ink: (counts.needs_owner > 0).then_some(p.warn),
            leads: go_orders(OrderFilter::NeedsOwner),
        },
    ]
}

fn card(ui: &mut Ui, rect: Rect, figure: TodayFigure, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let response = ui.interact(rect, ui.scope_id().with(figure.name), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{} {}", figure.name, figure.value)));
    let line = if response.hovered() { p.faint } else { p.line };
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, line), StrokeKind::Inside);
    let inside = rect.shrink2(vec2(17.0, 16.0));
    let row = |top: f32, height: f32| {
        Rect::from_min_size(pos2(inside.left(), inside.top() + top), vec2(inside.width(), height))
    };
    widgets::paint_cut(ui, row(0.0, 20.0), Align::Min, figure.name, theme::font(theme::SMALL), p.muted);
    let ink = figure.ink.unwrap_or(p.text);
    widgets::paint_cut(ui, row(24.0, 38.0), Align::Min, &figure.value, theme::bold(theme::FIGURE), ink);
    widgets::paint_cut(ui, row(66.0, 20.0), Align::Min, &figure.hint, theme::font(theme::CAPTION), p.faint);
    widgets::focus_ring(ui, &response, rect);
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        acts.extend(figure.leads);
    }
}

/// What waits for the owner above what is new: money that does not fit comes first. Each card is as high as its rows, and
/// where they do not all fit the page scrolls: none is squeezed by the others.
fn lists(screen: &Screen<'_>, ui: &mut Ui, width: f32, acts: &mut Vec<Action>) {
    let now = screen.now;
    let (shot, lang) = (&screen.model.shot, now.lang);
    egui::ScrollArea::vertical().id_salt("today").auto_shrink(false).show(ui, |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = theme::GAP;
        if !shot.set_aside.is_empty() {
            set_aside::list(ui, now, &shot.set_aside, acts);
        }
        if !shot.refund_alarms.is_empty() {
            alarms(ui, now, &shot.refund_alarms, acts);
        }
        if !shot.needs_owner.is_empty() {
            list(ui, text::decide_these(lang), "", (&shot.needs_owner, true), now, acts);
        }
        if !shot.held_orders.is_empty() {
            list(ui, text::held_orders(lang), "", (&shot.held_orders, false), now, acts);
        }
        list(ui, text::newest_unseen(lang), text::nothing_new(lang), (&shot.unseen, false), now, acts);
    });
}

/// Refunds that are not as they were believed to be: each leads to the refund, where it is said what it means.
fn alarms(ui: &mut Ui, now: Now, all: &[RefundAlarmRow], acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    theme::card(p).fill(p.danger_bg).inner_margin(MARGIN).show(ui, |ui| {
        ui.set_width(ui.available_width());
        widgets::bold_label(ui, text::refund_alarms_title(now.lang), theme::BODY);
        (ui.spacing_mut().interact_size.y, ui.spacing_mut().item_spacing.y) = (theme::ROW, 0.0);
        for (at, alarm) in all.iter().enumerate() {
            let line = text::alarm_line(now.lang, alarm);
            let when = text::moment(now.lang, alarm.raised_at, now.at);
            ui.push_id((alarm.refund_no.as_str(), at), |ui| {
                ui.horizontal(|ui| {
                    if widgets::link(ui, &line, theme::BODY).clicked() {
                        // What cannot be true has no row of its own yet: its order tells.
                        acts.push(match alarm.kind {
                            RefundAlarm::Misfit => Action::OpenOrder(alarm.order_no.clone()),
                            _ => Action::OpenRefund(alarm.refund_no.clone()),
                        });
                    }
                    widgets::muted(ui, &format!("{} · {when}", alarm.order_no));
                });
            });
        }
    });
}

/// A card with rows. `why`: the rows say why they want the owner.
fn list(ui: &mut Ui, title: &str, empty: &str, (rows, why): (&[OrderRow], bool), now: Now, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    theme::card(p).inner_margin(MARGIN).show(ui, |ui| {
        ui.set_width(ui.available_width());
        widgets::bold_label(ui, title, theme::BODY);
        if rows.is_empty() {
            widgets::muted(ui, empty);
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        // One column for all chips: the sums before it stand in line.
        let widths = rows.iter().map(|row| widgets::chip_width(ui, look(now, row, why).1));
        let chips = widths.fold(0.0, f32::max);
        ui.push_id(title, |ui| {
            for row in rows {
                if one(ui, now, row, (why, chips)) {
                    acts.push(Action::OpenOrder(row.key.order_no.clone()));
                }
            }
        });
    });
}

/// Where the order stands, or why its money waits.
fn look(now: Now, row: &OrderRow, why: bool) -> (widgets::ChipLook, &'static str) {
    match row.attention {
        Some(kind) if why => (widgets::ChipLook::Warn, text::attention_word(now.lang, kind)),
        _ => widgets::order_look(now.lang, row),
    }
}

fn one(ui: &mut Ui, now: Now, row: &OrderRow, (why, chips): (bool, f32)) -> bool {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::click());
    let (look, word) = look(now, row, why);
    let buyer = text::tame(&row.buyer, 24);
    let part = widgets::is_part_refunded(row.state, row.refunded);
    let partly = if part { format!(" {}", text::part_refunded(now.lang)) } else { String::new() };
    let name = format!("{} {buyer} {} {word}{partly}", row.key.order_no, row.total);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &name));
    if response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, p.raised);
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
    let span = |from: f32, to: f32| Rect::from_min_max(pos2(from, rect.top()), pos2(to, rect.bottom()));
    let paid = row.paid_at.unwrap_or(row.key.created_at);
    widgets::paint_cut(
        ui,
        span(rect.left(), rect.left() + 110.0),
        Align::Min,
        &text::moment(now.lang, paid, now.at),
        theme::font(theme::SMALL),
        p.muted,
    );
    let foreign = row.source == Source::Elsewhere;
    if foreign {
        widgets::mark_at(ui, pos2(rect.left() + 118.0, rect.center().y), text::elsewhere(now.lang));
    } else {
        let place = span(rect.left() + 118.0, rect.left() + 214.0);
        widgets::paint_cut(ui, place, Align::Min, &buyer, theme::font(theme::BODY), p.text);
    }
    let right = rect.right() - chips - 8.0;
    // Of an order from elsewhere nothing is known but its number.
    let items = if foreign { row.key.order_no.to_string() } else { text::goods(now.lang, &row.items, 80) };
    let goods = span(rect.left() + 222.0, right - 116.0);
    let goods = if part { widgets::part_refunded_at(ui, goods, now.lang) } else { goods };
    widgets::paint_cut(ui, goods, Align::Min, &items, theme::font(theme::SMALL), p.muted);
    widgets::paint_cut(
        ui,
        span(right - 110.0, right - 8.0),
        Align::Max,
        &row.total.to_string(),
        theme::bold(theme::BODY),
        p.text,
    );
    widgets::chip_at(ui, pos2(right, rect.center().y), look, word);
    widgets::focus_ring(ui, &response, rect);
    response.clicked()
}
