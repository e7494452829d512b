//! What goes out: a status, a type, the bytes. No banner, no date, nothing an answer does not need.

use super::connections::ConnectionSlot;
use hyper::{
    Response, StatusCode,
    body::{Body, Bytes, Frame, SizeHint},
    header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS},
};
use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

/// An answer before it has a connection.
#[derive(Debug)]
pub(super) struct HttpReply {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl HttpReply {
    /// The answer to everything that is not here: always the same, whoever asks for whatever in whichever way.
    pub const fn nothing_here() -> Self {
        Self::empty(StatusCode::NOT_FOUND)
    }

    /// A status and nothing else.
    pub const fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new() }
    }

    /// An answer with a body. Nobody on the way keeps it, nobody guesses another type.
    pub fn new(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let headers = vec![
            (CONTENT_TYPE, HeaderValue::from_static(content_type)),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ];
        Self { status, headers, body: body.into() }
    }

    /// A file that is the same for ever under its name: whoever has it need not ask again.
    pub fn for_ever(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let headers = vec![
            (CONTENT_TYPE, HeaderValue::from_static(content_type)),
            (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ];
        Self { status: StatusCode::OK, headers, body: body.into() }
    }

    /// The same with one more header.
    pub fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The same, and the last one on its connection: what follows on it cannot be trusted to be a request.
    pub fn and_close(self) -> Self {
        self.with(CONNECTION, HeaderValue::from_static("close"))
    }

    /// For one connection.
    pub fn on(self, slot: Arc<ConnectionSlot>) -> Response<ReplyBody> {
        let mut response = Response::new(ReplyBody { bytes: self.body, slot });
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers);
        response
    }
}

/// The bytes of an answer. Dropped when all of them were handed over, which is what its slot wants to know.
#[derive(Debug)]
pub(super) struct ReplyBody {
    bytes: Bytes,
    slot: Arc<ConnectionSlot>,
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.bytes.len()).unwrap_or(u64::MAX))
    }
}

impl Drop for ReplyBody {
    fn drop(&mut self) {
        self.slot.answered();
    }
}
