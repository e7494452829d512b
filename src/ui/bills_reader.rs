//! What the page of WeChat's bills shows, read off the screen's thread.

use super::{
    model::{Place, Snapshot},
    read_model::ReadModel,
};
use crate::{
    domain::{UnixSeconds, bill_match::newest_bill_day},
    store::StoreError,
};
use std::sync::Arc;

/// Whether anything is open, on every page; the days and the one looked at, on their own.
pub(super) fn read(read_model: &dyn ReadModel, now: UnixSeconds, shot: &mut Snapshot) -> Result<(), StoreError> {
    shot.bills_open = read_model.open_bill_differences()?;
    if shot.gaze.place != Place::Bills {
        return Ok(());
    }
    let day = shot.gaze.bills.day.unwrap_or_else(|| newest_bill_day(now));
    let last = day.month().plus(31).month().plus(-1);
    let (gaze, rows) = (shot.gaze.bills, shot.gaze.bills.rows());
    if gaze.funds {
        shot.fund_days = Arc::new(read_model.fund_days(day.month(), last)?);
        if !gaze.month {
            shot.fund_page = read_model.fund_day_page(day, rows)?.map(Arc::new);
        }
        return Ok(());
    }
    shot.bill_days = Arc::new(read_model.bill_days(day.month(), last)?);
    if !gaze.month {
        shot.bill_page = read_model.bill_day_page(day, rows)?.map(Arc::new);
    }
    Ok(())
}
