//! The token a buyer sends after the login, of which only the hash is kept.

use aws_lc_rs::digest::{SHA256, digest};
use hyper::header::{AUTHORIZATION, HeaderMap};

/// How many random bytes a token is made of.
pub(super) const TOKEN_BYTES: usize = 32;
/// How long these are in base64 without padding.
const TOKEN_CHARS: usize = 43;

/// The SHA-256 of a token: all that is kept of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct TokenHash(pub [u8; 32]);

impl TokenHash {
    pub fn of(token: &str) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        Self(hash)
    }

    /// From `Authorization: Bearer …`; `None` for anything that cannot be one of our tokens.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        (scheme.eq_ignore_ascii_case("Bearer") && token.len() == TOKEN_CHARS).then(|| Self::of(token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    #[test]
    fn only_what_can_be_our_token_is_looked_up() {
        let of = |value: &str| {
            let value = HeaderValue::from_str(value).expect("a header");
            TokenHash::from_headers(&HeaderMap::from_iter([(AUTHORIZATION, value)]))
        };
        let token = "t".repeat(TOKEN_CHARS);
        assert_eq!(of(&format!("Bearer {token}")), Some(TokenHash::of(&token)));
        assert_eq!(of(&format!("bearer {token}")), Some(TokenHash::of(&token)));
        for bad in [
            token.clone(),
            format!("Basic {token}"),
            format!("Bearer {token}x"),
            "Bearer".to_owned(),
            "Bearer ".to_owned(),
        ] {
            assert_eq!(of(&bad), None, "{bad}");
        }
    }
}
