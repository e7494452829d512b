//! One row of the queue: who, what, where, carrier and number, and the clock. One that is being refunded is red, and has
//! no field.

use super::{clock, columns::ParcelColumns, row_field, row_words, state::ShippingPage};
use crate::{
    store::ToShipRow,
    ui::{
        action::Action,
        screen::Screen,
        text,
        text::Lang,
        theme,
        widgets::{self, Icon, Now},
    },
};
use egui::{self, Align, Rect, Response, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2};

pub(super) const HEIGHT: f32 = 72.0;

/// Draws it; true when Enter in its field passes the keyboard on.
pub(super) fn show(
    screen: &Screen<'_>,
    page: &mut ShippingPage,
    ui: &mut Ui,
    rect: Rect,
    row: &ToShipRow,
    (chosen, stop): (bool, bool),
    acts: &mut Vec<Action>,
) -> bool {
    let now = screen.now;
    let number = row.order_no.as_str();
    let response = ui.interact(rect, ui.scope_id().with(("to-ship", number)), widgets::row_sense(stop));
    widgets::row_focus(ui, &response, stop);
    let buyer = text::tame(&row.buyer, 24);
    // Whoever hears the screen instead of seeing it hears what is not to be packed.
    let stays = match row.refund {
        Some(_) => format!(" {}", text::refunding_do_not_ship(now.lang)),
        None => text::not_sent_line(now.lang, &row.to_send).map_or_else(String::new, |words| format!(" {words}")),
    };
    let name = format!("{number} {buyer} {}{stays}", row.total);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, &name));
    ground(ui, rect, &response, row, chosen);
    let at = ParcelColumns::of(rect);
    let passed = if row.refund.is_some() {
        row_words::show(ui, &at, row, &buyer, now, acts);
        stays_here(ui, at.field().with_max_x(at.clock.right()), row, now);
        false
    } else {
        tick(screen, page, ui, at.tick, row, &buyer, now.lang);
        row_words::show(ui, &at, row, &buyer, now, acts);
        clock::show(ui, at.clock, row.paid_at, now);
        row_field::show(screen, page, ui, &at, row)
    };
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
    if response.clicked() {
        page.told = None; // it was said of something else
        acts.push(Action::LookAtParcel(row.order_no.clone()));
    }
    passed
}

fn ground(ui: &Ui, rect: Rect, response: &Response, row: &ToShipRow, chosen: bool) {
    if row.refund.is_none() {
        widgets::row_ground(ui, rect, response, chosen);
        return;
    }
    let (p, painter) = (theme::of(ui), ui.painter());
    painter.rect_filled(rect, 0, p.danger_bg);
    if chosen {
        painter.rect_filled(rect.with_max_x(rect.left() + 3.0), 0, p.danger);
    }
    painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
}

/// In place of the field: that it stays, and where its refund stands.
fn stays_here(ui: &Ui, room: Rect, row: &ToShipRow, now: Now) {
    let p = theme::of(ui);
    Icon::Bang.paint(ui.painter(), pos2(room.left() + 9.0, room.center().y), 18.0, p.danger);
    let words = room.with_min_x(room.left() + 26.0);
    let half = |up: f32| {
        Rect::from_center_size(pos2(words.center().x, words.center().y + up), egui::vec2(words.width(), 18.0))
    };
    let title = text::refunding_do_not_ship(now.lang);
    widgets::label_at(ui, half(-9.0), Align::Min, title, theme::font(theme::SMALL), p.danger);
    if let Some(state) = row.refund {
        widgets::label_at(ui, half(10.0), Align::Min, state.word(now.lang), theme::font(theme::CAPTION), p.danger);
    }
}

fn tick(screen: &Screen<'_>, page: &mut ShippingPage, ui: &Ui, room: Rect, row: &ToShipRow, buyer: &str, lang: Lang) {
    let (ticked, right) = page.tick_of(row, &screen.model.shot.carriers);
    let name = text::tick_order(lang, buyer, row.order_no.as_str());
    let middle = pos2(room.center().x, room.center().y);
    if widgets::tick_at(ui, room, middle, ticked, Sense::click(), &name) {
        let mut draft = page.draft(&row.order_no);
        draft.press_tick(right);
        page.keep(&row.order_no, draft);
    }
}
