//! What can go wrong between a shop and WeChat, switched on one by one. Repeatable from a seed.

use super::calls::SandboxCall;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// One thing that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The connection is cut before anything is done.
    CutBefore,
    /// Everything is done, then the connection is cut: the answer is lost.
    AnswerLost,
    /// Everything is done; half of the answer arrives, then the connection is cut.
    CutHalfway,
    /// Nothing is done and nothing answered, until the caller gives up.
    Hang,
    /// Everything is done, and nothing answered, until the caller gives up.
    HangAfter,
    /// HTTP status 502 with a page of HTML; nothing is done.
    BadGateway,
    /// HTTP status 502 with a page of HTML, after everything is done.
    BadGatewayAfter,
    /// `SYSTEMERROR` (-1 for the mini program's calls); nothing is done.
    SystemErrorBefore,
    /// `SYSTEMERROR`, after everything is done.
    SystemErrorAfter,
    /// `NOTENOUGH`; nothing is done.
    NotEnough,
    /// `FREQUENCY_LIMITED` (45011 for the mini program's calls); nothing is done.
    TooFast,
    /// The mini program's calls: this `errcode`; nothing is done.
    Errcode(i64),
    /// The answer has a wrong signature.
    WrongSignature,
    /// The answer has no signature.
    Unsigned,
    /// A whole HTTP answer with half of the text in it.
    Truncated,
    /// The answer comes after this many milliseconds.
    SlowMillis(u64),
    /// A correctly signed answer about another number and amount, where the answer names one.
    AnothersAnswer,
    /// `FREQUENCY_LIMITED`, after everything is done.
    TooFastAfter,
    /// HTTP status 302 to another host; nothing is done.
    Redirect,
    /// API v3: the wrong signature WeChat itself sends to see whether it is checked (`WECHATPAY/SIGNTEST/`).
    SignTest,
    /// API v3: rightly signed by a key the merchant has never been given.
    OtherKey,
    /// API v3: rightly signed, of a moment so many seconds from now.
    ClockOffSecs(i64),
    /// API v3: read and written again on the way; the same words in other bytes.
    Reserialised,
    /// API v3: another signature stands beside the right one.
    TwoSignatures,
    /// API v3: the answer is packed though nobody asked for it.
    Gzip,
    /// API v3, notifications: sealed without the data beside it. As good as any.
    NoAssociatedData,
    /// Notifications: this attempt never arrives.
    Lost,
    /// Notifications: sent this many times at once.
    Copies(u8),
    /// Notifications: sent after this many milliseconds, so that later ones overtake it.
    DelayMillis(u64),
    /// Notifications: altered on the way; the signature or the seal is wrong.
    Forged,
}

/// When a fault strikes.
#[derive(Debug, Clone, Copy)]
struct FaultRule {
    fault: Fault,
    when: When,
}

#[derive(Debug, Clone, Copy)]
enum When {
    Next(u32),
    Permille(u32),
}

#[derive(Debug)]
struct FaultState {
    rules: BTreeMap<SandboxCall, Vec<FaultRule>>,
    seed: u64,
}

/// The switches. A clone is the same set of switches.
#[derive(Debug, Clone)]
pub struct Faults(Arc<Mutex<FaultState>>);

impl Default for Faults {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(FaultState { rules: BTreeMap::new(), seed: 1 })))
    }
}

impl Faults {
    /// The next `times` calls of this kind go wrong this way. Rules wait in line: the first one set strikes first.
    pub fn next(&self, call: SandboxCall, fault: Fault, times: u32) {
        self.add(call, FaultRule { fault, when: When::Next(times) });
    }

    /// About `permille` of a thousand calls of this kind go wrong this way, by the seed; 1000 is every one.
    pub fn often(&self, call: SandboxCall, fault: Fault, permille: u32) {
        self.add(call, FaultRule { fault, when: When::Permille(permille) });
    }

    /// Begins the random numbers anew. The same seed and the same calls give the same faults.
    pub fn seed(&self, seed: u64) {
        self.state().seed = seed;
    }

    /// The next random number of the seed.
    pub(super) fn random(&self) -> u64 {
        next_random(&mut self.state().seed)
    }

    /// Nothing goes wrong any more.
    pub fn clear(&self) {
        self.state().rules.clear();
    }

    /// How many "next" faults have not struck yet.
    pub fn waiting(&self) -> u32 {
        let state = self.state();
        let left = |rule: &FaultRule| if let When::Next(left) = rule.when { left } else { 0 };
        state.rules.values().flatten().map(left).fold(0, u32::saturating_add)
    }

    /// The fault that strikes this call, if any.
    pub(super) fn draw(&self, call: SandboxCall) -> Option<Fault> {
        let mut state = self.state();
        let FaultState { rules, seed } = &mut *state;
        let rules = rules.get_mut(&call)?;
        let mut struck = None;
        for rule in rules.iter_mut() {
            let strikes = match &mut rule.when {
                When::Next(0) => false,
                When::Next(left) => {
                    *left = left.saturating_sub(1);
                    true
                }
                When::Permille(permille) => next_random(seed) % 1000 < u64::from(*permille),
            };
            if strikes {
                struck = Some(rule.fault);
                break;
            }
        }
        rules.retain(|rule| !matches!(rule.when, When::Next(0)));
        struck
    }

    fn add(&self, call: SandboxCall, rule: FaultRule) {
        self.state().rules.entry(call).or_default().push(rule);
    }

    fn state(&self) -> MutexGuard<'_, FaultState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fault {
    /// How long the answer is held back.
    pub(super) fn delay(self) -> Duration {
        match self {
            Self::SlowMillis(millis) | Self::DelayMillis(millis) => Duration::from_millis(millis),
            _ => Duration::ZERO,
        }
    }
}

/// `SplitMix64`: small, fast, and the same on every machine.
pub(super) fn next_random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *seed;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_strike_in_the_order_they_were_set_and_then_stop() {
        let faults = Faults::default();
        faults.next(SandboxCall::Refund, Fault::Hang, 2);
        faults.next(SandboxCall::Refund, Fault::BadGateway, 1);
        let drawn: Vec<_> = (0..4).map(|_| faults.draw(SandboxCall::Refund)).collect();
        assert_eq!(drawn, [Some(Fault::Hang), Some(Fault::Hang), Some(Fault::BadGateway), None]);
        assert_eq!(faults.draw(SandboxCall::OrderQuery), None);
    }

    #[test]
    fn the_same_seed_gives_the_same_faults() {
        let run = |seed| {
            let faults = Faults::default();
            faults.seed(seed);
            faults.often(SandboxCall::Refund, Fault::AnswerLost, 300);
            (0..1000).map(|_| faults.draw(SandboxCall::Refund).is_some()).collect::<Vec<_>>()
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
        let hits = run(7).into_iter().filter(|hit| *hit).count();
        assert!((200..400).contains(&hits), "{hits}");
    }
}
