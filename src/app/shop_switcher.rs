//! Opens and closes the shops of a window: the owner's own and the practice shop, one at a time, each with its folder locked
//! while it is open. The window stays; what lies behind it changes here, beside the screen's thread.

use crate::{
    alerts::{AlertHandle, AlertService},
    app::{
        backup::must_be_whole,
        check,
        error_text::told,
        export::ShopExporter,
        host, live, mini_program,
        practice::Practice,
        seats::ShopSeat,
        start::{FolderLock, OpenShop, StartError},
        support,
        test_order::{self, TestOrderMemory},
    },
    base::{database_url::DatabaseUrl, env::Env, environment, keyring::Keyring, private_file, spawn},
    devices::{printer_factory, second_start},
    domain::Api,
    settings::{Secrets, Settings, SettingsDocument},
    store::DiskFault,
    tunnel::Tunnel,
    ui::{
        AppSetup, Door, Lang, LiveCheck, LiveLine, NotOpen, Reach, ShopFile, ShopSwitcher, TestOrderStep,
        TestOrderView, ThemeChoice, WindowLook,
    },
};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// What is open now.
#[derive(Debug)]
enum Opened {
    Own(Box<OpenShop>, Box<Settings>),
    Practice(Box<Practice>),
}

impl Opened {
    fn shop(&self) -> (&OpenShop, &Settings) {
        match self {
            Self::Own(open, settings) => (open, settings),
            Self::Practice(practice) => (&practice.open, &practice.settings),
        }
    }

    const fn door(&self) -> Door {
        match self {
            Self::Own(..) => Door::Own,
            Self::Practice(_) => Door::Practice,
        }
    }
}

/// What is open, with what goes with it.
#[derive(Debug, Default)]
struct SwitcherState {
    own_lock: Option<FolderLock>,
    practice_lock: Option<FolderLock>,
    open: Option<Opened>,
    alerts: Option<AlertService>,
    awake: Option<host::StaysAwake>,
    lang: Option<Lang>,
    test_order: TestOrderMemory,
}

/// The shops of one data folder.
#[derive(Debug)]
pub struct FolderSwitcher {
    home: PathBuf,
    theme: Option<ThemeChoice>,
    /// Orders a fresh practice shop is seeded with.
    orders: Option<u64>,
    /// Which API the practice shop uses.
    practice_api: Api,
    check: String,
    env: Env,
    keyring: Keyring,
    /// A database in the place of the one the settings name.
    database: Option<DatabaseUrl>,
    state: Mutex<SwitcherState>,
}

impl FolderSwitcher {
    /// For the data folder `home`; `theme` was asked for at the start, and `check` is the command that looks at the shop.
    #[must_use]
    pub fn new(home: PathBuf, theme: Option<ThemeChoice>, check: String, env: Env) -> Self {
        Self {
            home,
            theme,
            orders: None,
            practice_api: Api::V2,
            check,
            env,
            keyring: Keyring::none(),
            database: None,
            state: Mutex::default(),
        }
    }

    /// A practice shop that begins with so many orders more.
    #[must_use]
    pub fn with_orders(self, orders: Option<u64>) -> Self {
        Self { orders, ..self }
    }

    /// A practice shop that uses this API of WeChat Pay.
    #[must_use]
    pub fn practising(self, practice_api: Api) -> Self {
        Self { practice_api, ..self }
    }

    /// Keys are kept in this keyring; without one, in a file.
    #[must_use]
    pub fn keeping_keys_in(self, keyring: Keyring) -> Self {
        Self { keyring, ..self }
    }

    /// The shop's own rows lie in this database, whatever the settings say.
    #[must_use]
    pub fn on_database(self, database: Option<DatabaseUrl>) -> Self {
        Self { database, ..self }
    }

    /// The folder is taken already.
    #[must_use]
    pub fn holding(self, door: Door, lock: FolderLock) -> Self {
        match door {
            Door::Own => self.state().own_lock = Some(lock),
            Door::Practice => self.state().practice_lock = Some(lock),
        }
        self
    }

    fn state(&self) -> MutexGuard<'_, SwitcherState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn folder_of(&self, door: Door) -> PathBuf {
        match door {
            Door::Own => self.home.clone(),
            Door::Practice => self.home.join("practice"),
        }
    }

    /// The look: as it was asked for, else as it was chosen in the window.
    #[must_use]
    pub fn theme(&self, folder: &Path) -> ThemeChoice {
        self.theme.or(WindowLook::load(folder).theme).unwrap_or_default()
    }

    /// Opens a shop, or tells why it does not open.
    ///
    /// # Errors
    /// What the command line ends with.
    pub fn try_open(&self, door: Door, lang: Lang) -> anyhow::Result<AppSetup> {
        let mut state = self.state();
        if state.open.as_ref().is_none_or(|open| open.door() != door) {
            close(&mut state);
            self.lock(&mut state, door)?;
            let folder = self.folder_of(door);
            let opened = match door {
                Door::Own => self.open_own(&folder)?,
                Door::Practice => {
                    let practice = Practice::start_by(self.practice_api, &folder, self.orders, &self.env)?;
                    Opened::Practice(Box::new(practice))
                }
            };
            let (open, settings) = opened.shop();
            state.awake = (door == Door::Own).then(|| host::settle(&settings.window, &folder)).flatten();
            state.alerts = host::start_alerts(open, settings, lang, &folder);
            state.open = Some(opened);
        }
        state.lang = Some(lang);
        self.setup(&state, door, lang)
    }

    fn open_own(&self, folder: &Path) -> anyhow::Result<Opened> {
        must_be_whole(folder)?;
        let mut settings = Settings::load(folder)?;
        settings.store.url = self.database.clone().or(settings.store.url);
        let secrets = Secrets::load_by(&self.keyring, folder, settings.api, environment::key)?;
        let open = OpenShop::start(folder, &settings, &secrets, self.env.clone())?;
        Ok(Opened::Own(Box::new(open), Box::new(settings)))
    }

    fn lock(&self, state: &mut SwitcherState, door: Door) -> Result<(), StartError> {
        let folder = self.folder_of(door);
        let held = match door {
            Door::Own => &mut state.own_lock,
            Door::Practice => &mut state.practice_lock,
        };
        if held.is_none() {
            let lock = FolderLock::take(&folder)?;
            lock.tell();
            *held = Some(lock);
        }
        Ok(())
    }

    fn setup(&self, state: &SwitcherState, door: Door, lang: Lang) -> anyhow::Result<AppSetup> {
        let opened = state.open.as_ref().ok_or_else(|| anyhow::anyhow!("no shop is open"))?;
        let (open, settings) = opened.shop();
        let folder = self.folder_of(door);
        Ok(AppSetup {
            shop_name: settings.shop_name.clone(),
            lang,
            theme: self.theme(&folder),
            practice: door == Door::Practice,
            reach: reach(open, settings, &folder),
            receipt: printer_factory::template(settings),
            hold_secs: u32::try_from(settings.hold_secs).unwrap_or(0),
            read_model: Box::new(open.store.reader()?.for_lists()?.with_usual_carrier(settings.usual_carrier.clone())),
            commands: open.workers.commands(),
            events: open.shop.events.clone(),
            alerts: state.alerts.as_ref().map_or_else(AlertHandle::silent, AlertService::alerts),
            stays: settings.window.tray,
            lock_minutes: settings.lock_minutes,
            seat: open.store.seat_id(),
            presence: open.seat.as_ref().and_then(ShopSeat::presence),
            env: open.shop.env.clone(),
            pictures: Some(folder.join("pictures")),
            exporter: Some(Arc::new(ShopExporter(open.data.clone()))),
            backups: Some(open.backups.handle()),
            push_path: Some(open.push_path.clone()),
            remember_in: Some(folder),
        })
    }
}

fn close(state: &mut SwitcherState) {
    state.test_order = TestOrderMemory::default();
    state.awake = None;
    if let Some(alerts) = state.alerts.take() {
        alerts.stop();
    }
    match state.open.take() {
        Some(Opened::Own(open, _)) => open.close(),
        Some(Opened::Practice(practice)) => practice.close(),
        None => {}
    }
    state.practice_lock = None;
}

/// How the shop is reached, for the status page. The practice shop's settings are not a file.
fn reach(open: &OpenShop, settings: &Settings, folder: &Path) -> Reach {
    let file = folder.join("settings.toml");
    Reach {
        listener: open.listener.as_ref().map(|listener| listener.local_addr().to_string()).unwrap_or_default(),
        public_url: settings.public_url.as_ref().map(ToString::to_string).unwrap_or_default(),
        settings_file: if file.exists() { file.display().to_string() } else { String::new() },
        tunnel: open.tunnel.as_ref().map(Tunnel::view),
    }
}

/// Why a shop is not open, in both languages.
#[must_use]
pub fn not_open(error: &anyhow::Error, check: &str) -> NotOpen {
    let next = match error.downcast_ref() {
        Some(StartError::Store(bad)) => (check::next_step(bad, Lang::Zh), check::next_step(bad, Lang::En)),
        _ => ("", ""),
    };
    let (chinese, english) = (told(Lang::Zh, error.as_ref()), told(Lang::En, error.as_ref()));
    NotOpen { english, chinese, next, check: check.to_owned() }
}

impl ShopSwitcher for FolderSwitcher {
    fn folder(&self) -> PathBuf {
        self.home.clone()
    }

    fn keyring(&self) -> Keyring {
        self.keyring.clone()
    }

    fn open(&self, door: Door, lang: Lang) -> Result<AppSetup, NotOpen> {
        self.try_open(door, lang).map_err(|error| {
            tracing::error!(error = %error, "a shop does not open");
            not_open(&error, &self.check)
        })
    }

    fn begin_proof(&self, lang: Lang) -> Result<(), NotOpen> {
        let finished = || -> anyhow::Result<()> {
            if !self.home.join("settings.toml").exists() {
                SettingsDocument::draft(&self.home)?.finish()?;
            }
            Ok(())
        };
        close(&mut self.state());
        finished().map_err(|error| not_open(&error, &self.check))?;
        self.open(Door::Own, lang).map(drop)
    }

    fn close(&self) {
        close(&mut self.state());
    }

    fn look(&self, check: &LiveCheck) -> Vec<LiveLine> {
        live::look(&self.home, check, &self.keyring, &self.env)
    }

    fn test_order(&self, step: TestOrderStep) -> TestOrderView {
        let mut state = self.state();
        let lang = state.lang.unwrap_or(Lang::Zh);
        let SwitcherState { open, test_order, .. } = &mut *state;
        match open {
            Some(Opened::Own(open, _)) => test_order::step(open, test_order, step, lang),
            _ => TestOrderView::default(),
        }
    }

    fn write_file(&self, what: ShopFile, file: &Path) -> Result<(), DiskFault> {
        let (door, settings) = match &self.state().open {
            Some(open) => (open.door(), Some(open.shop().1.clone())),
            None => (Door::Own, Settings::load(&self.home).ok()),
        };
        // What was chosen to be written over stays until the new one is whole.
        let half = file.with_extension("half");
        if half.exists() {
            std::fs::remove_file(&half)?;
        }
        match (what, settings) {
            (ShopFile::Support, _) => {
                support::write_by(&self.keyring, &self.folder_of(door), &half, environment::key, &self.env)?;
            }
            (ShopFile::MiniProgram, Some(settings)) => mini_program::write(&settings, &half)?,
            (ShopFile::MiniProgram, None) => return Err(std::io::Error::from(std::io::ErrorKind::NotFound).into()),
        }
        Ok(private_file::put_in_place(&half, file)?)
    }

    fn own_has_come_up(&self) -> bool {
        let taken =
            self.state().own_lock.is_none() && matches!(FolderLock::take(&self.home), Err(StartError::AlreadyOpen(_)));
        taken && second_start::ask(&self.home)
    }

    fn practice_beside(&self) -> bool {
        let Ok(program) = std::env::current_exe() else { return false };
        let mut beside = spawn::program(program);
        beside.arg("--data").arg(&self.home).arg("demo");
        beside.spawn().inspect_err(|error| tracing::warn!(%error, "no practice shop beside")).is_ok()
    }
}
