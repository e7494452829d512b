//! The list of refunds: each tab whole, failed ones by themselves, and many decided at once.

use crate::{
    order_filters::Example,
    shop::{NOW, Shop, refund_no},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::{Fen, RefundNo, RefundState},
    events::ShopEvent,
    jobs::Command,
    store::{RefundFilter, RefundQuery, RefundRejection, RefundSort, RefundSortBy},
    ui::Lang,
};

/// This many requests beside the three of the morning, all of them older.
fn with_requests(many: u32) -> Shop {
    let shop = Shop::camellia();
    (1000..1000 + many).for_each(|tail| shop.add_refund(tail, 116, "0.01", "x", 100_000 - i64::from(tail)));
    shop
}

fn rejections(wishes: &[Command]) -> Vec<(RefundNo, String)> {
    let rejection = |wish: &Command| match wish {
        Command::RejectRefund(RefundRejection { refund_no, reply, picture: None, .. }) => {
            (refund_no.clone(), reply.clone())
        }
        other => panic!("{other:?}"),
    };
    wishes.iter().map(rejection).collect()
}

#[test]
fn refunds_that_failed_have_a_tab_of_their_own() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.click("Refunds");
    world.click("Failed 0");
    world.sees("No refund has failed");
    shop.set_refund(7, RefundState::Failed);
    world.hears(&ShopEvent::RefundChanged(refund_no(7)));
    world.click("Failed 1");
    world.sees("1 refund");
    world.sees_part("Anna Li ¥12.00 Failed");
    world.click("Done 1");
    world.misses_part("Anna Li ¥12.00 Failed");
}

#[test]
fn a_long_tab_is_walked_to_its_end_and_only_rows_in_sight_are_drawn() {
    let mut world = World::open(with_requests(450));
    world.click("Refunds");
    world.sees("453 refunds · ¥222.30");
    let drawn = |world: &World| world.everything_said().matches(" Waiting").count();
    assert!(drawn(&world) < 30, "{} rows are drawn", drawn(&world));
    world.misses_part("李雷 ¥39.90 Waiting");
    world.key(Key::Space);
    for _ in 0..452 {
        world.key(Key::J);
    }
    world.sees_part("李雷 ¥39.90 Waiting");
    world.sees("Approve ¥39.90…");
    world.sees("1 ticked, ¥0.01 in all");
    world.key(Key::K);
    world.misses("Approve ¥39.90…");
}

#[test]
fn all_that_wait_are_ticked_at_once_and_esc_takes_the_ticks_away() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Tick the 3 in the list, ¥217.80 in all");
    world.sees("3 ticked, ¥217.80 in all");
    world.click("Tick 李雷 ¥39.90");
    world.sees("2 ticked, ¥177.90 in all");
    // The tab they stand in takes nothing away.
    world.click("Waiting 3");
    world.sees("2 ticked, ¥177.90 in all");
    // Some are ticked: the box takes those ticks away, and the next click ticks all.
    world.click("Tick the 3 in the list, ¥217.80 in all");
    world.misses_part("ticked,");
    world.click("Tick the 3 in the list, ¥217.80 in all");
    world.sees("3 ticked, ¥217.80 in all");
    world.key(Key::Escape);
    world.misses_part("ticked,");
    assert_eq!(world.wishes(), []);
}

#[test]
fn ticked_refunds_are_rejected_with_one_reason_for_each_buyer() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Tick 吴瑄 ¥9.90");
    world.click("Tick 李雷 ¥39.90");
    world.click("Reject 2…");
    world.sees("Reject 2 refunds, ¥49.80 in all?");
    world.sees_part("A rejection cannot be undone");
    world.sees("Choose or write a reason; the buyer will read it.");
    assert!(!world.offers("Reject 2 refunds"), "not without a reason");
    world.click("Please add pictures of the goods and ask again");
    world.click("Reject 2 refunds");
    let reason = "Please add pictures of the goods and ask again".to_owned();
    let wishes = world.wishes();
    assert_eq!(rejections(&wishes), [(refund_no(3), reason.clone()), (refund_no(1), reason)]);
    world.sees("0 of 2 rejected");
    world.obey_all();
    world.sees("2 of 2 rejected");
    world.sees("¥9.90 · rejected");
    world.misses("Undo all");
    world.click("Close");
    world.misses_part("of 2 rejected");
    world.sees("Waiting 1");
}

#[test]
fn an_enter_in_the_field_of_many_rejects_nobody() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.key(Key::Space);
    world.key(Key::R);
    world.sees("Reject the refund of ¥9.90?");
    world.write("What each buyer reads", "SF1234567890123");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), []);
    world.key(Key::Escape);
    world.sees("1 ticked, ¥9.90 in all");
    assert_eq!(world.wishes(), []);
}

#[test]
fn what_each_rejected_buyer_reads_is_in_the_shops_language() {
    let mut world = World::with_chinese_buyers(Shop::camellia());
    world.click("Refunds");
    world.key(Key::Space);
    world.key(Key::R);
    world.click("商品已使用，不符合退款条件");
    world.click("Reject 1 refund");
    assert_eq!(rejections(&world.wishes()), [(refund_no(3), "商品已使用，不符合退款条件".to_owned())]);
}

#[test]
fn keys_ask_of_ticked_refunds_only_while_their_list_is_on_show() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.key(Key::Space);
    world.sees("1 ticked, ¥9.90 in all");
    world.click("Refunding 3");
    world.key(Key::A);
    world.key(Key::R);
    world.misses_part("Refund ¥9.90?");
    world.misses_part("Reject the refund");
    world.click("Waiting 3");
    world.misses_part("ticked,");
    world.key(Key::A);
    world.sees("Pieces to refund");
    assert_eq!(world.wishes(), []);
}

#[test]
fn the_list_of_refunds_speaks_chinese_too() {
    let shop = Shop::camellia();
    shop.set_refund(7, RefundState::Failed);
    let mut world = World::speaking(shop, Lang::Zh);
    world.click("退款");
    world.sees("3 笔 · ¥217.80");
    world.sees("等得最久的在前");
    world.click("勾选列表中的 3 笔，共 ¥217.80");
    world.sees("已勾选 3 笔，共 ¥217.80");
    world.click("拒绝 3 笔…");
    world.sees("拒绝 3 笔退款，共 ¥217.80？");
    world.key(Key::Escape);
    world.click("没退成 1");
    world.sees("最近有变化的在前");
}

#[test]
fn a_tab_of_refunds_is_written_as_it_stands_and_from_the_search_box_too() {
    let shop = Example::new();
    let mut world = shop.window(Lang::En);
    world.click("Refunds");
    let waiting = shop.reader().refunds(RefundFilter::Waiting, 100).expect("refunds");
    let numbers = |sheet: &str| -> Vec<String> {
        sheet.lines().skip(1).filter_map(|line| line.split(',').next()).map(str::to_owned).collect()
    };
    let wanted: Vec<String> = waiting.iter().map(|row| row.refund_no.to_string()).collect();
    assert!(!wanted.is_empty());
    let file = world.folder.path().join("refunds.csv");
    world.chooser.will_choose(&file);
    world.click("Export these refunds");
    world.click_part("as CSV");
    assert_eq!(numbers(&std::fs::read_to_string(&file).expect("a sheet")), wanted);
    world.sees_part("refunds were written to");
    // The same by a word in the search box, and of what is done.
    world.click_part("Done ");
    let done = shop.reader().refunds(RefundFilter::Done, 100).expect("refunds");
    let wanted: Vec<String> = done.iter().map(|row| row.refund_no.to_string()).collect();
    let file = world.folder.path().join("done.csv");
    world.chooser.will_choose(&file);
    world.command_key(Key::K);
    world.types(">export");
    world.key(Key::Enter);
    assert_eq!(numbers(&std::fs::read_to_string(&file).expect("a sheet")), wanted);
}

#[test]
fn the_refunds_are_narrowed_sorted_kept_as_a_view_and_written_as_they_stand() {
    let shop = Example::new();
    let mut world = shop.window(Lang::En);
    world.click("Refunds");
    world.click_part("All ");
    let all = RefundQuery::of(None);
    let sees = |world: &World, query: &RefundQuery| {
        let rows = shop.reader().list_refunds(query, NOW, None, 100).expect("refunds");
        let sum = Fen::sum(rows.iter().map(|row| row.amount)).expect("a sum");
        let refunds = if rows.len() == 1 { "refund" } else { "refunds" };
        world.sees(&format!("{} {refunds} · {sum}", rows.len()));
        rows
    };
    let whole = sees(&world, &all).len();
    // Two conditions, one after the other; what is there is what a plain question gives.
    world.key(Key::F);
    world.click("Amount");
    world.write("At least (yuan)", "100");
    world.click("Apply");
    let amount = RefundQuery { amount_from: Fen::new(10_000), ..all };
    assert!(world.offers("Amount ≥ ¥100.00"));
    assert!(sees(&world, &amount).len() < whole);
    world.click("Filter");
    world.click("State");
    world.click("Refunded");
    let both = RefundQuery { state: Some(RefundState::Refunded), ..amount.clone() };
    let narrowed = sees(&world, &both);
    assert!(!narrowed.is_empty());
    // Sorted by what goes back, and kept under a name.
    world.click("newest first");
    world.click("largest first");
    let sort = Some(RefundSort { by: RefundSortBy::Amount, rising: false });
    let sorted = sees(&world, &RefundQuery { sort, ..both });
    assert!(sorted.is_sorted_by(|a, b| a.amount >= b.amount) && sorted.len() == narrowed.len());
    world.click("View");
    world.click("Save as a view…");
    world.write("Name of the view", "big ones");
    world.click("Save");
    world.click("Remove the filter: State");
    sees(&world, &amount);
    world.click("Clear");
    world.click("View");
    world.click("big ones");
    assert!(world.offers("State Refunded"));
    let file = world.folder.path().join("refunds.csv");
    world.chooser.will_choose(&file);
    world.click("Export these refunds");
    world.click_part("as CSV");
    let sheet = std::fs::read_to_string(&file).expect("a sheet");
    let numbers: Vec<&str> = sheet.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(numbers, sorted.iter().map(|row| row.refund_no.as_str()).collect::<Vec<_>>());
    // What fits nothing says so, with the way back.
    world.click("Filter");
    world.click("Last change");
    world.write("To", "2001-01-01");
    world.click("Apply");
    world.sees("No refund fits these filters");
    world.click("Show all");
    world.misses_part("No refund fits");
}
