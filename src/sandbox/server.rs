//! The HTTPS door: TLS with an optional client certificate, HTTP/1.1, one task per connection.

use super::tls;
use axum::{Router, body::Body, response::Response};
use hyper::{Request, body::Incoming, server::conn::http1};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{io, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

const HANDSHAKE: Duration = Duration::from_secs(10);
const HEADERS: Duration = Duration::from_secs(10);
/// After a failed accept (no file handles left): long enough not to spin, short enough not to be noticed.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Who is at the other end of a connection.
#[derive(Debug, Clone)]
pub(super) struct Peer {
    /// The merchant number of the certificate it showed, verified against our authority.
    pub merchant: Option<String>,
}

/// Put on a response that must never arrive: the connection is cut instead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut;

/// Serves until `stop` changes. Open connections are then dropped: nobody waits for a stand-in.
pub(super) async fn serve(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    router: Router,
    mut stop: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(connection(stream, acceptor.clone(), router.clone()))),
                Err(e) => {
                    tracing::warn!(error = %e, "the sandbox could not take a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            _ = stop.changed() => break,
        }
    }
    connections.shutdown().await;
}

async fn connection(stream: TcpStream, acceptor: TlsAcceptor, router: Router) {
    let Ok(Ok(stream)) = timeout(HANDSHAKE, acceptor.accept(stream)).await else {
        tracing::debug!("a TLS handshake failed");
        return;
    };
    let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
    let peer = Peer { merchant: shown.and_then(tls::merchant_of) };
    let service = hyper::service::service_fn(move |request| answer(request, peer.clone(), router.clone()));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS);
    if let Err(e) = http.serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!(error = %e, "a connection ended");
    }
}

async fn answer(request: Request<Incoming>, peer: Peer, router: Router) -> io::Result<Response> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(peer);
    let response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    // hyper closes the connection without a byte when the service itself fails.
    if response.extensions().get::<Cut>().is_some() {
        return Err(io::Error::other("cut by a fault"));
    }
    Ok(response)
}
