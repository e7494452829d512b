//! "Is the program behind this public address really me?" A tunnel's name can be taken over by a stranger; whoever
//! cannot answer a fresh question with this process's secret is not us. Another installation of the same shop cannot
//! either, but it has the shop's keys: it says who it is and whether it runs the shop, and proves that.

use crate::{
    base::env::Rng,
    domain::{AtAddress, InstallationId, OtherInstallation},
    store::{Reader, Store, WebhookSecrets},
};
use aws_lc_rs::hmac;
use std::sync::{Arc, Mutex, PoisonError};

const NONCE_MAX: usize = 64;
/// What is made of the shop's keys for this is for nothing else.
const PURPOSE: &[u8] = b"zhanggui installation 1\n";

/// Answers probes, and knows the right answer.
#[derive(Debug, Clone)]
pub(super) struct ProbeResponder {
    process: hmac::Key,
    shop: Option<ShopProof>,
}

/// Who this installation is, proven by what all installations of a shop have and nobody else.
#[derive(Debug, Clone)]
struct ShopProof {
    key: hmac::Key,
    here: InstallationId,
}

impl ProbeResponder {
    /// With a secret of this process alone.
    pub fn new(rng: &dyn Rng) -> Self {
        let mut secret = [0; 32];
        rng.fill(&mut secret);
        Self { process: hmac::Key::new(hmac::HMAC_SHA256, &secret), shop: None }
    }

    /// The same for an installation of the shop with these keys. They are only mixed into a key of its own: an answer tells
    /// nothing of them.
    pub fn of_shop(self, shared_secret: &[u8], webhooks: &WebhookSecrets, here: InstallationId) -> Self {
        let mut mixed = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, shared_secret));
        for part in [PURPOSE, webhooks.pay.as_bytes(), b"\n", webhooks.refund.as_bytes()] {
            mixed.update(part);
        }
        let key = hmac::Key::new(hmac::HMAC_SHA256, mixed.sign().as_ref());
        Self { shop: Some(ShopProof { key, here }), ..self }
    }

    /// The answer to 1 to 64 hex characters, `None` for anything else. `runs`: the shop is run from here.
    pub fn answer(&self, nonce: &str, runs: bool) -> Option<String> {
        Self::is_nonce(nonce).then(|| {
            let own = hex::encode(hmac::sign(&self.process, nonce.as_bytes()));
            self.shop.as_ref().map_or_else(|| own.clone(), |shop| format!("{own} {}", shop.proven_claim(nonce, runs)))
        })
    }

    /// True of a question that is answered.
    pub fn is_nonce(nonce: &str) -> bool {
        (1..=NONCE_MAX).contains(&nonce.len()) && nonce.bytes().all(|b| b.is_ascii_hexdigit())
    }

    /// Who gave this answer to `nonce`.
    pub fn who(&self, nonce: &str, answer: &str) -> AtAddress {
        let (own, shop) = answer.split_once(' ').unwrap_or((answer, ""));
        if hex::decode(own).is_ok_and(|tag| hmac::verify(&self.process, nonce.as_bytes(), &tag).is_ok()) {
            return AtAddress::Here;
        }
        let other = self.shop.as_ref().and_then(|known| known.verified(nonce, shop));
        other.map_or(AtAddress::Unknown, AtAddress::Other)
    }
}

impl ShopProof {
    /// `installation runs proof`.
    fn proven_claim(&self, nonce: &str, runs: bool) -> String {
        let claim = format!("{} {}", self.here, u8::from(runs));
        let proof = hmac::sign(&self.key, format!("{nonce} {claim}").as_bytes());
        format!("{claim} {}", hex::encode(proof))
    }

    /// What another installation said; `None` where it does not prove it, or is this one.
    fn verified(&self, nonce: &str, claim_and_proof: &str) -> Option<OtherInstallation> {
        let (claim, proof) = claim_and_proof.rsplit_once(' ')?;
        let proof = hex::decode(proof).ok()?;
        hmac::verify(&self.key, format!("{nonce} {claim}").as_bytes(), &proof).ok()?;
        let (id, runs) = claim.split_once(' ')?;
        let id = InstallationId::parse(id).ok().filter(|id| *id != self.here)?;
        Some(OtherInstallation { id, runs: runs == "1" })
    }
}

/// Whether the shop is run from here, read again whenever something in the file changed.
pub(super) struct RunsHere {
    store: Store,
    known: Mutex<LastRead>,
}

/// What was read last, with how many commits the file had then, and the connection it was read over.
#[derive(Default)]
struct LastRead {
    reader: Option<Reader>,
    runs: Option<(u64, bool)>,
}

impl RunsHere {
    pub fn new(store: Store) -> Self {
        Self { store, known: Mutex::default() }
    }

    /// What was read last, if nothing changed here since. Reads nothing, and waits for nobody who reads.
    pub fn as_last_read(&self) -> Option<bool> {
        let changes = self.store.changes();
        let known = self.known.try_lock().ok()?;
        known.runs.filter(|(of, _)| *of == changes).map(|(_, runs)| runs)
    }

    /// A file that cannot be read is not run from here. Not inside an async task.
    pub fn now(&self) -> bool {
        let changes = self.store.changes();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, runs)) = known.runs.filter(|(of, _)| *of == changes) {
            return runs;
        }
        let reader = known.reader.take().map_or_else(|| self.store.reader(), Ok);
        let Ok((reader, runs)) = reader.and_then(|reader| reader.runs_here().map(|runs| (reader, runs))) else {
            return false;
        };
        *known = LastRead { reader: Some(reader), runs: Some((changes, runs)) };
        runs
    }
}

/// Knows who gave an answer to a nonce. Goes on knowing when the door is closed.
pub type KnowsAnswers = Arc<dyn Fn(&str, &str) -> AtAddress + Send + Sync>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::env::SystemRng;

    const KEY: &str = "7b1e2c3d4f5061728394a5b6c7d8e9f0";

    fn of_shop(n: u8, key: &str) -> ProbeResponder {
        let webhooks = WebhookSecrets { pay: "p".repeat(32), refund: "r".repeat(32), push: "s".repeat(32) };
        ProbeResponder::new(&SystemRng).of_shop(key.as_bytes(), &webhooks, InstallationId::of([n; 16]))
    }

    #[test]
    fn only_this_process_answers_the_probe() {
        let (ours, anonymous) = (ProbeResponder::new(&SystemRng), ProbeResponder::new(&SystemRng));
        let answer = ours.answer("c0ffee", true).expect("an answer");
        assert_eq!(ours.who("c0ffee", &answer), AtAddress::Here);
        assert_eq!(anonymous.who("c0ffee", &answer), AtAddress::Unknown);
        assert_eq!(ours.who("c0ffef", &answer), AtAddress::Unknown);
    }

    #[test]
    fn another_installation_is_known_by_the_shops_keys_and_says_whether_it_runs_the_shop() {
        let (here, there) = (of_shop(1, KEY), of_shop(2, KEY));
        for runs in [true, false] {
            let answer = there.answer("c0ffee", runs).expect("an answer");
            let other = OtherInstallation { id: InstallationId::of([2; 16]), runs };
            assert_eq!(here.who("c0ffee", &answer), AtAddress::Other(other));
            assert_eq!(here.who("c0ffef", &answer), AtAddress::Unknown, "an answer to another question");
            assert!(!answer.contains(KEY) && answer.len() < 256, "{answer}");
            let other_claim = answer.replacen(if runs { " 1 " } else { " 0 " }, if runs { " 0 " } else { " 1 " }, 1);
            assert_eq!(here.who("c0ffee", &other_claim), AtAddress::Unknown, "changed on the way");
        }
        let other_shop = of_shop(3, "8b1e2c3d4f5061728394a5b6c7d8e9f0").answer("c0ffee", true).expect("an answer");
        assert_eq!(here.who("c0ffee", &other_shop), AtAddress::Unknown);
        let twin = of_shop(1, KEY).answer("c0ffee", true).expect("an answer");
        assert_eq!(here.who("c0ffee", &twin), AtAddress::Unknown, "the same installation in another process");
    }

    #[test]
    fn a_probe_is_hex_and_short() {
        let probe = of_shop(1, KEY);
        for bad in ["", "xyz", "c0ffee&x=1", &"0".repeat(65), "掌柜"] {
            assert_eq!(probe.answer(bad, true), None, "{bad}");
        }
    }
}
