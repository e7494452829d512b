//! Whether the program of the chosen way is on this computer: looked for once, and again when the owner says so.

use super::form_fields::{Check, check_line};
use crate::{
    tunnel::InstalledProgram,
    ui::{
        file_tasks::FileTask,
        text::{self, Lang},
        widgets,
    },
};
use egui::Ui;
use std::collections::BTreeMap;

/// How far the look for a program is.
#[derive(Debug)]
enum ProgramLook {
    Looking,
    Here(InstalledProgram),
    Gone,
}

/// What was found, by the program's name.
#[derive(Debug, Default)]
pub(in crate::ui) struct TunnelLook(BTreeMap<String, ProgramLook>);

impl TunnelLook {
    /// What came of it.
    pub fn found(&mut self, program: String, found: Option<InstalledProgram>) {
        self.0.insert(program, found.map_or(ProgramLook::Gone, ProgramLook::Here));
    }

    /// A line about the program; the task, if it has to be looked for.
    pub(super) fn show(&mut self, program: &str, ui: &mut Ui, lang: Lang) -> Option<FileTask> {
        let wanted = match self.0.get(program) {
            None => true,
            Some(ProgramLook::Looking) => false,
            Some(ProgramLook::Here(found)) => {
                let place = || found.path.display().to_string();
                let version = found.version.clone().unwrap_or_else(place);
                check_line(ui, &Check::Good(text::tunnel_program_here(lang, program, &version)));
                false
            }
            Some(ProgramLook::Gone) => {
                check_line(ui, &Check::Wrong(text::tunnel_program_gone(lang, program)));
                widgets::row_button(ui, text::tunnel_look_again(lang), None).clicked()
            }
        };
        wanted.then(|| {
            self.0.insert(program.to_owned(), ProgramLook::Looking);
            FileTask::FindTunnelProgram(program.to_owned())
        })
    }
}
