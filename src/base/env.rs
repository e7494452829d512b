//! What the outside world supplies without being asked: the time and random numbers. Handed in everywhere, so that a whole
//! shop can run in virtual time from one seed.

use crate::domain::{MessageId, UnixSeconds};
use std::sync::Arc;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The moment as this clock has it; it may be set back.
    fn now(&self) -> UnixSeconds;
}

/// Gives random numbers nobody can guess (in a simulation: those of one seed, which repeat).
pub trait Rng: Send + Sync {
    /// Fills `bytes` with random ones.
    fn fill(&self, bytes: &mut [u8]);

    /// Sixty-four bits of it.
    fn number(&self) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// `N` bytes as lower-case hex: nonces, tokens, message ids.
    fn hex(&self, bytes: usize) -> String {
        let mut buffer = vec![0; bytes];
        self.fill(&mut buffer);
        hex::encode(buffer)
    }

    /// The id of a message about to be stored.
    fn message_id(&self) -> MessageId {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        MessageId::of(bytes)
    }
}

/// The computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that is handed in")]
    fn now(&self) -> UnixSeconds {
        let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let shows = UnixSeconds::new(since_1970.map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX)));
        shows.plus(crate::base::test_clock::ahead_secs())
    }
}

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    /// Aborts the program if the system has none to give: without it every nonce and token would be guessable.
    fn fill(&self, bytes: &mut [u8]) {
        if aws_lc_rs::rand::fill(bytes).is_err() {
            tracing::error!("the operating system gives no random numbers");
            std::process::abort();
        }
    }
}

/// Both, as the rooms hand them on.
#[derive(Clone)]
pub struct Env {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The random numbers.
    pub rng: Arc<dyn Rng>,
}

impl Env {
    /// The real ones.
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), rng: Arc::new(SystemRng) }
    }

    /// The moment by [`Clock`].
    pub fn now(&self) -> UnixSeconds {
        self.clock.now()
    }
}

impl std::fmt::Debug for Env {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Env")
    }
}
