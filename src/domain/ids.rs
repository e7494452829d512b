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
    /// The text of a code that is scanned to pay (`code_url`); dead two hours after it was given.
    CodeUrl, 1..=512, |c| c.is_ascii_graphic()
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

id!(
    /// WeChat's number of a buyer's complaint (`complaint_id`).
    ComplaintId, 1..=64, |c| c.is_ascii_alphanumeric() || "_-".contains(c)
);
id!(
    /// A picture that WeChat has of us, to be named in a reply (`media_id`). It cannot be fetched back.
    MediaId, 1..=512, |c| c.is_ascii_graphic()
);

id!(
    /// One folder of one computer: random, made once for each folder. It says who runs the shop and is no secret.
    InstallationId, 32..=32, |c| c.is_ascii_digit() || ('a'..='f').contains(&c)
);

impl InstallationId {
    /// From sixteen random bytes.
    pub fn of(bytes: [u8; 16]) -> Self {
        Self(hex::encode(bytes))
    }
}

impl MessageId {
    /// From sixteen random bytes.
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

/// Digits and capitals that are not mistaken for each other on paper or over the telephone (Crockford's base 32).
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// As many of them as hold sixty-four bits.
const DIGITS_OF_CHANCE: usize = 13;

/// `SC20260901-7K2M9QXT4F3H8`: the day in Beijing, for people, and all sixty-four bits of `chance`. Of a hundred thousand
/// made on one day two are the same once in four thousand million such days.
fn dated(kind: &str, at: crate::domain::UnixSeconds, chance: u64) -> String {
    let digit = |place: usize| DIGITS.get(usize::from(u8::try_from((chance >> place) & 31).unwrap_or(0)));
    let chance = (0..DIGITS_OF_CHANCE).rev().filter_map(|n| digit(n.saturating_mul(5)));
    format!("{kind}{}-{}", at.beijing_day_compact(), chance.map(|&digit| char::from(digit)).collect::<String>())
}

impl OrderNo {
    /// A new number. Random, because a counter restored from an old backup would give out numbers WeChat has already
    /// seen; nearly all of it random, because a number that was used before is refused there, and pays nothing.
    pub fn fresh(at: crate::domain::UnixSeconds, chance: u64) -> Self {
        Self(dated("SC", at, chance))
    }

    /// True if the number has the shape of those made here, by this version or an earlier one: `SC20260901-48213907`.
    pub fn is_ours(&self) -> bool {
        parts(&self.0, "SC")
            .is_some_and(|(_, chance)| chance.len() == 8 && all(chance, b"0123456789") || is_new(chance))
    }
}

impl RefundNo {
    /// A new number, for the reasons given at [`OrderNo::fresh`]: WeChat would take one that was used before for that
    /// refund, and pay nothing.
    pub fn fresh(at: crate::domain::UnixSeconds, chance: u64) -> Self {
        Self(dated("RF", at, chance))
    }

    /// The day in Beijing it was made on, `20260901`, if the number has the shape of those made here: no other program makes
    /// such.
    pub fn day_if_ours(&self) -> Option<&str> {
        parts(&self.0, "RF").filter(|(_, chance)| is_new(chance)).map(|(day, _)| day)
    }
}

/// The day and the rest of a number that begins so.
fn parts<'a>(number: &'a str, begins: &str) -> Option<(&'a str, &'a str)> {
    let (day, chance) = number.strip_prefix(begins)?.split_once('-')?;
    (day.len() == 8 && all(day, b"0123456789")).then_some((day, chance))
}

fn is_new(chance: &str) -> bool {
    chance.len() == DIGITS_OF_CHANCE && all(chance, DIGITS)
}

fn all(part: &str, of: &[u8]) -> bool {
    part.bytes().all(|byte| of.contains(&byte))
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
    fn our_own_numbers_are_known_by_their_shape() {
        let fresh = OrderNo::fresh(UnixSeconds::new(1_788_230_400), 0x0123_4567_89AB_CDEF);
        assert!(fresh.is_ours() && OrderNo::parse("SC20260901-48213907").expect("a number").is_ours());
        for other in ["SF1234567890123", "SC20260901-4821390", "SC2026090X-48213907", "SC20260901-7K2M9QXT4F3HU"] {
            assert!(!OrderNo::parse(other).expect(other).is_ours(), "{other}");
        }
    }

    #[test]
    fn our_own_refund_numbers_are_known_by_their_shape_with_their_day() {
        let fresh = RefundNo::fresh(UnixSeconds::new(1_788_230_400), 0x0123_4567_89AB_CDEF);
        assert_eq!(fresh.day_if_ours(), Some("20260901"));
        for other in ["RF-SC20260901-1", "RF20260901-1", "BY-HAND-1", "50300806962026090112345678901"] {
            assert_eq!(RefundNo::parse(other).expect(other).day_if_ours(), None, "{other}");
        }
    }

    #[test]
    fn every_bit_of_chance_is_in_a_fresh_number() {
        let at = UnixSeconds::new(1_788_230_400);
        assert_eq!(OrderNo::fresh(at, 0).as_str(), "SC20260901-0000000000000");
        assert_eq!(RefundNo::fresh(at, u64::MAX).as_str(), "RF20260901-FZZZZZZZZZZZZ");
        let one_bit: std::collections::BTreeSet<_> =
            (0..64).map(|bit| OrderNo::fresh(at, 1 << bit)).chain([OrderNo::fresh(at, 0)]).collect();
        assert_eq!(one_bit.len(), 65);
    }

    #[test]
    fn a_hundred_thousand_numbers_made_at_once_are_all_different() {
        use crate::base::env::{Rng as _, SystemRng};
        let at = UnixSeconds::new(1_788_230_400);
        let on_a_thread = |_| {
            std::thread::spawn(move || {
                (0..12_500)
                    .map(|_| (OrderNo::fresh(at, SystemRng.number()), RefundNo::fresh(at, SystemRng.number())))
                    .collect::<Vec<_>>()
            })
        };
        let threads: Vec<_> = (0..8).map(on_a_thread).collect();
        let made: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().expect("made")).collect();
        let orders: std::collections::BTreeSet<_> = made.iter().map(|(order_no, _)| order_no).collect();
        let refunds: std::collections::BTreeSet<_> = made.iter().map(|(_, refund_no)| refund_no).collect();
        assert_eq!((orders.len(), refunds.len()), (100_000, 100_000));
    }

    #[test]
    fn a_merchant_number_is_digits_and_an_app_id_is_wx_and_hex() {
        assert!(MchId::parse("1900000109").is_ok());
        assert!(MchId::parse("19000001x9").is_err());
        assert!(AppId::parse("wx2421b1c4370ec43b").is_ok());
        assert!(AppId::parse("wx2421").is_err());
    }
}
