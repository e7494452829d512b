//! What a window needs to begin with, and why there may be none.

use super::{BackupService, Lang, ListExporter, Reach, ReadModel, ThemeChoice, no_window::NoWindow, text};
use crate::{
    alerts::AlertHandle,
    base::env::Env,
    devices::receipt::ReceiptTemplate,
    events::Events,
    jobs::{CommandSender, PresenceSign},
};
use std::{path::PathBuf, sync::Arc};

/// Everything a window on a shop needs.
pub struct AppSetup {
    /// The shop's name, top left.
    pub shop_name: String,
    /// The language to begin with.
    pub lang: Lang,
    /// The look to begin with.
    pub theme: ThemeChoice,
    /// A practice shop: a banner says that no real money moves.
    pub practice: bool,
    /// How the shop is reached from outside.
    pub reach: Reach,
    /// What stands on every receipt.
    pub receipt: ReceiptTemplate,
    /// How long an approved refund can be taken back, seconds.
    pub hold_secs: u32,
    /// Where the screen reads.
    pub read_model: Box<dyn ReadModel>,
    /// Where the owner's wishes go.
    pub commands: CommandSender,
    /// What happens in the background.
    pub events: Events,
    /// The alert service, started or silent.
    pub alerts: AlertHandle,
    /// The shop goes on when its window is closed: in the tray, or minimised where there is none.
    pub stays: bool,
    /// Time.
    pub env: Env,
    /// The folder with the originals of evidence pictures.
    pub pictures: Option<PathBuf>,
    /// Who writes the list of orders as a sheet.
    pub exporter: Option<Arc<dyn ListExporter>>,
    /// Who makes backups.
    pub backups: Option<Arc<dyn BackupService>>,
    /// Where below the public address the mini program's message push goes, once the shop was opened.
    pub push_path: Option<String>,
    /// After how many idle minutes the window locks, where the shop has people of its own.
    pub lock_minutes: u32,
    /// Where the window says what is open in it, of a shop with other seats.
    pub presence: Option<PresenceSign>,
    /// What this seat is called in the rows; empty where there is no other.
    pub seat: String,
    /// The data folder: what is chosen in the window is kept there for the next start.
    pub remember_in: Option<PathBuf>,
}

impl std::fmt::Debug for AppSetup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppSetup")
            .field("shop_name", &self.shop_name)
            .field("practice", &self.practice)
            .finish_non_exhaustive()
    }
}

/// What the window needs before there is a shop in it: the welcome page, the wizard, and why a shop does not open.
#[derive(Debug, Clone)]
pub struct WelcomeSetup {
    /// The language to begin with.
    pub lang: Lang,
    /// The look to begin with.
    pub theme: ThemeChoice,
    /// The data folder, as the owner would write it.
    pub folder: String,
    /// Why the shop in it cannot be opened, if there is one: the sentence names the file and the line.
    pub trouble: Option<NotOpen>,
    /// The wizard was begun here and left.
    pub begun: bool,
}

/// Why a shop cannot be opened: the language may be changed while it is read.
#[derive(Debug, Clone)]
pub struct NotOpen {
    /// In English.
    pub english: String,
    /// In Chinese.
    pub chinese: String,
    /// What to do next, in Chinese and in English, where the data file itself is not what it should be; else empty.
    pub next: (&'static str, &'static str),
    /// The command that looks at this shop.
    pub check: String,
}

impl NotOpen {
    pub(super) fn sentence(&self, lang: Lang) -> &str {
        lang.pick(&self.chinese, &self.english)
    }

    /// What to do, where it is the data file.
    pub(super) fn next(&self, lang: Lang) -> Option<&'static str> {
        Some(lang.pick(self.next.0, self.next.1)).filter(|words| !words.is_empty())
    }
}

/// The window could not be opened. Tell the owner on stderr; the shop's data is untouched.
#[derive(Debug, thiserror::Error)]
pub enum UiError {
    /// This computer can show none: no display, no library, no graphics.
    #[error("{0}")]
    NoWindow(NoWindow),
    /// It was open, and ended by an error; in the toolkit's words, whose error stays on one thread.
    #[error("the window was closed by an error: {0}")]
    Window(String),
    /// The system gives no more threads.
    #[error("the window cannot start its reader: {0}")]
    Thread(#[from] std::io::Error),
}

impl From<eframe::Error> for UiError {
    fn from(error: eframe::Error) -> Self {
        Self::Window(error.to_string())
    }
}

impl UiError {
    /// For the terminal, in both languages, `lang` first: who sees it has no window to choose one in.
    pub fn sentence(&self, lang: Lang) -> String {
        let one = |lang| match self {
            Self::NoWindow(why) => text::no_window(lang, why),
            Self::Window(_) => lang
                .pick(
                    "窗口出错，已经关闭；店铺的数据没有受影响。",
                    "The window was closed by an error; the shop's data is untouched.",
                )
                .to_owned(),
            Self::Thread(_) => lang
                .pick(
                    "系统没有给窗口足够的线程，请关掉一些程序再试。",
                    "The system gives the window no thread; close some programs and try again.",
                )
                .to_owned(),
        };
        format!("{}\n{}", one(lang), one(lang.other()))
    }
}
