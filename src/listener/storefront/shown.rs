//! What the shop sells, as it was said last. Said again word for word until anything in the file changes: then it is read
//! anew, so that no price and no stock is ever old.

use crate::listener::reply::HttpReply;
use hyper::{StatusCode, body::Bytes};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The last answer, and how many commits the file had when it was read.
#[derive(Debug, Default)]
pub struct CachedAnswer(Mutex<Option<(u64, Bytes)>>);

impl CachedAnswer {
    /// The answer, if nothing was committed since. `changes` is read before, so that it is never newer than the answer.
    pub fn now(&self, changes: u64) -> Option<HttpReply> {
        let last = self.last();
        let (of, said) = last.as_ref()?;
        (*of == changes).then(|| reply(said.clone()))
    }

    /// The same, and where something was committed since, made by `read`. One reads, the others wait for it.
    pub fn or_read<E>(
        &self,
        changes: impl Fn() -> u64,
        read: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<HttpReply, E> {
        let mut last = self.last();
        // Before the rows are read: a commit in between makes the answer old at once, never new for too long.
        let now = changes();
        if let Some((of, said)) = last.as_ref()
            && *of == now
        {
            return Ok(reply(said.clone()));
        }
        let said = Bytes::from(read()?);
        *last = Some((now, said.clone()));
        Ok(reply(said))
    }

    fn last(&self) -> MutexGuard<'_, Option<(u64, Bytes)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn reply(said: Bytes) -> HttpReply {
    HttpReply::new(StatusCode::OK, "application/json", said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    #[test]
    fn what_was_said_is_said_again_until_something_changed() {
        let shown = CachedAnswer::default();
        let read = |changes: u64, words: &'static str| {
            let reply =
                shown.or_read(|| changes, || Ok::<_, Infallible>(words.as_bytes().to_vec())).expect("an answer");
            format!("{reply:?}").contains(words)
        };
        assert!(shown.now(1).is_none());
        assert!(read(1, "coffee 39"));
        assert!(!read(1, "coffee 40"), "not read again");
        assert!(shown.now(1).is_some() && shown.now(2).is_none());
        assert!(read(2, "coffee 40"));
    }

    #[test]
    fn a_failed_reading_is_not_kept() {
        let shown = CachedAnswer::default();
        assert!(shown.or_read(|| 1, || Err::<Vec<u8>, _>("the disk")).is_err());
        assert!(shown.now(1).is_none());
    }
}
