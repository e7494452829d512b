//! What happens to the others when one intent fails, breaks off, or spoils the commit.

use crate::domain::ShopId;
use crate::store::engine::{db::Db, dialect::defer_references, value::params};
use crate::store::{Refusal, Store, StoreError};
use std::sync::mpsc::channel;

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("shop.db"), ShopId::main()).expect("a store");
    (folder, store)
}

fn add(db: Db<'_>, name: &str) -> Result<(), StoreError> {
    crate::store::orders::counts::add(db, name, 1)
}

fn tally(store: &Store, name: &'static str) -> i64 {
    let sql = "SELECT COALESCE(SUM(amount), 0) FROM tallies WHERE name = ?1";
    store.write(move |db| db.value(sql, params![name])).wait().expect("a tally")
}

/// Holds the writer until what is queued behind it waits for one commit.
fn hold(store: &Store) -> impl FnOnce() {
    let ((let_go, held), (start, started)) = (channel::<()>(), channel::<()>());
    let answer = store.write(move |_| {
        start.send(()).ok();
        // Ends with an error when it is let go: the sender is gone then.
        held.recv().ok();
        Ok(())
    });
    // The holding intent is alone in its batch once it runs.
    started.recv().expect("the holding intent runs");
    move || {
        drop(let_go);
        answer.wait().expect("the holding intent");
    }
}

#[test]
fn a_failing_intent_undoes_only_itself() {
    let (_folder, store) = store();
    let let_go = hold(&store);
    let good = store.write(|db| add(db, "good"));
    let bad = store.write(|db| {
        add(db, "bad")?;
        Err::<(), _>(StoreError::Refused(Refusal::Stale))
    });
    let also_good = store.write(|db| add(db, "good"));
    let_go();
    good.wait().expect("kept");
    also_good.wait().expect("kept");
    assert!(matches!(bad.wait(), Err(StoreError::Refused(Refusal::Stale))));
    assert_eq!((tally(&store, "good"), tally(&store, "bad")), (2, 0));
}

#[test]
fn a_broken_intent_does_not_take_the_shop_down() {
    let (_folder, store) = store();
    let let_go = hold(&store);
    let good = store.write(|db| add(db, "good"));
    let broken = store.write::<()>(|db| {
        add(db, "bad")?;
        panic!("this intent breaks off on purpose")
    });
    let_go();
    good.wait().expect("kept");
    assert!(matches!(broken.wait(), Err(StoreError::Other(_))));
    assert_eq!((tally(&store, "good"), tally(&store, "bad")), (1, 0));
}

#[test]
fn a_commit_that_fails_is_told_to_every_caller_and_keeps_nothing() {
    let (_folder, store) = store();
    let let_go = hold(&store);
    let good = store.write(|db| add(db, "good"));
    // A broken reference that SQLite is told to look at only when it commits.
    let spoils = store.write(|db| {
        defer_references(db)?;
        db.run(
            "INSERT INTO order_lines VALUES (?1, 'NOSUCHORDER', 0, 'coffee', 'coffee', 1, 1, 0, 0, NULL)",
            params![db.shop],
        )
    });
    let refused = store.write(|_| Err::<(), _>(StoreError::Refused(Refusal::NotFound)));
    let_go();
    assert!(matches!(good.wait(), Err(StoreError::Other(_))));
    assert!(matches!(spoils.wait(), Err(StoreError::Other(_))));
    assert!(matches!(refused.wait(), Err(StoreError::Other(_))), "a refusal was decided on rows that are gone");
    assert_eq!(tally(&store, "good"), 0);
    store.write(|db| add(db, "good")).wait().expect("the thread goes on");
    assert_eq!(
        (
            tally(&store, "good"),
            store.write(|db| db.value::<i64>("SELECT COUNT(*) FROM order_lines", &[])).wait().expect("a count")
        ),
        (1, 0)
    );
}

#[test]
fn a_caller_that_does_not_wait_loses_nothing() {
    let (_folder, store) = store();
    drop(store.write(|db| add(db, "good")));
    assert_eq!(tally(&store, "good"), 1);
}
