//! A backup is put back: into a folder of its own, never over a shop that is open, and over nothing without an explicit word.

use super::{
    error::BackupError,
    keys::BackupKeys,
    manifest::{DATA, Manifest},
    pack::{LOCK, WatchedFile},
    unpack::{OpenedBackup, place_of},
};
use crate::{
    app::folder::{FolderLock, StartError},
    base::{env::Env, failpoints::failpoint, full_disk, installation::Installation, private_file},
    domain::UnixSeconds,
    store::check_copy,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Where parts lie until all of them are there.
const HALF: &str = "restoring";

/// A restore that was cut short before the data was in place has left no shop in the folder, and nothing is begun there.
///
/// # Errors
/// [`StartError::HalfRestored`].
pub fn must_be_whole(folder: &Path) -> Result<(), StartError> {
    if is_half_restored(folder) { Err(StartError::HalfRestored(folder.to_owned())) } else { Ok(()) }
}

fn is_half_restored(folder: &Path) -> bool {
    folder.join(HALF).is_dir() && !folder.join(DATA).exists()
}

/// The keys of the shop in this folder, also where a restore was cut short that had put them aside.
///
/// # Errors
/// They are there and cannot be read.
pub fn keys_in(folder: &Path) -> io::Result<Option<BackupKeys>> {
    match BackupKeys::load(folder)? {
        None if is_half_restored(folder) => BackupKeys::load(&folder.join(HALF)),
        known => Ok(known),
    }
}

/// What in a folder is nobody's work.
const NOBODYS: [&str; 6] = [HALF, LOCK, "installation.toml", "lock", "logs", "practice"];
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
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// Into this folder.
    pub folder: &'a Path,
    /// Also where there is a shop already: it is put aside, in the same folder.
    pub over: bool,
    /// The owner says that the installation the backup comes from is lost for good.
    pub owner_lost: bool,
    /// Time and chance.
    pub env: &'a Env,
}

/// Whether the shop in a backup may be run from where it is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    /// It was handed over: whoever restores it runs it.
    HandedOver,
    /// The folder ran it before.
    Own,
    /// Another installation ran it, or it is not known which.
    Other,
}

/// Who runs the shop of this backup, seen from `folder`.
///
/// # Errors
/// The folder cannot be read.
pub fn ownership(manifest: &Manifest, folder: &Path) -> io::Result<Ownership> {
    if manifest.handed_over {
        return Ok(Ownership::HandedOver);
    }
    let here = Installation::load(folder)?;
    let own = here.is_some_and(|here| Some(here.id) == manifest.owner());
    Ok(if own { Ownership::Own } else { Ownership::Other })
}

/// True if something is there that a restore would have to put aside. What a restore left that was cut short is not: it is put
/// there once more.
///
/// # Errors
/// The folder cannot be read.
pub fn is_taken(folder: &Path) -> io::Result<bool> {
    if is_half_restored(folder) {
        return Ok(false);
    }
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
pub fn restore(opened: &mut OpenedBackup, target: Target<'_>) -> Result<Manifest, BackupError> {
    let Target { folder, over, owner_lost, env } = target;
    let taken = is_taken(folder).map_err(BackupError::file(folder))?;
    if taken && !over {
        return Err(BackupError::NotEmpty(folder.to_owned()));
    }
    let _closed = FolderLock::take(folder)?;
    let half = folder.join(HALF);
    forget(&half)?;
    let made = extract(opened, &half).and_then(|()| {
        failpoint("restore-extracted");
        check_copy(&half.join(DATA))?;
        // Before the data: a word about an installation that is lost is right whatever becomes of the rest.
        if let Some(owner) = opened.manifest.owner().filter(|_| owner_lost) {
            Installation::declare_lost(folder, &owner, &*env.rng).map_err(BackupError::file(folder))?;
        }
        let aside = if taken { Some(PutAside::all(opened, folder, env.now())?) } else { None };
        failpoint("restore-put-aside");
        let placed = put_in_place(opened, &half, folder);
        failpoint("restore-in-place");
        if placed.is_err() {
            take_away(opened, folder);
            if let Some(aside) = aside {
                aside.comes_back(folder);
            }
        }
        placed
    });
    let cleared = forget(&half);
    made.and(cleared)?;
    Ok(opened.manifest.clone())
}

/// What was put in place goes again. What cannot be removed stays.
fn take_away(opened: &OpenedBackup, folder: &Path) {
    for file in &opened.manifest.files {
        if let Some(path) = place_of(folder, &file.name)
            && path.exists()
            && let Err(error) = fs::remove_file(&path)
        {
            tracing::warn!(%error, path = %path.display(), "a restored part stays behind");
        }
    }
    let made = opened.manifest.files.iter().flat_map(|file| Path::new(&file.name).ancestors().skip(1));
    let mut made: Vec<&Path> = made.filter(|name| !name.as_os_str().is_empty()).collect();
    made.sort_by_key(|name| std::cmp::Reverse(name.components().count()));
    for name in made {
        drop(fs::remove_dir(folder.join(name))); // one that is not empty, or gone already, is none of ours
    }
}

fn forget(half: &Path) -> Result<(), BackupError> {
    match fs::remove_dir_all(half) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(BackupError::file(half)(error)),
        _ => Ok(()),
    }
}

fn extract(opened: &mut OpenedBackup, half: &Path) -> Result<(), BackupError> {
    for file in opened.manifest.files.clone() {
        let damaged = || BackupError::Damaged { part: file.name.clone() };
        let path = place_of(half, &file.name).ok_or_else(damaged)?;
        let io = BackupError::file(&path);
        private_file::make_folder(path.parent().unwrap_or(half)).map_err(&io)?;
        let mut to = WatchedFile::new(private_file::create_new(&path).map_err(&io)?);
        opened.read(&file, &mut to)?;
        to.to.sync_all().map_err(&io)?;
    }
    Ok(())
}

/// The shop that was there keeps everything, in a folder of its own.
struct PutAside {
    folder: PathBuf,
    /// What of it went there.
    names: Vec<String>,
}

impl PutAside {
    /// What a restore replaces. Where not all of it can be moved, what was moved comes back.
    fn all(opened: &OpenedBackup, folder: &Path, at: UnixSeconds) -> Result<Self, BackupError> {
        let aside = free_name(folder, &format!("replaced-{}", at.to_compact()));
        private_file::make_folder(&aside).map_err(BackupError::file(&aside))?;
        let mut moved = Self { folder: aside, names: Vec::new() };
        // The keys only where the backup has some. The data last: until it went, the shop that was there is there.
        let in_backup = opened.manifest.files.iter().map(|file| file.name.as_str());
        let others = in_backup.filter(|name| !name.contains('/') && !REPLACED.contains(name));
        for name in others.chain(REPLACED.iter().rev().copied()) {
            let from = folder.join(name);
            if !from.exists() {
                continue;
            }
            if let Err(error) = move_to(&from, &moved.folder.join(name)) {
                moved.comes_back(folder);
                return Err(error);
            }
            moved.names.push(name.to_owned());
        }
        Ok(moved)
    }

    /// As it was. What cannot be moved stays aside.
    fn comes_back(self, folder: &Path) {
        for name in self.names.iter().rev() {
            if let Err(error) = private_file::put_back(&self.folder.join(name), &folder.join(name)) {
                tracing::error!(%error, name, "a part of the shop that was put aside does not come back");
            }
        }
        drop(fs::remove_dir(&self.folder)); // one that is not empty keeps what is in it
    }
}

fn free_name(folder: &Path, name: &str) -> PathBuf {
    let wanted = folder.join(name);
    if !wanted.exists() {
        return wanted;
    }
    let numbered = (2_u32..).map(|n| folder.join(format!("{name}-{n}")));
    numbered.into_iter().find(|path| !path.exists()).unwrap_or(wanted)
}

fn move_to(from: &Path, to: &Path) -> Result<(), BackupError> {
    full_disk::room().and_then(|()| private_file::put_back(from, to)).map_err(BackupError::file(from))
}

fn put_in_place(opened: &OpenedBackup, half: &Path, folder: &Path) -> Result<(), BackupError> {
    let of_data = |name: &str| name == DATA;
    let others = opened.manifest.files.iter().filter(|file| !of_data(&file.name));
    for file in others.chain(opened.manifest.files.iter().filter(|file| of_data(&file.name))) {
        let damaged = || BackupError::Damaged { part: file.name.clone() };
        let (from, to) = (place_of(half, &file.name), place_of(folder, &file.name));
        let (from, to) = (from.ok_or_else(damaged)?, to.ok_or_else(damaged)?);
        private_file::make_folder(to.parent().unwrap_or(folder)).map_err(BackupError::file(&to))?;
        failpoint("restore-part");
        private_file::put_in_place(&from, &to).map_err(BackupError::file(&to))?;
    }
    Ok(())
}
