//! The history is found to be edited, wherever another program has been at it.

use crate::world::*;
use proptest::prelude::*;
use rusqlite::Connection;
use zhanggui::domain::{OrderNo, RefundStep, ShopId, UnpaidAnswer};
use zhanggui::store::{
    FileVerdict, HistoryFault, OrderWord, Reader, Shipping, StopRequest, Store, StoreError, VerifyPart, bring_forward,
    seed_example, seed_orders,
};

fn verify(world: &World) -> FileVerdict {
    world.reader.verify().unwrap()
}

/// What another program does to the data, whatever it may refer to.
fn edit(world: &World, sql: &str) -> usize {
    if let Some(mut client) = world.on_the_server() {
        client.batch_execute("SET session_replication_role = replica").unwrap();
        let said = sql.replace("UPDATE OR IGNORE", "UPDATE").replace("zeroblob(32)", "decode(repeat('00', 32), 'hex')");
        let edited = client.execute(&said, &[]);
        let edited = if said.len() < sql.len() { edited.unwrap_or(0) } else { edited.unwrap() };
        return usize::try_from(edited).unwrap();
    }
    let conn = Connection::open(world.folder.path().join("shop.db")).unwrap();
    conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    conn.execute(sql, []).unwrap()
}

/// Three orders; the second one, which is answered, has a refund under way.
fn shop() -> (World, OrderNo) {
    let world = World::new();
    let orders: Vec<_> = (0..3).map(|_| world.paid_order(2)).collect();
    let refund_no = world.sent_refund(&orders[1], 39_00);
    world.update(&refund_no, Some(RefundStep::Accepted), "");
    assert!(verify(&world).is_sound(), "{:?}", verify(&world));
    (world, orders[1].order_no.clone())
}

/// The verdict after one edit of the second order's rows.
fn after(sql: &str) -> FileVerdict {
    let (world, order_no) = shop();
    assert!(edit(&world, &sql.replace("$NO", order_no.as_str())) > 0, "{sql}");
    let verdict = verify(&world);
    if let Some((no, _)) = &verdict.first_edited {
        assert_eq!(*no, order_no, "{sql}");
    }
    verdict
}

fn fault(sql: &str) -> Option<HistoryFault> {
    after(sql).first_edited.map(|(_, fault)| fault)
}

#[test]
fn an_edited_column_is_found_in_every_column() {
    for set in [
        "at = at + 1",
        "actor = 'buyer'",
        "subject = 'payment', refund_no = NULL",
        "refund_no = 'RFOTHER'",
        "before = 'processing'",
        "after = 'refunded'",
        "why = 'x'",
        "message_id = 'x'",
        "amount_fen = 1",
        "transaction_id = 'x'",
        "chain = NULL",
        "chain = zeroblob(32)",
    ] {
        let edited = format!(
            "UPDATE history SET {set} WHERE order_no = '$NO' AND step = (SELECT MIN(step) FROM history
             WHERE order_no = '$NO' AND subject = 'refund' AND after = 'approved')"
        );
        assert!(matches!(fault(&edited), Some(HistoryFault::Step(_))), "{set}");
    }
}

#[test]
fn a_step_taken_away_put_in_or_cut_off_is_found() {
    assert_eq!(fault("DELETE FROM history WHERE order_no = '$NO' AND step = 2"), Some(HistoryFault::Step(3)));
    assert_eq!(fault("DELETE FROM history WHERE order_no = '$NO' AND step >= 4"), Some(HistoryFault::CutOff));
    assert_eq!(fault("DELETE FROM history WHERE order_no = '$NO'"), Some(HistoryFault::CutOff));
    let put_in = "INSERT INTO history (shop_id, order_no, step, at, actor, subject, before, after, why)
                  SELECT shop_id, order_no, step + 1, at, 'owner', 'order', after, 'shipped', ''
                  FROM history WHERE order_no = '$NO' ORDER BY step DESC LIMIT 1";
    assert!(matches!(fault(put_in), Some(HistoryFault::Step(_))));
    assert_eq!(fault("UPDATE orders SET history_head = NULL WHERE order_no = '$NO'"), Some(HistoryFault::CutOff));
}

#[test]
fn a_cut_is_still_found_after_the_shop_wrote_on() {
    let (world, order_no) = shop();
    edit(&world, &format!("DELETE FROM history WHERE order_no = '{order_no}' AND step >= 4"));
    let refund_no = world.order(&order_no).refunds[0].refund_no.clone();
    world.update(&refund_no, Some(RefundStep::Settle), "");
    assert_eq!(verify(&world).first_edited, Some((order_no, HistoryFault::Step(4))));
}

#[test]
fn a_state_or_a_sum_changed_behind_the_history_is_found() {
    assert_eq!(fault("UPDATE orders SET state = 'received' WHERE order_no = '$NO'"), Some(HistoryFault::States));
    assert_eq!(fault("UPDATE refunds SET state = 'in_doubt' WHERE order_no = '$NO'"), Some(HistoryFault::States));
    let verdict = after("UPDATE refunds SET amount_fen = 1 WHERE order_no = '$NO'");
    assert_eq!((verdict.wrong_sums, verdict.first_edited.map(|(_, fault)| fault)), (1, Some(HistoryFault::Money)));
    for edited in [
        "UPDATE orders SET in_flight_fen = 0 WHERE order_no = '$NO'",
        "UPDATE orders SET refunded_fen = 1 WHERE order_no = '$NO'",
    ] {
        let verdict = after(edited);
        assert_eq!((verdict.wrong_sums, verdict.edited, verdict.is_sound()), (1, 0, false), "{edited}");
    }
}

#[test]
fn a_shipment_changed_behind_the_history_is_found() {
    let world = World::new();
    let order_no = world.paid_order(2).order_no;
    let shipping = Shipping::express("ZTO", "73100000000001");
    assert_eq!(world.store.ship_many(vec![(order_no.clone(), shipping)], NOON).wait().unwrap(), [Ok(())]);
    assert!(verify(&world).is_sound(), "{:?}", verify(&world));
    assert_eq!(edit(&world, "UPDATE shipments SET report = 'reported', reported_at = 1"), 1);
    assert_eq!(verify(&world).first_edited, Some((order_no.clone(), HistoryFault::States)));
    edit(&world, "DELETE FROM shipments");
    assert_eq!(verify(&world).first_edited, Some((order_no, HistoryFault::States)));
}

#[test]
fn the_first_of_several_edited_orders_is_named() {
    let (world, order_no) = shop();
    edit(&world, &format!("UPDATE history SET why = 'x' WHERE order_no >= '{order_no}' AND step = 1"));
    let verdict = verify(&world);
    assert_eq!((verdict.orders, verdict.edited), (3, 2));
    assert_eq!(verdict.first_edited, Some((order_no, HistoryFault::Step(1))));
}

#[test]
fn a_shop_from_before_the_chain_is_linked_when_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/shop_v1.db"), &path).unwrap();
    assert!(matches!(Reader::open(&path, ShopId::main()), Err(StoreError::Older)), "not without being opened");
    Store::open(&path, ShopId::main()).unwrap().close().unwrap();
    let verdict = Reader::open(&path, ShopId::main()).unwrap().verify().unwrap();
    assert!(verdict.is_sound() && verdict.orders == 60 && verdict.steps > 200, "{verdict:?}");
}

#[test]
fn the_practice_shops_are_sound_also_brought_forward_and_full() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    seed_example(&path, NOON).unwrap();
    seed_orders(&path, 500, NOON).unwrap();
    bring_forward(&path, NOON.plus(1_000_000)).unwrap();
    let verdict = Reader::open(&path, ShopId::main()).unwrap().verify().unwrap();
    assert!(verdict.is_sound() && verdict.orders == 560, "{verdict:?}");
}

#[test]
fn more_orders_than_are_held_at_once_are_all_looked_through() {
    let world = World::new();
    world.sells("coffee", "挂耳咖啡", 39_00, 5_000);
    let placed: Vec<_> = (0..1_050).map(|_| world.store.place_order(world.new_order(&[("coffee", 1)]), NOON)).collect();
    for order in placed {
        order.wait().unwrap();
    }
    let verdict = verify(&world);
    assert_eq!((verdict.orders, verdict.is_sound()), (1_050, true), "{verdict:?}");
}

#[test]
fn an_order_that_waits_for_its_owner_is_sound() {
    let world = World::new();
    let order = world.order_to_pay(2);
    world.word(&order.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed));
    world.word(&order.order_no, OrderWord::Paid(world.facts(&order)));
    let version = world.order(&order.order_no).version;
    world.store.settle_attention(order.order_no, version, NOON.plus(105)).wait().unwrap();
    assert!(verify(&world).is_sound(), "{:?}", verify(&world));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    /// Whatever byte of whatever text of whatever step is another one.
    #[test]
    fn any_other_byte_anywhere_is_found(step in 0..8_u32, column in 0..4_usize, at in 1..20_u32, to in 33..126_u8) {
        let (world, order_no) = shop();
        let column = ["why", "actor", "before", "after"][column];
        let to = char::from(to).to_string().replace('\'', "''");
        let edited = edit(&world, &format!(
            "UPDATE OR IGNORE history SET {column} = substr({column}, 1, {at} - 1) || '{to}' || substr({column}, {at} + 1)
             WHERE order_no = '{order_no}' AND step = {step}
                 AND {column} <> substr({column}, 1, {at} - 1) || '{to}' || substr({column}, {at} + 1)"
        ));
        prop_assert_eq!(verify(&world).edited, u64::from(edited > 0));
    }
}

#[test]
fn a_check_says_how_far_it_is_and_ends_when_it_is_told_to() {
    let world = World::new();
    world.paid_order(1);
    let (stop, mut told) = (StopRequest::never(), Vec::new());
    let verdict = world.reader.verify_telling(&stop, &mut |far| told.push(far)).unwrap();
    assert!(verdict.is_sound() && verdict == verify(&world));
    assert_eq!(told.first().map(|far| far.part), Some(VerifyPart::Pages));
    let tables = told.iter().filter(|far| far.part == VerifyPart::Tables);
    // A server keeps no figures of its tables to compare them with.
    assert!(world.on_the_server().is_some() || tables.clone().count() > 1, "{told:?}");
    assert!(tables.clone().all(|far| far.done < far.of), "{told:?}");
    assert_eq!(told.last().map(|far| (far.part, far.done, far.of)), Some((VerifyPart::Orders, 0, 1)));
    // Ended while it reads: nothing is answered, and the next check is as good as ever.
    let ended = world.reader.verify_telling(&stop, &mut |_| stop.now());
    assert!(matches!(ended, Err(StoreError::Closed)), "{ended:?}");
    assert!(verify(&world).is_sound());
}
