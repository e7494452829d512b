//! A list of a million orders through a small window of rows: pages go by key, and the view stays where it is while
//! orders arrive above it.

use super::read_model::ReadModel;
use crate::domain::{OrderNo, UnixSeconds};
use crate::store::{OrderFilter, OrderKey, OrderRow, Page, StoreError};

/// Which part of the list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum ListSpan {
    /// From the newest on.
    #[default]
    Newest,
    /// Up to the oldest.
    Oldest,
    /// Rows on both sides of this second.
    Around(UnixSeconds),
    /// This many ten-thousandths down the list, by time: where the scroll bar was dropped.
    Share(u32),
}

/// Rows of an end of the list.
const END_ROWS: u32 = 300;
/// Rows above and below the middle of the list.
const NEWER_ROWS: u32 = 250;
const OLDER_ROWS: u32 = 350;
/// When the view comes this near to the end of the window, the window moves.
const MARGIN: usize = 80;

/// The loaded part of the list, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(clippy::struct_field_names)] // `rows.rows` reads better than any other word for the rows themselves.
pub(super) struct LoadedRows {
    pub rows: Vec<OrderRow>,
    /// True if nothing newer exists.
    pub newest: bool,
    /// True if nothing older exists.
    pub oldest: bool,
    /// How many rows lie above, as far as it is known: for the scroll bar.
    pub above: u64,
}

/// The smallest text an order number can be: a key of this and a second lies before all orders of that second.
fn edge(at: UnixSeconds) -> Option<OrderKey> {
    OrderNo::parse("******").ok().map(|order_no| OrderKey { created_at: at, order_no })
}

impl LoadedRows {
    /// Reads the span. `total` is the number of rows of the filter.
    pub fn read(
        read_model: &dyn ReadModel,
        filter: OrderFilter,
        span: ListSpan,
        total: u64,
    ) -> Result<Self, StoreError> {
        match span {
            ListSpan::Newest => Self::read_newest(read_model, filter),
            ListSpan::Oldest => Self::read_oldest(read_model, filter, total),
            ListSpan::Around(second) => Self::read_around(read_model, filter, second, total),
            ListSpan::Share(share) => match Self::second_at(read_model, filter, share)? {
                Some(second) => {
                    let mut rows = Self::read_around(read_model, filter, second, total)?;
                    if !rows.newest && !rows.oldest {
                        rows.above = total / 10_000 * u64::from(share);
                    }
                    Ok(rows)
                }
                None => Self::read_newest(read_model, filter),
            },
        }
    }

    fn read_newest(read_model: &dyn ReadModel, filter: OrderFilter) -> Result<Self, StoreError> {
        let rows = read_model.orders(filter, &Page::Newest, END_ROWS)?;
        Ok(Self { newest: true, oldest: rows.len() < END_ROWS as usize, above: 0, rows })
    }

    fn read_oldest(read_model: &dyn ReadModel, filter: OrderFilter, total: u64) -> Result<Self, StoreError> {
        let mut rows = read_model.orders(filter, &Page::Oldest, END_ROWS)?;
        rows.sort_by(newest_first);
        let newest = rows.len() < END_ROWS as usize;
        let above = if newest { 0 } else { total.saturating_sub(rows.len() as u64) };
        Ok(Self { newest, oldest: true, above, rows })
    }

    fn read_around(
        read_model: &dyn ReadModel,
        filter: OrderFilter,
        second: UnixSeconds,
        total: u64,
    ) -> Result<Self, StoreError> {
        let Some(edge) = edge(second.plus(1)) else { return Self::read_newest(read_model, filter) };
        let mut rows = read_model.orders(filter, &Page::After(edge.clone()), NEWER_ROWS)?;
        let older = read_model.orders(filter, &Page::Before(edge), OLDER_ROWS)?;
        let (newest, oldest) = (rows.len() < NEWER_ROWS as usize, older.len() < OLDER_ROWS as usize);
        rows.extend(older);
        rows.sort_by(newest_first);
        let above = if oldest && !newest { total.saturating_sub(rows.len() as u64) } else { 0 };
        Ok(Self { rows, newest, oldest, above })
    }

    /// The second that lies `share` ten-thousandths between the newest and the oldest order.
    fn second_at(
        read_model: &dyn ReadModel,
        filter: OrderFilter,
        share: u32,
    ) -> Result<Option<UnixSeconds>, StoreError> {
        let first = |page: Page| -> Result<Option<UnixSeconds>, StoreError> {
            Ok(read_model.orders(filter, &page, 1)?.first().map(|row| row.key.created_at))
        };
        let (Some(newest), Some(oldest)) = (first(Page::Newest)?, first(Page::Oldest)?) else { return Ok(None) };
        let down = newest.since(oldest) / 10_000 * i64::from(share);
        Ok(Some(newest.plus(-down)))
    }

    /// Where the order is in the window.
    pub fn position(&self, order_no: &OrderNo) -> Option<usize> {
        self.rows.iter().position(|row| row.key.order_no == *order_no)
    }

    /// Takes over what the earlier window knew about its place in the whole list.
    pub fn settle(&mut self, before: &Self) {
        if self.newest || self.oldest || self.above > 0 {
            return;
        }
        let shared =
            self.rows.iter().enumerate().find_map(|(at, row)| before.position(&row.key.order_no).map(|was| (at, was)));
        if let Some((at, was)) = shared {
            self.above = (before.above + was as u64).saturating_sub(at as u64);
        }
    }

    /// The span to ask for next, when the view (`top` row, `seen` rows high) comes near an end of the window.
    pub fn next_span(&self, top: usize, seen: usize) -> Option<ListSpan> {
        let near_top = top < MARGIN;
        let near_end = top + seen + MARGIN > self.rows.len();
        let middle = || self.rows.get(top).map(|row| ListSpan::Around(row.key.created_at));
        match (near_top, near_end) {
            (true, _) if self.newest => Some(ListSpan::Newest).filter(|_| !near_end || self.oldest).or_else(middle),
            (true, _) => middle(),
            (_, true) if !self.oldest => middle(),
            _ => None,
        }
    }
}

fn newest_first(a: &OrderRow, b: &OrderRow) -> std::cmp::Ordering {
    (b.key.created_at, &b.key.order_no).cmp(&(a.key.created_at, &a.key.order_no))
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
    /// The window was replaced: stay on the same order, or at the top if that is where we were.
    pub fn carry(&mut self, before: &LoadedRows, after: &LoadedRows, row: f32, view: f32) {
        let landing = std::mem::take(&mut self.landing);
        let last = (after.rows.len() as f32 * row - view).max(0.0);
        self.offset = match landing {
            Landing::Top => 0.0,
            Landing::Bottom => last,
            Landing::Middle => (last * 0.5).min(NEWER_ROWS as f32 * row),
            Landing::Same => self.same(before, after, row).clamp(0.0, last),
        };
    }

    fn same(self, before: &LoadedRows, after: &LoadedRows, row: f32) -> f32 {
        if self.offset < 1.0 && before.newest {
            return 0.0;
        }
        let top = (self.offset / row) as usize;
        let inside = self.offset - top as f32 * row;
        let kept = before
            .rows
            .iter()
            .enumerate()
            .skip(top)
            .find_map(|(was, old)| after.position(&old.key.order_no).map(|now| now as f32 - (was - top) as f32));
        kept.map_or(0.0, |first| first * row + inside)
    }
}
