//! The search box: Ctrl K, type, choose.

use crate::ui::{
    action::Action,
    keys,
    model::Model,
    text, theme, typing,
    widgets::{self, Glyph, Now},
};
use egui::{
    Align, Area, Id, Key, Margin, Modifiers, Order, Rect, Sense, TextEdit, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

/// What is being looked for.
#[derive(Debug, Default)]
pub(in crate::ui) struct SearchBox {
    wanted: String,
    open: bool,
    chosen: usize,
}

impl SearchBox {
    /// Empties and closes it.
    pub fn shut(&mut self) {
        *self = Self::default();
    }

    pub fn show(&mut self, ui: &mut Ui, rect: Rect, now: Now, model: &Model, acts: &mut Vec<Action>) {
        let id = Id::unique("search");
        if keys::in_front(ui) && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::K)) {
            ui.ctx().memory_mut(|memory| memory.request_focus(id));
        }
        let focused = ui.ctx().memory(|memory| memory.has_focus(id));
        self.keys(ui, focused, model, acts);
        let ctx = ui.ctx().clone();
        let response = typing::field(&ctx, id, &mut self.wanted, |wanted| {
            let edit = TextEdit::singleline(wanted)
                .id(id)
                .hint_text(text::search_hint(now.lang))
                .font(theme::font(theme::SMALL))
                .char_limit(64)
                .margin(Margin { left: 32, right: 64, top: 6, bottom: 6 })
                .desired_width(rect.width())
                .min_size(rect.size());
            ui.put(rect, edit).accessible_name(text::search(now.lang))
        });
        widgets::focus_ring(ui, &response, rect);
        let p = theme::of(ui);
        Glyph::Lens.paint(ui.painter(), pos2(rect.left() + 17.0, rect.center().y), p.faint);
        let cap = Rect::from_center_size(pos2(rect.right() - 33.0, rect.center().y), vec2(48.0, 20.0));
        widgets::key_cap(ui.painter(), cap, "Ctrl K", p.faint);
        if response.changed() {
            self.open = true;
            self.chosen = 0;
            acts.push(Action::Search(self.wanted.trim().to_owned()));
        }
        if response.gained_focus() {
            self.open = true;
        }
        if self.open && !self.wanted.trim().is_empty() {
            self.results(ui, rect, now, model, acts);
        }
        let pressed_elsewhere = response.clicked_elsewhere();
        if pressed_elsewhere && !focused {
            self.open = false;
        }
    }

    fn keys(&mut self, ui: &Ui, focused: bool, model: &Model, acts: &mut Vec<Action>) {
        let (mine, covered) =
            ui.ctx().memory(|memory| (focused || memory.focused().is_none(), memory.top_modal_layer().is_some()));
        if !self.open || self.wanted.trim().is_empty() || !mine || covered {
            return;
        }
        let found = &model.shot.found;
        let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::ArrowDown) {
            self.chosen = (self.chosen + 1).min(found.len().saturating_sub(1));
        }
        if pressed(Key::ArrowUp) {
            self.chosen = self.chosen.saturating_sub(1);
        }
        if pressed(Key::Escape) {
            self.shut();
            acts.push(Action::Search(String::new()));
        } else if pressed(Key::Enter)
            && model.shot.gaze.search == self.wanted.trim()
            && let Some(row) = found.get(self.chosen)
        {
            acts.push(Action::OpenOrder(row.key.order_no.clone()));
            ui.ctx().memory_mut(|memory| memory.surrender_focus(Id::unique("search")));
        }
    }

    fn results(&mut self, ui: &Ui, under: Rect, now: Now, model: &Model, acts: &mut Vec<Action>) {
        let p = theme::of(ui);
        let area =
            Area::new(Id::unique("found")).order(Order::Foreground).fixed_pos(pos2(under.left(), under.bottom() + 4.0));
        area.show(ui.ctx(), |ui| {
            theme::dialog(p).inner_margin(8).show(ui, |ui| {
                ui.set_width(under.width() - 18.0);
                ui.spacing_mut().item_spacing.y = 2.0;
                for (at, row) in model.shot.found.iter().enumerate() {
                    if hit(ui, now, row, at == self.chosen) {
                        acts.push(Action::OpenOrder(row.key.order_no.clone()));
                    }
                }
                ui.add_space(4.0);
                let answered = model.shot.gaze.search == self.wanted.trim();
                let hint = if answered && model.shot.found.is_empty() {
                    text::search_nothing(now.lang)
                } else {
                    text::search_scope(now.lang)
                };
                widgets::caption(ui, hint);
            });
        });
    }
}

fn hit(ui: &mut Ui, now: Now, row: &crate::store::OrderRow, chosen: bool) -> bool {
    let p = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), Sense::click());
    let (look, word) = widgets::order_look(now.lang, row);
    let name = format!("{} {} {} {word}", row.key.order_no, text::tame(&row.buyer, 20), row.total);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if chosen || response.hovered() {
        ui.painter().rect_filled(rect, theme::RADIUS, p.sel);
    }
    let chip = widgets::chip_width(ui, word);
    let words = rect.shrink2(vec2(10.0, 0.0)).with_max_x(rect.right() - chip - 110.0);
    let line = format!("{}   {}   {}", row.key.order_no, text::tame(&row.buyer, 20), text::tame(&row.items, 40));
    widgets::paint_cut(ui, words, Align::Min, &line, theme::font(theme::SMALL), p.text);
    let sum = Rect::from_min_max(pos2(words.right(), rect.top()), pos2(rect.right() - chip - 16.0, rect.bottom()));
    widgets::paint_cut(ui, sum, Align::Max, &row.total.to_string(), theme::bold(theme::SMALL), p.text);
    widgets::chip_at(ui, pos2(rect.right() - chip - 6.0, rect.center().y), look, word);
    response.clicked()
}
