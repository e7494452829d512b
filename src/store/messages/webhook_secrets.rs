//! The secret parts of the notification paths.

use crate::domain::UnixSeconds;
use crate::store::engine::{db::Db, value::params};
use crate::store::{CommitFuture, Store};
use crate::store::{Reader, StoreError, WebhookSecrets};

impl Store {
    /// The webhook secrets of this shop; `fresh` is kept if there are none yet.
    pub fn webhook_secrets(&self, fresh: WebhookSecrets, now: UnixSeconds) -> CommitFuture<WebhookSecrets> {
        self.write(move |db| keep(db, &fresh, now))
    }
}

/// Keeps `fresh` if there are none yet; answers the ones that count.
pub(in crate::store) fn keep(
    db: Db<'_>,
    fresh: &WebhookSecrets,
    now: UnixSeconds,
) -> Result<WebhookSecrets, StoreError> {
    db.run(
        "INSERT INTO hooks (shop_id, pay, refund, push, made_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (shop_id) DO NOTHING",
        params![db.shop, fresh.pay, fresh.refund, fresh.push, now],
    )?;
    // A shop of an earlier version has none for the message push.
    db.run("UPDATE hooks SET push = ?2 WHERE shop_id = ?1 AND push IS NULL", params![db.shop, fresh.push])?;
    Ok(read(db)?.unwrap_or_else(|| fresh.clone()))
}

fn read(db: Db<'_>) -> Result<Option<WebhookSecrets>, StoreError> {
    let sql = "SELECT pay, refund, push FROM hooks WHERE shop_id = ?1 AND push IS NOT NULL";
    db.find(sql, params![db.shop], |row| {
        Ok(WebhookSecrets { pay: row.get("pay")?, refund: row.get("refund")?, push: row.get("push")? })
    })
}

impl Reader {
    /// The webhook secrets of this shop, once they were made.
    ///
    /// # Errors
    /// What SQLite reports.
    pub fn webhook_secrets(&self) -> Result<Option<WebhookSecrets>, StoreError> {
        read(self.db())
    }
}
