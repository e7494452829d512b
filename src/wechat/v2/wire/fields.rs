//! The fields of one message, as the signature wants them.

use super::malformed::MalformedXml;
use std::borrow::Cow;

/// Room made at once: a payment notification has about 25 fields, and so much room is still a small allocation.
const FIELDS_USUAL: usize = 25;
const NAME_BYTES_MAX: usize = 64;

/// The fields of one message, sorted by name in byte order, as the signature wants them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields<'a>(Vec<(&'a str, Cow<'a, str>)>);

impl<'a> Fields<'a> {
    /// None yet, with room for the usual number.
    pub(super) fn none() -> Self {
        Self(Vec::with_capacity(FIELDS_USUAL))
    }

    /// The value of `name`; `None` if it is missing or empty, which mean the same.
    pub fn get(&self, name: &str) -> Option<&str> {
        let at = self.0.binary_search_by(|field| field.0.cmp(name)).ok()?;
        self.0.get(at).map(|field| &*field.1).filter(|value| !value.is_empty())
    }

    /// Takes in one more field where it belongs. Messages come nearly sorted, so this is cheaper than sorting them.
    pub(super) fn insert(&mut self, name: &'a str, value: Cow<'a, str>, most: usize) -> Result<(), MalformedXml> {
        if self.0.len() >= most {
            return Err(MalformedXml::TooManyFields);
        }
        if self.0.last().is_none_or(|last| last.0 < name) {
            self.0.push((name, value));
            return Ok(());
        }
        match self.0.binary_search_by(|field| field.0.cmp(name)) {
            Ok(_) => Err(MalformedXml::Repeated),
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
pub(super) fn is_name(name: &str) -> bool {
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
