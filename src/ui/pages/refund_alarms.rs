//! What the owner has to know of refunds: a card that stays until it was seen.

use crate::{
    domain::RefundAlarm,
    jobs::Command,
    store::RefundAlarmRow,
    ui::{
        action::Action,
        text, theme,
        widgets::{self, ButtonKind, Now},
    },
};
use egui::Ui;

/// One card for each. `leads`: with the way to the refund.
pub(super) fn show(
    ui: &mut Ui,
    now: Now,
    alarms: &[RefundAlarmRow],
    (leads, busy): (bool, bool),
    acts: &mut Vec<Action>,
) {
    for (at, alarm) in alarms.iter().enumerate() {
        ui.push_id((alarm.refund_no.as_str(), at), |ui| card(ui, now, alarm, (leads, busy), acts));
    }
}

fn card(ui: &mut Ui, now: Now, alarm: &RefundAlarmRow, (leads, busy): (bool, bool), acts: &mut Vec<Action>) {
    let (lang, p) = (now.lang, theme::of(ui));
    theme::card(p).fill(p.danger_bg).inner_margin(12).show(ui, |ui| {
        ui.set_width(ui.available_width());
        widgets::sentence(ui, text::alarm_word(lang, alarm.kind), p.danger);
        widgets::sentence(ui, &text::alarm_sentence(lang, alarm), p.text);
        widgets::caption(ui, &format!("{} · {}", alarm.refund_no, text::moment(lang, alarm.raised_at, now.at)))
            .on_hover_text(text::moment_exact(alarm.raised_at));
        ui.horizontal_wrapped(|ui| {
            if widgets::button(ui, ButtonKind::Plain, text::alarm_seen(lang), !busy).clicked() {
                acts.push(Action::Shop(Command::AcknowledgeRefund(alarm.refund_no.clone())));
            }
            // What cannot be true has no row of its own yet.
            let there = leads && alarm.kind != RefundAlarm::Misfit;
            if there && widgets::link(ui, text::alarm_open(lang), theme::SMALL).clicked() {
                acts.push(Action::OpenRefund(alarm.refund_no.clone()));
            }
        });
    });
}
