//! Which seat of a shop on a server works. It is taken over by a lock of the server's and a number that counts up: whoever has an
//! older number sends nothing any more, however long it believes that it works.

use crate::domain::UnixSeconds;
use crate::store::{
    HostChange, HostRow, Reader, Store, StoreError,
    engine::{db::Db, value::params},
};

/// Characters of a computer's name that are kept.
const SEAT_CHARS: usize = 100;

impl Store {
    /// True if this seat works for the shop: always, for a shop in a file.
    pub fn is_host(&self) -> bool {
        self.host_seat().works()
    }

    /// True if there may be other seats.
    pub fn has_seats(&self) -> bool {
        !self.host_seat().is_only()
    }

    /// Counts up with each seat that takes the shop over.
    pub fn host_epoch(&self) -> i64 {
        self.host_seat().epoch()
    }

    /// Looks whether this seat is the host, and becomes it where nobody is; every two seconds or so. `seat` is what this computer
    /// calls itself. Whoever became it makes sure of what the one before left, and then calls [`Self::begin_to_work`].
    ///
    /// # Errors
    /// The server does not answer. A seat that was the host is none from then on.
    pub fn look_for_host(&self, seat: &str, now: UnixSeconds) -> Result<HostChange, StoreError> {
        let here = self.host_seat();
        if here.is_only() {
            return Ok(HostChange::Same);
        }
        let was = here.epoch() != 0;
        let looked = here.holds(self.shop_id()).and_then(|held| match (held, was) {
            (Some(_), false) => self.take_host(seat, now).map(|()| HostChange::Became),
            // Unless somebody took the shop while the line was cut.
            (Some(newest), true) if newest == here.epoch() => Ok(HostChange::Same),
            (_, true) => Ok(HostChange::Lost),
            (None, false) => Ok(HostChange::Same),
        });
        match &looked {
            Ok(HostChange::Same | HostChange::Became) => {}
            Ok(HostChange::Lost) | Err(_) => here.end(),
        }
        match looked {
            // It was lost by that, which is told first: the next look tells the error, if it lasts.
            Err(error) if was => {
                tracing::warn!(%error, "this seat is not the host any more");
                Ok(HostChange::Lost)
            }
            looked => looked,
        }
    }

    /// This seat works no more: another may.
    pub fn give_host_up(&self) {
        if self.has_seats() {
            self.host_seat().end();
        }
    }

    /// From now on this seat works.
    pub fn begin_to_work(&self) {
        self.host_seat().begin();
    }

    fn take_host(&self, seat: &str, now: UnixSeconds) -> Result<(), StoreError> {
        let seat: String = seat.chars().take(SEAT_CHARS).collect();
        let epoch = self.write(move |db| take(db, &seat, now)).wait()?;
        self.host_seat().given(epoch);
        Ok(())
    }
}

fn take(db: Db<'_>, seat: &str, now: UnixSeconds) -> Result<i64, StoreError> {
    let newest: Option<i64> = db.find_value("SELECT epoch FROM hosts WHERE shop_id = ?1", params![db.shop])?;
    let epoch = newest.unwrap_or(0).saturating_add(1);
    db.run_one(
        "INSERT INTO hosts (shop_id, epoch, seat, since_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (shop_id) DO UPDATE SET epoch = excluded.epoch, seat = excluded.seat, since_at = excluded.since_at",
        params![db.shop, epoch, seat, now],
    )?;
    Ok(epoch)
}

impl Reader {
    /// The seat that works, or worked last; `None` for a shop in a file.
    ///
    /// # Errors
    /// What the engine reports.
    pub fn host(&self) -> Result<Option<HostRow>, StoreError> {
        let db = self.db();
        db.find("SELECT epoch, seat, since_at FROM hosts WHERE shop_id = ?1", params![db.shop], |row| {
            Ok(HostRow { epoch: row.get("epoch")?, seat: row.get("seat")?, since_at: row.get("since_at")? })
        })
    }
}
