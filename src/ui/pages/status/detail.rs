//! One part: what it means, what to do in steps, what goes on meanwhile and what does not, and what else there is to it.

use super::rows::{StatusRow, StatusStanding};
use crate::{
    events::{HealthState, Subsystem, Trouble},
    jobs::Command,
    ui::{
        action::{Action, Mute},
        background_reader::BOUND_MOST,
        model::Place,
        pages::{link_card::copied_fact, printers, tunnel_card, tunnel_setup},
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Glyph},
    },
};
use egui::{self, Align, Rect, Sense, Stroke, Ui, vec2};

const SIDE: f32 = 20.0;
const DISC: f32 = 11.0;

/// The panel's inside.
pub(super) fn show(
    screen: &Screen<'_>,
    standing: &StatusStanding,
    way: &mut usize,
    ui: &mut Ui,
    rect: Rect,
    acts: &mut Vec<Action>,
) {
    let inside = rect.shrink2(vec2(SIDE, 8.0));
    // The bar stands in the panel's margin, beside the words.
    let body = inside.with_max_x(inside.right() + SIDE - 4.0);
    ui.scope_builder(egui::UiBuilder::new().max_rect(body), |ui| {
        let area = egui::ScrollArea::vertical().id_salt(("status-detail", standing.at)).auto_shrink(false);
        area.show(ui, |ui| {
            ui.set_width(inside.width());
            ui.spacing_mut().item_spacing.y = 8.0;
            ui.add_space(4.0);
            title(screen, standing, ui);
            if let Some(trouble) = standing.trouble {
                steps(screen, trouble, ui);
                meanwhile(screen, trouble, ui);
            }
            more(screen, standing, way, ui, acts);
            technical(screen, standing, ui);
            ui.add_space(8.0);
        });
    });
}

fn title(screen: &Screen<'_>, standing: &StatusStanding, ui: &mut Ui) {
    let lang = screen.now.lang;
    let title = standing.trouble.map_or(standing.name, |trouble| text::health_word(lang, trouble));
    widgets::heading(ui, title);
    match standing.row {
        StatusRow::Part(Subsystem::Tunnel) if standing.trouble.is_none() => {}
        StatusRow::Part(subsystem) => {
            widgets::muted(ui, &text::health_meaning(lang, subsystem, &screen.model.health_of(subsystem)));
        }
        StatusRow::Messages | StatusRow::OldAddress | StatusRow::Backups | StatusRow::Sound => {}
    }
}

/// What to do, one after the other.
fn steps(screen: &Screen<'_>, trouble: Trouble, ui: &mut Ui) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    widgets::section(ui, text::what_to_do(lang));
    ui.spacing_mut().item_spacing.y = 0.0;
    for (at, step) in text::trouble_steps(lang, trouble).lines().enumerate() {
        let room = ui.available_width() - 2.0 * DISC - 12.0;
        let font = theme::font(theme::BODY);
        let height = (widgets::whole_height(ui, room, step, font.clone()) + 20.0).max(44.0);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, p.line));
        let disc = egui::pos2(rect.left() + DISC, rect.center().y);
        ui.painter().circle_filled(disc, DISC, p.bg);
        let number = (at + 1).to_string();
        ui.painter().text(disc, egui::Align2::CENTER_CENTER, number, theme::font(theme::CAPTION), p.muted);
        widgets::whole_at(ui, rect.with_min_x(rect.left() + 2.0 * DISC + 12.0), step, font, p.text);
    }
    ui.spacing_mut().item_spacing.y = 8.0;
}

/// What goes on, and what does not.
fn meanwhile(screen: &Screen<'_>, trouble: Trouble, ui: &mut Ui) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    ui.add_space(4.0);
    let boxes = [
        (Glyph::Check, p.accent, text::still_works(lang), text::trouble_works(lang, trouble)),
        (Glyph::Cross, p.danger, text::has_stopped(lang), text::trouble_stops(lang, trouble)),
    ];
    let width = (ui.available_width() - theme::GAP) / 2.0;
    let font = theme::font(theme::SMALL);
    let lines = boxes.map(|(.., words)| widgets::whole_height(ui, width - 32.0, words, font.clone()));
    let height = lines.into_iter().fold(0.0, f32::max) + 46.0;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    for (at, (glyph, ink, title, words)) in boxes.into_iter().enumerate() {
        let left = rect.left() + at as f32 * (width + theme::GAP);
        let place = Rect::from_min_size(egui::pos2(left, rect.top()), vec2(width, height));
        let stroke = Stroke::new(1.0, p.line);
        ui.painter().rect(place, theme::RADIUS, p.raised, stroke, egui::StrokeKind::Inside);
        glyph.paint(ui.painter(), egui::pos2(place.left() + 20.0, place.top() + 20.0), ink);
        let head = place.with_min_x(place.left() + 34.0).with_max_y(place.top() + 40.0);
        widgets::label_at(ui, head, Align::Min, title, theme::font(theme::SMALL), ink);
        let body = Rect::from_min_max(place.min + vec2(16.0, 34.0), place.max - vec2(16.0, 8.0));
        widgets::whole_at(ui, body, words, font.clone(), p.muted);
    }
}

/// What else there is to it.
fn more(screen: &Screen<'_>, standing: &StatusStanding, way: &mut usize, ui: &mut Ui, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    match standing.row {
        StatusRow::Part(Subsystem::Tunnel) => {
            tunnel_card::show(screen, ui, &screen.facts.reach.status(), acts);
            tunnel_setup::show(screen, way, ui, acts);
        }
        StatusRow::Part(Subsystem::Listener) => {
            let address = &screen.facts.reach.listener;
            if !address.is_empty() {
                copied_fact(ui, text::link_listens_on(lang), address, text::link_copy_address(lang), acts);
            }
        }
        StatusRow::Part(Subsystem::Printers) => printers::link(screen, ui, acts),
        StatusRow::Part(_) => {}
        StatusRow::Messages => messages(screen, ui),
        StatusRow::OldAddress => old_address(screen, ui, acts),
        StatusRow::Backups => backups(screen, standing, ui, acts),
        StatusRow::Sound => sound(screen, ui, acts),
    }
}

fn backups(screen: &Screen<'_>, standing: &StatusStanding, ui: &mut Ui, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    widgets::paragraph(ui, &standing.sentence);
    widgets::muted(ui, text::backup_daily(lang));
    if widgets::button(ui, ButtonKind::Plain, text::backup_open(lang), true).clicked() {
        acts.push(Action::Go(Place::Backup));
    }
}

/// The words of a library or of WeChat, for whoever helps.
fn technical(screen: &Screen<'_>, standing: &StatusStanding, ui: &mut Ui) {
    let StatusRow::Part(subsystem) = standing.row else { return };
    if let HealthState::Troubled(trouble, cause) | HealthState::Dead(trouble, cause) = screen.model.health_of(subsystem)
        && !cause.is_empty()
    {
        ui.add_space(4.0);
        widgets::caption(ui, &text::technical(screen.now.lang, trouble, &cause));
    }
}

/// When WeChat last got through to us.
fn messages(screen: &Screen<'_>, ui: &mut Ui) {
    let now = screen.now;
    let lang = now.lang;
    widgets::section(ui, text::link_notice(lang));
    match screen.model.shot.last_good_notice {
        Some(at) => {
            widgets::paragraph(ui, &text::link_when(lang, at, now.at)).on_hover_text(text::moment_exact(at));
            widgets::muted(ui, text::link_notice_old(lang));
        }
        None if screen.gaze.public_url.is_empty() => drop(widgets::muted(ui, text::link_notice_polling(lang))),
        None => drop(widgets::muted(ui, text::link_notice_none(lang))),
    }
}

/// Unpaid orders whose message would go to an address that is no longer ours.
fn old_address(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let (lang, orders) = (now.lang, &screen.model.shot.bound_elsewhere);
    widgets::muted(ui, &text::link_bound(lang, orders.len(), orders.len() >= BOUND_MOST as usize));
    ui.horizontal(|ui| {
        let asked = orders.iter().all(|order_no| screen.pending.order(order_no, now.at));
        if widgets::button(ui, ButtonKind::Plain, text::link_ask_about_them(lang), !asked).clicked() {
            acts.extend(orders.iter().map(|order_no| Action::Shop(Command::AskAboutOrder(order_no.clone()))));
        }
        if asked {
            widgets::caption(ui, text::link_asked_about_them(lang));
        }
    });
}

/// Whether something is heard, and for how long it is not.
pub(in crate::ui::pages) fn sound(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let lang = now.lang;
    if screen.is_silent() {
        widgets::sentence(ui, text::silent_why(lang), theme::of(ui).warn);
    }
    if let Some(until) = screen.muted_until.filter(|_| screen.is_muted()) {
        widgets::paragraph(ui, &text::muted_until(lang, until, now.at));
        widgets::muted(ui, text::muted_means(lang));
        if widgets::button(ui, ButtonKind::Plain, text::unmute(lang), true).clicked() {
            acts.push(Action::Mute(Mute::Off));
        }
        return;
    }
    if !screen.is_silent() {
        widgets::paragraph(ui, text::sound_on(lang));
    }
    widgets::muted(ui, text::muted_means(lang));
    ui.horizontal(|ui| {
        for (name, mute) in [(text::mute_half_hour(lang), Mute::HalfHour), (text::mute_today(lang), Mute::Today)] {
            if widgets::button(ui, ButtonKind::Plain, name, true).clicked() {
                acts.push(Action::Mute(mute));
            }
        }
    });
}
