//! The system's dialogs for choosing a file. They block, so they are only called beside the screen's thread.

use crate::{
    base::{private_file, short_hash::short_hash, spawn},
    devices::find_printers::{self, FoundPrinter, SearchStop},
};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

/// A person needs longer than this to leave a dialog: an answer that comes sooner means that none was shown.
const NO_DIALOG_WITHIN: Duration = Duration::from_millis(250);

/// What became of a dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// This file.
    File(PathBuf),
    /// The owner left the dialog.
    Nothing,
    /// This computer has no such dialog.
    NoDialog,
}

/// Asks the owner for a file, and the desktop for its printers.
pub trait Picker: Send + Sync {
    /// A sheet to read.
    fn open_sheet(&self) -> Picked;
    /// A sheet to read, a workbook too.
    fn open_table(&self) -> Picked {
        self.open_sheet()
    }
    /// A merchant certificate to read, in any form WeChat's platform hands it out.
    fn open_certificate(&self) -> Picked {
        Picked::NoDialog
    }

    /// WeChat Pay's public key: `.pem`.
    fn open_public_key(&self) -> Picked {
        Picked::NoDialog
    }

    /// A bill of WeChat's to read.
    fn open_bill(&self) -> Picked {
        self.open_table()
    }
    /// A picture to read.
    fn open_picture(&self) -> Picked;
    /// Where to write; `name` is proposed.
    fn save(&self, name: &str) -> Picked;
    /// The printers in this network and among the system's.
    fn find_printers(&self, _stop: &SearchStop) -> Vec<FoundPrinter> {
        Vec::new()
    }
    /// Hands a PDF to the system's printer.
    ///
    /// # Errors
    /// The system's words.
    fn print(&self, _pdf: &[u8]) -> Result<(), String> {
        Err("no printer".to_owned())
    }
}

/// The dialogs of the system.
#[derive(Debug, Clone, Copy)]
pub(super) struct SystemPicker;

impl Picker for SystemPicker {
    fn open_sheet(&self) -> Picked {
        asked(|| rfd::FileDialog::new().add_filter("CSV", &["csv", "CSV", "txt"]).pick_file())
    }

    fn open_picture(&self) -> Picked {
        let kinds = ["jpg", "jpeg", "png", "webp", "JPG", "JPEG", "PNG", "WEBP"];
        asked(|| rfd::FileDialog::new().add_filter("JPEG, PNG, WebP", &kinds).pick_file())
    }

    fn open_table(&self) -> Picked {
        let kinds = ["xlsx", "xls", "ods", "csv", "txt", "xlsb", "XLSX", "XLS", "CSV"];
        asked(|| rfd::FileDialog::new().add_filter("Excel, CSV", &kinds).pick_file())
    }

    fn open_public_key(&self) -> Picked {
        asked(|| rfd::FileDialog::new().add_filter(".pem", &["pem", "PEM", "txt"]).pick_file())
    }

    fn open_certificate(&self) -> Picked {
        let kinds = ["p12", "pfx", "pem", "crt", "cer", "zip", "P12", "PEM", "ZIP"];
        asked(|| rfd::FileDialog::new().add_filter(".p12, .pem, .zip", &kinds).pick_file())
    }

    fn open_bill(&self) -> Picked {
        let kinds = ["csv", "gz", "xlsx", "txt", "CSV", "GZ", "XLSX"];
        asked(|| rfd::FileDialog::new().add_filter("CSV, GZ, Excel", &kinds).pick_file())
    }

    fn save(&self, name: &str) -> Picked {
        let (label, kinds): (_, &[&str]) = match name.rsplit_once('.') {
            Some((_, "xlsx")) => ("Excel, CSV", &["xlsx", "csv"]),
            Some((_, "pdf")) => ("PDF", &["pdf"]),
            Some((_, "zip")) => ("ZIP", &["zip"]),
            _ => ("CSV", &["csv"]),
        };
        asked(|| rfd::FileDialog::new().add_filter(label, kinds).set_file_name(name).save_file())
    }

    fn find_printers(&self, stop: &SearchStop) -> Vec<FoundPrinter> {
        find_printers::find(stop)
    }

    fn print(&self, pdf: &[u8]) -> Result<(), String> {
        print_file(pdf)
    }
}

/// The printing program of the system takes a file and gives it back only when it has read it.
fn print_file(pdf: &[u8]) -> Result<(), String> {
    let folder = std::env::temp_dir().join("zhanggui-slips");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let path = folder.join(format!("slips-{}.pdf", short_hash(&[pdf])));
    private_file::write(&path, pdf).map_err(|error| error.to_string())?;
    let done = printing(&path).output().map_err(|error| error.to_string())?;
    // Elsewhere the file is the reader program's until it has printed it.
    if cfg!(unix) {
        drop(std::fs::remove_file(&path)); // the buyer's address stays nowhere it need not
    }
    if done.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&done.stderr).trim().to_owned();
    Err(if words.is_empty() { done.status.to_string() } else { words })
}

#[cfg(not(windows))]
fn printing(path: &std::path::Path) -> std::process::Command {
    let mut lp = spawn::program("lp");
    lp.arg("--").arg(path);
    lp
}

/// The program the system opens PDFs with prints it.
#[cfg(windows)]
fn printing(path: &std::path::Path) -> std::process::Command {
    let mut shell = spawn::program("powershell");
    shell.args(["-NoProfile", "-NonInteractive", "-Command", "Start-Process -FilePath $env:ZHANGGUI_PDF -Verb Print"]);
    shell.env("ZHANGGUI_PDF", path);
    shell
}

fn asked(dialog: impl FnOnce() -> Option<PathBuf>) -> Picked {
    let began = Instant::now();
    match dialog() {
        Some(path) => Picked::File(path),
        None if began.elapsed() < NO_DIALOG_WITHIN => Picked::NoDialog,
        None => Picked::Nothing,
    }
}
