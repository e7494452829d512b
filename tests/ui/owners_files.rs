//! The owner's files: what is chosen in a dialog, and what is dropped on the window.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::Mutex,
};
use zhanggui::ui::{Picked, Picker};

/// Chooses files as it was told to; without a word, as a computer without dialogs.
#[derive(Default)]
pub struct Chooser(Mutex<VecDeque<PathBuf>>);

impl Chooser {
    pub fn will_choose(&self, path: &Path) {
        self.0.lock().expect("no panic before").push_back(path.to_owned());
    }

    fn next(&self) -> Picked {
        self.0.lock().expect("no panic before").pop_front().map_or(Picked::Nothing, Picked::File)
    }
}

impl Picker for Chooser {
    fn open_sheet(&self) -> Picked {
        self.next()
    }
    fn open_picture(&self) -> Picked {
        self.next()
    }
    fn save(&self, _: &str) -> Picked {
        self.next()
    }
}

#[derive(Debug)]
pub struct Dropped(pub PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }
    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}
