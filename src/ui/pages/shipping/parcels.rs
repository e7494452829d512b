//! The parcels of an order, and what WeChat says about them: in the order's detail, on any page.

use super::{
    carrier_name,
    draft::{ParcelDraft as Typed, ShippingDraft},
    state::{ShippingForm, ShippingPage},
};
use crate::{
    domain::{OrderLine, ProductId, ReportState, ShipKind},
    jobs::Command,
    store::{Carrier, OrderDetail, Shipment, ShippedParcel},
    ui::{
        action::Action,
        keys::deciding_key,
        text, theme,
        widgets::{self, ButtonKind, ChipLook, Now},
    },
};
use egui::{self, Ui};

/// How a report's chip looks.
pub(super) const fn look(state: ReportState) -> ChipLook {
    match state {
        ReportState::Held => ChipLook::Clock,
        ReportState::Waiting => ChipLook::Ring,
        ReportState::Sending => ChipLook::Info,
        ReportState::Reported => ChipLook::Check,
        ReportState::Stopped => ChipLook::Danger,
    }
}

/// Draws them.
pub(in crate::ui) fn show(
    page: &mut ShippingPage,
    ui: &mut Ui,
    now: Now,
    detail: &OrderDetail,
    (carriers, busy): (&[Carrier], bool),
    acts: &mut Vec<Action>,
) {
    let Some(sent) = &detail.shipment else { return };
    let lang = now.lang;
    widgets::section(ui, text::parcel(lang));
    ui.horizontal(|ui| {
        widgets::chip(ui, look(sent.report), text::report_state(lang, sent.report, sent.complete));
        if sent.kind != ShipKind::Express {
            widgets::paragraph(ui, text::ship_kind(lang, sent.kind));
        }
    });
    for parcel in &sent.parcels {
        one(ui, now, parcel, &detail.lines, carriers, acts);
    }
    told(ui, now, sent);
    shipment_actions(page, ui, now, detail, sent, busy, acts);
}

fn one(
    ui: &mut Ui,
    now: Now,
    ShippedParcel { parcel, items, .. }: &ShippedParcel,
    lines: &[OrderLine],
    carriers: &[Carrier],
    acts: &mut Vec<Action>,
) {
    if parcel.is_empty() {
        return;
    }
    let lang = now.lang;
    widgets::paragraph(ui, &carrier_name(lang, &parcel.carrier, carriers));
    ui.horizontal(|ui| {
        // Beside an order there is little room: what is cut is copied whole.
        let room = (ui.available_width() - 32.0).max(40.0);
        ui.scope(|ui| {
            ui.set_max_width(room);
            let number = egui::RichText::new(text::tame(&parcel.tracking_no, 40)).size(theme::BODY);
            ui.add(egui::Label::new(number).truncate());
        });
        if widgets::copy_button(ui, text::copy_tracking(lang), &parcel.tracking_no) {
            acts.push(Action::Copied);
        }
    });
    if !items.is_empty() {
        let name =
            |id: &ProductId| lines.iter().find(|line| line.product_id == *id).map_or("", |line| line.name.as_str());
        let items: Vec<String> =
            items.iter().map(|(id, pieces)| format!("{} ×{}", text::tame(name(id), 24), pieces.get())).collect();
        widgets::caption(ui, &items.join(", "));
    }
}

/// What WeChat knows, and why not.
fn told(ui: &mut Ui, now: Now, sent: &Shipment) {
    let (lang, p) = (now.lang, theme::of(ui));
    if sent.report == ReportState::Held && sent.next_at > now.at {
        widgets::sentence(ui, &text::told_at(lang, sent.next_at), p.info);
        ui.ctx().request_repaint_after_secs(1.0);
    }
    if let Some(trouble) = &sent.trouble {
        let ink = if sent.report == ReportState::Stopped { p.danger } else { p.warn };
        widgets::sentence(ui, &text::report_trouble(lang, trouble), ink);
        if sent.report == ReportState::Waiting {
            widgets::caption(ui, &text::next_try(lang, sent.next_at, now.at));
        }
    }
    if let Some(at) = sent.reported_at {
        widgets::fact(ui, text::reported_at_word(lang), &text::moment(lang, at, now.at), false);
    }
    if let Some(state) = sent.settle {
        widgets::muted(ui, text::settlement(lang, state));
    }
    if sent.corrected {
        widgets::caption(ui, text::correction_used(lang));
    }
    if let Some(at) = sent.reminded_at {
        widgets::fact(ui, text::reminded_word(lang), &text::moment(lang, at, now.at), false);
    } else if let Some(trouble) = &sent.remind_trouble {
        widgets::sentence(ui, &text::report_trouble(lang, trouble), p.warn);
    } else if sent.remind_wished {
        widgets::caption(ui, text::reminding(lang));
    }
}

/// Undo while nobody was told; the one correction; another try; the one reminder.
fn shipment_actions(
    page: &mut ShippingPage,
    ui: &mut Ui,
    now: Now,
    detail: &OrderDetail,
    sent: &Shipment,
    busy: bool,
    acts: &mut Vec<Action>,
) {
    let lang = now.lang;
    let order_no = &detail.row.key.order_no;
    if page.form.as_ref().is_some_and(|form| form.order_no == *order_no) {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        if sent.can_take_back && sent.report != ReportState::Sending {
            let pressed = widgets::button_with_key(ui, ButtonKind::Plain, text::undo(lang), Some("Z")).clicked();
            if (pressed || deciding_key(ui, egui::Key::Z)) && !busy {
                acts.push(Action::Shop(Command::Unship { order_no: order_no.clone(), seen: detail.version }));
            }
        }
        let stuck = matches!(sent.report, ReportState::Stopped | ReportState::Waiting) && sent.trouble.is_some();
        if stuck && widgets::button(ui, ButtonKind::Plain, text::report_again(lang), !busy).clicked() {
            acts.push(Action::Shop(Command::ReportAgain { order_no: order_no.clone() }));
        }
        let fixed = matches!(sent.report, ReportState::Reported | ReportState::Stopped) && sent.complete;
        let moves = sent.settle.is_none_or(|state| !state.is_last());
        if fixed
            && !sent.corrected
            && moves
            && widgets::button(ui, ButtonKind::Plain, text::correct(lang), !busy).clicked()
        {
            let (order_no, correction) = (order_no.clone(), Some(typed(sent)));
            page.form = Some(ShippingForm { order_no, correction, tried: false, wants_focus: true });
        }
        let under_way = detail.received_at.is_none() && sent.settle.is_none_or(|state| !state.is_received());
        let remind = sent.kind == ShipKind::Express && sent.report == ReportState::Reported && sent.complete;
        let asked = sent.remind_wished || sent.reminded_at.is_some();
        if remind
            && under_way
            && !asked
            && widgets::button(ui, ButtonKind::Plain, text::remind_buyer(lang), !busy).clicked()
        {
            acts.push(Action::AskDelivery(order_no.clone(), sent.shipped_at));
        }
    });
}

/// The shipment as it was told, to be changed.
fn typed(sent: &Shipment) -> ShippingDraft {
    let parcel = |ShippedParcel { parcel, items, .. }: &ShippedParcel| Typed {
        chosen: (!parcel.carrier.is_empty()).then(|| parcel.carrier.clone()),
        number: parcel.tracking_no.clone(),
        pieces: items.iter().map(|(id, pieces)| (id.clone(), pieces.get())).collect(),
    };
    let mut parcels: Vec<Typed> = sent.parcels.iter().map(parcel).collect();
    if parcels.is_empty() {
        parcels.push(Typed::default());
    }
    ShippingDraft { kind: sent.kind, way_chosen: true, parcels, unticked: false, picked: false, even_refunded: None }
}
