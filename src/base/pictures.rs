//! Pictures, from strangers and from the owner's phone: recognised by their bytes, decoded within limits, turned upright, and
//! written anew as JPEG. Nothing of the original survives: no place, no camera, no bytes somebody hid.

use super::picture_cost;
use image::{
    DynamicImage, GrayImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, ImageResult, Limits, Rgb,
    RgbImage, codecs::jpeg::JpegEncoder, metadata::Orientation,
};
use std::io::Cursor;

/// The longest side that is decoded, pixels.
const SIDE_MAX: u32 = 12_000;

/// Why bytes are no picture of ours.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BadPicture {
    /// No JPEG, PNG or WebP, or a broken one.
    NotAPicture,
    /// Too many pixels, or too much memory to decode them.
    TooLarge,
}

/// Decoded, made small enough that no side is longer than `side` pixels, and turned the way the camera was held. What
/// decoding takes is worked out before any of it is taken, and is at most `memory_max` bytes.
///
/// # Errors
/// [`BadPicture`]: nothing was decoded.
pub(crate) fn upright(bytes: &[u8], side: u32, memory_max: u64) -> Result<DynamicImage, BadPicture> {
    let (picture, orientation) = decode(bytes, memory_max)?;
    let mut small = within(picture, side);
    // Turned once it is small: turning a large one takes a second one of its size.
    small.apply_orientation(orientation);
    Ok(small)
}

fn decode(bytes: &[u8], memory_max: u64) -> Result<(DynamicImage, Orientation), BadPicture> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| BadPicture::NotAPicture)?;
    let format = reader.format().ok_or(BadPicture::NotAPicture)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(BadPicture::NotAPicture);
    }
    let mut decoder = reader.into_decoder().map_err(bad)?;
    let (wide, high) = decoder.dimensions();
    let cost = picture_cost::beside(bytes, format, (wide, high)).saturating_add(decoder.total_bytes());
    if wide.max(high) > SIDE_MAX || cost > memory_max {
        return Err(BadPicture::TooLarge);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(memory_max);
    decoder.set_limits(limits).map_err(bad)?;
    let orientation = decoder.orientation().map_err(bad)?;
    Ok((DynamicImage::from_decoder(decoder).map_err(bad)?, orientation))
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn bad(error: ImageError) -> BadPicture {
    match error {
        ImageError::Limits(_) => BadPicture::TooLarge,
        _ => BadPicture::NotAPicture,
    }
}

/// The same picture, no side longer than this, pixels.
pub(crate) fn within(picture: DynamicImage, side: u32) -> DynamicImage {
    let fits = picture.width() <= side && picture.height() <= side;
    if fits { picture } else { picture.thumbnail(side, side) }
}

/// The picture as a JPEG, on white paper where it can be seen through. `quality` is 1 to 100.
///
/// # Errors
/// What the encoder reports: a picture without pixels.
pub(crate) fn jpeg(picture: DynamicImage, quality: u8) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(&on_white(picture))?;
    Ok(bytes)
}

/// The picture in greys, on white paper where it can be seen through.
pub(crate) fn grey(picture: DynamicImage) -> GrayImage {
    DynamicImage::ImageRgb8(on_white(picture)).into_luma8()
}

/// JPEG knows no glass: what can be seen through lies on white paper.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let seen = picture.into_rgba8();
    RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let [red, green, blue, alpha] = seen.get_pixel(x, y).0;
        Rgb([red, green, blue].map(|part| over_white(part, alpha)))
    })
}

fn over_white(part: u8, alpha: u8) -> u8 {
    let (part, alpha) = (u16::from(part), u16::from(alpha));
    let mixed = part.saturating_mul(alpha).saturating_add(255_u16.saturating_mul(255_u16.saturating_sub(alpha)));
    u8::try_from(mixed / 255).unwrap_or(u8::MAX)
}
