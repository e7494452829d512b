//! From bytes to text: UTF-8, UTF-16 with its mark, else GB18030; and what only pretends to be a sheet.

use super::{BYTES_MAX, BadSheet};
use encoding_rs::{Encoding, GB18030};

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
    let text = decode(bytes).ok_or(BadSheet::NotText)?;
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
    // The reader counts a line as soon as it meets its LF: behind a CR it would be one too few.
    Ok(if text.contains('\r') { text.replace("\r\n", "\n") } else { text })
}

fn decode(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..)?;
        return encoding.decode_without_bom_handling_and_without_replacement(rest).map(Into::into);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).map(Into::into)
}

/// The line a record begins on, from 1. The reader says where it began to look for it: at the blank lines before it.
pub(super) fn line_of(text: &str, record: &csv::StringRecord) -> u64 {
    let Some(began) = record.position() else { return 0 };
    let from = usize::try_from(began.byte()).unwrap_or(usize::MAX);
    let blank = text.as_bytes().get(from..).unwrap_or_default().iter().take_while(|byte| **byte == b'\n').count();
    began.line().saturating_add(u64::try_from(blank).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encodings_of_excel_and_wps_are_read() {
        let (gb, _, _) = GB18030.encode("名称,价格");
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
