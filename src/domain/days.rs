//! Whole days in Beijing, and spans of them. What is said from today on stays so: it is counted when it is read.

use super::{UnixSeconds, UnknownWord};
use std::fmt;

const DAY_SECS: i64 = 24 * 60 * 60;
const BEIJING_SECS: i64 = 8 * 60 * 60;
/// The last day that is written with four digits for its year.
const DAY_LAST: i64 = 2_932_896;

/// A day in Beijing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The day of this moment.
    pub const fn of(at: UnixSeconds) -> Self {
        Self(at.get().saturating_add(BEIJING_SECS).div_euclid(DAY_SECS))
    }

    /// The day of this number, as [`Day::get`] gives it.
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// Its number, counted from 1970-01-01.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Its first moment.
    pub const fn begins(self) -> UnixSeconds {
        UnixSeconds::new(self.0.saturating_mul(DAY_SECS).saturating_sub(BEIJING_SECS))
    }

    /// So many days later, or earlier.
    #[must_use]
    pub const fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The first day of its month.
    #[must_use]
    pub fn month(self) -> Self {
        let first = i64::from(self.begins().beijing().day()).saturating_sub(1);
        self.plus(first.saturating_neg())
    }

    /// Reads `2026-09-01`.
    ///
    /// # Errors
    /// [`UnknownWord`] for anything else.
    pub fn parse(raw: &str) -> Result<Self, UnknownWord> {
        let unknown = |_| UnknownWord { kind: "Day", word: raw.chars().take(32).collect() };
        UnixSeconds::parse_dashed(&format!("{raw} 00:00:00")).map(Self::of).map_err(unknown)
    }
}

impl fmt::Display for Day {
    /// `2026-09-01`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noon = Self(self.0.clamp(0, DAY_LAST)).begins().beijing();
        write!(f, "{:04}-{:02}-{:02}", noon.year(), noon.month(), noon.day())
    }
}

/// Days one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Days {
    /// Since midnight.
    Today,
    /// The day before.
    Yesterday,
    /// The day before, no later in it than it is now: what today is compared with.
    YesterdayUntilNow,
    /// The same day of the week before, no later in it than it is now.
    WeekAgoUntilNow,
    /// Today and the six days before.
    Last7,
    /// Today and the twenty-nine days before.
    Last30,
    /// Since the first of the month.
    ThisMonth,
    /// The whole month before.
    LastMonth,
    /// From the first to the last day, both counted; open where there is none.
    Between(Option<Day>, Option<Day>),
}

impl Days {
    /// Those that have a name.
    pub const NAMED: [(Self, &'static str); 8] = [
        (Self::Today, "today"),
        (Self::Yesterday, "yesterday"),
        (Self::YesterdayUntilNow, "yesterday-until-now"),
        (Self::WeekAgoUntilNow, "week-ago-until-now"),
        (Self::Last7, "last-7-days"),
        (Self::Last30, "last-30-days"),
        (Self::ThisMonth, "this-month"),
        (Self::LastMonth, "last-month"),
    ];

    /// The first moment, and the one after the last. Orders of a clock that went ahead belong to today.
    pub fn span(self, now: UnixSeconds) -> (Option<UnixSeconds>, Option<UnixSeconds>) {
        let today = Day::of(now);
        let until_now = |ago: i64| {
            // What was paid in this very second counts as well.
            let behind = now.plus(1).plus(ago.saturating_mul(DAY_SECS).saturating_neg());
            (Some(today.plus(ago.saturating_neg()).begins()), Some(behind))
        };
        let (first, behind) = match self {
            Self::YesterdayUntilNow => return until_now(1),
            Self::WeekAgoUntilNow => return until_now(7),
            Self::Today => (Some(today), None),
            Self::Yesterday => (Some(today.plus(-1)), Some(today)),
            Self::Last7 => (Some(today.plus(-6)), None),
            Self::Last30 => (Some(today.plus(-29)), None),
            Self::ThisMonth => (Some(today.month()), None),
            Self::LastMonth => (Some(today.month().plus(-1).month()), Some(today.month())),
            Self::Between(first, last) => (first, last.map(|day| day.plus(1))),
        };
        (first.map(Day::begins), behind.map(Day::begins))
    }

    /// Reads a name, `2026-09-01..2026-09-30`, one end alone, or one day.
    ///
    /// # Errors
    /// [`UnknownWord`] for anything else.
    pub fn parse(raw: &str) -> Result<Self, UnknownWord> {
        if let Some((days, _)) = Self::NAMED.iter().find(|(_, name)| *name == raw) {
            return Ok(*days);
        }
        let end = |raw: &str| if raw.is_empty() { Ok(None) } else { Day::parse(raw).map(Some) };
        match raw.split_once("..") {
            Some((first, last)) if !(first.is_empty() && last.is_empty()) => Ok(Self::Between(end(first)?, end(last)?)),
            Some(_) => Err(UnknownWord { kind: "Days", word: raw.to_owned() }),
            None => Day::parse(raw).map(|day| Self::Between(Some(day), Some(day))),
        }
    }
}

impl fmt::Display for Days {
    /// As [`Days::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Between(first, last) = self {
            let word = |day: &Option<Day>| day.map_or_else(String::new, |day| day.to_string());
            return write!(f, "{}..{}", word(first), word(last));
        }
        let name = Self::NAMED.iter().find(|(days, _)| days == self).map_or("", |(_, name)| *name);
        f.write_str(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(raw: &str) -> UnixSeconds {
        UnixSeconds::parse_dashed(raw).expect("a time")
    }

    #[test]
    fn days_begin_and_end_at_midnight_in_beijing() {
        let now = at("2026-03-01 00:00:00");
        for (days, from, to) in [
            (Days::Today, Some("2026-03-01 00:00:00"), None),
            (Days::Yesterday, Some("2026-02-28 00:00:00"), Some("2026-03-01 00:00:00")),
            (Days::Last7, Some("2026-02-23 00:00:00"), None),
            (Days::Last30, Some("2026-01-31 00:00:00"), None),
            (Days::ThisMonth, Some("2026-03-01 00:00:00"), None),
            (Days::LastMonth, Some("2026-02-01 00:00:00"), Some("2026-03-01 00:00:00")),
            (
                Days::parse("2026-02-27..2026-02-28").expect("days"),
                Some("2026-02-27 00:00:00"),
                Some("2026-03-01 00:00:00"),
            ),
            (Days::parse("..2026-02-28").expect("days"), None, Some("2026-03-01 00:00:00")),
        ] {
            assert_eq!(days.span(now), (from.map(at), to.map(at)), "{days}");
        }
        assert_eq!(Days::LastMonth.span(at("2026-01-31 23:59:59")).0, Some(at("2025-12-01 00:00:00")));
    }

    #[test]
    fn days_are_read_as_they_are_written() {
        for raw in ["today", "last-30-days", "last-month", "2026-02-27..2026-03-02", "2026-02-27..", "..2026-03-02"] {
            assert_eq!(Days::parse(raw).expect("days").to_string(), raw);
        }
        let one = Days::parse("2026-02-27").expect("a day");
        assert_eq!(one.to_string(), "2026-02-27..2026-02-27");
        for raw in ["", "..", "soon", "2026-02-30", "27.2.2026", "2026-02-27..soon"] {
            assert!(Days::parse(raw).is_err(), "{raw}");
        }
    }
}
