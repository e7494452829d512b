//! The queue of refunds: what the owner sees before deciding, and the many ways to decide.

use crate::{
    shop::{Shop, order_no, product_id, refund_no, yuan},
    world::World,
};
use eframe::egui::Key;
use zhanggui::{
    domain::{OrderLine, Quantity},
    jobs::Command,
    store::RefundLine,
};

#[test]
fn evidence_opens_large_is_zoomed_and_walked_through() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Evidence 1");
    world.sees("Picture 1 of 2");
    world.sees("100%");
    world.click("Zoom in");
    world.sees("150%");
    world.key(Key::Plus);
    world.sees("225%");
    world.key(Key::Minus);
    world.sees("150%");
    world.key(Key::Num0);
    world.sees("100%");
    world.key(Key::ArrowRight);
    world.sees("Picture 2 of 2");
    world.click("Previous picture");
    world.sees("Picture 1 of 2");
    world.key(Key::Escape);
    world.misses("Picture 1 of 2");
}

#[test]
fn while_a_picture_is_large_no_key_decides_beneath_it() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Evidence 1");
    world.key(Key::A);
    world.key(Key::R);
    world.key(Key::J);
    world.key(Key::Escape);
    world.sees("Approve ¥9.90…");
    world.misses("Refund ¥9.90?");
    assert_eq!(world.wishes(), []);
}

fn line(id: &str, name: &str, price: &str, pieces: u32) -> OrderLine {
    let quantity = Quantity::new(pieces).expect("a quantity");
    OrderLine { product_id: product_id(id), name: name.into(), price: yuan(price), quantity }
}

/// The buyer asks about one of two packs; a pot was ordered too.
fn with_lines() -> Shop {
    let shop = Shop::camellia();
    {
        let mut rows = shop.rows();
        let lines = vec![line("P0001", "挂耳咖啡", "3.30", 3), line("P0002", "手冲壶", "87.60", 1)];
        let order = rows.orders.iter_mut().find(|detail| detail.row.key.order_no == order_no(110)).expect("an order");
        order.lines.clone_from(&lines);
        let detail = rows.refunds.iter_mut().find(|detail| detail.row.refund_no == refund_no(3)).expect("a refund");
        detail.order_lines = lines;
        let OrderLine { product_id, name, price, quantity } = line("P0001", "挂耳咖啡", "3.30", 1);
        detail.lines = vec![RefundLine { product_id, name, price, quantity }];
    }
    shop
}

#[test]
fn the_sum_follows_the_pieces_and_never_passes_what_was_asked_for() {
    let mut world = World::open(with_lines());
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    world.sees("1 / 3");
    world.sees("0 / 1");
    world.click("One more: 挂耳咖啡");
    world.sees("2 / 3");
    world.sees("Refund ¥6.60?");
    world.click("One fewer: 挂耳咖啡");
    world.sees("Refund ¥3.30?");
    world.click("One more: 手冲壶");
    world.sees("Refund ¥9.90?");
    world.click("One fewer: 手冲壶");
    world.click("One fewer: 挂耳咖啡");
    world.sees("0 / 3");
    world.write("Amount", "2.50");
    world.sees("Refund ¥2.50?");
    world.sees_part("¥95.00 of the order stays");
    world.key(Key::Enter);
    let [Command::ApproveRefund { amount, .. }] = &world.wishes()[..] else { panic!("one approval") };
    assert_eq!(*amount, yuan("2.50"));
}

#[test]
fn enter_on_a_button_presses_that_button_and_pays_nothing() {
    let mut world = World::open(with_lines());
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    for _ in 0..3 {
        world.key(Key::Tab);
    }
    world.key(Key::Enter);
    assert_eq!(world.wishes(), []);
}

#[test]
fn the_buyers_message_is_shown_as_wechat_will_show_it() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    world.sees("What the buyer sees in WeChat");
    world.sees("Reason: Refund as agreed");
    world.click("Refund for missing goods");
    world.sees("Reason: Refund for missing goods");
    world.sees("24/80");
    world.write("Amount", "1.00");
    world.sees("WeChat shows no reason for a partial refund of ¥1.00 or less.");
}

#[test]
fn pieces_go_back_to_stock_when_the_owner_says_so() {
    let mut world = World::open(with_lines());
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    world.click("One more: 挂耳咖啡");
    world.click("Back to stock: 挂耳咖啡");
    world.key(Key::Enter);
    let [Command::ApproveRefund { amount, restock, .. }] = &world.wishes()[..] else { panic!("one approval") };
    assert_eq!(*amount, yuan("6.60"));
    assert_eq!(*restock, [(product_id("P0001"), Quantity::new(2).expect("two"))]);
}

#[test]
fn the_owner_gives_money_back_without_being_asked_and_can_take_it_back() {
    let mut world = World::open(Shop::camellia());
    world.click_part("SC20260901-00000116 韩梅梅");
    world.click("Refund…");
    world.sees("Refund ¥86.00?");
    world.sees("1 / 1");
    world.write("Amount", "16.00");
    world.sees_part("¥70.00 of the order stays");
    world.click("Back to stock: 云南小粒咖啡豆 500g");
    world.write("What the buyer reads", "Sorry for the long wait");
    assert_eq!(world.wishes(), []);
    world.key(Key::Enter);
    let wishes = world.wishes();
    let [Command::StartRefund { order_no: of, seen: 3, amount, pieces, reason }] = &wishes[..] else {
        panic!("one refund: {wishes:?}")
    };
    assert_eq!((of, *amount, reason.as_str()), (&order_no(116), yuan("16.00"), "Sorry for the long wait"));
    assert_eq!(pieces.iter().map(|piece| piece.restock).collect::<Vec<_>>(), [false]);
    world.obey_all();
    world.sees("Take back");
    world.sees_part("¥16.00 · 韩梅梅");
}

#[test]
fn what_was_said_before_to_those_who_were_refused_is_at_hand() {
    let shop = Shop::camellia();
    {
        let mut rows = shop.rows();
        let refused = rows.refunds.iter_mut().find(|detail| detail.row.refund_no == refund_no(8)).expect("refused");
        refused.reply = "The flavour is a matter of taste".into();
    }
    let mut world = World::open(shop);
    world.click("Refunds");
    world.key(Key::R);
    world.sees("Used before");
    world.click("The flavour is a matter of t…");
    world.write("What the buyer reads", "The flavour is a matter of taste, sorry");
    world.key(Key::Enter);
    let reply = "The flavour is a matter of taste, sorry".to_owned();
    assert_eq!(world.wishes(), [Command::RejectRefund { refund_no: refund_no(3), seen: 1, reply }]);
}
