//! If we are killed, the tunnel's program outlives us. The next start ends it first, but only what is provably ours: the
//! process of that number that began at that moment.

use crate::base::private_file;
use std::{fs, io, path::Path};

const FILE: &str = "tunnel.pid";

/// Remembers the running program. Not being able to is no reason not to run it.
pub(super) fn remember(folder: &Path, pid: u32) {
    let Some(began) = began_at(pid) else { return };
    if let Err(error) = private_file::write(&folder.join(FILE), format!("{pid} {began}\n").as_bytes()) {
        tracing::warn!(%error, "the tunnel's program is not remembered");
    }
}

/// It has ended.
pub(super) fn forget(folder: &Path) {
    match fs::remove_file(folder.join(FILE)) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => tracing::warn!(%error, "the tunnel's program is still remembered"),
    }
}

/// Ends the program a killed predecessor left, with its group. True if there was one.
pub fn end(folder: &Path) -> bool {
    let Ok(text) = fs::read_to_string(folder.join(FILE)) else { return false };
    let ours = read(&text).filter(|(pid, began)| began_at(*pid).as_ref() == Some(began));
    if let Some((pid, _)) = &ours {
        tracing::info!(pid, "a tunnel from before is still running; it is ended");
        end_group(*pid);
    }
    forget(folder);
    ours.is_some()
}

fn read(text: &str) -> Option<(u32, String)> {
    let (pid, began) = text.trim().split_once(' ')?;
    // 0 and 1 are nobody's tunnel, and a group of that number is everybody.
    Some((pid.parse().ok().filter(|pid| *pid > 1)?, began.to_owned()))
}

/// When a process began, in the system's own count: two processes of one number differ in it.
#[cfg(target_os = "linux")]
fn began_at(pid: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in brackets, may hold anything; the 22nd field is the 20th behind it.
    let (_, behind) = stat.rsplit_once(')')?;
    let ticks = behind.split_whitespace().nth(19)?;
    // Counted since the computer was started, so it takes the start to tell two of them apart.
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(format!("{} {ticks}", boot.trim()))
}

/// Elsewhere nothing proves whose it is, so nothing is ended. (On Windows the job object ends it with us.)
#[cfg(not(target_os = "linux"))]
fn began_at(_: u32) -> Option<String> {
    None
}

/// The group has the number of its head.
#[cfg(unix)]
fn end_group(pid: u32) {
    use nix::{
        sys::signal::{Signal, killpg},
        unistd::Pid,
    };
    let Ok(group) = i32::try_from(pid) else { return };
    if let Err(error) = killpg(Pid::from_raw(group), Signal::SIGKILL) {
        tracing::warn!(%error, pid, "the tunnel from before could not be ended");
    }
}

/// Nothing is remembered here.
#[cfg(not(unix))]
fn end_group(_: u32) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_process_that_is_provably_ours_is_ended() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(!end(folder.path()), "there is none");
        // Our own number with another beginning: somebody else's process by now.
        fs::write(folder.path().join(FILE), format!("{} 1\n", std::process::id())).expect("written");
        assert!(!end(folder.path()));
        assert!(!folder.path().join(FILE).exists());
        for nonsense in ["", "x", "1 1", "0 0", "-1 5", "99999999999999 1"] {
            fs::write(folder.path().join(FILE), nonsense).expect("written");
            assert!(!end(folder.path()), "{nonsense}");
        }
    }
}
