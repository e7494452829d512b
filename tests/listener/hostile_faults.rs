//! The disk fails or is full: SUCCESS is never said without the row, and a flood of forgeries cannot use up the room.

use crate::hostile_cases::TRANSACTION;
use crate::http;
use crate::world::*;
use rusqlite::Connection;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use zhanggui::domain::{NoticeVerdict, OrderNo, OrderState, ShopId};
use zhanggui::events::ShopEvent;
use zhanggui::listener::{Listener, ListenerSetup};
use zhanggui::store::{NoticeFilter, Store, Tuning};

/// Each write of a right notification, in its order: the table and what is true of the row only then.
const WRITES: &[(&str, &str)] = &[
    ("payments", "state = 'noticed'"),
    ("orders", "state = 'confirming'"),
    ("history", "subject = 'payment' AND after = 'noticed'"),
    ("history", "subject = 'order' AND after = 'confirming'"),
    ("messages", "direction = 'notice'"),
];

/// An index that cannot be computed for such a row: exactly this write fails, as on a bad sector.
fn breaks(file: &Connection, (table, row): (&str, &str)) {
    let sum = format!("abs(CASE WHEN {row} THEN -9223372036854775808 ELSE 0 END)");
    file.execute_batch(&format!("CREATE INDEX broken_sector ON {table} ({sum})")).unwrap();
}

#[test]
fn whichever_write_fails_success_is_not_said_and_the_next_try_is_whole() {
    for write in WRITES {
        let shop = World::new();
        let order_no = shop.order_being_paid();
        let before = shop.order(&order_no);
        let file = Connection::open(shop.folder.path().join("shop.db")).unwrap();
        file.busy_timeout(Duration::from_secs(5)).unwrap();
        breaks(&file, *write);
        let message = paid_notice(&order_no, TRANSACTION, "7800");
        let heard = || shop.heard(&ShopEvent::PaymentNoticed(OrderNo::parse(&order_no).unwrap()));
        for _ in 0..3 {
            let reply = shop.notify(&message);
            assert!(reply.body.contains("TRY_AGAIN"), "{write:?}: {reply:?}");
        }
        assert_eq!(shop.order(&order_no), before, "{write:?}");
        assert_eq!((shop.verdicts(), heard()), (vec![], 0), "{write:?}: nothing is half done");
        file.execute_batch("DROP INDEX broken_sector").unwrap();
        assert!(shop.notify(&message).body.contains("SUCCESS"), "{write:?}");
        assert_eq!((shop.verdicts(), heard()), (vec![NoticeVerdict::Accepted], 1), "{write:?}");
        assert_eq!(shop.state(&order_no), OrderState::Confirming, "{write:?}");
    }
}

/// The shop opened again on a disk with so many pages of 4 KiB left.
fn reopened(shop: &mut World, pages_left: Option<u32>) -> SocketAddr {
    shop.listener.take().unwrap().stop();
    shop.store.clone().close().unwrap();
    let path = shop.folder.path().join("shop.db");
    let pages: u32 = Connection::open(&path).unwrap().query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    let tuning = Tuning { pages_max: pages_left.map(|left| pages + left), ..Tuning::default() };
    shop.store = Store::open_tuned(&path, ShopId::main(), tuning).unwrap();
    let (store, any) = (shop.store.clone(), "127.0.0.1:0".parse().unwrap());
    let readers = Arc::new(move || store.reader());
    let setup = ListenerSetup { store: shop.store.clone(), readers, ..shop.setup(any) };
    let listener = Listener::start(setup).unwrap();
    shop.door = listener.local_addr();
    shop.listener = Some(listener);
    shop.door
}

#[test]
fn with_one_mebibyte_left_a_flood_of_big_forgeries_leaves_room_for_orders() {
    let mut shop = World::new();
    let order_no = shop.order_being_paid();
    reopened(&mut shop, Some(256));
    let good = paid_notice(&order_no, TRANSACTION, "7800");
    let big = "x".repeat(30_000);
    let forged = good.replace("</xml>", &format!("<attach>{big}</attach></xml>"));
    let failed = format!("<xml><return_code>FAIL</return_code><return_msg>{big}</return_msg></xml>");
    for _ in 0..300 {
        assert!(shop.notify(&forged).body.contains("SIGN_MISMATCH"));
        assert!(shop.notify(&failed).body.contains("SUCCESS"));
    }
    assert!(shop.notify(&good).body.contains("SUCCESS"), "the honest one finds room");
    let token = shop.login(HAN);
    assert_eq!(shop.call("POST", "/orders", &token, ORDER).status, 201, "and so do buyers");
    let kept = shop.reader().notices(NoticeFilter::All, None, 10_000).unwrap();
    let bytes: usize = kept.iter().map(|notice| notice.text.len()).sum();
    println!("forgeries 600 of {} KiB, rows {}, bytes kept {bytes}", big.len() / 1024, kept.len());
    assert!(bytes <= 256 * 1024, "{bytes}");
}

#[test]
fn on_a_full_disk_nothing_is_acknowledged_and_nothing_breaks_and_with_room_it_goes_on() {
    let mut shop = World::new();
    let orders: Vec<String> = (0..12).map(|_| shop.order_being_paid()).collect();
    let message = |at: usize| paid_notice(&orders[at], &format!("42{at:026}"), "7800");
    reopened(&mut shop, Some(4));
    let mut acknowledged = Vec::new();
    for (at, order_no) in orders.iter().enumerate() {
        let reply = shop.notify(&message(at));
        assert_eq!(reply.status, 200);
        if reply.body.contains("SUCCESS") {
            acknowledged.push(order_no);
        } else {
            assert!(reply.body.contains("TRY_AGAIN"), "{reply:?}");
        }
        assert!(shop.notify(&message(at).replace("7800", "1")).body.contains("SIGN_MISMATCH"));
    }
    assert!(acknowledged.len() < orders.len(), "the disk was never full");
    for order_no in &orders {
        let claimed = shop.state(order_no) == OrderState::Confirming;
        assert_eq!(claimed, acknowledged.contains(&order_no), "{order_no}: acknowledged is what is in the file");
    }
    assert_eq!(http::send(shop.door, &http::request("GET", "/nothing", &[], "")).status, 404);
    let written = acknowledged.len();
    reopened(&mut shop, None);
    for at in 0..orders.len() {
        assert!(shop.notify(&message(at)).body.contains("SUCCESS"));
    }
    assert!(orders.iter().all(|order_no| shop.state(order_no) == OrderState::Confirming));
    println!("full disk: {written} of {} acknowledged, all of them in the file; with room all", orders.len());
}
