//! The addresses of bills that were given out.

use crate::domain::UnixSeconds;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// No program asks for more bills than this within the minutes an address lives.
const ADDRESSES_MAX: usize = 64;

/// What an address leads to.
#[derive(Clone)]
pub(super) struct Statement {
    pub text: String,
    pub packed: bool,
    /// The address is good before this.
    pub until: UnixSeconds,
}

/// The addresses, by their secret part.
#[derive(Default)]
pub(in crate::sandbox) struct Statements(Mutex<HashMap<String, Statement>>);

impl Statements {
    /// Keeps an address, and forgets those that are over where there are many.
    pub(super) fn offer(&self, token: String, statement: Statement, now: UnixSeconds) {
        let mut all = self.all();
        if all.len() >= ADDRESSES_MAX {
            all.retain(|_, old| now < old.until);
        }
        all.insert(token, statement);
    }

    /// What it leads to, over or not.
    pub(super) fn at(&self, token: &str) -> Option<Statement> {
        self.all().get(token).cloned()
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Statement>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
