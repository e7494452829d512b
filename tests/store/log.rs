//! The write-ahead log beside the file: small however long the shop is open, and honest about who keeps it from being so.

use crate::world::*;
use rusqlite::Connection;
use zhanggui::domain::{ProductChange, ProductId, StockChange};

const MIB: u64 = 1024 * 1024;
const PAGE: u64 = 4_096;
/// What the log may take at most, as long as nobody holds it.
const LOG_MAX: u64 = 64 * MIB;
/// And what it keeps once it has begun anew.
const LOG_KEPT: u64 = 16 * MIB;

fn log_bytes(shop: &World) -> u64 {
    std::fs::metadata(shop.folder.path().join("shop.db-wal")).map_or(0, |meta| meta.len())
}

/// Several hundred pages in one commit.
fn much_is_written(shop: &World, update: u32) {
    let changes = (0..6_000).map(|n| ProductChange {
        id: ProductId::parse(&format!("p{n}")).unwrap(),
        name: format!("{update:08} {}", "茶".repeat(60)),
        price: fen(1),
        stock: StockChange::Set(update),
        on_sale: true,
        picture: None,
        barcodes: None,
        facts: zhanggui::domain::ProductFacts::default(),
        variants: None,
    });
    shop.store.import_products(changes.collect(), NOON).wait().unwrap();
}

#[test]
fn the_log_stays_small_however_much_is_written() {
    let shop = World::new();
    let (mut largest, mut written) = (0, 0);
    while written < 2 * LOG_MAX {
        much_is_written(&shop, u32::try_from(written / MIB).unwrap());
        // Our own readers come and go.
        assert!(shop.reader.products().unwrap().len() >= 6_000);
        written += 6_000 * 300;
        largest = largest.max(log_bytes(&shop));
    }
    eprintln!("the log was {} MiB at its largest", largest / MIB);
    assert!(largest <= LOG_MAX, "{largest}");
    assert_eq!(shop.store.held_log(), None);
}

/// SQLite never takes a picture away from who reads it: the log grows by what is written. It is said, nothing else is
/// touched by it, and once the reader lets go the log is small again.
#[test]
fn a_foreign_reader_that_does_not_let_go_is_told_of_and_harms_nothing() {
    let shop = World::new();
    much_is_written(&shop, 0);
    let foreign = Connection::open(shop.folder.path().join("shop.db")).unwrap();
    foreign.execute_batch("BEGIN").unwrap();
    let seen = || foreign.query_row("SELECT MAX(stock) FROM products", [], |row| row.get::<_, u32>(0)).unwrap();
    let before = seen();
    let mut update = before;
    while shop.store.held_log().is_none_or(|bytes| bytes < LOG_MAX) {
        update += 1;
        much_is_written(&shop, update);
        assert!(log_bytes(&shop) < 4 * LOG_MAX, "nobody says that the log is held");
    }
    let held = shop.store.held_log().unwrap();
    assert!(log_bytes(&shop) >= held && log_bytes(&shop) - held < 8 * MIB, "as large as it is said to be");
    eprintln!("held by another program the log is {} MiB, {} pages", held / MIB, held / PAGE);
    assert_eq!(seen(), before, "the foreign reader still sees its own picture");
    let order = shop.places(&[("coffee", 1)]);
    assert_eq!(shop.order(&order.order_no).row.key.order_no, order.order_no, "orders go on");
    foreign.execute_batch("COMMIT").unwrap();
    for after in 0..8 {
        much_is_written(&shop, update + after);
    }
    assert_eq!(shop.store.held_log(), None, "let go");
    assert!(log_bytes(&shop) <= LOG_KEPT + 8 * MIB, "{} MiB", log_bytes(&shop) / MIB);
}
