//! An older file that was put back, however, is recognised when the shop is opened, and nothing leaves from it before WeChat
//! was asked and the owner has looked.

use crate::{
    service_messages::{allows, template},
    world::*,
};
use std::{fs, path::Path};
use zhanggui::domain::{
    MessageEvent, MessageState, MessageTrouble, RefundState, RefundStep, RestoreCause, ShopId, UnpaidAnswer,
};
use zhanggui::store::{
    OrderFilter, OrderRow, OrderWord, Page, RefundList, RefundWish, Refusal, Shipping, Store, StoreError, Tuning,
    accept_rows,
};

const PLACE: [u8; 16] = [7; 16];
const DB: &str = "shop.db";
const LOG: &str = "shop.db-wal";

fn placed() -> Tuning {
    Tuning { place: Some(PLACE), ..Tuning::default() }
}

fn open(folder: &Path) -> Store {
    Store::open_tuned(&folder.join(DB), ShopId::main(), placed()).unwrap()
}

fn cause(store: &Store) -> Option<RestoreCause> {
    store.reader().unwrap().catching_up().unwrap().map(|restore| restore.cause)
}

fn copy(from: &Path, to: &Path, names: &[&str]) {
    for name in names {
        match fs::copy(from.join(name), to.join(name)) {
            Ok(_) => {}
            Err(_) => drop(fs::remove_file(to.join(name))),
        }
    }
}

/// As it is after a crash: the file, its log, the mark.
fn killed(world: &World) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(world.folder.path(), folder.path(), &[DB, LOG, "generation.mark"]);
    folder
}

#[test]
fn a_shop_that_was_closed_killed_or_opened_again_is_its_own() {
    let world = World::tuned(placed());
    let folder = world.folder.path().to_owned();
    assert_eq!(cause(&world.store), None, "a new shop");
    for _ in 0..3 {
        world.paid_order(1);
        let crashed = killed(&world);
        let store = open(crashed.path());
        assert_eq!(cause(&store), None, "killed");
        drop(store);
        assert_eq!(cause(&open(crashed.path())), None, "and opened once more");
    }
    world.store.clone().close().unwrap();
    assert_eq!(cause(&open(&folder)), None, "closed");
}

#[test]
fn a_mark_that_lies_behind_calls_nothing_old() {
    let world = World::tuned(placed());
    let before = fs::read(world.folder.path().join("generation.mark")).unwrap();
    world.paid_order(1);
    let crashed = killed(&world);
    fs::write(crashed.path().join("generation.mark"), before).unwrap();
    assert_eq!(cause(&open(crashed.path())), None, "a power cut took the last words of the mark");
}

#[test]
fn an_older_file_is_recognised_with_its_log_and_without_after_any_commit() {
    let world = World::tuned(placed());
    world.paid_order(1);
    for with_log in [true, false] {
        let copies = tempfile::tempdir().unwrap();
        copy(world.folder.path(), copies.path(), &[DB, LOG]);
        world.paid_order(1);
        let crashed = killed(&world);
        fs::remove_file(crashed.path().join(LOG)).unwrap();
        copy(copies.path(), crashed.path(), if with_log { &[DB, LOG] } else { &[DB] });
        let store = open(crashed.path());
        assert_eq!(cause(&store), Some(RestoreCause::Older), "with its log: {with_log}");
        drop(store);
        assert_eq!(cause(&open(crashed.path())), Some(RestoreCause::Older), "and stays so until the owner has looked");
    }
}

#[test]
fn a_file_of_an_earlier_opening_is_recognised_even_if_it_went_further() {
    let world = World::tuned(placed());
    let copies = tempfile::tempdir().unwrap();
    let folder = world.folder.path().to_owned();
    world.store.clone().close().unwrap();
    copy(&folder, copies.path(), &[DB]);
    let elsewhere = open(copies.path());
    assert_eq!(cause(&elsewhere), Some(RestoreCause::Elsewhere), "no mark came with it");
    let more = World::at_with(elsewhere, tempfile::tempdir().unwrap(), 500);
    (0..5).for_each(|_| drop(more.places(&[("coffee", 1)])));
    more.store.clone().close().unwrap();
    drop(open(&folder));
    copy(copies.path(), &folder, &[DB]);
    assert_eq!(cause(&open(&folder)), Some(RestoreCause::Older));
}

#[test]
fn a_folder_that_was_copied_as_a_whole_is_not_the_same_shop() {
    let world = World::tuned(placed());
    world.store.clone().close().unwrap();
    let other = tempfile::tempdir().unwrap();
    copy(world.folder.path(), other.path(), &[DB, "generation.mark"]);
    let there = Tuning { place: Some([8; 16]), ..Tuning::default() };
    let store = Store::open_tuned(&other.path().join(DB), ShopId::main(), there).unwrap();
    assert_eq!(cause(&store), Some(RestoreCause::Moved));
}

/// A shop with everything open that can be, put back from an older copy of itself.
fn restored() -> World {
    let world = World::tuned(placed());
    world.store.put_message_template(template(MessageEvent::Shipped), NOON).wait().unwrap();
    allows(&world, LILEI, MessageEvent::Shipped, 1);
    let (copies, orders) = (tempfile::tempdir().unwrap(), [world.paid_order(2), world.paid_order(2)]);
    let yes = world.requests(&orders[0], 10_00);
    world.approve(&yes, 10_00).wait().unwrap();
    world.order_to_pay(1);
    world.places(&[("coffee", 1)]);
    let shipping = Shipping::express("ZTO", "73100000000001");
    world.store.ship_many(vec![(orders[1].order_no.clone(), shipping)], NOON).wait().unwrap()[0].as_ref().unwrap();
    let folder = world.folder.path().to_owned();
    world.store.clone().close().unwrap();
    copy(&folder, copies.path(), &[DB]);
    drop(open(&folder));
    copy(copies.path(), &folder, &[DB]);
    let number = world.number();
    let World { folder, .. } = world;
    let store = open(folder.path());
    assert!(store.begin_catching_up(NOON.plus(1000)).wait().unwrap());
    assert!(!store.begin_catching_up(NOON.plus(1001)).wait().unwrap(), "once");
    World::at_with(store, folder, number)
}

#[test]
fn a_message_that_waits_in_an_older_file_may_have_been_sent_since_and_is_not_sent_again() {
    let world = restored();
    let orders = world.reader.orders(OrderFilter::All, &Page::Newest, 9).unwrap();
    let messages = |row: &OrderRow| world.reader.service_messages(&row.key.order_no).unwrap();
    let told: Vec<_> = orders.iter().flat_map(messages).map(|row| (row.event, row.state, row.trouble)).collect();
    assert_eq!(told, [(MessageEvent::Shipped, MessageState::Unknown, Some(MessageTrouble::Restored))]);
    assert_eq!(world.reader.due_service_messages(NOON.plus(9_000), 9).unwrap(), []);
}

#[test]
fn what_is_open_in_an_older_file_is_asked_about_and_nothing_of_it_leaves() {
    let world = restored();
    let later = NOON.plus(2000);
    let state = world.reader.catching_up().unwrap().unwrap();
    assert_eq!((state.refunds.all, state.orders.all, state.payments.all), (1, 2, 2), "{state:?}");
    let (asks, sends) =
        (world.reader.due_refund_asks(later, 9).unwrap(), world.reader.due_refund_sends(later, 9).unwrap());
    assert_eq!((asks.len(), sends.len()), (1, 0));
    let refund_no = asks[0].0.refund_no.clone();
    assert_eq!(world.refund(&refund_no).row.state, RefundState::InDoubt, "approved once, and perhaps sent since");
    assert_eq!(world.reader.due_payments(later, 9).unwrap().len(), 2, "also the one WeChat had not heard of");
    assert_eq!(world.reader.due_refund_searches(later, 9).unwrap().len(), 2);
    let reports = world.reader.due_reports(later, 9).unwrap();
    assert!(reports.iter().all(|report| report.in_doubt), "WeChat is asked what it has before it is told");
    assert_eq!(refused(world.store.accept_restore(later).wait()), Refusal::StillAsking { left: 5 });
    assert_eq!(world.update(&refund_no, Some(RefundStep::NotThere), ""), RefundState::Approved);
    assert_eq!(refused(world.begins(&refund_no, later)), Refusal::CatchingUp, "not even now");
    assert_eq!(world.reader.due_refund_sends(later, 9).unwrap().len(), 0);
}

#[test]
fn once_all_is_asked_and_the_owner_has_looked_the_work_goes_on() {
    let world = restored();
    let later = NOON.plus(2000);
    let asks = world.reader.due_refund_asks(later, 9).unwrap();
    let refund_no = asks[0].0.refund_no.clone();
    world.update(&refund_no, None, "SYSTEMERROR");
    assert_eq!(refused(world.store.accept_restore(later).wait()), Refusal::StillAsking { left: 5 }, "no answer");
    world.update(&refund_no, Some(RefundStep::NotThere), "");
    for payment in world.reader.due_payments(later, 9).unwrap().iter() {
        world.word(&payment.order_no, OrderWord::Unpaid(UnpaidAnswer::NotThere));
    }
    for search in world.reader.due_refund_searches(later, 9).unwrap().iter() {
        let list = RefundList { order_no: search.order_no.clone(), listed: Vec::new(), answer: None, next_at: later };
        world.store.record_listed_refunds(list, later).wait().unwrap();
    }
    assert!(world.reader.catching_up().unwrap().unwrap().is_asked());
    assert_eq!(refused(world.begins(&refund_no, later)), Refusal::CatchingUp, "the owner has not looked");
    world.store.accept_restore(later).wait().unwrap();
    assert_eq!(world.reader.catching_up().unwrap(), None);
    world.begins(&refund_no, later.plus(100)).unwrap();
    assert!(world.reader.verify().unwrap().is_sound());
}

/// A refund that waits to be sent is not asked about, and until all were asked nothing is sent: the shop would wait for ever.
#[test]
fn no_click_on_a_refund_keeps_a_restored_shop_from_going_on() {
    let world = restored();
    let later = NOON.plus(2000);
    let refund_no = world.reader.due_refund_asks(later, 9).unwrap()[0].0.refund_no.clone();
    let wish =
        |wish| world.store.wish_refund(refund_no.clone(), world.refund(&refund_no).row.version, wish, later).wait();
    assert_eq!(refused(wish(RefundWish::SendAgain)), Refusal::CatchingUp);
    assert_eq!(world.reader.due_refund_asks(later, 9).unwrap().len(), 1, "it is asked about as before");
    wish(RefundWish::Vouch).unwrap();
    let state = world.reader.catching_up().unwrap().unwrap();
    assert!(state.refunds.is_over(), "the owner has seen at WeChat what no answer said: {state:?}");
}

#[test]
fn a_parcel_sent_from_a_restored_shop_is_first_asked_about() {
    let world = restored();
    let refund = world.reader.due_refund_asks(NOON.plus(2000), 9).unwrap()[0].0.refund_no.clone();
    world.update(&refund, Some(RefundStep::Decline), "");
    let order = world.reader.orders(zhanggui::store::OrderFilter::ToShip, &zhanggui::store::Page::Newest, 9).unwrap();
    let order_no = order[0].key.order_no.clone();
    let shipping = Shipping::express("SF", "SF1234567890123");
    world.store.ship_many(vec![(order_no.clone(), shipping)], NOON.plus(2000)).wait().unwrap()[0].as_ref().unwrap();
    let reports = world.reader.due_reports(NOON.plus(9000), 9).unwrap();
    let report = reports.iter().find(|due| due.report.order_no == order_no).expect("it is due");
    assert!(report.in_doubt, "the lost days may have told WeChat already");
    assert!(matches!(
        world.store.begin_report(order_no, NOON.plus(9000)).wait(),
        Err(StoreError::Refused(Refusal::CatchingUp))
    ));
}

#[test]
fn an_accepted_edit_is_no_older_file() {
    let world = World::tuned(placed());
    let path = world.folder.path().join(DB);
    world.store.clone().close().unwrap();
    let edit = rusqlite::Connection::open(&path).unwrap();
    edit.execute("UPDATE products SET price_fen = 1", []).unwrap();
    drop(edit);
    accept_rows(&path).unwrap();
    assert_eq!(cause(&open(world.folder.path())), None);
}
