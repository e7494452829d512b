//! A server and how it is reached: its address, as libpq reads it, and what every connection to it begins with.

use crate::store::{ServerFault, StoreError, engine::postgres::tls};
use postgres::{Client, Config, config::SslMode};
use std::{path::PathBuf, str::FromStr as _, time::Duration};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The oldest PostgreSQL that is looked after.
const OLDEST: i64 = 14;
const CONNECT_SECS: u64 = 5;
/// A server that is gone without a word is noticed after about this.
const SILENT: Duration = Duration::from_secs(15);
const PROBED_EVERY: Duration = Duration::from_secs(5);
/// A seat that died holding the shop's lock holds it no longer than this.
const ABANDONED: &str = "15s";

/// Where a shop lies on a server, as `[store] url` says it, and the password, which is not in it.
#[derive(Clone)]
pub struct ServerAddress {
    url: String,
    config: Box<Config>,
    extra_root: Option<PathBuf>,
}

impl ServerAddress {
    /// Reads an address such as `postgresql://shop@db.example.com/shop`. Of what libpq knows, `sslrootcert` names a file of
    /// roots that take the place of the system's; `sslmode` changes nothing, because TLS is verified always.
    ///
    /// # Errors
    /// [`ServerFault::Address`], [`ServerFault::PasswordInAddress`].
    pub fn parse(url: &str, password: Option<&str>) -> Result<Self, StoreError> {
        let bad = |why: String| StoreError::from(ServerFault::Address(why));
        let (front, options) = url.split_once('?').unwrap_or((url, ""));
        let (mut kept, mut extra_root) = (Vec::new(), None);
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("sslmode", _)) => {}
                Some(("sslrootcert", path)) => {
                    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
                    extra_root = Some(PathBuf::from(path));
                }
                _ => kept.push(option),
            }
        }
        let shown = url.to_owned();
        let url = if kept.is_empty() { front.to_owned() } else { format!("{front}?{}", kept.join("&")) };
        let mut config = Config::from_str(&url).map_err(|why| bad(crate::base::causes::causes(&why)))?;
        if config.get_password().is_some() {
            return Err(ServerFault::PasswordInAddress.into());
        }
        if !(front.starts_with("postgresql://") || front.starts_with("postgres://")) || config.get_hosts().is_empty() {
            return Err(bad("postgresql://user@host/database".to_owned()));
        }
        if let Some(password) = password {
            config.password(password);
        }
        tls::demand(&mut config);
        config
            .application_name("zhanggui")
            .connect_timeout(Duration::from_secs(CONNECT_SECS))
            .keepalives_idle(PROBED_EVERY)
            .keepalives_interval(PROBED_EVERY)
            .keepalives_retries(2)
            .tcp_user_timeout(SILENT);
        Ok(Self { url: shown, config: Box::new(config), extra_root })
    }

    /// The same, checked by the roots of this file and no others.
    #[must_use]
    pub fn with_roots(self, file: Option<PathBuf>) -> Self {
        Self { extra_root: file.or(self.extra_root), ..self }
    }

    /// As it was written: there is no password in it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The database, where the address names one.
    pub fn database(&self) -> Option<&str> {
        self.config.get_dbname()
    }

    /// True unless everything stays on this computer.
    pub fn demands_tls(&self) -> bool {
        self.config.get_ssl_mode() == SslMode::Require
    }
}

/// Without the password.
impl std::fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerAddress").field("hosts", &self.config.get_hosts()).finish_non_exhaustive()
    }
}

/// A server that connections are made to.
pub(in crate::store) struct Server {
    config: Config,
    tls: MakeRustlsConnect,
    busy_ms: u128,
}

impl Server {
    pub fn at(address: &ServerAddress, busy_timeout: Duration) -> Result<Self, StoreError> {
        let tls = tls::verified(address.extra_root.as_deref())?;
        Ok(Self { config: (*address.config).clone(), tls, busy_ms: busy_timeout.as_millis() })
    }

    /// A new connection. What a commit promises is not left to the server's settings, unless they promise more; texts are
    /// read as they are written. The planner is told what these queries are: a few rows by their keys, on a disk that does not
    /// turn, and to the end where they are walked. Else it reads whole tables, or compiles what ends in a millisecond.
    pub fn connect(&self) -> Result<Client, StoreError> {
        let mut client = self.config.connect(self.tls.clone())?;
        client.batch_execute(&format!(
            "SELECT set_config('synchronous_commit', 'on', FALSE) WHERE current_setting('synchronous_commit') <> 'remote_apply';
             SET standard_conforming_strings = on; SET bytea_output = 'hex';
             SET random_page_cost = 1.1; SET jit = off; SET cursor_tuple_fraction = 1.0;
             SET lock_timeout = {}; SET idle_in_transaction_session_timeout = '{ABANDONED}'",
            self.busy_ms
        ))?;
        Ok(client)
    }
}

/// Are these two connections of one program? What stands between hands both the same one, and so one for each transaction.
pub(super) fn must_be_two(one: &mut Client, other: &mut Client) -> Result<(), StoreError> {
    let backend = |client: &mut Client| -> Result<i32, StoreError> {
        Ok(client.query_one("SELECT pg_backend_pid()", &[])?.try_get(0)?)
    };
    if backend(one)? == backend(other)? { Err(ServerFault::SharedConnections.into()) } else { Ok(()) }
}

/// Is it one that a shop can be kept on?
pub(super) fn check(client: &mut Client) -> Result<(), StoreError> {
    let sql = "SELECT current_setting('server_version_num')::BIGINT / 10000, current_setting('fsync') = 'on',
                   current_setting('full_page_writes') = 'on', pg_is_in_recovery(),
                   COALESCE((SELECT reset_val <> 'off' FROM pg_settings WHERE name = 'synchronous_commit'), TRUE)";
    let row = client.query_one(sql, &[])?;
    let found: i64 = row.try_get(0)?;
    if found < OLDEST {
        return Err(ServerFault::TooOld { found, needed: OLDEST }.into());
    }
    // The last one would not concern these connections, which set it themselves; but who switched it off for all believes
    // that what is lost does not matter.
    for (at, setting) in [(1, "fsync"), (2, "full_page_writes"), (4, "synchronous_commit")] {
        if !row.try_get::<_, bool>(at)? {
            return Err(ServerFault::Forgets(setting).into());
        }
    }
    if row.try_get(3)? { Err(ServerFault::Standby.into()) } else { Ok(()) }
}
