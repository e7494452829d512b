//! The practice shop's receipt printer: takes every receipt, always has paper, and there is no paper.

use crate::{base::loopback::LoopbackDoor, devices::escpos::ASK_PAPER};
use std::{
    io::{self, Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

/// What a printer with paper answers.
const PAPER: &[u8] = &[0x12];
/// Who says nothing for so long has gone.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A printer on loopback. Ends when dropped.
#[derive(Debug)]
pub(super) struct PracticePrinter(LoopbackDoor);

impl PracticePrinter {
    /// # Errors
    /// No port, or no thread.
    pub fn start() -> io::Result<Self> {
        // One receipt after the other, as real ones print them.
        let door = LoopbackDoor::open("practice-printer", TIMEOUT, |line| {
            if let Err(error) = print(line) {
                tracing::debug!(%error, "the practice printer's line");
            }
        })?;
        Ok(Self(door))
    }

    pub fn address(&self) -> String {
        self.0.address().to_string()
    }
}

/// Takes what comes, and answers each question for paper. A question may come in two pieces.
fn print(mut line: TcpStream) -> io::Result<()> {
    let (mut seen, mut buffer) = (Vec::new(), [0; 1024]);
    loop {
        let count = line.read(&mut buffer)?;
        let Some(more) = buffer.get(..count).filter(|more| !more.is_empty()) else { return Ok(()) };
        seen.extend_from_slice(more);
        while let Some(at) = seen.windows(ASK_PAPER.len()).position(|window| window == ASK_PAPER) {
            seen.drain(..at.saturating_add(ASK_PAPER.len()));
            line.write_all(PAPER)?;
        }
        let kept = ASK_PAPER.len().saturating_sub(1);
        seen.drain(..seen.len().saturating_sub(kept));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_answers_every_question_for_paper_also_one_in_two_pieces() {
        let printer = PracticePrinter::start().unwrap();
        let mut line = TcpStream::connect(printer.address()).unwrap();
        let (first, rest) = ASK_PAPER.split_at(1);
        for piece in [b"a receipt of many bytes".as_slice(), first, rest, b"more", ASK_PAPER] {
            line.write_all(piece).unwrap();
        }
        line.shutdown(std::net::Shutdown::Write).unwrap();
        let mut said = Vec::new();
        line.read_to_end(&mut said).unwrap();
        assert_eq!(said, [PAPER, PAPER].concat());
    }
}
