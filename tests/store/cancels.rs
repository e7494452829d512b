//! Orders nobody wants any more: closed at WeChat first, their stock free exactly once, and a payment that was faster wins.

use crate::world::*;
use zhanggui::domain::{OrderState, PaymentState, StepReason, UnpaidAnswer};
use zhanggui::store::{CancelStep, CommitFuture, NewPayment, OrderMoved, OrderWord, Refusal};

fn buyer(shop: &World, order: &zhanggui::domain::Order) -> CommitFuture<CancelStep> {
    shop.store.wish_cancel(order.order_no.clone(), Some(order.openid.clone()), NOON.plus(30))
}

fn owner(shop: &World, order: &zhanggui::domain::Order) -> CommitFuture<CancelStep> {
    shop.store.wish_cancel(order.order_no.clone(), None, NOON.plus(30))
}

#[test]
fn an_order_wechat_never_heard_of_closes_at_once_and_its_stock_is_free_once() {
    let shop = World::new();
    for cancel in [buyer, owner] {
        let order = shop.places(&[("coffee", 2), ("pot", 1)]);
        assert_eq!(cancel(&shop, &order).wait().unwrap(), CancelStep::Closed);
        assert_eq!((shop.stock("coffee"), shop.stock("pot")), (1000, 2));
        let detail = shop.order(&order.order_no);
        assert_eq!((detail.row.state, detail.payment), (OrderState::Closed, PaymentState::Closed));
        assert!(!detail.cancel_wished);
        assert_eq!(refused(cancel(&shop, &order).wait()), Refusal::State(OrderState::Closed.into()));
        assert_eq!(shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed)), OrderMoved::Same);
        assert_eq!((shop.stock("coffee"), shop.stock("pot")), (1000, 2), "once");
    }
}

#[test]
fn an_order_wechat_knows_is_due_at_once_and_holds_its_stock_until_wechat_closed_it() {
    let shop = World::new();
    let order = shop.order_to_pay(3);
    for _ in 0..2 {
        assert_eq!(buyer(&shop, &order).wait().unwrap(), CancelStep::AskWeChat);
        assert_eq!(owner(&shop, &order).wait().unwrap(), CancelStep::AskWeChat);
    }
    let detail = shop.order(&order.order_no);
    assert_eq!((detail.row.state, detail.cancel_wished), (OrderState::ToPay, true));
    let wishes = detail.history.iter().filter(|step| step.reason == StepReason::Cancelled).count();
    assert_eq!((wishes, shop.stock("coffee")), (1, 997), "one wish, however often it is repeated");
    let due = shop.reader.due_payments(NOON.plus(30), 10).unwrap();
    assert_eq!(due.iter().map(|due| (&due.order_no, due.cancel_wished)).collect::<Vec<_>>(), [(&order.order_no, true)]);
    assert_eq!(shop.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed)), OrderMoved::Closed);
    assert_eq!((shop.state(&order.order_no), shop.stock("coffee")), (OrderState::Closed, 1000));
    assert!(!shop.order(&order.order_no).cancel_wished, "it is done");
}

#[test]
fn a_payment_that_was_faster_than_the_cancel_wins() {
    let shop = World::new();
    let order = shop.order_to_pay(1);
    buyer(&shop, &order).wait().unwrap();
    let paid = shop.facts(&order);
    shop.notice(&paid);
    assert_eq!(refused(buyer(&shop, &order).wait()), Refusal::State(OrderState::Confirming.into()));
    assert_eq!(shop.word(&order.order_no, OrderWord::Paid(paid)), OrderMoved::Paid);
    assert_eq!((shop.state(&order.order_no), shop.stock("coffee")), (OrderState::ToShip, 999));
    assert_eq!(refused(owner(&shop, &order).wait()), Refusal::State(OrderState::ToShip.into()));
}

#[test]
fn no_payment_sheet_opens_for_an_order_that_is_being_cancelled() {
    let shop = World::new();
    let order = shop.order_to_pay(1);
    buyer(&shop, &order).wait().unwrap();
    let begin = shop.store.begin_payment(
        NewPayment {
            order_no: order.order_no.clone(),
            sign_type: zhanggui::domain::SignType::HmacSha256,
            channel: "mini_program",
            public_url: String::new(),
            call: shop.message("unifiedorder"),
            next_ask_at: NOON.plus(90),
        },
        NOON.plus(31),
    );
    assert_eq!(refused(begin.wait()), Refusal::State(OrderState::ToPay.into()));
}

#[test]
fn another_buyers_order_is_not_there_to_be_cancelled() {
    let shop = World::new();
    let order = shop.places(&[("coffee", 1)]);
    let stranger = shop.store.wish_cancel(order.order_no.clone(), Some(openid("oStranger")), NOON);
    assert_eq!(refused(stranger.wait()), Refusal::NotFound);
    let unknown = zhanggui::domain::OrderNo::parse("NOBODYKNOWS").unwrap();
    assert_eq!(refused(shop.store.wish_cancel(unknown, None, NOON).wait()), Refusal::NotFound);
    assert_eq!(shop.state(&order.order_no), OrderState::ToPay);
}

#[test]
fn orders_bound_to_another_address_are_found_and_asked_about_at_once() {
    let shop = World::new();
    let begin = |order: &zhanggui::domain::Order, url: &str| {
        let call = shop.message("unifiedorder");
        let (no, sign) = (order.order_no.clone(), zhanggui::domain::SignType::HmacSha256);
        shop.store
            .begin_payment(
                NewPayment {
                    order_no: no,
                    sign_type: sign,
                    channel: "app",
                    public_url: url.to_owned(),
                    call,
                    next_ask_at: NOON.plus(60),
                },
                NOON,
            )
            .wait()
            .unwrap();
    };
    let orders: Vec<_> = (0..4).map(|_| shop.places(&[("coffee", 1)])).collect();
    for (order, url) in orders.iter().zip(["https://old.example", "https://new.example", "https://old.example", ""]) {
        begin(order, url);
    }
    shop.word(&orders[2].order_no, OrderWord::Paid(shop.facts(&orders[2])));
    assert_eq!(shop.order(&orders[0].order_no).public_url, "https://old.example");
    let bound = shop.reader.bound_elsewhere("https://new.example", 10).unwrap();
    assert_eq!(bound, [orders[0].order_no.clone()], "not the paid one, not the one reported nowhere");
    assert!(shop.reader.due_payments(NOON.plus(1), 10).unwrap().is_empty());
    assert_eq!(shop.store.ask_soon(bound, NOON.plus(1)).wait().unwrap(), 1);
    assert_eq!(shop.reader.due_payments(NOON.plus(1), 10).unwrap().len(), 1);
}
