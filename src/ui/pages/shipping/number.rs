//! A scanned tracking number finds its field: the one that has the keyboard, else the first free one of the open order.
//! A number that stands there already is never replaced without a question.

use super::{draft, form, queue, row, state::ShippingPage};
use crate::{
    devices::ShopSound,
    domain::{OrderNo, PARCELS_MAX},
    store::ToShipRow,
    ui::{
        app::{Action, App},
        pages::question::Question,
        scanner::ScanRefused,
        text,
        widgets::ButtonKind,
    },
};
use egui::{Context, Id};

/// A field for a tracking number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct NumberField {
    pub order_no: OrderNo,
    /// Which of the order's parcels, from 0.
    pub parcel: usize,
    /// It stands in a row of the queue: the keyboard goes on to the next row.
    pub in_row: bool,
}

impl ShippingPage {
    /// The field for a number that has the keyboard.
    pub fn number_field(&self, focused: Id, rows: &[ToShipRow]) -> Option<NumberField> {
        let in_form = self.form.as_ref().and_then(|form| {
            let parcel = (0..PARCELS_MAX).find(|at| form::field_of(*at) == focused)?;
            Some(NumberField { order_no: form.order_no.clone(), parcel, in_row: false })
        });
        in_form.or_else(|| {
            let row = rows.iter().find(|row| row::field_of(&row.order_no) == focused)?;
            Some(NumberField { order_no: row.order_no.clone(), parcel: 0, in_row: true })
        })
    }

    /// Where a label belongs that was scanned while this order lies on the table.
    pub fn form_field(&self, order_no: &OrderNo) -> NumberField {
        let draft = self.draft(order_no);
        let free = draft.parcels.iter().position(|one| one.number.trim().is_empty());
        NumberField { order_no: order_no.clone(), parcel: free.unwrap_or(0), in_row: false }
    }

    fn number_in(&self, field: &NumberField) -> String {
        let correction = self.form.as_ref().filter(|form| form.order_no == field.order_no && !field.in_row);
        let draft = correction.and_then(|form| form.correction.clone());
        let draft = draft.unwrap_or_else(|| self.draft(&field.order_no));
        draft.parcels.get(field.parcel).map(|one| one.number.trim().to_owned()).unwrap_or_default()
    }

    fn put_number(&mut self, field: &NumberField, number: String) {
        if let Some(form) = self.form.as_mut().filter(|form| form.order_no == field.order_no) {
            (form.wants_focus, form.tried) = (false, false);
            if let Some(one) = form.correction.as_mut().and_then(|draft| draft.parcels.get_mut(field.parcel))
                && !field.in_row
            {
                one.number = number;
                return;
            }
        }
        let mut draft = self.draft(&field.order_no);
        match draft.parcels.get_mut(field.parcel) {
            Some(one) => one.number = number,
            None => draft.first().number = number,
        }
        draft.unticked = false;
        self.keep(&field.order_no, draft);
    }
}

impl App {
    /// What a scanned number leads to.
    pub(super) fn number_scanned(&mut self, field: NumberField, code: &str) -> Option<Action> {
        if self.pages.asks() {
            self.ring(ShopSound::Blocked);
            self.say(text::scan_question_open(self.lang).to_owned(), false);
            return None;
        }
        let number = match draft::number(code) {
            Ok(number) => number,
            Err(why) => {
                self.ring(ShopSound::Blocked);
                self.say(form::fault(self.lang, &why), false);
                return None;
            }
        };
        let there = self.pages.shipping.number_in(&field);
        if there.is_empty() || there == number {
            return Some(Action::PutNumber(field, number));
        }
        self.ring(ShopSound::Attention);
        Some(Action::AskNumber(field, number))
    }

    /// Puts the number into its field, and the keyboard where the next one belongs.
    pub(in crate::ui) fn put_number(&mut self, ctx: &Context, field: &NumberField, number: String) {
        self.pages.shipping.put_number(field, number);
        let at = self.model.shot.to_ship.iter().position(|row| row.order_no == field.order_no);
        match at.filter(|_| field.in_row) {
            Some(at) => queue::go_on(self, ctx, at + 1),
            None => ctx.memory_mut(|memory| {
                if let Some(focused) = memory.focused() {
                    memory.surrender_focus(focused);
                }
            }),
        }
    }

    /// Asks which of the two numbers is right.
    pub(in crate::ui) fn ask_number(&mut self, ctx: &Context, field: NumberField, number: String) {
        let lang = self.lang;
        let there = self.pages.shipping.number_in(&field);
        let title = text::replace_number(lang, &there, &number);
        let fact = text::replace_number_of(lang, field.order_no.as_str());
        let buttons = (text::replace_it(lang), text::keep_as_it_is(lang));
        let question = Question::about(ctx, title, buttons, ButtonKind::Main, Action::PutNumber(field, number));
        self.pages.question = Some(question.fact(&fact));
    }

    /// Nothing was made of a scan: an input method changed it, or it stood still in the middle.
    pub(in crate::ui) fn scan_refused(&mut self, why: ScanRefused) {
        self.ring(ShopSound::Blocked);
        let words = match why {
            ScanRefused::Garbled => text::scan_garbled(self.lang),
            ScanRefused::Cut => text::scan_cut(self.lang),
        };
        self.say(words.to_owned(), false);
    }
}
