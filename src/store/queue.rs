//! Where intents wait for the writer. Callers who were answered together usually ask again together, so the writer lets
//! them arrive: for a moment, never longer than half of what the last commit took, and never for a caller who is alone.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// No disk makes waiting longer than this worth it: sixty-four callers come back in about a millisecond.
const LONGEST_WAIT: Duration = Duration::from_millis(2);

/// What waits, and whether the writer does.
struct State<T> {
    waiting: VecDeque<T>,
    closed: bool,
    /// The writer is woken when so many wait.
    wanted: usize,
}

/// The queue of one writer.
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    arrived: Condvar,
}

/// How the writer remembers the last round.
#[derive(Debug, Clone, Copy)]
pub(super) struct Round {
    /// How many came together.
    pub size: usize,
    /// How long their commit took.
    pub took: Duration,
}

impl<T> Queue<T> {
    pub fn new() -> Self {
        Self {
            state: Mutex::new(State { waiting: VecDeque::new(), closed: false, wanted: 1 }),
            arrived: Condvar::new(),
        }
    }

    /// Hands one in; gives it back if the writer has ended.
    pub fn push(&self, work: T) -> Result<(), T> {
        let mut state = self.lock();
        if state.closed {
            return Err(work);
        }
        state.waiting.push_back(work);
        let enough = state.waiting.len() >= state.wanted;
        drop(state);
        if enough {
            self.arrived.notify_one();
        }
        Ok(())
    }

    /// Nothing more is taken in; what waits can still be taken out.
    pub fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_one();
    }

    /// The next round, at most `most`; empty only when the queue is closed and nothing waits. `last` becomes the size to
    /// expect next time.
    pub fn take(&self, last: &mut Round, most: usize) -> Vec<T> {
        let mut state = self.lock();
        state.wanted = 1;
        state = self
            .arrived
            .wait_while(state, |state| state.waiting.is_empty() && !state.closed)
            .unwrap_or_else(PoisonError::into_inner);
        let expected = last.size.min(most);
        if state.waiting.len() < expected && !state.closed {
            state.wanted = expected;
            let patience = LONGEST_WAIT.min(last.took.checked_div(2).unwrap_or_default());
            let early = |state: &mut State<T>| state.waiting.len() < expected && !state.closed;
            (state, _) =
                self.arrived.wait_timeout_while(state, patience, early).unwrap_or_else(PoisonError::into_inner);
        }
        let count = state.waiting.len().min(most);
        let round: Vec<T> = state.waiting.drain(..count).collect();
        // Who did not come back this time is expected less and less, so that one left behind alone soon waits for nobody.
        last.size = if round.len() < expected { usize::midpoint(round.len(), expected) } else { round.len() };
        round
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    const SLOW_DISK: Duration = Duration::from_mins(1);

    fn round(size: usize, took: Duration) -> Round {
        Round { size, took }
    }

    #[test]
    fn a_caller_who_is_alone_never_waits_for_others() {
        let (queue, mut last) = (Queue::new(), round(1, SLOW_DISK));
        let began = Instant::now();
        for n in 0..1_000 {
            queue.push(n).unwrap();
            assert_eq!(queue.take(&mut last, 256), [n]);
        }
        assert!(began.elapsed() < LONGEST_WAIT * 1_000, "{:?}", began.elapsed());
    }

    #[test]
    fn who_was_answered_together_is_waited_for_and_none_is_lost() {
        let queue = Queue::new();
        let mut last = round(3, SLOW_DISK);
        std::thread::scope(|scope| {
            scope.spawn(|| (0..3).for_each(|n| queue.push(n).unwrap()));
            let mut taken = Vec::new();
            while taken.len() < 3 {
                taken.extend(queue.take(&mut last, 256));
            }
            assert_eq!(taken, [0, 1, 2]);
        });
    }

    #[test]
    fn one_left_behind_soon_waits_for_nobody() {
        let (queue, mut last) = (Queue::new(), round(64, Duration::ZERO));
        for n in 0..8 {
            queue.push(n).unwrap();
            assert_eq!(queue.take(&mut last, 256), [n]);
        }
        assert_eq!(last.size, 1);
    }

    #[test]
    fn no_round_is_larger_than_asked_for_and_nothing_is_left_behind() {
        let (queue, mut last) = (Queue::new(), round(1, Duration::ZERO));
        (0..10).for_each(|n| queue.push(n).unwrap());
        queue.close();
        assert_eq!(queue.push(10), Err(10), "closed");
        assert_eq!(queue.take(&mut last, 4), [0, 1, 2, 3]);
        assert_eq!(queue.take(&mut last, 4), [4, 5, 6, 7]);
        assert_eq!(queue.take(&mut last, 4), [8, 9]);
        assert_eq!(queue.take(&mut last, 4), [] as [i32; 0]);
    }
}
