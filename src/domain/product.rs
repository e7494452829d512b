//! What the shop sells.

use super::{Barcode, Fen, ProductId, UnixSeconds};

/// A product as buyers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its id in this shop.
    pub id: ProductId,
    /// What it is called, on the shelf and on the payment sheet.
    pub name: String,
    /// Price of one piece, fen.
    pub price: Fen,
    /// Pieces that can still be sold.
    pub stock: u32,
    /// False while taken off sale.
    pub on_sale: bool,
    /// Name of its picture's file in `pictures/products/`, if it has one.
    pub picture: Option<String>,
    /// What else the shop says of it.
    pub facts: ProductFacts,
}

/// What else is said of a product. Of a variant's, category, description and refunds are its product's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductFacts {
    /// It is one choice of another product, and is sold as one with a price, a stock and barcodes of its own.
    pub variant: Option<Variant>,
    /// Where it stands in the shop, at most [`CATEGORY_CHARS_MAX`] characters; empty: nowhere.
    pub category: String,
    /// What buyers read about it, at most [`DESCRIPTION_CHARS_MAX`] characters; may be empty.
    pub description: String,
    /// What one piece weighs, grams.
    pub weight_g: Option<u32>,
    /// Whether and how long a buyer may ask for money back.
    pub refunds: RefundRule,
}

/// One choice of a product: its colour, its size, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The product it is a choice of; never a variant itself.
    pub of: ProductId,
    /// What tells it from the others, 1 to [`VARIANT_CHARS_MAX`] characters: `红色 L`.
    pub words: String,
    /// Its place among them, from 0.
    pub place: u32,
}

/// What a category's name may be long.
pub const CATEGORY_CHARS_MAX: usize = 40;
/// What a description may be long.
pub const DESCRIPTION_CHARS_MAX: usize = 2_000;
/// What tells variants apart may be so long.
pub const VARIANT_CHARS_MAX: usize = 60;
/// How many variants a product may have.
pub const VARIANTS_MAX: usize = 100;
/// The heaviest piece, grams.
pub const WEIGHT_MAX_G: u32 = 1_000_000;
/// The longest time buyers may ask for money back, days: WeChat's year.
pub const REFUND_DAYS_MAX: u32 = 365;
/// Stands between a product's name and a variant's words, wherever a variant is named.
const BEFORE_VARIANT: &str = " · ";

/// What a variant is called in full: on the shelf, in orders, on every paper.
pub fn variant_name(product: &str, words: &str) -> String {
    format!("{product}{BEFORE_VARIANT}{words}")
}

/// Whether and how long a buyer may ask for money back. The owner can always give it back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RefundRule {
    /// As long as WeChat takes refunds.
    #[default]
    Open,
    /// Within so many days of having received it, 1 to [`REFUND_DAYS_MAX`].
    Within(u32),
    /// Not at all.
    Never,
}

impl RefundRule {
    /// From the number of days the file and the sheets have: none of them for any time, 0 for never.
    pub fn of_days(days: Option<u32>) -> Option<Self> {
        match days {
            None => Some(Self::Open),
            Some(0) => Some(Self::Never),
            Some(days) => (days <= REFUND_DAYS_MAX).then_some(Self::Within(days)),
        }
    }

    /// The number for the file.
    pub const fn days(self) -> Option<u32> {
        match self {
            Self::Open => None,
            Self::Within(days) => Some(days),
            Self::Never => Some(0),
        }
    }

    /// Whether a buyer may ask now, for something that was received at `received_at`. What has not arrived can always be asked
    /// for, unless nothing of it goes back.
    ///
    /// # Errors
    /// [`RefundBar`] says why not: the shop alone can give it back then.
    pub fn judge(self, received_at: Option<UnixSeconds>, now: UnixSeconds) -> Result<(), RefundBar> {
        match (self, received_at) {
            (Self::Open, _) | (Self::Within(_), None) => Ok(()),
            (Self::Never, _) => Err(RefundBar::Never),
            (Self::Within(days), Some(received_at)) => {
                let until = received_at.plus(i64::from(days).saturating_mul(24 * 60 * 60));
                if now <= until { Ok(()) } else { Err(RefundBar::Over { days }) }
            }
        }
    }
}

/// Why a buyer cannot ask for money back for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundBar {
    /// It was sold without refunds.
    Never,
    /// So many days after it was received, the time is over.
    Over {
        /// How many there were.
        days: u32,
    },
}

/// What an edit does to the stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockChange {
    /// Nothing: what was sold meanwhile stays sold.
    Keep,
    /// Counted on the shelf: exactly so many can be sold from now on.
    Set(u32),
    /// Delivered, or taken away (negative): on top of what is there when it is written.
    Add(i32),
}

/// A product as the owner wants it. Becomes a new one where the id is not known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductChange {
    /// Its id in this shop.
    pub id: ProductId,
    /// 1 to 120 characters.
    pub name: String,
    /// Price of one piece, fen.
    pub price: Fen,
    /// What happens to the stock.
    pub stock: StockChange,
    /// False takes it off sale.
    pub on_sale: bool,
    /// Name of its picture's file in `pictures/products/`; `None` for no picture.
    pub picture: Option<String>,
    /// The barcodes on its packings, all of them; `None` leaves them as they are.
    pub barcodes: Option<Vec<Barcode>>,
    /// What else is said of it. Where it is a variant, `name` is made of its product's name and the variant's words.
    pub facts: ProductFacts,
    /// Its variants, all of them, in the owner's order; `None` leaves them as they are. One that is there and not among them
    /// goes: for good where no order names it, off sale otherwise.
    pub variants: Option<Vec<VariantChange>>,
}

/// A variant as the owner wants it. Becomes a new one where the id is not known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantChange {
    /// Its id in this shop: a variant is sold under an id of its own.
    pub id: ProductId,
    /// What tells it from the others.
    pub words: String,
    /// Price of one piece, fen.
    pub price: Fen,
    /// What happens to the stock.
    pub stock: StockChange,
    /// False takes it off sale.
    pub on_sale: bool,
    /// Name of its picture's file; `None`: its product's is shown.
    pub picture: Option<String>,
    /// The barcodes on its packings, all of them; `None` leaves them as they are.
    pub barcodes: Option<Vec<Barcode>>,
    /// What one piece weighs, grams; `None`: what its product weighs.
    pub weight_g: Option<u32>,
}

/// How many pieces of one product an order may hold.
pub const QUANTITY_MAX: u32 = 999;

/// Pieces of one product in an order, 1 to [`QUANTITY_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity(u32);

/// Not a number of pieces one can order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} pieces cannot be ordered")]
pub struct BadQuantity(pub u32);

impl Quantity {
    /// The only way in.
    ///
    /// # Errors
    /// [`BadQuantity`] for none or too many.
    pub fn new(pieces: u32) -> Result<Self, BadQuantity> {
        if (1..=QUANTITY_MAX).contains(&pieces) { Ok(Self(pieces)) } else { Err(BadQuantity(pieces)) }
    }

    /// The number of pieces.
    pub const fn get(self) -> u32 {
        self.0
    }
}
