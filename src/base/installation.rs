//! Which installation a shop's folder is: a random id, made once for each folder. It stands beside the data and is in no
//! backup; a folder that was copied or moved elsewhere is another installation, by its place.

use crate::{
    base::{env::Rng, place, private_file},
    domain::InstallationId,
};
use serde::{Deserialize, Serialize};
use std::{fs, io, path::Path};

const FILE: &str = "installation.toml";

/// What the folder keeps of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    pub id: InstallationId,
    /// Installations that the owner declared lost when a backup of theirs was put back here.
    pub lost: Vec<InstallationId>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct InstallationFile {
    id: String,
    place: String,
    #[serde(default)]
    lost: Vec<String>,
}

impl Installation {
    /// The installation that this folder is; made where it was none yet, or was one in another place.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn load_or_make(folder: &Path, rng: &dyn Rng) -> io::Result<Self> {
        let here = hex::encode(place::of(folder));
        if let Some(known) = read(folder, &here)? {
            return Ok(known);
        }
        let mut id = [0; 16];
        rng.fill(&mut id);
        let fresh = Self { id: InstallationId::of(id), lost: Vec::new() };
        fresh.keep(folder, here)?;
        Ok(fresh)
    }

    /// The owner says that this other installation is lost for good: a backup of it is put back into this folder.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn declare_lost(folder: &Path, other: &InstallationId, rng: &dyn Rng) -> io::Result<()> {
        let mut own = Self::load_or_make(folder, rng)?;
        if !own.lost.contains(other) {
            own.lost.push(other.clone());
            own.keep(folder, hex::encode(place::of(folder)))?;
        }
        Ok(())
    }

    /// The installation that this folder is, if it is one. For looking at it without changing anything.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn load(folder: &Path) -> io::Result<Option<Self>> {
        read(folder, &hex::encode(place::of(folder)))
    }

    /// The folder handed its shop over and is this installation no more: an older file of it that is put back here later is
    /// another one's.
    ///
    /// # Errors
    /// The file is there and cannot be removed.
    pub fn forget(folder: &Path) -> io::Result<()> {
        match fs::remove_file(folder.join(FILE)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn keep(&self, folder: &Path, place: String) -> io::Result<()> {
        let lost = self.lost.iter().map(ToString::to_string).collect();
        let file = InstallationFile { id: self.id.to_string(), place, lost };
        let text = toml::to_string(&file).map_err(io::Error::other)?;
        private_file::write(&folder.join(FILE), text.as_bytes())
    }
}

/// One that cannot be understood is none: the folder is then an installation that nobody knows, and sends nothing.
fn read(folder: &Path, here: &str) -> io::Result<Option<Installation>> {
    let text = match fs::read_to_string(folder.join(FILE)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let parsed = toml::from_str::<InstallationFile>(&text).ok().filter(|file| file.place == here);
    Ok(parsed.and_then(|file| {
        let id = InstallationId::parse(&file.id).ok()?;
        let lost = file.lost.iter().filter_map(|id| InstallationId::parse(id).ok()).collect();
        Some(Installation { id, lost })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::env::SystemRng;

    #[test]
    fn a_folder_is_one_installation_and_a_copy_of_it_another() {
        let (one, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let first = Installation::load_or_make(one.path(), &SystemRng).expect("made");
        assert_eq!(Installation::load_or_make(one.path(), &SystemRng).expect("read"), first);
        fs::copy(one.path().join(FILE), other.path().join(FILE)).expect("copied");
        let copy = Installation::load_or_make(other.path(), &SystemRng).expect("made");
        assert_ne!(copy.id, first.id);
        Installation::declare_lost(other.path(), &first.id, &SystemRng).expect("kept");
        let copy = Installation { lost: vec![first.id.clone()], ..copy };
        assert_eq!(Installation::load(other.path()).expect("read"), Some(copy));
        Installation::forget(one.path()).expect("removed");
        assert_ne!(Installation::load_or_make(one.path(), &SystemRng).expect("made").id, first.id);
    }
}
