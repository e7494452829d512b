//! A form of two parts, as pictures come in: what is signed, then the file. Source: protocol 15a, "Upload".

use super::request::V3Arrived;
use axum::{
    body::Bytes,
    http::{HeaderValue, header},
};

/// The call as it is judged, with the first part for a body, and the file. `None` for any other form.
pub(super) fn parts(arrived: V3Arrived) -> Option<(V3Arrived, Vec<u8>)> {
    let kind = arrived.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let boundary = kind.strip_prefix("multipart/form-data; boundary=")?;
    let mark = format!("--{boundary}");
    let mut rest: &[u8] = arrived.body.strip_prefix(mark.as_bytes())?;
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let end = find(part, format!("\r\n{mark}").as_bytes())?;
        let (this, next) = (part.get(..end)?, part.get(end.saturating_add(2).saturating_add(mark.len())..)?);
        let blank = find(this, b"\r\n\r\n")?;
        let head = std::str::from_utf8(this.get(..blank)?).ok()?.to_owned();
        parts.push((head, this.get(blank.saturating_add(4)..)?.to_vec()));
        rest = next;
    }
    let [(meta_head, meta), (file_head, file)] = <[_; 2]>::try_from(parts).ok()?;
    let fits = rest == b"--\r\n" && meta_head.contains("name=\"meta\"") && file_head.contains("name=\"file\"");
    if !fits {
        return None;
    }
    let mut judged = V3Arrived { body: Bytes::from(meta), ..arrived };
    judged.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Some((judged, file))
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}
