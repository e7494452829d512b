//! The fields of the form of one product.

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum ProductField {
    Id,
    Name,
    Price,
    Stock,
    Barcodes,
    Category,
    Weight,
    RefundDays,
    Description,
}

impl ProductField {
    /// All of them, as the eye meets them.
    pub const ALL: [Self; 9] = [
        Self::Name,
        Self::Price,
        Self::Stock,
        Self::Barcodes,
        Self::Category,
        Self::Weight,
        Self::RefundDays,
        Self::Description,
        Self::Id,
    ];
}
