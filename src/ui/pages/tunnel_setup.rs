//! How to make this computer reachable: the programs that can, with the settings lines ready to copy.

use super::{link_card::copied_fact, tunnel_card::code};
use crate::ui::{
    action::Action,
    screen::Screen,
    text, theme,
    widgets::{self, ButtonKind},
};
use egui::{Ui, vec2};

/// The card.
pub(super) fn show(screen: &Screen<'_>, way: &mut usize, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let (lang, p) = (now.lang, theme::of(ui));
    let choices = text::tunnel_choices(lang);
    let chosen = (*way).min(choices.len().saturating_sub(1));
    theme::card(p).show(ui, |ui| {
        ui.set_width(ui.available_width());
        widgets::bold_label(ui, text::link_ways_title(lang), theme::NAME);
        widgets::muted(ui, text::link_ways_body(lang));
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            ui.spacing_mut().interact_size.y = 20.0;
            ui.horizontal_wrapped(|ui| {
                for (at, one) in choices.iter().enumerate() {
                    if widgets::suggestion(ui, one.name, at == chosen) {
                        *way = at;
                    }
                }
            });
        });
        let Some(way) = choices.get(chosen) else { return };
        widgets::muted(ui, way.help);
        code(ui, &way.snippet);
        let copy = widgets::button(ui, ButtonKind::Plain, text::link_copy_snippet(lang), true);
        if copy.gained_focus() {
            // It stands far down: who comes by the keyboard has to see it.
            copy.scroll_to_me(None);
        }
        if copy.clicked() {
            ui.ctx().copy_text(way.snippet.clone());
            acts.push(Action::Copied);
        }
        if !screen.facts.reach.settings_file.is_empty() {
            ui.spacing_mut().interact_size.y = 24.0;
            let file = screen.facts.reach.settings_file.clone();
            copied_fact(ui, text::link_settings_file(lang), &file, text::copy(lang), acts);
        }
    });
}
