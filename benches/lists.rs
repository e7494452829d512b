//! What a list of orders costs among a million: its first page, a page far down, its count and sum, and its sheet.
//!
//! `cargo bench --bench lists`. Takes the shop of the search's bench where there is one; `ZHANGGUI_ORDERS=10000` takes a
//! smaller one, for a table of how each list grows.

#![allow(clippy::print_stdout, clippy::arithmetic_side_effects, clippy::float_arithmetic)]

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};
use zhanggui::{
    app::export::{self, ListSheet},
    base::lang::Lang,
    domain::{Days, Fen, ProductId, ShopId, UnixSeconds},
    store::{
        ListKey, ListPage, OrderFilter, OrderQuery, OrderSort, OrderSource, Reader, RefundPart, SortBy, Store,
        seed_orders,
    },
    ui::ExportedList,
};

const NOW: UnixSeconds = UnixSeconds::new(1_788_228_000);
const PAGE: u32 = 300;
const TIMES: usize = 20;

fn shop(many: u64) -> anyhow::Result<PathBuf> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-search-{many}.db"));
    if !path.exists() {
        let begun = Instant::now();
        seed_orders(&path, many, NOW)?;
        println!("{many} orders seeded in {:.1} s", begun.elapsed().as_secs_f32());
    }
    // An older file gets its indices here.
    let begun = Instant::now();
    Store::open(&path, ShopId::main())?.close()?;
    println!("opened in {:.1} s, {} MB", begun.elapsed().as_secs_f32(), path.metadata()?.len() >> 20);
    Ok(path)
}

/// Common and rare conditions, alone and together, along every sort.
fn queries(product: Option<ProductId>) -> Vec<(&'static str, OrderQuery)> {
    let all = OrderQuery::default();
    let by = |by, rising| OrderSort { by, rising };
    let done = OrderQuery::of(OrderFilter::Done);
    vec![
        ("all", all.clone()),
        ("done", done.clone()),
        ("all by sum", OrderQuery { sort: by(SortBy::Amount, false), ..all.clone() }),
        ("done by payment, rising", OrderQuery { sort: by(SortBy::Paid, true), ..done.clone() }),
        (
            "shipped last month by shipping",
            OrderQuery { shipped: Some(Days::LastMonth), sort: by(SortBy::Shipped, false), ..all.clone() },
        ),
        ("a sum nobody owes", OrderQuery { amount_from: Fen::new(1), amount_to: Fen::new(1), ..all.clone() }),
        ("sums 50 to 100", OrderQuery { amount_from: Fen::new(5_000), amount_to: Fen::new(10_000), ..all.clone() }),
        ("a carrier", OrderQuery { carrier: Some("SF".into()), ..all.clone() }),
        ("a carrier nobody took", OrderQuery { carrier: Some("NOBODY".into()), ..all.clone() }),
        ("a product", OrderQuery { product: product.clone(), ..all.clone() }),
        ("a product by sum", OrderQuery { product: product.clone(), sort: by(SortBy::Amount, false), ..all.clone() }),
        ("refunded in part", OrderQuery { refund: Some(RefundPart::Part), ..all.clone() }),
        ("mini program", OrderQuery { source: Some(OrderSource::MiniProgram), ..all.clone() }),
        ("with a note", OrderQuery { noted: true, ..all.clone() }),
        ("the queue", OrderQuery::to_ship()),
        ("the queue, due soon", OrderQuery { due_soon: true, ..OrderQuery::to_ship() }),
        (
            "the queue without a slip, by its last carrier",
            OrderQuery { printed: Some(false), carrier_before: Some("SF".into()), ..OrderQuery::to_ship() },
        ),
        (
            "a product, a carrier, 30 days, from 50",
            OrderQuery {
                product: product.clone(),
                carrier: Some("SF".into()),
                placed: Some(Days::Last30),
                amount_from: Fen::new(5_000),
                ..done.clone()
            },
        ),
        (
            "a product at a sum it does not have",
            OrderQuery {
                product,
                amount_from: Fen::new(100),
                amount_to: Fen::new(2_500),
                sort: by(SortBy::Paid, false),
                ..done
            },
        ),
    ]
}

fn timed<T>(mut what: impl FnMut() -> anyhow::Result<T>) -> anyhow::Result<(Duration, Duration)> {
    let mut took = Vec::new();
    for _ in 0..TIMES {
        let begun = Instant::now();
        what()?;
        took.push(begun.elapsed());
    }
    took.sort_unstable();
    Ok((took.get(TIMES / 2).copied().unwrap_or_default(), took.last().copied().unwrap_or_default()))
}

fn measure(reader: &Reader, name: &str, query: &OrderQuery) -> anyhow::Result<()> {
    let first = timed(|| Ok(reader.list_orders(query, NOW, &ListPage::First, PAGE)?))?;
    let mut page = ListPage::First;
    for _ in 0..20 {
        let rows = reader.list_orders(query, NOW, &page, PAGE)?;
        let Some(key) = rows.last().and_then(|row| ListKey::of(row, query.sort.by)) else { break };
        page = ListPage::Behind(key);
    }
    let deep = timed(|| Ok(reader.list_orders(query, NOW, &page, PAGE)?))?;
    let totals = timed(|| Ok(reader.list_totals(query, NOW)?))?;
    let many = reader.list_totals(query, NOW)?.count;
    let millis = |took: Duration| took.as_secs_f64() * 1_000.0;
    println!(
        "{name:<40} {:>8.1} {:>8.1} {:>8.1} {:>8.1} {:>8.1} {many:>9}",
        millis(first.0),
        millis(first.1),
        millis(deep.0),
        millis(totals.0),
        millis(totals.1)
    );
    Ok(())
}

fn main() -> anyhow::Result<()> {
    let many = std::env::var("ZHANGGUI_ORDERS").ok().and_then(|many| many.parse().ok()).unwrap_or(1_000_000);
    let path = shop(many)?;
    let reader = Reader::open(&path, ShopId::main())?.for_lists()?;
    let rows = reader.list_orders(&OrderQuery::default(), NOW, &ListPage::First, 1)?;
    let newest = rows.first().map(|row| reader.order(&row.key.order_no)).transpose()?.flatten();
    let product = newest.and_then(|order| order.lines.first().map(|line| line.product_id.clone()));
    println!(
        "{:<40} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9}",
        "ms", "page p50", "most", "deep", "sum p50", "most", "orders"
    );
    for (name, query) in queries(product) {
        measure(&reader, name, &query)?;
    }
    println!("{:>34}", peak_memory());
    for (form, mark) in [("csv", 15), ("xlsx", 60)] {
        let file = path.with_extension(form);
        drop(std::fs::remove_file(&file));
        let begun = Instant::now();
        let sheet = ListSheet { file: &file, fresh: true, lang: Lang::Zh };
        let rows = export::list(&reader, (&ExportedList::Orders(OrderQuery::default()), NOW), sheet, &mut |_| true)?;
        println!(
            "{rows} orders written as {form} in {:.1} s (mark {mark}), {} MB; {}",
            begun.elapsed().as_secs_f32(),
            file.metadata()?.len() >> 20,
            peak_memory()
        );
        std::fs::remove_file(&file)?;
    }
    Ok(())
}

/// The most memory the program has held so far, where the system tells.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    format!("peak memory {}", peak.trim())
}
