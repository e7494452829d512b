//! TLS: who gets in, and what a restarted sandbox keeps.

use crate::shop::{SECRET, Shop, account, client, fen, refund_fields, signed};
use std::{fs, path::Path};
use zhanggui::{
    base::env::Env,
    domain::{MchId, SignType},
    sandbox::{Sandbox, SandboxConfig, SandboxError},
    wechat::Account,
};

fn start(dir: &Path) -> Sandbox {
    Sandbox::start(SandboxConfig::new(dir, account(), SECRET), Env::system()).expect("a sandbox")
}

#[test]
fn a_restarted_sandbox_keeps_the_shop_connected() {
    let dir = tempfile::tempdir().expect("a directory");
    let read = || {
        ["ca.pem", "apiclient_cert.pem", "apiclient_key.pem"].map(|name| fs::read(dir.path().join(name)).expect("it"))
    };
    start(dir.path()).stop();
    let (first, shop) = (read(), client(dir.path(), true));
    let again = start(dir.path());
    assert_eq!(first, read());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let url = format!("{}/secapi/pay/refund", again.base_url());
    let body = signed(&refund_fields("SHOP0001", "R1", "100"), SignType::Md5);
    let text =
        runtime.block_on(async { shop.post(url).body(body).send().await.expect("sent").text().await.expect("text") });
    assert!(text.contains("ORDERNOTEXIST"), "the certificate is good: {text}");
}

#[cfg(unix)]
#[test]
fn keys_can_be_read_by_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().expect("a directory");
    start(dir.path()).stop();
    for name in ["apiclient_key.pem", "ca_key.pem"] {
        let mode = fs::metadata(dir.path().join(name)).expect("it").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn damaged_files_and_another_merchant_get_a_new_certificate() {
    let dir = tempfile::tempdir().expect("a directory");
    start(dir.path()).stop();
    let certificate = || fs::read(dir.path().join("apiclient_cert.pem")).expect("it");
    let first = certificate();
    fs::write(dir.path().join("apiclient_key.pem"), "not a key").expect("written");
    start(dir.path()).stop();
    let second = certificate();
    assert_ne!(first, second);
    let other = Account { mch_id: MchId::parse("1900000002").expect("a merchant"), ..account() };
    let config = SandboxConfig::new(dir.path(), other, SECRET);
    Sandbox::start(config, Env::system()).expect("a sandbox").stop();
    assert_ne!(second, certificate());
}

#[test]
fn a_certificate_of_another_merchant_is_no_certificate() {
    let shop = Shop::new();
    shop.paid("SHOP0001");
    // The other merchant's certificate comes from the same authority: only its name is wrong.
    let dir = tempfile::tempdir().expect("a directory");
    for name in ["ca.pem", "ca_key.pem"] {
        fs::copy(shop.dir.path().join(name), dir.path().join(name)).expect("copied");
    }
    let other = Account { mch_id: MchId::parse("1900000002").expect("a merchant"), ..account() };
    Sandbox::start(SandboxConfig::new(dir.path(), other, SECRET), Env::system()).expect("a sandbox").stop();
    let body = signed(&refund_fields("SHOP0001", "R1", "100"), SignType::HmacSha256);
    let (_, text) = shop.post(&client(dir.path(), true), "/secapi/pay/refund", body).expect("an answer");
    assert!(text.contains("CERT_ERROR"), "{text}");
    assert_eq!(shop.payouts(), 0);
}

#[test]
fn a_certificate_of_another_authority_ends_the_handshake() {
    let (shop, stranger) = (Shop::new(), Shop::new());
    shop.paid("SHOP0001");
    let pem = ["apiclient_cert.pem", "apiclient_key.pem"]
        .map(|name| fs::read(stranger.dir.path().join(name)).expect("it"))
        .concat();
    let root = reqwest::Certificate::from_pem(&fs::read(shop.dir.path().join("ca.pem")).expect("it")).expect("a root");
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([root]);
    let client = client.identity(reqwest::Identity::from_pem(&pem).expect("an identity")).build().expect("a client");
    let body = signed(&refund_fields("SHOP0001", "R1", "100"), SignType::HmacSha256);
    assert!(shop.post(&client, "/secapi/pay/refund", body).is_err());
    assert_eq!(shop.payouts(), 0);
}

#[test]
fn a_shop_that_trusts_another_authority_does_not_speak() {
    let (shop, stranger) = (Shop::new(), Shop::new());
    let body = signed(&[("out_trade_no", "SHOP0001")], SignType::Md5);
    assert!(shop.post(&stranger.without, "/pay/orderquery", body).is_err());
    assert_eq!(shop.sandbox.ledger().calls().count(), 0);
}

#[test]
fn it_listens_on_this_computer_only() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut config = SandboxConfig::new(dir.path(), account(), SECRET);
    config.listen = "0.0.0.0:0".parse().expect("an address");
    let refused = Sandbox::start(config, Env::system());
    assert!(matches!(refused, Err(SandboxError::NotLoopback(_))));
}

#[test]
fn a_stopped_sandbox_frees_its_port_even_while_a_caller_hangs() {
    let dir = tempfile::tempdir().expect("a directory");
    let sandbox = start(dir.path());
    let address = sandbox.address();
    let hanging = std::net::TcpStream::connect(address).expect("connected");
    sandbox.stop();
    assert!(std::net::TcpListener::bind(address).is_ok());
    drop(hanging);
}

#[test]
fn a_practice_shop_keeps_its_secrets_over_a_restart() {
    let dir = tempfile::tempdir().expect("a directory");
    let env = Env::system();
    let run = || {
        let config = SandboxConfig::practice(dir.path(), &env).expect("a config");
        let (sandbox, info) = zhanggui::sandbox::run_alone(config, env.clone()).expect("a sandbox");
        assert_eq!(sandbox.ledger().balance(), fen(5_000_000));
        assert!(info.ca.exists() && info.merchant_cert.exists() && info.merchant_key.exists());
        (info.api_key, info.app_secret, info.mch_id)
    };
    assert_eq!(run(), run());
}
