//! The thread that makes backups: every day by itself, and when the owner says so. It keeps them for as long as the settings
//! say, and takes a copy to the second place.

use super::{
    error::BackupError,
    keep::{self, CopyName},
    keys::{BackupKeys, RecoveryCode},
    pack::{self, BackupRequest, WatchedFile, named},
    restore::{Target, restore},
    unpack::OpenedBackup,
};
use crate::{
    base::{env::Env, installation::Installation, private_file},
    domain::UnixSeconds,
    events::{Events, ShopEvent},
    settings::{Backups, SecretWords},
    store::{DiskFault, Store, StoreError},
    ui::{
        BackupCopy, BackupPlace, BackupService, BackupTrouble, BackupView, BackupWish, CodeState, HandOver, RestoreEnd,
    },
};
use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::JoinHandle,
    time::Duration,
};

/// How often the thread looks whether a backup is due, or the stick is back.
const LOOK_EVERY: Duration = Duration::from_mins(10);
/// What of a copy goes to the second place at one go, bytes: a slow stick takes no longer than a second for it.
const PIECE: u64 = 1 << 20;

/// What the thread works with.
pub struct BackupSetup {
    /// The shop's folder.
    pub folder: PathBuf,
    /// As the settings call it: it stands in the backup's list of contents.
    pub shop_name: String,
    /// Its rows lie on a database server: there is no file to be copied, and the server's own means make the backups.
    pub on_server: bool,
    /// Its rows: whether it was handed over.
    pub store: Store,
    /// Where else, and for how long.
    pub settings: Backups,
    /// To tell the window.
    pub events: Events,
    /// Time and chance.
    pub env: Env,
}

/// The thread, and what it last said.
pub struct BackupThread {
    handle: Arc<BackupHandle>,
    thread: JoinHandle<()>,
}

/// The window's end.
struct BackupHandle {
    view: Mutex<Arc<BackupView>>,
    wishes: Mutex<Option<Sender<BackupWish>>>,
    stop: AtomicBool,
}

impl BackupService for BackupHandle {
    fn view(&self) -> Arc<BackupView> {
        Arc::clone(&self.view.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn wish(&self, wish: BackupWish) {
        if let Some(wishes) = &*self.wishes.lock().unwrap_or_else(PoisonError::into_inner) {
            drop(wishes.send(wish)); // an ended thread: the program is ending
        }
    }
}

impl BackupThread {
    /// Starts the thread. It looks at once whether a backup is due.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(setup: BackupSetup) -> Result<Self, StoreError> {
        let (wish, wishes) = channel();
        let view = BackupView { keep_days: setup.settings.keep_days, ..BackupView::default() };
        let handle = Arc::new(BackupHandle {
            view: Mutex::new(Arc::new(view)),
            wishes: Mutex::new(Some(wish)),
            stop: AtomicBool::new(false),
        });
        let mut keeper = BackupKeeper { setup, handle: Arc::clone(&handle), known: BTreeMap::new(), second: None };
        let spawned = std::thread::Builder::new().name("backups".to_owned()).spawn(move || keeper.work(&wishes));
        Ok(Self { handle, thread: spawned.map_err(|error| StoreError::Other(error.to_string()))? })
    }

    /// For the window.
    pub fn handle(&self) -> Arc<dyn BackupService> {
        Arc::clone(&self.handle) as Arc<dyn BackupService>
    }

    /// Ends the thread; a backup under way is given up, and the one before it stays.
    pub fn stop(self) {
        self.handle.stop.store(true, Ordering::Relaxed);
        drop(self.handle.wishes.lock().unwrap_or_else(PoisonError::into_inner).take());
        if self.thread.join().is_err() {
            tracing::error!("the thread that makes backups ended by a panic");
        }
    }
}

impl std::fmt::Debug for BackupThread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BackupThread")
    }
}

struct BackupKeeper {
    setup: BackupSetup,
    handle: Arc<BackupHandle>,
    /// What was seen in a copy, by its path and length: it is opened once.
    known: BTreeMap<(PathBuf, u64), Option<u64>>,
    /// When a copy last came to the second place, as far as this run knows.
    second: Option<UnixSeconds>,
}

impl BackupKeeper {
    fn work(&mut self, wishes: &Receiver<BackupWish>) {
        self.look();
        self.daily();
        loop {
            match wishes.recv_timeout(LOOK_EVERY) {
                Ok(wish) => self.carry_out(wish),
                Err(RecvTimeoutError::Timeout) => self.daily(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn carry_out(&mut self, wish: BackupWish) {
        match wish {
            BackupWish::Now => {
                self.back_up(true);
            }
            BackupWish::HandOver => self.hand_over(),
            BackupWish::MakeCode => self.make_code(),
            BackupWish::CodeWritten => self.show(|view| view.code = CodeState::Made),
            BackupWish::AskBack(typed) => self.ask_back(&typed),
            BackupWish::ChoosePassphrase(typed) => self.choose_passphrase(&typed),
            BackupWish::AskPassphrase(typed) => self.ask_passphrase(&typed),
            BackupWish::Restore(path) => self.restore(&path),
        }
    }

    fn show(&self, change: impl FnOnce(&mut BackupView)) {
        let mut kept = self.handle.view.lock().unwrap_or_else(PoisonError::into_inner);
        let mut view = BackupView::clone(&kept);
        change(&mut view);
        *kept = Arc::new(view);
        drop(kept);
        self.setup.events.send(&ShopEvent::BackupsChanged);
    }

    fn local(&self) -> PathBuf {
        self.setup.folder.join("backups")
    }

    /// Due where the newest is a day old, or lies far ahead of a clock that was set back.
    fn daily(&mut self) {
        if self.setup.on_server {
            return self.look();
        }
        let now = self.setup.env.now();
        let newest = keep::newest_by(now, keep::copies_in(&self.local()));
        if newest.is_none_or(|copy| !keep::AGE_OF_A_DAILY.contains(&now.since(copy.name.made_at))) {
            self.back_up(false);
        } else {
            self.second_place();
            self.look();
        }
    }

    /// The last backup says that the shop was handed over. Where it cannot be made, the shop goes on here.
    fn hand_over(&mut self) {
        if self.setup.on_server {
            self.tell(BackupTrouble::OnServer);
            return self.show(|view| view.hand_over = HandOver::Failed);
        }
        self.show(|view| view.hand_over = HandOver::UnderWay);
        let now = self.setup.env.now();
        let handed = self.setup.store.hand_over(now).wait();
        self.setup.events.send(&ShopEvent::LeaseChanged);
        let gone = match handed {
            Ok(()) => self.back_up(true),
            Err(error) => {
                tracing::warn!(%error, "the shop was not handed over");
                false
            }
        };
        if gone {
            // An older file of this folder that is put back later is another installation's.
            if let Err(error) = Installation::forget(&self.setup.folder) {
                tracing::warn!(%error, "the folder still goes by its old installation");
            }
        } else if let Err(error) = self.setup.store.undo_hand_over(now).wait() {
            tracing::warn!(%error, "the hand-over was not undone");
        }
        self.setup.events.send(&ShopEvent::LeaseChanged);
        self.show(|view| view.hand_over = if gone { HandOver::None } else { HandOver::Failed });
    }

    /// True if there is a new backup.
    fn back_up(&mut self, by_hand: bool) -> bool {
        if self.setup.on_server {
            self.tell(BackupTrouble::OnServer);
            return false;
        }
        let made_at = self.setup.env.now();
        self.show(|view| view.making = Some(0));
        let name = CopyName::after(&keep::copies_in(&self.local()), made_at, by_hand);
        let made = self.write(name, made_at);
        let trouble = made.as_ref().err().filter(|error| !matches!(error, BackupError::Stopped)).map(trouble_of);
        if let Err(error) = &made {
            tracing::warn!(%error, "no backup was made");
        } else {
            keep::sweep(&self.local(), self.setup.settings.keep_days, made_at);
        }
        // It is there, however slow the second place is.
        self.look();
        self.show(|view| view.making = None);
        if made.is_ok() {
            self.second_place();
            self.look();
        }
        if let Some(trouble) = trouble {
            self.tell(trouble);
        }
        made.is_ok()
    }

    /// What is wrong on this computer.
    fn tell(&self, trouble: BackupTrouble) {
        self.show(|view| {
            if let Some(place) = view.places.first_mut() {
                place.trouble = Some(trouble);
            }
        });
    }

    fn write(&self, name: CopyName, at: UnixSeconds) -> Result<(), BackupError> {
        let folder = self.local();
        private_file::make_folder(&folder).map_err(BackupError::file(&folder))?;
        let (keys, out) = (self.keys()?, folder.join(name.file_name()));
        let wanted =
            BackupRequest { folder: &self.setup.folder, shop_name: &self.setup.shop_name, with_secrets: false, at };
        let mut told: u32 = 0;
        pack::write(wanted, &keys, &out, &mut |done, all| {
            let percent =
                u32::try_from(i64::from(done).saturating_mul(100).div_euclid(i64::from(all.max(1)))).unwrap_or(0);
            if percent >= told.saturating_add(5) {
                told = percent;
                self.show(|view| view.making = Some(percent));
            }
            !self.handle.stop.load(Ordering::Relaxed)
        })?;
        Ok(())
    }

    fn keys(&self) -> Result<BackupKeys, BackupError> {
        let folder = &self.setup.folder;
        BackupKeys::load_or_make(folder, self.setup.env.now()).map_err(BackupError::file(folder))
    }

    /// The newest copy also lies in the second place, where that is there.
    fn second_place(&mut self) {
        let Some(second) = self.setup.settings.folder.clone() else { return };
        let newest = keep::newest_by(self.setup.env.now(), keep::copies_in(&self.local()));
        let Some(newest) = newest else { return };
        let to = second.join(newest.name.file_name());
        let copied = if to.exists() { Ok(()) } else { self.copy_there(&newest.path, &to) };
        if copied.is_ok() {
            keep::sweep(&second, self.setup.settings.keep_days, newest.name.made_at);
            self.second = Some(newest.name.made_at);
        }
        let trouble = copied.err().filter(|error| !matches!(error, BackupError::Stopped)).map(|error| {
            tracing::warn!(%error, "the second place of the backups");
            if second.is_dir() { trouble_of(&error) } else { BackupTrouble::Gone }
        });
        self.show(|view| {
            if let Some(place) = view.places.get_mut(1) {
                place.trouble = trouble;
            }
        });
    }

    /// May take long; the program that ends meanwhile does not wait for it.
    fn copy_there(&self, from: &Path, to: &Path) -> Result<(), BackupError> {
        let show = |copying| self.show(|view| view.places.iter_mut().skip(1).for_each(|place| place.copying = copying));
        show(true);
        let copied = copy_whole(from, to, &|| !self.handle.stop.load(Ordering::Relaxed));
        show(false);
        copied
    }

    /// Reads what lies where.
    fn look(&mut self) {
        let keys = self.keys().ok();
        let mut copies = Vec::new();
        for copy in keep::copies_in(&self.local()) {
            let known = (copy.path.clone(), copy.bytes);
            let orders = *self.known.entry(known).or_insert_with(|| {
                let keys = keys.as_ref()?;
                OpenedBackup::with(&copy.path, &[&keys.local]).ok().map(|opened| opened.manifest.orders)
            });
            let (made_at, by_hand) = (copy.name.made_at, copy.name.by_hand);
            copies.push(BackupCopy { path: copy.path, made_at, bytes: copy.bytes, orders, by_hand });
        }
        copies.sort_by_key(|copy| std::cmp::Reverse(copy.made_at));
        let last_at = copies.first().map(|copy| copy.made_at);
        let mut places = vec![BackupPlace { folder: self.local(), last_at, trouble: None, copying: false }];
        if let Some(second) = &self.setup.settings.folder {
            let there = keep::copies_in(second).into_iter().map(|copy| copy.name.made_at).max();
            places.push(BackupPlace {
                folder: second.clone(),
                last_at: there.or(self.second),
                trouble: None,
                copying: false,
            });
        }
        let passphrase = keys.as_ref().and_then(|keys| keys.passphrase.as_ref().map(|(_, at)| *at));
        let code = keys.map_or(CodeState::None, |keys| code_state(&keys));
        self.show(|view| {
            for (place, before) in places.iter_mut().zip(&view.places).skip(1) {
                place.trouble.clone_from(&before.trouble);
            }
            (view.copies, view.places, view.passphrase) = (copies, places, passphrase);
            if !matches!(view.code, CodeState::Shown(_)) {
                view.code = code;
            }
        });
    }

    fn make_code(&mut self) {
        let made = self.keys().and_then(|mut keys| {
            let folder = &self.setup.folder;
            keys.make_code(folder, &*self.setup.env.rng, self.setup.env.now()).map_err(BackupError::file(folder))
        });
        match made {
            Ok(code) => {
                self.show(|view| view.code = CodeState::Shown(code.shown().to_string()));
                // Those from before open on this computer alone: the newest one opens with the code.
                self.back_up(false);
            }
            Err(error) => {
                tracing::error!(%error, "no recovery code was made");
                self.tell(trouble_of(&error));
            }
        }
    }

    fn ask_back(&self, typed: &str) {
        let now = self.setup.env.now();
        let folder = &self.setup.folder;
        let right = RecoveryCode::parse(typed)
            .map_or(Ok(false), |code| self.keys()?.ask_back(folder, &code, now).map_err(BackupError::file(folder)));
        match right {
            Ok(right) => self.show(|view| {
                view.wrong_code = !right;
                if right {
                    view.code = CodeState::Known(now);
                }
            }),
            Err(error) => {
                tracing::error!(%error, "the recovery code could not be compared");
                self.tell(trouble_of(&error));
            }
        }
    }

    fn choose_passphrase(&mut self, typed: &SecretWords) {
        let (folder, now) = (self.setup.folder.clone(), self.setup.env.now());
        let kept = self
            .keys()
            .and_then(|mut keys| keys.choose_passphrase(&folder, typed, now).map_err(BackupError::file(&folder)));
        match kept {
            Ok(()) => {
                self.show(|view| (view.passphrase, view.wrong_passphrase) = (Some(now), false));
                // Those from before do not open with it: the newest one does.
                self.back_up(false);
            }
            Err(error) => {
                tracing::error!(%error, "no passphrase was chosen");
                self.tell(trouble_of(&error));
            }
        }
    }

    fn ask_passphrase(&self, typed: &SecretWords) {
        let (folder, now) = (&self.setup.folder, self.setup.env.now());
        match self
            .keys()
            .and_then(|mut keys| keys.ask_passphrase(folder, typed, now).map_err(BackupError::file(folder)))
        {
            Ok(right) => self.show(|view| {
                view.wrong_passphrase = !right;
                if right {
                    view.passphrase = Some(now);
                }
            }),
            Err(error) => {
                tracing::error!(%error, "the passphrase could not be compared");
                self.tell(trouble_of(&error));
            }
        }
    }

    /// Into a folder of its own beside the shop's.
    fn restore(&self, path: &Path) {
        self.show(|view| (view.restoring, view.restored) = (true, None));
        let at = self.setup.env.now();
        let to = named(&self.setup.folder, &format!("-restored-{}", at.to_compact()));
        let done = self.keys().and_then(|keys| {
            let mut opened = OpenedBackup::with(path, &[&keys.local])?;
            restore(&mut opened, Target { folder: &to, over: false, owner_lost: false, env: &self.setup.env })
        });
        let end = match done {
            Ok(_) => RestoreEnd::Done(to),
            Err(error) => {
                tracing::warn!(%error, "a backup could not be put into a folder");
                RestoreEnd::Failed(trouble_of(&error))
            }
        };
        self.show(|view| (view.restoring, view.restored) = (false, Some(end)));
    }
}

fn code_state(keys: &BackupKeys) -> CodeState {
    match (&keys.recipient, keys.asked_back_at) {
        (None, _) => CodeState::None,
        (Some(_), None) => CodeState::Made,
        (Some(_), Some(at)) => CodeState::Known(at),
    }
}

/// A file as it is, under its name only once all of it is there.
fn copy_whole(from: &Path, to: &Path, go_on: &dyn Fn() -> bool) -> Result<(), BackupError> {
    let part = named(to, ".part");
    if part.exists() {
        fs::remove_file(&part).map_err(BackupError::file(&part))?; // what a killed predecessor left
    }
    let placed = copy_pieces(from, &part, go_on)
        .and_then(|()| private_file::put_in_place(&part, to).map_err(BackupError::file(to)));
    if placed.is_err() && part.exists() {
        fs::remove_file(&part).map_err(BackupError::file(&part))?;
    }
    placed
}

/// Until the end, or until it is not to go on.
fn copy_pieces(from: &Path, part: &Path, go_on: &dyn Fn() -> bool) -> Result<(), BackupError> {
    let mut whole = fs::File::open(from).map_err(BackupError::file(from))?;
    let mut part_file = WatchedFile::new(private_file::create_new(part).map_err(BackupError::file(part))?);
    loop {
        if !go_on() {
            return Err(BackupError::Stopped);
        }
        let mut piece = (&mut whole).take(PIECE);
        if io::copy(&mut piece, &mut part_file).map_err(BackupError::file(part))? == 0 {
            return Ok(());
        }
    }
}

fn trouble_of(error: &BackupError) -> BackupTrouble {
    match error {
        BackupError::File { why, .. } => trouble_of_io(why),
        BackupError::Store(StoreError::Disk(fault)) if fault.kind == io::ErrorKind::StorageFull => BackupTrouble::Full,
        BackupError::Store(StoreError::Disk(fault)) => BackupTrouble::Disk(fault.clone()),
        other => BackupTrouble::Data(other.to_string()),
    }
}

fn trouble_of_io(why: &io::Error) -> BackupTrouble {
    match why.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => BackupTrouble::Full,
        kind => BackupTrouble::Disk(DiskFault { kind, words: why.to_string() }),
    }
}

#[cfg(test)]
mod tests;
