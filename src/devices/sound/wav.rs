//! Three short sounds, made here from sines, as WAV files.

use crate::devices::ShopSound;

const RATE: u32 = 22_050;
/// A note fades in and out over so many samples, or it would click.
const FADE: u32 = 220;
const LOUD: f64 = 0.5;

/// A note: its pitch in hertz (0 is a rest) and how long it sounds, milliseconds.
type Note = (u32, u32);

/// The melody of a sound.
const fn notes(ring: ShopSound) -> &'static [Note] {
    match ring {
        ShopSound::Order => &[(659, 130), (880, 130), (1109, 320)],
        ShopSound::Attention => &[(587, 180), (0, 70), (587, 180), (0, 70), (440, 340)],
        ShopSound::Blocked => &[(196, 240), (0, 60), (196, 240), (0, 60), (147, 520)],
    }
}

/// The sound as a WAV file: one channel, 16 bits.
pub fn wav(ring: ShopSound) -> Vec<u8> {
    let samples: Vec<i16> = notes(ring).iter().flat_map(|note| sing(*note, ring == ShopSound::Blocked)).collect();
    let bytes = u32::try_from(samples.len()).unwrap_or(0).saturating_mul(2);
    let mut file = Vec::with_capacity(samples.len().saturating_mul(2).saturating_add(44));
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&bytes.saturating_add(36).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16_u32.to_le_bytes());
    for word in [1_u16, 1] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    for word in [RATE, RATE.saturating_mul(2)] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    for word in [2_u16, 16] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    file.extend_from_slice(b"data");
    file.extend_from_slice(&bytes.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    file
}

/// One note. A harsh one has overtones: it cuts through the noise of a packing room.
#[expect(clippy::float_arithmetic, clippy::cast_possible_truncation, reason = "a wave in the air, no money")]
fn sing((pitch, millis): Note, harsh: bool) -> Vec<i16> {
    let count = RATE.saturating_mul(millis) / 1000;
    let wave = |at: u32| {
        if pitch == 0 {
            return 0.0;
        }
        let angle = std::f64::consts::TAU * f64::from(pitch) * f64::from(at) / f64::from(RATE);
        let tone = if harsh {
            (angle.sin() + (3.0 * angle).sin() / 2.0 + (5.0 * angle).sin() / 3.0) / 1.9
        } else {
            angle.sin() * 0.85 + (2.0 * angle).sin() * 0.15
        };
        let edge = at.min(count.saturating_sub(at).saturating_sub(1)).min(FADE);
        let fade = f64::from(edge) / f64::from(FADE);
        let ring_out = 1.0 - 0.6 * f64::from(at) / f64::from(count.max(1));
        tone * fade * ring_out * LOUD
    };
    (0..count).map(|at| (wave(at) * f64::from(i16::MAX)) as i16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(file: &[u8]) -> Vec<i16> {
        file[44..].chunks_exact(2).map(|two| i16::from_le_bytes([two[0], two[1]])).collect()
    }

    #[test]
    fn each_sound_is_a_short_wav_file_that_begins_and_ends_in_silence() {
        for ring in ShopSound::ALL {
            let file = wav(ring);
            let word = |at: usize| u32::from_le_bytes([file[at], file[at + 1], file[at + 2], file[at + 3]]) as usize;
            assert_eq!((&file[..4], &file[8..16], &file[36..40]), (&b"RIFF"[..], &b"WAVEfmt "[..], &b"data"[..]));
            assert_eq!((word(4), word(40), word(24)), (file.len() - 8, file.len() - 44, RATE as usize));
            let samples = samples(&file);
            assert!((8_000..40_000).contains(&samples.len()), "{} samples", samples.len());
            assert_eq!((samples[0], samples[samples.len() - 1]), (0, 0), "no click");
            let loudest = samples.iter().map(|sample| sample.unsigned_abs()).max().expect("samples");
            assert!((8_000..25_000).contains(&loudest), "{ring:?} is {loudest} loud");
        }
    }

    #[test]
    fn no_sound_is_mistaken_for_another() {
        // How often a wave crosses zero is its pitch: the stop is far below the two others, and they differ too.
        let pitch = |ring| {
            let samples = samples(&wav(ring));
            let crossings = samples.windows(2).filter(|two| (two[0] < 0) != (two[1] < 0)).count();
            crossings * RATE as usize / samples.len() / 2
        };
        let [order, attention, blocked] = ShopSound::ALL.map(pitch);
        assert!(order > attention * 5 / 4 && attention > blocked, "{order} {attention} {blocked}");
        assert!(notes(ShopSound::Blocked).iter().all(|(pitch, _)| *pitch < 200));
    }
}
