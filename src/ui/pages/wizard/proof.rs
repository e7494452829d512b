//! The last page: the shop is open behind it, every line of the doctor stands beside it, and one fen goes round.

use super::state::{Wizard, WizardWish};
use crate::ui::{
    LiveKind, TestOrder, TestOrderStep,
    pages::form_fields::{Check, check_line, mark_line, marked},
    text, theme,
    widgets::{self, ButtonKind, Icon},
};
use egui::{self, Align, Rect, Sense, Stroke, Ui, pos2, vec2};

const LINE: f32 = 44.0;
const LINES: [TestOrder; 6] = [
    TestOrder::OnSale,
    TestOrder::Ordered,
    TestOrder::Paid,
    TestOrder::Confirmed,
    TestOrder::Refunding,
    TestOrder::Refunded,
];

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
    let order = wizard.proof.order;
    let mut step = None;
    theme::card(p).inner_margin(16).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 8.0;
        widgets::muted(ui, text::proof_begin_means(lang));
        if order == TestOrder::NotBegun {
            let begin = widgets::tall_button(ui, ButtonKind::Plain, text::proof_begin(lang), !wizard.proof.acting);
            step = begin.clicked().then_some(TestOrderStep::Begin);
            return;
        }
        for at in LINES {
            line(ui, order, at, text::proof_line(lang, at));
        }
        if order == TestOrder::Confirmed {
            let refund = widgets::tall_button(ui, ButtonKind::Danger, text::proof_refund(lang), !wizard.proof.acting);
            step = refund.clicked().then_some(TestOrderStep::Refund);
        }
        if order == TestOrder::Stuck {
            check_line(ui, &Check::Wrong(text::proof_stuck(lang).to_owned()));
        }
    });
    if let Some(step) = step {
        wizard.step_the_test_order(step);
    }
    widgets::caption(ui, text::proof_wait(lang));
}

/// A step of it: done, here, or to come.
fn line(ui: &mut Ui, order: TestOrder, at: TestOrder, words: &str) {
    let p = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
    let middle = pos2(rect.left() + 12.0, rect.center().y);
    let done = order != TestOrder::Stuck && order >= at;
    let here = order != TestOrder::Stuck && !done && LINES.iter().find(|line| order < **line) == Some(&at);
    let ink = if done {
        ui.painter().circle_filled(middle, 11.0, p.accent);
        Icon::Check.paint(ui.painter(), middle, 13.0, p.on_accent);
        p.text
    } else if here {
        ui.painter().circle_filled(middle, 11.0, p.info_bg);
        Icon::Clock.paint(ui.painter(), middle, 14.0, p.info);
        p.info
    } else {
        ui.painter().circle_stroke(middle, 10.5, Stroke::new(1.0, p.line));
        p.faint
    };
    let place = Rect::from_min_max(pos2(rect.left() + 34.0, rect.top()), rect.max);
    widgets::label_at(ui, place, Align::Min, words, theme::font(theme::BODY), ink);
    if at != TestOrder::Refunded {
        ui.painter().hline(place.x_range(), rect.bottom(), Stroke::new(1.0, p.line));
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
    let order = wizard.proof.order;
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
