//! What the page of refunds remembers between frames.

use super::bulk::Bulk;
use crate::ui::pages::refund_detail::Textures;

/// Its ticked refunds, and the evidence on the graphics card.
#[derive(Default)]
pub(in crate::ui) struct RefundsPage {
    pub bulk: Bulk,
    pub textures: Textures,
}
