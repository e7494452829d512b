//! What time it is at WeChat: by the `Date` of an answer over verified TLS. It proves nothing about money; it shows that
//! this computer's clock is wrong, and keeps a wrong clock from deciding what only time can decide.

use super::{
    BadEndpoint, Endpoint,
    http::{self, HttpsClient, NoReply},
};
use crate::domain::UnixSeconds;
use jiff::fmt::rfc2822;
use std::{
    sync::{Mutex, PoisonError},
    time::Instant,
};

/// Why WeChat did not say what time it is.
#[derive(Debug, thiserror::Error)]
pub enum NoTime {
    /// It cannot be asked: the settings must be mended.
    #[error(transparent)]
    Endpoint(#[from] BadEndpoint),
    /// No connection could be made.
    #[error("no connection ({0})")]
    NoConnection(String),
    /// The deadline passed or the line broke.
    #[error("the connection broke or the deadline passed ({0})")]
    Broken(String),
    /// Whoever answers is not WeChat.
    #[error("an answer longer than any of WeChat's")]
    TooLong,
    /// An answer without a `Date` that can be read.
    #[error("the answer has no date")]
    NoDate,
}

/// Asks WeChat Pay's host for anything at all and reads the answer's `Date`. Blocking, one deadline.
///
/// # Errors
/// [`NoTime`].
pub fn time_at(endpoint: &Endpoint) -> Result<UnixSeconds, NoTime> {
    let base = http::base_address(&endpoint.pay_url)?;
    let caller = HttpsClient::new(endpoint.deadline)?;
    let client = http::client(endpoint, None)?;
    let reply = caller.call(client.get(base)).map_err(|why| match why {
        NoReply::NotSent(why) => NoTime::NoConnection(why),
        NoReply::Broken(why) => NoTime::Broken(why),
        NoReply::TooLong => NoTime::TooLong,
    })?;
    reply.date.as_deref().and_then(read).ok_or(NoTime::NoDate)
}

/// WeChat's time as it was last heard, carried on by a clock that only ever runs forward.
#[derive(Debug, Default)]
pub(super) struct HeardTime(Mutex<Option<(UnixSeconds, Instant)>>);

impl HeardTime {
    /// An answer came with this `Date`; one that cannot be read says nothing.
    pub fn hear(&self, date: Option<&str>) {
        if let Some(at) = date.and_then(read) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, Instant::now()));
        }
    }

    /// What time it is there now.
    pub fn now(&self) -> Option<UnixSeconds> {
        let (at, since) = (*self.0.lock().unwrap_or_else(PoisonError::into_inner))?;
        Some(at.plus(i64::try_from(since.elapsed().as_secs()).unwrap_or(0)))
    }
}

/// How far this computer's clock was from WeChat's when it was last heard. It goes along with the computer's clock, also over
/// a sleep of the computer, which a clock that only runs forward may not count.
#[derive(Debug, Default)]
pub(super) struct ClockOffset(Mutex<Option<i64>>);

impl ClockOffset {
    /// An answer came with this `Date` when ours showed `ours`: what WeChat's shows. `None` for one that cannot be read.
    pub fn hear(&self, date: Option<&str>, ours: UnixSeconds) -> Option<UnixSeconds> {
        let theirs = date.and_then(read)?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(theirs.since(ours));
        Some(theirs)
    }

    /// What WeChat's clock shows when ours shows `ours`, as far as is known.
    pub fn corrected(&self, ours: UnixSeconds) -> UnixSeconds {
        ours.plus(self.0.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or(0))
    }
}

/// `Sat, 21 Nov 2026 08:00:00 GMT` (RFC 9110, 5.6.7).
fn read(date: &str) -> Option<UnixSeconds> {
    let moment = rfc2822::DateTimeParser::new().parse_timestamp(date).ok()?;
    Some(UnixSeconds::new(moment.as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_date_that_could_be_read_counts() {
        let heard = HeardTime::default();
        assert_eq!(heard.now(), None);
        heard.hear(Some("Thu, 01 Jan 1970 00:01:40 GMT"));
        heard.hear(Some("yesterday"));
        heard.hear(None);
        let now = heard.now().expect("a time").get();
        assert!((100..=160).contains(&now), "{now}");
    }

    #[test]
    fn our_clock_is_put_right_by_the_last_date_that_could_be_read() {
        let offset = ClockOffset::default();
        let at = UnixSeconds::new;
        assert_eq!(offset.corrected(at(700)), at(700));
        assert_eq!(offset.hear(Some("Thu, 01 Jan 1970 00:01:40 GMT"), at(700)), Some(at(100)));
        assert_eq!(offset.hear(Some("yesterday"), at(0)), None);
        assert_eq!(offset.corrected(at(760)), at(160));
    }

    #[test]
    fn the_date_of_an_answer_is_a_time() {
        assert_eq!(read("Thu, 01 Jan 1970 00:01:40 GMT").map(UnixSeconds::get), Some(100));
        for bad in ["", "yesterday", "2026-11-21T08:00:00Z"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
