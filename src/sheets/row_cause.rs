//! Why one row is refused, and what its cells may hold at most.

use super::heading::Column;

/// The longest name of a product, characters.
pub const NAME_CHARS_MAX: usize = 120;
/// The highest price, fen: a hundred thousand yuan. A typing error, not a price, is beyond it.
pub const PRICE_MAX: i64 = 10_000_000;
/// The most pieces of one product.
pub const STOCK_MAX: u32 = 1_000_000;

/// Why a price cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPrice {
    /// It does not read as yuan, with at most two places.
    NotAnAmount,
    /// Finer than one fen.
    TooFine,
    /// WeChat takes no payment of nothing.
    Zero,
    /// Above [`PRICE_MAX`].
    TooHigh,
}

/// Why a row is refused. Nothing of it is imported; the others are not touched by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowCause {
    /// The id is not 1 to 32 letters, digits, `-` and `_`.
    BadId,
    /// The name is empty, or a new product has none.
    NoName,
    /// The name has more than [`NAME_CHARS_MAX`] characters.
    NameTooLong,
    /// The name holds line breaks or other characters that cannot be printed.
    NameUnprintable,
    /// A new product without a price.
    NoPrice,
    /// The price cannot be used.
    Price(BadPrice),
    /// The stock is no whole number.
    BadStock,
    /// The stock is below zero.
    NegativeStock,
    /// The stock is more than [`STOCK_MAX`].
    TooMuchStock,
    /// "On sale" is neither yes nor no.
    BadOnSale,
    /// The barcode has other characters, or a spreadsheet made a figure of it, or there are too many.
    BadBarcode,
    /// Another product of the shop has the barcode; its name.
    BarcodeTaken(String),
    /// Another row has the same barcode; its line.
    BarcodeTwice(u64),
    /// The weight is no whole number of grams, or too much.
    BadWeight,
    /// Neither days nor "any time" nor "never".
    BadRefunds,
    /// More characters than the column takes.
    TextTooLong(Column),
    /// It is a choice of another product, and nothing tells it from the others.
    NoVariant,
    /// Something tells it from other choices, and the row names no product it is one of.
    VariantOfNothing,
    /// The product it is to be a choice of is neither in the shop nor in the sheet, or is a choice itself; its id.
    NoSuchProduct(String),
    /// A cell a spreadsheet would run as a formula.
    Formula(Column),
    /// Another row is about the same product; its line.
    Twice(u64),
    /// The row has no id, and several products of the shop have its name.
    NameNotUnique,
    /// More cells than headings: a comma inside a name without quotes would shift every figure.
    TooManyCells,
}
