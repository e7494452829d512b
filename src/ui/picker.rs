//! The system's dialogs for choosing a file. They block, so they are only called beside the screen's thread.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

/// A person needs longer than this to leave a dialog: an answer that comes sooner means that none was shown.
const NO_DIALOG_WITHIN: Duration = Duration::from_millis(250);

/// What became of a dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// This file.
    File(PathBuf),
    /// The owner left the dialog.
    Nothing,
    /// This computer has no such dialog.
    NoDialog,
}

/// Asks the owner for a file.
pub trait Picker: Send + Sync {
    /// A sheet to read.
    fn open_sheet(&self) -> Picked;
    /// A picture to read.
    fn open_picture(&self) -> Picked;
    /// Where to write; `name` is proposed.
    fn save(&self, name: &str) -> Picked;
}

/// The dialogs of the system.
#[derive(Debug, Clone, Copy)]
pub(super) struct SystemPicker;

impl Picker for SystemPicker {
    fn open_sheet(&self) -> Picked {
        asked(|| rfd::FileDialog::new().add_filter("CSV", &["csv", "CSV", "txt"]).pick_file())
    }

    fn open_picture(&self) -> Picked {
        let kinds = ["jpg", "jpeg", "png", "webp", "JPG", "JPEG", "PNG", "WEBP"];
        asked(|| rfd::FileDialog::new().add_filter("JPEG, PNG, WebP", &kinds).pick_file())
    }

    fn save(&self, name: &str) -> Picked {
        asked(|| rfd::FileDialog::new().add_filter("CSV", &["csv"]).set_file_name(name).save_file())
    }
}

fn asked(dialog: impl FnOnce() -> Option<PathBuf>) -> Picked {
    let began = Instant::now();
    match dialog() {
        Some(path) => Picked::File(path),
        None if began.elapsed() < NO_DIALOG_WITHIN => Picked::NoDialog,
        None => Picked::Nothing,
    }
}
