//! Text on paper: shaped with the embedded fonts, each character with the first of them that has it.

use crate::base::fonts;
use crate::pdf::PdfError;
use harfrust::{FontRef, ShapeOptions, ShaperData, UnicodeBuffer};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use std::{cell::RefCell, collections::HashMap};

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

struct Face {
    font: Font,
    file: FontRef<'static>,
    shaper: ShaperData,
    per_em: f32,
    has: RefCell<HashMap<char, bool>>,
}

impl Face {
    fn new(bytes: &'static [u8]) -> Result<Self, PdfError> {
        let font = Font::new(bytes.into(), 0).ok_or_else(|| PdfError::Page("a font".to_owned()))?;
        let file = FontRef::new(bytes).map_err(|error| PdfError::Page(error.to_string()))?;
        let (shaper, per_em) = (ShaperData::new(&file), font.units_per_em());
        Ok(Self { font, file, shaper, per_em, has: RefCell::default() })
    }

    fn shape(&self, text: &str) -> Vec<KrillaGlyph> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let shaped = self.shaper.shaper(&self.file).build().shape(buffer, ShapeOptions::new());
        let infos = shaped.glyph_infos();
        let units = |units: i32| units as f32 / self.per_em;
        let glyph = |(at, position): (usize, &harfrust::GlyphPosition)| {
            let info = infos.get(at)?;
            let start = usize::try_from(info.cluster).ok()?;
            let next = infos.iter().skip(at).map(|info| info.cluster).find(|cluster| *cluster != info.cluster);
            let end = next.and_then(|end| usize::try_from(end).ok()).filter(|end| *end > start).unwrap_or(text.len());
            Some(KrillaGlyph {
                glyph_id: GlyphId::new(info.glyph_id),
                text_range: start..end,
                x_advance: units(position.x_advance),
                x_offset: units(position.x_offset),
                y_offset: units(position.y_offset),
                y_advance: units(position.y_advance),
                location: None,
            })
        };
        shaped.glyph_positions().iter().enumerate().filter_map(glyph).collect()
    }

    fn has(&self, c: char) -> bool {
        if let Some(has) = self.has.borrow().get(&c) {
            return *has;
        }
        let has = self.shape(c.encode_utf8(&mut [0; 4])).iter().all(|glyph| glyph.glyph_id.to_u32() != 0);
        self.has.borrow_mut().insert(c, has);
        has
    }
}

/// A run of glyphs of one font.
pub(super) struct GlyphRun {
    pub font: Font,
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    /// For a size of 1.
    pub width: f32,
}

/// The fonts of one document.
pub(super) struct Letters {
    faces: [Face; 4],
}

impl Letters {
    pub fn new() -> Result<Self, PdfError> {
        let [regular, bold, symbols, emoji] =
            [fonts::REGULAR, fonts::BOLD, fonts::SYMBOLS, fonts::EMOJI].map(Face::new);
        Ok(Self { faces: [regular?, bold?, symbols?, emoji?] })
    }

    fn face(&self, weight: Weight, c: char) -> usize {
        let order: [usize; 4] = match weight {
            Weight::Regular => [0, 1, 2, 3],
            Weight::Bold => [1, 0, 2, 3],
        };
        let has = |at: &usize| self.faces.get(*at).is_some_and(|face| face.has(c));
        let [first, ..] = order;
        order.into_iter().find(has).unwrap_or(first)
    }

    /// The runs of one line.
    pub fn shape(&self, text: &str, weight: Weight) -> Vec<GlyphRun> {
        let mut parts: Vec<(usize, String)> = Vec::new();
        for c in text.chars() {
            let face = self.face(weight, c);
            match parts.last_mut() {
                Some((last, part)) if *last == face => part.push(c),
                _ => parts.push((face, c.to_string())),
            }
        }
        let run = |(at, text): (usize, String)| {
            let face = self.faces.get(at)?;
            let glyphs = face.shape(&text);
            let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
            Some(GlyphRun { font: face.font.clone(), text, glyphs, width })
        };
        parts.into_iter().filter_map(run).collect()
    }

    /// How wide a line would be, points.
    pub fn width(&self, text: &str, weight: Weight, size: f32) -> f32 {
        self.shape(text, weight).iter().map(|run| run.width).sum::<f32>() * size
    }

    /// Breaks a text into lines of at most `width` points: after any Chinese character, between words otherwise.
    pub fn wrap(&self, text: &str, weight: Weight, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let mut line = String::new();
            for piece in pieces(paragraph) {
                let longer = format!("{line}{piece}");
                if self.width(longer.trim_end(), weight, size) <= width {
                    line = longer;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line).trim_end().to_owned());
                }
                line = self.cut(&piece, weight, size, width, &mut lines);
            }
            lines.push(line.trim_end().to_owned());
        }
        lines
    }

    /// A word longer than a line is cut where it must be; answers its rest.
    fn cut(&self, word: &str, weight: Weight, size: f32, width: f32, lines: &mut Vec<String>) -> String {
        let mut line = String::new();
        for c in word.chars() {
            line.push(c);
            if self.width(&line, weight, size) > width && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::replace(&mut line, c.to_string()));
            }
        }
        line
    }
}

/// Where a line may end: after a space, around every wide character.
fn pieces(text: &str) -> Vec<String> {
    let wide = |c: char| c >= '\u{2E80}';
    let mut all: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in text.chars().filter(|c| !c.is_control()) {
        // No line begins with a comma.
        let stays = "，。、；：！？）》”’,.;:!?)".contains(c);
        match all.last_mut() {
            Some(piece) if stays || (!wide(c) && !wide(last) && last != ' ') => piece.push(c),
            _ => all.push(c.to_string()),
        }
        last = c;
    }
    all
}
