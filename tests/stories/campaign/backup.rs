//! The shop's file is copied, and an older copy is put back later; another installation opens the file, and sends nothing.

use super::Campaign;
use std::{fs, path::Path};
use zhanggui::{domain::InstallationId, store::LeaseOpening};

/// The folder the shop is run from, and another one.
const OWN: u8 = 1;
const OTHER: u8 = 2;

fn opening(installation: u8) -> LeaseOpening {
    LeaseOpening { here: InstallationId::of([installation; 16]), lost: Vec::new(), has_address: false }
}

impl Campaign {
    /// The shop is opened where it is at home.
    pub fn at_home(&self) {
        self.store.open_lease(opening(OWN), self.now()).wait().unwrap();
    }

    /// A copy of the file as it is now, made as a backup makes it.
    pub fn backs_up(&self, to: &Path) {
        drop(fs::remove_file(to)); // of an earlier sequence
        self.reader.copy_to(to, self.now(), &mut |_, _| true).unwrap();
    }

    /// The copy lies where the file lay, and the program starts on it: it is recognised, and catches up.
    pub fn puts_back(&mut self, from: &Path) {
        self.store.clone().close().unwrap();
        for name in ["shop.db", "shop.db-wal", "shop.db-shm"] {
            drop(fs::remove_file(self.folder.path().join(name))); // what is not there need not go
        }
        fs::copy(from, self.file()).unwrap();
        self.restart();
        self.at_home();
        assert!(self.is_catching_up(), "an older file was not recognised");
    }

    pub fn is_catching_up(&self) -> bool {
        self.reader.catching_up().unwrap().is_some()
    }

    /// The owner has looked and says go on, where WeChat was asked everything.
    pub fn goes_on_if_asked(&self) {
        if self.reader.catching_up().unwrap().is_some_and(|state| state.is_asked()) {
            self.store.accept_restore(self.now()).wait().unwrap();
        }
    }

    /// A while in which the file is open in another folder that nobody said runs the shop: nothing leaves from there.
    pub fn other_installation(&mut self, secs: i64) {
        self.restart();
        self.store.open_lease(opening(OTHER), self.now()).wait().unwrap();
        let left = self.liar.have_left();
        self.clock.advance(secs);
        while self.shop.step(&self.reader, self.now()).expect("the jobs run") > 0 {}
        assert_eq!(self.liar.have_left(), left, "another installation sent a refund");
        self.at_home();
        self.restart();
    }
}
