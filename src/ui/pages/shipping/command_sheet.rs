//! Before the sheet of scan commands is printed: what it is, and that it is about packing only.

use crate::ui::{
    action::Action,
    file_tasks::FileTask,
    pages::decide::{DialogOutcome, Enter, buttons, modal_beside, scrolled},
    screen::Screen,
    text, theme, widgets,
};
use egui::{self, Id, Pos2, Ui};

const WIDTH: f32 = 460.0;

/// The open question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::ui) struct CommandSheetQuestion {
    /// It must not open under the pointer, which is here.
    pub pointer: Option<Pos2>,
}

/// Draws it, if it is open.
pub(in crate::ui::pages) fn show(
    open: &mut Option<CommandSheetQuestion>,
    ui: &Ui,
    screen: &Screen<'_>,
    acts: &mut Vec<Action>,
) {
    let Some(asked) = *open else { return };
    let lang = screen.now.lang;
    let shown = modal_beside(ui, Id::unique("command-sheet"), asked.pointer, (WIDTH, 240.0), |ui| {
        let mut save = false;
        scrolled(ui, WIDTH, |ui| {
            widgets::heading(ui, text::command_sheet_title(lang));
            widgets::muted(ui, text::command_sheet_means(lang));
            widgets::muted(ui, text::command_sheet_safe(lang));
            ui.add_space(4.0);
            save = widgets::link(ui, text::slips_save_instead(lang), theme::SMALL).clicked();
        });
        let names = (text::slips_print_now(lang), text::slips_print_not(lang));
        (buttons(ui, names, widgets::ButtonKind::Main, true, Enter::OnTheButton), save)
    });
    let left = shown.should_close() && !shown.backdrop_response.clicked();
    let (outcome, save) = shown.inner;
    if save || outcome == DialogOutcome::Do {
        // Whoever packs reads it, in the shop's own language.
        let sheet = text::command_sheet(screen.facts.buyers_lang(), &screen.facts.shop_name);
        acts.push(Action::FileTask(FileTask::CommandSheet { sheet, print: !save, lang }));
        *open = None;
    } else if outcome == DialogOutcome::Leave || left {
        *open = None;
    }
}
