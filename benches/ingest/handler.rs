//! A handler of notifications that runs as a process of its own: ours, or the one named in `ZHANGGUI_PEER`.

use crate::{
    folder,
    messages::{order_no, transaction_id},
    postgres_server::Server,
    server::{HOOK, ROLE, UNINDEXED},
    shop::remove,
};
use rusqlite::{Connection, OpenFlags};
use std::{
    collections::HashSet,
    fs::File,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

pub struct Handler {
    child: Child,
    file: PathBuf,
    /// Where its rows lie, if not in the file.
    database: Option<(&'static Server, String)>,
    log: PathBuf,
    ours: bool,
    pub port: u16,
    /// Where it takes notifications.
    pub path: String,
}

impl Handler {
    /// The real listener on a copy of a prepared shop.
    pub fn ours(prepared: &Path) -> Self {
        let file = folder().join("bench-ingest-run.db");
        remove(&file);
        std::fs::copy(prepared, &file).unwrap();
        // A shop in use has its pages in the system's cache, and its log is of ordinary length.
        Self::start_ours(file, None, true)
    }

    /// The same shop without a search index: nothing of what it writes is found.
    pub fn ours_unindexed(prepared: &Path) -> Self {
        let file = folder().join("bench-ingest-run.db");
        remove(&file);
        std::fs::copy(prepared, &file).unwrap();
        Self::start_ours(file, None, false)
    }

    /// The same over a database that nobody else uses.
    pub fn ours_on(server: &'static Server, database: String) -> Self {
        Self::start_ours(PathBuf::new(), Some((server, database)), true)
    }

    fn start_ours(file: PathBuf, database: Option<(&'static Server, String)>, indexed: bool) -> Self {
        let log = folder().join("bench-ingest-run.log");
        let mut command = Command::new(std::env::current_exe().unwrap());
        let place = database.as_ref().map_or_else(|| file.display().to_string(), |(server, name)| server.url(name));
        if !indexed {
            command.env(UNINDEXED, "1");
        }
        command.env(ROLE, place).stdin(Stdio::piped()).stderr(File::create(&log).unwrap());
        let (child, line) = started(command);
        let port = line.strip_prefix("ready ").unwrap().trim().parse().unwrap();
        Self { child, file, database, log, ours: true, port, path: format!("/wechat/{HOOK}/pay") }
    }

    /// Another handler: prints "ready", answers after its commit, keeps `inbox (transaction_id, …)`.
    pub fn peer() -> Option<Self> {
        let words = std::env::var("ZHANGGUI_PEER").ok()?;
        let file = folder().join("bench-ingest-peer.db");
        remove(&file);
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let words = words.replace("{port}", &port.to_string()).replace("{db}", &file.display().to_string());
        let mut words = words.split_whitespace();
        let mut command = Command::new(words.next()?);
        command.args(words).stdin(Stdio::null()).stderr(Stdio::null());
        let (child, line) = started(command);
        assert!(line.contains("ready"), "{line}");
        Some(Self { child, file, database: None, log: PathBuf::new(), ours: false, port, path: "/notify".to_owned() })
    }

    /// Seconds of a processor it has used.
    pub fn cpu_secs(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let (_, behind) = stat.rsplit_once(')').unwrap();
        let ticks = |field: usize| behind.split_whitespace().nth(field).unwrap().parse::<f64>().unwrap();
        (ticks(11) + ticks(12)) / 100.0
    }

    pub fn log_bytes(&self) -> u64 {
        std::fs::metadata(&self.log).map_or(0, |it| it.len())
    }

    /// Notifications in its file.
    pub fn rows(&self) -> usize {
        let count = "SELECT COUNT(*) FROM messages WHERE direction = 'notice'";
        let rows: i64 = self.open().query_row(count, [], |row| row.get(0)).unwrap();
        usize::try_from(rows).unwrap()
    }

    fn open(&self) -> Connection {
        Connection::open_with_flags(&self.file, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
    }

    /// Kills it, and looks every acknowledged message up.
    pub fn end_and_count_lost(&mut self, acked: &[usize]) -> usize {
        self.kill();
        let query = if self.ours {
            "SELECT order_no FROM messages WHERE direction = 'notice' AND verdict IN ('accepted', 'repeated')"
        } else {
            "SELECT transaction_id FROM inbox"
        };
        let have: HashSet<String> = if let Some((server, database)) = &self.database {
            let rows = server.connect(database).query(query, &[]).unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        } else {
            let conn = self.open();
            let mut query = conn.prepare(query).unwrap();
            query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        let name = if self.ours { order_no } else { transaction_id };
        acked.iter().filter(|&&number| !have.contains(&name(number))).count()
    }

    /// How long after the start of the next one it takes messages, when this one was killed.
    pub fn killed_and_ready_again(mut self) -> Duration {
        self.kill();
        let began = Instant::now();
        let mut next = Self::start_ours(self.file.clone(), None, true);
        let took = began.elapsed();
        next.kill();
        took
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Handler {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
        remove(&self.file);
    }
}

/// A process and the first line it printed.
fn started(mut command: Command) -> (Child, String) {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, line)
}
