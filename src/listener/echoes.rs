//! The genuine messages of the last hours. WeChat repeats itself, and so can anyone who once saw a message pass: each
//! copy is right, but the hundredth row about it helps nobody and fills the disk.

use crate::domain::{PaidFacts, RefundFacts, Verdict};
use std::collections::VecDeque;

/// Copies of one message that are stored before they are only recognised. WeChat itself sends at most sixteen.
const COPIES_STORED: u32 = 20;
const REMEMBERED_MAX: usize = 512;

/// What a verified message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fact {
    /// An order was paid.
    Paid(PaidFacts),
    /// A refund moved.
    Refund(RefundFacts),
}

/// What we remember of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Memory {
    /// Not often enough to know it by heart: ask the file.
    Fresh,
    /// Committed by this very process, many times confirmed: SUCCESS without asking the file.
    Settled,
    /// Came many times and did not fit; the file may know better by now.
    Unsettled(Verdict),
}

#[derive(Debug)]
struct Echo {
    fact: Fact,
    verdict: Verdict,
    copies: u32,
}

/// Remembers facts word for word: the same transaction with another amount is another fact.
#[derive(Debug, Default)]
pub(super) struct Echoes(VecDeque<Echo>);

impl Echoes {
    /// What we know of `fact`.
    pub fn of(&self, fact: &Fact) -> Memory {
        match self.0.iter().find(|echo| echo.fact == *fact) {
            Some(echo) if echo.copies >= COPIES_STORED => match echo.verdict {
                Verdict::Accepted | Verdict::Repeated => Memory::Settled,
                other => Memory::Unsettled(other),
            },
            _ => Memory::Fresh,
        }
    }

    /// `fact` was stored, with this verdict.
    pub fn remember(&mut self, fact: Fact, verdict: Verdict) {
        if let Some(echo) = self.0.iter_mut().find(|echo| echo.fact == fact) {
            echo.copies = echo.copies.saturating_add(1);
            echo.verdict = verdict;
            return;
        }
        if self.0.len() >= REMEMBERED_MAX {
            self.0.pop_front();
        }
        self.0.push_back(Echo { fact, verdict, copies: 1 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fen, OrderNo, SignType, TransactionId, UnixSeconds};

    fn paid(transaction: &str, fen: i64) -> Fact {
        Fact::Paid(PaidFacts {
            order_no: OrderNo::parse("SC20260901-48213907").expect("a number"),
            transaction_id: TransactionId::parse(transaction).expect("an id"),
            openid: None,
            total: Fen::new(fen).expect("fen"),
            currency: "CNY".to_owned(),
            paid_at: UnixSeconds::new(1_788_230_400),
            sign_type: SignType::HmacSha256,
        })
    }

    #[test]
    fn only_what_was_stored_often_is_known_by_heart() {
        let mut echoes = Echoes::default();
        for _ in 0..COPIES_STORED {
            assert_eq!(echoes.of(&paid("42", 100)), Memory::Fresh);
            echoes.remember(paid("42", 100), Verdict::Repeated);
        }
        assert_eq!(echoes.of(&paid("42", 100)), Memory::Settled);
        assert_eq!(echoes.of(&paid("42", 101)), Memory::Fresh, "another amount is another fact");
        assert_eq!(echoes.of(&paid("43", 100)), Memory::Fresh);
    }

    #[test]
    fn a_number_nobody_knew_is_never_known_by_heart_as_right() {
        let mut echoes = Echoes::default();
        (0..99).for_each(|_| echoes.remember(paid("42", 100), Verdict::UnknownNumber));
        assert_eq!(echoes.of(&paid("42", 100)), Memory::Unsettled(Verdict::UnknownNumber));
    }

    #[test]
    fn memory_is_bounded() {
        let mut echoes = Echoes::default();
        (0..2_000).for_each(|n| echoes.remember(paid(&n.to_string(), 100), Verdict::Accepted));
        assert_eq!(echoes.0.len(), REMEMBERED_MAX);
    }
}
