//! How long something takes, each time it is done.

use std::time::{Duration, Instant};

/// Does it so often, and answers how long each took.
pub fn timed<T>(times: usize, mut what: impl FnMut(usize) -> anyhow::Result<T>) -> anyhow::Result<Vec<Duration>> {
    (0..times)
        .map(|time| {
            let begun = Instant::now();
            what(time)?;
            Ok(begun.elapsed())
        })
        .collect()
}
