//! The order's number, how it stands, what it came to; and its refunds.

use crate::{
    domain::{OrderNo, Source},
    store::OrderDetail,
    ui::{
        action::Action,
        screen::Screen,
        text, theme,
        widgets::{self, ChipLook, Glyph, Now},
    },
};
use egui::{self, Align, Align2, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const CROSS: f32 = 26.0;

/// Number, chips, sum; the moment it was placed where there is room.
pub(super) fn show(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, detail: &OrderDetail, acts: &mut Vec<Action>) {
    let (now, p) = (screen.now, theme::of(ui));
    line_under(ui, rect);
    let sum = detail.row.total.to_string();
    let letters = ui.painter().layout_no_wrap(sum.clone(), theme::bold(theme::TITLE), p.text);
    let right = rect.right() - 12.0 - CROSS - 10.0;
    let at = Rect::from_min_max(pos2(right - letters.size().x, rect.top()), pos2(right, rect.bottom()));
    ui.painter().text(at.right_center(), Align2::RIGHT_CENTER, &sum, theme::bold(theme::TITLE), p.text);
    widgets::label_node(ui, at, &sum);
    let room = Rect::from_min_max(pos2(rect.left() + 16.0, rect.top()), pos2(at.left() - 10.0, rect.bottom()));
    let layout = egui::Layout::left_to_right(Align::Center);
    ui.scope_builder(egui::UiBuilder::new().max_rect(room).layout(layout), |ui| {
        ui.shrink_clip_rect(room);
        ui.spacing_mut().item_spacing.x = 6.0;
        let (look, word) = widgets::order_look(now.lang, &detail.row);
        let part = widgets::is_part_refunded(detail.row.state, detail.row.refunded);
        let elsewhere = detail.row.source == Source::Elsewhere;
        let mut chips = widgets::chip_width(ui, word) + 6.0;
        if part {
            chips += widgets::chip_width(ui, text::part_refunded(now.lang)) + 6.0;
        }
        if elsewhere {
            chips += 90.0;
        }
        number(ui, now, &detail.row.key.order_no, (room.width() - chips - 34.0).max(60.0), acts);
        widgets::chip(ui, look, word);
        if part {
            widgets::chip(ui, ChipLook::Half, text::part_refunded(now.lang));
        }
        if elsewhere {
            widgets::mark(ui, text::elsewhere(now.lang));
        }
    });
    close(ui, now, rect, acts);
}

/// The number alone, of an order that cannot be read.
pub(super) fn bare(ui: &mut Ui, now: Now, rect: Rect, order_no: &OrderNo, acts: &mut Vec<Action>) {
    line_under(ui, rect);
    let room = rect.with_min_x(rect.left() + 16.0).with_max_x(rect.right() - CROSS - 24.0);
    let layout = egui::Layout::left_to_right(Align::Center);
    ui.scope_builder(egui::UiBuilder::new().max_rect(room).layout(layout), |ui| {
        number(ui, now, order_no, room.width() - 34.0, acts);
    });
    close(ui, now, rect, acts);
}

fn line_under(ui: &Ui, rect: Rect) {
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme::of(ui).line));
}

/// The front faint, the tail plain, and the button that copies it; cut at its front where there is no room.
fn number(ui: &mut Ui, now: Now, order_no: &OrderNo, room: f32, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    // Its tail is a little wider than the rest.
    let font = theme::font(theme::SMALL);
    let whole = ui.painter().layout_no_wrap(order_no.as_str().to_owned(), font, p.text).size().x + 6.0;
    let (rect, response) = ui.allocate_exact_size(vec2(whole.min(room), 24.0), Sense::hover());
    widgets::order_number(ui, rect, order_no.as_str(), true);
    widgets::label_node(ui, rect, order_no.as_str());
    response.on_hover_text(order_no.as_str());
    if widgets::copy_button(ui, text::copy_order_no(now.lang), order_no.as_str()) {
        acts.push(Action::Copied);
    }
}

fn close(ui: &mut Ui, now: Now, rect: Rect, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let name = text::close_detail(now.lang);
    let middle = pos2(rect.right() - 12.0 - CROSS / 2.0, rect.center().y);
    let place = Rect::from_center_size(middle, vec2(CROSS, CROSS));
    let response = ui.interact(place, ui.unique_id().with("close"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() {
        ui.painter().rect_filled(place, theme::RADIUS, p.raised);
    }
    Glyph::Cross.paint(ui.painter(), place.center(), if response.hovered() { p.text } else { p.faint });
    widgets::focus_ring(ui, &response, place);
    if response.on_hover_text(name).clicked() {
        acts.push(Action::CloseOrder);
    }
}

/// Its refunds, each with how it stands; a press opens it.
pub(super) fn refunds(ui: &mut Ui, now: Now, detail: &OrderDetail, acts: &mut Vec<Action>) {
    if detail.refunds.is_empty() {
        return;
    }
    widgets::section(ui, text::refunds(now.lang));
    for refund in &detail.refunds {
        ui.horizontal(|ui| {
            let (look, word) = widgets::refund_look(now.lang, refund);
            widgets::chip(ui, look, word);
            let line = text::refund_line(now.lang, refund.amount, refund.requested_at, now.at);
            if widgets::link(ui, &line, theme::BODY).clicked() {
                acts.push(Action::OpenRefund(refund.refund_no.clone()));
            }
            if refund.paused {
                widgets::mark(ui, text::paused_mark(now.lang));
            } else if refund.set_aside && !refund.state.is_final() {
                widgets::mark(ui, text::set_aside_mark(now.lang));
            }
        });
    }
}
