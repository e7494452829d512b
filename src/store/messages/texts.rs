//! How long raw texts are kept. They name buyers, so they go one day; what they did stays in the rows.

use crate::domain::UnixSeconds;
use crate::store::{CommitFuture, Store};
use crate::store::{
    StoreError,
    engine::{db::Db, value::params},
    orders::counts,
};

/// The moment up to which texts have been forgotten, so that they are not looked for again.
const FORGOTTEN_UNTIL: &str = "texts_forgotten_until";
/// A step goes forward by no more than this, however far the clock says: one that is wrong for an hour costs a day.
const STRIDE_SECS: i64 = 24 * 60 * 60;
/// Rows of one commit.
const ROWS_MAX: u32 = 500;

impl Store {
    /// Blanks the raw text of messages older than `before`, some at a time; their rows stay. Answers how many texts
    /// went; 0 means that there is nothing more to do now.
    pub fn forget_texts(&self, before: UnixSeconds) -> CommitFuture<usize> {
        self.write(move |db| forget(db, before))
    }
}

/// Blanks texts older than `before`: of the oldest day that still has any, at most a commit's worth.
pub(in crate::store) fn forget(db: Db<'_>, before: UnixSeconds) -> Result<usize, StoreError> {
    let sql = "SELECT amount FROM tallies WHERE shop_id = ?1 AND name = ?2";
    let until: i64 = db.find_value(sql, params![db.shop, FORGOTTEN_UNTIL])?.unwrap_or(0);
    let Some(oldest) = oldest_from(db, UnixSeconds::new(until))?.filter(|&oldest| oldest < before) else {
        return Ok(0);
    };
    let end = oldest.plus(STRIDE_SECS).min(before);
    let mut gone: usize = 0;
    for which in ["direction = 'notice'", "direction <> 'notice'"] {
        gone = gone.saturating_add(blank(db, which, (oldest, end))?);
    }
    if gone == 0 {
        counts::add(db, FORGOTTEN_UNTIL, end.get().saturating_sub(until))?;
    }
    Ok(gone)
}

/// The oldest message at or after `from`. Each kind along its own index.
fn oldest_from(db: Db<'_>, from: UnixSeconds) -> Result<Option<UnixSeconds>, StoreError> {
    let oldest = |which: &str| -> Result<Option<UnixSeconds>, StoreError> {
        let sql = format!("SELECT MIN(at) FROM messages WHERE shop_id = ?1 AND {which} AND at >= ?2");
        db.value(&sql, params![db.shop, from])
    };
    Ok([oldest("direction = 'notice'")?, oldest("direction <> 'notice'")?].into_iter().flatten().min())
}

fn blank(db: Db<'_>, which: &str, (from, to): (UnixSeconds, UnixSeconds)) -> Result<usize, StoreError> {
    let sql = format!(
        "UPDATE messages SET text = '', headers = '' WHERE shop_id = ?1 AND message_id IN (SELECT message_id FROM messages
             WHERE shop_id = ?1 AND {which} AND at >= ?2 AND at < ?3 AND text <> '' LIMIT ?4)"
    );
    db.run(&sql, params![db.shop, from, to, ROWS_MAX])
}
