//! A sheet of two hundred rows, seven of them bad, shipped by the real program, which is killed at row 80. Started again it
//! goes on by itself: every good row is shipped once and told to WeChat once, the seven come back with their causes.

use super::killed::shop::{KilledShop, Program, equip, order_no};
use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};
use zhanggui::{
    domain::{MessageId, OrderState, Parcel, ShipKind},
    jobs::{ship_run, standings},
    sandbox::SandboxCall,
    sheets::ship::{Carriers, ShipCause, ShipSheet, ShipVerdict, failed_workbook},
    store::{NewParcel, Reader, ShipRun, Shipping},
};

const ORDERS: usize = 198;
const ROWS: usize = 200;
const BAD: usize = 7;
const GOOD: usize = ROWS - BAD;
/// Twenty rows are a chunk.
const ROW_80: &str = "after-sheet-rows:4";
const TIMEOUT: Duration = Duration::from_mins(2);

/// Order 193 is shipped already, the buyer of 194 wants money back; the rest of the bad rows are bad by themselves.
fn sheet() -> String {
    let good = (0..GOOD).map(|at| format!("{},中通快递,7310{at:010}", order_no(at)));
    let bad = [
        format!("{},中通,73109999999991", order_no(193)),
        format!("{},中通,73109999999992", order_no(194)),
        format!("{},鸽子邮局,73109999999993", order_no(195)),
        format!("{},中通,7.31E+13", order_no(196)),
        format!("{},中通,", order_no(197)),
        "SC20260901-99999999,中通,73109999999994".to_owned(),
        format!("{},中通快递,7310{:010}", order_no(0), 0),
    ];
    let mut rows: Vec<String> = good.collect();
    // Among the good ones, not behind them.
    for (at, row) in bad.into_iter().enumerate() {
        rows.insert((at + 1) * 25, row);
    }
    assert_eq!(rows.len(), ROWS);
    format!("\u{FEFF}订单号,快递公司,快递单号\r\n{}\r\n", rows.join("\r\n"))
}

/// The owner's orders: one is shipped already, the buyer of one wants money back.
fn shop() -> KilledShop {
    let shop = KilledShop::with_paid(ORDERS);
    shop.at_the_file(|store| {
        let parcel = NewParcel { parcel: Parcel::new("ZTO", "73100000009999"), items: Vec::new() };
        let wish = Shipping { kind: ShipKind::Express, parcels: vec![parcel], complete: true, even_refunded: false };
        assert_eq!(store.ship_many(vec![(order_no(193), wish)], shop.env.now()).wait().unwrap(), [Ok(())]);
        shop.want_back(store, 194, order_no(194));
    });
    shop
}

/// The same with the sheet, judged and said yes to.
fn shop_with_a_sheet() -> KilledShop {
    let shop = shop();
    shop.at_the_file(|store| {
        let now = shop.env.now();
        let sheet = ShipSheet::read(sheet().as_bytes()).unwrap();
        let known = standings(store.reader().unwrap().standings(&sheet.orders()).unwrap());
        let verdicts = sheet.judge(&known, &Carriers::new([]));
        assert_eq!(verdicts.iter().filter(|verdict| verdict.wished().is_some()).count(), GOOD);
        let run_id = MessageId::of([7; 16]);
        store.start_ship_run(ship_run(run_id, "发货.csv".into(), &sheet, &verdicts), now).wait().unwrap();
    });
    shop
}

fn run(shop: &KilledShop) -> ShipRun {
    reader(shop).ship_run().unwrap().expect("a run nobody has put away")
}

fn reader(shop: &KilledShop) -> Reader {
    super::on_server::reader(shop.path())
}

fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < TIMEOUT, "{what} did not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_sheet_that_was_cut_off_at_row_80_is_finished_without_a_repeat() {
    let shop = shop_with_a_sheet();
    let died = shop.open(Some(ROW_80)).died(TIMEOUT);
    assert!(died.is_some(), "the program was to die after its fourth chunk");
    let cut = run(&shop);
    assert_eq!((cut.shipped, cut.refused, cut.waiting), (80, 7, 113));

    let program: Program = shop.open(None);
    wait_until("the end of the sheet", || run(&shop).ended_at.is_some());
    let ended = run(&shop);
    assert_eq!((ended.shipped, ended.refused, ended.waiting), (193, 7, 0));
    reported_once(&shop);
    program.kill();

    let reader = reader(&shop);
    assert!(reader.verify().unwrap().is_sound());
    each_shipped_once(&reader);
    the_seven_come_back(&shop, &reader, &ended);
}

/// The story through the real window: `tests/window/sheet.steps`, then `sheet_again.steps`. `ZHANGGUI_PICTURES` names a
/// folder for what it looked like.
#[test]
#[ignore = "needs a screen and what tests/window/drive.py needs: .ci/run calls it by name"]
fn dropped_on_the_window_the_same_sheet_is_finished_without_a_repeat() {
    let shop = shop();
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("发货.csv");
    fs::write(&path, sheet()).unwrap();

    drives(&shop, "sheet.steps", home.path(), &path, Some(ROW_80));
    let cut = run(&shop);
    assert_eq!((cut.shipped, cut.refused, cut.waiting), (80, 7, 113));
    drives(&shop, "sheet_again.steps", home.path(), &path, None);

    reported_once(&shop);
    each_shipped_once(&reader(&shop));
    let saved: Vec<PathBuf> = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let saved = saved.iter().find(|path| path.extension().is_some_and(|end| end == "xlsx")).expect("the rest, saved");
    let again = ShipSheet::read(&fs::read(saved).unwrap()).unwrap();
    assert_eq!(again.rows.len(), BAD);
    let known = standings(reader(&shop).standings(&again.orders()).unwrap());
    let verdicts = again.judge(&known, &Carriers::new([]));
    assert!(verdicts.iter().all(|verdict| matches!(verdict, ShipVerdict::Refused(_))), "dropped again, none slips in");
}

/// Carries out the steps in a real window on a screen of its own.
fn drives(shop: &KilledShop, steps: &str, home: &Path, sheet: &Path, crash_at: Option<&str>) {
    let window = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window");
    let pictures = env::var_os("ZHANGGUI_PICTURES").map_or_else(|| home.join("pictures"), PathBuf::from);
    let mut command = Command::new("/usr/bin/python3");
    command.arg(window.join("drive.py")).arg("--pictures").arg(pictures).arg(window.join(steps)).arg("--");
    command.args([env!("CARGO_BIN_EXE_zhanggui"), "--lang", "en", "--data"]).arg(shop.path());
    equip(&mut command, crash_at);
    let done = command.env("HOME", home).env("SHEET", sheet).output().expect("a screen and its driver");
    println!("{}", String::from_utf8_lossy(&done.stdout));
    assert!(done.status.success(), "{steps}\n{}", String::from_utf8_lossy(&done.stderr));
}

fn each_shipped_once(reader: &Reader) {
    for at in 0..GOOD {
        let order = reader.order(&order_no(at)).unwrap().unwrap();
        assert_eq!(order.row.state, OrderState::Shipped, "{at}");
        let times = order.history.iter().filter(|step| step.step.is_order_to(OrderState::Shipped)).count();
        assert_eq!(times, 1, "{at} was shipped once");
    }
}

/// Every good order and the one shipped by hand, each told to WeChat once.
fn reported_once(shop: &KilledShop) {
    let number = |body: &str| -> String {
        let said: serde_json::Value = serde_json::from_str(body).unwrap();
        said["order_key"]["out_trade_no"].as_str().expect("an order's number").to_owned()
    };
    let told = || -> Vec<String> {
        let ledger = shop.sandbox.ledger();
        ledger.calls().filter(|call| call.call == SandboxCall::UploadShipping).map(|call| number(&call.body)).collect()
    };
    wait_until("the last report", || told().len() > GOOD);
    let all = told();
    let once: BTreeSet<&String> = all.iter().collect();
    assert_eq!((all.len(), once.len()), (GOOD + 1, GOOD + 1), "193 of the sheet, one by hand, none twice");
}

fn the_seven_come_back(shop: &KilledShop, reader: &Reader, run: &ShipRun) {
    let failures = reader.ship_run_failures(&run.run_id).unwrap();
    let causes: Vec<ShipCause> = failures.iter().map(|row| ShipCause::of_word(&row.cause)).collect();
    assert_eq!(
        causes,
        [
            ShipCause::Shipped,
            ShipCause::RefundAsked,
            ShipCause::UnknownCarrier,
            ShipCause::Scientific("7.31E+13".to_owned()),
            ShipCause::NoTracking,
            ShipCause::UnknownOrder,
            ShipCause::Twice(2),
        ]
    );
    let rows = failures.iter().map(|row| (row.cells.as_slice(), row.cause.clone()));
    let again = ShipSheet::read(&failed_workbook(&run.headings, "原因", rows)).unwrap();
    assert_eq!(again.rows.len(), BAD);
    let known = standings(reader.standings(&again.orders()).unwrap());
    let verdicts = again.judge(&known, &Carriers::new([]));
    assert!(verdicts.iter().all(|verdict| matches!(verdict, ShipVerdict::Refused(_))), "dropped again, none slips in");
    assert_eq!(shop.numbers_in("requested").len(), 1);
}

/// The search index is written in the commit of its row: wherever the program dies between the two, afterwards both are there
/// or neither is.
#[test]
fn an_order_and_its_words_in_the_search_index_survive_a_kill_together_or_not_at_all() {
    let shop = shop_with_a_sheet();
    let mut before = 0;
    for point in ["rows-without-index:2", "index-half-written:27", "after-sheet-rows:2"] {
        assert!(shop.open(Some(point)).died(TIMEOUT).is_some(), "the program was to die at {point}");
        let shipped = found_if_shipped(&shop, point);
        assert!(before < shipped && shipped < GOOD, "{point}: {shipped} were shipped, {before} before");
        before = shipped;
    }
    let program = shop.open(None);
    wait_until("the end of the sheet", || run(&shop).ended_at.is_some());
    program.kill();
    assert_eq!(found_if_shipped(&shop, "the end"), GOOD);
}

/// How many orders are shipped: exactly these are found by the number of their parcel, and the index is whole.
fn found_if_shipped(shop: &KilledShop, point: &str) -> usize {
    let reader = reader(shop);
    let mut shipped = 0;
    for at in 0..GOOD {
        let order = reader.order(&order_no(at)).unwrap().unwrap();
        let hits = reader.search(&format!("7310{at:010}"), None, 8).unwrap().hits;
        let found = hits.iter().any(|hit| hit.order.key == order.row.key);
        assert_eq!(found, order.row.state == OrderState::Shipped, "{point}: order {at}");
        shipped += usize::from(found);
    }
    assert!(reader.verify().unwrap().is_sound(), "{point}");
    shipped
}
