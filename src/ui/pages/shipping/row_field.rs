//! Carrier and number of a row, and the hint under them: what is wrong, what is odd, or why this carrier stands there.

use super::{
    carrier_box,
    columns::ParcelColumns,
    draft::{self, DraftFault, ParcelDraft},
    field, form,
    state::{ShippingPage, choice},
};
use crate::{
    domain::ShipKind,
    store::{Carrier, ToShipRow},
    ui::{
        screen::Screen,
        text::{self, Lang},
        theme, typing,
        widgets::{self, ChipLook},
    },
};
use egui::{self, Align, Color32, Id, Key, Modifiers, Rect, Sense, Stroke, StrokeKind, TextEdit, Ui, pos2, vec2};
use std::sync::Arc;

/// The field stands this far below the row's top, the middle of its hint this far.
const FIELD_TOP: f32 = 11.0;
const HINT: f32 = 53.0;

/// How much a hint matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HintTone {
    /// It cannot go like this.
    Wrong,
    /// It can, once somebody has looked.
    Odd,
    Good,
    Quiet,
}

impl HintTone {
    fn ink(self, p: &theme::Palette) -> Color32 {
        match self {
            Self::Wrong => p.danger,
            Self::Odd => p.warn,
            Self::Good => p.accent,
            Self::Quiet => p.faint,
        }
    }
}

/// Carrier and number; or the word of a way that needs neither. True when Enter passes the keyboard on.
pub(super) fn show(
    screen: &Screen<'_>,
    page: &mut ShippingPage,
    ui: &mut Ui,
    at: &ParcelColumns,
    row: &ToShipRow,
) -> bool {
    let (now, p, lang) = (screen.now, theme::of(ui), screen.now.lang);
    let mut draft = page.draft(&row.order_no);
    let comes = row.pickup.is_some() && !draft.way_chosen;
    let said = if screen.pending.order(&row.order_no, now.at) {
        Some((text::waits_for_answer(lang).to_owned(), p.muted))
    } else if row.parcels > 0 {
        let words = format!("{} · {}", text::row_parcels_gone(lang), text::parcels_line(lang, row.parcels as usize));
        Some((words, p.info))
    } else if comes {
        picked_up(ui, at, lang);
        return false;
    } else {
        (draft.kind != ShipKind::Express).then(|| (text::ship_kind(lang, draft.kind).to_owned(), p.text))
    };
    if let Some((words, ink)) = said {
        widgets::label_at(ui, at.field(), Align::Min, &words, theme::font(theme::SMALL), ink);
        return false;
    }
    let place = |rect: Rect| {
        let from = pos2(rect.left(), rect.top() + FIELD_TOP);
        Rect::from_min_size(from, vec2(rect.width(), theme::CONTROL))
    };
    let carriers = Arc::clone(&screen.model.shot.carriers);
    let id = Id::unique(("row-carrier", row.order_no.as_str()));
    let name = text::carrier_of(lang, row.order_no.as_str());
    let current = draft.first().carrier(choice(row, &carriers)).map(str::to_owned);
    let about = (id, name.as_str(), carrier_box::NameLength::Short, text::choose_carrier(lang));
    if let Some(chosen) = carrier_box::show(ui, place(at.carrier), about, current.as_deref(), &carriers, lang) {
        draft.first().chosen = Some(chosen);
    }
    let mut passed = false;
    if draft.parcels.len() > 1 {
        let words = text::parcels_line(lang, draft.parcels.len());
        widgets::label_at(ui, place(at.number), Align::Min, &words, theme::font(theme::SMALL), p.text);
    } else {
        passed = number_field(ui, place(at.number), row, draft.first(), lang);
        let hint = hint(page, row, draft.first(), &carriers, lang);
        show_hint(ui, at, place(at.number), hint);
    }
    page.keep(&row.order_no, draft);
    passed
}

/// In place of the field: the buyer comes for it.
fn picked_up(ui: &Ui, at: &ParcelColumns, lang: Lang) {
    let (p, room) = (theme::of(ui), at.field());
    widgets::chip_at(ui, pos2(room.left(), room.center().y - 10.0), ChipLook::Accent, text::to_be_picked_up(lang));
    let hint = Rect::from_center_size(pos2(room.center().x, room.top() + HINT), vec2(room.width(), 16.0));
    widgets::label_at(ui, hint, Align::Min, text::picked_up_by_code(lang), theme::font(theme::CAPTION), p.muted);
}

fn number_field(ui: &mut Ui, rect: Rect, row: &ToShipRow, one: &mut ParcelDraft, lang: Lang) -> bool {
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

/// What is said under the field: what is wrong comes before what is odd, and that before where the carrier comes from.
fn hint(
    page: &ShippingPage,
    row: &ToShipRow,
    one: &ParcelDraft,
    carriers: &[Carrier],
    lang: Lang,
) -> Option<(String, HintTone)> {
    let fault = draft::number(&one.number).err().filter(|why| *why != DraftFault::NumberEmpty);
    let trouble = page.refused.get(&row.order_no).cloned().or_else(|| fault.map(|why| form::fault(lang, &why)));
    let twice = || page.twice(&row.order_no, &one.number).then(|| text::number_twice(lang).to_owned());
    if let Some(words) = trouble.or_else(twice) {
        return Some((words, HintTone::Wrong));
    }
    if let Some(other) = one.doubt() {
        let words = text::looks_like(lang, &carrier_box::carrier_name(lang, other, carriers));
        return Some((words, HintTone::Odd));
    }
    if one.is_odd(choice(row, carriers)) {
        return Some((text::number_odd(lang, page.was_warned(&one.number)).to_owned(), HintTone::Odd));
    }
    if let Some(packing) = page.packing.as_ref().filter(|packing| packing.order_no == row.order_no && packing.begun()) {
        let (packed, wanted) = packing.pieces();
        return Some((text::pieces_scanned(lang, packed, wanted), HintTone::Good));
    }
    let short = |id: &str| carrier_box::short_name(lang, id, carriers);
    if let Some(id) = one.carrier(choice(row, carriers)).filter(|_| one.chosen.is_none() && !one.guesses().is_empty()) {
        return Some((text::carrier_by_shape(lang, &short(id)), HintTone::Good));
    }
    let usual = one.carrier(choice(row, carriers)).filter(|_| one.chosen.is_none() && one.number.trim().is_empty())?;
    if row.carrier_before.is_some() {
        return Some((text::carrier_before(lang, &short(usual)), HintTone::Quiet));
    }
    let known = carriers.iter().any(|carrier| carrier.id == usual && carrier.used > 0);
    known.then(|| (text::carrier_last(lang, &short(usual)), HintTone::Quiet))
}

fn show_hint(ui: &Ui, at: &ParcelColumns, number: Rect, hint: Option<(String, HintTone)>) {
    let Some((words, tone)) = hint else { return };
    let (p, both) = (theme::of(ui), at.field());
    let ink = tone.ink(p);
    if tone == HintTone::Wrong {
        ui.painter().rect_stroke(number, theme::RADIUS, Stroke::new(1.5, p.danger), StrokeKind::Inside);
    }
    let rect = Rect::from_center_size(pos2(both.center().x, both.top() + HINT), vec2(both.width(), 16.0));
    let width = widgets::label_at(ui, rect, Align::Min, &words, theme::font(theme::CAPTION), ink);
    // What is cut is said whole while the pointer rests on it.
    if width > rect.width() - 14.0 {
        let id = ui.unique_id().with(("hint", rect.min.y.to_bits()));
        ui.interact(rect, id, Sense::hover()).on_hover_text(words);
    }
}
