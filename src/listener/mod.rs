//! The HTTP door. Reachable from the internet through a tunnel, so it is written for enemies.
//!
//! Bytes in, reply out: stored durably, then answered, then acted on. Nothing of the owner's can be reached here, and
//! nothing here spends money. Everyone who comes looks like this computer, so no address and no header is evidence.

mod dedup_cache;
mod reader_pool;

mod body;
mod connections;
mod kept_headers;
mod limits;
mod notice_reply;
mod notices;
mod probe;
mod refused;
mod reply;
mod routes;
mod serve;
mod setup;
mod socket_peer;
mod storefront;

pub use probe::KnowsAnswers;
pub use reader_pool::OpenReader;
pub use setup::ListenerSetup;

use crate::domain::AtAddress;
use notices::NoticeEndpoint;
use probe::{ProbeResponder, RunsHere};
use reader_pool::ReaderPool;
use routes::Routes;
use std::{io, net::SocketAddr, sync::Arc, thread::JoinHandle, time::Duration};
use storefront::{CachedAnswer, OneAtATime, Storefront, StorefrontLimits};
use tokio::{
    net::{TcpListener, TcpSocket},
    runtime::Runtime,
    sync::watch,
};

/// Newcomers the system keeps for us until we accept them. One that finds this full comes again a second later.
const QUEUE: u32 = 1024;
/// After so many answers and requests the system is asked for news, so that the writer is not without work while a crowd
/// is answered.
const TURNS_BETWEEN_NEWS: u32 = 31;
/// After the drain, for calls to WeChat that nobody waits for any more.
const LAST_CALLS: Duration = Duration::from_secs(5);

/// Why the door did not open.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Another program listens there: end it, or choose another port in the settings.
    #[error("{0} is taken by another program")]
    PortTaken(SocketAddr),
    /// The address cannot be listened on: choose another in the settings.
    #[error("{bind} cannot be listened on: {error}")]
    Bind {
        /// The address from the settings.
        bind: SocketAddr,
        /// The system's reason.
        #[source]
        error: io::Error,
    },
    /// The system gives no thread.
    #[error("the listener's threads do not start: {0}")]
    Threads(#[source] io::Error),
}

/// The open door. Dropping it closes it, as [`Listener::stop`] does.
#[derive(Debug)]
pub struct Listener {
    local_addr: SocketAddr,
    probe: ProbeResponder,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    /// Opens the door on threads of its own. Comes back when connections are accepted.
    ///
    /// # Errors
    /// [`ListenError`]: nothing was started.
    pub fn start(setup: ListenerSetup) -> Result<Self, ListenError> {
        let (bind, probe) = (setup.bind, responder(&setup));
        if !bind.ip().is_loopback() {
            tracing::warn!(%bind, "the listener is open to the network, as the settings say");
        }
        // One thread for all connections: what it does between two of them takes microseconds, and only so is it certain
        // that a connection is read before the next one is accepted. Whatever waits has threads of its own.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(storefront::THREADS_MAX)
            .event_interval(TURNS_BETWEEN_NEWS)
            .thread_name("storefront")
            .enable_all()
            .build()
            .map_err(ListenError::Threads)?;
        let (listener, local_addr) = listen(&runtime, bind).map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => ListenError::PortTaken(bind),
            _ => ListenError::Bind { bind, error },
        })?;
        storefront::sweep(&setup.pictures);
        let (stop, stopping) = watch::channel(false);
        let routes = Arc::new(routes(setup, probe.clone()));
        let run = move || run(runtime, listener, routes, stopping);
        let thread =
            std::thread::Builder::new().name("listener".to_owned()).spawn(run).map_err(ListenError::Threads)?;
        Ok(Self { local_addr, probe, stop, thread: Some(thread) })
    }

    /// Where it listens; the port is a real one even where the setup said 0.
    pub const fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// True if `answer` is what `GET /healthz?probe=NONCE` gives at this very listener, and at no other.
    pub fn proves(&self, nonce: &str, answer: &str) -> bool {
        self.probe.who(nonce, answer) == AtAddress::Here
    }

    /// Knows this listener's answers and those of other installations of the shop, for whoever probes the public address.
    /// Goes on knowing when the door is closed.
    pub fn knows_answers(&self) -> KnowsAnswers {
        let probe = self.probe.clone();
        Arc::new(move |nonce, answer| probe.who(nonce, answer))
    }

    /// Closes the door: nobody new comes in, requests that have begun are answered (ten seconds at most). Blocks; not
    /// inside an async task.
    pub fn stop(mut self) {
        self.close();
    }

    fn close(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the listener's thread broke off");
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.close();
    }
}

fn listen(runtime: &Runtime, bind: SocketAddr) -> io::Result<(TcpListener, SocketAddr)> {
    let _on_this_runtime = runtime.enter();
    let socket = if bind.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    if cfg!(unix) {
        socket.set_reuseaddr(true)?; // a port we have just left; elsewhere it would share one that is in use
    }
    socket.bind(bind)?;
    let listener = socket.listen(QUEUE)?;
    let local_addr = listener.local_addr()?;
    Ok((listener, local_addr))
}

fn responder(setup: &ListenerSetup) -> ProbeResponder {
    let own = ProbeResponder::new(&*setup.env.rng);
    match (setup.accounts.shared_secret(), &setup.installation) {
        (Some(secret), Some(here)) => own.of_shop(secret, &setup.webhook_secrets, here.clone()),
        _ => own,
    }
}

fn routes(setup: ListenerSetup, probe: ProbeResponder) -> Routes {
    let notices = (!setup.accounts.is_empty()).then(|| Arc::new(NoticeEndpoint::new(&setup)));
    let storefront = Storefront {
        readers: ReaderPool::new(setup.readers.clone()),
        paying: OneAtATime::default(),
        shown: CachedAnswer::default(),
        limits: StorefrontLimits::new(),
        setup,
    };
    storefront.know_tokens();
    let runs_here = Arc::new(RunsHere::new(storefront.setup.store.clone()));
    Routes { probe, runs_here, notices, storefront: Arc::new(storefront) }
}

/// The life of the thread.
fn run(runtime: Runtime, listener: TcpListener, routes: Arc<Routes>, stop: watch::Receiver<bool>) {
    // As a task among the others, so that it takes turns with them.
    let serving = runtime.spawn(serve::serve(listener, routes, stop));
    if let Err(error) = runtime.block_on(serving) {
        tracing::error!(%error, "the listener broke off");
    }
    runtime.shutdown_timeout(LAST_CALLS);
}
