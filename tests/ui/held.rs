//! Rows of another merchant, and payments WeChat announced and denies since: shown, explained, and with a way on.

use crate::{
    shop::{Shop, order_no, yuan},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::{MchId, OrderState},
    jobs::Command,
    store::HeldRows,
    ui::Lang,
};

const FIRST: &str = "1900000109";

/// The shop was started with another merchant's settings; one order and its refund are the first one's.
fn held() -> Shop {
    let shop = Shop::camellia();
    {
        let mut rows = shop.rows();
        let mch_id = MchId::parse(FIRST).expect("a merchant");
        rows.held.push(HeldRows { mch_id: mch_id.clone(), orders: 1, payments: 0, refunds: 1 });
        let detail = rows.orders.iter_mut().find(|d| d.row.key.order_no == order_no(116)).expect("an order");
        detail.held_for = Some(mch_id.clone());
        for of in &mut rows.refunds {
            of.held_for = Some(mch_id.clone());
        }
    }
    shop
}

#[test]
fn an_order_of_another_merchant_says_whose_it_is_and_what_to_do_in_both_languages() {
    for (lang, across, title, way) in [
        (
            Lang::Zh,
            "1 笔没办完的订单（其中退款 1 笔）属于商户号 1900000109",
            "属于另一个商户号",
            "换回商户号 1900000109",
        ),
        (
            Lang::En,
            "1 open order (1 refund with it) belongs to merchant 1900000109",
            "Another merchant's",
            "put merchant 1900000109",
        ),
    ] {
        let mut world = World::speaking(held(), lang);
        world.click(if lang == Lang::Zh { "全部提醒" } else { "Show all" });
        world.sees_part(across);
        world.key(Key::Escape);
        world.click_part("SC20260901-00000116");
        world.sees(title);
        world.sees_part(way);
        world.misses(if lang == Lang::Zh { "向微信核实" } else { "Ask WeChat" });
        world.misses(if lang == Lang::Zh { "退款…" } else { "Refund…" });
        world.click(if lang == Lang::Zh { "今日" } else { "Today" });
        world.sees(if lang == Lang::Zh {
            "属于另一个商户号、还没有办完的订单"
        } else {
            "Open orders of another merchant"
        });
    }
}

#[test]
fn a_refund_of_another_merchants_order_cannot_be_approved_and_can_be_refused() {
    let mut world = World::open(held());
    world.click("Show all");
    world.click("Got it");
    world.click("Refunds");
    world.sees("Another merchant's");
    world.sees_part("it can still be refused");
    world.misses_part("Approve ¥");
    world.key(Key::A);
    world.key(Key::Enter);
    assert!(world.wishes().iter().all(|wish| matches!(wish, Command::MarkSeen(_))), "nothing is approved");
    world.click("Reject…");
}

#[test]
fn a_payment_wechat_announced_and_denies_since_is_explained_and_closed_only_after_a_question() {
    let shop = Shop::camellia();
    {
        let mut rows = shop.rows();
        let detail = rows.orders.iter_mut().find(|d| d.row.key.order_no == order_no(111)).expect("unpaid");
        (detail.row.state, detail.noes) = (OrderState::Confirming, 5);
        detail.row.total = yuan("39.90");
    }
    let mut world = World::open(shop);
    world.click_part("SC20260901-00000111");
    world.sees("Announced as paid, and denied since");
    world.sees_part("Sign in to WeChat's merchant platform");
    world.click("Close the order…");
    world.sees_part("If the money has come after all, the order is paid, not closed.");
    world.click("Keep it");
    assert_eq!(world.wishes(), []);
    world.click("Close the order…");
    world.click("Close it");
    assert_eq!(world.wishes(), [Command::CancelOrder { order_no: order_no(111), seen: 3 }]);
}
