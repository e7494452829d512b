//! The two ends of a move.

use crate::store::ServerAddress;
use std::path::PathBuf;

/// One end of a move.
#[derive(Debug, Clone)]
pub enum MoveEnd {
    /// In SQLite's form, on this computer.
    File(PathBuf),
    /// A database on a server.
    Server(ServerAddress),
}

impl MoveEnd {
    /// As it is named where the shop says that it moved.
    pub fn shown(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Server(address) => address.url().to_owned(),
        }
    }
}
