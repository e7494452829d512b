//! One row of the list.

use super::columns::{PlacedColumns, inside};
use crate::{
    domain::Source,
    store::{OrderMarks, OrderRow},
    ui::{
        list_look::OrderColumn,
        pages::shipping::carrier_name,
        text, theme,
        widgets::{self, Glyph, Now},
    },
};
use egui::{Align, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

/// How a row stands in its list.
#[expect(clippy::struct_excessive_bools, reason = "how a row looks, in ways that do not exclude each other")]
#[derive(Clone, Copy)]
pub(super) struct RowLook {
    /// It is open beside the list.
    pub chosen: bool,
    /// The keyboard comes to the list here.
    pub stop: bool,
    pub ticked: bool,
    pub unseen: bool,
}

/// What the owner did to a row.
#[derive(PartialEq, Eq)]
pub(super) enum RowDone {
    Nothing,
    Opened,
    Ticked,
}

/// Draws the row, and what the owner marked it with.
pub(super) fn show(
    ui: &mut Ui,
    at: &PlacedColumns,
    rect: Rect,
    (row, marks): (&OrderRow, Option<&OrderMarks>),
    look: RowLook,
    now: Now,
) -> RowDone {
    let number = row.key.order_no.as_str();
    let response = ui.interact(rect, ui.scope_id().with(number), widgets::row_sense(look.stop));
    widgets::row_focus(ui, &response, look.stop);
    response
        .widget_info(|| WidgetInfo::selected(Role::ListItem, true, look.chosen, spoken(row, marks, look.unseen, now)));
    if look.ticked && !look.chosen {
        ui.painter().rect_filled(rect, 0, theme::of(ui).sel);
    }
    widgets::row_ground(ui, rect, &response, look.chosen);
    let tick = at.tick.with_min_y(rect.top()).with_max_y(rect.bottom());
    let name = text::tick_row(now.lang, number);
    // One stop for the keyboard in the list: there X ticks.
    let ticked =
        widgets::tick_at(ui, tick, pos2(tick.left() + 20.0, tick.center().y), look.ticked, Sense::CLICK, &name);
    for (column, place) in at.at(rect) {
        match column {
            OrderColumn::Goods => goods(ui, inside(column, place), (row, marks), now),
            _ => cell(ui, column, place, (at.narrow, look.unseen), row, now),
        }
    }
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
    match (ticked, response.clicked()) {
        (true, _) => RowDone::Ticked,
        (false, true) => RowDone::Opened,
        (false, false) => RowDone::Nothing,
    }
}

/// The row for who hears it.
fn spoken(row: &OrderRow, marks: Option<&OrderMarks>, unseen: bool, now: Now) -> String {
    let (_, word) = widgets::order_look(now.lang, row);
    let buyer = text::tame(&row.buyer, 24);
    let unseen = if unseen { text::new_word(now.lang) } else { "" };
    let from = if row.source == Source::Elsewhere { text::elsewhere(now.lang) } else { "" };
    let part = widgets::is_part_refunded(row.state, row.refunded);
    let partly = if part { text::part_refunded(now.lang) } else { "" };
    let tags = marks.iter().flat_map(|marks| &marks.tags).map(|tag| text::tame(tag.name.as_str(), 24));
    let tags = tags.collect::<Vec<_>>().join(" ");
    let name = [row.key.order_no.as_str(), &buyer, &row.total.to_string(), word, unseen, from, partly, &tags].join(" ");
    let name: Vec<&str> = name.split_whitespace().collect();
    name.join(" ")
}

fn cell(ui: &mut Ui, column: OrderColumn, place: Rect, (narrow, unseen): (bool, bool), row: &OrderRow, now: Now) {
    let p = theme::of(ui);
    let rect = inside(column, place);
    let small = || theme::font(theme::SMALL);
    let moment = |at| text::moment_short(now.lang, at, now.at);
    match column {
        OrderColumn::Placed => {
            widgets::paint_cut(ui, rect, Align::Min, &moment(row.key.created_at), small(), p.muted);
        }
        OrderColumn::Paid | OrderColumn::Shipped => {
            let at = if column == OrderColumn::Paid { row.paid_at } else { row.shipped_at };
            if let Some(at) = at {
                widgets::paint_cut(ui, rect, Align::Min, &moment(at), small(), p.muted);
            }
        }
        OrderColumn::Carrier => {
            if let Some(carrier) = row.carrier.as_deref().filter(|carrier| !carrier.is_empty()) {
                widgets::paint_cut(ui, rect, Align::Min, &carrier_name(now.lang, carrier, &[]), small(), p.muted);
            }
        }
        OrderColumn::Order => widgets::order_number(ui, rect, row.key.order_no.as_str(), !narrow),
        OrderColumn::Buyer => buyer(ui, rect, (narrow, unseen), row, now),
        OrderColumn::Goods => {}
        OrderColumn::Amount => amount(ui, rect, row),
        OrderColumn::State => {
            let (look, word) = widgets::order_look(now.lang, row);
            widgets::chip_at(ui, rect.left_center(), look, word);
        }
    }
}

fn buyer(ui: &mut Ui, rect: Rect, (narrow, unseen): (bool, bool), row: &OrderRow, now: Now) {
    let p = theme::of(ui);
    if unseen {
        ui.painter().circle_filled(pos2(rect.left() - 10.0, rect.center().y), 4.0, p.accent);
    }
    if row.source == Source::Elsewhere {
        widgets::mark_at(ui, rect.left_center(), text::elsewhere(now.lang));
        return;
    }
    let tail = if narrow { "" } else { row.phone_tail.as_str() };
    let room = if tail.is_empty() { rect } else { rect.with_max_x(rect.right() - 36.0) };
    let name = text::tame(&row.buyer, 24);
    let width = widgets::paint_cut(ui, room, Align::Min, &name, theme::font(theme::BODY), p.text);
    let behind = rect.with_min_x(rect.left() + width + 6.0);
    widgets::paint_cut(ui, behind, Align::Min, tail, theme::font(theme::SMALL), p.faint);
}

/// The goods, then the owner's tags, then the notes: the buyer's, and the newest of the owner's.
fn goods(ui: &Ui, rect: Rect, (row, marks): (&OrderRow, Option<&OrderMarks>), now: Now) {
    let p = theme::of(ui);
    let items = text::goods(now.lang, &row.items, 80);
    let width = widgets::paint_cut(ui, rect, Align::Min, &items, theme::font(theme::SMALL), p.muted);
    let mut room = rect.with_min_x(rect.left() + width + 12.0);
    for tag in marks.iter().flat_map(|marks| &marks.tags) {
        room.min.x += widgets::tag_at(ui, room, tag);
    }
    let notes = [Some(row.note.as_str()), marks.and_then(|marks| marks.note.as_deref())];
    let notes: Vec<&str> = notes.into_iter().flatten().filter(|note| !note.is_empty()).collect();
    if notes.is_empty() || room.width() < 48.0 {
        return;
    }
    Glyph::Note.paint(ui.painter(), pos2(room.left() + 5.0, room.center().y), p.faint);
    let words = room.with_min_x(room.left() + 16.0);
    let note = text::tame(&notes.join(" · "), 60).replace('\n', " ");
    widgets::paint_cut(ui, words, Align::Min, &note, theme::font(theme::CAPTION), p.faint);
}

/// The sum, and left of it what went back.
fn amount(ui: &Ui, rect: Rect, row: &OrderRow) {
    let p = theme::of(ui);
    let width = widgets::paint_cut(ui, rect, Align::Max, &row.total.to_string(), theme::font(theme::BODY), p.text);
    if row.refunded.is_zero() {
        return;
    }
    let back = format!("−{}", row.refunded.to_yuan());
    // It may reach into the room of the goods: sums of both kinds are short.
    let room = rect.with_max_x(rect.right() - width - 8.0).with_min_x(rect.left() - 48.0);
    widgets::paint_cut(ui, room.expand2(vec2(0.0, 0.0)), Align::Max, &back, theme::font(theme::CAPTION), p.danger);
}
