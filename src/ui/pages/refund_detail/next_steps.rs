//! The owner's ways on with a refund whose end is not in the shop's hands.

use crate::{
    domain::{OperatorAction, OrderState, RefundOrigin, RefundState, RefundTrouble},
    jobs::Command,
    store::{RefundDetail, RefundWish},
    ui::{
        action::Question,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Now},
    },
};
use egui::Ui;

/// As links under the sentence; a press asks first.
pub(super) fn show(ui: &mut Ui, screen: &Screen<'_>, detail: &RefundDetail, busy: bool) -> Option<Question> {
    let (now, lang) = (screen.now, screen.now.lang);
    let wishes: Vec<(RefundWish, &str)> = [
        (RefundWish::SetAside, text::set_aside(lang)),
        (RefundWish::SendAgain, text::send_again(lang)),
        (RefundWish::Vouch, text::vouch(lang)),
    ]
    .into_iter()
    .filter(|(wish, _)| may(detail, *wish) && is_theirs(screen, detail, *wish))
    .collect();
    if busy || wishes.is_empty() {
        return None;
    }
    let mut question = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        widgets::muted(ui, text::next_steps(lang));
        for (wish, name) in wishes {
            if widgets::link(ui, name, theme::SMALL).clicked() {
                question = Some(ask(ui, now, detail, wish));
            }
        }
    });
    question
}

/// Money that is sent again is a refund that is given; what ends one in WeChat's place is the owner's.
fn is_theirs(screen: &Screen<'_>, detail: &RefundDetail, wish: RefundWish) -> bool {
    match wish {
        RefundWish::SendAlso | RefundWish::SendAgain => {
            screen.permits(OperatorAction::GiveRefund, detail.row.amount).is_ok()
        }
        RefundWish::SetAside | RefundWish::Vouch => screen.may(OperatorAction::SettleRefund),
    }
}

/// Where each way leads on: only where WeChat's word does not come by itself soon.
fn may(detail: &RefundDetail, wish: RefundWish) -> bool {
    let row = &detail.row;
    let lost = row.state == RefundState::Processing && row.trouble.as_ref().is_some_and(RefundTrouble::is_not_there);
    let doubtful = row.state == RefundState::InDoubt || lost;
    match wish {
        RefundWish::SendAlso => row.paused,
        RefundWish::SetAside => {
            // What goes back of a second payment holds no goods.
            let holds_goods = row.transaction_id.is_none() && detail.order_state == OrderState::ToShip;
            row.state.waits_for_wechat() && !row.set_aside && holds_goods
        }
        // With another merchant's keys it is not sent.
        RefundWish::SendAgain => doubtful && row.origin != RefundOrigin::Platform && detail.held_for.is_none(),
        RefundWish::Vouch => doubtful,
    }
}

/// The question before the way is taken.
fn ask(ui: &Ui, now: Now, detail: &RefundDetail, wish: RefundWish) -> Question {
    let lang = now.lang;
    let (title, button, means) = match wish {
        RefundWish::SetAside => {
            (text::set_aside_question(lang), text::set_aside_now(lang), text::set_aside_means(lang))
        }
        RefundWish::SendAgain => {
            (text::send_again_question(lang), text::send_again_now(lang), text::send_again_means(lang))
        }
        RefundWish::Vouch => (text::vouch_question(lang), text::vouch_now(lang), text::vouch_means(lang)),
        RefundWish::SendAlso => return ask_send_also(ui, now, detail),
    };
    question(ui, now, detail, title.to_owned(), (button, means), wish)
}

/// The question before a refund leaves that waited for another look.
pub(super) fn ask_send_also(ui: &Ui, now: Now, detail: &RefundDetail) -> Question {
    let (lang, row) = (now.lang, &detail.row);
    let title = text::send_also_question(lang, row.amount, &row.refund_no);
    let words = (text::send_also_now(lang), text::send_also_means(lang));
    question(ui, now, detail, title, words, RefundWish::SendAlso)
}

fn question(
    ui: &Ui,
    now: Now,
    detail: &RefundDetail,
    title: String,
    (button, means): (&'static str, &'static str),
    wish: RefundWish,
) -> Question {
    let row = &detail.row;
    let command = Command::WishRefund { refund_no: row.refund_no.clone(), seen: row.version, wish };
    Question::new(ui, title, (button, text::cancel(now.lang)), ButtonKind::Danger, command).fact(means)
}
