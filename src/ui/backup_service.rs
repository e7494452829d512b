//! The backups, as the window shows them and asks for them. The work is done on a thread of its own.

use crate::{domain::UnixSeconds, settings::SecretWords, store::DiskFault};
use std::{path::PathBuf, sync::Arc};

/// Makes backups and puts them back.
pub trait BackupService: Send + Sync {
    /// How everything stands; at hand at once.
    fn view(&self) -> Arc<BackupView>;
    /// The owner wants something. Answers at once; what came of it is in the view.
    fn wish(&self, wish: BackupWish);
}

/// What the owner can want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BackupWish {
    /// A backup now.
    Now,
    /// A last backup, and from then on another computer runs the shop.
    HandOver,
    /// A recovery code, to be written down.
    MakeCode,
    /// It was written down, and is shown no more.
    CodeWritten,
    /// Is this it?
    AskBack(String),
    /// A passphrase, typed twice: backups open with it too.
    ChoosePassphrase(SecretWords),
    /// Is this the passphrase?
    AskPassphrase(SecretWords),
    /// Put this one into a new folder beside the shop's.
    Restore(PathBuf),
}

/// Why there is no backup, or not in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BackupTrouble {
    /// The place has no room.
    Full,
    /// The place is not there: a stick that is not plugged in, a network that is down.
    Gone,
    /// The system says something else.
    Disk(DiskFault),
    /// The data cannot be read, or the copy is not as it should be; in technical words.
    Data(String),
    /// The shop lies on a database server, whose own means make its backups.
    OnServer,
}

/// A backup that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupCopy {
    /// The file.
    pub path: PathBuf,
    /// When its data was copied.
    pub made_at: UnixSeconds,
    /// How large it is.
    pub bytes: u64,
    /// Orders in it; `None` where this computer's key does not open it.
    pub orders: Option<u64>,
    /// The owner asked for it.
    pub by_hand: bool,
}

/// Where backups go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupPlace {
    /// Where the backups of every day are kept.
    pub folder: PathBuf,
    /// When the newest one came there.
    pub last_at: Option<UnixSeconds>,
    /// Why the last one did not.
    pub trouble: Option<BackupTrouble>,
    /// The newest copy is on its way there, and the place may be slow.
    pub copying: bool,
}

/// What is known of the recovery code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CodeState {
    /// There is none: only this computer opens its backups.
    #[default]
    None,
    /// It was just made, and is shown this once.
    Shown(String),
    /// It was made, and nobody was asked for it yet.
    Made,
    /// The owner had it when asked.
    Known(UnixSeconds),
}

/// What became of a restore that was asked for here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestoreEnd {
    /// It lies in this folder.
    Done(PathBuf),
    /// It does not.
    Failed(BackupTrouble),
}

/// What became of a hand-over that was wished for here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HandOver {
    /// None was, or it is done: the file says so.
    #[default]
    None,
    /// The last backup is being made.
    UnderWay,
    /// It could not be made, and the shop goes on here.
    Failed,
}

/// How the backups stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BackupView {
    /// This computer first, then the second place where there is one.
    pub places: Vec<BackupPlace>,
    /// On this computer, the newest first.
    pub copies: Vec<BackupCopy>,
    /// One is being made: percent of the data.
    pub making: Option<u32>,
    /// The recovery code.
    pub code: CodeState,
    /// A code was typed that is not the one.
    pub wrong_code: bool,
    /// When the owner last had the passphrase that opens them too; `None` where none was chosen.
    pub passphrase: Option<UnixSeconds>,
    /// A passphrase was typed that is not the one.
    pub wrong_passphrase: bool,
    /// What became of a restore.
    pub restored: Option<RestoreEnd>,
    /// One is being put back.
    pub restoring: bool,
    /// A hand-over that was wished for here.
    pub hand_over: HandOver,
    /// How long they are kept, days.
    pub keep_days: u32,
}
