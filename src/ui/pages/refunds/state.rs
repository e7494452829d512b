//! What the page of refunds remembers between frames.

use super::ticks::Bulk;
use crate::{
    domain::RefundNo,
    ui::{
        list_look::ListLook,
        pages::{
            filters::{FilterMenu, ViewsMenu},
            refund_detail::Textures,
        },
        refund_conditions::RefundCondition,
    },
};
use std::ops::Range;

/// Its ticked refunds, where the list stands, and the evidence on the graphics card.
#[derive(Default)]
pub(in crate::ui) struct RefundsPage {
    pub bulk: Bulk,
    pub textures: Textures,
    /// The views that were given a name.
    pub look: ListLook,
    /// What is open over the bar or the head of the list.
    pub(super) menu: Option<RefundsMenu>,
    /// What the list can be narrowed to is being chosen, or is said by names that are read.
    pub narrowing: bool,
    /// The row the keyboard went to: it comes into sight.
    pub(super) reveal: Option<RefundNo>,
    /// The rows in sight, by their places in the list.
    pub(super) in_sight: Range<usize>,
}

impl RefundsPage {
    /// The page is left.
    pub fn close_menu(&mut self) {
        self.menu = None;
    }
}

/// One of the menus, with the line the keyboard is on.
pub(super) enum RefundsMenu {
    Filter(FilterMenu<RefundCondition>),
    Views(ViewsMenu),
    Sort(usize),
    Export(usize),
}
