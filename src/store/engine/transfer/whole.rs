//! Whether a shop's rows say of each other what they have to.

use super::fault::MoveFault;
use crate::store::Reader;

/// The history, the sums and the counts of every order, and the people.
pub(super) fn must_be_whole(reader: &Reader) -> Result<(), MoveFault> {
    if reader.verify()?.is_sound() { Ok(()) } else { Err(MoveFault::BadSource) }
}
