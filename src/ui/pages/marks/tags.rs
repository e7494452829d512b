//! Tags as chips with a dot of their colour. "+" opens them: then they come off, others go on, and new ones are made.

use super::{
    notes::{cross, into_sight},
    state::{MarksState, TagUndone, Undo, wish},
};
use crate::{
    domain::{MarkSubject, TAG_CHARS_MAX, Tag, TagColor, TagName},
    jobs::MarkWish,
    store::Marks,
    ui::{
        action::Action,
        text::{self, Lang},
        theme,
        widgets::{self, ButtonKind, Glyph},
    },
};
use egui::{self, Id, Key, Response, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

const CHIP: f32 = 20.0;
const DOT: f32 = 4.0;

/// The tags on `subject`, and while they are open every other there is.
pub(super) fn show(
    state: &mut MarksState,
    ui: &mut Ui,
    lang: Lang,
    (subject, marks, all): (&MarkSubject, &Marks, &[Tag]),
    acts: &mut Vec<Action>,
) {
    let open = state.tagging.as_ref() == Some(subject);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        ui.spacing_mut().interact_size.y = CHIP;
        ui.horizontal_wrapped(|ui| {
            for tag in &marks.tags {
                let name = tag.name.as_str();
                if !open {
                    chip(ui, tag, name, Sense::hover());
                } else if chip(ui, tag, &text::take_tag_off(lang, name), Sense::click()).clicked() {
                    let back = MarkWish::PutTag(subject.clone(), tag.name.clone());
                    let what = TagUndone::Tag(tag.name.clone());
                    state.undo = Some(Undo { subject: subject.clone(), what, wish: back });
                    wish(acts, MarkWish::TakeTag(subject.clone(), tag.name.clone()));
                }
            }
            let name = match (open, subject) {
                (true, _) => text::close_tags(lang),
                (false, MarkSubject::Buyer(_)) => text::add_buyers_tag(lang),
                (false, _) => text::add_tag(lang),
            };
            let word = marks.tags.is_empty().then(|| text::tag_word(lang));
            if plus(ui, name, open, word) {
                (state.tagging, state.opened) = ((!open).then(|| subject.clone()), !open);
            }
        });
        if open {
            others(state, ui, lang, (subject, marks, all), acts);
            new_tag(state, ui, lang, subject, acts);
        }
    });
}

/// What can be put on; what stands nowhere can be deleted.
fn others(
    state: &mut MarksState,
    ui: &mut Ui,
    lang: Lang,
    (subject, marks, all): (&MarkSubject, &Marks, &[Tag]),
    acts: &mut Vec<Action>,
) {
    ui.horizontal_wrapped(|ui| {
        for tag in all.iter().filter(|tag| !marks.tags.contains(tag)) {
            ui.push_id(tag.name.as_str(), |ui| {
                if chip(ui, tag, &text::put_tag_on(lang, tag.name.as_str()), Sense::click()).clicked() {
                    state.undo = None;
                    wish(acts, MarkWish::PutTag(subject.clone(), tag.name.clone()));
                }
                if cross(ui, &text::drop_tag(lang, tag.name.as_str())) {
                    wish(acts, MarkWish::DropTag(tag.name.clone()));
                }
            });
        }
    });
}

/// A name, a colour, and it is made and put on at once.
fn new_tag(state: &mut MarksState, ui: &mut Ui, lang: Lang, subject: &MarkSubject, acts: &mut Vec<Action>) {
    let id = Id::unique(("new-tag", subject));
    let width = ui.available_width();
    let hint = text::new_tag_hint(lang);
    let field = widgets::field(ui, id, text::new_tag(lang), hint, &mut state.new_tag, width);
    if std::mem::take(&mut state.opened) {
        into_sight(&field);
    }
    let chosen = state.new_color.unwrap_or(TagColor::Jade);
    let mut make = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let named = TagName::parse(&state.new_tag);
    if named.is_err() && state.new_tag.trim().chars().count() > TAG_CHARS_MAX {
        widgets::sentence(ui, text::tag_name_bad(lang), theme::of(ui).warn);
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for color in TagColor::ALL {
            if dot(ui, *color, *color == chosen, text::tag_color(lang, *color)) {
                state.new_color = Some(*color);
            }
        }
    });
    make |= widgets::button(ui, ButtonKind::Plain, text::make_tag(lang), named.is_ok()).clicked();
    if let (true, Ok(name)) = (make, named) {
        wish(acts, MarkWish::MakeTag(Tag { name: name.clone(), color: chosen }));
        wish(acts, MarkWish::PutTag(subject.clone(), name));
        state.new_tag.clear();
    }
}

fn chip(ui: &mut Ui, tag: &Tag, name: &str, sense: Sense) -> Response {
    let p = theme::of(ui);
    let words = text::tame(tag.name.as_str(), 24);
    let clicks = sense.senses_click();
    let letters = ui.painter().layout_no_wrap(words, theme::font(theme::CAPTION), p.text);
    let (rect, response) = ui.allocate_exact_size(vec2(letters.size().x + 26.0, CHIP), sense);
    let role = if clicks { Role::Button } else { Role::Label };
    response.widget_info(|| WidgetInfo::labeled(role, true, name));
    let fill = if clicks && response.hovered() { p.line } else { p.raised };
    let edge = egui::StrokeKind::Inside;
    ui.painter().rect(rect, 6, fill, Stroke::new(1.0, p.line), edge);
    ui.painter().circle_filled(pos2(rect.left() + 10.0, rect.center().y), DOT, theme::tag_ink(p, tag.color));
    let at = pos2(rect.left() + 18.0, rect.center().y - letters.size().y / 2.0);
    ui.painter().galley(at, letters, p.text);
    widgets::focus_ring(ui, &response, rect);
    if clicks { response.on_hover_text(name) } else { response }
}

/// Opens and closes the tags; says so in a word while there is none.
fn plus(ui: &mut Ui, name: &str, open: bool, word: Option<&str>) -> bool {
    let p = theme::of(ui);
    let letters =
        ui.painter().layout_no_wrap(word.unwrap_or_default().to_owned(), theme::font(theme::CAPTION), p.muted);
    let width = if word.is_some() { letters.size().x + 30.0 } else { 24.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(width, CHIP), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, name));
    let ink = if response.hovered() { p.text } else { p.muted };
    ui.painter().rect(rect, 6, p.raised, Stroke::new(1.0, p.line), egui::StrokeKind::Inside);
    let sign = if open { Glyph::Minus } else { Glyph::Plus };
    sign.paint(ui.painter(), pos2(rect.left() + 12.0, rect.center().y), ink);
    let at = pos2(rect.left() + 22.0, rect.center().y - letters.size().y / 2.0);
    ui.painter().galley_with_override_text_color(at, letters, ink);
    widgets::focus_ring(ui, &response, rect);
    response.on_hover_text(name).clicked()
}

fn dot(ui: &mut Ui, color: TagColor, chosen: bool, name: &str) -> bool {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(24.0, 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, name));
    ui.painter().circle_filled(rect.center(), 6.0, theme::tag_ink(p, color));
    if chosen {
        ui.painter().circle_stroke(rect.center(), 9.0, Stroke::new(1.5, p.text));
    }
    widgets::focus_ring(ui, &response, rect);
    response.on_hover_text(name).clicked()
}
