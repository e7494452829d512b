//! One seat of a shop on a server: whether it works, and what it does when it takes over from one that died.

use crate::{
    app::{
        door::{DoorParts, OpenDoor},
        folder::StartError,
        opened_here::{must_be_this_shop, open_here},
        shop_data::ShopData,
    },
    base::{env::Env, installation::Installation},
    domain::{InstallationId, Merchant},
    events::ShopEvent,
    jobs::{ChangesElsewhere, HostWatch, PresenceSign},
    store::{HostChange, Store, StoreError},
};
use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

/// A program's name for itself, random bytes.
const SEAT_BYTES: usize = 16;

/// A seat that waits to work, or works since it took over.
pub struct ShopSeat {
    watch: HostWatch,
    elsewhere: Option<ChangesElsewhere>,
    door: Arc<Mutex<OpenDoor>>,
}

impl std::fmt::Debug for ShopSeat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ShopSeat")
    }
}

/// The first look, before anything is started: true if this seat works.
pub(super) fn first_look(store: &Store, env: &Env) -> Result<bool, StoreError> {
    let turn = store.look_for_host(&computer(), env.now())?;
    Ok(!store.has_seats() || turn == HostChange::Became)
}

/// Another seat has the shop open and works: nothing is written but what is the same for all.
pub(super) fn opened_elsewhere(
    folder: &Path,
    store: &Store,
    merchant: &Merchant,
    env: &Env,
) -> Result<InstallationId, StartError> {
    must_be_this_shop(store, merchant)?;
    tracing::info!("another seat works for the shop; this one takes over when it ends");
    if let Some(lease) = store.reader().and_then(|reader| reader.lease())? {
        return Ok(lease.here);
    }
    let unusable = |why| StartError::Folder { path: folder.to_owned(), why };
    Ok(Installation::load_or_make(folder, &*env.rng).map_err(unusable)?.id)
}

impl ShopSeat {
    /// Looks every two seconds who works. One that takes over opens the shop as a start does: the lease, what was interrupted,
    /// then the jobs and the door. `None` for a shop in a file.
    pub(super) fn watch(
        (parts, has_door): (DoorParts, bool),
        data: ShopData,
        merchant: Merchant,
    ) -> Result<Option<Self>, StoreError> {
        if !parts.shop.store.has_seats() {
            return Ok(None);
        }
        let door: Arc<Mutex<OpenDoor>> = Arc::default();
        let (shop, opened) = (parts.shop.clone(), Arc::clone(&door));
        let (store, env, events) = (shop.store.clone(), shop.env.clone(), shop.events.clone());
        let changed = move |turn| {
            let done = if turn == HostChange::Became {
                let mut door = opened.lock().unwrap_or_else(PoisonError::into_inner);
                let has_door = has_door || door.listener.is_some();
                take_over((&parts, &data), &merchant, has_door).and_then(|()| {
                    if !has_door {
                        *door = parts.open()?;
                    }
                    Ok(())
                })
            } else {
                Ok(())
            };
            shop.events.send(&ShopEvent::LeaseChanged);
            done.inspect_err(|error| tracing::error!(%error, "the shop could not be taken over")).is_ok()
        };
        let elsewhere = ChangesElsewhere::start(&store, events, env.rng.hex(SEAT_BYTES))?;
        Ok(Some(Self { watch: HostWatch::start(store, env, computer(), changed)?, elsewhere, door }))
    }

    /// Where the window says what is open in it, for the windows of other seats.
    #[must_use]
    pub fn presence(&self) -> Option<PresenceSign> {
        self.elsewhere.as_ref().map(ChangesElsewhere::sign)
    }

    /// Waits no more, and closes what it opened.
    pub fn stop(self) {
        self.watch.stop();
        if let Some(elsewhere) = self.elsewhere {
            elsewhere.stop();
        }
        std::mem::take(&mut *self.door.lock().unwrap_or_else(PoisonError::into_inner)).close();
    }

    /// Where its door is, once it took over.
    #[must_use]
    pub fn local_addr(&self) -> Option<std::net::SocketAddr> {
        let door = self.door.lock().unwrap_or_else(PoisonError::into_inner);
        door.listener.as_ref().map(crate::listener::Listener::local_addr)
    }
}

/// What the seat before left half done is in doubt and is asked about, before anything is sent from here.
fn take_over((parts, data): (&DoorParts, &ShopData), merchant: &Merchant, has_door: bool) -> Result<(), StartError> {
    let shop = &parts.shop;
    // One that had worked before has asked who answers at the address.
    let asks = parts.settings.public_url.is_some() && !has_door;
    open_here((&parts.folder, data), &shop.store, (merchant, asks), &shop.env)?;
    let refunds = shop.wake_up()?;
    shop.store.begin_to_work();
    tracing::info!(refunds, "this seat works for the shop from now on; what was interrupted is asked about");
    Ok(())
}

/// What this computer calls itself.
pub(super) fn computer() -> String {
    let named = ["COMPUTERNAME", "HOSTNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let written = || std::fs::read_to_string("/etc/hostname").ok();
    let name = named.or_else(written).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| "?".to_owned())
}
