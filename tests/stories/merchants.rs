//! The shop is started with another merchant's keys: whatever WeChat answers them says nothing about the payments of the
//! merchant before.

use super::world::{Lie, TestWeChat, World, fen, paid_facts};
use std::sync::Arc;
use zhanggui::{
    domain::{
        AppId, MchId, Merchant, NoticeVerdict, OrderNo, OrderState, RefundNo, RefundState, SignType, TransactionId,
        UnpaidAnswer,
    },
    events::{CommandOutcome, OrderAnswer},
    jobs::Command,
    store::{NOES_TOLD, NewPayment, OrderUpdate, OrderWord, Refusal, StoreError},
};

const TOTAL: i64 = 40_00;
const TRANSACTION: &str = "4200000000000000000000000040";
const FIRST: &str = "1900000109";
const SECOND: &str = "1900000110";

pub fn merchant(mch_id: &str) -> Merchant {
    Merchant {
        mch_id: MchId::parse(mch_id).unwrap(),
        app_id: AppId::parse("wx2421b1c4370ec43b").unwrap(),
        app_channel_app_id: None,
    }
}

/// The program is started with the settings of this merchant, whose WeChat knows what is in its own books only.
fn opens(world: &mut World, mch_id: &str, wechat: &Arc<TestWeChat>) {
    world.store.open_for(merchant(mch_id), world.now()).wait().unwrap();
    world.shop.gateway = wechat.clone();
    world.shop.wake_up().unwrap();
}

/// An order whose payment a right notification announced, and which WeChat has in its books.
fn noticed(world: &World) -> OrderNo {
    let order_no = world.order("SC20260901-00000001", fen(TOTAL));
    let transaction = TransactionId::parse(TRANSACTION).unwrap();
    world.wechat.pays(&order_no, fen(TOTAL), TRANSACTION);
    let facts = paid_facts(&order_no, fen(TOTAL), &transaction, SignType::HmacSha256);
    assert_eq!(world.notice(Ok(facts)).verdict, NoticeVerdict::Accepted);
    order_no
}

/// Two paid orders with a refund each: one that WeChat accepted, one whose answer was lost.
fn refunding(world: &World) -> [RefundNo; 2] {
    let accepted = world.paid_order("SC20260901-00000002", fen(50_00));
    let lost = world.paid_order("SC20260901-00000003", fen(60_00));
    let refunds = [world.request("RF-ACCEPTED", &accepted, fen(50_00)), world.request("RF-LOST", &lost, fen(60_00))];
    for (refund_no, lie) in refunds.iter().zip([None, Some(Lie::AnswerLost)]) {
        world.wechat.lie(lie);
        assert_eq!(world.approve(refund_no), CommandOutcome::Done);
        world.run_jobs();
    }
    assert_eq!(refunds.each_ref().map(|no| world.refund_state(no)), [RefundState::Processing, RefundState::InDoubt]);
    refunds
}

const CALLS: [&str; 4] = ["orderquery", "closeorder", "refund", "refundquery"];

#[test]
fn another_merchants_answers_close_no_payment_fail_no_refund_and_send_none() {
    let mut world = World::new();
    let (first, second) = (world.wechat.clone(), Arc::new(TestWeChat::default()));
    opens(&mut world, FIRST, &first);
    let refunds = refunding(&world);
    let unpaid = world.order("SC20260901-00000004", fen(70_00));
    let approved_on = world.paid_order("SC20260901-00000005", fen(80_00));
    let approved = world.request("RF-APPROVED", &approved_on, fen(80_00));
    let noticed = noticed(&world);
    assert_eq!(world.approve(&approved), CommandOutcome::Done);

    opens(&mut world, SECOND, &second);
    world.live(3 * 3600);
    assert_eq!(world.order_state(&noticed), OrderState::Confirming, "a signed notification stands");
    assert_eq!(world.order_state(&unpaid), OrderState::ToPay, "its own merchant's sheet may still be paid");
    assert_eq!(refunds.each_ref().map(|no| world.refund_state(no)), [RefundState::Processing, RefundState::InDoubt]);
    assert_eq!(world.refund_state(&approved), RefundState::Approved, "and nothing was sent");
    assert_eq!(CALLS.map(|call| second.calls(call)), [0; 4], "and nothing was asked");

    // New orders are the new merchant's, and go through whole.
    world.wechat = second.clone();
    let new = world.paid_order("SC20260901-00000006", fen(90_00));
    let back = world.request("RF-NEW", &new, fen(90_00));
    assert_eq!(world.approve(&back), CommandOutcome::Done);
    world.run_jobs();
    second.settle();
    world.live(600);
    assert_eq!(world.refund_state(&back), RefundState::Refunded);

    // The old keys are back: everything goes on where it stood, and each refund arrives once.
    opens(&mut world, FIRST, &first);
    world.run_jobs();
    first.settle();
    world.live(2 * 3600);
    first.settle();
    world.live(2 * 3600);
    assert_eq!(world.order_state(&noticed), OrderState::ToShip);
    assert_eq!(world.order_state(&unpaid), OrderState::Closed);
    for refund_no in refunds.iter().chain([&approved]) {
        assert_eq!(world.refund_state(refund_no), RefundState::Refunded, "{refund_no}");
        assert_eq!(first.payouts().iter().filter(|(paid, _)| paid == refund_no).count(), 1, "{refund_no}");
    }
}

#[test]
fn what_wechat_does_not_find_is_still_what_its_notification_said_and_the_owner_hears_of_it() {
    let world = World::new();
    let order_no = world.order("SC20260901-00000001", fen(TOTAL));
    let transaction = TransactionId::parse(TRANSACTION).unwrap();
    world.wechat.forgets_order(&order_no);
    let facts = paid_facts(&order_no, fen(TOTAL), &transaction, SignType::HmacSha256);
    assert_eq!(world.notice(Ok(facts)).verdict, NoticeVerdict::Accepted);
    world.live(24 * 3600);
    assert_eq!(world.order_state(&order_no), OrderState::Confirming, "absence closes nothing");
    assert_eq!(world.wechat.calls("closeorder"), 0);
    assert!(world.wechat.calls("orderquery") > 100, "and it is asked on");
    assert!(world.reader.order(&order_no).unwrap().unwrap().noes >= NOES_TOLD);
    assert_eq!(world.reader.unconfirmed(10).unwrap().len(), 1, "the owner is told");
    let waits: Vec<_> = world.reader.open_alerts(10).unwrap().needs_owner;
    let waits: Vec<_> = waits.into_iter().map(|one| (one.number, one.amount)).collect();
    assert_eq!(waits, [(order_no.clone(), fen(TOTAL))]);

    // It turns up: paid, as if nothing had been.
    world.wechat.pays(&order_no, fen(TOTAL), TRANSACTION);
    world.live(600);
    assert_eq!(world.order_state(&order_no), OrderState::ToShip);
    assert_eq!(world.reader.unconfirmed(10).unwrap(), []);
}

#[test]
fn the_owner_ends_the_waiting_and_money_that_comes_after_all_is_not_lost() {
    let world = World::new();
    let order_no = world.order("SC20260901-00000001", fen(TOTAL));
    let transaction = TransactionId::parse(TRANSACTION).unwrap();
    world.wechat.forgets_order(&order_no);
    let facts = paid_facts(&order_no, fen(TOTAL), &transaction, SignType::HmacSha256);
    world.notice(Ok(facts.clone()));
    let close = || {
        let seen = world.reader.order(&order_no).unwrap().unwrap().version;
        world.shop.carry_out(Command::CancelOrder { order_no: order_no.clone(), seen })
    };
    assert_eq!(close(), CommandOutcome::TooLate, "not while the notification may only be early");
    world.live(3600);
    let stock = world.stock(fen(TOTAL));
    assert_eq!(close(), CommandOutcome::Done);
    world.run_jobs();
    assert_eq!(world.order_state(&order_no), OrderState::Closed);
    assert_eq!(world.stock(fen(TOTAL)), stock + 1);
    // WeChat repeats its notification, and now it has the payment.
    world.wechat.pays(&order_no, fen(TOTAL), TRANSACTION);
    assert_eq!(world.notice(Ok(facts)).verdict, NoticeVerdict::Differs);
    world.run_jobs();
    assert_eq!(world.order_state(&order_no), OrderState::NeedsOwner, "paid after close: a person decides");
}

#[test]
fn clicks_on_another_merchants_rows_are_refused_with_its_number_and_answers_about_them_ignored() {
    let mut world = World::new();
    let (first, second) = (world.wechat.clone(), Arc::new(TestWeChat::default()));
    opens(&mut world, FIRST, &first);
    let order_no = world.paid_order("SC20260901-00000002", fen(50_00));
    let asked = world.request("RF-ASKED", &order_no, fen(50_00));
    let noticed = noticed(&world);
    opens(&mut world, SECOND, &second);
    let held = world.reader.held_rows().unwrap();
    assert_eq!(
        held.iter().map(|rows| (rows.mch_id.as_str(), rows.orders, rows.refunds)).collect::<Vec<_>>(),
        [(FIRST, 2, 1)]
    );
    let shown = world.reader.held_orders(10).unwrap();
    assert_eq!(shown.len(), 2);
    assert_eq!(world.reader.order(&noticed).unwrap().unwrap().held_for, Some(MchId::parse(FIRST).unwrap()));
    let refused = CommandOutcome::Refused(Refusal::OtherMerchant(MchId::parse(FIRST).unwrap()));
    assert_eq!(world.approve(&asked), refused);
    let seen = world.reader.order(&order_no).unwrap().unwrap().version;
    let start = Command::StartRefund {
        order_no: order_no.clone(),
        seen,
        amount: fen(1),
        pieces: Vec::new(),
        reason: "多收".to_owned(),
    };
    assert_eq!(world.shop.carry_out(start), refused);
    let heard = world.hears_answers();
    world.shop.ask_about_order(&world.reader, &noticed, world.now()).unwrap();
    assert_eq!(heard.recv().unwrap().1, OrderAnswer::Held);
    for word in [
        OrderWord::Unpaid(UnpaidAnswer::NotThere),
        OrderWord::Unpaid(UnpaidAnswer::Closed),
        OrderWord::Unpaid(UnpaidAnswer::NotPaid),
    ] {
        let (now, order_no) = (world.now(), noticed.clone());
        world
            .store
            .record_order_word(OrderUpdate { order_no, word, answer: None, next_ask_at: now }, now)
            .wait()
            .unwrap();
    }
    assert_eq!(world.order_state(&noticed), OrderState::Confirming);
    let call = world.message("unifiedorder");
    let (now, url) = (world.now(), String::new());
    let again = world
        .store
        .begin_payment(
            NewPayment {
                order_no: noticed,
                sign_type: SignType::HmacSha256,
                channel: "mini_program",
                public_url: url,
                call,
                next_ask_at: now,
            },
            now,
        )
        .wait();
    assert!(matches!(again, Err(StoreError::Refused(_))), "no sheet of the new merchant for it");
}

#[test]
fn numbers_the_old_merchant_announced_wait_for_its_keys() {
    let mut world = World::new();
    let (first, second) = (world.wechat.clone(), Arc::new(TestWeChat::default()));
    opens(&mut world, FIRST, &first);
    let number = OrderNo::parse("TILL-2026-0007").unwrap();
    let transaction = TransactionId::parse(TRANSACTION).unwrap();
    first.pays(&number, fen(TOTAL), TRANSACTION);
    world.notice(Ok(paid_facts(&number, fen(TOTAL), &transaction, SignType::HmacSha256)));
    opens(&mut world, SECOND, &second);
    world.live(24 * 3600);
    assert_eq!(second.calls("orderquery"), 0);
    opens(&mut world, FIRST, &first);
    world.run_jobs();
    assert_eq!(world.order_state(&number), OrderState::NeedsOwner, "an order from elsewhere, as it would have been");
}
