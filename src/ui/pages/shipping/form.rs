//! The form beside the list: how it goes out, with whom, under which number, in how many parcels.

use super::{
    carrier_box, carrier_name,
    draft::{self, DraftFault, ShippingDraft},
    field, packing_card, state,
    state::ShippingPage,
};
use crate::{
    domain::{PARCELS_MAX, Parcel, ProductId, Quantity, ShipKind, ToSend},
    jobs::Command,
    store::{Carrier, OrderDetail, Shipping},
    ui::{
        action::{Action, Question},
        keys::fresh_key,
        text,
        text::Lang,
        theme,
        widgets::{self, ButtonKind, Glyph, Now},
    },
};
use egui::{self, Align, Id, Key, Modifiers, Sense, Ui, vec2};
use std::collections::{BTreeMap, BTreeSet};

/// Why it cannot be shipped yet, in words.
pub(in crate::ui) fn fault(lang: Lang, why: &DraftFault) -> String {
    match why {
        DraftFault::NumberEmpty => text::number_empty(lang).to_owned(),
        DraftFault::NumberRounded => text::number_rounded(lang).to_owned(),
        DraftFault::NumberStrange => text::number_strange(lang).to_owned(),
        DraftFault::NumberIsOrder => text::number_is_order(lang).to_owned(),
        DraftFault::NumberIsCommand => text::number_is_command(lang).to_owned(),
        DraftFault::Carrier => text::carrier_needed(lang).to_owned(),
        DraftFault::EmptyParcel => text::nothing_in_it(lang).to_owned(),
        DraftFault::TooMany(name) => text::too_many_of(lang, name),
    }
}

/// What the form needs besides itself.
struct FormContext<'a> {
    detail: &'a OrderDetail,
    carriers: &'a [Carrier],
    to_send: ToSend,
    left: BTreeMap<ProductId, u32>,
    /// Some parcels of it are gone already.
    partial: bool,
    now: Now,
    busy: bool,
    /// Numbers like nobody's that wait for a second press.
    warned: BTreeSet<String>,
}

impl FormContext<'_> {
    fn choice(&self) -> draft::CarrierChoice<'_> {
        draft::CarrierChoice { all: self.carriers, before: self.detail.carrier_before.as_deref() }
    }
}

/// Draws the form if it is open for this order. Gives the question a correction ends in.
pub(in crate::ui::pages) fn show(
    page: &mut ShippingPage,
    ui: &mut Ui,
    now: Now,
    detail: &OrderDetail,
    (carriers, busy): (&[Carrier], bool),
    acts: &mut Vec<Action>,
) -> Option<Question> {
    let order_no = &detail.row.key.order_no;
    let form = page.form.take_if(|form| form.order_no == *order_no)?;
    let mut draft = form.correction.clone().unwrap_or_else(|| page.draft(order_no));
    let correcting = form.correction.is_some();
    let by_code = !correcting && detail.pickup.is_some();
    draft = draft.in_buyers_way(by_code);
    let to_send = detail.to_send();
    let left = if correcting { state::went(detail) } else { draft.may_go(&to_send, detail.version) };
    let partial = !correcting && detail.shipment.as_ref().is_some_and(|sent| !sent.complete);
    let about = FormContext { detail, carriers, to_send, left, partial, now, busy, warned: page.warned.clone() };
    let mut form = form;
    let p = theme::of(ui);
    let entered = entered(ui, &draft);
    ui.add_space(4.0);
    let card = theme::card(p).fill(p.sel).inner_margin(14);
    let done = card
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let wants = body(ui, &about, &mut form, &mut draft, acts);
            let pressed = buttons(ui, &about, &mut form, &draft, entered);
            if wants { FormOutcome::AskRefunded } else { pressed }
        })
        .inner;
    if correcting {
        form.correction = Some(draft.clone());
    } else {
        packing_card::show(page, ui, now, detail, &about.left, acts);
        // The buyer's way is nobody's draft: the row of an order that is picked up is not ready to be shipped by it.
        let kind = if by_code && !draft.way_chosen { ShipKind::Express } else { draft.kind };
        page.keep(order_no, ShippingDraft { kind, ..draft });
    }
    match done {
        FormOutcome::Open => page.form = Some(form),
        FormOutcome::Leave => {}
        FormOutcome::AskRefunded => {
            page.form = Some(form);
            return Some(ask_refunded(ui, now, detail, &about.to_send));
        }
        FormOutcome::Ship(shipping) if correcting => {
            let question = ask(ui, &about, &shipping);
            page.form = Some(form);
            return Some(question);
        }
        FormOutcome::Ship(shipping) if page.must_look([&shipping]) => page.form = Some(form),
        FormOutcome::Ship(shipping) => {
            let wish = Command::Ship { order_no: order_no.clone(), seen: detail.version, shipping };
            acts.push(Action::Shop(wish));
        }
    }
    None
}

/// Where it goes, ready to be copied onto a label, and what the buyer asks for.
fn receiver(ui: &mut Ui, about: &FormContext<'_>, acts: &mut Vec<Action>) {
    let to = &about.detail.receiver;
    let whole = format!("{} {} {}", to.name, to.phone, to.address);
    ui.horizontal_top(|ui| {
        let room = ui.available_width() - 34.0;
        ui.scope(|ui| {
            ui.set_max_width(room);
            widgets::muted(ui, &text::tame(&whole, 160));
        });
        if widgets::copy_button(ui, text::copy_all(about.now.lang), &whole) {
            acts.push(Action::Copied);
        }
    });
    if !about.detail.note.trim().is_empty() {
        let note = text::note_line(about.now.lang, &text::tame(&about.detail.note, 120));
        widgets::sentence(ui, &note, theme::of(ui).warn);
    }
}

/// What stays here because of a refund, and the way for the owner who wants to send it all the same. True to ask first.
fn refunded(ui: &mut Ui, about: &FormContext<'_>, draft: &mut ShippingDraft) -> bool {
    let (lang, p) = (about.now.lang, theme::of(ui));
    if draft.even_refunded.is_some() {
        widgets::sentence(ui, text::sends_refunded(lang), p.danger);
        if widgets::link(ui, text::send_refunded_not(lang), theme::CAPTION).clicked() {
            draft.even_refunded = None;
            draft.join();
        }
        return false;
    }
    for words in text::not_sent_lines(lang, &about.to_send) {
        widgets::sentence(ui, &words, p.warn);
    }
    let some = about.to_send.kept_back().next().is_some();
    some && widgets::link(ui, text::send_refunded(lang), theme::CAPTION).clicked()
}

/// The question before anything goes out whose money went back.
pub(in crate::ui::pages) fn ask_refunded(ui: &Ui, now: Now, detail: &OrderDetail, to_send: &ToSend) -> Question {
    let lang = now.lang;
    let wish = Action::SendRefunded(detail.row.key.order_no.clone(), detail.version);
    let buttons = (text::send_refunded_now(lang), text::send_refunded_not(lang));
    let title = text::send_refunded_title(lang).to_owned();
    let question = Question::about(ui.ctx(), title, buttons, ButtonKind::Danger, wish);
    let lines = text::not_sent_lines(lang, to_send);
    lines.iter().fold(question, |question, words| question.fact(words)).fact(text::send_refunded_means(lang))
}

/// True if the question about refunded pieces is to be asked.
fn body(
    ui: &mut Ui,
    about: &FormContext<'_>,
    form: &mut state::ShippingForm,
    draft: &mut ShippingDraft,
    acts: &mut Vec<Action>,
) -> bool {
    let lang = about.now.lang;
    let correcting = form.correction.is_some();
    let title = if correcting {
        text::correct_title(lang).to_owned()
    } else {
        text::ship_question(lang, &about.detail.row.buyer)
    };
    widgets::bold_label(ui, &title, theme::BODY);
    let mut wants = false;
    if !correcting {
        receiver(ui, about, acts);
        wants = refunded(ui, about, draft);
        if about.to_send.is_nothing() && draft.even_refunded.is_none() {
            let words = if about.partial { text::rest_was_refunded(lang) } else { text::nothing_to_send(lang) };
            widgets::sentence(ui, words, theme::of(ui).info);
            return wants;
        }
    }
    if !correcting && about.detail.pickup.is_some() && draft.kind == ShipKind::Pickup {
        widgets::sentence(ui, text::pickup_waits(lang), theme::of(ui).info);
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if about.partial {
            return; // what is left goes as the first parcel went
        }
        for &kind in ShipKind::ALL {
            if widgets::suggestion(ui, text::ship_kind(lang, kind), draft.kind == kind) {
                (draft.kind, draft.way_chosen) = (kind, true);
                form.tried = false;
            }
        }
    });
    if let Some(means) = text::ship_kind_means(lang, draft.kind) {
        widgets::muted(ui, means);
        return wants;
    }
    let split = draft.split();
    for at in 0..draft.parcels.len() {
        if split {
            parcel_head(ui, lang, draft, at);
        }
        let Some(one) = draft.parcels.get_mut(at) else { break };
        carrier_and_number(ui, about, form, one, at);
        if split {
            pieces(ui, about, draft, at);
        }
    }
    splitting(ui, about, draft);
    if form.tried
        && let Err(why) = draft.shipping(&about.left, about.choice())
    {
        let why = match why {
            DraftFault::TooMany(id) => DraftFault::TooMany(name_of(about.detail, &id)),
            why => why,
        };
        widgets::sentence(ui, &fault(lang, &why), theme::of(ui).danger);
    }
    wants
}

fn name_of(detail: &OrderDetail, id: &str) -> String {
    let line = detail.lines.iter().find(|line| line.product_id.as_str() == id);
    line.map_or_else(|| id.to_owned(), |line| line.name.clone())
}

fn parcel_head(ui: &mut Ui, lang: Lang, draft: &mut ShippingDraft, at: usize) {
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        widgets::bold_label(ui, &text::parcel_number(lang, at + 1), theme::SMALL);
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            if at > 0 && widgets::link(ui, &text::drop_parcel(lang, at + 1), theme::CAPTION).clicked() {
                draft.parcels.remove(at);
            }
        });
    });
}

fn carrier_and_number(
    ui: &mut Ui,
    about: &FormContext<'_>,
    form: &mut state::ShippingForm,
    one: &mut draft::ParcelDraft,
    at: usize,
) {
    let (lang, p) = (about.now.lang, theme::of(ui));
    widgets::caption(ui, text::carrier(lang));
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::CONTROL), Sense::hover());
    let name = text::parcel_field(lang, at + 1, text::carrier(lang));
    let current = one.carrier(about.choice()).map(str::to_owned);
    let id = Id::unique(("form-carrier", at));
    if let Some(id) = carrier_box::show(
        ui,
        rect,
        (id, &name, carrier_box::NameLength::Whole, text::choose_carrier(lang)),
        current.as_deref(),
        about.carriers,
        lang,
    ) {
        one.chosen = Some(id);
    }
    widgets::caption(ui, text::tracking_no(lang));
    let name = text::parcel_field(lang, at + 1, text::tracking_no(lang));
    let width = ui.available_width();
    let field = widgets::field(ui, field::in_form(at), &name, "SF1234567890123", &mut one.number, width);
    if at == 0 && std::mem::take(&mut form.wants_focus) {
        field.request_focus();
        field.scroll_to_me(Some(Align::Center));
    }
    if let Some(other) = one.doubt() {
        let words = text::looks_like(lang, &carrier_name(lang, other, about.carriers));
        widgets::sentence(ui, &words, p.warn);
    } else if one.is_odd(about.choice()) {
        let again = draft::number(&one.number).is_ok_and(|number| about.warned.contains(&number));
        widgets::sentence(ui, text::number_odd(lang, again), p.warn);
    }
}

/// How many of each product are in this parcel.
fn pieces(ui: &mut Ui, about: &FormContext<'_>, draft: &mut ShippingDraft, at: usize) {
    let lang = about.now.lang;
    widgets::caption(ui, text::in_this_parcel(lang));
    for (id, left) in &about.left {
        let packed = draft.packed(id);
        let Some(one) = draft.parcels.get_mut(at) else { return };
        let here = one.pieces.get(id).copied().unwrap_or(0);
        let name = text::tame(&name_of(about.detail, id.as_str()), 24);
        ui.horizontal(|ui| {
            ui.label(egui::RichText::new(&name).size(theme::SMALL));
            let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::CONTROL), Sense::hover());
            widgets::at_right(ui, ("pieces", at, id.as_str()), row, |ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                if widgets::sign_button(ui, Glyph::Minus, &text::piece_into(lang, false, &name, at + 1), here > 0)
                    .clicked()
                {
                    one.pieces.insert(id.clone(), here - 1);
                }
                ui.label(egui::RichText::new(text::pieces_of(here, *left)).size(theme::SMALL));
                if widgets::sign_button(ui, Glyph::Plus, &text::piece_into(lang, true, &name, at + 1), packed < *left)
                    .clicked()
                {
                    one.pieces.insert(id.clone(), here + 1);
                }
            });
        });
    }
}

fn splitting(ui: &mut Ui, about: &FormContext<'_>, draft: &mut ShippingDraft) {
    let lang = about.now.lang;
    let several = about.left.values().sum::<u32>() > 1;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        if !draft.split() {
            if several && widgets::link(ui, text::split_parcels(lang), theme::CAPTION).clicked() {
                draft.begin_split(&about.left);
            }
            return;
        }
        if draft.parcels.len() < PARCELS_MAX && widgets::link(ui, text::one_more_parcel(lang), theme::CAPTION).clicked()
        {
            draft.parcels.push(draft::ParcelDraft::default());
        }
        if widgets::link(ui, text::one_parcel_again(lang), theme::CAPTION).clicked() {
            draft.join();
        }
    });
    let later = draft.later(&about.left);
    if later > 0 {
        widgets::sentence(ui, &text::follows_later(lang, later), theme::of(ui).info);
    }
}

enum FormOutcome {
    Open,
    Leave,
    /// Whether refunded pieces go too.
    AskRefunded,
    Ship(Shipping),
}

fn buttons(
    ui: &mut Ui,
    about: &FormContext<'_>,
    form: &mut state::ShippingForm,
    draft: &ShippingDraft,
    entered: bool,
) -> FormOutcome {
    let lang = about.now.lang;
    ui.add_space(4.0);
    let mut outcome = FormOutcome::Open;
    // Of a part-shipped order whose rest was refunded, only that it is over remains to be said.
    let over = form.correction.is_none() && about.to_send.is_nothing() && draft.even_refunded.is_none();
    let end = || Shipping { kind: draft.kind, parcels: Vec::new(), complete: true, even_refunded: false };
    ui.horizontal(|ui| {
        if over {
            if about.partial && widgets::button(ui, ButtonKind::Main, text::that_was_all(lang), !about.busy).clicked() {
                outcome = FormOutcome::Ship(end());
            }
            let left = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
            if widgets::button(ui, ButtonKind::Plain, text::cancel(lang), true).clicked() || left {
                outcome = FormOutcome::Leave;
            }
            return;
        }
        let name = match (form.correction.is_some(), draft.later(&about.left)) {
            (true, _) => text::correct(lang),
            // WeChat is not told with another merchant's keys.
            (false, 0) if draft.kind == ShipKind::Pickup && about.detail.pickup.is_some() => text::buyer_has_it(lang),
            (false, 0) if about.detail.held_for.is_some() => text::ship_tell_later(lang),
            (false, 0) => text::ship_and_tell(lang),
            (false, _) => text::ship_part_now(lang),
        };
        let pressed = widgets::key_button(ui, ButtonKind::Main, name, "Enter", !about.busy).clicked();
        if (pressed || entered) && !about.busy {
            form.tried = true;
            if let Ok(shipping) = draft.shipping(&about.left, about.choice()) {
                outcome = FormOutcome::Ship(whole(about, shipping));
            }
        }
        let left = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        if widgets::button(ui, ButtonKind::Plain, text::cancel(lang), true).clicked() || left {
            outcome = FormOutcome::Leave;
        }
    });
    outcome
}

/// The last parcel of several says what is in it: everything that is left.
fn whole(about: &FormContext<'_>, mut shipping: Shipping) -> Shipping {
    if about.partial
        && let [last] = &mut shipping.parcels[..]
        && last.items.is_empty()
    {
        let piece = |(id, pieces): (&ProductId, &u32)| Some((id.clone(), Quantity::new(*pieces).ok()?));
        last.items = about.left.iter().filter_map(piece).collect();
    }
    shipping
}

/// Enter in a field of the form, or while nothing has the keyboard and something was filled in. Elsewhere it means
/// something else.
fn entered(ui: &Ui, draft: &ShippingDraft) -> bool {
    let focused = ui.ctx().memory(egui::Memory::focused);
    let mine = (0..PARCELS_MAX).any(|at| focused == Some(field::in_form(at)));
    (mine || (focused.is_none() && !draft.untouched())) && fresh_key(ui, Key::Enter)
}

/// The one correction asks before it is spent.
fn ask(ui: &Ui, about: &FormContext<'_>, shipping: &Shipping) -> Question {
    let lang = about.now.lang;
    let order_no = about.detail.row.key.order_no.clone();
    let named = |Parcel { carrier, tracking_no }: &Parcel| {
        format!("{} {tracking_no}", carrier_name(lang, carrier, about.carriers))
    };
    let before = about.detail.shipment.iter().flat_map(|sent| &sent.parcels);
    let before: Vec<String> = before.map(|parcel| named(&parcel.parcel)).collect();
    let after: Vec<String> = shipping.parcels.iter().map(|parcel| named(&parcel.parcel)).collect();
    let change = text::correct_change(lang, before.join(", ").trim(), after.join(", ").trim());
    let wish = Command::CorrectShipping { order_no, seen: about.detail.version, shipping: shipping.clone() };
    let buttons = (text::correct_now(lang), text::keep_as_it_is(lang));
    let title = text::correct_title(lang).to_owned();
    Question::new(ui, title, buttons, ButtonKind::Danger, wish).fact(&change).fact(text::correct_once(lang))
}
