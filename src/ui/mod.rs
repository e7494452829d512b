//! The only room that speaks egui. It reads the store through a [`ReadModel`], draws, and sends [`Command`]s; it never waits.
//!
//! [`app`] is the one place that acts; `background_reader` reads; `pages` draw and return wishes; `theme` holds
//! every colour and `text` every sentence.

// Geometry is floating point by nature, and its numbers are points on a screen: far from any overflow, and a rounding
// error is a hundredth of a pixel. No money is computed here: that is `domain::Fen`'s, which checks.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_arithmetic
)]

mod alerts;
mod app;
mod background_reader;
mod file_tasks;
mod gallery;
mod input_method;
mod key_queue;
mod look;
mod model;
mod no_window;
mod pages;
mod pending;
mod picker;
mod pictures;
mod reach;
mod rows;
mod run;
mod scanner;
mod shell;
mod store_reader;
mod text;
mod theme;
mod toast;
mod typing;
mod widgets;

pub use app::App;
pub use look::WindowLook;
pub use model::ReadModel;
pub use no_window::{Library, NoWindow};
pub use picker::{Picked, Picker};
pub use reach::Reach;
pub use run::{AppSetup, NotOpen, UiError, WelcomeSetup, run, run_welcome};
pub(crate) use text::refused;
pub use text::{AlertTexts, Lang};
pub use theme::ThemeChoice;

#[cfg(doc)]
use crate::jobs::Command;
