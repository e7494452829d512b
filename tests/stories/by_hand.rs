//! Refunds made by hand on WeChat's merchant platform are found, counted and shown, and never sent from here: by API v2, which
//! lists them, and by API v3, which speaks only of a number that a message has named.

use super::{
    wechat::LIST,
    world::{ShopKind, World, fen},
};
use zhanggui::{
    base::env::Env,
    domain::{
        Actor, NoticeVerdict, OrderNo, OrderState, RefundFacts, RefundNo, RefundOrigin, RefundOutcome, RefundState,
        RefundTrouble,
    },
    jobs::Command,
    store::{OrderDetail, RawMessage, RefundDetail},
};

fn arrived(world: &World) -> RefundOutcome {
    RefundOutcome::Success { at: Some(world.now()), account: "支付用户零钱".to_owned() }
}

fn order(world: &World, order_no: &OrderNo) -> OrderDetail {
    world.reader.order(order_no).unwrap().unwrap()
}

fn refund(world: &World, refund_no: &str) -> RefundDetail {
    world.reader.refund(&RefundNo::parse(refund_no).unwrap()).unwrap().expect("it was found")
}

/// The owner asks about the order; WeChat answers that some of it went back.
fn ask(world: &World, order_no: &OrderNo) {
    world.shop.ask_about_order(&world.reader, order_no, world.now()).unwrap();
    world.run_jobs();
}

/// WeChat says that some of the order's money went back by hand. API v2 lists it; API v3 does not, and until a message names
/// the number nothing is made up.
fn found_out(world: &World, order_no: &OrderNo, refund_no: &str, amount: i64) {
    let before = order(world, order_no).refunds;
    ask(world, order_no);
    if world.kind != ShopKind::V2 {
        assert_eq!(order(world, order_no).refunds, before, "nobody named a number");
        notice(world, refund_no, order_no, amount);
        world.run_jobs();
    }
}

/// An order that was paid; a shop that changes over does it now.
fn paid_order(world: &World) -> OrderNo {
    let order_no = world.paid_order("SC20260901-00000117", fen(128_00));
    world.changes_over();
    order_no
}

/// WeChat reports the end of a refund whose number nobody here knows.
fn notice(world: &World, refund_no: &str, order_no: &OrderNo, amount: i64) -> NoticeVerdict {
    let detail = order(world, order_no);
    let facts = RefundFacts {
        refund_no: RefundNo::parse(refund_no).unwrap(),
        order_no: order_no.clone(),
        transaction_id: detail.transaction_id.unwrap(),
        refund_id: None,
        amount: fen(amount),
        total: detail.refundable.paid,
        outcome: arrived(world),
    };
    let id = Env::system().rng.message_id();
    let message = RawMessage {
        id,
        kind: "refund_notice",
        peer: "127.0.0.1".into(),
        headers: String::new(),
        text: "<xml/>".into(),
    };
    world.shop.store.record_refund_notice(message, Ok(facts), world.now()).wait().unwrap().verdict
}

#[test]
fn a_refund_made_on_the_platform_is_found_when_wechat_says_that_money_went_back() {
    World::of_each_kind(0, |world| {
        let order_no = paid_order(world);
        world.wechat.refunds_by_hand("HAND1", &order_no, fen(28_00), arrived(world));
        found_out(world, &order_no, "HAND1", 28_00);
        let found = refund(world, "HAND1");
        assert_eq!((found.row.origin, found.row.state), (RefundOrigin::Platform, RefundState::Refunded));
        assert_eq!(
            (found.row.amount, found.account.as_str(), found.row.reason.as_str()),
            (fen(28_00), "支付用户零钱", "")
        );
        assert_eq!(found.history.last().map(|step| step.actor), Some(Actor::WeChat));
        let shown = order(world, &order_no);
        assert_eq!((shown.row.refunded, shown.refundable.left()), (fen(28_00), fen(100_00)));
        ask(world, &order_no);
        world.live(7200);
        assert_eq!(order(world, &order_no).refunds.len(), 1, "found once");
        assert_eq!(world.wechat.calls("refund"), 0, "never sent from here");
        assert!(world.reader.verify().unwrap().is_sound());
    });
}

#[test]
fn a_notification_with_an_unknown_number_is_looked_into_and_believed_only_by_wechats_list() {
    World::of_each_kind(0, |world| {
        let order_no = paid_order(world);
        assert_eq!(notice(world, "FORGED", &order_no, 1_00), NoticeVerdict::UnknownNumber);
        world.run_jobs();
        assert!(order(world, &order_no).refunds.is_empty(), "a notification is a hint only");
        world.wechat.refunds_by_hand("HAND1", &order_no, fen(128_00), arrived(world));
        notice(world, "HAND1", &order_no, 128_00);
        world.run_jobs();
        let shown = order(world, &order_no);
        assert_eq!((shown.row.state, shown.row.refunded), (OrderState::Refunded, fen(128_00)), "all of it went back");
        assert!(world.reader.verify().unwrap().is_sound());
    });
}

#[test]
fn one_still_under_way_is_asked_about_until_wechat_names_its_end() {
    World::of_each_kind(0, |world| {
        let order_no = paid_order(world);
        world.wechat.refunds_by_hand("HAND1", &order_no, fen(28_00), RefundOutcome::Processing);
        found_out(world, &order_no, "HAND1", 28_00);
        assert_eq!(refund(world, "HAND1").row.state, RefundState::Processing);
        assert_eq!(order(world, &order_no).refundable.in_flight, fen(28_00));
        world.wechat.settle();
        world.live(3600);
        assert_eq!(refund(world, "HAND1").row.state, RefundState::Refunded);
    });
}

#[test]
fn an_approved_refund_that_no_longer_fits_gives_way_before_it_is_sent() {
    World::of_each_kind(60, |world| {
        let order_no = paid_order(world);
        let ours = world.request("RF20260901-1", &order_no, fen(128_00));
        world.approve(&ours);
        world.wechat.refunds_by_hand("HAND1", &order_no, fen(28_00), arrived(world));
        found_out(world, &order_no, "HAND1", 28_00);
        let given_up = refund(world, "RF20260901-1");
        assert_eq!((given_up.row.state, given_up.row.trouble), (RefundState::Failed, Some(RefundTrouble::LimitLeft)));
        assert_eq!(order(world, &order_no).row.refunded, fen(28_00));
        world.live(600);
        assert_eq!(world.wechat.payouts().len(), 1, "only the one made by hand");
        let seen = given_up.row.version;
        let again = world.shop.carry_out(Command::RenewRefund { refund_no: ours, seen });
        assert!(
            matches!(again, zhanggui::events::CommandOutcome::Refused(_)),
            "the whole is not left any more: {again:?}"
        );
    });
}

#[test]
fn what_does_not_fit_beside_a_refund_under_way_waits_for_its_end() {
    World::of_each_kind(0, |world| {
        let order_no = paid_order(world);
        let ours = world.request("RF20260901-1", &order_no, fen(100_00));
        world.approve(&ours);
        world.run_jobs();
        assert_eq!(world.refund_state(&ours), RefundState::Processing);
        world.wechat.refunds_by_hand("HAND1", &order_no, fen(100_00), arrived(world));
        found_out(world, &order_no, "HAND1", 100_00);
        assert_eq!(order(world, &order_no).refunds.len(), 1, "both cannot have come out of this payment");
        world.wechat.says(&ours, RefundOutcome::Closed);
        world.live(7200);
        assert_eq!(world.refund_state(&ours), RefundState::Failed);
        assert_eq!(refund(world, "HAND1").row.state, RefundState::Refunded);
        assert!(world.reader.verify().unwrap().is_sound());
    });
}

#[test]
fn more_refunds_than_a_page_holds_are_all_found() {
    World::of_each_kind(0, |world| {
        let order_no = paid_order(world);
        for n in 10..33 {
            world.wechat.refunds_by_hand(&format!("HAND{n}"), &order_no, fen(1_00), arrived(world));
        }
        if world.kind == ShopKind::V2 {
            ask(world, &order_no);
            assert_eq!(world.wechat.calls(LIST), 3);
        } else {
            for n in 10..33 {
                notice(world, &format!("HAND{n}"), &order_no, 1_00);
            }
            world.run_jobs();
        }
        assert_eq!(order(world, &order_no).refunds.len(), 23);
        assert_eq!(order(world, &order_no).row.refunded, fen(23_00));
    });
}
