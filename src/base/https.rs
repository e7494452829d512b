//! How calls leave: TLS with verification that nothing switches off, no redirects, one deadline over everything, a
//! bounded answer, and a clear word on whether anything left at all.

use crate::base::causes::causes;
use reqwest::{
    Certificate, Client, ClientBuilder, Identity, Proxy, RequestBuilder, header::HeaderMap, redirect, retry, tls,
};
use std::{fs::File, io::Write as _, sync::mpsc, time::Duration};
use tokio::runtime::{Builder, Runtime};

/// The deadline of a call if the settings name no other. WeChat wants 10 to 20 seconds for calls about money.
pub const DEADLINE: Duration = Duration::from_secs(15);
/// The longest answer we take, in bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// How a server is reached.
#[derive(Clone, Copy)]
pub(crate) struct HttpsSetup<'a> {
    /// PEM of one more root to trust beside the system's. Adds a root, never switches verification off.
    pub extra_root_ca: Option<&'a [u8]>,
    /// `http://host:port` of a proxy. The system's own proxy settings are not read.
    pub proxy: Option<&'a str>,
    /// How long one call may take, from the first look-up of the host to the last byte of the answer.
    pub deadline: Duration,
}

/// Why no call can be made at all: the settings must be mended.
#[derive(Debug, thiserror::Error)]
pub enum BadEndpoint {
    /// Not `https://` and a host.
    #[error("{0:?} is not an https address without a path")]
    Address(String),
    /// The extra root is not a certificate in PEM.
    #[error("the extra root certificate cannot be read")]
    RootCa,
    /// Not the address of a proxy.
    #[error("the proxy's address cannot be used")]
    Proxy,
    /// The system's roots cannot be loaded, or TLS cannot start.
    #[error("TLS cannot start: {0}")]
    Tls(String),
    /// The system gives no thread to call from.
    #[error("no thread for calls: {0}")]
    Runtime(#[from] std::io::Error),
}

/// An address without its last slash, if calls may be sent there.
pub(crate) fn base_address(raw: &str) -> Result<String, BadEndpoint> {
    let bad = || BadEndpoint::Address(raw.chars().take(128).collect());
    let url = reqwest::Url::parse(raw).map_err(|_| bad())?;
    let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let anonymous = url.username().is_empty() && url.password().is_none();
    let fits = url.scheme() == "https" && url.has_host() && plain && anonymous;
    if fits { Ok(raw.trim_end_matches('/').to_owned()) } else { Err(bad()) }
}

/// A client that presents `identity` if it has one. Each client is one or the other for ever: with a certificate that
/// is attached per call, a connection pool can lose it (WxJava#3741).
pub(crate) fn client(line: HttpsSetup<'_>, identity: Option<Identity>) -> Result<Client, BadEndpoint> {
    let mut builder = bare_client(line.deadline);
    if let Some(pem) = line.extra_root_ca {
        let roots = Certificate::from_pem_bundle(pem).map_err(|_| BadEndpoint::RootCa)?;
        if roots.is_empty() {
            return Err(BadEndpoint::RootCa);
        }
        builder = builder.tls_certs_merge(roots);
    }
    if let Some(proxy) = line.proxy {
        builder = builder.proxy(Proxy::all(proxy).map_err(|_| BadEndpoint::Proxy)?);
    }
    if let Some(identity) = identity {
        // A connection of its own for every call: nothing is repeated by itself on a line that went stale.
        builder = builder.identity(identity).pool_max_idle_per_host(0);
    }
    builder.build().map_err(|error| BadEndpoint::Tls(causes(&error.without_url())))
}

fn bare_client(deadline: Duration) -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("zhanggui/", env!("CARGO_PKG_VERSION")))
        .https_only(true)
        .tls_version_min(tls::Version::TLS_1_2)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .http1_only()
        .no_proxy()
        // The system's own look-up of names, whatever another crate of a test build switches on.
        .no_hickory_dns()
        // Shorter than the whole, so that a line that cannot be made is known as such: nothing was sent.
        .connect_timeout(deadline.mul_f32(0.6))
}

/// What came back.
#[derive(Debug)]
pub(crate) struct HttpsReply {
    /// HTTP status.
    pub status: u16,
    /// No longer than what was asked for.
    pub body: Vec<u8>,
    /// The `Date` header, if there is one.
    pub date: Option<String>,
    /// Every header as it came.
    pub headers: HeaderMap,
}

/// Why nothing usable came back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoReply {
    /// No connection was made, so not a byte of the request left.
    NotSent(String),
    /// It may have arrived.
    Broken(String),
    /// The answer is longer than any of WeChat's.
    TooLong,
}

/// The thread all calls of one client run on. Its face blocks, whoever calls: a plain thread or `spawn_blocking`.
pub(crate) struct HttpsClient {
    runtime: Option<Runtime>,
    deadline: Duration,
}

impl HttpsClient {
    pub fn new(deadline: Duration) -> Result<Self, BadEndpoint> {
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("calls-out").enable_all().build()?;
        Ok(Self { runtime: Some(runtime), deadline })
    }

    /// Sends and waits, at most until the deadline.
    pub fn call(&self, request: RequestBuilder) -> Result<HttpsReply, NoReply> {
        self.call_up_to(request, ANSWER_BYTES_MAX)
    }

    /// The same for an answer of up to `most` bytes.
    pub fn call_up_to(&self, request: RequestBuilder, most: usize) -> Result<HttpsReply, NoReply> {
        let Some(runtime) = &self.runtime else {
            return Err(NoReply::NotSent("closing".to_owned()));
        };
        let (answer, answered) = mpsc::sync_channel(1);
        let deadline = self.deadline;
        runtime.spawn(async move {
            let late = |_| Err(NoReply::Broken(format!("no answer within {deadline:?}")));
            let result = tokio::time::timeout(deadline, exchange(request, most)).await.unwrap_or_else(late);
            drop(answer.send(result)); // nobody listens any more only if the caller's own deadline below ended
        });
        let longest = deadline.saturating_add(Duration::from_secs(2));
        answered
            .recv_timeout(longest)
            .unwrap_or_else(|_| Err(NoReply::Broken("the call ended without an answer".to_owned())))
    }
}

/// What came back into a file.
#[derive(Debug)]
pub(crate) struct HttpsDownload {
    /// HTTP status.
    pub status: u16,
    /// The file that was handed in, its cursor behind the last byte.
    pub file: File,
    /// The `Date` header, if there is one.
    pub date: Option<String>,
    /// The `Digest` header, which names the file's hash.
    pub digest: Option<String>,
}

impl HttpsClient {
    /// The same into a file, up to `most` bytes and within a deadline of its own. The bytes are written as they come.
    pub fn download(
        &self,
        request: RequestBuilder,
        file: File,
        (most, deadline): (u64, Duration),
    ) -> Result<HttpsDownload, NoReply> {
        let Some(runtime) = &self.runtime else { return Err(NoReply::NotSent("closing".to_owned())) };
        let (answer, answered) = mpsc::sync_channel(1);
        runtime.spawn(async move {
            let late = |_| Err(NoReply::Broken(format!("no answer within {deadline:?}")));
            let result = tokio::time::timeout(deadline, into_file(request, file, most)).await.unwrap_or_else(late);
            drop(answer.send(result)); // as in `call_up_to`
        });
        let longest = deadline.saturating_add(Duration::from_secs(2));
        answered
            .recv_timeout(longest)
            .unwrap_or_else(|_| Err(NoReply::Broken("the call ended without an answer".to_owned())))
    }
}

async fn into_file(request: RequestBuilder, mut file: File, most: u64) -> Result<HttpsDownload, NoReply> {
    let mut response = request.send().await.map_err(sorted)?;
    let status = response.status().as_u16();
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (date, digest) = (header("date"), header("digest"));
    let mut bytes: u64 = 0;
    while let Some(piece) = response.chunk().await.map_err(broken)? {
        bytes = bytes.saturating_add(piece.len() as u64);
        if bytes > most {
            return Err(NoReply::TooLong);
        }
        file.write_all(&piece).map_err(|error| NoReply::Broken(error.to_string()))?;
    }
    Ok(HttpsDownload { status, file, date, digest })
}

impl Drop for HttpsClient {
    /// Does not wait: waiting inside an async task would be a panic.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn exchange(request: RequestBuilder, most: usize) -> Result<HttpsReply, NoReply> {
    let mut response = request.send().await.map_err(sorted)?;
    let status = response.status().as_u16();
    let date = response.headers().get(reqwest::header::DATE).and_then(|date| date.to_str().ok()).map(str::to_owned);
    let headers = response.headers().clone();
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(broken)? {
        if body.len().saturating_add(piece.len()) > most {
            return Err(NoReply::TooLong);
        }
        body.extend_from_slice(&piece);
    }
    Ok(HttpsReply { status, body, date, headers })
}

/// Only where no connection came about is it certain that nothing left.
fn sorted(error: reqwest::Error) -> NoReply {
    if error.is_connect() || error.is_builder() {
        NoReply::NotSent(causes(&error.without_url()))
    } else {
        broken(error)
    }
}

fn broken(error: reqwest::Error) -> NoReply {
    NoReply::Broken(causes(&error.without_url()))
}
