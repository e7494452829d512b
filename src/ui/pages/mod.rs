//! The pages: each draws what it may read, keeps its own state, and asks for actions.

mod amount_differs;
mod attention;
mod backup;
mod bills;
mod bulk_result;
mod catching_up;
mod complaints;
mod decide;
mod filters;
pub(super) mod form;
mod form_fields;
mod goods;
mod held;
mod link_card;
mod logo_field;
mod marks;
mod money_board;
mod notice_detail;
mod notice_text;
mod notices;
mod order_detail;
mod orders;
mod overlays;
mod pay_fields;
mod present;
pub(super) mod printer_search;
mod printers;
mod product_picture;
mod products;
mod question;
mod refund_alarms;
mod refund_detail;
pub(super) mod refunds;
mod set_aside;
mod settings;
pub(super) mod shipping;
mod shipping_sheet;
mod state;
mod status;
mod test_order;
mod timeline;
mod today;
mod trial_table;
mod tunnel_card;
mod tunnel_fields;
pub(super) mod tunnel_look;
mod tunnel_setup;
mod waiting;
mod welcome;
mod wizard;

pub(super) use refunds::Bulk;
pub(super) use settings::Section;
pub(super) use state::{JustCopied, Pages};
pub(super) use welcome::{Welcome, WelcomeWish};
pub(super) use wizard::{Wizard, WizardWish};

use super::{
    action::Action,
    gallery::Gallery,
    layout::part,
    model::Place,
    screen::Screen,
    text,
    widgets::{self, Emptiness, Icon},
};
use egui::{Rect, Ui};

/// Draws the page the owner is on.
pub(super) fn show(
    screen: &Screen<'_>,
    pages: &mut Pages,
    gallery: &mut Gallery,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let over = &mut pages.over;
    over.goods.look(screen, gallery, ui.ctx());
    if let Some(words) = screen.not_theirs(screen.gaze.place.needs()) {
        return not_theirs(screen, &words, ui, rect);
    }
    match screen.gaze.place {
        Place::Status => status::show(screen, &mut pages.status, ui, rect, acts),
        Place::Settings => settings::show(screen, &mut pages.settings, ui, rect, acts),
        _ if !screen.model.loaded => waiting::show(screen, ui, rect, acts),
        Place::Backup => backup(screen, &mut pages.backup, ui, rect, acts),
        Place::Today => today::show(screen, gallery, ui, rect, acts),
        Place::Money => money_board::show(screen, &mut pages.money, ui, rect, acts),
        Place::Orders => orders::show(screen, &mut pages.orders, &mut pages.shipping, over, ui, rect, acts),
        Place::Refunds => refunds::show(screen, &mut pages.refunds, over, gallery, ui, rect, acts),
        Place::Shipping => shipping::show(screen, &mut pages.shipping, over, ui, rect, acts),
        Place::Bills => bills::show(screen, &mut pages.bills, ui, rect, acts),
        Place::Complaints => complaints::show(screen, &mut pages.complaints, ui, rect, acts),
        Place::Products => products::show(screen, &mut pages.products, gallery, ui, rect, acts),
        Place::ShippingSheet => shipping_sheet::show(screen, &mut pages.shipping_sheet, ui, rect, acts),
        Place::Log => status::show_log(screen, &mut pages.notices, over, ui, rect, acts),
        Place::Printers => printers::show(screen, &mut pages.printers, ui, rect, acts),
    }
    pages.over.pressed = None;
    shipping_sheet::dropped_elsewhere(screen, ui, acts);
}

/// In the place of a page that is not this person's.
fn not_theirs(screen: &Screen<'_>, words: &str, ui: &mut Ui, rect: Rect) {
    part(ui, "not-theirs", rect, |ui| {
        widgets::emptiness(ui, Emptiness::NotYet(Icon::Lock), text::not_your_page(screen.now.lang), words);
    });
}

/// The backups, or how far a shop that was put back has caught up.
fn backup(screen: &Screen<'_>, page: &mut backup::BackupPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    match &screen.model.shot.restore {
        Some(restore) => catching_up::show(screen, restore, ui, rect, acts),
        None => backup::show(screen, page, ui, rect, acts),
    }
}

/// Draws what lies over the page and has the keyboard.
pub(super) fn show_over(
    screen: &Screen<'_>,
    pages: &mut Pages,
    gallery: &mut Gallery,
    ui: &Ui,
    acts: &mut Vec<Action>,
) {
    let over = &mut pages.over;
    if screen.gaze.place == Place::Refunds {
        refunds::show_over(screen, &mut pages.refunds, over, gallery, ui, acts);
    }
    decide::show(screen, &mut over.dialog, gallery, ui, acts);
    question::show(&mut over.question, ui, acts);
    marks::show_block(screen, &mut over.marks, ui, acts);
    refund_detail::show_payout(&mut over.payout, ui, screen.now.lang, acts);
    shipping::show_remind(&mut over.remind, ui, screen.now, acts);
    shipping::show_slips(&mut over.slips, ui, screen, pages.shipping.paper, acts);
    shipping::show_command_sheet(&mut over.command_sheet, ui, screen, acts);
    let red = pages.shipping.red.is_some();
    shipping::show_red(&mut pages.shipping.red, ui, screen.now, acts);
    if red && pages.shipping.red.is_none() {
        // It was said of the parcel that is put aside.
        pages.shipping.told = None;
    }
}
