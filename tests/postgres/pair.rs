//! Two PostgreSQL servers of which one follows the other: what the first confirms, the second has. Made in a temporary folder,
//! reached over Unix sockets in it, and gone with the program, however that ends.

use crate::server::installed;
use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};
use zhanggui::store::ServerAddress;

const TIMEOUT: Duration = Duration::from_mins(1);

/// One command a line, "ok" for each. Nothing of a dead server is left but its files.
const SCRIPT: &str = r#"
set -u
bin=$1 folder=$2
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; else "$@"; fi; }
other() { if [ "$1" = a ]; then echo b; else echo a; fi; }
own() { printf "synchronous_standby_names = '%s'\nprimary_conninfo = 'host=%s user=shop application_name=%s'\n" \
    "$2" "$folder/$(other "$1")" "$1" >"$folder/$1/own.conf"; }
start() { for _ in 1 2 3 4 5 6 7 8 9; do
        as "$bin/pg_ctl" -D "$folder/$1/data" -w -l "$folder/$1/server.log" -o "-k $folder/$1 -c listen_addresses=" start && return 0
        sleep 0.3
    done; return 1; }
dies() { pid=$(head -n 1 "$folder/$1/data/postmaster.pid") || return 0
    kids=$(ps -o pid= --ppid "$pid")
    kill -9 "$pid" $kids 2>/dev/null
    while kill -0 "$pid" 2>/dev/null; do sleep 0.01; done; }
copied() { rm -rf "$folder/$1/data"
    as "$bin/pg_basebackup" -D "$folder/$1/data" -h "$folder/$(other "$1")" -U shop -c fast --no-sync; }
follows() { own "$1" ''; as touch "$folder/$1/data/standby.signal"; start "$1"; }
begins() {
    mkdir "$folder/a" "$folder/b"; touch "$folder/a/own.conf" "$folder/b/own.conf"
    [ "$(id -u)" != 0 ] || chown -R nobody "$folder"
    cd "$folder"
    as "$bin/initdb" -D "$folder/a/data" -U shop --auth=trust -E UTF8 --locale=C --no-sync --data-checksums || return 1
    printf "include '../own.conf'\nwal_keep_size = 512MB\nmax_connections = 200\nshared_buffers = 64MB\nwal_retrieve_retry_interval = 200ms\nhot_standby = on\n" \
        | as tee -a "$folder/a/data/postgresql.conf"
    own a ''; start a && copied b && follows b && own a '*' && as "$bin/pg_ctl" -D "$folder/a/data" reload; }
does() { case $1 in
    begin) begins ;;
    kill) dies "$2" ;;
    promote) own "$2" ''; as "$bin/pg_ctl" -D "$folder/$2/data" -w promote ;;
    start) own "$2" '*'; start "$2" ;;
    rewind)
        dies "$2"
        as "$bin/psql" -h "$folder/$(other "$2")" -U shop -c CHECKPOINT postgres
        as "$bin/pg_rewind" -D "$folder/$2/data" --no-sync --source-server="host=$folder/$(other "$2") user=shop dbname=postgres" \
            || copied "$2"
        follows "$2" && own "$(other "$2")" '*' && as "$bin/pg_ctl" -D "$folder/$(other "$2")/data" reload ;;
    esac; }
while read -r what which; do
    if does "$what" "${which:-}" >>"$folder/said.log" 2>&1; then echo ok; else tail -n 30 "$folder/said.log" | tr '\n' '|'; echo; fi
done
for one in a b; do [ ! -f "$folder/$one/data/postmaster.pid" ] || dies "$one"; done
cd /
rm -rf "$folder"
"#;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    A,
    B,
}

impl Which {
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }
}

/// The two, and the shell that starts and ends them.
pub struct Pair {
    folder: PathBuf,
    tell: Option<ChildStdin>,
    hear: BufReader<ChildStdout>,
    shell: Child,
}

impl Pair {
    /// A, which confirms nothing that B does not have. `None` where PostgreSQL is not installed.
    pub fn start() -> Option<Self> {
        let bin = installed()?;
        let folder = tempfile::Builder::new().prefix("zg-two-").tempdir().expect("a folder").keep();
        let mut shell = Command::new("sh")
            .args(["-c", SCRIPT, "sh"])
            .args([&bin, &folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let hear = BufReader::new(shell.stdout.take().expect("its words"));
        let mut pair = Self { folder, tell: shell.stdin.take(), hear, shell };
        pair.does("begin");
        pair.must_be_followed(Which::A);
        Some(pair)
    }

    fn does(&mut self, what: &str) {
        let tell = self.tell.as_mut().expect("it runs");
        writeln!(tell, "{what}").expect("told");
        let mut said = String::new();
        self.hear.read_line(&mut said).expect("a line");
        assert_eq!(said, "ok\n", "{what}");
    }

    /// Dies with all its processes, as when its computer loses its power.
    pub fn kill(&mut self, which: Which) {
        self.does(&format!("kill {}", which.name()));
    }

    /// Takes over. It waits for no standby until the other one follows it.
    pub fn promote(&mut self, which: Which) {
        self.does(&format!("promote {}", which.name()));
    }

    /// Starts again as what it was, with nobody's word that another one has taken over.
    pub fn start_as_it_was(&mut self, which: Which) {
        self.does(&format!("start {}", which.name()));
    }

    /// Comes back as the other one's standby, which from now on confirms nothing that this one does not have.
    pub fn follow(&mut self, which: Which) {
        self.does(&format!("rewind {}", which.name()));
        self.must_be_followed(which.other());
    }

    /// Waits until the other one has all that this one confirms.
    pub fn must_be_followed(&self, which: Which) {
        self.waits_until(which, "EXISTS (SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync')");
    }

    /// Waits until it has noticed that nobody follows it any more.
    pub fn must_be_alone(&self, which: Which) {
        self.waits_until(which, "NOT EXISTS (SELECT 1 FROM pg_stat_replication)");
    }

    fn waits_until(&self, which: Which, what: &str) {
        let (began, sql) = (Instant::now(), format!("SELECT {what}"));
        while !self.connect(which, "postgres").query_one(&sql, &[]).expect("an answer").get::<_, bool>(0) {
            assert!(began.elapsed() < TIMEOUT, "{which:?}: {what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn host(&self, which: Which) -> String {
        self.folder.join(which.name()).display().to_string().replace('/', "%2F")
    }

    /// The address of a database, as both name it.
    pub fn address(&self, database: &str) -> ServerAddress {
        let hosts = format!("{},{}", self.host(Which::A), self.host(Which::B));
        ServerAddress::parse(&format!("postgresql://shop@{hosts}/{database}?target_session_attrs=read-write"), None)
            .expect("an address")
    }

    /// The same of one alone.
    pub fn address_of(&self, which: Which, user: &str, database: &str) -> ServerAddress {
        let url = format!("postgresql://{user}@{}/{database}", self.host(which));
        ServerAddress::parse(&url, None).expect("an address")
    }

    /// A connection of the test's own.
    pub fn connect(&self, which: Which, database: &str) -> postgres::Client {
        let url = format!("postgresql://shop@{}/{database}", self.host(which));
        postgres::Client::connect(&url, postgres::NoTls).expect("a connection")
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        drop(self.tell.take());
        drop(self.shell.wait());
    }
}
