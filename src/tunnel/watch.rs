//! "Does the public address end at this very program?" Asked soon after every change and once a minute after that.

use crate::tunnel::{
    board::{TunnelBoard, TunnelSignal},
    pace::nth,
    probe::{Prober, Proves},
    status::{Probe, ProbeOutcome},
};
use crate::{
    base::address::PublicUrl,
    domain::AtAddress,
    events::{HealthState, Trouble},
};
use std::{
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError},
    },
    time::Duration,
};

/// Characters of a stranger's answer that are shown.
const SHOWN: usize = 80;

/// Hears what a probe found.
pub type Heard = Arc<dyn Fn(&ProbeOutcome) + Send + Sync>;

/// What the thread works with.
pub(super) struct TunnelWatch {
    pub probe: Arc<dyn Prober>,
    pub proves: Proves,
    /// Hears what each probe found.
    pub heard: Heard,
    /// Pauses between two probes while nothing changes; the last one repeats.
    pub pace: Vec<Duration>,
    pub board: Arc<TunnelBoard>,
}

/// The life of the thread.
pub(super) fn run(watch: &TunnelWatch, asked: &Receiver<TunnelSignal>) {
    let mut calm: usize = 0;
    loop {
        // Somebody else's change of the address (a settings page, a test) counts like a printed one.
        if let Some(url) = watch.board.address.current() {
            let before = watch.board.status().last_probe.as_ref().map(|probe| probe.outcome.clone());
            let outcome = probe(watch, &url);
            if watch.board.address.current().as_ref() != Some(&url) {
                continue; // it changed meanwhile: this says nothing about the new one
            }
            calm =
                if before.as_ref().is_some_and(|before| alike(before, &outcome)) { calm.saturating_add(1) } else { 0 };
            (watch.heard)(&outcome);
            tell(watch, outcome);
        }
        match asked.recv_timeout(nth(&watch.pace, calm)) {
            Ok(TunnelSignal::Now) => calm = 0,
            Ok(TunnelSignal::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
        }
        // Many wishes for a probe are one.
        while let Ok(word) = asked.try_recv() {
            if matches!(word, TunnelSignal::Stop) {
                return;
            }
        }
    }
}

fn alike(one: &ProbeOutcome, other: &ProbeOutcome) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

fn probe(watch: &TunnelWatch, url: &PublicUrl) -> ProbeOutcome {
    let nonce = watch.board.env.rng.hex(16);
    let answer = match watch.probe.probe(url, &nonce) {
        Ok(answer) => answer,
        Err(failed) => return ProbeOutcome::NoAnswer(failed),
    };
    match (watch.proves)(&nonce, answer.trim()) {
        AtAddress::Here => ProbeOutcome::Ours,
        AtAddress::Other(other) => ProbeOutcome::OtherInstallation(other),
        AtAddress::Unknown => ProbeOutcome::Elsewhere(answer.chars().filter(|c| !c.is_control()).take(SHOWN).collect()),
    }
}

fn tell(watch: &TunnelWatch, outcome: ProbeOutcome) {
    watch.board.set_health(match &outcome {
        ProbeOutcome::Ours => HealthState::Good,
        ProbeOutcome::OtherInstallation(other) => HealthState::Dead(Trouble::TunnelElsewhere, other.id.to_string()),
        ProbeOutcome::Elsewhere(what) => HealthState::Dead(Trouble::TunnelElsewhere, what.clone()),
        ProbeOutcome::NoAnswer(why) => HealthState::Troubled(Trouble::TunnelDown, why.to_string()),
    });
    let at = watch.board.env.now();
    watch.board.change(|status| status.last_probe = Some(Probe { at, outcome }));
}
