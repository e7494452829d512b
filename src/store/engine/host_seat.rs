//! Whether this seat works for the shop. A file has one program at a time, which does; of several seats on a server one does, the
//! one that holds the lock, and what it sends carries the number it was given with it.

use crate::domain::ShopId;
use crate::store::{
    Refusal, StoreError,
    engine::{
        db::Db,
        postgres::{host_lock::HostLock, server::Server},
        value::params,
    },
};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

/// No number: another seat works, or nobody.
const NONE: i64 = 0;
/// The number of a file's only program.
const ONLY: i64 = 1;

/// What a seat knows of its own standing.
pub(in crate::store) struct HostSeat {
    /// `None` for a file.
    server: Option<Arc<Server>>,
    lock: Mutex<Option<HostLock>>,
    epoch: AtomicI64,
    works: AtomicBool,
}

impl HostSeat {
    /// Of a file: it works.
    pub fn only() -> Self {
        Self { server: None, lock: Mutex::default(), epoch: AtomicI64::new(ONLY), works: AtomicBool::new(true) }
    }

    /// Of a server: it does not work until it has the lock.
    pub fn one_of_many(server: &Arc<Server>) -> Self {
        Self {
            server: Some(Arc::clone(server)),
            lock: Mutex::default(),
            epoch: AtomicI64::new(NONE),
            works: AtomicBool::new(false),
        }
    }

    /// True where no other seat can be.
    pub const fn is_only(&self) -> bool {
        self.server.is_none()
    }

    pub fn epoch(&self) -> i64 {
        self.epoch.load(Ordering::Acquire)
    }

    pub fn works(&self) -> bool {
        self.works.load(Ordering::Acquire)
    }

    /// It has the lock and its number, and has made sure of what the one before it left.
    pub fn begin(&self) {
        self.works.store(self.epoch() != NONE, Ordering::Release);
    }

    pub fn given(&self, epoch: i64) {
        self.epoch.store(epoch, Ordering::Release);
    }

    /// Another seat may work from now on.
    pub fn end(&self) {
        self.works.store(false, Ordering::Release);
        self.epoch.store(NONE, Ordering::Release);
        *self.lock.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The newest number there is, if this seat holds the lock. Waits for the server.
    pub fn holds(&self, shop: &ShopId) -> Result<Option<i64>, StoreError> {
        let Some(server) = &self.server else { return Ok(Some(ONLY)) };
        let mut lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if lock.is_none() {
            *lock = Some(HostLock::open(server)?);
        }
        let held = lock.as_mut().map_or(Ok(None), |open| open.take(shop));
        if held.is_err() {
            *lock = None;
        }
        held
    }

    /// Refuses what would leave while another seat works, in the transaction that is about to say that it leaves. Where no seat
    /// ever took the shop, whoever has it open works.
    pub fn must_be_host(&self, db: Db<'_>) -> Result<(), StoreError> {
        if self.is_only() {
            return Ok(());
        }
        let newest: Option<i64> = db.find_value("SELECT epoch FROM hosts WHERE shop_id = ?1", params![db.shop])?;
        if newest.is_none_or(|newest| newest == self.epoch()) { Ok(()) } else { Err(Refusal::NotHost.into()) }
    }
}
