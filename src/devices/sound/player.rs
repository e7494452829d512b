//! The program of the desktop that plays a file.

use super::{output::Sound, wav::wav};
use crate::{
    base::{private_file, spawn},
    devices::{NoDevice, ShopSound, programs},
};
use std::path::{Path, PathBuf};

/// In this order: `PipeWire`, `PulseAudio`, ALSA.
const PLAYERS: [&str; 3] = ["pw-play", "paplay", "aplay"];

/// Plays files with the first player that is there.
pub(super) struct Player {
    folder: PathBuf,
}

impl Player {
    pub(super) const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The file of a sound, written where it is missing or cut short.
    fn file(&self, ring: ShopSound) -> std::io::Result<PathBuf> {
        let name = match ring {
            ShopSound::Order => "order.wav",
            ShopSound::Attention => "attention.wav",
            ShopSound::Blocked => "blocked.wav",
        };
        let (path, sound) = (self.folder.join(name), wav(ring));
        if !is_whole(&path, &sound) {
            private_file::make_folder(&self.folder)?;
            private_file::write(&path, &sound)?;
        }
        Ok(path)
    }
}

fn is_whole(path: &Path, sound: &[u8]) -> bool {
    path.metadata().is_ok_and(|about| usize::try_from(about.len()) == Ok(sound.len()))
}

impl Sound for Player {
    fn play(&mut self, ring: ShopSound) -> Result<(), NoDevice> {
        let Some((_, program)) = programs::first_there(&PLAYERS) else {
            return Err(NoDevice(format!("none of {} is there", PLAYERS.join(", "))));
        };
        let file = self.file(ring).map_err(|error| NoDevice(error.to_string()))?;
        programs::run(spawn::program(program).arg(file))
    }
}
