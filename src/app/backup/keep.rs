//! Which backups there are in a folder, and which of them are kept.

use crate::domain::UnixSeconds;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const BEFORE: &str = "zhanggui-";
const BY_HAND: &str = "-hand";
const ENDING: &str = ".zgb";
const DAY_SECS: i64 = 24 * 60 * 60;
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

/// When the newest backup in a folder was made.
pub fn newest(folder: &Path) -> Option<UnixSeconds> {
    copies_in(folder).into_iter().map(|copy| copy.name.made_at).max()
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
