//! Evidence pictures: decoded beside the screen's thread, within limits, because buyers send them.

use crate::store::{Picture, RefundDetail};
use eframe::egui::ColorImage;
use std::{
    io::Cursor,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Sides of a decoded original at most, pixels, and memory while decoding, bytes.
const SIDE_MOST: u32 = 12_000;
const MEMORY_MOST: u64 = 256 * 1024 * 1024;
/// A larger view is never larger than this.
const VIEW_MOST: u32 = 1600;

/// A picture ready to be shown; `None` where it cannot be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    pub position: u32,
    pub image: Option<Arc<ColorImage>>,
}

/// The small pictures of a refund.
pub(super) fn small(detail: &RefundDetail) -> Vec<Shown> {
    let show = |picture: &Picture| Shown { position: picture.position, image: decode(&picture.thumbnail) };
    detail.pictures.iter().map(show).collect()
}

/// The larger view of one picture: the original where it can be read, else the small one.
pub(super) fn large(detail: &RefundDetail, position: u32, folder: Option<&PathBuf>) -> Option<Shown> {
    let picture = detail.pictures.iter().find(|picture| picture.position == position)?;
    let original = folder.and_then(|folder| original(folder, &picture.file)).and_then(|bytes| decode(&bytes));
    Some(Shown { position, image: original.or_else(|| decode(&picture.thumbnail)) })
}

/// Reads the file only if its name is a plain name: a row must not lead out of the folder.
fn original(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let plain = Path::new(name).file_name().is_some_and(|file| file == name);
    if plain { std::fs::read(folder.join(name)).ok() } else { None }
}

fn decode(bytes: &[u8]) -> Option<Arc<ColorImage>> {
    let mut reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(SIDE_MOST);
    limits.max_image_height = Some(SIDE_MOST);
    limits.max_alloc = Some(MEMORY_MOST);
    reader.limits(limits);
    let mut picture = reader.decode().ok()?;
    if picture.width() > VIEW_MOST || picture.height() > VIEW_MOST {
        picture = picture.thumbnail(VIEW_MOST, VIEW_MOST);
    }
    let pixels = picture.to_rgba8();
    let size = [pixels.width() as usize, pixels.height() as usize];
    Some(Arc::new(ColorImage::from_rgba_unmultiplied(size, pixels.as_raw())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_cannot_name_a_file_outside_the_folder() {
        let folder = std::env::temp_dir();
        for name in ["../secret", "a/b.jpg", "/etc/hostname", "", ".."] {
            assert!(original(&folder, name).is_none(), "{name}");
        }
    }

    #[test]
    fn what_is_no_picture_is_not_shown_and_does_no_harm() {
        assert!(decode(b"").is_none());
        assert!(decode(b"<svg/>").is_none());
        assert!(decode(&[0xFF, 0xD8, 0xFF, 0xE0, 0, 0]).is_none());
    }
}
