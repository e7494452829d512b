//! The hours in which nothing is heard.

use crate::domain::UnixSeconds;

const DAY_MINUTES: i64 = 24 * 60;

/// From one time of the day to another in Beijing, past midnight too. The first minute is quiet, the last is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// Minutes of the day.
    from: i64,
    until: i64,
}

impl QuietHours {
    /// `22:00` and `08:00`; `None` if they are no two different times.
    pub fn parse(from: &str, until: &str) -> Option<Self> {
        let (from, until) = (minutes(from)?, minutes(until)?);
        (from != until).then_some(Self { from, until })
    }

    /// True if it is quiet then.
    pub fn holds(self, now: UnixSeconds) -> bool {
        let minute = minute_of(now);
        if self.from < self.until {
            (self.from..self.until).contains(&minute)
        } else {
            !(self.until..self.from).contains(&minute)
        }
    }

    /// How many seconds after `now` it next stops being quiet: 1 to a day.
    pub fn left_secs(self, now: UnixSeconds) -> i64 {
        let minutes = self.until.saturating_sub(minute_of(now)).rem_euclid(DAY_MINUTES);
        let minutes = if minutes == 0 { DAY_MINUTES } else { minutes };
        minutes.saturating_mul(60).saturating_sub(i64::from(now.beijing().second()))
    }
}

fn minute_of(now: UnixSeconds) -> i64 {
    let time = now.beijing();
    i64::from(time.hour()).saturating_mul(60).saturating_add(i64::from(time.minute()))
}

fn minutes(raw: &str) -> Option<i64> {
    let (hours, minutes) = raw.trim().split_once([':', '：'])?;
    let part = |text: &str, most: i64| {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<i64>().ok().filter(|value| digits && *value <= most)
    };
    Some(part(hours, 23)?.saturating_mul(60).saturating_add(part(minutes, 59)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-09-01 00:00:00 in Beijing.
    const MIDNIGHT: UnixSeconds = UnixSeconds::new(1_788_192_000);

    #[test]
    fn the_night_is_quiet_past_midnight_and_the_nap_within_the_day() {
        let night = QuietHours::parse("22:00", "8:00").expect("hours");
        let nap = QuietHours::parse("12:30", "13:30").expect("hours");
        let at = |hour: i64, minute: i64| MIDNIGHT.plus(hour * 3600 + minute * 60);
        let quiet = [(21, 59), (22, 0), (23, 59), (0, 0), (7, 59), (8, 0), (12, 30), (13, 30)]
            .map(|(hour, minute)| (night.holds(at(hour, minute)), nap.holds(at(hour, minute))));
        let wanted = [0, 1, 1, 1, 1, 0, 0, 0].map(|bit| bit == 1);
        assert_eq!(quiet.map(|(night, _)| night), wanted);
        assert_eq!(quiet.map(|(_, nap)| nap), [0, 0, 0, 0, 0, 0, 1, 0].map(|bit| bit == 1));
        assert_eq!((night.left_secs(at(22, 0)), night.left_secs(at(7, 59).plus(59))), (10 * 3600, 1));
    }
}
