//! The accept loop and the life of one connection.
//!
//! `axum::serve` as it comes has no deadline for headers and is deaf after about a thousand half-sent requests. Here a
//! newcomer always finds a slot, because the one waiting longest gives up its own ([`Connections`]).

use super::{
    connections::{ConnectionPhase, ConnectionSlot, ConnectionTimeouts, Connections},
    limits::{Bucket, after},
    reply::HttpReply,
    routes::Routes,
    socket_peer::SocketPeer,
};
use hyper::{Request, StatusCode, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    io,
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinError, JoinSet},
    time::{Instant, MissedTickBehavior, interval, sleep, sleep_until, timeout, timeout_at},
};

/// Connections open at one time.
pub(super) const SLOTS: usize = 64;
const HEAD_BYTES_MAX: usize = 8 * 1024;
const HEADERS_MAX: usize = 64;
/// What we read and throw away of a request we have refused, so that the sender gets to see why.
const LINGER_BYTES_MAX: usize = 256 * 1024;
/// Lines at once about connections that could not be accepted, and about requests that broke off; then one a minute.
const COMPLAINTS: u32 = 5;
const LOG_EVERY: Duration = Duration::from_mins(1);
/// How old the count of refused messages on the owner's page may be: one commit each time, if any came.
const COUNT_EVERY: Duration = Duration::from_secs(30);
/// Only where this very program holds every file the system allows and nobody waits at the door.
const NO_FILES_PAUSE: Duration = Duration::from_millis(20);
const TOO_SLOW: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Accepts until told to stop, then lets the requests that have begun finish.
pub(super) async fn serve(listener: TcpListener, routes: Arc<Routes>, mut stop: watch::Receiver<bool>) {
    let timeouts = ConnectionTimeouts::SHOP;
    let mut door = Acceptor {
        connections: Connections::new(SLOTS, timeouts),
        tasks: JoinSet::new(),
        routes,
        stop: stop.clone(),
        complaints: Bucket::new(COMPLAINTS, LOG_EVERY),
        faults: Arc::new(Mutex::new(Bucket::new(COMPLAINTS, LOG_EVERY))),
    };
    let mut minute = interval(LOG_EVERY);
    minute.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut counting = interval(COUNT_EVERY);
    counting.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = told_to_stop(&mut stop) => break,
            Some(ended) = door.tasks.join_next() => note_panic(ended),
            _ = minute.tick() => door.routes.log_what_was_refused(),
            _ = counting.tick() => door.count_apart(),
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => door.let_in(stream, peer).await,
                Err(error) => door.make_room(&error).await,
            },
        }
    }
    drop(listener); // whoever comes now is refused by the system at once, not left waiting
    door.close(timeouts).await;
}

struct Acceptor {
    connections: Arc<Connections>,
    tasks: JoinSet<()>,
    routes: Arc<Routes>,
    stop: watch::Receiver<bool>,
    /// Lines the log may get about connections that could not be accepted.
    complaints: Bucket,
    /// Lines the log may get about requests that broke off.
    faults: Arc<ConnectionFaults>,
}

type ConnectionFaults = Mutex<Bucket>;

impl Acceptor {
    async fn let_in(&mut self, stream: TcpStream, peer: SocketAddr) {
        let slot = loop {
            if let Some(slot) = self.connections.slot() {
                break slot;
            }
            // Every one of them is owed an answer and has a deadline. This one waits, the next in the system's queue.
            tokio::select! {
                biased;
                () = told_to_stop(&mut self.stop) => return,
                () = self.connections.freed() => {}
            }
        };
        let answers = (Arc::clone(&self.routes), Arc::clone(&self.faults));
        let handle_connection = handle_connection(stream, peer, Arc::clone(&slot), answers, self.stop.clone());
        slot.closed_by(self.tasks.spawn(handle_connection));
        // Its bytes are usually here already. The turn we give away ends after the system was asked for news and the
        // connection has read them: an honest request is answered before a crowd behind it can make it the oldest.
        tokio::task::yield_now().await;
    }

    /// The system gave no connection. Usually it has no file left: then the connection waiting longest gives up its own.
    async fn make_room(&mut self, error: &io::Error) {
        if matches!(
            error.kind(),
            io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::Interrupted
        ) {
            return; // the newcomer was gone before we looked
        }
        if self.complaints.take(Instant::now()) {
            tracing::warn!(%error, "a connection could not be accepted");
        }
        if self.connections.evict() {
            tokio::task::yield_now().await;
        } else {
            sleep(NO_FILES_PAUSE).await;
        }
    }

    /// Nobody at the door waits for the disk.
    fn count_apart(&mut self) {
        let routes = Arc::clone(&self.routes);
        self.tasks.spawn(async move { routes.keep_what_was_refused().await });
    }

    /// Whoever is owed an answer gets it. Half a request is given a moment, for the rest of an honest one is on its way.
    async fn close(mut self, timeouts: ConnectionTimeouts) {
        let now = Instant::now();
        self.connections.send_home(|phase| matches!(phase, ConnectionPhase::New | ConnectionPhase::Idle));
        self.wait_until(after(now, timeouts.linger)).await;
        self.connections.send_home(ConnectionPhase::is_waiting);
        self.wait_until(after(now, timeouts.answer)).await;
        self.tasks.shutdown().await;
        self.routes.log_what_was_refused();
        self.routes.keep_what_was_refused().await;
    }

    async fn wait_until(&mut self, deadline: Instant) {
        while let Ok(Some(ended)) = timeout_at(deadline, self.tasks.join_next()).await {
            note_panic(ended);
        }
    }
}

fn note_panic(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!(%error, "a connection broke off");
    }
}

/// One connection, from its first byte until it is closed in order.
async fn handle_connection(
    stream: TcpStream,
    peer: SocketAddr,
    slot: Arc<ConnectionSlot>,
    (routes, faults): (Arc<Routes>, Arc<ConnectionFaults>),
    stop: watch::Receiver<bool>,
) {
    let io = TokioIo::new(WatchedStream { stream, slot: Arc::clone(&slot) });
    let answering = Arc::clone(&slot);
    let service = service_fn(move |request: Request<Incoming>| {
        let caller = SocketPeer { peer, began: answering.head_read(), slot: Arc::clone(&answering) };
        answer((Arc::clone(&routes), Arc::clone(&faults)), request, caller)
    });
    let timeouts = slot.timeouts();
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new()) // before the timeout, which panics without it
        .header_read_timeout(timeouts.idle.saturating_add(timeouts.request))
        .max_header_size(HEAD_BYTES_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(HEADERS_MAX)
        .auto_date_header(false)
        .writev(false) // head and body are small, and one piece costs the system less than two
        .serve_connection(io, service);
    let ended = drive(&mut connection, &slot, stop).await;
    let stream = connection.into_parts().io.into_inner().stream;
    linger(stream, ended, &slot).await;
}

type Answer = Pin<Box<dyn Future<Output = Result<hyper::Response<super::reply::ReplyBody>, Infallible>> + Send>>;

fn answer(
    (routes, faults): (Arc<Routes>, Arc<ConnectionFaults>),
    request: Request<Incoming>,
    caller: SocketPeer,
) -> Answer {
    Box::pin(async move {
        let slot = Arc::clone(&caller.slot);
        Ok(unbroken(routes.answer(request, caller), &faults).await.on(slot))
    })
}

/// The answer, or a 500 that says nothing where a fault of ours breaks it off: one request fails, the door stays open.
async fn unbroken(answer: impl Future<Output = HttpReply>, faults: &ConnectionFaults) -> HttpReply {
    let mut answer = pin!(answer);
    poll_fn(|cx| {
        if let Ok(polled) = catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(cx))) {
            return polled;
        }
        if faults.lock().unwrap_or_else(PoisonError::into_inner).take(Instant::now()) {
            tracing::error!("a request broke off; its caller was told 500");
        }
        Poll::Ready(HttpReply::empty(StatusCode::INTERNAL_SERVER_ERROR).and_close())
    })
    .await
}

/// How a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// The last answer is out, or the other side closed.
    Done,
    /// Half a head, and its time is over.
    SlowHead,
    /// Its time is over and there is nobody to tell.
    TimeOver,
}

/// Polls the connection and its deadline together: the deadline moves only when the connection did.
async fn drive<S, F>(
    connection: &mut http1::Connection<TokioIo<WatchedStream>, S>,
    slot: &ConnectionSlot,
    mut stop: watch::Receiver<bool>,
) -> Ended
where
    S: hyper::service::Service<
            Request<Incoming>,
            Response = hyper::Response<super::reply::ReplyBody>,
            Error = Infallible,
            Future = F,
        > + Unpin,
    F: Future<Output = Result<hyper::Response<super::reply::ReplyBody>, Infallible>> + Unpin,
{
    let mut alarm = pin!(sleep_until(slot.deadline()));
    let mut stopping = pin!(told_to_stop(&mut stop));
    let mut stopped = false;
    poll_fn(|cx| {
        if !stopped && stopping.as_mut().poll(cx).is_ready() {
            stopped = true;
            Pin::new(&mut *connection).graceful_shutdown();
        }
        if connection.poll_without_shutdown(cx).is_ready() {
            return Poll::Ready(Ended::Done);
        }
        let deadline = slot.deadline();
        if alarm.deadline() != deadline {
            alarm.as_mut().reset(deadline);
        }
        ready!(alarm.as_mut().poll(cx));
        Poll::Ready(if slot.phase() == ConnectionPhase::Head { Ended::SlowHead } else { Ended::TimeOver })
    })
    .await
}

/// Closing with unread bytes makes the system throw away our answer, so the rest is read, a little and not for long.
async fn linger(mut stream: TcpStream, ended: Ended, slot: &ConnectionSlot) {
    if ended == Ended::TimeOver {
        return;
    }
    slot.leaving();
    let goodbye = async {
        if ended == Ended::SlowHead {
            stream.write_all(TOO_SLOW).await?;
        }
        stream.shutdown().await?;
        tokio::io::copy(&mut (&mut stream).take(LINGER_BYTES_MAX as u64), &mut tokio::io::sink()).await
    };
    match timeout(slot.timeouts().linger, goodbye).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::trace!(%error, "the other side is gone"),
        Err(_) => tracing::trace!("the other side does not close"),
    }
}

/// Comes back when the door is to close, or nobody is left who could say so.
async fn told_to_stop(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        tracing::debug!("the listener was dropped");
    }
}

/// A stream that tells its slot what comes and goes.
struct WatchedStream {
    stream: TcpStream,
    slot: Arc<ConnectionSlot>,
}

impl AsyncRead for WatchedStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        if buf.filled().len() > before {
            self.slot.heard();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for WatchedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.slot.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_fault_of_ours_is_a_500_without_a_word_and_few_lines_in_the_log() {
        let faults = Mutex::new(Bucket::new(COMPLAINTS, LOG_EVERY));
        for _ in 0..20 {
            let reply = unbroken(async { panic!("a fault nobody thought of") }, &faults).await;
            let expected = HttpReply::empty(StatusCode::INTERNAL_SERVER_ERROR).and_close();
            assert_eq!(format!("{reply:?}"), format!("{expected:?}"));
        }
        assert!(!faults.lock().is_ok_and(|mut lines| lines.take(Instant::now())), "the lines are used up");
        let reply = unbroken(std::future::ready(HttpReply::nothing_here()), &faults).await;
        assert_eq!(format!("{reply:?}"), format!("{:?}", HttpReply::nothing_here()));
    }
}
