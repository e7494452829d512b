//! Whose a file is and who may read it, by its mode. No file is opened here: closing one of SQLite's again would give
//! this program's locks on it back.

use super::exposure::ExposureCause;
use std::{
    fs::{self, Metadata, Permissions, ReadDir},
    io,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::Path,
};

/// Files of ours beside the data; a file whose name begins like the data's own is a copy of it or one of its side files.
const FILES: [&str; 12] = [
    "lock",
    "settings.toml",
    "secrets.toml",
    "secrets.sealed",
    "secrets.key",
    "window",
    "window.toml",
    "printer-tokens.toml",
    "tunnel.pid",
    "backup-keys.toml",
    "backup.copying",
    "generation.mark",
];
const DATA: &str = "shop.db";
/// What a file is called until it is whole.
const HALF: &str = ".new";
/// Folders of ours, with everything in them.
const FOLDERS: [&str; 5] = ["pictures", "logs", "certs", "backups", "sounds"];
/// The practice shop: a shop's folder in the shop's folder.
const PRACTICE: &str = "practice";

/// Group and others, to read, write and enter.
const OTHERS: u32 = 0o077;
/// Everybody may put files here, and only their owner takes them away.
const STICKY: u32 = 0o1000;

/// Is shown each thing of ours: its name below the folder, its path, what the system says about it.
pub(super) type FolderVisitor<'a> = dyn FnMut(&Path, &Path, &Metadata) + 'a;

/// Who we are.
pub(super) fn me() -> u32 {
    nix::unistd::geteuid().as_raw()
}

/// Shows everything of ours in the shop's folder, a folder before what is in it. Only the folder itself may be a link.
pub(super) fn each(folder: &Path, me: u32, visit: &mut FolderVisitor<'_>) {
    let root = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    data_folder(&FolderWalk { root: &root, me }, &root, visit);
}

struct FolderWalk<'a> {
    root: &'a Path,
    me: u32,
}

fn data_folder(walk: &FolderWalk<'_>, folder: &Path, visit: &mut FolderVisitor<'_>) {
    let Some(about) = show(walk, folder, visit) else { return };
    for entry in entries(folder, &about).into_iter().flatten().flatten() {
        let (name, path) = (entry.file_name(), entry.path());
        match name.to_str().map_or("", |name| name.strip_suffix(HALF).unwrap_or(name)) {
            PRACTICE => data_folder(walk, &path, visit),
            name if FOLDERS.contains(&name) => tree(walk, &path, visit),
            name if FILES.contains(&name) || name.starts_with(DATA) => {
                show(walk, &path, visit);
            }
            _ => {}
        }
    }
}

/// A folder of another user is not entered: they may swap what is in it while we look.
fn tree(walk: &FolderWalk<'_>, path: &Path, visit: &mut FolderVisitor<'_>) {
    let Some(about) = show(walk, path, visit).filter(|about| about.uid() == walk.me) else { return };
    for entry in entries(path, &about).into_iter().flatten().flatten() {
        tree(walk, &entry.path(), visit);
    }
}

/// `None` for a link, and for what is gone by now.
fn show(walk: &FolderWalk<'_>, path: &Path, visit: &mut FolderVisitor<'_>) -> Option<Metadata> {
    let about = path.symlink_metadata().ok().filter(|about| !about.is_symlink())?;
    visit(path.strip_prefix(walk.root).unwrap_or(path), path, &about);
    Some(about)
}

/// What cannot be listed by us is open to nobody else's look either.
fn entries(path: &Path, about: &Metadata) -> Option<ReadDir> {
    about.is_dir().then(|| fs::read_dir(path).ok()).flatten()
}

/// Whether others may read it, and why. `None`: its owner alone.
pub(super) fn standing(about: &Metadata, me: u32) -> Option<ExposureCause> {
    let mode = about.permissions().mode();
    match mode & OTHERS {
        0 => None,
        _ if about.is_dir() && mode & STICKY != 0 => Some(ExposureCause::OfEverybody),
        _ if about.uid() != me => Some(ExposureCause::OfAnotherUser),
        _ => Some(ExposureCause::NotYet),
    }
}

/// Makes it its owner's alone; true if it was not. What the owner may do with it stays.
pub(super) fn shut(path: &Path, about: &Metadata, me: u32) -> Result<bool, ExposureCause> {
    match standing(about, me) {
        None => return Ok(false),
        Some(ExposureCause::NotYet) => {}
        Some(why) => return Err(why),
    }
    let alone = Permissions::from_mode(about.permissions().mode() & !OTHERS & 0o7777);
    match fs::set_permissions(path, alone).and_then(|()| path.symlink_metadata()) {
        Ok(after) => kept(&after.permissions()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(ExposureCause::Refused(error)),
    }
}

/// Whether the disk has kept what it was told.
pub(super) fn kept(after: &Permissions) -> Result<bool, ExposureCause> {
    if after.mode() & OTHERS == 0 { Ok(true) } else { Err(ExposureCause::NotKept) }
}
