//! Opens a shop: the file, the calls out, the jobs, the door. The window, `serve` and the practice shop all start here.

use crate::{
    app::{
        backup::{BackupSetup, BackupThread, must_be_whole},
        shop_data::ShopData,
        wechat_access::{WechatAccess, endpoint, extra_root},
    },
    base::{address::Address, disk, env::Env, installation::Installation, place},
    devices::{
        printer_factory::{self, PrinterContext},
        yilianyun::TokenKeep,
    },
    domain::{InstallationId, LeaseHold, Merchant, SignType, UnixSeconds},
    events::{Events, HealthState, ShopEvent, Subsystem, Trouble},
    jobs::{
        Auditor, Bookkeeper, HealthBoard, Housekeeper, Housekeeping, OrderIndexer, PrintQueue, PrintThreads,
        RefundPace, ShippingApi, Shop, Workers,
    },
    listener::{ListenError, Listener, ListenerSetup, OpenReader},
    settings::{Secrets, Settings, TunnelSettings},
    store::{LeaseOpening, PrinterName, ServerFault, Store, StoreError, Tuning, WebhookSecrets},
    tunnel::{self, Heard, HttpsProber, Pace, ProbeOutcome, Prober, Tunnel, TunnelSetup},
    wechat::{BadEndpoint, miniprogram},
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

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
        must_be_whole(folder)?;
        let tuning = Tuning { limits: settings.limits, place: Some(place::of(folder)), ..Tuning::default() };
        let data = ShopData::of(folder, &settings.store, secrets.store_password.as_ref());
        let store = data.open(tuning)?;
        let (webhook_secrets, push_path) = webhooks(&store, &env)?;
        let (events, address) = (Events::default(), Address::new(settings.public_url.clone()));
        let health = HealthBoard::new(events.clone());
        let access = WechatAccess::of(folder, settings, secrets, &env)?;
        let WechatAccess { accounts, merchant, gateway, trust_keys, new_orders } = access;
        let installation = open_here((folder, &data), &store, (settings, &merchant), &env)?;
        let shipping_api = shipping_client(settings, secrets, &env)?;
        let shop = Shop {
            store: store.clone(),
            gateway: gateway.clone(),
            events: events.clone(),
            env: env.clone(),
            schedules: settings.schedules.clone(),
            hold_secs: settings.hold_secs,
            address: address.clone(),
            refund_webhook: webhook_secrets.refund.clone(),
            accounts: accounts.clone(),
            trust_keys,
            keep_days: settings.keep_days,
            health: health.clone(),
            pace: RefundPace::default(),
            shipping_api: Some(ShippingApi::new(Arc::new(shipping_api))),
        };
        shop.look_at_certificate(shop.env.now());
        // Before an order can be confirmed: its receipts are queued in that very commit.
        let printing = start_printing(folder, settings, secrets, &shop, &store)?;
        let workers = Workers::start(&shop, &store, printing.test_prints())?;
        let housekeeper = start_housekeeper(folder, &shop, &store)?;
        let auditor = Auditor::start(store.clone(), health.clone())?;
        let indexer = OrderIndexer::start(store.clone(), health.clone())?;
        let backups = start_backups((folder, &data), settings, &shop)?;
        let bookkeeper = Bookkeeper::start(shop.clone(), &store, folder)?;
        let payments = PaymentTerms::of(settings, &webhook_secrets, new_orders);
        let setup = ListenerSetup {
            bind: settings.bind,
            accounts,
            installation: Some(installation),
            store: store.clone(),
            readers: readers_of(&store),
            gateway,
            mini: mini_program(settings, secrets)?,
            push: push_account(settings, secrets),
            events,
            env,
            webhook_secrets,
            address,
            new_orders,
            pay_within_secs: settings.pay_within_secs,
            pickup: settings.pickup.clone(),
            freight: settings.freight.clone(),
            first_ask_after_secs: first_ask(settings),
            pictures: folder.join("pictures"),
            room: disk::free_space(folder),
        };
        let listener = open_door(setup, &health);
        let tunnel = listener.as_ref().and_then(|listener| open_way(folder, settings, listener, probe, &shop));
        nobody_asks(&store, tunnel.as_ref())?;
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
            data,
            push_path,
            payments,
        })
    }

    /// Closes the way and the door, waits for calls under way, and writes everything down.
    pub fn close(self) {
        if let Some(tunnel) = self.tunnel {
            tunnel.stop();
        }
        if let Some(listener) = self.listener {
            listener.stop();
        }
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

fn shipping_client(
    settings: &Settings,
    secrets: &Secrets,
    env: &Env,
) -> Result<miniprogram::ShippingClient, BadEndpoint> {
    let (app_id, mch_id) = (settings.app_id.clone(), settings.mch_id.clone());
    miniprogram::ShippingClient::new(app_id, mch_id, secrets.app_secret.clone(), &endpoint(settings), env.clone())
}

fn readers_of(store: &Store) -> OpenReader {
    let store = store.clone();
    Arc::new(move || store.reader())
}

fn mini_program(settings: &Settings, secrets: &Secrets) -> Result<Arc<miniprogram::Client>, BadEndpoint> {
    let (app_id, secret) = (settings.app_id.clone(), secrets.app_secret.clone());
    miniprogram::Client::new(app_id, secret, &endpoint(settings)).map(Arc::new)
}

/// Whom messages of the push have to be for; `None` where the owner does not use it.
pub(super) fn push_account(settings: &Settings, secrets: &Secrets) -> Option<miniprogram::PushAccount> {
    let secrets = secrets.push.clone()?;
    Some(miniprogram::PushAccount { app_id: settings.app_id.clone(), secrets })
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
    let shipping_api = PrintQueue::new(shop, printers.collect());
    let doubtful = shipping_api.wake_up()?;
    if doubtful > 0 {
        tracing::info!(doubtful, "receipts were being printed when the program last ended: they may be on paper");
    }
    PrintThreads::start(shipping_api, store)
}

/// Without an address and without a program there is nothing to look after: the shop lives by asking.
fn open_way(
    folder: &Path,
    settings: &Settings,
    listener: &Listener,
    probe: Arc<dyn Prober>,
    shop: &Shop,
) -> Option<Tunnel> {
    if settings.public_url.is_none() && settings.tunnel == TunnelSettings::Manual {
        tunnel::end_what_was_left(folder);
        return None;
    }
    let setup = TunnelSetup {
        settings: settings.tunnel.clone(),
        address: shop.address.clone(),
        listener: listener.local_addr(),
        probe,
        proves: listener.knows_answers(),
        heard: tell_the_lease(shop),
        events: shop.events.clone(),
        env: shop.env.clone(),
        folder: folder.to_owned(),
        pace: Pace::default(),
    };
    let started = Tunnel::start(setup);
    if let Err(error) = &started {
        tracing::error!(%error, "the tunnel does not start");
        shop.health.set(Subsystem::Tunnel, HealthState::Dead(Trouble::Stopped, error.to_string()));
    }
    started.ok()
}

/// What a probe found decides whether anything may leave: another installation that runs the shop stops this one.
fn tell_the_lease(shop: &Shop) -> Heard {
    let (shop, asked) = (shop.clone(), AtomicBool::new(false));
    Arc::new(move |found| {
        let changed = match found {
            ProbeOutcome::OtherInstallation(other) if other.runs => {
                shop.store.found_elsewhere(other.id.clone(), shop.env.now()).wait()
            }
            _ if asked.load(Ordering::Relaxed) => return,
            _ => shop.store.address_was_asked().wait(),
        };
        match changed {
            Ok(changed) => {
                asked.store(true, Ordering::Relaxed);
                if changed {
                    shop.events.send(&ShopEvent::LeaseChanged);
                }
            }
            Err(error) => tracing::error!(%error, "who answers at the public address could not be written down"),
        }
    })
}

fn open_door(setup: ListenerSetup, health: &HealthBoard) -> Option<Listener> {
    match Listener::start(setup) {
        Ok(listener) => {
            health.set(Subsystem::Listener, HealthState::Good);
            Some(listener)
        }
        Err(error) => {
            tracing::error!(%error, "the listener does not start");
            let trouble = match error {
                ListenError::PortTaken(_) => Trouble::PortTaken,
                _ => Trouble::Stopped,
            };
            health.set(Subsystem::Listener, HealthState::Dead(trouble, error.to_string()));
            None
        }
    }
}

/// Before any job: what belongs to another merchant is not to be asked about with these keys.
fn open_for(store: &Store, merchant: &Merchant, now: UnixSeconds) -> Result<(), StoreError> {
    let opened = store.open_for(merchant.clone(), now).wait()?;
    if let Some(before) = opened.changed_from {
        tracing::warn!(%before, now = %merchant.mch_id, "the settings name another merchant than before");
    }
    for held in opened.held {
        let (mch_id, orders, refunds) = (&held.mch_id, held.orders, held.refunds);
        tracing::warn!(%mch_id, orders, refunds, "open orders of another merchant are held");
    }
    Ok(())
}

/// Where nobody asks who answers at the public address, nothing waits for that.
fn nobody_asks(store: &Store, asks: Option<&Tunnel>) -> Result<(), StoreError> {
    if asks.is_none() { store.address_was_asked().wait().map(drop) } else { Ok(()) }
}

fn start_housekeeper(folder: &Path, shop: &Shop, store: &Store) -> Result<Housekeeper, StoreError> {
    let house = Housekeeping::new(shop.clone(), folder.join("pictures"), disk::free_space(folder));
    Housekeeper::start(house, store)
}

/// Several seats open one database: it is never taken for another shop's because one of them has other settings. In a file
/// the owner changes the merchant by the settings, and what is open of the former one is held.
fn must_be_this_shop(store: &Store, merchant: &Merchant) -> Result<(), StoreError> {
    match store.reader()?.merchant()? {
        Some(there) if (&there.app_id, &there.mch_id) != (&merchant.app_id, &merchant.mch_id) => {
            let (app_id, mch_id) = (there.app_id.to_string(), there.mch_id.to_string());
            Err(ServerFault::OtherShop { app_id, mch_id }.into())
        }
        _ => Ok(()),
    }
}

/// Before any job: for whom the shop is opened, and is it run from this folder at all? All seats of a database are one
/// installation, the one that opened it first: which of them works is another question.
fn open_here(
    (folder, data): (&Path, &ShopData),
    store: &Store,
    (settings, merchant): (&Settings, &Merchant),
    env: &Env,
) -> Result<InstallationId, StartError> {
    if data.is_on_server() {
        must_be_this_shop(store, merchant)?;
    }
    open_for(store, merchant, env.now())?;
    let unusable = |why| StartError::Folder { path: folder.to_owned(), why };
    let Installation { id, lost } = Installation::load_or_make(folder, &*env.rng).map_err(unusable)?;
    let opened_first = if data.is_on_server() { store.reader()?.lease()?.map(|lease| lease.here) } else { None };
    let id = opened_first.unwrap_or(id);
    let opening = LeaseOpening { here: id.clone(), lost, has_address: settings.public_url.is_some() };
    let lease = store.open_lease(opening, env.now()).wait()?;
    if let Some(hold) = lease.hold.filter(|hold| *hold != LeaseHold::Asking) {
        tracing::warn!(%hold, "the shop is not run from here: nothing is sent");
    }
    Ok(id)
}

fn webhooks(store: &Store, env: &Env) -> Result<(WebhookSecrets, String), StoreError> {
    let [pay, refund, push] = std::array::from_fn(|_| env.rng.hex(16));
    let secrets = store.webhook_secrets(WebhookSecrets { pay, refund, push }, env.now()).wait()?;
    let push_path = secrets.push_path();
    Ok((secrets, push_path))
}

fn first_ask(settings: &Settings) -> i64 {
    crate::settings::Schedules::wait(&settings.schedules.unpaid_poll, 0)
}
