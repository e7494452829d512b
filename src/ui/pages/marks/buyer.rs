//! The buyer of an order: since when, what they ordered and got back, what the owner noted, and whether they may order.

use super::{
    notes,
    state::{BlockDialog, MarksState, wish},
    tags, undo,
};
use crate::{
    domain::{MarkSubject, OperatorAction},
    jobs::MarkWish,
    store::{Beside, BuyerCard},
    ui::{
        action::Action,
        screen::Screen,
        text, theme,
        widgets::{self, ChipLook},
    },
};
use egui::{self, Align, Layout, RichText, Sense, Ui, vec2};

const FACE: f32 = 32.0;

/// The card of whoever placed it; `name` is the one on the parcel.
pub(in crate::ui::pages) fn card(
    screen: &Screen<'_>,
    state: &mut MarksState,
    ui: &mut Ui,
    (beside, name): (&Beside, &str),
    acts: &mut Vec<Action>,
) {
    let lang = screen.now.lang;
    widgets::caption(ui, text::buyer_word(lang));
    let Some(buyer) = &beside.buyer else {
        widgets::paragraph(ui, &text::tame(name, 40));
        widgets::muted(ui, text::buyer_unnamed(lang));
        return;
    };
    face(screen, ui, buyer, name);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        fact(ui, text::card_orders(lang), &text::count(buyer.orders));
        fact(ui, text::card_spent(lang), &buyer.spent.to_string());
        let back = match buyer.refunds {
            0 => text::none_yet(lang).to_owned(),
            many => text::refunds_and_sum(lang, many, buyer.refunded),
        };
        fact(ui, text::card_refunds(lang), &back);
    });
    if widgets::link(ui, text::all_orders_of_buyer(lang), theme::CAPTION).clicked() {
        acts.extend(Action::orders_of(buyer.openid.clone()));
    }
    let subject = MarkSubject::Buyer(buyer.openid.clone());
    ui.push_id("buyers-marks", |ui| {
        tags::show(state, ui, lang, (&subject, &buyer.marks, &beside.tags), acts);
        notes::list(state, ui, screen, (&subject, &buyer.marks), acts);
        undo::show(state, ui, lang, &subject, acts);
        notes::when_asked(screen, state, ui, (&subject, text::open_buyers_note(lang)), acts);
    });
    blocked(screen, state, ui, (buyer, name), acts);
}

fn face(screen: &Screen<'_>, ui: &mut Ui, buyer: &BuyerCard, name: &str) {
    let (lang, p) = (screen.now.lang, theme::of(ui));
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(FACE, FACE), Sense::hover());
        ui.painter().circle_filled(rect.center(), FACE / 2.0, p.accent_bg);
        let first = text::tame(name, 40).chars().next().map(String::from).unwrap_or_default();
        widgets::paint_cut(ui, rect, Align::Center, &first, theme::font(theme::BODY), p.accent);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.add(egui::Label::new(RichText::new(text::tame(name, 40)).size(theme::BODY)).truncate());
            if let Some(nickname) = &buyer.nickname {
                widgets::caption(ui, &text::calls_themselves(lang, nickname.as_str()));
            }
            widgets::caption(ui, &text::buyer_since(lang, buyer.since));
        });
    });
}

fn fact(ui: &mut Ui, name: &str, value: &str) {
    let p = theme::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 22.0;
        ui.label(RichText::new(name).size(theme::SMALL).color(p.muted));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(egui::Label::new(RichText::new(value).size(theme::SMALL)).truncate());
        });
    });
}

fn blocked(
    screen: &Screen<'_>,
    state: &mut MarksState,
    ui: &mut Ui,
    (buyer, name): (&BuyerCard, &str),
    acts: &mut Vec<Action>,
) {
    let (lang, at) = (screen.now.lang, screen.now.at);
    let Some(block) = &buyer.blocked else {
        if screen.may(OperatorAction::ManageBuyers)
            && widgets::link(ui, text::block_buyer(lang), theme::CAPTION).clicked()
        {
            let (openid, pointer) = (buyer.openid.clone(), ui.ctx().pointer_latest_pos());
            let buyer = name.to_owned();
            state.block = Some(BlockDialog { openid, buyer, reason: String::new(), shown: false, pointer });
        }
        return;
    };
    widgets::chip(ui, ChipLook::Warn, text::blocked_chip(lang));
    widgets::caption(ui, &text::blocked_since(lang, &text::moment(lang, block.since, at)));
    if !block.reason.is_empty() {
        widgets::muted(ui, &text::blocked_why(lang, &block.reason));
    }
    if screen.may(OperatorAction::ManageBuyers)
        && widgets::link(ui, text::unblock_buyer(lang), theme::CAPTION).clicked()
    {
        wish(acts, MarkWish::UnblockBuyer(buyer.openid.clone()));
    }
}
