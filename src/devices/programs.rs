//! Programs of the system that do a device's work: found by name, given a time, and ended when it is over.

use super::NoDevice;
use crate::base::on_path;
use std::{
    path::PathBuf,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// A sound or a sentence is over by then.
const TIMEOUT: Duration = Duration::from_secs(15);
/// How often a program is looked at.
const LOOK: Duration = Duration::from_millis(40);

/// The first of these programs that is there, with its place among them.
pub(super) fn first_there<'a>(names: &[&'a str]) -> Option<(&'a str, PathBuf)> {
    names.iter().find_map(|name| Some((*name, on_path::find(name)?)))
}

/// Runs it to its end. No shell is between: an argument is an argument.
///
/// # Errors
/// [`NoDevice`] if it cannot be started, fails, or does not end in time.
pub(super) fn run(command: &mut Command) -> Result<(), NoDevice> {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.spawn().map_err(|error| NoDevice(error.to_string()))?;
    let began = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(ended)) if ended.success() => return Ok(()),
            Ok(Some(ended)) => return Err(NoDevice(format!("{} {ended}", command.get_program().display()))),
            Ok(None) if began.elapsed() < TIMEOUT => thread::sleep(LOOK),
            Ok(None) => {
                // It may have ended by itself just now; either way it is waited for, so that nothing stays behind.
                drop(child.kill());
                drop(child.wait());
                return Err(NoDevice(format!("{} does not end", command.get_program().display())));
            }
            Err(error) => return Err(NoDevice(error.to_string())),
        }
    }
}
