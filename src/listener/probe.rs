//! "Is the program behind this public address really me?" A tunnel's name can be taken over by a stranger; whoever
//! cannot answer a fresh question with this process's secret is not us.

use crate::base::env::Rng;
use aws_lc_rs::hmac;

const NONCE_MAX: usize = 64;

/// Answers probes, and knows the right answer.
#[derive(Debug, Clone)]
pub(super) struct ProbeResponder(hmac::Key);

impl ProbeResponder {
    /// With a secret of this process alone.
    pub fn new(rng: &dyn Rng) -> Self {
        let mut secret = [0; 32];
        rng.fill(&mut secret);
        Self(hmac::Key::new(hmac::HMAC_SHA256, &secret))
    }

    /// The answer to 1 to 64 hex characters, `None` for anything else.
    pub fn answer(&self, nonce: &str) -> Option<String> {
        let is_nonce = (1..=NONCE_MAX).contains(&nonce.len()) && nonce.bytes().all(|b| b.is_ascii_hexdigit());
        is_nonce.then(|| hex::encode(hmac::sign(&self.0, nonce.as_bytes())))
    }

    /// True if `answer` is what this very process answers to `nonce`.
    pub fn proves(&self, nonce: &str, answer: &str) -> bool {
        hex::decode(answer).is_ok_and(|tag| hmac::verify(&self.0, nonce.as_bytes(), &tag).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::env::SystemRng;

    #[test]
    fn only_this_process_answers_the_probe() {
        let (ours, anonymous) = (ProbeResponder::new(&SystemRng), ProbeResponder::new(&SystemRng));
        let answer = ours.answer("c0ffee").expect("an answer");
        assert!(ours.proves("c0ffee", &answer));
        assert!(!anonymous.proves("c0ffee", &answer));
        assert!(!ours.proves("c0ffef", &answer));
    }

    #[test]
    fn a_probe_is_hex_and_short() {
        let probe = ProbeResponder::new(&SystemRng);
        for bad in ["", "xyz", "c0ffee&x=1", &"0".repeat(65), "掌柜"] {
            assert_eq!(probe.answer(bad), None, "{bad}");
        }
    }
}
