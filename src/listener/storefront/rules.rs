//! What a text of a buyer's request must look like. Each rule checks and describes itself, so that the published
//! document cannot promise anything else than what is enforced.

use super::problem::Problem;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

/// Letters, digits and what else a kind of text is made of; see [`TextRule`].
#[derive(Debug, Clone, Copy)]
enum Alphabet {
    /// One line: no control characters.
    Line,
    /// Paragraphs: no control characters but line breaks and tabs.
    Prose,
    /// Visible ASCII.
    Graphic,
    /// Digits and the usual signs; begins and ends with one that is no space.
    Phone,
    /// ASCII letters, digits and these.
    Word(&'static str),
    /// The place of a row in a list: seconds, a dot, an order's number.
    Cursor,
    /// A file of ours: letters, digits, a dot and the ending.
    File,
}

/// One kind of text.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextRule {
    /// The field, as the API calls it.
    pub name: &'static str,
    least: usize,
    most: usize,
    alphabet: Alphabet,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident $(, $schema:ident)? = $name:literal, $least:literal..=$most:literal, $alphabet:expr;)+) => {
        $($(#[$doc])*
        pub(super) const $rule: TextRule = TextRule { name: $name, least: $least, most: $most, alphabet: $alphabet };)+

        /// Those that stand in a body, described.
        pub(super) mod schema {
            $($(
            pub fn $schema() -> utoipa::openapi::schema::Object { super::$rule.schema() })?)+
        }
    };
}

rules! {
    /// The receiver on the parcel.
    RECEIVER_NAME, receiver_name = "receiver.name", 1..=64, Alphabet::Line;
    /// Their phone.
    RECEIVER_PHONE, receiver_phone = "receiver.phone", 5..=24, Alphabet::Phone;
    /// Where they live.
    RECEIVER_ADDRESS, receiver_address = "receiver.address", 1..=200, Alphabet::Line;
    /// The buyer's note on an order.
    NOTE, note = "note", 0..=200, Alphabet::Prose;
    /// What the buyer calls themselves.
    NICKNAME, nickname = "nickname", 0..=64, Alphabet::Prose;
    /// Why money is to go back.
    REASON, reason = "reason", 1..=500, Alphabet::Prose;
    /// How to reach the buyer about it.
    CONTACT, contact = "contact", 0..=100, Alphabet::Prose;
    /// What `wx.login` gave.
    LOGIN_CODE, login_code = "code", 1..=128, Alphabet::Graphic;
    PRODUCT_ID, product_id = "items.product_id", 1..=32, Alphabet::Word("_-");
    /// The header of a request that may be repeated.
    KEY = "Idempotency-Key", 1..=128, Alphabet::Graphic;
    /// An order's number.
    ORDER_NO, order_no = "order_no", 6..=32, Alphabet::Word("_|*-");
    /// A refund's number.
    REFUND_NO, refund_no = "refund_no", 1..=64, Alphabet::Word("_|*@-");
    /// A template of the mini program, as WeChat calls it.
    TEMPLATE_ID, template_id = "answers.template_id", 20..=64, Alphabet::Word("_-");
    /// What a person of the shop scanned.
    BIND_CODE, bind_code = "code", 16..=64, Alphabet::Word("_-");
    /// A product's picture.
    PICTURE = "name", 5..=69, Alphabet::File;
    /// Where a page of orders goes on.
    BEFORE = "before", 8..=43, Alphabet::Cursor;
}

/// The endings of the pictures we serve, with their types.
pub(super) const PICTURE_TYPES: [(&str, &str); 4] =
    [("jpg", "image/jpeg"), ("jpeg", "image/jpeg"), ("png", "image/png"), ("webp", "image/webp")];

impl TextRule {
    /// True if `text` keeps the rule.
    pub fn fits(&self, text: &str) -> bool {
        let blank = self.least > 0 && text.trim().is_empty();
        (self.least..=self.most).contains(&text.chars().count()) && !blank && self.alphabet.spells(text)
    }

    /// The problem is named after the field.
    pub fn check(&self, text: &str) -> Result<(), Problem> {
        if self.fits(text) { Ok(()) } else { Err(Problem::field(self.name)) }
    }

    /// The rule in the words of JSON Schema.
    pub fn schema(&self) -> Object {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length((self.least > 0).then_some(self.least))
            .max_length(Some(self.most))
            .pattern(Some(self.alphabet.pattern(self.least > 0)))
            .build()
    }
}

impl Alphabet {
    fn spells(self, text: &str) -> bool {
        match self {
            Self::Line => !text.chars().any(char::is_control),
            Self::Prose => !text.chars().any(|c| c.is_control() && !"\n\r\t".contains(c)),
            Self::Graphic => text.bytes().all(|b| b.is_ascii_graphic()),
            Self::Phone => {
                let bare = !text.starts_with(' ') && !text.ends_with(' ');
                bare && text.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c))
            }
            Self::Word(signs) => text.chars().all(|c| c.is_ascii_alphanumeric() || signs.contains(c)),
            Self::Cursor => text.split_once('.').is_some_and(|(seconds, number)| {
                (1..=10).contains(&seconds.len())
                    && seconds.bytes().all(|b| b.is_ascii_digit())
                    && ORDER_NO.fits(number)
            }),
            Self::File => text.rsplit_once('.').is_some_and(|(stem, ending)| {
                let plain = stem.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
                (1..=64).contains(&stem.len()) && plain && PICTURE_TYPES.iter().any(|(known, _)| *known == ending)
            }),
        }
    }

    /// As a regular expression that Rust, ECMAScript and Python read alike.
    fn pattern(self, something: bool) -> String {
        match (self, something) {
            (Self::Line, false) => r"^[^\u0000-\u001f\u007f-\u009f]*$".to_owned(),
            (Self::Line, true) => {
                let (any, seen) = (r"[^\u0000-\u001f\u007f-\u009f]", r"[^\s\u0000-\u001f\u007f-\u009f]");
                format!("^{any}*{seen}{any}*$")
            }
            (Self::Prose, false) => r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$".to_owned(),
            (Self::Prose, true) => {
                let any = r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]";
                let seen = r"[^\s\u0000-\u001f\u007f-\u009f]";
                format!("^{any}*{seen}{any}*$")
            }
            (Self::Graphic, _) => "^[!-~]*$".to_owned(),
            (Self::Phone, _) => r"^[0-9+()-][0-9+() -]*[0-9+()-]$".to_owned(),
            (Self::Word(signs), _) => format!("^[0-9A-Za-z{signs}]*$"),
            (Self::Cursor, _) => r"^[0-9]{1,10}\.[0-9A-Za-z_|*-]{6,32}$".to_owned(),
            (Self::File, _) => r"^[0-9A-Za-z_-]{1,64}\.(jpg|jpeg|png|webp)$".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{OrderNo, ProductId, Receiver, RefundNo};
    use proptest::prelude::*;

    #[test]
    fn a_text_is_measured_in_characters_and_never_blank_where_something_is_wanted() {
        assert!(RECEIVER_NAME.fits("李雷"));
        assert!(RECEIVER_NAME.fits(&"长".repeat(64)));
        for bad in ["", "  ", "\u{3000}", "a\nb", "a\u{85}b", &"长".repeat(65)] {
            assert!(!RECEIVER_NAME.fits(bad), "{bad:?}");
        }
        assert!(NOTE.fits("") && NOTE.fits("轻放\n门口") && !NOTE.fits("\u{0}"));
        for good in ["13800000000", "+86 (20) 8411-0000", "()()("] {
            assert!(RECEIVER_PHONE.fits(good), "{good}");
        }
        for bad in ["1380", " 13800000000", "13800000000 ", "138o0000000"] {
            assert!(!RECEIVER_PHONE.fits(bad), "{bad}");
        }
        assert!(PICTURE.fits("coffee-1.jpg") && BEFORE.fits("1788230400.SC20260901-48213907"));
        for bad in ["..jpg", "a/b.jpg", "a.gif", ".jpg", "a.jpg.", "a\\b.png", "a.b.png", "%2e.png"] {
            assert!(!PICTURE.fits(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_keeps_the_rules_is_taken_by_the_shop(
            name in "\\PC{1,64}", phone in "[0-9+()-][0-9+() -]{3,22}[0-9+()-]", address in "\\PC{1,200}",
            number in "[0-9A-Za-z_|*-]{1,40}", refund in "[0-9A-Za-z_|*@-]{1,70}",
        ) {
            if RECEIVER_NAME.fits(&name) && RECEIVER_PHONE.fits(&phone) && RECEIVER_ADDRESS.fits(&address) {
                prop_assert!(Receiver::new(&name, &phone, &address).is_ok());
            }
            prop_assert_eq!(ORDER_NO.fits(&number), OrderNo::parse(&number).is_ok());
            prop_assert_eq!(REFUND_NO.fits(&refund), RefundNo::parse(&refund).is_ok());
            prop_assert_eq!(PRODUCT_ID.fits(&number), ProductId::parse(&number).is_ok());
        }
    }
}
