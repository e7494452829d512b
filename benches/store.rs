//! What group commit is worth on this disk, and what a page of a million orders costs.
//!
//! `cargo bench --bench store`. The first run seeds the big shop into the target folder and keeps it there.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::{hint::black_box, path::PathBuf, time::Duration};
use zhanggui::domain::{Fen, MessageId, OrderNo, Product, ProductId, ShopId, UnixSeconds};
use zhanggui::jobs::standings;
use zhanggui::sheets::{ship::Carriers, ship::ShipSheet, workbook};
use zhanggui::store::{
    OrderFilter, OrderKey, OrderRow, Page, RawMessage, Reader, Store, StoreError, Tuning, seed_orders,
};

const NOW: UnixSeconds = UnixSeconds::new(1_788_228_000);
const CALLERS: u64 = 64;
const MANY: u64 = 1_000_000;

type Done = Result<(), StoreError>;

/// A shop on the same disk as the sources, not in a folder that lives in memory.
fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    std::fs::create_dir_all(&folder).ok();
    folder
}

fn message(number: u64) -> RawMessage {
    let id = MessageId::of(u128::from(number).to_be_bytes());
    RawMessage { id, kind: "orderquery", peer: String::new(), headers: String::new(), text: "<xml/>".repeat(100) }
}

fn store(name: &str, batch_max: usize) -> Result<Store, StoreError> {
    let path = folder().join(name);
    for side in ["", "-wal", "-shm"] {
        std::fs::remove_file(format!("{}{side}", path.display())).ok();
    }
    Store::open_tuned(&path, ShopId::main(), Tuning { batch_max, ..Tuning::default() })
}

fn commits(c: &mut Criterion) -> Done {
    let mut group = c.benchmark_group("64 callers record a message each");
    group.throughput(Throughput::Elements(CALLERS)).sample_size(20).measurement_time(Duration::from_secs(6));
    for (name, batch_max) in [("one commit each", 1), ("waiting intents committed together", 256)] {
        let store = store(&format!("bench-{batch_max}.db"), batch_max)?;
        let mut next = 0_u64;
        group.bench_function(name, |b| {
            b.iter_batched(
                || {
                    let first = next;
                    next = next.wrapping_add(CALLERS);
                    (first..next).map(message).collect::<Vec<_>>()
                },
                |messages| {
                    let asked: Vec<_> = messages.into_iter().map(|m| store.record_call(None, None, m, NOW)).collect();
                    asked.into_iter().filter_map(|answer| answer.wait().err()).count()
                },
                BatchSize::SmallInput,
            );
        });
        store.close()?;
    }
    group.finish();
    Ok(())
}

fn pages(c: &mut Criterion) -> Done {
    let path = folder().join("bench-million.db");
    if !path.exists() {
        let begun = std::time::Instant::now();
        seed_orders(&path, MANY, NOW)?;
        eprintln!("{MANY} orders seeded in {:?}", begun.elapsed());
    }
    let store = Store::open(&path, ShopId::main())?;
    let reader = store.reader()?;
    let middle = NOW.plus(-3 * 365 * 24 * 3600 / 2);
    let deep = OrderKey {
        created_at: middle,
        order_no: OrderNo::parse("SB-none").map_err(|e| StoreError::Other(e.to_string()))?,
    };
    let mut group = c.benchmark_group("a million orders");
    group.bench_function("first page of 50", |b| {
        b.iter(|| black_box(reader.orders(OrderFilter::All, &Page::Newest, 50)));
    });
    let page = Page::Before(deep);
    group.bench_function("a page 500,000 rows deep", |b| {
        b.iter(|| black_box(reader.orders(OrderFilter::All, &page, 50)));
    });
    group.bench_function("a deep page of the done", |b| {
        b.iter(|| black_box(reader.orders(OrderFilter::Done, &page, 50)));
    });
    group.bench_function("oldest page", |b| b.iter(|| black_box(reader.orders(OrderFilter::All, &Page::Oldest, 50))));
    group.bench_function("all counts", |b| b.iter(|| black_box(reader.counts(NOW))));
    let one = reader.orders(OrderFilter::All, &page, 1)?;
    if let Some(row) = one.first() {
        group.bench_function("one order with all its steps", |b| b.iter(|| black_box(reader.order(&row.key.order_no))));
    }
    for (form, sheet) in shipping_sheets(&reader)? {
        group.bench_function(format!("trial of a {form} of 5,000 rows"), |b| {
            b.iter(|| black_box(trial(&reader, &sheet)));
        });
    }
    group.bench_function("open and close the file", |b| {
        b.iter(|| Store::open(&folder().join("bench-open.db"), ShopId::main()).and_then(Store::close).is_ok());
    });
    drop(reader);
    store.close()?;
    group.bench_function("open and close a million", |b| {
        b.iter(|| Store::open(&path, ShopId::main()).and_then(Store::close).is_ok());
    });
    group.finish();
    Ok(())
}

/// A sheet of 5,000 of the shop's orders, as CSV and as a workbook.
fn shipping_sheets(reader: &Reader) -> Result<[(&'static str, Vec<u8>); 2], StoreError> {
    let orders = reader.orders(OrderFilter::All, &Page::Oldest, 5_000)?;
    let cells = |(at, row): (usize, &OrderRow)| {
        vec![row.key.order_no.to_string(), "中通快递".to_owned(), format!("7310{at:010}"), row.buyer.clone()]
    };
    let rows: Vec<Vec<String>> = orders.iter().enumerate().map(cells).collect();
    let headings = ["订单号", "快递公司", "快递单号", "收件人"].map(str::to_owned).to_vec();
    let csv = std::iter::once(&headings).chain(&rows).map(|row| row.join(",")).collect::<Vec<_>>().join("\n");
    Ok([("CSV", csv.into_bytes()), ("workbook", workbook(headings, rows))])
}

/// Everything between the drop of the file and its verdicts.
fn trial(reader: &Reader, bytes: &[u8]) -> usize {
    let Ok(sheet) = ShipSheet::read(bytes) else { return 0 };
    let known = standings(reader.standings(&sheet.orders()).unwrap_or_default());
    sheet.judge(&known, &Carriers::new([])).len()
}

fn orders_placed(c: &mut Criterion) -> Done {
    let store = store("bench-product.db", 256)?;
    let id = ProductId::parse("coffee").map_err(|e| StoreError::Other(e.to_string()))?;
    let mut group = c.benchmark_group("one caller alone");
    group.sample_size(20);
    group.bench_function("a durable change", |b| {
        let mut stock = 0;
        b.iter(|| {
            // A change that changes nothing would not be flushed.
            stock = u32::from(stock == 0);
            let product = Product {
                id: id.clone(),
                name: "挂耳咖啡".to_owned(),
                price: Fen::ZERO,
                stock,
                on_sale: true,
                picture: None,
                facts: zhanggui::domain::ProductFacts::default(),
            };
            store.put_product(product, NOW).wait().is_ok()
        });
    });
    group.finish();
    store.close()
}

fn all(c: &mut Criterion) {
    for (name, measure) in
        [("commits", commits as fn(&mut Criterion) -> Done), ("alone", orders_placed), ("pages", pages)]
    {
        if let Err(error) = measure(c) {
            eprintln!("{name}: {error}");
        }
    }
}

criterion_group!(store_benches, all);
criterion_main!(store_benches);
