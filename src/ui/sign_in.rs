//! Who stands at the window, and when it locks itself. Pure: the clock is handed in, and nothing is drawn here.

use super::people_shot::PeopleShot;
use crate::{
    domain::{Acting, OperatorId, Pin, UnixSeconds},
    store::OperatorRow,
};

/// What the window knows of whoever stands at it.
#[derive(Debug, Default)]
pub(super) struct SignIn {
    /// Who signed in; none while it is locked, and in a shop without people.
    who: Option<OperatorId>,
    /// Who is about to, on the lock screen.
    pub chosen: Option<OperatorId>,
    /// What they typed so far.
    pub typed: String,
    /// A PIN is being looked at.
    pub checking: bool,
    /// Why the last one did not open it.
    pub said: Option<String>,
    /// When something was last done at the window.
    used_at: Option<UnixSeconds>,
}

impl SignIn {
    /// Whoever stands here and works at the shop.
    pub fn person<'a>(&self, people: &'a PeopleShot) -> Option<&'a OperatorRow> {
        people.find(self.who?)
    }

    /// True where nothing of the shop may be shown.
    pub fn is_locked(&self, people: &PeopleShot) -> bool {
        people.any() && self.person(people).is_none()
    }

    /// For whom commands are sent.
    pub fn acting(&self) -> Acting {
        self.who.map_or(Acting::NotSignedIn, Acting::Operator)
    }

    /// Somebody did something at the window.
    pub fn used(&mut self, now: UnixSeconds) {
        self.used_at = Some(now);
    }

    /// The right PIN was typed.
    pub fn signed_in(&mut self, id: OperatorId, now: UnixSeconds) {
        *self = Self { who: Some(id), used_at: Some(now), ..Self::default() };
    }

    /// It was not, or not yet to be looked at.
    pub fn refused(&mut self, said: String) {
        self.typed.clear();
        (self.checking, self.said) = (false, Some(said));
    }

    /// Locks the window; whoever stood here is proposed again.
    pub fn lock(&mut self) {
        *self = Self { chosen: self.who.or(self.chosen), ..Self::default() };
    }

    /// In how many seconds the window locks itself; `None` where nobody is signed in. A clock that was set back locks no later.
    pub fn locks_in_secs(&self, lock_minutes: u32, now: UnixSeconds) -> Option<i64> {
        self.who?;
        let whole = i64::from(lock_minutes).saturating_mul(60);
        let idle = self.used_at.map_or(0, |used_at| now.since(used_at));
        Some(if idle < 0 { whole } else { whole.saturating_sub(idle).max(0) })
    }

    /// What is typed, if it can be a PIN and somebody is chosen.
    pub fn attempt(&self) -> Option<(OperatorId, Pin)> {
        if self.checking { None } else { self.chosen.zip(Pin::parse(&self.typed).ok()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{OperatorName, Role, WrongPins};

    const NOW: UnixSeconds = UnixSeconds::new(1_790_000_000);

    fn person(number: u32) -> OperatorRow {
        OperatorRow {
            id: OperatorId::new(number).unwrap(),
            name: OperatorName::parse("李雷").unwrap(),
            role: Role::Packer,
            wrong: WrongPins::default(),
            added_at: NOW,
            removed_at: None,
        }
    }

    #[test]
    fn a_shop_without_people_is_never_locked_and_one_with_people_is_until_somebody_signs_in() {
        let (alone, people) = (PeopleShot::default(), PeopleShot { all: vec![person(1)], ..PeopleShot::default() });
        let mut sign_in = SignIn::default();
        assert!(!sign_in.is_locked(&alone) && sign_in.is_locked(&people));
        assert_eq!((sign_in.acting(), sign_in.locks_in_secs(10, NOW)), (Acting::NotSignedIn, None));
        sign_in.signed_in(person(1).id, NOW);
        assert!(!sign_in.is_locked(&people));
        assert_eq!(sign_in.acting(), Acting::Operator(person(1).id));
        // Removed at another seat: locked here with the next look at the rows.
        let removed = PeopleShot {
            all: vec![OperatorRow { removed_at: Some(NOW), ..person(1) }, person(2)],
            ..PeopleShot::default()
        };
        assert!(sign_in.is_locked(&removed));
    }

    #[test]
    fn it_locks_after_the_idle_minutes_counted_from_the_last_touch() {
        let mut sign_in = SignIn::default();
        sign_in.signed_in(person(1).id, NOW);
        assert_eq!(sign_in.locks_in_secs(10, NOW.plus(599)), Some(1));
        sign_in.used(NOW.plus(599));
        assert_eq!(sign_in.locks_in_secs(10, NOW.plus(600)), Some(599));
        assert_eq!(sign_in.locks_in_secs(10, NOW.plus(1_199)), Some(0));
        // The clock was set back by a day: no sooner, and no later than a whole time from now.
        assert_eq!(sign_in.locks_in_secs(10, NOW.plus(-86_400)), Some(600));
        sign_in.lock();
        assert_eq!((sign_in.acting(), sign_in.chosen), (Acting::NotSignedIn, Some(person(1).id)));
    }
}
