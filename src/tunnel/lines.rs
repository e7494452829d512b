//! What the tunnel's program prints: the newest lines, in bounded memory whatever it prints.

use std::{
    collections::VecDeque,
    io::{BufReader, Read},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Lines that are kept.
const LINES_MAX: usize = 200;
/// Bytes of one line that are kept; the rest of a longer one is dropped.
const LINE_BYTES_MAX: usize = 500;

/// The newest lines.
#[derive(Debug, Default)]
pub(super) struct Lines(Mutex<VecDeque<String>>);

impl Lines {
    pub fn push(&self, line: String) {
        let mut kept = self.kept();
        if kept.len() == LINES_MAX {
            kept.pop_front();
        }
        kept.push_back(line);
    }

    pub fn all(&self) -> Vec<String> {
        self.kept().iter().cloned().collect()
    }

    pub fn last(&self) -> Option<String> {
        self.kept().back().cloned()
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Calls `each` for every line of `output`, however long, until it ends.
pub(super) fn read(output: impl Read, mut each: impl FnMut(&str)) {
    let mut line: Vec<u8> = Vec::new();
    let mut reader = BufReader::new(output);
    let mut piece = [0_u8; 4096];
    loop {
        let got = match reader.read(&mut piece) {
            Ok(0) | Err(_) => break,
            Ok(got) => got,
        };
        for &byte in piece.get(..got).unwrap_or_default() {
            if byte == b'\n' || byte == b'\r' {
                if !line.is_empty() {
                    each(&String::from_utf8_lossy(&line));
                    line.clear();
                }
            } else if line.len() < LINE_BYTES_MAX {
                line.push(byte);
            }
        }
    }
    if !line.is_empty() {
        each(&String::from_utf8_lossy(&line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endless_line_and_endless_lines_cost_bounded_memory() {
        let mut longest = 0;
        read(&vec![b'x'; 3_000_000][..], |line| longest = longest.max(line.len()));
        assert_eq!(longest, LINE_BYTES_MAX);
        let lines = Lines::default();
        for n in 0..10_000 {
            lines.push(n.to_string());
        }
        assert_eq!((lines.all().len(), lines.last()), (LINES_MAX, Some("9999".to_owned())));
    }
}
