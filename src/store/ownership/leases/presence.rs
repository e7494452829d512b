//! Who has what open at other seats: a row for each running program, read with the same look that hears of changes. It is no
//! intent: no commit is counted, no other writer is kept waiting, and a row that is wrong for a moment hurts nobody. While no
//! other seat is there nothing is written but the row of the start.

use crate::domain::{OperatorId, Presence, PresentPerson};
use crate::store::{
    StoreError,
    engine::{db::Db, row::Row, value::params},
};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// A row whose beat stood still for so long is not shown any more. Measured by the reader's own clock: those of two computers
/// may be an hour apart.
pub const SHOWN_FOR: Duration = Duration::from_secs(12);
/// How often a seat with something open says that it lives, while there is another one.
const BEAT: Duration = Duration::from_secs(4);
/// The same of one with nothing open.
const IDLE_BEAT: Duration = Duration::from_secs(30);
/// A row whose beat stood still for so long is taken away by whoever sees it.
const GONE_AFTER: Duration = Duration::from_mins(2);

/// Who stands at this window, and what is open in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WindowHere {
    /// The person; none in a shop without people of its own.
    pub operator: Option<OperatorId>,
    /// What is open.
    pub at: Option<Presence>,
}

/// A seat's row, as it was read.
pub(super) struct PresenceRow {
    seat: String,
    here: WindowHere,
    beat: i64,
}

/// The columns of [`PresenceRow`]; without a seat, empty.
pub(super) const COLUMNS: &str = "p.seat, p.operator_id, p.order_no, p.refund_no, p.deciding, p.beat";

impl PresenceRow {
    /// `None` where no row stood beside what it was read with.
    pub fn read(row: &Row<'_>) -> Result<Option<Self>, StoreError> {
        let Some(seat) = row.get::<Option<String>>("seat")? else { return Ok(None) };
        let refund: String = row.get("refund_no")?;
        let at = if row.text("order_no")?.is_empty() {
            None
        } else {
            let refund_no = if refund.is_empty() { None } else { Some(row.get("refund_no")?) };
            Some(Presence { order_no: row.get("order_no")?, refund_no, deciding: row.get("deciding")? })
        };
        let here = WindowHere { operator: row.get("operator_id")?, at };
        Ok(Some(Self { seat, here, beat: row.get("beat")? }))
    }
}

/// What this seat knows of the others, and what it last said of itself.
pub(super) struct PresenceTracker {
    own: String,
    /// Each other one's beat, and when it last moved.
    beats: BTreeMap<String, (i64, Instant)>,
    beaten_at: Option<Instant>,
}

impl PresenceTracker {
    /// `own` is this program's name for itself: 32 characters, and nobody else's.
    pub const fn new(own: String) -> Self {
        Self { own, beats: BTreeMap::new(), beaten_at: None }
    }

    /// Says what is open here, where anybody could see it, and answers who has what open elsewhere.
    pub fn look(
        &mut self,
        db: Db<'_>,
        rows: &[PresenceRow],
        here: &WindowHere,
        now: Instant,
    ) -> Result<Vec<PresentPerson>, StoreError> {
        self.note_beats(rows, now);
        match rows.iter().find(|row| row.seat == self.own) {
            None => self.come(db, here)?,
            Some(_) if self.beats.is_empty() => {}
            Some(own) if own.here != *here || self.is_due(here, now) => {
                self.say(db, here)?;
                self.beaten_at = Some(now);
            }
            Some(_) => {}
        }
        let stood =
            |row: &PresenceRow| self.beats.get(&row.seat).map(|(_, moved)| now.saturating_duration_since(*moved));
        let mut people = Vec::new();
        for row in rows {
            let Some(stood) = stood(row) else { continue };
            if stood >= GONE_AFTER {
                db.run("DELETE FROM presences WHERE shop_id = ?1 AND seat = ?2", params![db.shop, row.seat])?;
            } else if let (true, Some(at)) = (stood < SHOWN_FOR, &row.here.at) {
                people.push(PresentPerson { operator: row.here.operator, at: at.clone() });
            }
        }
        Ok(people)
    }

    fn note_beats(&mut self, rows: &[PresenceRow], now: Instant) {
        self.beats.retain(|seat, _| rows.iter().any(|row| row.seat == *seat));
        for row in rows.iter().filter(|row| row.seat != self.own) {
            let known = self.beats.entry(row.seat.clone()).or_insert((row.beat, now));
            if known.0 != row.beat {
                *known = (row.beat, now);
            }
        }
    }

    fn is_due(&self, here: &WindowHere, now: Instant) -> bool {
        let every = if here.at.is_some() { BEAT } else { IDLE_BEAT };
        self.beaten_at.is_none_or(|at| now.saturating_duration_since(at) >= every)
    }

    /// The row of a start, or of a seat that was taken for gone.
    fn come(&self, db: Db<'_>, here: &WindowHere) -> Result<(), StoreError> {
        let (order_no, refund_no, deciding) = columns_of(here);
        let sql = "INSERT INTO presences (shop_id, seat, operator_id, order_no, refund_no, deciding, beat)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0) ON CONFLICT (shop_id, seat) DO NOTHING";
        db.run(sql, params![db.shop, self.own, here.operator, order_no, refund_no, deciding]).map(drop)
    }

    fn say(&self, db: Db<'_>, here: &WindowHere) -> Result<(), StoreError> {
        let (order_no, refund_no, deciding) = columns_of(here);
        let sql = "UPDATE presences SET operator_id = ?3, order_no = ?4, refund_no = ?5, deciding = ?6, beat = beat + 1
                   WHERE shop_id = ?1 AND seat = ?2";
        db.run(sql, params![db.shop, self.own, here.operator, order_no, refund_no, deciding]).map(drop)
    }

    /// Nothing is open here any more: the program ends.
    pub fn leave(&self, db: Db<'_>) -> Result<(), StoreError> {
        db.run("DELETE FROM presences WHERE shop_id = ?1 AND seat = ?2", params![db.shop, self.own]).map(drop)
    }
}

/// As a row has it: the order's and the refund's number, empty for none, and whether it is being decided.
fn columns_of(here: &WindowHere) -> (&str, &str, bool) {
    let at = here.at.as_ref();
    let refund_no = at.and_then(|at| at.refund_no.as_ref()).map_or("", |refund_no| refund_no.as_str());
    (at.map_or("", |at| at.order_no.as_str()), refund_no, at.is_some_and(|at| at.deciding))
}
