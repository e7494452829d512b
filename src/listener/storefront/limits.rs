//! What keeps one caller of the storefront from using up everyone's share: the budget of calls, and places for those
//! being answered.

use super::{
    budget::{Budget, BudgetClass},
    in_flight::InFlights,
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;

/// Calls of buyers being answered at one time.
const BUYERS_MAX: usize = 28;
/// Of these, the ones that wait for WeChat; the others go on while it is slow.
const WECHAT_CALLS_MAX: usize = 20;
/// Logins being answered at one time: all of them wait for WeChat.
const LOGINS_MAX: usize = 8;
/// Calls of everyone else.
const ANONYMOUS_MAX: usize = 6;
/// Pictures on their way in at one time.
const UPLOADS_MAX: usize = 6;
/// Of all these, the ones being decoded.
const DECODING_MAX: usize = 1;
/// Threads for all of them, and for pictures on their way in. Fewer than there are slots at the door.
pub const THREADS_MAX: usize = BUYERS_MAX + LOGINS_MAX + ANONYMOUS_MAX + UPLOADS_MAX;

/// What keeps one caller from using up everyone's share.
pub struct StorefrontLimits {
    budget: Mutex<Budget>,
    buyers: Arc<Semaphore>,
    logins: Arc<Semaphore>,
    anonymous: Arc<Semaphore>,
    pub(super) wechat_calls: Arc<Semaphore>,
    pub(super) uploads: Arc<Semaphore>,
    pub(super) in_flight: InFlights,
    pub(super) decoding: Arc<Semaphore>,
}

impl StorefrontLimits {
    /// All budgets full.
    pub fn new() -> Self {
        let places = |most| Arc::new(Semaphore::new(most));
        Self {
            budget: Mutex::new(Budget::new()),
            buyers: places(BUYERS_MAX),
            logins: places(LOGINS_MAX),
            anonymous: places(ANONYMOUS_MAX),
            wechat_calls: places(WECHAT_CALLS_MAX),
            uploads: places(UPLOADS_MAX),
            in_flight: InFlights::default(),
            decoding: places(DECODING_MAX),
        }
    }

    /// The places of one crowd.
    pub(super) const fn places(&self, class: BudgetClass) -> &Arc<Semaphore> {
        match class {
            BudgetClass::Buyers => &self.buyers,
            BudgetClass::Logins => &self.logins,
            BudgetClass::Anonymous => &self.anonymous,
        }
    }

    /// Who may ask how much, for as long as it is held.
    pub(super) fn budget(&self) -> MutexGuard<'_, Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
