//! What other seats of a shop on a server change, heard by counting: each commit of any seat counts up in the shop's own row, which
//! its transaction holds anyway, so no list of changes has to be kept or cleared, and nobody is told inside a commit (a NOTIFY
//! there has all commits of a server wait for each other).

use crate::store::{Reader, Store, StoreError, engine::value::params};

/// Hears what other seats change.
pub struct ElsewhereWatch {
    store: Store,
    reader: Reader,
    /// How many commits were other seats' at the last look.
    elsewhere: i64,
}

impl std::fmt::Debug for ElsewhereWatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ElsewhereWatch").field("elsewhere", &self.elsewhere).finish_non_exhaustive()
    }
}

impl Store {
    /// Hears what other seats change, from now on; `None` for a shop in a file.
    ///
    /// # Errors
    /// What the server reports.
    pub fn watch_elsewhere(&self) -> Result<Option<ElsewhereWatch>, StoreError> {
        if !self.has_seats() {
            return Ok(None);
        }
        let mut watch = ElsewhereWatch { store: self.clone(), reader: self.reader()?, elsewhere: 0 };
        watch.elsewhere = watch.count()?;
        Ok(Some(watch))
    }
}

impl ElsewhereWatch {
    /// True if another seat changed something since the last look. One small query; to be asked again and again.
    ///
    /// # Errors
    /// What the server reports.
    pub fn look(&mut self) -> Result<bool, StoreError> {
        // A commit of this seat that is there and not counted here yet is taken for another one's: the screen looks once more.
        let elsewhere = self.count()?;
        let news = elsewhere != self.elsewhere;
        if news {
            self.elsewhere = elsewhere;
            self.store.note_change();
        }
        Ok(news)
    }

    fn count(&self) -> Result<i64, StoreError> {
        let db = self.reader.db();
        let all: i64 = db.value("SELECT commits FROM shop_commits WHERE shop_id = ?1", params![db.shop])?;
        Ok(all.saturating_sub(i64::try_from(self.store.commits()).unwrap_or(i64::MAX)))
    }
}
