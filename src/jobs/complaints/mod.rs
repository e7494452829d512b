//! Complaints: WeChat's list is read every few minutes and a notice is a hint to read it now; what changed is asked about with
//! its talk; what the owner wished to say is said once. Nothing here moves money.

mod calls;
mod found;
mod list;
mod say;
mod shown;

use super::shop::Shop;
use crate::{
    domain::UnixSeconds,
    store::{Reader, StoreError},
};

impl Shop {
    /// Everything about complaints that is due at `now`. Answers how many rows were worked on; nothing in a shop that has no
    /// keys for API v3.
    ///
    /// # Errors
    /// The rows could not be read or written.
    pub fn look_after_complaints(&self, reader: &Reader, now: UnixSeconds) -> Result<usize, StoreError> {
        let Some(calls) = self.gateway.complaints() else { return Ok(0) };
        let listed = self.list_complaints(calls, reader, now)?;
        let read = self.read_complaints(calls, reader, now)?;
        let said = self.say_to_complaints(calls, reader, now)?;
        Ok([listed, read, said].into_iter().fold(0, usize::saturating_add))
    }

    /// When there is something to do about complaints again; `None` in a shop that has no keys for API v3.
    ///
    /// # Errors
    /// The rows could not be read.
    pub(super) fn next_complaint(&self, reader: &Reader) -> Result<Option<UnixSeconds>, StoreError> {
        if self.gateway.complaints().is_some() { reader.next_complaint_due() } else { Ok(None) }
    }
}
