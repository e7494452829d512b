//! Reading a file up to a limit, and writing one where the owner says.

use super::task::FileTaskResult;
use crate::{
    base::private_file,
    store::DiskFault,
    ui::picker::{Picked, Picker},
};
use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

/// Nothing was chosen, or there is no dialog.
pub(super) const fn nothing(picked: &Picked) -> FileTaskResult {
    FileTaskResult::Nothing { no_dialog: matches!(picked, Picked::NoDialog) }
}

/// Reads no more than it must to know that a file is too large.
pub(super) fn bytes_of(path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

/// Writes where the owner says; `bytes` may look at the name that was given.
pub(super) fn save(picker: &dyn Picker, name: &str, bytes: impl FnOnce(&Path) -> Vec<u8>) -> FileTaskResult {
    let path = match place(picker, name) {
        FileTarget::Here(path) => path,
        FileTarget::Nowhere { no_dialog } => return FileTaskResult::Nothing { no_dialog },
    };
    let written = private_file::write_as_its_folder(&path, &bytes(&path), false);
    FileTaskResult::Written(written.map(|()| path).map_err(DiskFault::from))
}

/// Where something is to be written.
pub(super) enum FileTarget {
    Here(PathBuf),
    /// No file was chosen, or there is no dialog and no folder to write into.
    Nowhere {
        no_dialog: bool,
    },
}

/// Asks the owner where.
pub(super) fn place(picker: &dyn Picker, name: &str) -> FileTarget {
    match picker.save(name) {
        Picked::File(path) => FileTarget::Here(path),
        Picked::Nothing => FileTarget::Nowhere { no_dialog: false },
        Picked::NoDialog => free_path(name).map_or(FileTarget::Nowhere { no_dialog: true }, FileTarget::Here),
    }
}

/// Where the system has no dialog: the owner's folder for downloads, under a name that is not taken.
fn free_path(name: &str) -> Option<PathBuf> {
    let dirs = directories::UserDirs::new()?;
    let downloads = dirs.download_dir().filter(|dir| dir.is_dir());
    let folder = downloads.unwrap_or_else(|| dirs.home_dir());
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, "csv"));
    let names = std::iter::once(name.to_owned()).chain((2..1000).map(|n| format!("{stem} ({n}).{end}")));
    names.map(|name| folder.join(name)).find(|path| !path.exists())
}
