//! The program is started a second time while its window is out of sight: the first one is asked to come up, and the
//! second ends. Between the two lies a file of the shop's folder that says where the first one listens, and a word that
//! only somebody who can read this file knows.

use super::NoDevice;
use crate::base::{
    loopback::{self, LoopbackDoor},
    private_file,
};
use std::{
    fs,
    io::{self, Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    path::{Path, PathBuf},
    time::Duration,
};

const FILE: &str = "window";
/// Both sides are one computer: who needs longer hangs.
const TIMEOUT: Duration = Duration::from_secs(1);
const YES: &[u8] = b"up";
/// No word is longer, bytes.
const LONGEST: u64 = 128;

/// The first start, which comes up when it is asked. Stops listening when dropped.
#[derive(Debug)]
pub struct FirstStart {
    file: PathBuf,
    _door: LoopbackDoor,
}

impl FirstStart {
    /// Listens on loopback, and says where in `folder`. `come_up` is called on a thread of its own. `word` is one nobody
    /// can guess.
    ///
    /// # Errors
    /// [`NoDevice`]: no port, no thread, or the file cannot be written.
    pub fn listen(folder: &Path, word: &str, come_up: impl Fn() + Send + 'static) -> Result<Self, NoDevice> {
        Self::open(folder, word, come_up).map_err(|error| NoDevice(error.to_string()))
    }

    fn open(folder: &Path, word: &str, come_up: impl Fn() + Send + 'static) -> io::Result<Self> {
        let (file, wanted) = (folder.join(FILE), word.to_owned());
        let door = LoopbackDoor::open("second-start", TIMEOUT, move |line| {
            if is_ours(line, &wanted).unwrap_or(false) {
                come_up();
            }
        })?;
        private_file::write(&file, format!("{} {word}\n", door.address().port()).as_bytes())?;
        Ok(Self { file, _door: door })
    }
}

impl Drop for FirstStart {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.file)); // a file that stays leads to nobody: the next start writes it anew
    }
}

fn is_ours(mut stream: TcpStream, word: &str) -> io::Result<bool> {
    let mut said = vec![0; word.len()];
    stream.read_exact(&mut said)?;
    let ours = said == word.as_bytes();
    if ours {
        stream.write_all(YES)?;
    }
    Ok(ours)
}

/// Asks the program that has the shop of `folder` open to show its window. True if it said yes.
pub fn ask(folder: &Path) -> bool {
    probe(folder).unwrap_or(false)
}

fn probe(folder: &Path) -> io::Result<bool> {
    let mut text = String::new();
    fs::File::open(folder.join(FILE))?.take(LONGEST).read_to_string(&mut text)?;
    let (port, word) = text.trim_end().split_once(' ').ok_or(io::ErrorKind::InvalidData)?;
    let port: u16 = port.parse().map_err(io::Error::other)?;
    let mut stream = loopback::call((Ipv4Addr::LOCALHOST, port).into(), TIMEOUT)?;
    stream.write_all(word.as_bytes())?;
    let mut answer = [0; YES.len()];
    stream.read_exact(&mut answer)?;
    Ok(answer == YES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn a_second_start_brings_the_first_one_up() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!ask(folder.path()), "nobody is there yet");
        let (up, comes) = mpsc::channel();
        let first = FirstStart::listen(folder.path(), "a word nobody guesses", move || up.send(()).unwrap()).unwrap();
        assert!(ask(folder.path()) && ask(folder.path()));
        drop(first);
        assert_eq!(comes.iter().count(), 2);
        assert!(!ask(folder.path()), "and is gone again");
    }

    #[test]
    fn who_does_not_know_the_word_brings_nothing_up() {
        let folder = tempfile::tempdir().unwrap();
        let (up, comes) = mpsc::channel();
        let first = FirstStart::listen(folder.path(), "the word", move || up.send(()).unwrap()).unwrap();
        let text = fs::read_to_string(folder.path().join(FILE)).unwrap();
        let port: u16 = text.split_once(' ').unwrap().0.parse().unwrap();
        for wrong in ["", "GET / HTTP/1.1\r\n\r\n", "the worD", "word"] {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
            // It may have hung up before it heard all of that.
            drop(stream.write_all(wrong.as_bytes()));
            drop(stream.shutdown(std::net::Shutdown::Write));
            let mut said = Vec::new();
            drop(stream.read_to_end(&mut said));
            assert_eq!(said, b"", "{wrong:?}");
        }
        fs::write(folder.path().join(FILE), format!("{port} the worD")).unwrap();
        assert!(!ask(folder.path()));
        for broken in ["", "nothing", "99999 the word", "1 "] {
            fs::write(folder.path().join(FILE), broken).unwrap();
            assert!(!ask(folder.path()), "{broken:?}");
        }
        drop(first);
        assert_eq!(comes.iter().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_the_word() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let _first = FirstStart::listen(folder.path(), "the word", || {}).unwrap();
        let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
