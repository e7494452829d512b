//! How the shop is reached from outside, as the status page shows it.

use crate::tunnel::{TunnelStatus, TunnelView};
use std::sync::Arc;

/// What the status page knows besides the health board and the rows.
#[derive(Clone, Default)]
pub struct Reach {
    /// Where the listener listens; empty if it does not.
    pub listener: String,
    /// The settings' public address; empty for polling only.
    pub public_url: String,
    /// The settings file, as the owner would write it.
    pub settings_file: String,
    /// The tunnel, if there is one to look after.
    pub tunnel: Option<Arc<dyn TunnelView>>,
}

impl std::fmt::Debug for Reach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reach").field("public_url", &self.public_url).finish_non_exhaustive()
    }
}

impl Reach {
    /// The tunnel now; off where there is none.
    pub(super) fn status(&self) -> TunnelStatus {
        self.tunnel.as_ref().map_or_else(TunnelStatus::default, |tunnel| tunnel.status())
    }

    /// The public address now: the tunnel's own, else the settings'.
    pub(super) fn public_url(&self, status: &TunnelStatus) -> String {
        status.public_url.clone().unwrap_or_else(|| self.public_url.clone())
    }
}
