//! What is well and what is not, told to the screen only when it changes.

use super::duty::Duty;
use crate::{
    events::{Events, HealthState, ShopEvent, Subsystem, Trouble},
    store::StoreError,
    wechat::{BadCertificate, GatewayError, NoAnswer, NotSent},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

/// Who says how a part is. Each says only what it sees itself, so that one that is well hides no other's trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HealthSource {
    /// The part itself.
    Itself,
    /// Whoever looks how much room the disk has.
    Housekeeper,
    /// Whoever looks after the keys that WeChat's answers are believed by.
    TrustKeys,
    /// One of the threads that do the work.
    Worker(Duty),
}

/// Whoever signs answers with more keys than this is not WeChat.
const UNKNOWN_KEYS_MAX: usize = 32;

/// The health of every part of the shop. Cheap to clone; all clones are the same board.
#[derive(Clone, Default)]
pub struct HealthBoard {
    events: Events,
    states: Arc<Mutex<BTreeMap<Subsystem, BTreeMap<HealthSource, HealthState>>>>,
    /// Ids of keys that answers were signed with and that are not loaded.
    unknown_keys: Arc<Mutex<BTreeSet<String>>>,
}

impl HealthBoard {
    /// One that reports to `events`.
    pub fn new(events: Events) -> Self {
        Self { events, ..Self::default() }
    }

    /// Sets the health of a part, as that part itself does.
    pub fn set(&self, subsystem: Subsystem, state: HealthState) {
        self.set_as(HealthSource::Itself, subsystem, state);
    }

    /// Keeps what this source says now; `Unknown`: nothing. The worst of what all say is shown.
    pub(super) fn set_as(&self, source: HealthSource, subsystem: Subsystem, state: HealthState) {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let said = states.entry(subsystem).or_default();
        let before = worst(said);
        if state == HealthState::Unknown {
            said.remove(&source);
        } else {
            said.insert(source, state);
        }
        let now = worst(said);
        drop(states);
        if now != before {
            self.events.send(&ShopEvent::HealthChanged(subsystem, now));
        }
    }

    /// All that are known.
    pub fn all(&self) -> BTreeMap<Subsystem, HealthState> {
        let states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        states.iter().filter(|(_, said)| !said.is_empty()).map(|(subsystem, said)| (*subsystem, worst(said))).collect()
    }

    /// True while WeChat cannot be reached at all.
    pub fn no_line(&self) -> bool {
        let states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let wechat = states.get(&Subsystem::WeChat).map(worst);
        matches!(wechat, Some(HealthState::Dead(Trouble::NoConnection, _)))
    }

    /// The keys that answers were signed with and that are not loaded, as far as they were met so far.
    pub(super) fn unknown_keys(&self) -> Vec<String> {
        self.unknown_keys.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn note_unknown_key(&self, id: &str) {
        let mut unknown = self.unknown_keys.lock().unwrap_or_else(PoisonError::into_inner);
        if unknown.len() < UNKNOWN_KEYS_MAX {
            unknown.insert(id.to_owned());
        }
    }

    /// What a call to WeChat says about the line.
    pub fn after_call<T>(&self, result: &Result<T, GatewayError>) {
        let (subsystem, state) = match result {
            Ok(_) | Err(GatewayError::Declined { .. } | GatewayError::NotEnough { .. } | GatewayError::Wait { .. }) => {
                (Subsystem::WeChat, HealthState::Good)
            }
            Err(e @ GatewayError::Misconfigured { .. }) => {
                (Subsystem::WeChat, HealthState::Dead(Trouble::Misconfigured, e.to_string()))
            }
            Err(e @ GatewayError::NoAnswer(why)) => {
                if let NoAnswer::UnknownKey(id) = why {
                    self.note_unknown_key(id);
                }
                (Subsystem::WeChat, HealthState::Troubled(Trouble::NoUsableAnswer, e.to_string()))
            }
            Err(GatewayError::NotSent(e @ NotSent::NoConnection(_))) => {
                (Subsystem::WeChat, HealthState::Dead(Trouble::NoConnection, e.to_string()))
            }
            Err(GatewayError::NotSent(NotSent::Certificate(bad))) => {
                (Subsystem::Certificate, certificate_unusable(bad))
            }
            Err(GatewayError::NotSent(e @ NotSent::NoKeyFor(_))) => {
                (Subsystem::WeChat, HealthState::Dead(Trouble::Misconfigured, e.to_string()))
            }
            // Whether there is a key is said by whoever looks after them.
            Err(GatewayError::NotSent(
                NotSent::NotRecorded(_)
                | NotSent::BadRequest(_)
                | NotSent::NoTrustKey
                | NotSent::NoListOfRefunds
                | NotSent::NoAbnormalRefund,
            )) => return,
        };
        self.set(subsystem, state);
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
        self.set(Subsystem::Database, HealthState::Dead(trouble, error.to_string()));
    }
}

/// Of two that are as bad the first source's.
fn worst(said: &BTreeMap<HealthSource, HealthState>) -> HealthState {
    let worst = said.values().min_by_key(|state| match state {
        HealthState::Dead(..) => 0,
        HealthState::Troubled(..) => 1,
        HealthState::Good | HealthState::GoodUntil(_) => 2,
        HealthState::Unknown => 3,
    });
    worst.cloned().unwrap_or(HealthState::Unknown)
}

impl std::fmt::Debug for HealthBoard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.all()).finish()
    }
}

/// A certificate that cannot be used: no refund can leave.
pub(super) fn certificate_unusable(bad: &BadCertificate) -> HealthState {
    let trouble = match bad {
        BadCertificate::Expired { at } => Trouble::CertificateEnded { at: *at },
        BadCertificate::NotYetValid { from } => Trouble::CertificateTooEarly { from: *from },
        _ => Trouble::Certificate,
    };
    HealthState::Dead(trouble, bad.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn the_worst_of_what_is_said_is_shown_and_told_only_when_it_changes() {
        let (events, (post, told)) = (Events::default(), mpsc::channel());
        events.listen(move |event| {
            if let ShopEvent::HealthChanged(Subsystem::Jobs, state) = event {
                post.send(state.clone()).expect("the test listens");
            }
        });
        let health = HealthBoard::new(events);
        let stopped = HealthState::Dead(Trouble::Stopped, "a job panicked".to_owned());
        let set_aside = HealthState::Troubled(Trouble::RowsSetAside, "2".to_owned());
        for (source, state) in [
            (HealthSource::Worker(Duty::MoneyIn), HealthState::Good),
            (HealthSource::Worker(Duty::MoneyOut), stopped.clone()),
            (HealthSource::Worker(Duty::MoneyIn), HealthState::Good),
            (HealthSource::Worker(Duty::Parcels), set_aside.clone()),
            (HealthSource::Worker(Duty::MoneyOut), HealthState::Good),
            (HealthSource::Worker(Duty::Parcels), HealthState::Good),
        ] {
            health.set_as(source, Subsystem::Jobs, state);
        }
        let told: Vec<HealthState> = told.try_iter().collect();
        assert_eq!(told, [HealthState::Good, stopped, set_aside, HealthState::Good]);
    }
}
