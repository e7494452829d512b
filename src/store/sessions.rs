//! Who is logged in at the storefront.

use super::{Reader, StoreError, db::Db};
use crate::domain::{OpenId, UnixSeconds};
use rusqlite::params;

/// Keeps a session, and forgets those that have run out.
pub(super) fn open(
    db: Db<'_>,
    openid: &OpenId,
    token_hash: &[u8; 32],
    expires_at: UnixSeconds,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    db.run("DELETE FROM buyer_sessions WHERE shop_id = ?1 AND expires_at <= ?2", params![db.shop, now])?;
    db.run(
        "INSERT INTO buyer_sessions (shop_id, token_hash, openid, opened_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (shop_id, token_hash) DO UPDATE SET openid = excluded.openid, expires_at = excluded.expires_at",
        params![db.shop, token_hash, openid, now, expires_at],
    )?;
    Ok(())
}

impl Reader {
    /// Whose token this is, while it lives.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn session(&self, token_hash: &[u8; 32], now: UnixSeconds) -> Result<Option<OpenId>, StoreError> {
        let sql = "SELECT openid FROM buyer_sessions WHERE shop_id = ?1 AND token_hash = ?2 AND expires_at > ?3";
        let db = self.db();
        db.find(sql, params![db.shop, token_hash, now], |row| row.get(0))
    }
}
