//! What is read across the nouns: everything that wants a person, everything about one order,
//! what came in and where it stands, and the sheets of the owner's books.

pub(super) mod alerts;
pub(in crate::store) mod due;
pub(super) mod export;
pub(super) mod money_steps;
pub(super) mod order_detail;
pub(super) mod takings;
pub(super) mod today;
