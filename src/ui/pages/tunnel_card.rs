//! The tunnel's card: what its program does, where it leads, and what it printed.

use super::link_card::{card, copied_fact};
use crate::{
    events::{HealthState, Subsystem, Trouble},
    tunnel::{Probe, ProbeOutcome, TunnelState, TunnelStatus},
    ui::{
        action::Action,
        screen::Screen,
        text,
        text::Lang,
        theme,
        widgets::{self, ButtonKind, Glyph, Now},
    },
};
use egui::{self, Color32, Ui};

/// Lines of the program's output that are shown.
const LINES_MOST: usize = 14;
/// A status that counts seconds is drawn again after this long.
const TICK_SECS: f32 = 1.0;
/// Output may come at any time while the page is open.
const QUIET_TICK_SECS: f32 = 3.0;

/// The card; without a public address it says how the shop lives without one.
pub(super) fn show(screen: &Screen<'_>, ui: &mut Ui, status: &TunnelStatus, acts: &mut Vec<Action>) {
    let now = screen.now;
    let lang = now.lang;
    let url = screen.facts.reach.public_url(status);
    if url.is_empty() && status.state == TunnelState::Off {
        let p = theme::of(ui);
        card(ui, (Glyph::Ring, p.faint), text::link_polling_title(lang), |ui| {
            widgets::muted(ui, text::link_polling(lang));
        });
        return;
    }
    let look = look(ui, status);
    card(ui, look, text::link_tunnel(lang), |ui| {
        widgets::muted(ui, &meaning(status, &url, now));
        if let HealthState::Troubled(trouble @ Trouble::TunnelUrlChanged, _) = screen.model.health_of(Subsystem::Tunnel)
        {
            widgets::sentence(ui, text::trouble_meaning(lang, trouble), theme::of(ui).warn);
        }
        if !url.is_empty() {
            copied_fact(ui, text::link_public_url(lang), &url, text::link_copy_url(lang), acts);
        }
        facts(ui, now, status);
        if screen.facts.reach.tunnel.is_some() {
            buttons(screen, ui, lang, status);
        }
        if status.state != TunnelState::Off {
            output(ui, lang, &status.lines);
        }
    });
    let restless = matches!(status.state, TunnelState::Starting | TunnelState::Waiting { .. });
    let watched = screen.facts.reach.tunnel.is_some();
    if watched {
        ui.ctx().request_repaint_after_secs(if restless { TICK_SECS } else { QUIET_TICK_SECS });
    }
}

fn look(ui: &Ui, status: &TunnelStatus) -> (Glyph, Color32) {
    let p = theme::of(ui);
    match (&status.state, status.last_probe.as_ref().map(|probe| &probe.outcome)) {
        (TunnelState::Failed(_), _) | (_, Some(ProbeOutcome::Elsewhere(_) | ProbeOutcome::OtherInstallation(_))) => {
            (Glyph::Cross, p.danger)
        }
        (TunnelState::Waiting { .. }, _) | (_, Some(ProbeOutcome::NoAnswer(_))) => (Glyph::Bang, p.warn),
        (TunnelState::Off | TunnelState::Running { .. }, Some(ProbeOutcome::Ours)) => (Glyph::Dot, p.accent),
        (TunnelState::Starting | TunnelState::Off | TunnelState::Running { .. }, _) => (Glyph::Ring, p.faint),
    }
}

/// What it means, in a sentence: a probe that failed outweighs a program that runs.
fn meaning(status: &TunnelStatus, url: &str, now: Now) -> String {
    let lang = now.lang;
    let probed = status.last_probe.as_ref().map(|probe| &probe.outcome);
    match (&status.state, probed) {
        (TunnelState::Failed(why), _) => text::link_failed(lang, why),
        (TunnelState::Waiting { until, why }, _) => text::link_waiting(lang, *until, why, now.at),
        (TunnelState::Starting, _) => text::link_starting(lang).to_owned(),
        (TunnelState::Running { .. }, _) if url.is_empty() => text::link_no_url(lang).to_owned(),
        (_, Some(ProbeOutcome::OtherInstallation(_))) => text::probe_other_installation(lang).to_owned(),
        (_, Some(ProbeOutcome::Elsewhere(_))) => text::probe_elsewhere(lang).to_owned(),
        (_, Some(ProbeOutcome::NoAnswer(_))) => text::probe_no_answer(lang).to_owned(),
        (TunnelState::Running { .. }, Some(ProbeOutcome::Ours)) => text::link_running(lang).to_owned(),
        (TunnelState::Running { .. }, None) => text::link_running_unprobed(lang).to_owned(),
        (TunnelState::Off, _) => text::link_manual(lang).to_owned(),
    }
}

fn facts(ui: &mut Ui, now: Now, status: &TunnelStatus) {
    let lang = now.lang;
    let kind = match status.state {
        TunnelState::Off => text::link_kind_manual(lang),
        _ => text::link_kind_command(lang),
    };
    pair(ui, text::link_kind(lang), kind);
    if let Some((program, pid)) = &status.program {
        pair(ui, text::link_program(lang), &format!("{} (PID {pid})", text::tame(program, 60)));
    }
    if let TunnelState::Running { since } = status.state {
        pair(ui, text::link_since(lang), &text::link_when(lang, since, now.at));
    }
    if status.restarts > 0 {
        pair(ui, text::link_restarts(lang), &status.restarts.to_string());
    }
    pair(ui, text::link_probe(lang), &probe(now, status.last_probe.as_ref()));
}

fn probe(now: Now, probe: Option<&Probe>) -> String {
    let lang = now.lang;
    let Some(probe) = probe else { return text::link_not_probed(lang).to_owned() };
    let when = text::link_when(lang, probe.at, now.at);
    match &probe.outcome {
        ProbeOutcome::Ours => format!("{when} · {}", text::probe_ours(lang)),
        ProbeOutcome::OtherInstallation(other) => {
            format!("{when} · {}", text::probe_at_other(lang, other.id.as_str()))
        }
        ProbeOutcome::Elsewhere(raw) => format!("{when} · {}", text::probe_answered_by(lang, raw)),
        ProbeOutcome::NoAnswer(why) => format!("{when} · {}", text::probe_failed(lang, why)),
    }
}

/// A name and its value, side by side.
fn pair(ui: &mut Ui, name: &str, value: &str) {
    let p = theme::of(ui);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        ui.label(egui::RichText::new(name).size(theme::SMALL).color(p.muted));
        ui.add(egui::Label::new(egui::RichText::new(value).size(theme::SMALL)).wrap());
    });
}

fn buttons(screen: &Screen<'_>, ui: &mut Ui, lang: Lang, status: &TunnelStatus) {
    let Some(tunnel) = &screen.facts.reach.tunnel else { return };
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let reachable = status.public_url.is_some() || !screen.facts.reach.public_url.is_empty();
        if widgets::button(ui, ButtonKind::Plain, text::link_probe_now(lang), reachable).clicked() {
            tunnel.probe_now();
        }
        let program = status.state != TunnelState::Off;
        if program && widgets::button(ui, ButtonKind::Plain, text::link_restart(lang), true).clicked() {
            tunnel.restart();
        }
    });
}

fn output(ui: &mut Ui, lang: Lang, lines: &[String]) {
    widgets::section(ui, text::link_output(lang));
    if lines.is_empty() {
        widgets::muted(ui, text::link_no_output(lang));
        return;
    }
    let newest = lines.len().saturating_sub(LINES_MOST);
    let shown: Vec<String> = lines.iter().skip(newest).map(|line| text::tame(line, 300)).collect();
    code(ui, &shown.join("\n"));
}

/// Text as a program wrote or wants it.
pub(super) fn code(ui: &mut Ui, words: &str) {
    let p = theme::of(ui);
    theme::card(p).fill(p.raised).inner_margin(10).corner_radius(theme::RADIUS).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let words = egui::RichText::new(words).monospace().size(theme::CAPTION).color(p.text);
        ui.add(egui::Label::new(words).selectable(true).wrap());
    });
}
