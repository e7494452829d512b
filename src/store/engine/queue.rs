//! Where intents wait for the writer. Callers who were answered together usually ask again together, so the writer lets
//! them arrive while it works: never for longer than the last commit took, and never for a caller who is alone.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// No disk makes waiting longer than this worth it: sixty-four callers come back in about two milliseconds.
const LONGEST_WAIT: Duration = Duration::from_millis(3);
/// The writer is not woken for fewer than this, while more are expected: waking costs as much as an intent.
const WORTH_WAKING: usize = 12;

/// What waits, and whether the writer does.
struct QueueState<T> {
    waiting: VecDeque<T>,
    closed: bool,
    /// The writer is woken when so many wait.
    wanted: usize,
}

/// The queue of one writer.
pub(in crate::store) struct Queue<T> {
    state: Mutex<QueueState<T>>,
    arrived: Condvar,
}

/// One round of the writer: what goes into one transaction, and who else is waited for.
#[derive(Debug)]
pub(in crate::store) struct Round {
    /// How many came together last time.
    expected: usize,
    /// How long the last commit took.
    took: Duration,
    began: Instant,
    taken: usize,
}

impl Round {
    /// Before the first.
    pub fn new() -> Self {
        Self { expected: 1, took: Duration::ZERO, began: Instant::now(), taken: 0 }
    }

    /// Nobody else is waited for.
    pub fn gathered(&mut self) {
        // Who did not come back this time is expected less and less, so that one left behind alone soon waits for nobody.
        let (came, expected) = (self.taken, self.expected);
        self.expected = if came < expected { usize::midpoint(came, expected) } else { came };
    }

    /// It is committed, which took so long.
    pub fn committed(&mut self, took: Duration) {
        self.took = took;
    }

    fn wait_left(&self) -> Duration {
        let longest = LONGEST_WAIT.min(self.took);
        longest.saturating_sub(self.began.elapsed())
    }
}

impl<T> Queue<T> {
    pub fn new() -> Self {
        Self {
            state: Mutex::new(QueueState { waiting: VecDeque::new(), closed: false, wanted: 1 }),
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

    /// Waits for the first of the next round and takes what is there, at most `most`; empty only when the queue is closed
    /// and nothing waits.
    pub fn first(&self, round: &mut Round, most: usize) -> Vec<T> {
        let mut state = self.lock();
        state.wanted = 1;
        state = self
            .arrived
            .wait_while(state, |state| state.waiting.is_empty() && !state.closed)
            .unwrap_or_else(PoisonError::into_inner);
        (round.began, round.taken) = (Instant::now(), 0);
        take(&mut state, round, most)
    }

    /// Those who are still expected in this round, as they arrive; empty when nobody is, or has not come in time.
    pub fn more(&self, round: &mut Round, most: usize) -> Vec<T> {
        let missing = round.expected.min(most).saturating_sub(round.taken);
        let mut state = self.lock();
        if state.waiting.is_empty() && missing > 0 && !state.closed {
            state.wanted = missing.min(WORTH_WAKING);
            let early = |state: &mut QueueState<T>| state.waiting.len() < state.wanted && !state.closed;
            (state, _) = self
                .arrived
                .wait_timeout_while(state, round.wait_left(), early)
                .unwrap_or_else(PoisonError::into_inner);
        }
        take(&mut state, round, missing)
    }

    fn lock(&self) -> MutexGuard<'_, QueueState<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn take<T>(state: &mut QueueState<T>, round: &mut Round, most: usize) -> Vec<T> {
    let count = state.waiting.len().min(most);
    round.taken = round.taken.saturating_add(count);
    state.waiting.drain(..count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOW_DISK: Duration = Duration::from_mins(1);

    fn after(expected: usize, took: Duration) -> Round {
        Round { expected, took, ..Round::new() }
    }

    /// All of one round, as the writer takes it.
    fn whole(queue: &Queue<usize>, round: &mut Round, most: usize) -> Vec<usize> {
        let mut all = queue.first(round, most);
        loop {
            let more = queue.more(round, most);
            if more.is_empty() {
                break;
            }
            all.extend(more);
        }
        round.gathered();
        all
    }

    #[test]
    fn a_caller_who_is_alone_never_waits_for_others() {
        let (queue, mut round) = (Queue::new(), after(1, SLOW_DISK));
        let began = Instant::now();
        for n in 0..1_000 {
            queue.push(n).unwrap();
            assert_eq!(whole(&queue, &mut round, 256), [n]);
        }
        assert!(began.elapsed() < LONGEST_WAIT * 1_000, "{:?}", began.elapsed());
    }

    #[test]
    fn who_was_answered_together_is_waited_for_and_none_is_lost() {
        let queue = Queue::new();
        let mut round = after(30, SLOW_DISK);
        std::thread::scope(|scope| {
            scope.spawn(|| (0..30).for_each(|n| queue.push(n).unwrap()));
            let mut taken = Vec::new();
            while taken.len() < 30 {
                taken.extend(whole(&queue, &mut round, 256));
            }
            assert_eq!(taken, (0..30).collect::<Vec<_>>());
        });
    }

    #[test]
    fn one_left_behind_soon_waits_for_nobody() {
        let (queue, mut round) = (Queue::new(), after(64, Duration::ZERO));
        for n in 0..8 {
            queue.push(n).unwrap();
            assert_eq!(whole(&queue, &mut round, 256), [n]);
        }
        assert_eq!(round.expected, 1);
    }

    #[test]
    fn a_crowd_that_comes_while_the_writer_works_is_the_next_round() {
        let (queue, mut round) = (Queue::new(), after(1, SLOW_DISK));
        queue.push(0).unwrap();
        assert_eq!(queue.first(&mut round, 256), [0]);
        (1..10).for_each(|n| queue.push(n).unwrap());
        assert_eq!(queue.more(&mut round, 256), [] as [usize; 0], "one was expected, and it came");
        round.gathered();
        assert_eq!(whole(&queue, &mut round, 256), (1..10).collect::<Vec<_>>());
    }

    #[test]
    fn no_round_is_larger_than_asked_for_and_nothing_is_left_behind() {
        let (queue, mut round) = (Queue::new(), Round::new());
        (0..10).for_each(|n| queue.push(n).unwrap());
        queue.close();
        assert_eq!(queue.push(10), Err(10), "closed");
        assert_eq!(whole(&queue, &mut round, 4), [0, 1, 2, 3]);
        assert_eq!(whole(&queue, &mut round, 4), [4, 5, 6, 7]);
        assert_eq!(whole(&queue, &mut round, 4), [8, 9]);
        assert_eq!(whole(&queue, &mut round, 4), [] as [usize; 0]);
    }
}
