//! The picture a buyer sends to a refund, as we keep it.

use crate::base::pictures::{self, BadPicture};
use std::io::Read;

/// What one picture may take while it is decoded, bytes: enough for every photo of twelve million pixels in whatever
/// coding, and for thirty-three million in the usual one.
pub(super) const MEMORY_MAX: u64 = 96 * 1024 * 1024;
/// The longer side of what we keep, and of the small one in the owner's queue, pixels.
const KEPT_SIDE: u32 = 2_560;
const THUMBNAIL_SIDE: u32 = 256;
const KEPT_QUALITY: u8 = 88;
const THUMBNAIL_QUALITY: u8 = 82;

/// A picture of ours, as JPEG.
#[derive(Debug)]
pub(super) struct KeptPicture {
    /// For looking at it.
    pub jpeg: Vec<u8>,
    /// For the queue: at most 256 pixels a side.
    pub thumbnail: Vec<u8>,
}

/// Reads, turns and writes it anew. Takes up to a second or two of one thread.
pub(super) fn make(mut file: impl Read) -> Result<KeptPicture, BadPicture> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|_| BadPicture::NotAPicture)?;
    let kept = pictures::upright(&bytes, KEPT_SIDE, MEMORY_MAX)?;
    drop(bytes);
    let thumbnail = pictures::within(kept.clone(), THUMBNAIL_SIDE);
    let written = |picture, quality| pictures::jpeg(picture, quality).map_err(|_| BadPicture::NotAPicture);
    Ok(KeptPicture { thumbnail: written(thumbnail, THUMBNAIL_QUALITY)?, jpeg: written(kept, KEPT_QUALITY)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
    use std::io::Cursor;

    fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("a picture");
        bytes.into_inner()
    }

    fn read(bytes: &[u8]) -> DynamicImage {
        assert_eq!(image::guess_format(bytes).expect("a picture"), ImageFormat::Jpeg);
        image::load_from_memory(bytes).expect("a picture")
    }

    /// 60 by 40, the left half red, the right half blue.
    fn flag() -> DynamicImage {
        let paint = |x, _| if x < 30 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) };
        RgbImage::from_fn(60, 40, paint).into()
    }

    fn is_red(picture: &DynamicImage, x: u32, y: u32) -> bool {
        let [red, _, blue] = picture.to_rgb8().get_pixel(x, y).0;
        red > blue
    }

    /// EXIF that says: turn it a quarter to the right; and where it was taken.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0SECRET-PLACE";
        let length = u16::try_from(tiff.len().saturating_add(2)).expect("short").to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, tiff, &jpeg[2..]].concat()
    }

    #[test]
    fn every_kind_of_picture_becomes_a_jpeg_of_ours() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let made = make(Cursor::new(written(&flag(), format))).expect("a picture");
            let (large, small) = (read(&made.jpeg), read(&made.thumbnail));
            assert_eq!((large.width(), large.height(), small.width()), (60, 40, 60), "{format:?}");
            assert!(is_red(&large, 5, 20) && !is_red(&large, 55, 20), "{format:?}");
        }
    }

    #[test]
    fn it_stands_upright_and_tells_nothing_about_the_buyer() {
        let photo = with_exif(&written(&flag(), ImageFormat::Jpeg));
        let made = make(Cursor::new(photo)).expect("a picture");
        let upright = read(&made.jpeg);
        assert_eq!((upright.width(), upright.height()), (40, 60));
        assert!(is_red(&upright, 20, 5) && !is_red(&upright, 20, 55));
        for bytes in [&made.jpeg, &made.thumbnail] {
            for word in [&b"Exif"[..], b"SECRET-PLACE"] {
                assert!(!bytes.windows(word.len()).any(|window| window == word));
            }
        }
    }

    #[test]
    fn glass_lies_on_white() {
        let glass: DynamicImage = RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0])).into();
        let made = make(Cursor::new(written(&glass, ImageFormat::Png))).expect("a picture");
        assert!(read(&made.jpeg).to_rgb8().get_pixel(4, 4).0.iter().all(|part| *part > 250));
    }

    #[test]
    fn a_large_one_is_kept_smaller() {
        let wide: DynamicImage = RgbImage::new(3_000, 300).into();
        let made = make(Cursor::new(written(&wide, ImageFormat::Png))).expect("a picture");
        assert_eq!((read(&made.jpeg).width(), read(&made.thumbnail).width()), (2_560, 256));
    }

    #[test]
    fn what_is_no_picture_stays_outside() {
        let jpeg = written(&flag(), ImageFormat::Jpeg);
        let half = jpeg[..jpeg.len() / 4].to_vec();
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
        for bytes in
            [Vec::new(), b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), svg, vec![0xff, 0xd8, 0xff], half, vec![0; 4096]]
        {
            let shown = bytes.len();
            assert_eq!(make(Cursor::new(bytes)).expect_err("no picture"), BadPicture::NotAPicture, "{shown} bytes");
        }
    }

    /// A PNG of a few bytes that claims to be as large as a house.
    #[test]
    fn a_bomb_is_recognised_before_it_is_unpacked() {
        let mut png = written(&flag(), ImageFormat::Png);
        png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]); // 30,000 a side
        let crc = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(make(Cursor::new(png)).expect_err("a bomb"), BadPicture::TooLarge);
    }

    /// Whatever the coding, what a picture takes is known before it is taken.
    #[test]
    fn a_picture_that_would_take_too_much_memory_is_refused_before_it_does() {
        let sized = |format, wide, high| written(&RgbImage::new(wide, high).into(), format);
        assert_eq!(
            make(Cursor::new(sized(ImageFormat::Png, 12_000, 2_900))).expect_err("a bomb"),
            BadPicture::TooLarge
        );
        assert_eq!(
            make(Cursor::new(sized(ImageFormat::Jpeg, 12_000, 2_900))).expect_err("a bomb"),
            BadPicture::TooLarge
        );
        assert_eq!(
            make(Cursor::new(sized(ImageFormat::WebP, 12_000, 1_100))).expect_err("a bomb"),
            BadPicture::TooLarge
        );
        let deep: DynamicImage = image::ImageBuffer::<image::Rgba<u16>, _>::new(12_000, 1_100).into();
        assert_eq!(make(Cursor::new(written(&deep, ImageFormat::Png))).expect_err("a bomb"), BadPicture::TooLarge);
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1)))
        })
    }
}
