//! The shipping page: what waits for a parcel, the oldest first, and what WeChat said about the parcels that left.

mod carrier_box;
mod clock;
mod draft;
mod foot;
mod form;
mod held;
mod number;
mod packing;
mod packing_card;
mod parcels;
mod queue;
mod red;
mod remind;
mod row;
mod scan;
mod sent;
mod state;
mod verdict;

pub(in crate::ui) use carrier_box::carrier_name;
pub(in crate::ui) use number::NumberField;
pub(in crate::ui) use parcels::show as show_parcels;
pub(in crate::ui) use remind::Remind;
pub(in crate::ui) use scan::Scanned;
pub(in crate::ui) use state::ShippingPage;

pub(super) use form::{ask_refunded, show as show_form};
pub(super) use red::show as show_red;
pub(super) use remind::show as show_remind;

use super::{beside, fresh_key, key, order_detail, shipping_sheet::choose::ask_slips};
use crate::{
    domain::OrderNo,
    jobs::Command,
    store::ToShipRow,
    ui::{
        app::{Action, App},
        model::ShippingTab,
        shell::part,
        text, theme,
        widgets::{self, ButtonKind, Now},
    },
};
use egui::{self, Align, Key, Layout, Rect, Ui, UiBuilder, pos2, vec2};

/// Below this width the detail covers the list.
const NARROW: f32 = 820.0;

/// The page.
pub(super) fn show(app: &mut App, ui: &mut Ui, rect: Rect, now: Now, acts: &mut Vec<Action>) {
    let head = Rect::from_min_size(rect.min, vec2(rect.width(), theme::CONTROL));
    let mut body = rect.with_min_y(head.bottom() + theme::GAP);
    let ready = ready(app, now);
    show_head(app, ui, head, &ready, now, acts);
    held::show(app, ui, &mut body, now, acts);
    let (detail, list) = beside(app.gaze.order.is_some(), body, NARROW);
    if let Some(list) = list {
        match app.gaze.shipping {
            ShippingTab::ToShip => queue::show(app, ui, list, now, acts),
            ShippingTab::Sent(_) => sent::show(app, ui, list, now, acts),
        }
    }
    if let Some(detail) = detail {
        part(ui, "shipping-detail", detail, |ui| order_detail::show(app, ui, detail, now, acts));
    }
    if !app.pages.asks() && !app.keys_shown {
        keys(app, ui, ready, acts);
    }
}

fn show_head(app: &mut App, ui: &mut Ui, rect: Rect, ready: &[Command], now: Now, acts: &mut Vec<Action>) {
    let layout = Layout::left_to_right(Align::Center);
    let mut tabs = ui.new_child(UiBuilder::new().id_salt("ship-tabs").max_rect(rect).layout(layout));
    show_tabs(app, &mut tabs, now, acts);
    let from = tabs.min_rect().right() + 12.0;
    let mut left = rect.right();
    if app.gaze.shipping == ShippingTab::ToShip {
        ((), left) = widgets::at_right(ui, "ship-tools", rect.with_min_x(from), |ui| {
            // The tabs need the room.
            let narrow = app.gaze.order.is_some() && rect.right() - from < 560.0;
            tools(app, ui, ready, narrow, now, acts);
        });
    }
    frozen(app, ui, Rect::from_min_max(pos2(from, rect.top()), pos2(left - 8.0, rect.bottom())), now);
}

fn show_tabs(app: &App, ui: &mut Ui, now: Now, acts: &mut Vec<Action>) {
    use crate::store::ShipFilter as F;
    let counts = &app.model.shot.counts;
    let mut all = vec![
        (ShippingTab::ToShip, text::tab_to_ship(now.lang), Some(counts.to_ship)),
        (ShippingTab::Sent(F::Reported), text::tab_shipped(now.lang), None),
    ];
    let chosen = app.gaze.shipping;
    if counts.report_stopped > 0 || chosen == ShippingTab::Sent(F::Stopped) {
        all.push((ShippingTab::Sent(F::Stopped), text::tab_stopped(now.lang), Some(counts.report_stopped)));
    }
    if counts.report_waiting > 0 || chosen == ShippingTab::Sent(F::Waiting) {
        all.push((ShippingTab::Sent(F::Waiting), text::tab_not_told(now.lang), Some(counts.report_waiting)));
    }
    if let Some(tab) = widgets::filters(ui, chosen, &all) {
        acts.push(Action::ShippingTab(tab));
    }
}

/// The sum WeChat keeps until the parcels are there, where there is room for it.
fn frozen(app: &App, ui: &Ui, rect: Rect, now: Now) {
    let p = theme::of(ui);
    let counts = &app.model.shot.counts;
    let (name, sum) = match app.gaze.shipping {
        ShippingTab::ToShip => (text::frozen(now.lang), counts.to_ship_fen.to_string()),
        ShippingTab::Sent(_) => (text::held_by_wechat(now.lang), counts.frozen.to_string()),
    };
    let width = |words: &str, font| ui.painter().layout_no_wrap(words.to_owned(), font, p.text).size().x;
    let (name_width, sum_width) = (width(name, theme::font(theme::SMALL)), width(&sum, theme::bold(theme::BODY)));
    if !app.model.loaded || rect.width() < sum_width + 4.0 {
        return;
    }
    let whole = rect.width() >= name_width + 6.0 + sum_width;
    let mut at = rect;
    if whole {
        widgets::label_at(ui, at, Align::Min, name, theme::font(theme::SMALL), p.muted);
        at.min.x += name_width + 6.0;
    }
    widgets::label_at(ui, at, Align::Min, &sum, theme::bold(theme::BODY), p.text);
    let hint = ui.interact(rect, ui.unique_id().with("frozen"), egui::Sense::hover());
    hint.on_hover_text(text::frozen_means(now.lang));
}

fn tools(app: &mut App, ui: &mut Ui, ready: &[Command], narrow: bool, now: Now, acts: &mut Vec<Action>) {
    if !narrow {
        let run = app.model.shot.ship_run.as_ref();
        let name = run.map_or_else(|| text::import_sheet(now.lang).to_owned(), |run| text::run_here(now.lang, run));
        if widgets::button(ui, ButtonKind::Plain, &name, true).clicked() {
            acts.push(Action::ShippingSheet);
        }
        let to_ship = &app.model.shot.to_ship;
        if widgets::button(ui, ButtonKind::Plain, text::packing_slips(now.lang), !to_ship.is_empty()).clicked() {
            let ticked = app.pages.shipping.ticked(to_ship, &app.model.shot.carriers);
            let some = !ticked.is_empty();
            let rows: Vec<ToShipRow> = if some { ticked.into_iter().cloned().collect() } else { to_ship.clone() };
            app.pages.question = Some(ask_slips(ui.ctx(), &rows, some, &app.facts.shop_name, now.lang));
        }
    }
    let name = text::ship_ticked(now.lang, ready.len());
    if widgets::button(ui, ButtonKind::Main, &name, !ready.is_empty()).clicked() {
        acts.push(Action::ShopAll(ready.to_vec()));
    }
}

/// Rows that are ticked, right, and not on their way already.
fn ready(app: &App, now: Now) -> Vec<Command> {
    let mut wishes = app.pages.shipping.ready(&app.model.shot.to_ship, &app.model.shot.carriers);
    wishes.retain(|wish| matches!(wish, Command::Ship { order_no, .. } if !app.pending.order(order_no, now.at)));
    wishes
}

/// The order numbers of the list that is shown, in its order.
fn listed(app: &App) -> Vec<OrderNo> {
    match app.gaze.shipping {
        ShippingTab::ToShip => app.model.shot.to_ship.iter().map(|row| row.order_no.clone()).collect(),
        ShippingTab::Sent(_) => app.model.shot.shipments.iter().map(|row| row.key.order_no.clone()).collect(),
    }
}

fn keys(app: &mut App, ui: &Ui, ready: Vec<Command>, acts: &mut Vec<Action>) {
    let down = key(ui, Key::J) || key(ui, Key::ArrowDown);
    let up = key(ui, Key::K) || key(ui, Key::ArrowUp);
    if down || up {
        let all = listed(app);
        let from = app.gaze.order.as_ref().or(app.pages.shipping.last.as_ref());
        let at = from.and_then(|no| all.iter().position(|listed| listed == no));
        let next =
            at.map_or(0, |at| at.saturating_add_signed(if down { 1 } else { -1 }).min(all.len().saturating_sub(1)));
        if let Some(order_no) = all.get(next) {
            acts.push(Action::LookAtParcel(order_no.clone()));
        }
    }
    if let Some(order_no) = app.gaze.order.clone() {
        if key(ui, Key::S) {
            acts.push(Action::ShipOrder(order_no));
        } else if app.gaze.search.is_empty() && key(ui, Key::Escape) {
            acts.push(Action::CloseOrder);
        }
    }
    if key(ui, Key::Z) {
        held::undo_all(app, acts);
    }
    let free = ui.ctx().memory(|memory| memory.focused().is_none());
    if free && app.gaze.shipping == ShippingTab::ToShip && !ready.is_empty() && fresh_key(ui, Key::Enter) {
        acts.push(Action::ShopAll(ready));
    }
}
