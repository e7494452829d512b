//! How much each caller of the storefront may ask. Strangers share one budget, every buyer who has logged in has one
//! of their own, so that nobody who makes noise without a token is heard at a buyer's cost.
//!
//! Within the strangers' budget each address that a tunnel names may take a part only. Addresses can be made up, so this
//! is fairness among the honest and nothing more: what all strangers together may take stays the same.

use super::session::TokenHash;
use crate::listener::limits::Bucket;
use std::{collections::HashMap, hash::Hash, net::IpAddr, time::Duration};
use tokio::time::Instant;

/// So many at once, then one after each pause.
type Share = (u32, Duration);

/// Twenty a second, sixty at once.
const STRANGERS: Share = (60, Duration::from_millis(50));
/// Eight a second, thirty at once.
const ADDRESS: Share = (30, Duration::from_millis(125));
/// A shelf full of pictures for several buyers at once: a hundred a second.
const PICTURES: Share = (400, Duration::from_millis(10));
/// Ten a second, thirty at once.
const BUYER: Share = (30, Duration::from_millis(100));
const KNOWN_MAX: usize = 4_096;

/// Who asks, as far as a budget cares.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asker<'a> {
    /// With this token, whatever it is worth.
    Token(&'a TokenHash),
    /// Without one; from here, if the tunnel may be believed.
    Stranger(Option<IpAddr>),
    /// Anyone who looks at a product's picture: nobody sends a token for that.
    Onlooker,
}

/// The budgets.
#[derive(Debug)]
pub(super) struct Budget {
    strangers: Bucket,
    pictures: Bucket,
    addresses: HashMap<IpAddr, Bucket>,
    buyers: HashMap<TokenHash, Bucket>,
}

impl Budget {
    pub fn new() -> Self {
        Self {
            strangers: bucket(STRANGERS),
            pictures: bucket(PICTURES),
            addresses: HashMap::new(),
            buyers: HashMap::new(),
        }
    }

    /// Takes one call out of the asker's budget. A token we have not seen is a stranger's, however it looks.
    pub fn take(&mut self, asker: Asker<'_>) -> bool {
        let now = Instant::now();
        match asker {
            Asker::Onlooker => self.pictures.take(now),
            Asker::Token(token) => self.buyers.get_mut(token).unwrap_or(&mut self.strangers).take(now),
            Asker::Stranger(None) => self.strangers.take(now),
            Asker::Stranger(Some(address)) => {
                let known = known(&mut self.addresses, line_of(address), ADDRESS, now);
                // Where there are too many addresses to tell apart, all are alike again.
                known.is_none_or(|own| own.take(now)) && self.strangers.take(now)
            }
        }
    }

    /// The token was found to be a buyer's.
    pub fn know(&mut self, token: TokenHash) {
        // One too many shares with the strangers.
        let _unless_full = known(&mut self.buyers, token, BUYER, Instant::now()).is_some();
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
        (0..calls).filter(|n| budget.take(Asker::Stranger(asker(*n)))).count()
    }

    #[test]
    fn a_buyer_is_heard_while_strangers_shout() {
        let mut budget = Budget::new();
        let buyer = TokenHash::of("a token");
        budget.know(buyer);
        let heard = (0..1_000).filter(|n| budget.take(Asker::Token(&TokenHash::of(&n.to_string())))).count();
        assert!((60..=70).contains(&heard), "{heard}");
        assert!(!budget.take(Asker::Stranger(None)));
        assert!(budget.take(Asker::Token(&buyer)));
        assert!(budget.take(Asker::Onlooker), "pictures have a budget of their own");
    }

    #[test]
    fn one_address_leaves_something_for_the_others_and_made_up_ones_win_nothing() {
        let mut budget = Budget::new();
        let (shouter, other) = (Ipv4Addr::new(203, 0, 113, 7).into(), Ipv4Addr::new(198, 51, 100, 9).into());
        let taken = heard(&mut budget, 1_000, |_| Some(shouter));
        assert!((30..=40).contains(&taken), "{taken}");
        assert!(budget.take(Asker::Stranger(Some(other))));
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
        (0..10_000).for_each(|n: u32| budget.know(TokenHash::of(&n.to_string())));
        heard(&mut budget, 10_000, |n| Some(Ipv4Addr::from(n).into()));
        assert!(budget.buyers.len() <= KNOWN_MAX && budget.addresses.len() <= KNOWN_MAX);
    }
}
