//! What is read across the nouns: everything that wants a person, everything about one order, and the sheets of the owner's books.

pub(super) mod alerts;
pub(super) mod export;
pub(super) mod order_detail;
