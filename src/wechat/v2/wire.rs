//! WeChat's flat XML: one root, one level of text fields, nothing else.
//!
//! What parsers disagree about is refused rather than guessed: document types, entities beyond the five and numeric
//! references, processing instructions, comments, attributes, nesting, repeated names, anything after the root.
//! Values are not trimmed and unknown fields are kept, because both are signed.
//!
//! Source: API v2, "Message format" and "XML safety" (CVE-2018-13439, CVE-2019-5312).

mod plain;
mod read;
mod write;

pub use write::{write, write_as};

use std::borrow::Cow;

/// The longest message of a stranger we read, in bytes. A real one has one to three thousand.
pub const MESSAGE_BYTES_MAX: usize = 32 * 1024;
/// The most fields of one message of a stranger.
pub const FIELDS_MAX: usize = 128;
/// The longest answer to a call of our own we read, in bytes.
pub const ANSWER_BYTES_MAX: usize = 512 * 1024;
/// The most fields of one answer. A page of refunds has ten of them; each has eleven fields and three for every coupon of
/// its payment, of which WeChat names no greatest number: here is room for a hundred.
pub const ANSWER_FIELDS_MAX: usize = 4_096;
/// Room made at once: a payment notification has about 25 fields, and so much room is still a small allocation.
const FIELDS_USUAL: usize = 25;
const NAME_BYTES_MAX: usize = 64;

/// How much of a message is read, by who can have sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageLimits {
    /// The longest text, bytes.
    pub bytes: usize,
    /// The most fields.
    pub fields: usize,
}

impl MessageLimits {
    /// Of whatever comes to our door: anybody can have sent it.
    pub const ANONYMOUS: Self = Self { bytes: MESSAGE_BYTES_MAX, fields: FIELDS_MAX };
    /// Of an answer to a call of our own over verified TLS: WeChat wrote it.
    pub const ANSWER: Self = Self { bytes: ANSWER_BYTES_MAX, fields: ANSWER_FIELDS_MAX };
}

/// Why bytes are not a message. Nothing of them may be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Longer than its [`MessageLimits`].
    #[error("longer than such a message can be")]
    TooLarge,
    /// More fields than its [`MessageLimits`].
    #[error("more fields than such a message can have")]
    TooManyFields,
    /// Not UTF-8, or declared to be something else.
    #[error("not UTF-8")]
    NotUtf8,
    /// A character XML forbids.
    #[error("a character XML forbids")]
    Character,
    /// A document type, comment, processing instruction, attribute, nested element or unknown entity.
    #[error("{0}, which WeChat never sends")]
    Forbidden(&'static str),
    /// One name twice: readers disagree which one counts.
    #[error("a field comes twice")]
    Repeated,
    /// Another root, an end without a start, or an end missing.
    #[error("not well-formed")]
    Syntax,
}

/// The fields of one message, sorted by name in byte order, as the signature wants them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields<'a>(Vec<(&'a str, Cow<'a, str>)>);

impl<'a> Fields<'a> {
    /// Reads a stranger's message whose root is `root` (`xml`; `root` inside a refund notice).
    ///
    /// # Errors
    /// [`Malformed`]: refuse the message; no part of it was believed.
    pub fn read(root: &str, bytes: &'a [u8]) -> Result<Self, Malformed> {
        read::document(root, bytes, MessageLimits::ANONYMOUS)
    }

    /// Reads an answer to a call of our own.
    ///
    /// # Errors
    /// [`Malformed`]: no part of it was believed.
    pub fn read_answer(bytes: &'a [u8]) -> Result<Self, Malformed> {
        read::document("xml", bytes, MessageLimits::ANSWER)
    }

    /// The value of `name`; `None` if it is missing or empty, which mean the same.
    pub fn get(&self, name: &str) -> Option<&str> {
        let at = self.0.binary_search_by(|field| field.0.cmp(name)).ok()?;
        self.0.get(at).map(|field| &*field.1).filter(|value| !value.is_empty())
    }

    /// Takes in one more field where it belongs. Messages come nearly sorted, so this is cheaper than sorting them.
    fn insert(&mut self, name: &'a str, value: Cow<'a, str>, most: usize) -> Result<(), Malformed> {
        if self.0.len() >= most {
            return Err(Malformed::TooManyFields);
        }
        if self.0.last().is_none_or(|last| last.0 < name) {
            self.0.push((name, value));
            return Ok(());
        }
        match self.0.binary_search_by(|field| field.0.cmp(name)) {
            Ok(_) => Err(Malformed::Repeated),
            Err(at) => {
                self.0.insert(at, (name, value));
                Ok(())
            }
        }
    }

    /// All fields by name, empty ones too.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (*name, &**value))
    }

    /// True if no value contains `&name=`. The signature covers `a=1&b=2` as one text, so with such a value the same
    /// signature would also fit a message whose fields are cut differently.
    pub fn read_one_way(&self) -> bool {
        !self.0.iter().any(|(_, value)| hides_a_field(value))
    }
}

fn hides_a_field(value: &str) -> bool {
    let ampersands = value.bytes().fold(0, |found, b| found | u8::from(b == b'&'));
    if ampersands == 0 {
        return false;
    }
    value.split('&').skip(1).any(|piece| piece.split_once('=').is_some_and(|(name, _)| is_name(name)))
}

/// Letters, digits and `_`, not beginning with a digit.
fn is_name(name: &str) -> bool {
    const FITS: [bool; 256] = {
        let mut fits = [false; 256];
        let mut b: u8 = 0;
        while b.is_ascii() {
            fits[b as usize] = b.is_ascii_alphanumeric() || b == b'_';
            b += 1;
        }
        fits
    };
    let starts_well = name.as_bytes().first().is_some_and(|b| !b.is_ascii_digit());
    starts_well && name.len() <= NAME_BYTES_MAX && name.bytes().fold(true, |fits, b| fits & FITS[usize::from(b)])
}
