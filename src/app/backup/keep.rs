//! Which backups there are in a folder, and which of them are kept.

use crate::domain::UnixSeconds;
use std::{
    collections::BTreeSet,
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

const BEFORE: &str = "zhanggui-";
const BY_HAND: &str = "-hand";
const ENDING: &str = ".zgb";
/// A day, in seconds.
pub const DAY_SECS: i64 = 24 * 60 * 60;
/// A clock that is set back by less was a little wrong.
const CLOCK_AHEAD_SECS: i64 = 60 * 60;
/// Beyond the days that all are kept: one a week for so long, then one a month.
const WEEKS: i64 = 8;
const MONTHS_DAYS: i64 = 366;

/// What a backup's name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CopyName {
    /// When its data was copied.
    pub made_at: UnixSeconds,
    /// The owner asked for it.
    pub by_hand: bool,
}

impl CopyName {
    /// Of a backup that is made now, beside those there are. No two go by one second: the order of the names is the order in
    /// which they were made, also where the hand-over follows the daily one at once.
    pub fn after(there: &[FoundCopy], now: UnixSeconds, by_hand: bool) -> Self {
        let taken: BTreeSet<UnixSeconds> = there.iter().map(|copy| copy.name.made_at).collect();
        let mut made_at = now;
        while taken.contains(&made_at) {
            made_at = made_at.plus(1);
        }
        Self { made_at, by_hand }
    }

    /// `zhanggui-20260901100000.zgb`, by the clock in Beijing.
    pub fn file_name(self) -> String {
        let by_hand = if self.by_hand { BY_HAND } else { "" };
        format!("{BEFORE}{}{by_hand}{ENDING}", self.made_at.to_compact())
    }

    fn parse(name: &str) -> Option<Self> {
        let stem = name.strip_prefix(BEFORE)?.strip_suffix(ENDING)?;
        let (moment, by_hand) = stem.strip_suffix(BY_HAND).map_or((stem, false), |moment| (moment, true));
        Some(Self { made_at: UnixSeconds::parse_compact(moment).ok()?, by_hand })
    }
}

/// A backup in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundCopy {
    /// The file.
    pub path: PathBuf,
    /// What its name says.
    pub name: CopyName,
    /// How large it is.
    pub bytes: u64,
}

/// The backups in a folder; none where it cannot be read.
pub fn copies_in(folder: &Path) -> Vec<FoundCopy> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let found = entries.flatten().filter_map(|entry| {
        let name = CopyName::parse(entry.file_name().to_str()?)?;
        let bytes = entry.metadata().ok().filter(fs::Metadata::is_file)?.len();
        Some(FoundCopy { path: entry.path(), name, bytes })
    });
    found.collect()
}

/// How old the newest backup is while no other is due, in seconds.
pub const AGE_OF_A_DAILY: Range<i64> = -CLOCK_AHEAD_SECS..DAY_SECS;

/// The newest backup by this clock. What lies far ahead of it was named by a clock that was wrong: it is the newest only where
/// there is no other.
pub fn newest_by(now: UnixSeconds, copies: Vec<FoundCopy>) -> Option<FoundCopy> {
    let limit = now.plus(CLOCK_AHEAD_SECS);
    copies.into_iter().max_by_key(|copy| (copy.name.made_at <= limit, copy.name.made_at))
}

/// When the newest backup in a folder was made, by this clock.
pub fn newest(folder: &Path, now: UnixSeconds) -> Option<UnixSeconds> {
    newest_by(now, copies_in(folder)).map(|copy| copy.name.made_at)
}

/// Removes what is not kept any more. `now`: when the newest was made; nothing goes by a clock that is behind it.
pub fn sweep(folder: &Path, keep_days: u32, now: UnixSeconds) {
    let copies = copies_in(folder);
    let kept = kept(copies.iter().map(|copy| copy.name).collect(), keep_days, now);
    for copy in copies.iter().filter(|copy| !kept.contains(&copy.name)) {
        match fs::remove_file(&copy.path) {
            Ok(()) => tracing::info!(path = %copy.path.display(), "an old backup went"),
            Err(error) => tracing::warn!(%error, path = %copy.path.display(), "an old backup stays behind"),
        }
    }
}

/// All of the last days, then the first of each week and of each month. The newest is always kept, and so is whatever lies
/// ahead of this clock.
fn kept(mut names: Vec<CopyName>, keep_days: u32, now: UnixSeconds) -> BTreeSet<CopyName> {
    names.sort();
    let mut kept: BTreeSet<CopyName> = names.last().copied().into_iter().collect();
    let (mut weeks, mut months) = (BTreeSet::new(), BTreeSet::new());
    for name in names {
        let age = now.since(name.made_at);
        let day = name.made_at.get().div_euclid(DAY_SECS);
        let moment = name.made_at.to_compact();
        let month = moment.get(..6).unwrap_or_default().to_owned();
        let lately = age < i64::from(keep_days).saturating_mul(DAY_SECS);
        let of_week = weeks.insert(day.div_euclid(7)) && age < WEEKS.saturating_mul(7 * DAY_SECS);
        let of_month = months.insert(month) && age < MONTHS_DAYS.saturating_mul(DAY_SECS);
        if lately || of_week || of_month {
            kept.insert(name);
        }
    }
    kept
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "days of a test")]
mod tests {
    use super::*;

    const NOW: UnixSeconds = UnixSeconds::new(1_788_228_000);

    fn daily(days: i64) -> Vec<CopyName> {
        (0..days).map(|day| CopyName { made_at: NOW.plus(-day * DAY_SECS), by_hand: false }).collect()
    }

    #[test]
    fn a_name_reads_back() {
        for by_hand in [true, false] {
            let name = CopyName { made_at: NOW, by_hand };
            assert_eq!(CopyName::parse(&name.file_name()), Some(name));
        }
        assert_eq!(CopyName::parse("zhanggui-20260901100000.zgb.part"), None, "a half one is none");
    }

    fn found(name: CopyName) -> FoundCopy {
        FoundCopy { path: name.file_name().into(), name, bytes: 1 }
    }

    #[test]
    fn two_in_one_second_are_told_apart_in_the_order_they_were_made_in() {
        let mut there = Vec::new();
        for by_hand in [false, true, true, false] {
            there.push(found(CopyName::after(&there, NOW, by_hand)));
        }
        let moments: Vec<i64> = there.iter().map(|copy| copy.name.made_at.since(NOW)).collect();
        assert_eq!(moments, [0, 1, 2, 3]);
        let last = there.last().cloned();
        there.reverse(); // a folder gives them in any order
        assert_eq!(newest_by(NOW, there), last);
    }

    #[test]
    fn what_a_clock_that_was_ahead_left_behind_is_the_newest_only_where_it_is_alone() {
        let (ahead, made) = (NOW.plus(9 * DAY_SECS), NOW.plus(-DAY_SECS));
        let copies = |moments: &[UnixSeconds]| {
            moments.iter().map(|&made_at| found(CopyName { made_at, by_hand: false })).collect::<Vec<_>>()
        };
        let newest = |moments: &[UnixSeconds]| newest_by(NOW, copies(moments)).map(|copy| copy.name.made_at);
        assert_eq!(newest(&[ahead, made]), Some(made));
        assert_eq!(newest(&[ahead]), Some(ahead));
        assert!(!AGE_OF_A_DAILY.contains(&NOW.since(ahead)), "one is due");
        assert!(!AGE_OF_A_DAILY.contains(&NOW.since(made)) && AGE_OF_A_DAILY.contains(&0));
    }

    #[test]
    fn days_then_weeks_then_months_are_kept_and_the_newest_always() {
        let kept = kept(daily(800), 30, NOW);
        let within = |days: std::ops::Range<i64>| {
            kept.iter().filter(|name| days.contains(&(NOW.since(name.made_at) / DAY_SECS))).count()
        };
        assert_eq!(within(0..30), 30);
        assert!((3..=6).contains(&within(30..56)), "{}", within(30..56));
        assert!((9..=12).contains(&within(56..366)), "{}", within(56..366));
        assert_eq!(within(366..800), 0);
        let old = vec![CopyName { made_at: NOW.plus(-900 * DAY_SECS), by_hand: false }];
        assert_eq!(super::kept(old.clone(), 30, NOW).len(), 1, "the only one there is");
        assert_eq!(super::kept(daily(3), 30, NOW.plus(-999 * DAY_SECS)).len(), 3, "a clock that is behind takes none");
    }
}
