//! A file on its way: the form it travels in. Source: API v3, "Complaints", picture upload.

use super::call::UploadFile;

/// The `Content-Type` of the form, and its bytes: what is signed, then the file. `boundary` stands in neither of them: it is
/// random.
pub(super) fn form(meta: &str, file: &UploadFile, boundary: &str) -> (String, Vec<u8>) {
    let UploadFile { name, kind, bytes } = file;
    let mut body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{meta}\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}
