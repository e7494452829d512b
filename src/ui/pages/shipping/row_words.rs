//! What a row of the queue says: who, what goes into the parcel, and where it goes. One can pack from it.

use super::columns::ParcelColumns;
use crate::{
    domain::LineToSend,
    store::ToShipRow,
    ui::{
        action::Action,
        text, theme,
        widgets::{self, Icon, Now},
    },
};
use egui::{self, Align, Color32, FontId, Rect, Sense, Ui, UiBuilder, pos2, text::LayoutJob, vec2};

/// Between the middles of two lines.
const LINE: f32 = 18.0;

/// The line `at` of `of` lines that stand around the middle of `rect`.
fn line(rect: Rect, at: f32, of: f32) -> Rect {
    let middle = rect.center().y + (at - (of - 1.0) / 2.0) * LINE;
    Rect::from_center_size(pos2(rect.center().x, middle), vec2(rect.width(), LINE))
}

/// All of them.
pub(super) fn show(ui: &mut Ui, at: &ParcelColumns, row: &ToShipRow, buyer: &str, now: Now, acts: &mut Vec<Action>) {
    who(ui, at.who, row, buyer, now);
    if let Some(rect) = at.goods {
        goods(ui, rect, row, now);
    }
    if let Some(rect) = at.place {
        place(ui, rect, row, now, acts);
    }
}

fn who(ui: &Ui, rect: Rect, row: &ToShipRow, buyer: &str, now: Now) {
    let p = theme::of(ui);
    let mut name = line(rect, 0.0, 3.0);
    if row.unseen {
        ui.painter().circle_filled(pos2(name.left() + 3.0, name.center().y), 4.0, p.accent);
        name.min.x += 12.0;
    }
    let sign = if row.slip_at.is_some() { 22.0 } else { 0.0 };
    let room = name.with_max_x(name.right() - sign);
    let width = widgets::paint_cut(ui, room, Align::Min, buyer, theme::font(theme::BODY), p.text);
    if let Some(at) = row.slip_at {
        let place = Rect::from_center_size(pos2(name.left() + width + 14.0, name.center().y), vec2(18.0, LINE));
        Icon::Printer.paint(ui.painter(), place.center(), 14.0, p.muted);
        let words = text::slip_mark(now.lang, at, now.at);
        widgets::label_node(ui, place, &words);
        ui.interact(place, ui.unique_id().with(("slip", row.order_no.as_str())), Sense::hover()).on_hover_text(words);
    }
    widgets::order_number(ui, line(rect, 1.0, 3.0), row.order_no.as_str(), false);
    let mut sum = line(rect, 2.0, 3.0);
    if !row.refunded.is_zero() {
        sum = widgets::part_refunded_at(ui, sum, now.lang);
    }
    widgets::paint_cut(ui, sum, Align::Min, &row.total.to_string(), theme::font(theme::SMALL), p.text);
}

/// The goods on at most two lines, then what was refunded and what the buyer wrote.
fn goods(ui: &Ui, rect: Rect, row: &ToShipRow, now: Now) {
    let (p, lang) = (theme::of(ui), now.lang);
    let left = |line: &&LineToSend| line.left() > 0;
    let named = |line: &LineToSend| format!("{} ×{}", text::tame(&line.name, 60), line.left());
    let lines: Vec<String> = row.to_send.lines.iter().filter(left).map(named).collect();
    let words = match &lines[..] {
        [first, second] => format!("{first}\n{second}"),
        all => all.join(lang.pick("、", ", ")),
    };
    let note = text::tame(&row.note, 80).replace('\n', " ");
    // What was refunded comes before what the buyer wrote.
    let note = (!note.trim().is_empty()).then(|| text::note_line(lang, &note));
    let aside: Vec<String> = text::not_sent_line(lang, &row.to_send).into_iter().chain(note).collect();
    let letters = two_lines(ui, &words, rect.width(), p.text);
    let height = if letters.rows.len() > 1 { 2.0 } else { 1.0 };
    let of = height + if aside.is_empty() { 0.0 } else { 1.0 };
    let top = line(rect, 0.0, of).top();
    let middle = top + LINE * height / 2.0;
    ui.painter().galley(pos2(rect.left(), middle - letters.size().y / 2.0), letters, p.text);
    if !aside.is_empty() {
        let foot = line(rect, of - 1.0, of);
        widgets::paint_cut(ui, foot, Align::Min, &aside.join(" · "), theme::font(theme::CAPTION), p.warn);
    }
}

/// Telephone and address, with the button that copies both for the carrier's program.
fn place(ui: &mut Ui, rect: Rect, row: &ToShipRow, now: Now, acts: &mut Vec<Action>) {
    let p = theme::of(ui);
    let letters = two_lines(ui, &text::tame(&row.address, 120).replace('\n', " "), rect.width(), p.muted);
    let of = if letters.rows.len() > 1 { 3.0 } else { 2.0 };
    let first = line(rect, 0.0, of);
    let phone = in_groups(&text::tame(&row.phone, 20));
    let width = widgets::paint_cut(ui, first, Align::Min, &phone, theme::font(theme::SMALL), p.text);
    let button = Rect::from_min_size(pos2(first.left() + width + 2.0, first.center().y - 12.0), vec2(24.0, 24.0));
    let mut room = ui.new_child(UiBuilder::new().id_salt(("copy", row.order_no.as_str())).max_rect(button));
    let whole = format!("{} {} {}", row.buyer, row.phone, row.address);
    if widgets::copy_button(&mut room, &text::copy_receiver(now.lang, row.order_no.as_str()), &whole) {
        acts.push(Action::Copied);
    }
    let middle = first.bottom() + LINE * (of - 1.0) / 2.0;
    ui.painter().galley(pos2(rect.left(), middle - letters.size().y / 2.0), letters, p.muted);
}

fn two_lines(ui: &Ui, words: &str, width: f32, ink: Color32) -> std::sync::Arc<egui::Galley> {
    let font: FontId = theme::font(theme::SMALL);
    let mut job = LayoutJob::simple(words.to_owned(), font, ink, width.max(1.0));
    (job.wrap.max_rows, job.wrap.break_anywhere) = (2, true);
    for section in &mut job.sections {
        section.format.line_height = Some(LINE);
    }
    ui.painter().layout_job(job)
}

/// `137 6620 7031`: a mobile number as it is read out.
fn in_groups(phone: &str) -> String {
    match (phone.len(), phone.bytes().all(|b| b.is_ascii_digit())) {
        (11, true) => {
            let part = |from: usize, to: usize| phone.get(from..to).unwrap_or_default();
            format!("{} {} {}", part(0, 3), part(3, 7), part(7, 11))
        }
        _ => phone.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::in_groups;

    #[test]
    fn a_mobile_number_stands_in_groups_and_any_other_as_it_was_written() {
        assert_eq!(in_groups("13766207031"), "137 6620 7031");
        assert_eq!(in_groups("+8613766207031"), "+8613766207031");
        assert_eq!(in_groups("0871-6512345"), "0871-6512345");
        assert_eq!(in_groups("一二三四五六七八九十一"), "一二三四五六七八九十一");
    }
}
