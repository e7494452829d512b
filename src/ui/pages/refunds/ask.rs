//! The question about many refunds, and what became of each: their sum, every one of them, and what each buyer will read.

use super::ticks::{Bulk, BulkAsked, BulkDecision, BulkPhase, BulkRefund};
use crate::{
    domain::UnixSeconds,
    events::CommandOutcome,
    ui::{
        action::Action,
        keys::fresh_key,
        pages::decide::{self, DialogOutcome, Enter, REASON_MOST, REPLY_MOST, buttons, modal_beside, scrolled},
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Now},
    },
};
use egui::{self, Align, Id, Key, Layout, Pos2, ScrollArea, Sense, Ui, vec2};

const WIDTH: f32 = 520.0;
const ROW: f32 = 26.0;
/// More rows than fit into this height scroll.
const ROWS_HEIGHT: f32 = 9.0 * ROW;

/// Draws the question or the answers, if they are open.
pub(super) fn show(screen: &Screen<'_>, bulk: &mut Bulk, ui: &Ui, acts: &mut Vec<Action>) {
    let pointer = match &bulk.phase {
        BulkPhase::Ticking => return,
        BulkPhase::Asking(BulkAsked { pointer, .. }) | BulkPhase::Answering { pointer, .. } => *pointer,
    };
    let shown =
        modal_beside(ui, Id::unique("bulk"), pointer, (WIDTH, 420.0), |ui| match std::mem::take(&mut bulk.phase) {
            BulkPhase::Ticking => {}
            BulkPhase::Asking(asked) => question(screen, bulk, ui, asked, acts),
            BulkPhase::Answering { decision, pointer, held_until } => {
                answers(bulk, ui, screen.now, (decision, pointer, held_until), acts);
            }
        });
    if shown.should_close() && !shown.backdrop_response.clicked() && bulk.asks() {
        if matches!(bulk.phase, BulkPhase::Answering { .. }) {
            bulk.untick_all();
        }
        bulk.phase = BulkPhase::Ticking;
    }
}

fn question(screen: &Screen<'_>, bulk: &mut Bulk, ui: &mut Ui, mut asked: BulkAsked, acts: &mut Vec<Action>) {
    let (lang, p, hold_secs) = (screen.now.lang, theme::of(ui), screen.facts.hold_secs);
    let (many, sum) = (bulk.all.len(), bulk.sum());
    let (title, means) = match asked.decision {
        BulkDecision::Approve => {
            let promise = text::hold_promise(lang, hold_secs);
            let means = format!("{}{}{promise}", text::bulk_means(lang), lang.pick("", " "));
            (text::bulk_question(lang, many, sum), means)
        }
        BulkDecision::Reject => (text::bulk_reject_question(lang, many, sum), text::bulk_reject_means(lang).to_owned()),
    };
    scrolled(ui, WIDTH, |ui| {
        widgets::heading(ui, &title);
        ui.add(egui::Label::new(egui::RichText::new(means).size(theme::BODY).color(p.muted)).wrap());
        rows(ui, bulk, |_, one| (one.amount.to_string(), p.text));
        reply_field(screen, ui, &mut asked);
    });
    let trouble = reply_trouble(screen, &asked);
    if let Some(why) = &trouble {
        widgets::sentence(ui, why, p.danger);
    }
    let (name, kind) = match asked.decision {
        BulkDecision::Approve => (text::refund_button(lang, sum), ButtonKind::Main),
        BulkDecision::Reject => (text::bulk_reject_button(lang, many), ButtonKind::Danger),
    };
    // A code that ends with Enter decides nothing: Enter counts on the button alone, not in the field.
    match buttons(ui, (&name, text::cancel(lang)), kind, trouble.is_none(), Enter::OnTheButton) {
        DialogOutcome::Do if trouble.is_none() => {
            let BulkAsked { decision, reply, pointer, .. } = asked;
            acts.push(Action::ShopAll(bulk.wishes(decision, reply.trim())));
            let held_until = screen.now.at.plus(i64::from(hold_secs));
            bulk.phase = BulkPhase::Answering { decision, pointer, held_until };
        }
        DialogOutcome::Leave => {}
        DialogOutcome::Do | DialogOutcome::Open => bulk.phase = BulkPhase::Asking(asked),
    }
}

/// What each buyer reads. A no has the words at hand that were used before.
fn reply_field(screen: &Screen<'_>, ui: &mut Ui, asked: &mut BulkAsked) {
    let lang = screen.now.lang;
    widgets::caption(ui, text::bulk_reply(lang));
    let width = ui.available_width();
    let field = widgets::field(ui, Id::unique("bulk-reply"), text::bulk_reply(lang), "", &mut asked.reply, width);
    let first = !std::mem::replace(&mut asked.shown, true);
    if asked.decision == BulkDecision::Reject {
        if first {
            field.request_focus();
        }
        let used_before = &screen.model.shot.reasons;
        decide::reasons(ui, lang, &mut asked.reply, screen.facts.buyers_lang(), used_before);
    }
}

fn reply_trouble(screen: &Screen<'_>, asked: &BulkAsked) -> Option<String> {
    let lang = screen.now.lang;
    let (empty, most) = match asked.decision {
        BulkDecision::Approve => (text::reply_empty(lang), REPLY_MOST),
        BulkDecision::Reject => (text::reason_needed(lang), REASON_MOST),
    };
    match asked.reply.trim().chars().count() {
        0 => Some(empty.to_owned()),
        used if used > most => Some(text::reply_too_long(lang, most)),
        _ => None,
    }
}

fn answers(
    bulk: &mut Bulk,
    ui: &mut Ui,
    now: Now,
    (decision, pointer, held_until): (BulkDecision, Option<Pos2>, UnixSeconds),
    acts: &mut Vec<Action>,
) {
    let (lang, p) = (now.lang, theme::of(ui));
    let (done, many, rejects) = (bulk.done(), bulk.all.len(), decision == BulkDecision::Reject);
    let title = if rejects { text::bulk_rejected(lang, done, many) } else { text::bulk_done(lang, done, many) };
    widgets::heading(ui, &title);
    scrolled(ui, WIDTH, |ui| {
        rows(ui, bulk, |ui, one| {
            let words = text::bulk_answer(lang, one.answer.as_ref(), rejects, now.at);
            let p = theme::of(ui);
            let ink = match &one.answer {
                None => p.muted,
                Some(CommandOutcome::Done) => p.accent,
                Some(_) => p.danger,
            };
            (format!("{} · {words}", one.amount), ink)
        });
    });
    let mut close = false;
    ui.add_space(10.0);
    let held = held_until.since(now.at);
    let (row, _) = ui.allocate_exact_size(vec2(WIDTH, theme::MAIN_CONTROL), Sense::hover());
    widgets::at_right(ui, "bulk-answers", row, |ui| {
        let all_here = bulk.all.iter().all(|one| one.answer.is_some());
        if !rejects && held > 0 && done > 0 && all_here {
            widgets::sentence(ui, &text::hold_left(lang, held), p.warn);
            if widgets::button(ui, ButtonKind::Danger, text::take_all_back(lang), true).clicked() {
                acts.push(Action::ShopAll(bulk.second_thoughts()));
                close = true;
            }
            ui.ctx().request_repaint_after_secs(1.0);
        }
        close |= widgets::key_button(ui, ButtonKind::Plain, text::close(lang), "Enter", true).clicked();
    });
    let free = ui.ctx().memory(|memory| memory.focused().is_none());
    if close || (free && fresh_key(ui, Key::Enter)) {
        bulk.untick_all();
    } else {
        bulk.phase = BulkPhase::Answering { decision, pointer, held_until };
    }
}

/// A line for each: who, and what `tell` says. However many there are, only those in sight are drawn.
fn rows(ui: &mut Ui, bulk: &Bulk, tell: impl Fn(&Ui, &BulkRefund) -> (String, egui::Color32)) {
    let line = |ui: &mut Ui, one: &BulkRefund| {
        ui.horizontal(|ui| {
            let (words, ink) = tell(ui, one);
            ui.label(egui::RichText::new(text::tame(&one.buyer, 24)).size(theme::BODY));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words = egui::RichText::new(words).size(theme::SMALL).color(ink);
                ui.add(egui::Label::new(words).truncate());
            });
        });
    };
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = ROW;
        ui.spacing_mut().item_spacing.y = 0.0;
        if bulk.all.len() as f32 * ROW <= ROWS_HEIGHT {
            bulk.all.iter().for_each(|one| line(ui, one));
            return;
        }
        let list = ScrollArea::vertical().id_salt("bulk-rows").max_height(ROWS_HEIGHT);
        list.show_rows(ui, ROW, bulk.all.len(), |ui, seen| {
            // The bar stands beside the sums.
            ui.set_width(ui.available_width() - 14.0);
            bulk.all.iter().skip(seen.start).take(seen.len()).for_each(|one| line(ui, one));
        });
    });
}
