//! Makes the listener reachable: supervises the program that does it (`ssh -R`, frpc, cloudflared, …), finds out the
//! public address it was given, and probes that address to see whether it really ends here.
//!
//! Nothing in here is trusted with money: a tunnel that is down, slow or somebody else's costs time, because payments
//! are then found by asking. Knows settings, events and `base`; never the store, WeChat or a screen.

mod probe;

mod board;
mod discover;
mod installed;
mod lines;
mod mask;
mod orphan;
mod pace;
mod program;
mod status;
mod supervise;
mod templates;
mod watch;

pub use installed::{InstalledProgram, installed};
pub(crate) use mask::MaskedSecrets;
pub use orphan::end as end_what_was_left;
pub use pace::Pace;
pub use probe::{HttpsProber, LocalProber, ProbeFailed, Prober, Proves};
pub use status::{CannotRun, Probe, ProbeOutcome, TunnelState, TunnelStatus, TunnelView};
pub use templates::{Discovery, TunnelTemplate, templates};
pub use watch::Heard;

use crate::{
    base::{address::Address, env::Env},
    events::Events,
    settings::TunnelSettings,
};
use board::{TunnelBoard, TunnelSignal};
use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, mpsc},
    thread::JoinHandle,
};

/// What a tunnel is started with.
pub struct TunnelSetup {
    /// The program, if we are to start one.
    pub settings: TunnelSettings,
    /// The address in effect; filled in where the program tells us one.
    pub address: Address,
    /// Where the listener listens.
    pub listener: SocketAddr,
    /// Probes the public address.
    pub probe: Arc<dyn Prober>,
    /// Knows our own answer, and those of other installations of the shop.
    pub proves: Proves,
    /// Hears what each probe found.
    pub heard: Heard,
    /// The road to the screen.
    pub events: Events,
    /// The clock and the random numbers.
    pub env: Env,
    /// The data folder: remembers which program to end if we are killed.
    pub folder: PathBuf,
    /// When things happen.
    pub pace: Pace,
}

/// The tunnel of an open shop. [`Tunnel::stop`] ends the program and the threads; so does dropping it.
pub struct Tunnel {
    board: Arc<TunnelBoard>,
    program: Option<mpsc::Sender<TunnelSignal>>,
    probes: mpsc::Sender<TunnelSignal>,
    threads: Vec<JoinHandle<()>>,
}

impl Tunnel {
    /// Starts the program (if there is one) and the probes. Comes back at once: a tunnel that does not work is shown,
    /// not an end.
    ///
    /// # Errors
    /// The system gives no threads.
    pub fn start(setup: TunnelSetup) -> std::io::Result<Self> {
        let TunnelSetup { settings, address, listener, probe, proves, heard, events, env, folder, pace } = setup;
        let fixed = address.current().map(|url| url.to_string());
        let supervised = settings.program();
        let state = if supervised.is_some() { TunnelState::Starting } else { TunnelState::Off };
        let status = TunnelStatus { state, public_url: fixed.clone(), ..TunnelStatus::default() };
        let board = Arc::new(TunnelBoard::new(status, address, events, env));
        let (probes, asked) = mpsc::channel();
        // Also where the program is somebody else's by now.
        orphan::end(&folder);
        let mut threads = Vec::new();
        let mut program = None;
        if let Some(command) = supervised {
            let (words, orders) = mpsc::channel();
            let work = supervise::Supervisor {
                command: command.iter().map(|part| supervise::filled(part, listener)).collect(),
                discover: fixed.is_none(),
                folder,
                pace: pace.clone(),
                board: Arc::clone(&board),
                probes: probes.clone(),
            };
            threads.push(spawn("tunnel", move || supervise::run(&work, &orders))?);
            program = Some(words);
        }
        let watch = watch::TunnelWatch { probe, proves, heard, pace: pace.probe, board: Arc::clone(&board) };
        threads.push(spawn("tunnel-probe", move || watch::run(&watch, &asked))?);
        Ok(Self { board, program, probes, threads })
    }

    /// What the status page holds.
    pub fn view(&self) -> Arc<dyn TunnelView> {
        Arc::new(View { board: Arc::clone(&self.board), program: self.program.clone(), probes: self.probes.clone() })
    }

    /// Ends the program, its whole group, and the threads. Blocks for the pace's limit at most, and for a probe that
    /// is under way.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        for words in self.program.iter().chain([&self.probes]) {
            drop(words.send(TunnelSignal::Stop)); // a thread that is gone needs no word
        }
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of the tunnel ended by a panic");
            }
        }
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        self.end();
    }
}

impl std::fmt::Debug for Tunnel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SandboxTunnel").field("status", &*self.board.status()).finish_non_exhaustive()
    }
}

struct View {
    board: Arc<TunnelBoard>,
    program: Option<mpsc::Sender<TunnelSignal>>,
    probes: mpsc::Sender<TunnelSignal>,
}

impl TunnelView for View {
    fn status(&self) -> TunnelStatus {
        TunnelStatus { lines: self.board.lines.all(), ..self.board.status().clone() }
    }

    fn probe_now(&self) {
        drop(self.probes.send(TunnelSignal::Now)); // the tunnel is closing
    }

    fn restart(&self) {
        if let Some(program) = &self.program {
            drop(program.send(TunnelSignal::Now)); // the tunnel is closing
        }
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name(name.to_owned()).spawn(work)
}
