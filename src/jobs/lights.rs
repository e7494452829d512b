//! What is well and what is not, told to the screen only when it changes.

use super::{certificate, duty::Duty};
use crate::{
    events::{Events, Light, LightState, ShopEvent, Trouble},
    store::StoreError,
    wechat::{GatewayError, NotSent},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Who says how a part is. Each says only what it sees itself, so that one that is well hides no other's trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Witness {
    /// The part itself.
    Itself,
    /// Whoever looks how much room the disk has.
    Housekeeper,
    /// One of the threads that do the work.
    Worker(Duty),
}

/// The lights at the top right. Cheap to clone; all clones are the same lights.
#[derive(Clone, Default)]
pub struct Lights {
    events: Events,
    states: Arc<Mutex<BTreeMap<Light, BTreeMap<Witness, LightState>>>>,
}

impl Lights {
    /// Lights that report to `events`.
    pub fn new(events: Events) -> Self {
        Self { events, states: Arc::default() }
    }

    /// Sets a light, as its part itself does.
    pub fn set(&self, light: Light, state: LightState) {
        self.set_as(Witness::Itself, light, state);
    }

    /// Keeps what this witness says now; `Unknown`: nothing. The worst of what all say is shown.
    pub(super) fn set_as(&self, witness: Witness, light: Light, state: LightState) {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let said = states.entry(light).or_default();
        let before = worst(said);
        if state == LightState::Unknown {
            said.remove(&witness);
        } else {
            said.insert(witness, state);
        }
        let now = worst(said);
        drop(states);
        if now != before {
            self.events.send(&ShopEvent::LightChanged(light, now));
        }
    }

    /// All that are known.
    pub fn all(&self) -> BTreeMap<Light, LightState> {
        let states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        states.iter().filter(|(_, said)| !said.is_empty()).map(|(light, said)| (*light, worst(said))).collect()
    }

    /// True while WeChat cannot be reached at all.
    pub fn no_line(&self) -> bool {
        let states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let wechat = states.get(&Light::WeChat).map(worst);
        matches!(wechat, Some(LightState::Dead(Trouble::NoConnection, _)))
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

/// Of two that are as bad the first witness's.
fn worst(said: &BTreeMap<Witness, LightState>) -> LightState {
    let worst = said.values().min_by_key(|state| match state {
        LightState::Dead(..) => 0,
        LightState::Troubled(..) => 1,
        LightState::Good | LightState::GoodUntil(_) => 2,
        LightState::Unknown => 3,
    });
    worst.cloned().unwrap_or(LightState::Unknown)
}

impl std::fmt::Debug for Lights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.all()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn the_worst_of_what_is_said_is_shown_and_told_only_when_it_changes() {
        let (events, (post, told)) = (Events::default(), mpsc::channel());
        events.listen(move |event| {
            if let ShopEvent::LightChanged(Light::Jobs, state) = event {
                post.send(state.clone()).expect("the test listens");
            }
        });
        let lights = Lights::new(events);
        let stopped = LightState::Dead(Trouble::Stopped, "a job panicked".to_owned());
        let set_aside = LightState::Troubled(Trouble::RowsSetAside, "2".to_owned());
        for (witness, state) in [
            (Witness::Worker(Duty::MoneyIn), LightState::Good),
            (Witness::Worker(Duty::MoneyOut), stopped.clone()),
            (Witness::Worker(Duty::MoneyIn), LightState::Good),
            (Witness::Worker(Duty::Parcels), set_aside.clone()),
            (Witness::Worker(Duty::MoneyOut), LightState::Good),
            (Witness::Worker(Duty::Parcels), LightState::Good),
        ] {
            lights.set_as(witness, Light::Jobs, state);
        }
        let told: Vec<LightState> = told.try_iter().collect();
        assert_eq!(told, [LightState::Good, stopped, set_aside, LightState::Good]);
    }
}
