//! A refund that went otherwise than believed: the owner sees it wherever the refund is, and says so.

use crate::{
    shop::{NOW, Shop, refund_no, yuan},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::{RefundAlarm, RefundState},
    jobs::Command,
    store::{RefundAlarmRow, RefundWish},
    ui::Lang,
};

/// Refund 7 failed here and arrived at WeChat, with another amount.
fn overruled() -> Shop {
    let shop = Shop::camellia();
    shop.set_refund(7, RefundState::Refunded);
    let mut rows = shop.rows();
    let detail = rows.refunds.iter_mut().find(|detail| detail.row.refund_no == refund_no(7)).expect("a refund");
    let alarm = RefundAlarmRow {
        refund_no: refund_no(7),
        order_no: detail.row.order_no.clone(),
        kind: RefundAlarm::Overruled,
        ours: Some(RefundState::Failed),
        theirs: Some(RefundState::Refunded),
        ours_amount: Some(yuan("12.00")),
        theirs_amount: Some(yuan("16.00")),
        raised_at: NOW.plus(-60),
        seen_at: None,
    };
    detail.alarms.push(alarm.clone());
    let order_no = detail.row.order_no.clone();
    let order = rows.orders.iter_mut().find(|order| order.row.key.order_no == order_no).expect("its order");
    order.alarms.push(alarm);
    drop(rows);
    shop
}

/// Refund 7 was approved, and another one turned up before it left.
fn paused() -> Shop {
    let shop = Shop::camellia();
    shop.set_refund(7, RefundState::Approved);
    let mut rows = shop.rows();
    let detail = rows.refunds.iter_mut().find(|detail| detail.row.refund_no == refund_no(7)).expect("a refund");
    detail.row.paused = true;
    drop(rows);
    shop
}

#[test]
fn an_alarm_stands_on_today_on_the_order_and_on_the_refund_until_it_was_seen() {
    let mut world = World::open(overruled());
    world.click("Today");
    world.sees("Refunds to check");
    world.click_part("WeChat says otherwise · ¥16.00");
    world.sees_part("Here it was Failed ¥12.00; WeChat confirms Refunded ¥16.00");
    world.click_part("SC20260901");
    world.sees_part("WeChat confirms Refunded ¥16.00");
    world.sees("Open this refund");
    world.click("I have seen it");
    assert_eq!(world.wishes(), [Command::AcknowledgeRefund(refund_no(7))]);
    world.obey_all();
    world.misses_part("WeChat confirms");
    world.click("Today");
    world.misses("Refunds to check");
}

#[test]
fn in_chinese_it_says_the_same() {
    let mut world = World::speaking(overruled(), Lang::Zh);
    world.click("今日");
    world.sees("退款要核对");
    world.click_part("以微信为准 · ¥16.00");
    world.sees_part("掌柜记的是退款失败 ¥12.00，微信确认的是已退款 ¥16.00");
}

#[test]
fn a_refund_that_waits_for_another_look_leaves_only_after_a_question_or_is_taken_back() {
    let mut world = World::open(paused());
    world.click("Refunds");
    world.click_part("Refunding ");
    world.click_part("Anna Li ¥12.00");
    world.sees_part("other refunds of this order turned up");
    world.sees("Undo");
    world.click("Refund ¥12.00 too…");
    world.sees_part("the buyer is paid twice");
    world.key(Key::Escape);
    assert_eq!(world.wishes(), []);
    world.click("Refund ¥12.00 too…");
    world.click("Refund this one too");
    let wishes = world.wishes();
    assert!(matches!(&wishes[..], [Command::WishRefund { wish: RefundWish::SendAlso, .. }]), "{wishes:?}");
}

#[test]
fn a_refund_in_doubt_has_ways_on_and_each_asks_first() {
    for (way, says, button, expected) in [
        ("Send the same number again…", "WeChat pays one number once", "Send again", RefundWish::SendAgain),
        ("I saw that it arrived…", "transaction centre", "It arrived", RefundWish::Vouch),
    ] {
        let shop = Shop::camellia();
        shop.set_refund(7, RefundState::InDoubt);
        let mut world = World::open(shop);
        world.click("Refunds");
        world.click_part("Refunding ");
        world.click_part("Anna Li ¥12.00");
        world.click(way);
        world.sees_part(says);
        assert_eq!(world.wishes(), []);
        world.click(button);
        let wishes = world.wishes();
        assert!(matches!(&wishes[..], [Command::WishRefund { wish, .. }] if *wish == expected), "{wishes:?}");
    }
}
