//! WeChat's bill in the window: what does not agree, why in words, and the one thing to do about it.

use super::{shop::NOW, world::World};
use egui::Key;
use zhanggui::{
    domain::fund_flow::{FundMove, FundSum, FundTrouble, FundWay},
    domain::{
        AppId, Day, Fen, MchId, Merchant, OrderNo, RefundNo, ShopId, TransactionId, UnixSeconds,
        bill::{BillLineFault, BillTotals},
        bill_match::{BillMismatch, BillSource, BillSubject, BillWhy, HereFigures, RejectedLine, newest_bill_day},
    },
    jobs::{BillWish, Command},
    store::{BillBatch, BillRead, FundFailed, Store},
    ui::Lang,
};

fn fen(amount: i64) -> Fen {
    Fen::new(amount).expect("an amount")
}

fn payment(number: &str) -> BillSubject {
    BillSubject::Payment(TransactionId::parse(number).expect("an id"))
}

fn found(subject: BillSubject, why: BillWhy, theirs: Option<i64>, ours: Option<i64>, at: UnixSeconds) -> BillMismatch {
    BillMismatch {
        subject,
        order_no: OrderNo::parse("SC20260831-00001198").expect("a number"),
        refund_id: None,
        line: theirs.map(|_| 2),
        at,
        theirs: theirs.map(fen),
        ours: ours.map(fen),
        why,
    }
}

/// A shop whose bill of the day before has three differences, one that waits, and a line nobody could read.
pub fn shop() -> (Store, tempfile::TempDir, Day) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("shop.db"), ShopId::main()).expect("a store");
    let merchant = Merchant {
        mch_id: MchId::parse("1900000109").expect("a merchant"),
        app_id: AppId::parse("wx2421b1c4370ec43b").expect("an app"),
        app_channel_app_id: None,
    };
    store.open_for(merchant, NOW).wait().expect("open");
    let day = newest_bill_day(NOW);
    let reading = store.begin_bill(day, BillSource::WeChat, NOW).wait().expect("a reading");
    let rejected =
        RejectedLine { line: 7, fault: BillLineFault::State("FROZEN".to_owned()), text: "`2026-08-31".to_owned() };
    let batch = BillBatch { lines: Vec::new(), rejected: vec![rejected] };
    store.keep_bill_lines(reading.clone(), batch).wait().expect("kept");
    let totals = BillTotals { lines: 44, ordered: 610_030, refund_asked: 8_970, ..BillTotals::default() };
    let read = BillRead { source: BillSource::WeChat, exists: true, totals, payments: 41, refunds: 3, rejected: 1 };
    store.end_bill(reading, read, NOW).wait().expect("read");
    let look = store.begin_bill_look(day).wait().expect("a look");
    let noon = day.begins().plus(43_200);
    let all = vec![
        found(payment("4200000000000000000000000001"), BillWhy::MissingOrder, Some(12_800), None, noon.plus(900)),
        found(payment("4200000000000000000000000002"), BillWhy::OtherAmount, Some(12_800), Some(12_799), noon),
        found(
            BillSubject::Refund(RefundNo::parse("VP1").expect("a number")),
            BillWhy::MissingRefund,
            Some(3_990),
            None,
            noon.plus(-900),
        ),
        found(payment("4200000000000000000000000003"), BillWhy::NextBill, None, Some(17_600), noon.plus(43_100)),
    ];
    store.keep_bill_mismatches(look.clone(), all, NOW).wait().expect("found");
    let here = HereFigures { payments: 40, paid: 597_231, refunds: 2, refunded: 4_980 };
    store.end_bill_look(look, here, NOW).wait().expect("compared");
    (store, folder, day)
}

fn window(store: &Store) -> World {
    World::with_read_model(Box::new(store.reader().expect("a reader")), Lang::En)
}

#[test]
fn a_day_says_both_amounts_and_why_and_one_click_asks_wechat() {
    let (store, _folder, day) = shop();
    let mut world = window(&store);
    world.key(Key::Num6);
    world.sees("¥6,100.30");
    world.sees("¥5,972.31");
    world.sees("3 differences");
    world.sees_part("WeChat 128.00, here 127.99");
    world.sees_part("WeChat took it in; it is not here");
    world.sees_part("a refund made on the merchant platform");
    world.sees_part("not on the bill yet");
    world.click("Take WeChat's");
    let subject = payment("4200000000000000000000000001");
    assert_eq!(world.wishes(), [Command::Bill(BillWish::Take(day, subject))]);
}

#[test]
fn a_cause_is_noted_in_the_row_and_the_difference_is_open_no_more() {
    let (store, _folder, day) = shop();
    let mut world = window(&store);
    world.key(Key::Num6);
    world.press_by_screen_reader("Note why…");
    world.settle();
    world.write("Why the two differ, in a sentence", "cash at the counter");
    world.click("Note it");
    let wishes = world.wishes();
    let [Command::Bill(BillWish::Note(of, about, note))] = wishes.as_slice() else { panic!("{wishes:?}") };
    assert_eq!((of, note.as_str()), (&day, "cash at the counter"));
    store.note_bill_difference(day, about.clone(), note.clone(), NOW).wait().expect("noted");
    let page = store.reader().expect("a reader").bill_day_page(day).expect("read").expect("a day");
    assert_eq!((page.day.open, page.day.noted), (2, 1));
}

#[test]
fn lines_nobody_could_read_are_shown_with_their_number_and_cause() {
    let (store, _folder, _) = shop();
    let mut world = window(&store);
    world.key(Key::Num6);
    world.click("Not understood 1");
    world.sees_part("line 7 a state nobody here knows: FROZEN");
}

#[test]
fn a_month_leads_to_its_days() {
    let (store, _folder, day) = shop();
    let mut world = window(&store);
    world.key(Key::Num6);
    world.click("Month");
    world.sees("Aug 2026");
    world.sees("1 day is in, 0 agree");
    world.click_part("3 differences");
    world.sees_part("WeChat 128.00, here 127.99");
    assert_eq!(day.to_string(), "2026-08-31");
}

/// The movements of that day: a payment, its fee, and a refund.
pub fn moves(store: &Store, day: Day) {
    let noon = day.begins().plus(43_200);
    let moved = |line: u32, name: &str, way, amount, balance| FundMove {
        line,
        at: noon.plus(i64::from(line)),
        business_no: format!("42000000000000000000000000{line:02}"),
        flow_no: format!("{line}"),
        name: name.to_owned(),
        kind: name.to_owned(),
        way,
        fen: amount,
        balance,
        voucher: format!("SC20260831-0000000{line}"),
        note: String::new(),
    };
    let list = vec![
        moved(2, "交易", FundWay::In, 12_800, 112_800),
        moved(3, "扣除交易手续费", FundWay::Out, 77, 112_723),
        moved(4, "退款", FundWay::Out, 2_800, 109_923),
    ];
    let mut sum = FundSum::default();
    for one in &list {
        sum.add(one);
    }
    let reading = store.begin_fund_flow(day, NOW).wait().expect("a reading");
    store.keep_fund_moves(reading.clone(), list).wait().expect("kept");
    store.end_fund_flow(reading, Some(sum.totals()), NOW).wait().expect("read");
}

#[test]
fn before_there_is_anything_of_a_day_the_page_says_which_figures_there_will_be() {
    let (store, _folder, _) = shop();
    let mut world = window(&store);
    world.key(Key::Num6);
    world.click("Fund flow");
    for figure in ["Before", "Money in", "Money out", "Left"] {
        world.sees(figure);
    }
    world.sees_part("—");
}

#[test]
fn the_second_view_shows_what_moved_in_the_account_and_what_was_left() {
    let (store, _folder, day) = shop();
    moves(&store, day);
    let mut world = window(&store);
    world.key(Key::Num6);
    world.click("Fund flow");
    world.sees_part("¥1,000.00");
    world.sees_part("¥1,099.23");
    world.sees_part("扣除交易手续费");
    world.click("Month");
    world.sees("1 day is in");
    world.click_part("is in");
    world.sees_part("退款");
    world.click("Trades");
    world.sees_part("WeChat 128.00, here 127.99");
}

#[test]
fn a_day_without_its_certificate_says_what_is_missing() {
    let (store, _folder, day) = shop();
    let trouble = FundTrouble::Certificate;
    let failed = FundFailed { day, trouble, detail: String::new(), given_up: false };
    store.fail_fund_flow(failed, NOW).wait().expect("noted");
    let mut world = window(&store);
    world.key(Key::Num6);
    world.click("Fund flow");
    world.sees_part("WeChat gives it only to the merchant certificate");
    world.sees("No movements here yet");
}
