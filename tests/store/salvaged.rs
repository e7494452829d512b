//! What can be read of a damaged file is saved, and what could not is named.

use crate::world::*;
use std::fs;
use zhanggui::domain::ShopId;
use zhanggui::store::{Reader, Store, salvage};

const PAGE: usize = 4_096;

fn shop() -> World {
    let world = World::new();
    for _ in 0..60 {
        let order = world.paid_order(1);
        world.requests(&order, 1_00);
    }
    world.store.clone().close().unwrap();
    world
}

#[test]
fn a_whole_file_is_saved_to_the_last_row() {
    let world = shop();
    let to = world.folder.path().join("saved.db");
    let found = salvage(&world.folder.path().join("shop.db"), &to).unwrap();
    assert_eq!((found.lost(), found.orphaned), (0, 0), "{found:?}");
    let store = Store::open(&to, ShopId::main()).unwrap();
    let verdict = store.reader().unwrap().verify().unwrap();
    assert!(verdict.is_sound() && verdict.orders == 60, "{verdict:?}");
}

#[test]
fn whichever_page_is_torn_what_is_left_opens_and_adds_up() {
    let world = shop();
    let (path, bytes) = (world.folder.path().join("shop.db"), fs::read(world.folder.path().join("shop.db")).unwrap());
    let (mut saved, mut refused, mut lost) = (0, 0, 0);
    for page in (1..bytes.len() / PAGE).step_by(5) {
        let mut torn = bytes.clone();
        torn[page * PAGE..(page + 1) * PAGE].fill(0x5A);
        fs::write(&path, torn).unwrap();
        let to = world.folder.path().join(format!("saved-{page}.db"));
        match salvage(&path, &to) {
            Ok(found) => {
                drop(Store::open(&to, ShopId::main()).unwrap_or_else(|error| panic!("{page}: {error} {found:?}")));
                let orders = found.tables.iter().find(|table| table.table == "orders").unwrap().rows;
                assert_eq!(Reader::open(&to, ShopId::main()).unwrap().verify().unwrap().orders, orders, "{page}");
                saved += 1;
                lost += found.lost();
            }
            Err(_) => refused += 1,
        }
    }
    println!("torn pages: saved {saved}, refused {refused}, rows lost {lost}");
    assert!(saved > refused * 5 && lost > 0, "saved {saved}, refused {refused}, lost {lost}");
}
