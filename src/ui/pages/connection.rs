//! Each link between a buyer's telephone and this computer, top to bottom: its light, what that means, the next step.

use crate::ui::pages::{printers, tunnel_card, tunnel_setup};
use crate::{
    events::{HealthState, Subsystem},
    jobs::Command,
    ui::{
        app::{Action, App},
        background_reader::BOUND_MOST,
        model::Place,
        shell::{light_look, part},
        text, theme,
        widgets::{self, ButtonKind, Glyph, Now},
    },
};
use egui::{self, Color32, Rect, Sense, Ui, vec2};

/// From this width on, the ways to be reachable stand beside the chain.
const TWO_COLUMNS: f32 = 960.0;
const CHAIN_MOST: f32 = 820.0;
const WAYS_MOST: f32 = 620.0;

/// The page.
pub(super) fn show(app: &mut App, ui: &mut Ui, rect: Rect, now: Now, acts: &mut Vec<Action>) {
    let status = app.facts.reach.status();
    app.gaze.public_url = app.facts.reach.public_url(&status);
    let beside = rect.width() >= TWO_COLUMNS;
    let width = if beside { (rect.width() * 0.58).min(CHAIN_MOST) } else { rect.width().min(CHAIN_MOST) };
    let chain = rect.with_max_x(rect.left() + width);
    part(ui, "connection", chain, |ui| {
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            // The bar stands beside the cards.
            ui.set_width(chain.width() - 12.0);
            ui.spacing_mut().item_spacing.y = theme::GAP;
            ui.horizontal(|ui| {
                widgets::heading(ui, text::connection(now.lang));
                let layout = egui::Layout::right_to_left(egui::Align::Center);
                // The card is far down; whoever has new paper in hand does not look for it.
                let button =
                    |ui: &mut Ui| widgets::button(ui, ButtonKind::Plain, text::printers(now.lang), true).clicked();
                if ui.with_layout(layout, button).inner {
                    acts.push(Action::Go(Place::Printers));
                }
            });
            widgets::muted(ui, text::connection_intro(now.lang));
            // What wants a click comes first, and what stops the shop; the chain follows from top to bottom.
            own(app, ui, now, false);
            bound(app, ui, now, acts);
            links(app, ui, now, acts);
            tunnel_card::show(app, ui, now, &status, acts);
            last_notice(app, ui, now);
            printers::link(app, ui, now, acts);
            own(app, ui, now, true);
            if !beside {
                tunnel_setup::show(app, ui, now, acts);
            }
        });
    });
    if beside {
        let left = chain.right() + theme::PAD;
        let side = rect.with_min_x(left).with_max_x(rect.right().min(left + WAYS_MOST));
        part(ui, "ways", side, |ui| {
            egui::ScrollArea::vertical().id_salt("ways").auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = theme::GAP;
                tunnel_setup::show(app, ui, now, acts);
            });
        });
    }
}

/// What is the computer's own: those that are well, or those that are not.
fn own(app: &App, ui: &mut Ui, now: Now, well: bool) {
    for (kind, title) in
        [(Subsystem::Jobs, text::link_jobs(now.lang)), (Subsystem::Database, text::light_database(now.lang))]
    {
        if app.model.light(kind).is_well() == well {
            light(app, ui, now, kind, title, |_| {});
        }
    }
}

fn links(app: &App, ui: &mut Ui, now: Now, acts: &mut Vec<Action>) {
    let lang = now.lang;
    light(app, ui, now, Subsystem::WeChat, text::link_calls(lang), |_| {});
    light(app, ui, now, Subsystem::Certificate, text::light_certificate(lang), |_| {});
    light(app, ui, now, Subsystem::Listener, text::link_listener(lang), |ui| {
        let address = &app.facts.reach.listener;
        if !address.is_empty() {
            copied_fact(ui, text::link_listens_on(lang), address, text::link_copy_address(lang), acts);
        }
    });
}

/// A link with a light of its own.
fn light(app: &App, ui: &mut Ui, now: Now, light: Subsystem, title: &str, more: impl FnOnce(&mut Ui)) {
    let state = app.model.light(light);
    let look = light_look(ui, &state);
    card(ui, look, title, |ui| {
        widgets::muted(ui, &text::light_meaning(now.lang, light, &state));
        if let HealthState::Troubled(_, cause) | HealthState::Dead(_, cause) = &state
            && !cause.is_empty()
        {
            widgets::caption(ui, &format!("{}: {}", text::technical(now.lang), text::tame(cause, 300)));
        }
        more(ui);
    });
}

/// One link: its light, its name, and what is to be said.
pub(super) fn card(ui: &mut Ui, (glyph, ink): (Glyph, Color32), title: &str, body: impl FnOnce(&mut Ui)) {
    let p = theme::of(ui);
    theme::card(p).inner_margin(egui::Margin::symmetric(16, 12)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            let (sign, _) = ui.allocate_exact_size(vec2(16.0, 22.0), Sense::hover());
            glyph.paint(ui.painter(), sign.center(), ink);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 4.0;
                ui.spacing_mut().interact_size.y = 24.0;
                widgets::bold_label(ui, title, theme::BODY);
                body(ui);
            });
        });
    });
}

/// A value with a button that copies it.
pub(super) fn copied_fact(ui: &mut Ui, name: &str, value: &str, copy: &str, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new(name).size(theme::SMALL).color(p.muted));
        let room = (ui.available_width() - 32.0).max(40.0);
        let shown = egui::RichText::new(text::tame(value, 200)).font(theme::font(theme::SMALL));
        ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(egui::Label::new(shown).truncate());
        });
        if widgets::copy_button(ui, copy, value) {
            acts.push(Action::Copied);
        }
    });
}

/// When WeChat last got through to us.
fn last_notice(app: &App, ui: &mut Ui, now: Now) {
    let p = theme::of(ui);
    let lang = now.lang;
    let last = app.model.shot.last_good_notice;
    let look = if last.is_some() { (Glyph::Dot, p.accent) } else { (Glyph::Ring, p.faint) };
    card(ui, look, text::link_notice(lang), |ui| match last {
        Some(at) => {
            widgets::paragraph(ui, &text::link_when(lang, at, now.at)).on_hover_text(text::moment_exact(at));
            widgets::muted(ui, text::link_notice_old(lang));
        }
        None if app.gaze.public_url.is_empty() => drop(widgets::muted(ui, text::link_notice_polling(lang))),
        None => drop(widgets::muted(ui, text::link_notice_none(lang))),
    });
}

/// Unpaid orders whose message would go to an address that is no longer ours.
fn bound(app: &App, ui: &mut Ui, now: Now, acts: &mut Vec<Action>) {
    let orders = &app.model.shot.bound_elsewhere;
    if orders.is_empty() {
        return;
    }
    let (lang, p) = (now.lang, theme::of(ui));
    card(ui, (Glyph::Bang, p.warn), text::link_bound_title(lang), |ui| {
        let more = orders.len() >= BOUND_MOST as usize;
        widgets::muted(ui, &text::link_bound(lang, orders.len(), more));
        ui.horizontal(|ui| {
            let asked = orders.iter().all(|order_no| app.pending.order(order_no, now.at));
            if widgets::button(ui, ButtonKind::Plain, text::link_ask_about_them(lang), !asked).clicked() {
                acts.extend(orders.iter().map(|order_no| Action::Shop(Command::AskAboutOrder(order_no.clone()))));
            }
            if asked {
                widgets::caption(ui, text::link_asked_about_them(lang));
            }
        });
    });
}
