//! Shipping by sheet: stored before it begins, shipped chunk by chunk, never twice, and what cannot go comes back.

use crate::world::*;
use zhanggui::domain::{MessageId, Order, OrderState, Parcel, ShipKind, ShopId};
use zhanggui::jobs::{ship_run, standings};
use zhanggui::sheets::ship::{Carriers, ShipSheet};
use zhanggui::store::{
    NewShipRow, NewShipRun, OrderFilter, OrderRow, Page, Reader, Refusal, ShipRowWish, ShipRun, Shipping, Store,
    TextPart, look_into_copy, seed_orders,
};

fn run_id(n: u8) -> MessageId {
    MessageId::of([n; 16])
}

fn row(line: u64, order: &Order, tracking_no: &str) -> NewShipRow {
    let order_no = order.order_no.clone();
    let cells = vec![order_no.to_string(), "中通".to_owned(), tracking_no.to_owned()];
    let (kind, parcel) = (ShipKind::Express, Parcel::new("ZTO", tracking_no));
    NewShipRow { line, cells, wish: Ok(ShipRowWish { order_no, kind, parcel }) }
}

fn bad_row(line: u64, cause: &str) -> NewShipRow {
    NewShipRow { line, cells: vec!["?".to_owned()], wish: Err(cause.to_owned()) }
}

fn run(n: u8, rows: Vec<NewShipRow>) -> NewShipRun {
    let headings = ["订单号", "快递公司", "快递单号"].map(str::to_owned).into();
    NewShipRun { run_id: run_id(n), file: "发货.csv".to_owned(), headings, rows }
}

fn standing(shop: &World) -> Option<ShipRun> {
    shop.store.reader().unwrap().ship_run().unwrap()
}

fn counts(shop: &World) -> (u32, u32, u32) {
    let run = standing(shop).expect("a run");
    (run.waiting, run.shipped, run.refused)
}

fn causes(shop: &World, n: u8) -> Vec<(u32, String)> {
    let failures = shop.store.reader().unwrap().ship_run_failures(&run_id(n)).unwrap();
    failures.into_iter().map(|row| (row.line, row.cause)).collect()
}

#[test]
fn a_sheet_is_shipped_in_chunks_and_ends() {
    let shop = World::new();
    let orders: Vec<Order> = (0..5).map(|_| shop.paid_order(1)).collect();
    let mut rows: Vec<NewShipRow> =
        (2..).zip(&orders).map(|(line, order)| row(line, order, "73100000000001")).collect();
    rows.insert(1, bad_row(9, "no_tracking"));
    shop.store.start_ship_run(run(1, rows), NOON).wait().unwrap();
    assert_eq!(counts(&shop), (5, 0, 1), "stored whole before the first is shipped");
    assert_eq!(shop.state(&orders[0].order_no), OrderState::ToShip);
    let mut left = Vec::new();
    for _ in 0..4 {
        left.push(shop.store.ship_next_rows(2, NOON).wait().unwrap().waiting);
    }
    assert_eq!(left, [3, 1, 0, 0]);
    assert!(orders.iter().all(|order| shop.state(&order.order_no) == OrderState::Shipped));
    let ended = standing(&shop).expect("until it was read");
    assert_eq!((ended.shipped, ended.refused, ended.ended_at), (5, 1, Some(NOON)));
    assert_eq!(causes(&shop, 1), [(9, "no_tracking".to_owned())]);
    shop.store.close_ship_run(run_id(1)).wait().unwrap();
    assert_eq!(standing(&shop), None);
}

#[test]
fn a_second_click_is_the_same_run_and_two_runs_wait_for_each_other() {
    let shop = World::new();
    let (one, two) = (shop.paid_order(1), shop.paid_order(1));
    let first = run(1, vec![row(2, &one, "73100000000001")]);
    for _ in 0..2 {
        shop.store.start_ship_run(first.clone(), NOON).wait().unwrap();
    }
    assert_eq!(counts(&shop), (1, 0, 0));
    let second = run(2, vec![row(2, &two, "73100000000002")]);
    assert!(matches!(refused(shop.store.start_ship_run(second.clone(), NOON).wait()), Refusal::State(_)));
    shop.store.ship_next_rows(20, NOON).wait().unwrap();
    shop.store.start_ship_run(second, NOON.plus(1)).wait().unwrap();
    assert_eq!(counts(&shop), (1, 0, 0), "the second one is on show now");
    let nothing = run(3, vec![bad_row(2, "closed")]);
    assert_eq!(refused(World::new().store.start_ship_run(nothing, NOON).wait()), Refusal::Text(TextPart::Rows));
}

#[test]
fn rows_of_one_order_go_together_as_its_parcels() {
    let shop = World::new();
    let (one, two) = (shop.paid_order(1), shop.paid_order(1));
    let rows = vec![row(2, &one, "73100000000001"), row(3, &two, "73100000000002"), row(4, &one, "73100000000003")];
    shop.store.start_ship_run(run(1, rows), NOON).wait().unwrap();
    let step = shop.store.ship_next_rows(1, NOON).wait().unwrap();
    assert_eq!((step.shipped, step.waiting), (vec![one.order_no.clone()], 1), "both rows of the order, and no other");
    let shipment = shop.order(&one.order_no).shipment.expect("a shipment");
    let numbers: Vec<&str> = shipment.parcels.iter().map(|parcel| parcel.parcel.tracking_no.as_str()).collect();
    assert_eq!(numbers, ["73100000000001", "73100000000003"]);
}

#[test]
fn what_changed_since_the_trial_is_given_back_with_its_cause() {
    let shop = World::new();
    let (gone, wanted_back, fine) = (shop.paid_order(1), shop.paid_order(1), shop.paid_order(1));
    let rows =
        vec![row(2, &gone, "73100000000001"), row(3, &wanted_back, "73100000000002"), row(4, &fine, "73100000000003")];
    shop.store.start_ship_run(run(1, rows), NOON).wait().unwrap();
    let wish = (gone.order_no.clone(), Shipping::express("SF", "SF1000000000001"));
    assert_eq!(shop.store.ship_many(vec![wish], NOON).wait().unwrap(), [Ok(())]);
    shop.requests(&wanted_back, 100);
    let step = shop.store.ship_next_rows(20, NOON).wait().unwrap();
    assert_eq!((step.shipped.len(), step.refused.len(), step.waiting), (1, 2, 0));
    assert_eq!(causes(&shop, 1), [(2, "already_shipped".to_owned()), (3, "refund_asked".to_owned())]);
    let number = shop.order(&gone.order_no).shipment.expect("a shipment").parcels[0].parcel.tracking_no.clone();
    assert_eq!(number, "SF1000000000001", "what was shipped by hand stays as it was");
}

/// How long the trial took is printed (`-- --nocapture`), never asserted: the benches measure it.
#[test]
fn a_full_sheet_is_tried_and_stored_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    seed_orders(&path, 5_000, NOON).unwrap();
    let store = Store::open(&path, ShopId::main()).unwrap();
    let reader = store.reader().unwrap();
    let orders = reader.orders(OrderFilter::All, &Page::Oldest, 5_000).unwrap();
    assert_eq!(orders.len(), 5_000);
    let row = |(at, row): (usize, &OrderRow)| format!("{},中通快递,7310{at:010}", row.key.order_no);
    let rows: Vec<String> = orders.iter().enumerate().map(row).collect();
    let text = format!("订单号,快递公司,快递单号\n{}\n", rows.join("\n"));
    let began = std::time::Instant::now();
    let sheet = ShipSheet::read(text.as_bytes()).unwrap();
    let known = standings(reader.standings(&sheet.orders()).unwrap());
    let verdicts = sheet.judge(&known, &Carriers::new([]));
    eprintln!("trial of 5,000 rows: {} ms", began.elapsed().as_millis());
    let good = verdicts.iter().filter(|verdict| verdict.wished().is_some()).count();
    assert_eq!(verdicts.len(), 5_000);
    if good > 0 {
        store.start_ship_run(ship_run(run_id(1), "x.csv".into(), &sheet, &verdicts), NOON).wait().unwrap();
        let run = reader.ship_run().unwrap().unwrap();
        assert_eq!((run.waiting as usize, run.refused as usize), (good, 5_000 - good));
    }
}

#[test]
fn a_sheet_can_be_stopped_and_its_rest_comes_back() {
    let shop = World::new();
    let orders: Vec<Order> = (0..3).map(|_| shop.paid_order(1)).collect();
    let rows = (2..).zip(&orders).map(|(line, order)| row(line, order, "73100000000001")).collect();
    shop.store.start_ship_run(run(1, rows), NOON).wait().unwrap();
    shop.store.ship_next_rows(1, NOON).wait().unwrap();
    shop.store.stop_ship_run(run_id(1), NOON).wait().unwrap();
    assert_eq!(counts(&shop), (0, 1, 2));
    assert!(causes(&shop, 1).iter().all(|(_, cause)| cause == "stopped"));
    assert_eq!(shop.store.ship_next_rows(20, NOON).wait().unwrap().waiting, 0);
    let to_ship = orders.iter().filter(|order| shop.state(&order.order_no) == OrderState::ToShip).count();
    assert_eq!(to_ship, 2);
}

#[test]
fn a_backup_made_while_a_sheet_ships_is_one_moment_and_goes_on_from_there() {
    let shop = World::new();
    let orders: Vec<Order> = (0..30).map(|_| shop.paid_order(1)).collect();
    let rows = (2..).zip(&orders).map(|(line, order)| row(line, order, "73100000000001")).collect();
    shop.store.start_ship_run(run(1, rows), NOON).wait().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    let (reader, mut chunks) = (shop.store.reader().unwrap(), 0);
    // Between two pages of the copy the next rows are shipped.
    let mut ship_between = |_: i32, _: i32| {
        if chunks < 3 {
            chunks += 1;
            shop.store.ship_next_rows(5, NOON).wait().unwrap();
        }
        true
    };
    reader.copy_to(&path, NOON, &mut ship_between).unwrap();
    assert!(chunks > 0, "rows were shipped while it was copied");

    let copy = look_into_copy(&path).unwrap();
    assert!(copy.verify().unwrap().is_sound());
    let state = |reader: &Reader, order: &Order| reader.order(&order.order_no).unwrap().unwrap().row.state;
    let shipped = orders.iter().filter(|order| state(&copy, order) == OrderState::Shipped).count();
    let run = copy.ship_run().unwrap().expect("the run");
    assert_eq!((run.shipped as usize, run.shipped + run.waiting), (shipped, 30), "orders and run are of one moment");
    drop(copy);
    let restored = Store::open(&path, ShopId::main()).unwrap();
    while restored.ship_next_rows(7, NOON.plus(1)).wait().unwrap().waiting > 0 {}
    let reader = restored.reader().unwrap();
    assert!(orders.iter().all(|order| state(&reader, order) == OrderState::Shipped));
    for order in &orders {
        let parcels = reader.order(&order.order_no).unwrap().unwrap().shipment.expect("shipped").parcels;
        assert_eq!(parcels.len(), 1, "once");
    }
}
