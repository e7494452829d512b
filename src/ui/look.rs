//! What the owner chose in the window, for the next start: a small file beside the shop's data. It decides nothing
//! else, so a file that cannot be read or written is a line in the log and the look is the usual one.

use super::{Lang, ThemeChoice};
use crate::base::private_file;
use serde::{Deserialize, Serialize};
use std::{
    path::{Path, PathBuf},
    sync::mpsc,
    thread::JoinHandle,
};

/// The name of the file in the data folder.
const FILE: &str = "window.toml";

/// Language and theme as they were chosen in the window; what was never chosen is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowLook {
    /// The language of the screen.
    pub language: Option<Lang>,
    /// Light, dark, or as the system.
    pub theme: Option<ThemeChoice>,
}

impl WindowLook {
    /// Reads what was chosen in this folder; nothing, where nothing readable is.
    #[must_use]
    pub fn load(folder: &Path) -> Self {
        let Ok(text) = std::fs::read_to_string(folder.join(FILE)) else { return Self::default() };
        toml::from_str(&text).unwrap_or_else(|trouble| {
            tracing::warn!("{FILE} cannot be read, so the window looks as usual: {trouble}");
            Self::default()
        })
    }

    /// Writes it whole or not at all.
    fn save(self, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
        Ok(private_file::write(&folder.join(FILE), toml::to_string(&self)?.as_bytes())?)
    }
}

/// Writes choices down beside the screen's thread, in the order they were made.
#[derive(Debug)]
pub(super) struct LookWriter {
    look: WindowLook,
    folder: PathBuf,
    writer: Option<(mpsc::Sender<WindowLook>, JoinHandle<()>)>,
}

impl LookWriter {
    pub fn of(folder: PathBuf) -> Self {
        Self { look: WindowLook::load(&folder), folder, writer: None }
    }

    /// The owner chose a language.
    pub fn language(&mut self, lang: Lang) {
        self.look.language = Some(lang);
        self.keep();
    }

    /// The owner chose a theme.
    pub fn theme(&mut self, theme: ThemeChoice) {
        self.look.theme = Some(theme);
        self.keep();
    }

    fn keep(&mut self) {
        if self.writer.is_none() {
            let (sender, looks) = mpsc::channel::<WindowLook>();
            let folder = self.folder.clone();
            let work = move || {
                while let Ok(look) = looks.recv() {
                    if let Err(trouble) = look.save(&folder) {
                        tracing::warn!("the look of the window is not kept: {trouble}");
                    }
                }
            };
            let thread = std::thread::Builder::new().name("look".into()).spawn(work);
            self.writer = thread.ok().map(|thread| (sender, thread));
        }
        if let Some((sender, _)) = &self.writer
            && sender.send(self.look).is_err()
        {
            tracing::warn!("the look of the window is not kept: its writer is gone");
        }
    }
}

impl Drop for LookWriter {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.writer.take() {
            drop(sender);
            // A panic there was already reported on its own thread.
            drop(thread.join());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("zhanggui-look-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        folder
    }

    #[test]
    fn what_was_chosen_is_there_at_the_next_start() {
        let folder = folder("kept");
        let mut memory = LookWriter::of(folder.clone());
        memory.language(Lang::En);
        memory.theme(ThemeChoice::Dark);
        memory.theme(ThemeChoice::System);
        drop(memory);
        let look = WindowLook::load(&folder);
        assert_eq!(look, WindowLook { language: Some(Lang::En), theme: Some(ThemeChoice::System) });
        std::fs::remove_dir_all(folder).expect("gone");
    }

    #[test]
    fn a_file_that_makes_no_sense_is_no_choice() {
        let folder = folder("odd");
        for text in ["theme = \"purple\"", "\u{0}", "language = 7"] {
            std::fs::write(folder.join(FILE), text).expect("written");
            assert_eq!(WindowLook::load(&folder), WindowLook::default(), "{text}");
        }
        std::fs::remove_dir_all(&folder).expect("gone");
        assert_eq!(WindowLook::load(&folder), WindowLook::default());
    }
}
