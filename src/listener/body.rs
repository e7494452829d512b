//! A request's body: so many bytes, in so much time, or not at all.

use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use tokio::time::{Instant, timeout_at};

/// How reading a body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyEnd {
    /// All of it is here.
    Whole,
    /// There is more than we take; what fits is here.
    TooLarge,
    /// It did not come in time.
    TooSlow,
    /// The connection broke, or the body's framing is wrong.
    Broken,
}

/// Reads at most `most` bytes until `deadline`.
pub(super) async fn read(mut body: Incoming, most: usize, deadline: Instant) -> (Vec<u8>, BodyEnd) {
    let mut bytes = Vec::new();
    let end = timeout_at(deadline, read_into(&mut bytes, &mut body, most)).await.unwrap_or(BodyEnd::TooSlow);
    (bytes, end)
}

async fn read_into(bytes: &mut Vec<u8>, body: &mut Incoming, most: usize) -> BodyEnd {
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return BodyEnd::Broken };
        let Some(data) = frame.data_ref() else { continue };
        let room = most.saturating_sub(bytes.len());
        bytes.extend(data.iter().take(room));
        if data.len() > room {
            return BodyEnd::TooLarge;
        }
    }
    BodyEnd::Whole
}
