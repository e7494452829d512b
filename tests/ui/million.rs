//! A million orders that exist only when they are looked at.

use crate::shop::{NOW, yuan};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use zhanggui::{
    domain::{Fen, MessageId, OrderNo, OrderState, RefundNo, Source, UnixSeconds},
    store::{
        Counts, NoticeQuery, NoticeRow, OrderDetail, OrderFilter, OrderKey, OrderRow, Page, ProductRow, RefundDetail,
        RefundFilter, RefundKey, RefundRow, StoreError,
    },
    ui::ReadModel,
};

#[derive(Clone)]
pub struct Million {
    count: Arc<AtomicU64>,
    read: Arc<AtomicU64>,
    longest: Arc<AtomicU64>,
}

impl Default for Million {
    fn default() -> Self {
        Self { count: Arc::new(AtomicU64::new(1_000_000)), read: Arc::default(), longest: Arc::default() }
    }
}

/// The number of the order at this place, counted from the oldest.
pub fn number(place: u64) -> String {
    format!("M{place:09}")
}

fn second(place: u64) -> UnixSeconds {
    NOW.plus((i64::try_from(place).expect("small") - 1_000_000) * 30)
}

fn row(place: u64) -> OrderRow {
    OrderRow {
        key: OrderKey { created_at: second(place), order_no: OrderNo::parse(&number(place)).expect("a number") },
        state: OrderState::Shipped,
        source: Source::Storefront,
        attention: None,
        refund: None,
        nothing_to_send: false,
        buyer: "李雷".into(),
        phone_tail: "8000".into(),
        note: String::new(),
        items: "挂耳咖啡 ×2".into(),
        total: yuan("128.00"),
        refunded: Fen::ZERO,
        unseen: false,
        paid_at: None,
        shipped_at: None,
        carrier: None,
    }
}

impl Million {
    pub fn arrive(&self, more: u64) {
        self.count.fetch_add(more, Ordering::Relaxed);
    }

    pub fn rows_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    pub fn longest_page(&self) -> u64 {
        self.longest.load(Ordering::Relaxed)
    }

    fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// How many orders lie before this key, from the oldest.
    fn below(&self, key: &OrderKey) -> u64 {
        let (mut low, mut high) = (0, self.count());
        while low < high {
            let middle = low.midpoint(high);
            let here = row(middle).key;
            if (here.created_at, &here.order_no) < (key.created_at, &key.order_no) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

impl zhanggui::ui::ReadPeople for Million {}

impl ReadModel for Million {
    fn counts(&self, _: UnixSeconds) -> Result<Counts, StoreError> {
        Ok(Counts { orders: self.count(), shipped: self.count(), ..Counts::default() })
    }

    fn orders(&self, _: OrderFilter, page: &Page, limit: u32) -> Result<Vec<OrderRow>, StoreError> {
        let limit = u64::from(limit);
        let (from, to) = match page {
            Page::Newest => (self.count().saturating_sub(limit), self.count()),
            Page::Oldest => (0, limit.min(self.count())),
            Page::Before(key) => (self.below(key).saturating_sub(limit), self.below(key)),
            Page::After(key) => {
                let known = row(self.below(key)).key == *key;
                let from = self.below(key) + u64::from(known);
                (from, (from + limit).min(self.count()))
            }
        };
        self.read.fetch_add(to - from, Ordering::Relaxed);
        self.longest.fetch_max(to - from, Ordering::Relaxed);
        Ok((from..to).rev().map(row).collect())
    }

    fn order(&self, _: &OrderNo) -> Result<Option<OrderDetail>, StoreError> {
        Ok(None)
    }

    fn refunds(&self, _: RefundFilter, _: Option<&RefundKey>, _: u32) -> Result<Vec<RefundRow>, StoreError> {
        Ok(Vec::new())
    }

    fn refund(&self, _: &RefundNo) -> Result<Option<RefundDetail>, StoreError> {
        Ok(None)
    }

    fn notices(
        &self,
        _: &NoticeQuery,
        _: UnixSeconds,
        _: Option<&(UnixSeconds, MessageId)>,
        _: u32,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        Ok(Vec::new())
    }

    fn unseen(&self, _: u32) -> Result<Vec<OrderRow>, StoreError> {
        Ok(Vec::new())
    }

    fn product_rows(&self) -> Result<Vec<ProductRow>, StoreError> {
        Ok(Vec::new())
    }
}
