//! A receipt printer that the system knows by name: it gets the bytes as they are, by the system's printing program.

use super::{
    escpos,
    printer::{BeforeSend, PrintFailure, PrintNotRecorded, ReceiptPrinter, Sent},
    programs::first_there,
    receipt::{Receipt, ReceiptTemplate, layout},
};
use crate::{base::spawn, domain::PrintTrouble};
use std::{
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Either program only talks to the print server.
const TIMEOUT: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(20);
/// Names a list shows.
const NAMES_MAX: usize = 50;

/// The printers the system knows; none where it has no such program.
pub fn names() -> Vec<String> {
    let Some((_, lpstat)) = first_there(&["lpstat"]) else { return Vec::new() };
    names_by(&lpstat).unwrap_or_else(|error| {
        tracing::debug!(%error, "the system's printers");
        Vec::new()
    })
}

/// As this program lists them.
///
/// # Errors
/// It does not run, or does not end.
pub fn names_by(lpstat: &Path) -> io::Result<Vec<String>> {
    let mut child = spawn::program(lpstat).arg("-e").stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut said = String::new();
    let mut out = child.stdout.take();
    let reading = thread::spawn(move || {
        let read = out.as_mut().map(|out| out.read_to_string(&mut said));
        read.transpose().map(|_| said)
    });
    ended(&mut child)?;
    let said = reading.join().unwrap_or_else(|_| Ok(String::new()))?;
    Ok(said.lines().map(str::trim).filter(|name| !name.is_empty()).take(NAMES_MAX).map(str::to_owned).collect())
}

/// Waits for its end, and ends it where that is too long.
fn ended(child: &mut Child) -> io::Result<ExitStatus> {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if began.elapsed() >= TIMEOUT {
            drop(child.kill()); // it may have ended just now
            drop(child.wait());
            return Err(io::ErrorKind::TimedOut.into());
        }
        thread::sleep(LOOK);
    }
}

/// One that the computer itself knows: `lp` takes what is to be printed.
#[derive(Debug, Clone)]
pub struct SystemPrinter {
    name: String,
    queue: String,
    columns: usize,
    template: ReceiptTemplate,
    program: Option<PathBuf>,
}

impl SystemPrinter {
    /// The printer the system calls `queue`.
    pub fn new(name: &str, queue: &str, columns: usize, template: ReceiptTemplate) -> Self {
        let program = first_there(&["lp"]).map(|(_, program)| program);
        Self { name: name.to_owned(), queue: queue.to_owned(), columns, template, program }
    }

    /// The same by another program.
    #[must_use]
    pub fn by(self, program: PathBuf) -> Self {
        Self { program: Some(program), ..self }
    }

    fn hand_over(&self, program: &Path, bytes: &[u8]) -> Sent {
        let not_sent = |why: String| Sent::NotSent(PrintFailure(PrintTrouble::Other, why));
        let mut lp: Command = spawn::program(program);
        lp.args(["-d", &self.queue, "-o", "raw", "-s", "--", "-"]);
        let mut child = match lp.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn() {
            Ok(child) => child,
            Err(error) => return not_sent(error.to_string()),
        };
        // A receipt is smaller than the pipe, with a picture too.
        let written = child.stdin.take().map_or(Ok(()), |mut pipe| pipe.write_all(bytes));
        match ended(&mut child) {
            Ok(status) if status.success() && written.is_ok() => Sent::Handed,
            Ok(status) => {
                let mut words = String::new();
                let read = child.stderr.take().map(|mut err| err.read_to_string(&mut words));
                let silent = !matches!(read, Some(Ok(1..)));
                not_sent(if silent { status.to_string() } else { words.trim().to_owned() })
            }
            Err(error) => Sent::Unknown { why: PrintFailure(PrintTrouble::Silent, error.to_string()), again: false },
        }
    }
}

impl ReceiptPrinter for SystemPrinter {
    fn name(&self) -> &str {
        &self.name
    }

    fn print(&self, receipt: &Receipt, _job: &str, leaving: BeforeSend<'_>) -> Sent {
        let Some(program) = &self.program else {
            return Sent::NotSent(PrintFailure(PrintTrouble::Other, "this system has no program lp".to_owned()));
        };
        let bytes = escpos::encode(&layout(receipt, &self.template, self.columns), self.columns);
        if let Err(PrintNotRecorded(why)) = leaving() {
            return Sent::NotSent(PrintFailure(PrintTrouble::Other, why));
        }
        self.hand_over(program, &bytes)
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::receipt::sample;
    use std::{fs, os::unix::fs::PermissionsExt as _};

    fn program(folder: &Path, script: &str) -> PathBuf {
        let path = folder.join("program");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).expect("set");
        path
    }

    fn print(script: &str) -> (Sent, tempfile::TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let program = program(folder.path(), &script.replace("HERE", &folder.path().display().to_string()));
        let printer = SystemPrinter::new("前台", "TM-T82", 32, ReceiptTemplate::default()).by(program);
        let receipt = sample(crate::domain::UnixSeconds::new(1_788_262_200)).expect("a receipt");
        (printer.print(&receipt, "1", &|| Ok(())), folder)
    }

    #[test]
    fn the_systems_printer_gets_the_bytes_as_they_are_under_its_own_name() {
        let (sent, folder) = print("echo \"$@\" > HERE/words; cat > HERE/bytes");
        assert_eq!(sent, Sent::Handed);
        assert_eq!(fs::read_to_string(folder.path().join("words")).unwrap(), "-d TM-T82 -o raw -s -- -\n");
        let bytes = fs::read(folder.path().join("bytes")).unwrap();
        assert!(bytes.starts_with(&[0x1B, 0x40]) && bytes.len() > 100, "{} bytes", bytes.len());
    }

    #[test]
    fn a_printer_the_system_does_not_know_has_printed_nothing_and_the_system_says_why() {
        let (sent, _folder) = print("cat > /dev/null; echo 'lp: no such printer' >&2; exit 1");
        assert_eq!(sent, Sent::NotSent(PrintFailure(PrintTrouble::Other, "lp: no such printer".to_owned())));
    }

    #[test]
    fn the_systems_printers_are_listed_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let lpstat = program(folder.path(), "[ \"$1\" = -e ] && printf 'TM-T82\\n\\nOffice_Laser\\n'");
        assert_eq!(names_by(&lpstat).expect("it runs"), ["TM-T82", "Office_Laser"]);
        assert!(names_by(&folder.path().join("no such program")).is_err());
    }
}
