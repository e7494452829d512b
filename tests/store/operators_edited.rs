//! Another program that edits who did something, or what somebody may, is found.

use crate::{operators::somebody, world::*};
use rusqlite::Connection;
use zhanggui::{
    domain::{Acting, OperatorId, Role, ShopId},
    store::Reader,
};

/// A closed shop in which the owner approved a refund.
fn decided() -> World {
    let shop = World::new();
    let order = shop.paid_order(2);
    let (clerk, owner) = (somebody("李雷", Role::Packer), somebody("韩梅梅", Role::Owner));
    shop.store.add_operator(clerk, Some(owner), NOON).wait().unwrap();
    let refund_no = shop.requests(&order, 10_00);
    let owner = shop.store.acting(Acting::Operator(OperatorId::new(1).unwrap()));
    shop.by(&owner).approve(&refund_no, 10_00).wait().unwrap();
    drop(owner);
    shop
}

#[test]
fn an_edited_person_pin_or_step_is_found_by_check() {
    for edit in [
        "UPDATE history SET operator_id = 2 WHERE operator_id = 1",
        "UPDATE history SET operator_id = NULL WHERE operator_id = 1",
        "UPDATE operators SET role = 'owner' WHERE operator_id = 2",
        "UPDATE operators SET pin_hash = 'pbkdf2-sha256$1$00$0000000000000000000000000000000000000000000000000000000000000000'
             WHERE operator_id = 1",
        "UPDATE operators SET removed_at = NULL, name = '林涛' WHERE operator_id = 2",
        "DELETE FROM operator_steps WHERE step = (SELECT MAX(step) FROM operator_steps)",
        "UPDATE operator_steps SET by_id = 2 WHERE step = 0",
        "DELETE FROM operator_chains",
    ] {
        let shop = decided();
        assert!(shop.reader.verify().unwrap().is_sound());
        let World { store, reader, folder, .. } = shop;
        drop(reader);
        store.close().unwrap();
        let path = folder.path().join("shop.db");
        assert!(Connection::open(&path).unwrap().execute(edit, []).unwrap() > 0, "{edit}");
        let verdict = Reader::open(&path, ShopId::main()).unwrap().verify().unwrap();
        assert!(verdict.people_altered || verdict.edited > 0, "not found: {edit}");
    }
}
