//! The log's files: a few, none of them large, so that a log can never fill the disk.

use crate::base::private_file;
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

const NAME: &str = "zhanggui.log";
/// Of one file; a shop without trouble writes as much in months.
const BYTES_MAX: u64 = 8 * 1024 * 1024;
/// The one that is written, and those before it.
const FILES_MAX: u32 = 8;

/// Writes `zhanggui.log`; when it is full it becomes `zhanggui.log.1`, and what was that `zhanggui.log.2`. The oldest goes.
#[derive(Debug)]
pub struct LogFiles {
    folder: PathBuf,
    bytes_max: u64,
    open: Option<(File, u64)>,
}

impl LogFiles {
    /// In this folder, which is made where there is none. Files of an older naming give way.
    pub fn new(folder: &Path) -> Self {
        forget_dated(folder);
        Self { folder: folder.to_owned(), bytes_max: BYTES_MAX, open: None }
    }

    fn path(&self, number: u32) -> PathBuf {
        self.folder.join(if number == 0 { NAME.to_owned() } else { format!("{NAME}.{number}") })
    }

    /// The file to write `more` bytes to.
    fn file(&mut self, more: u64) -> io::Result<&mut (File, u64)> {
        let full = |written: u64| written > 0 && written.saturating_add(more) > self.bytes_max;
        let open = match self.open.take() {
            Some((file, written)) if !full(written) => (file, written),
            Some(_) => {
                self.shift()?;
                self.opened()?
            }
            None => match self.opened()? {
                (_, written) if full(written) => {
                    self.shift()?;
                    self.opened()?
                }
                open => open,
            },
        };
        Ok(self.open.insert(open))
    }

    fn opened(&self) -> io::Result<(File, u64)> {
        private_file::make_folder(&self.folder)?;
        let file = private_file::options().create(true).append(true).open(self.path(0))?;
        let written = file.metadata()?.len();
        Ok((file, written))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a log is shifted in place, and what a power cut takes of it is no loss"
    )]
    fn shift(&self) -> io::Result<()> {
        for number in (0..FILES_MAX.saturating_sub(1)).rev() {
            let from = self.path(number);
            if from.exists() {
                fs::rename(from, self.path(number.saturating_add(1)))?;
            }
        }
        Ok(())
    }
}

impl Write for LogFiles {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let (file, written) = self.file(u64::try_from(line.len()).unwrap_or(u64::MAX))?;
        let bytes = file.write(line)?;
        *written = written.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        Ok(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.open.as_mut().map_or(Ok(()), |(file, _)| file.flush())
    }
}

/// Earlier versions began a file every day and kept them all: `zhanggui.log.2026-09-01`.
fn forget_dated(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let tail = name.strip_prefix(NAME).and_then(|rest| rest.strip_prefix('.')).unwrap_or_default();
        let dated = tail.len() == "2026-09-01".len() && tail.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        // The log has nowhere to complain yet.
        if dated && fs::remove_file(&path).is_err() {
            return;
        }
    }
}

/// The end of what was written in this folder, the newest file last; empty where nothing was.
pub(crate) fn newest(folder: &Path, most: u64) -> String {
    let (mut parts, mut left) = (Vec::new(), most);
    for number in 0..FILES_MAX {
        let name = if number == 0 { NAME.to_owned() } else { format!("{NAME}.{number}") };
        let Ok(bytes) = fs::read(folder.join(name)) else { break };
        let from = bytes.len().saturating_sub(usize::try_from(left).unwrap_or(usize::MAX));
        left = left.saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        parts.push(String::from_utf8_lossy(bytes.get(from..).unwrap_or_default()).into_owned());
        if left == 0 {
            break;
        }
    }
    parts.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<(String, u64)> {
        let entries = fs::read_dir(folder).expect("a folder").flatten();
        let read = |entry: fs::DirEntry| {
            (entry.file_name().into_string().expect("a name"), entry.metadata().expect("a file").len())
        };
        let mut names: Vec<_> = entries.map(read).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn a_log_that_is_written_for_ever_stays_a_few_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let logs = folder.path().join("logs");
        let mut log = LogFiles { bytes_max: 100, ..LogFiles::new(&logs) };
        for line in 0..1_000 {
            writeln!(log, "line {line:04}").expect("written");
        }
        let files = names(&logs);
        assert_eq!(files.len(), 8, "{files:?}");
        assert!(files.iter().all(|(_, bytes)| *bytes <= 100), "{files:?}");
        let newest = fs::read_to_string(logs.join(NAME)).expect("the newest");
        assert!(newest.ends_with("line 0999\n") && newest.starts_with("line "), "whole lines: {newest}");
        let before = fs::read_to_string(logs.join("zhanggui.log.1")).expect("the one before");
        assert!(before < newest, "{before}");
    }

    #[test]
    fn a_program_that_starts_again_goes_on_in_the_same_file() {
        let folder = tempfile::tempdir().expect("a folder");
        for start in 0..5 {
            let mut log = LogFiles { bytes_max: 100, ..LogFiles::new(folder.path()) };
            writeln!(log, "start {start} {}", "x".repeat(30)).expect("written");
        }
        assert_eq!(names(folder.path()).len(), 3);
    }

    #[test]
    fn the_files_of_every_day_give_way() {
        let folder = tempfile::tempdir().expect("a folder");
        for day in 1..=30 {
            fs::write(folder.path().join(format!("{NAME}.2026-09-{day:02}")), "old").expect("written");
        }
        fs::write(folder.path().join("notes.txt"), "mine").expect("written");
        let mut log = LogFiles::new(folder.path());
        writeln!(log, "new").expect("written");
        assert_eq!(names(folder.path()).into_iter().map(|(name, _)| name).collect::<Vec<_>>(), ["notes.txt", NAME]);
    }
}
