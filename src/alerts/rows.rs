//! What is open, from the rows and from what is well.

use crate::alerts::{AlertItem, News};
use crate::{
    domain::Fen,
    events::{HealthState, Subsystem, Trouble},
    store::{OpenAlert, OpenAlerts, Reader, StoreError},
};
use std::collections::{BTreeMap, BTreeSet};

/// More unseen things of one kind than this are not told one by one by anybody.
const MOST: u32 = 1000;

/// Everything that wants a person and has a row.
pub(super) fn read(reader: &Reader) -> Result<Vec<AlertItem>, StoreError> {
    let OpenAlerts { orders, needs_owner, refunds_asked, money_short, refunds_odd, complaints } =
        reader.open_alerts(MOST)?;
    let orders = orders.into_iter().map(item(News::Order)).chain(needs_owner.into_iter().map(item(News::NeedsYou)));
    let odd = refunds_odd.into_iter().map(item(News::RefundOdd));
    let refunds = odd.chain(refunds_asked.into_iter().map(item(News::RefundAsked)));
    let refunds = refunds.chain(complaints.into_iter().map(item(News::Complaint)));
    Ok(orders.chain(refunds).chain(money_short.into_iter().map(item(News::MoneyShort))).collect())
}

fn item<N>(news: impl Fn(N) -> News) -> impl Fn(OpenAlert<N>) -> AlertItem {
    move |open| AlertItem { news: news(open.number), amount: open.amount, at: Some(open.at) }
}

/// What does not work. A part that is only troubled is shown on the screen and calls nobody, but for the
/// certificate's end and a printer that is out.
pub(super) fn broken(health: &BTreeMap<Subsystem, HealthState>) -> impl Iterator<Item = AlertItem> {
    health.iter().filter_map(|(subsystem, state)| {
        let news = match (subsystem, state) {
            (
                Subsystem::Certificate,
                HealthState::Troubled(Trouble::CertificateEnding { .. }, _)
                | HealthState::Dead(Trouble::CertificateEnded { .. }, _),
            ) => News::CertificateEnding,
            // A printer that is out keeps its receipts, but somebody waits for them.
            (Subsystem::Printers, HealthState::Troubled(..)) => News::Broken(Subsystem::Printers),
            // Everything else goes on, and nobody would look for the one that does not.
            (Subsystem::Jobs, HealthState::Troubled(Trouble::RowsSetAside, _)) => News::Broken(Subsystem::Jobs),
            (subsystem, HealthState::Dead(..)) => News::Broken(*subsystem),
            _ => return None,
        };
        Some(AlertItem { news, amount: Fen::ZERO, at: None })
    })
}

/// What the strip shows: everything but orders, what is broken first, then what waits for a decision about money.
pub(super) fn calls(open: &[AlertItem]) -> Vec<AlertItem> {
    let rank = |item: &AlertItem| match item.news {
        News::Broken(_) => 0,
        News::NeedsYou(_) => 1,
        News::RefundOdd(_) => 2,
        News::MoneyShort(_) => 3,
        News::Complaint(_) => 4,
        News::RefundAsked(_) => 5,
        News::CertificateEnding => 6,
        News::Order(_) => 7,
    };
    let mut calls: Vec<AlertItem> = open.iter().filter(|item| !matches!(item.news, News::Order(_))).cloned().collect();
    calls.sort_by_key(rank);
    calls
}

/// What was seen and has no row to say so; forgotten when it is over, so that it counts anew the next time.
#[derive(Debug, Default)]
pub(super) struct Acknowledged(BTreeSet<News>);

impl Acknowledged {
    pub fn add(&mut self, news: News) {
        self.0.insert(news);
    }

    /// Takes what was seen out of what is open.
    pub fn without(&mut self, open: Vec<AlertItem>) -> Vec<AlertItem> {
        self.0.retain(|news| open.iter().any(|item| item.news == *news));
        open.into_iter().filter(|item| !self.0.contains(&item.news)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printer_that_is_out_calls_and_a_line_that_is_only_slow_does_not() {
        let troubled = |trouble| HealthState::Troubled(trouble, "why".to_owned());
        let health = BTreeMap::from([
            (Subsystem::Printers, troubled(Trouble::Printer)),
            (Subsystem::WeChat, troubled(Trouble::NoUsableAnswer)),
            (Subsystem::Listener, HealthState::Dead(Trouble::PortTaken, "why".to_owned())),
            (Subsystem::Jobs, HealthState::Good),
        ]);
        let news: Vec<News> = broken(&health).map(|item| item.news).collect();
        assert_eq!(news, [News::Broken(Subsystem::Listener), News::Broken(Subsystem::Printers)]);
    }
}
