//! One complaint: how it stands and until when, what the buyer says and shows, its order and refunds, the talk.

use super::{
    answer, list, pictures,
    state::{ComplaintsPage, PhoneView},
    talk,
};
use crate::{
    domain::{ComplaintState, RefundState, reply_by, solve_by},
    jobs::Command,
    store::{ComplaintDetail, ComplaintRefundRow, ComplaintRow},
    ui::{
        action::Action,
        complaints_shot::ComplaintsGaze,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, ChipLook, Now},
    },
};
use egui::{self, Rect, ScrollArea, Ui, UiBuilder, vec2};

/// The card.
pub(super) fn show(
    screen: &Screen<'_>,
    page: &mut ComplaintsPage,
    detail: &ComplaintDetail,
    ui: &mut Ui,
    card: Rect,
    acts: &mut Vec<Action>,
) {
    ui.painter().rect_filled(card, theme::CARD_RADIUS, theme::of(ui).panel);
    widgets::card_edge(ui, card);
    let foot = if detail.row.state.is_open() { answer::HEIGHT } else { 0.0 };
    let inside = card.shrink2(vec2(24.0, 16.0));
    let upper = inside.with_max_y(inside.bottom() - foot);
    // The bar stands in the card's margin, beside the words.
    let with_bar = upper.with_max_x(upper.right() + 14.0);
    ui.scope_builder(UiBuilder::new().max_rect(with_bar), |ui| {
        ScrollArea::vertical().id_salt(detail.row.complaint_id.as_str()).auto_shrink(false).show(ui, |ui| {
            ui.set_width(upper.width());
            ui.spacing_mut().item_spacing.y = 8.0;
            facts(screen, page, detail, ui, acts);
        });
    });
    if foot > 0.0 {
        let below = inside.with_min_y(upper.bottom());
        ui.scope_builder(UiBuilder::new().max_rect(below), |ui| answer::show(screen, page, detail, ui, acts));
    }
}

fn facts(
    screen: &Screen<'_>,
    page: &mut ComplaintsPage,
    detail: &ComplaintDetail,
    ui: &mut Ui,
    acts: &mut Vec<Action>,
) {
    let (now, row) = (screen.now, &detail.row);
    head(ui, now, row);
    deadline(ui, now, row);
    marks(ui, now, detail, acts);
    widgets::paragraph(ui, &text::tame(&row.words, 2_000));
    pictures::show(page, ui, now, &detail.pictures, acts);
    phone(page, ui, now, row, acts);
    widgets::section(ui, text::complaint_order(now.lang));
    order(ui, now, row, acts);
    widgets::section(ui, text::complaint_refunds(now.lang));
    refunds(ui, now, detail, acts);
    widgets::section(ui, text::complaint_talk(now.lang));
    talk::show(page, ui, now, detail, acts);
}

fn head(ui: &mut Ui, now: Now, row: &ComplaintRow) {
    let lang = now.lang;
    ui.horizontal(|ui| {
        let what = match row.wanted {
            Some(sum) => text::complaint_wants(lang, sum),
            None => text::complaint_problem(lang, row.problem).to_owned(),
        };
        widgets::heading(ui, &what);
        let look = match row.state {
            ComplaintState::Pending => ChipLook::Warn,
            ComplaintState::Processing | ComplaintState::Other => ChipLook::Info,
            ComplaintState::Processed => ChipLook::Check,
        };
        widgets::chip(ui, look, text::complaint_state(lang, row.state));
    });
    let heading = text::tame(&row.heading, 60);
    let received = text::moment(lang, row.received_at, now.at);
    let parts = [heading, received, row.complaint_id.to_string()];
    let words = parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" · ");
    widgets::caption(ui, &words);
}

/// How much time is left, and what happens then.
fn deadline(ui: &mut Ui, now: Now, row: &ComplaintRow) {
    let p = theme::of(ui);
    if row.due_at().is_none() {
        return;
    }
    let (left, ink) = list::time_left(row, now, p);
    let what = if row.state == ComplaintState::Pending {
        text::complaint_reply_by(now.lang, reply_by(row.received_at), now.at)
    } else {
        text::complaint_solve_by(now.lang, solve_by(row.received_at), now.at)
    };
    widgets::sentence(ui, &format!("{left}{}{what}", now.lang.pick("。", ". ")), ink);
}

fn marks(ui: &mut Ui, now: Now, detail: &ComplaintDetail, acts: &mut Vec<Action>) {
    let (lang, row) = (now.lang, &detail.row);
    let p = theme::of(ui);
    let said = [
        (row.awaits_reply && row.state != ComplaintState::Pending, text::complaint_writes(lang).to_owned(), p.danger),
        (row.times > 1, text::complaint_again(lang, row.times), p.warn),
        (row.platform_looks, text::complaint_platform(lang).to_owned(), p.warn),
        (row.fully_refunded, text::complaint_fully_back(lang).to_owned(), p.muted),
    ];
    for (_, words, ink) in said.iter().filter(|(shown, ..)| *shown) {
        widgets::sentence(ui, words, *ink);
    }
    if let Some(other) = detail.others.first()
        && widgets::link(ui, &text::complaint_others(lang, detail.others.len()), theme::SMALL).clicked()
    {
        acts.push(Action::Complaints(ComplaintsGaze { over: false, chosen: Some(other.clone()) }));
    }
}

/// Shown only when somebody asks for it.
fn phone(page: &ComplaintsPage, ui: &mut Ui, now: Now, row: &ComplaintRow, acts: &mut Vec<Action>) {
    let lang = now.lang;
    match page.phone(&row.complaint_id) {
        _ if row.sealed_phone.is_none() => {
            widgets::caption(ui, text::complaint_no_phone(lang));
        }
        PhoneView::Closed => {
            if widgets::button(ui, ButtonKind::Plain, text::complaint_phone(lang), true).clicked() {
                acts.push(Action::Shop(Command::ShowComplaintPhone(row.complaint_id.clone())));
            }
        }
        PhoneView::Unreadable => {
            widgets::caption(ui, text::complaint_phone_closed(lang));
        }
        PhoneView::Open(number) => {
            if widgets::link(ui, number, theme::BODY).clicked() {
                acts.push(Action::Copy(number.to_owned()));
            }
        }
    }
}

fn order(ui: &mut Ui, now: Now, row: &ComplaintRow, acts: &mut Vec<Action>) {
    let lang = now.lang;
    match &row.order_no {
        Some(order_no) => {
            ui.horizontal(|ui| {
                if widgets::link(ui, order_no.as_str(), theme::BODY).clicked() {
                    acts.push(Action::OpenOrder(order_no.clone()));
                }
                widgets::muted(ui, &row.named.amount.to_string());
            });
        }
        None if row.named.order_no.is_empty() => {
            widgets::muted(ui, text::complaint_no_order(lang));
        }
        None => {
            let p = theme::of(ui);
            widgets::sentence(ui, &text::complaint_unknown_order(lang, &row.named.order_no), p.warn);
        }
    }
}

fn refunds(ui: &mut Ui, now: Now, detail: &ComplaintDetail, acts: &mut Vec<Action>) {
    if detail.refunds.is_empty() {
        widgets::muted(ui, text::complaint_no_refunds(now.lang));
    }
    for refund in &detail.refunds {
        ui.push_id(refund.refund_no.as_str(), |ui| one_refund(ui, now, refund, acts));
    }
}

fn one_refund(ui: &mut Ui, now: Now, refund: &ComplaintRefundRow, acts: &mut Vec<Action>) {
    let look = match refund.state {
        RefundState::Requested | RefundState::Failed => ChipLook::Danger,
        RefundState::Approved => ChipLook::Clock,
        RefundState::Sending | RefundState::Processing => ChipLook::Info,
        RefundState::InDoubt | RefundState::WaitingForMoney | RefundState::Stuck => ChipLook::Warn,
        RefundState::Refunded => ChipLook::Check,
        RefundState::Rejected => ChipLook::Cross,
    };
    ui.horizontal(|ui| {
        widgets::chip(ui, look, refund.state.word(now.lang));
        if widgets::link(ui, &refund.amount.to_string(), theme::BODY).clicked() {
            acts.push(Action::OpenRefund(refund.refund_no.clone()));
        }
        widgets::caption(ui, &text::moment(now.lang, refund.requested_at, now.at));
    });
}
