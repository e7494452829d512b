//! Whether WeChat has what the shop wished to say, by its own records. Pure: the same question before a first call, after a
//! doubt, and in a file that was put back.

use crate::{
    domain::{ComplaintFacts, ComplaintState, ComplaintTaskKind, TALK_REPLY, TalkEntry, UnixSeconds},
    store::DueComplaintTask,
};

/// WeChat's clock and ours may be so far apart, seconds.
const SKEW_SECS: i64 = 300;

/// What WeChat's records say of a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WishFound {
    /// It has it.
    There,
    /// It has it not, and can take it.
    NotThere,
    /// It has it not, and the complaint is over.
    Over,
}

/// `ahead_secs`: how far our clock is ahead of WeChat's.
pub(super) fn wish_in(
    task: &DueComplaintTask,
    facts: &ComplaintFacts,
    entries: &[TalkEntry],
    ahead_secs: i64,
) -> WishFound {
    let since = task.made_at.plus(ahead_secs.saturating_neg()).plus(-SKEW_SECS);
    let there = match task.kind {
        ComplaintTaskKind::Reply => {
            replies(task, entries, since) > usize::try_from(task.same_before).unwrap_or(usize::MAX)
        }
        ComplaintTaskKind::Reject => says(entries, &["MERCHANT_REJECT_REFUND", "MERCHANT_REFUSE_RE"]),
        ComplaintTaskKind::Approve => says(entries, &["MERCHANT_APPROVE_REFUND"]),
        ComplaintTaskKind::Complete => facts.state == ComplaintState::Processed,
    };
    if there {
        WishFound::There
    } else if facts.state == ComplaintState::Processed {
        WishFound::Over
    } else {
        WishFound::NotThere
    }
}

/// Replies of these words since the wish.
fn replies(task: &DueComplaintTask, entries: &[TalkEntry], since: UnixSeconds) -> usize {
    let same =
        |entry: &&TalkEntry| entry.kind == TALK_REPLY && entry.at >= since && entry.words.trim() == task.words.trim();
    entries.iter().filter(same).count()
}

/// WeChat spells some of its words wrong: the beginning counts.
fn says(talk: &[TalkEntry], kinds: &[&str]) -> bool {
    talk.iter().any(|entry| kinds.iter().any(|kind| entry.kind.starts_with(kind)))
}
