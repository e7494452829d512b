//! For whom a shop is opened, and whether it is run from here: before any job.

use crate::{
    app::{folder::StartError, shop_data::ShopData},
    base::{env::Env, installation::Installation},
    domain::{InstallationId, LeaseHold, Merchant, UnixSeconds},
    store::{LeaseOpening, ServerFault, Store, StoreError},
};
use std::path::Path;

/// Before any job: what belongs to another merchant is not to be asked about with these keys.
fn open_for(store: &Store, merchant: &Merchant, now: UnixSeconds) -> Result<(), StoreError> {
    let opened = store.open_for(merchant.clone(), now).wait()?;
    if let Some(before) = opened.changed_from {
        tracing::warn!(%before, now = %merchant.mch_id, "the settings name another merchant than before");
    }
    for held in opened.held {
        let (mch_id, orders, refunds) = (&held.mch_id, held.orders, held.refunds);
        tracing::warn!(%mch_id, orders, refunds, "open orders of another merchant are held");
    }
    Ok(())
}

/// Several seats open one database: it is never taken for another shop's because one of them has other settings. In a file
/// the owner changes the merchant by the settings, and what is open of the former one is held.
pub(super) fn must_be_this_shop(store: &Store, merchant: &Merchant) -> Result<(), StoreError> {
    match store.reader()?.merchant()? {
        Some(there) if (&there.app_id, &there.mch_id) != (&merchant.app_id, &merchant.mch_id) => {
            let (app_id, mch_id) = (there.app_id.to_string(), there.mch_id.to_string());
            Err(ServerFault::OtherShop { app_id, mch_id }.into())
        }
        _ => Ok(()),
    }
}

/// Before any job: for whom the shop is opened, and is it run from this folder at all? All seats of a database are one
/// installation, the one that opened it first: which of them works is another question. `has_address`: there is one that will be
/// asked who answers there, and nothing leaves before.
pub(super) fn open_here(
    (folder, data): (&Path, &ShopData),
    store: &Store,
    (merchant, has_address): (&Merchant, bool),
    env: &Env,
) -> Result<InstallationId, StartError> {
    if data.is_on_server() {
        must_be_this_shop(store, merchant)?;
    }
    open_for(store, merchant, env.now())?;
    let unusable = |why| StartError::Folder { path: folder.to_owned(), why };
    let Installation { id, lost } = Installation::load_or_make(folder, &*env.rng).map_err(unusable)?;
    let opened_first = if data.is_on_server() { store.reader()?.lease()?.map(|lease| lease.here) } else { None };
    let id = opened_first.unwrap_or(id);
    let opening = LeaseOpening { here: id.clone(), lost, has_address };
    let lease = store.open_lease(opening, env.now()).wait()?;
    if let Some(hold) = lease.hold.filter(|hold| *hold != LeaseHold::Asking) {
        tracing::warn!(%hold, "the shop is not run from here: nothing is sent");
    }
    Ok(id)
}
