//! How a row, or anything else that is added up, becomes a number.

/// The first eight bytes of SHA-256.
pub(in crate::store) fn hash(bytes: &[u8]) -> i64 {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    digest.as_ref().first_chunk::<8>().map_or(0, |front| i64::from_be_bytes(*front))
}
