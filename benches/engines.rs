//! The same shop in a file and on a PostgreSQL server, in one run: pages, counts, searches, a commit, a move, and how soon ten
//! seats see what one of them did.
//!
//! `cargo bench --bench engines`. Takes the shop of the search's bench where there is one; `ZHANGGUI_ORDERS` (100000) says how big
//! it is. Needs PostgreSQL on the machine (Debian's `postgresql-15`) and says so where there is none: the server is started in
//! a temporary folder, is reached over a Unix socket and ends with the bench. Notifications: `cargo bench --bench ingest`.

#![allow(missing_docs, clippy::print_stdout, clippy::arithmetic_side_effects, clippy::float_arithmetic)]
#![allow(clippy::expect_used, clippy::missing_panics_doc, clippy::must_use_candidate, clippy::disallowed_methods)]

#[path = "../tests/postgres/server.rs"]
#[allow(dead_code, clippy::allow_attributes, reason = "the tests of the store use more of it")]
mod server;
mod timing;

use server::Server;
use std::{
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};
use timing::timed;
use zhanggui::{
    base::env::{Rng as _, SystemRng},
    domain::{Fen, Product, ProductFacts, ProductId, ShopId, UnixSeconds},
    events::{Events, ShopEvent},
    jobs::ChangesElsewhere,
    store::{
        ListPage, MoveEnd, OrderDetail, OrderFilter, OrderQuery, OrderSort, Page, Reader, ServerAddress, SortBy, Store,
        Tuning, move_shop, seed_orders,
    },
};

const NOW: UnixSeconds = UnixSeconds::new(1_788_228_000);
const PAGE: u32 = 300;
const TIMES: usize = 30;
const HITS: usize = 8;
const COMMITS: usize = 400;
const SEATS: usize = 10;
const CHANGES: usize = 60;
/// The marks.
const TIMES_SQLITE: f64 = 3.0;
const BEYOND_BARE_MS: f64 = 0.3;
const SEEN_MS: f64 = 500.0;

fn mark(what: &str, figure: f64, unit: &str, met: bool, wanted: &str) {
    println!("{} {what}: {figure:.2} {unit} ({wanted})", if met { "met    " } else { "NOT MET" });
}

/// Half of these took no longer, and all but so many of a hundred.
fn at(took: &mut [Duration], percent: usize) -> f64 {
    took.sort_unstable();
    let at = took.len() * percent / 100;
    took.get(at).or(took.last()).map_or(f64::NAN, |took| took.as_secs_f64() * 1e3)
}

/// The shop in a file of its own, because a move leaves the file behind.
fn shop(many: u64) -> anyhow::Result<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let (kept, path) = (folder.join(format!("bench-search-{many}.db")), folder.join("bench-engines.db"));
    if !kept.exists() {
        seed_orders(&kept, many, NOW)?;
    }
    let store = Store::open(&kept, ShopId::main())?;
    while store.index_backlog(100).wait()?.is_some() {}
    store.close()?;
    for side in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(folder.join(format!("bench-engines.db{side}"))));
    }
    std::fs::copy(&kept, &path)?;
    Ok(path)
}

fn moved(path: &Path, address: &ServerAddress) -> anyhow::Result<PathBuf> {
    let (away, back) = (path.with_extension("moving"), path.with_extension("back"));
    drop(std::fs::remove_file(&back));
    std::fs::copy(path, &away)?;
    for (name, from, to) in [
        ("to the server", MoveEnd::File(away.clone()), MoveEnd::Server(address.clone())),
        ("and back into a file", MoveEnd::Server(address.clone()), MoveEnd::File(back.clone())),
    ] {
        let begun = Instant::now();
        let tables = move_shop((&from, &to), &ShopId::main(), NOW, &mut |_| {})?;
        let rows: u64 = tables.iter().map(|table| table.rows).sum();
        println!(
            "        moved {name}: {rows} rows of {} tables in {:.1} s",
            tables.len(),
            begun.elapsed().as_secs_f32()
        );
    }
    std::fs::remove_file(&away)?;
    Ok(back)
}

fn lists(product: Option<ProductId>) -> [(&'static str, OrderQuery); 5] {
    let all = OrderQuery::default();
    [
        ("all", all.clone()),
        ("done", OrderQuery::of(OrderFilter::Done)),
        ("all by sum", OrderQuery { sort: OrderSort { by: SortBy::Amount, rising: false }, ..all.clone() }),
        ("a product", OrderQuery { product, ..all }),
        ("the queue", OrderQuery::to_ship()),
    ]
}

fn end(text: &str, many: usize) -> String {
    let from = text.chars().count().saturating_sub(many);
    text.chars().skip(from).collect()
}

type Typed = fn(&OrderDetail) -> String;

const SEARCHES: [(&str, Typed); 5] = [
    ("a name", |order| order.receiver.name.clone()),
    ("goods", |order| order.row.items.chars().take(2).collect()),
    ("a phone", |order| order.receiver.phone.clone()),
    ("four digits", |order| end(order.row.key.order_no.as_str(), 4)),
    ("an order's number", |order| order.row.key.order_no.to_string()),
];

fn sampled(reader: &Reader) -> anyhow::Result<Vec<OrderDetail>> {
    let rows = reader.orders(OrderFilter::All, &Page::Newest, 100)?;
    Ok(rows.iter().filter_map(|row| reader.order(&row.key.order_no).transpose()).collect::<Result<_, _>>()?)
}

/// One line: the same question to both.
fn compare(
    name: &str,
    (file, server): (&Reader, &Reader),
    ask: impl Fn(&Reader, usize) -> anyhow::Result<usize>,
) -> anyhow::Result<()> {
    anyhow::ensure!(ask(file, 0)? == ask(server, 0)?, "{name}: the two answer differently");
    let p50 = |reader: &Reader| Ok::<_, anyhow::Error>(at(&mut timed(TIMES, |time| ask(reader, time))?, 50));
    let (in_file, on_server) = (p50(file)?, p50(server)?);
    let times = on_server / in_file;
    let wanted = format!("file {in_file:.2} ms, server {on_server:.2} ms; wanted: at most {TIMES_SQLITE}");
    mark(name, times, "x", times <= TIMES_SQLITE, &wanted);
    Ok(())
}

fn reads(both: (&Reader, &Reader)) -> anyhow::Result<()> {
    let orders = sampled(both.0)?;
    let product = orders.first().and_then(|order| order.lines.first()).map(|line| line.product_id.clone());
    for (name, query) in lists(product) {
        compare(&format!("page: {name}"), both, |reader, _| {
            Ok(reader.list_orders(&query, NOW, &ListPage::First, PAGE)?.len())
        })?;
        compare(&format!("count and sum: {name}"), both, |reader, _| {
            Ok(usize::try_from(reader.list_totals(&query, NOW)?.count)?)
        })?;
    }
    for (name, typed) in SEARCHES {
        compare(&format!("search: {name}"), both, |reader, time| {
            let order = &orders[time % orders.len()];
            Ok(reader.search(&typed(order), None, HITS)?.hits.len())
        })?;
    }
    Ok(())
}

fn tea(stock: usize) -> anyhow::Result<Product> {
    Ok(Product {
        id: ProductId::parse("bench-tea")?,
        name: "山茶".to_owned(),
        price: Fen::new(39_00).unwrap_or(Fen::ZERO),
        stock: u32::try_from(stock)?,
        on_sale: true,
        picture: None,
        facts: ProductFacts::default(),
    })
}

/// One intent after the other, beside a bare commit of the server's own.
fn commits(server: &Server, in_file: &Store, on_server: &Store) -> anyhow::Result<()> {
    let mut client = server.connect("postgres");
    client.batch_execute("CREATE TABLE bare (id BIGINT PRIMARY KEY, n BIGINT); INSERT INTO bare VALUES (1, 0)")?;
    let bare = client.prepare("UPDATE bare SET n = n + 1 WHERE id = 1")?;
    let mut bare = |_| Ok(client.execute(&bare, &[])?);
    let put = |store: &Store, stock| Ok(store.put_product(tea(stock)?, NOW).wait()?);
    let before = at(&mut timed(COMMITS, &mut bare)?, 50);
    let on_server = at(&mut timed(COMMITS, |stock| put(on_server, stock))?, 50);
    let bare = f64::midpoint(before, at(&mut timed(COMMITS, &mut bare)?, 50));
    let in_file = at(&mut timed(COMMITS, |stock| put(in_file, stock))?, 50);
    println!("        a commit alone: {on_server:.2} ms, bare {bare:.2} ms; in the file {in_file:.2} ms");
    let adds = on_server - bare;
    mark("a commit alone, beyond a bare one", adds, "ms", adds <= BEYOND_BARE_MS, "wanted: at most 0.3");
    Ok(())
}

/// A seat that hears of the others.
struct Seat {
    store: Store,
    watch: ChangesElsewhere,
    seen: Receiver<Instant>,
}

impl Seat {
    fn open(address: &ServerAddress) -> anyhow::Result<Self> {
        let store = Store::on_server(address, ShopId::main(), Tuning::default())?;
        let (tell, seen) = channel();
        let events = Events::default();
        events.listen(move |event| {
            if matches!(event, ShopEvent::ChangedElsewhere) {
                tell.send(Instant::now()).ok();
            }
        });
        let watch =
            ChangesElsewhere::start(&store, events, SystemRng.hex(16))?.ok_or_else(|| anyhow::anyhow!("no seats"))?;
        Ok(Self { store, watch, seen })
    }
}

/// One seat writes, at any moment of the others' rhythm; when the last of them has heard of it counts.
fn seats(address: &ServerAddress) -> anyhow::Result<()> {
    let all: Vec<Seat> = (0..SEATS).map(|_| Seat::open(address)).collect::<Result<_, _>>()?;
    let mut everywhere = Vec::new();
    for change in 0..CHANGES {
        let writer = &all[change % SEATS];
        // Another moment each time.
        std::thread::sleep(Duration::from_millis(310 + u64::try_from(change * 37 % 300)?));
        for seat in &all {
            seat.seen.try_iter().count(); // what came late
        }
        writer.store.put_product(tea(change)?, NOW).wait()?;
        let done = Instant::now();
        let mut last = done;
        for seat in all.iter().filter(|seat| !std::ptr::eq(*seat, writer)) {
            last = last.max(seat.seen.recv_timeout(Duration::from_secs(5))?);
        }
        everywhere.push(last.saturating_duration_since(done));
    }
    println!("        {SEATS} seats, {CHANGES} changes: seen everywhere p50 {:.0} ms", at(&mut everywhere, 50));
    let p95 = at(&mut everywhere, 95);
    mark("seen everywhere, p95", p95, "ms", p95 <= SEEN_MS, "wanted: at most 500");
    for seat in all {
        seat.watch.stop();
        seat.store.close()?;
    }
    Ok(())
}

fn main() -> anyhow::Result<()> {
    if std::env::args().any(|argument| argument == "--test") {
        return Ok(()); // `cargo test --benches` only wants to know that it starts
    }
    let Some(server) = Server::start(" -c shared_buffers=512MB -c max_wal_size=4GB") else { return Ok(()) };
    let many = std::env::var("ZHANGGUI_ORDERS").ok().and_then(|many| many.parse().ok()).unwrap_or(100_000);
    println!("{many} orders");
    let path = shop(many)?;
    let database = server.made();
    let address = server.address(&database);
    let back = moved(&path, &address)?;
    // What came back is the file of this run; the server's copy is brought there once more, because that one moved away.
    let address = server.address(&server.made());
    std::fs::copy(&back, path.with_extension("again"))?;
    let again = MoveEnd::File(path.with_extension("again"));
    move_shop((&again, &MoveEnd::Server(address.clone())), &ShopId::main(), NOW, &mut |_| {})?;

    let in_file = Store::open(&path, ShopId::main())?;
    let on_server = Store::on_server(&address, ShopId::main(), Tuning::default())?;
    // A move leaves the search to be indexed anew.
    while on_server.index_backlog(100).wait()?.is_some() {}
    server.connect(address.database().unwrap_or_default()).batch_execute("VACUUM ANALYZE")?;
    reads((&in_file.reader()?.for_lists()?, &on_server.reader()?.for_lists()?))?;
    commits(&server, &in_file, &on_server)?;
    on_server.close()?;
    in_file.close()?;
    seats(&address)?;
    for name in ["db", "back", "again"] {
        drop(std::fs::remove_file(path.with_extension(name)));
    }
    Ok(())
}
