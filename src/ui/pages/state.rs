//! What the pages remember between frames.

use super::{
    backup::BackupPage, bills::BillsPage, complaints::ComplaintsPage, money_board::MoneyPage, notices::NoticesPage,
    orders::OrdersPage, overlays::Overlays, printers::PrintersPage, products::ProductsPage, refunds::RefundsPage,
    settings::SettingsPage, shipping::ShippingPage, shipping_sheet::ShippingSheetPage, status::StatusPage,
};
use crate::ui::WindowLook;
use egui::{Context, Pos2};

/// Seconds "Copied" stays beside the pointer.
const COPIED_SECS: f64 = 2.0;

/// Something was copied a moment ago.
#[derive(Debug, Clone, Copy)]
pub(in crate::ui) struct JustCopied {
    /// Where the pointer was; none where there is no pointer.
    pub at: Option<Pos2>,
}

/// What the pages remember between frames.
#[derive(Default)]
pub(in crate::ui) struct Pages {
    pub backup: BackupPage,
    pub orders: OrdersPage,
    pub over: Overlays,
    pub refunds: RefundsPage,
    pub bills: BillsPage,
    pub complaints: ComplaintsPage,
    pub money: MoneyPage,
    pub notices: NoticesPage,
    pub products: ProductsPage,
    pub shipping_sheet: ShippingSheetPage,
    pub printers: PrintersPage,
    pub shipping: ShippingPage,
    pub status: StatusPage,
    pub settings: SettingsPage,
    /// When something was copied, and where the pointer was.
    copied: Option<(f64, JustCopied)>,
}

impl Pages {
    /// Pages that look as they did when the window was closed.
    pub fn looking(look: Option<&WindowLook>) -> Self {
        let mut pages = Self::default();
        pages.orders.look = look.map(|look| look.orders.clone()).unwrap_or_default();
        pages.shipping.look = look.map(|look| look.shipping.clone()).unwrap_or_default();
        pages.products.look = look.map(|look| look.products.clone()).unwrap_or_default();
        pages.notices.bar.look = look.map(|look| look.notices.clone()).unwrap_or_default();
        pages.refunds.look = look.map(|look| look.refunds.clone()).unwrap_or_default();
        pages.shipping.paper = look.and_then(WindowLook::slip_paper).unwrap_or_default();
        pages
    }

    /// True while something lies over the page that has the keyboard: a dialog, a question or a large picture.
    pub const fn asks(&self) -> bool {
        self.over.dialog.is_some()
            || self.over.question.is_some()
            || self.over.remind.is_some()
            || self.over.payout.is_some()
            || self.over.slips.is_some()
            || self.over.command_sheet.is_some()
            || self.over.viewer.is_some()
            || self.over.marks.asks()
            || self.refunds.bulk.asks()
            || self.shipping.red.is_some()
    }

    /// Something was copied.
    pub fn copied(&mut self, ctx: &Context) {
        self.copied = Some(ctx.input(|input| (input.time, JustCopied { at: input.pointer.latest_pos() })));
    }

    /// For a moment after something was copied: where the pointer was, if there is one.
    pub fn just_copied(&self, ctx: &Context) -> Option<JustCopied> {
        let (_, at) = self.copied.filter(|(at, _)| ctx.input(|input| input.time) - at < COPIED_SECS)?;
        ctx.request_repaint_after_secs(0.5);
        Some(at)
    }
}
