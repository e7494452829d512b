//! The way to this computer, in an owner's words: one chip for each program that can make it, and fields for what only the
//! owner knows. No command is written by hand unless it is one nobody foresaw.

use super::{
    form::SettingsForm,
    form_fields::{Check, check_line, id_of, text_field, words_field},
    tunnel_look::TunnelLook,
};
use crate::{
    settings::SettingKey,
    tunnel::{TunnelTemplate, templates},
    ui::{file_tasks::FileTask, text, text::Lang, widgets},
};
use egui::{Id, Ui, vec2};

const BY_PROGRAM: &str = "command";
const BY_HAND: &str = "manual";

/// The fields. The task, if the program of the chosen way has to be looked for.
pub(in crate::ui) fn show(form: &mut SettingsForm, look: &mut TunnelLook, ui: &mut Ui, lang: Lang) -> Option<FileTask> {
    let ours = form.words(SettingKey::TunnelKind) == BY_PROGRAM;
    let command = parts(form);
    let chosen = templates().iter().position(|template| blanks(template, &command).is_some()).filter(|_| ours);
    let nowhere = !ours && form.words(SettingKey::PublicUrl).trim().is_empty();
    choose_way(form, (ours, chosen, nowhere), ui, lang);
    let mut wish = None;
    if let Some(template) = chosen.and_then(|at| templates().get(at)) {
        widgets::muted(ui, lang.pick(template.help_zh, template.help_en));
        wish = template.command.first().and_then(|program| look.show(program, ui, lang));
        own_words(form, ui, template, &command, lang);
    } else if ours {
        text_field(form, ui, lang, SettingKey::TunnelCommand);
    } else if nowhere {
        check_line(ui, &Check::Good(text::tunnel_none_works(lang).to_owned()));
        check_line(ui, &Check::Odd(text::tunnel_none_not(lang).to_owned()));
    } else {
        widgets::muted(ui, text::tunnel_by_hand_means(lang));
    }
    let wrong = form.wrong(SettingKey::TunnelCommand).filter(|_| ours && chosen.is_some());
    if let Some(reason) = wrong {
        let words = text::setting_wrong(lang, reason);
        check_line(ui, &Check::Wrong(words));
    }
    text_field(form, ui, lang, SettingKey::PublicUrl);
    widgets::caption(ui, text::tunnel_honest(lang));
    wish
}

/// The ways to choose from; which one is chosen follows from what stands in the file.
fn choose_way(form: &mut SettingsForm, (ours, chosen, nowhere): (bool, Option<usize>, bool), ui: &mut Ui, lang: Lang) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        ui.spacing_mut().interact_size.y = 20.0;
        ui.horizontal_wrapped(|ui| {
            for (at, template) in templates().iter().enumerate() {
                let name = text::tunnel_way(lang, template.name).unwrap_or(template.name);
                if widgets::suggestion(ui, name, chosen == Some(at)) {
                    put(form, template.command.iter().map(|part| (*part).to_owned()).collect());
                    form.put(SettingKey::TunnelKind, BY_PROGRAM.to_owned());
                }
            }
            if widgets::suggestion(ui, text::tunnel_by_hand(lang), !ours && !nowhere) {
                form.put(SettingKey::TunnelKind, BY_HAND.to_owned());
                // Its address is all there is to say of it.
                ui.ctx().memory_mut(|memory| memory.request_focus(id_of(SettingKey::PublicUrl)));
            }
            if widgets::suggestion(ui, text::tunnel_none(lang), nowhere) {
                form.put(SettingKey::TunnelKind, BY_HAND.to_owned());
                form.put(SettingKey::PublicUrl, String::new());
            }
        });
    });
}

/// A field for each part only the owner knows.
fn own_words(form: &mut SettingsForm, ui: &mut Ui, template: &TunnelTemplate, command: &[String], lang: Lang) {
    let Some(mut filled) = blanks(template, command) else { return };
    let mut changed = false;
    for (at, (blank, words)) in filled.iter_mut().enumerate() {
        let bare = blank.trim_matches(['<', '>']);
        let name = text::tunnel_blank(lang, bare).unwrap_or(bare).to_owned();
        let mut shown = if words == blank { String::new() } else { words.clone() };
        if words_field(ui, Id::unique(("tunnel", template.name, at)), &name, &mut shown, &Check::Silent) {
            *words = if shown.trim().is_empty() { blank.clone() } else { shown.trim().to_owned() };
            changed = true;
        }
    }
    if changed {
        let mut filled = filled.into_iter();
        let whole = template.command.iter().map(|part| match blank_of(part) {
            Some((before, _, after)) => {
                let words = filled.next().map(|(_, words)| words).unwrap_or_default();
                format!("{before}{words}{after}")
            }
            None => (*part).to_owned(),
        });
        put(form, whole.collect());
    }
}

fn parts(form: &SettingsForm) -> Vec<String> {
    match form.value(SettingKey::TunnelCommand) {
        crate::settings::SettingValue::Words(parts) => parts,
        _ => Vec::new(),
    }
}

fn put(form: &mut SettingsForm, command: Vec<String>) {
    form.put(SettingKey::TunnelCommand, crate::settings::SettingValue::Words(command).words());
}

/// What stands before the blank of a part, the blank, and what stands behind it.
fn blank_of(part: &str) -> Option<(&str, &str, &str)> {
    let (from, to) = (part.find('<')?, part.find('>')?);
    Some((part.get(..from)?, part.get(from..=to)?, part.get(to + 1..)?))
}

/// The blanks of a template with what stands in their place in this command; `None` where it is another command.
fn blanks(template: &TunnelTemplate, command: &[String]) -> Option<Vec<(String, String)>> {
    if template.command.len() != command.len() {
        return None;
    }
    let mut found = Vec::new();
    for (part, written) in template.command.iter().zip(command) {
        match blank_of(part) {
            Some((before, blank, after)) => {
                let words = written.strip_prefix(before)?.strip_suffix(after)?;
                found.push((blank.to_owned(), words.to_owned()));
            }
            None if part == written => {}
            None => return None,
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_taken_apart_into_what_only_the_owner_knows() {
        let ssh = templates().first().expect("ssh");
        let mut command: Vec<String> = ssh.command.iter().map(|part| (*part).to_owned()).collect();
        assert_eq!(blanks(ssh, &command).map(|found| found.len()), Some(2));
        *command.last_mut().expect("a part") = "me@shop.example.com".to_owned();
        let found = blanks(ssh, &command).expect("still ssh");
        assert_eq!(found[1], ("<user@shop.example.com>".to_owned(), "me@shop.example.com".to_owned()));
        command[0] = "autossh".to_owned();
        assert_eq!(blanks(ssh, &command), None);
    }
}
