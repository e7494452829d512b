//! WeChat's word against ours: what went back elsewhere is found before ours leaves, and what WeChat says of our own numbers
//! counts, whatever was believed.

use super::{
    wechat::LIST,
    whole::Story,
    world::{Lie, World, fen},
};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zhanggui::{
    domain::{
        Actor, NoticeVerdict, OrderNo, OrderState, Parcel, RefundAlarm, RefundFacts, RefundNo, RefundOrigin,
        RefundOutcome, RefundState, RefundTrouble, ShipKind,
    },
    events::{CommandOutcome, ShopEvent},
    jobs::Command,
    store::{
        NewParcel, OrderDetail, RefundApproval, RefundDetail, RefundFilter, RefundRejection, RefundRow, RefundWish,
        Shipping,
    },
};

const HOUR: i64 = 3600;

fn arrived() -> RefundOutcome {
    RefundOutcome::Success { at: None, account: "支付用户零钱".to_owned() }
}

fn paid(world: &World) -> OrderNo {
    world.paid_order("SC20260901-00000117", fen(128_00))
}

fn order(world: &World, order_no: &OrderNo) -> OrderDetail {
    world.reader.order(order_no).unwrap().unwrap()
}

fn refund(world: &World, refund_no: &RefundNo) -> RefundDetail {
    world.reader.refund(refund_no).unwrap().expect("the refund")
}

fn wish(world: &World, refund_no: &RefundNo, wish: RefundWish) -> CommandOutcome {
    let seen = refund(world, refund_no).row.version;
    world.shop.carry_out(Command::WishRefund { refund_no: refund_no.clone(), seen, wish })
}

/// WeChat reports how one of our numbers ended.
fn notice(world: &World, refund_no: &RefundNo, amount: i64, outcome: RefundOutcome) -> NoticeVerdict {
    let detail = order(world, &refund(world, refund_no).row.order_no);
    let facts = RefundFacts {
        refund_no: refund_no.clone(),
        order_no: detail.row.key.order_no.clone(),
        transaction_id: detail.transaction_id.unwrap(),
        refund_id: None,
        amount: fen(amount),
        total: detail.refundable.paid,
        outcome,
    };
    world.store.record_refund_notice(world.message("refund_notice"), Ok(facts), world.now()).wait().unwrap().verdict
}

fn alarms(world: &World) -> Vec<(RefundAlarm, String)> {
    let open = world.reader.refund_alarms(100).unwrap();
    open.into_iter().map(|alarm| (alarm.kind, alarm.refund_no.to_string())).collect()
}

fn is_sound(world: &World) {
    let verdict = world.reader.verify().unwrap();
    assert!(verdict.is_sound(), "{verdict:?}");
}

#[test]
fn money_given_back_by_hand_is_not_given_back_once_more() {
    let world = World::new();
    let order_no = paid(&world);
    let ours = world.request("RF20260901-1", &order_no, fen(16_00));
    world.approve(&ours);
    world.wechat.refunds_by_hand("HAND1", &order_no, fen(16_00), arrived());
    world.live(2 * HOUR);
    assert_eq!(world.wechat.payouts().len(), 1, "only the one made by hand");
    let shown = order(&world, &order_no);
    assert_eq!(
        (shown.row.refunded, shown.refundable.in_flight),
        (fen(16_00), fen(16_00)),
        "found, and ours still stands"
    );
    let row = refund(&world, &ours).row;
    assert_eq!((row.state, row.paused), (RefundState::Approved, true), "it waits for the owner once more");
    assert_eq!(alarms(&world), [(RefundAlarm::Found, "HAND1".to_owned())]);
    assert_eq!(shown.refunds.iter().filter(|row| row.origin == RefundOrigin::Platform).count(), 1);
    is_sound(&world);
}

#[test]
fn the_owner_who_has_seen_both_may_send_the_second_or_take_it_back() {
    for sends in [true, false] {
        let world = World::new();
        let order_no = paid(&world);
        let ours = world.request("RF20260901-1", &order_no, fen(16_00));
        world.approve(&ours);
        world.wechat.refunds_by_hand("HAND1", &order_no, fen(16_00), arrived());
        world.run_jobs();
        let seen = refund(&world, &ours).row.version;
        if sends {
            assert_eq!(wish(&world, &ours, RefundWish::SendAlso), CommandOutcome::Done);
            let again = Command::WishRefund { refund_no: ours.clone(), seen, wish: RefundWish::SendAlso };
            assert_eq!(world.shop.carry_out(again), CommandOutcome::TooLate, "the second click");
        } else {
            let back = Command::TakeBackRefund { refund_no: ours.clone(), seen };
            assert_eq!(world.shop.carry_out(back), CommandOutcome::Done);
        }
        world.live(2 * HOUR);
        assert_eq!(world.wechat.payouts().len(), if sends { 2 } else { 1 });
        let state = if sends { RefundState::Processing } else { RefundState::Requested };
        assert_eq!((world.refund_state(&ours), refund(&world, &ours).row.paused), (state, false));
        is_sound(&world);
    }
}

#[test]
fn what_no_longer_fits_is_given_up_before_it_leaves_and_the_owner_is_told() {
    let world = World::new();
    let order_no = paid(&world);
    let ours = world.request("RF20260901-1", &order_no, fen(100_00));
    world.approve(&ours);
    world.wechat.refunds_by_hand("HAND1", &order_no, fen(100_00), arrived());
    world.live(2 * HOUR);
    assert_eq!(world.wechat.payouts().len(), 1, "only the one made by hand");
    let row = refund(&world, &ours).row;
    assert_eq!((row.state, row.trouble), (RefundState::Failed, Some(RefundTrouble::LimitLeft)));
    let told = alarms(&world);
    assert!(told.contains(&(RefundAlarm::GaveWay, ours.to_string())), "{told:?}");
    assert!(told.contains(&(RefundAlarm::Found, "HAND1".to_owned())), "{told:?}");
    assert_eq!(world.shop.carry_out(Command::AcknowledgeRefund(ours)), CommandOutcome::Done);
    assert_eq!(alarms(&world), [(RefundAlarm::Found, "HAND1".to_owned())], "seen is seen");
    is_sound(&world);
}

#[test]
fn without_an_answer_about_the_order_nothing_leaves() {
    for lie in [Lie::RequestLost, Lie::AnswerLost, Lie::Error, Lie::Forged, Lie::Unreachable] {
        let world = World::new();
        let order_no = paid(&world);
        let ours = world.request("RF20260901-1", &order_no, fen(16_00));
        world.approve(&ours);
        world.wechat.lie_about_lists([Some(lie); 5]);
        world.run_jobs();
        let row = refund(&world, &ours).row;
        assert_eq!((world.wechat.calls("refund"), row.state), (0, RefundState::Approved), "{lie:?}");
        assert_ne!(row.trouble, None, "{lie:?}: the owner sees why");
        world.wechat.refunds_by_hand("HAND1", &order_no, fen(128_00), arrived());
        world.live(2 * HOUR);
        assert_eq!(world.wechat.calls("refund"), 0, "{lie:?}: asked again, and found before it left");
        assert_eq!(world.refund_state(&ours), RefundState::Failed, "{lie:?}");
    }
}

#[test]
fn killed_between_the_question_and_the_refund_it_is_asked_again() {
    let world = World::new();
    let order_no = paid(&world);
    let ours = world.request("RF20260901-1", &order_no, fen(16_00));
    world.approve(&ours);
    world.wechat.lie_about_lists([Some(Lie::Killed)]);
    assert!(catch_unwind(AssertUnwindSafe(|| world.run_jobs())).is_err());
    assert_eq!((world.wechat.calls(LIST), world.wechat.calls("refund")), (1, 0));
    world.wechat.refunds_by_hand("HAND1", &order_no, fen(128_00), arrived());
    world.shop.wake_up().unwrap();
    world.live(2 * HOUR);
    assert_eq!((world.wechat.calls("refund"), world.refund_state(&ours)), (0, RefundState::Failed));
}

#[test]
fn what_a_notification_spoke_of_holds_ours_until_wechats_list_shows_it() {
    let world = World::new();
    let order_no = paid(&world);
    let ours = world.request("RF20260901-1", &order_no, fen(16_00));
    let rejected = world.request("RF20260901-2", &order_no, fen(16_00));
    let seen = refund(&world, &rejected).row.version;
    let (refund_no, reply) = (rejected.clone(), "不行".to_owned());
    world.shop.carry_out(Command::RejectRefund(RefundRejection { refund_no, seen, reply, picture: None }));
    // WeChat says so, and its list is behind.
    assert_eq!(notice(&world, &rejected, 16_00, arrived()), NoticeVerdict::Accepted);
    world.approve(&ours);
    world.run_jobs();
    assert_eq!((world.wechat.calls(LIST) > 0, world.wechat.calls("refund")), (true, 0), "absence is no evidence");
    assert_eq!(refund(&world, &ours).row.trouble, Some(RefundTrouble::Claimed));
    world.wechat.refunds_by_hand(rejected.as_str(), &order_no, fen(16_00), arrived());
    world.live(2 * HOUR);
    assert_eq!((world.refund_state(&rejected), refund(&world, &ours).row.paused), (RefundState::Refunded, true));
    assert_eq!(world.wechat.calls("refund"), 0);
    // One that is never on any list holds nothing for ever.
    let other = World::new();
    let order_no = paid(&other);
    let (ours, never) = (other.request("RF1", &order_no, fen(16_00)), other.request("RF2", &order_no, fen(16_00)));
    notice(&other, &never, 16_00, arrived());
    other.approve(&ours);
    other.live(2 * HOUR);
    assert_eq!(other.wechat.payouts(), [(ours, fen(16_00))]);
}

#[test]
fn a_repeat_of_a_number_that_may_have_left_asks_about_that_number_only() {
    let world = World::new();
    let order_no = paid(&world);
    let ours = world.request("RF20260901-1", &order_no, fen(16_00));
    world.approve(&ours);
    world.wechat.lie([Lie::RequestLost]);
    world.live(2 * HOUR);
    assert_eq!((world.wechat.calls(LIST), world.wechat.calls("refund")), (1, 2), "once, before the first");
    assert_eq!(world.wechat.payouts().len(), 1);
}

#[test]
fn called_failed_here_and_refunded_there_it_is_refunded() {
    let world = World::new();
    let order_no = paid(&world);
    let ours = world.request("RF20260901-1", &order_no, fen(39_90));
    world.approve(&ours);
    world.wechat.lie([Lie::Declined]);
    world.run_jobs();
    assert_eq!(world.refund_state(&ours), RefundState::Failed);
    world.wechat.refunds_by_hand(ours.as_str(), &order_no, fen(39_90), arrived());
    assert_eq!(notice(&world, &ours, 39_90, arrived()), NoticeVerdict::Accepted);
    assert_eq!(world.refund_state(&ours), RefundState::Failed, "a notification is a hint only");
    world.run_jobs();
    let shown = refund(&world, &ours);
    assert_eq!((shown.row.state, shown.account.as_str()), (RefundState::Refunded, "支付用户零钱"));
    assert_eq!(order(&world, &order_no).row.refunded, fen(39_90));
    assert_eq!(alarms(&world), [(RefundAlarm::Overruled, ours.to_string())]);
    assert_eq!(order(&world, &order_no).alarms.len(), 1, "the order's page shows it too");
    let open = world.reader.open_alerts(10).unwrap();
    let odd: Vec<_> = open.refunds_odd.into_iter().map(|odd| (odd.number, odd.amount)).collect();
    assert_eq!(odd, [(ours.clone(), fen(39_90))], "and it rings");
    assert_eq!(notice(&world, &ours, 39_90, arrived()), NoticeVerdict::Repeated);
    world.shop.carry_out(Command::AcknowledgeRefund(ours.clone()));
    world.live(24 * HOUR);
    assert_eq!(alarms(&world), [], "told once");
    is_sound(&world);
}

#[test]
fn a_refund_nobody_said_yes_to_that_went_back_all_the_same_is_counted() {
    for rejected in [false, true] {
        let world = World::new();
        let order_no = paid(&world);
        let ours = world.request("RF20260901-1", &order_no, fen(39_90));
        if rejected {
            let seen = refund(&world, &ours).row.version;
            let no = Command::RejectRefund(RefundRejection {
                refund_no: ours.clone(),
                seen,
                reply: "不行".to_owned(),
                picture: None,
            });
            assert_eq!(world.shop.carry_out(no), CommandOutcome::Done);
        }
        world.wechat.refunds_by_hand(ours.as_str(), &order_no, fen(20_00), arrived());
        assert_eq!(notice(&world, &ours, 20_00, arrived()), NoticeVerdict::Differs);
        world.run_jobs();
        let row = refund(&world, &ours).row;
        assert_eq!((row.state, row.amount), (RefundState::Refunded, fen(20_00)), "rejected: {rejected}");
        let shown = order(&world, &order_no);
        assert_eq!((shown.row.refunded, shown.row.refund), (fen(20_00), None));
        assert_eq!(alarms(&world), [(RefundAlarm::Overruled, ours.to_string())]);
        is_sound(&world);
    }
}

#[test]
fn another_amount_under_our_number_is_wechats_to_name() {
    for (theirs, refunded, excess) in [(20_00, 20_00, 0), (120_00, 120_00, 0), (150_00, 128_00, 22_00)] {
        let world = World::new();
        let order_no = paid(&world);
        let ours = world.request("RF20260901-1", &order_no, fen(100_00));
        world.approve(&ours);
        world.wechat.lie([Lie::RequestLost]);
        world.run_jobs();
        assert_eq!(world.refund_state(&ours), RefundState::InDoubt);
        world.wechat.refunds_by_hand(ours.as_str(), &order_no, fen(theirs), arrived());
        world.live(2 * HOUR);
        let row = refund(&world, &ours).row;
        assert_eq!((row.state, row.amount), (RefundState::Refunded, fen(theirs)));
        let shown = order(&world, &order_no);
        assert_eq!(
            (shown.row.refunded, shown.refundable.in_flight, shown.excess),
            (fen(refunded), fen(0), fen(excess))
        );
        assert_eq!(shown.row.state == OrderState::Refunded, refunded == 128_00);
        assert_eq!(alarms(&world), [(RefundAlarm::Overruled, ours.to_string())]);
        is_sound(&world);
    }
}

#[test]
fn money_that_did_not_go_back_after_all_opens_the_order_again() {
    for (outcome, state, in_flight) in
        [(RefundOutcome::Closed, RefundState::Failed, 0), (RefundOutcome::Change, RefundState::Stuck, 128_00)]
    {
        let world = World::new();
        let order_no = paid(&world);
        let ours = world.request("RF20260901-1", &order_no, fen(128_00));
        world.approve(&ours);
        world.run_jobs();
        world.wechat.settle();
        world.live(300);
        assert_eq!(world.order_state(&order_no), OrderState::Refunded);
        world.wechat.says(&ours, outcome.clone());
        assert_eq!(notice(&world, &ours, 128_00, outcome), NoticeVerdict::Accepted);
        world.run_jobs();
        let shown = order(&world, &order_no);
        assert_eq!((world.refund_state(&ours), shown.row.state), (state, OrderState::ToShip));
        assert_eq!((shown.row.refunded, shown.refundable.in_flight), (fen(0), fen(in_flight)));
        assert_eq!(alarms(&world), [(RefundAlarm::Overruled, ours.to_string())]);
        is_sound(&world);
    }
}

#[test]
fn accepted_once_it_is_never_called_failed_because_wechat_knows_nothing_of_it() {
    let world = World::new();
    let order_no = paid(&world);
    let ours = world.request("RF20260901-1", &order_no, fen(39_90));
    world.approve(&ours);
    world.run_jobs();
    assert_eq!(world.refund_state(&ours), RefundState::Processing);
    world.wechat.forgets(&ours);
    world.live(7 * 24 * HOUR);
    assert_eq!(world.refund_state(&ours), RefundState::Processing, "absence is no evidence");
    assert_eq!(world.wechat.calls("refund"), 1, "and nothing is sent by itself");
    assert_eq!(alarms(&world), [(RefundAlarm::Missing, ours.to_string())]);
    assert!(world.reader.next_due().unwrap().unwrap().since(world.now()) <= HOUR, "it is asked about on and on");
    assert_eq!(wish(&world, &ours, RefundWish::SendAgain), CommandOutcome::Done);
    world.run_jobs();
    world.wechat.settle();
    world.live(2 * HOUR);
    assert_eq!(world.refund_state(&ours), RefundState::Refunded, "the same number, by the owner's wish");
}

#[test]
fn what_the_owner_saw_at_wechat_ends_a_doubt_no_answer_ends() {
    let world = World::new();
    let order_no = paid(&world);
    let ours = world.request("RF20260901-1", &order_no, fen(39_90));
    world.approve(&ours);
    world.wechat.lie([Lie::AnswerLost; 40]);
    world.live(4 * HOUR);
    assert_eq!(world.refund_state(&ours), RefundState::InDoubt);
    assert_eq!(wish(&world, &ours, RefundWish::Vouch), CommandOutcome::Done);
    let shown = refund(&world, &ours);
    assert_eq!(shown.row.state, RefundState::Refunded);
    assert_eq!(shown.history.last().map(|step| step.actor), Some(Actor::Owner));
    assert_eq!(order(&world, &order_no).row.refunded, fen(39_90));
    // And if it was wrong, WeChat's word counts all the same.
    world.wechat.says(&ours, RefundOutcome::Closed);
    notice(&world, &ours, 39_90, RefundOutcome::Closed);
    world.wechat.lie([]);
    world.live(2 * HOUR);
    assert_eq!(world.refund_state(&ours), RefundState::Failed);
    is_sound(&world);
}

#[test]
fn a_doubt_that_does_not_end_holds_its_own_money_and_nothing_else_for_ever() {
    let world = World::new();
    let order_no = paid(&world);
    let doubtful = world.request("RF20260901-1", &order_no, fen(100_00));
    world.approve(&doubtful);
    world.wechat.lie([Lie::RequestLost; 40]);
    world.live(300);
    assert_eq!(world.refund_state(&doubtful), RefundState::InDoubt);
    let second = world.request("RF20260901-2", &order_no, fen(28_00));
    let third = world.request("RF20260901-3", &order_no, fen(1_00));
    assert_eq!(world.approve(&second), CommandOutcome::Done);
    assert!(matches!(world.approve(&third), CommandOutcome::Refused(_)), "what is in doubt stays promised");
    world.run_jobs();
    assert_eq!(world.wechat.payouts(), [], "for a while its sibling waits");
    let parcel = Shipping {
        kind: ShipKind::Express,
        parcels: vec![NewParcel { parcel: Parcel::new("SF", "SF1234567890"), items: vec![] }],
        complete: true,
        even_refunded: false,
    };
    let ship = || {
        let seen = order(&world, &order_no).version;
        let shipping = parcel.clone();
        world.shop.carry_out(Command::Ship { order_no: order_no.clone(), seen, shipping })
    };
    assert!(matches!(ship(), CommandOutcome::Refused(_)), "not unseen");
    let no = |refund_no: &RefundNo| {
        let seen = refund(&world, refund_no).row.version;
        let (refund_no, reply) = (refund_no.clone(), "不行".to_owned());
        world.shop.carry_out(Command::RejectRefund(RefundRejection { refund_no, seen, reply, picture: None }))
    };
    assert_eq!(no(&third), CommandOutcome::Done);
    // Its sibling's answers are honest: of these two only one is lied about.
    world.later(600);
    world.wechat.is_honest();
    world.wechat.lie([]);
    world.shop.submit_refunds(&world.reader, world.now()).unwrap();
    assert_eq!(world.wechat.payouts(), [(second.clone(), fen(28_00))], "and then it goes");
    assert_eq!(world.refund_state(&doubtful), RefundState::InDoubt);
    assert_eq!(wish(&world, &doubtful, RefundWish::SetAside), CommandOutcome::Done);
    assert_eq!(wish(&world, &second, RefundWish::SetAside), CommandOutcome::Done);
    assert_eq!(ship(), CommandOutcome::Done, "by the owner's word");
    assert_eq!(order(&world, &order_no).refundable.in_flight, fen(128_00), "still promised");
    world.live(2 * HOUR);
    is_sound(&world);
}

#[test]
fn while_wechats_list_cannot_be_true_nothing_more_leaves_and_the_owner_hears_of_it() {
    let world = World::new();
    let order_no = paid(&world);
    let first = world.request("RF20260901-1", &order_no, fen(100_00));
    world.approve(&first);
    world.run_jobs();
    assert_eq!(world.refund_state(&first), RefundState::Processing);
    // By hand, and impossible beside it.
    world.wechat.refunds_by_hand("HAND1", &order_no, fen(100_00), arrived());
    let second = world.request("RF20260901-2", &order_no, fen(20_00));
    world.approve(&second);
    world.live(2 * HOUR);
    assert_eq!(world.wechat.payouts().len(), 2, "ours that was accepted, and the one by hand");
    let told = alarms(&world);
    assert!(told.contains(&(RefundAlarm::Misfit, "HAND1".to_owned())), "{told:?}");
    world.wechat.says(&first, arrived());
    world.live(2 * HOUR);
    let shown = order(&world, &order_no);
    let sums = (shown.row.refunded, shown.refundable.in_flight, shown.excess);
    assert_eq!(sums, (fen(128_00), fen(0), fen(72_00)), "both, by WeChat's last word");
    assert_eq!(shown.row.state, OrderState::Refunded);
    is_sound(&world);
}

/// Approves a request of the practice shop after WeChat was told `by_hand`; answers how it stands once that was found.
fn approved_too_late(
    fits: impl Fn(&RefundRow, &OrderDetail) -> bool,
    by_hand: impl Fn(&Story, &RefundRow),
) -> RefundRow {
    let folder = tempfile::tempdir().unwrap();
    let story = Story::open(folder.path());
    let reader = story.practice.open.store.reader().unwrap();
    let waiting = reader.refunds(RefundFilter::Waiting, 100).unwrap();
    let request = waiting.into_iter().find(|row| fits(row, &reader.order(&row.order_no).unwrap().unwrap()));
    let request = request.expect("the example has a request that fits");
    by_hand(&story, &request);
    let before = story.practice.sandbox().ledger().payouts().len();
    let approve = Command::ApproveRefund(RefundApproval {
        refund_no: request.refund_no.clone(),
        seen: request.version,
        amount: request.amount,
        pieces: None,
        restock: Vec::new(),
        reply: "同意退款".to_owned(),
    });
    story.practice.open.workers.commands().send(approve).unwrap();
    let found = story.wait("the other refund is found", |event| match event {
        ShopEvent::RefundChanged(_) => {
            let row = reader.refund(&request.refund_no).unwrap().unwrap().row;
            (row.paused || row.state.is_final()).then_some(row)
        }
        _ => None,
    });
    let ledger = story.practice.sandbox().ledger();
    assert_eq!(ledger.payouts().len(), before, "nothing of ours left");
    ledger.audit().expect("the ledger adds up");
    assert!(reader.verify().unwrap().is_sound());
    assert!(!reader.refund_alarms(10).unwrap().is_empty(), "the owner is told");
    drop(reader);
    story.practice.close();
    found
}

#[test]
fn over_the_wire_too_a_refund_made_by_hand_stops_ours() {
    let twice =
        |row: &RefundRow, order: &OrderDetail| row.amount.checked_add(row.amount).unwrap() <= order.refundable.left();
    let row = approved_too_late(twice, |story, request| {
        let made = story.practice.sandbox().refund_by_hand(&request.order_no, request.amount, "");
        made.expect("WeChat takes it");
    });
    assert_eq!((row.state, row.paused), (RefundState::Approved, true));
}

#[test]
fn over_the_wire_too_another_amount_under_our_number_is_wechats_to_name() {
    let row = approved_too_late(
        |row, _| row.amount > fen(1_00),
        |story, request| {
            let made = story.practice.sandbox().refund_by_hand_as(&request.refund_no, &request.order_no, fen(1_00));
            made.expect("WeChat takes it");
            assert!(story.practice.sandbox().settle(&request.refund_no, zhanggui::sandbox::RefundFate::Success));
        },
    );
    assert_eq!((row.state, row.amount), (RefundState::Refunded, fen(1_00)));
}
