//! The test order of one fen, for a shop that is open already.

use super::card::card;
use crate::ui::{
    TestOrder, TestOrderStep,
    action::Action,
    file_tasks::FileTask,
    pages::test_order::TestOrderPanel,
    text::{self, Lang},
    widgets::{self, ButtonKind},
};
use egui::Ui;

/// The card. It is looked at once, and then while it is under way.
pub(super) fn show(panel: &mut TestOrderPanel, ui: &mut Ui, lang: Lang, acts: &mut Vec<Action>) {
    let mut step = None;
    card(ui, text::proof_title(lang), |ui| {
        if !panel.known {
            widgets::muted(ui, text::reading_title(lang));
            return;
        }
        step = panel.show(ui, lang);
        if panel.view.far == TestOrder::Refunded {
            let code = widgets::button(ui, ButtonKind::Plain, text::proof_code(lang), true);
            step = code.clicked().then_some(TestOrderStep::Code).or(step);
        }
    });
    if step.is_none() && (!panel.known || panel.is_under_way()) && panel.is_due(ui.ctx()) {
        step = Some(TestOrderStep::Look);
    }
    if let Some(step) = step {
        panel.asks(step);
        acts.push(Action::FileTask(FileTask::TestOrder(step)));
    }
}
