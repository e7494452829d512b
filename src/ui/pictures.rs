//! Pictures: decoded beside the screen's thread, within limits, because buyers send them and phones make them large.

use crate::{
    base::pictures,
    store::{Picture, RefundDetail},
};
use egui::ColorImage;
use image::DynamicImage;
use std::{path::Path, sync::Arc};

/// Memory while the owner's own pictures are decoded, bytes: cameras make larger ones than buyers may send.
const MEMORY_MOST: u64 = 256 * 1024 * 1024;
/// A small picture is never larger than this.
const VIEW_MOST: u32 = 1600;
/// The longer side of an original on the screen, pixels: every graphics card takes it, and the print on a parcel's label
/// can be read in it.
pub(super) const ORIGINAL_MOST: u32 = 2400;
/// The longer side of a stored product picture, pixels, and its JPEG quality.
const PRODUCT_MOST: u32 = 1280;
const PRODUCT_QUALITY: u8 = 85;

/// A picture ready to be shown; `None` where it cannot be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LoadedPicture {
    pub position: u32,
    pub image: Option<Arc<ColorImage>>,
}

/// The small pictures of a refund.
pub(super) fn small(detail: &RefundDetail) -> Vec<LoadedPicture> {
    let show = |picture: &Picture| LoadedPicture { position: picture.position, image: decode(&picture.thumbnail) };
    detail.pictures.iter().map(show).collect()
}

/// The original of a picture a buyer sent, its longer side at most `most` pixels.
pub(super) fn evidence(folder: &Path, name: &str, most: u32) -> Option<Arc<ColorImage>> {
    Some(shown(&upright(&original(folder, name)?, most)?))
}

/// Reads the file only if its name is a plain name: a row must not lead out of the folder.
fn original(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let plain = Path::new(name).file_name().is_some_and(|file| file == name);
    if plain { std::fs::read(folder.join(name)).ok() } else { None }
}

/// A picture of the shop's own from its file in `album`, its longer side at most `most` pixels.
pub(super) fn own(folder: &Path, album: &str, name: &str, most: u32) -> Option<Arc<ColorImage>> {
    Some(shown(&upright(&original(&folder.join(album), name)?, most)?))
}

/// A photo as it is stored for a product: upright, not larger than buyers' screens need, and without what a camera
/// writes beside the pixels (where and when it was taken).
pub(super) fn for_product(bytes: &[u8]) -> Option<Vec<u8>> {
    pictures::jpeg(upright(bytes, PRODUCT_MOST)?, PRODUCT_QUALITY).ok()
}

fn decode(bytes: &[u8]) -> Option<Arc<ColorImage>> {
    Some(shown(&upright(bytes, VIEW_MOST)?))
}

fn upright(bytes: &[u8], most: u32) -> Option<DynamicImage> {
    pictures::upright(bytes, most, MEMORY_MOST).ok()
}

fn shown(picture: &DynamicImage) -> Arc<ColorImage> {
    let pixels = picture.to_rgba8();
    let size = [pixels.width() as usize, pixels.height() as usize];
    Arc::new(ColorImage::from_rgba_unmultiplied(size, pixels.as_raw()))
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
