//! What the owner weighs beside the request itself: which goods it is about, and what the buyer asked for before.

use crate::{
    store::{RefundDetail, RefundRow},
    ui::{
        action::Action,
        text, theme,
        widgets::{self, Now},
    },
};
use egui::{self, Ui};

/// Earlier requests shown before the rest is only counted.
const SHOWN: usize = 5;

/// The pieces the buyer named, and what goes back on the shelf.
pub(super) fn goods(ui: &mut Ui, now: Now, detail: &RefundDetail) {
    if !detail.lines.is_empty() {
        widgets::section(ui, text::asked_goods(now.lang));
        for line in &detail.lines {
            let sum = line.price.checked_mul(line.quantity.get()).unwrap_or_default();
            let name = text::tame(&line.name, 40);
            widgets::fact(ui, &format!("{name} ×{}", line.quantity.get()), &sum.to_string(), false);
        }
    }
    if !detail.restock.is_empty() {
        widgets::section(ui, text::restock(now.lang));
        for line in &detail.restock {
            let name = format!("{} ×{}", text::tame(&line.name, 40), line.quantity.get());
            widgets::fact(ui, &name, &text::back_at(now.lang, line.back_at, now.at), false);
        }
    }
}

/// Earlier requests of the same buyer, those of this order marked.
pub(super) fn earlier(ui: &mut Ui, now: Now, detail: &RefundDetail, before: &[RefundRow], acts: &mut Vec<Action>) {
    if before.is_empty() {
        return;
    }
    let lang = now.lang;
    widgets::section(ui, &text::earlier_requests(lang, before.len()));
    for row in before.iter().take(SHOWN) {
        ui.horizontal(|ui| {
            let (look, word) = widgets::refund_look(lang, row);
            widgets::chip(ui, look, word);
            let line = text::refund_line(lang, row.amount, row.requested_at, now.at);
            if widgets::link(ui, &line, theme::SMALL).on_hover_text(row.refund_no.as_str()).clicked() {
                acts.push(Action::OpenRefund(row.refund_no.clone()));
            }
            if row.order_no == detail.row.order_no {
                widgets::mark(ui, text::same_order(lang));
            }
            let reason = egui::RichText::new(text::tame(&row.reason, 60).replace('\n', " "));
            ui.add(egui::Label::new(reason.size(theme::SMALL).color(theme::of(ui).muted)).truncate());
        });
    }
}
