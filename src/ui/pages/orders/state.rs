//! What the page of orders remembers between frames.

use super::{
    columns::{DENSE_ROW, ROOMY_ROW},
    open_menu::Menu,
};
use crate::{
    domain::{Fen, OrderNo, TagName},
    events::CommandOutcome,
    jobs::Command,
    store::{OrderMarks, OrderRow},
    ui::{
        bulk_run::{BulkRun, BulkWhat},
        list_look::ListLook,
        rows::{Landing, ListSpan, LoadedRows, Scroll},
    },
};
use std::collections::BTreeMap;

/// What the list remembers.
#[derive(Default)]
pub(in crate::ui) struct OrdersPage {
    pub scroll: Scroll,
    pub selected: Option<OrderNo>,
    /// Which part of the list is read.
    pub span: ListSpan,
    /// Columns, rows and views.
    pub look: ListLook,
    /// How wide the column was whose edge is being dragged, points.
    pub(super) width_from: Option<f32>,
    /// The menu that is open.
    pub(super) menu: Option<Menu>,
    pub(super) ticked: Ticked,
    /// What is done with all that was ticked, and what came of it.
    pub run: Option<BulkRun>,
    /// How high the rows' part of the page is, points.
    pub(super) view: f32,
    /// How far below the top of the rows the pointer rests; `None` where it is elsewhere.
    pub(super) rests: Option<f32>,
    /// The first row when its place was last in sight.
    first: Option<OrderNo>,
    /// Orders that came above it since.
    pub(super) waiting: u64,
    /// Whether what the list can be narrowed to is being chosen, as the reader hears it.
    pub narrowing: bool,
}

impl OrdersPage {
    /// How high a row is.
    pub(super) const fn row_height(&self) -> f32 {
        if self.look.dense { DENSE_ROW } else { ROOMY_ROW }
    }

    /// The window of rows was replaced; `same_list`: it is of the list that was shown before.
    pub fn rows_changed(&mut self, before: &LoadedRows, after: &LoadedRows, marks: &ListedMarks, same_list: bool) {
        let height = (self.row_height(), self.view);
        let rests = self.rests.filter(|_| same_list);
        self.scroll.carry(before, after, height, rests);
        self.ticked.refresh(&after.rows, marks);
        if !same_list {
            self.first = None;
        }
        if after.newest {
            let above = self.first.as_ref().and_then(|first| after.position(first));
            self.waiting = above.unwrap_or_default() as u64;
        }
    }

    /// The top of the list is in sight: nothing waits above it.
    pub(super) fn see_top(&mut self, rows: &LoadedRows) {
        if rows.newest && self.scroll.offset < 1.0 {
            self.waiting = 0;
            let first = rows.rows.first().map(|row| &row.key.order_no);
            if self.first.as_ref() != first {
                self.first = first.cloned();
            }
        }
    }

    /// Back to the newest.
    pub fn jump_to_newest(&mut self) {
        // Where the newest are at hand already, nothing has to come before the view stands there.
        let at_hand = std::mem::replace(&mut self.span, ListSpan::Newest) == ListSpan::Newest;
        let landing = if at_hand { Landing::Same } else { Landing::Top };
        self.scroll = Scroll { offset: 0.0, landing };
        self.waiting = 0;
        self.first = None;
    }

    /// An answer to a wish of the run over what was ticked. True where it was.
    pub fn answered(&mut self, wish: &Command, outcome: &CommandOutcome) -> bool {
        let Some(run) = self.run.as_mut().filter(|run| !run.is_over()) else { return false };
        let is_one = run.answered(wish, outcome);
        if is_one && *outcome == CommandOutcome::Done {
            self.ticked.tagged(run.done.last(), &run.what);
        }
        is_one
    }

    /// Nothing is ticked and no menu is open: the page was left.
    pub fn leave(&mut self) {
        self.menu = None;
        self.run = None;
        self.ticked = Ticked::default();
        self.rests = None;
    }
}

/// The ticked orders, as they were last seen.
#[derive(Debug, Default)]
pub(super) struct Ticked(BTreeMap<OrderNo, TickedOrder>);

/// One of them.
#[derive(Debug)]
pub(super) struct TickedOrder {
    pub row: OrderRow,
    /// The tags that stand on the order itself.
    pub own: Vec<TagName>,
}

/// What the list shows of the marks of its orders.
pub(super) type ListedMarks = BTreeMap<OrderNo, OrderMarks>;

fn own(order_no: &OrderNo, marks: &ListedMarks) -> Vec<TagName> {
    marks.get(order_no).map(|marks| marks.own.clone()).unwrap_or_default()
}

impl Ticked {
    pub fn any(&self) -> bool {
        !self.0.is_empty()
    }

    pub fn many(&self) -> usize {
        self.0.len()
    }

    pub fn has(&self, order_no: &OrderNo) -> bool {
        self.0.contains_key(order_no)
    }

    pub fn rows(&self) -> impl Iterator<Item = &OrderRow> {
        self.0.values().map(|ticked| &ticked.row)
    }

    pub fn toggle(&mut self, row: &OrderRow, marks: &ListedMarks) {
        if self.0.remove(&row.key.order_no).is_none() {
            self.tick_all(std::slice::from_ref(row), marks);
        }
    }

    pub fn tick_all(&mut self, rows: &[OrderRow], marks: &ListedMarks) {
        let ticked = |row: &OrderRow| TickedOrder { row: row.clone(), own: own(&row.key.order_no, marks) };
        self.0.extend(rows.iter().map(|row| (row.key.order_no.clone(), ticked(row))));
    }

    /// Those that have this tag themselves, or those that have not.
    pub fn with_tag(&self, name: &TagName, has: bool) -> impl Iterator<Item = OrderNo> {
        let fits = move |ticked: &&TickedOrder| ticked.own.contains(name) == has;
        self.0.values().filter(fits).map(|ticked| ticked.row.key.order_no.clone())
    }

    fn tagged(&mut self, order_no: Option<&OrderNo>, what: &BulkWhat) {
        let Some(ticked) = order_no.and_then(|order_no| self.0.get_mut(order_no)) else { return };
        match what {
            BulkWhat::PutTag(name) if !ticked.own.contains(name) => ticked.own.push(name.clone()),
            BulkWhat::TakeTag(name) => ticked.own.retain(|other| other != name),
            BulkWhat::PutTag(_) | BulkWhat::Ship => {}
        }
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// What they come to.
    pub fn sum(&self) -> Fen {
        Fen::sum(self.rows().map(|row| row.total)).unwrap_or_default()
    }

    fn refresh(&mut self, rows: &[OrderRow], marks: &ListedMarks) {
        if self.0.is_empty() {
            return;
        }
        for row in rows {
            if let Some(known) = self.0.get_mut(&row.key.order_no) {
                *known = TickedOrder { row: row.clone(), own: own(&row.key.order_no, marks) };
            }
        }
    }
}
