//! A refund is decided by click and by key: how much, once, with a reason, and what becomes of it.

use crate::{
    shop::{Shop, refund_no, yuan},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::RefundState,
    events::ShopEvent,
    jobs::Command,
    store::{RefundApproval, RefundRejection},
};

fn approve_first() -> Command {
    Command::ApproveRefund(RefundApproval {
        refund_no: refund_no(3),
        seen: 1,
        amount: yuan("9.90"),
        reply: "Refund as agreed".into(),
        pieces: Some(Vec::new()),
        restock: Vec::new(),
    })
}

#[test]
fn the_owner_approves_a_refund_by_click() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    world.sees("Refund ¥9.90?");
    assert_eq!(world.wishes(), [], "nothing is sent before the second step");
    world.click("Refund ¥9.90");
    assert_eq!(world.wishes(), [approve_first()]);
    world.obey_all();
    world.sees("Approved");
    world.sees("Undo");
}

#[test]
fn the_owner_approves_a_refund_by_keyboard_and_esc_leaves() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.key(Key::A);
    world.sees("Refund ¥9.90?");
    world.key(Key::Escape);
    world.misses("Refund ¥9.90?");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [], "Enter alone decides nothing");
    world.key(Key::A);
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [approve_first()]);
}

#[test]
fn a_double_click_decides_once() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    world.click_twice("Refund ¥9.90");
    assert_eq!(world.wishes(), [approve_first()]);
    world.key(Key::A);
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [], "while the answer is on its way, the button waits");
}

#[test]
fn a_repeating_enter_key_does_not_decide() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.harness.key_down(Key::Enter);
    world.click("Approve ¥9.90…");
    world.harness.key_down(Key::Enter);
    world.settle();
    assert_eq!(world.wishes(), []);
}

#[test]
fn the_amount_goes_down_but_never_up_and_is_read_exactly() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    for (typed, says) in [
        ("10.00", "At most ¥9.90 can go back."),
        ("1.999", "This is not an amount. Digits with at most two decimals, for example 19.90."),
        ("-1", "This is not an amount. Digits with at most two decimals, for example 19.90."),
        ("0", "The amount must be more than zero."),
    ] {
        world.write("Amount", typed);
        world.sees(says);
        world.key(Key::Enter);
        assert_eq!(world.wishes(), [], "{typed}");
    }
    world.write("Amount", "4.35");
    world.sees("Refund ¥4.35?");
    world.key(Key::Enter);
    let [Command::ApproveRefund(RefundApproval { amount, .. })] = &world.wishes()[..] else { panic!("one approval") };
    assert_eq!(*amount, yuan("4.35"));
}

#[test]
fn what_the_buyer_reads_is_at_most_eighty_characters() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Approve ¥9.90…");
    world.write("What the buyer reads", &"字".repeat(81));
    world.sees("At most 80 characters.");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), []);
    world.write("What the buyer reads", &"字".repeat(80));
    world.key(Key::Enter);
    assert_eq!(world.wishes().len(), 1);
}

#[test]
fn a_no_needs_a_reason() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.key(Key::R);
    world.key(Key::Enter);
    world.sees("Choose or write a reason; the buyer will read it.");
    assert_eq!(world.wishes(), []);
    world.key(Key::Escape);
    world.misses("Reject refund");
    world.click("Reject…");
    world.click("Please add pictures of the goods and ask again");
    world.click("Reject refund");
    let reply = "Please add pictures of the goods and ask again".to_owned();
    assert_eq!(
        world.wishes(),
        [Command::RejectRefund(RefundRejection { refund_no: refund_no(3), seen: 1, reply, picture: None })]
    );
}

#[test]
fn an_approval_can_be_taken_back_while_it_is_held() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.key(Key::A);
    world.key(Key::Enter);
    world.obey_all();
    world.click("Undo");
    assert_eq!(world.wishes(), [Command::TakeBackRefund { refund_no: refund_no(3), seen: 2 }]);
    world.obey_all();
    world.sees("Approve ¥9.90…");
}

#[test]
fn when_the_hold_is_over_there_is_nothing_to_take_back() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.key(Key::A);
    world.key(Key::Enter);
    world.obey_all();
    world.time_passes(11);
    world.misses("Undo");
}

#[test]
fn a_click_on_an_old_picture_says_who_decided() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.click("Refunds");
    world.key(Key::A);
    shop.set_refund(3, RefundState::Rejected);
    world.key(Key::Enter);
    world.obey_all();
    world.sees_part("Your click did nothing and nothing is paid twice");
}

#[test]
fn in_doubt_and_waiting_for_money_are_told_honestly_with_the_next_step() {
    let mut world = World::open(Shop::camellia());
    world.click("Refunds");
    world.click("Refunding 3");
    world.click_part("Waiting for money");
    world.sees_part("nothing has left");
    world.click("Continue…");
    world.sees("Go on with ¥12.00?");
    assert_eq!(world.wishes(), []);
    world.click("Continue");
    world.click_part("In doubt");
    world.sees_part("never pays twice");
    world.click("Ask WeChat now");
    let wishes = world.wishes();
    assert_eq!(wishes, [Command::ContinueRefund { refund_no: refund_no(6) }, Command::AskAboutRefund(refund_no(5))]);
    world.click("Done 2");
    world.click_part("Refunded");
    world.sees_part("支付用户零钱");
}

#[test]
fn the_refund_on_show_is_not_exchanged_under_the_pointer() {
    let shop = Shop::camellia();
    let mut world = World::open(shop.clone());
    world.click("Refunds");
    world.sees("Approve ¥9.90…");
    shop.set_refund(3, RefundState::Rejected);
    world.hears(&ShopEvent::RefundChanged(refund_no(3)));
    world.misses("Approve ¥168.00…");
    world.sees("Rejected");
}
