//! What a decoder takes beside the pixels it hands out, bytes. Worked out from the file's first marks, because the decoders
//! themselves take it without asking.

use image::ImageFormat;

/// The widest block of pixels a JPEG is coded in.
const BLOCK: u64 = 32;
const COEFFICIENT_BYTES: u64 = 2;
const COMPONENTS_MAX: u64 = 4;
/// A still WebP is unpacked beside its pixels, with its transparency; a moving one frame by frame on a canvas.
const WEBP_STILL_BYTES: u64 = 5;
const WEBP_MOVING_BYTES: u64 = 10;
/// In the flags of a WebP's extended header.
const MOVES: u8 = 0b10;

/// For a picture of these sides. What cannot be read counts as the worst of its kind.
pub(in crate::base) fn beside(bytes: &[u8], format: ImageFormat, (wide, high): (u32, u32)) -> u64 {
    let padded = |side: u32| u64::from(side).next_multiple_of(BLOCK);
    let pixels = padded(wide).saturating_mul(padded(high));
    match format {
        ImageFormat::Jpeg => {
            let Coefficients { sum, most } = jpeg(bytes).unwrap_or(Coefficients { sum: COMPONENTS_MAX, most: 1 });
            let kept = pixels.saturating_mul(COEFFICIENT_BYTES).saturating_mul(sum);
            kept.checked_div(most).unwrap_or(kept)
        }
        ImageFormat::WebP => {
            let moves = bytes.get(12..16) == Some(b"VP8X") && bytes.get(20).is_some_and(|flags| flags & MOVES != 0);
            pixels.saturating_mul(if moves { WEBP_MOVING_BYTES } else { WEBP_STILL_BYTES })
        }
        // A row at a time, straight into the pixels.
        _ => 0,
    }
}

/// How many coefficients are kept for each pixel: `sum` of `most`.
struct Coefficients {
    sum: u64,
    most: u64,
}

/// A JPEG in one pass is decoded block by block. One in several (progressive, or a scan for each component) has all its
/// coefficients kept until the last.
fn jpeg(bytes: &[u8]) -> Option<Coefficients> {
    let mut at: usize = 2;
    let mut frame: Option<(bool, &[u8])> = None;
    loop {
        let mark = *bytes.get(at.checked_add(1)?).filter(|_| bytes.get(at) == Some(&0xff))?;
        let begin = at.checked_add(2)?;
        let length = bytes.get(begin..begin.checked_add(2)?)?;
        let length = usize::from(u16::from_be_bytes([*length.first()?, *length.get(1)?]));
        let segment = bytes.get(begin..begin.checked_add(length)?)?;
        match mark {
            // A frame: all sorts of coding, and in the same range three marks of other things.
            0xc0..=0xcf if !matches!(mark, 0xc4 | 0xc8 | 0xcc) => frame = Some((matches!(mark, 0xc0 | 0xc1), segment)),
            0xda => {
                let (one_pass, frame) = frame?;
                let components = *frame.get(7)?;
                if one_pass && segment.get(2) == Some(&components) {
                    return Some(Coefficients { sum: 0, most: 1 });
                }
                return sampled(frame.get(8..)?, components);
            }
            _ => {}
        }
        at = begin.checked_add(length)?;
    }
}

/// How finely each component is sampled, against the finest.
fn sampled(components: &[u8], count: u8) -> Option<Coefficients> {
    let factors = components.chunks_exact(3).take(usize::from(count)).map(|component| {
        let both = component.get(1).copied().unwrap_or_default();
        (u64::from(both >> 4), u64::from(both & 0xf))
    });
    let factors: Vec<(u64, u64)> = factors.collect();
    let sum = factors.iter().map(|(wide, high)| wide.saturating_mul(*high)).sum();
    let finest = |of: fn(&(u64, u64)) -> u64| factors.iter().map(of).max().unwrap_or_default();
    let most = finest(|factor| factor.0).saturating_mul(finest(|factor| factor.1));
    (most > 0 && factors.len() == usize::from(count)).then_some(Coefficients { sum, most })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDES: (u32, u32) = (64, 32);
    const PIXELS: u64 = 64 * 32;

    /// The marks of a JPEG up to its first scan.
    fn head(frame: u8, sampling: &[u8], in_first_scan: u8) -> Vec<u8> {
        let count = u8::try_from(sampling.len()).expect("few");
        let length = count.saturating_mul(3).saturating_add(8);
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, frame, 0, length, 8, 0, 32, 0, 64, count];
        sampling.iter().zip(1..).for_each(|(factor, id)| bytes.extend([id, *factor, 0]));
        bytes.extend([0xff, 0xda, 0, 3, in_first_scan]);
        bytes
    }

    #[test]
    fn a_jpeg_in_several_passes_keeps_its_coefficients() {
        let cost = |frame, sampling: &[u8], scan| beside(&head(frame, sampling, scan), ImageFormat::Jpeg, SIDES);
        assert_eq!(cost(0xc0, &[0x22, 0x11, 0x11], 3), 0, "one pass");
        assert_eq!(cost(0xc0, &[0x22, 0x11, 0x11], 1), PIXELS * 3, "a scan for each component");
        assert_eq!(cost(0xc2, &[0x22, 0x11, 0x11], 3), PIXELS * 3, "progressive, colours at half the size");
        assert_eq!(cost(0xc2, &[0x11, 0x11, 0x11], 3), PIXELS * 6);
        assert_eq!(cost(0xc2, &[0x11, 0x11, 0x11, 0x11], 4), PIXELS * 8);
        assert_eq!(cost(0xc2, &[0x11], 1), PIXELS * 2);
    }

    #[test]
    fn what_cannot_be_read_is_the_worst_there_is() {
        let whole = head(0xc2, &[0x11, 0x11, 0x11], 3);
        for end in 0..whole.len().saturating_sub(1) {
            assert_eq!(beside(&whole[..end], ImageFormat::Jpeg, SIDES), PIXELS * 8, "{end}");
        }
        assert_eq!(beside(&head(0xc2, &[0, 0], 2), ImageFormat::Jpeg, SIDES), PIXELS * 8);
    }
}
