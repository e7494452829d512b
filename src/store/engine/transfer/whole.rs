//! Whether a shop's rows say of each other what they have to.

use super::fault::MoveFault;
use crate::store::Reader;

/// The history, the sums and the counts of every order.
pub(super) fn must_be_whole(reader: &Reader) -> Result<(), MoveFault> {
    let verdict = reader.verify()?;
    let good = verdict.altered.is_empty()
        && verdict.first_edited.is_none()
        && verdict.first_wrong_sum.is_none()
        && verdict.wrong_tallies.is_empty()
        && verdict.anonymous == 0;
    if good { Ok(()) } else { Err(MoveFault::BadSource) }
}
