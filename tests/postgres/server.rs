//! A PostgreSQL server for the tests of one program: made in a temporary folder, reached over a Unix socket in it, and gone
//! with the program, however that ends. Without PostgreSQL on the machine there is none, and whoever asks says so.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        LazyLock, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};
use zhanggui::{
    domain::ShopId,
    store::{ServerAddress, Store, Tuning},
};

/// `required`: a machine without it fails. Anything else: it is said that nothing was tried.
const WANTED: &str = "ZHANGGUI_POSTGRES";

/// The server of this program; `None` where PostgreSQL is not installed.
static SERVER: LazyLock<Option<Server>> = LazyLock::new(|| Server::start(""));
static NUMBER: AtomicU32 = AtomicU32::new(1);

pub struct Server {
    folder: PathBuf,
    /// The shell that stops the server once its input is closed: when this program ends.
    _shell: Mutex<Child>,
    /// A database that others are copied from was made.
    pattern: Mutex<bool>,
}

/// What each step says on the way goes to a log; the last line says that it can be reached. An ordinary user is needed.
const SCRIPT: &str = r#"
set -eu
bin=$1 folder=$2 more=$3 port=$4
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; else "$@"; fi; }
[ "$(id -u)" != 0 ] || chown -R nobody "$folder"
cd "$folder"
as "$bin/initdb" -D "$folder/data" -U shop --auth=trust -E UTF8 --locale=C --no-sync >"$folder/initdb.log" 2>&1
as sh -c 'printf "local all stranger reject\nlocal all guarded scram-sha-256\nlocal all all trust\nhost all all 127.0.0.1/32 trust\n" > "$1"' sh "$folder/data/pg_hba.conf"
if [ -f "$folder/server.crt" ]; then
    more="$more -c ssl=on -c ssl_cert_file=$folder/server.crt -c ssl_key_file=$folder/server.key"
    more="$more -c listen_addresses=127.0.0.1 -c port=$port"
fi
as "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/server.log" \
    -o "-k $folder -c listen_addresses= -c max_connections=400 -c shared_buffers=64MB$more" start >/dev/null
echo ready
read -r _ || true
as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
cd /
rm -rf "$folder"
"#;

impl Server {
    /// A new one; `more` is what it is told beside the usual.
    pub fn start(more: &str) -> Option<Self> {
        Self::start_with(more, None)
    }

    /// A new one that speaks TLS at this port of this computer, with this certificate and its key (PEM).
    pub fn start_speaking_tls(port: u16, (certificate, key): (&str, &str)) -> Option<Self> {
        Self::start_with("", Some((port, certificate, key)))
    }

    fn start_with(more: &str, tls: Option<(u16, &str, &str)>) -> Option<Self> {
        let bin = installed()?;
        let folder = tempfile::Builder::new().prefix("zg-pg-").tempdir().expect("a folder").keep();
        if let Some((_, certificate, key)) = tls {
            fs::write(folder.join("server.crt"), certificate).expect("written");
            let path = folder.join("server.key");
            fs::write(&path, key).expect("written");
            // A key that others can read is refused.
            #[cfg(unix)]
            fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("closed");
        }
        let mut shell = Command::new("sh")
            .args(["-c", SCRIPT, "sh"])
            .args([&bin, &folder])
            .arg(more)
            .arg(tls.map_or_else(String::new, |(port, ..)| port.to_string()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut said = String::new();
        BufReader::new(shell.stdout.take().expect("its words")).read_line(&mut said).expect("a line");
        let logs =
            || ["initdb.log", "server.log"].map(|name| fs::read_to_string(folder.join(name)).unwrap_or_default());
        assert_eq!(said, "ready\n", "the server does not start: {:?}", logs());
        Some(Self { folder, _shell: Mutex::new(shell), pattern: Mutex::new(false) })
    }

    /// The address of a database of it.
    pub fn address(&self, database: &str) -> ServerAddress {
        ServerAddress::parse(&self.url(database), None).expect("an address")
    }

    pub fn url(&self, database: &str) -> String {
        let folder = self.folder.display().to_string().replace('/', "%2F");
        format!("postgresql://shop@{folder}/{database}")
    }

    /// Where it listens.
    pub fn socket(&self) -> PathBuf {
        self.folder.join(".s.PGSQL.5432")
    }

    /// A connection of the test's own.
    pub fn connect(&self, database: &str) -> postgres::Client {
        postgres::Client::connect(&self.url(database), postgres::NoTls).expect("a connection")
    }

    /// A shop's database of this name: the one that is there, or a new one, whose schema is copied and not made each time.
    pub fn shop(&self, name: &str) -> ServerAddress {
        let mut client = self.connect("postgres");
        let mut made = self.pattern.lock().expect("nobody broke off");
        if !*made {
            client.batch_execute("CREATE DATABASE pattern").expect("a database");
            let store = Store::on_server(&self.address("pattern"), ShopId::main(), Tuning::default());
            store.and_then(Store::close).expect("a shop");
            *made = true;
        }
        if client.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).expect("an answer").is_none() {
            // Whoever made the pattern may not be gone yet: the server waits five seconds for that.
            client.batch_execute(&format!("CREATE DATABASE \"{name}\" TEMPLATE pattern")).expect("a database");
        }
        self.address(name)
    }

    /// An empty database of its own.
    pub fn made(&self) -> String {
        let name = format!("shop{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        self.connect("postgres").batch_execute(&format!("CREATE DATABASE {name}")).expect("a database");
        name
    }
}

/// The server, where there is one.
pub fn server() -> Option<&'static Server> {
    SERVER.as_ref()
}

/// Where PostgreSQL has its programs; said where it has none.
pub fn installed() -> Option<PathBuf> {
    let bin = newest();
    if bin.is_none() {
        assert_ne!(std::env::var(WANTED).as_deref(), Ok("required"), "PostgreSQL is not installed");
        println!("NOT RUN on PostgreSQL: it is not installed");
    }
    bin
}

/// The newest one's: Debian keeps each version in a folder of its own.
fn newest() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions.filter_map(|entry| {
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        Some((version, entry.path().join("bin")))
    });
    let newest = debian.filter(|(_, bin)| has(bin)).max().map(|(_, bin)| bin);
    newest.or_else(|| std::env::split_paths(&std::env::var_os("PATH")?).find(|bin| has(bin)))
}

fn has(bin: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|program| bin.join(program).exists())
}
