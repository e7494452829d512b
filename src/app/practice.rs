//! The practice shop: a copy of the example, WeChat's stand-in, and buyers who order, pay and ask for refunds by
//! themselves. Everything in it is real but the money.

mod messages;
mod printer;
mod supplier;

use crate::{
    app::{
        door,
        start::{OpenShop, StartError},
        wechat_access::{certificate_files, v3_account_of},
    },
    base::{address::PublicUrl, env::Env, private_file},
    domain::{Api, BuyerLimits, Day, PickupPlace, RefundState, ShopId, SignType, UnixSeconds},
    sandbox::{Buyers, BuyersConfig, PushTarget, Sandbox, SandboxConfig, SandboxError},
    settings::{
        Alerts, Backups, Language, Printer, PrinterKeys, PrinterKind, PublicKeyFile, Receipts, Schedules, Secrets,
        Settings, StoreSettings, TunnelSettings, Window,
    },
    store::{self, OrderDetail, OrderFilter, Page, Reader, RefundFilter, Store, StoreError},
    tunnel::LocalProber,
    wechat::{
        BadEndpoint, CallRecord, ClientCertificate, Endpoint, Gateway, NotRecorded, Outgoing,
        miniprogram::{AppSecret, BadSecret},
        v2::V2Gateway,
        v3::{ApiV3Key, KeyId, TrustKeeper, V3Gateway},
    },
};
use printer::PracticePrinter;
use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::Path,
    sync::Arc,
};
use supplier::Supplier;

/// The example shop, as it is shipped.
const EXAMPLE: &[u8] = include_bytes!("../../shop.db.example");
/// The name WeChat is given for the practice shop; the stand-in's own tunnel leads from it to the listener.
const PUBLIC_URL: &str = "https://shanchaxiaopu.example";
/// How many of the newest orders the stand-in is told about again: all that anyone will ask about.
const REMEMBERED: u32 = 500;
/// A practice refund arrives after seconds, so it is asked about after seconds.
const REFUND_POLL: [u32; 5] = [3, 5, 10, 30, 60];

/// When somebody is where its buyers come to.
const PICKUP_HOURS: &str = "每天 10:00–20:00";

/// What its receipt printer is called.
const PRINTER: &str = "前台";

/// Why the practice shop does not open.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// The shop itself.
    #[error(transparent)]
    Start(#[from] StartError),
    /// Its file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The stand-in.
    #[error("the practice WeChat does not start: {0}")]
    Sandbox(#[from] SandboxError),
    /// The calls to the stand-in.
    #[error(transparent)]
    Calls(#[from] BadEndpoint),
    /// The secret kept for practising is none.
    #[error(transparent)]
    Secret(#[from] BadSecret),
    /// The folder or a port.
    #[error("the practice shop cannot be set up: {0}")]
    Io(#[from] std::io::Error),
}

/// A practice shop that is open.
#[derive(Debug)]
pub struct Practice {
    /// The shop.
    pub open: OpenShop,
    /// How it is set up.
    pub settings: Settings,
    sandbox: Sandbox,
    buyers: Buyers,
    supplier: Supplier,
    _printer: PracticePrinter,
}

impl Practice {
    /// Opens the practice shop in `folder`: the example on the first time, as it was left ever after. `orders` puts
    /// that many more into it on the first time.
    ///
    /// # Errors
    /// [`PracticeError`].
    pub fn start(folder: &Path, orders: Option<u64>, env: &Env) -> Result<Self, PracticeError> {
        Self::start_by(Api::V2, folder, orders, env)
    }

    /// The same with new orders made by this API of WeChat Pay.
    ///
    /// # Errors
    /// [`PracticeError`].
    pub fn start_by(api: Api, folder: &Path, orders: Option<u64>, env: &Env) -> Result<Self, PracticeError> {
        let is_new = !folder.join("shop.db").exists();
        copy_example(folder, orders, env.now())?;
        let config = SandboxConfig::practice(&folder.join("certs"), env)?;
        let secrets = Secrets {
            api_key: Some(config.account.key.clone()),
            api_v3_key: config.api_v3_key.as_deref().and_then(|key| ApiV3Key::parse(key).ok()),
            app_secret: AppSecret::new(&config.app_secret)?,
            push: config.push.clone(),
            printers: PrinterKeys::default(),
            store_password: None,
        };
        let sandbox = Sandbox::start(config, env.clone())?;
        let bind = free_port()?;
        let printer = PracticePrinter::start()?;
        let settings = settings(api, &sandbox, bind, &printer);
        sandbox.dig_tunnel(PUBLIC_URL, &format!("http://{bind}"));
        remember(folder, &sandbox, (&settings, &secrets), env)?;
        // The practice address is known to the stand-in alone: a probe takes its tunnel, not the internet.
        let probe = Arc::new(LocalProber::new(bind)?);
        let open = OpenShop::start_behind(folder, &settings, &secrets, env.clone(), probe)?;
        set_push(&sandbox, &open, (&settings, &secrets));
        if is_new {
            messages::set_up(&open.store, env.now())?;
        }
        messages::remember(&open.store, &sandbox)?;
        let buyers = sandbox.send_buyers(BuyersConfig::new(&format!("http://{bind}"), env.rng.number()));
        let supplier = Supplier::start(&open.store, &open.shop.events, env.clone())?;
        Ok(Self { open, settings, sandbox, buyers, supplier, _printer: printer })
    }

    /// WeChat's stand-in: its ledger says what really happened.
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Sends the buyers home and closes everything.
    pub fn close(self) {
        drop(self.buyers);
        self.supplier.stop();
        self.open.close();
        self.sandbox.stop();
    }
}

/// The example, copied once and brought forward to today, so that its refunds are within WeChat's year.
fn copy_example(folder: &Path, orders: Option<u64>, now: UnixSeconds) -> Result<(), PracticeError> {
    let path = folder.join("shop.db");
    if path.exists() {
        return Ok(());
    }
    // Under another name until it is whole: a start that is killed here is a first start again.
    let half = folder.join("shop.db.new");
    private_file::write(&half, EXAMPLE)?;
    store::bring_forward(&half, now)?;
    store::draw_originals(&half, &folder.join("pictures"))?;
    if let Some(count) = orders {
        store::seed_orders(&half, count, now)?;
    }
    // Where the owner took the practice shop away, the new one is not an older one.
    store::forget_mark(&path)?;
    private_file::put_in_place(&half, &path)?;
    Ok(())
}

/// The stand-in forgets when it stops. What the shop's file says was paid and was under way, it is told again.
fn remember(folder: &Path, sandbox: &Sandbox, shop: (&Settings, &Secrets), env: &Env) -> Result<(), PracticeError> {
    let store = Store::open(&folder.join("shop.db"), ShopId::main())?;
    let reader = store.reader()?;
    for paid in reader.paid_with_refunds_open()? {
        sandbox.know_buyer(&paid.openid);
        let transaction = Some(paid.transaction_id);
        // Told twice it is the same order; the second word changes nothing.
        drop(sandbox.add_order_paid_at(&paid.order_no, paid.total, &paid.openid, transaction, paid.paid_at));
    }
    let rows = reader.orders(OrderFilter::All, &Page::Newest, REMEMBERED)?;
    if let Some(oldest) = rows.last().filter(|_| rows.len() >= usize::try_from(REMEMBERED).unwrap_or(usize::MAX)) {
        sandbox.no_bills_before(Day::of(oldest.key.created_at).plus(1));
    }
    for row in rows {
        if let Some(order) = reader.order(&row.key.order_no)? {
            remember_order(&order, sandbox);
        }
    }
    remember_past_refunds(&reader, sandbox)?;
    remember_refunds(&reader, sandbox, shop, env)?;
    drop(reader);
    store.close()?;
    Ok(())
}

/// What an owner writes into the mini program's console: where its message push goes, and how it is sealed.
fn set_push(sandbox: &Sandbox, open: &OpenShop, (settings, secrets): (&Settings, &Secrets)) {
    if let Some(account) = door::push_account(settings, secrets) {
        sandbox.push_to(PushTarget { url: format!("{PUBLIC_URL}{}", open.push_path), account });
    }
}

fn remember_order(order: &OrderDetail, sandbox: &Sandbox) {
    if let (Some(paid_at), Some(transaction)) = (order.row.paid_at, order.transaction_id.clone()) {
        let (order_no, total) = (&order.row.key.order_no, order.refundable.paid);
        sandbox.know_buyer(&order.openid);
        drop(sandbox.add_order_paid_at(order_no, total, &order.openid, Some(transaction), paid_at));
    }
}

/// Refunds that arrived: the stand-in's bills are to have them.
fn remember_past_refunds(reader: &Reader, sandbox: &Sandbox) -> Result<(), PracticeError> {
    for row in reader.refunds(RefundFilter::Done, REMEMBERED)? {
        let Some(refund) = reader.refund(&row.refund_no)? else { continue };
        if let (RefundState::Refunded, Some(at)) = (row.state, refund.refunded_at) {
            // Of an order the stand-in does not know it needs to know nothing.
            sandbox.add_past_refund((&row.refund_no, refund.refund_id), (&row.order_no, row.amount), at);
        }
    }
    Ok(())
}

/// A refund that WeChat had accepted is sent to the stand-in again, under its own number, with its own figures.
fn remember_refunds(
    reader: &Reader,
    sandbox: &Sandbox,
    shop: (&Settings, &Secrets),
    env: &Env,
) -> Result<(), PracticeError> {
    let accepted = |state| matches!(state, RefundState::Processing | RefundState::Stuck);
    let moving = reader.refunds(RefundFilter::Moving, REMEMBERED)?;
    if !moving.iter().any(|row| accepted(row.state)) {
        return Ok(());
    }
    for row in moving.iter().filter(|row| accepted(row.state)) {
        if let Some((refund, sign_type)) = reader.refund_to_send(&row.refund_no)?
            && let Some(gateway) = gateway(sign_type.api(), sandbox, shop, env)?
            && let Err(error) = gateway.refund(&refund, sign_type, "", &AlreadyRecorded).result
        {
            tracing::warn!(refund = %refund.refund_no, %error, "the practice WeChat was not told of a refund");
        }
    }
    Ok(())
}

/// The stand-in, called by this API; `None` without its key.
fn gateway(
    api: Api,
    sandbox: &Sandbox,
    (settings, secrets): (&Settings, &Secrets),
    env: &Env,
) -> Result<Option<Box<dyn Gateway>>, PracticeError> {
    let certificate = ClientCertificate::load(&certificate_files(settings), &settings.mch_id);
    let endpoint = Endpoint {
        pay_url: settings.pay_url.clone(),
        miniprogram_url: settings.miniprogram_url.clone(),
        extra_root_ca: Some(std::fs::read(sandbox.ca_path())?),
        ..Endpoint::wechat()
    };
    let account = sandbox.config().account.clone();
    Ok(match (api, &secrets.api_v3_key) {
        (Api::V2, _) => Some(Box::new(V2Gateway::new(account, &endpoint, certificate, env.clone())?)),
        (Api::V3, None) => None,
        (Api::V3, Some(key)) => {
            let account = v3_account_of(settings, key.clone());
            let public_key = settings.wechatpay_public_key.as_ref().and_then(|file| file.load().ok());
            let keys = Arc::new(TrustKeeper::new(public_key.into_iter().collect()));
            Some(Box::new(V3Gateway::new(account, &endpoint, certificate, keys, env.clone())?))
        }
    })
}

/// The rows of these calls are there since they were first made.
struct AlreadyRecorded;

impl CallRecord for AlreadyRecorded {
    fn leaving(&self, _call: Outgoing<'_>) -> Result<(), NotRecorded> {
        Ok(())
    }
}

fn settings(api: Api, sandbox: &Sandbox, bind: SocketAddr, printer: &PracticePrinter) -> Settings {
    let account = &sandbox.config().account;
    let public_key = KeyId::parse(&sandbox.public_key_id());
    let counter = Printer {
        name: PRINTER.to_owned(),
        kind: PrinterKind::EscposTcp,
        address: printer.address(),
        account: String::new(),
        server: String::new(),
        auto: true,
        columns: 32,
    };
    Settings {
        shop_name: "山茶小铺".to_owned(),
        language: Language::System,
        app_id: account.app_id.clone(),
        mch_id: account.mch_id.clone(),
        app_channel_app_id: account.app_channel_app_id.clone(),
        api,
        sign_type: if api == Api::V3 { SignType::Rsa } else { SignType::HmacSha256 },
        wechatpay_public_key: public_key.map(|id| PublicKeyFile { path: sandbox.public_key_path(), id }),
        pay_url: sandbox.base_url(),
        miniprogram_url: sandbox.base_url(),
        merchant_cert: sandbox.dir().join("apiclient_cert.pem"),
        merchant_key: sandbox.dir().join("apiclient_key.pem"),
        extra_root_ca: Some(sandbox.ca_path()),
        proxy: None,
        bind,
        public_url: PublicUrl::parse(PUBLIC_URL).ok(),
        tunnel: TunnelSettings::Manual,
        pay_within_secs: 600,
        freight: store::example_freight(),
        pickup: Some(PickupPlace { address: store::PICKUP_ADDRESS.to_owned(), hours: PICKUP_HOURS.to_owned() }),
        usual_carrier: None,
        hold_secs: 10,
        schedules: Schedules { refund_poll: REFUND_POLL.to_vec(), ..Schedules::default() },
        // Practice buyers come all day: told once is enough, and a closed practice shop is closed.
        alerts: Alerts { repeat_until_seen: false, ..Alerts::default() },
        window: Window { tray: false, ..Window::default() },
        printers: vec![counter],
        receipts: Receipts::default(),
        receipt_picture: None,
        keep_days: 400,
        // A few dozen regulars come all day.
        limits: BuyerLimits::NONE,
        backups: Backups::default(),
        store: StoreSettings::default(),
        lock_minutes: 10,
    }
}

/// A port nobody listens on. The practice shop must start beside a real one.
fn free_port() -> std::io::Result<SocketAddr> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?.local_addr()
}
