//! The last page: the shop is open behind it, every line of the doctor stands beside it, and one fen goes round.

use super::state::{Wizard, WizardWish};
use crate::ui::{
    LiveKind, TestOrder, TestOrderStep,
    pages::form_fields::{Check, check_line, mark_line, marked},
    text, theme,
    widgets::{self, ButtonKind, Icon},
};
use egui::{self, Ui};

/// The test order.
pub(super) fn show(wizard: &mut Wizard, ui: &mut Ui) {
    let (lang, p) = (wizard.lang(), theme::of(ui));
    match &wizard.proof.opened {
        None => return mark_line(ui, Icon::Clock, p.info, text::proof_opening(lang)),
        Some(Err(why)) => {
            let why = why.clone();
            return check_line(ui, &Check::Wrong(text::begun(why.sentence(lang))));
        }
        Some(Ok(())) => {}
    }
    let mut step = None;
    theme::card(p).inner_margin(16).show(ui, |ui| {
        ui.set_width(ui.available_width());
        step = wizard.proof.order.show(ui, lang);
    });
    if let Some(step) = step {
        wizard.step_the_test_order(step);
    }
    if wizard.proof.order.view.far != TestOrder::Refunded {
        widgets::caption(ui, text::proof_wait(lang));
    }
}

/// Every line of the doctor.
pub(super) fn checks(wizard: &mut Wizard, ui: &mut Ui) {
    let (lang, p) = (wizard.lang(), theme::of(ui));
    let lines = wizard.live.get(&LiveKind::Doctor).cloned().unwrap_or_default();
    let asking = wizard.asking.contains(&LiveKind::Doctor);
    let mut again = false;
    theme::card(p).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 6.0;
        ui.label(egui::RichText::new(text::proof_checks(lang)).size(theme::BODY));
        let bad = lines.iter().filter(|line| !line.ok).count();
        let state = match (asking, bad) {
            _ if lines.is_empty() || asking => (Icon::Clock, p.info, text::proof_checking(lang).to_owned()),
            (_, 0) => (Icon::Check, p.accent, text::proof_all_good(lang, lines.len())),
            (_, bad) => (Icon::Bang, p.danger, text::proof_bad(lang, bad)),
        };
        mark_line(ui, state.0, state.1, &state.2);
        egui::ScrollArea::vertical().id_salt("checks").max_height((ui.available_height() - 64.0).max(80.0)).show(
            ui,
            |ui| {
                for line in &lines {
                    let (icon, ink) = if line.ok { (Icon::Check, p.accent) } else { (Icon::Bang, p.danger) };
                    marked(ui, icon, ink, (text::check_name(lang, line.check), p.text));
                    ui.indent(("check", line.check), |ui| {
                        widgets::caption(ui, &text::begun(line.found.pick(lang)));
                        if !line.next.pick(lang).is_empty() {
                            widgets::muted(ui, &text::begun(line.next.pick(lang)));
                        }
                    });
                }
            },
        );
        again = widgets::button(ui, ButtonKind::Plain, text::proof_again(lang), !asking).clicked() && !asking;
    });
    if again {
        wizard.look_again();
    }
}

/// Skip, or open.
pub(super) fn foot(wizard: &mut Wizard, ui: &mut Ui, enter: bool) -> Option<WizardWish> {
    let lang = wizard.lang();
    let open = matches!(wizard.proof.opened, Some(Ok(())));
    let order = wizard.proof.order.view.far;
    let through = open && matches!(order, TestOrder::Refunding | TestOrder::Refunded | TestOrder::Stuck);
    let opens = widgets::key_button(ui, ButtonKind::Main, text::proof_open(lang), "Enter", through).clicked() || enter;
    if opens && through {
        // The product has done its work.
        wizard.step_the_test_order(TestOrderStep::End);
        return Some(WizardWish::Open);
    }
    if open && !through && widgets::tall_button(ui, ButtonKind::Plain, text::proof_skip(lang), true).clicked() {
        if order != TestOrder::NotBegun {
            wizard.step_the_test_order(TestOrderStep::End);
        }
        return Some(WizardWish::Open);
    }
    None
}
