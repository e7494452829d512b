//! How much each caller of the storefront may ask. Strangers share one budget, every buyer who has logged in has one
//! of their own, so that nobody who makes noise without a token is heard at a buyer's cost.

use super::session::TokenHash;
use crate::listener::limits::Bucket;
use std::{collections::HashMap, time::Duration};
use tokio::time::Instant;

/// Twenty a second, sixty at once.
const STRANGERS: (u32, Duration) = (60, Duration::from_millis(50));
/// Ten a second, thirty at once.
const BUYER: (u32, Duration) = (30, Duration::from_millis(100));
const BUYERS_MAX: usize = 4_096;

/// The budgets.
#[derive(Debug)]
pub(super) struct Budget {
    strangers: Bucket,
    buyers: HashMap<TokenHash, Bucket>,
}

impl Budget {
    pub fn new() -> Self {
        Self { strangers: Bucket::new(STRANGERS.0, STRANGERS.1), buyers: HashMap::new() }
    }

    /// Takes one call out of the budget of whoever has this token. One we have not seen is a stranger's, however it looks.
    pub fn take(&mut self, token: Option<&TokenHash>) -> bool {
        let own = token.and_then(|token| self.buyers.get_mut(token));
        own.unwrap_or(&mut self.strangers).take(Instant::now())
    }

    /// The token was found to be a buyer's.
    pub fn know(&mut self, token: TokenHash) {
        if self.buyers.contains_key(&token) {
            return;
        }
        if self.buyers.len() >= BUYERS_MAX {
            let now = Instant::now();
            self.buyers.retain(|_, bucket| !bucket.is_full(now));
        }
        if self.buyers.len() < BUYERS_MAX {
            self.buyers.insert(token, Bucket::new(BUYER.0, BUYER.1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buyer_is_heard_while_strangers_shout() {
        let mut budget = Budget::new();
        let buyer = TokenHash::of("a token");
        budget.know(buyer);
        let heard = (0..1_000).filter(|n| budget.take(Some(&TokenHash::of(&n.to_string())))).count();
        assert!((60..=70).contains(&heard), "{heard}");
        assert!(!budget.take(None));
        assert!(budget.take(Some(&buyer)));
    }

    #[test]
    fn the_buyers_known_are_bounded() {
        let mut budget = Budget::new();
        (0..10_000).for_each(|n: u32| budget.know(TokenHash::of(&n.to_string())));
        assert!(budget.buyers.len() <= BUYERS_MAX);
    }
}
