//! Many refunds approved together: ticked, summed up in one question, and answered row by row.

use crate::{
    domain::{Fen, RefundNo, RefundState, UnixSeconds},
    events::CommandOutcome,
    jobs::Command,
    store::{RefundApproval, RefundFilter, RefundRow},
    ui::{
        action::Action,
        keys::fresh_key,
        pages::decide::{DialogOutcome, Enter, beside, buttons, scrolled},
        screen::Screen,
        text,
        text::Lang,
        theme,
        widgets::{self, ButtonKind, Now},
    },
};
use egui::{self, Align, Id, Key, Layout, Modal, Pos2, Rect, ScrollArea, Sense, Ui, vec2};

const WIDTH: f32 = 520.0;
const BAR: f32 = 92.0;
const ROWS_HEIGHT: f32 = 240.0;
/// What the buyers may read at WeChat, characters.
const REPLY_MOST: usize = 80;

/// One refund among them.
#[derive(Debug, Clone)]
struct BulkRefund {
    refund_no: RefundNo,
    seen: u32,
    buyer: String,
    amount: Fen,
    answer: Option<CommandOutcome>,
}

/// Where it stands.
#[derive(Debug, Default)]
enum BulkPhase {
    /// Being ticked.
    #[default]
    Ticking,
    /// The question is open.
    Asking { reply: String, pointer: Option<Pos2> },
    /// Sent: the answers come in.
    Answering { pointer: Option<Pos2>, held_until: UnixSeconds },
}

/// The ticked refunds and what became of them.
#[derive(Debug, Default)]
pub(in crate::ui) struct Bulk {
    all: Vec<BulkRefund>,
    phase: BulkPhase,
}

impl Bulk {
    /// True while its question or its answers lie over the page.
    pub const fn asks(&self) -> bool {
        !matches!(self.phase, BulkPhase::Ticking)
    }

    /// True while something is ticked.
    pub const fn any(&self) -> bool {
        !self.all.is_empty()
    }

    pub(super) fn ticked(&self, refund_no: &RefundNo) -> bool {
        self.all.iter().any(|one| one.refund_no == *refund_no)
    }

    /// Ticks a row that waits, or takes its tick away.
    pub(super) fn tick(&mut self, row: &RefundRow) {
        if self.ticked(&row.refund_no) {
            self.all.retain(|one| one.refund_no != row.refund_no);
        } else if row.state == RefundState::Requested {
            self.all.push(BulkRefund {
                refund_no: row.refund_no.clone(),
                seen: row.version,
                buyer: row.buyer.clone(),
                amount: row.amount,
                answer: None,
            });
        }
    }

    /// What somebody decided meanwhile, or changed, is not ticked any more.
    pub(super) fn forget_others(&mut self, rows: &[RefundRow]) {
        if matches!(self.phase, BulkPhase::Ticking) {
            let same = |one: &BulkRefund, row: &RefundRow| {
                row.refund_no == one.refund_no && row.version == one.seen && row.state == RefundState::Requested
            };
            self.all.retain(|one| rows.iter().any(|row| same(one, row)));
        }
    }

    /// Takes the answer to a wish of its own; false if it is somebody else's.
    pub fn answered(&mut self, refund_no: &RefundNo, outcome: &CommandOutcome) -> bool {
        let waits = matches!(self.phase, BulkPhase::Answering { .. });
        let mut ours = self.all.iter_mut().filter(|one| waits && one.refund_no == *refund_no && one.answer.is_none());
        ours.next().map(|one| one.answer = Some(outcome.clone())).is_some()
    }

    fn sum(&self) -> Fen {
        Fen::sum(self.all.iter().map(|one| one.amount)).unwrap_or_default()
    }

    fn wishes(&self, reply: &str) -> Vec<Command> {
        let approve = |one: &BulkRefund| {
            Command::ApproveRefund(RefundApproval {
                refund_no: one.refund_no.clone(),
                seen: one.seen,
                amount: one.amount,
                reply: reply.to_owned(),
                pieces: None,
                restock: Vec::new(),
            })
        };
        self.all.iter().map(approve).collect()
    }

    /// The approvals that went through, taken back. An approval moves the row on by one version.
    fn second_thoughts(&self) -> Vec<Command> {
        let done = self.all.iter().filter(|one| one.answer == Some(CommandOutcome::Done));
        done.map(|one| Command::TakeBackRefund { refund_no: one.refund_no.clone(), seen: one.seen.saturating_add(1) })
            .collect()
    }
}

/// The bar under the list while something is ticked. Gives the room that is left for the list.
pub(super) fn bar(screen: &Screen<'_>, bulk: &mut Bulk, ui: &mut Ui, column: Rect) -> Rect {
    let now = screen.now;
    let tab = screen.gaze.refund_tab == RefundFilter::Waiting;
    if !tab || bulk.asks() || bulk.all.is_empty() {
        return column;
    }
    let p = theme::of(ui);
    let place = column.with_min_y(column.bottom() - BAR);
    ui.painter().rect(place, theme::CARD_RADIUS, p.panel, egui::Stroke::new(1.0, p.line), egui::StrokeKind::Inside);
    let inside = place.shrink2(vec2(15.0, 10.0));
    let ui = &mut ui.new_child(egui::UiBuilder::new().id_salt("bulk").max_rect(inside));
    ui.spacing_mut().item_spacing.y = 6.0;
    widgets::bold_label(ui, &text::ticked(now.lang, bulk.all.len(), bulk.sum()), theme::BODY);
    ui.horizontal(|ui| {
        let name = text::approve_ticked(now.lang, bulk.all.len());
        if widgets::key_button(ui, ButtonKind::Main, &name, "A", true).clicked() {
            bulk.phase = asking(ui, screen.facts.buyers_lang());
        }
        if widgets::button(ui, ButtonKind::Plain, text::untick(now.lang), true).clicked() {
            bulk.all.clear();
        }
    });
    column.with_max_y(place.top() - 8.0)
}

fn asking(ui: &Ui, buyers: Lang) -> BulkPhase {
    BulkPhase::Asking { reply: text::reply_agreed(buyers).to_owned(), pointer: ui.ctx().pointer_latest_pos() }
}

/// True, and the question is open, if something is ticked.
pub(super) fn ask(screen: &Screen<'_>, bulk: &mut Bulk, ui: &Ui) -> bool {
    let ticked = !bulk.all.is_empty() && screen.gaze.refund_tab == RefundFilter::Waiting;
    if ticked {
        bulk.phase = asking(ui, screen.facts.buyers_lang());
    }
    ticked
}

/// Draws the question or the answers, if they are open.
pub(super) fn show(screen: &Screen<'_>, bulk: &mut Bulk, ui: &Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let hold_secs = screen.facts.hold_secs;
    let pointer = match &bulk.phase {
        BulkPhase::Ticking => return,
        BulkPhase::Asking { pointer, .. } | BulkPhase::Answering { pointer, .. } => *pointer,
    };
    let p = theme::of(ui);
    let id = Id::unique("bulk");
    let screen = ui.ctx().content_rect();
    let size = egui::AreaState::load(ui.ctx(), id).and_then(|state| state.size).unwrap_or(vec2(WIDTH + 48.0, 420.0));
    let area = Modal::default_area(id).fixed_pos(beside(pointer, size, screen));
    let modal = Modal::new(id).area(area).frame(theme::dialog(p)).backdrop_color(p.veil);
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        match std::mem::take(&mut bulk.phase) {
            BulkPhase::Ticking => {}
            BulkPhase::Asking { reply, pointer } => question(bulk, ui, now, (reply, pointer), hold_secs, acts),
            BulkPhase::Answering { pointer, held_until } => answers(bulk, ui, now, (pointer, held_until), acts),
        }
    });
    if shown.should_close() && !shown.backdrop_response.clicked() && bulk.asks() {
        if matches!(bulk.phase, BulkPhase::Answering { .. }) {
            bulk.all.clear();
        }
        bulk.phase = BulkPhase::Ticking;
    }
}

fn question(
    bulk: &mut Bulk,
    ui: &mut Ui,
    now: Now,
    (mut reply, pointer): (String, Option<Pos2>),
    hold_secs: u32,
    acts: &mut Vec<Action>,
) {
    let (lang, p) = (now.lang, theme::of(ui));
    scrolled(ui, WIDTH, |ui| {
        widgets::heading(ui, &text::bulk_question(lang, bulk.all.len(), bulk.sum()));
        let facts = format!("{}{}{}", text::bulk_means(lang), lang.pick("", " "), text::hold_promise(lang, hold_secs));
        ui.add(egui::Label::new(egui::RichText::new(facts).size(theme::BODY).color(p.muted)).wrap());
        rows(ui, bulk, |_, one| (one.amount.to_string(), p.text));
        widgets::caption(ui, text::bulk_reply(lang));
        let width = ui.available_width();
        widgets::field(ui, Id::unique("bulk-reply"), text::bulk_reply(lang), "", &mut reply, width);
    });
    let used = reply.trim().chars().count();
    let trouble = match used {
        0 => Some(text::reply_empty(lang).to_owned()),
        used if used > REPLY_MOST => Some(text::reply_too_long(lang, REPLY_MOST)),
        _ => None,
    };
    if let Some(why) = &trouble {
        widgets::sentence(ui, why, p.danger);
    }
    let name = text::refund_button(lang, bulk.sum());
    match buttons(ui, (&name, text::cancel(lang)), ButtonKind::Main, trouble.is_none(), Enter::OnTheButton) {
        DialogOutcome::Do if trouble.is_none() => {
            acts.push(Action::ShopAll(bulk.wishes(reply.trim())));
            bulk.phase = BulkPhase::Answering { pointer, held_until: now.at.plus(i64::from(hold_secs)) };
        }
        DialogOutcome::Leave => {}
        DialogOutcome::Do | DialogOutcome::Open => bulk.phase = BulkPhase::Asking { reply, pointer },
    }
}

fn answers(
    bulk: &mut Bulk,
    ui: &mut Ui,
    now: Now,
    (pointer, held_until): (Option<Pos2>, UnixSeconds),
    acts: &mut Vec<Action>,
) {
    let (lang, p) = (now.lang, theme::of(ui));
    let done = bulk.all.iter().filter(|one| one.answer == Some(CommandOutcome::Done)).count();
    widgets::heading(ui, &text::bulk_done(lang, done, bulk.all.len()));
    scrolled(ui, WIDTH, |ui| {
        rows(ui, bulk, |ui, one| {
            let words = text::bulk_answer(lang, one.answer.as_ref(), now.at);
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
        if held > 0 && done > 0 && all_here {
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
        bulk.all.clear();
    } else {
        bulk.phase = BulkPhase::Answering { pointer, held_until };
    }
}

/// A line for each: who, and what `tell` says.
fn rows(ui: &mut Ui, bulk: &Bulk, tell: impl Fn(&Ui, &BulkRefund) -> (String, egui::Color32)) {
    let lines = |ui: &mut Ui| {
        ui.spacing_mut().interact_size.y = 26.0;
        ui.spacing_mut().item_spacing.y = 0.0;
        for one in &bulk.all {
            ui.horizontal(|ui| {
                let (words, ink) = tell(ui, one);
                ui.label(egui::RichText::new(text::tame(&one.buyer, 24)).size(theme::BODY));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let words = egui::RichText::new(words).size(theme::SMALL).color(ink);
                    ui.add(egui::Label::new(words).truncate());
                });
            });
        }
    };
    let many = bulk.all.len() as f32 * 26.0 > ROWS_HEIGHT;
    if many {
        ScrollArea::vertical().id_salt("bulk-rows").max_height(ROWS_HEIGHT).show(ui, lines);
    } else {
        ui.scope(lines);
    }
}
