//! How the data is opened, written, read and proven. Only here the engines and their drivers are spoken of by name: the rooms
//! speak through [`db`], with the values of [`value`] and the rows of [`row`]. What is PostgreSQL's is in [`postgres`]; what
//! looks at a file (pages, log, marks, checksums, copies) is SQLite's.

pub(super) mod audit;
pub(super) mod checksums;
pub(super) mod clock;
pub(super) mod copy;
pub(super) mod damage;
pub(super) mod db;
pub(super) mod dialect;
pub(super) mod errors;
pub(super) mod file_damage;
mod file_writing;
pub(super) mod generation;
pub(super) mod handle;
mod host_seat;
mod link;
#[cfg(test)]
mod list_plan_tests;
pub(super) mod log;
#[cfg(test)]
pub(super) mod memory_tests;
#[cfg(test)]
mod migration_tests;
pub(super) mod moved_shop;
mod moves;
pub(super) mod open;
mod owned_value;
mod postgres;
pub(super) mod queue;
pub(super) mod reader;
pub(super) mod row;
pub(super) mod salvage;
#[cfg(test)]
pub(super) mod schema_tests;
pub(super) mod search_index;
pub(super) mod search_types;
pub(super) mod search_walk;
pub(super) mod server_fault;
pub(super) mod side_files;
pub(super) mod sql_types;
mod standing;
pub(super) mod statement;
pub(super) mod tallies;
pub(super) mod transfer;
pub(super) mod value;
pub(super) mod verdict;
pub(super) mod writer;
#[cfg(test)]
pub(super) mod writer_tests;
mod writing;

pub use self::postgres::server::ServerAddress;
