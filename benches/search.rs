//! What a search costs among a million orders, and what its index costs the file.
//!
//! `cargo bench --bench search`. The first run seeds the shop into the target folder and keeps it there;
//! `ZHANGGUI_ORDERS=10000` takes a smaller one, for a table of how each search grows.

#![allow(clippy::print_stdout, clippy::arithmetic_side_effects)]

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use zhanggui::domain::{ShopId, UnixSeconds};
use zhanggui::store::{OrderDetail, OrderFilter, Page, Reader, Store, StoreError, seed_orders};

const NOW: UnixSeconds = UnixSeconds::new(1_788_228_000);
const HITS: usize = 8;
/// Orders whose words are searched for, spread over the shop.
const SAMPLED: u32 = 300;
/// Orders that are indexed in one commit.
const AT_ONCE: u32 = 100;

fn bytes(path: &Path) -> u64 {
    path.metadata().map_or(0, |about| about.len())
}

fn shop(many: u64) -> Result<(Store, PathBuf), StoreError> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-search-{many}.db"));
    if !path.exists() {
        let begun = Instant::now();
        seed_orders(&path, many, NOW)?;
        println!("{many} orders seeded in {:.1} s, {} MB", begun.elapsed().as_secs_f32(), bytes(&path) >> 20);
    }
    let (store, before, begun) = (Store::open(&path, ShopId::main())?, bytes(&path), Instant::now());
    let mut slowest = Duration::ZERO;
    loop {
        let one = Instant::now();
        if store.index_backlog(AT_ONCE).wait()?.is_none() {
            break;
        }
        slowest = slowest.max(one.elapsed());
    }
    store.close()?;
    if slowest > Duration::ZERO {
        println!(
            "indexed in {:.1} s, the slowest commit of {AT_ONCE} took {slowest:?}; the file grew from {} MB to {} MB",
            begun.elapsed().as_secs_f32(),
            before >> 20,
            bytes(&path) >> 20
        );
    }
    Ok((Store::open(&path, ShopId::main())?, path))
}

/// Orders from all over the shop.
fn sampled(reader: &Reader) -> Result<Vec<OrderDetail>, StoreError> {
    let mut found = Vec::new();
    for page in [Page::Newest, Page::Oldest] {
        for row in reader.orders(OrderFilter::All, &page, SAMPLED / 2)? {
            found.extend(reader.order(&row.key.order_no)?);
        }
    }
    Ok(found)
}

/// The last of these characters.
fn end(text: &str, many: usize) -> String {
    let from = text.chars().count().saturating_sub(many);
    text.chars().skip(from).collect()
}

fn front(text: &str, many: usize) -> String {
    text.chars().take(many).collect()
}

type Typed = fn(&OrderDetail) -> String;

const SEARCHES: [(&str, Typed); 18] = [
    ("one character", |order| front(&order.receiver.name, 1)),
    ("a name", |order| order.receiver.name.clone()),
    ("two characters nobody has together", |order| {
        format!("{}{}", front(&order.receiver.address, 1), end(&order.receiver.name, 1))
    }),
    ("goods", |order| front(&order.row.items, 2)),
    ("an address", |order| front(&order.receiver.address, 6)),
    ("a name and goods", |order| format!("{} {}", order.receiver.name, front(&order.row.items, 2))),
    ("a name and goods it did not buy", |order| format!("{} 飞机", order.receiver.name)),
    ("pinyin", |_| "lilei".to_owned()),
    ("initials", |_| "ll".to_owned()),
    ("a phone", |order| order.receiver.phone.clone()),
    ("four digits", |order| end(order.row.key.order_no.as_str(), 4)),
    ("eight digits", |order| end(order.row.key.order_no.as_str(), 8)),
    ("six digits nobody has", |order| format!("97{}", end(order.row.key.order_no.as_str(), 4))),
    ("an order's number", |order| order.row.key.order_no.to_string()),
    ("the front of an order's number", |order| front(order.row.key.order_no.as_str(), 8)),
    ("a tracking number", |order| order.parcel.as_ref().map_or("SF0000000000".to_owned(), |p| p.tracking_no.clone())),
    ("a sum", |order| order.row.total.to_string()),
    ("more than a sum", |order| format!(">{}", order.row.total.to_string().trim_start_matches('¥'))),
];

fn measure(reader: &Reader, orders: &[OrderDetail]) -> Result<(), StoreError> {
    println!("{:<36} {:>9} {:>9} {:>9} {:>9}", "searched for", "p50 µs", "p99 µs", "most µs", "found");
    for (name, typed) in SEARCHES {
        let (mut took, mut found) = (Vec::new(), 0);
        for order in orders {
            let typed = typed(order);
            let begun = Instant::now();
            let page = reader.search(&typed, None, HITS)?;
            took.push(begun.elapsed().as_micros());
            found += usize::from(!page.hits.is_empty());
        }
        took.sort_unstable();
        let at = |permille: usize| took.get(took.len() * permille / 1000).or(took.last()).copied().unwrap_or_default();
        println!("{name:<36} {:>9} {:>9} {:>9} {found:>5}/{}", at(500), at(990), at(1000), orders.len());
    }
    Ok(())
}

fn main() -> Result<(), StoreError> {
    let many = std::env::var("ZHANGGUI_ORDERS").ok().and_then(|many| many.parse().ok()).unwrap_or(1_000_000);
    let (store, _) = shop(many)?;
    let reader = store.reader()?.for_lists()?;
    measure(&reader, &sampled(&reader)?)?;
    drop(reader);
    store.close()
}
