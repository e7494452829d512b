//! One shop of a chain beside the same shop alone: many shops in one database, and how long a page, a sum, a search and a commit of
//! one of them take; and how many commits a second many of them make together.
//!
//! `cargo bench --bench chain`. `ZHANGGUI_SHOPS` (1000) and `ZHANGGUI_SHOP_ORDERS` (1000) say how many and how big. The first shop is
//! made as the other benches make theirs, and brought to the server; the others are its rows under other names. Needs PostgreSQL
//! on the machine and says so where there is none; the server lives in a temporary folder and ends with the bench.

#![allow(missing_docs, clippy::print_stdout, clippy::arithmetic_side_effects, clippy::float_arithmetic)]
#![allow(clippy::expect_used, clippy::missing_panics_doc, clippy::must_use_candidate, clippy::disallowed_methods)]
// Figures for people: no count here is near the end of an f64.
#![allow(clippy::cast_precision_loss)]

#[path = "../tests/postgres/server.rs"]
#[allow(dead_code, clippy::allow_attributes, reason = "the tests of the store use more of it")]
mod server;
mod timing;

use server::Server;
use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};
use timing::timed;
use zhanggui::{
    domain::{Fen, Product, ProductFacts, ProductId, ShopId, UnixSeconds},
    store::{
        ListPage, MoveEnd, OrderFilter, OrderQuery, Page, Reader, ServerAddress, Store, Tuning, move_shop, seed_orders,
    },
};

const NOW: UnixSeconds = UnixSeconds::new(1_788_228_000);
const PAGE: u32 = 50;
const TIMES: usize = 60;
const COMMITS: usize = 200;
const HITS: usize = 8;
/// So many shops of the chain are opened, spread over all of it.
const LOOKED_AT: usize = 20;
/// And so many write together.
const WRITERS: usize = 16;
const TOGETHER: Duration = Duration::from_secs(5);

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Half of these took no longer, and all but five of a hundred.
fn p50_p95(mut took: Vec<Duration>) -> (f64, f64) {
    took.sort_unstable();
    let at = |percent: usize| took.get(took.len() * percent / 100).map_or(f64::NAN, |took| took.as_secs_f64() * 1e3);
    (at(50), at(95))
}

/// The shop alone in its database.
fn alone(server: &Server, orders: u64) -> anyhow::Result<String> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench-chain.db");
    for side in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(format!("{}{side}", path.display())));
    }
    seed_orders(&path, orders, NOW)?;
    let (name, shop) = (server.made(), ShopId::main());
    let ends = (MoveEnd::File(path), MoveEnd::Server(server.address(&name)));
    move_shop((&ends.0, &ends.1), &shop, NOW, &mut |_| {})?;
    let store = Store::on_server(&server.address(&name), shop, Tuning::default())?;
    while store.index_backlog(100).wait()?.is_some() {}
    store.close()?;
    server.connect(&name).batch_execute("VACUUM ANALYZE")?;
    Ok(name)
}

/// The same shop again and again, under other names.
fn chain(server: &Server, pattern: &str, shops: u64) -> anyhow::Result<String> {
    let name = format!("{pattern}_chain");
    server.connect("postgres").batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {pattern}"))?;
    let mut client = server.connect(&name);
    // What refers to what was right in the first one.
    client.batch_execute("SET session_replication_role = replica; SET synchronous_commit = off")?;
    let sql = "SELECT table_name::TEXT, string_agg(column_name::TEXT, ', ' ORDER BY ordinal_position)
                   FILTER (WHERE column_name <> 'shop_id')
               FROM information_schema.columns WHERE table_schema = 'public' GROUP BY 1
               HAVING bool_or(column_name = 'shop_id') ORDER BY 1";
    let begun = Instant::now();
    let mut rows = 0;
    for table in client.query(sql, &[])? {
        let (table, columns): (String, String) = (table.get(0), table.get(1));
        rows += client.execute(
            &format!(
                "INSERT INTO {table} (shop_id, {columns}) SELECT 's' || n, {columns} FROM {table}, generate_series(1, {}) n
                 WHERE shop_id = 'main'",
                shops.saturating_sub(1)
            ),
            &[],
        )?;
    }
    client.batch_execute("VACUUM ANALYZE")?;
    let size: String = client.query_one("SELECT pg_size_pretty(pg_database_size(current_database()))", &[])?.get(0);
    println!("        a chain of {shops}: {rows} rows more in {:.0} s, {size}", begun.elapsed().as_secs_f32());
    Ok(name)
}

/// Shops of it, spread over all.
fn some(shops: u64) -> anyhow::Result<Vec<ShopId>> {
    let step = usize::try_from(shops)?.div_ceil(LOOKED_AT).max(1);
    (1..shops).step_by(step).map(|n| Ok(ShopId::parse(&format!("s{n}"))?)).collect()
}

fn readers(address: &ServerAddress, shops: &[ShopId]) -> anyhow::Result<Vec<Reader>> {
    shops.iter().map(|shop| Ok(Reader::open_server(address, shop.clone())?)).collect()
}

/// One line: the same question of the shop alone and of one of the chain.
fn compare(
    name: &str,
    (alone, chain): (&[Reader], &[Reader]),
    ask: impl Fn(&Reader) -> anyhow::Result<usize>,
) -> anyhow::Result<()> {
    let first = timed(chain.len(), |at| ask(&chain[at]))?;
    let of =
        |readers: &[Reader]| Ok::<_, anyhow::Error>(p50_p95(timed(TIMES, |at| ask(&readers[at % readers.len()]))?));
    let (alone, chain) = (of(alone)?, of(chain)?);
    println!(
        "        {name}: alone {:.2} ms, one of the chain {:.2} ms ({:.2} x), p95 {:.2} and {:.2} ms; a shop's first {:.2} ms",
        alone.0,
        chain.0,
        chain.0 / alone.0,
        alone.1,
        chain.1,
        p50_p95(first).0
    );
    Ok(())
}

fn tea(stock: usize) -> anyhow::Result<Product> {
    Ok(Product {
        id: ProductId::parse("bench-tea")?,
        name: "山茶".to_owned(),
        price: Fen::new(39_00).unwrap_or(Fen::ZERO),
        stock: u32::try_from(stock % 1_000)?,
        on_sale: true,
        picture: None,
        facts: ProductFacts::default(),
    })
}

fn opened(address: &ServerAddress, shops: &[ShopId]) -> anyhow::Result<Vec<Store>> {
    shops.iter().map(|shop| Ok(Store::on_server(address, shop.clone(), Tuning::default())?)).collect()
}

fn commit_of(stores: &[Store]) -> anyhow::Result<(f64, f64)> {
    Ok(p50_p95(timed(COMMITS, |at| Ok(stores[at % stores.len()].put_product(tea(at)?, NOW).wait()?))?))
}

/// Commits a second of so many writers at once.
fn together(stores: &[Store]) -> f64 {
    let (over, kept) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        for store in stores {
            scope.spawn(|| {
                for at in 0.. {
                    let put = tea(at).ok().map(|tea| store.put_product(tea, NOW).wait().is_ok());
                    if over.load(Ordering::SeqCst) || put != Some(true) {
                        return;
                    }
                    kept.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        thread::sleep(TOGETHER);
        over.store(true, Ordering::SeqCst);
    });
    kept.load(Ordering::SeqCst) as f64 / TOGETHER.as_secs_f64()
}

fn main() -> anyhow::Result<()> {
    if std::env::args().any(|argument| argument == "--test") {
        return Ok(()); // `cargo test --benches` only wants to know that it starts
    }
    let Some(server) = Server::start(" -c shared_buffers=512MB -c max_wal_size=8GB") else { return Ok(()) };
    let (shops, orders) = (setting("ZHANGGUI_SHOPS", 1_000), setting("ZHANGGUI_SHOP_ORDERS", 1_000));
    println!("{shops} shops of {orders} orders each");
    let one = alone(&server, orders)?;
    let all = chain(&server, &one, shops)?;
    let (one, all) = (server.address(&one), server.address(&all));
    let chosen = some(shops)?;
    // As many connections to each: the first questions of one are slower.
    let main = vec![ShopId::main(); chosen.len()];
    let (alone, chain) = (readers(&one, &main)?, readers(&all, &chosen)?);
    let query = OrderQuery::default();
    let both = (alone.as_slice(), chain.as_slice());
    compare("a page", both, |reader| Ok(reader.list_orders(&query, NOW, &ListPage::First, PAGE)?.len()))?;
    compare("count and sum", both, |reader| Ok(usize::try_from(reader.list_totals(&query, NOW)?.count)?))?;
    let row = alone[0].orders(OrderFilter::All, &Page::Newest, 1)?.pop().ok_or_else(|| anyhow::anyhow!("no order"))?;
    let order = alone[0].order(&row.key.order_no)?.ok_or_else(|| anyhow::anyhow!("no order"))?;
    compare("a name's search", both, |reader| Ok(reader.search(&order.receiver.name, None, HITS)?.hits.len()))?;
    compare("a number's search", both, |reader| {
        Ok(reader.search(order.row.key.order_no.as_str(), None, HITS)?.hits.len())
    })?;

    let (main, chosen) = (opened(&one, &main)?, opened(&all, &chosen)?);
    let (alone, chain) = (commit_of(&main)?, commit_of(&chosen)?);
    println!(
        "        a commit: alone {:.2} ms, one of the chain {:.2} ms ({:.2} x), p95 {:.2} and {:.2} ms",
        alone.0,
        chain.0,
        chain.0 / alone.0,
        alone.1,
        chain.1
    );
    let seats = main.get(..WRITERS.min(main.len())).unwrap_or_default();
    println!("        {} seats of one shop that write at once: {:.0} commits/s", seats.len(), together(seats));
    let writers = chosen.get(..WRITERS.min(chosen.len())).unwrap_or_default();
    println!("        {} shops that write at once: {:.0} commits/s", writers.len(), together(writers));
    for store in main.into_iter().chain(chosen) {
        store.close()?;
    }
    Ok(())
}
