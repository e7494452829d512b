//! The scanner: a keyboard that types fast, and must never press a key that decides.

use crate::{
    shipping::edit,
    shop::{Shop, order_no, product_id, yuan},
    world::World,
};
use egui::{Event, Key, Modifiers};
use zhanggui::{
    devices::ShopSound,
    domain::{OrderLine, OrderState, Quantity, RefundState},
    jobs::Command,
    store::Shipping,
};

/// A code as a scanner types it, with Enter behind it.
fn typed(code: &str) -> Vec<Event> {
    let key = |key, pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE };
    let mut events = Vec::new();
    for c in code.chars() {
        let of = Key::from_name(&c.to_ascii_uppercase().to_string());
        events.extend(of.map(|of| key(of, true)));
        events.push(Event::Text(c.to_string()));
        events.extend(of.map(|of| key(of, false)));
    }
    events.extend([key(Key::Enter, true), key(Key::Enter, false)]);
    events
}

/// All of it in one breath.
pub fn scan(world: &mut World, code: &str) {
    world.harness.input_mut().events.extend(typed(code));
    world.settle();
}

pub fn bench() -> Shop {
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
    shop
}

#[test]
fn a_scanned_slip_opens_its_order_from_any_page() {
    let mut world = World::open(bench());
    for page in ["Today", "Orders", "Refunds", "Products", "System status", "Settings"] {
        world.click(page);
        scan(&mut world, "SC20260901-00000090");
        world.sees("Ship to 林堃");
    }
    world.click("Today");
    scan(&mut world, "sc20260901-00000090");
    world.sees("Ship to 林堃");
    assert_eq!(world.wishes(), []);
}

#[test]
fn no_key_of_a_code_decides_anything() {
    let mut world = World::open(bench());
    world.click("Refunds");
    // A approves, R rejects, Enter confirms.
    scan(&mut world, "AR-A0001");
    world.misses_part("Refund ¥9.90?");
    world.sees("Unknown code: AR-A0001");
    world.key(Key::A);
    world.sees("Refund ¥9.90?");
    scan(&mut world, "SC20260901-00000090");
    assert_eq!(world.wishes(), [], "its Enter confirms no refund");
}

#[test]
fn a_parcel_whose_money_goes_back_turns_the_screen_red() {
    let shop = bench();
    shop.add_refund(40, 90, "119.70", "不想要了", 60);
    let mut world = World::open(shop.clone());
    world.click("Shipping");
    scan(&mut world, "SC20260901-00000090");
    world.sees("Refunding, do not ship");
    world.sees("This order is being refunded: ¥119.70.");
    assert_eq!(world.rings.try_iter().collect::<Vec<_>>(), [ShopSound::Blocked], "a sound of its own");
    // Nothing opens over it, and an Enter takes nothing away.
    world.key(Key::Enter);
    scan(&mut world, "SC20260901-00000116");
    world.sees("Refunding, do not ship");
    world.sees("Deal with this one first: put it aside, then scan on.");
    world.key(Key::Escape);
    world.misses("Refunding, do not ship");
    world.misses("Ship to 韩梅梅");
    shop.set_refund(40, RefundState::Refunded);
    edit(&shop, 90, |detail| detail.row.refunded = yuan("119.70"));
    scan(&mut world, "SC20260901-00000090");
    world.sees("This order was refunded in full: ¥119.70.");
    world.click("I put it aside");
    scan(&mut world, "SC20260901-00000116");
    world.sees("Ship to 韩梅梅");
}

#[test]
fn what_was_never_paid_does_not_leave_either() {
    let mut world = World::open(bench());
    scan(&mut world, "SC20260901-00000107");
    world.sees("Do not ship");
    world.sees("This order was never paid and is closed.");
    world.click("Look at the order");
    world.sees("Copy order number");
    scan(&mut world, "SC20260901-00000114");
    world.sees("Already shipped: do not pack this order again.");
}

#[test]
fn the_box_is_packed_by_scanning_and_the_label_ships_it() {
    let mut world = World::open(bench());
    scan(&mut world, "SC20260901-00000090");
    scan(&mut world, "P0001");
    world.sees("1 / 2");
    world.sees("2 to go");
    scan(&mut world, "P0003");
    world.sees("Wrong item: P0003 is not in this order");
    scan(&mut world, "P0002");
    world.misses_part("Wrong item");
    scan(&mut world, "P0002");
    world.sees("One too many: 手冲壶");
    scan(&mut world, "SF1234567890123");
    world.sees("Some pieces are not in the box yet. Scan them before the label.");
    scan(&mut world, "p0001");
    world.sees("Everything is in. Scan the carrier's label to ship.");
    scan(&mut world, "SF1234567890123");
    assert_eq!(world.wishes(), [], "a label alone ships nothing");
    world.key(Key::Enter);
    let shipping = Shipping::express("SF", "SF1234567890123");
    assert_eq!(world.wishes(), [Command::Ship { order_no: order_no(90), seen: 3, shipping }]);
}

#[test]
fn of_five_hundred_scans_none_of_the_ten_blocked_ones_slips() {
    let shop = Shop::default();
    for no in 0..500 {
        shop.add_order(no, i64::from(no), "买家", "挂耳咖啡", "39.90", OrderState::ToShip);
    }
    let states = [
        RefundState::Requested,
        RefundState::Approved,
        RefundState::Sending,
        RefundState::Processing,
        RefundState::InDoubt,
        RefundState::WaitingForMoney,
        RefundState::Stuck,
        RefundState::Refunded,
        RefundState::Refunded,
        RefundState::Requested,
    ];
    for (at, state) in (7..).step_by(49).zip(states) {
        shop.add_refund(at, at, "39.90", "不想要了", 60);
        shop.set_refund(at, state);
    }
    let mut world = World::open(shop);
    let (mut red, mut opened) = (Vec::new(), 0);
    for no in 0..500 {
        scan(&mut world, order_no(no).as_str());
        if world.shows("I put it aside") {
            red.push(no);
            world.key(Key::Escape);
        } else if world.shows(order_no(no).as_str()) {
            opened += 1;
        }
    }
    assert_eq!(red, (7..500).step_by(49).take(10).collect::<Vec<_>>());
    assert_eq!(opened, 490);
    assert_eq!(world.wishes(), []);
}

#[test]
fn slips_that_come_in_one_breath_are_each_judged() {
    let shop = bench();
    shop.add_refund(40, 90, "119.70", "不想要了", 60);
    let mut world = World::open(shop);
    world.click("Shipping");
    for (first, second) in [(116, 90), (90, 116)] {
        for no in [first, second] {
            world.harness.input_mut().events.extend(typed(order_no(no).as_str()));
        }
        world.settle();
        world.settle();
        world.sees("Refunding, do not ship");
        world.misses("Ship to 林堃");
        world.key(Key::Escape);
    }
}
