//! Codes a scanner reads: CODE 128 for the cheap ones, QR for telephones. Both hold the order's number and nothing else.

use fast_qr::{ECL, QRBuilder};

/// Widths of bar, gap, bar, gap, bar, gap of each value, from the standard (ISO/IEC 15417).
const PATTERNS: [&str; 107] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312",
    "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212",
    "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121",
    "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",
    "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131", "311123",
    "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422", "121124",
    "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114",
    "413111", "241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
];
const TO_C: u32 = 99;
const START_B: u32 = 104;
const STOP: u32 = 106;
const CHECK: u32 = 103;

/// The widths of bars and gaps in modules, a bar first. `None` for characters outside printable ASCII. Runs of digits
/// at the end take half the room.
pub(super) fn code128(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() || !text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) {
        return None;
    }
    let digits = text.len().checked_sub(text.trim_end_matches(|c: char| c.is_ascii_digit()).len())?;
    // A pair of digits is one sign in set C; the change costs one.
    let (front, pairs) =
        if digits >= 4 { text.split_at_checked(text.len().checked_sub(digits & !1)?)? } else { (text, "") };
    let mut values = vec![START_B];
    values.extend(front.bytes().map(|byte| u32::from(byte).saturating_sub(32)));
    if !pairs.is_empty() {
        values.push(TO_C);
        let pair = |pair: &[u8]| {
            pair.iter()
                .fold(0_u32, |sum, digit| sum.saturating_mul(10).saturating_add(u32::from(digit.saturating_sub(b'0'))))
        };
        values.extend(pairs.as_bytes().chunks(2).map(pair));
    }
    let weighed = (1_u32..).zip(values.iter().skip(1)).map(|(place, value)| place.saturating_mul(*value));
    let check = weighed.fold(START_B, u32::saturating_add) % CHECK;
    values.extend([check, STOP]);
    let widths = values.iter().filter_map(|value| PATTERNS.get(usize::try_from(*value).ok()?));
    Some(widths.flat_map(|pattern| pattern.bytes().map(|digit| digit.saturating_sub(b'0'))).collect())
}

/// The dark modules of a QR code, row by row, and how many make a side.
pub(super) fn qr(text: &str) -> Option<(usize, Vec<bool>)> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let modules = (0..code.size).flat_map(|row| (0..code.size).map(move |column| (row, column)));
    Some((code.size, modules.map(|(row, column)| code[row][column].value()).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_of_code_128_has_the_shape_the_standard_demands() {
        let sum = |pattern: &str| pattern.bytes().map(|digit| u32::from(digit - b'0')).sum::<u32>();
        for (at, pattern) in PATTERNS.iter().enumerate().take(106) {
            assert_eq!((pattern.len(), sum(pattern)), (6, 11), "{at}");
            let bars: u32 = pattern.bytes().step_by(2).map(|digit| u32::from(digit - b'0')).sum();
            assert_eq!(bars % 2, 0, "{at}: the bars of a sign are even together");
        }
        assert_eq!(sum(PATTERNS[106]), 13);
        let mut all = PATTERNS.to_vec();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), PATTERNS.len(), "no two signs look the same");
    }

    #[test]
    fn an_order_number_becomes_bars_a_scanner_reads() {
        let widths = code128("SC20260901-48213907").expect("bars");
        // start, 11 letters and signs, the change to pairs, 4 pairs, the check: 11 modules each; the stop: 13
        assert_eq!(widths.iter().map(|width| u32::from(*width)).sum::<u32>(), (1 + 11 + 1 + 4 + 1) * 11 + 13);
        assert_eq!(code128("订单"), None);
        assert_eq!(code128(""), None);
    }
}
