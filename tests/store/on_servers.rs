//! A shop on a server: several seats write as one, a lost connection loses nothing and repeats nothing, and what is wrong with a
//! server is told before anything is written.

use crate::{
    server::{Server, server},
    world::{NOON, fen},
};
use std::{
    io::{Read, Write},
    os::unix::net::{UnixListener, UnixStream},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicUsize, Ordering},
    },
    thread,
};
use zhanggui::{
    domain::{Product, ProductId, ShopId},
    store::{Reader, ServerAddress, ServerFault, Store, StoreError, Tuning},
};

fn open(address: &ServerAddress) -> Result<Store, StoreError> {
    Store::on_server(address, ShopId::main(), Tuning::default())
}

fn sells(store: &Store, id: &str, stock: u32) -> Result<(), StoreError> {
    let id = ProductId::parse(id).unwrap();
    let product = Product {
        name: id.as_str().to_owned(),
        id,
        price: fen(39_00),
        stock,
        on_sale: true,
        picture: None,
        facts: zhanggui::domain::ProductFacts::default(),
    };
    store.put_product(product, NOON).wait().map(drop)
}

fn products(reader: &Reader) -> Vec<String> {
    reader.products().unwrap().into_iter().map(|product| product.id.as_str().to_owned()).collect()
}

#[test]
fn ten_seats_write_at_once_and_nothing_is_lost() {
    let Some(server) = server() else { return };
    let address = server.address(&server.made());
    let seats: Vec<Store> = (0..10).map(|_| open(&address).unwrap()).collect();
    thread::scope(|scope| {
        for (seat, store) in seats.iter().enumerate() {
            scope.spawn(move || (0..10).for_each(|n| sells(store, &format!("p{seat}-{n}"), 1).unwrap()));
        }
    });
    assert_eq!(products(&seats[0].reader().unwrap()).len(), 100);
    let commits: u64 = seats.iter().map(Store::commits).sum();
    let mut client = server.connect(address_name(&address));
    let counted: i64 = client.query_one("SELECT commits FROM shop_commits", &[]).unwrap().get(0);
    assert_eq!(u64::try_from(counted), Ok(commits), "each commit is counted once");
}

fn address_name(address: &ServerAddress) -> &str {
    address.database().unwrap()
}

#[test]
fn a_connection_that_the_server_ends_is_made_anew_and_nothing_is_asked_of_the_owner() {
    let Some(server) = server() else { return };
    let name = server.made();
    let store = open(&server.address(&name)).unwrap();
    let reader = store.reader().unwrap();
    for n in 0..3 {
        // It answers once they are gone: what is asked in a transaction that ends meanwhile is asked again by whoever wants it.
        server
            .connect("postgres")
            .execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", &[&name])
            .unwrap();
        sells(&store, &format!("p{n}"), 1).unwrap();
        assert_eq!(products(&reader).len(), n + 1);
    }
}

#[test]
fn a_seat_that_waited_for_another_in_vain_goes_on_when_that_one_is_done() {
    let Some(server) = server() else { return };
    let name = server.made();
    let tuning = Tuning { busy_timeout: std::time::Duration::from_millis(50), ..Tuning::default() };
    let store = Store::on_server(&server.address(&name), ShopId::main(), tuning).unwrap();
    let mut other = server.connect(&name);
    other.batch_execute("BEGIN; SELECT 1 FROM shop_commits FOR UPDATE").unwrap();
    let waited = sells(&store, "tea", 1);
    assert!(matches!(waited, Err(StoreError::Locked)), "{waited:?}");
    other.batch_execute("ROLLBACK").unwrap();
    sells(&store, "tea", 1).unwrap();
    assert_eq!(products(&store.reader().unwrap()), ["tea"]);
}

/// Between a shop and its server: hands everything on, until it is told to break off around the next COMMIT.
struct Line {
    folder: tempfile::TempDir,
    breaks: Arc<AtomicU8>,
    broken: Arc<AtomicUsize>,
}

const BEFORE_IT_ARRIVES: u8 = 1;
const BEFORE_THE_ANSWER: u8 = 2;

impl Line {
    fn to(server: &Server) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let (breaks, broken) = (Arc::new(AtomicU8::new(0)), Arc::new(AtomicUsize::new(0)));
        let (told, counted, socket) = (Arc::clone(&breaks), Arc::clone(&broken), server.socket());
        thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), told, counted, socket) = (client, told.clone(), counted.clone(), socket.clone())
                else {
                    return;
                };
                thread::spawn(move || hand_on(client, &socket, &told, &counted));
            }
        });
        Self { folder, breaks, broken }
    }

    fn address(&self, name: &str) -> ServerAddress {
        let folder = self.folder.path().display().to_string().replace('/', "%2F");
        ServerAddress::parse(&format!("postgresql://shop@{folder}/{name}"), None).unwrap()
    }
}

fn hand_on(mut client: UnixStream, socket: &Path, told: &AtomicU8, counted: &AtomicUsize) {
    let Ok(mut server) = UnixStream::connect(socket) else { return };
    let (mut answers, mut back) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let answering = thread::spawn(move || std::io::copy(&mut answers, &mut back).ok());
    let mut bytes = [0; 8_192];
    while let Ok(read @ 1..) = client.read(&mut bytes) {
        let commits = bytes[..read].windows(6).any(|word| word == b"COMMIT")
            && !bytes[..read].windows(5).any(|word| word == b"READ ");
        let how = if commits { told.swap(0, Ordering::SeqCst) } else { 0 };
        if how == BEFORE_THE_ANSWER {
            // The shop hears nothing of it any more.
            client.shutdown(std::net::Shutdown::Both).ok();
        }
        if how != BEFORE_IT_ARRIVES && server.write_all(&bytes[..read]).is_err() {
            break;
        }
        if how != 0 {
            counted.fetch_add(1, Ordering::SeqCst);
            break;
        }
    }
    client.shutdown(std::net::Shutdown::Both).ok();
    server.shutdown(std::net::Shutdown::Write).ok();
    answering.join().ok();
}

#[test]
fn a_line_that_breaks_around_a_commit_keeps_each_change_exactly_once() {
    let Some(server) = server() else { return };
    let (line, name) = (Line::to(server), server.made());
    let store = open(&line.address(&name)).unwrap();
    for (at, how) in [BEFORE_IT_ARRIVES, BEFORE_THE_ANSWER].into_iter().cycle().take(20).enumerate() {
        line.breaks.store(how, Ordering::SeqCst);
        sells(&store, &format!("p{at}"), 7).unwrap();
    }
    assert_eq!(line.broken.load(Ordering::SeqCst), 20, "each of them was broken");
    let commits: i64 = server.connect(&name).query_one("SELECT commits FROM shop_commits", &[]).unwrap().get(0);
    assert_eq!((products(&store.reader().unwrap()).len(), commits), (20, 20), "kept, and none of them twice");
}

fn fault(result: Result<Store, StoreError>) -> ServerFault {
    match result {
        Err(StoreError::Server(fault)) => fault,
        other => panic!("no fault of a server: {other:?}"),
    }
}

#[test]
fn what_is_wrong_with_a_server_is_told_before_anything_is_written() {
    let Some(server) = server() else { return };
    let parsed = |url: &str| ServerAddress::parse(url, None).map(|_| ());
    assert!(matches!(parsed("mysql://shop@localhost/shop"), Err(StoreError::Server(ServerFault::Address(_)))));
    assert!(matches!(parsed("postgresql:///shop"), Err(StoreError::Server(ServerFault::Address(_)))));
    let nobody = ServerAddress::parse("postgresql://shop@127.0.0.1:1/shop", None).unwrap();
    assert!(matches!(fault(open(&nobody)), ServerFault::Unreachable(_)));
    assert!(matches!(fault(open(&server.address("no_such_database"))), ServerFault::NoDatabase(_)));
    let url = server.url("postgres").replace("shop@", "stranger@");
    assert!(matches!(fault(open(&ServerAddress::parse(&url, None).unwrap())), ServerFault::Login));

    let name = server.made();
    server.connect(&name).batch_execute("CREATE TABLE invoices (number BIGINT)").unwrap();
    assert_eq!(fault(open(&server.address(&name))), ServerFault::OtherProgram);
    let tables = server
        .connect(&name)
        .query("SELECT 1 FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace", &[]);
    assert_eq!(tables.unwrap().len(), 1, "nothing was written");

    let name = server.made();
    open(&server.address(&name)).unwrap().close().unwrap();
    let newest = "UPDATE refinery_schema_history SET version = 9000
        WHERE version = (SELECT MAX(version) FROM refinery_schema_history)";
    server.connect(&name).batch_execute(newest).unwrap();
    assert!(matches!(open(&server.address(&name)), Err(StoreError::Newer { found: 9000, .. })));
}

#[test]
fn a_server_that_forgets_what_it_confirmed_is_refused() {
    let Some(forgetful) = Server::start(" -c fsync=off") else { return };
    assert_eq!(fault(open(&forgetful.address("postgres"))), ServerFault::Forgets("fsync"));
}

#[test]
fn over_a_network_nothing_is_said_in_clear() {
    let remote = ServerAddress::parse("postgresql://shop@db.example.com/shop?sslmode=disable", None).unwrap();
    assert!(remote.demands_tls());
    for near in ["localhost", "127.0.0.1", "%2Ftmp"] {
        assert!(
            !ServerAddress::parse(&format!("postgresql://shop@{near}/shop"), None).unwrap().demands_tls(),
            "{near}"
        );
    }
}
