//! Keeps the tunnel's program running: started with us, started again when it ends, ended with us.

use super::{
    Board, Pace, Word,
    discover::{Reader, Said},
    mask::Secrets,
    orphan,
    program::{self, Program},
    status::{CannotRun, TunnelState},
};
use crate::spawn;
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
pub(super) struct Work {
    /// The program and its arguments, filled in.
    pub command: Vec<String>,
    /// Whether the address is to be read from its output.
    pub discover: bool,
    pub folder: PathBuf,
    pub pace: Pace,
    pub board: Arc<Board>,
    /// Wakes the probes after a change.
    pub probes: Sender<Word>,
}

/// `{port}` and `{bind}` become the listener's.
pub(super) fn filled(part: &str, listener: SocketAddr) -> String {
    part.replace("{port}", &listener.port().to_string()).replace("{bind}", &listener.to_string())
}

/// How a run of the program came to its end.
enum End {
    /// By itself.
    Ended(String),
    /// Somebody wants it started anew.
    Again,
    /// We are closing.
    Stop,
}

/// The life of the thread.
pub(super) fn run(work: &Work, orders: &Receiver<Word>) {
    let mut failures: usize = 0;
    loop {
        let began = Instant::now();
        let end = one_run(work, orders);
        work.board.change(|status| status.program = None);
        let why = match end {
            End::Stop => return,
            End::Again => {
                failures = 0;
                count_restart(work);
                continue;
            }
            End::Ended(why) => why,
        };
        if began.elapsed() >= work.pace.steady {
            failures = 0;
        }
        let wait = nth(&work.pace.backoff, failures);
        failures = failures.saturating_add(1);
        tracing::warn!(%why, wait = ?wait, "the tunnel's program ended");
        let until = work.board.nature.now().plus(i64::try_from(wait.as_secs()).unwrap_or(i64::MAX));
        work.board.change(|status| status.state = TunnelState::Waiting { until, why });
        match orders.recv_timeout(wait) {
            Ok(Word::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Ok(Word::Now) | Err(RecvTimeoutError::Timeout) => count_restart(work),
        }
    }
}

/// The n-th of a schedule whose last one repeats.
pub(super) fn nth(schedule: &[Duration], n: usize) -> Duration {
    schedule.get(n).or(schedule.last()).copied().unwrap_or(Duration::from_mins(1))
}

fn count_restart(work: &Work) {
    work.board.change(|status| status.restarts = status.restarts.saturating_add(1));
}

fn one_run(work: &Work, orders: &Receiver<Word>) -> End {
    work.board.change(|status| status.state = TunnelState::Starting);
    let mut running = match Program::start(&work.command, &listen(work)) {
        Ok(running) => running,
        Err(error) => return failed(work, orders, &error),
    };
    orphan::remember(&work.folder, running.id());
    let (name, id, since) = (name_of(work), running.id(), work.board.nature.now());
    work.board.change(|status| {
        status.program = Some((name, id));
        status.state = TunnelState::Running { since };
    });
    drop(work.probes.send(Word::Now)); // the probes end only with us
    let end = watch(&mut running, orders);
    running.end(work.pace.patience);
    orphan::forget(&work.folder);
    match end {
        End::Ended(how) => {
            // What it said last says more than its code.
            let last = work.board.lines.last().unwrap_or_default();
            End::Ended(if last.is_empty() { how } else { format!("{how}: {last}") })
        }
        other => other,
    }
}

fn watch(running: &mut Program, orders: &Receiver<Word>) -> End {
    loop {
        if let Some(status) = running.ended() {
            return End::Ended(program::how(status));
        }
        match orders.recv_timeout(LOOK) {
            Ok(Word::Now) => return End::Again,
            Ok(Word::Stop) | Err(RecvTimeoutError::Disconnected) => return End::Stop,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// It cannot be started. Where it is not there or may not be run, the owner mends that and asks for another try; anything
/// else (no memory, too many files) may pass, and is tried again like a program that ended.
fn failed(work: &Work, orders: &Receiver<Word>, error: &std::io::Error) -> End {
    let program = name_of(work);
    let why = match error.kind() {
        std::io::ErrorKind::NotFound => CannotRun::NotThere(program),
        std::io::ErrorKind::PermissionDenied => CannotRun::Forbidden(program),
        _ => return End::Ended(format!("{program} cannot be started: {error}")),
    };
    tracing::error!(%why, "the tunnel");
    work.board.change(|status| status.state = TunnelState::Failed(why));
    match orders.recv() {
        Ok(Word::Now) => End::Again,
        Ok(Word::Stop) | Err(_) => End::Stop,
    }
}

/// The program as it may be shown: who writes a whole line as its name shows no secret of it.
fn name_of(work: &Work) -> String {
    work.command.first().map(|program| secrets_of(work).hidden(program)).unwrap_or_default()
}

fn secrets_of(work: &Work) -> Secrets {
    Secrets::of(&work.command, spawn::tunnel_keys())
}

/// What becomes of each line it prints.
fn listen(work: &Work) -> Arc<dyn Fn(&str) + Send + Sync> {
    let (board, probes) = (Arc::clone(&work.board), std::sync::Mutex::new(work.probes.clone()));
    let secrets = secrets_of(work);
    let program = work.command.first().map(String::as_str).unwrap_or_default();
    let reader = if work.discover { Reader::of(program) } else { Reader::Settings };
    Arc::new(move |line| {
        board.lines.push(secrets.hidden(line));
        match reader.read(line) {
            Some(Said::Address(url)) => {
                board.found(&url);
                let probes = probes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                drop(probes.send(Word::Now)); // the probes end only with us
            }
            Some(Said::Unusable(why)) => board.lines.push(secrets.hidden(&why)),
            None => {}
        }
    })
}
