//! Rows of the day's page: what is not as it should be, and what is new.

use crate::{
    domain::{RefundAlarm, Source},
    store::{OrderRow, RefundAlarmRow},
    ui::{
        action::Action,
        pages::set_aside,
        screen::Screen,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{self, Align, Margin, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

/// Around what stands in a card, at its sides and above and below.
const MARGIN: Margin = Margin::symmetric(17, 12);

/// What is not as it should be, each kind a card as high as its rows: money that does not fit, rows that cannot be written.
pub(super) fn exceptions(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let (shot, lang) = (&screen.model.shot, now.lang);
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
}

/// What nobody has looked at yet.
pub(super) fn news(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    list(ui, text::newest_unseen(now.lang), text::nothing_new(now.lang), (&screen.model.shot.unseen, false), now, acts);
}

/// Refunds that are not as they were believed to be: each leads to the refund, where it is said what it means.
fn alarms(ui: &mut Ui, now: Now, all: &[RefundAlarmRow], acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    theme::card(p).fill(p.danger_bg).inner_margin(MARGIN).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(text::refund_alarms_title(now.lang));
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
        ui.label(title);
        if rows.is_empty() {
            widgets::muted(ui, empty);
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        // One column for all chips: the sums before it stand in line.
        let widths = rows.iter().map(|row| widgets::chip_width(ui, look(now, row, why).1));
        let chips = widths.fold(0.0, f32::max);
        ui.push_id(title, |ui| {
            for (at, row) in rows.iter().enumerate() {
                if at > 0 {
                    let above = ui.available_rect_before_wrap();
                    ui.painter().hline(above.x_range(), above.top() - 0.5, Stroke::new(1.0, p.line));
                }
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
        theme::font(theme::BODY),
        p.text,
    );
    widgets::chip_at(ui, pos2(right, rect.center().y), look, word);
    widgets::focus_ring(ui, &response, rect);
    response.clicked()
}
