//! At the right of an order: its buyer, where it goes, its parcels, and what the owner noted.

use crate::{
    domain::{MarkSubject, Source},
    store::OrderDetail,
    ui::{
        action::Action,
        pages::{
            marks::{self, MarksState},
            shipping::{self, ShippingPage},
        },
        screen::Screen,
        text,
        text::Lang,
        widgets::{self},
    },
};
use egui::{self, Align, Layout, Ui};

/// One part below the other, a hairline between them; the parcels where `shipping` is given. `busy`: a wish about the order
/// waits for its answer.
pub(super) fn show(
    screen: &Screen<'_>,
    (shipping, state): (Option<&mut ShippingPage>, &mut MarksState),
    ui: &mut Ui,
    (detail, busy): (&OrderDetail, bool),
    acts: &mut Vec<Action>,
) {
    let (now, lang) = (screen.now, screen.now.lang);
    let subject = MarkSubject::Order(detail.row.key.order_no.clone());
    let beside = screen.model.beside(&subject);
    if let Some(beside) = beside {
        marks::buyer_card(screen, state, ui, (beside, &detail.row.buyer), acts);
        ui.separator();
    }
    if detail.row.source != Source::Elsewhere {
        receiver(ui, lang, detail, acts);
        ui.separator();
    }
    if let Some(page) = shipping {
        let top = ui.cursor().top();
        shipping::show_parcels(page, ui, now, detail, (&screen.model.shot.carriers, busy), acts);
        if beside.is_some() && ui.cursor().top() > top {
            ui.separator();
        }
    }
    if beside.is_some() {
        marks::own(screen, state, ui, &subject, acts);
    }
}

/// A caption with a button at its right that copies what stands below.
fn captioned(ui: &mut Ui, name: &str, copy: (&str, &str), acts: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        widgets::caption(ui, name);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if widgets::copy_button(ui, copy.0, copy.1) {
                acts.push(Action::Copied);
            }
        });
    });
}

fn receiver(ui: &mut Ui, lang: Lang, detail: &OrderDetail, acts: &mut Vec<Action>) {
    let to = &detail.receiver;
    let all = format!("{} {} {}", to.name, to.phone, to.address);
    captioned(ui, text::receiver(lang), (text::copy_all(lang), &all), acts);
    let parts = [
        (text::copy_name(lang), &to.name),
        (text::copy_phone(lang), &to.phone),
        (text::copy_address(lang), &to.address),
    ];
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (name, value) in parts {
            ui.horizontal(|ui| {
                let room = ui.available_width() - 30.0;
                ui.scope(|ui| {
                    ui.set_max_width(room);
                    widgets::paragraph(ui, &text::tame(value, 200));
                });
                ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                    if widgets::copy_button(ui, name, value) {
                        acts.push(Action::Copied);
                    }
                });
            });
        }
    });
}
