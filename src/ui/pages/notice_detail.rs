//! One message: what became of it, what that means for the money, its fields, its text, and reading it again.

use super::{
    notice_text::{self, NoticeField},
    overlays::Overlays,
};
use crate::{
    domain::MessageId,
    jobs::Command,
    store::NoticeRow,
    ui::{
        action::{Action, Question},
        notice_sheet::notice_kind,
        screen::Screen,
        text,
        text::Lang,
        theme,
        widgets::{self, ButtonKind, Now},
    },
};
use egui::{self, Rect, Stroke, StrokeKind, Ui, vec2};

/// Width of a field's name.
const NAME: f32 = 168.0;
/// A message is never longer on the screen than this, characters.
const TEXT_MOST: usize = 32 * 1024;
/// A header is never longer on the screen than this, characters.
const HEADER_MOST: usize = 400;

/// Where a replayed message says it comes from.
pub(super) const REPLAY: &str = "replay";

/// The panel.
pub(super) fn show(
    screen: &Screen<'_>,
    chosen: Option<&MessageId>,
    over: &mut Overlays,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let now = screen.now;
    let p = theme::of(ui);
    ui.painter().rect(rect, theme::CARD_RADIUS, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let inside = rect.shrink2(vec2(16.0, 12.0));
    let row = chosen.and_then(|id| screen.model.shot.notices.iter().find(|row| row.id == *id));
    // The bar stands in the panel's margin, beside the words.
    let body = inside.with_max_x(inside.right() + 12.0);
    ui.scope_builder(egui::UiBuilder::new().max_rect(body), |ui| {
        let Some(row) = row else {
            widgets::muted(ui, text::choose_notice(now.lang));
            return;
        };
        egui::ScrollArea::vertical().id_salt(row.id.as_str()).auto_shrink(false).show(ui, |ui| {
            ui.set_width(inside.width());
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.spacing_mut().interact_size.y = 24.0;
            head(ui, row, now, acts);
            again(screen, over, ui, row, now.lang);
            words(ui, row, now.lang);
        });
    });
}

fn head(ui: &mut Ui, row: &NoticeRow, now: Now, acts: &mut Vec<Action>) {
    let lang = now.lang;
    let (look, word) = widgets::verdict_look(lang, row.verdict);
    ui.horizontal(|ui| {
        widgets::bold_label(ui, notice_kind(now.lang, row), theme::NAME);
        widgets::chip(ui, look, word);
    });
    if row.is_push() {
        widgets::muted(ui, text::push_meaning(lang, row.verdict));
    } else {
        widgets::muted(ui, text::verdict_meaning(lang, row.verdict));
        widgets::section(ui, text::for_the_money(lang));
        widgets::muted(ui, text::verdict_money(lang, row.verdict));
    }
    ui.add_space(4.0);
    widgets::fact(ui, text::col_time(lang), &text::moment_exact(row.at), false);
    let replayed = row.peer == REPLAY;
    let from = if replayed { text::replayed_again(lang).to_owned() } else { text::tame(&row.peer, 60) };
    widgets::fact(ui, text::col_from(lang), &from, false);
    if let Some(order_no) = &row.order_no {
        ui.horizontal(|ui| {
            widgets::caption(ui, text::col_order(lang));
            if widgets::link(ui, order_no.as_str(), theme::SMALL).clicked() {
                acts.push(Action::OpenOrder(order_no.clone()));
            }
        });
    }
    if let Some(refund_no) = &row.refund_no {
        ui.horizontal(|ui| {
            widgets::caption(ui, text::refunds(lang));
            if widgets::link(ui, refund_no.as_str(), theme::SMALL).clicked() {
                acts.push(Action::OpenRefund(refund_no.clone()));
            }
        });
    }
}

/// Reading the stored text again.
fn again(screen: &Screen<'_>, over: &mut Overlays, ui: &mut Ui, row: &NoticeRow, lang: Lang) {
    if row.text.is_empty() || row.is_push() {
        return;
    }
    let busy = screen.pending.replaying();
    ui.horizontal(|ui| {
        if widgets::button(ui, ButtonKind::Plain, text::replay(lang), !busy).clicked() {
            over.question = Some(ask(ui, &row.id, lang));
        }
        if busy {
            widgets::caption(ui, text::waits_for_answer(lang));
        }
    });
}

fn ask(ui: &Ui, id: &MessageId, lang: Lang) -> Question {
    let buttons = (text::replay_now(lang), text::cancel(lang));
    Question::new(
        ui,
        text::replay_question(lang).to_owned(),
        buttons,
        ButtonKind::Main,
        Command::ReplayNotice(id.clone()),
    )
    .fact(text::replay_means(lang))
    .fact(text::replay_when(lang))
}

fn words(ui: &mut Ui, row: &NoticeRow, lang: Lang) {
    if row.text.is_empty() {
        widgets::section(ui, text::raw_message(lang));
        widgets::muted(ui, text::raw_gone(lang));
        return;
    }
    let masked = notice_text::mask(&row.text);
    widgets::section(ui, text::fields(lang));
    let fields = notice_text::fields(&masked);
    if fields.is_empty() {
        widgets::muted(ui, text::no_fields(lang));
    }
    for field in &fields {
        one_field(ui, field, lang);
    }
    headers(ui, row, lang);
    widgets::section(ui, text::raw_message(lang));
    super::tunnel_card::code(ui, &text::tame(&masked, TEXT_MOST));
    ui.add_space(8.0);
}

/// What the message came with. Everybody can write these: they help to find out who sent it, and prove nothing.
fn headers(ui: &mut Ui, row: &NoticeRow, lang: Lang) {
    if row.headers.is_empty() {
        return;
    }
    widgets::section(ui, text::came_with(lang));
    for (name, value) in row.headers.lines().filter_map(|line| line.split_once(": ")) {
        widgets::fact(ui, &text::tame(name, 32), &text::tame(value, HEADER_MOST), false);
    }
}

/// What the field is, and what stands in it: readable first, then as it was sent.
fn one_field(ui: &mut Ui, field: &NoticeField, lang: Lang) {
    let p = theme::of(ui);
    let meaning = text::field_meaning(lang, &field.name);
    let shown = if field.hidden { text::field_hidden(lang).to_owned() } else { field.value.clone() };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        ui.allocate_ui(vec2(NAME, 18.0), |ui| {
            ui.set_width(NAME);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                if let Some(meaning) = meaning {
                    ui.label(egui::RichText::new(meaning).size(theme::SMALL).color(p.muted));
                }
                ui.label(egui::RichText::new(text::tame(&field.name, 24)).size(theme::CAPTION).color(p.faint));
            });
        });
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let readable = notice_text::readable(field, lang);
            let ink = if field.hidden { p.faint } else { p.text };
            let main = readable.as_ref().unwrap_or(&shown);
            ui.add(egui::Label::new(egui::RichText::new(main).size(theme::SMALL).color(ink)).wrap());
            if readable.is_some() {
                widgets::caption(ui, &shown);
            }
        });
    });
}
