//! What the pages remember between frames.

use super::{
    money_board::MoneyPage, notices::NoticesPage, orders::OrdersPage, overlays::Overlays, printers::PrintersPage,
    products::ProductsPage, refunds::RefundsPage, shipping::ShippingPage, shipping_sheet::ShippingSheetPage,
};

/// Seconds "Copied" stays in the status bar.
const COPIED_SECS: f64 = 2.0;

/// What the pages remember between frames.
#[derive(Default)]
pub(in crate::ui) struct Pages {
    pub orders: OrdersPage,
    pub over: Overlays,
    pub refunds: RefundsPage,
    pub money: MoneyPage,
    pub notices: NoticesPage,
    pub products: ProductsPage,
    pub shipping_sheet: ShippingSheetPage,
    pub printers: PrintersPage,
    pub shipping: ShippingPage,
    pub copied_at: Option<f64>,
    /// Which way to be reachable is explained.
    pub way: usize,
}

impl Pages {
    /// True while something lies over the page that has the keyboard: a dialog, a question or a large picture.
    pub const fn asks(&self) -> bool {
        self.over.dialog.is_some()
            || self.over.question.is_some()
            || self.over.remind.is_some()
            || self.over.viewer.is_some()
            || self.refunds.bulk.asks()
            || self.shipping.red.is_some()
    }

    /// True for a moment after something was copied.
    pub fn just_copied(&self, ctx: &egui::Context) -> bool {
        let fresh = self.copied_at.is_some_and(|at| ctx.input(|input| input.time) - at < COPIED_SECS);
        if fresh {
            ctx.request_repaint_after_secs(1.0);
        }
        fresh
    }
}
