//! What keeping a shop of a million orders costs: a backup while it works, putting it back, the check of every row, and a
//! bill of a million lines.
//!
//! `cargo bench --bench keep`. Takes the shop of the search's bench where there is one; `ZHANGGUI_ORDERS=10000` takes a smaller
//! one. Everything happens on a copy.

#![allow(clippy::print_stdout, clippy::arithmetic_side_effects, clippy::float_arithmetic, clippy::disallowed_methods)]

use rusqlite::{Connection, OpenFlags};
use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use zhanggui::{
    app::backup::{self, BackupKeys, BackupRequest, OpenedBackup, Target},
    base::{address::Address, env::Env},
    domain::{
        Api, AppId, Day, Fen, MchId, Merchant, OpenId, OrderNo, Product, ProductId, Quantity, Receiver, ShopId,
        UnixSeconds, bill_match::BillSource,
    },
    events::Events,
    jobs::{HealthBoard, RefundPace, Shop},
    settings::Schedules,
    store::{NewOrder, Reader, StopRequest, Store, seed_orders},
    wechat::{Accounts, BothApis},
};

const NOW: UnixSeconds = UnixSeconds::new(1_788_228_000);
const MERCHANT: &str = "1900000109";
const APP: &str = "wx2421b1c4370ec43b";
/// As long are commits timed with nothing beside them.
const CALM: Duration = Duration::from_secs(20);
/// A shop that sells this fast has 86 million orders a day less than a tenth of a second apart.
const BETWEEN: Duration = Duration::from_millis(10);

fn shop_of(many: u64) -> anyhow::Result<PathBuf> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-search-{many}.db"));
    if !path.exists() {
        let begun = Instant::now();
        seed_orders(&path, many, NOW)?;
        println!("{many} orders seeded in {:.1} s", begun.elapsed().as_secs_f32());
    }
    Store::open(&path, ShopId::main())?.close()?;
    Ok(path)
}

fn product() -> anyhow::Result<Product> {
    let (id, name) = (ProductId::parse("p-keep")?, "挂耳咖啡".to_owned());
    let price = Fen::new(1_000).ok_or_else(|| anyhow::anyhow!("a price"))?;
    Ok(Product {
        id,
        name,
        price,
        stock: 1_000_000,
        on_sale: true,
        picture: None,
        facts: zhanggui::domain::ProductFacts::default(),
    })
}

fn order(at: usize) -> anyhow::Result<NewOrder> {
    Ok(NewOrder {
        order_no: OrderNo::parse(&format!("KEEP{at:010}"))?,
        openid: OpenId::parse(&format!("oKEEP{:023}", at / 3))?,
        items: vec![(ProductId::parse("p-keep")?, Quantity::new(1)?)],
        receiver: Receiver::new("李雷", "13800001234", "广州市海珠区新港中路 397 号")?,
        note: String::new(),
        pickup: None,
        nickname: None,
        idempotency_key: None,
        pay_before: NOW.plus(1_800),
        freight: zhanggui::domain::FreightRules::default(),
    })
}

/// Orders come in, each its own commit, until it is told to end. Answers how long each took.
fn sells(store: &Store, from: usize, ended: &AtomicBool) -> anyhow::Result<Vec<Duration>> {
    let mut took = Vec::new();
    while !ended.load(Ordering::Relaxed) {
        let new = order(from + took.len())?;
        let begun = Instant::now();
        store.place_order(new, NOW).wait()?;
        took.push(begun.elapsed());
        std::thread::sleep(BETWEEN);
    }
    Ok(took)
}

/// The same beside some work.
fn beside<T>(
    store: &Store,
    from: usize,
    work: impl FnOnce() -> anyhow::Result<T>,
) -> anyhow::Result<(T, Vec<Duration>)> {
    let ended = Arc::new(AtomicBool::new(false));
    std::thread::scope(|scope| {
        let selling = scope.spawn(|| sells(store, from, &ended));
        let done = work();
        ended.store(true, Ordering::Relaxed);
        let took = selling.join().map_err(|_| anyhow::anyhow!("the seller panicked"))??;
        Ok((done?, took))
    })
}

fn at(took: &[Duration], permille: usize) -> f64 {
    let mut sorted = took.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() * permille / 1000).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or_default().as_secs_f64() * 1_000.0
}

fn told(name: &str, took: &[Duration]) {
    println!(
        "{name:<32} {:>6} commits, p50 {:>6.1} ms, p99 {:>6.1} ms, slowest {:>7.1} ms",
        took.len(),
        at(took, 500),
        at(took, 990),
        at(took, 1_000)
    );
}

/// What the process holds now, and held at most since it was last asked, MiB. Zero where the system does not say.
fn memory() -> (u64, u64) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.split_whitespace().next()).and_then(|kib| kib.parse::<u64>().ok());
        kib.unwrap_or_default() / 1024
    };
    (of("VmRSS:"), of("VmHWM:"))
}

fn forget_the_most() {
    drop(fs::write("/proc/self/clear_refs", "5")); // elsewhere the most of the whole run is told
}

fn jobs(store: &Store) -> Shop {
    let events = Events::default();
    Shop {
        store: store.clone(),
        gateway: Arc::new(BothApis::new(None, None, Api::V2)),
        events: events.clone(),
        env: Env::system(),
        schedules: Schedules::default(),
        hold_secs: 0,
        address: Address::default(),
        refund_webhook: String::new(),
        accounts: Accounts::default(),
        trust_keys: None,
        keep_days: 400,
        health: HealthBoard::new(events),
        pace: RefundPace::default(),
        shipping_api: None,
    }
}

/// A bill of one day with a line for each payment of the shop, whatever day it came on. Answers its lines.
fn write_bill(file: &Path, shop: &Path, day: Day) -> anyhow::Result<i64> {
    let conn = Connection::open_with_flags(shop, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut out = BufWriter::new(File::create(file)?);
    out.write_all("\u{FEFF}交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\r\n".as_bytes())?;
    let mut query = conn.prepare(
        "SELECT o.order_no, p.transaction_id, o.total_fen, o.openid FROM orders o
         JOIN payments p ON p.shop_id = o.shop_id AND p.order_no = o.order_no WHERE p.transaction_id IS NOT NULL",
    )?;
    let mut rows = query.query([])?;
    let (mut lines, mut sum) = (0_i64, 0_i64);
    let time = day.begins().plus(43_200).to_dashed();
    while let Some(row) = rows.next()? {
        let (order_no, transaction, fen, openid): (String, String, i64, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let yuan = format!("{}.{:02}", fen / 100, fen % 100);
        write!(
            out,
            "`{time},`{APP},`{MERCHANT},`0,`,`{transaction},`{order_no},`{openid},`JSAPI,`SUCCESS,`OTHERS,`CNY,`{yuan},`0.00,`0,`0,`0.00,`0.00,`,`,`挂耳咖啡,`,`0.00000,`0.60%,`{yuan},`0.00,`\r\n"
        )?;
        (lines, sum) = (lines + 1, sum + fen);
    }
    let yuan = format!("{}.{:02}", sum / 100, sum % 100);
    write!(
        out,
        "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n`{lines}.0,`{yuan},`0.00,`0.00,`0.00000,`{yuan},`0.00\r\n"
    )?;
    out.flush()?;
    Ok(lines)
}

fn backup_and_restore(folder: &Path) -> anyhow::Result<()> {
    let env = Env::system();
    let store = Store::open(&folder.join("shop.db"), ShopId::main())?;
    store.put_product(product()?, NOW).wait()?;
    let ((), calm) = beside(&store, 0, || {
        std::thread::sleep(CALM);
        Ok(())
    })?;
    told("commits, nothing beside them", &calm);
    let keys = BackupKeys::load_or_make(folder, NOW)?;
    let file = folder.join("keep.zgb");
    let request = BackupRequest { folder, shop_name: "山茶小铺", with_secrets: false, at: NOW };
    forget_the_most();
    let begun = Instant::now();
    let (_, busy) = beside(&store, calm.len(), || Ok(backup::write(request, &keys, &file, &mut |_, _| true)?))?;
    let mib = file.metadata()?.len() >> 20;
    println!("backed up in {:.1} s, {mib} MiB, at most {} MiB of memory", begun.elapsed().as_secs_f32(), memory().1);
    told("commits beside the backup", &busy);
    println!("p99 beside the backup: {:.2} times the other", at(&busy, 990) / at(&calm, 990).max(0.001));
    store.close()?;
    let to = tempfile::tempdir_in(folder)?;
    let begun = Instant::now();
    let mut opened = OpenedBackup::with(&file, &[&keys.local])?;
    let target = Target { folder: to.path(), over: false, owner_lost: false, env: &env };
    backup::restore(&mut opened, target)?;
    println!("restored in {:.1} s", begun.elapsed().as_secs_f32());
    Ok(())
}

fn check(folder: &Path) -> anyhow::Result<()> {
    let reader = Reader::open(&folder.join("shop.db"), ShopId::main())?;
    let (begun, mut steps) = (Instant::now(), 0_u32);
    let verdict = reader.verify_telling(&StopRequest::never(), &mut |_| steps += 1)?;
    let took = begun.elapsed().as_secs_f32();
    println!(
        "checked {} orders, {} steps in {took:.1} s, told {steps} times; sound: {}",
        verdict.orders,
        verdict.steps,
        verdict.is_sound()
    );
    let stop = StopRequest::never();
    let (begun, asked) = (Instant::now(), stop.clone());
    let ending = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(2));
        asked.now();
    });
    let ended = reader.verify_telling(&stop, &mut |_| ()).is_err();
    println!("told to end after 2.0 s, it ended after {:.2} s: {ended}", begun.elapsed().as_secs_f32());
    ending.join().map_err(|_| anyhow::anyhow!("the one who ends it panicked"))
}

fn bill(folder: &Path) -> anyhow::Result<()> {
    let day = Day::of(NOW).plus(-2);
    let (file, shop) = (folder.join("bill.csv"), folder.join("shop.db"));
    let lines = write_bill(&file, &shop, day)?;
    let store = Store::open(&shop, ShopId::main())?;
    let merchant = Merchant { mch_id: MchId::parse(MERCHANT)?, app_id: AppId::parse(APP)?, app_channel_app_id: None };
    store.open_for(merchant, NOW).wait()?;
    let (jobs, reader) = (jobs(&store), store.reader()?);
    forget_the_most();
    let (before, _) = memory();
    let begun = Instant::now();
    jobs.read_bill(&reader, (Some(day), BillSource::File), File::open(&file)?, NOW)?;
    let took = begun.elapsed().as_secs_f32();
    let found = reader.bill_day(day)?.ok_or_else(|| anyhow::anyhow!("no day"))?;
    let (mib, most) = (file.metadata()?.len() >> 20, memory().1);
    println!(
        "bill of {lines} lines, {mib} MiB, read and matched in {took:.1} s; memory {before} MiB before, {most} at most"
    );
    println!(
        "payments {}, open {}, pending {}, rejected {}",
        found.payments, found.open, found.pending, found.rejected
    );
    drop((jobs, reader));
    Ok(store.close()?)
}

fn main() -> anyhow::Result<()> {
    let many = std::env::var("ZHANGGUI_ORDERS").ok().and_then(|many| many.parse().ok()).unwrap_or(1_000_000);
    let from = shop_of(many)?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    fs::copy(&from, folder.path().join("shop.db"))?;
    // One after the other, or what is named in the environment.
    let named = std::env::var("ZHANGGUI_KEEP").unwrap_or_default();
    let wanted = |name: &str| named.is_empty() || named == name;
    if wanted("backup") {
        backup_and_restore(folder.path())?;
    }
    if wanted("check") {
        check(folder.path())?;
    }
    if wanted("bill") {
        bill(folder.path())?;
    }
    Ok(())
}
