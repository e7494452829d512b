//! What is well and what is not, told to the screen only when it changes.

use super::certificate;
use crate::{
    events::{Events, Light, LightState, ShopEvent, Trouble},
    store::StoreError,
    wechat::{GatewayError, NotSent},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The lights at the top right. Cheap to clone; all clones are the same lights.
#[derive(Clone, Default)]
pub struct Lights {
    events: Events,
    states: Arc<Mutex<BTreeMap<Light, LightState>>>,
}

impl Lights {
    /// Lights that report to `events`.
    pub fn new(events: Events) -> Self {
        Self { events, states: Arc::default() }
    }

    /// Sets a light.
    pub fn set(&self, light: Light, state: LightState) {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        if states.get(&light) == Some(&state) {
            return;
        }
        states.insert(light, state.clone());
        drop(states);
        self.events.send(&ShopEvent::LightChanged(light, state));
    }

    /// All that are known.
    pub fn all(&self) -> BTreeMap<Light, LightState> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// True while WeChat cannot be reached at all.
    pub fn no_line(&self) -> bool {
        let states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(states.get(&Light::WeChat), Some(LightState::Dead(Trouble::NoConnection, _)))
    }

    /// What a call to WeChat says about the line.
    pub fn after_call<T>(&self, result: &Result<T, GatewayError>) {
        let (light, state) = match result {
            Ok(_) | Err(GatewayError::Declined { .. } | GatewayError::NotEnough { .. } | GatewayError::Wait { .. }) => {
                (Light::WeChat, LightState::Good)
            }
            Err(e @ GatewayError::Misconfigured { .. }) => {
                (Light::WeChat, LightState::Dead(Trouble::Misconfigured, e.to_string()))
            }
            Err(e @ GatewayError::NoAnswer(_)) => {
                (Light::WeChat, LightState::Troubled(Trouble::NoUsableAnswer, e.to_string()))
            }
            Err(GatewayError::NotSent(e @ NotSent::NoConnection(_))) => {
                (Light::WeChat, LightState::Dead(Trouble::NoConnection, e.to_string()))
            }
            Err(GatewayError::NotSent(NotSent::Certificate(bad))) => (Light::Certificate, certificate::unusable(bad)),
            Err(GatewayError::NotSent(NotSent::NotRecorded(_) | NotSent::BadRequest(_))) => return,
        };
        self.set(light, state);
    }

    /// What a write or a read says about the file. A rule that said no, or one row, says nothing about the file.
    pub fn after_store(&self, error: &StoreError) {
        let trouble = match error {
            StoreError::Refused(_) | StoreError::Rule(_) | StoreError::Unreadable(_) => return,
            StoreError::Disk(_) => Trouble::Disk,
            StoreError::Locked => Trouble::Locked,
            damage if damage.is_damage() => Trouble::Damaged,
            _ => Trouble::Stopped,
        };
        self.set(Light::Database, LightState::Dead(trouble, error.to_string()));
    }
}

impl std::fmt::Debug for Lights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.all()).finish()
    }
}
