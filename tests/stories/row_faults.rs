//! A row that cannot be written or read stops no other: payments, refunds, shipments and sheets behind it go on.

use super::world::{World, fen};
use rusqlite::Connection;
use zhanggui::{
    domain::{Fen, OrderNo, OrderState, RefundNo, RefundState},
    events::CommandOutcome,
    store::{OrderFilter, Page, RefundFilter, RowJob, RowTrouble},
};

const TOTAL: i64 = 128_00;

/// What has happened to a row.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// The order stands where no payment and no refund can move it on from.
    Step,
    /// A rule of the file that every later write of the order breaks.
    Rule,
    /// A word in the order that no program wrote.
    Word,
    /// The order is gone, and what belongs to it is still here.
    Gone,
}

pub const FAULTS: [Fault; 4] = [Fault::Step, Fault::Rule, Fault::Word, Fault::Gone];

/// Another program at the shop's file, without any of its rules.
pub fn meddle(world: &World, sql: &str) {
    let other = Connection::open(world.file()).unwrap();
    other.pragma_update(None, "ignore_check_constraints", true).unwrap();
    other.pragma_update(None, "foreign_keys", false).unwrap();
    other.execute_batch(sql).unwrap();
}

pub fn strikes(world: &World, order_no: &OrderNo, fault: Fault) {
    let sql = match fault {
        Fault::Step => format!("UPDATE orders SET state = 'closed' WHERE order_no = '{order_no}'"),
        Fault::Rule => format!("UPDATE orders SET refunded_fen = 99900, version = 5 WHERE order_no = '{order_no}'"),
        Fault::Word => format!("UPDATE orders SET state = 'nowhere' WHERE order_no = '{order_no}'"),
        Fault::Gone => format!(
            "CREATE TABLE IF NOT EXISTS taken AS SELECT * FROM orders WHERE 0;
             INSERT INTO taken SELECT * FROM orders WHERE order_no = '{order_no}';
             DELETE FROM orders WHERE order_no = '{order_no}'"
        ),
    };
    meddle(world, &sql);
}

fn number(n: usize) -> String {
    format!("SC20260901-{n:08}")
}

/// Orders that were paid at WeChat; nobody here has heard of it.
fn paid_unheard(world: &World, count: usize) -> Vec<OrderNo> {
    let pay = |n: usize| {
        let order_no = world.order(&number(n), fen(TOTAL));
        world.wechat.pays(&order_no, fen(TOTAL), &format!("42{n:026}"));
        order_no
    };
    (0..count).map(pay).collect()
}

fn approved(world: &World, order_no: &OrderNo, amount: Fen) -> RefundNo {
    let refund_no = world.request(&format!("RF-{order_no}"), order_no, amount);
    assert_eq!(world.approve(&refund_no), CommandOutcome::Done);
    refund_no
}

#[test]
fn a_payment_that_cannot_be_written_stops_no_other() {
    for fault in FAULTS {
        let world = World::new();
        let orders = paid_unheard(&world, 4);
        strikes(&world, &orders[0], fault);
        world.live(3600);
        for order_no in &orders[1..] {
            assert_eq!(world.order_state(order_no), OrderState::ToShip, "{fault:?}: {order_no}");
        }
    }
}

#[test]
fn among_many_that_are_due_at_once_it_stops_none_either() {
    for fault in FAULTS {
        let world = World::new();
        let orders = paid_unheard(&world, 30);
        for n in [3, 11, 12] {
            strikes(&world, &orders[n], fault);
        }
        world.live(3600);
        let paid = orders.iter().enumerate().filter(|(n, _)| ![3, 11, 12].contains(n));
        for (_, order_no) in paid {
            assert_eq!(world.order_state(order_no), OrderState::ToShip, "{fault:?}: {order_no}");
        }
    }
}

#[test]
fn a_refund_that_cannot_be_written_stops_no_other() {
    for fault in [Fault::Rule, Fault::Word, Fault::Gone] {
        let world = World::new();
        let orders: Vec<_> = (0..3).map(|n| world.paid_order(&number(n), fen(TOTAL))).collect();
        let refunds: Vec<_> = orders.iter().map(|order_no| approved(&world, order_no, fen(10_00))).collect();
        strikes(&world, &orders[0], fault);
        world.live(10);
        world.wechat.settle();
        world.live(7200);
        for refund_no in &refunds[1..] {
            assert_eq!(world.refund_state(refund_no), RefundState::Refunded, "{fault:?}: {refund_no}");
        }
    }
}

#[test]
fn a_refund_under_way_that_cannot_be_written_stops_no_other() {
    for fault in [Fault::Rule, Fault::Word, Fault::Gone] {
        let world = World::new();
        let orders: Vec<_> = (0..3).map(|n| world.paid_order(&number(n), fen(TOTAL))).collect();
        let refunds: Vec<_> = orders.iter().map(|order_no| approved(&world, order_no, fen(10_00))).collect();
        world.run_jobs();
        strikes(&world, &orders[0], fault);
        world.wechat.settle();
        world.live(7200);
        for refund_no in &refunds[1..] {
            assert_eq!(world.refund_state(refund_no), RefundState::Refunded, "{fault:?}: {refund_no}");
        }
    }
}

#[test]
fn a_shop_with_such_a_row_starts() {
    for fault in FAULTS {
        let world = World::new();
        let orders: Vec<_> = (0..3).map(|n| world.paid_order(&number(n), fen(TOTAL))).collect();
        let refunds: Vec<_> = orders.iter().map(|order_no| approved(&world, order_no, fen(10_00))).collect();
        // All three were being sent when the program ended.
        meddle(&world, "UPDATE refunds SET state = 'sending', sends = 1, sent_at = 1790000000");
        strikes(&world, &orders[0], fault);
        world.shop.wake_up().expect("the shop starts");
        for refund_no in &refunds[1..] {
            assert_eq!(world.refund_state(refund_no), RefundState::InDoubt, "{fault:?}: {refund_no}");
        }
    }
}

#[test]
fn a_count_that_is_wrong_refuses_no_money() {
    let world = World::new();
    let orders = paid_unheard(&world, 3);
    meddle(&world, "UPDATE tallies SET amount = 0");
    world.live(600);
    for order_no in &orders {
        assert_eq!(world.order_state(order_no), OrderState::ToShip, "{order_no}");
    }
    meddle(&world, "UPDATE tallies SET amount = 9223372036854775807");
    let refund_no = approved(&world, &orders[0], fen(10_00));
    world.live(10);
    world.wechat.settle();
    world.live(7200);
    assert_eq!(world.refund_state(&refund_no), RefundState::Refunded);
}

#[test]
fn the_owner_sees_what_could_not_be_written_and_it_is_tried_again_until_it_can() {
    let world = World::new();
    let orders = paid_unheard(&world, 2);
    strikes(&world, &orders[0], Fault::Rule);
    world.live(600);
    let marks = world.reader.rows_set_aside(10).unwrap();
    assert_eq!(marks.len(), 1, "{marks:?}");
    let mark = &marks[0];
    assert_eq!((mark.row.job, mark.row.trouble), (RowJob::CheckOrder, RowTrouble::Rule));
    assert_eq!((mark.row.key.as_str(), mark.row.order_no.as_str()), (orders[0].as_str(), orders[0].as_str()));
    assert!(mark.tries > 1 && mark.next_at > world.now(), "{mark:?}");
    // Somebody mends it.
    meddle(&world, &format!("UPDATE orders SET refunded_fen = 0 WHERE order_no = '{}'", orders[0]));
    world.live(3700);
    assert_eq!(world.order_state(&orders[0]), OrderState::ToShip);
    assert_eq!(world.reader.rows_set_aside(10).unwrap(), [], "and the mark is gone");
}

#[test]
fn a_wrong_count_is_right_again_after_the_next_start() {
    let world = World::new();
    let orders = paid_unheard(&world, 3);
    world.live(120);
    let before = world.reader.counts(world.now()).unwrap();
    assert_eq!(world.reader.wrong_tallies().unwrap(), [], "carried on and counted are the same");
    meddle(&world, "UPDATE tallies SET amount = 7 WHERE name <> 'orders'; DELETE FROM tallies WHERE name = 'orders'");
    let refund_no = approved(&world, &orders[0], fen(10_00));
    assert!(world.shop.mend_tallies(&world.reader).unwrap() > 5);
    let after = world.reader.counts(world.now()).unwrap();
    // One of them waits for its refund now.
    let to_ship = (after.to_ship, after.to_ship_kept);
    assert_eq!((after.orders, to_ship, after.today), (before.orders, (before.to_ship - 1, 1), before.today));
    assert_eq!((after.refunding, after.refunds_moving), (1, 1), "{refund_no}");
    assert_eq!(world.shop.mend_tallies(&world.reader).unwrap(), 0);
}

#[test]
fn every_list_shows_the_others() {
    let world = World::new();
    let orders: Vec<_> = (0..3).map(|n| world.paid_order(&number(n), fen(TOTAL))).collect();
    let refund_no = world.request("RF-1", &orders[0], fen(1_00));
    strikes(&world, &orders[0], Fault::Word);
    assert_eq!(world.reader.orders(OrderFilter::All, &Page::Newest, 10).unwrap().len(), 2);
    assert_eq!(world.reader.to_ship(None, 10).unwrap().len(), 2);
    assert_eq!(world.reader.refunds(RefundFilter::Waiting, 10).unwrap().len(), 1, "{refund_no}");
}
