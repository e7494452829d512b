//! What stands around every page: the alert line and its drawer, muting, the keys that change pages, text size, settings.

use crate::{
    million,
    order_filters::Example,
    shop::{NOW, Shop, order_no, refund_no, yuan},
    world::{World, can_click},
};
use egui::{Key, accesskit::Role, vec2};
use egui_kittest::kittest::{AccessKitNode, NodeT as _};
use zhanggui::{
    alerts::{AlertItem, News},
    domain::{OrderState, UnixSeconds},
    events::{HealthState, ShopEvent, Subsystem, Trouble},
    jobs::Command,
    ui::{Density, FontSize, Lang, WindowLook},
};

/// A shop with new orders 118 to `118 + many - 1`, the last of them newest, beside the one of the morning.
fn busy(many: u32) -> Shop {
    let shop = Shop::camellia();
    for tail in 0..many {
        shop.add_order(118 + tail, 0, "新买家", "冷萃杯", "44.60", OrderState::ToShip);
        shop.rows().orders[0].row.unseen = true;
    }
    shop
}

pub fn asked(tail: u32, ago: i64) -> AlertItem {
    AlertItem { news: News::RefundAsked(refund_no(tail)), amount: yuan("9.90"), at: Some(NOW.plus(-ago)) }
}

#[test]
fn the_alert_line_shows_the_newest_counts_the_rest_and_n_does_its_one_thing() {
    let mut world = World::open(busy(3));
    world.sees_part("New order · ");
    world.sees("3 more");
    world.alerts.call(vec![asked(3, -1)]);
    world.settle();
    world.sees_part("A refund is asked for · ¥9.90");
    world.sees("4 more");
    world.sees("Alerts 5");
    world.key(Key::N);
    world.sees("Approve ¥9.90…");
    world.alerts.call(Vec::new());
    world.click("Today");
    world.key(Key::N);
    world.sees_part("Ship to");
    assert_eq!(world.wishes(), [], "N only opens");
}

#[test]
fn the_line_never_moves_the_page_and_is_quiet_when_there_is_nothing() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    let before = world.place_of("All 12");
    shop.rows().orders.iter_mut().for_each(|order| order.row.unseen = false);
    world.hears(&ShopEvent::OrderChanged(order_no(117)));
    assert_eq!(world.place_of("All 12"), before);
    world.sees_part("New order · 李雷 · 挂耳咖啡 ×2, 手冲壶 · ¥128.00");
    world.sees_part("no new alerts");
    world.misses("Ship");
}

#[test]
fn all_seen_can_be_undone_and_is_said_to_the_shop_only_when_it_cannot() {
    let mut world = World::open(busy(2));
    world.alerts.call(vec![asked(3, 5)]);
    world.click("Show all");
    world.key(Key::M);
    world.sees_part("4 marked as seen");
    world.sees("Alerts 0");
    assert_eq!(world.wishes(), []);
    world.click("Undo");
    world.sees("Alerts 4");
    world.time_passes(60);
    assert_eq!(world.wishes(), [], "undone is undone");
    world.click("Show all");
    world.click("All seen");
    world.time_passes(10);
    let seen = world.wishes();
    let orders = vec![order_no(119), order_no(118), order_no(117)];
    assert_eq!(seen, [Command::MarkSeen(orders), Command::MarkRefundsSeen(vec![refund_no(3)])]);
}

#[test]
fn an_order_that_comes_while_all_seen_can_be_undone_is_not_seen_with_the_others() {
    let shop = busy(30);
    let mut world = World::open(shop.clone());
    world.sees("30 more");
    world.click("Show all");
    world.click("All seen");
    world.sees_part("31 marked as seen");
    shop.add_order(200, 0, "后来的", "滤纸", "12.00", OrderState::ToShip);
    shop.rows().orders[0].row.unseen = true;
    world.hears(&ShopEvent::OrderPaid(order_no(200)));
    world.time_passes(10);
    let wishes = world.wishes();
    let [Command::MarkSeen(orders)] = wishes.as_slice() else { panic!("{wishes:?}") };
    assert!(!orders.is_empty() && !orders.contains(&order_no(200)), "{orders:?}");
    world.obey_all();
    world.sees_part("后来的");
}

#[test]
fn muted_says_until_when_in_the_drawer_on_the_bell_and_on_the_status_page_and_can_be_taken_back() {
    let mut world = World::open(Shop::camellia());
    world.click("Show all");
    world.click("Mute 30 min");
    assert_eq!(world.alerts.muted_until(), Some(NOW.plus(30 * 60)));
    world.sees("Muted until 11:12");
    world.click("System status");
    world.sees_part("Sound muted until 11:12, by you");
    world.click_part("Sound muted until");
    world.click("Sound on again");
    assert_eq!(world.alerts.muted_until(), None);
    world.click("Mute today");
    // Midnight in Beijing.
    assert_eq!(world.alerts.muted_until(), Some(UnixSeconds::new(1_788_278_400)));
    world.time_passes(24 * 3600);
    world.misses_part("muted until");
}

#[test]
fn what_is_muted_is_shown_all_the_same() {
    let mut world = World::open(Shop::camellia());
    world.click("Show all");
    world.click("Mute today");
    world.click("Close alerts");
    let odd = AlertItem { news: News::RefundOdd(refund_no(3)), amount: yuan("9.90"), at: Some(NOW.plus(1)) };
    world.alerts.call(vec![odd]);
    world.settle();
    world.sees("Alerts 2");
    world.sees_part("· ¥9.90");
}

#[test]
fn the_digits_change_pages_but_not_while_somebody_types_or_is_asked() {
    let mut world = World::open(Shop::camellia());
    for (key, seen) in [
        (Key::Num1, "Taken today"),
        (Key::Num3, "Approve ¥9.90…"),
        (Key::Num4, "Import sheet"),
        (Key::Num5, "Add product"),
        (Key::Num6, "Add a bill file…"),
        (Key::Num7, "No backup yet"),
        (Key::Num8, "Messages with WeChat"),
        (Key::Num9, "Appearance"),
        (Key::Num2, "All 12"),
    ] {
        world.key(key);
        world.sees_part(seen);
    }
    world.key(Key::Num5);
    world.focus("Find a product");
    world.key(Key::Num1);
    world.misses_part("Taken today");
    world.key(Key::Num3);
    world.click("Refunds");
    world.key(Key::A);
    world.key(Key::Num1);
    world.sees("Refund ¥9.90?");
    world.key(Key::Escape);
    world.command_key(Key::K);
    world.key(Key::Num1);
    world.misses_part("Taken today");
}

#[test]
fn f1_and_the_question_mark_show_the_sheet_of_keys() {
    for key in [Key::F1, Key::Questionmark] {
        let mut world = World::open(Shop::camellia());
        world.key(key);
        world.sees("change page");
        world.sees("approve, asks once more");
        world.key(Key::Num1);
        world.misses_part("Taken today");
        world.key(Key::Escape);
        world.misses("change page");
    }
}

#[test]
fn text_size_density_and_mute_are_there_at_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut world = World::kept_in(Shop::camellia(), folder.path());
    world.click("Settings");
    let before = world.place_of("Larger text").height();
    world.click("Larger text");
    world.click("Larger text");
    world.sees("120 %");
    world.click("Dense");
    world.click("Mute 30 min");
    assert!((world.harness.ctx.zoom_factor() - 1.2).abs() < 0.001);
    assert!((world.place_of("Larger text").height() - before).abs() < 0.01, "points are points at every size");
    drop(world);
    let look = WindowLook::load(folder.path());
    assert_eq!((look.font_size, look.density), (Some(FontSize::of(120)), Some(Density::Dense)));
    let mut world = World::kept_in(Shop::camellia(), folder.path());
    assert!((world.harness.ctx.zoom_factor() - 1.2).abs() < 0.001);
    assert_eq!(world.alerts.muted_until(), Some(NOW.plus(30 * 60)));
    world.command_key(Key::Num0);
    assert!((world.harness.ctx.zoom_factor() - 1.0).abs() < 0.001);
    for _ in 0..12 {
        world.command_key(Key::Minus);
    }
    world.click("Settings");
    world.sees("80 %");
}

#[test]
fn where_the_window_stood_is_kept_for_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut world = World::kept_in(Shop::camellia(), folder.path());
    world.stands_at(egui::Rect::from_min_size(egui::pos2(60.0, 40.0), vec2(1400.0, 900.0)), vec2(1920.0, 1080.0));
    world.ends();
    let place = WindowLook::load(folder.path()).place.expect("a place");
    assert_eq!((place.at, place.size, place.maximized), (Some((60, 40)), (1400, 900), false));
}

#[test]
fn every_trouble_has_its_word_at_the_top_and_names_what_to_do() {
    let at = NOW;
    for trouble in [
        Trouble::NoConnection,
        Trouble::NoUsableAnswer,
        Trouble::Misconfigured,
        Trouble::Certificate,
        Trouble::CertificateEnding { at },
        Trouble::CertificateEnded { at },
        Trouble::CertificateTooEarly { from: at },
        Trouble::NoTrustKey,
        Trouble::KeyOpenToOthers,
        Trouble::NotEnoughMoney,
        Trouble::Disk,
        Trouble::DiskNearlyFull,
        Trouble::Damaged,
        Trouble::LogHeld,
        Trouble::CannotRead,
        Trouble::Locked,
        Trouble::PortTaken,
        Trouble::Stopped,
        Trouble::TunnelDown,
        Trouble::TunnelElsewhere,
        Trouble::TunnelUrlChanged,
        Trouble::RowsSetAside,
        Trouble::Printer,
    ] {
        for (lang, status, steps, works, stops) in [
            (Lang::Zh, "系统状态", "怎么办", "照常", "停了"),
            (Lang::En, "System status", "What to do", "Still works", "Stopped"),
        ] {
            let mut world = World::speaking(Shop::camellia(), lang);
            let state = HealthState::Troubled(trouble, String::new());
            world.hears(&ShopEvent::HealthChanged(Subsystem::WeChat, state));
            world.click(status);
            for words in [steps, works, stops] {
                assert!(world.shows(words), "{trouble:?} {words}");
            }
        }
    }
}

#[test]
fn the_worst_trouble_is_the_word_and_all_well_is_said_when_nothing_is_wrong() {
    let mut world = World::open(Shop::camellia());
    world.sees("Checking");
    for subsystem in [Subsystem::WeChat, Subsystem::Listener] {
        world.hears(&ShopEvent::HealthChanged(subsystem, HealthState::Good));
    }
    world.sees("All well");
    let troubled = |trouble| HealthState::Troubled(trouble, String::new());
    world.hears(&ShopEvent::HealthChanged(Subsystem::WeChat, troubled(Trouble::NoUsableAnswer)));
    world.sees("WeChat’s answers unclear");
    world.hears(&ShopEvent::HealthChanged(
        Subsystem::Tunnel,
        HealthState::Dead(Trouble::TunnelDown, "no answer".into()),
    ));
    world.sees("Shop unreachable");
    world.click("Shop unreachable");
    world.sees_part("restart your server");
    world.sees("Technical: no answer");
    world.sees_part("1 broken, 1 to look at");
}

#[test]
fn at_1280_by_800_eleven_orders_are_in_sight_with_an_alert() {
    let world = World::open(busy(20));
    world.sees_part("more");
    let rows = world.rows_on_screen();
    let whole = rows.iter().filter(|(_, top)| *top >= 0 && *top + 40 <= 800 - 12).count();
    assert!(whole >= 11, "{whole} rows: {rows:?}");
}

#[test]
fn in_a_narrow_window_the_rail_has_icons_and_their_names() {
    let mut world = World::open(Shop::camellia());
    world.harness.set_size(vec2(1000.0, 700.0));
    world.settle();
    assert!(world.place_of("Orders").width() < 56.0);
    world.click("Refunds");
    world.sees("Approve ¥9.90…");
}

#[test]
fn what_was_not_done_stays_until_it_is_closed_and_what_was_done_leaves_by_itself() {
    let mut world = World::open(Shop::camellia());
    world.hears(&ShopEvent::PrinterTested { printer: "前台".into(), said: zhanggui::events::PrinterAnswer::Handed });
    world.sees_part("the test was handed over");
    world.frames_after(vec![(9.0, Vec::new())]);
    world.misses_part("the test was handed over");
    world.click("Show all");
    world.click("Got it");
    let outcome = zhanggui::events::CommandOutcome::NotStored(Trouble::Locked, "locked".into());
    world.answers(|command| matches!(command, Command::MarkSeen(_)), outcome);
    world.click("Close alerts");
    world.frames_after(vec![(30.0, Vec::new())]);
    world.sees_part("Another program holds the data file");
}

#[test]
fn before_the_first_rows_a_page_says_that_it_reads_or_why_it_cannot() {
    let shop = Shop::camellia();
    shop.rows().broken = Some(|| zhanggui::store::StoreError::Disk("disk I/O error".to_owned().into()));
    let mut world = World::open(shop.clone());
    world.sees("It cannot be read just now");
    world.click("See system status");
    world.sees_part("See whether the disk with the shop folder is still there");
    shop.rows().broken = None;
    world.hears(&ShopEvent::OrderChanged(order_no(117)));
    world.click("Orders");
    world.sees("All 12");
}

#[test]
fn j_goes_on_from_what_is_on_the_screen() {
    let read_model = million::Million::default();
    let mut world = World::with_read_model(Box::new(read_model), Lang::En);
    for _ in 0..10 {
        world.key(Key::PageDown);
    }
    world.key(Key::J);
    let chosen = world.chosen_rows();
    assert_eq!(chosen.len(), 1, "{chosen:?}");
}

/// How wide the list is: its rows reach from edge to edge.
fn list_place(world: &World) -> egui::Rect {
    world.nodes(|node| node.role() == egui::accesskit::Role::ListItem).next().expect("a row").rect()
}

#[test]
fn from_1400_on_an_open_order_is_docked_and_the_list_has_the_rest() {
    let mut world = World::open(Shop::camellia());
    world.click_part(order_no(116).as_str());
    for (width, list) in [(1280.0, 448.0), (1399.0, 448.0), (1400.0, 604.0), (1920.0, 1124.0)] {
        world.harness.set_size(vec2(width, 900.0));
        world.settle();
        assert!((list_place(&world).width() - list).abs() < 3.0, "{width}: {:?}", list_place(&world));
    }
}

#[test]
fn the_word_of_a_state_keeps_its_distance_to_the_edge_of_the_list() {
    for (lang, word) in [(Lang::En, "Confirming"), (Lang::Zh, "确认中")] {
        let shop = Shop::camellia();
        shop.add_order(300, 0, "等确认的", "滤纸", "12.00", OrderState::Confirming);
        let mut world = World::speaking(shop, lang);
        for open in [false, true] {
            if open {
                world.click_part(order_no(300).as_str());
            }
            let edge = list_place(&world).right();
            let chip =
                |node: &AccessKitNode<'_>| node.value().or_else(|| node.label()).is_some_and(|said| said == word);
            let chip = world.nodes(chip).map(|node| node.rect()).find(|chip| chip.left() < edge).expect("the chip");
            assert!(edge - chip.right() >= 8.0, "{word} {open}: {chip:?} {edge}");
        }
    }
}

#[test]
fn with_letters_half_as_large_again_every_tab_is_there_and_nothing_lies_on_it() {
    for lang in [Lang::Zh, Lang::En] {
        let shop = Example::new();
        let mut world = shop.window(lang);
        // What a window of 1280x800 has then.
        world.harness.set_size(vec2(1280.0, 800.0) / 1.5);
        for page in [Key::Num2, Key::Num3, Key::Num4, Key::Num5] {
            world.key(page);
            let tabs: Vec<_> = world.nodes(|node| node.role() == Role::Tab).collect();
            assert!(tabs.len() >= 4, "{page:?}");
            for tab in tabs {
                let (name, place) = (tab.accesskit_node().label(), tab.rect().shrink(1.0));
                assert!(place.right() < 1280.0 / 1.5, "{lang:?} {page:?}: {name:?} is out of the window");
                let over = world.nodes(can_click).filter(|node| node.accesskit_node().role() != Role::Tab);
                let over: Vec<_> = over.filter(|node| node.rect().intersects(place)).collect();
                assert!(over.is_empty(), "{lang:?} {page:?}: on {name:?} lies {over:?}");
            }
        }
    }
}
