//! A refund WeChat could not pay out goes to a card: whose, and which. What is typed is told WeChat once, is kept nowhere, and is
//! wiped when this closes. No key does it, and nothing is sent before the owner has said that it was compared.

use crate::{
    domain::{BadCard, BuyerBankCard, Fen, PayoutBank, PayoutTo, RefundNo},
    jobs::Command,
    settings::SecretWords,
    store::RefundDetail,
    ui::{
        action::Action,
        pages::decide::{DialogOutcome, Enter, buttons, modal_beside, scrolled},
        text::{self, Lang},
        theme,
        widgets::{self, ButtonKind},
    },
};
use egui::{self, Context, Id, Pos2, Ui, text_edit::TextEditState, vec2};

const WIDTH: f32 = 520.0;
const NUMBER_WIDTH: f32 = 260.0;
const NAME_WIDTH: f32 = 200.0;

/// Who gets the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Buyer,
    Shop,
}

/// The open dialog.
pub(in crate::ui) struct PayoutDialog {
    refund_no: RefundNo,
    amount: Fen,
    whose: Whose,
    bank: Option<PayoutBank>,
    number: SecretWords,
    name: SecretWords,
    compared: bool,
    pointer: Option<Pos2>,
}

impl PayoutDialog {
    /// About this refund.
    pub fn of(detail: &RefundDetail, ctx: &Context) -> Self {
        Self {
            refund_no: detail.row.refund_no.clone(),
            amount: detail.row.amount,
            whose: Whose::Buyer,
            bank: None,
            number: SecretWords::default(),
            name: SecretWords::default(),
            compared: false,
            pointer: ctx.pointer_latest_pos(),
        }
    }

    fn card(&self) -> Option<Result<BuyerBankCard, BadCard>> {
        self.bank.map(|bank| BuyerBankCard::new(bank, self.number.as_str(), self.name.as_str()))
    }

    /// Where the money goes, once all of it is right and was compared.
    fn to(&self) -> Option<PayoutTo> {
        let to = match self.whose {
            Whose::Shop => PayoutTo::Shop,
            Whose::Buyer => PayoutTo::Buyer(self.card()?.ok()?),
        };
        self.compared.then_some(to)
    }

    /// What is wrong with what is typed; nothing while it is not typed yet.
    fn wrong(&self, lang: Lang) -> Option<&'static str> {
        let bad = self.card()?.err()?;
        let typed = match bad {
            BadCard::Number | BadCard::Mistyped => !self.number.as_str().is_empty(),
            BadCard::Name => !self.name.as_str().is_empty(),
        };
        typed.then(|| text::card_wrong(lang, bad))
    }
}

/// Draws it, if it is open.
pub(in crate::ui::pages) fn show(open: &mut Option<PayoutDialog>, ui: &Ui, lang: Lang, acts: &mut Vec<Action>) {
    let Some(payout) = open else { return };
    let shown = modal_beside(ui, Id::unique("payout"), payout.pointer, (WIDTH, 480.0), |ui| {
        scrolled(ui, WIDTH, |ui| fields(payout, ui, lang));
        let does = if payout.whose == Whose::Buyer { text::payout_now(lang) } else { text::payout_now_shop(lang) };
        let names = (does, text::cancel(lang));
        buttons(ui, names, ButtonKind::Danger, payout.to().is_some(), Enter::Nowhere)
    });
    let left = shown.should_close() && !shown.backdrop_response.clicked();
    match shown.inner {
        DialogOutcome::Do => {
            if let Some(to) = payout.to() {
                acts.push(Action::Shop(Command::PayOutRefund { refund_no: payout.refund_no.clone(), to }));
                close(open, ui.ctx());
            }
        }
        DialogOutcome::Leave => close(open, ui.ctx()),
        DialogOutcome::Open if left => close(open, ui.ctx()),
        DialogOutcome::Open => {}
    }
}

/// Also what the fields could undo is forgotten.
fn close(open: &mut Option<PayoutDialog>, ctx: &Context) {
    for field in [number_id(), name_id()] {
        TextEditState::default().store(ctx, field);
    }
    *open = None;
}

fn number_id() -> Id {
    Id::unique("payout-number")
}

fn name_id() -> Id {
    Id::unique("payout-name")
}

fn fields(payout: &mut PayoutDialog, ui: &mut Ui, lang: Lang) {
    let p = theme::of(ui);
    widgets::heading(ui, &text::payout_question(lang, payout.amount));
    widgets::muted(ui, text::payout_means(lang));
    ui.add_space(4.0);
    widgets::caption(ui, text::payout_to(lang));
    let all = [(Whose::Buyer, text::payout_to_buyer(lang), None), (Whose::Shop, text::payout_to_shop(lang), None)];
    if let Some(whose) = widgets::filters(ui, payout.whose, &all) {
        (payout.whose, payout.compared) = (whose, false);
    }
    let agreed = match payout.whose {
        Whose::Buyer => {
            card(payout, ui, lang);
            text::payout_compared(lang)
        }
        Whose::Shop => {
            widgets::sentence(ui, text::payout_shop_means(lang), p.warn);
            text::payout_shop_agreed(lang)
        }
    };
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        if widgets::switch(ui, payout.compared, agreed, true).clicked() {
            payout.compared = !payout.compared;
        }
        ui.label(egui::RichText::new(agreed).size(theme::SMALL));
    });
}

fn card(payout: &mut PayoutDialog, ui: &mut Ui, lang: Lang) {
    let p = theme::of(ui);
    widgets::caption(ui, text::payout_bank(lang));
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        ui.spacing_mut().interact_size.y = 20.0;
        ui.horizontal_wrapped(|ui| {
            for bank in PayoutBank::ALL {
                if widgets::suggestion(ui, text::bank_name(lang, *bank), payout.bank == Some(*bank)) {
                    (payout.bank, payout.compared) = (Some(*bank), false);
                }
            }
        });
    });
    let before = (payout.number.clone(), payout.name.clone());
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            let name = text::payout_number(lang);
            widgets::caption(ui, name);
            widgets::field(ui, number_id(), name, "6225 …", payout.number.typed(), NUMBER_WIDTH);
        });
        ui.vertical(|ui| {
            let name = text::payout_name(lang);
            widgets::caption(ui, name);
            widgets::field(ui, name_id(), name, "", payout.name.typed(), NAME_WIDTH);
        });
    });
    if before != (payout.number.clone(), payout.name.clone()) {
        payout.compared = false;
    }
    if let Some(wrong) = payout.wrong(lang) {
        widgets::sentence(ui, wrong, p.danger);
    }
    widgets::caption(ui, text::payout_kept_nowhere(lang));
}
