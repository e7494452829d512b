//! Files and folders that only their owner may read. Everything the program makes in the shop's folder is made here.
//!
//! By hand, not by a library of temporary files: the half has one known name, so that what a killed predecessor left is written
//! over and no heap of halves grows; it is the owner's alone from its first byte; the folder is flushed too; and a test can have the disk
//! full at each of the steps.

use crate::base::full_disk;
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

/// Group and others, to read, write and enter.
#[cfg(unix)]
const OTHERS: u32 = 0o077;

/// Options that make a new file its owner's alone; one that is there keeps the permissions it has.
pub(crate) fn options() -> OpenOptions {
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Opens a new file for writing.
///
/// # Errors
/// It is there already, or cannot be made.
pub(crate) fn create_new(path: &Path) -> io::Result<File> {
    options().write(true).create_new(true).open(path)
}

/// Writes a file, whole or not at all.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut half = OsString::from(path);
    half.push(".new");
    let half = Path::new(&half);
    let written = write_half(half, bytes).and_then(|()| put_in_place(half, path));
    if written.is_err() && half.exists() {
        drop(fs::remove_file(half)); // the room it takes is wanted; one that stays is written over
    }
    written
}

fn write_half(half: &Path, bytes: &[u8]) -> io::Result<()> {
    full_disk::room()?;
    let mut file = options().write(true).create(true).truncate(true).open(half)?;
    close(&file);
    full_disk::room()?;
    file.write_all(bytes)
}

/// Gives a file that is whole its name, durably: after a power cut the old one stands there, or all of the new one.
#[expect(clippy::disallowed_methods, reason = "this is where files get their names")]
pub(crate) fn put_in_place(whole: &Path, path: &Path) -> io::Result<()> {
    File::options().write(true).open(whole)?.sync_all()?;
    full_disk::room()?;
    fs::rename(whole, path)?;
    if cfg!(unix) { File::open(folder_of(path))?.sync_all() } else { Ok(()) }
}

/// Gives a file or a folder its former name back. Needs no room on the disk.
#[expect(clippy::disallowed_methods, reason = "this is where files get their names")]
pub(crate) fn put_back(kept: &Path, path: &Path) -> io::Result<()> {
    fs::rename(kept, path)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What a killed predecessor left half written has its own permissions. A disk that keeps none is no reason not to write.
#[cfg(unix)]
fn close(file: &File) {
    use std::os::unix::fs::PermissionsExt as _;
    if let Err(error) = file.set_permissions(fs::Permissions::from_mode(0o600)) {
        tracing::debug!(%error, "a file's permissions");
    }
}

#[cfg(not(unix))]
fn close(_: &File) {}

/// Writes a file where the owner wants it, as private as the folder it comes to stand in. `fresh`: not over one that is
/// there.
pub(crate) fn write_as_its_folder(path: &Path, bytes: &[u8], fresh: bool) -> io::Result<()> {
    let mut file = open_as_its_folder(path, fresh)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Opens such a file, empty, for what is too long to be held in memory.
pub(crate) fn open_as_its_folder(path: &Path, fresh: bool) -> io::Result<File> {
    let mut options = if is_private(folder_of(path)) { options() } else { File::options() };
    let file = if fresh { options.create_new(true) } else { options.create(true).truncate(true) };
    file.write(true).open(path)
}

#[cfg(unix)]
fn is_private(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    folder.metadata().is_ok_and(|about| about.permissions().mode() & OTHERS == 0)
}

/// Elsewhere a file is born with the permissions of its folder.
#[cfg(not(unix))]
const fn is_private(_: &Path) -> bool {
    true
}

/// Makes a folder that only its owner may enter, with all that are missing above it; one that is there stays as it is.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn mode(path: &Path) -> u32 {
        path.metadata().expect("it is there").permissions().mode() & 0o777
    }

    #[test]
    fn what_is_made_here_is_its_owners_alone() {
        let home = tempfile::tempdir().expect("a folder");
        let (folder, above) = (home.path().join("a/b"), home.path().join("a"));
        make_folder(&folder).expect("made");
        let (file, half) = (folder.join("settings.toml"), folder.join("settings.toml.new"));
        fs::write(&half, "left by a killed predecessor").expect("written");
        write(&file, b"new").expect("written");
        assert_eq!((mode(&above), mode(&folder), mode(&file)), (0o700, 0o700, 0o600));
        assert_eq!(fs::read(&file).expect("read"), b"new");
        create_new(&file).expect_err("nothing is written over");
    }

    #[test]
    fn a_sheet_is_as_private_as_the_folder_it_is_written_into() {
        let home = tempfile::tempdir().expect("a folder");
        for (name, folder_mode, made) in [("private", 0o700, 0o600), ("shared", 0o755, 0o644)] {
            let folder = home.path().join(name);
            fs::create_dir(&folder).expect("made");
            fs::set_permissions(&folder, fs::Permissions::from_mode(folder_mode)).expect("set");
            let file = folder.join("orders.csv");
            write_as_its_folder(&file, b"one", true).expect("written");
            assert_eq!(mode(&file) & made, mode(&file), "{name}");
            write_as_its_folder(&file, b"2", true).expect_err("it is there");
            write_as_its_folder(&file, b"2", false).expect("written over");
            assert_eq!(fs::read(&file).expect("read"), b"2");
        }
    }
}
