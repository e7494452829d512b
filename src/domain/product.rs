//! What the shop sells.

use super::{Barcode, Fen, ProductId};

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
