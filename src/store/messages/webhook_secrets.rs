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
        "INSERT INTO hooks (shop_id, pay, refund, made_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (shop_id) DO NOTHING",
        params![db.shop, fresh.pay, fresh.refund, now],
    )?;
    Ok(read(db)?.unwrap_or_else(|| fresh.clone()))
}

fn read(db: Db<'_>) -> Result<Option<WebhookSecrets>, StoreError> {
    let sql = "SELECT pay, refund FROM hooks WHERE shop_id = ?1";
    db.find(sql, params![db.shop], |row| Ok(WebhookSecrets { pay: row.get("pay")?, refund: row.get("refund")? }))
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
