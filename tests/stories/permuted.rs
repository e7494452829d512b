//! Whatever order the messages about one payment come in, and however often: one final state.

use super::world::{World, fen, paid_facts};
use zhanggui::{
    domain::{OrderNo, OrderState, PaidFacts, PaymentState, SignType, TransactionId, UnpaidAnswer},
    store::{OrderUpdate, OrderWord},
};

const TOTAL: i64 = 12_80;

/// What can arrive about one paid order.
#[derive(Clone, Copy)]
enum Event {
    Notice,
    /// From another of WeChat's servers.
    NoticeAgain,
    /// Rightly signed by whoever has the key, with another amount.
    Forged,
    Paid,
    /// An answer that was overtaken on its way.
    StaleNotPaid,
    NoAnswer,
}

const EVENTS: [Event; 6] =
    [Event::Notice, Event::NoticeAgain, Event::Forged, Event::Paid, Event::StaleNotPaid, Event::NoAnswer];

fn permutations() -> Vec<[usize; 6]> {
    let mut all = vec![Vec::new()];
    for _ in 0..6 {
        let longer = |begun: &Vec<usize>| {
            let rest: Vec<usize> = (0..6).filter(|n| !begun.contains(n)).collect();
            rest.into_iter().map(|n| [begun.as_slice(), &[n]].concat()).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all.into_iter().map(|order| order.try_into().unwrap()).collect()
}

fn facts(order_no: &OrderNo, amount: i64) -> PaidFacts {
    let transaction = TransactionId::parse(&format!("42{}", order_no.as_str().trim_start_matches("T6-"))).unwrap();
    paid_facts(order_no, fen(amount), &transaction, SignType::HmacSha256)
}

/// Hands an event in; the answer is not waited for, so that many share a commit, in this very order.
fn happen(world: &World, order_no: &OrderNo, event: Event) {
    let right = facts(order_no, TOTAL);
    let notice = |facts| drop(world.store.record_payment_notice(world.message("pay_notice"), Ok(facts), world.now()));
    let answered = |word| {
        let (answer, now) = (Some(world.message("orderquery")), world.now());
        drop(world.store.record_order_word(
            OrderUpdate { order_no: order_no.clone(), word, answer, next_ask_at: now.plus(60) },
            now,
        ));
    };
    match event {
        Event::Notice | Event::NoticeAgain => notice(right),
        Event::Forged => notice(facts(order_no, 1)),
        Event::Paid => answered(OrderWord::Paid(right)),
        Event::StaleNotPaid => answered(OrderWord::Unpaid(UnpaidAnswer::NotPaid)),
        Event::NoAnswer => answered(OrderWord::Unpaid(UnpaidAnswer::NoAnswer)),
    }
}

#[test]
fn every_order_of_six_events_and_their_copies_ends_in_one_state() {
    let world = World::new();
    let product = world.sells_plenty(fen(TOTAL));
    let full = std::env::var_os("ZHANGGUI_FULL").is_some();
    let mut numbers = Vec::new();
    for (n, order) in permutations().into_iter().enumerate() {
        // All sixty-four ways of sending some of them twice, or one of them for each order of events.
        let masks = if full { (0..64).collect() } else { vec![n % 64] };
        for mask in masks {
            let order_no = OrderNo::parse(&format!("T6-{:06}", numbers.len())).unwrap();
            drop(world.store.place_order(world.wants(order_no.as_str(), &product), world.now()));
            drop(world.begins(&order_no));
            let copied = order.iter().flat_map(|&event| vec![event; 1 + ((mask >> event) & 1)]);
            copied.for_each(|event| happen(&world, &order_no, EVENTS[event]));
            numbers.push(order_no);
        }
    }
    world.store.mark_seen(Vec::new(), world.now()).wait().unwrap();
    for order_no in &numbers {
        let order = world.reader.order(order_no).unwrap().unwrap();
        assert_eq!((order.row.state, order.row.attention), (OrderState::ToShip, None), "{order_no}");
        assert_eq!(order.payment, PaymentState::Confirmed, "{order_no}");
        assert_eq!((order.refundable.paid, order.extras.len()), (fen(TOTAL), 0), "{order_no}");
    }
    let counts = world.reader.counts(world.now()).unwrap();
    let all = numbers.len() as u64;
    assert_eq!((counts.orders, counts.to_ship, counts.needs_owner), (all, all, 0));
    println!("T6: {all} orders of events, with copies: {all} paid once, 0 otherwise");
}
