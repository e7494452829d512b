//! The owner and workers who read messages about payments: bound by a code they scan, once.

use crate::domain::{BIND_CODE_SECS, OpenId, OperatorAction, OperatorName, UnixSeconds};
use crate::store::{
    BoundWeChat, CommitFuture, Refusal, Store, StoreError,
    engine::{db::Db, value::params},
    operators::rights::Attempt,
};

/// So many people of a shop read messages at most.
const RECEIVERS_MAX: u32 = 50;

impl Store {
    /// A code with which somebody may bind their WeChat under this name, once, for ten minutes. It takes the place of the one
    /// before.
    pub fn make_bind_code(&self, code: String, name: OperatorName, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::RunShop, now), move |db| {
            db.run("DELETE FROM service_bind_codes WHERE shop_id = ?1", params![db.shop])?;
            db.run_one(
                "INSERT INTO service_bind_codes (shop_id, code, name, made_at) VALUES (?1, ?2, ?3, ?4)",
                params![db.shop, code, name, now],
            )
        })
    }

    /// Somebody's phone scanned a code. [`Refusal::NotFound`] where it is unknown, used or old.
    pub fn claim_bind_code(&self, code: String, openid: OpenId, now: UnixSeconds) -> CommitFuture<BoundWeChat> {
        self.write(move |db| claim(db, &code, &openid, now))
    }

    /// They read no messages any more.
    pub fn unbind_wechat(&self, openid: OpenId, now: UnixSeconds) -> CommitFuture<()> {
        self.write_as(Attempt::of(OperatorAction::RunShop, now), move |db| {
            db.run("DELETE FROM service_receivers WHERE shop_id = ?1 AND openid = ?2", params![db.shop, openid])
                .map(drop)
        })
    }
}

fn claim(db: Db<'_>, code: &str, openid: &OpenId, now: UnixSeconds) -> Result<BoundWeChat, StoreError> {
    let sql = "SELECT name FROM service_bind_codes WHERE shop_id = ?1 AND code = ?2 AND made_at <= ?3 AND made_at > ?4";
    let since = now.plus(-BIND_CODE_SECS);
    let name: OperatorName = db.find_value(sql, params![db.shop, code, now, since])?.ok_or(Refusal::NotFound)?;
    let others: u32 = db.value(
        "SELECT COUNT(*) FROM service_receivers WHERE shop_id = ?1 AND openid <> ?2",
        params![db.shop, openid],
    )?;
    if others >= RECEIVERS_MAX {
        return Err(Refusal::TooMany { most: RECEIVERS_MAX }.into());
    }
    db.run_one("DELETE FROM service_bind_codes WHERE shop_id = ?1 AND code = ?2", params![db.shop, code])?;
    db.run_one(
        "INSERT INTO service_receivers (shop_id, openid, name, bound_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (shop_id, openid) DO UPDATE SET name = excluded.name, bound_at = excluded.bound_at",
        params![db.shop, openid, name, now],
    )?;
    Ok(BoundWeChat { name })
}
