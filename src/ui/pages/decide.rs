//! The two dialogs that decide a refund. They name the sum, whom it goes to, what stays, what the buyer will read and how
//! long it can be taken back; Enter does it, Esc leaves; they never open under the pointer.

use super::fresh_key;
use crate::{
    domain::{Fen, RefundNo},
    jobs::Command,
    store::RefundDetail,
    ui::{
        app::{Action, App},
        text,
        text::Lang,
        theme,
        widgets::{self, Kind, Now},
    },
};
use eframe::egui::{self, Align, Id, Key, Layout, Modal, Pos2, Rect, Ui, Vec2, vec2};

/// What the buyer may read at WeChat, characters.
const REPLY_MOST: usize = 80;
/// A no may be longer.
const REASON_MOST: usize = 200;
const WIDTH: f32 = 460.0;
/// How far from the pointer a dialog keeps.
const CLEAR: f32 = 16.0;
/// How far from the window's edge.
const EDGE: f32 = 8.0;

/// What is being decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
}

/// An open dialog.
pub(in crate::ui) struct Dialog {
    answer: Answer,
    refund_no: RefundNo,
    seen: u32,
    buyer: String,
    /// What was asked for, as far as it is left.
    most: Fen,
    left: Fen,
    amount: String,
    reply: String,
    tried: bool,
    shown: bool,
    /// Where the pointer was when it opened.
    pointer: Option<Pos2>,
}

impl Dialog {
    /// Yes, about this picture of the refund.
    pub fn approve(detail: &RefundDetail, lang: Lang, ui: &Ui) -> Self {
        let left = detail.refundable.left();
        let most = detail.row.amount.min(left);
        Self {
            amount: most.to_yuan(),
            reply: text::reply_agreed(lang).to_owned(),
            ..Self::new(Answer::Yes, detail, ui)
        }
    }

    /// No.
    pub fn reject(detail: &RefundDetail, ui: &Ui) -> Self {
        Self::new(Answer::No, detail, ui)
    }

    fn new(answer: Answer, detail: &RefundDetail, ui: &Ui) -> Self {
        let left = detail.refundable.left();
        Self {
            answer,
            refund_no: detail.row.refund_no.clone(),
            seen: detail.row.version,
            buyer: detail.row.buyer.clone(),
            most: detail.row.amount.min(left),
            left,
            amount: String::new(),
            reply: String::new(),
            tried: false,
            shown: false,
            pointer: ui.ctx().pointer_latest_pos(),
        }
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

    fn reply_trouble(&self, lang: Lang) -> Option<String> {
        let (empty, most) = match self.answer {
            Answer::Yes => (text::reply_empty(lang), REPLY_MOST),
            Answer::No => (text::reason_needed(lang), REASON_MOST),
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
        if self.reply_trouble(lang).is_some() {
            return None;
        }
        let (refund_no, seen, reply) = (self.refund_no.clone(), self.seen, self.reply.trim().to_owned());
        match self.answer {
            Answer::Yes => self.sum(lang).ok().map(|amount| Command::ApproveRefund {
                refund_no,
                seen,
                amount,
                reply,
                restock: Vec::new(),
            }),
            Answer::No => Some(Command::RejectRefund { refund_no, seen, reply }),
        }
    }
}

/// What a frame of the dialog led to.
#[derive(PartialEq)]
pub(super) enum Outcome {
    Open,
    Leave,
    Do,
}

/// Draws the dialog, if one is open.
pub(super) fn show(app: &mut App, ui: &Ui, now: Now, acts: &mut Vec<Action>) {
    let hold_secs = app.facts.hold_secs;
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
            Answer::Yes => yes(dialog, ui, now.lang, hold_secs),
            Answer::No => no(dialog, ui, now.lang),
        }
    });
    let leave = shown.should_close() && !shown.backdrop_response.clicked();
    dialog.shown = true;
    match shown.inner {
        Outcome::Do => {
            dialog.tried = true;
            if let Some(command) = dialog.command(now.lang) {
                acts.push(Action::Shop(command));
                app.pages.dialog = None;
            } else {
                ui.ctx().memory_mut(|memory| memory.request_focus(Id::unique("reply")));
            }
        }
        Outcome::Leave => app.pages.dialog = None,
        Outcome::Open if leave => app.pages.dialog = None,
        Outcome::Open => {}
    }
}

/// The middle of the window, or beside the pointer where the middle would lie under it. In a window too small for that,
/// the pointer rests on the headline: never on the buttons.
pub(super) fn beside(pointer: Option<Pos2>, size: Vec2, screen: Rect) -> Pos2 {
    let middle = screen.center() - size / 2.0;
    let Some(pointer) = pointer else { return middle };
    let inside = screen.shrink(EDGE);
    let clear = |at: Pos2| !Rect::from_min_size(at, size).expand(CLEAR).contains(pointer);
    let fits = |at: Pos2| inside.contains_rect(Rect::from_min_size(at, size));
    let (right, bottom) = (inside.right() - size.x, inside.bottom() - size.y);
    let places = [
        middle,
        Pos2::new(middle.x, pointer.y - size.y - CLEAR * 1.5),
        Pos2::new(middle.x, pointer.y + CLEAR * 1.5),
        Pos2::new(pointer.x + CLEAR * 1.5, middle.y),
        Pos2::new(pointer.x - size.x - CLEAR * 1.5, middle.y),
        Pos2::new(inside.left(), bottom),
        Pos2::new(right, bottom),
        Pos2::new(inside.left(), inside.top()),
        Pos2::new(right, inside.top()),
    ];
    let headline = Pos2::new(middle.x, bottom.max(inside.top()));
    places.into_iter().find(|&at| clear(at) && fits(at)).unwrap_or(headline)
}

fn yes(dialog: &mut Dialog, ui: &mut Ui, lang: Lang, hold_secs: u32) -> Outcome {
    let p = theme::of(ui);
    let sum = dialog.sum(lang);
    let named = sum.clone().unwrap_or(dialog.most);
    widgets::heading(ui, &text::refund_question(lang, named));
    let stays = dialog.left.checked_sub(named).unwrap_or_default();
    let facts = format!(
        "{}{}{}",
        text::refund_goes_to(lang, &dialog.buyer, stays),
        lang.pick("", " "),
        text::hold_promise(lang, hold_secs)
    );
    ui.add(egui::Label::new(egui::RichText::new(facts).size(theme::BODY).color(p.muted)).wrap());
    ui.add_space(4.0);
    widgets::caption(ui, text::amount(lang));
    ui.horizontal(|ui| {
        widgets::field(ui, Id::unique("amount"), text::amount(lang), "0.00", &mut dialog.amount, 120.0);
        widgets::caption(ui, &text::amount_too_much(lang, dialog.most));
    });
    if let Err(why) = &sum {
        widgets::sentence(ui, why, p.danger);
    }
    reply(dialog, ui, lang, REPLY_MOST, &[text::reply_agreed, text::reply_damaged, text::reply_missing]);
    let name = text::refund_button(lang, named);
    let ready = sum.is_ok() && dialog.reply_trouble(lang).is_none();
    buttons(ui, (&name, text::cancel(lang)), Kind::Main, ready)
}

fn no(dialog: &mut Dialog, ui: &mut Ui, lang: Lang) -> Outcome {
    widgets::heading(ui, &text::reject_question(lang, &dialog.buyer, dialog.most));
    ui.add_space(4.0);
    let ready = [text::reject_shipped, text::reject_used, text::reject_evidence, text::reject_agreed];
    reply(dialog, ui, lang, REASON_MOST, &ready);
    buttons(ui, (text::reject_now(lang), text::cancel(lang)), Kind::Danger, true)
}

type Word = fn(Lang) -> &'static str;

/// What the buyer reads: own words, or ready-made ones.
fn reply(dialog: &mut Dialog, ui: &mut Ui, lang: Lang, most: usize, ready: &[Word]) {
    let p = theme::of(ui);
    ui.horizontal(|ui| {
        widgets::caption(ui, text::your_reply(lang));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let used = dialog.reply.trim().chars().count();
            let ink = if used > most { p.danger } else { p.faint };
            ui.label(egui::RichText::new(text::used_of(used, most)).size(theme::CAPTION).color(ink));
        });
    });
    let field = widgets::field(ui, Id::unique("reply"), text::your_reply(lang), "", &mut dialog.reply, WIDTH);
    if dialog.answer == Answer::No && !dialog.shown {
        field.request_focus();
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        ui.spacing_mut().interact_size.y = 20.0;
        ui.horizontal_wrapped(|ui| {
            for word in ready {
                if widgets::suggestion(ui, word(lang), dialog.reply.trim() == word(lang)) {
                    word(lang).clone_into(&mut dialog.reply);
                }
            }
        });
    });
    if let Some(why) = dialog.reply_trouble(lang).filter(|_| dialog.tried || dialog.answer == Answer::Yes) {
        widgets::sentence(ui, &why, p.danger);
    }
}

/// The button that does it and the one that leaves, each with its key.
pub(super) fn buttons(ui: &mut Ui, (name, leave): (&str, &str), kind: Kind, ready: bool) -> Outcome {
    ui.add_space(10.0);
    let mut outcome = Outcome::Open;
    let mut on_cancel = false;
    ui.allocate_ui_with_layout(vec2(WIDTH, theme::MAIN_CONTROL), Layout::right_to_left(Align::Center), |ui| {
        if widgets::key_button(ui, kind, name, "Enter", ready).clicked() {
            outcome = Outcome::Do;
        }
        let cancel = widgets::key_button(ui, Kind::Plain, leave, "Esc", true);
        on_cancel = cancel.has_focus();
        if cancel.clicked() {
            outcome = Outcome::Leave;
        }
    });
    if outcome == Outcome::Open && ready && !on_cancel && fresh_key(ui, Key::Enter) {
        outcome = Outcome::Do;
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::pos2;

    #[test]
    fn a_dialog_never_opens_with_its_buttons_under_the_pointer() {
        for (width, height) in [(960.0, 600.0), (1280.0, 800.0), (1920.0, 1080.0)] {
            let screen = Rect::from_min_size(Pos2::ZERO, vec2(width, height));
            let size = vec2(508.0, 380.0);
            for x in (0..width as i32).step_by(20) {
                for y in (0..height as i32).step_by(20) {
                    let pointer = pos2(x as f32, y as f32);
                    let at = beside(Some(pointer), size, screen);
                    let place = Rect::from_min_size(at, size);
                    assert!(screen.contains_rect(place), "{pointer:?} {place:?}");
                    let buttons = place.with_min_y(place.bottom() - 80.0).expand(CLEAR);
                    assert!(!buttons.contains(pointer), "{pointer:?} lies on the buttons of {place:?}");
                    let roomy = width > 1200.0;
                    assert!(!roomy || !place.contains(pointer), "{pointer:?} lies under {place:?}");
                }
            }
        }
    }
}
