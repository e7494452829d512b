//! Who is at the door. A fixed number of slots; when all are taken, the one who has kept us waiting longest leaves.
//!
//! A connection is *waiting* while we owe it nothing: no byte yet, half a request, or after its answer. Only a waiting
//! one can be sent away, so no request that was read whole loses its answer to a newcomer.

use super::limits::after;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::Notify, task::AbortHandle, time::Instant};

/// How long each part of a connection may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConnectionTimeouts {
    /// A new connection without a byte.
    pub first_byte: Duration,
    /// An old one between two requests.
    pub idle: Duration,
    /// From a request's first byte to the last of its body.
    pub request: Duration,
    /// A picture from a phone on a bad line.
    pub upload: Duration,
    /// From a request's first byte to the last of our answer.
    pub answer: Duration,
    /// After our last byte, until the other side has read it and closed.
    pub linger: Duration,
}

impl ConnectionTimeouts {
    /// What a shop needs.
    pub const SHOP: Self = Self {
        first_byte: Duration::from_secs(5),
        idle: Duration::from_secs(15),
        request: Duration::from_secs(5),
        upload: Duration::from_mins(1),
        answer: Duration::from_secs(10),
        linger: Duration::from_secs(1),
    };
}

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ConnectionPhase {
    /// Accepted, no byte yet.
    New,
    /// Between two requests.
    Idle,
    /// Its request's head is coming.
    Head,
    /// Its request's body is coming.
    Body,
    /// A picture is coming.
    Upload,
    /// The whole request is here; the answer is being made.
    Answering,
    /// The answer is on its way out.
    Flushing,
    /// We said all we had to say.
    Leaving,
}

impl ConnectionPhase {
    /// We owe it nothing.
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::New | Self::Idle | Self::Head | Self::Body | Self::Upload | Self::Leaving)
    }
}

#[derive(Debug)]
struct ConnectionEntry {
    phase: ConnectionPhase,
    /// When it was accepted, its request began, or its answer ended.
    since: Instant,
    close: Option<AbortHandle>,
}

#[derive(Debug, Default)]
struct ConnectionTable {
    next_id: u64,
    open: HashMap<u64, ConnectionEntry>,
}

/// The slots.
#[derive(Debug)]
pub(super) struct Connections {
    slots: usize,
    timeouts: ConnectionTimeouts,
    table: Mutex<ConnectionTable>,
    freed: Notify,
}

impl Connections {
    pub fn new(slots: usize, timeouts: ConnectionTimeouts) -> Arc<Self> {
        Arc::new(Self { slots, timeouts, table: Mutex::default(), freed: Notify::new() })
    }

    /// A slot for a newcomer. When all are taken, the connection waiting longest is closed for it; `None` if every one
    /// of them is owed an answer, which takes a few seconds at most.
    pub fn slot(self: &Arc<Self>) -> Option<Arc<ConnectionSlot>> {
        let mut table = self.lock();
        if table.open.len() >= self.slots && !evict_longest_waiting(&mut table) {
            return None;
        }
        let id = table.next_id;
        table.next_id = id.wrapping_add(1);
        table.open.insert(id, ConnectionEntry { phase: ConnectionPhase::New, since: Instant::now(), close: None });
        drop(table);
        Some(Arc::new(ConnectionSlot { connections: Arc::clone(self), id }))
    }

    /// Comes back when a slot may be free.
    pub async fn freed(&self) {
        self.freed.notified().await;
    }

    /// Closes the connection waiting longest; false if there is none.
    pub fn evict(&self) -> bool {
        evict_longest_waiting(&mut self.lock())
    }

    /// The door is closing: those who are doing this go.
    pub fn send_home(&self, who: impl Fn(ConnectionPhase) -> bool) {
        let table = self.lock();
        table.open.values().filter(|e| who(e.phase)).filter_map(|e| e.close.as_ref()).for_each(AbortHandle::abort);
    }

    fn lock(&self) -> MutexGuard<'_, ConnectionTable> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn evict_longest_waiting(table: &mut ConnectionTable) -> bool {
    let waiting = table.open.iter().filter(|(_, entry)| entry.phase.is_waiting());
    let Some(id) = waiting.min_by_key(|(id, entry)| (entry.since, **id)).map(|(id, _)| *id) else { return false };
    if let Some(close) = table.open.remove(&id).and_then(|entry| entry.close) {
        close.abort();
    }
    true
}

/// One connection's place; given back when the last part of the connection is dropped.
#[derive(Debug)]
pub(super) struct ConnectionSlot {
    connections: Arc<Connections>,
    id: u64,
}

impl ConnectionSlot {
    /// The way to close this connection, once its task runs.
    pub fn closed_by(&self, close: AbortHandle) {
        self.change(|entry| entry.close = Some(close));
    }

    /// Bytes came in.
    pub fn heard(&self) {
        self.change(|entry| {
            if matches!(entry.phase, ConnectionPhase::New | ConnectionPhase::Idle) {
                (entry.phase, entry.since) = (ConnectionPhase::Head, Instant::now());
            }
        });
    }

    /// A request's head is complete. Answers when its first byte came.
    pub fn head_read(&self) -> Instant {
        let mut began = Instant::now();
        self.change(|entry| {
            // A request sent right behind another one was read together with it: it begins now.
            if entry.phase == ConnectionPhase::Head {
                began = entry.since;
            }
            (entry.phase, entry.since) = (ConnectionPhase::Body, began);
        });
        began
    }

    /// The whole request is here. From now on this connection cannot be sent away before its answer.
    pub fn answering(&self) {
        self.change(|entry| entry.phase = ConnectionPhase::Answering);
    }

    /// A picture is coming from now on. It may take its time, and gives way to newcomers meanwhile. Answers until when.
    pub fn uploading(&self) -> Instant {
        let now = Instant::now();
        self.change(|entry| (entry.phase, entry.since) = (ConnectionPhase::Upload, now));
        after(now, self.timeouts().upload)
    }

    /// All of it is here; the time for the answer begins.
    pub fn uploaded(&self) {
        self.change(|entry| (entry.phase, entry.since) = (ConnectionPhase::Answering, Instant::now()));
    }

    /// The answer was handed over, all of it.
    pub fn answered(&self) {
        self.change(|entry| entry.phase = ConnectionPhase::Flushing);
    }

    /// All bytes handed over are out.
    pub fn flushed(&self) {
        let mut idle = false;
        self.change(|entry| {
            idle = entry.phase == ConnectionPhase::Flushing;
            if idle {
                (entry.phase, entry.since) = (ConnectionPhase::Idle, Instant::now());
            }
        });
        if idle {
            self.connections.freed.notify_one();
        }
    }

    /// Nothing more will be answered here.
    pub fn leaving(&self) {
        self.change(|entry| (entry.phase, entry.since) = (ConnectionPhase::Leaving, Instant::now()));
        self.connections.freed.notify_one();
    }

    /// What it is doing.
    pub fn phase(&self) -> ConnectionPhase {
        self.connections.lock().open.get(&self.id).map_or(ConnectionPhase::Leaving, |entry| entry.phase)
    }

    /// Until when it may go on doing that.
    pub fn deadline(&self) -> Instant {
        let timeouts = self.connections.timeouts;
        let table = self.connections.lock();
        let Some(entry) = table.open.get(&self.id) else { return Instant::now() };
        let allowed = match entry.phase {
            ConnectionPhase::New => timeouts.first_byte,
            ConnectionPhase::Idle => timeouts.idle,
            ConnectionPhase::Head => timeouts.request,
            // And the time to say that it was too slow.
            ConnectionPhase::Upload => timeouts.upload.saturating_add(timeouts.linger),
            // Whoever reads the body keeps its deadline, so that a slow body gets an answer.
            ConnectionPhase::Body | ConnectionPhase::Answering | ConnectionPhase::Flushing => timeouts.answer,
            ConnectionPhase::Leaving => timeouts.linger,
        };
        after(entry.since, allowed)
    }

    /// How long each part of a connection may take.
    pub fn timeouts(&self) -> ConnectionTimeouts {
        self.connections.timeouts
    }

    fn change(&self, change: impl FnOnce(&mut ConnectionEntry)) {
        if let Some(entry) = self.connections.lock().open.get_mut(&self.id) {
            change(entry);
        }
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        self.connections.lock().open.remove(&self.id);
        self.connections.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_who_keeps_us_waiting_longest_leaves_and_the_one_we_owe_an_answer_stays() {
        let door = Connections::new(3, ConnectionTimeouts::SHOP);
        let slots: Vec<_> = (0..3).filter_map(|_| door.slot()).collect();
        slots[0].head_read();
        slots[0].answering();
        assert!(door.slot().is_some_and(|newcomer| newcomer.phase() == ConnectionPhase::New));
        assert_eq!(slots[0].phase(), ConnectionPhase::Answering);
        assert_eq!(slots[1].phase(), ConnectionPhase::Leaving, "the oldest waiting one has lost its seat");
        assert_eq!(slots[2].phase(), ConnectionPhase::New);
    }

    #[test]
    fn nobody_leaves_while_all_are_owed_an_answer() {
        let door = Connections::new(2, ConnectionTimeouts::SHOP);
        let slots: Vec<_> = (0..2).filter_map(|_| door.slot()).collect();
        for slot in &slots {
            slot.answering();
        }
        assert!(door.slot().is_none());
        slots[0].answered();
        assert!(door.slot().is_none());
        slots[0].flushed();
        assert!(door.slot().is_some());
    }

    #[test]
    fn a_seat_is_free_again_when_its_connection_is_gone() {
        let door = Connections::new(1, ConnectionTimeouts::SHOP);
        let first = door.slot();
        first.as_ref().map(|slot| slot.answering()).expect("a seat");
        assert!(door.slot().is_none());
        drop(first);
        assert!(door.slot().is_some());
    }
}
