//! Which file a log belongs to. SQLite reads any log that lies beside a file under the right name, also one that was left
//! when an older copy of the file was put back.

use crate::store::{StoreError, engine::side_files::beside};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use rusqlite::{Connection, OpenFlags};
use std::{
    fs::File,
    io::{BufReader, Read as _},
    ops::Range,
    path::Path,
};

/// A log's header, a frame's header, and where both keep the two numbers by which frames of this log are told from those of
/// an earlier one (sqlite.org/fileformat.html, 4).
const HEADER_BYTES: usize = 32;
const FRAME_BYTES: usize = 24;
const HEADER_SALTS: Range<usize> = 16..24;
const FRAME_SALTS: Range<usize> = 8..16;
/// How the one row of `file_mark` begins in its page: four bytes of header, nothing for the key, a blob of 16 bytes.
const ROW_BEGINS: [u8; 3] = [4, 0, 44];
const ID_BYTES: usize = 16;

/// Which file, and after how many commits.
type FileCommits = ([u8; ID_BYTES], i64);

/// Counts a commit, inside of it. Answers how many there are with it.
pub(in crate::store) fn count_commit(conn: &Connection) -> Result<i64, StoreError> {
    let sql = "UPDATE file_mark SET commits = commits + 1 RETURNING commits";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// True if the log beside the file was written for another file, or for another state of this one: it ends before the file
/// does, or begins after it. `with_log` reads the file through the log.
pub(in crate::store) fn log_is_foreign(with_log: &Connection, path: &Path) -> bool {
    let Ok(alone) = without_log(path) else { return false };
    // A file that was being written when the computer died cannot always be read alone: then nothing is known.
    let Ok((file, in_file)) = mark(&alone) else { return false };
    let Ok((by_log, last)) = mark(with_log) else { return true };
    let begins_later = first_commit(&alone, path).is_some_and(|first| first > in_file.saturating_add(1));
    file != by_log || in_file > last || begins_later
}

fn mark(conn: &Connection) -> Result<FileCommits, StoreError> {
    Ok(conn.query_row("SELECT file_id, commits FROM file_mark", [], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// The count in the first frame of the log that has the page of `file_mark`.
fn first_commit(alone: &Connection, path: &Path) -> Option<i64> {
    let root = "SELECT rootpage FROM sqlite_schema WHERE name = 'file_mark'";
    let page: u32 = alone.query_row(root, [], |row| row.get(0)).ok()?;
    let page_bytes: u32 = alone.pragma_query_value(None, "page_size", |row| row.get(0)).ok()?;
    let mut log = BufReader::new(File::open(beside(path, "-wal")).ok()?);
    let mut header = [0; HEADER_BYTES];
    log.read_exact(&mut header).ok()?;
    let (mut head, mut frame) = ([0; FRAME_BYTES], vec![0; usize::try_from(page_bytes).ok()?]);
    loop {
        log.read_exact(&mut head).ok()?;
        log.read_exact(&mut frame).ok()?;
        if head.get(FRAME_SALTS)? != header.get(HEADER_SALTS)? {
            return None;
        }
        if head.first_chunk::<4>().map(|number| u32::from_be_bytes(*number)) == Some(page) {
            return commits_in(&frame);
        }
    }
}

/// What the row in this page says. Its only integer has one to eight bytes, by its kind (sqlite.org/fileformat.html, 2.1).
fn commits_in(page: &[u8]) -> Option<i64> {
    let row = page.windows(ROW_BEGINS.len()).position(|bytes| bytes == ROW_BEGINS)?;
    let kind = *page.get(row.checked_add(ROW_BEGINS.len())?)?;
    let length: usize = match kind {
        8 => return Some(0),
        9 => return Some(1),
        1..=4 => kind.into(),
        5 => 6,
        6 => 8,
        _ => return None,
    };
    let from = row.checked_add(ROW_BEGINS.len())?.checked_add(1)?.checked_add(ID_BYTES)?;
    let bytes = page.get(from..from.checked_add(length)?)?;
    Some(bytes.iter().fold(0, |number, &byte| (number << 8) | i64::from(byte)))
}

/// The file as it would be without its log.
fn without_log(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    Ok(Connection::open_with_flags(format!("file:{}?immutable=1", uri_path(path)), flags)?)
}

/// What has a meaning in an address, or none.
const ADDRESS_SIGNS: &AsciiSet = &CONTROLS.add(b' ').add(b'?').add(b'#').add(b'%');

/// A path as the address SQLite reads (sqlite.org/uri.html).
fn uri_path(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    let root = if cfg!(windows) && !text.starts_with('/') { "/" } else { "" };
    format!("{root}{}", utf8_percent_encode(&text, ADDRESS_SIGNS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_any_sign_in_it_is_an_address() {
        assert_eq!(uri_path(Path::new("/home/店 铺/a?b#c%d.db")), "/home/%E5%BA%97%20%E9%93%BA/a%3Fb%23c%25d.db");
    }
}
