//! A few texts in one file that every computer opens.

use crate::base::private_file;
use std::{
    fs::File,
    io::{self, Write as _},
    path::Path,
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Writes them under their names into a new archive: whole, or not at all.
///
/// # Errors
/// The system's, also where `file` is there already; that one stays as it is.
pub(super) fn write(file: &Path, parts: &[(&str, String)]) -> io::Result<()> {
    let written = private_file::open_as_its_folder(file, true).and_then(|out| pack(out, parts));
    if written.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::AlreadyExists) {
        drop(std::fs::remove_file(file)); // half of it helps nobody
    }
    written
}

fn pack(out: File, parts: &[(&str, String)]) -> io::Result<()> {
    let mut zip = ZipWriter::new(out);
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in parts {
        zip.start_file(*name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    zip.finish()?.sync_all()
}
