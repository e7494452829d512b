//! What all handlers of one sandbox share.

use super::{
    calls::{CallSeen, SandboxCall},
    complaints::ComplaintLedger,
    config::SandboxConfig,
    faults::Faults,
    ledger::Ledger,
    program::MiniProgramState,
    push_message::PushTarget,
    v3::{Statements, V3Keys},
};
use crate::{base::env::Env, domain::UnixSeconds};
use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::runtime::Handle;

/// WeChat takes this many faulty refund requests a second.
const FAULTY_PER_SECOND: usize = 6;
const FAULTY_WINDOW: Duration = Duration::from_secs(1);
/// How long it then refuses all of them, in WeChat's time.
const FAULTY_BLOCK: Duration = Duration::from_mins(1);

/// One sandbox, from the inside.
pub(super) struct World {
    pub config: SandboxConfig,
    pub env: Env,
    pub faults: Faults,
    pub runtime: Handle,
    /// Posts the notifications and is the buyers' phone.
    pub http: reqwest::Client,
    /// The keys of API v3.
    pub v3: V3Keys,
    /// The bills API v3 has given addresses of.
    pub statements: Statements,
    ledger: Mutex<Ledger>,
    changed: Condvar,
    program: Mutex<MiniProgramState>,
    faulty: Mutex<Faulty>,
    tunnel: Mutex<Option<SandboxTunnel>>,
    push: Mutex<Option<PushTarget>>,
    complaints: Mutex<ComplaintLedger>,
}

/// From the address WeChat sees to the shop's own door.
struct SandboxTunnel {
    public_url: String,
    listener_url: String,
}

#[derive(Default)]
struct Faulty {
    recent: VecDeque<Instant>,
    blocked_until: Option<Instant>,
}

impl World {
    pub fn new(config: SandboxConfig, v3: V3Keys, env: Env, runtime: Handle, http: reqwest::Client) -> Self {
        let ledger = Ledger::remembering(config.balance, config.memory);
        Self {
            config,
            env,
            faults: Faults::default(),
            runtime,
            http,
            v3,
            statements: Statements::default(),
            ledger: Mutex::new(ledger),
            changed: Condvar::new(),
            program: Mutex::default(),
            faulty: Mutex::default(),
            tunnel: Mutex::default(),
            push: Mutex::default(),
            complaints: Mutex::default(),
        }
    }

    pub fn now(&self) -> UnixSeconds {
        self.env.now()
    }

    /// Works on the ledger alone; whoever waits for a change is woken.
    pub fn ledger<R>(&self, work: impl FnOnce(&mut Ledger) -> R) -> R {
        let result = work(&mut lock(&self.ledger));
        self.changed.notify_all();
        result
    }

    /// Forgets the oldest orders that are over.
    pub fn forget_old(&self) {
        let forgotten = self.ledger(|ledger| ledger.forget_old(self.now()));
        if !forgotten.is_empty() {
            self.program(|program| program.forget(&forgotten));
        }
    }

    /// Waits until `fits`, at most `timeout`; says whether it did.
    pub fn wait_until(&self, timeout: Duration, fits: impl Fn(&Ledger) -> bool) -> bool {
        let waited = self.changed.wait_timeout_while(lock(&self.ledger), timeout, |ledger| !fits(ledger));
        let (ledger, _) = waited.unwrap_or_else(PoisonError::into_inner);
        fits(&ledger)
    }

    /// Works on the mini program's side: login codes, tokens, shipments.
    pub fn program<R>(&self, work: impl FnOnce(&mut MiniProgramState) -> R) -> R {
        work(&mut lock(&self.program))
    }

    /// Works on the complaints. Whoever looks into the ledger from here must not come from there.
    pub fn complaints<R>(&self, work: impl FnOnce(&mut ComplaintLedger) -> R) -> R {
        work(&mut lock(&self.complaints))
    }

    pub fn saw(&self, call: CallSeen) {
        tracing::debug!(call = ?call.call, number = %call.number, verdict = %call.verdict, "sandbox answered");
        self.ledger(|ledger| ledger.saw(call));
    }

    pub fn seen(&self, call: SandboxCall) -> CallSeen {
        CallSeen::new(call, self.now())
    }

    pub fn dig_tunnel(&self, public_url: &str, listener_url: &str) {
        let bare = |url: &str| url.trim_end_matches('/').to_owned();
        *lock(&self.tunnel) = Some(SandboxTunnel { public_url: bare(public_url), listener_url: bare(listener_url) });
    }

    pub fn push_to(&self, target: PushTarget) {
        *lock(&self.push) = Some(target);
    }

    pub fn push_target(&self) -> Option<PushTarget> {
        lock(&self.push).clone()
    }

    /// Where a notification for `url` really goes.
    pub fn through_tunnel(&self, url: &str) -> String {
        let tunnel = lock(&self.tunnel);
        let inside = tunnel.as_ref().and_then(|tunnel| {
            let path = url.strip_prefix(&tunnel.public_url).filter(|path| path.starts_with('/'))?;
            Some(format!("{}{path}", tunnel.listener_url))
        });
        inside.unwrap_or_else(|| url.to_owned())
    }

    /// True while refunds are refused because too many faulty ones came.
    pub fn refunds_blocked(&self) -> bool {
        lock(&self.faulty).blocked_until.is_some_and(|until| Instant::now() < until)
    }

    /// Counts a faulty refund request; the seventh within a second shuts the door for a while.
    pub fn faulty_refund(&self) {
        let now = Instant::now();
        let mut faulty = lock(&self.faulty);
        faulty.recent.push_back(now);
        while faulty.recent.front().is_some_and(|first| now.duration_since(*first) > FAULTY_WINDOW) {
            faulty.recent.pop_front();
        }
        if faulty.recent.len() > FAULTY_PER_SECOND {
            faulty.blocked_until = now.checked_add(self.config.scaled(FAULTY_BLOCK));
            faulty.recent.clear();
        }
    }
}

/// A handler that failed must not take the sandbox with it: the books are changed only after all checks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
