//! What the page remembers, and which day it shows.

use crate::{
    domain::{
        Day,
        bill_match::{BillSubject, newest_bill_day},
    },
    store::BillDay,
    ui::{action::Action, model::BillsGaze, screen::Screen},
};

/// The lists of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum DayTab {
    /// What waits for the owner, and what waits for the next bill.
    #[default]
    Open,
    /// Noted and solved.
    Settled,
    /// The bill's own lines.
    Lines,
    /// Those that could not be read.
    Rejected,
}

/// What the page remembers.
#[derive(Default)]
pub(in crate::ui) struct BillsPage {
    /// Which list of the day.
    pub(super) tab: DayTab,
    /// The difference a cause is written for, and what is written so far.
    pub(super) noting: Option<(BillSubject, String)>,
}

/// Once the last row that was read comes into view, as many again are read.
pub(super) fn more_rows(screen: &Screen<'_>, seen: usize, listed: usize, acts: &mut Vec<Action>) {
    let gaze = screen.gaze.bills;
    let rows = gaze.rows();
    if seen >= listed && listed >= usize::try_from(rows).unwrap_or(usize::MAX) {
        acts.push(Action::Bills(BillsGaze { more: gaze.more.saturating_add(rows), ..gaze }));
    }
}

/// The day that is looked at: the chosen one, else the newest whose bill can be there.
pub(super) fn shown_day(screen: &Screen<'_>) -> Day {
    screen.gaze.bills.day.unwrap_or_else(|| newest_bill_day(screen.now.at))
}

/// The bill of the day that is looked at, if it was ever asked for.
pub(super) fn day_of<'a>(screen: &'a Screen<'_>) -> Option<&'a BillDay> {
    let day = shown_day(screen);
    screen.model.shot.bill_days.iter().find(|known| known.day == day)
}
