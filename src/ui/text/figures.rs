//! Numbers and times as people write them.

use super::Lang;
use crate::domain::UnixSeconds;

/// `10,482`.
pub(in crate::ui) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

texts! { in lang;
    /// `10:42` today, "yesterday 10:42", then the date; the year only when it is another one.
    moment(at: UnixSeconds, now: UnixSeconds) -> String {
        let (then, today) = (at.beijing(), now.beijing());
        let clock = format!("{:02}:{:02}", then.hour(), then.minute());
        if then.date() == today.date() {
            return clock;
        }
        if then.date().tomorrow().is_ok_and(|next| next == today.date()) {
            return lang.pick("昨天 ", "yesterday ").to_owned() + &clock;
        }
        if then.year() != today.year() {
            return format!("{:04}-{:02}-{:02}", then.year(), then.month(), then.day());
        }
        match lang {
            Lang::Zh => format!("{}月{}日 {clock}", then.month(), then.day()),
            Lang::En => format!("{} {} {clock}", then.day(), month_name(then.month())),
        }
    }

    /// `2026年12月20日`, `20 Dec 2026`.
    day(at: UnixSeconds) -> String {
        let then = at.beijing();
        match lang {
            Lang::Zh => format!("{}年{}月{}日", then.year(), then.month(), then.day()),
            Lang::En => format!("{} {} {}", then.day(), month_name(then.month()), then.year()),
        }
    }

    /// `9月1日`, `1 Sep`; the year only when it is another one.
    day_of_year(at: UnixSeconds, now: UnixSeconds) -> String {
        let then = at.beijing();
        if then.year() != now.beijing().year() {
            return day(lang, at);
        }
        match lang {
            Lang::Zh => format!("{}月{}日", then.month(), then.day()),
            Lang::En => format!("{} {}", then.day(), month_name(then.month())),
        }
    }
}

/// `10:42`.
pub(in crate::ui) fn minute(at: UnixSeconds) -> String {
    let then = at.beijing();
    format!("{:02}:{:02}", then.hour(), then.minute())
}

/// `10:42:07`.
pub(in crate::ui) fn clock(at: UnixSeconds) -> String {
    let then = at.beijing();
    format!("{:02}:{:02}:{:02}", then.hour(), then.minute(), then.second())
}

/// `2026-09-01 10:42:07`.
pub(in crate::ui) fn moment_exact(at: UnixSeconds) -> String {
    at.to_dashed()
}

fn month_name(month: i8) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(month - 1).ok().and_then(|at| NAMES.get(at)).copied().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_shorten_the_nearer_they_are() {
        let at = |text: &str| UnixSeconds::parse_dashed(text).expect("a time");
        let now = at("2026-09-01 10:42:07");
        let shown = |text: &str| (moment(Lang::Zh, at(text), now), moment(Lang::En, at(text), now));
        assert_eq!(shown("2026-09-01 00:00:01"), ("00:00".into(), "00:00".into()));
        assert_eq!(shown("2026-08-31 23:59:00"), ("昨天 23:59".into(), "yesterday 23:59".into()));
        assert_eq!(shown("2026-08-30 08:05:00"), ("8月30日 08:05".into(), "30 Aug 08:05".into()));
        assert_eq!(shown("2025-12-31 08:05:00"), ("2025-12-31".into(), "2025-12-31".into()));
    }

    #[test]
    fn a_day_that_matters_is_written_with_its_year() {
        let at = UnixSeconds::parse_dashed("2026-12-20 08:00:00").expect("a time");
        assert_eq!((day(Lang::Zh, at), day(Lang::En, at)), ("2026年12月20日".into(), "20 Dec 2026".into()));
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!([0, 999, 1000, 10_482, 1_048_200].map(count), ["0", "999", "1,000", "10,482", "1,048,200"]);
    }
}
