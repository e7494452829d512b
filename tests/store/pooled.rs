//! pgbouncer between the shop and its server: where it changes the connection with every transaction it is refused by name, and
//! where it leaves it alone the shop works.

use crate::{
    server::{Server, server},
    world::{NOON, fen},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use zhanggui::{
    domain::{Product, ProductFacts, ProductId, ShopId},
    store::{ServerAddress, ServerFault, Store, StoreError, Tuning},
};

const TIMEOUT: Duration = Duration::from_secs(30);

/// A pgbouncer in a folder of its own; it ends with the test.
struct Pool {
    folder: TempDir,
    child: Child,
}

impl Drop for Pool {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn installed() -> Option<PathBuf> {
    let known = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"].map(PathBuf::from).into_iter().find(|path| path.exists());
    if known.is_none() {
        println!("NOT RUN behind pgbouncer: it is not installed");
    }
    known
}

impl Pool {
    fn to(server: &Server, mode: &str) -> Option<Self> {
        let program = installed()?;
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let socket = server.socket();
        let host = socket.parent().unwrap().display();
        fs::write(path("users"), "\"shop\" \"\"\n").unwrap();
        let settings = format!(
            "[databases]\n* = host={host}\n[pgbouncer]\nlisten_addr =\nunix_socket_dir = {0}\nlisten_port = 5432\n\
             auth_type = any\nauth_file = {0}/users\npool_mode = {mode}\nignore_startup_parameters = extra_float_digits\n\
             max_client_conn = 100\ndefault_pool_size = 20\nlogfile = {0}/log\n",
            folder.path().display()
        )
        .replace("auth_type = any", "auth_type = trust");
        fs::write(path("ini"), settings).unwrap();
        let child = started(&program, folder.path());
        let pool = Self { folder, child };
        let began = Instant::now();
        while !pool.folder.path().join(".s.PGSQL.5432").exists() {
            let log = || fs::read_to_string(pool.folder.path().join("log")).unwrap_or_default();
            assert!(began.elapsed() < TIMEOUT, "pgbouncer does not start: {}", log());
            std::thread::sleep(Duration::from_millis(10));
        }
        Some(pool)
    }

    fn address(&self, database: &str) -> ServerAddress {
        let folder = self.folder.path().display().to_string().replace('/', "%2F");
        ServerAddress::parse(&format!("postgresql://shop@{folder}/{database}"), None).unwrap()
    }
}

/// As an ordinary user, which it insists on.
fn started(program: &Path, folder: &Path) -> Child {
    let script = r#"if [ "$(id -u)" = 0 ]; then chown -R nobody "$2"
        exec setpriv --reuid=nobody --regid=nogroup --clear-groups "$1" "$2/ini"; else exec "$1" "$2/ini"; fi"#;
    let mut shell = Command::new("sh");
    shell.args(["-c", script, "sh"]).args([program, folder]).stdout(Stdio::null()).stderr(Stdio::null());
    shell.spawn().unwrap()
}

fn opened(address: &ServerAddress) -> Result<Store, StoreError> {
    Store::on_server(address, ShopId::main(), Tuning::default())
}

#[test]
fn behind_a_pool_by_transaction_the_shop_is_refused_and_behind_one_by_session_it_works() {
    let Some(server) = server() else { return };
    let Some(by_transaction) = Pool::to(server, "transaction") else { return };
    let name = server.made();
    let refused = opened(&by_transaction.address(&name)).map(drop);
    assert!(matches!(refused, Err(StoreError::Server(ServerFault::SharedConnections))), "{refused:?}");
    let tables = "SELECT COUNT(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    assert_eq!(server.connect(&name).query_one(tables, &[]).unwrap().get::<_, i64>(0), 0, "nothing was written");

    let by_session = Pool::to(server, "session").unwrap();
    let store = opened(&by_session.address(&name)).unwrap();
    for n in 0..20 {
        let (id, facts) = (ProductId::parse(&format!("p{n}")).unwrap(), ProductFacts::default());
        let product =
            Product { name: "茶".to_owned(), id, price: fen(39_00), stock: 1, on_sale: true, picture: None, facts };
        store.put_product(product, NOON).wait().unwrap();
    }
    assert_eq!(store.reader().unwrap().products().unwrap().len(), 20);
    store.close().unwrap();
}
