//! Messages to WeChat are written in the commit of what they tell, once for each reader, and none that may have arrived leaves
//! again.

use crate::world::*;
use zhanggui::{
    domain::{
        MessageContent, MessageEvent, MessageField, MessageState, MessageStep, MessageTemplate, MessageTrouble,
        NoticeVerdict, OpenId, OperatorName, Order, OrderNo, PermissionAnswer, PickupCode, PushEvent, PushFacts,
        RefundState, RefundStep, UnixSeconds,
    },
    store::{RefundRejection, Refusal, ServiceMessageRow, ServiceMessageUpdate, Shipping, TextPart},
};

const OWNER: &str = "oOwner000000000000000000001";

fn template_id(event: MessageEvent) -> String {
    format!("{:-<43}", event.as_str())
}

pub fn template(event: MessageEvent) -> MessageTemplate {
    let field =
        MessageField { key: "character_string1".to_owned(), content: MessageContent::OrderNo, fixed: String::new() };
    MessageTemplate { event, template_id: template_id(event), fields: vec![field] }
}

pub fn allows(shop: &World, who: &str, event: MessageEvent, times: usize) {
    for _ in 0..times {
        let said = vec![(template_id(event), PermissionAnswer::Accept)];
        assert_eq!(shop.store.count_permissions(openid(who), said, NOON).wait().unwrap(), 1);
    }
}

fn left(shop: &World, who: &str, event: MessageEvent) -> u32 {
    let all = shop.reader.templates_to_ask(&openid(who)).unwrap();
    all.iter().find(|asked| asked.event == event).map_or(0, |asked| asked.left)
}

fn binds(shop: &World, who: &str, name: &str) {
    let (code, name) = (format!("{name:-<20}"), OperatorName::parse(name).unwrap());
    shop.store.make_bind_code(code.clone(), name, NOON).wait().unwrap();
    shop.store.claim_bind_code(code, openid(who), NOON).wait().unwrap();
}

/// A shop whose every event has a template; the owner reads about payments.
fn telling() -> World {
    let shop = World::new();
    for event in MessageEvent::ALL {
        shop.store.put_message_template(template(*event), NOON).wait().unwrap();
    }
    binds(&shop, OWNER, "owner");
    shop
}

fn about(shop: &World, order: &Order) -> Vec<(MessageEvent, MessageState, Option<MessageTrouble>)> {
    let rows = shop.reader.service_messages(&order.order_no).unwrap();
    rows.into_iter().map(|row| (row.event, row.state, row.trouble)).collect()
}

fn ships(shop: &World, order_no: &OrderNo, at: UnixSeconds) {
    let version = shop.order(order_no).version;
    shop.store.ship_order(order_no.clone(), version, Shipping::express("YTO", "YT2212345678901"), at).wait().unwrap();
}

fn steps(shop: &World, row: &ServiceMessageRow, step: MessageStep, trouble: Option<(MessageTrouble, i64)>) {
    let trouble = trouble.map(|(trouble, code)| (trouble, Some(code), "test".to_owned()));
    let wechat_id = (step == MessageStep::Accepted).then(|| "2884900000000000001".to_owned());
    let update =
        ServiceMessageUpdate { message_no: row.message_no, step, trouble, wechat_id, next_at: NOON, answer: None };
    shop.store.step_service_message(update, NOON.plus(5)).wait().unwrap();
}

const WAITS: (MessageState, Option<MessageTrouble>) = (MessageState::Waiting, None);
const NO_PERMISSION: (MessageState, Option<MessageTrouble>) =
    (MessageState::NotSent, Some(MessageTrouble::NoPermission));

#[test]
fn a_payment_is_told_once_to_each_who_bound_a_wechat_and_allowed_it() {
    let shop = telling();
    binds(&shop, "oStaff000000000000000000001", "staff");
    allows(&shop, OWNER, MessageEvent::Paid, 1);
    let order = shop.paid_order(1);
    let rows = shop.reader.service_messages(&order.order_no).unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.reader.as_deref(), row.state, row.trouble)).collect();
    assert_eq!(told, [(Some("owner"), WAITS.0, WAITS.1), (Some("staff"), NO_PERMISSION.0, NO_PERMISSION.1)]);
    assert_eq!(left(&shop, OWNER, MessageEvent::Paid), 0, "set aside for it");
    assert!(shop.reader.verify().unwrap().is_sound());
    let other = shop.paid_order(1);
    assert_eq!(about(&shop, &other)[0], (MessageEvent::Paid, NO_PERMISSION.0, NO_PERMISSION.1));
}

#[test]
fn without_a_template_nothing_is_written() {
    let shop = World::new();
    binds(&shop, OWNER, "owner");
    let order = shop.paid_order(1);
    ships(&shop, &order.order_no, NOON.plus(60));
    assert_eq!(about(&shop, &order), []);
}

#[test]
fn each_event_is_written_with_its_step() {
    let shop = telling();
    for event in MessageEvent::ALL {
        allows(&shop, LILEI, *event, 3);
    }
    let order = shop.paid_order(2);
    ships(&shop, &order.order_no, NOON.plus(60));
    let refused = shop.requests(&order, 10_00);
    let seen = shop.refund(&refused).row.version;
    let no = RefundRejection { refund_no: refused.clone(), seen, reply: "已经发货了".to_owned(), picture: None };
    shop.store.reject_refund(no, NOON.plus(110)).wait().unwrap();
    let sent = shop.sent_refund(&order, 10_00);
    assert_eq!(shop.update(&sent, Some(RefundStep::Settle), ""), RefundState::Refunded);
    let told: Vec<_> = about(&shop, &order).into_iter().filter(|row| row.0 != MessageEvent::Paid).collect();
    let expected = [MessageEvent::Shipped, MessageEvent::RefundRefused, MessageEvent::Refunded];
    assert_eq!(told, expected.map(|event| (event, WAITS.0, WAITS.1)));
    let rows = shop.reader.service_messages(&order.order_no).unwrap();
    assert_eq!(rows.iter().find(|row| row.event == MessageEvent::Refunded).unwrap().subject.refund_no, Some(sent));
}

#[test]
fn who_comes_for_the_order_reads_the_code_and_nothing_of_a_parcel() {
    let shop = telling();
    allows(&shop, LILEI, MessageEvent::PickupReady, 1);
    let new = zhanggui::store::NewOrder { pickup: Some(PickupCode::fresh(7)), ..shop.new_order(&[("coffee", 1)]) };
    let order = shop.store.place_order(new, NOON).wait().unwrap();
    shop.asks_to_pay(&order.order_no);
    shop.word(&order.order_no, zhanggui::store::OrderWord::Paid(shop.facts(&order)));
    let told: Vec<_> = about(&shop, &order).into_iter().filter(|row| row.0 != MessageEvent::Paid).collect();
    assert_eq!(told, [(MessageEvent::PickupReady, WAITS.0, WAITS.1)]);
}

#[test]
fn a_shipment_that_is_taken_back_is_told_to_nobody_and_the_permission_is_there_again() {
    let shop = telling();
    allows(&shop, LILEI, MessageEvent::Shipped, 1);
    let order = shop.paid_order(1);
    ships(&shop, &order.order_no, NOON.plus(60));
    let due = |at| shop.reader.due_service_messages(at, 10).unwrap();
    let parcels = |rows: Vec<ServiceMessageRow>| rows.iter().filter(|row| row.event == MessageEvent::Shipped).count();
    assert_eq!((parcels(due(NOON.plus(69))), parcels(due(NOON.plus(70)))), (0, 1), "ten seconds to think again");
    let version = shop.order(&order.order_no).version;
    shop.store.unship_order(order.order_no.clone(), version, NOON.plus(65)).wait().unwrap();
    assert_eq!(parcels(due(NOON.plus(70))), 0);
    assert_eq!(left(&shop, LILEI, MessageEvent::Shipped), 1);
    ships(&shop, &order.order_no, NOON.plus(80));
    assert_eq!(parcels(due(NOON.plus(90))), 1);
}

#[test]
fn one_that_was_cut_off_may_have_arrived_and_leaves_no_more() {
    let shop = telling();
    allows(&shop, OWNER, MessageEvent::Paid, 1);
    let order = shop.paid_order(1);
    let row = shop.reader.due_service_messages(NOON.plus(90), 10).unwrap().remove(0);
    shop.store.begin_service_message(row.message_no, NOON.plus(90)).wait().unwrap();
    assert_eq!(refused(shop.store.begin_service_message(row.message_no, NOON.plus(90)).wait()), Refusal::Stale);
    let shop = shop.reopened();
    assert!(shop.reader.a_message_was_cut_off().unwrap());
    assert_eq!(shop.store.doubt_interrupted_messages(NOON.plus(95)).wait().unwrap(), 1);
    let unknown = (MessageEvent::Paid, MessageState::Unknown, Some(MessageTrouble::CutOff));
    assert_eq!(about(&shop, &order), [unknown]);
    assert_eq!(shop.reader.due_service_messages(NOON.plus(9_000), 10).unwrap(), []);
    assert_eq!(refused(shop.store.begin_service_message(row.message_no, NOON.plus(96)).wait()), Refusal::Stale);
    // An answer that comes all the same, late, changes nothing.
    steps(&shop, &row, MessageStep::Later, Some((MessageTrouble::NoLine, 0)));
    assert_eq!(about(&shop, &order), [unknown]);
}

#[test]
fn wechats_no_counts_every_permission_away_and_any_other_refusal_gives_it_back() {
    let shop = telling();
    allows(&shop, OWNER, MessageEvent::Paid, 3);
    let (first, second) = (shop.paid_order(1), shop.paid_order(1));
    assert_eq!(left(&shop, OWNER, MessageEvent::Paid), 1);
    let rows = shop.reader.due_service_messages(NOON.plus(90), 10).unwrap();
    for row in &rows {
        shop.store.begin_service_message(row.message_no, NOON.plus(90)).wait().unwrap();
    }
    steps(&shop, &rows[0], MessageStep::Refuse, Some((MessageTrouble::NoTemplate, 40_037)));
    assert_eq!(left(&shop, OWNER, MessageEvent::Paid), 2);
    steps(&shop, &rows[1], MessageStep::Refuse, Some((MessageTrouble::NoPermission, 43_101)));
    assert_eq!(left(&shop, OWNER, MessageEvent::Paid), 0);
    let gone = (MessageEvent::Paid, MessageState::NotSent, Some(MessageTrouble::NoTemplate));
    assert_eq!((about(&shop, &first), about(&shop, &second)[0].2), (vec![gone], Some(MessageTrouble::NoPermission)));
    let desk = shop.reader.message_setup(NOON.plus(90)).unwrap();
    assert_eq!((desk.tallies[0].sent, desk.tallies[0].not_sent), (0, 2));
    assert_eq!(desk.tallies[0].last, Some(MessageTrouble::NoPermission));
}

#[test]
fn what_is_switched_off_by_hand_is_not_sent_and_what_did_not_arrive_is_said() {
    let shop = telling();
    allows(&shop, OWNER, MessageEvent::Paid, 3);
    let (first, second) = (shop.paid_order(1), shop.paid_order(1));
    let row = shop.reader.due_service_messages(NOON.plus(90), 10).unwrap().remove(0);
    shop.store.begin_service_message(row.message_no, NOON.plus(90)).wait().unwrap();
    steps(&shop, &row, MessageStep::Accepted, None);
    assert_eq!(about(&shop, &first), [(MessageEvent::Paid, MessageState::Sent, None)]);
    let pushed = |event| {
        let facts = PushFacts { made_at: NOON, event };
        shop.store.record_push(shop.message("push"), Ok(facts), NOON.plus(91)).wait().unwrap()
    };
    let templates = vec![template_id(MessageEvent::Paid)];
    let outcome = pushed(PushEvent::PermissionWithdrawn { openid: openid(OWNER), templates });
    assert_eq!(outcome.verdict, NoticeVerdict::Accepted);
    assert_eq!(about(&shop, &second), [(MessageEvent::Paid, NO_PERMISSION.0, NO_PERMISSION.1)]);
    assert_eq!(left(&shop, OWNER, MessageEvent::Paid), 0);
    let messages = vec![("2884900000000000001".to_owned(), "system error".to_owned())];
    pushed(PushEvent::MessagesNotDelivered { messages });
    let lost = (MessageEvent::Paid, MessageState::NotSent, Some(MessageTrouble::NotDelivered));
    assert_eq!(about(&shop, &first), [lost]);
}

#[test]
fn a_code_binds_one_wechat_within_ten_minutes() {
    let shop = telling();
    let name = || OperatorName::parse("小林").unwrap();
    let claims = |code: &str, at| shop.store.claim_bind_code(code.to_owned(), openid(LILEI), at).wait();
    shop.store.make_bind_code("first-code-of-the-day".to_owned(), name(), NOON).wait().unwrap();
    shop.store.make_bind_code("second-code-of-the-day".to_owned(), name(), NOON).wait().unwrap();
    assert_eq!(refused(claims("first-code-of-the-day", NOON)), Refusal::NotFound, "another took its place");
    assert_eq!(refused(claims("second-code-of-the-day", NOON.plus(600))), Refusal::NotFound, "too old");
    assert_eq!(claims("second-code-of-the-day", NOON.plus(599)).unwrap().name, name());
    assert_eq!(refused(claims("second-code-of-the-day", NOON.plus(599))), Refusal::NotFound, "used");
    let names = |shop: &World| {
        let desk = shop.reader.message_setup(NOON).unwrap();
        desk.receivers.iter().map(|one| one.name.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&shop), ["owner", "小林"]);
    // The shop's own people are asked for what is theirs, and nobody else is.
    let asked = |who: &str| {
        let all = shop.reader.templates_to_ask(&openid(who)).unwrap();
        all.iter().any(|asked| asked.event == MessageEvent::Paid)
    };
    assert_eq!((asked(LILEI), asked("oStranger00000000000000001")), (true, false));
    shop.store.unbind_wechat(openid(LILEI), NOON).wait().unwrap();
    assert_eq!((names(&shop), asked(LILEI)), (vec!["owner".to_owned()], false));
}

#[test]
fn only_what_the_shop_uses_is_counted_and_a_ban_counts_all_of_it_away() {
    let shop = telling();
    let says =
        |id: String, answer| shop.store.count_permissions(openid(LILEI), vec![(id, answer)], NOON).wait().unwrap();
    assert_eq!(says("somebody-elses-template".to_owned(), PermissionAnswer::Accept), 0);
    let shipped = || template_id(MessageEvent::Shipped);
    for answer in [PermissionAnswer::Reject, PermissionAnswer::Filter] {
        assert_eq!(says(shipped(), answer), 0);
    }
    let counted: u32 = (0..105).map(|_| says(shipped(), PermissionAnswer::Accept)).sum();
    assert_eq!((counted, left(&shop, LILEI, MessageEvent::Shipped)), (100, 100), "more is no estimate any more");
    assert_eq!(says(shipped(), PermissionAnswer::Ban), 0);
    assert_eq!(left(&shop, LILEI, MessageEvent::Shipped), 0);
}

#[test]
fn a_template_that_wechat_would_refuse_is_not_kept_and_a_test_needs_somebody_to_read_it() {
    let shop = telling();
    let bad = MessageTemplate { fields: Vec::new(), ..template(MessageEvent::Paid) };
    let refusal = refused(shop.store.put_message_template(bad, NOON).wait());
    assert_eq!(refusal, Refusal::Text(TextPart::MessageTemplate));
    let test = |who: &str| shop.store.send_test_message(MessageEvent::Paid, OpenId::parse(who).unwrap(), NOON).wait();
    assert_eq!(refused(test(LILEI)), Refusal::NotFound);
    allows(&shop, OWNER, MessageEvent::Paid, 1);
    test(OWNER).unwrap();
    test(OWNER).unwrap();
    let tests = shop.reader.message_setup(NOON).unwrap().tests;
    let states: Vec<_> = tests.iter().map(|row| (row.is_test(), row.state, row.trouble)).collect();
    assert_eq!(states, [(true, NO_PERMISSION.0, NO_PERMISSION.1), (true, WAITS.0, WAITS.1)]);
    shop.store.drop_message_template(MessageEvent::Paid, NOON).wait().unwrap();
    assert_eq!(refused(test(OWNER)), Refusal::NotFound);
}
