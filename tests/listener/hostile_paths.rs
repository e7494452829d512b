//! What scanners try, by the thousand: the door has no other room behind it.

use crate::http::{self, Reply};
use crate::world::*;
use std::io::Write as _;

const WORDS: &[&str] = &[
    "",
    "admin",
    "administrator",
    "api",
    "api/v1",
    "api/v2",
    "api/v1/admin",
    "api/v1/settings",
    "api/v1/refunds",
    "wechat",
    "wechat/pay",
    "wechat/notify",
    "pay",
    "notify",
    "login",
    "console",
    "manager/html",
    "actuator",
    "metrics",
    "debug/pprof",
    "debug/vars",
    "status",
    "server-status",
    "healthz",
    "health",
    "ready",
    "info",
    "swagger",
    "openapi.json",
    "graphql",
    "static",
    "uploads",
    "pictures",
    "files",
    "backup",
    "backups",
    "logs",
    "db",
    "shop.db",
    "settings.toml",
    "secrets.toml",
    "certs",
    "certs/apiclient_key.pem",
    ".git",
    ".git/config",
    ".env",
    ".ssh/id_rsa",
    ".aws/credentials",
    ".well-known/security.txt",
    "wp-login.php",
    "wp-admin",
    "phpmyadmin",
    "cgi-bin/luci",
    "solr/admin",
    "jenkins",
    "owa",
    "vendor/phpunit",
    "favicon.ico",
    "robots.txt",
    "sitemap.xml",
    "crossdomain.xml",
    "Dashboard",
    "frp/admin",
    "proxy",
    "shell",
    "exec",
    "eval",
    "upload",
];
const BEFORE: &[&str] =
    &["", "/", "./", "../", "..%2f", "%2e%2e/", "..;/", "%00", "%E6%8E%8C/", ";/", "0123456789abcdef0123456789abcdef/"];
const BEHIND: &[&str] = &[
    "",
    "/",
    "?",
    "?debug=1",
    "?probe=zz",
    "/..",
    "/%2e%2e/%2e%2e/etc/passwd",
    ".bak",
    "~",
    ".php",
    "%00.png",
    "/pay",
    "//",
    ";x=1",
    "\\",
];
const METHODS: &[&str] = &[
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "MKCOL", "COPY", "LOCK", "DEBUG",
    "PURGE", "LINK", "SEARCH", "BREW",
];

/// Is there really something? Those few are other tests' business.
fn is_known(path: &str, method: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    matches!(segments.as_slice(), ["api", "v1", rest @ ..] if !rest.is_empty() && matches!(method, "GET" | "HEAD" | "POST"))
}

#[test]
fn thousands_of_paths_and_methods_are_the_same_404_without_a_byte() {
    let shop = World::new();
    let most = std::env::var("ZHANGGUI_PATHS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let all = METHODS.iter().flat_map(|method| {
        let paths = BEFORE
            .iter()
            .flat_map(|a| WORDS.iter().flat_map(move |b| BEHIND.iter().map(move |c| format!("/{a}{b}{c}"))));
        paths.map(move |path| (*method, path))
    });
    let tries: Vec<(&str, String)> = all.filter(|(method, path)| !is_known(path, method)).collect();
    // Evenly out of all of them, so that each word, ending and method comes up.
    let step = (tries.len() / most).max(1);
    let (mut line, mut first, mut count) = (http::connect(shop.door), None, 0_usize);
    for (method, path) in tries.iter().step_by(step) {
        line.write_all(&http::request(method, path, &[], "")).unwrap();
        let reply = http::read_reply(&mut line).unwrap_or_else(|| panic!("{method} {path}: no answer"));
        assert_eq!((reply.status, reply.body.as_str()), (404, ""), "{method} {path}");
        let first: &Reply = first.get_or_insert_with(|| reply.clone());
        if *method != "HEAD" {
            assert_eq!(reply, *first, "{method} {path}: every 404 is the same");
        }
        count += 1;
    }
    assert_eq!(shop.notices(), []);
    println!("paths and methods {count} of {}, answered with anything but an empty 404: 0", tries.len());
}
