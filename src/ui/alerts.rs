//! What wants the owner now: one list, the most pressing first, for the alert line, the drawer and the bell.

use super::{
    action::Action,
    model::Place,
    screen::Screen,
    text,
    widgets::{Icon, Now},
};
use crate::{
    alerts::{AlertItem, News},
    domain::{LeaseHold, OrderState, UnixSeconds},
    events::{HealthState, Subsystem, Trouble},
    store::OrderRow,
};

/// How an item is tinted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AlertTint {
    /// New, and good.
    New,
    /// Money may leave, or something stands still.
    Danger,
    /// Wants the owner.
    Warn,
}

/// What an item is about.
#[derive(Debug, Clone, Copy)]
enum AlertSubject<'a> {
    /// The data cannot be read here.
    NoData(Trouble),
    Order(&'a OrderRow),
    Call(&'a AlertItem),
    /// Rows of another merchant.
    Held,
    /// The data was put back from an older file, which goes to here.
    CatchingUp(Option<UnixSeconds>),
    /// Another computer runs the shop.
    Lease(LeaseHold),
}

/// One item.
#[derive(Debug, Clone, Copy)]
pub(super) struct AlertEntry<'a> {
    subject: AlertSubject<'a>,
    at: Option<UnixSeconds>,
    /// The trouble behind it, where a part does not work.
    trouble: Option<Trouble>,
}

/// Everything, the most pressing first: what does not work, then the newest.
pub(super) fn entries<'a>(screen: &'a Screen<'_>) -> Vec<AlertEntry<'a>> {
    let model = screen.model;
    let entry = |subject, at| AlertEntry { subject, at, trouble: None };
    let seen = |news: &News| screen.seen.is_some_and(|seen| seen.holds(news));
    let unseen = model.shot.unseen.iter().filter(|row| !seen(&News::Order(row.key.order_no.clone())));
    let mut newest: Vec<AlertEntry<'_>> =
        unseen.map(|row| entry(AlertSubject::Order(row), Some(row.paid_at.unwrap_or(row.key.created_at)))).collect();
    // The page itself shows them.
    let on_page = |call: &&AlertItem| match call.news {
        News::RefundAsked(_) | News::MoneyShort(_) => screen.gaze.place == Place::Refunds,
        News::Complaint(_) => screen.gaze.place == Place::Complaints,
        _ => false,
    };
    let calls = screen.calls.iter().filter(|call| !on_page(call) && !seen(&call.news));
    let (broken, others): (Vec<&AlertItem>, Vec<&AlertItem>) =
        calls.partition(|call| matches!(call.news, News::Broken(_)));
    newest.extend(others.into_iter().map(|call| entry(AlertSubject::Call(call), call.at)));
    newest.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    let mut all = Vec::new();
    if let Some(restore) = &model.shot.restore {
        all.push(entry(AlertSubject::CatchingUp(restore.state.behind_at), None));
    }
    if let Some(hold) = lease_in_the_way(screen) {
        all.push(entry(AlertSubject::Lease(hold), None));
    }
    if let Some((trouble, _)) = model.trouble {
        all.push(AlertEntry { subject: AlertSubject::NoData(trouble), at: None, trouble: Some(trouble) });
    }
    all.extend(broken.into_iter().map(|call| AlertEntry {
        subject: AlertSubject::Call(call),
        at: call.at,
        trouble: match call.news {
            News::Broken(subsystem) => trouble_of(screen, subsystem),
            _ => None,
        },
    }));
    all.extend(newest);
    if !model.shot.held.is_empty() {
        all.push(entry(AlertSubject::Held, None));
    }
    all
}

/// Why nothing is sent from this computer, where the catching up does not say it already.
fn lease_in_the_way(screen: &Screen<'_>) -> Option<LeaseHold> {
    let shot = &screen.model.shot;
    match shot.lease.as_ref()?.lease.hold? {
        LeaseHold::Asking => None,
        LeaseHold::HandedOver | LeaseHold::OtherOwner if shot.restore.is_some() => None,
        hold => Some(hold),
    }
}

fn trouble_of(screen: &Screen<'_>, subsystem: Subsystem) -> Option<Trouble> {
    match screen.model.health_of(subsystem) {
        HealthState::Troubled(trouble, _) | HealthState::Dead(trouble, _) => Some(trouble),
        _ => None,
    }
}

/// The item that stands on the alert line; none where it is quiet, or where what was just seen can be undone there.
pub(super) fn on_the_line<'e, 'a>(screen: &Screen<'_>, entries: &'e [AlertEntry<'a>]) -> Option<&'e AlertEntry<'a>> {
    entries.first().filter(|first| screen.all_seen().is_none() || first.tint() != AlertTint::New)
}

/// New orders that are counted and not listed.
pub(super) fn unlisted(screen: &Screen<'_>) -> u64 {
    let shot = &screen.model.shot;
    let hidden = screen.seen.map_or(0, |seen| seen.unlisted);
    shot.counts.unseen.saturating_sub(shot.unseen.len() as u64).saturating_sub(hidden)
}

impl AlertEntry<'_> {
    pub fn tint(&self) -> AlertTint {
        match self.subject {
            AlertSubject::Order(_) => AlertTint::New,
            AlertSubject::NoData(_) | AlertSubject::Lease(LeaseHold::Elsewhere | LeaseHold::Sending) => {
                AlertTint::Danger
            }
            AlertSubject::Held | AlertSubject::CatchingUp(_) | AlertSubject::Lease(_) => AlertTint::Warn,
            AlertSubject::Call(call) => match &call.news {
                News::Order(_) => AlertTint::New,
                News::Broken(Subsystem::Printers) | News::CertificateEnding | News::NeedsYou(_) => AlertTint::Warn,
                News::Broken(_)
                | News::RefundAsked(_)
                | News::Complaint(_)
                | News::RefundOdd(_)
                | News::MoneyShort(_) => AlertTint::Danger,
            },
        }
    }

    pub fn icon(&self) -> Icon {
        match self.subject {
            AlertSubject::Order(_) => Icon::Receipt,
            AlertSubject::Call(call) => match &call.news {
                News::Broken(Subsystem::Printers) => Icon::Printer,
                News::RefundAsked(_) | News::RefundOdd(_) | News::MoneyShort(_) => Icon::Back,
                _ => Icon::Bang,
            },
            AlertSubject::CatchingUp(_) => Icon::Archive,
            AlertSubject::NoData(_) | AlertSubject::Held | AlertSubject::Lease(_) => Icon::Bang,
        }
    }

    /// The whole of it in one line.
    pub fn line(&self, screen: &Screen<'_>) -> String {
        let Now { lang, at: now } = screen.now;
        if let AlertSubject::Order(row) = self.subject {
            let age = self.at.map(|at| text::age(lang, at, now)).unwrap_or_default();
            return text::order_alert(lang, &row.buyer, &row.items, row.total, &age);
        }
        let about = self.about(screen);
        let age = self.at.map(|at| text::age(lang, at, now));
        let parts = [Some(self.title(screen)), Some(about).filter(|about| !about.is_empty()), age];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// What happened.
    pub fn title(&self, screen: &Screen<'_>) -> String {
        let lang = screen.now.lang;
        match (self.subject, self.trouble) {
            (_, Some(trouble)) => text::health_word(lang, trouble).to_owned(),
            (AlertSubject::Order(row), _) => text::order_alert_title(lang, row.total),
            (AlertSubject::Call(call), _) if call.amount.is_zero() => text::call_title(lang, &call.news),
            (AlertSubject::Call(call), _) => format!("{} · {}", text::call_title(lang, &call.news), call.amount),
            (AlertSubject::CatchingUp(until), _) => {
                let until = until.map(|at| text::moment(lang, at, screen.now.at));
                text::catching_up_line(lang, until.as_deref().unwrap_or("—"))
            }
            (AlertSubject::Lease(hold), _) => text::lease_line(lang, hold).to_owned(),
            (AlertSubject::Held | AlertSubject::NoData(_), _) => text::held_banner(lang, &screen.model.shot.held),
        }
    }

    /// What it is about, or what it means; empty where the title says it all.
    pub fn about(&self, screen: &Screen<'_>) -> String {
        let lang = screen.now.lang;
        match self.subject {
            AlertSubject::Order(row) => text::order_alert_about(lang, &row.buyer, &row.items),
            AlertSubject::Call(call) => match &call.news {
                News::Broken(subsystem) => text::health_meaning(lang, *subsystem, &screen.model.health_of(*subsystem)),
                News::NeedsYou(order_no) | News::Order(order_no) => order_no.to_string(),
                News::RefundAsked(number) | News::MoneyShort(number) | News::RefundOdd(number) => number.to_string(),
                News::Complaint(number) => number.to_string(),
                News::CertificateEnding => String::new(),
            },
            AlertSubject::NoData(trouble) => {
                format!("{} · {}", text::as_of(lang, screen.model.read_at), text::trouble_meaning(lang, trouble))
            }
            AlertSubject::Held | AlertSubject::CatchingUp(_) | AlertSubject::Lease(_) => String::new(),
        }
    }

    /// How long ago, for the end of a row.
    pub fn age(&self, now: Now) -> String {
        self.at.map(|at| text::age(now.lang, at, now.at)).unwrap_or_default()
    }

    /// The one thing to do: what the button says, and what it does. It only opens something.
    pub fn step(&self, screen: &Screen<'_>) -> (&'static str, Action) {
        let lang = screen.now.lang;
        match self.subject {
            AlertSubject::Order(row) if row.state == OrderState::ToShip && row.refund.is_none() => {
                (text::ship(lang), Action::ShipOrder(row.key.order_no.clone()))
            }
            AlertSubject::Order(row) => (text::act_look(lang), Action::OpenOrder(row.key.order_no.clone())),
            AlertSubject::NoData(_) => (text::act_mend(lang), Action::ShowHealth(Subsystem::Database)),
            AlertSubject::Held => (text::act_look(lang), Action::Go(Place::Today)),
            AlertSubject::CatchingUp(_) | AlertSubject::Lease(_) => (text::act_look(lang), Action::Go(Place::Backup)),
            AlertSubject::Call(call) => {
                let name = match call.news {
                    News::Broken(_) | News::CertificateEnding => text::act_mend(lang),
                    News::NeedsYou(_) | News::MoneyShort(_) => text::act_settle(lang),
                    News::Order(_) | News::RefundAsked(_) | News::RefundOdd(_) | News::Complaint(_) => {
                        text::act_look(lang)
                    }
                };
                (name, Action::ShowNews(call.news.clone()))
            }
        }
    }

    /// What is seen with it; none where it stands until it is mended.
    pub fn news(&self) -> Option<News> {
        match self.subject {
            AlertSubject::Order(row) => Some(News::Order(row.key.order_no.clone())),
            AlertSubject::Call(call) => Some(call.news.clone()),
            AlertSubject::NoData(_) | AlertSubject::Held | AlertSubject::CatchingUp(_) | AlertSubject::Lease(_) => None,
        }
    }
}
