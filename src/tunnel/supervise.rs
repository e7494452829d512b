//! Keeps the tunnel's program running: started with us, started again when it ends, ended with us.

use super::{
    board::{TunnelBoard, TunnelSignal},
    discover::{LineMeaning, OutputReader},
    mask::MaskedSecrets,
    orphan,
    pace::{Pace, nth},
    program::{self, TunnelProgram},
    status::{CannotRun, TunnelState},
};
use crate::base::spawn;
use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender},
    },
    time::{Duration, Instant},
};

/// How often the program is looked at while it runs.
const LOOK: Duration = Duration::from_millis(200);

/// What the thread works with.
pub(super) struct Supervisor {
    /// The program and its arguments, filled in.
    pub command: Vec<String>,
    /// Whether the address is to be read from its output.
    pub discover: bool,
    pub folder: PathBuf,
    pub pace: Pace,
    pub board: Arc<TunnelBoard>,
    /// Wakes the probes after a change.
    pub probes: Sender<TunnelSignal>,
}

/// `{port}` and `{bind}` become the listener's.
pub(super) fn filled(part: &str, listener: SocketAddr) -> String {
    part.replace("{port}", &listener.port().to_string()).replace("{bind}", &listener.to_string())
}

/// How a run of the program came to its end.
enum ProgramEnd {
    /// By itself.
    Ended(String),
    /// Somebody wants it started anew.
    Again,
    /// We are closing.
    Stop,
}

/// The life of the thread.
pub(super) fn run(work: &Supervisor, orders: &Receiver<TunnelSignal>) {
    let mut failures: usize = 0;
    loop {
        let began = Instant::now();
        let end = one_run(work, orders);
        work.board.change(|status| status.program = None);
        let why = match end {
            ProgramEnd::Stop => return,
            ProgramEnd::Again => {
                failures = 0;
                count_restart(work);
                continue;
            }
            ProgramEnd::Ended(why) => why,
        };
        if began.elapsed() >= work.pace.steady {
            failures = 0;
        }
        let wait = nth(&work.pace.backoff, failures);
        failures = failures.saturating_add(1);
        tracing::warn!(%why, wait = ?wait, "the tunnel's program ended");
        let until = work.board.env.now().plus(i64::try_from(wait.as_secs()).unwrap_or(i64::MAX));
        work.board.change(|status| status.state = TunnelState::Waiting { until, why });
        match orders.recv_timeout(wait) {
            Ok(TunnelSignal::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Ok(TunnelSignal::Now) | Err(RecvTimeoutError::Timeout) => count_restart(work),
        }
    }
}

fn count_restart(work: &Supervisor) {
    work.board.change(|status| status.restarts = status.restarts.saturating_add(1));
}

fn one_run(work: &Supervisor, orders: &Receiver<TunnelSignal>) -> ProgramEnd {
    work.board.change(|status| status.state = TunnelState::Starting);
    let mut running = match TunnelProgram::start(&work.command, &listen(work)) {
        Ok(running) => running,
        Err(error) => return failed(work, orders, &error),
    };
    orphan::remember(&work.folder, running.id());
    let (name, id, since) = (name_of(work), running.id(), work.board.env.now());
    work.board.change(|status| {
        status.program = Some((name, id));
        status.state = TunnelState::Running { since };
    });
    drop(work.probes.send(TunnelSignal::Now)); // the probes end only with us
    let end = watch(&mut running, orders);
    running.end(work.pace.grace);
    orphan::forget(&work.folder);
    match end {
        ProgramEnd::Ended(how) => {
            // What it said last says more than its code.
            let last = work.board.lines.last().unwrap_or_default();
            ProgramEnd::Ended(if last.is_empty() { how } else { format!("{how}: {last}") })
        }
        other => other,
    }
}

fn watch(running: &mut TunnelProgram, orders: &Receiver<TunnelSignal>) -> ProgramEnd {
    loop {
        if let Some(status) = running.ended() {
            return ProgramEnd::Ended(program::how(status));
        }
        match orders.recv_timeout(LOOK) {
            Ok(TunnelSignal::Now) => return ProgramEnd::Again,
            Ok(TunnelSignal::Stop) | Err(RecvTimeoutError::Disconnected) => return ProgramEnd::Stop,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// It cannot be started. Where it is not there or may not be run, the owner mends that and asks for another try; anything
/// else (no memory, too many files) may pass, and is tried again like a program that ended.
fn failed(work: &Supervisor, orders: &Receiver<TunnelSignal>, error: &std::io::Error) -> ProgramEnd {
    let program = name_of(work);
    let why = match error.kind() {
        std::io::ErrorKind::NotFound => CannotRun::NotThere(program),
        std::io::ErrorKind::PermissionDenied => CannotRun::Forbidden(program),
        _ => return ProgramEnd::Ended(format!("{program} cannot be started: {error}")),
    };
    tracing::error!(%why, "the tunnel");
    work.board.change(|status| status.state = TunnelState::Failed(why));
    match orders.recv() {
        Ok(TunnelSignal::Now) => ProgramEnd::Again,
        Ok(TunnelSignal::Stop) | Err(_) => ProgramEnd::Stop,
    }
}

/// The program as it may be shown: who writes a whole line as its name shows no secret of it.
fn name_of(work: &Supervisor) -> String {
    work.command.first().map(|program| secrets_of(work).hidden(program)).unwrap_or_default()
}

fn secrets_of(work: &Supervisor) -> MaskedSecrets {
    MaskedSecrets::of(&work.command, spawn::tunnel_keys())
}

/// What becomes of each line it prints.
fn listen(work: &Supervisor) -> Arc<dyn Fn(&str) + Send + Sync> {
    let (board, probes) = (Arc::clone(&work.board), std::sync::Mutex::new(work.probes.clone()));
    let secrets = secrets_of(work);
    let program = work.command.first().map(String::as_str).unwrap_or_default();
    let reader = if work.discover { OutputReader::of(program) } else { OutputReader::Settings };
    Arc::new(move |line| {
        board.lines.push(secrets.hidden(line));
        match reader.read(line) {
            Some(LineMeaning::Address(url)) => {
                board.found(&url);
                let probes = probes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                drop(probes.send(TunnelSignal::Now)); // the probes end only with us
            }
            Some(LineMeaning::Unusable(why)) => board.lines.push(secrets.hidden(&why)),
            None => {}
        }
    })
}
