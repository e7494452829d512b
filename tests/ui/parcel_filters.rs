//! The queue of parcels bent by its owner: narrowed, turned round, kept as a view, written as a sheet; and what is ticked
//! beside it.

use crate::{order_filters::Example, shop::NOW, world::World};
use egui::Key;
use zhanggui::{
    domain::{Days, OrderNo, PaperSize},
    store::{OrderQuery, ToShipRow},
    ui::{Lang, parcel_cells, parcel_headings},
};

fn shipping_page(shop: &Example, lang: Lang) -> World {
    let mut world = shop.window(lang);
    world.key(Key::Num4);
    world
}

fn rows(shop: &Example, query: &OrderQuery) -> Vec<ToShipRow> {
    shop.reader().list_to_ship(query, NOW, None, 500).expect("rows").rows
}

fn due_soon() -> OrderQuery {
    OrderQuery { due_soon: true, ..OrderQuery::to_ship() }
}

/// One whose time is nearly up, and one that has time, in this order.
fn both_kinds(shop: &Example) -> (ToShipRow, ToShipRow) {
    let due = rows(shop, &due_soon());
    // One that its buyer comes for has no number to be written.
    let is_sent = |row: &ToShipRow| row.pickup.is_none();
    let has_time = |row: &ToShipRow| is_sent(row) && due.iter().all(|late| late.order_no != row.order_no);
    let other = rows(shop, &OrderQuery::to_ship()).into_iter().find(has_time).expect("one with time");
    (due.into_iter().find(is_sent).expect("one that is due"), other)
}

#[test]
fn parcels_are_narrowed_by_chips_counted_and_all_there_again() {
    let shop = Example::new();
    let (due, other) = both_kinds(&shop);
    let mut world = shipping_page(&shop, Lang::En);
    world.sees(&shop.totals(&OrderQuery::to_ship()));
    world.click("Filter");
    world.click("48 hours");
    world.sees(&shop.totals(&due_soon()));
    assert!(world.offers("48 hours less than 12 left"));
    world.sees_part(due.order_no.as_str());
    world.misses_part(other.order_no.as_str());
    world.click("Filter");
    world.click("Placed");
    world.click("last 7 days");
    let both = OrderQuery { placed: Some(Days::Last7), ..due_soon() };
    world.sees(&shop.totals(&both));
    world.click("Remove the filter: 48 hours");
    world.sees(&shop.totals(&OrderQuery { placed: Some(Days::Last7), ..OrderQuery::to_ship() }));
    world.click("Clear");
    world.sees(&shop.totals(&OrderQuery::to_ship()));
}

/// The list goes to tools that print labels, and it is the same list as on the screen.
#[test]
fn a_sheet_of_the_queue_says_whom_nothing_is_sent_to() {
    let shop = Example::new();
    let all = rows(&shop, &OrderQuery::to_ship());
    let (picked_up, sent): (Vec<&ToShipRow>, Vec<&ToShipRow>) = all.iter().partition(|row| row.pickup.is_some());
    assert!(!picked_up.is_empty() && !sent.is_empty());
    let at = 3;
    assert_eq!(parcel_headings(Lang::Zh)[at], "地址");
    for row in picked_up {
        assert_eq!(parcel_cells(row, Lang::Zh)[at], format!("自提：{}", row.address));
        assert_eq!(parcel_cells(row, Lang::En)[at], format!("Pick-up: {}", row.address));
    }
    for row in sent {
        assert_eq!(parcel_cells(row, Lang::Zh)[at], row.address);
    }
}

#[test]
fn nothing_that_fits_says_so_and_one_click_shows_all_again() {
    let shop = Example::new();
    let mut world = shipping_page(&shop, Lang::En);
    world.click("Filter");
    world.click("Amount");
    world.write("At least (yuan)", "99999");
    world.click("Apply");
    world.sees("No order fits these filters");
    world.key(Key::Enter);
    assert!(world.wishes().is_empty());
    world.click("Clear");
    world.sees_part(both_kinds(&shop).0.order_no.as_str());
}

#[test]
fn what_is_ticked_and_filtered_away_is_said_and_neither_shipped_nor_printed() {
    let shop = Example::new();
    let (due, other) = both_kinds(&shop);
    let mut world = shipping_page(&shop, Lang::En);
    for row in [&due, &other] {
        world.click(&format!("Tick {} {}", row.buyer, row.order_no));
    }
    assert!(world.offers("Packing slips · 2"));
    world.click("Filter");
    world.click("48 hours");
    world.sees("1 ticked order is not in this list: it is neither shipped nor printed now");
    world.click("Packing slips · 1");
    world.sees("Print 1 packing slip?");
    world.key(Key::Escape);
    world.click(&format!("Tick {} {}", due.buyer, due.order_no));
    world.write(&format!("Tracking number of {}", due.order_no), "SF1234567890123");
    world.click("Mark shipped, tell the buyer · 1");
    let asked: Vec<OrderNo> = world.wishes().iter().filter_map(shipped_order).collect();
    assert_eq!(asked, std::slice::from_ref(&due.order_no), "only what is in sight goes");
    world.click("Remove the filter: 48 hours");
    world.misses_part("not in this list");
    assert!(world.offers("Packing slips · 2"), "the tick is where it was");
}

fn shipped_order(wish: &zhanggui::jobs::Command) -> Option<OrderNo> {
    match wish {
        zhanggui::jobs::Command::Ship { order_no, .. } => Some(order_no.clone()),
        _ => None,
    }
}

#[test]
fn the_tab_of_those_without_a_slip_is_narrowed_too_and_what_is_printed_leaves_it() {
    let shop = Example::new();
    let (due, other) = both_kinds(&shop);
    shop.store.keep_slips(vec![due.order_no.clone()], PaperSize::A5, NOW).wait().expect("kept");
    let mut world = shipping_page(&shop, Lang::En);
    world.click("Filter");
    world.click("Packing slip");
    world.click("printed");
    world.sees_part(due.order_no.as_str());
    world.misses_part(other.order_no.as_str());
    world.click_part("Slip not printed");
    world.misses_part(due.order_no.as_str());
    world.sees_part(other.order_no.as_str());
    world.click("Filter");
    assert!(!world.offers("Packing slip"), "the tab says itself which");
}

#[test]
fn the_time_that_is_left_turns_the_queue_round() {
    let shop = Example::new();
    let mut world = shipping_page(&shop, Lang::En);
    let first = |world: &World| world.rows_on_screen().first().expect("a row").0.clone();
    let oldest = first(&world);
    world.click("Sort by deadline");
    let turned = first(&world);
    assert_ne!(oldest, turned);
    let mut query = OrderQuery::to_ship();
    query.sort.rising = false;
    let newest = rows(&shop, &query).first().expect("a row").order_no.to_string();
    let refunding = shop.reader().to_ship_refunding(None, 500).expect("rows");
    let red = refunding.iter().any(|row| turned.starts_with(row.order_no.as_str()));
    assert!(red || turned.starts_with(&newest), "{turned}");
    world.click("Sort by deadline");
    assert_eq!(first(&world), oldest);
}

#[test]
fn a_view_of_the_queue_keeps_its_days_relative_and_is_there_after_a_restart() {
    let shop = Example::new();
    let mut world = shipping_page(&shop, Lang::En);
    world.click("Filter");
    world.click("Paid");
    world.click("yesterday");
    world.click("View");
    world.click("Save as a view…");
    world.write("Name of the view", "From yesterday");
    world.click("Save");
    assert!(world.offers("View: From yesterday"));
    drop(world);
    let kept = std::fs::read_to_string(shop.folder().join("window.toml")).expect("the look");
    assert!(kept.contains("paid = \"yesterday\""), "{kept}");
    let mut world = shipping_page(&shop, Lang::En);
    world.sees(&shop.totals(&OrderQuery::to_ship()));
    world.click("View");
    world.click("From yesterday");
    world.sees(&shop.totals(&OrderQuery { paid: Some(Days::Yesterday), ..OrderQuery::to_ship() }));
    world.click("Orders");
    world.sees(&shop.totals(&OrderQuery::default()));
    assert!(world.offers("View"), "the views of orders are others");
}

#[test]
fn the_queue_is_written_as_it_is_narrowed() {
    let shop = Example::new();
    let mut world = shipping_page(&shop, Lang::Zh);
    world.click("筛选");
    world.click("48 小时");
    let file = world.folder.path().join("queue.csv");
    world.chooser.will_choose(&file);
    world.click("导出");
    world.click_part("到表格（CSV）");
    let sheet = std::fs::read_to_string(&file).expect("a sheet");
    let numbers: Vec<&str> = sheet.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let expected: Vec<String> = rows(&shop, &due_soon()).iter().map(|row| row.order_no.to_string()).collect();
    assert!(!expected.is_empty());
    assert_eq!(numbers, expected);
    world.sees_part("笔订单已写入");
}

#[test]
fn those_who_come_for_their_order_have_a_list_of_their_own() {
    let shop = Example::new();
    let all = rows(&shop, &OrderQuery::to_ship());
    let is_picked_up = |row: &&ToShipRow| row.pickup.is_some();
    let comes = all.iter().find(is_picked_up).expect("one that is picked up");
    let sent = all.iter().find(|row| !is_picked_up(row)).expect("one that is sent");
    let mut world = shipping_page(&shop, Lang::En);
    world.click("Filter");
    world.click("Delivery");
    world.click("pick-up");
    world.sees(&shop.totals(&OrderQuery { pickup: Some(true), ..OrderQuery::to_ship() }));
    assert!(world.offers("Delivery pick-up"));
    world.sees_part(comes.order_no.as_str());
    world.misses_part(sent.order_no.as_str());
    world.click("Filter");
    world.click("Delivery");
    world.click("sent to the buyer");
    world.sees_part(sent.order_no.as_str());
    world.misses_part(comes.order_no.as_str());
    world.click("Remove the filter: Delivery");
    world.sees(&shop.totals(&OrderQuery::to_ship()));
}
