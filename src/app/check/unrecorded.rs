//! A question of the doctor's, which leaves no row.

use crate::wechat::{CallRecord, NotRecorded, Outgoing};

/// It is about nothing the shop has, and moves nothing.
pub(super) struct Unrecorded;

impl CallRecord for Unrecorded {
    fn leaving(&self, _: Outgoing<'_>) -> Result<(), NotRecorded> {
        Ok(())
    }
}
