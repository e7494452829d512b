//! The two dialogs that decide a refund. They name the sum, whom it goes to, what stays, what the buyer will read and how
//! long it can be taken back; Esc leaves; they never open under the pointer. Where money leaves, Enter counts only on the
//! button that has the keyboard, and nowhere right after something was typed: a scanner ends its codes with one.

mod goods;
mod place;
pub(in crate::ui) mod shown_picture;
mod words;

use self::goods::Goods;
pub(super) use self::place::beside;
use self::shown_picture::ShownPicture;
use super::fresh_key;
use crate::{
    domain::{Fen, OrderNo, RefundNo},
    jobs::Command,
    store::{OrderDetail, RefundDetail, RefundPiece, Restockable},
    ui::{
        app::{Action, App},
        file_tasks::{FileTask, PictureTrouble},
        gallery::Gallery,
        text::{self, Lang},
        theme, typing,
        widgets::{self, ButtonKind, Now},
    },
};
use egui::{self, Id, Key, Modal, Pos2, Sense, Ui, vec2};

/// What the buyer may read at WeChat, characters.
const REPLY_MOST: usize = 80;
/// A no may be longer.
const REASON_MOST: usize = 200;
const WIDTH: f32 = 520.0;
/// Height of the buttons and the dialog's margins: the rest scrolls in a low window.
const AROUND: f32 = 160.0;
/// From this height on the window holds every dialog whole.
const ROOMY: f32 = 740.0;

/// What is being decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Yes,
    No,
}

/// What it is decided about.
#[derive(Debug, Clone, PartialEq, Eq)]
enum DecisionSubject {
    Refund(RefundNo),
    /// Money back that nobody asked for.
    Order(OrderNo),
}

/// An open dialog.
pub(in crate::ui) struct Dialog {
    answer: Decision,
    about: DecisionSubject,
    seen: u32,
    buyer: String,
    /// What was asked for, as far as it is left.
    most: Fen,
    left: Fen,
    goods: Goods,
    amount: String,
    reply: String,
    picture: ShownPicture,
    tried: bool,
    shown: bool,
    /// Where the pointer was when it opened.
    pointer: Option<Pos2>,
}

impl Dialog {
    /// Yes, about this picture of the refund.
    pub fn approve(detail: &RefundDetail, restockable: &[Restockable], lang: Lang, ui: &Ui) -> Self {
        let mut dialog = Self::new(Decision::Yes, detail, ui);
        dialog.goods = Goods::of(&detail.order_lines, &detail.lines, restockable, detail.order_state);
        if detail.lines.is_empty() {
            dialog.goods.take_all_for(dialog.most);
        }
        dialog.amount = dialog.most.to_yuan();
        text::reply_agreed(lang).clone_into(&mut dialog.reply);
        dialog
    }

    /// No.
    pub fn reject(detail: &RefundDetail, ui: &Ui) -> Self {
        Self::new(Decision::No, detail, ui)
    }

    /// Money back without a request: everything that is left, until the owner says less.
    pub fn start(detail: &OrderDetail, restockable: &[Restockable], lang: Lang, ui: &Ui) -> Self {
        let left = detail.refundable.left();
        let mut goods = Goods::of(&detail.lines, &[], restockable, detail.row.state);
        goods.take_all_for(left);
        Self {
            answer: Decision::Yes,
            about: DecisionSubject::Order(detail.row.key.order_no.clone()),
            seen: detail.version,
            buyer: detail.row.buyer.clone(),
            most: left,
            left,
            goods,
            amount: left.to_yuan(),
            reply: text::reply_agreed(lang).to_owned(),
            picture: ShownPicture::default(),
            tried: false,
            shown: false,
            pointer: ui.ctx().pointer_latest_pos(),
        }
    }

    fn new(answer: Decision, detail: &RefundDetail, ui: &Ui) -> Self {
        let left = detail.refundable.left();
        Self {
            answer,
            about: DecisionSubject::Refund(detail.row.refund_no.clone()),
            seen: detail.row.version,
            buyer: detail.row.buyer.clone(),
            most: detail.row.amount.min(left),
            left,
            goods: Goods::default(),
            amount: String::new(),
            reply: String::new(),
            picture: ShownPicture::default(),
            tried: false,
            shown: false,
            pointer: ui.ctx().pointer_latest_pos(),
        }
    }

    /// A picture for the buyer was chosen, or not.
    pub fn result(&mut self, result: Result<Option<String>, PictureTrouble>, lang: Lang) {
        self.picture.result(result, lang);
    }

    /// The amount as it stands in the field, if it can be refunded.
    fn sum(&self, lang: Lang) -> Result<Fen, String> {
        let raw = self.amount.trim().trim_start_matches(['¥', '￥']);
        let sum = Fen::parse_yuan(raw).map_err(|_| text::amount_bad(lang).to_owned())?;
        if sum.is_zero() {
            return Err(text::amount_zero(lang).to_owned());
        }
        if sum > self.most {
            return Err(text::amount_too_much(lang, self.most));
        }
        Ok(sum)
    }

    /// The sum of the chosen pieces, as far as it may be refunded. Without a piece the field stays as it is: a refund may
    /// be about no piece at all.
    fn propose(&mut self) {
        if let Some(sum) = self.goods.sum().filter(|sum| !sum.is_zero()) {
            self.amount = sum.min(self.most).to_yuan();
        }
    }

    fn reply_trouble(&self, lang: Lang) -> Option<String> {
        let (empty, most) = match self.answer {
            Decision::Yes => (text::reply_empty(lang), REPLY_MOST),
            Decision::No => (text::reason_needed(lang), REASON_MOST),
        };
        let used = self.reply.trim().chars().count();
        match used {
            0 => Some(empty.to_owned()),
            used if used > most => Some(text::reply_too_long(lang, most)),
            _ => None,
        }
    }

    /// The wish, if everything in the dialog is right.
    fn command(&self, lang: Lang) -> Option<Command> {
        if self.reply_trouble(lang).is_some() || self.picture.is_coming() {
            return None;
        }
        let (seen, reply) = (self.seen, self.reply.trim().to_owned());
        match (self.answer, self.about.clone()) {
            (Decision::Yes, DecisionSubject::Refund(refund_no)) => {
                let (amount, restock) = (self.sum(lang).ok()?, self.goods.restocked());
                let pieces = self.goods.pieces().iter().map(RefundPiece::pieces).collect();
                Some(Command::ApproveRefund { refund_no, seen, amount, reply, pieces: Some(pieces), restock })
            }
            (Decision::Yes, DecisionSubject::Order(order_no)) => {
                let (amount, pieces) = (self.sum(lang).ok()?, self.goods.pieces());
                Some(Command::StartRefund { order_no, seen, amount, pieces, reason: reply })
            }
            (Decision::No, DecisionSubject::Refund(refund_no)) => {
                let picture = self.picture.file();
                Some(Command::RejectRefund { refund_no, seen, reply, picture })
            }
            (Decision::No, DecisionSubject::Order(_)) => None,
        }
    }
}

/// What a frame of the dialog led to.
#[derive(PartialEq)]
pub(super) enum DialogOutcome {
    Open,
    Leave,
    Do,
}

/// Draws the dialog, if one is open.
pub(super) fn show(app: &mut App, ui: &Ui, now: Now, acts: &mut Vec<Action>) {
    let hold_secs = app.facts.hold_secs;
    let used_before = app.model.shot.reasons.clone();
    let Some(dialog) = &mut app.pages.dialog else { return };
    let p = theme::of(ui);
    let id = Id::unique("decide");
    let screen = ui.ctx().content_rect();
    let size = egui::AreaState::load(ui.ctx(), id).and_then(|state| state.size).unwrap_or(vec2(WIDTH + 48.0, 420.0));
    let area = Modal::default_area(id).fixed_pos(beside(dialog.pointer, size, screen));
    let modal = Modal::new(id).area(area).frame(theme::dialog(p)).backdrop_color(p.veil);
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        match dialog.answer {
            Decision::Yes => yes(dialog, ui, now.lang, hold_secs),
            Decision::No => no(dialog, &mut app.gallery, ui, now.lang, &used_before, acts),
        }
    });
    let leave = shown.should_close() && !shown.backdrop_response.clicked();
    dialog.shown = true;
    match shown.inner {
        DialogOutcome::Do => {
            dialog.tried = true;
            if let Some(command) = dialog.command(now.lang) {
                acts.push(Action::Shop(command));
                app.pages.dialog = None;
            } else {
                ui.ctx().memory_mut(|memory| memory.request_focus(Id::unique("reply")));
            }
        }
        DialogOutcome::Leave => app.pages.dialog = None,
        DialogOutcome::Open if leave => app.pages.dialog = None,
        DialogOutcome::Open => {}
    }
}

fn yes(dialog: &mut Dialog, ui: &mut Ui, lang: Lang, hold_secs: u32) -> DialogOutcome {
    let p = theme::of(ui);
    let named = dialog.sum(lang).unwrap_or(dialog.most);
    let stays = dialog.left.checked_sub(named).unwrap_or_default();
    scrolled(ui, WIDTH, |ui| {
        widgets::heading(ui, &text::refund_question(lang, named));
        let facts = format!(
            "{}{}{}",
            text::refund_goes_to(lang, &dialog.buyer, stays),
            lang.pick("", " "),
            text::hold_promise(lang, hold_secs)
        );
        ui.add(egui::Label::new(egui::RichText::new(facts).size(theme::BODY).color(p.muted)).wrap());
        ui.add_space(4.0);
        if !dialog.goods.is_empty() && dialog.goods.show(ui, lang) {
            dialog.propose();
        }
        widgets::caption(ui, text::amount(lang));
        ui.horizontal(|ui| {
            widgets::field(ui, Id::unique("amount"), text::amount(lang), "0.00", &mut dialog.amount, 120.0);
            widgets::caption(ui, &text::amount_too_much(lang, dialog.most));
        });
        if let Err(why) = dialog.sum(lang) {
            widgets::sentence(ui, &why, p.danger);
        }
        words::show(dialog, ui, lang, REPLY_MOST, &[]);
        words::preview(ui, lang, named, &dialog.reply, !stays.is_zero());
    });
    let named = dialog.sum(lang);
    let name = text::refund_button(lang, named.clone().unwrap_or(dialog.most));
    let ready = named.is_ok() && dialog.reply_trouble(lang).is_none();
    buttons(ui, (&name, text::cancel(lang)), ButtonKind::Main, ready, Enter::OnTheButton)
}

fn no(
    dialog: &mut Dialog,
    gallery: &mut Gallery,
    ui: &mut Ui,
    lang: Lang,
    used_before: &[String],
    acts: &mut Vec<Action>,
) -> DialogOutcome {
    scrolled(ui, WIDTH, |ui| {
        widgets::heading(ui, &text::reject_question(lang, &dialog.buyer, dialog.most));
        ui.add_space(4.0);
        words::show(dialog, ui, lang, REASON_MOST, used_before);
        ui.add_space(4.0);
        if dialog.picture.show(gallery, ui, lang) {
            acts.push(Action::FileTask(FileTask::ReplyPicture));
        }
    });
    let ready = !dialog.picture.is_coming();
    buttons(ui, (text::reject_now(lang), text::cancel(lang)), ButtonKind::Danger, ready, Enter::InTheFieldToo)
}

/// Everything above the buttons: in a low window it scrolls and they stay in sight.
pub(super) fn scrolled(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    let height = ui.ctx().content_rect().height();
    if height > ROOMY {
        add(ui);
        return;
    }
    let most = (height - AROUND).max(80.0);
    egui::ScrollArea::vertical().id_salt("decision").max_height(most).show(ui, |ui| {
        // The bar stands beside the words.
        ui.set_width(width - 14.0);
        add(ui);
    });
}

/// Where Enter counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Enter {
    /// Only on the button that has the keyboard; it has it until something else is chosen.
    OnTheButton,
    /// In the one field as well: nothing is lost by it, and no money leaves.
    InTheFieldToo,
}

/// The button that does it and the one that leaves, each with its key.
pub(super) fn buttons(
    ui: &mut Ui,
    (name, leave): (&str, &str),
    kind: ButtonKind,
    ready: bool,
    enter: Enter,
) -> DialogOutcome {
    if let Some(words) = typing::hasty(ui.ctx()) {
        widgets::sentence(ui, words, theme::of(ui).warn);
    }
    ui.add_space(10.0);
    let mut outcome = DialogOutcome::Open;
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::MAIN_CONTROL), Sense::hover());
    widgets::at_right(ui, "decide-buttons", row, |ui| {
        if widgets::key_button(ui, ButtonKind::Plain, leave, "Esc", true).clicked() {
            outcome = DialogOutcome::Leave;
        }
        let does = widgets::key_button(ui, kind, name, "Enter", ready);
        if does.clicked() {
            outcome = DialogOutcome::Do;
        }
        // Enter on a button that has the keyboard presses that button, and does nothing else.
        let nobody = ui.ctx().memory(|memory| memory.focused().is_none());
        let free = nobody || ui.ctx().text_edit_focused();
        if enter == Enter::OnTheButton && nobody && ready {
            does.request_focus();
        } else if enter == Enter::InTheFieldToo
            && outcome == DialogOutcome::Open
            && ready
            && free
            && fresh_key(ui, Key::Enter)
        {
            outcome = DialogOutcome::Do;
        }
    });
    outcome
}
