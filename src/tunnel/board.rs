//! What the tunnel's threads and the screen share, and the words they send each other.

use super::{lines::Lines, status::TunnelStatus};
use crate::{
    base::{
        address::{Address, PublicUrl},
        env::Env,
    },
    events::{Events, HealthState, ShopEvent, Subsystem, Trouble},
};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A word to one of the threads.
pub(super) enum TunnelSignal {
    /// Again, now.
    Now,
    /// The program ends.
    Stop,
}

/// What the threads and the screen share.
pub(super) struct TunnelBoard {
    status: Mutex<TunnelStatus>,
    pub lines: Lines,
    pub address: Address,
    events: Events,
    pub env: Env,
    subsystem: Mutex<Option<HealthState>>,
}

impl TunnelBoard {
    pub fn new(status: TunnelStatus, address: Address, events: Events, env: Env) -> Self {
        Self { status: Mutex::new(status), lines: Lines::default(), address, events, env, subsystem: Mutex::default() }
    }

    pub fn status(&self) -> MutexGuard<'_, TunnelStatus> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the status and tells the screen.
    pub fn change(&self, change: impl FnOnce(&mut TunnelStatus)) {
        change(&mut self.status());
        self.events.send(&ShopEvent::TunnelChanged);
    }

    /// How the tunnel works. Said only where that changed.
    pub fn set_health(&self, state: HealthState) {
        let mut subsystem = self.subsystem.lock().unwrap_or_else(PoisonError::into_inner);
        if subsystem.as_ref() == Some(&state) {
            return;
        }
        *subsystem = Some(state.clone());
        drop(subsystem);
        self.events.send(&ShopEvent::HealthChanged(Subsystem::Tunnel, state));
    }

    /// The program was given this address. A change is told to everyone who has told WeChat the old one.
    pub fn found(&self, url: &PublicUrl) {
        let before = self.address.set(Some(url.clone()));
        if before.as_ref() == Some(url) {
            return;
        }
        tracing::info!(%url, "the tunnel's public address");
        self.change(|status| status.public_url = Some(url.to_string()));
        if before.is_some() {
            self.set_health(HealthState::Troubled(Trouble::TunnelUrlChanged, url.to_string()));
        }
        self.events.send(&ShopEvent::PublicUrlChanged);
    }
}
