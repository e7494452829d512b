//! What the owner called seen a moment ago: gone from the screen, and said to the shop only when it can be undone no more.

use crate::{alerts::News, domain::UnixSeconds};

/// So long "all seen" can be undone, seconds.
pub(super) const UNDO_SECS: i64 = 10;

/// Marked as seen together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SeenLater {
    /// What stood on the screen.
    pub news: Vec<News>,
    /// New orders beyond those that stood there: they were counted, not listed.
    pub unlisted: u64,
    /// It was ticked rows of the list: said, and undone, at the list.
    pub ticked: bool,
    /// Until when it can be undone.
    pub until: UnixSeconds,
}

impl SeenLater {
    /// True if this counts as seen.
    pub fn holds(&self, news: &News) -> bool {
        self.news.contains(news)
    }

    /// How many of them are new orders.
    pub fn orders(&self) -> u64 {
        let orders = self.news.iter().filter(|news| matches!(news, News::Order(_))).count() as u64;
        orders.saturating_add(self.unlisted)
    }

    /// How much it is.
    pub fn many(&self) -> u64 {
        (self.news.len() as u64).saturating_add(self.unlisted)
    }
}
