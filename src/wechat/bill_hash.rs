//! The SHA-1 of a bill, by which WeChat names the file it made.

use super::http::BILL_BYTES_MAX;
use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use flate2::read::MultiGzDecoder;
use std::{
    fs::File,
    io::{self, Read, Seek as _, SeekFrom},
};

/// How a packed file begins.
const PACKED: [u8; 2] = [0x1F, 0x8B];
/// More than the bill of a shop with millions of trades a day has when it is unpacked.
const UNPACKED_BYTES_MAX: u64 = 8 * BILL_BYTES_MAX;
const PIECE_BYTES: usize = 64 * 1024;

/// Of the bill itself, whether it came packed or not.
pub(super) fn unpacked(file: &mut File) -> io::Result<Vec<u8>> {
    let mut first = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    Read::by_ref(file).take(PACKED.len() as u64).read_to_end(&mut first)?;
    file.seek(SeekFrom::Start(0))?;
    if first == PACKED { of(&mut MultiGzDecoder::new(io::BufReader::new(file))) } else { of(file) }
}

/// Of the bytes as they came.
pub(super) fn as_it_came(file: &mut File) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(0))?;
    of(file)
}

fn of(reader: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    let (mut piece, mut bytes) = (vec![0; PIECE_BYTES], 0_u64);
    loop {
        let length = reader.read(&mut piece)?;
        if length == 0 {
            return Ok(context.finish().as_ref().to_vec());
        }
        bytes = bytes.saturating_add(length as u64);
        if bytes > UNPACKED_BYTES_MAX {
            return Err(io::Error::other("longer than any bill of WeChat's"));
        }
        context.update(piece.get(..length).unwrap_or_default());
    }
}
