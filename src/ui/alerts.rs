//! The strip for what is new, and for the answers to the owner's wishes. It has a place of its own, never over content.

use crate::ui::{
    action::Action,
    model::Model,
    text, theme,
    toast::{Toast, Tone},
    widgets::{self, ButtonKind, Glyph, Now},
};
use crate::{
    alerts::{AlertItem, News},
    jobs::Command,
};
use egui::{self, Align, Color32, Id, LayerId, Order, Pos2, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

/// Height of a strip.
pub(super) const STRIP: f32 = 40.0;
/// Height of a banner of one line.
const BANNER: f32 = 30.0;
/// Where the words of a strip begin, and what lies between them and its buttons.
const WORDS: (f32, f32) = (34.0, 12.0);
/// Room for two buttons, in either language.
const BUTTONS: f32 = 190.0;
/// A pointer that moved less than this since the strip appeared was not aimed at it.
const AIMED: f32 = 4.0;
/// After this long, whoever clicks has seen the strip.
const NOTICED_SECS: f64 = 1.5;

/// Since when the strip is there, and where the pointer was then: a click meant for what was here before does not count.
#[derive(Debug, Default, Clone)]
pub(super) struct Strip {
    since: Option<(f64, Option<Pos2>)>,
    about: Option<News>,
}

impl Strip {
    /// True if clicks on the strip are meant for it.
    fn aimed(&mut self, ui: &Ui) -> bool {
        let (time, pointer) = ui.input(|input| (input.time, input.pointer.latest_pos()));
        let (since, place) = *self.since.get_or_insert((time, pointer));
        let moved = match (place, pointer) {
            (Some(before), Some(now)) => before.distance(now) > AIMED,
            (None, _) | (_, None) => true,
        };
        moved || time - since > NOTICED_SECS
    }

    /// The same where something else may have come in this one's place.
    fn aimed_at(&mut self, ui: &Ui, news: &News) -> bool {
        if self.about.as_ref() != Some(news) {
            *self = Self { since: None, about: Some(news.clone()) };
        }
        self.aimed(ui)
    }

    /// Nothing to show.
    pub fn gone(&mut self) {
        *self = Self::default();
    }

    /// The newest unseen order.
    /// `keys`: the S key means this order.
    pub fn new_orders(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        now: Now,
        model: &Model,
        (busy, keys): (bool, bool),
        acts: &mut Vec<Action>,
    ) {
        let Some(first) = model.shot.unseen.first() else { return };
        let p = theme::of(ui);
        let aimed = self.aimed(ui);
        let age = text::age(now.lang, first.paid_at.unwrap_or(first.key.created_at), now.at);
        let more = model.shot.counts.unseen.saturating_sub(1);
        let line = text::new_order_line(now.lang, &first.items, first.total, &age, more);
        ground(ui, rect, p.accent_bg, p.accent, Glyph::Dot);
        let ((), left) = widgets::at_right(ui, "new-orders", inside(rect), |ui| {
            if first.state == crate::domain::OrderState::ToShip {
                let key = keys.then_some("S");
                let ship = widgets::button_with_key(ui, ButtonKind::Plain, text::ship(now.lang), key);
                if (ship.clicked() && aimed) || (keys && super::keys::key(ui, egui::Key::S)) {
                    acts.push(Action::ShipOrder(first.key.order_no.clone()));
                }
            }
            if widgets::button(ui, ButtonKind::Plain, text::got_it(now.lang), !busy).clicked() && aimed {
                acts.push(Action::Shop(Command::MarkSeen(vec![first.key.order_no.clone()])));
            }
            if more > 0 && widgets::button(ui, ButtonKind::Plain, text::got_it_all(now.lang), !busy).clicked() && aimed
            {
                acts.push(Action::Shop(Command::MarkSeen(Vec::new())));
            }
        });
        words(ui, rect, left, &line, p.accent);
        ui.ctx().request_repaint_after_secs(60.0);
    }
}

/// What the most pressing call says.
pub(super) fn call_words(now: Now, model: &Model, calls: &[AlertItem]) -> Option<String> {
    let first = calls.first()?;
    let line = text::call_line(now.lang, first, same_kind(first, calls).len().saturating_sub(1));
    Some(match &first.news {
        News::Broken(light) => format!("{line} · {}", text::light_meaning(now.lang, *light, &model.light(*light))),
        _ => line,
    })
}

fn same_kind(first: &AlertItem, calls: &[AlertItem]) -> Vec<News> {
    let same = |call: &&AlertItem| std::mem::discriminant(&call.news) == std::mem::discriminant(&first.news);
    calls.iter().filter(same).map(|call| call.news.clone()).collect()
}

/// Height of a strip that says all of these words: what to do next stands at their end.
pub(super) fn height(ui: &Ui, width: f32, line: &str) -> f32 {
    let room = width - WORDS.0 - WORDS.1 - BUTTONS;
    (widgets::whole_height(ui, room, line, theme::bold(theme::SMALL)) + 20.0).max(STRIP)
}

/// The most pressing call beside new orders. Those of its kind are seen together.
pub(super) fn call(
    strip: &mut Strip,
    ui: &mut Ui,
    rect: Rect,
    now: Now,
    (line, calls): (&str, &[AlertItem]),
    acts: &mut Vec<Action>,
) {
    let Some(first) = calls.first() else { return };
    let p = theme::of(ui);
    let aimed = strip.aimed_at(ui, &first.news);
    let same = same_kind(first, calls);
    let broken = matches!(first.news, News::Broken(_));
    let (fill, ink) = if broken { (p.danger_bg, p.danger) } else { (p.warn_bg, p.warn) };
    ground(ui, rect, fill, ink, Glyph::Bang);
    let ((), left) = widgets::at_right(ui, "call", inside(rect), |ui| {
        if widgets::button(ui, ButtonKind::Plain, text::show_it(now.lang), true).clicked() && aimed {
            acts.push(Action::ShowNews(first.news.clone()));
        }
        if widgets::button(ui, ButtonKind::Plain, text::got_it(now.lang), true).clicked() && aimed {
            acts.push(Action::Acknowledge(same));
        }
    });
    whole(ui, rect, left, line, ink);
}

/// The answer to a wish.
pub(super) fn message(ui: &mut Ui, rect: Rect, now: Now, message: &Toast, acts: &mut Vec<Action>) {
    let (ground_ink, ink, glyph) = tone(ui, message.tone);
    ground(ui, rect, ground_ink, ink, glyph);
    let (close, left) = widgets::at_right(ui, "message", inside(rect), |ui| {
        widgets::button(ui, ButtonKind::Plain, text::close(now.lang), true).clicked()
    });
    if close {
        acts.push(Action::CloseMessage);
    }
    whole(ui, rect, left, &message.words, ink);
}

fn tone(ui: &Ui, tone: Tone) -> (Color32, Color32, Glyph) {
    let p = theme::of(ui);
    match tone {
        Tone::Good => (p.accent_bg, p.accent, Glyph::Check),
        Tone::Odd => (p.warn_bg, p.warn, Glyph::Bang),
        Tone::Serious => (p.danger_bg, p.danger, Glyph::Bang),
    }
}

/// The same in front of a dialog, which may lie over the strip: what was not done is read all the same. It is painted only;
/// the strip has its name and its button.
pub(super) fn message_in_front(ui: &Ui, rect: Rect, message: &Toast) {
    let (ground_ink, ink, glyph) = tone(ui, message.tone);
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Tooltip, Id::unique("message-in-front")));
    painter.rect(rect, theme::RADIUS, ground_ink, Stroke::new(1.0, ink), StrokeKind::Inside);
    glyph.paint(&painter, pos2(rect.left() + 20.0, rect.center().y), ink);
    let place = rect.with_min_x(rect.left() + WORDS.0).with_max_x(rect.right() - WORDS.1);
    widgets::paint_whole(&painter, place, &message.words, theme::bold(theme::SMALL), ink);
}

fn ground(ui: &Ui, rect: Rect, fill: Color32, ink: Color32, glyph: Glyph) {
    ui.painter().rect_filled(rect, theme::RADIUS, fill);
    glyph.paint(ui.painter(), pos2(rect.left() + 20.0, rect.center().y), ink);
}

fn inside(rect: Rect) -> Rect {
    rect.shrink2(vec2(8.0, 4.0))
}

fn words_place(rect: Rect, right: f32) -> Rect {
    rect.with_min_x(rect.left() + WORDS.0).with_max_x(right - WORDS.1)
}

fn whole(ui: &Ui, rect: Rect, right: f32, line: &str, ink: Color32) {
    widgets::whole_at(ui, words_place(rect, right), line, theme::bold(theme::SMALL), ink);
}

fn words(ui: &Ui, rect: Rect, right: f32, line: &str, ink: Color32) {
    let place = words_place(rect, right);
    let width = widgets::label_at(ui, place, Align::Min, line, theme::bold(theme::SMALL), ink);
    if width >= place.width() - 1.0 {
        ui.interact(place, ui.unique_id().with(("whole", line)), egui::Sense::hover()).on_hover_text(line);
    }
}

/// A banner across the top of the page: the practice shop, another merchant's rows, or data that cannot be read.
pub(super) fn banner(ui: &Ui, rect: Rect, line: &str, serious: bool) {
    let p = theme::of(ui);
    let (fill, ink) = if serious { (p.danger_bg, p.danger) } else { (p.warn_bg, p.warn) };
    ui.painter().rect_filled(rect, 0, fill);
    Glyph::Bang.paint(ui.painter(), pos2(rect.left() + theme::PAD + 4.0, rect.center().y), ink);
    widgets::whole_at(ui, banner_place(rect), line, theme::bold(theme::CAPTION), ink);
}

fn banner_place(rect: Rect) -> Rect {
    rect.with_min_x(rect.left() + theme::PAD + 18.0).with_max_x(rect.right() - theme::PAD)
}

/// Height of a banner that says all of these words.
pub(super) fn banner_height(ui: &Ui, rect: Rect, line: &str) -> f32 {
    let words = widgets::whole_height(ui, banner_place(rect).width(), line, theme::bold(theme::CAPTION));
    (words + 12.0).max(BANNER)
}
