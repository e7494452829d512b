//! Finding an order by anything that is known of it: numbers and their ends, names and their pinyin, phones, addresses, goods,
//! notes, sums. The index says where to look; what is found is read from the rows, which have the last word.

pub(super) mod backlog;
pub(super) mod documents;
pub(super) mod find;
pub(super) mod found;
pub(super) mod query;
pub(super) mod tokens;
pub(super) mod types;
#[cfg(test)]
mod walk_tests;
