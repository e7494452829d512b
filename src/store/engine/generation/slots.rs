//! The mark's own file: two places in it, written in turn, so that one is whole whatever happens while the other is written.

use super::mark::{MARK_BYTES, Mark};
use crate::base::private_file;
use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

/// Each place is a sector of its own.
const SLOT_BYTES: usize = 512;

/// Where the mark of a data file stands: beside it, under a name that is not copied with `shop.*`.
pub(super) fn beside(path: &Path) -> PathBuf {
    path.with_file_name("generation.mark")
}

/// The data file at this place is a new one, and has nothing to do with the one that was there: a practice shop that begins
/// anew.
///
/// # Errors
/// The mark is there and cannot be removed.
pub fn forget_mark(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(beside(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The newest mark in the file; `None` where there is none that is whole.
pub(super) fn read(path: &Path) -> io::Result<Option<Mark>> {
    let mut bytes = Vec::new();
    match File::open(path) {
        Ok(mut file) => drop(file.read_to_end(&mut bytes)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    }
    let marks = bytes.chunks(SLOT_BYTES).filter_map(Mark::from_bytes);
    Ok(marks.max_by_key(|mark| mark.sequence))
}

/// The file, open.
#[derive(Debug)]
pub(super) struct Slots {
    file: File,
    newest: Mark,
}

impl Slots {
    /// Opens the file, or makes one with `mark` in it; durable when it returns.
    pub fn open(path: &Path, mark: Mark) -> io::Result<Self> {
        if read(path)?.is_none() {
            let mut bytes = vec![0; SLOT_BYTES * 2];
            bytes.iter_mut().zip(mark.to_bytes()).for_each(|(to, from)| *to = from);
            private_file::write(path, &bytes)?;
        }
        let file = private_file::options().read(true).write(true).open(path)?;
        let mut slots = Self { file, newest: mark };
        slots.put(mark)?;
        slots.file.sync_all()?;
        Ok(slots)
    }

    /// The next mark: in the system's hands when it returns, so that a program that is killed then has not lost it.
    pub fn put(&mut self, mark: Mark) -> io::Result<()> {
        let sequence = self.newest.sequence.saturating_add(1);
        let mark = Mark { sequence, ..mark };
        let place = if sequence.is_multiple_of(2) { 0 } else { SLOT_BYTES };
        let mut slot = [0; SLOT_BYTES];
        slot.iter_mut().zip(mark.to_bytes()).for_each(|(to, from)| *to = from);
        self.file.seek(SeekFrom::Start(u64::try_from(place).unwrap_or_default()))?;
        self.file.write_all(slot.get(..MARK_BYTES).unwrap_or_default())?;
        self.newest = mark;
        Ok(())
    }

    /// The last one that was put.
    pub const fn newest(&self) -> Mark {
        self.newest
    }

    /// Another handle of the file, to wait for the disk with.
    pub fn handle(&self) -> io::Result<File> {
        self.file.try_clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: Mark =
        Mark { sequence: 0, file_id: [1; 16], epoch: Some([2; 16]), next: None, floor: 0, place: [4; 16] };

    #[test]
    fn whatever_is_cut_off_the_mark_before_it_is_still_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("generation.mark");
        let mut slots = Slots::open(&path, MARK).expect("made");
        for floor in 1..20 {
            let before = read(&path).expect("read").expect("a mark");
            let whole = std::fs::read(&path).expect("read");
            slots.put(Mark { floor, ..MARK }).expect("written");
            let after = std::fs::read(&path).expect("read");
            assert_eq!(read(&path).expect("read").expect("a mark").floor, floor);
            // As a disk may leave it that lost its power in between: any front of the change.
            let changed = (0..after.len()).filter(|&at| whole.get(at) != after.get(at)).collect::<Vec<_>>();
            for cut in 0..changed.len() {
                let mut torn = whole.clone();
                changed.iter().take(cut).for_each(|&at| torn[at] = after[at]);
                let torn_path = folder.path().join("torn");
                std::fs::write(&torn_path, &torn).expect("written");
                assert_eq!(read(&torn_path).expect("read").expect("a mark").floor, before.floor);
            }
        }
    }
}
