//! PostgreSQL: the same shop for several seats. Only here its driver is spoken of by name, but for a row's way out
//! (`engine/row.rs`). What SQLite has and a server has not stands in `docs/two-engines.md`.

mod bulk;
mod errors;
pub(in crate::store::engine) mod host_lock;
pub(in crate::store::engine) mod open;
pub(in crate::store::engine) mod search;
pub(in crate::store::engine) mod server;
pub(in crate::store::engine) mod session;
mod tls;
pub(in crate::store::engine) mod translate;
pub(in crate::store::engine) mod wire;
pub(in crate::store::engine) mod writing;
