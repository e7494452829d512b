//! Two people at one order see each other, whatever their computers' clocks say: by a row that is written rarely and is nobody's
//! lock, and not at all where there is only one window.

use crate::server::{Server, server};
use std::time::{Duration, Instant};
use zhanggui::{
    domain::{OperatorId, OrderNo, Presence, PresentPerson, RefundNo, ShopId},
    store::{ElsewhereWatch, SHOWN_FOR, Store, Tuning, WindowHere},
};

/// Two windows of one shop, and how often anything was written to the rows of what they have open.
struct Windows {
    client: postgres::Client,
    began: Instant,
    stores: [Store; 2],
    watches: [Option<ElsewhereWatch>; 2],
}

impl Windows {
    fn of(server: &Server) -> Self {
        let name = server.made();
        let open = |()| Store::on_server(&server.address(&name), ShopId::main(), Tuning::default()).unwrap();
        let (stores, client) = ([(); 2].map(open), server.connect(&name));
        Self { client, began: Instant::now(), watches: [None, None], stores }
    }

    fn opens(&mut self, at: usize) {
        self.watches[at] = self.stores[at].watch_elsewhere(at.to_string().repeat(32)).unwrap();
    }

    /// What the window sees so many seconds after the beginning, with this open in it.
    fn sees(&mut self, at: usize, secs: u64, here: &WindowHere) -> Vec<PresentPerson> {
        let now = self.began + Duration::from_secs(secs);
        self.watches[at].as_mut().unwrap().look(here, now).unwrap().people
    }

    /// The versions of the rows: another transaction's, wherever one was written again.
    fn rows(&mut self) -> Vec<String> {
        let sql = "SELECT xmin::text || ':' || seat AS version FROM presences ORDER BY seat";
        self.client.query(sql, &[]).unwrap().iter().map(|row| row.get("version")).collect()
    }

    fn commits(&mut self) -> i64 {
        self.client.query_one("SELECT SUM(commits)::bigint FROM shop_commits", &[]).unwrap().get(0)
    }
}

fn here(person: u32, deciding: bool) -> WindowHere {
    let order_no = OrderNo::parse("SC20260901-00000001").unwrap();
    let refund_no = RefundNo::parse("RF20260901-00000001").ok();
    WindowHere { operator: OperatorId::new(person), at: Some(Presence { order_no, refund_no, deciding }) }
}

fn seen(here: &WindowHere) -> Vec<PresentPerson> {
    here.at.iter().map(|at| PresentPerson { operator: here.operator, at: at.clone() }).collect()
}

#[test]
fn each_of_two_people_at_one_refund_sees_the_other_and_no_more_once_that_one_left_it() {
    let Some(server) = server() else { return };
    let mut windows = Windows::of(server);
    windows.opens(0);
    windows.opens(1);
    let (owner, clerk, nothing) = (here(1, false), here(2, true), WindowHere::default());
    windows.sees(0, 0, &owner);
    windows.sees(1, 0, &clerk);
    let before = windows.commits();
    assert_eq!(windows.sees(0, 1, &owner), seen(&clerk));
    assert_eq!(windows.sees(1, 1, &clerk), seen(&owner));
    windows.sees(1, 2, &nothing);
    assert_eq!(windows.sees(0, 2, &owner), []);
    assert_eq!(windows.sees(1, 3, &nothing), seen(&owner));
    assert_eq!(windows.commits(), before, "no window reads its rows anew for it");
    windows.watches[0].take().unwrap().leave().unwrap();
    assert_eq!(windows.sees(1, 4, &nothing), [], "and a window that was closed is gone at once");
}

#[test]
fn a_window_that_died_is_shown_for_seconds_only_and_one_that_lives_for_as_long_as_it_does() {
    let Some(server) = server() else { return };
    let mut windows = Windows::of(server);
    windows.opens(0);
    windows.opens(1);
    let (owner, clerk) = (here(1, false), here(2, false));
    windows.sees(0, 0, &owner);
    windows.sees(1, 0, &clerk);
    for second in 1..100 {
        windows.sees(1, second, &clerk);
        assert_eq!(windows.sees(0, second, &owner), seen(&clerk), "{second}");
    }
    // The other one says nothing any more; what it said last may be four seconds old.
    let last = 99 + SHOWN_FOR.as_secs();
    assert_eq!(windows.sees(0, last - 5, &owner), seen(&clerk));
    assert_eq!(windows.sees(0, last + 1, &owner), []);
    assert_eq!(windows.rows().len(), 2);
    windows.sees(0, last + 200, &owner);
    assert_eq!(windows.rows().len(), 1, "and its row is taken away");
    // It was asleep, and is there again.
    windows.sees(1, last + 201, &clerk);
    assert_eq!(windows.sees(0, last + 202, &owner), seen(&clerk));
}

#[test]
fn a_window_that_is_alone_writes_its_row_once_and_two_write_rarely() {
    let Some(server) = server() else { return };
    let mut windows = Windows::of(server);
    windows.opens(0);
    windows.sees(0, 0, &WindowHere::default());
    let alone = windows.rows();
    assert_eq!(alone.len(), 1);
    for second in 1..200 {
        windows.sees(0, second, &here(1, second % 2 == 0));
    }
    assert_eq!(windows.rows(), alone, "whatever is opened and closed");

    windows.opens(1);
    let mut written = 0;
    for second in 200..260 {
        windows.sees(1, second, &WindowHere::default());
        let before = windows.rows();
        assert_eq!(windows.sees(0, second, &here(1, true)), []);
        written += usize::from(windows.rows() != before);
    }
    assert!((14..=16).contains(&written), "every four seconds, and not with each look: {written}");
}

#[test]
fn a_shop_in_a_file_has_nobody_to_say_it_to() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("shop.db"), ShopId::main()).unwrap();
    assert!(store.watch_elsewhere("0".repeat(32)).unwrap().is_none());
}
