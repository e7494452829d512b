//! A whole shop behind a tunnel on this computer: WeChat's stand-in and the buyers only know the far end of it.

use crate::world::{runs, until};
use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::Path,
    sync::Arc,
    time::Duration,
};
use tempfile::TempDir;
use zhanggui::{
    app::start::OpenShop,
    base::{address::PublicUrl, env::Env},
    domain::{Api, OrderState, SignType, UnixSeconds},
    sandbox::{BuyersConfig, Sandbox, SandboxConfig},
    settings::{Alerts, Language, PrinterKeys, Receipts, Schedules, Secrets, Settings, TunnelSettings, Window},
    store,
    tunnel::{ProbeFailed, ProbeOutcome, Prober, TunnelView},
    wechat::miniprogram::AppSecret,
};

const PUBLIC: &str = "https://shop.example.com";

/// A port nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// The far end of the tunnel, in place of the internet.
struct FarEnd(u16);

impl Prober for FarEnd {
    fn probe(&self, _: &PublicUrl, nonce: &str) -> Result<String, ProbeFailed> {
        get(self.0, &format!("/healthz?probe={nonce}")).map_err(|error| ProbeFailed::NoConnection(error.to_string()))
    }
}

/// The body of an answer over plain HTTP.
fn get(port: u16, path: &str) -> std::io::Result<String> {
    use std::io::{Read as _, Write as _};
    let mut line = std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    line.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(line, "GET {path} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    line.read_to_string(&mut answer)?;
    let (_, body) = answer.split_once("\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
    Ok(body.to_owned())
}

pub struct ShopBehind {
    pub open: OpenShop,
    pub sandbox: Sandbox,
    pub name: &'static str,
    far: u16,
    killed: u32,
    opened_at: UnixSeconds,
    _folder: TempDir,
}

impl ShopBehind {
    /// Opens the example shop with `tunnel`, whose far end is at `far`; `None` for no public address at all.
    pub fn open(name: &'static str, tunnel: TunnelSettings, far: Option<u16>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let env = Env::system();
        let opened_at = env.now();
        let path = folder.path().join("shop.db");
        std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("shop.db.example"), &path).unwrap();
        store::bring_forward(&path, env.now()).unwrap();
        let config = SandboxConfig::practice(&folder.path().join("certs"), &env).unwrap();
        let secrets = Secrets {
            api_key: Some(config.account.key.clone()),
            api_v3_key: None,
            app_secret: AppSecret::new(&config.app_secret).unwrap(),
            push: None,
            printers: PrinterKeys::default(),
            store_password: None,
        };
        let sandbox = Sandbox::start(config, env.clone()).unwrap();
        let settings = settings(&sandbox, tunnel, far.is_some());
        if let Some(far) = far {
            sandbox.dig_tunnel(PUBLIC, &format!("http://127.0.0.1:{far}"));
        }
        let far = far.unwrap_or_default();
        let open = OpenShop::start_behind(folder.path(), &settings, &secrets, env, Arc::new(FarEnd(far))).unwrap();
        Self { open, sandbox, name, far, killed: 0, opened_at, _folder: folder }
    }

    pub fn view(&self) -> Arc<dyn TunnelView> {
        self.open.tunnel.as_ref().expect("a tunnel").view()
    }

    /// Waits until the address leads here.
    pub fn reachable(&self) {
        let view = self.view();
        until("the address leads to the shop", || {
            view.probe_now();
            view.status().last_probe.filter(|probe| probe.outcome == ProbeOutcome::Ours)
        });
    }

    /// The tunnel's program dies, and comes back.
    pub fn kill_client(&mut self) {
        let view = self.view();
        let (_, pid) = until("the program runs", || view.status().program);
        crate::world::kill(pid);
        self.killed += 1;
        until("it is gone", || (!runs(pid)).then_some(()));
        until("another one runs", || view.status().program.filter(|(_, other)| *other != pid));
    }

    pub fn opened_at(&self) -> UnixSeconds {
        self.opened_at
    }

    pub fn count_kill(&mut self) {
        self.killed += 1;
    }

    /// Orders WeChat has the money of.
    pub fn paid(&self) -> usize {
        self.sandbox.ledger().orders().filter(|order| order.paid().is_some()).count()
    }

    /// Buyers come through the tunnel (or straight to the door, where there is none) until `orders` are paid; `amid` is
    /// called after each third of them.
    pub fn sell(&mut self, orders: usize, mut amid: impl FnMut(&mut Self)) {
        let door = match self.far {
            0 => self.open.listener.as_ref().unwrap().local_addr(),
            far => SocketAddr::from((Ipv4Addr::LOCALHOST, far)),
        };
        let buyers = self.sandbox.send_buyers(BuyersConfig {
            first_after_millis: 1,
            pace_millis: 20..=60,
            thinks_millis: 5..=60,
            pays_permille: 1000,
            refund_every: 0,
            ..BuyersConfig::new(&format!("http://{door}"), 7)
        });
        for third in 1..=3 {
            until("buyers order and pay", || (self.paid() * 3 >= orders * third).then_some(()));
            if third < 3 {
                amid(self);
            }
        }
        drop(buyers);
    }

    /// Every order WeChat has the money of is to be shipped; prints the figures.
    pub fn none_is_lost(self) {
        let reader = self.open.store.reader().unwrap();
        let ledger = self.sandbox.ledger();
        let paid: Vec<_> =
            ledger.orders().filter(|order| order.paid().is_some()).map(|it| it.order_no.clone()).collect();
        let unknown = |order_no: &_| {
            let order = reader.order(order_no).unwrap();
            !order.is_some_and(|order| matches!(order.row.state, OrderState::ToShip))
        };
        until("every paid order is found", || (!paid.iter().any(unknown)).then_some(()));
        let lost = paid.iter().filter(|no| unknown(no)).count();
        println!("{}: orders {}, tunnels killed {}, lost {lost}", self.name, paid.len(), self.killed);
        assert_eq!(lost, 0);
        drop(reader);
        self.open.close();
        self.sandbox.stop();
    }
}

fn settings(sandbox: &Sandbox, tunnel: TunnelSettings, public: bool) -> Settings {
    let account = &sandbox.config().account;
    Settings {
        shop_name: "山茶小铺".to_owned(),
        language: Language::Zh,
        app_id: account.app_id.clone(),
        app_channel_app_id: None,
        mch_id: account.mch_id.clone(),
        api: Api::V2,
        sign_type: SignType::HmacSha256,
        wechatpay_public_key: None,
        pay_url: sandbox.base_url(),
        miniprogram_url: sandbox.base_url(),
        merchant_cert: sandbox.dir().join("apiclient_cert.pem"),
        merchant_key: sandbox.dir().join("apiclient_key.pem"),
        extra_root_ca: Some(sandbox.ca_path()),
        proxy: None,
        bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        public_url: public.then(|| PublicUrl::parse(PUBLIC).unwrap()),
        tunnel,
        pay_within_secs: 600,
        usual_carrier: None,
        hold_secs: 0,
        schedules: Schedules {
            confirm_after: vec![0, 1, 1],
            unpaid_poll: vec![1, 1, 2],
            refund_poll: vec![1],
            ..Schedules::default()
        },
        alerts: Alerts::default(),
        window: Window::default(),
        printers: Vec::new(),
        receipts: Receipts::default(),
        receipt_picture: None,
        pickup: None,
        freight: zhanggui::domain::FreightRules::default(),
        keep_days: 400,
        limits: zhanggui::domain::BuyerLimits::default(),
        backups: zhanggui::settings::Backups::default(),
        store: zhanggui::settings::StoreSettings::default(),
        lock_minutes: 10,
    }
}
