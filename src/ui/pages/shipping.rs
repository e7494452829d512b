//! The shipping page: what waits for a parcel, the oldest first, and what WeChat said about the parcels that left.

mod carrier_box;
mod clock;
mod columns;
mod command_sheet;
mod draft;
mod field;
mod foot;
mod form;
mod held;
mod number;
mod packing;
mod packing_card;
mod parcels;
mod queue;
mod queue_bar;
mod red;
mod refund_check;
mod remind;
mod row;
mod row_field;
mod row_words;
mod scan_strip;
mod sent;
mod slips;
mod slips_question;
mod state;
mod verdict;

pub(in crate::ui) use carrier_box::{NameLength, carrier_name, show as carrier_box};
pub(in crate::ui) use command_sheet::CommandSheetQuestion;
pub(in crate::ui) use draft::{CarrierChoice, DraftFault, number as parse_number};
pub(in crate::ui) use field::NumberField;
pub(in crate::ui) use form::fault;
pub(in crate::ui) use packing::{Packed, Packing, Undone};
pub(in crate::ui) use parcels::show as show_parcels;
pub(in crate::ui) use red::Red;
pub(in crate::ui) use refund_check::RefundCheck;
pub(in crate::ui) use remind::Remind;
pub(in crate::ui) use slips::{SlipsOf, SlipsQuestion, has_slip};
pub(in crate::ui) use state::ShippingPage;
pub(in crate::ui) use verdict::{Blocked, PackVerdict};

pub(super) use command_sheet::show as show_command_sheet;
pub(super) use form::{ask_refunded, show as show_form};
pub(super) use red::show as show_red;
pub(super) use remind::show as show_remind;
pub(super) use slips_question::show as show_slips;

use super::{order_detail, overlays::Overlays};
use crate::{
    domain::OrderNo,
    jobs::Command,
    store::ToShipRow,
    ui::{
        action::{Action, Question},
        keys::{fresh_key, in_front, key},
        layout::{beside, part},
        model::ShippingTab,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Align, Key, Layout, Modifiers, Rect, Ui, UiBuilder, pos2, vec2};
use std::collections::BTreeMap;

/// Below this width the detail covers the list.
const NARROW: f32 = 820.0;

/// The page.
pub(super) fn show(
    screen: &Screen<'_>,
    page: &mut ShippingPage,
    over: &mut Overlays,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let head = Rect::from_min_size(rect.min, vec2(rect.width(), theme::CONTROL));
    let mut body = rect.with_min_y(head.bottom() + theme::GAP);
    let ready = ready(screen, page);
    show_head(screen, page, ui, head, &ready, acts);
    held::show(screen, ui, &mut body, acts);
    let shown = &screen.model.shot.gaze;
    let here = shown.place == screen.gaze.place && shown.parcels == screen.gaze.parcels;
    if page.asks_slips && here && shown.shipping == screen.gaze.shipping {
        page.asks_slips = false;
        acts.push(ask_slips(screen, page));
    }
    let (detail, list) = beside(screen.gaze.order.is_some(), body, NARROW);
    if let Some(list) = list {
        match screen.gaze.shipping {
            ShippingTab::ToShip | ShippingTab::Unprinted => queue::show(screen, page, ui, list, acts),
            ShippingTab::Sent(_) => sent::show(screen, ui, list, acts),
        }
    }
    if let Some(detail) = detail {
        part(ui, "shipping-detail", detail, |ui| order_detail::show(screen, page, over, ui, detail, acts));
    }
    if !screen.asks && !screen.keys_shown && page.menu.is_none() {
        keys(screen, page, ui, ready, acts);
    }
}

fn show_head(
    screen: &Screen<'_>,
    page: &mut ShippingPage,
    ui: &mut Ui,
    rect: Rect,
    ready: &[Command],
    acts: &mut Vec<Action>,
) {
    let layout = Layout::left_to_right(Align::Center);
    let mut tabs = ui.new_child(UiBuilder::new().id_salt("ship-tabs").max_rect(rect).layout(layout));
    show_tabs(screen, &mut tabs, acts);
    let from = tabs.min_rect().right() + 12.0;
    let mut left = rect.right();
    if screen.gaze.shipping.is_queue() {
        ((), left) = widgets::at_right(ui, "ship-tools", rect.with_min_x(from), |ui| {
            tools(screen, page, ui, ready, rect.right() - from, acts);
        });
    }
    frozen(screen, ui, Rect::from_min_max(pos2(from, rect.top()), pos2(left - 8.0, rect.bottom())));
}

fn show_tabs(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    use crate::store::ShipFilter as F;
    let now = screen.now;
    let counts = &screen.model.shot.counts;
    let mut all = vec![
        (ShippingTab::ToShip, text::tab_to_ship(now.lang), Some(counts.to_ship)),
        (ShippingTab::Unprinted, text::tab_unprinted(now.lang), Some(screen.model.shot.unprinted)),
        (ShippingTab::Sent(F::Reported), text::tab_shipped(now.lang), None),
    ];
    let chosen = screen.gaze.shipping;
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
fn frozen(screen: &Screen<'_>, ui: &Ui, rect: Rect) {
    let now = screen.now;
    let p = theme::of(ui);
    let counts = &screen.model.shot.counts;
    let (name, sum) = match screen.gaze.shipping {
        ShippingTab::ToShip | ShippingTab::Unprinted => (text::frozen(now.lang), counts.to_ship_fen.to_string()),
        ShippingTab::Sent(_) => (text::held_by_wechat(now.lang), counts.frozen.to_string()),
    };
    let width = |words: &str, font| ui.painter().layout_no_wrap(words.to_owned(), font, p.text).size().x;
    let (name_width, sum_width) = (width(name, theme::font(theme::SMALL)), width(&sum, theme::bold(theme::BODY)));
    // A sum without its name says nothing.
    if !screen.model.loaded || rect.width() < name_width + 6.0 + sum_width {
        return;
    }
    let mut at = rect;
    widgets::label_at(ui, at, Align::Min, name, theme::font(theme::SMALL), p.muted);
    at.min.x += name_width + 6.0;
    widgets::label_at(ui, at, Align::Min, &sum, theme::bold(theme::BODY), p.text);
    let hint = ui.interact(rect, ui.unique_id().with("frozen"), egui::Sense::hover());
    hint.on_hover_text(text::frozen_means(now.lang));
}

fn tools(
    screen: &Screen<'_>,
    page: &mut ShippingPage,
    ui: &mut Ui,
    ready: &[Command],
    room: f32,
    acts: &mut Vec<Action>,
) {
    let now = screen.now;
    let run = screen.model.shot.ship_run.as_ref();
    let sheet = run.map_or_else(|| text::import_sheet(now.lang).to_owned(), |run| text::run_here(now.lang, run));
    let ticked = page.ticked(&screen.model.shot.to_ship, &screen.model.shot.carriers);
    let slips = text::packing_slips(now.lang, ticked.len());
    let name = text::ship_ticked(now.lang, ready.len());
    // Beside an open order, or with large letters, only the main one: the others are a key and a command away.
    let words = [&sheet, &slips, &name].map(|words| widgets::button_width(ui, words) + ui.spacing().item_spacing.x);
    if words.into_iter().sum::<f32>() <= room {
        if widgets::button(ui, ButtonKind::Plain, &sheet, true).clicked() {
            acts.push(Action::ShippingSheet);
        }
        if widgets::button(ui, ButtonKind::Plain, &slips, !queue::entries(screen).is_empty()).clicked() {
            acts.push(ask_slips(screen, page));
        }
    }
    if widgets::button(ui, ButtonKind::Main, &name, !ready.is_empty()).clicked() {
        send(screen, page, ui, ready.to_vec(), acts);
    }
}

/// Slips of the ticked rows, else of all that is listed.
fn ask_slips(screen: &Screen<'_>, page: &ShippingPage) -> Action {
    let ticked = page.ticked(&screen.model.shot.to_ship, &screen.model.shot.carriers);
    let lang = screen.now.lang;
    Action::AskSlips(Box::new(if ticked.is_empty() {
        SlipsQuestion::of_rows(queue::entries(screen), SlipsOf::All, lang)
    } else {
        SlipsQuestion::of_rows(ticked, SlipsOf::Ticked, lang)
    }))
}

/// P: slips of the ticked rows, else of the order one stands on.
fn slips_by_key(screen: &Screen<'_>, page: &ShippingPage, acts: &mut Vec<Action>) {
    let ticked = !page.ticked(&screen.model.shot.to_ship, &screen.model.shot.carriers).is_empty();
    if ticked && screen.gaze.shipping.is_queue() {
        acts.push(ask_slips(screen, page));
    } else if let Some(detail) = screen.open_order().filter(|detail| has_slip(detail)) {
        acts.push(Action::AskSlips(Box::new(SlipsQuestion::of_order(detail, screen.now.lang))));
    }
}

/// Sends them, unless one has a number like nobody's and the owner was not warned of it: then the next press does. Several
/// are asked about once, with their count.
fn send(screen: &Screen<'_>, page: &mut ShippingPage, ui: &Ui, ready: Vec<Command>, acts: &mut Vec<Action>) {
    let shippings = ready.iter().filter_map(|wish| match wish {
        Command::Ship { shipping, .. } => Some(shipping),
        _ => None,
    });
    if page.must_look(shippings) {
        return;
    }
    if ready.len() > 1 {
        acts.push(Action::Ask(Box::new(ask_many(screen, ui, ready))));
    } else {
        acts.push(Action::ShopAll(ready));
    }
}

/// How many go, with whom, and what becomes of one that cannot.
fn ask_many(screen: &Screen<'_>, ui: &Ui, ready: Vec<Command>) -> Question {
    let lang = screen.now.lang;
    let mut carriers: BTreeMap<String, usize> = BTreeMap::new();
    for wish in &ready {
        let Command::Ship { shipping, .. } = wish else { continue };
        for one in &shipping.parcels {
            let name = carrier_name(lang, &one.parcel.carrier, &screen.model.shot.carriers);
            let parcels = carriers.entry(name).or_default();
            *parcels = parcels.saturating_add(1);
        }
    }
    let counts: Vec<String> = carriers.iter().map(|(name, many)| text::carrier_count(lang, name, *many)).collect();
    let title = text::ship_many_question(lang, ready.len());
    let buttons = (text::ship_many_now(lang), text::not_yet(lang));
    let mut question = Question::about(ui.ctx(), title, buttons, ButtonKind::Main, Action::ShipMany(ready));
    if !counts.is_empty() {
        question = question.fact(&text::ship_many_with(lang, &counts.join(lang.pick("、", ", "))));
    }
    question.fact(text::ship_many_told(lang)).fact(text::ship_many_each(lang))
}

/// Rows that are ticked, right, and not on their way already.
fn ready(screen: &Screen<'_>, page: &ShippingPage) -> Vec<Command> {
    let now = screen.now;
    let mut wishes = page.ready(&screen.model.shot.to_ship, &screen.model.shot.carriers);
    wishes.retain(|wish| matches!(wish, Command::Ship { order_no, .. } if !screen.pending.order(order_no, now.at)));
    wishes
}

/// The order numbers of the list that is shown, in its order. What must stay is walked past, and walked on from (`from`).
fn listed(screen: &Screen<'_>, from: Option<&OrderNo>) -> Vec<OrderNo> {
    let walked = |row: &&&ToShipRow| row.refund.is_none() || from == Some(&row.order_no);
    match screen.gaze.shipping {
        ShippingTab::ToShip | ShippingTab::Unprinted => {
            queue::entries(screen).iter().filter(walked).map(|row| row.order_no.clone()).collect()
        }
        ShippingTab::Sent(_) => screen.model.shot.shipments.iter().map(|row| row.key.order_no.clone()).collect(),
    }
}

fn keys(screen: &Screen<'_>, page: &mut ShippingPage, ui: &Ui, ready: Vec<Command>, acts: &mut Vec<Action>) {
    let down = key(ui, Key::J) || key(ui, Key::ArrowDown);
    let up = key(ui, Key::K) || key(ui, Key::ArrowUp);
    if down || up {
        let from = screen.gaze.order.as_ref().or(page.last.as_ref());
        let all = listed(screen, from);
        let at = from.and_then(|no| all.iter().position(|listed| listed == no));
        let next =
            at.map_or(0, |at| at.saturating_add_signed(if down { 1 } else { -1 }).min(all.len().saturating_sub(1)));
        if let Some(order_no) = all.get(next) {
            page.told = None;
            acts.push(Action::LookAtParcel(order_no.clone()));
        }
    }
    if let Some(order_no) = screen.gaze.order.clone() {
        if key(ui, Key::S) {
            acts.push(Action::ShipOrder(order_no));
        } else if key(ui, Key::Escape) {
            acts.push(Action::CloseOrder);
        }
    }
    if key(ui, Key::P) {
        slips_by_key(screen, page, acts);
    }
    if key(ui, Key::Z) {
        held::undo_all(screen, acts);
    }
    if !screen.gaze.shipping.is_queue() || ready.is_empty() {
        return;
    }
    // From the field of the last number too, in which Enter alone goes on to the next row.
    let all = in_front(ui) && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
    let free = ui.ctx().memory(|memory| memory.focused().is_none());
    if all || (free && fresh_key(ui, Key::Enter)) {
        send(screen, page, ui, ready, acts);
    }
}
