//! The list of refunds: who, how much, why, and how long it has waited. What waits can be ticked to be approved together.

use super::bulk::Bulk;
use crate::{
    domain::{RefundOrigin, RefundState},
    store::RefundRow,
    ui::{
        action::Action,
        screen::Screen,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{self, Align, FontId, Rect, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const CARD_HEIGHT: f32 = 68.0;
const BOX: f32 = 18.0;
/// A request that waits longer than this is late, seconds: what waits two days becomes a complaint at WeChat.
const LATE_SECS: i64 = 24 * 60 * 60;

/// Every card of the tab.
pub(super) fn show(screen: &Screen<'_>, bulk: &mut Bulk, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let chosen = screen.refund_shown();
    bulk.forget_others(&screen.model.shot.refunds);
    egui::ScrollArea::vertical().id_salt(("cards", screen.gaze.refund_tab)).auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        let first = screen.model.shot.refunds.first().map(|row| &row.refund_no);
        let any = screen.model.shot.refunds.iter().any(|row| chosen.as_ref() == Some(&row.refund_no));
        for row in &screen.model.shot.refunds {
            let stop = if any { chosen.as_ref() } else { first } == Some(&row.refund_no);
            let ticked = bulk.ticked(&row.refund_no);
            let hit = card(ui, row, (chosen.as_ref() == Some(&row.refund_no), ticked, stop), now);
            if hit.tick {
                bulk.tick(row);
            }
            if hit.open {
                acts.push(Action::OpenRefund(row.refund_no.clone()));
            }
        }
    });
}

/// Ticks the refund on show, or takes its tick away.
pub(super) fn tick_shown(screen: &Screen<'_>, bulk: &mut Bulk) {
    let chosen = screen.refund_shown();
    let row = screen.model.shot.refunds.iter().find(|row| Some(&row.refund_no) == chosen.as_ref());
    if let Some(row) = row {
        bulk.tick(row);
    }
}

/// What of a card was pressed.
struct Hit {
    open: bool,
    tick: bool,
}

fn card(ui: &mut Ui, row: &RefundRow, (chosen, ticked, stop): (bool, bool, bool), now: Now) -> Hit {
    let p = theme::of(ui);
    let sense = widgets::row_sense(stop);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), CARD_HEIGHT), sense);
    widgets::row_focus(ui, &response, stop);
    let (look, word) = widgets::refund_look(now.lang, row.state);
    let buyer = text::tame(&row.buyer, 24);
    let name = format!("{buyer} {} {word}", row.amount);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, &name));
    let line = if chosen { Stroke::new(2.0, p.accent) } else { Stroke::new(1.0, p.line) };
    let fill = if response.hovered() && !chosen { p.raised } else { p.panel };
    ui.painter().rect(rect, theme::CARD_RADIUS, fill, line, StrokeKind::Inside);
    let mut inside = rect.shrink2(vec2(15.0, 10.0));
    let waits = row.state == RefundState::Requested;
    let tick = waits && tick_box(ui, rect, (ticked, stop), &text::tick_of(now.lang, &buyer, row.amount));
    if waits {
        inside.min.x += BOX + 9.0;
    }
    let (upper, lower) = (inside.with_max_y(inside.center().y), inside.with_min_y(inside.center().y));
    let sum = widgets::paint_cut(ui, upper, Align::Max, &row.amount.to_string(), theme::bold(theme::BODY), p.text);
    let name_room = upper.with_max_x(upper.right() - sum - 12.0);
    widgets::paint_cut(ui, name_room, Align::Min, &buyer, theme::bold(theme::BODY), p.text);
    let right = if waits { age(ui, lower, row, now) } else { state_chip(ui, lower, (look, word)) };
    let reason_room = lower.with_max_x(lower.right() - right - 12.0);
    widgets::paint_cut(ui, reason_room, Align::Min, &second_line(row, now), caption(), p.muted);
    widgets::focus_ring(ui, &response, rect);
    Hit { open: response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked(), tick }
}

const fn caption() -> FontId {
    theme::font(theme::CAPTION)
}

/// How long it has waited; vermilion once it is late.
fn age(ui: &Ui, room: Rect, row: &RefundRow, now: Now) -> f32 {
    let p = theme::of(ui);
    let late = now.at.since(row.requested_at) >= LATE_SECS;
    let font = if late { theme::bold(theme::CAPTION) } else { caption() };
    let words = text::waited(now.lang, row.requested_at, now.at);
    widgets::label_at(ui, room, Align::Max, &words, font, if late { p.danger } else { p.muted })
}

fn state_chip(ui: &Ui, room: Rect, (look, word): (widgets::ChipLook, &str)) -> f32 {
    let width = widgets::chip_width(ui, word);
    widgets::chip_at(ui, pos2(room.right() - width, room.center().y + 1.0), look, word);
    width
}

/// Why, or who began it where no buyer asked.
fn second_line(row: &RefundRow, now: Now) -> String {
    let reason = text::tame(&row.reason, 60).replace('\n', " ");
    match row.origin {
        RefundOrigin::Buyer => reason,
        origin if reason.is_empty() => origin.word(now.lang).to_owned(),
        origin => format!("{} · {reason}", origin.word(now.lang)),
    }
}

/// The box that is ticked.
fn tick_box(ui: &Ui, card: Rect, (ticked, stop): (bool, bool), name: &str) -> bool {
    let room = card.with_max_x(card.left() + 15.0 + BOX + 5.0);
    let middle = pos2(card.left() + 15.0 + BOX / 2.0, card.center().y);
    widgets::tick_at(ui, room, middle, ticked, widgets::row_sense(stop), name)
}
