//! What buyers called themselves when they ordered.

use crate::domain::{Nickname, OpenId, OrderNo, UnixSeconds};
use crate::store::{
    StoreError,
    engine::{db::Db, value::params},
};

/// What the buyer of an order called themselves with it.
pub(in crate::store) const OF_ORDER: &str = "SELECT nickname FROM nicknames WHERE shop_id = ?1 AND order_no = ?2";

/// What a buyer called themselves last.
pub(in crate::store) const LAST: &str = "SELECT nickname FROM nicknames WHERE shop_id = ?1 AND openid = ?2
    ORDER BY said_at DESC, order_no DESC LIMIT 1";

/// Kept with the order, in its commit.
pub(super) fn keep(
    db: Db<'_>,
    (order_no, openid): (&OrderNo, &OpenId),
    nickname: &Nickname,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO nicknames (shop_id, order_no, openid, nickname, said_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    db.run_one(sql, params![db.shop, order_no, openid, nickname.as_str(), now]).map(drop)
}

/// The last of a buyer's; `None` where they never said one.
pub(in crate::store) fn last(db: Db<'_>, openid: &OpenId) -> Result<Option<Nickname>, StoreError> {
    let kept: Option<String> = db.find_value(LAST, params![db.shop, openid])?;
    Ok(kept.as_deref().and_then(Nickname::clean))
}
