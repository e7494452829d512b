//! The picture at the head of the receipts: brought into the shop's folder, small and grey, where backups carry it.

use super::{
    files::bytes_of,
    task::{FileTaskResult, PictureTrouble},
};
use crate::{
    base::{private_file, short_hash::short_hash},
    devices::logo::{BadLogo, LOGO_BYTES_MAX, Logo, NamedLogo},
    settings::{SettingKey, SettingsDocument},
    ui::picker::{Picked, Picker},
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Where it is kept in the shop's folder.
const ALBUM: &str = "pictures/receipt";

pub(super) fn take(picker: &dyn Picker, folder: &Path, path: Option<PathBuf>) -> FileTaskResult {
    FileTaskResult::LogoTaken(match path.map_or_else(|| picker.open_picture(), Picked::File) {
        Picked::File(path) => put(folder, &path).map(Some),
        Picked::Nothing => Ok(None),
        Picked::NoDialog => Err(PictureTrouble::NoDialog),
    })
}

/// The one the settings name, as far as it can be read.
pub(super) fn named(document: &SettingsDocument) -> Option<NamedLogo> {
    let name = document.value(SettingKey::ReceiptPicture).words();
    let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty())?;
    let read = Logo::load(&document.folder().join(&name));
    let read = read.inspect_err(|why| tracing::warn!(%why, name, "the picture of the receipts cannot be read"));
    Some(NamedLogo { picture: Arc::new(read.ok()?), name })
}

/// Under a name made of what is in it: the one that is printed now is never written over.
fn put(folder: &Path, path: &Path) -> Result<NamedLogo, PictureTrouble> {
    let disk = |error: io::Error| PictureTrouble::Disk(error.into());
    let bytes = bytes_of(path, LOGO_BYTES_MAX).map_err(disk)?.ok_or(PictureTrouble::TooLarge)?;
    let logo = Logo::read(&bytes).map_err(|bad| match bad {
        BadLogo::NotAPicture => PictureTrouble::NotAPicture,
        BadLogo::TooLarge => PictureTrouble::TooLarge,
        BadLogo::Blank => PictureTrouble::Blank,
    })?;
    let png = logo.png().map_err(disk)?;
    let name = format!("{ALBUM}/{}.png", short_hash(&[&png]));
    private_file::make_folder(&folder.join("pictures")).map_err(disk)?;
    private_file::make_folder(&folder.join(ALBUM)).map_err(disk)?;
    private_file::write(&folder.join(&name), &png).map_err(disk)?;
    Ok(NamedLogo { name, picture: Arc::new(logo) })
}
