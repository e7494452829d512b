//! A copy of the open file: one moment of it, whole, and marked as a copy, however busy the shop is.

use crate::world::*;
use std::sync::atomic::{AtomicBool, Ordering};
use zhanggui::domain::{RestoreCause, ShopId};
use zhanggui::store::{Store, StoreError, Tuning, check_copy, look_into_copy};

fn placed(place: u8) -> Tuning {
    Tuning { place: Some([place; 16]), ..Tuning::default() }
}

#[test]
fn a_copy_made_while_orders_come_is_one_moment_and_adds_up() {
    let world = World::tuned(placed(1));
    world.sells("coffee", "挂耳咖啡", 39_00, 1_000_000);
    (0..200).for_each(|_| drop(world.places(&[("coffee", 1)])));
    let (folder, done) = (tempfile::tempdir().unwrap(), AtomicBool::new(false));
    let store = world.store.clone();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let reader = store.reader().unwrap();
            for n in 0..5 {
                let path = folder.path().join(format!("copy-{n}"));
                let copied = reader.copy_to(&path, NOON, &mut |_, _| true).unwrap();
                assert!(copied.orders >= 200);
                assert!(look_into_copy(&path).unwrap().verify().unwrap().is_sound());
            }
            done.store(true, Ordering::Relaxed);
        });
        while !done.load(Ordering::Relaxed) {
            world.places(&[("coffee", 1)]);
        }
    });
}

#[test]
fn a_copy_that_is_opened_as_a_shop_is_a_backup_wherever_it_lies() {
    let world = World::tuned(placed(1));
    world.paid_order(1);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    world.reader.copy_to(&path, NOON, &mut |_, _| true).unwrap();
    world.store.clone().close().unwrap();
    let World { folder: own, store, reader, .. } = world;
    drop((store, reader));
    for (at, place) in [(own.path().to_owned(), 1), (folder.path().to_owned(), 2)] {
        if place == 1 {
            std::fs::copy(&path, at.join("shop.db")).unwrap();
        }
        let store = Store::open_tuned(&at.join("shop.db"), ShopId::main(), placed(place)).unwrap();
        store.begin_catching_up(NOON.plus(5)).wait().unwrap();
        let found = store.reader().unwrap().catching_up().unwrap().expect("it is recognised");
        assert_eq!((found.cause, found.behind_at), (RestoreCause::Backup, Some(NOON)));
    }
}

#[test]
fn a_copy_is_stopped_and_a_damaged_one_is_told() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy");
    assert!(matches!(world.reader.copy_to(&path, NOON, &mut |_, _| false), Err(StoreError::Closed)));
    std::fs::remove_file(&path).unwrap();
    world.reader.copy_to(&path, NOON, &mut |_, _| true).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0x5A);
    std::fs::write(&path, bytes).unwrap();
    assert!(check_copy(&path).unwrap_err().is_damage());
}
