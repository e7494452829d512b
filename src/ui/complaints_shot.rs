//! What the page of complaints shows.

use crate::{
    domain::{ComplaintId, UnixSeconds},
    store::{ComplaintDetail, ComplaintFilter, ComplaintListing, ComplaintRow, Reader, StoreError},
};
/// Complaints that are over: so many are listed.
const OVER_MOST: u32 = 200;

/// What of the complaints is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ComplaintsGaze {
    /// Those that are over.
    pub over: bool,
    /// The one that is open; the first of the list where none is chosen.
    pub chosen: Option<ComplaintId>,
}

/// What there is of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ComplaintsShot {
    /// How many are open, and when the first of them runs out of time.
    pub open: (u32, Option<UnixSeconds>),
    /// The list, on its page.
    pub rows: Vec<ComplaintRow>,
    /// The one looked at, on its page.
    pub detail: Option<ComplaintDetail>,
    /// How the reading of WeChat's list stands; `None` where it was never read.
    pub listing: Option<ComplaintListing>,
}

/// What a reader of the store finds.
pub(super) fn of_store(reader: &Reader, gaze: Option<&ComplaintsGaze>) -> Result<ComplaintsShot, StoreError> {
    let (open, listing) = (reader.open_complaints()?, reader.complaint_listing()?);
    let Some(gaze) = gaze else { return Ok(ComplaintsShot { open, listing, ..ComplaintsShot::default() }) };
    let filter = if gaze.over { ComplaintFilter::Over } else { ComplaintFilter::Open };
    let rows = reader.complaints(filter, None, OVER_MOST)?;
    let looked_at = gaze.chosen.clone().or_else(|| rows.first().map(|row| row.complaint_id.clone()));
    let detail = looked_at.map(|id| reader.complaint(&id)).transpose()?.flatten();
    Ok(ComplaintsShot { open, rows, detail, listing })
}
