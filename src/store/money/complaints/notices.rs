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
        self.write(move |db| record(db, &message, read.as_ref(), now))
    }
}

fn record(
    db: Db<'_>,
    message: &RawMessage,
    read: Result<&ComplaintNotice, &NoticeVerdict>,
    now: UnixSeconds,
) -> Result<NoticeOutcome, StoreError> {
    let (verdict, moved) = match read {
        Ok(notice) => {
            let asked = db.run(
                "UPDATE complaints SET ask_at = ?3 WHERE shop_id = ?1 AND complaint_id = ?2",
                params![db.shop, notice.complaint_id, now],
            )?;
            if asked == 0 {
                keep::list_soon(db, now)?;
            }
            (NoticeVerdict::Accepted, true)
        }
        Err(&verdict) => (verdict, false),
    };
    notices::add(db, message, verdict, (None, None), now)?;
    Ok(NoticeOutcome { verdict, moved })
}
