//! The answers to `downloadbill` and `downloadfundflow`: a bill, packed or not, or why there is none. It is not signed, so it
//! proves nothing but what its own last line does, and of the second its hash; whoever reads it compares. Source: API v2,
//! "Trade bill", "Fund-flow bill".

use super::{
    super::{Answered, BillDownload, GatewayError, NoAnswer, Pause, bill_hash},
    call::V2Call,
    errors,
    wire::{ANSWER_BYTES_MAX, Fields},
};
use std::{
    fs::File,
    io::{Read, Seek as _, SeekFrom},
};

/// How a refusal begins.
const XML: &[u8] = b"<xml";

/// The trade bill in the file.
pub(super) fn answered(file: File) -> Answered<BillDownload> {
    answer_of(file, refused)
}

/// What lies in the file; `refused` reads a refusal.
fn answer_of(mut file: File, refused: fn(&[u8]) -> Result<BillDownload, GatewayError>) -> Answered<BillDownload> {
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

/// The day's movements of money in the file, which has to be the one that `digest` names (`SHA=…`, in hexadecimal digits).
/// Whether that is of the packed or the unpacked file no page says, so either is right.
pub(super) fn fund_flow(file: File, digest: Option<&str>) -> Answered<BillDownload> {
    let mut answered = answer_of(file, refused_flow);
    if let (Ok(BillDownload::Kept(file)), Some(digest)) = (&mut answered.result, digest) {
        let fits = is_named_by(file, digest).unwrap_or_default();
        if !fits {
            answered.result = Err(GatewayError::NoAnswer(NoAnswer::Elsewhere("another file than the one announced")));
        }
    }
    answered
}

fn is_named_by(file: &mut File, digest: &str) -> std::io::Result<bool> {
    let named = digest.split_once('=').map_or("", |(_, hash)| hash.trim());
    let hashes = [bill_hash::unpacked(file)?, bill_hash::as_it_came(file)?];
    file.seek(SeekFrom::Start(0))?;
    Ok(hashes.iter().any(|hash| hex::encode(hash).eq_ignore_ascii_case(named)))
}

/// `return_code` and `result_code` tell, and then a code of its own.
fn refused_flow(body: &[u8]) -> Result<BillDownload, GatewayError> {
    let fields = Fields::read_answer(body)
        .map_err(|malformed| GatewayError::NoAnswer(NoAnswer::Unreadable(malformed.to_string())))?;
    let code = fields.get("err_code").or_else(|| fields.get("error_code")).unwrap_or_default();
    match code {
        "NO_BILL_EXIST" => Ok(BillDownload::NotThere),
        "BILL_CREATING" => Ok(BillDownload::Creating),
        "" => Err(errors::not_understood(fields.get("return_msg").unwrap_or_default())),
        code => Err(errors::refused(V2Call::DownloadFundFlow, code, fields.get("err_code_des").unwrap_or_default())),
    }
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
    fn a_fund_flow_is_the_file_its_digest_names_packed_or_not() {
        let text = "记账时间".as_bytes();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(text).expect("packed");
        let packed = packed.finish().expect("packed");
        let sha = |bytes: &[u8]| {
            let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
            format!("SHA={}", hex::encode_upper(hash))
        };
        let of = |bytes: &[u8], digest: Option<&str>| {
            let mut file = tempfile::tempfile().expect("a file");
            file.write_all(bytes).expect("written");
            fund_flow(file, digest).result
        };
        for digest in [Some(sha(text)), Some(sha(&packed)), None] {
            let Ok(BillDownload::Kept(mut file)) = of(&packed, digest.as_deref()) else { panic!("{digest:?}") };
            let mut back = Vec::new();
            file.read_to_end(&mut back).expect("read");
            assert_eq!(back, packed);
        }
        for digest in ["SHA=00", "", "SHA=", &sha(b"another")] {
            let found = of(&packed, Some(digest));
            assert!(matches!(found, Err(GatewayError::NoAnswer(NoAnswer::Elsewhere(_)))), "{digest}: {found:?}");
        }
    }

    #[test]
    fn every_refusal_of_the_fund_flow_means_what_the_table_says() {
        let said = |code: &str| {
            let mut file = tempfile::tempfile().expect("a file");
            write!(
                file,
                "<xml><return_code><![CDATA[SUCCESS]]></return_code><result_code><![CDATA[FAIL]]></result_code>\
                 <err_code><![CDATA[{code}]]></err_code></xml>"
            )
            .expect("written");
            fund_flow(file, None).result
        };
        assert!(matches!(said("NO_BILL_EXIST"), Ok(BillDownload::NotThere)));
        assert!(matches!(said("BILL_CREATING"), Ok(BillDownload::Creating)));
        assert!(matches!(said("SYSTEMERROR"), Err(GatewayError::NoAnswer(_))));
        assert!(matches!(said("PARAM_ERROR"), Err(GatewayError::Misconfigured { .. })));
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
