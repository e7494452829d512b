//! A day without a line and without notifications: when it is back, every paid order is found, and nothing else.

use super::world::{World, fen};
use std::{sync::atomic::Ordering, time::Instant};
use zhanggui::{
    domain::{OrderNo, OrderState},
    store::{OrderFilter, Page},
};

const TOTAL: i64 = 12_80;
const HOUR: i64 = 3600;

fn number(n: usize) -> OrderNo {
    OrderNo::parse(&format!("T13-{n:06}")).unwrap()
}

#[test]
fn after_a_day_of_blackout_every_paid_order_is_found_and_no_other() {
    let orders: usize = if std::env::var_os("ZHANGGUI_FULL").is_some() { 10_000 } else { 600 };
    let world = World::new();
    let product = world.sells_plenty(fen(TOTAL));
    world.wechat.offline.store(true, Ordering::SeqCst);
    let paid = |n: usize| !n.is_multiple_of(3);
    for hour in 0..24 {
        for n in (0..orders).filter(|n| n % 24 == hour) {
            drop(world.store.place_order(world.wants(number(n).as_str(), &product), world.now()));
            drop(world.begins(&number(n)));
            if paid(n) {
                world.wechat.pays(&number(n), fen(TOTAL), &format!("4200{n:010}"));
            }
        }
        world.store.mark_seen(Vec::new(), world.now()).wait().unwrap();
        world.run_jobs();
        world.later(HOUR);
    }
    assert_eq!(world.wechat.calls("orderquery") + world.wechat.calls("closeorder"), 0, "nothing left");
    assert_eq!(world.reader.counts(world.now()).unwrap().to_pay, orders as u64, "and nothing was decided");

    world.wechat.offline.store(false, Ordering::SeqCst);
    let (began, mut steps) = (Instant::now(), 0);
    while world.shop.step(&world.reader, world.now()).unwrap() > 0 {
        steps += 1;
    }
    let took = began.elapsed();
    let counts = world.reader.counts(world.now()).unwrap();
    let found = (0..orders).filter(|&n| paid(n)).count();
    let all = world.reader.orders(OrderFilter::All, &Page::Newest, u32::MAX).unwrap();
    for n in 0..orders {
        let wanted = if paid(n) { OrderState::ToShip } else { OrderState::Closed };
        let row = all.iter().find(|row| row.key.order_no == number(n)).unwrap();
        assert_eq!(row.state, wanted, "{}", number(n));
    }
    println!(
        "T13: {orders} orders in a day of blackout; {found} paid, {} found, 0 extra, {} closed, in {took:?} and {steps} steps",
        counts.to_ship, counts.done
    );
    assert_eq!((counts.to_ship, counts.to_pay, all.len()), (found as u64, 0, orders));
    let sold = u32::try_from(found).unwrap();
    assert_eq!(world.reader.product(&product).unwrap().unwrap().product.stock, super::world::PLENTY - sold);
}
