//! The shop's picture at the head of its receipts: read within limits, kept small and grey, and drawn in a printer's own dots,
//! which are black or nothing.

use crate::base::pictures::{self, BadPicture};
use image::{
    DynamicImage, GrayImage, ImageFormat,
    imageops::{self, FilterType},
};
use std::{
    fs::File,
    io::{self, Cursor, Read as _},
    path::Path,
    sync::Arc,
};

/// What a file may be long that a logo is read from, bytes.
pub const LOGO_BYTES_MAX: u64 = 40 * 1024 * 1024;
/// Memory while it is decoded, bytes: the owner's own pictures come from cameras.
const MEMORY_MAX: u64 = 256 * 1024 * 1024;
/// Dots across one column of the paper: 384 on 58 mm, 576 on 80 mm.
const DOTS_PER_COLUMN: usize = 12;
/// Nothing is kept larger than the widest paper shows it, pixels.
const SIDE_MAX: u32 = 768;
/// It is at most this part of the paper's width high: two fifths are 19 mm of a narrow roll.
const HEIGHT_PARTS: u32 = 2;
const WIDTH_PARTS: u32 = 5;
/// Brighter than this is paper: what cameras and JPEG make of white.
const PAPER_FROM: u8 = 245;
/// Darker than this is printed.
const BLACK_BELOW: i32 = 128;

/// Why a file is no logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadLogo {
    /// No JPEG, PNG or WebP, or a broken one.
    #[error("this is no picture that can be read")]
    NotAPicture,
    /// Too long, or too many pixels.
    #[error("the picture is too large")]
    TooLarge,
    /// White, or clear as glass: nothing of it would be seen on paper.
    #[error("nothing of the picture would be seen on white paper")]
    Blank,
}

/// A picture that was read, as grey as it is kept, and in the dots of the two usual papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    grey: GrayImage,
    narrow: Arc<Dots>,
    wide: Arc<Dots>,
}

/// A logo, and its file as the settings name it: from the shop's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedLogo {
    /// The file.
    pub name: String,
    /// What it holds.
    pub picture: Arc<Logo>,
}

/// A picture as wide as the paper: eight dots to a byte, the leftmost in the highest bit, a set bit is black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dots {
    /// Dots across.
    pub width: usize,
    /// Rows of `width` dots, each filled up to whole bytes.
    pub bits: Vec<u8>,
}

impl Dots {
    /// Bytes of one row.
    pub const fn row_bytes(&self) -> usize {
        self.width.div_ceil(8)
    }

    /// Dots from top to bottom.
    pub fn height(&self) -> usize {
        self.bits.len().checked_div(self.row_bytes()).unwrap_or(0)
    }

    /// Whether this dot is black.
    pub fn is_black(&self, x: usize, y: usize) -> bool {
        let at = y.saturating_mul(self.row_bytes()).saturating_add(x / 8);
        x < self.width && self.bits.get(at).is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0)
    }
}

impl Logo {
    /// Reads a picture: what is white around it goes, and no place or camera is kept.
    ///
    /// # Errors
    /// [`BadLogo`]: choose another picture.
    pub fn read(bytes: &[u8]) -> Result<Self, BadLogo> {
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LOGO_BYTES_MAX {
            return Err(BadLogo::TooLarge);
        }
        // Enough for a mark with much white around it; what is left is made smaller below.
        let picture = pictures::upright(bytes, SIDE_MAX.saturating_mul(4), MEMORY_MAX).map_err(|bad| match bad {
            BadPicture::NotAPicture => BadLogo::NotAPicture,
            BadPicture::TooLarge => BadLogo::TooLarge,
        })?;
        let grey = without_border(&pictures::grey(picture)).ok_or(BadLogo::Blank)?;
        let grey = pictures::within(DynamicImage::ImageLuma8(grey), SIDE_MAX).into_luma8();
        let dots = |columns| Arc::new(drawn(&grey, columns));
        Ok(Self { narrow: dots(32), wide: dots(48), grey })
    }

    /// Reads the file of a logo.
    ///
    /// # Errors
    /// What the disk says, or [`BadLogo`] as its reason.
    pub fn load(path: &Path) -> io::Result<Self> {
        let mut bytes = Vec::new();
        File::open(path)?.take(LOGO_BYTES_MAX.saturating_add(1)).read_to_end(&mut bytes)?;
        Self::read(&bytes).map_err(|bad| io::Error::new(io::ErrorKind::InvalidData, bad))
    }

    /// As it is kept: a grey PNG no larger than the widest paper.
    ///
    /// # Errors
    /// What the encoder reports.
    pub fn png(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Cursor::new(Vec::new());
        self.grey.write_to(&mut bytes, ImageFormat::Png).map_err(io::Error::other)?;
        Ok(bytes.into_inner())
    }

    /// In the dots of a paper of so many columns.
    pub fn dots(&self, columns: usize) -> Arc<Dots> {
        match columns {
            32 => Arc::clone(&self.narrow),
            48 => Arc::clone(&self.wide),
            other => Arc::new(drawn(&self.grey, other)),
        }
    }
}

/// What there is inside of its white border; `None` where there is nothing.
fn without_border(grey: &GrayImage) -> Option<GrayImage> {
    let inked = || grey.enumerate_pixels().filter(|(.., pixel)| pixel.0[0] < PAPER_FROM);
    let (left, right) = (inked().map(|(x, ..)| x).min()?, inked().map(|(x, ..)| x).max()?);
    let (top, bottom) = (inked().map(|(_, y, _)| y).min()?, inked().map(|(_, y, _)| y).max()?);
    let length = |from: u32, to: u32| to.saturating_sub(from).saturating_add(1);
    Some(imageops::crop_imm(grey, left, top, length(left, right), length(top, bottom)).to_image())
}

/// As large as the paper takes it, in its middle.
fn drawn(grey: &GrayImage, columns: usize) -> Dots {
    let width = columns.saturating_mul(DOTS_PER_COLUMN);
    let paper = u32::try_from(width).unwrap_or(SIDE_MAX);
    let most = (paper, (paper / WIDTH_PARTS).saturating_mul(HEIGHT_PARTS));
    let (wide, high) = fitted(grey.dimensions(), most);
    let small = imageops::resize(grey, wide, high, FilterType::Triangle);
    let left = usize::try_from(paper.saturating_sub(wide) / 2).unwrap_or(0);
    let mut dots = Dots { width, bits: Vec::new() };
    dots.bits = vec![0; dots.row_bytes().saturating_mul(usize::try_from(high).unwrap_or(0))];
    dither(&small, left, &mut dots);
    dots
}

/// The largest size of the same shape within `most`.
fn fitted((wide, high): (u32, u32), most: (u32, u32)) -> (u32, u32) {
    let scaled = |side: u32, by: u32, of: u32| {
        let scaled = u64::from(side).saturating_mul(u64::from(by)).checked_div(u64::from(of)).unwrap_or(1);
        u32::try_from(scaled).unwrap_or(by).max(1)
    };
    let broad = u64::from(wide).saturating_mul(u64::from(most.1)) >= u64::from(high).saturating_mul(u64::from(most.0));
    if broad {
        (most.0, scaled(high, most.0, wide).min(most.1))
    } else {
        (scaled(wide, most.1, high).min(most.0), most.1)
    }
}

/// Black or nothing (Floyd and Steinberg): what a dot is too bright or too dark goes to its neighbours.
fn dither(grey: &GrayImage, left: usize, dots: &mut Dots) {
    let wide = usize::try_from(grey.width()).unwrap_or(0);
    // Of this row and the next, with a dot more at each side.
    let mut here = vec![0_i32; wide.saturating_add(2)];
    let mut below = here.clone();
    for (y, row) in grey.rows().enumerate() {
        for (x, pixel) in row.enumerate() {
            let at = x.saturating_add(1);
            // Paper stays paper, also where ink is near.
            let bright = if pixel.0[0] >= PAPER_FROM { 255 } else { i32::from(pixel.0[0]) };
            let wanted = bright.saturating_add(here.get(at).copied().unwrap_or(0) / 16);
            let black = wanted < BLACK_BELOW;
            let off = if black { wanted } else { wanted.saturating_sub(255) };
            if black {
                set(dots, left.saturating_add(x), y);
            }
            let next = at.saturating_add(1);
            pass_on(&mut here, next, off.saturating_mul(7));
            pass_on(&mut below, x, off.saturating_mul(3));
            pass_on(&mut below, at, off.saturating_mul(5));
            pass_on(&mut below, next, off);
        }
        std::mem::swap(&mut here, &mut below);
        below.fill(0);
    }
}

fn pass_on(line: &mut [i32], place: usize, off: i32) {
    if let Some(sum) = line.get_mut(place) {
        *sum = sum.saturating_add(off);
    }
}

fn set(dots: &mut Dots, x: usize, y: usize) {
    let at = y.saturating_mul(dots.row_bytes()).saturating_add(x / 8);
    if let Some(byte) = dots.bits.get_mut(at) {
        *byte |= 0x80 >> (x % 8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Luma, Rgba, RgbaImage};

    fn png(picture: &RgbaImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).expect("a picture");
        bytes.into_inner()
    }

    fn black(dots: &Dots) -> usize {
        dots.bits.iter().map(|byte| byte.count_ones() as usize).sum()
    }

    #[test]
    fn a_mark_on_glass_fills_its_part_of_either_paper_and_stands_in_the_middle() {
        let mark = RgbaImage::from_fn(900, 700, |x, y| {
            let inside = (400..500).contains(&x) && (300..400).contains(&y);
            Rgba([0, 0, 0, if inside { 255 } else { 0 }])
        });
        let logo = Logo::read(&png(&mark)).expect("a logo");
        for (columns, width, side) in [(32, 384, 152), (48, 576, 230)] {
            let dots = logo.dots(columns);
            assert_eq!((dots.width, dots.height()), (width, side), "the border is gone");
            let left = (width - side) / 2;
            assert!(dots.is_black(left, 0) && dots.is_black(left + side - 1, side - 1));
            assert!(!dots.is_black(left - 1, 5) && !dots.is_black(left + side, 5));
            assert_eq!(black(&dots), side * side, "black is black");
        }
        let odd = logo.dots(25);
        assert_eq!((odd.width, odd.row_bytes()), (300, 38));
    }

    #[test]
    fn grey_is_as_many_dots_as_it_is_dark() {
        for (shade, share) in [(64_u8, 75), (128, 50), (192, 25)] {
            let grey = DynamicImage::ImageLuma8(GrayImage::from_pixel(100, 40, Luma([shade])));
            let logo = Logo::read(&png(&grey.to_rgba8())).expect("a logo");
            let dots = logo.dots(32);
            let found = black(&dots) * 100 / (dots.width * dots.height());
            assert!(found.abs_diff(share) <= 2, "{shade}: {found} of a hundred");
        }
    }

    #[test]
    fn what_is_kept_is_read_again_as_the_same() {
        let shade = |at: u32| u8::try_from(at % 256).expect("a shade");
        let picture = RgbaImage::from_fn(2_000, 500, |x, y| Rgba([shade(x), shade(y), 9, 255]));
        let logo = Logo::read(&png(&picture)).expect("a logo");
        let kept = logo.png().expect("written");
        assert!(kept.len() < 600_000, "{} bytes", kept.len());
        assert_eq!(Logo::read(&kept).expect("the same").dots(32).height(), logo.dots(32).height());
    }

    #[test]
    fn what_nobody_would_see_and_what_is_no_picture_is_no_logo() {
        let white = RgbaImage::from_pixel(40, 40, Rgba([255, 255, 255, 255]));
        assert_eq!(Logo::read(&png(&white)), Err(BadLogo::Blank));
        let glass = RgbaImage::from_pixel(40, 40, Rgba([0, 0, 0, 0]));
        assert_eq!(Logo::read(&png(&glass)), Err(BadLogo::Blank));
        for bytes in [b"".as_slice(), b"<svg/>", b"\x89PNG\r\n\x1a\n", &[0xFF, 0xD8, 0xFF, 0xE0, 0, 0]] {
            assert_eq!(Logo::read(bytes), Err(BadLogo::NotAPicture));
        }
        let huge = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[0, 0, 0x7F, 0xFF, 0, 0, 0x7F, 0xFF, 8, 6, 0, 0, 0]]
            .concat();
        assert!(Logo::read(&huge).is_err(), "nothing of it is decoded");
    }
}
