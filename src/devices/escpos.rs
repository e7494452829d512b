//! The bytes of ESC/POS (protocol, chapter 15), and how long a printer is waited for.

use super::{
    columns::bytes,
    logo::Dots,
    receipt::{Align, Part, Style},
};

/// Reset, then Chinese characters.
const BEGIN: &[u8] = &[0x1B, 0x40, 0x1C, 0x26];
/// Three lines up, feed to the cutter, cut.
const END: &[u8] = &[0x1B, 0x64, 3, 0x1D, 0x56, 0x42, 0];
/// DLE EOT 4: "how is the paper?", answered at once by one byte where the printer can.
pub const ASK_PAPER: &[u8] = &[0x10, 0x04, 0x04];
/// ESC p: opens the drawer on pin 2.
pub const OPEN_DRAWER: &[u8] = &[0x1B, 0x70, 0x00, 0x19, 0xFA];
const QR_MODULE: u8 = 6;

/// The whole receipt as bytes for a printer of so many columns.
pub fn encode(parts: &[Part], columns: usize) -> Vec<u8> {
    let mut out = EscPosWriter { bytes: BEGIN.to_vec(), align: Align::Left };
    for part in parts {
        match part {
            Part::Text(text, style) => out.text(text, *style),
            Part::Rule => out.text(&"-".repeat(columns), Style::default()),
            Part::Qr(data) => {
                out.align(Align::Center);
                out.bytes.extend(qr(data));
            }
            Part::Picture(dots) => {
                // As wide as the paper: where its lines begin must not move it.
                out.align(Align::Left);
                out.bytes.extend(raster(dots));
            }
        }
    }
    out.bytes.extend_from_slice(END);
    out.bytes
}

struct EscPosWriter {
    bytes: Vec<u8>,
    align: Align,
}

impl EscPosWriter {
    fn align(&mut self, align: Align) {
        if self.align != align {
            self.align = align;
            self.bytes.extend([0x1B, 0x61, u8::from(align == Align::Center)]);
        }
    }

    /// Each line puts back what it changed, so that a line that is lost never changes the next.
    fn text(&mut self, text: &str, style: Style) {
        self.align(style.align);
        let size = (u8::from(style.wide) << 4) | u8::from(style.tall);
        if style.bold {
            self.bytes.extend([0x1B, 0x45, 1]);
        }
        if size != 0 {
            self.bytes.extend([0x1D, 0x21, size]);
        }
        self.bytes.extend(bytes(text));
        self.bytes.push(b'\n');
        if size != 0 {
            self.bytes.extend([0x1D, 0x21, 0]);
        }
        if style.bold {
            self.bytes.extend([0x1B, 0x45, 0]);
        }
    }
}

/// GS v 0: the dots as they are, row by row. The printer feeds the paper under them.
pub fn raster(dots: &Dots) -> Vec<u8> {
    let size = |number: usize| u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes();
    let mut out = vec![0x1D, 0x76, 0x30, 0];
    out.extend(size(dots.row_bytes()));
    out.extend(size(dots.height()));
    out.extend_from_slice(&dots.bits);
    out
}

/// A QR code of modules six dots wide, correction M. Only plain ASCII is asked of it.
pub fn qr(data: &str) -> Vec<u8> {
    let data: Vec<u8> = data.bytes().filter(|b| (0x20..0x7F).contains(b)).collect();
    let length = u16::try_from(data.len().saturating_add(3)).unwrap_or(u16::MAX).to_le_bytes();
    let mut out = vec![0x1D, 0x28, 0x6B, 4, 0, 0x31, 0x41, 0x32, 0];
    out.extend([0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x43, QR_MODULE]);
    out.extend([0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x45, 0x31]);
    out.extend([0x1D, 0x28, 0x6B]);
    out.extend(length);
    out.extend([0x31, 0x50, 0x30]);
    out.extend(data);
    out.extend([0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x51, 0x30]);
    out
}

/// What the answer to [`ASK_PAPER`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperState {
    /// There is some.
    There,
    /// It ends soon.
    NearEnd,
    /// There is none.
    End,
}

/// Reads the one byte; `None` if it is no answer to that question (bits 0, 1, 4 and 7 are fixed).
pub const fn paper(answer: u8) -> Option<PaperState> {
    match answer {
        b if b & 0x93 != 0x12 => None,
        b if b & 0x60 != 0 => Some(PaperState::End),
        b if b & 0x0C != 0 => Some(PaperState::NearEnd),
        _ => Some(PaperState::There),
    }
}
