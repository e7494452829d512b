//! An owner before the window of an empty folder, who presses and types; and the WeChat that is connected to.

use crate::owners_files::Dropped;
use base64::Engine as _;
use egui::Vec2;
use egui::accesskit::{Action, Role};
use egui_kittest::{
    Harness, Node,
    kittest::{AccessKitNode, NodeT as _},
};
use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use zhanggui::{
    app::shop_switcher::FolderSwitcher,
    base::{env::Env, keyring::Keyring},
    devices::find_printers::{FoundPrinter, SearchStop},
    domain::{AppId, Fen, MchId},
    sandbox::{BuyersConfig, Sandbox, SandboxConfig},
    ui::{Lang, NotOpen, Picked, Picker, ShopSwitcher as _, ShopWindow, ThemeChoice, WelcomeSetup},
    wechat::{Account, ApiKey},
};

pub const KEY: &str = "TestApiV2Key00000000000000000001";
pub const SECRET: &str = "0123456789abcdef0123456789abcdef";
pub const APP_ID: &str = "wx7e57000000000001";
pub const MCH_ID: &str = "1900000001";
pub const PUBLIC_URL: &str = "https://shop.example";
pub const TIMEOUT: Duration = Duration::from_mins(1);

/// Chooses the certificate it was told to; what is saved goes into its folder.
#[derive(Default)]
struct Chooser(Mutex<Option<PathBuf>>, Mutex<Option<PathBuf>>, Mutex<Vec<FoundPrinter>>);

impl Picker for Chooser {
    fn open_sheet(&self) -> Picked {
        Picked::Nothing
    }
    fn open_picture(&self) -> Picked {
        Picked::Nothing
    }
    fn save(&self, name: &str) -> Picked {
        let folder = self.1.lock().expect("no panic before");
        folder.as_ref().map_or(Picked::Nothing, |folder| Picked::File(folder.join(name)))
    }
    fn open_public_key(&self) -> Picked {
        self.open_certificate()
    }
    fn find_printers(&self, _stop: &SearchStop) -> Vec<FoundPrinter> {
        self.2.lock().expect("no panic before").clone()
    }
    fn open_certificate(&self) -> Picked {
        self.0.lock().expect("no panic before").take().map_or(Picked::Nothing, Picked::File)
    }
}

/// An owner before the window of an empty folder.
pub struct Owner {
    pub harness: Option<Harness<'static, ShopWindow>>,
    switcher: Arc<FolderSwitcher>,
    chooser: Arc<Chooser>,
    folder: tempfile::TempDir,
    /// Presses, and fields that were filled in.
    pub actions: usize,
}

impl Owner {
    pub fn new(lang: Lang) -> Self {
        Self::in_folder(tempfile::tempdir().expect("a folder"), lang)
    }

    /// Before a folder that is shown by another name.
    pub fn told_of(name: &str, lang: Lang) -> Self {
        Self::in_folder_told_of(tempfile::tempdir().expect("a folder"), name, lang)
    }

    pub fn in_folder(folder: tempfile::TempDir, lang: Lang) -> Self {
        let name = folder.path().display().to_string();
        Self::in_folder_told_of(folder, &name, lang)
    }

    /// On a computer with this clock and this keyring.
    pub fn on(folder: tempfile::TempDir, lang: Lang, env: Env, keyring: Keyring) -> Self {
        let name = folder.path().display().to_string();
        Self::built(folder, &name, lang, (env, keyring), None)
    }

    /// Before a shop that does not open.
    pub fn before(folder: tempfile::TempDir, keyring: Keyring, trouble: NotOpen) -> Self {
        let name = folder.path().display().to_string();
        Self::built(folder, &name, Lang::En, (Env::system(), keyring), Some(trouble))
    }

    fn in_folder_told_of(folder: tempfile::TempDir, name: &str, lang: Lang) -> Self {
        Self::built(folder, name, lang, (Env::system(), Keyring::none()), None)
    }

    fn built(
        folder: tempfile::TempDir,
        name: &str,
        lang: Lang,
        (env, keyring): (Env, Keyring),
        trouble: Option<NotOpen>,
    ) -> Self {
        let switcher = FolderSwitcher::new(folder.path().to_owned(), None, "zhanggui check".to_owned(), env);
        let switcher = switcher.keeping_keys_in(keyring);
        let (switcher, chooser) = (Arc::new(switcher), Arc::new(Chooser::default()));
        let setup = WelcomeSetup {
            lang,
            theme: ThemeChoice::Light,
            folder: name.to_owned(),
            trouble,
            begun: folder.path().join("setup.toml").exists(),
        };
        let picker: Arc<dyn Picker> = Arc::<Chooser>::clone(&chooser);
        let opener = Arc::<FolderSwitcher>::clone(&switcher);
        let harness = Harness::builder()
            .with_size(Vec2::new(1280.0, 800.0))
            .with_max_steps(12)
            .build_eframe(|cc| ShopWindow::at_once(cc, setup, opener, picker));
        let mut owner = Self { harness: Some(harness), switcher, chooser, folder, actions: 0 };
        owner.settle();
        owner
    }

    pub fn window(&mut self) -> &mut Harness<'static, ShopWindow> {
        self.harness.as_mut().expect("open")
    }

    pub fn settle(&mut self) {
        self.window().run_steps(6);
        self.window().check_accessibility();
    }

    pub fn has_a_shop(&self) -> bool {
        self.harness.as_ref().expect("open").state().shop().is_some()
    }

    fn nodes<'a>(&'a self, fits: impl Fn(&AccessKitNode<'a>) -> bool + 'a) -> impl Iterator<Item = Node<'a>> + 'a {
        self.harness
            .as_ref()
            .expect("open")
            .root()
            .children_recursive()
            .filter(move |node| fits(&node.accesskit_node()))
    }

    pub fn sentences(&self) -> Vec<String> {
        self.nodes(|_| true).filter_map(|node| node.accesskit_node().label().or_else(|| node.value())).collect()
    }

    pub fn shows(&self, part: &str) -> bool {
        self.sentences().iter().any(|said| said.contains(part))
    }

    pub fn sees(&self, part: &str) {
        assert!(self.shows(part), "{part:?} is not there: {:#?}", self.sentences());
    }

    pub fn click(&mut self, name: &str) {
        self.actions += 1;
        let can = |node: &AccessKitNode<'_>| {
            node.data().supports_action(Action::Click) && node.label().is_some_and(|label| label == name)
        };
        let said = self.sentences();
        self.nodes(can).last().unwrap_or_else(|| panic!("{name:?} is not there: {said:#?}")).click();
        self.settle();
    }

    /// Brings it onto the screen, and presses it.
    pub fn reaches(&mut self, name: &str) {
        self.waits_to_press(name);
        self.nodes(|node| node.label().is_some_and(|it| it == name)).last().expect("there").scroll_to_me();
        self.settle();
        self.click(name);
    }

    /// Into a field, once it is there: a page is read beside the screen.
    pub fn write(&mut self, field: &str, words: &str) {
        self.waits_for(field);
        self.actions += 1;
        let named = |node: &AccessKitNode<'_>| {
            matches!(node.role(), Role::TextInput | Role::PasswordInput) && node.label().is_some_and(|it| it == field)
        };
        let said = self.sentences();
        let node = self.nodes(named).next().unwrap_or_else(|| panic!("{field:?} is not there: {said:#?}"));
        node.set_text_value_accesskit(words);
        self.settle();
    }

    /// Goes on drawing until it is said.
    pub fn waits_for(&mut self, part: &str) {
        let until = Instant::now() + TIMEOUT;
        while !self.shows(part) {
            assert!(Instant::now() < until, "{part:?} never came: {:#?}", self.sentences());
            self.window().run_steps(2);
            std::thread::yield_now();
        }
        self.settle();
    }

    /// Goes on drawing until a button can be pressed.
    pub fn waits_to_press(&mut self, name: &str) {
        let until = Instant::now() + TIMEOUT;
        let can = |owner: &Self| {
            let named = |node: &AccessKitNode<'_>| {
                node.data().supports_action(Action::Click) && node.label().is_some_and(|label| label == name)
            };
            owner.nodes(named).next().is_some()
        };
        while !can(self) {
            assert!(Instant::now() < until, "{name:?} cannot be pressed: {:#?}", self.sentences());
            self.window().run_steps(2);
            std::thread::yield_now();
        }
    }

    pub fn chooses(&self, path: PathBuf) {
        *self.chooser.0.lock().expect("no panic before") = Some(path);
    }

    /// A file falls onto the window.
    pub fn drops(&mut self, path: &Path) {
        self.actions += 1;
        let dropped = Arc::new(Dropped(path.to_owned()));
        self.window().input_mut().dropped_files.push(dropped);
        self.settle();
    }

    /// What a search for printers finds.
    pub fn finds(&self, printers: Vec<FoundPrinter>) {
        *self.chooser.2.lock().expect("no panic before") = printers;
    }

    /// Whatever is saved from now on goes into this folder.
    pub fn saves_into(&self, folder: &Path) {
        *self.chooser.1.lock().expect("no panic before") = Some(folder.to_owned());
    }

    /// Closes the window; what was kept stays.
    pub fn leaves(mut self) -> tempfile::TempDir {
        std::mem::replace(&mut self.folder, tempfile::tempdir().expect("a folder"))
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        // The window goes first, as at the end of the program.
        self.harness = None;
        self.switcher.close();
    }
}

pub fn wechat(dir: &Path) -> Sandbox {
    wechat_by(dir, None)
}

/// One that has a key of API v3 too.
pub fn wechat_by(dir: &Path, v3_key: Option<&str>) -> Sandbox {
    let account = Account {
        app_id: AppId::parse(APP_ID).expect("an app id"),
        app_channel_app_id: None,
        mch_id: MchId::parse(MCH_ID).expect("a merchant"),
        key: ApiKey::new(KEY).expect("a key"),
    };
    let config = SandboxConfig {
        speed: 10,
        balance: Fen::new(10_000).expect("an amount"),
        api_v3_key: v3_key.map(str::to_owned),
        ..SandboxConfig::new(dir, account, SECRET)
    };
    Sandbox::start(config, Env::system()).expect("a stand-in")
}

pub fn free_port() -> SocketAddr {
    let socket = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).expect("a port");
    socket.local_addr().expect("its address")
}

/// One buyer, who orders and pays at once.
pub fn buyers_at(bind: SocketAddr) -> BuyersConfig {
    BuyersConfig {
        first_after_millis: 10,
        pace_millis: 600_000..=600_000,
        thinks_millis: 10..=20,
        pays_permille: 1000,
        refund_every: 0,
        ..BuyersConfig::new(&format!("http://{bind}"), 7)
    }
}

/// As it is, in hex or in base64: not in what a screen reader is told, and in no file of the folder.
pub fn no_secret_is_anywhere(owner: &Owner, secrets: &[&str]) {
    let (mut folders, mut files) = (vec![owner.path().to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    assert!(files.len() > 3, "{files:?}");
    for secret in secrets {
        assert!(!owner.shows(secret), "a screen reader is told a secret");
        for form in
            [(*secret).to_owned(), hex::encode(secret), base64::engine::general_purpose::STANDARD.encode(secret)]
        {
            for file in &files {
                let bytes = fs::read(file).expect("a file");
                assert!(!bytes.windows(form.len()).any(|part| part == form.as_bytes()), "{}", file.display());
            }
        }
    }
}
