//! Who may do what is asked where it is written: by the person's row as it is then, and what is refused is written down.

use crate::world::*;
use zhanggui::{
    base::{env::SystemRng, pin_hash::PinHash},
    domain::{
        Acting, NotPermitted, OperatorAction, OperatorId, OperatorName, OrderNo, Pin, RefundNo, RefundState, Role,
        RoleKind, StepReason, WhyNotPermitted,
    },
    store::{
        HistoryRow, NewOperator, OperatorRefusal, OperatorStepKind, OwnersRefund, RefundRejection, Refusal, Shipping,
        Store,
    },
};

fn pin(digits: &str) -> PinHash {
    PinHash::of(&Pin::parse(digits).unwrap(), &SystemRng)
}

pub fn somebody(name: &str, role: Role) -> NewOperator {
    NewOperator { name: OperatorName::parse(name).unwrap(), role, pin: pin("4711") }
}

const CLERK: Role = Role::Clerk { limit: zhanggui::store::CLERK_LIMIT };

/// The owner, a clerk up to 50 yuan, and a packer.
struct Staff {
    owner: OperatorId,
    clerk: OperatorId,
    packer: OperatorId,
}

impl Staff {
    fn of(shop: &World) -> Self {
        let owner = somebody("韩梅梅", Role::Owner);
        let clerk = shop.store.add_operator(somebody("李雷", CLERK), Some(owner), NOON).wait().unwrap();
        let packer = shop.store.add_operator(somebody("林涛", Role::Packer), None, NOON).wait().unwrap();
        Self { owner: OperatorId::new(1).unwrap(), clerk, packer }
    }
}

fn as_of(shop: &World, id: OperatorId) -> Store {
    shop.store.acting(Acting::Operator(id))
}

fn approve(shop: &World, by: &Store, refund_no: &RefundNo, amount: i64) -> Result<(), zhanggui::store::StoreError> {
    shop.by(by).approve(refund_no, amount).wait()
}

fn no(action: OperatorAction, why: WhyNotPermitted) -> Refusal {
    Refusal::NotPermitted(NotPermitted { action, why })
}

fn last_step(shop: &World, order_no: &OrderNo) -> HistoryRow {
    shop.order(order_no).history.last().unwrap().clone()
}

#[test]
fn a_shop_without_people_is_its_owners_alone_and_its_history_names_nobody() {
    let shop = World::new();
    let order = shop.paid_order(2);
    let refund_no = shop.requests(&order, 78_00);
    let window = shop.store.acting(Acting::NotSignedIn);
    approve(&shop, &window, &refund_no, 78_00).unwrap();
    assert!(shop.reader.operators().unwrap().is_empty());
    assert!(shop.order(&order.order_no).history.iter().all(|step| step.operator.is_none()));
    assert!(shop.reader.verify().unwrap().is_sound());
}

#[test]
fn the_first_person_comes_with_an_owner_and_names_are_not_doubled() {
    let shop = World::new();
    let alone = shop.store.add_operator(somebody("李雷", CLERK), None, NOON).wait();
    assert_eq!(refused(alone), Refusal::Operator(OperatorRefusal::OwnerFirst));
    let no_owner = shop.store.add_operator(somebody("李雷", CLERK), Some(somebody("林涛", Role::Packer)), NOON).wait();
    assert_eq!(refused(no_owner), Refusal::Operator(OperatorRefusal::OwnerFirst));
    let staff = Staff::of(&shop);
    let again = shop.store.add_operator(somebody("李雷", Role::Packer), None, NOON).wait();
    assert_eq!(refused(again), Refusal::Operator(OperatorRefusal::NameTaken));
    let owner = shop.store.remove_operator(staff.owner, NOON).wait();
    assert_eq!(refused(owner), Refusal::Operator(OperatorRefusal::LastOwner));
    let name = OperatorName::parse("韩梅梅").unwrap();
    let lower = shop.store.change_operator(staff.owner, name, Role::Packer, NOON).wait();
    assert_eq!(refused(lower), Refusal::Operator(OperatorRefusal::LastOwner));
    // Everybody else gone, the owner may go too: the shop is as it was before it had people.
    for id in [staff.clerk, staff.packer, staff.owner] {
        shop.store.remove_operator(id, NOON).wait().unwrap();
    }
    shop.store.acting(Acting::NotSignedIn).must_be_permitted(OperatorAction::RunShop, NOON).wait().unwrap();
    assert_eq!(
        refused(shop.store.put_operator_back(staff.clerk, NOON).wait()),
        Refusal::Operator(OperatorRefusal::OwnerFirst)
    );
    shop.store.put_operator_back(staff.owner, NOON).wait().unwrap();
    shop.store.put_operator_back(staff.clerk, NOON).wait().unwrap();
    let working: Vec<_> = shop
        .reader
        .operators()
        .unwrap()
        .into_iter()
        .filter(zhanggui::store::OperatorRow::works)
        .map(|one| one.id)
        .collect();
    assert_eq!(working, [staff.owner, staff.clerk]);
    assert!(shop.reader.verify().unwrap().is_sound());
}

#[test]
fn a_clerk_approves_up_to_the_limit_each_to_the_fen_and_the_history_says_who() {
    let shop = World::new();
    let (order, staff) = (shop.paid_order(5), Staff::of(&shop));
    let clerk = as_of(&shop, staff.clerk);
    let over = shop.requests(&order, 50_01);
    let limit = WhyNotPermitted::Limit { limit: fen(50_00), wanted: fen(50_01) };
    assert_eq!(refused(approve(&shop, &clerk, &over, 50_01)), no(OperatorAction::GiveRefund, limit));
    let step = last_step(&shop, &order.order_no);
    let told = StepReason::NotPermitted(NotPermitted { action: OperatorAction::GiveRefund, why: limit });
    assert_eq!((step.reason, step.refund_no.as_ref()), (told, Some(&over)), "it stands in the order's timeline");
    assert_eq!(
        step.operator.map(|one| (one.id, one.name.unwrap().to_string())),
        Some((staff.clerk, "李雷".to_owned()))
    );
    assert_eq!(shop.refund(&over).row.state, RefundState::Requested, "nothing moved");
    // The limit is of each refund, not of all together.
    approve(&shop, &clerk, &over, 50_00).unwrap();
    let second = shop.requests(&order, 50_00);
    approve(&shop, &clerk, &second, 50_00).unwrap();
    let step = last_step(&shop, &order.order_no);
    assert_eq!(step.operator.map(|one| one.id), Some(staff.clerk));
    let sent = shop.reader.refund_to_send(&second).unwrap().unwrap().0;
    assert_eq!(sent.approved_by, Some(staff.clerk), "WeChat is told who said yes, the same at every send");
    // Without being asked it is the same limit.
    let start = |by: &Store, amount| {
        by.start_refund(
            OwnersRefund {
                refund_no: RefundNo::parse(&format!("RF20260901-{:08}", shop.number())).unwrap(),
                order_no: order.order_no.clone(),
                seen: shop.order(&order.order_no).version,
                amount: fen(amount),
                pieces: Vec::new(),
                reason: "少发一件".to_owned(),
                send_from: NOON.plus(120),
                transaction_id: None,
            },
            NOON.plus(110),
        )
        .wait()
    };
    assert_eq!(refused(start(&clerk, 50_01)), no(OperatorAction::GiveRefund, limit));
    start(&clerk, 50_00).unwrap();
    start(&as_of(&shop, staff.owner), 45_00).unwrap();
    assert!(shop.reader.verify().unwrap().is_sound());
}

#[test]
fn a_packer_ships_and_a_forged_refund_of_theirs_is_refused_and_recorded() {
    let shop = World::new();
    let (order, staff) = (shop.paid_order(2), Staff::of(&shop));
    let packer = as_of(&shop, staff.packer);
    let refund_no = shop.requests(&order, 10_00);
    let role = WhyNotPermitted::Role(RoleKind::Packer);
    assert_eq!(refused(approve(&shop, &packer, &refund_no, 10_00)), no(OperatorAction::GiveRefund, role));
    let seen = shop.refund(&refund_no).row.version;
    let reject = RefundRejection { refund_no: refund_no.clone(), seen, reply: "不行".to_owned(), picture: None };
    assert_eq!(refused(packer.reject_refund(reject, NOON.plus(100)).wait()), no(OperatorAction::HandleRefund, role));
    let two: Vec<_> = shop
        .order(&order.order_no)
        .history
        .into_iter()
        .filter(|step| matches!(step.reason, StepReason::NotPermitted(_)))
        .collect();
    assert_eq!(two.len(), 2, "each attempt stays");
    assert!(two.iter().all(|step| step.operator.as_ref().is_some_and(|one| one.id == staff.packer)));
    // What is about no order stands in the people's own history.
    assert_eq!(refused(packer.take_over(NOON.plus(101)).wait()), no(OperatorAction::RunShop, role));
    let step = shop.reader.operator_steps(1).unwrap().remove(0);
    assert_eq!(
        (step.kind, step.by, step.refused.map(|one| one.why)),
        (OperatorStepKind::Refused, Some(staff.packer), Some(role))
    );
    // An order is shipped by them, and says so.
    let other = shop.paid_order(1);
    let version = shop.order(&other.order_no).version;
    packer
        .ship_order(other.order_no.clone(), version, Shipping::express("SF", "SF1234567890123"), NOON.plus(102))
        .wait()
        .unwrap();
    assert!(
        shop.order(&other.order_no)
            .history
            .iter()
            .any(|step| step.operator.as_ref().is_some_and(|one| one.id == staff.packer))
    );
    assert!(shop.reader.verify().unwrap().is_sound());
}

#[test]
fn whoever_was_removed_or_lowered_a_moment_ago_is_refused_by_the_row_as_it_is() {
    let shop = World::new();
    let (order, staff) = (shop.paid_order(2), Staff::of(&shop));
    let refund_no = shop.requests(&order, 20_00);
    // The handle was made, and the click was drawn, while they were a clerk.
    let clerk = as_of(&shop, staff.clerk);
    let name = OperatorName::parse("李雷").unwrap();
    shop.store.change_operator(staff.clerk, name, Role::Packer, NOON.plus(50)).wait().unwrap();
    let lowered = WhyNotPermitted::Role(RoleKind::Packer);
    assert_eq!(refused(approve(&shop, &clerk, &refund_no, 20_00)), no(OperatorAction::GiveRefund, lowered));
    shop.store.remove_operator(staff.clerk, NOON.plus(60)).wait().unwrap();
    assert_eq!(
        refused(approve(&shop, &clerk, &refund_no, 20_00)),
        no(OperatorAction::GiveRefund, WhyNotPermitted::Removed)
    );
    // And a window nobody signed in at, once the shop has people.
    let window = shop.store.acting(Acting::NotSignedIn);
    assert_eq!(
        refused(approve(&shop, &window, &refund_no, 20_00)),
        no(OperatorAction::GiveRefund, WhyNotPermitted::NotSignedIn)
    );
    assert_eq!(shop.refund(&refund_no).row.state, RefundState::Requested);
    // The program itself and the command line go on.
    shop.approve(&refund_no, 20_00).wait().unwrap();
    assert!(shop.reader.verify().unwrap().is_sound());
}

#[test]
fn wrong_pins_are_counted_before_they_are_looked_at_and_wait_longer_and_longer() {
    let shop = World::new();
    let staff = Staff::of(&shop);
    let window = shop.store.acting(Acting::NotSignedIn);
    let wrong = |at| {
        let kept = window.begin_sign_in(staff.clerk, at).wait()?;
        assert!(!kept.is_of(&Pin::parse("0000").unwrap()));
        window.end_sign_in(staff.clerk, false, at).wait()
    };
    for wait_secs in [0, 0] {
        assert_eq!(wrong(NOON).unwrap(), Err(OperatorRefusal::WrongPin { wait_secs }));
    }
    // Killed between the two: the try counts all the same.
    window.begin_sign_in(staff.clerk, NOON).wait().unwrap();
    let shop = shop.reopened();
    let window = shop.store.acting(Acting::NotSignedIn);
    let try_at = |at| window.begin_sign_in(staff.clerk, at).wait();
    assert_eq!(refused(try_at(NOON.plus(29))), Refusal::Operator(OperatorRefusal::Wait { wait_secs: 1 }));
    let kept = try_at(NOON.plus(30)).unwrap();
    assert!(kept.is_of(&Pin::parse("4711").unwrap()));
    assert_eq!(window.end_sign_in(staff.clerk, true, NOON.plus(30)).wait().unwrap(), Ok(()));
    assert_eq!(shop.reader.operators().unwrap()[1].wrong.count, 0, "the right one ends the row");
    let kinds: Vec<_> = shop.reader.operator_steps(3).unwrap().into_iter().map(|step| step.kind).collect();
    assert_eq!(kinds, [OperatorStepKind::SignedIn, OperatorStepKind::WrongPin, OperatorStepKind::WrongPin]);
    assert!(shop.reader.verify().unwrap().is_sound());
}

#[test]
fn a_reset_pin_leaves_its_trace_and_the_old_one_opens_nothing() {
    let shop = World::new();
    assert_eq!(refused(shop.store.reset_owner_pin(pin("1234"), NOON).wait()), Refusal::NotFound);
    let staff = Staff::of(&shop);
    let by_clerk = as_of(&shop, staff.clerk).reset_owner_pin(pin("1234"), NOON).wait();
    assert_eq!(refused(by_clerk), no(OperatorAction::ManageOperators, WhyNotPermitted::Role(RoleKind::Clerk)));
    assert_eq!(shop.store.reset_owner_pin(pin("1234"), NOON.plus(5)).wait().unwrap().as_str(), "韩梅梅");
    let kept = shop.store.begin_sign_in(staff.owner, NOON.plus(6)).wait().unwrap();
    assert!(kept.is_of(&Pin::parse("1234").unwrap()) && !kept.is_of(&Pin::parse("4711").unwrap()));
    let step = shop.reader.operator_steps(1).unwrap().remove(0);
    assert_eq!(
        (step.kind, step.by, step.to, step.at),
        (OperatorStepKind::PinReset, None, Some(staff.owner), NOON.plus(5))
    );
    // One's own PIN may be changed, nobody else's.
    as_of(&shop, staff.packer).set_operator_pin(staff.packer, pin("2468"), NOON).wait().unwrap();
    let others = as_of(&shop, staff.packer).set_operator_pin(staff.owner, pin("2468"), NOON).wait();
    assert_eq!(refused(others), no(OperatorAction::ManageOperators, WhyNotPermitted::Role(RoleKind::Packer)));
    assert!(shop.reader.verify().unwrap().is_sound());
}

#[test]
fn steps_from_before_there_were_people_keep_their_links_beside_those_that_name_somebody() {
    let shop = World::new();
    let order = shop.paid_order(3);
    let before = shop.order(&order.order_no).history.len();
    let staff = Staff::of(&shop);
    let refund_no = shop.requests(&order, 30_00);
    approve(&shop, &as_of(&shop, staff.owner), &refund_no, 30_00).unwrap();
    let history = shop.order(&order.order_no).history;
    assert!(history.len() > before && history[..before].iter().all(|step| step.operator.is_none()));
    assert_eq!(history.last().unwrap().operator.as_ref().map(|one| one.id), Some(staff.owner));
    let shop = shop.reopened();
    assert!(shop.reader.verify().unwrap().is_sound());
}
