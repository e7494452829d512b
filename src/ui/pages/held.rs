//! What stands still: payments of another merchant, and those WeChat announced and denies since.

use crate::{
    domain::{MchId, OperatorAction, OrderState},
    jobs::Command,
    store::{NOES_TOLD, OrderDetail},
    ui::{
        action::Question,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Now},
    },
};
use egui::{self, Ui};

/// Whose it is, where it is another merchant's, and what to do about it.
pub(super) fn show(ui: &mut Ui, now: Now, held_for: Option<&MchId>) {
    let Some(mch_id) = held_for else { return };
    card(ui, text::held_title(now.lang), &text::held_means(now.lang, mch_id));
}

/// A payment that was announced and is denied: what that means, and the way out. Gives the question, once the owner wants
/// to close the order.
pub(super) fn unconfirmed(screen: &Screen<'_>, ui: &mut Ui, detail: &OrderDetail, busy: bool) -> Option<Question> {
    let (now, lang) = (screen.now, screen.now.lang);
    let denied = detail.row.state == OrderState::Confirming && detail.noes >= NOES_TOLD;
    if !denied || detail.held_for.is_some() {
        return None;
    }
    card(ui, text::unconfirmed_title(lang), text::unconfirmed_means(lang));
    if detail.cancel_wished {
        widgets::muted(ui, text::cancel_wished(lang));
        return None;
    }
    let why_not = screen.not_theirs(OperatorAction::CancelOrder);
    let close = widgets::button(ui, ButtonKind::Danger, text::close_unconfirmed(lang), !busy && why_not.is_none());
    widgets::greyed_because(close, why_not).clicked().then(|| ask(ui, now, detail))
}

fn ask(ui: &Ui, now: Now, detail: &OrderDetail) -> Question {
    let order_no = detail.row.key.order_no.clone();
    let title = text::close_unconfirmed_question(now.lang, &order_no);
    let wish = Command::CancelOrder { order_no, seen: detail.version };
    let buttons = (text::close_unconfirmed_now(now.lang), text::keep_order(now.lang));
    Question::new(ui, title, buttons, ButtonKind::Danger, wish).fact(text::close_unconfirmed_means(now.lang))
}

fn card(ui: &mut Ui, title: &str, sentence: &str) {
    let p = theme::of(ui);
    theme::card(p).fill(p.warn_bg).inner_margin(12).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(egui::RichText::new(title).font(theme::bold(theme::BODY)).color(p.warn));
        widgets::sentence(ui, sentence, p.text);
    });
}
