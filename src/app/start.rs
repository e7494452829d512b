//! Opens a shop: the file, the calls out, the jobs, the door. The window, `serve` and the practice shop all start here.

use crate::{
    app::{
        backup::{BackupSetup, BackupThread, must_be_whole},
        door::{DoorParts, OpenDoor, first_ask},
        opened_here::open_here,
        seats::{self, ShopSeat},
        shop_data::ShopData,
        wechat_access::{WechatAccess, endpoint, extra_root},
    },
    base::{address::Address, disk, env::Env, lang::Lang, place},
    devices::{
        printer_factory::{self, PrinterContext},
        yilianyun::TokenKeep,
    },
    domain::SignType,
    events::Events,
    jobs::{
        Auditor, Bookkeeper, HealthBoard, Housekeeper, Housekeeping, MessageVoice, OrderIndexer, PrintQueue,
        PrintThreads, RefundPace, ShippingApi, Shop, Workers,
    },
    listener::Listener,
    settings::{Language, Secrets, Settings},
    store::{PrinterName, Store, StoreError, Tuning, WebhookSecrets},
    tunnel::{HttpsProber, Prober, Tunnel},
    wechat::{BadEndpoint, miniprogram},
};
use std::{path::Path, sync::Arc};

pub use crate::app::folder::{FolderLock, StartError};

/// A shop that is open.
#[derive(Debug)]
pub struct OpenShop {
    /// The rows.
    pub store: Store,
    /// What the jobs work with.
    pub shop: Shop,
    /// The threads.
    pub workers: Workers,
    /// The printers' threads.
    pub printing: PrintThreads,
    /// The thread that removes old pictures.
    pub housekeeper: Housekeeper,
    /// The thread that looks through the data file.
    pub auditor: Auditor,
    /// The thread that fetches WeChat's bills.
    pub bookkeeper: Bookkeeper,
    /// Makes the search know the orders of an older file.
    pub indexer: OrderIndexer,
    /// The thread that makes backups.
    pub backups: BackupThread,
    /// The door, unless its port was taken.
    pub listener: Option<Listener>,
    /// The way to the door, where there is one to look after.
    pub tunnel: Option<Tunnel>,
    /// Of several seats: who waits to work, and the door it opened once it did.
    pub seat: Option<ShopSeat>,
    /// Where the rows lie.
    pub data: ShopData,
    /// Where below the public address the mini program's message push goes.
    pub push_path: String,
    /// How a payment of the shop's own is asked for.
    pub payments: PaymentTerms,
}

/// What a payment is asked for with, beside its order.
#[derive(Debug, Clone)]
pub struct PaymentTerms {
    /// In `/wechat/{secret}/pay`.
    pub webhook: String,
    /// How it is signed, and so in which API.
    pub sign_type: SignType,
    /// How long an order can be paid.
    pub pay_within_secs: i64,
    /// When WeChat is asked about it first.
    pub first_ask_after_secs: i64,
}

impl PaymentTerms {
    fn of(settings: &Settings, secrets: &WebhookSecrets, sign_type: SignType) -> Self {
        let (webhook, first_ask_after_secs) = (secrets.pay.clone(), first_ask(settings));
        Self { webhook, sign_type, pay_within_secs: settings.pay_within_secs, first_ask_after_secs }
    }
}

impl OpenShop {
    /// Opens the file in `folder`, marks what was interrupted, starts the jobs, the door and the way to it. A door that
    /// cannot open is shown as not well, and is not an end: WeChat is asked by polling all the same.
    ///
    /// # Errors
    /// [`StartError`]: nothing was started.
    pub fn start(folder: &Path, settings: &Settings, secrets: &Secrets, env: Env) -> Result<Self, StartError> {
        must_be_whole(folder)?;
        let root = extra_root(settings);
        let probe = HttpsProber::new(root.as_deref(), settings.proxy.as_deref())?;
        Self::start_behind(folder, settings, secrets, env, Arc::new(probe))
    }

    /// The same where the public address is reached by another way than the internet.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_behind(
        folder: &Path,
        settings: &Settings,
        secrets: &Secrets,
        env: Env,
        probe: Arc<dyn Prober>,
    ) -> Result<Self, StartError> {
        let tuning = Tuning { limits: settings.limits, place: Some(place::of(folder)), ..Tuning::default() };
        let data = ShopData::of(folder, &settings.store, secrets.store_password.as_ref());
        let store = data.open(tuning)?;
        let works = seats::first_look(&store, &env)?;
        let (webhook_secrets, push_path) = webhooks(&store, &env)?;
        let (events, address) = (Events::default(), Address::new(settings.public_url.clone()));
        let health = HealthBoard::new(events.clone());
        let access = WechatAccess::of(folder, settings, secrets, &env)?;
        let WechatAccess { accounts, merchant, gateway, trust_keys, new_orders } = access;
        let installation = if works {
            open_here((folder, &data), &store, (&merchant, settings.public_url.is_some()), &env)?
        } else {
            seats::opened_elsewhere(folder, &store, &merchant, &env)?
        };
        let shop = Shop {
            shipping_api: Some(
                ShippingApi::new(Arc::new(shipping_client(settings, secrets, &env)?)).speaking(voice(settings)),
            ),
            store: store.clone(),
            gateway,
            events,
            env,
            schedules: settings.schedules.clone(),
            hold_secs: settings.hold_secs,
            address,
            refund_webhook: webhook_secrets.refund.clone(),
            accounts,
            trust_keys,
            keep_days: settings.keep_days,
            health: health.clone(),
            pace: RefundPace::default(),
        };
        shop.look_at_certificate(shop.env.now());
        // Before an order can be confirmed: its receipts are queued in that very commit.
        let printing = start_printing(folder, settings, secrets, &shop, &store)?;
        let workers = Workers::start(&shop, &store, printing.test_prints())?;
        let housekeeper = start_housekeeper(folder, &shop, &store)?;
        let (auditor, indexer) = start_reading_through(&store, &health)?;
        let backups = start_backups((folder, &data), settings, &shop)?;
        let bookkeeper = Bookkeeper::start(shop.clone(), &store, folder)?;
        let payments = PaymentTerms::of(settings, &webhook_secrets, new_orders);
        let door = DoorParts {
            folder: folder.to_owned(),
            settings: settings.clone(),
            secrets: secrets.clone(),
            shop: shop.clone(),
            installation,
            webhook_secrets,
            new_orders,
            probe,
        };
        let OpenDoor { listener, tunnel } = if works { door.open()? } else { OpenDoor::default() };
        let seat = ShopSeat::watch((door, works), data.clone(), merchant)?;
        Ok(Self {
            store,
            shop,
            workers,
            printing,
            housekeeper,
            auditor,
            bookkeeper,
            indexer,
            backups,
            listener,
            tunnel,
            seat,
            data,
            push_path,
            payments,
        })
    }

    /// Closes the way and the door, waits for calls under way, and writes everything down.
    pub fn close(self) {
        if let Some(seat) = self.seat {
            seat.stop();
        }
        OpenDoor { listener: self.listener, tunnel: self.tunnel }.close();
        self.backups.stop();
        self.workers.stop();
        self.printing.stop();
        self.housekeeper.stop();
        self.auditor.stop();
        self.bookkeeper.stop();
        self.indexer.stop();
        drop(self.shop);
        if let Err(error) = self.store.close() {
            tracing::error!(%error, "closing the data file");
        }
    }
}

/// In whose voice messages to WeChat speak: as the receipts do.
fn voice(settings: &Settings) -> MessageVoice {
    let lang = if settings.language == Language::En { Lang::En } else { Lang::Zh };
    MessageVoice { shop_name: settings.shop_name.clone(), lang }
}

fn shipping_client(
    settings: &Settings,
    secrets: &Secrets,
    env: &Env,
) -> Result<miniprogram::ShippingClient, BadEndpoint> {
    let (app_id, mch_id) = (settings.app_id.clone(), settings.mch_id.clone());
    miniprogram::ShippingClient::new(app_id, mch_id, secrets.app_secret.clone(), &endpoint(settings), env.clone())
}

/// The two that go through the whole file beside the work.
fn start_reading_through(store: &Store, health: &HealthBoard) -> Result<(Auditor, OrderIndexer), StoreError> {
    let auditor = Auditor::start(store.clone(), health.clone())?;
    Ok((auditor, OrderIndexer::start(store.clone(), health.clone())?))
}

fn start_backups(
    (folder, data): (&Path, &ShopData),
    settings: &Settings,
    shop: &Shop,
) -> Result<BackupThread, StoreError> {
    BackupThread::start(BackupSetup {
        folder: folder.to_owned(),
        shop_name: settings.shop_name.clone(),
        on_server: data.is_on_server(),
        store: shop.store.clone(),
        settings: settings.backups.clone(),
        events: shop.events.clone(),
        env: shop.env.clone(),
    })
}

fn start_printing(
    folder: &Path,
    settings: &Settings,
    secrets: &Secrets,
    shop: &Shop,
    store: &Store,
) -> Result<PrintThreads, StoreError> {
    let context = PrinterContext {
        keys: secrets.printers.clone(),
        extra_root_ca: extra_root(settings),
        proxy: settings.proxy.clone(),
        env: shop.env.clone(),
        tokens: TokenKeep::in_file(folder.join("printer-tokens.toml")),
    };
    let template = printer_factory::template(settings);
    let printers = settings.printers.iter().map(|printer| {
        let printer_name = PrinterName { name: printer.name.clone(), kind: printer.kind.as_str(), auto: printer.auto };
        (printer_name, printer_factory::printer(printer, &template, &context))
    });
    let queue = PrintQueue::new(shop, printers.collect()).at(seats::computer());
    // Each seat prints on its own printers, whichever works for the shop.
    let doubtful = queue.wake_up()?;
    if doubtful > 0 {
        tracing::info!(doubtful, "receipts were being printed when the program last ended: they may be on paper");
    }
    PrintThreads::start(queue, store)
}

fn start_housekeeper(folder: &Path, shop: &Shop, store: &Store) -> Result<Housekeeper, StoreError> {
    let house = Housekeeping::new(shop.clone(), folder.join("pictures"), disk::free_space(folder));
    Housekeeper::start(house, store)
}

fn webhooks(store: &Store, env: &Env) -> Result<(WebhookSecrets, String), StoreError> {
    let [pay, refund, push] = std::array::from_fn(|_| env.rng.hex(16));
    let secrets = store.webhook_secrets(WebhookSecrets { pay, refund, push }, env.now()).wait()?;
    let push_path = secrets.push_path();
    Ok((secrets, push_path))
}
