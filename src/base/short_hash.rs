//! A name made of contents: the same contents have the same name, and no two others ever share one.

use aws_lc_rs::digest::{Context, SHA256};

/// How much of the hash is in the name, bytes: 128 bits are more than all files of all shops can collide in.
const BYTES: usize = 16;

/// The first half of the SHA-256 of `parts` as they follow each other: 32 hex characters.
pub(crate) fn short_hash(parts: &[&[u8]]) -> String {
    let mut hash = Context::new(&SHA256);
    for part in parts {
        hash.update(part);
    }
    hex::encode(hash.finish().as_ref().get(..BYTES).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_first_half_of_the_hash_of_what_follows_each_other() {
        // SHA-256 of "abc", FIPS 180-2, appendix B.1.
        assert_eq!(short_hash(&[b"a", b"bc"]), "ba7816bf8f01cfea414140de5dae2223");
    }
}
