//! The floor: bare SQLite on the same disk, `synchronous=FULL`, one notification a transaction, nothing read or verified.

use crate::folder;
use rusqlite::{Connection, params};
use std::time::{Duration, Instant};

const FOR: Duration = Duration::from_millis(700);

fn open() -> Connection {
    let path = folder().join("bench-bare.db");
    for side in ["", "-wal", "-shm"] {
        std::fs::remove_file(format!("{}{side}", path.display())).ok();
    }
    let conn = Connection::open(path).unwrap();
    conn.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
         CREATE TABLE inbox (transaction_id TEXT PRIMARY KEY, out_trade_no TEXT NOT NULL, total_fee INTEGER NOT NULL,
                             body BLOB NOT NULL, at INTEGER NOT NULL);
         CREATE TABLE orders (out_trade_no TEXT PRIMARY KEY, state TEXT NOT NULL, total_fee INTEGER NOT NULL,
                              paid_at INTEGER);",
    )
    .unwrap();
    conn
}

/// How long each commit took, milliseconds, sorted; and all of them together.
fn commits() -> (Vec<f64>, Duration) {
    let conn = open();
    let body = vec![b'x'; 1_151];
    let began = Instant::now();
    let mut took = Vec::new();
    while began.elapsed() < FOR {
        let number = took.len();
        let one = Instant::now();
        conn.execute_batch("BEGIN IMMEDIATE").unwrap();
        let (order_no, transaction) = (crate::messages::order_no(number), crate::messages::transaction_id(number));
        conn.prepare_cached("INSERT OR IGNORE INTO inbox VALUES (?1, ?2, ?3, ?4, ?5)")
            .unwrap()
            .execute(params![transaction, order_no, 3_900, body, 1])
            .unwrap();
        conn.prepare_cached("INSERT INTO orders VALUES (?1, 'paid', ?2, ?3) ON CONFLICT (out_trade_no) DO NOTHING")
            .unwrap()
            .execute(params![order_no, 3_900, 1])
            .unwrap();
        conn.execute_batch("COMMIT").unwrap();
        took.push(one.elapsed().as_secs_f64() * 1e3);
    }
    let whole = began.elapsed();
    took.sort_by(f64::total_cmp);
    (took, whole)
}

/// Notifications a second.
pub fn rate() -> f64 {
    let (took, whole) = commits();
    took.len() as f64 / whole.as_secs_f64()
}

/// One commit, milliseconds.
pub fn median_ms() -> f64 {
    let (took, _) = commits();
    took[took.len() / 2]
}
