//! The genuine messages of the last hours. WeChat repeats itself, and so can anyone who once saw a message pass: each
//! copy is right, but the hundredth row about it helps nobody and fills the disk.

use crate::domain::{ComplaintNotice, NoticeVerdict, PaidFacts, PushFacts, RefundFacts};
use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
};

/// Copies of one message that are stored before they are only recognised. WeChat itself sends at most sixteen.
const COPIES_STORED: u32 = 20;
/// Facts of one age; there are two ages.
const REMEMBERED_MAX: usize = 512;

/// What a verified message says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum NoticeFact {
    /// An order was paid.
    Paid(PaidFacts),
    /// A refund moved.
    Refund(RefundFacts),
    /// Something happened to a shipment or its money.
    Push(PushFacts),
    /// Something happened to a complaint.
    Complaint(ComplaintNotice),
}

/// What we remember of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DedupState {
    /// Not often enough to know it by heart: ask the file.
    Fresh,
    /// Committed by this very process, many times confirmed: SUCCESS without asking the file.
    Settled,
    /// Came many times and did not fit; the file may know better by now.
    Unsettled(NoticeVerdict),
}

#[derive(Debug, Clone, Copy)]
struct DedupEntry {
    verdict: NoticeVerdict,
    copies: u32,
}

/// A fact by its hash, whose key nobody outside knows. That two facts of an hour share one happens once in a million
/// million years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct FactHash(u64);

/// Remembers facts word for word: the same transaction with another amount is another fact. Those spoken of lately are
/// young; when there are too many, what was old is forgotten and the young are old.
#[derive(Debug, Default)]
pub(super) struct DedupCache {
    names: RandomState,
    young: HashMap<FactHash, DedupEntry>,
    old: HashMap<FactHash, DedupEntry>,
}

impl DedupCache {
    /// What we know of `fact`, and its name here.
    pub fn of(&self, fact: &NoticeFact) -> (FactHash, DedupState) {
        let name = FactHash(self.names.hash_one(fact));
        let memory = match self.young.get(&name).or_else(|| self.old.get(&name)) {
            Some(entry) if entry.copies >= COPIES_STORED => match entry.verdict {
                NoticeVerdict::Accepted | NoticeVerdict::Repeated => DedupState::Settled,
                other => DedupState::Unsettled(other),
            },
            _ => DedupState::Fresh,
        };
        (name, memory)
    }

    /// The fact of this name was stored, with this verdict.
    pub fn remember(&mut self, name: FactHash, verdict: NoticeVerdict) {
        if let Some(entry) = self.young.get_mut(&name) {
            *entry = DedupEntry { verdict, copies: entry.copies.saturating_add(1) };
            return;
        }
        if self.young.len() >= REMEMBERED_MAX {
            self.old = std::mem::take(&mut self.young);
        }
        let copies = self.old.remove(&name).map_or(0, |entry| entry.copies);
        self.young.insert(name, DedupEntry { verdict, copies: copies.saturating_add(1) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fen, OrderNo, SignType, TransactionId, UnixSeconds};

    fn paid(transaction: &str, fen: i64) -> NoticeFact {
        NoticeFact::Paid(PaidFacts {
            order_no: OrderNo::parse("SC20260901-48213907").expect("a number"),
            transaction_id: TransactionId::parse(transaction).expect("an id"),
            openid: None,
            total: Fen::new(fen).expect("fen"),
            currency: "CNY".to_owned(),
            paid_at: UnixSeconds::new(1_788_230_400),
            sign_type: SignType::HmacSha256,
            app_id: None,
        })
    }

    fn remember(dedup: &mut DedupCache, fact: &NoticeFact, verdict: NoticeVerdict) {
        let (name, _) = dedup.of(fact);
        dedup.remember(name, verdict);
    }

    #[test]
    fn only_what_was_stored_often_is_known_by_heart() {
        let mut dedup = DedupCache::default();
        for _ in 0..COPIES_STORED {
            assert_eq!(dedup.of(&paid("42", 100)).1, DedupState::Fresh);
            remember(&mut dedup, &paid("42", 100), NoticeVerdict::Repeated);
        }
        assert_eq!(dedup.of(&paid("42", 100)).1, DedupState::Settled);
        assert_eq!(dedup.of(&paid("42", 101)).1, DedupState::Fresh, "another amount is another fact");
        assert_eq!(dedup.of(&paid("43", 100)).1, DedupState::Fresh);
    }

    #[test]
    fn a_number_nobody_knew_is_never_known_by_heart_as_right() {
        let mut dedup = DedupCache::default();
        (0..99).for_each(|_| remember(&mut dedup, &paid("42", 100), NoticeVerdict::UnknownNumber));
        assert_eq!(dedup.of(&paid("42", 100)).1, DedupState::Unsettled(NoticeVerdict::UnknownNumber));
    }

    #[test]
    fn what_is_spoken_of_again_and_again_outlives_a_crowd() {
        let mut dedup = DedupCache::default();
        for round in 0..COPIES_STORED {
            remember(&mut dedup, &paid("42", 100), NoticeVerdict::Accepted);
            (0..300).for_each(|n| remember(&mut dedup, &paid(&format!("{round}x{n}"), 100), NoticeVerdict::Accepted));
        }
        assert_eq!(dedup.of(&paid("42", 100)).1, DedupState::Settled);
    }

    #[test]
    fn memory_is_bounded() {
        let mut dedup = DedupCache::default();
        (0..2_000).for_each(|n| remember(&mut dedup, &paid(&n.to_string(), 100), NoticeVerdict::Accepted));
        assert!(dedup.young.len() <= REMEMBERED_MAX && dedup.old.len() <= REMEMBERED_MAX);
        assert!(dedup.young.contains_key(&dedup.of(&paid("1999", 100)).0), "the newest is among them");
    }
}
