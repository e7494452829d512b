//! How much each caller of the storefront may ask. Callers without a token share one budget, those who log in another, those who look at
//! the shop a third, and every buyer who has logged in has one of their own, so that nobody who makes noise is heard at
//! another's cost.
//!
//! Whose token it is is known from the login and, for those of before, from the file at the start: a buyer never has to
//! get through the crowd of callers without a token first. A token nobody knows is looked up in the file, within a budget of its own.
//!
//! Within a shared budget each address that a tunnel names may take a part only. Addresses can be made up, so this
//! is fairness among the honest and nothing more: what all callers without a token together may take stays the same.

use super::token::TokenHash;
use crate::{domain::OpenId, listener::limits::Bucket};
use std::{collections::HashMap, hash::Hash, net::IpAddr, time::Duration};
use tokio::time::Instant;

/// So many at once, then one after each pause.
type Share = (u32, Duration);

/// Twenty a second, sixty at once.
const ANONYMOUS: Share = (60, Duration::from_millis(50));
/// The same for tokens nobody has seen: an old one, or a guess.
const UNPROVEN: Share = (60, Duration::from_millis(50));
/// Each of these asks WeChat who it is: forty a second, a hundred and twenty at once.
const LOGINS: Share = (120, Duration::from_millis(25));
/// What the shop sells costs nothing to say: a hundred a second.
const VISITORS: Share = (200, Duration::from_millis(10));
/// Eight a second, thirty at once.
const ADDRESS: Share = (30, Duration::from_millis(125));
/// A page full of pictures for several buyers at once: a hundred a second.
const PICTURES: Share = (400, Duration::from_millis(10));
/// Ten a second, sixty at once, on all phones together.
const BUYER: Share = (60, Duration::from_millis(100));
/// Addresses, and buyers who asked something lately.
const KNOWN_MAX: usize = 4_096;
/// Two requests' pictures at once, then six a minute: each takes a second of work, kept or not.
const UPLOADS: Share = (18, Duration::from_secs(10));
/// Tokens known by heart: a hundred bytes each.
pub(super) const TOKENS_MAX: usize = 32_768;

/// Who asks, as far as a budget cares.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asker<'a> {
    /// With this token, whatever it is worth.
    Token(&'a TokenHash),
    /// Without one; from here, if the tunnel may be believed.
    Anonymous(Option<IpAddr>),
    /// To log in.
    Login(Option<IpAddr>),
    /// To see what is sold.
    Visitor(Option<IpAddr>),
    /// Anyone who looks at a product's picture: nobody sends a token for that.
    Onlooker,
}

/// Whose work a call is: each crowd has places of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BudgetClass {
    /// Someone who has logged in.
    Buyers,
    /// Someone who is about to.
    Logins,
    /// Everyone else.
    Anonymous,
}

#[derive(Debug)]
pub(super) struct Budget {
    anonymous: Bucket,
    unproven: Bucket,
    logins: Bucket,
    visitors: Bucket,
    pictures: Bucket,
    addresses: HashMap<IpAddr, Bucket>,
    tokens: HashMap<TokenHash, OpenId>,
    buyers: HashMap<OpenId, Bucket>,
    uploads: HashMap<OpenId, Bucket>,
}

impl Budget {
    pub fn new() -> Self {
        Self {
            anonymous: bucket(ANONYMOUS),
            unproven: bucket(UNPROVEN),
            logins: bucket(LOGINS),
            visitors: bucket(VISITORS),
            pictures: bucket(PICTURES),
            addresses: HashMap::new(),
            tokens: HashMap::new(),
            buyers: HashMap::new(),
            uploads: HashMap::new(),
        }
    }

    /// Takes one call out of the asker's budget and says whose work it is; `None` where there is none left.
    pub fn take(&mut self, asker: Asker<'_>) -> Option<BudgetClass> {
        let now = Instant::now();
        let (class, fits) = match asker {
            Asker::Onlooker => (BudgetClass::Anonymous, self.pictures.take(now)),
            Asker::Token(token) => match self.tokens.get(token) {
                Some(openid) => {
                    let own = known(&mut self.buyers, openid.clone(), BUYER, now);
                    // Where there are too many at once to tell apart, each is believed to be a moderate one.
                    (BudgetClass::Buyers, own.is_none_or(|own| own.take(now)))
                }
                None => (BudgetClass::Anonymous, self.unproven.take(now)),
            },
            Asker::Anonymous(from) => (BudgetClass::Anonymous, self.has_part(from, now) && self.anonymous.take(now)),
            Asker::Visitor(from) => (BudgetClass::Anonymous, self.has_part(from, now) && self.visitors.take(now)),
            Asker::Login(from) => (BudgetClass::Logins, self.has_part(from, now) && self.logins.take(now)),
        };
        fits.then_some(class)
    }

    /// Takes one picture out of what its buyer may send; false where there is none left for now.
    pub fn take_upload(&mut self, buyer: &OpenId) -> bool {
        let now = Instant::now();
        known(&mut self.uploads, buyer.clone(), UPLOADS, now).is_none_or(|own| own.take(now))
    }

    /// Takes from the part of one address. Where there are too many addresses to tell apart, all are alike again.
    fn has_part(&mut self, address: Option<IpAddr>, now: Instant) -> bool {
        let own = address.and_then(|address| known(&mut self.addresses, line_of(address), ADDRESS, now));
        own.is_none_or(|own| own.take(now))
    }

    /// The token is this buyer's: they just logged in, or the file says so.
    pub fn know(&mut self, token: TokenHash, openid: OpenId) {
        if self.tokens.len() >= TOKENS_MAX && !self.tokens.contains_key(&token) {
            // Whoever is forgotten is found in the file again, at their next call.
            let mut odd = false;
            self.tokens.retain(|_, _| {
                odd = !odd;
                odd
            });
        }
        self.tokens.insert(token, openid);
    }

    /// The token is nobody's any more.
    pub fn forget(&mut self, token: &TokenHash) {
        self.tokens.remove(token);
    }
}

const fn line_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        // Whoever has one address has the other half of the bits, too.
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

fn bucket((burst, pause): Share) -> Bucket {
    Bucket::new(burst, pause)
}

/// The bucket of one we know, or get to know; `None` where there are too many already.
fn known<K: Hash + Eq>(all: &mut HashMap<K, Bucket>, who: K, share: Share, now: Instant) -> Option<&mut Bucket> {
    if all.len() >= KNOWN_MAX && !all.contains_key(&who) {
        all.retain(|_, bucket| !bucket.is_full(now));
        if all.len() >= KNOWN_MAX {
            return None;
        }
    }
    Some(all.entry(who).or_insert_with(|| bucket(share)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn heard(budget: &mut Budget, calls: u32, asker: impl Fn(u32) -> Option<IpAddr>) -> usize {
        (0..calls).filter(|n| budget.take(Asker::Anonymous(asker(*n))).is_some()).count()
    }

    fn openid(n: u32) -> OpenId {
        OpenId::parse(&format!("oBuyer{n:020}")).expect("an openid")
    }

    #[test]
    fn a_buyer_is_heard_while_strangers_shout() {
        let mut budget = Budget::new();
        let buyer = TokenHash::of("a token");
        budget.know(buyer, openid(1));
        let guesses =
            (0..1_000).filter(|n| budget.take(Asker::Token(&TokenHash::of(&n.to_string()))).is_some()).count();
        assert!((60..=70).contains(&guesses), "{guesses}");
        let shouts = heard(&mut budget, 1_000, |_| None);
        assert!((60..=70).contains(&shouts), "{shouts}");
        let logins = (0..1_000).filter(|_| budget.take(Asker::Login(None)).is_some()).count();
        assert!((120..=140).contains(&logins), "whoever only shouts takes nothing from those who log in: {logins}");
        assert_eq!(budget.take(Asker::Anonymous(None)), None);
        assert_eq!(budget.take(Asker::Token(&buyer)), Some(BudgetClass::Buyers));
        assert!(budget.take(Asker::Visitor(None)).is_some(), "whoever only looks has a budget of their own");
        assert!(budget.take(Asker::Onlooker).is_some(), "and so have pictures");
    }

    #[test]
    fn a_buyer_with_many_tokens_is_one_buyer() {
        let mut budget = Budget::new();
        let tokens: Vec<TokenHash> = (0..50).map(|n: u32| TokenHash::of(&n.to_string())).collect();
        for token in &tokens {
            budget.know(*token, openid(1));
        }
        let taken =
            tokens.iter().cycle().take(1_000).filter(|token| budget.take(Asker::Token(token)).is_some()).count();
        assert!((60..=70).contains(&taken), "{taken}");
    }

    #[test]
    fn a_token_that_has_run_out_is_a_strangers() {
        let mut budget = Budget::new();
        let token = TokenHash::of("a token");
        budget.know(token, openid(1));
        budget.forget(&token);
        assert_eq!(budget.take(Asker::Token(&token)), Some(BudgetClass::Anonymous));
    }

    #[test]
    fn one_address_leaves_something_for_the_others_and_made_up_ones_win_nothing() {
        let mut budget = Budget::new();
        let (shouter, other) = (Ipv4Addr::new(203, 0, 113, 7).into(), Ipv4Addr::new(198, 51, 100, 9).into());
        let taken = heard(&mut budget, 1_000, |_| Some(shouter));
        assert!((30..=40).contains(&taken), "{taken}");
        assert!(budget.take(Asker::Anonymous(Some(other))).is_some());
        let made_up = heard(&mut budget, 10_000, |n| Some(Ipv4Addr::from(n).into()));
        assert!(taken + made_up <= 75, "{made_up} more than strangers have together");
    }

    #[test]
    fn a_house_is_one_address() {
        let mut budget = Budget::new();
        let taken = heard(&mut budget, 1_000, |n| Some(format!("2001:db8:1:2::{n:x}").parse().expect("an address")));
        assert!((30..=40).contains(&taken), "{taken}");
    }

    #[test]
    fn those_known_are_bounded() {
        let mut budget = Budget::new();
        for n in 0..100_000 {
            let token = TokenHash::of(&n.to_string());
            budget.know(token, openid(n));
            assert_eq!(budget.take(Asker::Token(&token)), Some(BudgetClass::Buyers), "the newest is always known");
        }
        heard(&mut budget, 10_000, |n| Some(Ipv4Addr::from(n).into()));
        assert!(budget.tokens.len() <= TOKENS_MAX);
        assert!(budget.buyers.len() <= KNOWN_MAX && budget.addresses.len() <= KNOWN_MAX);
    }
}
