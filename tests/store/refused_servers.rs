//! A server that a shop cannot be kept on: each fault has its own name, and nothing is written where one is found.

use crate::server::{Server, server};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::net::TcpListener;
use zhanggui::{
    domain::ShopId,
    store::{Reader, ServerAddress, ServerFault, Store, StoreError, Tuning},
};

fn opened(address: &ServerAddress) -> Result<(), StoreError> {
    Store::on_server(address, ShopId::main(), Tuning::default()).and_then(Store::close)
}

fn looked_at(address: &ServerAddress) -> Result<(), StoreError> {
    Reader::open_server(address, ShopId::main()).map(drop)
}

#[track_caller]
fn fault(result: Result<(), StoreError>) -> ServerFault {
    match result {
        Err(StoreError::Server(fault)) => fault,
        other => panic!("no fault of a server: {other:?}"),
    }
}

/// The address of a database, for another user.
fn address_of(server: &Server, user: &str, name: &str, password: Option<&str>) -> ServerAddress {
    let url = server.url(name).replace("shop@", &format!("{user}@"));
    ServerAddress::parse(&url, password).unwrap()
}

#[test]
fn the_right_password_opens_the_shop_and_a_wrong_one_is_called_wrong() {
    let Some(server) = server() else { return };
    let name = server.made();
    let make = format!("CREATE ROLE guarded LOGIN PASSWORD '正确的密码 7'; ALTER DATABASE {name} OWNER TO guarded");
    server.connect(&name).batch_execute(&make).unwrap();
    for wrong in [Some("wrong"), Some("正确的密码 8")] {
        assert_eq!(fault(opened(&address_of(server, "guarded", &name, wrong))), ServerFault::Login, "{wrong:?}");
    }
    assert_eq!(fault(opened(&address_of(server, "guarded", &name, None))), ServerFault::NoPassword);
    let right = address_of(server, "guarded", &name, Some("正确的密码 7"));
    opened(&right).unwrap();
    looked_at(&right).unwrap();
    assert!(!format!("{right:?}").contains('7'), "{right:?}");
    let open = server.url(&name).replace("shop@", "shop:secret@");
    assert!(matches!(ServerAddress::parse(&open, None), Err(StoreError::Server(ServerFault::PasswordInAddress))));
}

#[test]
fn a_server_that_takes_no_more_connections_says_so() {
    let Some(server) = server() else { return };
    let name = server.made();
    let make = format!("CREATE ROLE few LOGIN CONNECTION LIMIT 1; ALTER DATABASE {name} OWNER TO few");
    server.connect(&name).batch_execute(&make).unwrap();
    assert_eq!(fault(opened(&address_of(server, "few", &name, None))), ServerFault::TooManyConnections);
}

/// What a server says of itself, said otherwise in one database.
fn pretends(server: &Server, what: &str) -> ServerAddress {
    let name = server.made();
    let make = format!(
        "CREATE SCHEMA pretended; {what}; ALTER DATABASE {name} SET search_path = pretended, pg_catalog, public"
    );
    server.connect(&name).batch_execute(&make).unwrap();
    server.address(&name)
}

#[test]
fn an_old_server_is_refused_with_both_versions() {
    let Some(server) = server() else { return };
    let old = pretends(
        server,
        "CREATE FUNCTION pretended.current_setting(asked TEXT) RETURNS TEXT LANGUAGE SQL AS
             $$ SELECT CASE asked WHEN 'server_version_num' THEN '130014' ELSE pg_catalog.current_setting(asked) END $$",
    );
    assert_eq!(fault(opened(&old)), ServerFault::TooOld { found: 13, needed: 14 });
}

#[test]
fn a_pool_that_changes_the_connection_with_every_transaction_is_refused() {
    let Some(server) = server() else { return };
    let pooled = pretends(
        server,
        "CREATE FUNCTION pretended.pg_backend_pid() RETURNS INTEGER LANGUAGE SQL AS $$ SELECT 4711 $$",
    );
    assert_eq!(fault(opened(&pooled)), ServerFault::SharedConnections);
}

#[test]
fn a_server_that_answers_before_a_commit_is_on_its_disk_is_refused() {
    let Some(server) = server() else { return };
    for (setting, named) in
        [("synchronous_commit = off", Some("synchronous_commit")), ("synchronous_commit = local", None)]
    {
        let name = server.made();
        server.connect(&name).batch_execute(&format!("ALTER DATABASE {name} SET {setting}")).unwrap();
        let result = opened(&server.address(&name));
        match named {
            Some(named) => assert_eq!(fault(result), ServerFault::Forgets(named)),
            None => result.unwrap(),
        }
    }
}

#[test]
fn whoever_only_looks_makes_no_shop_and_brings_none_up_to_date() {
    let Some(server) = server() else { return };
    let name = server.made();
    assert_eq!(fault(looked_at(&server.address(&name))), ServerFault::NoShop);
    opened(&server.address(&name)).unwrap();
    looked_at(&server.address(&name)).unwrap();
    let newest =
        "DELETE FROM refinery_schema_history WHERE version = (SELECT MAX(version) FROM refinery_schema_history)";
    server.connect(&name).batch_execute(newest).unwrap();
    assert!(matches!(looked_at(&server.address(&name)), Err(StoreError::Older)));
}

/// A root, and a certificate of it for these names.
fn certified(names: &[&str]) -> (String, (String, String)) {
    let mut root = CertificateParams::new(Vec::new()).unwrap();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &root).unwrap();
    (root.pem(), (certificate.pem(), key.serialize_pem()))
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

#[test]
fn the_certificate_of_a_server_is_checked_by_name_and_by_root() {
    let port = free_port();
    let (root, (certificate, key)) = certified(&["localhost"]);
    let Some(server) = Server::start_speaking_tls(port, (&certificate, &key)) else { return };
    let folder = tempfile::tempdir().unwrap();
    let (ours, another) = (folder.path().join("root.pem"), folder.path().join("another.pem"));
    std::fs::write(&ours, root).unwrap();
    std::fs::write(&another, certified(&["localhost"]).0).unwrap();
    let at = |host: &str| ServerAddress::parse(&format!("postgresql://shop@{host}:{port}/postgres"), None).unwrap();
    opened(&at("localhost").with_roots(Some(ours.clone()))).unwrap();
    for (host, roots) in [("localhost", Some(another)), ("localhost", None), ("127.0.0.1", Some(ours))] {
        let found = fault(opened(&at(host).with_roots(roots.clone())));
        assert!(matches!(found, ServerFault::Certificate(_)), "{host} {roots:?}: {found:?}");
    }
    drop(server);
}
