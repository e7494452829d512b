//! Each link between a buyer's telephone and this computer, top to bottom: its light, what that means, the next step.

use super::{
    link_card::{card, copied_fact},
    printers, tunnel_card, tunnel_setup,
};
use crate::{
    events::{HealthState, Subsystem},
    jobs::Command,
    ui::{
        action::Action,
        background_reader::BOUND_MOST,
        layout::part,
        model::Place,
        screen::Screen,
        text, theme,
        widgets::{self, ButtonKind, Glyph},
    },
};
use egui::{self, Rect, Ui};

/// From this width on, the ways to be reachable stand beside the chain.
const TWO_COLUMNS: f32 = 960.0;
const CHAIN_MOST: f32 = 820.0;
const WAYS_MOST: f32 = 620.0;

/// The page.
pub(super) fn show(screen: &Screen<'_>, way: &mut usize, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let now = screen.now;
    let status = screen.facts.reach.status();
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
            own(screen, ui, false);
            bound(screen, ui, acts);
            links(screen, ui, acts);
            tunnel_card::show(screen, ui, &status, acts);
            last_notice(screen, ui);
            printers::link(screen, ui, acts);
            own(screen, ui, true);
            if !beside {
                tunnel_setup::show(screen, way, ui, acts);
            }
        });
    });
    if beside {
        let left = chain.right() + theme::PAD;
        let side = rect.with_min_x(left).with_max_x(rect.right().min(left + WAYS_MOST));
        part(ui, "ways", side, |ui| {
            egui::ScrollArea::vertical().id_salt("ways").auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = theme::GAP;
                tunnel_setup::show(screen, way, ui, acts);
            });
        });
    }
}

/// What is the computer's own: those that are well, or those that are not.
fn own(screen: &Screen<'_>, ui: &mut Ui, well: bool) {
    let now = screen.now;
    for (kind, title) in [
        (Subsystem::Jobs, text::link_jobs(now.lang)),
        (Subsystem::Database, text::light(now.lang, Subsystem::Database)),
    ] {
        if screen.model.light(kind).is_well() == well {
            light(screen, ui, kind, title, |_| {});
        }
    }
}

fn links(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let lang = now.lang;
    light(screen, ui, Subsystem::WeChat, text::link_calls(lang), |_| {});
    light(screen, ui, Subsystem::Certificate, text::light(lang, Subsystem::Certificate), |_| {});
    light(screen, ui, Subsystem::Listener, text::link_listener(lang), |ui| {
        let address = &screen.facts.reach.listener;
        if !address.is_empty() {
            copied_fact(ui, text::link_listens_on(lang), address, text::link_copy_address(lang), acts);
        }
    });
}

/// A link with a light of its own.
fn light(screen: &Screen<'_>, ui: &mut Ui, light: Subsystem, title: &str, more: impl FnOnce(&mut Ui)) {
    let now = screen.now;
    let state = screen.model.light(light);
    let look = widgets::light_look(ui, &state);
    card(ui, look, title, |ui| {
        widgets::muted(ui, &text::light_meaning(now.lang, light, &state));
        if let HealthState::Troubled(trouble, cause) | HealthState::Dead(trouble, cause) = &state
            && !cause.is_empty()
        {
            widgets::caption(ui, &text::technical(now.lang, *trouble, cause));
        }
        more(ui);
    });
}

/// When WeChat last got through to us.
fn last_notice(screen: &Screen<'_>, ui: &mut Ui) {
    let now = screen.now;
    let p = theme::of(ui);
    let lang = now.lang;
    let last = screen.model.shot.last_good_notice;
    let look = if last.is_some() { (Glyph::Dot, p.accent) } else { (Glyph::Ring, p.faint) };
    card(ui, look, text::link_notice(lang), |ui| match last {
        Some(at) => {
            widgets::paragraph(ui, &text::link_when(lang, at, now.at)).on_hover_text(text::moment_exact(at));
            widgets::muted(ui, text::link_notice_old(lang));
        }
        None if screen.gaze.public_url.is_empty() => drop(widgets::muted(ui, text::link_notice_polling(lang))),
        None => drop(widgets::muted(ui, text::link_notice_none(lang))),
    });
}

/// Unpaid orders whose message would go to an address that is no longer ours.
fn bound(screen: &Screen<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let orders = &screen.model.shot.bound_elsewhere;
    if orders.is_empty() {
        return;
    }
    let (lang, p) = (now.lang, theme::of(ui));
    card(ui, (Glyph::Bang, p.warn), text::link_bound_title(lang), |ui| {
        let more = orders.len() >= BOUND_MOST as usize;
        widgets::muted(ui, &text::link_bound(lang, orders.len(), more));
        ui.horizontal(|ui| {
            let asked = orders.iter().all(|order_no| screen.pending.order(order_no, now.at));
            if widgets::button(ui, ButtonKind::Plain, text::link_ask_about_them(lang), !asked).clicked() {
                acts.extend(orders.iter().map(|order_no| Action::Shop(Command::AskAboutOrder(order_no.clone()))));
            }
            if asked {
                widgets::caption(ui, text::link_asked_about_them(lang));
            }
        });
    });
}
