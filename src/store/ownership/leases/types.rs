//! What is said about which installation runs the shop.

use crate::domain::{InstallationId, LeaseStep, UnixSeconds};

/// The file is opened in an installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseOpening {
    /// Which.
    pub here: InstallationId,
    /// Installations that the owner declared lost when a backup of theirs was put back here.
    pub lost: Vec<InstallationId>,
    /// There is a public address: nothing is sent before it was asked who answers there.
    pub has_address: bool,
}

/// A move of the right to run the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseMoved {
    /// When.
    pub at: UnixSeconds,
    /// What happened.
    pub step: LeaseStep,
    /// In which installation.
    pub here: InstallationId,
    /// The other one it is about.
    pub other: Option<InstallationId>,
}

/// What a look at who works for the shop came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostChange {
    /// As before.
    Same,
    /// Nobody did: this seat does from now on.
    Became,
    /// This seat did, and does not any more.
    Lost,
}

/// The seat that works for the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostRow {
    /// Its number.
    pub epoch: i64,
    /// What its computer calls itself.
    pub seat: String,
    /// Since when.
    pub since_at: UnixSeconds,
}
