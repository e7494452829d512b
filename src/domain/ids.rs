//! Numbers and names with one way in each: a value that exists has the right shape.

use std::fmt;

/// A text that cannot be the id it was taken for. Holds at most the first 64 characters of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{raw:?} is not a {kind}")]
pub struct BadId {
    /// Which id was wanted.
    pub kind: &'static str,
    /// What came instead, shortened.
    pub raw: String,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $lengths:expr, $fits:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The only way in.
            ///
            /// # Errors
            /// [`BadId`] if the length or a character does not fit.
            pub fn parse(raw: &str) -> Result<Self, BadId> {
                let fits: fn(char) -> bool = $fits;
                if $lengths.contains(&raw.len()) && raw.chars().all(fits) {
                    return Ok(Self(raw.to_owned()));
                }
                Err(BadId { kind: stringify!($name), raw: raw.chars().take(64).collect() })
            }

            /// The text as it travels.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

id!(
    /// Our number of an order, `out_trade_no` at WeChat: 6 to 32 characters, used once for ever.
    OrderNo, 6..=32, |c| c.is_ascii_alphanumeric() || "_-|*".contains(c)
);
id!(
    /// Our number of a refund, `out_refund_no` at WeChat: 1 to 64 characters. WeChat pays one number once,
    /// however often it is sent; a new number pays again.
    RefundNo, 1..=64, |c| c.is_ascii_alphanumeric() || "_-|*@".contains(c)
);
id!(
    /// WeChat's number of a payment (`transaction_id`), known only once money moved.
    TransactionId, 1..=32, |c| c.is_ascii_alphanumeric()
);
id!(
    /// WeChat's number of a refund (`refund_id`).
    RefundId, 1..=32, |c| c.is_ascii_alphanumeric()
);
id!(
    /// A buyer, as WeChat names them to one app (`openid`).
    OpenId, 1..=128, |c| c.is_ascii_alphanumeric() || "_-".contains(c)
);
id!(
    /// Opens the payment sheet (`prepay_id`); dead two hours after it was given.
    PrepayId, 1..=64, |c| c.is_ascii_graphic()
);
id!(
    /// A mini program or app (`appid`): `wx` and 16 hex characters.
    AppId, 18..=18, |c| c.is_ascii_lowercase() || c.is_ascii_digit()
);
id!(
    /// A merchant (`mch_id`, 商户号): 8 to 10 digits.
    MchId, 8..=10, |c| c.is_ascii_digit()
);
id!(
    /// A product of this shop.
    ProductId, 1..=32, |c| c.is_ascii_alphanumeric() || "_-".contains(c)
);
id!(
    /// Whose rows these are. One file holds one shop today; every key begins with this.
    ShopId, 1..=32, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
);
id!(
    /// One stored message or call: 32 hex characters, made where it was received or sent.
    MessageId, 32..=32, |c| c.is_ascii_hexdigit()
);

impl MessageId {
    /// From sixteen bytes of chance.
    pub fn of(bytes: [u8; 16]) -> Self {
        Self(hex::encode(bytes))
    }
}

impl ShopId {
    /// The one shop of a file.
    pub fn main() -> Self {
        Self("main".to_owned())
    }
}

impl OrderNo {
    /// A new number: `SC20260901-48213907`, the day in Beijing and eight digits of chance. Chance, because a
    /// counter restored from an old backup would give out numbers WeChat has already seen.
    pub fn fresh(at: crate::domain::UnixSeconds, chance: u64) -> Self {
        Self(format!("SC{}-{:08}", at.beijing_day_compact(), chance % 100_000_000))
    }
}

impl RefundNo {
    /// A new number: `RF20260901-48213907-1234`. Twelve digits of chance for the reason given at [`OrderNo::fresh`].
    pub fn fresh(at: crate::domain::UnixSeconds, chance: u64) -> Self {
        let (front, tail) = (chance % 100_000_000, (chance / 100_000_000) % 10_000);
        Self(format!("RF{}-{front:08}-{tail:04}", at.beijing_day_compact()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::UnixSeconds;

    #[test]
    fn an_order_number_has_the_shape_wechat_accepts() {
        for good in ["SHOP20260101000001", "abc_-*", "A|B*C_d-9"] {
            assert!(OrderNo::parse(good).is_ok(), "{good}");
        }
        for bad in ["short", "", "has space", "中文订单号", "x@yyyyy", &"9".repeat(33), "line\nbreak"] {
            assert!(OrderNo::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn fresh_numbers_are_valid_for_every_chance() {
        for chance in [0, 1, 99_999_999, 100_000_000, u64::MAX] {
            let at = UnixSeconds::new(1_788_230_400);
            assert!(OrderNo::parse(OrderNo::fresh(at, chance).as_str()).is_ok());
            assert!(RefundNo::parse(RefundNo::fresh(at, chance).as_str()).is_ok());
        }
    }

    #[test]
    fn a_merchant_number_is_digits_and_an_app_id_is_wx_and_hex() {
        assert!(MchId::parse("1900000109").is_ok());
        assert!(MchId::parse("19000001x9").is_err());
        assert!(AppId::parse("wx2421b1c4370ec43b").is_ok());
        assert!(AppId::parse("wx2421").is_err());
    }
}
