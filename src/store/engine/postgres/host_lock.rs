//! The lock of a shop's host: an advisory lock that is held for as long as its connection lives. A seat that dies, or whose line
//! is cut, loses it within seconds, because the server asks the line often.

use crate::domain::ShopId;
use crate::store::{StoreError, engine::postgres::server::Server};
use postgres::Client;

/// "ZHGH": of all advisory locks in the database, those of hosts.
const HOSTS: i32 = 0x5A48_4748;
/// The server asks a line that says nothing after two seconds, and gives it up after six.
const ASKED_OFTEN: &str = "SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 2; SET tcp_user_timeout = 6000";

/// A connection that holds the lock, or will.
pub(in crate::store::engine) struct HostLock {
    client: Client,
    held: bool,
}

impl HostLock {
    pub fn open(server: &Server) -> Result<Self, StoreError> {
        let mut client = server.connect()?;
        client.batch_execute(ASKED_OFTEN)?;
        Ok(Self { client, held: false })
    }

    /// The newest number of the shop's hosts where the lock is held, since before or from now on: 0 where there was none yet.
    pub fn take(&mut self, shop: &ShopId) -> Result<Option<i64>, StoreError> {
        // The lock is gone with the connection and never without it.
        if !self.held {
            let sql = "SELECT pg_try_advisory_lock($1, hashtext($2))";
            self.held = self.client.query_one(sql, &[&HOSTS, &shop.as_str()])?.try_get(0)?;
        }
        if !self.held {
            return Ok(None);
        }
        let newest = self.client.query_opt("SELECT epoch FROM hosts WHERE shop_id = $1", &[&shop.as_str()])?;
        Ok(Some(newest.map(|row| row.try_get(0)).transpose()?.unwrap_or(0)))
    }
}
