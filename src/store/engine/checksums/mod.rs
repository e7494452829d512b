//! What the rows of each table add up to. The writer keeps the figures in the very commit that changes a row; whoever reads
//! the rows again and comes to another figure has found a torn page, an edit by another program, or a log that is not of
//! this file. It has no key: it finds accidents and edits, it does not stop somebody who computes the figures anew.

mod compare;
mod difference;
mod figures;
mod file_mark;
mod keep;
pub(in crate::store) mod row_hash;
pub(in crate::store) mod search_words;
mod stop;

#[cfg(test)]
pub(in crate::store) use compare::OPEN;
pub(in crate::store) use compare::{hot, of_table, structure, structure_of, whole};
pub use difference::Difference;
pub(in crate::store) use figures::SummedTable;
pub(in crate::store) use file_mark::{count_commit, log_is_foreign};
pub(in crate::store) use keep::{pause, recount, resume, start};
pub use stop::StopRequest;
