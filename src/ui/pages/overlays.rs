//! What lies over a page and has the keyboard.

use super::{decide::Dialog, refund_detail::Viewer, shipping::Remind};
use crate::ui::action::{PageButton, Question};

/// At most one of each.
#[derive(Default)]
pub(in crate::ui) struct Overlays {
    /// A refund is being decided.
    pub dialog: Option<Dialog>,
    /// The question before a step that cannot simply be taken back.
    pub question: Option<Question>,
    /// A buyer is to be reminded of a parcel.
    pub remind: Option<Remind>,
    /// A button of the page that was pressed from elsewhere, for one frame.
    pub pressed: Option<PageButton>,
    /// A picture, large.
    pub viewer: Option<Viewer>,
}
