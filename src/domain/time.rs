//! Moments, and how WeChat and the shop write them. Everything is Beijing time, whatever the computer's zone.

use jiff::{Timestamp, civil::DateTime, fmt::strtime, tz, tz::TimeZone};

const HOUR_SECS: i64 = 3600;
const DAY_SECS: i64 = 24 * HOUR_SECS;

/// A moment, in seconds since 1970. Comes from a clock that was handed in, never from inside the domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct UnixSeconds(i64);

/// A text that is not a time of the wanted form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a time")]
pub struct BadTime(pub String);

impl UnixSeconds {
    /// The moment `seconds` after 1970 began.
    pub const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// `seconds` later; stops at the end of time rather than wrapping.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// So many days later, each of 24 hours; stops at the end of time.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus(days.saturating_mul(DAY_SECS))
    }

    /// When the full hour of this moment began: the same one everywhere on earth but in a few half zones.
    #[must_use]
    pub const fn hour_start(self) -> Self {
        Self(self.0.saturating_sub(self.0.rem_euclid(HOUR_SECS)))
    }

    /// Seconds from `earlier` to this moment; negative if it lies ahead.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The wall clock in Beijing at this moment (1970 for moments no calendar has).
    pub fn beijing(self) -> DateTime {
        let moment = Timestamp::from_second(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        moment.to_zoned(beijing()).datetime()
    }

    /// `20260901`, the day in Beijing.
    pub fn beijing_day_compact(self) -> String {
        let now = self.beijing();
        format!("{:04}{:02}{:02}", now.year(), now.month(), now.day())
    }

    /// `20260901104207`, as API v2 writes times (`time_end`, `time_expire`).
    pub fn to_compact(self) -> String {
        let now = self.beijing();
        format!("{}{:02}{:02}{:02}", self.beijing_day_compact(), now.hour(), now.minute(), now.second())
    }

    /// `2026-09-01 10:42:07`, as refund answers write times (`refund_success_time_0`).
    pub fn to_dashed(self) -> String {
        let now = self.beijing();
        let (year, month, day) = (now.year(), now.month(), now.day());
        format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", now.hour(), now.minute(), now.second())
    }

    /// `2026年1月1日 09:00`, as subscribe messages write times.
    pub fn to_chinese(self) -> String {
        let now = self.beijing();
        format!("{}年{}月{}日 {:02}:{:02}", now.year(), now.month(), now.day(), now.hour(), now.minute())
    }

    /// `2026-09-01T10:42:07+08:00`, as the storefront API writes times.
    pub fn to_rfc3339(self) -> String {
        format!("{}+08:00", self.to_dashed().replacen(' ', "T", 1))
    }

    /// Reads `yyyyMMddHHmmss`, Beijing time.
    ///
    /// # Errors
    /// [`BadTime`] for any other form or a day no calendar has.
    pub fn parse_compact(raw: &str) -> Result<Self, BadTime> {
        Self::parse_as("%Y%m%d%H%M%S", 14, raw)
    }

    /// Reads `yyyy-MM-dd HH:mm:ss`, Beijing time.
    ///
    /// # Errors
    /// [`BadTime`] for any other form or a day no calendar has.
    pub fn parse_dashed(raw: &str) -> Result<Self, BadTime> {
        Self::parse_as("%Y-%m-%d %H:%M:%S", 19, raw)
    }

    /// Reads `yyyy-MM-ddTHH:mm:ss+08:00`, with fractions of a second or another zone where they stand (RFC 3339).
    ///
    /// # Errors
    /// [`BadTime`] for any other form or a day no calendar has.
    pub fn parse_rfc3339(raw: &str) -> Result<Self, BadTime> {
        const LENGTH_MAX: usize = 40;
        let bad = || BadTime(raw.chars().take(32).collect());
        let plain = raw.len() <= LENGTH_MAX && raw.as_bytes().get(10) == Some(&b'T') && !raw.contains(['[', ' ', ',']);
        let moment = if plain { raw.parse::<Timestamp>().ok() } else { None };
        moment.map(|moment| Self(moment.as_second())).ok_or_else(bad)
    }

    fn parse_as(form: &str, length: usize, raw: &str) -> Result<Self, BadTime> {
        let bad = || BadTime(raw.chars().take(32).collect());
        if raw.len() != length {
            return Err(bad());
        }
        let civil = strtime::parse(form, raw).and_then(|t| t.to_datetime()).map_err(|_| bad())?;
        let zoned = civil.to_zoned(beijing()).map_err(|_| bad())?;
        Ok(Self(zoned.timestamp().as_second()))
    }
}

/// China has kept one offset since 1991; a fixed one needs no time zone files.
fn beijing() -> TimeZone {
    TimeZone::fixed(tz::offset(8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_wechat_writes_them_and_back() {
        let paid = UnixSeconds::parse_compact("20260101080312").expect("a time");
        assert_eq!(paid.get(), 1_767_225_792);
        assert_eq!(paid.to_compact(), "20260101080312");
        assert_eq!(paid.to_dashed(), "2026-01-01 08:03:12");
        assert_eq!(paid.to_rfc3339(), "2026-01-01T08:03:12+08:00");
        assert_eq!(UnixSeconds::parse_dashed("2026-01-01 08:03:12"), Ok(paid));
        for same in ["2026-01-01T08:03:12+08:00", "2026-01-01T00:03:12Z", "2026-01-01T08:03:12.345+08:00"] {
            assert_eq!(UnixSeconds::parse_rfc3339(same), Ok(paid), "{same}");
        }
    }

    #[test]
    fn a_time_without_its_zone_or_of_a_looser_form_is_refused() {
        for raw in [
            "2026-01-01T08:03:12",
            "2026-01-01 08:03:12+08:00",
            "2026-02-30T08:03:12+08:00",
            "2026-01-01T08:03:12+08:00[Asia/Shanghai]",
            "2026-01-01",
        ] {
            assert!(UnixSeconds::parse_rfc3339(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn a_time_of_another_form_is_refused() {
        for raw in ["", "2026010108031", "20261301080312", "2026-01-01", "20260230000000", "2026010108031x"] {
            assert!(UnixSeconds::parse_compact(raw).is_err() && UnixSeconds::parse_rfc3339(raw).is_err(), "{raw}");
        }
    }
}
