//! A notification about a complaint: kept, and WeChat is asked. It moves nothing by itself.

use crate::domain::{ComplaintNotice, NoticeVerdict, UnixSeconds};
use crate::store::{
    CommitFuture, NoticeOutcome, RawMessage, Store, StoreError,
    engine::{db::Db, value::params},
    messages::notices,
    money::complaints::keep,
};

impl Store {
    /// A notification about a complaint came. `moved`: WeChat is to be asked now.
    pub fn record_complaint_notice(
        &self,
        message: RawMessage,
        read: Result<ComplaintNotice, NoticeVerdict>,
        now: UnixSeconds,
    ) -> CommitFuture<NoticeOutcome> {
        self.write(move |db| {
            notices::record(db, &message, read.as_ref(), now, (None, None), |notice| ask_soon(db, notice, now))
        })
    }
}

/// WeChat is asked about the complaint, or for the whole list where it is not known.
fn ask_soon(db: Db<'_>, notice: &ComplaintNotice, now: UnixSeconds) -> Result<(NoticeVerdict, bool), StoreError> {
    let asked = db.run(
        "UPDATE complaints SET ask_at = ?3 WHERE shop_id = ?1 AND complaint_id = ?2",
        params![db.shop, notice.complaint_id, now],
    )?;
    if asked == 0 {
        keep::list_soon(db, now)?;
    }
    Ok((NoticeVerdict::Accepted, true))
}
