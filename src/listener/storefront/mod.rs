//! The storefront API: what the mini program of the shop calls. JSON in and out; the shapes are in `json.rs`, what can
//! go wrong in `problem.rs`. A buyer sees their own rows and nothing else; another buyer's order is not there.
//!
//! It has budgets of its own: however many buyers come, and however slowly WeChat answers them, a notification finds
//! its slot and its thread.

mod budget;
mod calls;
mod dispatch;
mod forwarded;
mod in_flight;
mod json;
mod kept_picture;
mod language;
mod limits;
mod messages;
mod offer;
mod one_at_a_time;
mod openapi;
mod orders;
mod pay;
mod pictures;
mod problem;
mod refunds;
mod rules;
mod schemas;
mod session;
mod shown;
mod state;
mod token;

pub(super) use calls::StorefrontCall;
pub(super) use limits::{StorefrontLimits, THREADS_MAX};
pub(super) use one_at_a_time::OneAtATime;
pub(super) use pictures::sweep;
pub(super) use shown::CachedAnswer;
pub(super) use state::Storefront;
