//! A server and how it is reached: its address, as libpq reads it, and what every connection to it begins with.

use crate::store::{ServerFault, StoreError, engine::postgres::tls};
use postgres::{
    Client, Config, SimpleQueryMessage,
    config::{Host, SslMode, TargetSessionAttrs},
};
use std::{
    path::PathBuf,
    str::FromStr as _,
    sync::atomic::{AtomicBool, AtomicI64, Ordering},
    time::Duration,
};
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
        if config.get_hosts().len() > 1 {
            // A primary and its standbys, in whatever order: the one that takes changes is meant.
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
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

/// A server that connections are made to, or one of several: a primary and its standbys.
pub(in crate::store) struct Server {
    /// Each by itself, in the order of the address.
    hosts: Vec<Config>,
    tls: MakeRustlsConnect,
    busy_ms: u128,
    /// The newest line of history that was met: it counts up with each standby that took over.
    timeline: AtomicI64,
    /// Each of several was asked once, so that the newest line is known.
    met: AtomicBool,
}

impl Server {
    pub fn at(address: &ServerAddress, busy_timeout: Duration) -> Result<Self, StoreError> {
        let tls = tls::verified(address.extra_root.as_deref())?;
        let hosts = one_by_one(&address.config);
        let (timeline, met) = (AtomicI64::new(0), AtomicBool::new(hosts.len() < 2));
        Ok(Self { hosts, tls, busy_ms: busy_timeout.as_millis(), timeline, met })
    }

    /// A new connection, to the first of the hosts that can be used.
    pub fn connect(&self) -> Result<Client, StoreError> {
        if !self.met.swap(true, Ordering::AcqRel) {
            self.hosts.iter().for_each(|host| drop(self.connect_to(host)));
        }
        let mut told = StoreError::from(ServerFault::Lost);
        for host in &self.hosts {
            match self.connect_to(host) {
                Ok(client) => return Ok(client),
                // Of one that answers it is told why it cannot be used.
                Err(StoreError::Server(ServerFault::Unreachable(_))) if is_told(&told) => {}
                Err(error) => told = error,
            }
        }
        Err(told)
    }

    /// What a commit promises is not left to the server's settings, unless they promise more; texts are read as they are
    /// written. The planner is told what these queries are: a few rows by their keys, on a disk that does not turn, and to the
    /// end where they are walked. Else it reads whole tables, or compiles what ends in a millisecond.
    fn connect_to(&self, host: &Config) -> Result<Client, StoreError> {
        let mut client = host.connect(self.tls.clone())?;
        client.batch_execute(&format!(
            "SELECT set_config('synchronous_commit', 'on', FALSE) WHERE current_setting('synchronous_commit') <> 'remote_apply';
             SET standard_conforming_strings = on; SET bytea_output = 'hex';
             SET random_page_cost = 1.1; SET jit = off; SET cursor_tuple_fraction = 1.0;
             SET lock_timeout = {}; SET idle_in_transaction_session_timeout = '{ABANDONED}'",
            self.busy_ms
        ))?;
        self.must_lead(&mut client)?;
        Ok(client)
    }

    /// One that another has taken over from may still run and take changes, which nobody else will ever see. It is known by
    /// its older line of history; and where it waits for a standby, by that nobody follows it any more.
    fn must_lead(&self, client: &mut Client) -> Result<(), StoreError> {
        let sql = "SELECT CASE WHEN pg_is_in_recovery() THEN 0
                       ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::BIT(32)::BIGINT END,
                   (current_setting('synchronous_standby_names') <> '' AND NOT pg_is_in_recovery()
                       AND NOT EXISTS (SELECT 1 FROM pg_stat_replication))::INTEGER";
        let said = match client.simple_query(sql) {
            Ok(said) => said,
            Err(error) if client.is_closed() => return Err(error.into()),
            Err(error) => {
                // What is like PostgreSQL may have no files of its log, and no standby that takes over by itself.
                tracing::debug!(%error, "the line of history of the server is not known");
                return Ok(());
            }
        };
        let found = said.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some((number(row, 0)?, number(row, 1)?)),
            _ => None,
        });
        let Some((timeline, alone)) = found else { return Ok(()) };
        if timeline != 0 && timeline < self.timeline.fetch_max(timeline, Ordering::AcqRel) {
            return Err(ServerFault::LeftBehind.into());
        }
        if alone == 0 { Ok(()) } else { Err(ServerFault::NoStandby.into()) }
    }
}

fn number(row: &postgres::SimpleQueryRow, at: usize) -> Option<i64> {
    row.try_get(at).ok().flatten().and_then(|number| number.parse().ok())
}

/// True of what says more than that nobody answers.
const fn is_told(error: &StoreError) -> bool {
    !matches!(error, StoreError::Server(ServerFault::Lost | ServerFault::Unreachable(_)))
}

/// An address of several hosts, as one for each.
fn one_by_one(all: &Config) -> Vec<Config> {
    let count = all.get_hosts().len().max(all.get_hostaddrs().len());
    if count < 2 {
        return vec![all.clone()];
    }
    (0..count).map(|at| one_of(all, at)).collect()
}

fn one_of(all: &Config, at: usize) -> Config {
    let mut one = Config::new();
    match all.get_hosts().get(at) {
        Some(Host::Tcp(name)) => {
            one.host(name);
        }
        #[cfg(unix)]
        Some(Host::Unix(folder)) => {
            one.host_path(folder);
        }
        None => {}
    }
    all.get_hostaddrs().get(at).map(|address| one.hostaddr(*address));
    all.get_ports().get(at).or(all.get_ports().first()).map(|port| one.port(*port));
    all.get_user().map(|user| one.user(user));
    all.get_password().map(|password| one.password(password));
    all.get_dbname().map(|name| one.dbname(name));
    all.get_options().map(|options| one.options(options));
    all.get_application_name().map(|name| one.application_name(name));
    all.get_connect_timeout().map(|timeout| one.connect_timeout(*timeout));
    all.get_tcp_user_timeout().map(|timeout| one.tcp_user_timeout(*timeout));
    all.get_keepalives_interval().map(|interval| one.keepalives_interval(interval));
    all.get_keepalives_retries().map(|retries| one.keepalives_retries(retries));
    one.keepalives(all.get_keepalives())
        .keepalives_idle(all.get_keepalives_idle())
        .ssl_mode(all.get_ssl_mode())
        .ssl_negotiation(all.get_ssl_negotiation())
        .channel_binding(all.get_channel_binding())
        .target_session_attrs(all.get_target_session_attrs());
    one
}

/// Are these two connections of one program? What stands between hands both the same one, and so one for each transaction. Asked
/// without a statement that is prepared, which such a pool mixes up.
pub(super) fn must_be_two(one: &mut Client, other: &mut Client) -> Result<(), StoreError> {
    let backend = |client: &mut Client| -> Result<Option<i64>, StoreError> {
        let said = client.simple_query("SELECT pg_backend_pid()")?;
        Ok(said.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => number(row, 0),
            _ => None,
        }))
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
