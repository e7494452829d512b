//! Of a message's headers, the ones that help a person to find out where it came from: few, short, and never a credential.

use hyper::header::HeaderMap;

/// In the order they are kept. How API v3 signs comes first, for without it the message cannot be verified again; then who
/// sent it, over which way, in which form.
const KEPT: [&str; 14] = [
    "wechatpay-serial",
    "wechatpay-timestamp",
    "wechatpay-nonce",
    "wechatpay-signature",
    "wechatpay-signature-type",
    "user-agent",
    "host",
    "content-type",
    "content-length",
    "x-forwarded-for",
    "x-real-ip",
    "forwarded",
    "cf-connecting-ip",
    "request-id",
];
/// Of one value, and of all lines, bytes.
const VALUE_BYTES_MAX: usize = 400;
const ALL_BYTES_MAX: usize = 1_500;

/// A line each: `name: value`. What does not fit whole is left out.
pub(super) fn lines(headers: &HeaderMap) -> String {
    let mut kept = String::new();
    for name in KEPT {
        for value in headers.get_all(name) {
            let text = String::from_utf8_lossy(value.as_bytes());
            let text = text.get(..text.floor_char_boundary(VALUE_BYTES_MAX)).unwrap_or_default();
            let plain = !text.chars().any(char::is_control);
            let length = name.len().saturating_add(text.len()).saturating_add(3);
            if plain && kept.len().saturating_add(length) <= ALL_BYTES_MAX {
                kept.extend([name, ": ", text, "\n"]);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::{HeaderName, HeaderValue};

    fn headers(all: &[(&str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&str, &str)| {
            (HeaderName::from_bytes(name.as_bytes()).expect("a name"), HeaderValue::from_str(value).expect("a value"))
        };
        let mut map = HeaderMap::new();
        for (name, value) in all.iter().map(pair) {
            map.append(name, value);
        }
        map
    }

    #[test]
    fn what_helps_is_kept_and_no_credential_ever_is() {
        let sent = headers(&[
            ("Authorization", "Bearer a-buyers-token"),
            ("Cookie", "session=secret"),
            ("Proxy-Authorization", "Basic secret"),
            ("X-Api-Key", "secret"),
            ("User-Agent", "Mozilla/4.0"),
            ("X-Forwarded-For", "1.1.1.1"),
            ("X-Forwarded-For", "203.0.113.7"),
            ("Content-Type", "text/xml"),
        ]);
        let expected =
            "user-agent: Mozilla/4.0\ncontent-type: text/xml\nx-forwarded-for: 1.1.1.1\nx-forwarded-for: 203.0.113.7\n";
        assert_eq!(lines(&sent), expected);
        for secret in ["authorization", "cookie", "set-cookie", "proxy-authorization"] {
            assert!(!KEPT.contains(&secret));
        }
    }

    #[test]
    fn what_a_message_is_verified_by_is_kept_whole_whatever_stands_beside_it() {
        let (long, signature) = ("x".repeat(300), "A".repeat(344));
        let mut sent: Vec<(&str, &str)> = KEPT.iter().map(|name| (*name, long.as_str())).collect();
        let signed = [
            ("wechatpay-serial", "PUB_KEY_ID_0114232134912410000000000000"),
            ("wechatpay-timestamp", "1788228000"),
            ("wechatpay-nonce", "5K8264ILTKCH16CQ2502SI8ZNMTM67VS"),
            ("wechatpay-signature", signature.as_str()),
        ];
        sent.retain(|(name, _)| !name.starts_with("wechatpay"));
        sent.extend(signed);
        let kept = lines(&headers(&sent));
        for (name, value) in signed {
            assert!(kept.contains(&format!("{name}: {value}\n")), "{name}: {kept}");
        }
    }

    #[test]
    fn headers_take_little_room_however_many_and_long_they_are() {
        let long = "x".repeat(3_000);
        let many: Vec<(&str, &str)> = KEPT.iter().map(|name| (*name, long.as_str())).collect();
        let kept = lines(&headers(&many));
        assert!(kept.len() <= ALL_BYTES_MAX && kept.lines().count() == 3, "{}", kept.len());
    }
}
