//! What other seats of a shop on a server change, heard by counting: each commit of any seat counts up in the shop's own row, which
//! its transaction holds anyway, so no list of changes has to be kept or cleared, and nobody is told inside a commit (a NOTIFY
//! there has all commits of a server wait for each other). The same look reads what their windows have open.

use super::presence::{self, PresenceRow, PresenceTracker, WindowHere};
use crate::domain::PresentPerson;
use crate::store::{Reader, Store, StoreError, engine::value::params};
use std::time::Instant;

/// Hears what other seats change.
pub struct ElsewhereWatch {
    store: Store,
    reader: Reader,
    /// How many commits were other seats' at the last look, and how many there were in all.
    elsewhere: i64,
    all: i64,
    /// The last look found news.
    had_news: bool,
    seats: PresenceTracker,
}

/// What a look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenElsewhere {
    /// Another seat changed something since the last look.
    pub changed: bool,
    /// Who has what open at other windows.
    pub people: Vec<PresentPerson>,
}

impl std::fmt::Debug for ElsewhereWatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ElsewhereWatch").field("elsewhere", &self.elsewhere).finish_non_exhaustive()
    }
}

impl Store {
    /// Hears what other seats change, from now on; `None` for a shop in a file. `seat` is this program's name for itself, 32
    /// random characters.
    ///
    /// # Errors
    /// What the server reports.
    pub fn watch_elsewhere(&self, seat: String) -> Result<Option<ElsewhereWatch>, StoreError> {
        if !self.has_seats() {
            return Ok(None);
        }
        let (reader, seats) = (self.reader()?, PresenceTracker::new(seat));
        let mut watch = ElsewhereWatch { store: self.clone(), reader, elsewhere: 0, all: 0, had_news: false, seats };
        let (all, _) = watch.read()?;
        (watch.all, watch.elsewhere) = (all, watch.elsewhere_of(all));
        Ok(Some(watch))
    }
}

impl ElsewhereWatch {
    /// What other seats did since the last look, and what their windows have open; says what is open `here`. One small query,
    /// to be asked again and again; a second one where something has to be said.
    ///
    /// # Errors
    /// What the server reports.
    pub fn look(&mut self, here: &WindowHere, now: Instant) -> Result<SeenElsewhere, StoreError> {
        let (all, rows) = self.read()?;
        // A commit of this seat that is there and not counted here yet is taken for another one's: the screen looks once more.
        // The next look would then miss one of another seat's that came with its count, and so it looks again as well.
        let elsewhere = self.elsewhere_of(all);
        let changed = elsewhere != self.elsewhere || (self.had_news && all != self.all);
        (self.elsewhere, self.all, self.had_news) = (elsewhere, all, changed);
        if changed {
            self.store.note_change();
        }
        let people = self.seats.look(self.reader.db(), &rows, here, now)?;
        Ok(SeenElsewhere { changed, people })
    }

    /// This window is closed: the others need not wait to miss it.
    ///
    /// # Errors
    /// What the server reports.
    pub fn leave(self) -> Result<(), StoreError> {
        self.seats.leave(self.reader.db())
    }

    fn elsewhere_of(&self, all: i64) -> i64 {
        all.saturating_sub(i64::try_from(self.store.commits()).unwrap_or(i64::MAX))
    }

    /// How many commits there are, and every seat's row.
    fn read(&self) -> Result<(i64, Vec<PresenceRow>), StoreError> {
        let db = self.reader.db();
        let sql = format!(
            "SELECT c.commits, {} FROM shop_commits c LEFT JOIN presences p ON p.shop_id = c.shop_id WHERE c.shop_id = ?1",
            presence::COLUMNS
        );
        let rows = db.list(&sql, params![db.shop], |row| Ok((row.get("commits")?, PresenceRow::read(row)?)))?;
        let all = rows.first().map_or(0, |(commits, _)| *commits);
        Ok((all, rows.into_iter().filter_map(|(_, row)| row).collect()))
    }
}
