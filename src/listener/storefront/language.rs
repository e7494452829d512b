//! The buyer's language.

use hyper::header::{ACCEPT_LANGUAGE, HeaderMap};

/// The two we speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BuyerLanguage {
    /// Unless asked otherwise.
    Zh,
    /// If asked for before Chinese.
    En,
}

impl BuyerLanguage {
    /// The first of ours in `Accept-BuyerLanguage`, which clients write in the order they like.
    pub fn of(headers: &HeaderMap) -> Self {
        let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        wanted.split(',').find_map(Self::named).unwrap_or(Self::Zh)
    }

    fn named(tag: &str) -> Option<Self> {
        let primary = tag.split([';', '-', '_']).next().unwrap_or_default().trim();
        if primary.eq_ignore_ascii_case("zh") {
            Some(Self::Zh)
        } else if primary.eq_ignore_ascii_case("en") {
            Some(Self::En)
        } else {
            None
        }
    }

    /// As `Content-BuyerLanguage` says it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    #[test]
    fn the_language_liked_most_wins_and_chinese_is_the_default() {
        let of = |value: &'static str| {
            BuyerLanguage::of(&HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_static(value))]))
        };
        assert_eq!(of("en-US,en;q=0.9,zh;q=0.8"), BuyerLanguage::En);
        assert_eq!(of("zh-CN,zh;q=0.9,en;q=0.8"), BuyerLanguage::Zh);
        assert_eq!(of("fr;q=1, EN;q=0.5"), BuyerLanguage::En);
        assert_eq!(of("fr"), BuyerLanguage::Zh);
        assert_eq!(BuyerLanguage::of(&HeaderMap::new()), BuyerLanguage::Zh);
    }
}
