//! The window's app: hears the threads, draws, and is the one place that acts on what a page asks for.

mod alert_bridge;
mod apply;
mod bench;
mod bridge;
mod chosen;
mod frame;
mod hear;
mod lists;
mod numbers;
mod open;
mod parcels;
mod people;
mod presence;
mod refund_check;
mod scan;
mod state;

pub use state::App;
