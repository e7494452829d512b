//! Who sends a request, and until when the request and its answer must be through.

use super::{connections::ConnectionSlot, limits::after};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::time::Instant;

/// What is kept of the time for an answer to send it.
const TO_SEND: Duration = Duration::from_secs(1);

/// Who asks, as far as a socket can tell. Behind a tunnel everyone is this computer: never evidence.
#[derive(Debug, Clone)]
pub(super) struct SocketPeer {
    /// The other end of the connection.
    pub peer: SocketAddr,
    /// When the request's first byte came.
    pub began: Instant,
    /// The connection's place.
    pub slot: Arc<ConnectionSlot>,
}

impl SocketPeer {
    /// Until when the whole request must be here.
    pub fn body_deadline(&self) -> Instant {
        after(self.began, self.slot.timeouts().request)
    }

    /// Until when the answer must be made, so that its last byte is out in time.
    pub fn answer_deadline(&self) -> Instant {
        after(self.began, self.time_to_answer())
    }

    /// How long that is.
    pub fn time_to_answer(&self) -> Duration {
        self.slot.timeouts().answer.saturating_sub(TO_SEND)
    }
}
