//! The real listener over the real store, as a process of its own. Its jobs do not run: what is measured is the door.

use crate::{folder, messages, messages_v3, shop::NOW};
use std::{io::Read as _, net::SocketAddr, path::Path, sync::Arc};
use zhanggui::{
    base::{
        address::{Address, PublicUrl},
        env::{Clock, Env, SystemRng},
    },
    domain::{OpenId, ShopId, SignType},
    events::Events,
    listener::{Listener, ListenerSetup},
    store::{ServerAddress, Store, Tuning, WebhookSecrets},
    wechat::{Accounts, BadCertificate, CertificatePart, Endpoint, LoginError, MiniProgram, v2::V2Gateway},
};

/// Holds the path of the shop's file, or the address of its database, for the process that is the server.
pub const ROLE: &str = "ZHANGGUI_INGEST_SERVER";
/// Set where the shop keeps no search index.
pub const UNINDEXED: &str = "ZHANGGUI_BENCH_UNINDEXED";
pub const HOOK: &str = "0123456789abcdef0123456789abcdef";

struct BenchClock;

impl Clock for BenchClock {
    fn now(&self) -> zhanggui::domain::UnixSeconds {
        NOW
    }
}

struct NobodyLogsIn;

impl MiniProgram for NobodyLogsIn {
    fn login(&self, _: &str) -> Result<OpenId, LoginError> {
        Err(LoginError::BadCode(40029))
    }
}

/// Until standard input is closed, or killed.
pub fn run(file: &str) {
    tracing_subscriber::fmt()
        .with_env_filter("zhanggui=info,warn")
        .with_ansi(false)
        .with_writer(std::io::stderr)
        .init();
    let store = if file.starts_with("postgresql://") {
        let address = ServerAddress::parse(file, None).unwrap();
        let store = Store::on_server(&address, ShopId::main(), Tuning::default()).unwrap();
        store.look_for_host("bench", NOW).unwrap();
        store
    } else {
        let indexed = std::env::var_os(UNINDEXED).is_none();
        Store::open_tuned(Path::new(file), ShopId::main(), Tuning { indexed, ..Tuning::default() }).unwrap()
    };
    let env = Env { clock: Arc::new(BenchClock), rng: Arc::new(SystemRng) };
    let no_certificate = Err(BadCertificate::Missing { what: CertificatePart::Certificate });
    let gateway = V2Gateway::new(messages::account(), &Endpoint::wechat(), no_certificate, env.clone()).unwrap();
    let readers = store.clone();
    let listener = Listener::start(ListenerSetup {
        push: None,
        installation: None,
        bind: SocketAddr::from(([127, 0, 0, 1], 0)),
        // As a shop that changes over: each message is read by the interface it was written in.
        accounts: Accounts { v2: Some(messages::account()), v3: Some(messages_v3::inbox()) },
        store: store.clone(),
        readers: Arc::new(move || readers.reader()),
        gateway: Arc::new(gateway),
        mini: Arc::new(NobodyLogsIn),
        events: Events::default(),
        env,
        pictures: folder(),
        room: Arc::new(|| None),
        webhook_secrets: WebhookSecrets {
            pay: HOOK.to_owned(),
            refund: HOOK.chars().rev().collect(),
            push: HOOK.to_owned(),
        },
        address: Address::new(PublicUrl::parse("https://shop.example").ok()),
        new_orders: SignType::Md5,
        pay_within_secs: 1800,
        pickup: None,
        freight: zhanggui::domain::FreightRules::default(),
        first_ask_after_secs: 60,
    })
    .unwrap();
    println!("ready {}", listener.local_addr().port());
    std::io::stdin().read_to_end(&mut Vec::new()).ok();
    listener.stop();
    store.close().unwrap();
}
