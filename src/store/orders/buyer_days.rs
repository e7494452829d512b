//! What each buyer took of the shop in a day: counted in the commit that takes it, so that a restart forgets nothing and
//! what a refused wish wrote is not counted.

use crate::domain::{BuyerLimits, OpenId, UnixSeconds, UsedUp};
use crate::store::engine::{db::Db, value::params};
use crate::store::{Reader, Refusal, StoreError};

const BEIJING_SECS: i64 = 8 * 60 * 60;
const DAY_SECS: i64 = 24 * 60 * 60;
/// An order can be paid for a week at most; after that it is closed, or its buyer placed another hundred since.
const UNPAID_LOOK_BACK: i64 = 8 * DAY_SECS;

/// What is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Take {
    Order,
    Prepay,
    Pictures(u64),
}

impl Take {
    /// Of orders, prepays and bytes.
    const fn amounts(self) -> (u32, u32, u64) {
        match self {
            Self::Order => (1, 0, 0),
            Self::Prepay => (0, 1, 0),
            Self::Pictures(bytes) => (0, 0, bytes),
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct BuyerDay {
    orders: u32,
    prepays: u32,
    picture_bytes: u64,
}

impl BuyerDay {
    fn of(db: Db<'_>, openid: &OpenId, now: UnixSeconds) -> Result<Self, StoreError> {
        let sql = "SELECT orders, prepays, picture_bytes FROM buyer_days
                   WHERE shop_id = ?1 AND day = ?2 AND openid = ?3";
        let found = db.find(sql, params![db.shop, day_of(now), openid], |row| {
            let bytes: i64 = row.get("picture_bytes")?;
            Ok(Self { orders: row.get("orders")?, prepays: row.get("prepays")?, picture_bytes: bytes.unsigned_abs() })
        })?;
        Ok(found.unwrap_or_default())
    }

    const fn allows(self, take: Take, limits: BuyerLimits) -> Result<(), UsedUp> {
        let (fits, used_up) = match take {
            Take::Order => (self.orders < limits.orders, UsedUp::Orders),
            Take::Prepay => (self.prepays < limits.prepays(), UsedUp::Payments),
            Take::Pictures(bytes) => {
                (self.picture_bytes.saturating_add(bytes) <= limits.picture_bytes, UsedUp::Pictures)
            }
        };
        if fits { Ok(()) } else { Err(used_up) }
    }
}

/// The day in Beijing, counted from 1970.
const fn day_of(now: UnixSeconds) -> i64 {
    now.get().saturating_add(BEIJING_SECS).div_euclid(DAY_SECS)
}

/// Refused once the day's part is used up.
pub(in crate::store) fn may(
    db: Db<'_>,
    openid: &OpenId,
    take: Take,
    limits: BuyerLimits,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    BuyerDay::of(db, openid, now)?.allows(take, limits).map_err(|used_up| Refusal::UsedUp(used_up).into())
}

/// Counts what was taken. Days that are over, and days only a wrong clock could have named, are forgotten.
pub(in crate::store) fn took(db: Db<'_>, openid: &OpenId, take: Take, now: UnixSeconds) -> Result<(), StoreError> {
    let (day, (orders, prepays, bytes)) = (day_of(now), take.amounts());
    db.run("DELETE FROM buyer_days WHERE shop_id = ?1 AND day < ?2 - 1", params![db.shop, day])?;
    db.run("DELETE FROM buyer_days WHERE shop_id = ?1 AND day > ?2 + 1", params![db.shop, day])?;
    db.run_one(
        "INSERT INTO buyer_days (shop_id, day, openid, orders, prepays, picture_bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (shop_id, day, openid) DO UPDATE SET orders = buyer_days.orders + excluded.orders,
             prepays = buyer_days.prepays + excluded.prepays,
             picture_bytes = buyer_days.picture_bytes + excluded.picture_bytes",
        params![db.shop, day, openid, orders, prepays, i64::try_from(bytes).unwrap_or(i64::MAX)],
    )
}

/// Refused where the buyer's unpaid orders would hold more pieces than one buyer may.
pub(in crate::store) fn may_hold(
    db: Db<'_>,
    openid: &OpenId,
    pieces: u32,
    limits: BuyerLimits,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    if limits.open_unpaid_pieces == u32::MAX {
        return Ok(());
    }
    let held: u32 = db.value(HELD, params![db.shop, openid, now.plus(-UNPAID_LOOK_BACK)])?;
    let left = limits.open_unpaid_pieces.saturating_sub(held);
    if pieces <= left { Ok(()) } else { Err(Refusal::UsedUp(UsedUp::UnpaidPieces { left }).into()) }
}

/// Along the buyer's own orders of the last days; a cross join is not turned round.
pub(in crate::store) const HELD: &str = "SELECT COALESCE(SUM(l.quantity), 0) FROM orders o CROSS JOIN order_lines l
    WHERE l.shop_id = o.shop_id AND l.order_no = o.order_no AND o.shop_id = ?1 AND o.openid = ?2 AND o.created_at >= ?3
        AND o.state = 'to_pay'";

impl Reader {
    /// Whether the buyer may send one more picture today, before anything of it is taken.
    ///
    /// # Errors
    /// [`Refusal::UsedUp`], or what SQLite reports.
    pub fn may_send_a_picture(&self, openid: &OpenId, now: UnixSeconds) -> Result<(), StoreError> {
        may(self.db(), openid, Take::Pictures(1), self.limits(), now)
    }
}
