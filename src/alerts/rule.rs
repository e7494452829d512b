//! What sounds when. One pure function: what is open, what was told before and the time give what is to be done now.

use crate::alerts::News;
use crate::{
    devices::ShopSound,
    domain::{Fen, UnixSeconds},
    settings::Alerts,
};
use std::collections::BTreeMap;

/// Bursts are told together: after a ring, so long nothing else rings.
pub const GAP_SECS: i64 = 3;
/// What must be seen rings again after so long.
pub const REPEAT_SECS: i64 = 30;
/// What breaks and mends by itself within this rings nobody out of bed.
pub const GRACE_SECS: i64 = 30;
/// What comes back so soon after it went is still the same trouble.
pub const FLAP_SECS: i64 = 600;

/// Something that wants a person, now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertItem {
    /// What.
    pub news: News,
    /// The money it is about; none where it is about none.
    pub amount: Fen,
    /// Since when; none where no row says it.
    pub at: Option<UnixSeconds>,
}

/// What the rule is asked with, at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// When.
    pub now: UnixSeconds,
    /// Everything that wants a person and that nobody has seen.
    pub open: &'a [AlertItem],
    /// Somebody looks at the window.
    pub watched: bool,
    /// The owner wants to hear nothing until then.
    pub muted_until: Option<UnixSeconds>,
}

/// True if an answer to a scan may be heard now: the owner wants a voice, and neither muted it nor sleeps.
pub fn may_speak(moment: Moment<'_>, wishes: &Alerts) -> bool {
    wishes.speak && moment.quiet_until(wishes).is_none()
}

/// Muted for longer than this is a clock that was set back.
const MUTED_MOST_SECS: i64 = 24 * 60 * 60;

impl Moment<'_> {
    /// Until when nothing is heard, if that is so now: the quiet hours, or the owner's own wish.
    fn quiet_until(self, wishes: &Alerts) -> Option<UnixSeconds> {
        let now = self.now;
        let night = wishes.quiet.filter(|quiet| quiet.holds(now)).map(|quiet| now.plus(quiet.left_secs(now)));
        let muted = self.muted_until.filter(|until| (1..=MUTED_MOST_SECS).contains(&until.since(now)));
        night.max(muted)
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlertActions {
    /// What is told for the first time; empty where something only rings again.
    pub fresh: Vec<AlertItem>,
    /// Which is to be heard; `None` in quiet hours, and where the owner wants none.
    pub sound: Option<ShopSound>,
    /// A notice on the desktop about what is fresh.
    pub notice: bool,
    /// What is fresh is spoken.
    pub speech: bool,
    /// When to look again although nothing happens; none: when something happens.
    pub look_again: Option<UnixSeconds>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct KnownItem {
    since: UnixSeconds,
    last: UnixSeconds,
    rung: bool,
}

/// What was told before. Lost with the program: whoever starts it again is told again of all that is unseen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlertMemory {
    known: BTreeMap<News, KnownItem>,
    /// When something was told last.
    told_at: Option<UnixSeconds>,
    /// When something was last heard.
    heard_at: Option<UnixSeconds>,
    /// What came in the quiet hours and was not heard yet.
    owed: Option<ShopSound>,
}

/// True once `secs` have passed since `then`. A clock that was set back makes nothing wait for ever.
fn passed(then: Option<UnixSeconds>, now: UnixSeconds, secs: i64) -> bool {
    then.is_none_or(|then| !(0..secs).contains(&now.since(then)))
}

impl AlertMemory {
    /// What is to be done at this moment, remembered as done.
    pub fn ring(&mut self, moment: Moment<'_>, wishes: &Alerts) -> AlertActions {
        let now = moment.now;
        self.look(moment);
        let quiet = moment.quiet_until(wishes).is_some();
        let mut rings = AlertActions::default();
        if passed(self.told_at, now, GAP_SECS) {
            rings.fresh = self.fresh(moment);
        }
        if !rings.fresh.is_empty() {
            self.told_at = Some(now);
            rings.notice = wishes.desktop && !moment.watched;
            rings.speech = wishes.speak && !quiet;
            let order = rings.fresh.iter().any(|item| matches!(item.news, News::Order(_)));
            let order = order || self.owed == Some(ShopSound::Order);
            self.owed = Some(if order { ShopSound::Order } else { ShopSound::Attention });
        }
        self.sound(&mut rings, moment, wishes, quiet);
        rings.look_again = self.next_look(moment, wishes);
        rings
    }

    /// True if this was told already.
    pub fn was_told(&self, news: &News) -> bool {
        self.known.get(news).is_some_and(|known| known.rung)
    }

    /// Since when this is open here.
    pub fn since(&self, news: &News) -> Option<UnixSeconds> {
        self.known.get(news).map(|known| known.since)
    }

    /// Learns what is open; forgets what has been gone for long.
    fn look(&mut self, moment: Moment<'_>) {
        let now = moment.now;
        for item in moment.open {
            let fresh = KnownItem { since: now, last: now, rung: false };
            self.known.entry(item.news.clone()).or_insert(fresh).last = now;
        }
        self.known.retain(|_, known| !passed(Some(known.last), now, FLAP_SECS));
        if moment.open.is_empty() {
            self.owed = None;
        }
    }

    /// What is told now, marked as told.
    fn fresh(&mut self, moment: Moment<'_>) -> Vec<AlertItem> {
        let mut fresh = Vec::new();
        for item in moment.open {
            if let Some(known) = self.known.get_mut(&item.news).filter(|known| known.is_ripe(&item.news, moment.now)) {
                known.rung = true;
                fresh.push(item.clone());
            }
        }
        fresh
    }

    fn sound(&mut self, rings: &mut AlertActions, moment: Moment<'_>, wishes: &Alerts, quiet: bool) {
        if quiet || !wishes.sound {
            return;
        }
        let again = self.insisting(moment, wishes).filter(|_| passed(self.heard_at, moment.now, REPEAT_SECS));
        if let Some(ring) = self.owed.take().or(again) {
            rings.sound = Some(ring);
            self.heard_at = Some(moment.now);
        }
    }

    /// What rings until it is seen.
    fn insisting(&self, moment: Moment<'_>, wishes: &Alerts) -> Option<ShopSound> {
        let rings = moment.open.iter().filter(|item| self.was_told(&item.news)).filter_map(|item| match item.news {
            News::Order(_) => Some(ShopSound::Order),
            News::RefundAsked(_) | News::Complaint(_) => Some(ShopSound::Attention),
            _ => None,
        });
        rings.min().filter(|_| wishes.repeat_until_seen)
    }

    fn next_look(&self, moment: Moment<'_>, wishes: &Alerts) -> Option<UnixSeconds> {
        let now = moment.now;
        let waiting = moment.open.iter().filter_map(|item| {
            let known = self.known.get(&item.news).filter(|known| !known.rung)?;
            let ripe = if item.news.mends_itself() { known.since.plus(GRACE_SECS) } else { now };
            Some(ripe.max(self.told_at.map_or(now, |told| told.plus(GAP_SECS))))
        });
        let wants_sound = wishes.sound && (self.owed.is_some() || self.insisting(moment, wishes).is_some());
        let sound = wants_sound.then(|| match moment.quiet_until(wishes) {
            Some(until) => until,
            None => self.heard_at.map_or(now, |heard| heard.plus(REPEAT_SECS)),
        });
        // Never now again, whatever the clock did.
        waiting.chain(sound).min().map(|at| at.clamp(now.plus(1), now.plus(24 * 60 * 60)))
    }
}

impl KnownItem {
    fn is_ripe(self, news: &News, now: UnixSeconds) -> bool {
        !self.rung && (!news.mends_itself() || passed(Some(self.since), now, GRACE_SECS))
    }
}
