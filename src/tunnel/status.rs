//! The tunnel as the screen sees it.

use super::probe::ProbeFailed;
use crate::domain::{OtherInstallation, UnixSeconds};

/// The program that makes the listener reachable, as the screen sees it. Every call returns at once.
pub trait TunnelView: Send + Sync {
    /// How it is now.
    fn status(&self) -> TunnelStatus;
    /// Asks for a probe through the public address; its outcome appears in a later status.
    fn probe_now(&self);
    /// Ends the program and starts it again at once.
    fn restart(&self);
}

/// A tunnel at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TunnelStatus {
    /// What it is doing.
    pub state: TunnelState,
    /// The program's name and number, while it runs.
    pub program: Option<(String, u32)>,
    /// Where the internet finds us, once that is known.
    pub public_url: Option<String>,
    /// The newest lines of its output, oldest first.
    pub lines: Vec<String>,
    /// The last probe through the public address.
    pub last_probe: Option<Probe>,
    /// How often it was started again.
    pub restarts: u32,
}

/// What the tunnel's program is doing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum TunnelState {
    /// No program: the owner arranges the public address, or there is none.
    #[default]
    Off,
    /// Started, no public address yet.
    Starting,
    /// The program was started and did not end.
    Running {
        /// Since when.
        since: UnixSeconds,
    },
    /// It ended and is started again.
    Waiting {
        /// When.
        until: UnixSeconds,
        /// Why it ended.
        why: String,
    },
    /// It cannot be started until the owner has mended something.
    Failed(CannotRun),
}

/// Why the program cannot be started, with its name as the settings have it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotRun {
    /// It is not installed, or the settings name it wrongly.
    #[error("there is no program {0} on this computer")]
    NotThere(String),
    /// The system does not let this user run it.
    #[error("{0} may not be run")]
    Forbidden(String),
}

/// A probe through the public address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// When.
    pub at: UnixSeconds,
    /// What came back.
    pub outcome: ProbeOutcome,
}

/// What a probe found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProbeOutcome {
    /// This very program answered.
    Ours,
    /// Another installation of this shop answered: it has the shop's keys.
    OtherInstallation(OtherInstallation),
    /// Somebody else answered.
    Elsewhere(String),
    /// Nobody answered.
    NoAnswer(ProbeFailed),
}
