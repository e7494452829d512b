//! The real program: backed up at any moment, killed, and put back by the command, by copying files, with and without the
//! log, in a second folder. WeChat's ledger is the judge: every yes is paid once, and no parcel is told twice.
//!
//! `ZHANGGUI_RESTORES=300 cargo test --test stories restored -- --nocapture` is the whole campaign, for a shop of API v2 and,
//! as many again, for the kinds of shops that have keys of API v3.

use super::killed::{
    keys::ShopKeys,
    shop::{KilledShop, Program, amount, equip, refund_no},
};
use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use zhanggui::{
    domain::{Api, Fen, ShopId},
    sandbox::SandboxCall,
    store::{CatchingUp, Reader},
};

/// As many restores in every run, of a shop of API v2 and of each kind that has keys of API v3.
const RESTORES: usize = 6;
const RESTORES_OF_V3: usize = 3;
/// More in one shop would ask WeChat about so many orders after each that nothing new would be tried.
const RESTORES_A_SHOP: usize = 60;
/// A long run says how far it is every so many restores.
const TOLD_EACH: usize = 20;
const TIMEOUT: Duration = Duration::from_mins(1);
/// WeChat is asked about every order after each restore, on a machine that may be busy.
const TIMEOUT_AN_ORDER: Duration = Duration::from_millis(500);

/// How an older file comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// `zhanggui restore`.
    Command,
    /// The data file alone, copied by hand.
    File,
    /// With the log it had.
    FileAndLog,
}

const WAYS: [Way; 3] = [Way::Command, Way::FileAndLog, Way::File];

fn restores_from_env() -> Option<usize> {
    std::env::var("ZHANGGUI_RESTORES").ok().and_then(|n| n.parse().ok())
}

fn run(shop: &KilledShop, words: &[&str], typed: &str) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhanggui"));
    command.arg("--data").arg(shop.path()).args(["--lang", "en"]).args(words);
    equip(&mut command, None);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

fn state(shop: &KilledShop) -> Option<CatchingUp> {
    Reader::open(&shop.path().join("shop.db"), ShopId::main()).unwrap().catching_up().unwrap()
}

/// Something kept away from the shop's folder, to be put back later.
struct Kept {
    backup: PathBuf,
    folder: tempfile::TempDir,
}

/// While the program works: a backup by the command, and a copy of the files as they lie there.
fn keep(shop: &KilledShop, turn: usize) -> Kept {
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join(format!("{turn}.zgb"));
    let (done, said) = run(shop, &["backup", backup.to_str().unwrap()], "");
    assert!(done, "{said}");
    assert!(said.contains("opened and checked"), "{said}");
    Kept { backup, folder }
}

/// As somebody copies it who knows nothing of logs: while the shop is closed.
fn copy_files(shop: &KilledShop, kept: &Kept) {
    for name in ["shop.db", "shop.db-wal"] {
        drop(fs::copy(shop.path().join(name), kept.folder.path().join(name))); // no log where it was closed well
    }
}

fn put_back(shop: &KilledShop, kept: &Kept, way: Way) {
    if way == Way::Command {
        let (done, said) = run(shop, &["restore", kept.backup.to_str().unwrap(), "--over", "--yes"], "");
        assert!(done, "{said}");
        // The keys of the stand-in lie in the shop's folder, and go aside with the shop that was there.
        return;
    }
    for side in ["shop.db-wal", "shop.db-shm"] {
        drop(fs::remove_file(shop.path().join(side)));
    }
    fs::copy(kept.folder.path().join("shop.db"), shop.path().join("shop.db")).unwrap();
    let log = kept.folder.path().join("shop.db-wal");
    if way == Way::FileAndLog && log.exists() {
        fs::copy(log, shop.path().join("shop.db-wal")).unwrap();
    }
}

/// The program asks WeChat everything; nothing leaves meanwhile. Then the owner says go on.
fn catches_up(shop: &KilledShop, orders: usize) {
    let sent = || shop.calls(|call| call.call == SandboxCall::Refund);
    let before = sent();
    let timeout = TIMEOUT + TIMEOUT_AN_ORDER * u32::try_from(orders).unwrap();
    let began = Instant::now();
    let program = shop.open(None);
    while !state(shop).is_some_and(|state| state.is_asked()) {
        assert!(began.elapsed() < timeout, "{:?}", state(shop));
        std::thread::sleep(Duration::from_millis(50));
    }
    let (done, said) = run(shop, &["resume", "--seen"], "");
    assert!(!done && said.contains("already open"), "the shop is open: {said}");
    program.kill();
    assert_eq!(sent(), before, "nothing was sent while it caught up");
    let (done, said) = run(shop, &["resume", "--seen"], "");
    assert!(done, "{said}");
    assert_eq!(state(shop), None);
}

fn lives_for(shop: &KilledShop, calls: usize) {
    let program: Program = shop.open(None);
    shop.dies_anywhere(program, calls, TIMEOUT);
}

/// The older file comes back. A yes it does not know, and WeChat neither, is said again.
fn comes_back(shop: &KilledShop, kept: &Kept, (way, late): (Way, usize)) {
    put_back(shop, kept, way);
    // Of those that are there yet nobody counts: as many as there are in one shop at most.
    catches_up(shop, RESTORES_A_SHOP * 2);
    if shop.numbers_in("requested").contains(&refund_no(late)) {
        shop.approve(late);
    }
}

/// One backup, and what happens until it is put back. Answers it.
fn turn(shop: &KilledShop, turn: usize) -> Kept {
    let (early, late, way) = (turn * 2, turn * 2 + 1, WAYS[turn % WAYS.len()]);
    shop.approve(early);
    let kept = keep(shop, turn);
    copy_files(shop, &kept);
    // What happens now the older file will not know.
    if turn.is_multiple_of(2) {
        shop.approve(late);
    }
    lives_for(shop, shop.calls(|_| true));
    comes_back(shop, &kept, (way, late));
    kept
}

/// So many restores of shops with these keys, one shop after the other: how many refunds WeChat paid out, and how many twice.
fn campaigns(keys: ShopKeys, restores: usize) -> (usize, usize) {
    let mut found = (0, 0);
    for begun in (0..restores).step_by(RESTORES_A_SHOP) {
        let (payouts, doubles) = campaign(keys, RESTORES_A_SHOP.min(restores - begun));
        found = (found.0 + payouts, found.1 + doubles);
    }
    found
}

/// So many restores of one shop with these keys, and what WeChat paid out in the end: how many refunds, and how many twice.
fn campaign(keys: ShopKeys, restores: usize) -> (usize, usize) {
    let (shop, began) = (KilledShop::of_keys(keys, restores * 2), Instant::now());
    opened_once(&shop);
    let mut met: BTreeMap<Way, usize> = BTreeMap::new();
    let mut last = None;
    for at in 0..restores {
        if shop.changes_over_at(at * 2, restores * 2) {
            // What comes back now was made by API v2, and knows nothing of the change.
            if let Some(kept) = &last {
                comes_back(&shop, kept, (Way::File, at * 2 - 1));
            }
            shop.requests(at * 2..restores * 2);
        }
        last = Some(turn(&shop, at));
        *met.entry(WAYS[at % WAYS.len()]).or_default() += 1;
        if (at + 1).is_multiple_of(TOLD_EACH) {
            println!(
                "{keys:?}: restores {}, payouts {}; {} s",
                at + 1,
                shop.sandbox.ledger().payouts().len(),
                began.elapsed().as_secs()
            );
        }
    }
    ends(&shop, restores * 2);
    let ledger = shop.sandbox.ledger();
    ledger.audit().expect("the ledger adds up");
    let payouts = ledger.payout_counts();
    let doubles = payouts.values().filter(|count| **count > 1).count();
    println!(
        "{keys:?}: restores {restores} {met:?}; payouts {}, doubles {doubles}; {} s",
        payouts.len(),
        began.elapsed().as_secs()
    );
    assert_eq!(ledger.paid_out(), Fen::sum((0..restores * 2).map(amount)).unwrap(), "{keys:?}");
    let by = |api| ledger.calls().filter(|call| call.call == SandboxCall::Refund && call.api == Some(api)).count();
    assert_eq!((by(Api::V2) > 0, by(Api::V3) > 0), (keys.are_of_v2_too(), keys != ShopKeys::V2), "{keys:?}");
    shop.adds_up();
    (payouts.len(), doubles)
}

/// Nothing happens any more but what is left.
fn ends(shop: &KilledShop, refunds: usize) {
    let (began, program) = (Instant::now(), shop.open(None));
    while shop.numbers_in("refunded").len() < refunds && shop.paused().is_empty() {
        assert!(began.elapsed() < TIMEOUT * 2, "{:?} left", shop.left());
        std::thread::sleep(Duration::from_millis(100));
    }
    program.kill();
}

#[test]
fn put_back_at_any_moment_in_any_way_each_yes_is_paid_once() {
    let restores = restores_from_env().unwrap_or(RESTORES);
    assert_eq!(campaigns(ShopKeys::V2, restores), (restores * 2, 0));
}

#[test]
fn put_back_at_any_moment_a_shop_of_api_v3_pays_each_yes_once() {
    let restores = restores_from_env().map_or(RESTORES_OF_V3, |restores| restores / ShopKeys::OF_V3.len());
    for keys in ShopKeys::OF_V3 {
        assert_eq!(campaigns(keys, restores), (restores * 2, 0), "{keys:?}");
    }
}

#[test]
fn a_copy_in_a_second_folder_sends_nothing_until_the_owner_has_looked() {
    let shop = KilledShop::with_requests_of_its_own(1);
    let second = tempfile::tempdir().unwrap();
    // Known as a shop from its first opening on.
    drop(shop.open(None));
    opened_once(&shop);
    shop.approve(0);
    copy_folder(shop.path(), second.path());
    let mut there = Command::new(env!("CARGO_BIN_EXE_zhanggui"));
    there.args(["serve", "--data"]).arg(second.path());
    equip(&mut there, None);
    let mut there = there.stdout(Stdio::null()).spawn().unwrap();
    let began = Instant::now();
    let held = || {
        let reader = Reader::open(&second.path().join("shop.db"), ShopId::main()).unwrap();
        reader.catching_up().unwrap().is_some_and(|state| state.is_asked())
    };
    while !held() {
        assert!(began.elapsed() < TIMEOUT, "it never asked");
        std::thread::sleep(Duration::from_millis(50));
    }
    there.kill().unwrap();
    there.wait().unwrap();
    assert_eq!(shop.sandbox.ledger().payouts().len(), 0, "the second folder sent nothing");
    let program = shop.open(None);
    while shop.numbers_in("refunded").is_empty() {
        assert!(began.elapsed() < TIMEOUT * 2, "{:?}", shop.left());
        std::thread::sleep(Duration::from_millis(50));
    }
    program.kill();
    assert_eq!(state(&shop), None, "the first is its own");
    assert_eq!(shop.sandbox.ledger().payouts().len(), 1);
}

/// Open until its mark is there and it stands in the file who runs the shop.
fn opened_once(shop: &KilledShop) {
    let (program, began) = (shop.open(None), Instant::now());
    let is_run = || {
        let reader = Reader::open(&shop.path().join("shop.db"), ShopId::main()).unwrap();
        reader.lease().unwrap().is_some_and(|lease| lease.owner.is_some())
    };
    while !shop.path().join("generation.mark").exists() || !is_run() {
        assert!(began.elapsed() < TIMEOUT, "it never opened");
        std::thread::sleep(Duration::from_millis(20));
    }
    program.kill();
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
