//! From bytes to text: UTF-8, UTF-16 with its mark, else GB18030; and what only pretends to be a sheet.

use super::{BYTES_MAX, BadSheet};
use crate::base::encoding;

/// How Excel files begin: the zipped kind and the old kind.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0"];

/// The text of a sheet.
pub(super) fn text_of(bytes: &[u8]) -> Result<String, BadSheet> {
    if bytes.len() > BYTES_MAX {
        return Err(BadSheet::TooLarge);
    }
    if WORKBOOKS.iter().any(|start| bytes.starts_with(start)) {
        return Err(BadSheet::Workbook);
    }
    let text = encoding::text_of(bytes).ok_or(BadSheet::NotText)?;
    let begin = text.trim_start();
    if begin.is_empty() {
        return Err(BadSheet::Empty);
    }
    if begin.starts_with('<') {
        return Err(BadSheet::WebPage);
    }
    if text.contains('\0') {
        return Err(BadSheet::NotText);
    }
    Ok(with_plain_lines(text))
}

/// Lines that end in LF, whatever ended them (an old Mac ends them in CR alone), and nothing behind the sign that old DOS
/// programs end a file with.
fn with_plain_lines(mut text: String) -> String {
    let end = text.trim_end_matches(['\u{1A}', '\n', '\r']).len();
    if text.get(end..).is_some_and(|rest| rest.contains('\u{1A}')) {
        text.truncate(end);
    }
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encodings_of_excel_and_wps_are_read() {
        let (gb, _, _) = encoding_rs::GB18030.encode("名称,价格");
        for bytes in [
            "名称,价格".as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", "名称,价格".as_bytes()].concat(),
            gb.into_owned(),
            [vec![0xFF, 0xFE], "名称,价格".encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
        ] {
            assert_eq!(text_of(&bytes).as_deref(), Ok("名称,价格"), "{bytes:?}");
        }
    }

    #[test]
    fn lines_end_as_they_like() {
        for text in ["a\nb\n", "a\r\nb\r\n", "a\rb\r"] {
            assert_eq!(text_of(text.as_bytes()).as_deref(), Ok("a\nb\n"), "{text:?}");
        }
        assert_eq!(text_of(b"a\nb\n\x1A").as_deref(), Ok("a\nb"));
        assert_eq!(text_of(b"a\r\nb\r\n\x1A\r\n").as_deref(), Ok("a\nb"));
        assert_eq!(text_of(b"\xEF\xBB\xBF\xEF\xBB\xBFa").as_deref(), Ok("a"));
    }

    #[test]
    fn what_only_pretends_to_be_a_sheet_is_named() {
        let workbook = b"PK\x03\x04\x14\x00".to_vec();
        for (bytes, bad) in [
            (Vec::new(), BadSheet::Empty),
            (b"\xEF\xBB\xBF \r\n".to_vec(), BadSheet::Empty),
            (workbook, BadSheet::Workbook),
            (b"\xD0\xCF\x11\xE0\xA1\xB1".to_vec(), BadSheet::Workbook),
            (b"\n <!DOCTYPE html><table>".to_vec(), BadSheet::WebPage),
            (b"<html xmlns:x=\"urn:excel\">".to_vec(), BadSheet::WebPage),
            (b"name,price\0\n".to_vec(), BadSheet::NotText),
            (vec![0xFF; 40], BadSheet::NotText),
            (vec![b'a'; BYTES_MAX + 1], BadSheet::TooLarge),
        ] {
            assert_eq!(text_of(&bytes), Err(bad));
        }
    }
}
