//! What the settings say, by kind: the values other rooms work with.

use super::QuietHours;
use crate::base::database_url::DatabaseUrl;
use serde::Deserialize;
use std::path::PathBuf;

pub(super) const MIB: u64 = 1024 * 1024;

/// How the owner wants to be told of a new order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a switch each")]
pub struct Alerts {
    /// By sound.
    pub sound: bool,
    /// By a notice on the desktop.
    pub desktop: bool,
    /// Again and again until it was seen.
    pub repeat_until_seen: bool,
    /// By a voice, where the computer has one.
    pub speak: bool,
    /// When nothing is heard.
    pub quiet: Option<QuietHours>,
}

/// What the window does beside showing the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Window {
    /// The shop goes on when its window is closed: in the tray, or minimised where there is none.
    pub tray: bool,
    /// It starts when the owner logs in to the computer.
    pub at_login: bool,
    /// The computer does not fall asleep by itself while it is open.
    pub keep_awake: bool,
}

impl Default for Window {
    fn default() -> Self {
        Self { tray: true, at_login: false, keep_awake: false }
    }
}

impl Default for Alerts {
    fn default() -> Self {
        Self { sound: true, desktop: true, repeat_until_seen: true, speak: true, quiet: None }
    }
}

/// Who looks after the tunnel.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum TunnelSettings {
    /// Somebody else: a service, a router, a server.
    #[default]
    Manual,
    /// We do: this program and its arguments, at least the program.
    Command(Vec<String>),
}

impl TunnelSettings {
    /// The program to run, if it is ours to run.
    pub fn program(&self) -> Option<&[String]> {
        match self {
            Self::Manual => None,
            Self::Command(command) => Some(command),
        }
    }
}

/// The language of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
    /// As the computer speaks.
    #[default]
    System,
}

impl Language {
    /// The word in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
            Self::System => "system",
        }
    }
}

/// Seconds between one question and the next; the last one repeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedules {
    /// After a notification: when to ask whether it is true.
    pub confirm_after: Vec<u32>,
    /// Unpaid orders whose notification may be lost.
    pub unpaid_poll: Vec<u32>,
    /// Refunds under way or in doubt.
    pub refund_poll: Vec<u32>,
    /// Calls that did not leave, or that WeChat asked to wait with.
    pub retry_backoff: Vec<u32>,
}

impl Default for Schedules {
    fn default() -> Self {
        Self {
            confirm_after: vec![0, 5, 15, 60, 300],
            unpaid_poll: vec![60, 120, 300, 600, 1800],
            refund_poll: vec![60, 120, 180, 240, 300, 600, 1200, 1800, 3600],
            retry_backoff: vec![2, 5, 15, 60, 300, 900],
        }
    }
}

impl Schedules {
    /// How many waits one may have.
    pub(super) const MOST_WAITS: usize = 30;
    /// The longest wait: a day.
    pub(super) const LONGEST_SECS: u32 = 86_400;

    /// Seconds to wait after `step` looks without a change.
    pub fn wait(schedule: &[u32], step: u32) -> i64 {
        let step = usize::try_from(step).unwrap_or(usize::MAX);
        let last = schedule.last().copied().unwrap_or(60);
        i64::from(schedule.get(step).copied().unwrap_or(last))
    }
}

/// Where the shop's rows lie.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoreSettings {
    /// The database on a server; `None`: the file in the shop's folder.
    pub url: Option<DatabaseUrl>,
    /// Roots that the server's certificate is checked by, in the place of the system's (PEM).
    pub ca: Option<PathBuf>,
}

/// Where backups go beside the shop's own folder, and for how long they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backups {
    /// A second place: a stick, another disk, a network folder.
    pub folder: Option<std::path::PathBuf>,
    /// Each is kept so long, days; then one a week and one a month.
    pub keep_days: u32,
}

impl Default for Backups {
    fn default() -> Self {
        Self { folder: None, keep_days: 30 }
    }
}
