//! Why others may read what is ours.

use std::io;

/// Why something of ours may be read by others.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(unix), allow(dead_code, reason = "elsewhere nothing is closed file by file"))]
pub(crate) enum ExposureCause {
    /// It was copied in, or an older version left it.
    #[error("nobody has closed it yet")]
    NotYet,
    /// It is theirs to close.
    #[error("it belongs to another user of this computer")]
    OfAnotherUser,
    /// A shop needs a folder of its own.
    #[error("a folder in which everybody may put files")]
    OfEverybody,
    /// A disk that keeps no permissions may answer so too.
    #[error("the system does not let us close it: {0}")]
    Refused(#[source] io::Error),
    /// The system let us, and nothing changed.
    #[error("its disk keeps no permissions")]
    NotKept,
}
