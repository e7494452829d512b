//! A day without a line, and everything out of order: the end is the one it would have been.

use super::world::{World, fen, paid_facts};
use std::collections::BTreeSet;
use zhanggui::{
    domain::{OrderNo, OrderState, PaidFacts, SignType, TransactionId, Verdict},
    store::{OrderWord, Store as _},
};

const DAY: i64 = 24 * 3600;

fn from_env(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

#[test]
fn after_a_day_without_a_line_every_paid_order_is_found_within_a_minute_and_no_other() {
    let orders = from_env("ZHANGGUI_BLACKOUT", 150);
    let shop = World::new();
    let numbers: Vec<OrderNo> = (0..orders).map(|at| shop.order(&format!("SC20260901-{at:08}"), fen(39_00))).collect();
    let is_paid = |at: usize| at % 3 != 2;
    for (at, order_no) in numbers.iter().enumerate().filter(|(at, _)| is_paid(*at)) {
        shop.wechat.pays(order_no, fen(39_00), &format!("42{at:026}"));
    }
    // Not one notification comes, and for a day nobody can be asked.
    shop.later(DAY);
    let back = shop.now();
    shop.live(60);
    let state = |at: usize| shop.order_state(&numbers[at]);
    let found = (0..orders).filter(|at| state(*at) == OrderState::ToShip).collect::<BTreeSet<_>>();
    let paid = (0..orders).filter(|at| is_paid(*at)).collect::<BTreeSet<_>>();
    println!(
        "orders {orders}, paid {}, found {} within {} s of the line's return, extra {}",
        paid.len(),
        found.intersection(&paid).count(),
        shop.now().since(back),
        found.difference(&paid).count()
    );
    assert_eq!(found, paid);
    assert!((0..orders).filter(|at| !is_paid(*at)).all(|at| state(at) == OrderState::Closed), "the others are closed");
}

/// What may reach the shop about one paid order, in any order and any number of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Notice,
    CopyOfTheNotice,
    NoticeOfAnotherAmount,
    Forgery,
    StaleNotPaid,
    Paid,
}

const EVENTS: [Event; 6] = [
    Event::Notice,
    Event::CopyOfTheNotice,
    Event::NoticeOfAnotherAmount,
    Event::Forgery,
    Event::StaleNotPaid,
    Event::Paid,
];

fn permutations(of: &[Event]) -> Vec<Vec<Event>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    of.iter()
        .flat_map(|first| {
            let rest: Vec<Event> = of.iter().copied().filter(|event| event != first).collect();
            permutations(&rest).into_iter().map(move |tail| [vec![*first], tail].concat())
        })
        .collect()
}

/// Queues an event; the answers are not waited for, so that many share a commit.
fn happens(shop: &World, order_no: &OrderNo, facts: &PaidFacts, event: Event) {
    let now = shop.now();
    let notice = |read| drop(shop.store.record_payment_notice(shop.message("pay_notice"), read, now));
    let word = |word| drop(shop.store.record_order_word(order_no.clone(), word, None, now.plus(60), now));
    match event {
        Event::Notice | Event::CopyOfTheNotice => notice(Ok(facts.clone())),
        Event::NoticeOfAnotherAmount => notice(Ok(PaidFacts { total: fen(1), ..facts.clone() })),
        Event::Forgery => notice(Err(Verdict::WrongSignature)),
        Event::StaleNotPaid => word(OrderWord::NotPaid),
        Event::Paid => word(OrderWord::Paid(facts.clone())),
    }
}

#[test]
fn in_every_order_and_however_often_the_end_is_one() {
    // Which of the six come twice: all 64 choices for each order in the campaign, a few of them in every test run.
    let masks: Vec<usize> = match from_env("ZHANGGUI_ORDERINGS", 0) {
        0 => vec![0, 0b10_1101],
        _ => (0..64).collect(),
    };
    let all = permutations(&EVENTS);
    assert_eq!(all.len(), 720);
    let shop = World::new();
    let mut cases = Vec::new();
    for (at, events) in all.iter().enumerate() {
        for mask in &masks {
            let order_no = shop.order(&format!("SC2026-{at:04}-{mask:02}"), fen(39_00));
            let transaction = TransactionId::parse(&format!("42{at:013}{mask:013}")).unwrap();
            let facts = paid_facts(&order_no, fen(39_00), &transaction, SignType::HmacSha256);
            for event in events {
                happens(&shop, &order_no, &facts, *event);
                if mask & (1 << EVENTS.iter().position(|it| it == event).unwrap()) != 0 {
                    happens(&shop, &order_no, &facts, *event);
                }
            }
            cases.push((order_no, transaction));
        }
    }
    let ends: BTreeSet<String> = cases
        .iter()
        .map(|(order_no, transaction)| {
            // The last answer comes after all others of its order.
            let order = shop.reader.order(order_no).unwrap().expect("the order");
            let row = order.row;
            assert_eq!(order.transaction_id.as_ref(), Some(transaction), "{order_no}");
            format!("{:?} {:?} {:?} {}", row.state, row.attention, order.payment, row.total)
        })
        .collect();
    println!("sequences {}, different ends {}: {ends:?}", cases.len(), ends.len());
    assert_eq!(ends.len(), 1, "{ends:?}");
}
