//! What lies over a page and has the keyboard, and what a detail remembers between frames.

use super::{
    decide::Dialog,
    goods::GoodsPictures,
    marks::MarksState,
    refund_detail::{PayoutDialog, Viewer},
    shipping::{CommandSheetQuestion, Remind, SlipsQuestion},
    timeline::TimelineFilter,
};
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
    /// A refund is to be paid out to a card.
    pub payout: Option<PayoutDialog>,
    /// Packing slips are to be printed.
    pub slips: Option<SlipsQuestion>,
    /// The sheet of scan commands is to be printed.
    pub command_sheet: Option<CommandSheetQuestion>,
    /// A button of the page that was pressed from elsewhere, for one frame.
    pub pressed: Option<PageButton>,
    /// A picture, large.
    pub viewer: Option<Viewer>,
    /// Notes and tags that are being written, and the buyer who is to be blocked.
    pub marks: MarksState,
    /// Of the goods of what is open.
    pub goods: GoodsPictures,
    /// What of an order's history is shown.
    pub timeline: TimelineFilter,
}
