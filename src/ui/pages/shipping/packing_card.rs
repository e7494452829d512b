//! The packing check under the form: lines that count down as their items are scanned.

use super::{
    packing::{Packed, Packing},
    state::ShippingPage,
};
use crate::{
    domain::ProductId,
    store::OrderDetail,
    ui::{
        action::Action,
        text, theme,
        widgets::{self, Glyph, Now},
    },
};
use egui::{self, Align, Id, Key, Sense, Ui, vec2};
use std::collections::BTreeMap;

/// The card of this order.
pub(super) fn show(
    page: &mut ShippingPage,
    ui: &mut Ui,
    now: Now,
    detail: &OrderDetail,
    may_go: &BTreeMap<ProductId, u32>,
    acts: &mut Vec<Action>,
) {
    let (lang, p) = (now.lang, theme::of(ui));
    let order_no = &detail.row.key.order_no;
    let to_send = detail.to_send();
    let packing = page.packing.get_or_insert_with(|| Packing::of(order_no, &to_send, may_go));
    if packing.order_no != *order_no {
        *packing = Packing::of(order_no, &to_send, may_go);
    }
    packing.follow(&to_send, may_go);
    let wrong = packing.last.as_ref().is_some_and(Packed::stops) || packing.to_take_out().is_some();
    let fill = if wrong { p.danger_bg } else { p.panel };
    ui.add_space(4.0);
    theme::card(p).fill(fill).inner_margin(14).show(ui, |ui| {
        ui.set_width(ui.available_width());
        head(ui, now, packing);
        if let Some(words) = trouble(now, packing) {
            ui.label(egui::RichText::new(words).font(theme::bold(theme::NAME)).color(p.danger));
        }
        if let Some(check) = page.refund_check.as_ref().filter(|check| check.order_no == *order_no) {
            check.show(ui, now);
        }
        for line in packing.lines.iter().filter(|line| line.wanted > 0 || line.packed > 0) {
            one(ui, &text::tame(&line.name, 32), line.packed, line.wanted);
        }
        let field = Id::unique("scan-code");
        let width = ui.available_width();
        let response = widgets::field(ui, field, text::scan_field(lang), text::scan_field(lang), &mut page.code, width);
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) && !page.code.trim().is_empty() {
            acts.push(Action::Scanned(std::mem::take(&mut page.code)));
            response.request_focus();
        }
    });
}

fn head(ui: &mut Ui, now: Now, packing: &Packing) {
    let (lang, p) = (now.lang, theme::of(ui));
    ui.horizontal(|ui| {
        widgets::bold_label(ui, text::packing_check(lang), theme::SMALL);
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            if packing.begun() && !packing.complete() {
                let left =
                    egui::RichText::new(text::packing_left(lang, packing.left())).size(theme::CAPTION).color(p.warn);
                ui.label(left);
            }
        });
    });
    if packing.complete() {
        widgets::sentence(ui, text::packing_complete(lang), p.accent);
    } else if !packing.begun() {
        widgets::caption(ui, text::packing_hint(lang));
    }
}

fn trouble(now: Now, packing: &Packing) -> Option<String> {
    if let Some((name, pieces)) = packing.to_take_out() {
        return Some(text::packing_take_out(now.lang, name, pieces));
    }
    match packing.last.as_ref()? {
        Packed::Wrong(code) => Some(text::packing_wrong(now.lang, code)),
        Packed::TooMany(name) => Some(text::packing_too_many(now.lang, name)),
        Packed::Refunded(name) => Some(text::packing_refunded(now.lang, name)),
        Packed::Counted | Packed::Complete => None,
    }
}

fn one(ui: &mut Ui, name: &str, packed: u32, wanted: u32) {
    let p = theme::of(ui);
    ui.horizontal(|ui| {
        let (sign, _) = ui.allocate_exact_size(vec2(14.0, 20.0), Sense::hover());
        let full = packed >= wanted;
        let (glyph, ink) = if full { (Glyph::Check, p.accent) } else { (Glyph::Ring, p.faint) };
        glyph.paint(ui.painter(), sign.center(), ink);
        ui.label(egui::RichText::new(name).size(theme::SMALL).color(if full { p.muted } else { p.text }));
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            let words = text::pieces_of(packed, wanted);
            ui.label(egui::RichText::new(words).font(theme::bold(theme::SMALL)).color(if full {
                p.accent
            } else {
                p.text
            }));
        });
    });
}
