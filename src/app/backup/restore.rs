//! A backup is put back: into a folder of its own, never over a shop that is open, and over nothing without an explicit word.

use super::{
    error::BackupError,
    manifest::{DATA, Manifest},
    pack::Watched,
    unpack::{Opened, place_of},
};
use crate::{app::folder::FolderLock, base::private_file, domain::UnixSeconds, store::check_copy};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Where parts lie until all of them are there.
const HALF: &str = "restoring";
/// What in a folder is nobody's work.
const NOBODYS: [&str; 4] = [HALF, "lock", "logs", "practice"];
/// What goes aside with a shop that is replaced. Its mark stays: by it the older file is recognised.
const REPLACED: [&str; 9] = [
    "shop.db",
    "shop.db-wal",
    "shop.db-shm",
    "settings.toml",
    "window.toml",
    "backup-keys.toml",
    "printer-tokens.toml",
    "certs",
    "pictures",
];

/// Where a backup is put, and how.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// Into this folder.
    pub folder: &'a Path,
    /// Also where there is a shop already: it is put aside, in the same folder.
    pub over: bool,
    /// Now.
    pub at: UnixSeconds,
}

/// True if something is there that a restore would have to put aside.
///
/// # Errors
/// The folder cannot be read.
pub fn is_taken(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries {
                let name = entry?.file_name();
                if !NOBODYS.iter().any(|nobodys| name == *nobodys) {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Puts a backup into a folder: every part first beside it, read again and proven, then in place, the data last. Killed in
/// between there is no data, and it can be done again.
///
/// # Errors
/// [`BackupError`]; then the shop that was there, if there was one, is as it was, or put aside as a whole.
pub fn restore(opened: &mut Opened, target: Target<'_>) -> Result<Manifest, BackupError> {
    let Target { folder, over, at } = target;
    let taken = is_taken(folder).map_err(BackupError::file(folder))?;
    if taken && !over {
        return Err(BackupError::NotEmpty(folder.to_owned()));
    }
    let _closed = FolderLock::take(folder)?;
    let half = folder.join(HALF);
    forget(&half)?;
    let made = extract(opened, &half).and_then(|()| {
        check_copy(&half.join(DATA))?;
        if taken {
            put_aside(folder, at)?;
        }
        put_in_place(opened, &half, folder)
    });
    let cleared = forget(&half);
    made.and(cleared)?;
    Ok(opened.manifest.clone())
}

fn forget(half: &Path) -> Result<(), BackupError> {
    match fs::remove_dir_all(half) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(BackupError::file(half)(error)),
        _ => Ok(()),
    }
}

fn extract(opened: &mut Opened, half: &Path) -> Result<(), BackupError> {
    for file in opened.manifest.files.clone() {
        let damaged = || BackupError::Damaged { part: file.name.clone() };
        let path = place_of(half, &file.name).ok_or_else(damaged)?;
        let io = BackupError::file(&path);
        private_file::make_folder(path.parent().unwrap_or(half)).map_err(&io)?;
        let mut to = Watched(private_file::create_new(&path).map_err(&io)?);
        opened.read(&file, &mut to)?;
        to.0.sync_all().map_err(&io)?;
    }
    Ok(())
}

/// The shop that was there keeps everything, in a folder of its own.
fn put_aside(folder: &Path, at: UnixSeconds) -> Result<(), BackupError> {
    let aside = free_name(folder, &format!("replaced-{}", at.to_compact()));
    private_file::make_folder(&aside).map_err(BackupError::file(&aside))?;
    // The data last: until it went, the shop that was there is there.
    for name in REPLACED.iter().rev() {
        let from = folder.join(name);
        if from.exists() {
            move_to(&from, &aside.join(name))?;
        }
    }
    Ok(())
}

fn free_name(folder: &Path, name: &str) -> PathBuf {
    let wanted = folder.join(name);
    if !wanted.exists() {
        return wanted;
    }
    let numbered = (2_u32..).map(|n| folder.join(format!("{name}-{n}")));
    numbered.into_iter().find(|path| !path.exists()).unwrap_or(wanted)
}

#[expect(clippy::disallowed_methods, reason = "whole folders change places")]
fn move_to(from: &Path, to: &Path) -> Result<(), BackupError> {
    fs::rename(from, to).map_err(BackupError::file(from))
}

fn put_in_place(opened: &Opened, half: &Path, folder: &Path) -> Result<(), BackupError> {
    let of_data = |name: &str| name == DATA;
    let others = opened.manifest.files.iter().filter(|file| !of_data(&file.name));
    for file in others.chain(opened.manifest.files.iter().filter(|file| of_data(&file.name))) {
        let damaged = || BackupError::Damaged { part: file.name.clone() };
        let (from, to) = (place_of(half, &file.name), place_of(folder, &file.name));
        let (from, to) = (from.ok_or_else(damaged)?, to.ok_or_else(damaged)?);
        private_file::make_folder(to.parent().unwrap_or(folder)).map_err(BackupError::file(&to))?;
        private_file::put_in_place(&from, &to).map_err(BackupError::file(&to))?;
    }
    Ok(())
}
