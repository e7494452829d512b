//! What would fill the disk in the long run goes: old evidence, and files no row speaks of.

use super::world::*;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};
use zhanggui::{
    base::disk::FreeSpace,
    domain::{OpenId, Product, ProductId, RefundNo},
    events::{HealthState, Subsystem, Trouble},
    jobs::{Housekeeping, Tidied},
    store::{KeptFile, NewPicture, RefundRejection},
};

const DAY: i64 = 24 * 3600;
const GIB: u64 = 1024 * 1024 * 1024;

fn name(n: u8) -> String {
    format!("{n:032x}.jpg")
}

fn file(folder: &Path, name: &str) -> PathBuf {
    fs::create_dir_all(folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, "a picture").unwrap();
    path
}

/// As if it had been written long ago.
fn aged(path: &Path) {
    let then = SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000);
    fs::File::options().append(true).open(path).unwrap().set_modified(then).unwrap();
}

/// A request with one picture behind it.
fn with_picture(world: &World, number: &str, pictures: &Path, picture: &str) -> (RefundNo, PathBuf) {
    let order_no = world.paid_order(number, fen(3_900));
    let refund_no = world.request(number, &order_no, fen(3_900));
    let kept = KeptFile { name: picture.to_owned(), bytes: 9 };
    let buyer = OpenId::parse(BUYER).unwrap();
    world
        .store
        .keep_picture(
            NewPicture { refund_no: refund_no.clone(), openid: buyer, thumbnail: vec![1], file: kept },
            world.now(),
        )
        .wait()
        .unwrap();
    (refund_no, file(pictures, picture))
}

fn files_of(world: &World, refund_no: &RefundNo) -> Vec<String> {
    let refund = world.reader.refund(refund_no).unwrap().unwrap();
    refund.pictures.into_iter().map(|picture| picture.file).collect()
}

fn house(world: &World, pictures: &Path, room: FreeSpace) -> Housekeeping {
    Housekeeping::new(world.shop.clone(), pictures.to_owned(), room)
}

#[test]
fn evidence_of_a_refund_decided_long_ago_goes_and_its_thumbnail_stays() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    let (decided, its_file) = with_picture(&world, "SC0000001", folder.path(), &name(1));
    let (open, open_file) = with_picture(&world, "SC0000002", folder.path(), &name(2));
    world
        .store
        .reject_refund(
            RefundRejection {
                refund_no: decided.clone(), seen: 1, reply: "不符合退款条件".to_owned(), picture: None
            },
            world.now(),
        )
        .wait()
        .unwrap();
    let mut house = house(&world, folder.path(), Arc::new(|| None));
    let mut round = || house.round(&world.reader, world.now()).unwrap();
    world.later(179 * DAY);
    assert_eq!(round(), Tidied::default());
    world.later(2 * DAY);
    assert_eq!(round(), Tidied { forgotten: 1, orphans: 0 });
    assert!(!its_file.exists() && open_file.exists());
    assert_eq!((files_of(&world, &decided), files_of(&world, &open)), (vec![String::new()], vec![name(2)]));
    assert_eq!(world.reader.refund(&decided).unwrap().unwrap().pictures[0].thumbnail, [1]);
    assert_eq!(round(), Tidied::default());
}

const YEARS: i64 = 9 * 365 * DAY;

/// What was deleted is gone, whatever the clock says a minute later.
#[test]
fn no_picture_goes_because_a_clock_is_years_ahead() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    let (decided, its_file) = with_picture(&world, "SC0000001", folder.path(), &name(1));
    world
        .store
        .reject_refund(
            RefundRejection {
                refund_no: decided.clone(), seen: 1, reply: "不符合退款条件".to_owned(), picture: None
            },
            world.now(),
        )
        .wait()
        .unwrap();
    let just_chosen = file(&folder.path().join("products"), &name(2));
    let written = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(world.now().get()).unwrap());
    fs::File::options().append(true).open(&just_chosen).unwrap().set_modified(written).unwrap();
    let mut house = house(&world, folder.path(), Arc::new(|| None));
    let mut rounds = || [(); 3].map(|()| house.round(&world.reader, world.now()).unwrap());
    world.clock_is_set(YEARS);
    assert_eq!(rounds(), [Tidied::default(); 3], "set while the shop is open");
    assert!(its_file.exists() && just_chosen.exists());
    assert_eq!(files_of(&world, &decided), [name(1)]);
    world.clock_is_set(-YEARS);
    world.later(181 * DAY);
    assert_eq!(rounds().iter().map(|tidied| tidied.forgotten + tidied.orphans).sum::<usize>(), 2, "once it is time");
}

#[test]
fn no_picture_goes_before_wechat_has_said_what_time_it_is() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    let stray = file(folder.path(), &name(1));
    aged(&stray);
    let mut house = house(&world, folder.path(), Arc::new(|| None));
    let mut rounds = || [(); 3].map(|()| house.round(&world.reader, world.now()).unwrap());
    assert_eq!(rounds(), [Tidied::default(); 3], "a computer that was switched on with a wrong clock");
    world.paid_order("SC0000001", fen(3_900));
    assert_eq!(rounds().iter().map(|tidied| tidied.orphans).sum::<usize>(), 1);
}

/// A clock that is wrong for an hour must not cost years of evidence.
#[test]
fn one_round_forgets_a_commits_worth_and_no_more() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    for n in 0..5 {
        let order_no = world.paid_order(&format!("SC000000{n}"), fen(3_900));
        for part in 0..5 {
            let refund_no = world.request(&format!("SC000000{n}{part}"), &order_no, fen(100));
            for picture in 0..9 {
                let kept = KeptFile { name: format!("{n}-{part}-{picture}.jpg"), bytes: 9 };
                let buyer = OpenId::parse(BUYER).unwrap();
                world
                    .store
                    .keep_picture(
                        NewPicture { refund_no: refund_no.clone(), openid: buyer, thumbnail: vec![1], file: kept },
                        world.now(),
                    )
                    .wait()
                    .unwrap();
            }
            world
                .store
                .reject_refund(
                    RefundRejection { refund_no, seen: 1, reply: "不符合".to_owned(), picture: None },
                    world.now(),
                )
                .wait()
                .unwrap();
        }
    }
    world.later(400 * DAY);
    let mut house = house(&world, folder.path(), Arc::new(|| None));
    let rounds: Vec<usize> = (0..3).map(|_| house.round(&world.reader, world.now()).unwrap().forgotten).collect();
    assert_eq!(rounds, [200, 25, 0]);
}

#[test]
fn files_no_row_speaks_of_go_and_all_others_stay() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    let (products, replies) = (folder.path().join("products"), folder.path().join("replies"));
    let (refund_no, evidence) = with_picture(&world, "SC0000001", folder.path(), &name(1));
    let id = ProductId::parse("p-9").unwrap();
    let product = Product {
        id,
        name: "茶".to_owned(),
        price: fen(1),
        stock: 1,
        on_sale: true,
        picture: Some(name(3)),
        facts: zhanggui::domain::ProductFacts::default(),
    };
    world.store.put_product(product, world.now()).wait().unwrap();
    let reply = Some(name(5));
    world
        .store
        .reject_refund(RefundRejection { refund_no, seen: 1, reply: "见图".to_owned(), picture: reply }, world.now())
        .wait()
        .unwrap();
    let stay = [
        evidence,
        file(&products, &name(3)),
        file(&replies, &name(5)),
        file(&products, "coffee-1.jpg"),
        file(folder.path(), "notes.txt"),
    ];
    let go = [file(folder.path(), &name(2)), file(&products, &name(4)), file(&replies, &name(6))];
    stay.iter().chain(&go).for_each(|path| aged(path));
    let young = file(&products, &name(7));
    let mut house = house(&world, folder.path(), Arc::new(|| None));
    world.later(30 * DAY);
    assert_eq!(house.round(&world.reader, world.now()).unwrap().orphans, 0, "seen once is not enough");
    assert_eq!(house.round(&world.reader, world.now()).unwrap().orphans, 3);
    assert!(go.iter().all(|path| !path.exists()));
    assert!(stay.iter().chain([&young]).all(|path| path.exists()));
}

#[test]
fn the_owner_hears_that_pictures_stop_and_that_they_go_on() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    let room = Arc::new(std::sync::atomic::AtomicU64::new(GIB / 2));
    let asked = Arc::clone(&room);
    let free: FreeSpace = Arc::new(move || Some(asked.load(std::sync::atomic::Ordering::SeqCst)));
    let mut house = house(&world, folder.path(), free);
    let subsystem = || world.shop.health.all().get(&Subsystem::Listener).cloned();
    world.shop.health.set(Subsystem::Listener, HealthState::Good);
    house.round(&world.reader, world.now()).unwrap();
    assert_eq!(subsystem(), Some(HealthState::Troubled(Trouble::DiskNearlyFull, "512 MiB".to_owned())));
    room.store(2 * GIB, std::sync::atomic::Ordering::SeqCst);
    house.round(&world.reader, world.now()).unwrap();
    assert_eq!(subsystem(), Some(HealthState::Good));
}

/// Health tells of the worst; what comes and goes beside it neither hides it nor takes it away.
#[test]
fn room_on_the_disk_says_nothing_about_a_door_that_does_not_open() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    let room = Arc::new(std::sync::atomic::AtomicU64::new(GIB / 2));
    let asked = Arc::clone(&room);
    let mut house =
        house(&world, folder.path(), Arc::new(move || Some(asked.load(std::sync::atomic::Ordering::SeqCst))));
    let subsystem = || world.shop.health.all().get(&Subsystem::Listener).cloned();
    let taken = HealthState::Dead(Trouble::PortTaken, "127.0.0.1:8719".to_owned());
    world.shop.health.set(Subsystem::Listener, taken.clone());
    house.round(&world.reader, world.now()).unwrap();
    assert_eq!(subsystem(), Some(taken.clone()), "the disk is nearly full, and no buyer comes in at all");
    room.store(2 * GIB, std::sync::atomic::Ordering::SeqCst);
    house.round(&world.reader, world.now()).unwrap();
    assert_eq!(subsystem(), Some(taken), "there is room again, and still no buyer comes in");
}

#[test]
fn a_door_that_opens_says_nothing_about_the_room_on_the_disk() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    let mut house = house(&world, folder.path(), Arc::new(|| Some(GIB / 2)));
    house.round(&world.reader, world.now()).unwrap();
    // The first round is done before the door opens.
    world.shop.health.set(Subsystem::Listener, HealthState::Good);
    let full = HealthState::Troubled(Trouble::DiskNearlyFull, "512 MiB".to_owned());
    assert_eq!(world.shop.health.all().get(&Subsystem::Listener), Some(&full));
}
