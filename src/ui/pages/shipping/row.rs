//! One row of the queue: who, what, carrier, number, and the clock.

use super::{
    carrier_box, clock,
    draft::{self, DraftFault},
    field,
    state::ShippingPage,
};
use crate::{
    domain::ShipKind,
    store::ToShipRow,
    ui::{
        action::Action,
        screen::Screen,
        text,
        text::Lang,
        theme, typing,
        widgets::{self, Glyph, Now},
    },
};
use egui::{
    self, Align, Id, Key, Modifiers, Rect, Sense, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo, accesskit::Role, pos2,
    vec2,
};

pub(super) const HEIGHT: f32 = 64.0;
const BOX: f32 = 18.0;

struct ParcelColumns {
    tick: Rect,
    who: Rect,
    what: Option<Rect>,
    carrier: Rect,
    number: Rect,
    clock: Rect,
}

fn columns(row: Rect) -> ParcelColumns {
    let wide = row.width() > 860.0;
    let (who, carrier, number, clock) = if wide { (176.0, 150.0, 180.0, 110.0) } else { (138.0, 104.0, 146.0, 66.0) };
    let span = |from: f32, width: f32| Rect::from_min_size(pos2(from, row.top()), vec2(width, row.height()));
    let tick = span(row.left(), 15.0 + BOX + 11.0);
    let who = span(tick.right(), who);
    let clock = span(row.right() - 16.0 - clock, clock);
    let number = span(clock.left() - 14.0 - number, number);
    let carrier = span(number.left() - 14.0 - carrier, carrier);
    let room = carrier.left() - 14.0 - (who.right() + 8.0);
    let what = (room > 70.0).then(|| span(who.right() + 8.0, room));
    ParcelColumns { tick, who, what, carrier, number, clock }
}

/// Draws it; true when Enter in its field passes the keyboard on.
pub(super) fn show(
    screen: &Screen<'_>,
    page: &mut ShippingPage,
    ui: &mut Ui,
    rect: Rect,
    row: &ToShipRow,
    (chosen, stop): (bool, bool),
    acts: &mut Vec<Action>,
) -> bool {
    let now = screen.now;
    let number = row.order_no.as_str();
    let response = ui.interact(rect, ui.scope_id().with(("to-ship", number)), widgets::row_sense(stop));
    widgets::row_focus(ui, &response, stop);
    let buyer = text::tame(&row.buyer, 24);
    // Whoever hears the screen instead of seeing it hears what is not to be packed.
    let stays = text::not_sent_line(now.lang, &row.to_send).map_or_else(String::new, |words| format!(" {words}"));
    let name = format!("{number} {buyer} {}{stays}", row.total);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, chosen, &name));
    widgets::row_ground(ui, rect, &response, chosen);
    let at = columns(rect);
    words(ui, &at, row, &buyer, now);
    clock::show(ui, at.clock, row.paid_at, now);
    tick(screen, page, ui, at.tick, row, &buyer, now.lang);
    let passed = fields(screen, page, ui, &at, row);
    widgets::focus_ring(ui, &response, rect.shrink(3.0));
    if response.clicked() {
        acts.push(Action::LookAtParcel(row.order_no.clone()));
    }
    passed
}

fn words(ui: &Ui, at: &ParcelColumns, row: &ToShipRow, buyer: &str, now: Now) {
    let p = theme::of(ui);
    let halves = |rect: Rect| {
        let half = |middle: f32| Rect::from_center_size(pos2(rect.center().x, middle), vec2(rect.width(), 20.0));
        (half(rect.center().y - 10.0), half(rect.center().y + 11.0))
    };
    let (upper, lower) = halves(at.who);
    let who = format!("{buyer} · {}", row.total);
    let mut name = upper;
    if row.unseen {
        ui.painter().circle_filled(pos2(upper.left() + 3.0, upper.center().y), 4.0, p.accent);
        name.min.x += 14.0;
    }
    widgets::paint_cut(ui, name, Align::Min, &who, theme::bold(theme::BODY), p.text);
    widgets::order_number(ui, lower, row.order_no.as_str(), true);
    let Some(what) = at.what else { return };
    let address = text::tame(&row.address, 80);
    let items = text::goods(now.lang, &row.to_send.items_text(), 80);
    let note = text::tame(&row.note, 80).replace('\n', " ");
    // What was refunded comes before what the buyer wrote.
    let note = (!note.trim().is_empty()).then(|| text::note_line(now.lang, &note));
    let aside: Vec<String> = text::not_sent_line(now.lang, &row.to_send).into_iter().chain(note).collect();
    let part = !row.refunded.is_zero();
    let what = if part { widgets::part_refunded_at(ui, what, now.lang) } else { what };
    let (upper, lower) = halves(what);
    let place = if aside.is_empty() && what.width() > 240.0 { what } else { upper };
    let line = if what.width() > 240.0 { format!("{address} · {items}") } else { items };
    widgets::paint_cut(ui, place, Align::Min, &line, theme::font(theme::SMALL), p.muted);
    if !aside.is_empty() {
        let words = aside.join(" · ");
        widgets::paint_cut(ui, lower, Align::Min, &words, theme::font(theme::CAPTION), p.warn);
    } else if what.width() <= 240.0 {
        widgets::paint_cut(ui, lower, Align::Min, &address, theme::font(theme::CAPTION), p.faint);
    }
}

fn tick(screen: &Screen<'_>, page: &mut ShippingPage, ui: &Ui, room: Rect, row: &ToShipRow, buyer: &str, lang: Lang) {
    let mut draft = page.draft(&row.order_no);
    let may_go = draft.may_go(&row.to_send, row.version);
    let right = row.parcels == 0 && draft.shipping(&may_go, &screen.model.shot.carriers).is_ok();
    let ticked = draft.ticked(right);
    let name = text::tick_order(lang, buyer, row.order_no.as_str());
    let middle = pos2(room.left() + 15.0 + BOX / 2.0, room.center().y);
    if widgets::tick_at(ui, room, middle, ticked, Sense::click(), &name) {
        draft.press_tick(right);
        page.keep(&row.order_no, draft);
    }
}

/// Carrier and number; or the word of a way that needs neither.
fn fields(screen: &Screen<'_>, page: &mut ShippingPage, ui: &mut Ui, at: &ParcelColumns, row: &ToShipRow) -> bool {
    let now = screen.now;
    let p = theme::of(ui);
    let lang = now.lang;
    let busy = screen.pending.order(&row.order_no, now.at);
    let mut draft = page.draft(&row.order_no);
    let middle = |rect: Rect| Rect::from_center_size(rect.center(), vec2(rect.width(), theme::CONTROL));
    if busy {
        let both = at.carrier.union(at.number);
        widgets::label_at(ui, both, Align::Min, text::waits_for_answer(lang), theme::font(theme::SMALL), p.muted);
        return false;
    }
    if row.parcels > 0 {
        let both = at.carrier.union(at.number);
        let words = format!("{} · {}", text::row_parcels_gone(lang), text::parcels_line(lang, row.parcels as usize));
        widgets::label_at(ui, both, Align::Min, &words, theme::font(theme::SMALL), p.info);
        return false;
    }
    if draft.kind != ShipKind::Express {
        let both = at.carrier.union(at.number);
        widgets::label_at(ui, both, Align::Min, text::ship_kind(lang, draft.kind), theme::bold(theme::SMALL), p.text);
        return false;
    }
    let carriers = std::sync::Arc::clone(&screen.model.shot.carriers);
    let id = Id::unique(("row-carrier", row.order_no.as_str()));
    let name = text::carrier_of(lang, row.order_no.as_str());
    let current = draft.first().carrier(&carriers).map(str::to_owned);
    if let Some(chosen) = carrier_box::show(ui, middle(at.carrier), (id, &name), current.as_deref(), &carriers, lang) {
        draft.first().chosen = Some(chosen);
    }
    let mut passed = false;
    if draft.parcels.len() > 1 {
        let words = text::parcels_line(lang, draft.parcels.len());
        widgets::label_at(ui, at.number, Align::Min, &words, theme::font(theme::SMALL), p.text);
    } else {
        passed = number_field(ui, middle(at.number), row, draft.first(), lang);
        let fault = draft::number(&draft.first().number).err().filter(|why| *why != DraftFault::NumberEmpty);
        let refused = page.refused.get(&row.order_no);
        let twice = page.twice(&row.order_no, &draft.first().number);
        let trouble = refused.cloned().or_else(|| fault.map(|why| super::form::fault(lang, &why)));
        let trouble = trouble.or_else(|| twice.then(|| text::number_twice(lang).to_owned()));
        if let Some(words) = trouble {
            mark(ui, middle(at.number), &words);
        }
    }
    page.keep(&row.order_no, draft);
    passed
}

fn number_field(ui: &mut Ui, rect: Rect, row: &ToShipRow, one: &mut draft::ParcelDraft, lang: Lang) -> bool {
    let (ctx, id) = (ui.ctx().clone(), field::in_row(&row.order_no));
    let response = typing::field(&ctx, id, &mut one.number, |number| {
        let edit = TextEdit::singleline(number)
            .id(id)
            .hint_text(text::tracking_no(lang))
            .font(theme::font(theme::SMALL))
            .char_limit(160)
            .margin(egui::Margin::symmetric(10, 7))
            .desired_width(rect.width())
            .min_size(rect.size());
        ui.place(rect, edit).accessible_name(text::number_of(lang, row.order_no.as_str()))
    });
    widgets::focus_ring(ui, &response, rect);
    // It goes on to the next row and does nothing else: it ships no order whose form is open, and not those ticked.
    response.lost_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter))
}

/// What is wrong with the number, in the field's corner; the whole sentence while the pointer rests.
fn mark(ui: &Ui, rect: Rect, words: &str) {
    let p = theme::of(ui);
    ui.painter().rect_stroke(rect, theme::RADIUS, Stroke::new(1.5, p.danger), StrokeKind::Inside);
    let sign = Rect::from_center_size(pos2(rect.right() - 13.0, rect.center().y), vec2(18.0, 24.0));
    ui.painter().rect_filled(sign, 4, p.danger_bg);
    Glyph::Bang.paint(ui.painter(), sign.center(), p.danger);
    let response = ui.interact(sign, ui.unique_id().with(("why", rect.min.y.to_bits())), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    response.on_hover_text(words);
}
