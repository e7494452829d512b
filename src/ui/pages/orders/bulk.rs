//! What is done with the ticked rows: the bar at the card's foot, and the tick in its head.

use super::{open_menu::Menu, state::OrdersPage, tag_menu};
use crate::{
    domain::{OrderNo, OrderState},
    store::OrderKey,
    ui::{
        ExportedList,
        action::{Action, ExportWish, TickedToShip},
        keys::key,
        pages::filters,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{Key, Rect, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

pub(super) const HEIGHT: f32 = 44.0;
/// What a key on a button takes.
const KEY: f32 = 28.0;
/// What the buttons for a tag and for "seen" take: they stand there in any width.
const MARKS: f32 = 250.0;

/// The tick in the head: all rows at hand, or none. A line in it: some.
pub(super) fn tick_all(screen: &Screen<'_>, page: &mut OrdersPage, ui: &Ui, room: Rect) {
    let rows = &screen.model.shot.orders.rows;
    let all = !rows.is_empty() && rows.iter().all(|row| page.ticked.has(&row.key.order_no));
    let some = page.ticked.any();
    let middle = pos2(room.left() + 20.0, room.center().y);
    let name = text::tick_listed(screen.now.lang);
    let sense = if rows.is_empty() { Sense::hover() } else { Sense::click() };
    if widgets::tick_at(ui, room, middle, all, sense, name) {
        if some {
            page.ticked.clear();
        } else {
            page.ticked.tick_all(rows, &screen.model.shot.marks);
        }
    }
    if some && !all {
        mixed(ui, middle);
    }
}

fn mixed(ui: &Ui, middle: egui::Pos2) {
    let p = theme::of(ui);
    ui.painter().rect_filled(Rect::from_center_size(middle, vec2(18.0, 18.0)), 5, p.accent);
    ui.painter().hline(middle.x - 4.0..=middle.x + 4.0, middle.y, Stroke::new(1.8, p.on_accent));
}

/// What of the ticked orders can be shipped, and what must stay.
fn to_ship(page: &OrdersPage) -> Option<TickedToShip> {
    let mut all = TickedToShip::default();
    for row in page.ticked.rows() {
        let order_no = row.key.order_no.clone();
        match row.state {
            OrderState::ToShip if row.refund.is_some() => all.refunding.push(order_no),
            OrderState::ToShip if !row.nothing_to_send => all.ready.push(order_no),
            _ => all.others = all.others.saturating_add(1),
        }
    }
    (!all.ready.is_empty()).then_some(all)
}

/// One alone is shipped where it stands, several on the page made for it.
fn ship(wanted: TickedToShip, acts: &mut Vec<Action>) {
    let alone = wanted.refunding.is_empty() && wanted.others == 0 && wanted.ready.len() == 1;
    match wanted.ready.first().filter(|_| alone) {
        Some(only) => acts.push(Action::ShipOrder(only.clone())),
        None => acts.push(Action::ShipTicked(wanted)),
    }
}

fn unseen(screen: &Screen<'_>, page: &OrdersPage) -> Vec<OrderNo> {
    page.ticked.rows().filter(|row| screen.is_unseen(row)).map(|row| row.key.order_no.clone()).collect()
}

/// Draws the bar.
pub(super) fn bar(screen: &Screen<'_>, page: &mut OrdersPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    ui.painter().rect_filled(rect, 0, p.raised);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, p.line));
    let middle = pos2(rect.left() + 20.0, rect.center().y);
    mixed(ui, middle);
    let right = all_or_none(screen, page, ui, rect);
    let mut row = ui.new_child(
        UiBuilder::new()
            .id_salt("bulk-bar")
            .max_rect(rect.with_min_x(rect.left() + 36.0).shrink2(vec2(0.0, 6.0)))
            .layout(egui::Layout::left_to_right(egui::Align::Center)),
    );
    let ui = &mut row;
    ui.add_space(2.0);
    widgets::sentence(ui, &text::ticked_orders(lang, page.ticked.many()), p.text);
    widgets::sentence(ui, &format!("· {}", page.ticked.sum()), p.muted);
    ui.add_space(4.0);
    if let Some(wanted) = to_ship(page) {
        let many = wanted.ready.len();
        let words = if many == 1 { text::ship_this_one(lang).to_owned() } else { text::ship_these(lang, many) };
        if widgets::button_with_key(ui, ButtonKind::Main, &words, Some("S")).clicked() {
            ship(wanted, acts);
        }
    }
    papers(screen, page, ui, right - MARKS, acts);
    let tag = widgets::button_with_key(ui, ButtonKind::Plain, text::tag_ticked(lang), Some("T"));
    if tag.clicked() {
        tag_menu::toggle(page, ui);
    }
    let new = unseen(screen, page);
    if !new.is_empty()
        && widgets::button_with_key(ui, ButtonKind::Plain, text::mark_ticked_seen(lang), Some("M")).clicked()
    {
        acts.push(Action::MarkTickedSeen(new));
    }
    if let Some(Menu::Tags(mut menu)) = page.menu.take_if(|menu| matches!(menu, Menu::Tags(_)))
        && !tag_menu::show(screen, &mut menu, page, ui, tag.rect, acts)
    {
        page.menu = Some(Menu::Tags(menu));
    }
}

/// All rows at hand, or none of them: at the right. Gives where they begin.
fn all_or_none(screen: &Screen<'_>, page: &mut OrdersPage, ui: &mut Ui, rect: Rect) -> f32 {
    let (lang, rows) = (screen.now.lang, &screen.model.shot.orders);
    let whole = rows.newest && rows.oldest;
    let many = rows.rows.len();
    let words = if whole { text::tick_all(lang, many) } else { text::tick_loaded(lang, many) };
    let (mut all, mut none) = (false, false);
    let ((), left) = widgets::at_right(ui, "bulk-right", rect.shrink2(vec2(12.0, 6.0)), |ui| {
        all = many > page.ticked.many() && widgets::button(ui, ButtonKind::Plain, &words, true).clicked();
        none = widgets::button_with_key(ui, ButtonKind::Plain, text::untick_all(lang), Some("Esc")).clicked();
    });
    if all {
        page.ticked.tick_all(&rows.rows, &screen.model.shot.marks);
    }
    if none {
        page.ticked.clear();
    }
    left
}

/// The slips of what waits to be shipped, and the sheet of all that is ticked, where there is room for their buttons.
fn papers(screen: &Screen<'_>, page: &mut OrdersPage, ui: &mut Ui, right: f32, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    let fits = |ui: &Ui, words: &str, key: f32| {
        ui.cursor().left() + widgets::button_width(ui, words) + key + ui.spacing().item_spacing.x <= right
    };
    if let Some(wanted) = to_ship(page) {
        let words = text::packing_slips(lang, wanted.ready.len());
        if fits(ui, &words, KEY) && widgets::button_with_key(ui, ButtonKind::Plain, &words, Some("P")).clicked() {
            acts.push(Action::SlipsOfTicked(wanted));
        }
    }
    let words = text::export_list(lang);
    if !fits(ui, words, 0.0) {
        return;
    }
    let button = widgets::button(ui, ButtonKind::Plain, words, true);
    if button.clicked() {
        let open = matches!(page.menu, Some(Menu::ExportTicked(_)));
        filters::take_keyboard(ui);
        page.menu = (!open).then_some(Menu::ExportTicked(0));
    }
    if let Some(Menu::ExportTicked(mut at)) = page.menu.take_if(|menu| matches!(menu, Menu::ExportTicked(_)))
        && !export_menu(screen, page, ui, (button.rect, &mut at), acts)
    {
        page.menu = Some(Menu::ExportTicked(at));
    }
}

/// True when the menu is done with.
fn export_menu(
    screen: &Screen<'_>,
    page: &OrdersPage,
    ui: &Ui,
    (anchor, at): (Rect, &mut usize),
    acts: &mut Vec<Action>,
) -> bool {
    let total = page.ticked.many() as u64;
    let words = text::list_count(screen.now.lang, total);
    let (book, over) = filters::show_export(screen, ("ticked-export", &words), ui, anchor, at);
    if let Some(book) = book {
        let mut keys: Vec<&OrderKey> = page.ticked.rows().map(|row| &row.key).collect();
        keys.sort_by_key(|key| std::cmp::Reverse((key.created_at, &key.order_no)));
        let list = ExportedList::Named(keys.into_iter().map(|key| key.order_no.clone()).collect());
        acts.push(Action::Export(ExportWish::Write { list: Box::new(list), book, total }));
    }
    over
}

/// The keys of ticked rows. True when Escape was theirs.
pub(super) fn keys(screen: &Screen<'_>, page: &mut OrdersPage, ui: &Ui, acts: &mut Vec<Action>) {
    if page.run.is_some() && key(ui, Key::Escape) {
        page.run = None;
    }
    if !page.ticked.any() {
        return;
    }
    if key(ui, Key::M) {
        let new = unseen(screen, page);
        if !new.is_empty() {
            acts.push(Action::MarkTickedSeen(new));
        }
    }
    if key(ui, Key::S)
        && let Some(wanted) = to_ship(page)
    {
        ship(wanted, acts);
    }
    if key(ui, Key::P)
        && let Some(wanted) = to_ship(page)
    {
        acts.push(Action::SlipsOfTicked(wanted));
    }
    if key(ui, Key::T) {
        tag_menu::toggle(page, ui);
    }
    if key(ui, Key::Escape) {
        page.ticked.clear();
    }
}
