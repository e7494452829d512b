//! The door of a shop and the way to it: opened where the shop starts, or later by a seat that takes over.

use crate::{
    app::{folder::StartError, wechat_access::endpoint},
    base::disk,
    domain::{InstallationId, SignType},
    events::{HealthState, ShopEvent, Subsystem, Trouble},
    jobs::{HealthBoard, Shop},
    listener::{ListenError, Listener, ListenerSetup, OpenReader},
    settings::{Secrets, Settings, TunnelSettings},
    store::{Store, StoreError, WebhookSecrets},
    tunnel::{self, Heard, Pace, ProbeOutcome, Prober, Tunnel, TunnelSetup},
    wechat::{BadEndpoint, miniprogram},
};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// What a door is opened with.
pub(super) struct DoorParts {
    pub folder: PathBuf,
    pub settings: Settings,
    pub secrets: Secrets,
    pub shop: Shop,
    pub installation: InstallationId,
    pub webhook_secrets: WebhookSecrets,
    pub new_orders: SignType,
    pub probe: Arc<dyn Prober>,
}

/// The door, unless its port was taken, and the way to it, where there is one to look after.
#[derive(Debug, Default)]
pub(super) struct OpenDoor {
    pub listener: Option<Listener>,
    pub tunnel: Option<Tunnel>,
}

impl OpenDoor {
    /// The way first, then the door.
    pub fn close(self) {
        if let Some(tunnel) = self.tunnel {
            tunnel.stop();
        }
        if let Some(listener) = self.listener {
            listener.stop();
        }
    }
}

impl DoorParts {
    /// Opens it. One that cannot open is shown as not well, and is no end.
    pub fn open(&self) -> Result<OpenDoor, StartError> {
        let (settings, shop, folder) = (&self.settings, &self.shop, &self.folder);
        let setup = ListenerSetup {
            bind: settings.bind,
            accounts: shop.accounts.clone(),
            installation: Some(self.installation.clone()),
            store: shop.store.clone(),
            readers: readers_of(&shop.store),
            gateway: Arc::clone(&shop.gateway),
            mini: mini_program(settings, &self.secrets)?,
            push: push_account(settings, &self.secrets),
            events: shop.events.clone(),
            env: shop.env.clone(),
            webhook_secrets: self.webhook_secrets.clone(),
            address: shop.address.clone(),
            new_orders: self.new_orders,
            pay_within_secs: settings.pay_within_secs,
            pickup: settings.pickup.clone(),
            freight: settings.freight.clone(),
            first_ask_after_secs: first_ask(settings),
            pictures: folder.join("pictures"),
            room: disk::free_space(folder),
        };
        let listener = open_door(setup, &shop.health);
        let probe = Arc::clone(&self.probe);
        let tunnel = listener.as_ref().and_then(|listener| open_way(folder, settings, listener, probe, shop));
        nobody_asks(&shop.store, tunnel.as_ref())?;
        Ok(OpenDoor { listener, tunnel })
    }
}

fn readers_of(store: &Store) -> OpenReader {
    let store = store.clone();
    Arc::new(move || store.reader())
}

fn mini_program(settings: &Settings, secrets: &Secrets) -> Result<Arc<miniprogram::Client>, BadEndpoint> {
    let (app_id, secret) = (settings.app_id.clone(), secrets.app_secret.clone());
    miniprogram::Client::new(app_id, secret, &endpoint(settings)).map(Arc::new)
}

/// Whom messages of the push have to be for; `None` where the owner does not use it.
pub(super) fn push_account(settings: &Settings, secrets: &Secrets) -> Option<miniprogram::PushAccount> {
    let secrets = secrets.push.clone()?;
    Some(miniprogram::PushAccount { app_id: settings.app_id.clone(), secrets })
}

/// Without an address and without a program there is nothing to look after: the shop lives by asking.
fn open_way(
    folder: &Path,
    settings: &Settings,
    listener: &Listener,
    probe: Arc<dyn Prober>,
    shop: &Shop,
) -> Option<Tunnel> {
    if settings.public_url.is_none() && settings.tunnel == TunnelSettings::Manual {
        tunnel::end_what_was_left(folder);
        return None;
    }
    let setup = TunnelSetup {
        settings: settings.tunnel.clone(),
        address: shop.address.clone(),
        listener: listener.local_addr(),
        probe,
        proves: listener.knows_answers(),
        heard: tell_the_lease(shop),
        events: shop.events.clone(),
        env: shop.env.clone(),
        folder: folder.to_owned(),
        pace: Pace::default(),
    };
    let started = Tunnel::start(setup);
    if let Err(error) = &started {
        tracing::error!(%error, "the tunnel does not start");
        shop.health.set(Subsystem::Tunnel, HealthState::Dead(Trouble::Stopped, error.to_string()));
    }
    started.ok()
}

/// What a probe found decides whether anything may leave: another installation that runs the shop stops this one.
fn tell_the_lease(shop: &Shop) -> Heard {
    let (shop, asked) = (shop.clone(), AtomicBool::new(false));
    Arc::new(move |found| {
        let changed = match found {
            ProbeOutcome::OtherInstallation(other) if other.runs => {
                shop.store.found_elsewhere(other.id.clone(), shop.env.now()).wait()
            }
            _ if asked.load(Ordering::Relaxed) => return,
            _ => shop.store.address_was_asked().wait(),
        };
        match changed {
            Ok(changed) => {
                asked.store(true, Ordering::Relaxed);
                if changed {
                    shop.events.send(&ShopEvent::LeaseChanged);
                }
            }
            Err(error) => tracing::error!(%error, "who answers at the public address could not be written down"),
        }
    })
}

fn open_door(setup: ListenerSetup, health: &HealthBoard) -> Option<Listener> {
    match Listener::start(setup) {
        Ok(listener) => {
            health.set(Subsystem::Listener, HealthState::Good);
            Some(listener)
        }
        Err(error) => {
            tracing::error!(%error, "the listener does not start");
            let trouble = match error {
                ListenError::PortTaken(_) => Trouble::PortTaken,
                _ => Trouble::Stopped,
            };
            health.set(Subsystem::Listener, HealthState::Dead(trouble, error.to_string()));
            None
        }
    }
}

/// Where nobody asks who answers at the public address, nothing waits for that.
fn nobody_asks(store: &Store, asks: Option<&Tunnel>) -> Result<(), StoreError> {
    if asks.is_none() { store.address_was_asked().wait().map(drop) } else { Ok(()) }
}

/// When WeChat is asked first about an order that is not paid, in seconds.
pub(super) fn first_ask(settings: &Settings) -> i64 {
    crate::settings::Schedules::wait(&settings.schedules.unpaid_poll, 0)
}
