//! The handle on the alert service: what it is told, what it tells, and the devices it uses.

use super::{news::News, rule::AlertItem};
use crate::{
    devices::{
        NoDevice, ShopSound,
        desktop::Desktop,
        sound::Sound,
        speech::{Speech, SpokenSentence},
    },
    domain::UnixSeconds,
    events::Subsystem,
};
use std::{
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
};

/// The owner's language, for what is said away from the screen.
pub trait AlertWords: Send {
    /// The title and the body of a notice about all of these, the newest first.
    fn notice(&self, fresh: &[AlertItem]) -> (String, String);
    /// The same in a spoken sentence.
    fn spoken(&self, fresh: &[AlertItem]) -> SpokenSentence;
    /// The button on a notice.
    fn open(&self) -> String;
}

/// What the alert service tells whoever listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertUpdate {
    /// Something new rings: the window asks for attention.
    Rings,
    /// The notice was clicked; it was about these.
    Clicked(Vec<News>),
    /// What is open, or whether there is sound, is not as it was.
    Changed,
}

/// What a device does, for the mark on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceHealth {
    /// Not tried yet, or not wanted.
    #[default]
    Unknown,
    /// Works.
    Good,
    /// Not there: the shop is silent.
    Silent,
}

/// What the thread is told.
#[derive(Debug)]
pub(crate) enum AlertCommand {
    /// Something may have changed.
    Look,
    /// A part's health changed.
    Health(Subsystem, crate::events::HealthState),
    /// This sound, now.
    Ring(ShopSound),
    /// This sentence, now: the answer to a scan.
    Say(SpokenSentence),
    /// Somebody looks at the window, or does not any more.
    Watched(bool),
    /// Nothing is to be heard until then; at once again where there is no time.
    Mute(Option<UnixSeconds>),
    /// This was seen.
    Acknowledge(News),
    /// Another language.
    Words(WordsBox),
    /// The end.
    Stop,
}

pub(crate) struct WordsBox(pub Box<dyn AlertWords>);

impl std::fmt::Debug for WordsBox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AlertWords")
    }
}

type Hears = Box<dyn Fn(AlertUpdate) + Send>;

#[derive(Default)]
pub(super) struct AlertBoard {
    calls: Mutex<Vec<AlertItem>>,
    sound: Mutex<DeviceHealth>,
    muted_until: Mutex<Option<UnixSeconds>>,
    pub hears: Mutex<Option<Hears>>,
}

pub(super) fn whole<T>(lock: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl AlertBoard {
    pub fn tell(&self, told: AlertUpdate) {
        if let Some(hears) = &*whole(&self.hears) {
            hears(told);
        }
    }
}

/// The handle on the alert service. Cheap to clone; all clones lead to the same one.
#[derive(Clone)]
pub struct AlertHandle {
    pub(super) words: Sender<AlertCommand>,
    pub(super) board: Arc<AlertBoard>,
}

impl AlertHandle {
    pub(super) fn new() -> (Self, Receiver<AlertCommand>) {
        let (words, heard) = channel();
        (Self { words, board: Arc::default() }, heard)
    }

    /// One without a service: nothing is told.
    pub fn silent() -> Self {
        Self::new().0
    }

    /// One for a test: what would have been played, and said in answer to a scan, comes out of the receivers.
    pub fn by_hand() -> (Self, Receiver<ShopSound>, Receiver<SpokenSentence>) {
        let (alerts, heard) = Self::new();
        let ((play, played), (say, said)) = (channel(), channel());
        // Ends with the service: then nothing can be played any more.
        std::thread::spawn(move || {
            for word in heard {
                let listened = match word {
                    AlertCommand::Ring(ring) => play.send(ring).is_ok(),
                    AlertCommand::Say(sentence) => say.send(sentence).is_ok(),
                    _ => true,
                };
                if !listened {
                    return;
                }
            }
        });
        (alerts, played, said)
    }

    pub(super) fn send(&self, word: AlertCommand) {
        // A service that has ended plays nothing; the screen tells all the same.
        drop(self.words.send(word));
    }

    /// Plays a sound at once, whatever the hour: somebody stands before it.
    pub fn ring(&self, ring: ShopSound) {
        self.send(AlertCommand::Ring(ring));
    }

    /// Says a sentence at once, in answer to a scan; the newest takes the place of one that waits. Not while the owner wants to
    /// hear nothing: it stands on the screen as well.
    pub fn say(&self, sentence: SpokenSentence) {
        self.send(AlertCommand::Say(sentence));
    }

    /// Somebody looks at the window (then no notice is shown), or does not.
    pub fn watched(&self, watched: bool) {
        self.send(AlertCommand::Watched(watched));
    }

    /// No sound and no voice until then; both again at once where there is no time. Notices and the window tell all the same.
    pub fn mute(&self, until: Option<UnixSeconds>) {
        *whole(&self.board.muted_until) = until;
        self.send(AlertCommand::Mute(until));
    }

    /// Until when the owner wants to hear nothing; it may be over.
    pub fn muted_until(&self) -> Option<UnixSeconds> {
        *whole(&self.board.muted_until)
    }

    /// Somebody has seen this. What has a row is marked there; this is for what has none.
    pub fn acknowledge(&self, news: News) {
        self.send(AlertCommand::Acknowledge(news));
    }

    /// From now on in this language.
    pub fn speak(&self, words: Box<dyn AlertWords>) {
        self.send(AlertCommand::Words(WordsBox(words)));
    }

    /// What wants a person beside new orders, the most pressing first. Seen things are not in it.
    pub fn calls(&self) -> Vec<AlertItem> {
        whole(&self.board.calls).clone()
    }

    /// Sets what wants a person; true if that is new.
    pub fn call(&self, calls: Vec<AlertItem>) -> bool {
        let mut before = whole(&self.board.calls);
        let changed = *before != calls;
        *before = calls;
        drop(before);
        if changed {
            self.board.tell(AlertUpdate::Changed);
        }
        changed
    }

    /// Whether sounds are heard.
    pub fn sound(&self) -> DeviceHealth {
        *whole(&self.board.sound)
    }

    /// A sound was heard, or was not.
    pub fn heard(&self, sounded: bool) {
        *whole(&self.board.sound) = if sounded { DeviceHealth::Good } else { DeviceHealth::Silent };
        self.board.tell(AlertUpdate::Changed);
    }

    /// The notice about these was clicked.
    pub fn clicked(&self, about: Vec<News>) {
        self.board.tell(AlertUpdate::Clicked(about));
    }

    /// Calls `hear` whenever there is something to tell, on the service's or a device's thread. One listener; a later one
    /// takes its place.
    pub fn listen(&self, hear: impl Fn(AlertUpdate) + Send + 'static) {
        *whole(&self.board.hears) = Some(Box::new(hear));
    }
}

impl std::fmt::Debug for AlertHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AlertHandle")
    }
}

/// The devices the alert service uses.
pub struct AlertDevices {
    /// Plays the shop's sounds; on a computer without a device, nothing.
    pub sound: Box<dyn Sound>,
    /// A voice.
    pub speech: Box<dyn Speech>,
    /// Notices.
    pub desktop: Box<dyn Desktop>,
}

impl AlertDevices {
    /// What this computer has. `folder` is the shop's.
    pub fn of_this_computer(folder: &Path) -> Self {
        Self {
            sound: crate::devices::sound::of_this_computer(folder),
            speech: Box::new(crate::devices::speech::SystemVoice),
            desktop: Box::new(crate::devices::desktop::SystemDesktop::default()),
        }
    }
}

impl std::fmt::Debug for AlertDevices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AlertDevices")
    }
}

/// The alert service could not be started.
#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    /// The rows cannot be read.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    /// The system gives no thread.
    #[error("the thread of the alerts does not start: {0}")]
    Thread(#[from] std::io::Error),
    /// Nothing to ring with.
    #[error(transparent)]
    Device(#[from] NoDevice),
}
