//! What the jobs work with, and the steps that belong to no one job.

use super::{health::HealthBoard, pace::RefundPace, shipping_api::ShippingApi, trust_keys::TrustUpkeep};
use crate::{
    base::{address::Address, env::Env},
    domain::{Api, SignType, UnixSeconds},
    events::Events,
    settings::Schedules,
    store::{CLOCK_APART_SECS, Reader, Store, StoreError},
    wechat::{Accounts, Gateway},
};
use std::sync::Arc;

/// How many rows one step takes on before it looks up again.
pub(super) const BATCH_MAX: u32 = 50;
pub(super) const DAY_SECS: i64 = 24 * 60 * 60;

/// What the jobs work with. Cheap to clone.
#[derive(Clone)]
pub struct Shop {
    /// The rows.
    pub store: Store,
    /// WeChat.
    pub gateway: Arc<dyn Gateway>,
    /// The road to the screen.
    pub events: Events,
    /// The clock and the random numbers.
    pub env: Env,
    /// When to ask and send again.
    pub schedules: Schedules,
    /// How long an approved refund can be taken back, seconds.
    pub hold_secs: i64,
    /// The public address, where there is one.
    pub address: Address,
    /// The secret part of the path WeChat reports refunds to.
    pub refund_webhook: String,
    /// Who we are at WeChat, in either interface, to read a stored message again.
    pub accounts: Accounts,
    /// Looks after the keys WeChat's answers in API v3 are believed by; `None` in a shop without an APIv3 key.
    pub trust_keys: Option<TrustUpkeep>,
    /// How long raw texts of messages are kept, days.
    pub keep_days: u32,
    /// What is well and what is not.
    pub health: HealthBoard,
    /// How fast refunds may leave.
    pub pace: RefundPace,
    /// The way to WeChat's shipping interfaces; `None` where nothing is reported.
    pub shipping_api: Option<ShippingApi>,
}

impl Shop {
    /// Where WeChat is told to report refunds; empty where there is no public address, and then it is asked.
    pub(crate) fn refund_notify_url(&self) -> String {
        let url = self.address.current();
        url.map_or_else(String::new, |url| format!("{url}/wechat/{}/refund", self.refund_webhook))
    }

    /// How WeChat is asked about what was born so: in its own interface. Where there is no v2 key any more, in API v3, which
    /// knows the merchant's orders and refunds whichever interface made them. To ask is always safe.
    pub(crate) fn asked_by(&self, born: SignType) -> SignType {
        let gone = born.api() == Api::V2 && !self.gateway.speaks(Api::V2);
        if gone && self.gateway.speaks(Api::V3) { SignType::Rsa } else { born }
    }

    /// Once at start, before anything else: what was being sent when the program died is in doubt, and everything
    /// WeChat may have news about is due at once. Answers how many refunds are in doubt.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn wake_up(&self) -> Result<usize, StoreError> {
        let now = self.env.now();
        self.after_a_jump(0, now)?;
        if self.store.begin_catching_up(now).wait()? {
            tracing::warn!(
                "the data file is older than the shop: WeChat is asked what happened since before anything is sent"
            );
        }
        self.store.doubt_interrupted_reports(now).wait()?;
        self.store.doubt_interrupted_complaints(now).wait()?;
        self.store.doubt_interrupted_messages(now).wait()?;
        self.store.doubt_interrupted_refunds(now).wait()
    }

    /// The computer slept, or its clock jumped by `jumped_secs`: everything WeChat may have news about is due at once, and
    /// nothing sleeps on until a moment only a wrong clock could name. No order expires by the jump: what it had left of
    /// its time, it still has. Answers how many rows were woken.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn after_a_jump(&self, jumped_secs: i64, now: UnixSeconds) -> Result<usize, StoreError> {
        let Some(at_wechat) = self.gateway.time() else { return self.store.look_again(jumped_secs, now).wait() };
        // How far the clock is off now is known better than by how much it was set.
        self.store.hear_clock(now.since(at_wechat), now).wait()?;
        self.store.look_again(0, now).wait()
    }

    /// True if this clock is as far from WeChat's as the open orders know it: only then it may be said that their time is
    /// over. WeChat has just been asked.
    pub(crate) fn clock_is_known(&self, ahead_secs: Option<i64>) -> bool {
        let apart = |ahead: i64| ahead.saturating_sub(ahead_secs.unwrap_or(0)).saturating_abs();
        self.gateway.time().is_some_and(|at_wechat| apart(self.env.now().since(at_wechat)) < CLOCK_APART_SECS)
    }

    /// What WeChat's answers say of this computer's clock is kept where it is not known, and rows that sleep until a moment
    /// only a wrong clock can have named are woken.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub(super) fn mind_the_clock(&self, reader: &Reader) -> Result<(), StoreError> {
        let now = self.env.now();
        if reader.sleeps_too_long(now)? {
            self.store.look_again(0, now).wait()?;
        }
        let Some(at_wechat) = self.gateway.time() else { return Ok(()) };
        let known = reader.clock_ahead()?;
        let is_known = known.is_some() && self.clock_is_known(known);
        if !is_known || reader.an_order_lives_too_long(now)? {
            tracing::info!(ahead = now.since(at_wechat), "this computer's clock, beside WeChat's");
            self.store.hear_clock(now.since(at_wechat), now).wait()?;
        }
        Ok(())
    }

    /// Blanks the raw texts that are older than they are kept, of one day at most. Answers how many. Old by this clock and by
    /// WeChat's: what is blanked is gone, so nothing is while WeChat was not heard.
    ///
    /// # Errors
    /// The rows could not be read or written; what was blanked before that stays blank.
    pub fn forget_old_texts(&self, now: UnixSeconds) -> Result<usize, StoreError> {
        let Some(at_wechat) = self.gateway.time() else { return Ok(0) };
        let before = now.min(at_wechat).plus(i64::from(self.keep_days).saturating_mul(-DAY_SECS));
        let mut gone: usize = 0;
        loop {
            match self.store.forget_texts(before).wait()? {
                0 => return Ok(gone),
                texts => gone = gone.saturating_add(texts),
            }
        }
    }

    /// Counts the rows anew and makes the tallies say the same. Answers how many did not.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn mend_tallies(&self, reader: &Reader) -> Result<usize, StoreError> {
        let wrong = reader.wrong_tallies()?;
        let count = wrong.len();
        if count > 0 {
            self.store.mend_tallies(wrong).wait()?;
        }
        Ok(count)
    }

    /// Everything that is due at `now`, once. Answers how many rows were worked on.
    ///
    /// # Errors
    /// The rows could not be read or written; what was done before that stays done.
    pub fn step(&self, reader: &Reader, now: UnixSeconds) -> Result<usize, StoreError> {
        self.look_at_certificate(now);
        self.look_after_trust_keys(now);
        let orders = self.check_orders(reader, now)?;
        let sent = self.submit_refunds(reader, now)?;
        let settled = self.settle_refunds(reader, now)?;
        let found = self.find_refunds(reader, now)?;
        let told = self.report_shipments(reader, now)?;
        let followed = self.follow_shipments(reader, now)?;
        let listed = self.find_listed_payments(now)?;
        let complaints = self.look_after_complaints(reader, now)?;
        let messages = self.send_messages(reader, now)?;
        Ok([orders, sent, settled, found, told, followed, listed, complaints, messages]
            .into_iter()
            .fold(0, usize::saturating_add))
    }
}

impl std::fmt::Debug for Shop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shop")
    }
}
