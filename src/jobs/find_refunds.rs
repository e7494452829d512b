//! All refunds of an order, as WeChat lists them: those made by hand on its merchant platform among them, and what became of
//! ours. Asked for when a word of WeChat's does not fit, and before a refund of ours leaves for the first time.

use super::{
    pace::SLOW_DOWN_SECS,
    record::{raw, refund_trouble},
    rows::RowOutcome,
    shop::{BATCH_MAX, Shop},
    submit_refunds::SubmitOutcome,
};
use crate::{
    base::failpoints::failpoint,
    domain::{
        Api, AppId, Fen, OrderNo, Refund, RefundFacts, RefundNo, RefundState, RefundTrouble, SIBLING_WAIT_SECS,
        SignType, TransactionId, UnixSeconds,
    },
    events::{RefundsAnswer, ShopEvent},
    settings::Schedules,
    store::{RawMessage, Reader, RefundList, RefundSearch, RowJob, StoreError},
    wechat::{GatewayError, NoAnswer, way_in_app},
};

/// A question of the packing table is asked within so long of the scan, seconds; later nobody waits for its answer.
pub const PACKING_WAIT_SECS: i64 = 5;

/// The whole list and the last page's text; or why there is none.
pub(super) type RefundListing = Result<(Vec<RefundFacts>, Option<RawMessage>), (GatewayError, Option<RawMessage>)>;
/// WeChat takes fifty refunds of one order, and those that were closed stand on its list as well. More than this is no
/// list of refunds.
const LISTED_MAX: usize = 500;

impl Shop {
    /// Asks for all refunds of every order whose refunds may not be what they are believed to be. Answers how many orders
    /// were asked about.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn find_refunds(&self, reader: &Reader, now: UnixSeconds) -> Result<usize, StoreError> {
        let due = reader.due_refund_searches(now, BATCH_MAX)?;
        self.step_of(reader, RowJob::FindRefunds, now).each(&due, |search| {
            if !self.pace.may_ask(now) {
                return Ok(RowOutcome::NoFurther);
            }
            self.ask_for_refunds(reader, search, now).map(|()| RowOutcome::On)
        })
    }

    fn ask_for_refunds(&self, reader: &Reader, search: &RefundSearch, now: UnixSeconds) -> Result<(), StoreError> {
        let order_no = &search.order_no;
        let wait = Schedules::wait(&self.schedules.refund_poll, search.asks).max(1);
        match self.list_refunds(reader, order_no, (search.sign_type, search.app_id.as_ref()), now)? {
            Ok((listed, answer)) => self.take_down(order_no, listed, answer, now.plus(wait), now),
            Err((error, answer)) => {
                let next_at = now.plus(wait.max(least_wait(&error)));
                self.store.postpone_refund_search(order_no.clone(), answer, next_at, now).wait()
            }
        }
    }

    /// Somebody packs the order: whether money of it went back is asked now, and the answer told. What WeChat lists is kept
    /// as ever; without an answer nothing is remembered, for the next scan asks again.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn ask_for_packing(
        &self,
        reader: &Reader,
        order_no: &OrderNo,
        asked_at: UnixSeconds,
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        let said = self.refunds_for_packing(reader, order_no, asked_at, now)?;
        self.events.send(&ShopEvent::RefundsAsked { order_no: order_no.clone(), said });
        Ok(())
    }

    fn refunds_for_packing(
        &self,
        reader: &Reader,
        order_no: &OrderNo,
        asked_at: UnixSeconds,
        now: UnixSeconds,
    ) -> Result<RefundsAnswer, StoreError> {
        let late = now.since(asked_at) > PACKING_WAIT_SECS;
        let search = reader.refund_search_of(order_no)?.filter(|_| !late && self.pace.may_ask(now));
        let Some(search) = search else { return Ok(RefundsAnswer::NoAnswer) };
        match self.list_refunds(reader, order_no, (search.sign_type, search.app_id.as_ref()), now)? {
            Ok((listed, answer)) => {
                let moved = |facts: &&RefundFacts| RefundState::said_by(&facts.outcome) != RefundState::Failed;
                let back = Fen::sum(listed.iter().filter(moved).map(|facts| facts.amount)).unwrap_or_default();
                let next_at = now.plus(Schedules::wait(&self.schedules.refund_poll, 0).max(1));
                self.take_down(order_no, listed, answer, next_at, now)?;
                Ok(if back.is_zero() { RefundsAnswer::Nothing } else { RefundsAnswer::Back(back) })
            }
            Err((error, answer)) => {
                self.keep_page(order_no, answer, now)?;
                Ok(match error {
                    GatewayError::NotSent(_) => RefundsAnswer::NoLine,
                    GatewayError::NoAnswer(NoAnswer::Unexplained) => RefundsAnswer::SomeBack,
                    _ => RefundsAnswer::NoAnswer,
                })
            }
        }
    }

    /// Before a refund leaves for the first time: what went back of its order elsewhere is found, and it leaves only if it
    /// still is the owner's wish. Nothing of this is remembered but what was found: after a lost answer, or a death between
    /// the two calls, it is asked again. True if the refund may leave now.
    pub(super) fn may_leave_first(
        &self,
        reader: &Reader,
        refund: &Refund,
        sign_type: SignType,
        now: UnixSeconds,
    ) -> Result<bool, StoreError> {
        if !self.pace.may_ask(now) {
            return Ok(false);
        }
        match self.list_refunds(reader, &refund.order_no, (sign_type, refund.app_id.as_ref()), now)? {
            Ok((listed, answer)) => {
                let next_at = now.plus(Schedules::wait(&self.schedules.refund_poll, 0).max(1));
                self.take_down(&refund.order_no, listed, answer, next_at, now)?;
                failpoint("refunds-listed");
                if reader.refund_claimed(&refund.order_no, SIBLING_WAIT_SECS, now)? {
                    // WeChat spoke of another one a moment ago, and its list does not show it yet.
                    let wait_secs = Schedules::wait(&self.schedules.refund_poll, refund.asks).max(1);
                    let update = SubmitOutcome { step: None, trouble: Some(RefundTrouble::Claimed), wait_secs };
                    self.update(refund, update, None, None, now)?;
                    return Ok(false);
                }
                let stands = reader.refund(&refund.refund_no)?.map(|refund| refund.row);
                Ok(stands.is_some_and(|row| row.state == RefundState::Approved && !row.paused))
            }
            Err((error, answer)) => {
                let again = Schedules::wait(&self.schedules.retry_backoff, refund.asks).max(1);
                let trouble = match (&error, refund_trouble(&error)) {
                    (GatewayError::NotSent(_) | GatewayError::NoAnswer(NoAnswer::Unexplained), plain) => plain,
                    (_, why) => Some(RefundTrouble::NotListed(why.map(|why| why.to_string()).unwrap_or_default())),
                };
                let update = SubmitOutcome { step: None, trouble, wait_secs: again.max(least_wait(&error)) };
                self.update(refund, update, None, answer, now)?;
                Ok(false)
            }
        }
    }

    /// The refunds of every payment of the order, each asked for by itself: WeChat's list is of one payment. In API v3 there is
    /// no list.
    fn list_refunds(
        &self,
        reader: &Reader,
        order_no: &OrderNo,
        (born, app_id): (SignType, Option<&AppId>),
        now: UnixSeconds,
    ) -> Result<RefundListing, StoreError> {
        let by = (self.asked_by(born), app_id);
        if by.0.api() == Api::V3 {
            return self.ask_known_refunds(reader, order_no, by, now);
        }
        let payments = reader.payments_of(order_no)?;
        let Some((last, others)) = payments.split_last() else {
            return self.list_refunds_of(order_no, None, by, now);
        };
        let mut all = Vec::new();
        for payment in others {
            match self.list_refunds_of(order_no, Some(payment), by, now)? {
                Ok((listed, answer)) => {
                    all.extend(listed);
                    self.keep_page(order_no, answer, now)?;
                }
                Err(none) => return Ok(Err(none)),
            }
        }
        Ok(self.list_refunds_of(order_no, Some(last), by, now)?.map(|(listed, answer)| {
            all.extend(listed);
            (all, answer)
        }))
    }

    /// Page after page. The list counts only whole: from a part of it nobody knows whether it was all.
    fn list_refunds_of(
        &self,
        order_no: &OrderNo,
        payment: Option<&TransactionId>,
        (sign_type, app_id): (SignType, Option<&AppId>),
        now: UnixSeconds,
    ) -> Result<RefundListing, StoreError> {
        let mut listed = Vec::new();
        loop {
            let from = listed.len();
            let way = way_in_app(&self.gateway, app_id);
            let record = self.order_row(order_no);
            let answered = way.query_refunds((order_no, payment), sign_type, from, &record);
            self.health.after_call(&answered.result);
            self.pace.after_ask(&answered.result, &self.schedules.retry_backoff, self.env.now());
            let answer = answered.raw.map(|text| raw(&self.env, "refundquery", text));
            let page = match answered.result {
                Ok(page) => page,
                Err(error) => {
                    tracing::warn!(order = %order_no, %error, "asking for all refunds of an order");
                    return Ok(Err((error, answer)));
                }
            };
            let so_far = listed.len().saturating_add(page.refunds.len());
            let over = page.refunds.is_empty() || so_far >= page.total || so_far >= LISTED_MAX;
            listed.extend(page.refunds);
            if over {
                return Ok(Ok((listed, answer)));
            }
            self.keep_page(order_no, answer, now)?;
        }
    }

    pub(super) fn keep_page(
        &self,
        order_no: &OrderNo,
        answer: Option<RawMessage>,
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        let Some(answer) = answer else { return Ok(()) };
        let answer = RawMessage { peer: "WeChat".to_owned(), ..answer };
        self.store.record_call(Some(order_no.clone()), None, answer, now).wait()
    }

    fn take_down(
        &self,
        order_no: &OrderNo,
        listed: Vec<RefundFacts>,
        answer: Option<RawMessage>,
        next_at: UnixSeconds,
        now: UnixSeconds,
    ) -> Result<(), StoreError> {
        let list = RefundList { order_no: order_no.clone(), listed, answer, next_at };
        let moved = self.store.record_listed_refunds(list, now).wait()?;
        self.tell_of_found(order_no, moved);
        Ok(())
    }

    /// WeChat says that some money of the order went back: it is asked for all refunds of it, and those we do not know are
    /// kept.
    pub(super) fn look_for_refunds(&self, order_no: &OrderNo, now: UnixSeconds) -> Result<(), StoreError> {
        if self.store.search_refunds(order_no.clone(), now).wait()? {
            self.events.send(&ShopEvent::RefundsSought);
        }
        Ok(())
    }

    fn tell_of_found(&self, order_no: &OrderNo, moved: Vec<RefundNo>) {
        if !moved.is_empty() {
            self.events.send(&ShopEvent::ProductsChanged); // what the owner wanted back on the shelf may be there now
            self.events.send(&ShopEvent::OrderChanged(order_no.clone()));
        }
        for refund_no in moved {
            self.events.send(&ShopEvent::RefundChanged(refund_no));
        }
    }
}

/// The soonest to ask again after this, seconds.
const fn least_wait(error: &GatewayError) -> i64 {
    if matches!(error, GatewayError::Wait { .. }) { SLOW_DOWN_SECS } else { 0 }
}
