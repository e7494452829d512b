//! The shop of a closed folder is handed over: the command line's way.

use super::{BackupError, BackupKeys, BackupRequest, Manifest, pack};
use crate::{
    app::folder::{FolderLock, StartError},
    base::{env::Env, failpoints::failpoint, installation::Installation},
    domain::ShopId,
    store::{LeaseOpening, Store},
};
use std::path::Path;

/// A last backup of the closed shop into `out`, which says that it was handed over; from then on nothing is sent from this
/// folder. Killed in between, the shop is handed over and can be taken back or handed over once more.
///
/// # Errors
/// [`BackupError`]: no backup was made, and the shop goes on here.
pub fn hand_over_closed(
    wanted: BackupRequest<'_>,
    keys: &BackupKeys,
    out: &Path,
    env: &Env,
) -> Result<Manifest, BackupError> {
    let folder = wanted.folder;
    let _closed = FolderLock::take(folder)?;
    let unusable = |why| StartError::Folder { path: folder.to_owned(), why };
    let Installation { id, lost } = Installation::load_or_make(folder, &*env.rng).map_err(unusable)?;
    let store = Store::open(&folder.join("shop.db"), ShopId::main())?;
    store.open_lease(LeaseOpening { here: id, lost, has_address: false }, env.now()).wait()?;
    store.hand_over(env.now()).wait()?;
    failpoint("handed-over");
    let made = pack::write(wanted, keys, out, &mut |_, _| true);
    match &made {
        // An older file of this folder that is put back later is another installation's.
        Ok(_) => Installation::forget(folder).map_err(unusable)?,
        Err(_) => store.undo_hand_over(env.now()).wait()?,
    }
    store.close()?;
    made
}
