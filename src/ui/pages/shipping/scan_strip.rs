//! The strip of the scan desk above the queue: whose box is open, how far it is packed, and what the last scan said.

use super::{
    packing::{Packed, Packing},
    state::ShippingPage,
};
use crate::ui::{
    action::Action,
    bench_word::BenchWord,
    screen::Screen,
    text::{self, Lang},
    theme,
    widgets::{self, ButtonKind, ChipLook},
};
use egui::{Align, Color32, Id, Key, Rect, Stroke, Ui, pos2, vec2};

pub(super) const HEIGHT: f32 = 44.0;
/// Width of the field for a code.
const FIELD: f32 = 170.0;
/// How to begin is said where there is this much room for it.
const HINT_LEAST: f32 = 190.0;
/// More pieces than this stand as figures alone.
const MOST_BARS: u32 = 12;

/// Draws it.
pub(super) fn show(screen: &Screen<'_>, page: &mut ShippingPage, ui: &mut Ui, rect: Rect, acts: &mut Vec<Action>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
    bars(ui, pos2(rect.left() + 14.0, rect.center().y), p.accent);
    let title = rect.with_min_x(rect.left() + 42.0);
    let width = widgets::label_at(ui, title, Align::Min, text::scan_desk(lang), theme::font(theme::BODY), p.text);
    let mut room = title.with_min_x(title.left() + width + 12.0).with_max_x(rect.right() - 12.0);
    let on_table = page.packing.as_ref().filter(|packing| screen.gaze.order.as_ref() == Some(&packing.order_no));
    let Some(packing) = on_table else {
        empty(page, ui, room, lang, acts);
        return;
    };
    let (stop, left) = widgets::at_right(ui, "scan-desk", room.shrink2(vec2(0.0, 4.0)), |ui| {
        widgets::key_button(ui, ButtonKind::Plain, text::scan_desk_stop(lang), "Esc", true).clicked()
    });
    room.max.x = left - 12.0;
    if let Some(word) = page.told {
        let chip = told(ui, room, word, lang);
        room.min.x = chip.right() + 12.0;
    }
    progress(screen, ui, packing, room);
    if stop {
        (page.packing, page.told) = (None, None);
        acts.push(Action::CloseOrder);
    }
}

/// No box is open: what the last scan came to, how to begin, and the sheet of commands.
fn empty(page: &mut ShippingPage, ui: &mut Ui, mut room: Rect, lang: Lang, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let (sheet, left) = widgets::at_right(ui, "command-sheet", room.shrink2(vec2(0.0, 4.0)), |ui| {
        typed_code(page, ui, lang, acts);
        widgets::button(ui, ButtonKind::Plain, text::command_sheet_button(lang), true).clicked()
    });
    if sheet {
        acts.push(Action::AskCommandSheet);
    }
    room.max.x = left - 12.0;
    if let Some(word) = page.told {
        let chip = told(ui, room, word, lang);
        room.min.x = chip.right() + 12.0;
    }
    if room.width() >= HINT_LEAST {
        widgets::label_at(ui, room, Align::Min, text::scan_desk_empty(lang), theme::font(theme::SMALL), p.muted);
    }
}

/// The field for a code that is typed: a pick-up is read out as often as it is shown.
fn typed_code(page: &mut ShippingPage, ui: &mut Ui, lang: Lang, acts: &mut Vec<Action>) {
    let (id, name) = (Id::unique("scan-strip-code"), text::scan_field(lang));
    let field = widgets::field(ui, id, name, name, &mut page.code, FIELD);
    if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) && !page.code.trim().is_empty() {
        acts.push(Action::Scanned(std::mem::take(&mut page.code)));
        field.request_focus();
    }
}

/// What the voice said, in the same words.
fn told(ui: &Ui, room: Rect, word: BenchWord, lang: Lang) -> Rect {
    let look = match word {
        BenchWord::Refunding | BenchWord::Refunded | BenchWord::LeaveOut => ChipLook::Danger,
        word if word.stops() => ChipLook::Warn,
        _ => ChipLook::Accent,
    };
    widgets::chip_at(ui, room.left_center(), look, &text::bench_word(lang, word))
}

/// The sign of the desk: bars as on a label.
fn bars(ui: &Ui, at: egui::Pos2, ink: Color32) {
    for (x, width) in [(0.0, 2.0), (3.5, 1.0), (6.0, 2.5), (10.0, 1.0), (12.5, 2.0)] {
        let bar = Rect::from_min_size(pos2(at.x + x, at.y - 7.0), vec2(width, 14.0));
        ui.painter().rect_filled(bar, 0, ink);
    }
}

fn progress(screen: &Screen<'_>, ui: &Ui, packing: &Packing, room: Rect) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    let row = screen.model.shot.to_ship.iter().find(|row| row.order_no == packing.order_no);
    let buyer = row.map(|row| text::tame(&row.buyer, 12)).unwrap_or_default();
    let stopped = packing.last.as_ref().is_some_and(Packed::stops) || packing.to_take_out().is_some();
    let (look, what) = match (stopped, packing.complete()) {
        (true, _) => (ChipLook::Danger, text::scan_desk_stopped(lang)),
        (false, true) => (ChipLook::Check, text::scan_desk_label(lang)),
        (false, false) => (ChipLook::Accent, text::scan_desk_next(lang)),
    };
    let words = format!("{buyer} · {what}");
    let words = if widgets::chip_width(ui, &words) <= room.width() { words } else { what.to_owned() };
    if widgets::chip_width(ui, &words) > room.width() {
        return;
    }
    let chip = widgets::chip_at(ui, room.left_center(), look, &words);
    let (packed, wanted) = packing.pieces();
    let mut rest = room.with_min_x(chip.right() + 12.0);
    if wanted <= MOST_BARS && rest.width() > wanted as f32 * 25.0 + 70.0 {
        for at in 0..wanted {
            let bar = Rect::from_min_size(pos2(rest.left(), rest.center().y - 3.0), vec2(22.0, 6.0));
            ui.painter().rect_filled(bar, 3, if at < packed { p.accent } else { p.line });
            rest.min.x = bar.right() + 3.0;
        }
        rest.min.x += 9.0;
    }
    if rest.width() > 40.0 {
        let words = text::pieces_packed(lang, packed, wanted);
        widgets::label_at(ui, rest, Align::Min, &words, theme::font(theme::SMALL), p.text);
    }
}
