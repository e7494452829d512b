//! A damaged file is refused, or found out soon after: nobody sells from it in silence.

use crate::world::*;
use rusqlite::{Connection, types::Value};
use std::{collections::BTreeMap, fs, path::Path, time::Instant};
use zhanggui::domain::{RefundStep, ShopId, UnpaidAnswer};
use zhanggui::store::{OrderWord, Shipping, StopRequest, Store, StoreError, Tuning, seed_example};

const PAGE: usize = 4_096;
const SECTOR: usize = 512;
/// So many in every run; `ZHANGGUI_DAMAGED` says how many otherwise.
const FILES: u64 = 78;

/// A file and the log beside it.
#[derive(Clone, PartialEq, Eq)]
struct Files {
    db: Vec<u8>,
    log: Vec<u8>,
}

impl Files {
    fn read(folder: &Path) -> Self {
        Self {
            db: fs::read(folder.join("shop.db")).unwrap(),
            log: fs::read(folder.join("shop.db-wal")).unwrap_or_default(),
        }
    }

    fn write(&self, folder: &Path) {
        fs::write(folder.join("shop.db"), &self.db).unwrap();
        if !self.log.is_empty() {
            fs::write(folder.join("shop.db-wal"), &self.log).unwrap();
        }
    }
}

/// What every table says, but for the figures themselves.
type Rows = BTreeMap<String, Vec<Vec<Value>>>;

fn rows(folder: &Path) -> Rows {
    let conn = Connection::open(folder.join("shop.db")).unwrap();
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('checksums', 'file_mark')";
    let names: Vec<String> =
        conn.prepare(names).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let read = |name: &String| {
        let mut query = conn.prepare(&format!("SELECT * FROM {name} NOT INDEXED")).unwrap();
        let width = query.column_count();
        let rows = query.query_map([], |row| (0..width).map(|column| row.get(column)).collect::<Result<Vec<_>, _>>());
        let mut rows: Vec<_> = rows.unwrap().map(Result::unwrap).collect();
        rows.sort_by_key(|row| format!("{row:?}"));
        rows
    };
    names.iter().map(|name| (name.clone(), read(name))).collect()
}

/// One shop at several moments, and another.
struct Shops {
    /// Closed, some days ago.
    old: Files,
    /// Open since then, early and late.
    early: Files,
    late: Files,
    /// Closed after that.
    new: Files,
    others_log: Vec<u8>,
    /// Every state that was ever answered since.
    truths: Vec<Rows>,
}

/// An order with everything that can belong to it.
fn lives(world: &World) {
    let orders: Vec<_> = (0..4).map(|_| world.paid_order(2)).collect();
    let refund_no = world.sent_refund(&orders[1], 39_00);
    world.update(&refund_no, Some(RefundStep::Accepted), "");
    let shipping = Shipping::express("ZTO", "73100000000001");
    world.store.ship_many(vec![(orders[2].order_no.clone(), shipping)], NOON).wait().unwrap()[0].as_ref().unwrap();
    let unpaid = world.order_to_pay(2);
    world.word(&unpaid.order_no, OrderWord::Unpaid(UnpaidAnswer::Closed));
}

fn shops() -> Shops {
    let mut world = World::new();
    (0..12).for_each(|_| lives(&world));
    world = world.reopened();
    let folder = world.folder.path().to_owned();
    let (old, mut truths) = (Files::read(&folder), vec![rows(&folder)]);
    // Before the first commit the log is empty and the file alone.
    let old = Files { log: Vec::new(), ..old };
    let mut early = None;
    for round in 0..6 {
        // One intent at a time, so that every state that was answered is known.
        world.sells("coffee", "挂耳咖啡", 39_00 + round, 900);
        truths.push(rows(&folder));
        world.places(&[("coffee", 1)]);
        truths.push(rows(&folder));
        early.get_or_insert_with(|| Files::read(&folder));
    }
    let late = Files::read(&folder);
    let other = World::new();
    lives(&other);
    let others_log = Files::read(other.folder.path()).log;
    world.store.clone().close().unwrap();
    Shops { old, early: early.unwrap(), late, new: Files::read(&folder), others_log, truths }
}

/// Falls the same way for the same seed (`SplitMix64`).
struct Rng(u64);

impl Rng {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(end).unwrap()).unwrap()
    }

    fn scribble(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = u8::try_from(self.below(256)).unwrap();
        }
    }
}

/// What disks, crashes and people do to files.
const KINDS: [&str; 13] = [
    "a page of noise",
    "a page of zeros",
    "a page of the same file in another's place",
    "a page as it was days ago",
    "a sector of zeros",
    "a few other bytes",
    "one other bit",
    "cut short",
    "a page of noise under a log",
    "the old file beside the new log",
    "the new file beside the old log",
    "another shop's log",
    "a torn log",
];

fn damage(shops: &Shops, kind: usize, rng: &mut Rng) -> Files {
    let mut files = if kind == 8 { shops.late.clone() } else { shops.new.clone() };
    let length = files.db.len();
    let page = rng.below(length / PAGE) * PAGE;
    match kind {
        0 | 8 => rng.scribble(&mut files.db[page..page + PAGE]),
        1 => files.db[page..page + PAGE].fill(0),
        2 => {
            let other = rng.below(length / PAGE) * PAGE;
            files.db.copy_within(other..other + PAGE, page);
        }
        3 => {
            let pages = (0..shops.old.db.len()).step_by(PAGE);
            let stale: Vec<_> =
                pages.filter(|&page| files.db[page..page + PAGE] != shops.old.db[page..page + PAGE]).collect();
            let page = stale[rng.below(stale.len())];
            files.db[page..page + PAGE].copy_from_slice(&shops.old.db[page..page + PAGE]);
        }
        4 => {
            let sector = rng.below(length / SECTOR) * SECTOR;
            files.db[sector..sector + SECTOR].fill(0);
        }
        5 => {
            let (at, many) = (rng.below(length - 64), 1 + rng.below(64));
            rng.scribble(&mut files.db[at..at + many]);
        }
        6 => files.db[rng.below(length)] ^= 1 << rng.below(8),
        7 => files.db.truncate(rng.below(length)),
        9 => files = Files { db: shops.old.db.clone(), log: newer_log(shops, rng) },
        10 => files.log = if rng.below(2) == 0 { shops.early.log.clone() } else { shops.late.log.clone() },
        11 => files.log.clone_from(&shops.others_log),
        _ => {
            files = shops.late.clone();
            let at = rng.below(files.log.len());
            match rng.below(3) {
                0 => files.log.truncate(at),
                1 => files.log[at] ^= 1 << rng.below(8),
                _ => files.log[at..].fill(0),
            }
        }
    }
    files
}

/// A log that was begun on a later state of the file than the old one.
fn newer_log(shops: &Shops, rng: &mut Rng) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    shops.new.write(folder.path());
    let store = Store::open(&folder.path().join("shop.db"), ShopId::main()).unwrap();
    for _ in 0..=rng.below(3) {
        store.put_product(product(rng), NOON).wait().unwrap();
    }
    Files::read(folder.path()).log
}

fn product(rng: &mut Rng) -> zhanggui::domain::Product {
    zhanggui::domain::Product {
        id: zhanggui::domain::ProductId::parse("coffee").unwrap(),
        name: "挂耳咖啡".to_owned(),
        price: fen(i64::try_from(1 + rng.below(9_000)).unwrap()),
        stock: 7,
        on_sale: true,
        picture: None,
        facts: zhanggui::domain::ProductFacts::default(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Nothing was answered from it, and it was left as it was.
    Refused,
    /// Opened; found while it was open, and nothing is answered from then on.
    FoundOpen,
    /// The rows are all there: nothing stood where it was hit.
    Unhurt,
    /// The rows are those of a moment before: the end of a log is gone, which nobody can see.
    Before,
    /// What must not be.
    Silent,
}

fn outcome(shops: &Shops, files: &Files, whole_bytes: u64) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    files.write(folder.path());
    let tuning = Tuning { whole_bytes, ..Tuning::default() };
    let store = match Store::open_tuned(&folder.path().join("shop.db"), ShopId::main(), tuning) {
        Ok(store) => store,
        Err(error) => {
            assert!(error.is_damage() || matches!(error, StoreError::Newer { .. } | StoreError::Older), "{error:?}");
            assert!(Files::read(folder.path()) == *files, "a refused file and its log stay as they were: {error}");
            return Outcome::Refused;
        }
    };
    if let Err(found) = store.audit(&StopRequest::never()) {
        assert!(found.is_damage(), "{found:?}");
        let asked = store.mark_seen(Vec::new(), NOON).wait();
        assert!(asked.is_err_and(|error| error.is_damage()), "nothing is written any more");
        return Outcome::FoundOpen;
    }
    let reads = std::panic::catch_unwind(|| rows(folder.path()));
    match reads.ok().and_then(|rows| shops.truths.iter().position(|truth| *truth == rows)) {
        Some(last) if last + 1 == shops.truths.len() => Outcome::Unhurt,
        Some(_) => Outcome::Before,
        None => Outcome::Silent,
    }
}

#[test]
fn no_damaged_file_is_sold_from_in_silence() {
    let wanted = std::env::var("ZHANGGUI_DAMAGED").ok().and_then(|n| n.parse().ok()).unwrap_or(FILES);
    let (shops, began) = (shops(), Instant::now());
    let mut table: BTreeMap<(usize, Outcome), u64> = BTreeMap::new();
    for seed in 0..wanted {
        let kind = usize::try_from(seed).unwrap() % KINDS.len();
        // Every other one as a file that is too large to be read whole before it is opened.
        let whole_bytes = if (usize::try_from(seed).unwrap() / KINDS.len()).is_multiple_of(2) { u64::MAX } else { 0 };
        let files = damage(&shops, kind, &mut Rng(seed));
        let outcome = outcome(&shops, &files, whole_bytes);
        let back_in_time = outcome == Outcome::Before && kind != 12;
        assert!(outcome != Outcome::Silent && !back_in_time, "seed {seed}: {} ended {outcome:?}", KINDS[kind]);
        *table.entry((kind, outcome)).or_default() += 1;
    }
    for ((kind, outcome), count) in &table {
        println!("{:<45} {outcome:?} {count}", KINDS[*kind]);
    }
    println!("damaged files {wanted}, served silently 0; {} s", began.elapsed().as_secs());
}

/// Left out of the table that leads a search to its page, a word is found by nobody, although it stands in the index.
#[test]
fn an_index_that_no_longer_leads_to_all_of_its_words_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    seed_example(&path, NOON).unwrap();
    let store = Store::open(&path, ShopId::main()).unwrap();
    while store.index_backlog(100).wait().unwrap().is_some() {}
    store.audit(&StopRequest::never()).unwrap();
    store.close().unwrap();
    let conn = Connection::open(&path).unwrap();
    let gone = "DELETE FROM search_words_idx WHERE (segid, term) IN
        (SELECT segid, term FROM search_words_idx ORDER BY segid DESC, term DESC LIMIT 1)";
    assert_eq!(conn.execute(gone, []).unwrap(), 1);
    conn.close().unwrap();
    let tuning = Tuning { whole_bytes: 0, ..Tuning::default() };
    let store = Store::open_tuned(&path, ShopId::main(), tuning).unwrap();
    assert!(store.audit(&StopRequest::never()).is_err_and(|found| found.is_damage()));
}
