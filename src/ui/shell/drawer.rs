//! Everything that wants the owner, over the page's right side.

use super::alert_line;
use crate::ui::{
    action::{Action, Mute},
    alerts::{self, AlertEntry},
    screen::Screen,
    text, theme,
    widgets::{self, ButtonKind, Glyph},
};
use egui::{self, Align, Area, Id, Order, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const WIDTH: f32 = 420.0;
const HEAD: f32 = 44.0;
const ROW: f32 = 60.0;
const FOOT: f32 = 48.0;
const SIDE: f32 = 14.0;
const BELOW_LINE: f32 = 4.0;
const DISC: f32 = 12.0;
/// Up to so many rows are drawn in sight or not.
const ALL_THERE: usize = 60;

/// Draws it under the alert line.
pub(super) fn show(screen: &Screen<'_>, entries: &[AlertEntry<'_>], ui: &Ui, line: Rect, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let width = WIDTH.min(line.width());
    let top = line.bottom() + BELOW_LINE;
    let room = ui.ctx().content_rect().bottom() - top - theme::PAD - HEAD - FOOT;
    let area = Area::new(Id::unique("alerts-drawer"))
        .order(Order::Foreground)
        .fade_in(false)
        .fixed_pos(pos2(line.right() - width, top));
    let frame = theme::dialog(p).inner_margin(0);
    let shown = area.show(ui.ctx(), |ui| {
        frame.show(ui, |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
            head(screen, entries, ui, acts);
            rows(screen, entries, ui, room, acts);
            foot(screen, entries, ui, acts);
        });
    });
    // A press elsewhere means what is there: the drawer is out of the way.
    let elsewhere = ui.input(|input| {
        let at = input.pointer.interact_pos().filter(|_| input.pointer.primary_pressed());
        at.is_some_and(|at| !shown.response.rect.contains(at) && at.y > line.bottom())
    });
    if elsewhere {
        acts.push(Action::Drawer(false));
    }
}

fn part(ui: &mut Ui, height: f32) -> Rect {
    ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover()).0
}

fn head(screen: &Screen<'_>, entries: &[AlertEntry<'_>], ui: &mut Ui, acts: &mut Vec<Action>) {
    let (p, now) = (theme::of(ui), screen.now);
    let rect = part(ui, HEAD);
    let inside = rect.shrink2(vec2(SIDE, 0.0));
    let many = (entries.len() as u64).saturating_add(alerts::unlisted(screen));
    let title = text::alert_count(now.lang, many);
    widgets::label_at(ui, inside, Align::Min, &title, theme::font(theme::BODY), p.text);
    widgets::at_right(ui, "mute", inside, |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        if let Some(until) = screen.muted_until.filter(|_| screen.is_muted()) {
            widgets::caption(ui, &text::muted_until(now.lang, until, now.at));
            if widgets::row_button(ui, text::unmute(now.lang), None).clicked() {
                acts.push(Action::Mute(Mute::Off));
            }
            return;
        }
        for (name, mute) in
            [(text::mute_half_hour(now.lang), Mute::HalfHour), (text::mute_today(now.lang), Mute::Today)]
        {
            if widgets::row_button(ui, name, None).on_hover_text(text::muted_means(now.lang)).clicked() {
                acts.push(Action::Mute(mute));
            }
        }
    });
}

fn rows(screen: &Screen<'_>, entries: &[AlertEntry<'_>], ui: &mut Ui, room: f32, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    if entries.is_empty() {
        let rect = part(ui, ROW);
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, p.line));
        let words = text::no_alerts(lang);
        widgets::label_at(ui, rect.shrink2(vec2(SIDE, 0.0)), Align::Min, words, theme::font(theme::SMALL), p.muted);
        return;
    }
    let unlisted = alerts::unlisted(screen);
    let all = entries.len() + usize::from(unlisted > 0);
    // The area's own size of the frame before is no measure: it would grow by a row a frame, away under the pointer.
    let most = room.max(ROW);
    let area = egui::ScrollArea::vertical().id_salt("alerts").auto_shrink([false, true]);
    let area = area.max_height(most).min_scrolled_height(most);
    let mut draw = |ui: &mut Ui, range: std::ops::Range<usize>| {
        for at in range {
            if let Some(entry) = entries.get(at) {
                ui.push_id(at, |ui| row(screen, entry, ui, acts));
            } else {
                let rect = part(ui, ROW).shrink2(vec2(SIDE, 0.0));
                let words = text::unlisted_orders(lang, unlisted);
                widgets::label_at(ui, rect, Align::Min, &words, theme::font(theme::SMALL), p.muted);
            }
        }
    };
    // A few are all there, so that a screen reader reaches those below the fold too.
    if all <= ALL_THERE {
        area.show(ui, |ui| draw(ui, 0..all));
    } else {
        area.show_rows(ui, ROW, all, draw);
    }
}

fn row(screen: &Screen<'_>, entry: &AlertEntry<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let (p, now) = (theme::of(ui), screen.now);
    let rect = part(ui, ROW);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, p.line));
    let (fill, ink, _) = alert_line::look(ui, entry.tint());
    let disc = pos2(rect.left() + SIDE + DISC, rect.center().y);
    ui.painter().circle_filled(disc, DISC, fill);
    entry.icon().paint(ui.painter(), disc, 14.0, ink);
    let inside = rect.shrink2(vec2(SIDE, 0.0));
    let (name, step) = entry.step(screen);
    let ((), right) = widgets::at_right(ui, "row", inside, |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        widgets::caption(ui, &entry.age(now));
        if widgets::row_button(ui, name, None).clicked() {
            acts.extend([step, Action::Drawer(false)]);
        }
        if let Some(news) = entry.news()
            && widgets::small_sign(ui, Glyph::Check, text::one_seen(now.lang)).clicked()
        {
            acts.push(Action::Acknowledge(vec![news]));
        }
    });
    let (title, about) = (entry.title(screen), entry.about(screen));
    let left = disc.x + DISC + 12.0;
    let words = |top: f32, height: f32| {
        Rect::from_min_max(pos2(left, rect.top() + top), pos2(right - 12.0, rect.top() + top + height))
    };
    let (first, second) =
        if about.is_empty() { (words(0.0, ROW), None) } else { (words(10.0, 22.0), Some(words(31.0, 19.0))) };
    let (body, small) = (theme::font(theme::BODY), theme::font(theme::SMALL));
    widgets::paint_cut(ui, first, Align::Min, &title, body, p.text);
    if let Some(second) = second {
        widgets::paint_cut(ui, second, Align::Min, &about, small, p.muted);
    }
    let whole = format!("{title} {about}");
    let place = first.with_max_y(second.map_or(first.bottom(), |second| second.bottom()));
    let response = ui.interact(place, ui.scope_id().with("words"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, whole.trim()));
    response.on_hover_text(whole.trim());
}

fn foot(screen: &Screen<'_>, entries: &[AlertEntry<'_>], ui: &mut Ui, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let rect = part(ui, FOOT);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, p.line));
    let layout = egui::Layout::left_to_right(Align::Center);
    let inside = rect.shrink2(vec2(SIDE, 6.0));
    let mut left = ui.new_child(egui::UiBuilder::new().id_salt("foot").max_rect(inside).layout(layout));
    left.spacing_mut().item_spacing.x = 8.0;
    let seeable = entries.iter().any(|entry| entry.news().is_some());
    if screen.all_seen().is_some() {
        if widgets::button(&mut left, ButtonKind::Plain, text::undo_seen(lang), true).clicked() {
            acts.push(Action::UndoSeen);
        }
    } else if seeable
        && widgets::button_with_key(&mut left, ButtonKind::Plain, text::all_seen(lang), Some("M")).clicked()
    {
        acts.push(Action::AllSeen);
    }
    widgets::caption(&mut left, text::can_be_undone(lang));
    widgets::at_right(ui, "close", inside, |ui| {
        if widgets::row_button(ui, text::close(lang), Some("Esc")).clicked() {
            acts.push(Action::Drawer(false));
        }
    });
}
