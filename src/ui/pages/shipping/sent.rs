//! What left: each parcel with WeChat's word, or the reason it has none and the next step.

use super::{carrier_name, foot, parcels};
use crate::{
    domain::{ReportState, ShipKind},
    store::{ShipFilter, ShipmentRow},
    ui::{
        action::Action,
        layout::part,
        model::ShippingTab,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Emptiness, Icon, Now},
    },
};
use egui::{self, Align, Rect, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const HEIGHT: f32 = 64.0;

/// The list in its card.
pub(super) fn show(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let mut view = rect.shrink(1.0);
    foot::under_sent(screen, ui, &mut view);
    let rows = &screen.model.shot.shipments;
    if rows.is_empty() {
        part(ui, "no-parcels", view.shrink(24.0), |ui| nothing(screen, ui, acts));
        return;
    }
    part(ui, "parcels", view, |ui| {
        ui.shrink_clip_rect(view);
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = egui::ScrollArea::vertical().id_salt(("sent", screen.gaze.shipping)).auto_shrink(false);
        area.show_rows(ui, HEIGHT, rows.len(), |ui, range| {
            let drawn = rows.get(range).unwrap_or_default();
            let is_chosen = |row: &&ShipmentRow| screen.gaze.order.as_ref() == Some(&row.key.order_no);
            let stop = drawn.iter().find(is_chosen).or(drawn.first()).map(|row| &row.key.order_no);
            for row in drawn {
                if one(screen, ui, row, (is_chosen(&row), stop == Some(&row.key.order_no))) {
                    acts.push(Action::LookAtParcel(row.key.order_no.clone()));
                }
            }
        });
    });
    widgets::card_edge(ui, rect);
}

fn nothing(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    if !screen.model.loaded || screen.model.shot.gaze.shipping != screen.gaze.shipping {
        return;
    }
    let lang = now.lang;
    let (title, body) = match screen.gaze.shipping {
        ShippingTab::Sent(ShipFilter::Stopped) => {
            (text::empty_stopped_title(now.lang), text::empty_stopped_body(now.lang))
        }
        ShippingTab::Sent(ShipFilter::Waiting) => {
            (text::empty_waiting_parcels_title(now.lang), text::empty_waiting_parcels_body(now.lang))
        }
        _ => (text::empty_shipped_title(now.lang), text::empty_shipped_body(now.lang)),
    };
    let why = match screen.gaze.shipping {
        ShippingTab::Sent(ShipFilter::Stopped | ShipFilter::Waiting) => Emptiness::Done,
        _ => Emptiness::NotYet(Icon::Box),
    };
    widgets::emptiness(ui, why, title, body);
    ui.vertical_centered(|ui| {
        if widgets::button(ui, ButtonKind::Plain, text::see_to_ship(lang), true).clicked() {
            acts.push(Action::ShippingTab(ShippingTab::ToShip));
        }
    });
}

fn one(screen: &Screen<'_>, ui: &mut Ui, row: &ShipmentRow, (chosen, stop): (bool, bool)) -> bool {
    let now = screen.now;
    let (lang, p) = (now.lang, theme::of(ui));
    let size = vec2(ui.available_width(), HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, widgets::row_sense(stop));
    widgets::row_focus(ui, &response, stop);
    let word = text::report_state(lang, row.shipment.report, row.shipment.complete);
    let buyer = text::tame(&row.buyer, 24);
    let part = widgets::is_part_refunded(row.order_state, row.refunded);
    let partly = if part { format!(" {}", text::part_refunded(lang)) } else { String::new() };
    let name = format!("{} {buyer} {} {word}{partly}", row.key.order_no, row.total);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, &name));
    widgets::row_ground(ui, rect, &response, chosen);
    let inside = rect.shrink2(vec2(16.0, 0.0));
    let chip = widgets::chip_width(ui, word);
    let state_width = chip.max(if rect.width() > 860.0 { 190.0 } else { 130.0 });
    let state = inside.with_min_x(inside.right() - state_width);
    let who = inside.with_max_x(inside.left() + if rect.width() > 860.0 { 210.0 } else { 160.0 });
    let what = Rect::from_min_max(pos2(who.right() + 12.0, rect.top()), pos2(state.left() - 16.0, rect.bottom()));
    let half = |rect: Rect, middle: f32| {
        Rect::from_center_size(pos2(rect.center().x, rect.center().y + middle), vec2(rect.width(), 20.0))
    };
    let title = format!("{buyer} · {}", row.total);
    widgets::paint_cut(ui, half(who, -10.0), Align::Min, &title, theme::bold(theme::BODY), p.text);
    widgets::order_number(ui, half(who, 11.0), row.key.order_no.as_str(), true);
    let what = if part { widgets::part_refunded_at(ui, what, lang) } else { what };
    if what.width() > 80.0 {
        let carried = carried(screen, row);
        widgets::paint_cut(ui, half(what, -10.0), Align::Min, &carried, theme::font(theme::SMALL), p.text);
        let (words, ink) = second_line(row, now, p);
        widgets::paint_cut(ui, half(what, 11.0), Align::Min, &words, theme::font(theme::CAPTION), ink);
    }
    widgets::chip_at(ui, pos2(state.left(), rect.center().y - 10.0), parcels::look(row.shipment.report), word);
    let below = half(state, 14.0).with_min_x(state.left() + 2.0);
    widgets::paint_cut(ui, below, Align::Min, &aside(row, now), theme::font(theme::CAPTION), p.faint);
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
    response.clicked()
}

fn carried(screen: &Screen<'_>, row: &ShipmentRow) -> String {
    let now = screen.now;
    if row.shipment.kind != ShipKind::Express {
        return text::ship_kind(now.lang, row.shipment.kind).to_owned();
    }
    let carrier = carrier_name(now.lang, &row.parcel.carrier, &screen.model.shot.carriers);
    let line = format!("{carrier} {}", text::tame(&row.parcel.tracking_no, 40));
    if row.parcels > 1 { format!("{line} · {}", text::parcels_line(now.lang, row.parcels as usize)) } else { line }
}

/// The reason it is not told, else what is in it.
fn second_line(row: &ShipmentRow, now: Now, p: &theme::Palette) -> (String, egui::Color32) {
    let sent = &row.shipment;
    let Some(trouble) = &sent.trouble else {
        return (text::goods(now.lang, &row.items, 80), p.muted);
    };
    let ink = if sent.report == ReportState::Stopped { p.danger } else { p.warn };
    (text::report_trouble(now.lang, trouble), ink)
}

/// Under the chip: WeChat's settlement, the next try, or when it left.
fn aside(row: &ShipmentRow, now: Now) -> String {
    let (lang, sent) = (now.lang, &row.shipment);
    match (sent.report, sent.settle) {
        (ReportState::Waiting, _) if sent.trouble.is_some() => text::next_try(lang, sent.next_at, now.at),
        (ReportState::Reported, Some(state)) => text::settlement_short(lang, state).to_owned(),
        _ => text::shipped_at(lang, sent.shipped_at, now.at),
    }
}
