//! The answer to `downloadbill`: a bill, packed or not, or why there is none. It is not signed, so it proves nothing but what
//! its own last line does; whoever reads it compares. Source: API v2, "Trade bill".

use super::{
    super::{Answered, BillDownload, GatewayError, NoAnswer, Pause},
    wire::{ANSWER_BYTES_MAX, Fields},
};
use std::{
    fs::File,
    io::{Read, Seek as _, SeekFrom},
};

/// How a refusal begins.
const XML: &[u8] = b"<xml";

/// What lies in the file.
pub(super) fn answered(mut file: File) -> Answered<BillDownload> {
    let unreadable =
        |why: String| Answered { raw: None, result: Err(GatewayError::NoAnswer(NoAnswer::Unreadable(why))) };
    let begin = match beginning(&mut file) {
        Ok(begin) => begin,
        Err(error) => return unreadable(error.to_string()),
    };
    if begin.is_empty() {
        return unreadable("an empty answer".to_owned());
    }
    if !begin.starts_with(XML) {
        return Answered { raw: None, result: Ok(BillDownload::Kept(file)) };
    }
    let raw = String::from_utf8_lossy(&begin).into_owned();
    Answered { result: refused(&begin), raw: Some(raw) }
}

/// As much as an answer of WeChat's can be; the cursor stands at the beginning again.
fn beginning(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut begin = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    let most = u64::try_from(ANSWER_BYTES_MAX).unwrap_or(u64::MAX);
    Read::by_ref(file).take(XML.len() as u64).read_to_end(&mut begin)?;
    if begin.starts_with(XML) {
        Read::by_ref(file).take(most).read_to_end(&mut begin)?;
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(begin)
}

/// A refusal in words. Letters of either case mean the same.
fn refused(body: &[u8]) -> Result<BillDownload, GatewayError> {
    let fields = Fields::read_answer(body)
        .map_err(|malformed| GatewayError::NoAnswer(NoAnswer::Unreadable(malformed.to_string())))?;
    let message = fields.get("return_msg").unwrap_or_default().to_owned();
    let code = fields.get("error_code").or_else(|| fields.get("err_code")).unwrap_or_default().to_owned();
    let says = |words: &str| message.to_ascii_lowercase().contains(words);
    match code.as_str() {
        "20002" if says("no bill") => Ok(BillDownload::NotThere),
        "20002" if says("creating") => Ok(BillDownload::Creating),
        "20003" | "20100" => Err(GatewayError::NoAnswer(NoAnswer::Unknown { code, message })),
        "20007" => Err(GatewayError::Declined { code, message }),
        "20001" if says("invalid bill_date") => Err(GatewayError::Declined { code, message }),
        "" if says("frequen") || says("频率") => Err(GatewayError::Wait { code: message, pause: Pause::All }),
        _ => Err(GatewayError::Misconfigured { code, message }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn answer_of(body: &[u8]) -> Answered<BillDownload> {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(body).expect("written");
        answered(file)
    }

    fn refusal(code: &str, message: &str) -> Answered<BillDownload> {
        answer_of(
            format!(
                "<xml><return_code><![CDATA[FAIL]]></return_code><return_msg><![CDATA[{message}]]></return_msg>\
                 <error_code><![CDATA[{code}]]></error_code></xml>"
            )
            .as_bytes(),
        )
    }

    #[test]
    fn a_bill_comes_packed_or_not_and_is_handed_on_from_its_beginning() {
        for body in [&[0x1F, 0x8B, 8, 0][..], "\u{FEFF}交易时间".as_bytes(), b"`2026"] {
            let Ok(BillDownload::Kept(mut file)) = answer_of(body).result else { panic!("{body:?}") };
            let mut back = Vec::new();
            file.read_to_end(&mut back).expect("read");
            assert_eq!(back, body);
        }
        assert!(matches!(answer_of(b"").result, Err(GatewayError::NoAnswer(_))));
    }

    #[test]
    fn every_refusal_means_what_the_table_says() {
        for words in ["No Bill Exist", "NO Bill Exist"] {
            assert!(matches!(refusal("20002", words).result, Ok(BillDownload::NotThere)), "{words}");
        }
        assert!(matches!(refusal("20002", "Bill Creating").result, Ok(BillDownload::Creating)));
        assert!(matches!(refusal("20003", "SYSTEMERROR").result, Err(GatewayError::NoAnswer(_))));
        assert!(matches!(refusal("20100", "system error").result, Err(GatewayError::NoAnswer(_))));
        assert!(matches!(refusal("20007", "closed").result, Err(GatewayError::Declined { .. })));
        assert!(matches!(refusal("20001", "invalid bill_date").result, Err(GatewayError::Declined { .. })));
        assert!(matches!(refusal("20001", "sign error").result, Err(GatewayError::Misconfigured { .. })));
        assert!(matches!(answer_of(b"<xml><return_code>").result, Err(GatewayError::NoAnswer(_))));
    }
}
