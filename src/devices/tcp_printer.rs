//! A printer at the end of a TCP line (port 9100). It is asked for paper before anything leaves and again afterwards; one
//! that never answers is believed only as far as it closes the connection in order.

use super::{
    escpos::{self, ASK_PAPER, PaperState},
    printer::{BeforeSend, PrintFailure, PrintNotRecorded, ReceiptPrinter, Sent},
    receipt::{Receipt, ReceiptTemplate, layout},
};
use crate::domain::PrintTrouble;
use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::{Shutdown, TcpStream, ToSocketAddrs as _},
    time::{Duration, Instant},
};

/// How long a printer is waited for.
#[derive(Debug, Clone, Copy)]
pub struct PrinterTimeouts {
    /// Until it takes the call.
    pub connect: Duration,
    /// Until it says how its paper is, before the receipt: most cheap ones never do.
    pub answer: Duration,
    /// Until it has taken the receipt.
    pub write: Duration,
    /// Until it says how its paper is, or says goodbye, after the receipt.
    pub linger: Duration,
}

impl Default for PrinterTimeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            answer: Duration::from_millis(700),
            write: Duration::from_secs(10),
            linger: Duration::from_secs(5),
        }
    }
}

/// One in the network that speaks ESC/POS on a port of its own.
#[derive(Debug, Clone)]
pub struct TcpPrinter {
    name: String,
    address: String,
    columns: usize,
    template: ReceiptTemplate,
    timeouts: PrinterTimeouts,
}

impl TcpPrinter {
    /// A printer at `address` (host and port).
    pub fn new(
        name: &str,
        address: &str,
        columns: usize,
        template: ReceiptTemplate,
        timeouts: PrinterTimeouts,
    ) -> Self {
        Self { name: name.to_owned(), address: address.to_owned(), columns, template, timeouts }
    }

    fn connect(&self) -> Result<TcpStream, PrintFailure> {
        let off = |e: std::io::Error| PrintFailure(PrintTrouble::Off, e.to_string());
        let mut last = PrintFailure(PrintTrouble::Off, "the address leads nowhere".to_owned());
        for address in self.address.to_socket_addrs().map_err(off)? {
            match TcpStream::connect_timeout(&address, self.timeouts.connect) {
                Ok(stream) => return Ok(stream),
                Err(error) => last = off(error),
            }
        }
        Err(last)
    }

    /// Asks for the paper and waits for the one byte. `None`: it does not say.
    fn ask_paper(stream: &mut TcpStream, timeouts: Duration) -> std::io::Result<Option<PaperState>> {
        stream.write_all(ASK_PAPER)?;
        match read_byte(stream, timeouts)? {
            PrinterRead::Byte(byte) => Ok(escpos::paper(byte)),
            PrinterRead::Nothing => Ok(None),
            PrinterRead::End => Err(ErrorKind::UnexpectedEof.into()),
        }
    }

    fn send(&self, stream: &mut TcpStream, bytes: &[u8], speaks: bool) -> Sent {
        match self.write(stream, bytes) {
            Ok(()) => {}
            Err((0, why)) => return Sent::NotSent(PrintFailure(PrintTrouble::Off, why)),
            Err((taken, why)) => {
                let why = format!("{taken} of {} bytes were taken: {why}", bytes.len());
                return Sent::Unknown { why: PrintFailure(PrintTrouble::CutOff, why), again: true };
            }
        }
        if speaks { self.ask_back(stream) } else { self.wait_for_close(stream) }
    }

    /// Writes all of it; on failure says how many bytes the line took.
    fn write(&self, stream: &mut TcpStream, bytes: &[u8]) -> Result<(), (usize, String)> {
        let mut taken: usize = 0;
        let began = Instant::now();
        while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty()) {
            let left = self.timeouts.write.saturating_sub(began.elapsed());
            if left.is_zero() {
                return Err((taken, "it takes no more".to_owned()));
            }
            let wrote = stream.set_write_timeout(Some(left)).and_then(|()| stream.write(rest));
            match wrote {
                Ok(0) => return Err((taken, "it takes no more".to_owned())),
                Ok(more) => taken = taken.saturating_add(more),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err((taken, e.to_string())),
            }
        }
        Ok(())
    }

    /// A printer that answered before the receipt answers after it, or something happened in between.
    fn ask_back(&self, stream: &mut TcpStream) -> Sent {
        let unknown = |trouble, why: &str, again| Sent::Unknown { why: PrintFailure(trouble, why.to_owned()), again };
        match Self::ask_paper(stream, self.timeouts.linger) {
            Ok(Some(PaperState::There | PaperState::NearEnd)) => Sent::Printed,
            Ok(Some(PaperState::End)) => unknown(PrintTrouble::NoPaper, "the paper ended with this receipt", true),
            Ok(None) => unknown(PrintTrouble::Silent, "it stopped answering", false),
            Err(e) => unknown(PrintTrouble::CutOff, &e.to_string(), true),
        }
    }

    /// A printer without answers: all that can be known is that it closed the line when we did, without having left
    /// anything unread.
    fn wait_for_close(&self, stream: &mut TcpStream) -> Sent {
        let cut =
            |e: std::io::Error| Sent::Unknown { why: PrintFailure(PrintTrouble::CutOff, e.to_string()), again: true };
        if let Err(error) = stream.shutdown(Shutdown::Write) {
            return cut(error);
        }
        let began = Instant::now();
        loop {
            match read_byte(stream, self.timeouts.linger.saturating_sub(began.elapsed())) {
                Ok(PrinterRead::Byte(_)) => {}
                Ok(PrinterRead::End) => return Sent::Handed,
                Ok(PrinterRead::Nothing) => {
                    let why = "it took everything and says nothing".to_owned();
                    return Sent::Unknown { why: PrintFailure(PrintTrouble::Silent, why), again: false };
                }
                Err(error) => return cut(error),
            }
        }
    }
}

enum PrinterRead {
    Byte(u8),
    End,
    Nothing,
}

fn read_byte(stream: &mut TcpStream, timeouts: Duration) -> std::io::Result<PrinterRead> {
    // A timeout of nothing would be none at all.
    stream.set_read_timeout(Some(timeouts.max(Duration::from_millis(1))))?;
    let mut byte = [0];
    match stream.read(&mut byte) {
        Ok(0) => Ok(PrinterRead::End),
        Ok(_) => Ok(PrinterRead::Byte(byte[0])),
        Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted) => {
            Ok(PrinterRead::Nothing)
        }
        Err(e) => Err(e),
    }
}

impl ReceiptPrinter for TcpPrinter {
    fn name(&self) -> &str {
        &self.name
    }

    fn print(&self, receipt: &Receipt, _job: &str, leaving: BeforeSend<'_>) -> Sent {
        let mut stream = match self.connect() {
            Ok(stream) => stream,
            Err(why) => return Sent::NotSent(why),
        };
        let timed = stream.set_write_timeout(Some(self.timeouts.write));
        let speaks = match timed.and_then(|()| Self::ask_paper(&mut stream, self.timeouts.answer)) {
            Ok(Some(PaperState::End)) => return Sent::NotSent(PrintFailure(PrintTrouble::NoPaper, String::new())),
            Ok(paper) => paper.is_some(),
            Err(e) => return Sent::NotSent(PrintFailure(PrintTrouble::Off, e.to_string())),
        };
        let bytes = escpos::encode(&layout(receipt, &self.template, self.columns), self.columns);
        if let Err(PrintNotRecorded(why)) = leaving() {
            return Sent::NotSent(PrintFailure(PrintTrouble::Other, why));
        }
        self.send(&mut stream, &bytes, speaks)
    }
}
