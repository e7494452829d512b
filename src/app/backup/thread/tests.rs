//! The thread at work in one test after the other, without its thread.

use super::*;
use crate::{
    app::backup::{pack::LOCK, passphrase::TypedPassphrase},
    base::{
        env::Clock,
        full_disk::of_this_thread::{full_at, slow as slow_disk},
    },
    domain::{Fen, Product, ProductFacts, ProductId, ShopId},
    store::LeaseOpening,
};

/// A clock that shows one second.
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> UnixSeconds {
        UnixSeconds::new(1_788_228_000)
    }
}

/// One in a folder whose keys cannot be read or written: something else lies in their place.
fn without_keys(folder: &Path) -> BackupKeeper {
    fs::create_dir(folder.join("backup-keys.toml")).expect("a folder");
    let mut keeper = keeper(folder, None);
    keeper.look();
    keeper
}

fn keeper(folder: &Path, second: Option<&Path>) -> BackupKeeper {
    let handle =
        Arc::new(BackupHandle { view: Mutex::default(), wishes: Mutex::default(), stop: AtomicBool::new(false) });
    let setup = BackupSetup {
        folder: folder.to_owned(),
        shop_name: "山茶小铺".to_owned(),
        on_server: false,
        store: Store::open(&folder.join("shop.db"), ShopId::main()).expect("a store"),
        settings: Backups { folder: second.map(Path::to_owned), keep_days: 30 },
        events: Events::default(),
        env: Env::system(),
    };
    BackupKeeper { setup, handle, known: BTreeMap::new(), second: None }
}

#[test]
fn a_code_that_cannot_be_kept_or_compared_is_told_and_never_called_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let code = RecoveryCode::fresh(&*Env::system().rng).shown().to_string();
    for wish in [BackupWish::MakeCode, BackupWish::AskBack(code)] {
        let folder = folder.path().join(format!("{}", matches!(wish, BackupWish::MakeCode)));
        fs::create_dir(&folder).expect("a folder");
        let mut keeper = without_keys(&folder);
        keeper.carry_out(wish.clone());
        let view = keeper.handle.view();
        assert!(view.places[0].trouble.is_some(), "{wish:?}");
        assert!(!view.wrong_code && view.code == CodeState::None, "{wish:?}");
    }
}

#[test]
fn the_last_backup_of_a_shop_that_is_handed_over_is_the_newest_in_both_places() {
    let (folder, second) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let mut keeper = keeper(folder.path(), Some(second.path()));
    keeper.setup.env.clock = Arc::new(Stopped);
    let here = Installation::load_or_make(folder.path(), &*keeper.setup.env.rng).expect("an installation").id;
    let opening = LeaseOpening { here, lost: Vec::new(), has_address: false };
    keeper.setup.store.open_lease(opening, keeper.setup.env.now()).wait().expect("a lease");
    keeper.daily();
    keeper.carry_out(BackupWish::Now);
    keeper.carry_out(BackupWish::HandOver); // all three in one second
    let view = keeper.handle.view();
    assert_eq!((view.copies.len(), &view.hand_over), (3, &HandOver::None));
    let key = keeper.keys().expect("keys").local;
    let newest = &view.copies[0].path;
    for path in [newest.clone(), second.path().join(newest.file_name().expect("a name"))] {
        let opened = OpenedBackup::with(&path, &[&key]).expect("a backup");
        assert!(opened.manifest.handed_over, "{}", path.display());
    }
}

#[test]
fn once_a_passphrase_is_chosen_the_daily_backup_opens_with_it_and_this_computer_still_looks_into_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let words = |text: &str| SecretWords::new(text.to_owned());
    let mut keeper = keeper(folder.path(), None);
    keeper.carry_out(BackupWish::ChoosePassphrase(words("four tall camellias")));
    keeper.carry_out(BackupWish::AskPassphrase(words("four small camellias")));
    assert!(keeper.handle.view().wrong_passphrase);
    keeper.carry_out(BackupWish::AskPassphrase(words("four tall camellias")));
    let view = keeper.handle.view();
    assert!(!view.wrong_passphrase && view.passphrase.is_some());
    assert_eq!((view.copies.len(), view.copies[0].orders), (1, Some(0)), "one was made at once, and looked into");
    let by = |passphrase: &str| OpenedBackup::with(&view.copies[0].path, &[&TypedPassphrase::new(words(passphrase))]);
    by("four tall camellias").expect("opens").prove().expect("whole");
    assert!(matches!(by("four small camellias"), Err(BackupError::WrongCode)));
}

/// A shop's folder with something of everything a backup holds.
fn shop(folder: &Path) {
    for name in ["settings.toml", "certs/ca.pem", "pictures/products/p-1.jpg", "pictures/receipt/mark.png"] {
        let path = folder.join(name);
        private_file::make_folder(path.parent().expect("a folder")).expect("made");
        fs::write(path, name.repeat(10)).expect("written");
    }
}

/// The files of a folder by their paths in it, without what is nobody's work.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_none_or(|name| name != "lock" && name != LOCK) {
                let name = path.strip_prefix(folder).expect("in it").to_owned();
                found.insert(name, fs::read(&path).expect("read"));
            }
        }
    }
    found
}

/// What of a shop's folder is data and not a log of SQLite's.
fn of_the_shop(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = files(folder);
    all.retain(|name, _| {
        !name.starts_with("backups") && name.extension().is_none_or(|ending| ending != "db-wal" && ending != "db-shm")
    });
    all
}

/// Lets the disk be full at the first writing, at the second, and so on, until it is at none. Answers at how many it was.
fn at_every_writing<T>(mut act: impl FnMut() -> T, mut failed: impl FnMut(u64, &T)) -> (T, u64) {
    for at in 1.. {
        let (done, met) = full_at(at, &mut act);
        if !met {
            return (done, at.saturating_sub(1));
        }
        failed(at, &done);
    }
    unreachable!("the disk is full at no writing sooner or later")
}

/// Every backup of the folder, which is whole, and nothing else.
fn whole_backups(folder: &Path, key: &age::x25519::Identity) -> BTreeMap<PathBuf, Vec<u8>> {
    let found = files(folder);
    for name in found.keys() {
        assert!(name.extension().is_some_and(|ending| ending == "zgb"), "{name:?} is half");
        OpenedBackup::with(&folder.join(name), &[key]).and_then(|mut opened| opened.prove()).expect("whole");
    }
    found
}

#[test]
fn a_disk_that_is_full_at_any_writing_of_the_daily_backup_leaves_the_one_before_and_nothing_half() {
    let folder = tempfile::tempdir().expect("a folder");
    shop(folder.path());
    let mut keeper = keeper(folder.path(), None);
    keeper.daily();
    let (local, key) = (keeper.local(), keeper.keys().expect("keys").local);
    let made = files(&local).into_keys().next().expect("the first one");
    let older = CopyName { made_at: keeper.setup.env.now().plus(-2 * keep::DAY_SECS), by_hand: false }.file_name();
    fs::copy(local.join(&made), local.join(older)).and_then(|_| fs::remove_file(local.join(made))).expect("renamed");
    let (backups, own) = (whole_backups(&local, &key), of_the_shop(folder.path()));
    let daily = || {
        keeper.daily();
        keeper.handle.view()
    };
    let (view, writings) = at_every_writing(daily, |at, view| {
        assert_eq!(view.places[0].trouble, Some(BackupTrouble::Full), "{at}: it says so");
        assert_eq!(whole_backups(&local, &key), backups, "{at}: the one before stays");
        assert_eq!(of_the_shop(folder.path()), own, "{at}: the shop's own files");
    });
    eprintln!("writings of a backup: {writings}");
    assert!(writings > 10 && view.places[0].trouble.is_none(), "{writings}");
    assert_eq!(whole_backups(&local, &key).len(), 2, "and then it is made");
}

#[test]
fn a_disk_that_is_full_at_any_writing_of_the_second_place_leaves_what_is_there() {
    let (folder, second) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let mut keeper = keeper(folder.path(), Some(second.path()));
    keeper.setup.settings.folder = None;
    keeper.daily();
    keeper.setup.settings.folder = Some(second.path().to_owned());
    keeper.look();
    let key = keeper.keys().expect("keys").local;
    fs::write(second.path().join("holiday.jpg"), "the owner's").expect("written");
    let copied = || {
        keeper.daily();
        keeper.handle.view()
    };
    let (view, writings) = at_every_writing(copied, |at, view| {
        assert_eq!(view.places[1].trouble, Some(BackupTrouble::Full), "{at}: it says so");
        assert_eq!(files(second.path()).len(), 1, "{at}: nothing half is there");
        assert_eq!(whole_backups(&folder.path().join("backups"), &key).len(), 1, "{at}");
    });
    eprintln!("writings of the second place: {writings}");
    assert!(writings > 1 && view.places[1].trouble.is_none(), "{writings}");
    fs::remove_file(second.path().join("holiday.jpg")).expect("removed");
    assert_eq!(whole_backups(second.path(), &key).len(), 1);
}

#[test]
fn a_stick_that_is_pulled_is_told_its_half_copy_goes_and_it_is_caught_up_once_it_is_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let stick = folder.path().join("stick");
    fs::create_dir(&stick).expect("plugged in");
    let mut keeper = keeper(folder.path(), Some(&stick));
    keeper.daily();
    let key = keeper.keys().expect("keys").local;
    let first = whole_backups(&stick, &key);
    assert_eq!((first.len(), keeper.handle.view().places[1].trouble.as_ref()), (1, None));

    // Pulled while the next one was copied: half of it is on the stick, which is not there.
    let away = folder.path().join("away");
    fs::rename(&stick, &away).expect("pulled");
    keeper.carry_out(BackupWish::Now);
    let view = keeper.handle.view();
    assert_eq!(view.places[1].trouble, Some(BackupTrouble::Gone), "it says so");
    assert_eq!((view.places[0].trouble.as_ref(), view.copies.len()), (None, 2), "this computer has it");
    assert!(!stick.exists(), "no folder is made in the place of a stick");
    let newest = view.copies[0].path.file_name().expect("a name").to_owned();
    let half = named(&away.join(&newest), ".part");
    fs::write(&half, "half").expect("half");
    assert_eq!(
        fs::read(away.join(first.keys().next().expect("one"))).ok().as_ref(),
        first.values().next(),
        "the old one stays"
    );

    fs::rename(&away, &stick).expect("plugged in again");
    keeper.daily();
    assert_eq!(keeper.handle.view().places[1].trouble, None);
    assert_eq!(whole_backups(&stick, &key).len(), 2, "caught up, and nothing half is left");
}

#[test]
fn a_slow_stick_holds_up_neither_the_shop_nor_its_end_and_leaves_no_half_copy() {
    let (folder, stick) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let mut keeper = keeper(folder.path(), Some(stick.path()));
    let (handle, store) = (Arc::clone(&keeper.handle), keeper.setup.store.clone());
    // Made on this computer first; then the stick takes nothing until it is told to.
    let (arrived, at_the_stick) = channel();
    let (lets_go, waits) = channel::<()>();
    let seen = Arc::clone(&handle);
    let slow = move || {
        if seen.view().places.get(1).is_some_and(|place| place.copying) {
            arrived.send(()).expect("a test that listens");
            waits.recv().ok(); // a test that is gone lets go
        }
    };
    let copies = std::thread::spawn(move || slow_disk(slow, || keeper.daily()));
    at_the_stick.recv().expect("a copy on its way");

    let view = handle.view();
    assert_eq!((view.copies.len(), view.making, view.places[1].copying), (1, None, true), "the backup itself is there");
    let tea = ProductId::parse("tea").expect("a name");
    let product = Product {
        id: tea,
        name: "山茶".to_owned(),
        price: Fen::new(39_00).expect("a price"),
        stock: 9,
        on_sale: true,
        picture: None,
        facts: ProductFacts::default(),
    };
    store.put_product(product, UnixSeconds::new(1_788_228_000)).wait().expect("the shop works on");

    // The window is closed: the piece that is on its way ends, and no other begins.
    handle.stop.store(true, Ordering::Relaxed);
    lets_go.send(()).expect("a stick");
    drop(lets_go);
    copies.join().expect("an end");
    assert_eq!(files(stick.path()).len(), 0, "nothing half is left");
    let view = handle.view();
    assert_eq!((view.places[1].copying, view.places[1].trouble.as_ref()), (false, None), "that is no trouble");
}

#[test]
fn a_disk_that_is_full_at_any_writing_of_a_restore_leaves_what_was_there_and_a_repeat_succeeds() {
    let (folder, home) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    shop(folder.path());
    let keeper = keeper(folder.path(), None);
    let keys = keeper.keys().expect("keys");
    let file = folder.path().join("one.zgb");
    let wanted = BackupRequest {
        folder: folder.path(),
        shop_name: "山茶小铺",
        with_secrets: false,
        at: UnixSeconds::new(1_788_228_000),
    };
    let made = pack::write(wanted, &keys, &file, &mut |_, _| true).expect("a backup");
    for over in [false, true] {
        let to = home.path().join("shop");
        let before = files(&to);
        let restored = || {
            let mut opened = OpenedBackup::with(&file, &[&keys.local])?;
            restore(&mut opened, Target { folder: &to, over, owner_lost: false, env: &keeper.setup.env })
        };
        let (done, writings) = at_every_writing(restored, |at, done| {
            let error = done.as_ref().expect_err("no room");
            assert_eq!(trouble_of(error), BackupTrouble::Full, "{at}: {error}");
            assert_eq!(files(&to), before, "{at}: what was there is there");
        });
        let there = files(&to);
        assert_eq!(done.expect("restored").files, made.files);
        for part in &made.files {
            let bytes = there.get(Path::new(&part.name)).map(|bytes| bytes.len() as u64);
            assert_eq!(bytes, Some(part.bytes), "{}", part.name);
        }
        assert!(!there.keys().any(|name| name.starts_with("restoring")));
        eprintln!("writings of a restore over {over}: {writings}");
        assert!(writings >= made.files.len() as u64, "{writings}");
        // Another shop by now, which a restore puts aside.
        fs::write(to.join("settings.toml"), "another").expect("written");
    }
}

#[test]
fn a_disk_that_is_full_at_any_writing_of_a_salvage_leaves_no_half_file() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(keeper(folder.path(), None));
    let to = folder.path().join("salvaged.db");
    let salvaged = || crate::store::salvage(&folder.path().join("shop.db"), &to);
    let (done, writings) = at_every_writing(salvaged, |at, done| {
        let full = matches!(done, Err(StoreError::Disk(fault)) if fault.kind == io::ErrorKind::StorageFull);
        assert!(full, "{at}: {done:?}");
        let left = files(folder.path()).into_keys().filter(|name| name.to_string_lossy().contains("salvaged"));
        assert_eq!(left.count(), 0, "{at}");
    });
    done.expect("salvaged");
    eprintln!("writings of a salvage: {writings}");
    assert!(
        writings > 10
            && files(folder.path()).keys().filter(|name| name.to_string_lossy().contains("salvaged")).count() == 1
    );
    drop(Store::open(&to, ShopId::main()).expect("a shop's file"));
}

#[test]
fn a_disk_that_is_full_at_any_writing_of_the_keys_keeps_those_there_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let env = Env::system();
    let (_, writings) = at_every_writing(
        || BackupKeys::load_or_make(folder.path(), env.now()),
        |at, made| {
            assert!(made.is_err() && files(folder.path()).is_empty(), "{at}");
        },
    );
    assert_eq!(writings, 3);
    let before = files(folder.path());
    let (_, writings) = at_every_writing(
        || BackupKeys::load(folder.path()).expect("read").expect("keys").make_code(folder.path(), &*env.rng, env.now()),
        |at, made| {
            assert!(made.is_err(), "{at}");
            assert_eq!(files(folder.path()), before, "{at}");
        },
    );
    assert_eq!(writings, 3);
}
