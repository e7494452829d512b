//! Before packing slips are printed: how many, which of them were printed before, on what paper, and who is left out because
//! of a refund.

use super::slips::{AskedSlip, SlipsOf, SlipsQuestion};
use crate::{
    domain::PaperSize,
    ui::{
        action::Action,
        file_tasks::FileTask,
        pages::decide::{DialogOutcome, Enter, buttons, modal_beside, scrolled},
        screen::Screen,
        text::{self, Lang},
        theme,
        widgets::{self, Now},
    },
};
use egui::{self, Align, Id, Sense, Ui, pos2, vec2};
use std::sync::Arc;

const WIDTH: f32 = 460.0;

/// Draws it, if it is open.
pub(in crate::ui::pages) fn show(
    open: &mut Option<SlipsQuestion>,
    ui: &Ui,
    screen: &Screen<'_>,
    paper: PaperSize,
    acts: &mut Vec<Action>,
) {
    let Some(asked) = open else { return };
    let (now, shop) = (screen.now, screen.facts.shop_name.as_str());
    let lang = now.lang;
    let shown = modal_beside(ui, Id::unique("slips"), asked.pointer, (WIDTH, 300.0), |ui| {
        let mut save = false;
        scrolled(ui, WIDTH, |ui| {
            widgets::heading(ui, &text::slips_question(lang, asked.chosen().len()));
            content(asked, ui, now);
            papers(ui, lang, paper, acts);
            ui.add_space(4.0);
            save = asked.slips.iter().any(|one| asked.is_chosen(one))
                && widgets::link(ui, text::slips_save_instead(lang), theme::SMALL).clicked();
        });
        let ready = !asked.chosen().is_empty();
        let names = (text::slips_print_now(lang), text::slips_print_not(lang));
        (buttons(ui, names, widgets::ButtonKind::Main, ready, Enter::OnTheButton), save)
    });
    let left = shown.should_close() && !shown.backdrop_response.clicked();
    let (outcome, save) = shown.inner;
    if save || outcome == DialogOutcome::Do {
        let (slips, words) = (Arc::new(asked.chosen_with(&screen.model.shot.barcodes)), text::slip_words(lang, shop));
        acts.push(Action::FileTask(FileTask::Slips { slips, paper, words, print: !save, lang }));
        *open = None;
    } else if outcome == DialogOutcome::Leave || left {
        *open = None;
    }
}

/// Whom they are for, what was printed before, and what is being refunded.
fn content(asked: &mut SlipsQuestion, ui: &mut Ui, now: Now) {
    let (lang, p) = (now.lang, theme::of(ui));
    match asked.of {
        SlipsOf::Ticked => drop(widgets::muted(ui, text::slips_of_ticked(lang))),
        SlipsOf::All => drop(widgets::muted(ui, text::slips_of_all(lang))),
        SlipsOf::One => {}
    }
    let before = |one: &AskedSlip| one.printed_at.is_some() && !one.refunding;
    match (asked.slips.as_slice(), asked.named(before)) {
        (_, names) if names.is_empty() => {}
        ([only], _) => {
            if let Some(at) = only.printed_at {
                widgets::sentence(ui, &text::slip_printed_before(lang, at, now.at), p.warn);
            }
        }
        (_, names) => {
            widgets::sentence(ui, &text::slips_printed_before(lang, names.len(), &some(&names, lang)), p.warn);
            check(ui, text::slips_print_again(lang), &mut asked.again);
        }
    }
    let names = asked.named(|one| one.refunding);
    if !names.is_empty() {
        widgets::sentence(ui, &text::slips_refunding(lang, names.len(), &some(&names, lang)), p.danger);
        // Where nothing of it is left to go, there is nothing to print either.
        if asked.slips.iter().any(|one| one.refunding && !one.slip.lines.is_empty()) {
            check(ui, text::slips_print_refunding(lang), &mut asked.refunding);
        }
    }
}

/// The first names; the sentence has the number.
fn some(names: &[String], lang: Lang) -> String {
    const MOST: usize = 4;
    let first = names.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(lang.pick("、", ", "));
    if names.len() > MOST { format!("{first}…") } else { first }
}

/// A box and its words, pressed anywhere on the line.
fn check(ui: &mut Ui, words: &str, ticked: &mut bool) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::hover());
    let middle = pos2(rect.left() + 10.0, rect.center().y);
    if widgets::tick_at(ui, rect, middle, *ticked, Sense::click(), words) {
        *ticked = !*ticked;
    }
    let place = rect.with_min_x(rect.left() + 28.0);
    widgets::paint_cut(ui, place, Align::Min, words, theme::font(theme::SMALL), theme::of(ui).text);
}

fn papers(ui: &mut Ui, lang: Lang, chosen: PaperSize, acts: &mut Vec<Action>) {
    ui.add_space(4.0);
    widgets::caption(ui, text::slip_paper(lang));
    ui.horizontal(|ui| {
        for &paper in PaperSize::ALL {
            if widgets::suggestion(ui, text::paper_size(lang, paper), paper == chosen) {
                acts.push(Action::SlipPaper(paper));
            }
        }
    });
}
