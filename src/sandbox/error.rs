//! Why a sandbox did not start.

use std::{fmt::Display, net::SocketAddr};

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// It would be reachable from other computers, and anyone could pay with made-up money.
    #[error("the sandbox listens on this computer only, not on {0}")]
    NotLoopback(SocketAddr),
    /// The address is taken or cannot be used.
    #[error("the sandbox cannot listen: {0}")]
    Listen(#[source] std::io::Error),
    /// Its directory cannot be read or written.
    #[error("the sandbox's files cannot be used: {0}")]
    Files(String),
    /// A certificate could not be made or loaded.
    #[error("the sandbox's certificates cannot be used: {0}")]
    Tls(String),
    /// No thread or runtime could be started.
    #[error("the sandbox cannot run: {0}")]
    Thread(#[source] std::io::Error),
}

pub(super) fn files(e: impl Display) -> SandboxError {
    SandboxError::Files(e.to_string())
}

pub(super) fn tls_failed(e: impl Display) -> SandboxError {
    SandboxError::Tls(e.to_string())
}
