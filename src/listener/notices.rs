//! What WeChat says by itself. Bytes in, reply out: read, stored durably, answered, and only then acted on.
//!
//! Order of the checks: protocol, "What the receiver must do". Messages of both interfaces come through the same doors and are
//! told apart by their form. SUCCESS is said only when what the message says is in the file; anything else is FAIL, and WeChat
//! repeats itself for a day.

use crate::listener::{
    body::{self, BodyEnd},
    dedup_cache::{DedupCache, DedupState, NoticeFact},
    kept_headers,
    limits::after,
    notice_reply,
    refused::{RefusedBudget, RefusedSample},
    reply::HttpReply,
    setup::ListenerSetup,
    socket_peer::SocketPeer,
};
use crate::{
    base::env::Env,
    domain::{Api, MessageId, NoticeVerdict, OrderNo, RefundNo, UnixSeconds},
    events::{Events, ShopEvent},
    store::{NoticeOutcome, RawMessage, Store, StoreError},
    wechat::{
        Accounts, Gateway, NoticeMessage, NoticeSignature,
        miniprogram::{PushAccount, PushQuery},
        v2::wire::MESSAGE_BYTES_MAX,
    },
};
use hyper::{Request, StatusCode, body::Incoming, header::HeaderMap};
use std::{
    string::FromUtf8Error,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout_at},
};

/// What is kept of a message that was refused: as much as one page of the file holds, and more than WeChat usually
/// writes. A stranger sends longer ones to fill the disk.
const SAMPLE_BYTES_MAX: usize = 3_800;
/// Notifications being written at one time. With a disk that stands still, the ones beyond are told to come again.
const WRITES_MAX: usize = 64;

/// API v3 and the message push wait five seconds for an answer; a second of them is the line's.
const SHORT_ANSWER: Duration = Duration::from_secs(4);

/// Which of the doors a message came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoticeKind {
    Payment,
    Refund,
    /// The mini program's message push.
    Push,
    Complaint,
}

impl NoticeKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Payment => "pay_notice",
            Self::Refund => "refund_notice",
            Self::Push => RawMessage::PUSH,
            Self::Complaint => RawMessage::COMPLAINT,
        }
    }
}

/// The door for notifications.
pub(super) struct NoticeEndpoint {
    accounts: Accounts,
    push: Option<PushAccount>,
    /// Knows what time it is at WeChat: messages of API v3 have an age. Never called because of a message.
    gateway: Arc<dyn Gateway>,
    store: Store,
    events: Events,
    env: Env,
    refused: Mutex<RefusedBudget>,
    dedup: Mutex<DedupCache>,
    writes: Arc<Semaphore>,
    id_of_door: [u8; 16],
    stored: AtomicU32,
}

impl NoticeEndpoint {
    /// For the accounts of the setup.
    pub fn new(setup: &ListenerSetup) -> Self {
        let mut id_of_door = [0; 16];
        setup.env.rng.fill(&mut id_of_door);
        Self {
            id_of_door,
            accounts: setup.accounts.clone(),
            push: setup.push.clone(),
            gateway: Arc::clone(&setup.gateway),
            store: setup.store.clone(),
            events: setup.events.clone(),
            env: setup.env.clone(),
            refused: Mutex::new(RefusedBudget::new()),
            dedup: Mutex::default(),
            writes: Arc::new(Semaphore::new(WRITES_MAX)),
            stored: AtomicU32::new(0),
        }
    }

    /// One message: reads it, keeps it, answers it.
    pub async fn receive(
        self: &Arc<Self>,
        kind: NoticeKind,
        request: Request<Incoming>,
        caller: SocketPeer,
    ) -> HttpReply {
        let (head, body) = request.into_parts();
        let (bytes, end) = body::read(body, MESSAGE_BYTES_MAX, caller.body_deadline()).await;
        caller.slot.answering();
        let signature = NoticeSignature::of(&head.headers);
        let api = self.accounts.api_of(&bytes, &signature);
        let deadline = match (kind, api) {
            (NoticeKind::Payment | NoticeKind::Refund, Api::V2) => caller.answer_deadline(),
            (NoticeKind::Push | NoticeKind::Complaint, _) | (_, Api::V3) => {
                caller.answer_deadline().min(after(caller.began, SHORT_ANSWER))
            }
        };
        let read = match end {
            BodyEnd::Whole => self.read(kind, &bytes, &signature, head.uri.query()),
            BodyEnd::TooLarge => Err(NoticeVerdict::TooLarge),
            BodyEnd::TooSlow => return HttpReply::empty(StatusCode::REQUEST_TIMEOUT).and_close(),
            BodyEnd::Broken => return HttpReply::empty(StatusCode::BAD_REQUEST).and_close(),
        };
        let message =
            |bytes| ReceivedMessage { kind, bytes, headers: head.headers, peer: caller.peer.ip().to_string() };
        let verdict = match read {
            Ok(ReadNotice { fact, opened }) => {
                self.take(message(opened.map_or(bytes, String::into_bytes)), fact, deadline).await
            }
            Err(verdict) => Some(self.refuse(message(bytes), verdict, deadline).await),
        };
        let reply = match kind {
            NoticeKind::Payment | NoticeKind::Refund => notice_reply::to(api, verdict),
            NoticeKind::Push => notice_reply::to_push(verdict),
            NoticeKind::Complaint => notice_reply::to(Api::V3, verdict),
        };
        if end == BodyEnd::TooLarge { reply.and_close() } else { reply }
    }

    /// True where the owner uses the message push.
    pub const fn hears_push(&self) -> bool {
        self.push.is_some()
    }

    /// WeChat asks whether the address of the message push is ours.
    pub fn prove_push_address(&self, query: Option<&str>) -> HttpReply {
        let proof = self.push.as_ref().and_then(|push| push.proof_of_address(&PushQuery::of(query)));
        proof.map_or_else(HttpReply::nothing_here, |echo| HttpReply::new(StatusCode::OK, "text/plain", echo))
    }

    /// Writes the minute's line about what was refused.
    pub fn log_what_was_refused(&self) {
        self.refused().log();
    }

    /// One commit for all that was refused since the last time, none where nothing was. What cannot be written now is
    /// counted with the next.
    pub async fn keep_what_was_refused(&self) {
        let counted = self.refused().counted();
        if counted.is_empty() {
            return;
        }
        match self.store.count_refused(counted.clone(), self.env.now()).await {
            Ok(()) => self.events.send(&ShopEvent::NoticeListed),
            Err(error) => {
                tracing::warn!(%error, "the count of refused notifications was not kept");
                self.refused().count_again(counted);
            }
        }
    }

    fn read(
        &self,
        kind: NoticeKind,
        body: &[u8],
        signature: &NoticeSignature,
        query: Option<&str>,
    ) -> Result<ReadNotice, NoticeVerdict> {
        let at = self.gateway.time().unwrap_or_else(|| self.env.now());
        let message = NoticeMessage { body, signature, at };
        match kind {
            NoticeKind::Payment => {
                self.accounts.read_payment(message).map(NoticeFact::Paid).map(ReadNotice::as_it_came)
            }
            NoticeKind::Refund => {
                self.accounts.read_refund(message).map(NoticeFact::Refund).map(ReadNotice::as_it_came)
            }
            NoticeKind::Complaint => {
                self.accounts.read_complaint(message).map(NoticeFact::Complaint).map(ReadNotice::as_it_came)
            }
            NoticeKind::Push => {
                let push = self.push.as_ref().ok_or(NoticeVerdict::WrongSignature)?;
                let (facts, opened) = push.read(&PushQuery::of(query), body, at)?;
                Ok(ReadNotice { fact: NoticeFact::Push(facts), opened: Some(opened) })
            }
        }
    }

    /// A genuine one: kept, however often it comes, until keeping it again would only fill the disk.
    async fn take(
        self: &Arc<Self>,
        message: ReceivedMessage,
        fact: NoticeFact,
        deadline: Instant,
    ) -> Option<NoticeVerdict> {
        let (name, memory) = self.dedup().of(&fact);
        match memory {
            DedupState::Settled => return Some(NoticeVerdict::Repeated),
            DedupState::Unsettled(verdict) if !self.refused().may_keep(verdict) => return Some(verdict),
            DedupState::Unsettled(_) | DedupState::Fresh => {}
        }
        let verdict = self.keep(message, Ok(fact), deadline).await?;
        self.dedup().remember(name, verdict);
        Some(verdict)
    }

    /// One that proves nothing: a sample is kept for the owner's list, the rest is counted.
    async fn refuse(
        self: &Arc<Self>,
        message: ReceivedMessage,
        verdict: NoticeVerdict,
        deadline: Instant,
    ) -> NoticeVerdict {
        let sample = self.refused().note(verdict);
        if sample == RefusedSample::Keep {
            // The answer is the same whether or not the sample could be kept: nothing of it counts.
            self.keep(message, Err(verdict), deadline).await;
        }
        verdict
    }

    /// Makes one message durable and then tells the shop. `None`: nothing was stored as far as we know.
    ///
    /// In a task of its own: a caller who hangs up between the commit and the answer must not keep the shop from
    /// hearing of it.
    async fn keep(
        self: &Arc<Self>,
        message: ReceivedMessage,
        read: Result<NoticeFact, NoticeVerdict>,
        deadline: Instant,
    ) -> Option<NoticeVerdict> {
        let Ok(permit) = Arc::clone(&self.writes).try_acquire_owned() else {
            self.refused().note_full();
            return None;
        };
        let notices = Arc::clone(self);
        let writing = tokio::spawn(async move {
            let told = read.as_ref().ok().and_then(NoticeEffect::of);
            let outcome = notices.store_it(message, read).await;
            drop(permit);
            notices.tell(told, outcome)
        });
        match timeout_at(deadline, writing).await {
            Ok(Ok(verdict)) => verdict,
            Ok(Err(error)) => {
                tracing::error!(%error, "storing a notification broke off");
                None
            }
            Err(_) => {
                tracing::error!("the data file takes too long to write a notification");
                None
            }
        }
    }

    async fn store_it(
        &self,
        message: ReceivedMessage,
        read: Result<NoticeFact, NoticeVerdict>,
    ) -> Result<NoticeOutcome, StoreError> {
        let now = self.env.now();
        let headers = kept_headers::lines(&message.headers);
        let most = if read.is_ok() { MESSAGE_BYTES_MAX } else { SAMPLE_BYTES_MAX.saturating_sub(headers.len()) };
        let raw = RawMessage {
            id: self.message_id(now),
            kind: message.kind.as_str(),
            peer: message.peer,
            headers,
            text: text_of(message.bytes, most),
        };
        match (message.kind, read) {
            (_, Ok(NoticeFact::Paid(facts))) => self.store.record_payment_notice(raw, Ok(facts), now).await,
            (_, Ok(NoticeFact::Refund(facts))) => self.store.record_refund_notice(raw, Ok(facts), now).await,
            (_, Ok(NoticeFact::Push(facts))) => self.store.record_push(raw, Ok(facts), now).await,
            (_, Ok(NoticeFact::Complaint(notice))) => self.store.record_complaint_notice(raw, Ok(notice), now).await,
            (NoticeKind::Complaint, Err(verdict)) => self.store.record_complaint_notice(raw, Err(verdict), now).await,
            (NoticeKind::Push, Err(verdict)) => self.store.record_push(raw, Err(verdict), now).await,
            (NoticeKind::Payment, Err(verdict)) => self.store.record_payment_notice(raw, Err(verdict), now).await,
            (NoticeKind::Refund, Err(verdict)) => self.store.record_refund_notice(raw, Err(verdict), now).await,
        }
    }

    /// Begins with the second and a count, so that the messages of one second stand in the order they came, and those
    /// of one commit side by side in the file; the rest is this door's own, drawn when it opened.
    fn message_id(&self, now: UnixSeconds) -> MessageId {
        let mut id = self.id_of_door;
        let count = self.stored.fetch_add(1, Ordering::Relaxed);
        for (to, from) in id.iter_mut().zip(now.get().to_be_bytes().into_iter().skip(3).chain(count.to_be_bytes())) {
            *to = from;
        }
        MessageId::of(id)
    }

    /// After the commit.
    fn tell(&self, told: Option<NoticeEffect>, outcome: Result<NoticeOutcome, StoreError>) -> Option<NoticeVerdict> {
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(error) => {
                tracing::error!(%error, "a notification could not be stored; WeChat will send it again");
                return None;
            }
        };
        match told {
            // One that does not fit wants asking too: only WeChat's own answer can tell whether it is money.
            Some(NoticeEffect::Paid(order_no)) if outcome.moved || outcome.verdict == NoticeVerdict::Differs => {
                self.events.send(&ShopEvent::PaymentNoticed(order_no));
            }
            Some(NoticeEffect::Refund(refund_no)) if outcome.moved => {
                self.events.send(&ShopEvent::RefundChanged(refund_no));
            }
            // The shipments look, and the screen does once they know.
            Some(NoticeEffect::Shipment(order_no)) if outcome.moved => {
                self.events.send(&ShopEvent::OrderChanged(order_no));
            }
            Some(NoticeEffect::Complaint) if outcome.moved => self.events.send(&ShopEvent::ComplaintsDue),
            Some(_) | None => {}
        }
        self.events.send(&ShopEvent::NoticeListed);
        Some(outcome.verdict)
    }

    fn refused(&self) -> MutexGuard<'_, RefusedBudget> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn dedup(&self) -> MutexGuard<'_, DedupCache> {
        self.dedup.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the shop hears of a message once it is stored.
enum NoticeEffect {
    Paid(OrderNo),
    Refund(RefundNo),
    Shipment(OrderNo),
    Complaint,
}

impl NoticeEffect {
    fn of(fact: &NoticeFact) -> Option<Self> {
        Some(match fact {
            NoticeFact::Paid(facts) => Self::Paid(facts.order_no.clone()),
            NoticeFact::Refund(facts) => Self::Refund(facts.refund_no.clone()),
            NoticeFact::Complaint(_) => Self::Complaint,
            NoticeFact::Push(facts) => Self::Shipment(facts.event.order()?.order_no.clone()),
        })
    }
}

/// A message that is genuine.
struct ReadNotice {
    fact: NoticeFact,
    /// Its text, where it came sealed with a key that the owner may change any day.
    opened: Option<String>,
}

impl ReadNotice {
    const fn as_it_came(fact: NoticeFact) -> Self {
        Self { fact, opened: None }
    }
}

/// A message as it came.
struct ReceivedMessage {
    kind: NoticeKind,
    bytes: Vec<u8>,
    headers: HeaderMap,
    peer: String,
}

/// The text to keep, at most `most` bytes of it. What was not UTF-8 is marked, and the marks count.
fn text_of(bytes: Vec<u8>, most: usize) -> String {
    let marked = |error: FromUtf8Error| String::from_utf8_lossy(error.as_bytes()).into_owned();
    let mut text = String::from_utf8(bytes).unwrap_or_else(marked);
    text.truncate(text.floor_char_boundary(most));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_was_not_text_is_kept_no_longer_than_there_is_room() {
        assert_eq!(text_of("付款".into(), MESSAGE_BYTES_MAX), "付款");
        assert_eq!(text_of("付款".into(), 4), "付");
        assert!(text_of(vec![0xff; MESSAGE_BYTES_MAX], MESSAGE_BYTES_MAX).len() <= MESSAGE_BYTES_MAX);
    }
}
