//! Where a decided refund stands, what the owner can do about it, and its numbers.

use crate::{
    domain::{Api, RefundOrigin, RefundState, RefundTrouble},
    jobs::Command,
    store::RefundDetail,
    ui::{
        action::{Action, Question},
        text, theme,
        widgets::{self, ButtonKind, Now},
    },
};
use egui::{Stroke, Ui};

/// The card with the state's sentence.
pub(super) fn show(ui: &mut Ui, now: Now, detail: &RefundDetail, acts: &mut Vec<Action>) {
    let (lang, p) = (now.lang, theme::of(ui));
    let row = &detail.row;
    let (fill, ink) = match row.state {
        RefundState::InDoubt | RefundState::WaitingForMoney | RefundState::Stuck | RefundState::Failed => {
            (p.warn_bg, p.warn)
        }
        RefundState::Refunded | RefundState::Rejected => (p.raised, p.muted),
        // Approved, and something keeps it here.
        RefundState::Approved if row.paused || row.trouble.is_some() => (p.warn_bg, p.warn),
        _ => (p.info_bg, p.info),
    };
    ui.add_space(4.0);
    theme::card(p).fill(fill).stroke(Stroke::NONE).inner_margin(12).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let held = detail.held_for.is_some() && !row.state.is_final();
        widgets::sentence(ui, if held { text::held_refund_stands(lang) } else { meaning(now, detail) }, ink);
        if row.state == RefundState::Refunded {
            let arrived = text::refunded_at(lang, detail.refunded_at, &detail.account, now.at);
            widgets::sentence(ui, &arrived, p.text);
        }
        if !held && matches!(row.state, RefundState::Processing | RefundState::InDoubt) {
            widgets::caption(ui, &text::next_look(lang, row.next_at, now.at));
        }
        renewal(ui, now, detail, acts);
        // The first two states say themselves what to do. In the other two the call that did not leave was a question: the
        // refund itself may have.
        let told = match row.state {
            RefundState::WaitingForMoney | RefundState::Stuck => true,
            // Accepted before and unknown now: the alarm says it.
            RefundState::Processing if row.trouble.as_ref().is_some_and(RefundTrouble::is_not_there) => true,
            RefundState::InDoubt | RefundState::Processing => matches!(row.trouble, Some(RefundTrouble::NotSent(_))),
            _ => false,
        };
        let trouble = row.trouble.as_ref();
        if let Some(sentence) = trouble.and_then(|trouble| text::refund_trouble(lang, trouble)).filter(|_| !told) {
            widgets::sentence(ui, &sentence, p.text);
        }
        if row.state == RefundState::Stuck {
            for step in text::stuck_steps(lang) {
                widgets::sentence(ui, step, p.text);
            }
            if !held && detail.api == Api::V3 {
                widgets::sentence(ui, text::payout_hint(lang), p.text);
            }
        }
        if let Some(trouble) = trouble {
            widgets::caption(
                ui,
                &text::refund_technical(lang, &text::refund_reason(lang, trouble), &trouble.to_string()),
            );
        }
    });
}

fn meaning(now: Now, detail: &RefundDetail) -> &'static str {
    match (detail.row.state, detail.row.origin) {
        (RefundState::Rejected, RefundOrigin::Owner) => text::withdrawn(now.lang),
        (RefundState::Approved, _) if detail.row.paused => text::paused_means(now.lang),
        (_, RefundOrigin::Platform) => text::from_platform(now.lang),
        (state, _) => text::refund_meaning(now.lang, state),
    }
}

/// Where it goes on, or where it came from: a press leads there.
fn renewal(ui: &mut Ui, now: Now, detail: &RefundDetail, acts: &mut Vec<Action>) {
    let old = detail.renews.as_ref().map(|old| (text::renews(now.lang, old), old));
    let new = detail.renewed_as.as_ref().map(|new| (text::renewed_as(now.lang, new), new));
    for (words, number) in [old, new].into_iter().flatten() {
        if widgets::link(ui, &words, theme::SMALL).clicked() {
            acts.push(Action::OpenRefund(number.clone()));
        }
    }
}

/// True where the owner may send the same money once more under a new number.
pub(super) fn may_renew(detail: &RefundDetail) -> bool {
    let ours = detail.row.origin != RefundOrigin::Platform;
    ours && detail.held_for.is_none() && detail.row.state.can_be_renewed() && detail.renewed_as.is_none()
}

/// The question before that: why it cannot pay twice, and when it could.
pub(super) fn ask_renew(ui: &Ui, now: Now, hold_secs: u32, detail: &RefundDetail) -> Question {
    let row = &detail.row;
    let wish = Command::RenewRefund { refund_no: row.refund_no.clone(), seen: row.version };
    let name = text::renew_now(now.lang);
    Question::new(
        ui,
        text::renew_question(now.lang, row.amount),
        (name, text::cancel(now.lang)),
        ButtonKind::Main,
        wish,
    )
    .fact(&text::renew_promise(now.lang, &row.refund_no))
    .fact(&text::hold_promise(now.lang, hold_secs))
}

/// The question before a refund goes on that waited for the balance.
pub(super) fn ask_continue(ui: &Ui, now: Now, detail: &RefundDetail) -> Question {
    let row = &detail.row;
    let wish = Command::ContinueRefund { refund_no: row.refund_no.clone() };
    let buttons = (text::continue_refund(now.lang), text::cancel(now.lang));
    Question::new(ui, text::continue_question(now.lang, row.amount), buttons, ButtonKind::Main, wish)
        .fact(text::continue_means(now.lang))
}

/// Our number and WeChat's, to be looked up on WeChat's platform.
pub(super) fn numbers(ui: &mut Ui, now: Now, detail: &RefundDetail, acts: &mut Vec<Action>) {
    let theirs = detail.refund_id.as_ref().map(|id| (text::wechat_refund_no(now.lang), id.as_str()));
    let ours = (text::our_refund_no(now.lang), detail.row.refund_no.as_str());
    for (name, number) in std::iter::once(ours).chain(theirs) {
        ui.horizontal(|ui| {
            widgets::caption(ui, name);
            widgets::muted(ui, number);
            if widgets::copy_button(ui, &format!("{} {name}", text::copy(now.lang)), number) {
                acts.push(Action::Copied);
            }
        });
    }
}
