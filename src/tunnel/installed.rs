//! Whether the program of a tunnel is on this computer, and which one.

use super::templates::templates;
use crate::base::{on_path, spawn};
use std::{
    io::Read as _,
    path::{Path, PathBuf},
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

/// A program that was asked for its version and nothing else has answered by then.
const TIMEOUT: Duration = Duration::from_secs(3);
const LOOK: Duration = Duration::from_millis(20);
/// What it says is read so far, bytes; and shown so far, characters.
const SAID_MAX: u64 = 4096;
const SHOWN_MAX: usize = 80;

/// A program that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalledProgram {
    /// Where.
    pub path: PathBuf,
    /// What it says of its version, one line; `None` where nobody knows how to ask it, or it said nothing.
    pub version: Option<String>,
}

/// Looks for the program of this name in the PATH. Only those that are known are asked for their version: what another one
/// does with a word it does not know is its own business.
pub fn installed(name: &str) -> Option<InstalledProgram> {
    let path = on_path::find(name)?;
    let known = templates().iter().find(|template| template.command.first() == Some(&name));
    let version = known.and_then(|template| version(&path, template.ask_version));
    Some(InstalledProgram { path, version })
}

fn version(program: &Path, argument: &str) -> Option<String> {
    let asked = spawn::tunnel(program).arg(argument).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = asked.inspect_err(|error| tracing::debug!(%error, "a tunnel's version")).ok()?;
    end_in_time(&mut child);
    // One line of either output: some say it as an error.
    let read = |from: Option<Box<dyn std::io::Read>>| {
        let mut said = Vec::new();
        let read = from?.take(SAID_MAX).read_to_end(&mut said);
        read.inspect_err(|error| tracing::debug!(%error, "a tunnel's version")).ok()?;
        let said = String::from_utf8_lossy(&said);
        let line = said.lines().map(str::trim).find(|line| !line.is_empty())?;
        Some(line.chars().filter(|c| !c.is_control()).take(SHOWN_MAX).collect())
    };
    let (out, err) = (child.stdout.take(), child.stderr.take());
    read(out.map(|out| Box::new(out) as _)).or_else(|| read(err.map(|err| Box::new(err) as _)))
}

/// Waits for its end, and ends it where that is too long. What it has said by then is in its pipes.
fn end_in_time(child: &mut Child) {
    let began = Instant::now();
    while matches!(child.try_wait(), Ok(None)) {
        if began.elapsed() >= TIMEOUT {
            drop(child.kill()); // it may have ended just now
            drop(child.wait());
            return;
        }
        thread::sleep(LOOK);
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, os::unix::fs::PermissionsExt as _};

    fn says(script: &str) -> Option<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("frpc");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).expect("set");
        version(&path, "--version")
    }

    #[test]
    fn a_program_says_its_version_in_one_line_of_either_output() {
        assert_eq!(says("[ \"$1\" = --version ] && echo && echo ' 0.65.0 ' && echo more").as_deref(), Some("0.65.0"));
        assert_eq!(says("echo OpenSSH_9.2p1 >&2; exit 1").as_deref(), Some("OpenSSH_9.2p1"));
        assert_eq!(says("exit 0"), None);
        assert_eq!(says("printf 'a\\033[31mb'").as_deref(), Some("a[31mb"), "nothing that a screen obeys");
    }

    #[test]
    fn only_a_program_we_know_is_asked_and_one_that_is_not_there_is_none() {
        let shell = installed("sh").expect("every Unix has one");
        assert_eq!(shell.version, None, "nobody knows what it does with the word");
        assert_eq!(installed("no-such-program-here"), None);
    }
}
