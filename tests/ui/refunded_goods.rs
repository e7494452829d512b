//! What was refunded is not packed: the queue, the form, the scanner's card and the slips all say the same.

use crate::{
    scanning::scan,
    shipping::edit,
    shop::{NOW, Shop, order_no, product_id, yuan},
    world::World,
};
use egui::Key;
use zhanggui::{
    devices::ShopSound,
    domain::{OrderLine, OrderState, Parcel, Quantity, RefundState, ShipKind},
    events::ShopEvent,
    jobs::Command,
    store::{NewParcel, Shipping},
    ui::Lang,
};

/// Two coffees and a pot, of which a coffee was refunded.
fn bench() -> Shop {
    let shop = Shop::camellia();
    shop.add_order(90, 3600, "林堃", "挂耳咖啡 ×2, 手冲壶", "119.70", OrderState::ToShip);
    edit(&shop, 90, |detail| {
        let line = |id: &str, name: &str, pieces| OrderLine {
            product_id: product_id(id),
            name: name.into(),
            price: yuan("39.90"),
            quantity: Quantity::new(pieces).expect("a quantity"),
        };
        detail.lines = vec![line("P0001", "挂耳咖啡", 2), line("P0002", "手冲壶", 1)];
    });
    refund(&shop, 30, &[("P0001", 1)], "39.90", RefundState::Refunded);
    shop
}

fn refund(shop: &Shop, tail: u32, goods: &[(&str, u32)], amount: &str, state: RefundState) {
    shop.add_refund(tail, 90, amount, "不想要了", 600);
    shop.set_goods(tail, goods);
    if state != RefundState::Requested {
        shop.set_refund(tail, state);
    }
    edit(shop, 90, |detail| detail.version += 1);
}

fn shipped(seen: u32, pieces: &[(&str, u32)], even_refunded: bool) -> Command {
    let items = pieces.iter().map(|&(id, n)| (product_id(id), Quantity::new(n).expect("pieces"))).collect();
    let one = NewParcel { parcel: Parcel::new("SF", "SF1234567890123"), items };
    let shipping = Shipping { kind: ShipKind::Express, parcels: vec![one], complete: true, even_refunded };
    Command::Ship { order_no: order_no(90), seen, shipping }
}

#[test]
fn the_queue_and_the_form_show_what_is_left_and_what_stays() {
    let mut world = World::open(bench());
    world.click("Shipping");
    world.sees("SC20260901-00000090 林堃 ¥119.70 Refunded, do not pack: 挂耳咖啡 ×1");
    world.click_part("SC20260901-00000090 林堃");
    world.sees("Refunded, do not pack: 挂耳咖啡 ×1");
    world.sees("0 / 1");
    world.misses("0 / 2");
    world.click("Split into parcels");
    world.sees("1 / 1");
    world.misses("2 / 2");
}

#[test]
fn money_without_goods_is_said_and_takes_nothing_away() {
    let shop = bench();
    refund(&shop, 31, &[], "5.00", RefundState::Refunded);
    let mut world = World::open(shop);
    world.click("Shipping");
    world.click_part("SC20260901-00000090 林堃");
    world.sees("¥5.00 was refunded, no goods named");
    world.sees("Refunded, do not pack: 挂耳咖啡 ×1");
}

#[test]
fn a_refund_under_way_holds_its_pieces_and_says_so() {
    let shop = bench();
    refund(&shop, 32, &[("P0002", 1)], "39.90", RefundState::InDoubt);
    let mut world = World::open(shop);
    world.click("Orders");
    world.click_part("SC20260901-00000090 林堃");
    world.sees("Refund not finished, keep here: 手冲壶 ×1");
}

#[test]
fn the_scanner_stops_at_a_slip_older_than_the_refund_and_at_the_refunded_piece() {
    let mut world = World::open(bench());
    scan(&mut world, "SC20260901-00000090");
    assert_eq!(world.rings.try_iter().collect::<Vec<_>>(), [ShopSound::Blocked], "a sound: the slip may be older");
    world.sees_part("pack what the screen says");
    world.sees("Ship to 林堃");
    scan(&mut world, "P0001");
    scan(&mut world, "P0001");
    world.sees_part("Refunded, do not pack: 挂耳咖啡");
    assert_eq!(world.rings.try_iter().collect::<Vec<_>>(), [ShopSound::Blocked]);
    scan(&mut world, "P0002");
    world.sees("Everything is in. Scan the carrier's label to ship.");
}

#[test]
fn a_refund_that_comes_while_the_box_is_packed_takes_the_piece_out_again() {
    let shop = bench();
    let mut world = World::open(shop.clone());
    scan(&mut world, "SC20260901-00000090");
    scan(&mut world, "P0001");
    scan(&mut world, "P0002");
    refund(&shop, 33, &[("P0002", 1)], "39.90", RefundState::Refunded);
    world.hears(&ShopEvent::OrderChanged(order_no(90)));
    world.sees("Refunded a moment ago, take out of the box: 手冲壶 ×1");
    world.misses_part("Everything is in");
}

#[test]
fn an_order_whose_goods_are_all_refunded_is_red_and_out_of_the_queue() {
    let shop = bench();
    refund(&shop, 34, &[("P0001", 1), ("P0002", 1)], "70.00", RefundState::Refunded);
    let mut world = World::open(shop);
    world.click("Shipping");
    world.misses_part("林堃");
    scan(&mut world, "SC20260901-00000090");
    world.sees("Refunded, do not ship");
    world.sees("All goods of this order were refunded (¥109.90); nothing is to be sent.");
    world.click("Look at the order");
    world.sees("Goods refunded");
    world.misses("Mark shipped…");
}

#[test]
fn whoever_really_wants_to_send_refunded_pieces_is_asked_first() {
    let mut world = World::open(bench());
    world.click("Shipping");
    world.click_part("SC20260901-00000090 林堃");
    world.click("Send refunded pieces too…");
    world.sees_part("that money does not come back by itself");
    assert_eq!(world.wishes(), []);
    world.click("Keep them here");
    world.misses("Refunded pieces go too.");
    world.click("Send refunded pieces too…");
    world.click("Send them");
    world.sees("Refunded pieces go too.");
    world.write("Tracking number", "SF1234567890123");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [shipped(4, &[], true)]);
}

#[test]
fn a_yes_to_refunded_pieces_does_not_outlive_the_next_refund() {
    let shop = bench();
    let mut world = World::open(shop.clone());
    world.click("Shipping");
    world.click_part("SC20260901-00000090 林堃");
    world.click("Send refunded pieces too…");
    world.click("Send them");
    refund(&shop, 35, &[("P0002", 1)], "39.90", RefundState::Refunded);
    world.hears(&ShopEvent::OrderChanged(order_no(90)));
    world.misses("Refunded pieces go too.");
    world.write("Tracking number", "SF1234567890123");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [shipped(5, &[], false)]);
}

#[test]
fn a_part_shipped_order_whose_rest_was_refunded_only_wants_to_hear_that_this_was_all() {
    let shop = bench();
    let gone = Command::Ship {
        order_no: order_no(90),
        seen: 4,
        shipping: Shipping {
            complete: false,
            parcels: vec![NewParcel {
                parcel: Parcel::new("SF", "SF1"),
                items: vec![(product_id("P0001"), Quantity::new(1).expect("one"))],
            }],
            ..Shipping::default()
        },
    };
    assert!(shop.obey(&gone, NOW.plus(-60)));
    refund(&shop, 36, &[("P0002", 1)], "39.90", RefundState::Refunded);
    let mut world = World::open(shop);
    world.click("Shipping");
    world.click_part("SC20260901-00000090 林堃");
    world.sees("Everything else was refunded: no more parcels follow.");
    world.misses("Tracking number");
    world.click("Nothing more follows");
    let shipping = Shipping { parcels: Vec::new(), complete: true, ..Shipping::default() };
    assert_eq!(world.wishes(), [Command::Ship { order_no: order_no(90), seen: 6, shipping }]);
}

#[test]
fn all_numbers_called_to_ship_are_one_number() {
    let shop = bench();
    shop.add_order(91, 3600, "赵小满", "手冲壶", "48.20", OrderState::ToShip);
    let mut world = World::open(shop);
    // 90, 91 and 116; two more are being refunded.
    world.sees("To ship 3");
    world.click("Today");
    world.sees_part("3 to ship");
    world.click("Shipping");
    world.sees("To ship 3");
    let rows = world.rows_on_screen();
    assert_eq!(rows.iter().filter(|(name, _)| !name.contains("Being refunded, do not ship")).count(), 3);
    assert_eq!(rows.len(), 5, "the two that are being refunded stand there in red");
}

#[test]
fn it_is_said_in_chinese_too() {
    let shop = bench();
    refund(&shop, 37, &[], "5.00", RefundState::Refunded);
    // No new order asks to be shipped above the list.
    edit(&shop, 117, |detail| detail.row.unseen = false);
    let mut world = World::speaking(shop, Lang::Zh);
    world.click("发货");
    world.click_part("SC20260901-00000090 林堃");
    world.sees("已退款，不要装：挂耳咖啡 ×1");
    world.sees("已退 ¥5.00，没有指明商品");
    world.scroll_to("已退款的也发出去…");
    world.click("已退款的也发出去…");
    world.sees("已退款的也发出去？");
}
