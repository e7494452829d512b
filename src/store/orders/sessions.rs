//! Who is logged in at the storefront.

use crate::domain::{OpenId, UnixSeconds};
use crate::store::engine::{db::Db, value::params};
use crate::store::{CommitFuture, Store};
use crate::store::{Reader, StoreError};

/// Sessions of one buyer: a phone each for the family, and some that were never ended.
const SESSIONS_MAX: u32 = 10;

impl Store {
    /// Keeps a buyer's token (as its SHA-256) until `expires_at`.
    pub fn open_session(
        &self,
        openid: OpenId,
        token_hash: [u8; 32],
        expires_at: UnixSeconds,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| open(db, &openid, &token_hash, expires_at, now))
    }
}

/// Keeps a session, and forgets the buyer's oldest beyond ten, and all that have run out.
pub(in crate::store) fn open(
    db: Db<'_>,
    openid: &OpenId,
    token_hash: &[u8; 32],
    expires_at: UnixSeconds,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    db.run("DELETE FROM buyer_sessions WHERE shop_id = ?1 AND expires_at <= ?2", params![db.shop, now])?;
    db.run(
        "DELETE FROM buyer_sessions WHERE shop_id = ?1 AND token_hash IN (SELECT token_hash FROM buyer_sessions
             WHERE shop_id = ?1 AND openid = ?2 ORDER BY opened_at DESC, token_hash LIMIT 100 OFFSET ?3)",
        params![db.shop, openid, SESSIONS_MAX.saturating_sub(1)],
    )?;
    db.run(
        "INSERT INTO buyer_sessions (shop_id, token_hash, openid, opened_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (shop_id, token_hash) DO UPDATE SET openid = excluded.openid, expires_at = excluded.expires_at",
        params![db.shop, token_hash, openid, now, expires_at],
    )?;
    Ok(())
}

impl Reader {
    /// Who is logged in, by the hashes of their tokens: those who came last first, at most `limit` of them.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn sessions(&self, now: UnixSeconds, limit: u32) -> Result<Vec<([u8; 32], OpenId)>, StoreError> {
        let sql = "SELECT token_hash, openid FROM buyer_sessions WHERE shop_id = ?1 AND expires_at > ?2
                   ORDER BY expires_at DESC LIMIT ?3";
        let db = self.db();
        db.list(sql, params![db.shop, now, limit], |row| Ok((row.get("token_hash")?, row.get("openid")?)))
    }

    /// Whose token this is, while it lives.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn session(&self, token_hash: &[u8; 32], now: UnixSeconds) -> Result<Option<OpenId>, StoreError> {
        let sql = "SELECT openid FROM buyer_sessions WHERE shop_id = ?1 AND token_hash = ?2 AND expires_at > ?3";
        let db = self.db();
        db.find_value(sql, params![db.shop, token_hash, now])
    }
}
