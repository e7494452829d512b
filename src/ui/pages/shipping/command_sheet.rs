//! Before the sheet of scan commands is printed: what it is, and that it is about packing only.

use crate::ui::{
    action::Action,
    file_tasks::FileTask,
    pages::decide::{DialogOutcome, Enter, beside, buttons, scrolled},
    screen::Screen,
    text, theme, widgets,
};
use egui::{self, Id, Modal, Pos2, Ui, vec2};

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
    let (lang, p) = (screen.now.lang, theme::of(ui));
    let id = Id::unique("command-sheet");
    let room = ui.ctx().content_rect();
    let size = egui::AreaState::load(ui.ctx(), id).and_then(|state| state.size).unwrap_or(vec2(WIDTH + 48.0, 240.0));
    let area = Modal::default_area(id).fixed_pos(beside(asked.pointer, size, room));
    let modal = Modal::new(id).area(area).frame(theme::dialog(p)).backdrop_color(p.veil);
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
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
