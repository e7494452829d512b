//! Money that does not fit, orders from elsewhere, and the questions about an order that is not paid.

use crate::{
    shop::{NOW, Shop, order_no, yuan},
    world::World,
};
use egui::Key;
use zhanggui::{
    domain::{
        Actor, Attention, OpenId, OrderState, PaymentState, Refundable, Source, StepReason, TransactionId, Transition,
        UnpaidAnswer,
    },
    events::{CommandOutcome, OrderAnswer, ShopEvent},
    jobs::Command,
    store::PaymentExtra,
    ui::Lang,
};

const SECOND: &str = "4200009999202609017777777777";

fn extra(kind: Attention, amount: &str) -> PaymentExtra {
    PaymentExtra {
        transaction_id: TransactionId::parse(SECOND).expect("a number"),
        kind,
        amount: yuan(amount),
        currency: "CNY".into(),
        paid_at: NOW.plus(-300),
        found_at: NOW.plus(-290),
        openid: OpenId::parse("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o").ok(),
        refundable: Some(Refundable::of(yuan(amount))),
    }
}

/// Somebody paid through another program.
fn with_a_stranger() -> Shop {
    let shop = Shop::camellia();
    shop.add_order(118, 0, "x", "", "66.00", OrderState::NeedsOwner);
    let mut rows = shop.rows();
    let detail = &mut rows.orders[0];
    detail.row.source = Source::Elsewhere;
    detail.row.attention = Some(Attention::FromElsewhere);
    detail.lines.clear();
    detail.row.buyer.clear();
    drop(rows);
    shop
}

#[test]
fn an_order_from_elsewhere_is_marked_explained_and_accepted_by_a_click() {
    let mut world = World::open(with_a_stranger());
    world.sees_part("SC20260901-00000118 ¥66.00 Needs you Elsewhere");
    world.click("Elsewhere 1");
    world.misses_part("SC20260901-00000117 李雷");
    world.click_part("SC20260901-00000118 ¥66.00");
    world.sees_part("this shop did not give out");
    world.sees_part("WeChat does not say what was bought");
    world.sees("***eS6o");
    world.click("Accept the money…");
    world.sees("Accept ¥66.00?");
    world.sees_part("goes to “To ship”");
    assert_eq!(world.wishes(), []);
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [Command::AcceptMoney { order_no: order_no(118), seen: 3 }]);
    world.obey_all();
    world.sees("Mark shipped…");
}

#[test]
fn there_is_no_tab_for_orders_from_elsewhere_while_there_are_none() {
    let mut world = World::open(Shop::camellia());
    world.misses_part("Elsewhere");
    world.click("Done 5");
}

#[test]
fn a_second_payment_lists_what_came_and_both_ways_out() {
    let shop = Shop::camellia();
    {
        let mut rows = shop.rows();
        let detail = rows.orders.iter_mut().find(|d| d.row.key.order_no == order_no(114)).expect("shipped");
        detail.row.attention = Some(Attention::SecondPayment);
        detail.extras.push(extra(Attention::SecondPayment, "74.50"));
    }
    let mut world = World::open(shop);
    world.click_part("SC20260901-00000114");
    world.sees("Second payment");
    world.sees(SECOND);
    world.sees("2026-09-01 10:37:07");
    world.sees("***eS6o, the buyer of this order");
    world.sees_part("can be given back below");
    world.click("Give back ¥74.50…");
    world.sees("Give back the second payment of ¥74.50?");
    world.sees_part("leaving the order's money and its shipping as they are");
    world.sees_part(SECOND);
    world.click("Not now");
    world.click("Accept the money…");
    world.sees("Accept ¥74.50?");
    world.sees_part("the order stays as it is");
    world.click("Not now");
    assert_eq!(world.wishes(), []);
    world.click("Accept the money…");
    world.click("Accept");
    world.obey_all();
    world.sees("Money you accepted");
    world.misses("Accept the money…");
}

#[test]
fn a_second_payment_goes_back_out_of_its_own_transaction_by_one_click_and_one_yes() {
    let shop = Shop::camellia();
    {
        let mut rows = shop.rows();
        let detail = rows.orders.iter_mut().find(|d| d.row.key.order_no == order_no(114)).expect("shipped");
        detail.row.attention = Some(Attention::SecondPayment);
        let stranger = OpenId::parse("oStranger000000000000009999").ok();
        detail.extras.push(PaymentExtra { openid: stranger, ..extra(Attention::SecondPayment, "74.50") });
    }
    let mut world = World::speaking(shop, Lang::Zh);
    world.click_part("SC20260901-00000114");
    world.sees("***9999，不是下单的买家");
    world.click("退回这笔 ¥74.50…");
    world.sees("退回重复付的 ¥74.50？");
    world.click("退回这笔款");
    let transaction_id = TransactionId::parse(SECOND).expect("a number");
    let reason = "重复付款退回".to_owned();
    let wish =
        Command::ReturnPayment { order_no: order_no(114), seen: 3, transaction_id, amount: yuan("74.50"), reason };
    assert_eq!(world.wishes(), [wish]);
    world.obey_all();
    // The window goes along to the new refund; back at its order the sum is on its way.
    world.click("SC20260901-00000114");
    world.sees("正在退回");
    world.misses("退回这笔 ¥74.50…");
}

#[test]
fn a_second_payment_in_another_currency_names_the_way_on_wechats_platform() {
    for (lang, way) in
        [(Lang::En, "Trade, Refund, and give it back by its WeChat number above"), (Lang::Zh, "交易中心 → 退款")]
    {
        let shop = Shop::camellia();
        {
            let mut rows = shop.rows();
            let detail = rows.orders.iter_mut().find(|d| d.row.key.order_no == order_no(114)).expect("shipped");
            detail.row.attention = Some(Attention::SecondPayment);
            let yen = extra(Attention::SecondPayment, "74.50");
            detail.extras.push(PaymentExtra { currency: "JPY".into(), refundable: None, ..yen });
        }
        let mut world = World::speaking(shop, lang);
        world.click_part("SC20260901-00000114");
        world.sees_part(way);
        world.misses_part(if lang == Lang::En { "Give back" } else { "退回这笔" });
    }
}

#[test]
fn money_in_another_currency_cannot_be_accepted() {
    let shop = Shop::camellia();
    {
        let mut rows = shop.rows();
        let detail = rows.orders.iter_mut().find(|d| d.row.key.order_no == order_no(113)).expect("needs you");
        detail.row.paid_at = None;
        detail.extras.push(PaymentExtra {
            currency: "JPY".into(),
            refundable: None,
            ..extra(Attention::AmountDiffers, "119.70")
        });
    }
    let mut world = World::open(shop);
    world.click_part("SC20260901-00000113");
    world.sees("JPY 11970 (smallest unit)");
    world.sees_part("This is not yuan");
    world.misses("Accept the money…");
}

/// The order that needs its owner, of ¥119.70, and what WeChat received for it.
pub fn paid_with(paid: &str) -> Shop {
    let shop = Shop::camellia();
    {
        let mut rows = shop.rows();
        let detail = rows.orders.iter_mut().find(|d| d.row.key.order_no == order_no(113)).expect("needs you");
        detail.refundable = Refundable::of(yuan(paid));
    }
    shop
}

#[test]
fn a_short_payment_is_a_comparison_and_its_loss_is_typed_again_and_has_no_key() {
    let mut world = World::open(paid_with("11.97"));
    world.click_part("SC20260901-00000113");
    world.sees("Owed ¥119.70");
    world.sees("Paid ¥11.97");
    world.sees("Short ¥107.73");
    world.sees_part("WeChat has received ¥11.97, ¥107.73 less than the order");
    world.sees("Refund the ¥11.97");
    world.sees_part("until you choose, nothing is shipped or refunded");
    world.misses("Refund…");
    world.click("Write off ¥107.73…");
    world.sees("Write off ¥107.73?");
    world.key(Key::Enter);
    world.write("Type the missing sum once more (no key does it)", "11.97");
    assert!(!world.offers("Write off"), "another sum is no yes");
    world.write("Type the missing sum once more (no key does it)", "107.73");
    world.key(Key::Enter);
    world.sees("Write off ¥107.73?");
    assert_eq!(world.wishes(), [], "a loss has no key");
    world.click("Write off");
    assert_eq!(world.wishes(), [Command::AcceptMoney { order_no: order_no(113), seen: 3 }]);
    world.obey_all();
    world.sees("Mark shipped…");
}

#[test]
fn a_short_payment_goes_back_by_the_dialog_that_names_it() {
    let mut world = World::speaking(paid_with("11.97"), Lang::Zh);
    world.click_part("SC20260901-00000113");
    world.sees("还差 ¥107.73");
    world.click("退回 ¥11.97…");
    world.sees("确认退款 ¥11.97？");
    world.click("退款 ¥11.97");
    let wishes = world.wishes();
    assert!(
        matches!(&wishes[..], [Command::StartRefund { order_no: of, amount, .. }] if (of, *amount) == (&order_no(113), yuan("11.97"))),
        "{wishes:?}"
    );
}

#[test]
fn of_too_much_the_extra_goes_back_or_all_of_it_or_none() {
    let mut world = World::open(paid_with("219.70"));
    world.click_part("SC20260901-00000113");
    world.sees("Over ¥100.00");
    world.sees("Refund only the extra ¥100.00");
    world.sees("Refund the ¥219.70");
    world.click("Refund ¥100.00…");
    world.sees("Refund ¥100.00?");
    world.key(Key::Escape);
    world.scroll_to("Accept the money…");
    world.click("Accept the money…");
    world.sees("Accept ¥219.70?");
    world.key(Key::Enter);
    assert_eq!(world.wishes(), [Command::AcceptMoney { order_no: order_no(113), seen: 3 }]);
}

#[test]
fn once_all_of_it_is_on_its_way_back_there_is_nothing_to_choose() {
    let shop = paid_with("11.97");
    {
        let mut rows = shop.rows();
        let detail = rows.orders.iter_mut().find(|d| d.row.key.order_no == order_no(113)).expect("needs you");
        detail.refundable.in_flight = yuan("11.97");
    }
    let mut world = World::open(shop);
    world.click_part("SC20260901-00000113");
    world.sees_part("All of the money is on its way back");
    world.misses("Write off ¥107.73…");
}

#[test]
fn a_part_that_went_back_is_a_mark_in_every_list() {
    let shop = Shop::camellia();
    for detail in shop.rows().orders.iter_mut().filter(|d| [116, 114].map(order_no).contains(&d.row.key.order_no)) {
        detail.row.refunded = yuan("9.90");
    }
    shop.rows().orders.iter_mut().for_each(|detail| detail.row.unseen = detail.row.key.order_no == order_no(116));
    let mut world = World::open(shop);
    world.sees_part("To ship new Part refunded");
    world.click("Today");
    world.sees_part("Part refunded");
    world.click("Shipping");
    world.sees("Part refunded");
    world.click("Orders");
    world.click_part("SC20260901-00000114");
    world.sees("Part refunded");
}

#[test]
fn today_lists_the_money_that_waits_for_a_decision() {
    let mut world = World::open(with_a_stranger());
    world.click("Today");
    world.sees("Payments that need you");
    world.sees_part("¥119.70 Amount differs");
    world.click_part("¥66.00 From elsewhere");
    world.sees("Copy order number");
}

#[test]
fn an_unpaid_order_is_cancelled_after_a_question() {
    let mut world = World::open(Shop::camellia());
    world.click_part("SC20260901-00000111");
    world.click("Cancel order…");
    world.sees_part("frees the stock only once that is certain");
    world.key(Key::Escape);
    assert_eq!(world.wishes(), []);
    world.click("Cancel order…");
    world.click("Cancel order");
    assert_eq!(world.wishes(), [Command::CancelOrder { order_no: order_no(111), seen: 3 }]);
    world.sees("Saving…");
    world.obey_all();
    world.sees_part("Being cancelled");
    world.misses("Cancel order…");
    world.click_part("SC20260901-00000116");
    world.misses("Cancel order…");
}

#[test]
fn asking_wechat_says_that_it_asks_and_what_came_back() {
    let mut world = World::open(Shop::camellia());
    world.click_part("SC20260901-00000111");
    world.click("Ask WeChat");
    world.sees("Asking WeChat…");
    world.hears(&ShopEvent::OrderAsked { order_no: order_no(111), said: OrderAnswer::Unpaid(UnpaidAnswer::NotPaid) });
    world.sees("WeChat at 10:42:07: not paid yet");
    world.misses("Asking WeChat…");
    world.click("Ask WeChat");
    world.time_passes(16);
    world.misses("Asking WeChat…");
    world.click_part("SC20260901-00000116");
    world.misses_part("WeChat at");
}

#[test]
fn an_order_wechat_never_heard_of_says_why_there_is_nothing_to_ask() {
    let shop = Shop::camellia();
    {
        let mut rows = shop.rows();
        let detail = rows.orders.iter_mut().find(|d| d.row.key.order_no == order_no(111)).expect("unpaid");
        detail.payment = PaymentState::Unsent;
    }
    let mut world = World::open(shop);
    world.click_part("SC20260901-00000111");
    world.sees_part("The buyer has not opened the payment yet");
    world.misses("Ask WeChat");
}

#[test]
fn an_answer_belongs_to_the_wish_of_its_kind() {
    let mut world = World::open(Shop::camellia());
    world.click("Show all");
    world.click("Got it");
    world.click("Refunds");
    world.key(Key::A);
    world.key(Key::Enter);
    // The answers come in another order than the wishes.
    world.answers(|command| matches!(command, Command::ApproveRefund(_)), CommandOutcome::TooLate);
    world.sees_part("Your click did nothing and nothing is paid twice");
    world.sees("Approve ¥9.90…");
    world.click("Approve ¥9.90…");
    world.sees("Refund ¥9.90?");
}

#[test]
fn money_that_needs_the_owner_speaks_chinese_too() {
    let mut world = World::speaking(with_a_stranger(), Lang::Zh);
    world.click("外来 1");
    world.click_part("SC20260901-00000118 ¥66.00");
    world.click("接受这笔款项…");
    world.sees("接受 ¥66.00？");
    world.key(Key::Escape);
    world.click("今日");
    world.sees("待处理的付款");
}

#[test]
fn the_history_says_why_in_the_owners_language() {
    let shop = Shop::camellia();
    {
        let mut rows = shop.rows();
        let detail = rows.orders.iter_mut().find(|d| d.row.key.order_no == order_no(107)).expect("closed");
        let last = detail.history.last_mut().expect("a step");
        last.actor = Actor::Owner;
        last.step = Transition::Order(Some(OrderState::ToPay), OrderState::Closed);
        last.reason = StepReason::parse(&last.step, last.actor, "cancel");
    }
    let mut world = World::speaking(shop, Lang::Zh);
    world.click_part("SC20260901-00000107");
    world.sees("你：关闭了订单（取消）");
    world.misses_part("cancel");
}

#[test]
fn the_history_tells_money_that_came_beside_an_order_from_its_state() {
    let shop = Shop::camellia();
    {
        let mut rows = shop.rows();
        let detail = rows.orders.iter_mut().find(|d| d.row.key.order_no == order_no(114)).expect("shipped");
        let mut step = detail.history.last().expect("a step").clone();
        step.step = Transition::Order(Some(OrderState::Shipped), OrderState::Shipped);
        step.actor = Actor::WeChat;
        step.reason = StepReason::parse(&step.step, step.actor, &format!("second_payment {SECOND} 7450 CNY"));
        detail.history.push(step.clone());
        step.actor = Actor::Owner;
        step.reason = StepReason::parse(&step.step, step.actor, "second_payment");
        detail.history.push(step);
    }
    let mut world = World::open(shop);
    world.click_part("SC20260901-00000114");
    world.sees("WeChat: received a payment that needs you (Second payment)");
    world.sees("You: accepted the money (Second payment)");
}
