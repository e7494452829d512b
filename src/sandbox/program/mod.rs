//! The mini program's server API: login, access tokens, shipping. Source: protocol 12.

mod answer;
mod couriers;
mod error;
mod form;
mod issued_tokens;
mod login;
mod login_codes;
mod shipping;
mod state;
mod subscribe;
mod subscriptions;
mod token;
mod uploaded_shipments;

pub use subscriptions::DeliveredMessage;
pub use uploaded_shipments::ShippedThere;

pub(super) use answer::{answer, system_error};
pub(super) use state::MiniProgramState;
