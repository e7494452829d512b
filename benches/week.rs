//! What a shop that is left on for a week holds in memory, on the disk and open.
//!
//! `cargo bench --bench week`. The practice shop and its window, whose buyers come a few hundred times as fast as before a
//! learner; nobody decides, ships or closes anything. `ZHANGGUI_ORDERS=5000` ends earlier than a week's 93,000.

#![allow(missing_docs, clippy::print_stdout)]

mod window;

use std::{
    path::Path,
    time::{Duration, Instant},
};
use window::{Failed, Window};
use zhanggui::{
    app::practice::Practice,
    base::env::Env,
    sandbox::BuyersConfig,
    store::{OrderQuery, Reader},
};

/// An order every six and a half seconds, for seven days.
const WEEK: u64 = 93_000;
const LINES: u64 = 20;
const FRAMES_APART: Duration = Duration::from_millis(100);
const FRAMES_A_LOOK: u64 = 20;
/// What the program may hold, MiB.
const MEMORY: u64 = 200;
/// What the log of the database may grow to, MiB.
const WAL: u64 = 64;

/// Of this process, KiB: what it has for itself.
fn private_kib() -> Result<u64, Failed> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).ok_or("no RssAnon")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

fn mib(path: &Path) -> u64 {
    path.metadata().map_or(0, |about| about.len()) >> 20
}

fn orders(reader: &Reader, env: &Env) -> Result<u64, Failed> {
    Ok(reader.list_totals(&OrderQuery::default(), env.now())?.count)
}

fn main() -> Result<(), Failed> {
    let most = std::env::var("ZHANGGUI_ORDERS").ok().and_then(|many| many.parse().ok()).unwrap_or(WEEK);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let env = Env::system();
    let practice = Practice::start(folder.path(), None, &env)?;
    let shop_url = format!("http://{}", practice.settings.bind);
    let crowd = BuyersConfig {
        pace_millis: 8..=24,
        thinks_millis: 10..=200,
        regrets_after_millis: 500..=5_000,
        ..BuyersConfig::new(&shop_url, env.rng.number())
    };
    let buyers = practice.sandbox().send_buyers(crowd);
    let mut window = Window::open(&practice.open.store, &practice.open.shop.events)?;
    let reader = practice.open.store.reader()?;
    let (began, mut told, mut worst, mut longest) = (Instant::now(), 0, 0, 0);
    println!(
        "{:>8} {:>8} {:>12} {:>6} {:>9} {:>8}",
        "orders", "seconds", "private MiB", "files", "shop MiB", "WAL MiB"
    );
    for frame in 1_u64.. {
        window.draws();
        std::thread::sleep(FRAMES_APART);
        if frame % FRAMES_A_LOOK != 0 {
            continue;
        }
        let (path, files) = (folder.path().join("shop.db"), std::fs::read_dir("/proc/self/fd")?.count());
        let (private, wal) = (private_kib()? >> 10, mib(&path.with_extension("db-wal")));
        (worst, longest) = (private.max(worst), wal.max(longest));
        let many = orders(&reader, &env)?;
        if many >= told || many >= most {
            let seconds = began.elapsed().as_secs();
            println!("{many:>8} {seconds:>8} {private:>12} {files:>6} {:>9} {wal:>8}", mib(&path));
            told = many.saturating_add(most / LINES);
        }
        if many >= most {
            break;
        }
    }
    drop((window, reader, buyers));
    practice.close();
    println!("most: {worst} MiB private, {longest} MiB in the log of the database");
    if worst > MEMORY || longest > WAL {
        return Err(format!("more than {MEMORY} MiB, or a log of more than {WAL} MiB").into());
    }
    Ok(())
}
