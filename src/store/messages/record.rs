//! The record of every call and answer, and the one place where a message's text is kept.

use crate::domain::{NoticeVerdict, OrderNo, RefundNo, UnixSeconds};
use crate::store::engine::{db::Db, value::params};
use crate::store::{CommitFuture, RawMessage, Store, StoreError};

/// A stranger's text, and that of a call of ours.
const TEXT_BYTES_MAX: usize = 32 * 1024;
/// WeChat's answer to a call of ours: as long as one is read.
const ANSWER_BYTES_MAX: usize = 512 * 1024;
const PEER_CHARS_MAX: usize = 100;

impl Store {
    /// A call leaves (a query or a close; those that move money have their own intents), or an answer without effect came.
    pub fn record_call(
        &self,
        order_no: Option<OrderNo>,
        refund_no: Option<RefundNo>,
        message: RawMessage,
        now: UnixSeconds,
    ) -> CommitFuture<()> {
        self.write(move |db| keep_call(db, order_no.as_ref(), refund_no.as_ref(), &message, now))
    }
}

/// Which way a message went.
#[derive(Clone, Copy)]
pub(in crate::store) enum Direction {
    Call,
    Answer,
}

/// Keeps the text of a call or an answer. Kept once, however often it is handed in.
pub(in crate::store) fn keep(
    db: Db<'_>,
    direction: Direction,
    message: &RawMessage,
    (order_no, refund_no): (Option<&OrderNo>, Option<&RefundNo>),
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let direction = match direction {
        Direction::Call => "call",
        Direction::Answer => "answer",
    };
    insert(db, direction, message, None, (order_no, refund_no), now).map(drop)
}

/// Keeps a call, or an answer without effect: calls come from nowhere, answers have a peer.
fn keep_call(
    db: Db<'_>,
    order_no: Option<&OrderNo>,
    refund_no: Option<&RefundNo>,
    message: &RawMessage,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let direction = if message.peer.is_empty() { Direction::Call } else { Direction::Answer };
    keep(db, direction, message, (order_no, refund_no), now)
}

/// Keeps a message once, however often it is handed in; true if it is new.
pub(super) fn insert(
    db: Db<'_>,
    direction: &str,
    message: &RawMessage,
    verdict: Option<NoticeVerdict>,
    (order_no, refund_no): (Option<&OrderNo>, Option<&RefundNo>),
    now: UnixSeconds,
) -> Result<bool, StoreError> {
    let peer: String = message.peer.chars().take(PEER_CHARS_MAX).collect();
    let most = if direction == "answer" { ANSWER_BYTES_MAX } else { TEXT_BYTES_MAX };
    let text = message.text.get(..message.text.floor_char_boundary(most)).unwrap_or_default();
    let rows = db.run(
        "INSERT INTO messages (shop_id, message_id, at, direction, kind, peer, verdict, order_no, refund_no, headers, text)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (shop_id, message_id) DO NOTHING",
        params![
            db.shop, message.id, now, direction, message.kind, peer, verdict, order_no, refund_no, message.headers, text
        ],
    )?;
    Ok(rows > 0)
}
