//! What can be reached at all: what is written down, and a 404 without a byte for everything else.

use crate::http::{self, connect, read_reply, request, send};
use crate::world::*;
use std::io::Write as _;
use zhanggui::listener::ListenError;

const SCANNED: &[&str] = &[
    "/",
    "/index.html",
    "/index.php",
    "/favicon.ico",
    "/robots.txt",
    "/.env",
    "/.git/config",
    "/.aws/credentials",
    "/admin",
    "/admin/",
    "/admin/login",
    "/administrator/index.php",
    "/wp-login.php",
    "/wp-admin/admin-ajax.php",
    "/xmlrpc.php",
    "/phpmyadmin/index.php",
    "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
    "/actuator",
    "/actuator/env",
    "/metrics",
    "/debug/pprof/",
    "/server-status",
    "/console",
    "/api",
    "/api/",
    "/api/v1",
    "/api/v1/",
    "/api/v1/pods",
    "/api/v1/admin",
    "/api/v1/orders/SC20260901-00000001/approve",
    "/api/v1/refunds/RF20260901-00000001-0001/approve",
    "/api/v1/settings",
    "/api/v2/products",
    "/api/dashboard",
    "/static/../../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..;/manager/html",
    "/cgi-bin/luci",
    "/solr/admin/info/system",
    "/owa/auth/logon.aspx",
    "/notify",
    "/pay/notify",
    "/wxpay/notify.php",
    "/wechat",
    "/wechat/",
    "/wechat/pay",
    "/wechat//pay",
    "/wechat/0123456789abcdef0123456789abcdee/pay",
    "/wechat/0123456789ABCDEF0123456789ABCDEF/pay",
    "/wechat/0123456789abcdef0123456789abcdef",
    "/wechat/0123456789abcdef0123456789abcdef/",
    "/wechat/0123456789abcdef0123456789abcdef/pay/",
    "/wechat/0123456789abcdef0123456789abcdef/refund",
    "/wechat/fedcba9876543210fedcba9876543210/pay",
    "/wechat/0123456789abcdef0123456789abcdef/admin",
    "/healthz",
    "/healthz?probe=",
    "/healthz?probe=notahex",
    "/healthz?probe=0000000000000000000000000000000000000000000000000000000000000000f",
    "//evil.example/healthz",
];

const METHODS: &[&str] =
    &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "MKCOL", "DEBUG", "PURGE"];

#[test]
fn scanners_find_nothing_and_learn_nothing() {
    let shop = World::new();
    let mut seen = None;
    for path in SCANNED {
        for method in METHODS {
            let reply = send(shop.door, &request(method, path, &[("Connection", "close")], ""));
            assert_eq!((reply.status, reply.body.as_str()), (404, ""), "{method} {path}");
            if *method != "HEAD" {
                let first = seen.get_or_insert_with(|| reply.clone());
                assert_eq!(*first, reply, "{method} {path}: every 404 is the same");
            }
        }
    }
    assert_eq!(shop.notices(), []);
}

#[test]
fn the_right_path_answers_to_the_right_method_only() {
    let shop = World::new();
    for method in METHODS.iter().filter(|method| **method != "POST") {
        for path in [format!("/wechat/{PAY_HOOK}/pay"), format!("/wechat/{REFUND_HOOK}/refund")] {
            let reply = send(shop.door, &request(method, &path, &[], ""));
            assert_eq!((reply.status, reply.body.as_str()), (404, ""), "{method} {path}");
        }
    }
    for (method, path) in [
        ("GET", "/api/v1/login"),
        ("PUT", "/api/v1/orders"),
        ("OPTIONS", "/api/v1/orders"),
        ("POST", "/healthz?probe=ab"),
    ] {
        let reply = send(shop.door, &request(method, path, &[], ""));
        assert_eq!((reply.status, reply.body.as_str()), (404, ""), "{method} {path}");
    }
}

#[test]
fn an_answer_says_nothing_about_the_program_behind_it() {
    let shop = World::new();
    for reply in [
        send(shop.door, &request("GET", "/", &[], "")),
        send(shop.door, &request("GET", "/api/v1/products", &[("Origin", "https://evil.example")], "")),
        send(shop.door, &request("GET", "/api/v1/orders", &[], "")),
        shop.notify("x"),
    ] {
        for header in ["server", "date", "x-powered-by", "set-cookie", "access-control-allow-origin"] {
            assert_eq!(reply.header(header), None, "{reply:?}");
        }
    }
}

#[test]
fn our_own_probe_proves_that_the_public_address_ends_here() {
    let (shop, other) = (World::new(), World::new());
    let reply = send(shop.door, &request("GET", "/healthz?probe=c0ffee0123", &[("Host", "shop.example.com")], ""));
    assert_eq!(reply.status, 200);
    assert!(shop.listener.as_ref().unwrap().proves("c0ffee0123", &reply.body));
    assert!(!shop.listener.as_ref().unwrap().proves("c0ffee0124", &reply.body));
    assert!(
        !other.listener.as_ref().unwrap().proves("c0ffee0123", &reply.body),
        "another program cannot answer for us"
    );
}

#[test]
fn a_request_that_is_not_http_is_answered_and_closed() {
    let shop = World::new();
    for (bytes, status) in [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec(), 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nBad Header\r\n\r\n".to_vec(), 400),
        (b"GET / HTTP/9.9\r\n\r\n".to_vec(), 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx".to_vec(), 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\nx".to_vec(), 400),
        (format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(20_000)).into_bytes(), 431),
        (format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "x".repeat(20_000)).into_bytes(), 431),
        (format!("GET / HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(300)).into_bytes(), 431),
    ] {
        let mut line = connect(shop.door);
        let _early = line.write_all(&bytes);
        let reply = read_reply(&mut line);
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        let reply = reply.unwrap_or_else(|| panic!("no answer to {shown}"));
        assert_eq!((reply.status, reply.body.as_str()), (status, ""), "{shown}");
        assert_eq!(http::read_to_end(&mut line), b"", "{shown}");
    }
}

#[test]
fn a_port_that_is_taken_is_told_as_that() {
    let shop = World::new();
    let error = zhanggui::listener::Listener::start(shop.setup(shop.door)).expect_err("the port is taken");
    assert!(matches!(error, ListenError::PortTaken(address) if address == shop.door), "{error}");
}

#[test]
fn a_closed_door_is_closed_and_its_port_free_again() {
    let mut shop = World::new();
    let mut idle = connect(shop.door);
    shop.listener.take().unwrap().stop();
    assert_eq!(http::read_to_end(&mut idle), b"");
    assert!(std::net::TcpStream::connect(shop.door).is_err());
    let again = zhanggui::listener::Listener::start(shop.setup(shop.door)).expect("the port is free");
    assert_eq!(send(again.local_addr(), &request("GET", "/", &[], "")).status, 404);
}
