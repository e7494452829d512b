//! The owner at the window: stories told by click and by key, on a fixed shop in memory.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    missing_docs
)]

#[path = "ui/alerts.rs"]
mod alerts;
#[path = "ui/api_v3.rs"]
mod api_v3;
#[path = "ui/backup.rs"]
mod backup;
#[path = "ui/barcodes.rs"]
mod barcodes;
#[path = "ui/bench.rs"]
mod bench;
#[path = "ui/bills.rs"]
mod bills;
#[path = "ui/bulk.rs"]
mod bulk;
#[path = "ui/complaints.rs"]
mod complaints;
#[path = "ui/composition.rs"]
mod composition;
#[path = "ui/desktop.rs"]
mod desktop;
#[path = "ui/figures.rs"]
mod figures;
#[path = "ui/frame.rs"]
mod frame;
#[path = "ui/held.rs"]
mod held;
#[path = "ui/keyboard.rs"]
mod keyboard;
#[path = "ui/marks.rs"]
mod marks;
#[path = "ui/messages.rs"]
mod messages;
#[path = "ui/million.rs"]
mod million;
#[path = "ui/money.rs"]
mod money;
#[path = "ui/notices.rs"]
mod notices;
#[path = "ui/order_filters.rs"]
mod order_filters;
#[path = "ui/owners_files.rs"]
mod owners_files;
#[path = "ui/palette.rs"]
mod palette;
#[path = "ui/parcel_filters.rs"]
mod parcel_filters;
#[path = "ui/people.rs"]
mod people;
#[path = "ui/practice_beside.rs"]
mod practice_beside;
#[path = "ui/printers.rs"]
mod printers;
#[path = "ui/product_filters.rs"]
mod product_filters;
#[path = "ui/product_variants.rs"]
mod product_variants;
#[path = "ui/product_views.rs"]
mod product_views;
#[path = "ui/products.rs"]
mod products;
#[path = "ui/queue.rs"]
mod queue;
#[path = "ui/reach.rs"]
mod reach;
#[path = "ui/read_model.rs"]
mod read_model;
#[path = "ui/receipt_picture.rs"]
mod receipt_picture;
#[path = "ui/refund_alarms.rs"]
mod refund_alarms;
#[path = "ui/refund_decisions.rs"]
mod refund_decisions;
#[path = "ui/refund_list.rs"]
mod refund_list;
#[path = "ui/refunded_goods.rs"]
mod refunded_goods;
#[path = "ui/scanning.rs"]
mod scanning;
#[path = "ui/settings_page.rs"]
mod settings_page;
#[path = "ui/settings_reopened.rs"]
mod settings_reopened;
#[path = "ui/shipping.rs"]
mod shipping;
#[path = "ui/shipping_rows.rs"]
mod shipping_rows;
#[path = "ui/shipping_sheet.rs"]
mod shipping_sheet;
#[path = "ui/shop.rs"]
mod shop;
#[path = "ui/sight.rs"]
mod sight;
#[path = "ui/slips.rs"]
mod slips;
#[path = "ui/snapshots.rs"]
mod snapshots;
#[path = "ui/stalls.rs"]
mod stalls;
#[path = "ui/tabs.rs"]
mod tabs;
#[path = "ui/twelve_jobs.rs"]
mod twelve_jobs;
#[path = "ui/typing.rs"]
mod typing;
#[path = "ui/wizard.rs"]
mod wizard;
#[path = "ui/wizard_bad.rs"]
mod wizard_bad;
#[path = "ui/wizard_code.rs"]
mod wizard_code;
#[path = "ui/wizard_owner.rs"]
mod wizard_owner;
#[path = "ui/wizard_printers.rs"]
mod wizard_printers;
#[path = "ui/wizard_v3.rs"]
mod wizard_v3;
#[path = "ui/world.rs"]
mod world;

use egui::{Key, Modifiers};
use shop::{Shop, order_no};
use world::World;
use zhanggui::{
    domain::OrderState,
    events::{CommandOutcome, HealthState, ShopEvent, Subsystem, Trouble},
    jobs::Command,
    store::{Shipping, StoreError},
    ui::{Lang, ReadModel as _},
};

#[test]
fn a_new_order_is_announced_and_stays_until_it_was_seen() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.sees("New order · 李雷 · 挂耳咖啡 ×2, 手冲壶 · ¥128.00 · just now");
    world.click("Show all");
    world.click("Got it");
    assert_eq!(world.wishes(), [Command::MarkSeen(vec![order_no(117)])]);
    world.obey_all();
    world.misses("Got it");
    world.click("Close alerts");
    shop.add_order(118, 0, "新买家", "冷萃杯", "44.60", OrderState::ToShip);
    shop.rows().orders[0].row.unseen = true;
    world.hears(&ShopEvent::OrderPaid(order_no(118)));
    world.sees_part("New order · 新买家 · 冷萃杯");
}

#[test]
fn many_new_orders_are_seen_one_by_one_or_all_at_once() {
    let shop = Shop::camellia();
    shop.rows().orders[1].row.unseen = true;
    shop.rows().orders[2].row.unseen = true;
    let mut world = World::open(shop);
    world.sees("2 more");
    world.click("Show all");
    world.click("Got it");
    world.obey_all();
    world.sees("1 more");
    world.click("All seen");
    world.time_passes(10);
    let seen = world.wishes();
    assert!(matches!(&seen[..], [Command::MarkSeen(orders)] if orders.len() == 2), "{seen:?}");
    world.obey_all();
    world.misses("Ship");
    world.sees_part("no new alerts");
}

#[test]
fn a_button_that_comes_under_a_resting_pointer_takes_no_click() {
    let shop = Shop::camellia();
    shop.rows().orders[0].row.unseen = false;
    let mut world = World::open(shop.clone());
    // Where the button of an item will be.
    let place = world.place_of("Show all").left_center() - egui::vec2(36.0, 0.0);
    world.harness.hover_at(place);
    world.settle();
    shop.rows().orders[0].row.unseen = true;
    world.hears(&ShopEvent::OrderPaid(order_no(117)));
    assert!(world.place_of("Show").contains(place), "the button came under the pointer");
    world.press_at(place);
    world.misses("Copy order number");
    assert_eq!(world.wishes(), []);
}

#[test]
fn an_order_is_shipped_with_s_carrier_and_number() {
    let mut world = World::open(Shop::camellia());
    world.click_part("SC20260901-00000116");
    world.key(Key::S);
    world.key(Key::Enter);
    world.sees("Enter the tracking number.");
    assert_eq!(world.wishes(), []);
    world.write("Tracking number", "SF1234567890123");
    world.key(Key::Enter);
    let shipping = Shipping::express("SF", "SF1234567890123");
    assert_eq!(world.wishes(), [Command::Ship { order_no: order_no(116), seen: 3, shipping }]);
    world.obey_all();
    world.sees("SF1234567890123");
    world.misses("Mark shipped…");
}

#[test]
fn the_list_is_walked_by_key() {
    let mut world = World::open(Shop::camellia());
    world.key(Key::J);
    world.key(Key::J);
    world.key(Key::Enter);
    world.sees("Ask WeChat");
    world.sees("Copy order number");
    world.sees_part("00000116");
    world.key(Key::Escape);
    world.misses("Copy order number");
}

#[test]
fn a_filter_shows_its_orders_and_an_empty_one_says_so() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.click("Shipped 2");
    world.sees_part("SC20260901-00000114");
    world.misses_part("SC20260901-00000116 韩梅梅");
    shop.rows().orders.retain(|detail| detail.row.state != OrderState::Shipped);
    world.hears(&ShopEvent::OrderChanged(order_no(114)));
    world.sees("No orders here");
    world.click("Show all");
    world.sees_part("SC20260901-00000116 韩梅梅");
}

#[test]
fn ctrl_k_finds_an_order_by_its_tail_and_enter_opens_it() {
    let mut world = World::open(Shop::camellia());
    world.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    world.settle();
    world.types("0113");
    world.sees_part("SC20260901-00000113");
    world.key(Key::Enter);
    world.sees_part("The amount or currency paid is not what was owed");
}

#[test]
fn an_empty_shop_says_what_will_appear() {
    let mut world = World::open(Shop::default());
    world.sees("No orders yet");
    world.click("Refunds");
    world.sees("No refund is waiting for you");
    world.opens_the_log();
    world.sees("No messages yet");
    world.click("Products");
    world.sees("No products yet");
    world.click("Today");
    world.sees_part("Taken today");
}

#[test]
fn both_languages_speak_everywhere() {
    let mut world = World::speaking(Shop::camellia(), Lang::Zh);
    for page in ["退款", "商品", "系统状态", "设置", "今日", "订单"] {
        world.click(page);
    }
    world.click("退款");
    world.key(Key::A);
    world.sees("确认退款 ¥9.90？");
    world.key(Key::Escape);
    world.click("设置");
    world.click("English");
    world.key(Key::Num3);
    world.sees("Approve ¥9.90…");
    world.click("Settings");
    world.click("中文");
    world.key(Key::Num3);
    world.sees("同意退款 ¥9.90…");
}

#[test]
fn the_health_word_leads_to_the_sentence_behind_it() {
    let mut world = World::open(Shop::camellia());
    let dead = HealthState::Dead(Trouble::NoConnection, "dns error".into());
    world.hears(&ShopEvent::HealthChanged(Subsystem::WeChat, dead));
    world.click("WeChat unreachable");
    world.sees_part("No paid order is lost, and refunds go on once it is back");
    world.sees("Technical: dns error");
}

#[test]
fn a_file_that_cannot_be_read_is_said_and_the_rows_stay() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    shop.rows().broken = Some(|| StoreError::Disk("disk I/O error".to_owned().into()));
    world.hears(&ShopEvent::OrderChanged(order_no(117)));
    world.sees_part("The data file cannot be read just now");
    world.misses_part("cannot be written");
    world.sees_part("SC20260901-00000116");
    shop.rows().broken = None;
    world.hears(&ShopEvent::OrderChanged(order_no(117)));
    world.misses_part("cannot be read");
}

#[test]
fn what_could_not_be_written_is_said() {
    let mut world = World::open(Shop::camellia());
    world.click("Show all");
    world.click("Got it");
    world.click("Close alerts");
    let outcome = CommandOutcome::NotStored(Trouble::Locked, "locked".into());
    world.answers(|command| matches!(command, Command::MarkSeen(_)), outcome);
    world.sees_part("Another program holds the data file");
    world.click("Close");
    world.misses_part("Another program holds the data file");
}

#[test]
fn messages_are_shown_without_who_paid_and_without_the_signature() {
    let mut world = World::open(Shop::camellia());
    world.opens_the_log();
    world.click_part("Payment message SC20260901-00000115 Wrong signature");
    world.sees_part("forged or altered");
    let all = format!("{:?}", world.harness.root());
    assert!(!all.contains("oUpF8uMuAJO"), "an openid is on the screen");
    assert!(!all.contains("B552ED6B"), "a signature is on the screen");
}

#[test]
fn a_million_orders_are_walked_from_end_to_end() {
    let read_model = million::Million::default();
    let mut world = World::with_read_model(Box::new(read_model.clone()), Lang::En);
    world.sees("All 1,000,000");
    world.sees_part(&million::number(999_999));
    world.key(Key::End);
    world.sees_part(&million::number(0));
    world.key(Key::Home);
    world.sees_part(&million::number(999_999));
    for _ in 0..120 {
        world.key(Key::PageDown);
    }
    world.misses_part(&million::number(999_999));
    assert!(read_model.rows_read() < 120_000, "{} rows were read for a walk of 120 pages", read_model.rows_read());
    assert!(read_model.longest_page() <= 350, "a page of {}", read_model.longest_page());
}

#[test]
fn the_view_stays_where_it_is_while_orders_arrive_above() {
    let read_model = million::Million::default();
    let mut world = World::with_read_model(Box::new(read_model.clone()), Lang::En);
    for _ in 0..40 {
        world.key(Key::PageDown);
    }
    let before = world.rows_on_screen();
    read_model.arrive(7);
    world.hears(&ShopEvent::OrderPaid(order_no(1)));
    assert_eq!(world.rows_on_screen(), before);
    world.key(Key::Home);
    world.sees_part(&million::number(1_000_006));
}

#[test]
fn the_shelf_of_the_tests_keeps_the_order_of_pages() {
    use zhanggui::{
        domain::UnixSeconds,
        store::{OrderFilter, OrderKey, Page},
    };
    let shop = Shop::camellia();
    let key = OrderKey { created_at: UnixSeconds::new(shop::NOW.get() - 1980), order_no: order_no(114) };
    let newer = shop.orders(OrderFilter::All, &Page::After(key.clone()), 2).expect("rows");
    let older = shop.orders(OrderFilter::All, &Page::Before(key), 2).expect("rows");
    let numbers: Vec<_> = newer.iter().chain(&older).map(|row| row.key.order_no.clone()).collect();
    assert_eq!(numbers, [order_no(116), order_no(115), order_no(113), order_no(112)]);
}

#[test]
fn esc_leaves_a_dialog_after_a_search_too() {
    let mut world = World::open(Shop::camellia());
    world.click_part("SC20260901-00000113");
    world.harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    world.settle();
    world.types("0113");
    world.sees("commands only");
    world.key(Key::Escape);
    world.misses("commands only");
    world.click("Refunds");
    world.key(Key::J);
    world.click("Reject…");
    world.key(Key::Enter);
    world.sees("Choose or write a reason; the buyer will read it.");
    world.key(Key::Escape);
    world.misses("Reject refund");
}
