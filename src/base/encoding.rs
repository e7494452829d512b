//! Text files as people save them.

use encoding_rs::{Encoding, GB18030};

/// The text of a file: UTF-8, UTF-16 with its mark, else GB18030, which is what Chinese Windows calls "ANSI". Marks at the
/// beginning are dropped, however many there are. `None`: no text.
pub(crate) fn text_of(bytes: &[u8]) -> Option<String> {
    let text = decoded(bytes)?;
    Some(match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.trim_start_matches('\u{FEFF}').to_owned(),
        None => text,
    })
}

fn decoded(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..)?;
        return encoding.decode_without_bom_handling_and_without_replacement(rest).map(Into::into);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_chinese_computers_save_is_read_and_marks_are_dropped() {
        let utf_16 = |to: fn(u16) -> [u8; 2]| "山茶小铺".encode_utf16().flat_map(to).collect::<Vec<u8>>();
        for bytes in [
            "山茶小铺".as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", "山茶小铺".as_bytes()].concat(),
            [b"\xEF\xBB\xBF\xEF\xBB\xBF", "山茶小铺".as_bytes()].concat(),
            GB18030.encode("山茶小铺").0.into_owned(),
            [vec![0xFF, 0xFE], utf_16(u16::to_le_bytes)].concat(),
            [vec![0xFE, 0xFF], utf_16(u16::to_be_bytes)].concat(),
        ] {
            assert_eq!(text_of(&bytes).as_deref(), Some("山茶小铺"), "{bytes:?}");
        }
        assert_eq!(text_of(&[0xFF; 9]), None);
    }
}
