//! A list of a million orders through a small window of rows: pages go by key, and the view stays where it is while
//! orders arrive above it.

use super::read_model::ReadModel;
use crate::domain::{OrderNo, UnixSeconds};
use crate::store::{ListKey, ListPage, OrderQuery, OrderRow, OrderSort, StoreError};
use std::{collections::HashMap, sync::Arc};

/// Which part of the list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum ListSpan {
    /// From its beginning on.
    #[default]
    Newest,
    /// Up to its end.
    Oldest,
    /// Rows on both sides of this moment or sum, and this time of placing.
    Around(i64, UnixSeconds),
    /// This many ten-thousandths down the list, by what it is sorted by: where the scroll bar was dropped.
    Share(u32),
}

/// Rows of an end of the list.
const END_ROWS: u32 = 300;
/// Rows above and below the middle of the list.
const NEWER_ROWS: u32 = 250;
const OLDER_ROWS: u32 = 350;
/// When the view comes this near to the end of the window, the window moves.
const MARGIN: usize = 80;

/// The loaded part of the list, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(clippy::struct_field_names)] // `rows.rows` reads better than any other word for the rows themselves.
pub(super) struct LoadedRows {
    /// Shared between who reads them and who shows them.
    pub rows: Arc<Vec<OrderRow>>,
    /// How they are sorted.
    pub sort: OrderSort,
    /// True if nothing stands above.
    pub newest: bool,
    /// True if nothing stands below.
    pub oldest: bool,
    /// How many rows lie above, as far as it is known: for the scroll bar.
    pub above: u64,
}

/// A list at a moment, and where it is read.
#[derive(Clone, Copy)]
pub(super) struct ListRead<'a> {
    pub read_model: &'a dyn ReadModel,
    pub query: &'a OrderQuery,
    pub now: UnixSeconds,
    /// How many rows it has, as far as it is known.
    pub total: u64,
}

impl ListRead<'_> {
    fn page(&self, page: &ListPage, limit: u32) -> Result<Vec<OrderRow>, StoreError> {
        self.read_model.list_orders(self.query, self.now, page, limit)
    }

    fn rows(&self, rows: Vec<OrderRow>, (newest, oldest): (bool, bool), above: u64) -> LoadedRows {
        LoadedRows { rows: Arc::new(rows), sort: self.query.sort, newest, oldest, above }
    }

    /// Reads the span.
    pub fn read(&self, span: ListSpan) -> Result<LoadedRows, StoreError> {
        match span {
            ListSpan::Newest => self.read_first(),
            ListSpan::Oldest => self.read_last(),
            ListSpan::Around(value, placed) => self.read_around(value, placed),
            ListSpan::Share(share) => match self.value_at(share)? {
                Some(value) => {
                    let mut rows = self.read_around(value, UnixSeconds::default())?;
                    if !rows.newest && !rows.oldest {
                        rows.above = self.total / 10_000 * u64::from(share);
                    }
                    Ok(rows)
                }
                None => self.read_first(),
            },
        }
    }

    fn read_first(&self) -> Result<LoadedRows, StoreError> {
        let rows = self.page(&ListPage::First, END_ROWS)?;
        let oldest = rows.len() < END_ROWS as usize;
        Ok(self.rows(rows, (true, oldest), 0))
    }

    fn read_last(&self) -> Result<LoadedRows, StoreError> {
        let rows = self.page(&ListPage::Last, END_ROWS)?;
        let newest = rows.len() < END_ROWS as usize;
        let above = if newest { 0 } else { self.total.saturating_sub(rows.len() as u64) };
        Ok(self.rows(rows, (newest, true), above))
    }

    fn read_around(&self, value: i64, placed: UnixSeconds) -> Result<LoadedRows, StoreError> {
        // The smallest text an order number can be: every order stands on one side of this key or on the other.
        let edge = OrderNo::parse("******").ok().map(|order_no| ListKey { value, created_at: placed, order_no });
        let Some(edge) = edge else { return self.read_first() };
        let mut rows = self.page(&ListPage::Ahead(edge.clone()), NEWER_ROWS)?;
        let below = self.page(&ListPage::Behind(edge), OLDER_ROWS)?;
        let (newest, oldest) = (rows.len() < NEWER_ROWS as usize, below.len() < OLDER_ROWS as usize);
        rows.extend(below);
        let above = if oldest && !newest { self.total.saturating_sub(rows.len() as u64) } else { 0 };
        Ok(self.rows(rows, (newest, oldest), above))
    }

    /// What lies `share` ten-thousandths between the first and the last row's moment or sum.
    fn value_at(&self, share: u32) -> Result<Option<i64>, StoreError> {
        let value = |page: &ListPage| -> Result<Option<i64>, StoreError> {
            let rows = self.page(page, 1)?;
            Ok(rows.first().and_then(|row| ListKey::of(row, self.query.sort.by)).map(|key| key.value))
        };
        let (Some(first), Some(last)) = (value(&ListPage::First)?, value(&ListPage::Last)?) else { return Ok(None) };
        Ok(Some(first.saturating_add(last.saturating_sub(first) / 10_000 * i64::from(share))))
    }
}

impl LoadedRows {
    /// Where the order is in the window.
    pub fn position(&self, order_no: &OrderNo) -> Option<usize> {
        self.rows.iter().position(|row| row.key.order_no == *order_no)
    }

    /// Where each order is: to look for many of them at once.
    fn places(&self) -> HashMap<&str, usize> {
        self.rows.iter().enumerate().map(|(at, row)| (row.key.order_no.as_str(), at)).collect()
    }

    /// Takes over what the earlier window knew about its place in the whole list.
    pub fn settle(&mut self, before: &Self) {
        if self.newest || self.oldest || self.above > 0 {
            return;
        }
        let places = before.places();
        let mut rows = self.rows.iter().enumerate();
        let shared = rows.find_map(|(at, row)| places.get(row.key.order_no.as_str()).map(|was| (at, *was)));
        if let Some((at, was)) = shared {
            self.above = (before.above + was as u64).saturating_sub(at as u64);
        }
    }

    /// The span to ask for next, when the view (`top` row, `seen` rows high) comes near an end of the window.
    pub fn next_span(&self, top: usize, seen: usize) -> Option<ListSpan> {
        let near_top = top < MARGIN;
        let near_end = top + seen + MARGIN > self.rows.len();
        let key = || self.rows.get(top).and_then(|row| ListKey::of(row, self.sort.by));
        let middle = || key().map(|key| ListSpan::Around(key.value, key.created_at));
        match (near_top, near_end) {
            (true, _) if self.newest => Some(ListSpan::Newest).filter(|_| !near_end || self.oldest).or_else(middle),
            (true, _) => middle(),
            (_, true) if !self.oldest => middle(),
            _ => None,
        }
    }
}

/// Where the view stands in the window.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Scroll {
    /// Points from the top of the window.
    pub offset: f32,
    /// Where to stand once the next window is here.
    pub landing: Landing,
}

/// Where to stand once the asked-for window arrives.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) enum Landing {
    /// On the same row as before.
    #[default]
    Same,
    /// At the first row.
    Top,
    /// At the last row.
    Bottom,
    /// In the middle, where the scroll bar was dropped.
    Middle,
}

impl Scroll {
    /// The window was replaced: stay on the same order, or at the top if that is where we were. Where the pointer rests, so
    /// many points below the top, the order under it stays under it.
    pub fn carry(&mut self, before: &LoadedRows, after: &LoadedRows, (row, view): (f32, f32), rests: Option<f32>) {
        let landing = std::mem::take(&mut self.landing);
        let last = (after.rows.len() as f32 * row - view).max(0.0);
        self.offset = match landing {
            Landing::Top => 0.0,
            Landing::Bottom => last,
            Landing::Middle => (last * 0.5).min(NEWER_ROWS as f32 * row),
            Landing::Same => self.same(before, after, row, rests).clamp(0.0, last),
        };
    }

    fn same(self, before: &LoadedRows, after: &LoadedRows, row: f32, rests: Option<f32>) -> f32 {
        if self.offset < 1.0 && before.newest && rests.is_none() {
            return 0.0;
        }
        let held = (self.offset + rests.unwrap_or_default()).max(0.0);
        let at = ((held / row) as usize).min(before.rows.len().saturating_sub(1));
        let into = self.offset - at as f32 * row;
        let places = after.places();
        let kept =
            before.rows.iter().enumerate().skip(at).find_map(|(was, old)| {
                places.get(old.key.order_no.as_str()).map(|now| *now as f32 - (was - at) as f32)
            });
        kept.map_or(0.0, |first| first * row + into)
    }
}
