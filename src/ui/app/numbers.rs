//! Where a scanned tracking number goes, and the question before it takes another one's place.

use super::state::App;
use crate::{
    devices::ShopSound,
    ui::{
        action::{Action, Question},
        pages::shipping::{self, NumberField},
        scanner::ScanRefused,
        text,
        widgets::ButtonKind,
    },
};
use egui::Context;

impl App {
    /// What a scanned number leads to.
    pub(super) fn number_scanned(&mut self, field: NumberField, code: &str) -> Option<Action> {
        if self.pages.asks() {
            self.ring(ShopSound::Blocked);
            self.say(text::scan_question_open(self.lang).to_owned(), false);
            return None;
        }
        let number = match shipping::parse_number(code) {
            Ok(number) => number,
            Err(why) => {
                self.ring(ShopSound::Blocked);
                self.say(shipping::fault(self.lang, &why), false);
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
    pub(super) fn put_number(&mut self, ctx: &Context, field: &NumberField, number: String) {
        let page = &mut self.pages.shipping;
        let before = page.number_in(field);
        if let Some(packing) = page.packing.as_mut().filter(|packing| packing.order_no == field.order_no)
            && before != number
        {
            packing.numbered(field.clone(), before);
        }
        page.put_number(field, number);
        let at = self.model.shot.to_ship.iter().position(|row| row.order_no == field.order_no);
        match at.filter(|_| field.in_row) {
            Some(at) => self.pages.shipping.go_on(&self.model.shot.to_ship, ctx, at + 1),
            None => ctx.memory_mut(|memory| {
                if let Some(focused) = memory.focused() {
                    memory.surrender_focus(focused);
                }
            }),
        }
    }

    /// Asks which of the two numbers is right.
    pub(super) fn ask_number(&mut self, ctx: &Context, field: NumberField, number: String) {
        let lang = self.lang;
        let there = self.pages.shipping.number_in(&field);
        let title = text::replace_number(lang, &there, &number);
        let fact = text::replace_number_of(lang, field.order_no.as_str());
        let buttons = (text::replace_it(lang), text::keep_as_it_is(lang));
        let question = Question::about(ctx, title, buttons, ButtonKind::Main, Action::PutNumber(field, number));
        self.pages.over.question = Some(question.fact(&fact));
    }

    /// Nothing was made of a scan: an input method changed it, or it stood still in the middle.
    pub(super) fn scan_refused(&mut self, why: ScanRefused) {
        self.ring(ShopSound::Blocked);
        let words = match why {
            ScanRefused::Garbled => text::scan_garbled(self.lang),
            ScanRefused::Cut => text::scan_cut(self.lang),
        };
        self.say(words.to_owned(), false);
    }
}
