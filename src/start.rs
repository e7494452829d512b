//! Opens a shop: the file, the calls out, the jobs, the door. The window, `serve` and the practice shop all start here.

use crate::{
    events::{Events, Light, LightState, Trouble},
    jobs::{Lights, Shop, Workers},
    listener::{ListenError, Listener, ListenerSetup},
    nature::Nature,
    settings::{Secrets, Settings},
    store::{Hooks, SqliteStore, Store, StoreError},
    wechat::{Account, BadCertificate, BadEndpoint, ClientCertificate, Endpoint, miniprogram, v2::V2Gateway},
};
use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// One deadline for each call to WeChat; a payment or refund call wants 10 to 20 seconds (protocol, chapter 2).
const CALL_DEADLINE: Duration = Duration::from_secs(15);

/// Why a shop does not open. The sentence goes to the owner as it is.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Someone has it open.
    #[error("this shop is already open in another window or as a service ({})", .0.display())]
    AlreadyOpen(PathBuf),
    /// The folder cannot be used.
    #[error("the folder {} cannot be used: {reason}", path.display())]
    Folder {
        /// Which folder.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The data file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The calls out could not be set up.
    #[error(transparent)]
    Gateway(#[from] BadEndpoint),
}

/// Keeps the folder to ourselves; two writers never run. Given back when dropped.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Makes the folder if there is none, private to its owner, and takes it.
    ///
    /// # Errors
    /// [`StartError::AlreadyOpen`] or [`StartError::Folder`].
    pub fn take(folder: &Path) -> Result<Self, StartError> {
        let unusable = |e: std::io::Error| StartError::Folder { path: folder.to_owned(), reason: e.to_string() };
        make_private(folder).map_err(unusable)?;
        let file =
            File::options().create(true).truncate(false).write(true).open(folder.join("lock")).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StartError::AlreadyOpen(folder.to_owned())),
            Err(TryLockError::Error(e)) => Err(unusable(e)),
        }
    }
}

fn make_private(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// A shop that is open.
#[derive(Debug)]
pub struct OpenShop {
    /// The rows.
    pub store: SqliteStore,
    /// What the jobs work with.
    pub shop: Shop,
    /// The threads.
    pub workers: Workers,
    /// The door, unless its port was taken.
    pub listener: Option<Listener>,
}

impl OpenShop {
    /// Opens the file in `folder`, marks what was interrupted, starts the jobs and the door. A door that cannot open
    /// is a light, not an end: WeChat is asked by polling all the same.
    ///
    /// # Errors
    /// [`StartError`]: nothing was started.
    pub fn start(folder: &Path, settings: &Settings, secrets: &Secrets, nature: Nature) -> Result<Self, StartError> {
        let store = SqliteStore::open(&folder.join("shop.db"), crate::domain::ShopId::main())?;
        let hooks = store.hooks(fresh_hooks(&nature), nature.now()).wait()?;
        let events = Events::default();
        let lights = Lights::new(events.clone());
        let account =
            Account { app_id: settings.app_id.clone(), mch_id: settings.mch_id.clone(), key: secrets.api_key.clone() };
        let gateway = Arc::new(gateway(settings, &account, &lights, &nature)?);
        let shop = Shop {
            store: Arc::new(store.clone()),
            gateway: gateway.clone(),
            events: events.clone(),
            nature: nature.clone(),
            schedules: settings.schedules.clone(),
            hold_secs: settings.hold_secs,
            refund_notify_url: refund_url(&settings.public_url, &hooks),
            account: Some(account.clone()),
            keep_days: settings.keep_days,
            lights: lights.clone(),
        };
        let workers = Workers::start(&shop, &store)?;
        let mini = miniprogram::Client::new(settings.app_id.clone(), secrets.app_secret.clone(), &endpoint(settings))?;
        let readers = store.clone();
        let setup = ListenerSetup {
            bind: settings.bind,
            account: Some(account),
            store: Arc::new(store.clone()),
            readers: Arc::new(move || readers.reader()),
            gateway,
            mini: Arc::new(mini),
            events,
            nature,
            hooks,
            public_url: settings.public_url.clone(),
            sign_type: settings.sign_type,
            pay_within_secs: settings.pay_within_secs,
            first_ask_after_secs: first_ask(settings),
        };
        let listener = open_door(setup, &lights);
        Ok(Self { store, shop, workers, listener })
    }

    /// Closes the door, waits for calls under way, and writes everything down.
    pub fn close(self) {
        if let Some(listener) = self.listener {
            listener.stop();
        }
        self.workers.stop();
        drop(self.shop);
        if let Err(error) = self.store.close() {
            tracing::error!(%error, "closing the data file");
        }
    }
}

fn open_door(setup: ListenerSetup, lights: &Lights) -> Option<Listener> {
    match Listener::start(setup) {
        Ok(listener) => {
            lights.set(Light::Listener, LightState::Good);
            Some(listener)
        }
        Err(error) => {
            tracing::error!(%error, "the listener does not start");
            let trouble = match error {
                ListenError::PortTaken(_) => Trouble::PortTaken,
                _ => Trouble::Stopped,
            };
            lights.set(Light::Listener, LightState::Dead(trouble, error.to_string()));
            None
        }
    }
}

/// The calls out. A certificate that cannot be used stops refunds before sending, not the shop.
fn gateway(settings: &Settings, account: &Account, lights: &Lights, nature: &Nature) -> Result<V2Gateway, BadEndpoint> {
    let certificate = ClientCertificate::load(&settings.merchant_cert, &settings.merchant_key, &settings.mch_id);
    lights.set(Light::Certificate, certificate_light(&certificate));
    V2Gateway::new(account.clone(), &endpoint(settings), certificate, nature.clone())
}

fn certificate_light(certificate: &Result<ClientCertificate, BadCertificate>) -> LightState {
    match certificate {
        Ok(_) => LightState::Good,
        Err(error) => LightState::Dead(Trouble::Certificate, error.to_string()),
    }
}

fn endpoint(settings: &Settings) -> Endpoint {
    let root = settings.extra_root_ca.as_ref().and_then(|path| match std::fs::read(path) {
        Ok(pem) => Some(pem),
        Err(error) => {
            // Without it fewer servers are trusted, never more.
            tracing::error!(%error, path = %path.display(), "extra_root_ca cannot be read");
            None
        }
    });
    Endpoint {
        pay_url: settings.pay_url.clone(),
        miniprogram_url: settings.miniprogram_url.clone(),
        extra_root_ca: root,
        proxy: settings.proxy.clone(),
        deadline: CALL_DEADLINE,
    }
}

fn fresh_hooks(nature: &Nature) -> Hooks {
    Hooks { pay: nature.chance.hex(16), refund: nature.chance.hex(16) }
}

fn refund_url(public_url: &str, hooks: &Hooks) -> String {
    if public_url.is_empty() { String::new() } else { format!("{public_url}/wechat/{}/refund", hooks.refund) }
}

fn first_ask(settings: &Settings) -> i64 {
    crate::settings::Schedules::wait(&settings.schedules.unpaid_poll, 0)
}
