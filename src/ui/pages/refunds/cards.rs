//! The list of refunds: who, how much, why, and how long it has waited. What waits can be ticked to be decided together.
//! However many there are, only those in sight are drawn; more are read before the view comes to the end.

use super::{head::TICK, state::RefundsPage, ticks::Bulk};
use crate::{
    domain::{RefundOrigin, RefundState},
    store::RefundRow,
    ui::{
        action::Action,
        model::REFUNDS_PAGE,
        screen::Screen,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{self, Align, FontId, Rect, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2};

/// Height of a row.
const ROW: f32 = 76.0;
/// When the view comes this near to the last row at hand, the next ones are read.
const MARGIN: usize = 60;
/// A request that waits longer than this is late, seconds: what waits two days becomes a complaint at WeChat.
const LATE_SECS: i64 = 24 * 60 * 60;

/// The rows of the list in sight.
pub(super) fn show(screen: &Screen<'_>, page: &mut RefundsPage, ui: &mut Ui, acts: &mut Vec<Action>) {
    let all = &screen.model.shot.refunds;
    let chosen = screen.refund_shown();
    let chosen_at = all.iter().position(|row| chosen.as_ref() == Some(&row.refund_no));
    let reveal = page.reveal.take().and_then(|no| all.iter().position(|row| row.refund_no == no));
    let area = ScrollArea::vertical().id_salt(("cards", screen.gaze.refunds.tab)).auto_shrink(false);
    area.show_viewport(ui, |ui, seen| {
        ui.set_height(all.len() as f32 * ROW);
        let (corner, width) = (ui.max_rect().min, ui.max_rect().width());
        let place = |at: usize| Rect::from_min_size(corner + vec2(0.0, at as f32 * ROW), vec2(width, ROW));
        if let Some(at) = reveal {
            ui.scroll_to_rect(place(at), None);
        }
        let first = (seen.min.y / ROW).max(0.0) as usize;
        let last = (first + (seen.height() / ROW).ceil() as usize + 1).min(all.len());
        // The keyboard walks on from rows that are in sight whole.
        page.in_sight = (seen.min.y / ROW).ceil().max(0.0) as usize..((seen.max.y / ROW) as usize).min(all.len());
        let stop = chosen_at.filter(|at| (first..last).contains(at)).unwrap_or(first);
        for (at, row) in all.iter().enumerate().take(last).skip(first) {
            let look = (chosen_at == Some(at), page.bulk.ticked(&row.refund_no), stop == at);
            let hit = card(ui, place(at), row, look, screen.now);
            if hit.tick {
                page.bulk.tick(row);
            }
            if hit.open {
                acts.push(Action::OpenRefund(row.refund_no.clone()));
            }
        }
        if last + MARGIN > all.len() && has_more(screen) {
            acts.push(Action::MoreRefunds);
        }
    });
}

/// True where the list has rows behind those at hand, and nobody reads them yet.
fn has_more(screen: &Screen<'_>) -> bool {
    let (shot, gaze) = (&screen.model.shot, screen.gaze);
    let asked = gaze.refund_pages == shot.gaze.refund_pages && gaze.refunds == shot.gaze.refunds;
    let wanted = u64::from(REFUNDS_PAGE) * (u64::from(gaze.refund_pages) + 1);
    asked && shot.refunds.len() as u64 >= wanted
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

fn card(ui: &mut Ui, rect: Rect, row: &RefundRow, (chosen, ticked, stop): (bool, bool, bool), now: Now) -> Hit {
    let ui = &mut ui.new_child(UiBuilder::new().id_salt(row.refund_no.as_str()).max_rect(rect));
    let p = theme::of(ui);
    let response = ui.interact(rect, ui.scope_id().with("card"), widgets::row_sense(stop));
    widgets::row_focus(ui, &response, stop);
    let (look, word) = widgets::refund_look(now.lang, row);
    let buyer = text::tame(&row.buyer, 24);
    let name = format!("{buyer} {} {word}", row.amount);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, &name));
    if ticked && !chosen {
        ui.painter().rect_filled(rect, 0, p.sel);
    }
    widgets::row_ground(ui, rect, &response, chosen);
    let waits = row.state == RefundState::Requested;
    let tick = waits && {
        let (room, middle) = (rect.with_max_x(rect.left() + TICK + 16.0), pos2(rect.left() + TICK, rect.center().y));
        let sense = if stop { Sense::click() } else { Sense::CLICK };
        widgets::tick_at(ui, room, middle, ticked, sense, &text::tick_of(now.lang, &buyer, row.amount))
    };
    let left = rect.left() + if waits { TICK + 20.0 } else { theme::PAD };
    let line = |from: f32, height: f32| {
        let top = rect.top() + from;
        Rect::from_min_max(pos2(left, top), pos2(rect.right() - 14.0, top + height))
    };
    let (who, why, order) = (line(9.0, 20.0), line(32.0, 18.0), line(50.0, 17.0));
    let sum = widgets::paint_cut(ui, who, Align::Max, &row.amount.to_string(), theme::font(theme::BODY), p.text);
    widgets::paint_cut(ui, cut(who, sum), Align::Min, &buyer, theme::font(theme::BODY), p.text);
    let beside = if waits { age(ui, why, row, now) } else { state_chip(ui, why.union(order), (look, word)) };
    widgets::paint_cut(ui, cut(why, beside), Align::Min, &second_line(row, now), theme::font(theme::SMALL), p.muted);
    let asked = text::moment_short(now.lang, row.requested_at, now.at);
    let number = format!("{} · {asked}", row.order_no);
    let room = if waits { order } else { cut(order, beside) };
    widgets::paint_cut(ui, room, Align::Min, &number, caption(), p.faint);
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
    Hit { open: response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked(), tick }
}

/// The room left of something this wide.
fn cut(room: Rect, taken: f32) -> Rect {
    room.with_max_x(room.right() - taken - 12.0)
}

const fn caption() -> FontId {
    theme::font(theme::CAPTION)
}

/// How long it has waited; vermilion once it is late.
fn age(ui: &Ui, room: Rect, row: &RefundRow, now: Now) -> f32 {
    let p = theme::of(ui);
    let late = now.at.since(row.requested_at) >= LATE_SECS;
    let words = text::waited(now.lang, row.requested_at, now.at);
    widgets::label_at(ui, room, Align::Max, &words, caption(), if late { p.danger } else { p.muted })
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
