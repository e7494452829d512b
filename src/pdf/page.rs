//! Drawing on one page, in points from its top left corner.

use crate::pdf::{
    bars,
    letters::{Letters, Weight},
};
use krilla::{
    color::luma,
    geom::{PathBuilder, Point, Rect},
    paint::{Fill, Stroke},
    surface::Surface,
};

/// Black.
pub(super) const INK: u8 = 0;
/// For what is less important; still dark enough for a thermal printer.
pub(super) const FAINT: u8 = 90;

/// Light modules around a code, as scanners want them.
const QUIET: f32 = 4.0;

pub(super) struct PdfPage<'a, 'b> {
    pub surface: &'a mut Surface<'b>,
    pub letters: &'a Letters,
}

impl PdfPage<'_, '_> {
    fn ink(&mut self, ink: u8) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(Fill { paint: luma::Color::new(ink).into(), ..Fill::default() }));
    }

    /// A line of text on its base line.
    pub fn text(&mut self, (x, y): (f32, f32), text: &str, weight: Weight, size: f32, ink: u8) {
        self.ink(ink);
        let mut x = x;
        for run in self.letters.shape(text, weight) {
            self.surface.draw_glyphs(Point::from_xy(x, y), &run.glyphs, run.font, &run.text, size, false);
            x += run.width * size;
        }
    }

    /// The same, ending at `right`.
    pub fn text_to(&mut self, (right, y): (f32, f32), text: &str, weight: Weight, size: f32, ink: u8) {
        let width = self.letters.width(text, weight, size);
        self.text((right - width, y), text, weight, size, ink);
    }

    /// A hairline.
    pub fn rule(&mut self, (left, y): (f32, f32), right: f32) {
        self.fill_rect(left, y, right - left, 0.6);
    }

    fn fill_rect(&mut self, x: f32, y: f32, width: f32, height: f32) {
        self.ink(INK);
        let mut path = PathBuilder::new();
        path.extend_rect(x, y, width, height);
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// A box to tick.
    pub fn tick_box(&mut self, (x, y): (f32, f32), side: f32) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { paint: luma::Color::new(INK).into(), width: 0.8, ..Stroke::default() }));
        let mut path = PathBuilder::new();
        path.extend_rect(x, y, side, side);
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// A frame around what must be seen.
    pub fn frame(&mut self, (left, top): (f32, f32), (right, bottom): (f32, f32)) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { paint: luma::Color::new(INK).into(), width: 1.4, ..Stroke::default() }));
        let mut path = PathBuilder::new();
        path.extend_rect(left, top, right - left, bottom - top);
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// The number as bars, as wide as fits; nothing where it cannot be.
    pub fn bars(&mut self, (x, y): (f32, f32), width: f32, height: f32, text: &str) {
        let Some(widths) = bars::code128(text) else { return };
        let modules: f32 = widths.iter().map(|width| f32::from(*width)).sum();
        // A module of half a millimetre is as wide as it needs to be.
        let module = (width / (modules + 2.0 * QUIET)).min(1.42);
        self.ink(INK);
        let (mut at, mut path) = (x + QUIET * module, PathBuilder::new());
        for (place, width) in widths.iter().enumerate() {
            let wide = f32::from(*width) * module;
            if place % 2 == 0 {
                path.extend_rect(at, y, wide, height);
            }
            at += wide;
        }
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// The number as a QR code with its light border inside `side`.
    pub fn qr(&mut self, (x, y): (f32, f32), side: f32, text: &str) {
        let Some((across, modules)) = bars::qr(text) else { return };
        let module = side / (across as f32 + 2.0 * QUIET);
        self.ink(INK);
        let mut path = PathBuilder::new();
        for (row, line) in modules.chunks(across).enumerate() {
            for (column, _) in line.iter().enumerate().filter(|(_, dark)| **dark) {
                let (column, row) = (column as f32 + QUIET, row as f32 + QUIET);
                path.extend_rect(x + column * module, y + row * module, module, module);
            }
        }
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }
}

/// A rectangle by its corner and its size.
trait ExtendRect {
    fn extend_rect(&mut self, x: f32, y: f32, width: f32, height: f32);
}

impl ExtendRect for PathBuilder {
    fn extend_rect(&mut self, x: f32, y: f32, width: f32, height: f32) {
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            self.push_rect(rect);
        }
    }
}
