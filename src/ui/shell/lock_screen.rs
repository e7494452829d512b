//! The locked window: who is here, and the PIN. Of the shop it shows its name and two counts.

use crate::{
    jobs::{Command, OperatorWish},
    store::OperatorRow,
    ui::{
        action::Action,
        screen::Screen,
        sign_in::SignIn,
        text, theme,
        widgets::{self, ButtonKind, Icon},
    },
};
use egui::{self, Id, Key, Rect, Ui, vec2};

const WIDTH: f32 = 360.0;

/// Draws it over the whole window.
pub(in crate::ui) fn show(screen: &Screen<'_>, sign_in: &mut SignIn, ui: &mut Ui, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let all = ui.max_rect();
    ui.painter().rect_filled(all, 0, p.bg);
    let high = (all.height() * 0.8).min(560.0);
    let place = Rect::from_center_size(all.center(), vec2(WIDTH.min(all.width() - 32.0), high));
    let mut inside = ui.new_child(egui::UiBuilder::new().id_salt("locked").max_rect(place));
    egui::ScrollArea::vertical().id_salt("locked").show(&mut inside, |ui| {
        ui.set_width(place.width());
        ui.spacing_mut().item_spacing.y = 8.0;
        ui.horizontal(|ui| {
            let (at, _) = ui.allocate_exact_size(vec2(24.0, 24.0), egui::Sense::hover());
            Icon::Lock.paint(ui.painter(), at.center(), 22.0, p.muted);
            widgets::heading(ui, &text::lock_title(lang, &screen.facts.shop_name));
        });
        let counts = &screen.model.shot.counts;
        widgets::muted(ui, &text::lock_counts(lang, counts.to_ship, counts.refunds_waiting));
        ui.add_space(8.0);
        widgets::caption(ui, text::lock_who(lang));
        let people: Vec<&OperatorRow> = screen.model.shot.people.working().collect();
        if sign_in.chosen.is_none_or(|chosen| people.iter().all(|person| person.id != chosen)) {
            sign_in.chosen = people.first().map(|person| person.id);
        }
        ui.horizontal_wrapped(|ui| {
            for person in &people {
                let name = text::signed_in_as(lang, person.name.as_str(), text::role_word(lang, person.role.kind()));
                if widgets::suggestion(ui, &name, sign_in.chosen == Some(person.id)) {
                    (sign_in.chosen, sign_in.said) = (Some(person.id), None);
                    sign_in.typed.clear();
                }
            }
        });
        let chosen = people.iter().find(|person| Some(person.id) == sign_in.chosen);
        if let Some(person) = chosen {
            pin(screen, sign_in, ui, person, acts);
        }
        ui.add_space(12.0);
        widgets::caption(ui, text::lock_forgotten(lang));
    });
}

fn pin(screen: &Screen<'_>, sign_in: &mut SignIn, ui: &mut Ui, person: &OperatorRow, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    ui.add_space(4.0);
    let name = text::lock_pin_of(lang, person.name.as_str());
    widgets::caption(ui, &name);
    let id = Id::unique("lock-pin");
    widgets::secret_field(ui, id, &name, &mut sign_in.typed, 200.0);
    if ui.memory(|memory| memory.focused().is_none()) {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    let enter = ui.input(|input| input.key_pressed(Key::Enter));
    let ready = sign_in.attempt().is_some();
    let pressed = widgets::key_button(ui, ButtonKind::Main, text::lock_open(lang), "Enter", ready).clicked();
    if let (true, Some((id, pin))) = (pressed || enter, sign_in.attempt()) {
        sign_in.checking = true;
        sign_in.said = None;
        acts.push(Action::Shop(Command::Operator(OperatorWish::SignIn { id, pin })));
    }
    if sign_in.checking {
        widgets::caption(ui, text::lock_checking(lang));
    } else if let Some(said) = &sign_in.said {
        widgets::sentence(ui, said, p.danger);
    }
}
