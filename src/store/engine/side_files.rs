//! The files SQLite keeps beside the data file: its write-ahead log and its journal.

use std::path::{Path, PathBuf};

/// The path of a file that lies beside the data file under its name.
pub(in crate::store) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// With a log beside it, the file alone may be in the middle of a commit or a checkpoint: SQLite mends that.
pub(in crate::store) fn has_side_file(path: &Path, ending: &str) -> bool {
    beside(path, ending).metadata().is_ok_and(|side| side.len() > 0)
}

/// How much there is to read.
pub(in crate::store) fn bytes_with_log(path: &Path) -> u64 {
    let bytes = |path: &Path| path.metadata().map_or(0, |file| file.len());
    bytes(path).saturating_add(bytes(&beside(path, "-wal")))
}
