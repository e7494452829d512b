//! A bill, of trades or of the movements of money, in two steps: where it lies and its SHA-1, which is signed; then the file, which is not. Source: API v3, "Trade
//! bill"; "Integrity".

use super::{
    super::{
        Answered, Believed, BillDownload, CallRecord, GatewayError, NoAnswer, bill_hash,
        http::{BILL_BYTES_MAX, BILL_DEADLINE},
    },
    V3Gateway,
    answer::{JsonAnswer, elsewhere, no_answer, unreadable},
    call::{Request, V3Call},
    errors,
    json::{self, MESSAGE_BYTES_MAX, MalformedJson},
};
use std::{
    fs::File,
    io::{self, Read, Seek as _, SeekFrom},
};

/// What the first step says.
enum BillAnswer {
    There(BillAddress),
    NotThere,
    Creating,
}

/// Where the bill lies for five minutes, and what it is.
struct BillAddress {
    /// Path and query below WeChat's address.
    path: String,
    /// Of the unpacked file.
    sha1: Vec<u8>,
}

/// Why the second step gave no file.
enum BillNotFetched {
    /// The address is over five minutes old.
    Expired,
    Failed(GatewayError),
}

/// Fetches the bill into the file, which is empty. An address that has ended meanwhile is asked for once more.
pub(super) fn download(
    gateway: &V3Gateway,
    asked: &Request,
    into: &File,
    record: &dyn CallRecord,
) -> Answered<BillDownload> {
    let mut tries_left = 2_u8;
    loop {
        tries_left = tries_left.saturating_sub(1);
        let Answered { raw, result } = gateway.talk(Ok(asked.clone()), record, bill_answer);
        let address = match result {
            Ok(BillAnswer::There(address)) => address,
            Ok(BillAnswer::NotThere) => return Answered { raw, result: Ok(BillDownload::NotThere) },
            Ok(BillAnswer::Creating) => return Answered { raw, result: Ok(BillDownload::Creating) },
            Err(error) => return Answered { raw, result: Err(error) },
        };
        match emptied(into).map_err(io_trouble).and_then(|file| fetched(gateway, &address, file, record)) {
            Ok(file) => return Answered { raw, result: Ok(BillDownload::Kept(file)) },
            Err(BillNotFetched::Expired) if tries_left > 0 => {}
            Err(BillNotFetched::Expired) => {
                let why =
                    no_answer(NoAnswer::Unreadable("the bill's address ends before it can be fetched".to_owned()));
                return Answered { raw, result: Err(why) };
            }
            Err(BillNotFetched::Failed(error)) => return Answered { raw, result: Err(error) },
        }
    }
}

fn bill_answer(answer: &JsonAnswer<'_>) -> Believed<BillAnswer> {
    if answer.is_refused_with(400, "NO_STATEMENT_EXIST") {
        return Ok(BillAnswer::NotThere);
    }
    if answer.is_refused_with(400, "STATEMENT_CREATING") {
        return Ok(BillAnswer::Creating);
    }
    let object = answer.done()?;
    if object.text("hash_type").map_err(unreadable)? != "SHA1" {
        return Err(unreadable(MalformedJson::NoSense("hash_type")));
    }
    let sha1 = object.parsed("hash_value", |raw| hex::decode(raw)).map_err(unreadable)?;
    let path = path_of(object.text("download_url").map_err(unreadable)?);
    Ok(BillAnswer::There(BillAddress {
        path: path.ok_or_else(|| unreadable(MalformedJson::NoSense("download_url")))?,
        sha1,
    }))
}

/// Path and query. Whatever host the address names, the call goes where all calls go: what is signed is sent nowhere else.
fn path_of(address: &str) -> Option<String> {
    let url =
        reqwest::Url::parse(address).ok().filter(|url| url.scheme() == "https" && url.path().starts_with("/v3/"))?;
    Some(url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path())))
}

fn fetched(
    gateway: &V3Gateway,
    address: &BillAddress,
    into: File,
    record: &dyn CallRecord,
) -> Result<File, BillNotFetched> {
    let line = &gateway.line;
    let request = Request::get(V3Call::BillFile, address.path.clone());
    let prepared = line.prepared(&request, record).map_err(|why| BillNotFetched::Failed(GatewayError::NotSent(why)))?;
    let reply = line.caller.download(prepared.request, into, (BILL_BYTES_MAX, BILL_DEADLINE));
    let mut reply = reply.map_err(|why| BillNotFetched::Failed(why.into()))?;
    line.hear(reply.date.as_deref());
    match reply.status {
        200 => {}
        400 | 403 => return Err(refused(reply.status, &mut reply.file)),
        status => return Err(BillNotFetched::Failed(no_answer(NoAnswer::Status(status)))),
    }
    if bill_hash::unpacked(&mut reply.file).map_err(io_trouble)? != address.sha1 {
        return Err(BillNotFetched::Failed(elsewhere("another file than the one announced")));
    }
    reply.file.seek(SeekFrom::Start(0)).map_err(io_trouble)?;
    Ok(reply.file)
}

/// A refusal of the second step is unsigned, like the file; it decides about no money.
fn refused(status: u16, file: &mut File) -> BillNotFetched {
    let mut body = Vec::new();
    let most = u64::try_from(MESSAGE_BYTES_MAX).unwrap_or(u64::MAX);
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| Read::by_ref(file).take(most).read_to_end(&mut body));
    let said = read.ok().and_then(|_| json::read(&body).ok());
    let text = |name| said.as_ref().and_then(|said| said.text(name).ok()).unwrap_or_default().to_owned();
    let (code, message) = (text("code"), text("message"));
    if status == 400 && errors::same_code(&code, "INVALID_REQUEST") {
        return BillNotFetched::Expired;
    }
    BillNotFetched::Failed(GatewayError::Misconfigured { code: errors::spelt(&code).to_owned(), message })
}

/// The same file, empty.
fn emptied(file: &File) -> io::Result<File> {
    let mut same = file.try_clone()?;
    same.set_len(0)?;
    same.seek(SeekFrom::Start(0))?;
    Ok(same)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn io_trouble(error: io::Error) -> BillNotFetched {
    BillNotFetched::Failed(no_answer(NoAnswer::Unreadable(error.to_string())))
}
