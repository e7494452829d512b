//! What a search costs among a million orders, and what its index costs the file.
//!
//! `cargo bench --bench search`. The first run seeds the shop into the target folder and keeps it there;
//! `ZHANGGUI_ORDERS=10000` takes a smaller one, for a table of how each search grows. A search goes in steps, of which the
//! first mostly is the last: both are timed, the first step and the whole page, and the counting of all there are beside it.

#![allow(clippy::print_stdout, clippy::arithmetic_side_effects, clippy::expect_used, clippy::float_arithmetic)]

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use zhanggui::domain::{ShopId, UnixSeconds};
use zhanggui::store::{OrderDetail, OrderFilter, Page, Reader, SearchPage, Store, StoreError, seed_orders};

const NOW: UnixSeconds = UnixSeconds::new(1_788_228_000);
const HITS: usize = 8;
/// Orders whose words are searched for, spread over the shop.
const SAMPLED: u32 = 300;
/// Steps of one search at most, as the window takes them.
const STEPS_MOST: usize = 128;
/// Orders that are indexed in one commit.
const AT_ONCE: u32 = 100;

fn bytes(path: &Path) -> u64 {
    path.metadata().map_or(0, |about| about.len())
}

/// What the search index takes in the file, in percent of all else.
fn growth(path: &Path) -> rusqlite::Result<f64> {
    let conn = rusqlite::Connection::open(path)?;
    let taken = |which: &str| -> rusqlite::Result<f64> {
        let sql = format!(
            "SELECT TOTAL(pgsize) FROM dbstat WHERE aggregate = TRUE AND {which} (name LIKE 'search\\_%' ESCAPE '\\'
                 OR name LIKE 'sqlite\\_autoindex\\_search\\_%' ESCAPE '\\' OR name = 'orders_by_total' OR name = 'refunds_by_wechat')"
        );
        conn.query_row(&sql, [], |row| row.get(0))
    };
    Ok(100.0 * taken("")? / taken("NOT")?)
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
    let (merging, mut steps) = (Instant::now(), 0);
    while store.merge_index(steps == 0).wait()? {
        steps += 1;
    }
    if steps > 0 {
        println!("the index put together in {:.1} s, {steps} commits", merging.elapsed().as_secs_f32());
    }
    store.close()?;
    let grown = growth(&path).expect("the pages of a shop");
    let met = if grown <= 35.0 { "met    " } else { "NOT MET" };
    println!("{met} the index in the file: {grown:.1} % of what the file is without it (wanted: at most 35)");
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

const SEARCHES: [(&str, Typed); 20] = [
    ("one character", |order| front(&order.receiver.name, 1)),
    ("a name", |order| order.receiver.name.clone()),
    ("two characters nobody has together", |order| {
        format!("{}{}", front(&order.receiver.address, 1), end(&order.receiver.name, 1))
    }),
    ("goods", |order| front(&order.row.items, 2)),
    ("an address", |order| front(&order.receiver.address, 6)),
    ("a name and goods", |order| format!("{} {}", order.receiver.name, front(&order.row.items, 2))),
    ("a name and goods it did not buy", |order| format!("{} 飞机", order.receiver.name)),
    ("two words of thousands that none has together", |_| "北京 雷".to_owned()),
    ("a name with Latin letters", |_| "Anna Li".to_owned()),
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

/// All of the first page, step by step: what the first step took, and how many steps there were.
fn first_page(reader: &Reader, typed: &str) -> Result<(SearchPage, Duration, usize), StoreError> {
    let begun = Instant::now();
    let mut page = reader.search_step(typed, None, HITS)?;
    let (first, mut steps) = (begun.elapsed(), 1);
    while page.is_cut_short(HITS) && steps < STEPS_MOST {
        let wanted = HITS - page.hits.len();
        page.extend(reader.search_step(typed, page.next, wanted)?);
        steps += 1;
    }
    Ok((page, first, steps))
}

fn at(took: &mut [u128], permille: usize) -> u128 {
    took.sort_unstable();
    took.get(took.len() * permille / 1000).or(took.last()).copied().unwrap_or_default()
}

fn measure(reader: &Reader, orders: &[OrderDetail]) -> Result<(), StoreError> {
    println!(
        "{:<48} {:>8} {:>8} {:>8} {:>8} {:>9} {:>9} {:>9}",
        "searched for, µs", "step p50", "step p99", "page p50", "page p99", "count p99", "steps max", "found"
    );
    for (name, typed) in SEARCHES {
        let (mut steps, mut pages, mut counts, mut found, mut most) = (Vec::new(), Vec::new(), Vec::new(), 0, 0);
        for order in orders {
            let typed = typed(order);
            let begun = Instant::now();
            let (page, first, many) = first_page(reader, &typed)?;
            pages.push(begun.elapsed().as_micros());
            steps.push(first.as_micros());
            most = most.max(many);
            let begun = Instant::now();
            reader.search_count(&typed, &page)?;
            counts.push(begun.elapsed().as_micros());
            found += usize::from(!page.hits.is_empty());
        }
        println!(
            "{name:<48} {:>8} {:>8} {:>8} {:>8} {:>9} {most:>9} {found:>5}/{}",
            at(&mut steps, 500),
            at(&mut steps, 990),
            at(&mut pages, 500),
            at(&mut pages, 990),
            at(&mut counts, 990),
            orders.len()
        );
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
