//! Who has the same order or refund open at another window. It keeps nobody from anything.

use crate::{
    domain::{OrderNo, PresentPerson, RefundNo},
    ui::{screen::Screen, text, theme, widgets},
};
use egui::Ui;

/// More are not named: it is a shop, not a crowd.
const NAMED_MOST: usize = 3;

/// What is looked at here: an order, a refund, or the refund of an order.
#[derive(Debug, Clone, Copy)]
pub(super) struct LookedAt<'a> {
    pub order_no: Option<&'a OrderNo>,
    pub refund_no: Option<&'a RefundNo>,
}

impl LookedAt<'_> {
    fn is_of(&self, person: &PresentPerson) -> bool {
        let refund = self.refund_no.is_some_and(|refund_no| person.at.refund_no.as_ref() == Some(refund_no));
        refund || self.order_no.is_some_and(|order_no| person.at.order_no == *order_no)
    }
}

/// A sentence for each; nothing where nobody is.
pub(super) fn show(screen: &Screen<'_>, ui: &mut Ui, at: LookedAt<'_>) {
    let (p, lang) = (theme::of(ui), screen.now.lang);
    for person in screen.model.present.iter().filter(|person| at.is_of(person)).take(NAMED_MOST) {
        let name = person.operator.and_then(|id| screen.model.shot.people.name(id));
        let who = name.unwrap_or_else(|| text::another_window(lang));
        let words = text::also_here(lang, who, person.at.refund_no.is_some(), person.at.deciding);
        widgets::sentence(ui, &words, if person.at.deciding { p.warn } else { p.muted });
    }
}
