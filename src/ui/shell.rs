//! What is around every page: the rail, the top bar, banners, the strip, the status bar.

use super::{
    action::Action,
    alerts::{self, Strip},
    gallery::Gallery,
    keys,
    model::Place,
    pages::{self, Pages},
    palette::{self, Palette},
    screen::Screen,
    text,
    text::Lang,
    theme,
    toast::Tone,
    widgets::{self, Glyph},
};
use crate::{
    alerts::News,
    events::{HealthState, Subsystem},
};
use egui::{self, Align, Align2, Event, Rect, Sense, Stroke, Ui, UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2};

/// What drawing the window may change: the state of its parts, and the pictures on the graphics card.
pub(super) struct Parts<'a> {
    pub palette: &'a mut Palette,
    pub strip: &'a mut Strip,
    pub call_strip: &'a mut Strip,
    pub pages: &'a mut Pages,
    pub gallery: &'a mut Gallery,
}

/// Draws the whole window.
pub(super) fn show(screen: &Screen<'_>, parts: &mut Parts<'_>, ui: &mut Ui, acts: &mut Vec<Action>) {
    let now = screen.now;
    let kept = cover(screen, ui);
    let all = ui.max_rect();
    let top = Rect::from_min_size(all.min, vec2(all.width(), theme::TOP_HEIGHT));
    let status = Rect::from_min_max(pos2(all.left(), all.bottom() - theme::STATUS_HEIGHT), all.max);
    let rail = Rect::from_min_max(pos2(all.left(), top.bottom()), pos2(all.left() + theme::RAIL_WIDTH, status.top()));
    let mut page = Rect::from_min_max(pos2(rail.right(), top.bottom()), pos2(all.right(), status.top()));
    top_bar(screen, ui, top, acts);
    show_rail(screen, ui, rail, acts);
    banners(screen, ui, &mut page);
    let mut page = page.shrink(theme::PAD);
    strips(screen, parts, ui, &mut page, acts);
    pages::show(screen, parts.pages, parts.gallery, ui, page, acts);
    // Last, as the eye comes to it last: Tab follows the order in which things are drawn.
    status_bar(screen, ui, status, parts.pages.just_copied(ui.ctx()), acts);
    hairlines(ui, top, rail, status);
    ui.input_mut(|input| input.events.extend(kept));
    pages::show_over(screen, parts.pages, parts.gallery, ui, acts);
    in_front(screen, parts.pages, ui, all);
    parts.palette.show(screen, ui, acts);
    if !parts.pages.asks() && !screen.keys_shown && keys::key(ui, egui::Key::N) {
        acts.push(Action::Newest);
    }
    if screen.keys_shown {
        show_keys(ui, now.lang, acts);
    }
    if (screen.keys_shown || keys::in_front(ui))
        && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::F1))
    {
        acts.push(Action::Keys(!screen.keys_shown));
    }
}

/// What was not done is said in front of what lies over the page, at the top of the window, where no dialog reaches.
fn in_front(screen: &Screen<'_>, pages: &Pages, ui: &Ui, all: Rect) {
    let Some(message) = screen.message.filter(|message| message.tone != Tone::Good) else { return };
    // The red screen says itself what waits.
    if !screen.asks || pages.shipping.red.is_some() {
        return;
    }
    let strip = Rect::from_min_size(all.min, vec2(all.width(), 0.0)).shrink2(vec2(theme::PAD, 0.0));
    let height = alerts::height(ui, strip.width(), &message.words);
    let strip = strip.translate(vec2(0.0, 8.0)).with_max_y(strip.top() + 8.0 + height);
    alerts::message_in_front(ui, strip, message);
}

/// Behind a dialog nothing can be pressed, by pointer, key or screen reader. Gives what was typed: it is the dialog's.
fn cover(screen: &Screen<'_>, ui: &mut Ui) -> Vec<Event> {
    if !screen.asks && !screen.keys_shown {
        return Vec::new();
    }
    ui.visuals_mut().disabled_alpha = 1.0; // the veil is over it already
    ui.disable();
    ui.input_mut(|input| {
        let typed = |event: &Event| {
            matches!(
                event,
                Event::Key { .. } | Event::Text(_) | Event::Ime(_) | Event::Paste(_) | Event::Copy | Event::Cut
            )
        };
        let (kept, left) = std::mem::take(&mut input.events).into_iter().partition(typed);
        input.events = left;
        kept
    })
}

fn hairlines(ui: &Ui, top: Rect, rail: Rect, status: Rect) {
    let line = Stroke::new(1.0, theme::of(ui).line);
    ui.painter().hline(top.x_range(), top.bottom() - 0.5, line);
    ui.painter().vline(rail.right() - 0.5, rail.y_range(), line);
    ui.painter().hline(status.x_range(), status.top() + 0.5, line);
}

fn top_bar(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let now = screen.now;
    let p = theme::of(ui);
    ui.painter().rect_filled(rect, 0, p.rail);
    let name = Rect::from_min_max(
        pos2(rect.left() + theme::PAD, rect.top()),
        pos2(rect.left() + theme::RAIL_WIDTH - 8.0, rect.bottom()),
    );
    let shop = text::tame(&screen.facts.shop_name, 40);
    widgets::label_at(ui, name, Align::Min, &shop, theme::bold(theme::NAME), p.text);
    let health = health(screen, ui, rect, now.lang);
    let right = health.first().map_or(rect.right() - theme::PAD, |light| light.place.left() - 14.0);
    let room = (right - 24.0) - (rect.left() + theme::RAIL_WIDTH + theme::PAD);
    let field = Rect::from_min_size(
        pos2(rect.left() + theme::RAIL_WIDTH + theme::PAD, rect.center().y - 15.0),
        vec2(room.clamp(160.0, 440.0), 30.0),
    );
    if palette::search_field(ui, field, now.lang) {
        acts.push(Action::OpenSearch);
    }
    for one in health {
        show_light(screen, ui, &one, now.lang, acts);
    }
}

/// A light and where it stands.
struct PlacedLight {
    light: Subsystem,
    place: Rect,
}

/// The lights at the top right, from left to right.
fn health(screen: &Screen<'_>, ui: &Ui, rect: Rect, lang: Lang) -> Vec<PlacedLight> {
    let p = theme::of(ui);
    let mut right = rect.right() - theme::PAD;
    let mut all = Vec::new();
    for light in [
        Subsystem::Jobs,
        Subsystem::Printers,
        Subsystem::Tunnel,
        Subsystem::Listener,
        Subsystem::WeChat,
        Subsystem::Database,
    ] {
        let state = screen.model.light(light);
        let optional = matches!(light, Subsystem::Tunnel | Subsystem::Printers);
        if optional && state == HealthState::Unknown {
            continue; // a shop without a way to look after, or without a printer that was tried
        }
        if light == Subsystem::Database && state.is_well() {
            continue; // nobody looks for it before it stops the shop, and then it must be there
        }
        let name = text::light(lang, light).to_owned();
        let width = ui.painter().layout_no_wrap(name, theme::font(theme::CAPTION), p.muted).size().x + 16.0;
        let place = Rect::from_min_max(pos2(right - width, rect.top() + 8.0), pos2(right, rect.bottom() - 8.0));
        all.push(PlacedLight { light, place });
        right -= width + 14.0;
    }
    all.reverse();
    all
}

fn show_light(screen: &Screen<'_>, ui: &Ui, one: &PlacedLight, lang: Lang, acts: &mut Vec<Action>) {
    let (p, place, light) = (theme::of(ui), one.place, one.light);
    let name = text::light(lang, light);
    let response = ui.interact(place, ui.scope_id().with(("light", light)), Sense::click());
    let state = screen.model.light(light);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let (glyph, ink) = widgets::light_look(ui, &state);
    glyph.paint(ui.painter(), pos2(place.left() + 4.0, place.center().y), ink);
    let words = if response.hovered() { p.text } else { p.muted };
    ui.painter().text(
        pos2(place.right(), place.center().y),
        Align2::RIGHT_CENTER,
        name,
        theme::font(theme::CAPTION),
        words,
    );
    widgets::focus_ring(ui, &response, place.expand(4.0));
    if response.on_hover_text(text::light_meaning(lang, light, &state)).clicked() {
        acts.push(Action::Go(if light == Subsystem::Printers { Place::Printers } else { Place::Connection }));
    }
}

fn show_rail(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    let p = theme::of(ui);
    ui.painter().rect_filled(rect, 0, p.rail);
    let counts = &screen.model.shot.counts;
    let upper = [
        (Place::Today, text::today(lang), 0, false),
        (Place::Orders, text::orders(lang), counts.unseen, false),
        (Place::Refunds, text::refunds(lang), counts.refunds_waiting, true),
        (Place::Shipping, text::shipping(lang), counts.to_ship, false),
        (Place::Products, text::products(lang), 0, false),
    ];
    let lower =
        [(Place::Notices, text::notices(lang), 0, false), (Place::Connection, text::connection(lang), 0, false)];
    let mut y = rect.top() + 12.0;
    for (place, name, count, urgent) in upper {
        nav(screen, ui, rect, y, place, name, (count, urgent), acts);
        y += 38.0;
    }
    let mut y = rect.bottom() - 12.0 - lower.len() as f32 * 38.0 + 2.0;
    for (place, name, count, urgent) in lower {
        nav(screen, ui, rect, y, place, name, (count, urgent), acts);
        y += 38.0;
    }
}

#[allow(clippy::too_many_arguments)] // One row of the rail is this many facts.
fn nav(
    screen: &Screen<'_>,
    ui: &mut Ui,
    rail: Rect,
    y: f32,
    place: Place,
    name: &str,
    (count, urgent): (u64, bool),
    acts: &mut Vec<Action>,
) {
    let p = theme::of(ui);
    let rect = Rect::from_min_size(pos2(rail.left() + 8.0, y), vec2(rail.width() - 17.0, 36.0));
    let response = ui.interact(rect, ui.scope_id().with(("nav", place)), Sense::click());
    // A page that is reached from another one belongs to it.
    let home = match screen.gaze.place {
        Place::Printers => Place::Connection,
        Place::ShippingSheet => Place::Shipping,
        Place::Money => Place::Today,
        itself => itself,
    };
    let chosen = home == place;
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, name));
    if chosen {
        ui.painter().rect_filled(rect, theme::RADIUS, p.accent_bg);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, p.bg);
    }
    let (font, ink) = if chosen { (theme::bold(theme::BODY), p.accent) } else { (theme::font(theme::BODY), p.muted) };
    ui.painter().text(pos2(rect.left() + 12.0, rect.center().y), Align2::LEFT_CENTER, name, font, ink);
    if count > 0 {
        badge(ui, rect, count, urgent);
    }
    widgets::focus_ring(ui, &response, rect);
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        acts.push(Action::Go(place));
    }
}

fn badge(ui: &Ui, rect: Rect, count: u64, urgent: bool) {
    let p = theme::of(ui);
    let (ink, fill) = if urgent { (p.danger, p.danger_bg) } else { (p.text, p.line) };
    let letters = ui.painter().layout_no_wrap(text::count(count), theme::bold(theme::CAPTION), ink);
    let size = vec2((letters.size().x + 12.0).max(20.0), 20.0);
    let place = Rect::from_min_size(pos2(rect.right() - 12.0 - size.x, rect.center().y - 10.0), size);
    ui.painter().rect_filled(place, 10, fill);
    ui.painter().galley(place.center() - letters.size() / 2.0, letters, ink);
}

fn status_bar(screen: &Screen<'_>, ui: &mut Ui, rect: Rect, just_copied: bool, acts: &mut Vec<Action>) {
    let lang = screen.now.lang;
    let p = theme::of(ui);
    ui.painter().rect_filled(rect, 0, p.rail);
    let layout = egui::Layout::left_to_right(Align::Center);
    let inside = rect.shrink2(vec2(theme::PAD, 2.0));
    let mut left = ui.new_child(UiBuilder::new().id_salt("status").max_rect(inside).layout(layout));
    left.spacing_mut().item_spacing.x = 20.0;
    widgets::caption(&mut left, &text::status_orders(lang, screen.model.shot.counts.orders));
    if screen.model.loaded {
        let (sign, _) = left.allocate_exact_size(vec2(10.0, 12.0), Sense::hover());
        let (glyph, ink) =
            if screen.model.trouble.is_some() { (Glyph::Bang, p.danger) } else { (Glyph::Check, p.faint) };
        glyph.paint(left.painter(), sign.center(), ink);
        left.add_space(-12.0);
        widgets::caption(&mut left, &text::clock(screen.model.read_at));
    }
    if just_copied {
        widgets::caption(&mut left, text::copied(lang));
    }
    if screen.silent {
        silent_mark(&mut left, lang);
    }
    let look = match screen.theme {
        theme::ThemeChoice::System => text::theme_system(lang),
        theme::ThemeChoice::Light => text::theme_light(lang),
        theme::ThemeChoice::Dark => text::theme_dark(lang),
    };
    let choices = [
        (look, Action::NextTheme),
        (text::switch_language(lang), Action::OtherLanguage),
        (text::keys_title(lang), Action::Keys(true)),
    ];
    // Where closing the window does not end the program, something in it must.
    let quit = screen.facts.stays.then_some((text::quit(lang), Action::Quit));
    widgets::at_right(ui, "choices", inside, |ui| {
        ui.spacing_mut().item_spacing.x = 18.0;
        for (name, action) in choices.into_iter().chain(quit) {
            if widgets::quiet_link(ui, name).clicked() {
                acts.push(action);
            }
        }
    });
}

/// Nothing is heard on this computer: a mark, and why.
fn silent_mark(ui: &mut Ui, lang: Lang) {
    let p = theme::of(ui);
    let (sign, _) = ui.allocate_exact_size(vec2(10.0, 12.0), Sense::hover());
    Glyph::Bang.paint(ui.painter(), sign.center(), p.warn);
    ui.add_space(-12.0);
    let words = egui::RichText::new(text::silent_mark(lang)).font(theme::font(theme::CAPTION)).color(p.warn);
    ui.label(words).on_hover_text(text::silent_why(lang));
}

fn banners(screen: &Screen<'_>, ui: &Ui, page: &mut Rect) {
    let lang = screen.now.lang;
    let mut take = |line: &str, serious: bool| {
        let rect = Rect::from_min_size(page.min, vec2(page.width(), alerts::banner_height(ui, *page, line)));
        alerts::banner(ui, rect, line, serious);
        page.min.y = rect.bottom();
    };
    if screen.facts.practice {
        take(text::practice_banner(lang), false);
    }
    if !screen.model.shot.held.is_empty() {
        take(&text::held_banner(lang, &screen.model.shot.held), false);
    }
    if let Some((trouble, _)) = &screen.model.trouble {
        take(text::trouble_meaning(lang, *trouble), true);
    }
}

fn strips(screen: &Screen<'_>, parts: &mut Parts<'_>, ui: &mut Ui, page: &mut Rect, acts: &mut Vec<Action>) {
    let now = screen.now;
    let take = |page: &mut Rect, height: f32| {
        let rect = Rect::from_min_size(page.min, vec2(page.width(), height));
        page.min.y = rect.bottom() + theme::GAP;
        rect
    };
    if let Some(message) = screen.message {
        let height = alerts::height(ui, page.width(), &message.words);
        alerts::message(ui, take(page, height), now, message, acts);
    }
    if !screen.model.shot.unseen.is_empty() {
        let busy = screen.pending.marking_seen();
        // On a list, S means the chosen order.
        let chosen = match screen.gaze.place {
            Place::Orders => parts.pages.orders.selected.is_some(),
            Place::Shipping => screen.gaze.order.is_some(),
            _ => false,
        };
        let keys = !chosen && !screen.asks;
        parts.strip.new_orders(ui, take(page, alerts::STRIP), now, screen.model, (busy, keys), acts);
    }
    let mut calls = screen.calls.clone();
    if screen.gaze.place == Place::Refunds {
        // The page itself shows them.
        calls.retain(|call| !matches!(call.news, News::RefundAsked(_) | News::MoneyShort(_)));
    }
    let Some(line) = alerts::call_words(now, screen.model, &calls) else {
        parts.call_strip.gone();
        return;
    };
    let rect = take(page, alerts::height(ui, page.width(), &line));
    alerts::call(parts.call_strip, ui, rect, now, (&line, &calls), acts);
}

fn show_keys(ui: &Ui, lang: Lang, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let modal = egui::Modal::new(egui::Id::unique("keys")).frame(theme::dialog(p)).backdrop_color(p.veil);
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(380.0);
        widgets::heading(ui, text::keys_title(lang));
        // In a low window the lines scroll, and the button stays in sight.
        let most = (ui.ctx().content_rect().height() - 180.0).max(80.0);
        egui::ScrollArea::vertical().id_salt("keys").max_height(most).show(ui, |ui| {
            ui.set_width(366.0);
            for line in text::keys_body(lang).split(" · ") {
                widgets::paragraph(ui, line);
            }
        });
        ui.add_space(8.0);
        widgets::button(ui, widgets::ButtonKind::Plain, text::close(lang), true).clicked()
    });
    if shown.inner || shown.should_close() {
        acts.push(Action::Keys(false));
    }
}
