//! What time it is at WeChat: by the `Date` of an answer over verified TLS. It proves nothing about money and decides
//! nothing; it shows an owner that this computer's clock is wrong.

use super::{
    BadEndpoint, Endpoint,
    http::{self, Caller, NoReply},
};
use crate::domain::UnixSeconds;
use jiff::fmt::rfc2822;

/// Asks WeChat Pay's host for anything at all and reads the answer's `Date`. Blocking, one deadline.
///
/// # Errors
/// A technical sentence: no connection, no answer, or an answer without a date.
pub fn time_at(endpoint: &Endpoint) -> Result<UnixSeconds, String> {
    let sentence = |error: BadEndpoint| error.to_string();
    let base = http::base_address(&endpoint.pay_url).map_err(sentence)?;
    let caller = Caller::new(endpoint.deadline).map_err(sentence)?;
    let client = http::client(endpoint, None).map_err(sentence)?;
    let reply = caller.call(client.get(base)).map_err(|why| match why {
        NoReply::NotSent(why) | NoReply::Broken(why) => why,
        NoReply::TooLong => "an answer longer than any of WeChat's".to_owned(),
    })?;
    reply.date.as_deref().and_then(read).ok_or_else(|| "the answer has no date".to_owned())
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
    fn the_date_of_an_answer_is_a_time() {
        assert_eq!(read("Thu, 01 Jan 1970 00:01:40 GMT").map(UnixSeconds::get), Some(100));
        for bad in ["", "yesterday", "2026-11-21T08:00:00Z"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
