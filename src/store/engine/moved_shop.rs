//! That a shop is somewhere else, for whoever opens it where it was, or where it is not yet.

/// Where a shop is that cannot be opened here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MovedShop {
    /// It moved away. What is here stays as it was at that moment, and nobody works with it.
    #[error("the shop moved to {to}")]
    Gone {
        /// Where it is now.
        to: String,
    },
    /// Its rows are being copied to here, or that broke off.
    #[error("the shop is on its way here from {from}, and not all of it has arrived")]
    Arriving {
        /// Where it is still.
        from: String,
    },
}
