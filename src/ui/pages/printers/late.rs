//! Receipts that did not print by themselves, because the computer or the printer was off when their orders were paid: one
//! question for all of them.

use crate::{
    jobs::Command,
    store::PrintWish,
    ui::{
        action::Action,
        model::Place,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind},
    },
};
use egui::Ui;

/// The question, where there are any.
pub(in crate::ui::pages) fn show(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let late = &screen.model.shot.late_prints;
    let Some(first) = late.iter().map(|row| row.queued_at).min() else { return };
    theme::card(p).fill(p.warn_bg).inner_margin(14).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 6.0;
        widgets::bold_label(ui, &text::late_receipts(lang, late.len()), theme::NAME);
        widgets::paragraph(ui, &text::late_receipts_why(lang, first, screen.now.at));
        ui.horizontal_wrapped(|ui| {
            let decide = |wish| {
                let ids = late.iter().map(|row| row.id.clone()).collect();
                Action::Shop(Command::WishLatePrints { ids, wish })
            };
            if widgets::button(ui, ButtonKind::Main, &text::late_receipts_print(lang, late.len()), true).clicked() {
                acts.push(decide(PrintWish::Now));
            }
            if widgets::button(ui, ButtonKind::Plain, text::late_receipts_drop(lang), true).clicked() {
                acts.push(decide(PrintWish::Drop));
            }
            let elsewhere = screen.gaze.place != Place::Printers;
            if elsewhere && widgets::button(ui, ButtonKind::Plain, text::late_receipts_show(lang), true).clicked() {
                acts.push(Action::Go(Place::Printers));
            }
        });
    });
}
