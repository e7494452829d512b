//! Probes the public address from outside, as WeChat would: real TLS, no redirects, one deadline.

use crate::{
    base::{address::PublicUrl, causes::causes, https::BadEndpoint},
    domain::AtAddress,
};
use reqwest::{Certificate, Client, Proxy, redirect};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::runtime::{Builder, Runtime};

/// From the look-up of the name to the last byte.
const DEADLINE: Duration = Duration::from_secs(10);
/// Bytes of an answer that are read; ours has 64.
const ANSWER_BYTES_MAX: usize = 256;

/// Nobody answered in a way that says anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProbeFailed {
    /// No connection, no certificate, or no answer in time; the library's words.
    #[error("{0}")]
    NoConnection(String),
    /// A tunnel's company or a web server before it, saying in its own way that nobody is behind it.
    #[error("HTTP status {0}")]
    Status(u16),
}

/// Asks `GET {url}/healthz?probe={nonce}`.
pub trait Prober: Send + Sync {
    /// The answer's text: ours or a stranger's. Blocks, with a deadline.
    ///
    /// # Errors
    /// [`ProbeFailed`]: no connection, no certificate, no answer in time, or a tunnel's own page saying that nobody is
    /// behind it.
    fn probe(&self, url: &PublicUrl, nonce: &str) -> Result<String, ProbeFailed>;
}

/// Whose an answer to a nonce is.
pub type Proves = Arc<dyn Fn(&str, &str) -> AtAddress + Send + Sync>;

/// The real one.
pub struct HttpsProber {
    runtime: Runtime,
    client: Client,
}

impl HttpsProber {
    /// `extra_root` (PEM) is trusted beside the system's roots; `proxy` as in the settings.
    ///
    /// # Errors
    /// [`BadEndpoint`]: TLS or the proxy cannot be set up.
    pub fn new(extra_root: Option<&[u8]>, proxy: Option<&str>) -> Result<Self, BadEndpoint> {
        let mut builder = Client::builder()
            .user_agent(concat!("zhanggui/", env!("CARGO_PKG_VERSION")))
            .https_only(true)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(DEADLINE);
        if let Some(pem) = extra_root {
            builder = builder.tls_certs_merge(Certificate::from_pem_bundle(pem).map_err(|_| BadEndpoint::RootCa)?);
        }
        if let Some(proxy) = proxy {
            builder = builder.proxy(Proxy::all(proxy).map_err(|_| BadEndpoint::Proxy)?);
        }
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let client = builder.build().map_err(|error| BadEndpoint::Tls(causes(&error.without_url())))?;
        Ok(Self { runtime, client })
    }
}

impl Prober for HttpsProber {
    fn probe(&self, url: &PublicUrl, nonce: &str) -> Result<String, ProbeFailed> {
        self.runtime.block_on(ask(&self.client, format!("{url}/healthz?probe={nonce}")))
    }
}

/// Probes the listener itself, on this computer, whatever its public address is.
pub struct LocalProber {
    runtime: Runtime,
    client: Client,
    door: SocketAddr,
}

impl LocalProber {
    /// At this door.
    ///
    /// # Errors
    /// The system gives no runtime or no client.
    pub fn new(door: SocketAddr) -> std::io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).timeout(DEADLINE).build();
        Ok(Self { runtime, client: client.map_err(std::io::Error::other)?, door })
    }

    /// What the door answers.
    ///
    /// # Errors
    /// As [`Prober::probe`].
    pub fn at_home(&self, nonce: &str) -> Result<String, ProbeFailed> {
        self.runtime.block_on(ask(&self.client, format!("http://{}/healthz?probe={nonce}", self.door)))
    }
}

impl Prober for LocalProber {
    fn probe(&self, _: &PublicUrl, nonce: &str) -> Result<String, ProbeFailed> {
        self.at_home(nonce)
    }
}

async fn ask(client: &Client, address: String) -> Result<String, ProbeFailed> {
    let failed = |error: reqwest::Error| ProbeFailed::NoConnection(causes(&error.without_url()));
    let mut response = client.get(address).send().await.map_err(failed)?;
    let status = response.status();
    if status != reqwest::StatusCode::OK {
        // 404 (frps, ngrok), 502, 530 (Cloudflare). We ourselves answer 200, and so does whoever wants to be taken for us.
        return Err(ProbeFailed::Status(status.as_u16()));
    }
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(failed)? {
        let room = ANSWER_BYTES_MAX.saturating_sub(body.len());
        body.extend(piece.iter().take(room));
        if room == 0 {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}
