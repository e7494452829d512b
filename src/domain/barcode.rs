//! The number under the bars on a product.

use super::is_reserved;

/// The longest barcode, characters.
pub const BARCODE_CHARS_MAX: usize = 48;
/// The most barcodes of one product: its pieces may come in different packings.
pub const BARCODES_MAX: usize = 20;

/// A barcode as a scanner gives it, in capital letters: 4 to 48 letters, digits and `-` `.` `_` `/`, a letter or digit first.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Barcode(String);

/// No barcode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no barcode")]
pub struct BadBarcode(pub String);

impl Barcode {
    /// The only way in. Small letters and full-width characters are understood.
    ///
    /// # Errors
    /// [`BadBarcode`] for anything else.
    pub fn parse(raw: &str) -> Result<Self, BadBarcode> {
        let code: String = raw.trim().chars().map(super::half_width).collect::<String>().to_ascii_uppercase();
        let fits = |c: char| c.is_ascii_alphanumeric() || "-._/".contains(c);
        let right = (4..=BARCODE_CHARS_MAX).contains(&code.len())
            && code.chars().all(fits)
            && code.starts_with(|c: char| c.is_ascii_alphanumeric())
            && !is_reserved(&code);
        if right { Ok(Self(code)) } else { Err(BadBarcode(raw.to_owned())) }
    }

    /// Its characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Barcode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_barcode_is_read_as_it_is_scanned_and_typed() {
        for (raw, code) in [(" 6901234567892 ", "6901234567892"), ("cf-10b", "CF-10B"), ("６９０１２３４", "6901234")]
        {
            assert_eq!(Barcode::parse(raw).map(|code| code.to_string()), Ok(code.to_owned()), "{raw}");
        }
        for raw in ["", "690", "6.90123E+12", "69 01234", "-6901", "条码12345", "zg-done", &"6".repeat(49)] {
            assert!(Barcode::parse(raw).is_err(), "{raw}");
        }
    }
}
