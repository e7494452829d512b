//! How a run over what is ticked begins.

use super::state::OrdersPage;
use crate::ui::{action::Action, bulk_run::BulkRun};

/// Sends the wishes of a run; its answers are heard one by one.
pub(super) fn begin(page: &mut OrdersPage, run: Option<BulkRun>, acts: &mut Vec<Action>) {
    let Some(run) = run.filter(|run| !run.is_over()) else { return };
    acts.push(Action::ShopAll(run.wishes()));
    page.run = Some(run);
}
