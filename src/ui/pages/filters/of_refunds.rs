//! What a list of refunds is narrowed by: its chips, and the values in the menu.

use super::{
    fields::{FilterMenu, amounts, days, one_of},
    narrowed::NarrowedList,
    of_orders::{named, product, tag},
};
use crate::{
    domain::RefundOrigin,
    store::RefundQuery,
    ui::{
        refund_conditions::{RefundCondition, states_of},
        screen::Screen,
        text::{self, Lang},
    },
};
use egui::Ui;

impl NarrowedList for RefundQuery {
    type By = RefundCondition;

    const CHIPS: &'static [RefundCondition] = &RefundCondition::ALL;

    fn name(lang: Lang, by: RefundCondition) -> &'static str {
        text::refund_condition(lang, by)
    }

    fn value(&self, by: RefundCondition, screen: &Screen<'_>) -> Option<String> {
        let lang = screen.now.lang;
        match by {
            RefundCondition::Asked => self.asked.map(|days| text::days(lang, days)),
            RefundCondition::Changed => self.changed.map(|days| text::days(lang, days)),
            RefundCondition::Arrived => self.arrived.map(|days| text::days(lang, days)),
            RefundCondition::Amount => {
                let narrows = self.amount_from.is_some() || self.amount_to.is_some();
                narrows.then(|| text::amounts(lang, self.amount_from, self.amount_to))
            }
            RefundCondition::State => self.state.map(|state| state.word(lang).to_owned()),
            RefundCondition::Product => self.product.as_ref().map(|id| named(screen, id)),
            RefundCondition::Origin => self.origin.map(|origin| origin.word(lang).to_owned()),
            RefundCondition::Noted => self.noted.then(|| text::with_note(lang).to_owned()),
            RefundCondition::Tag => self.tag.as_ref().map(|tag| text::tame(tag.as_str(), 24)),
        }
    }

    fn without(&self, by: RefundCondition) -> Self {
        by.dropped(self)
    }

    fn is_narrowed(&self) -> bool {
        !self.is_plain()
    }

    fn with_nothing(&self) -> Self {
        self.cleared()
    }

    fn turned(&self, by: RefundCondition) -> Option<Self> {
        (by == RefundCondition::Noted).then(|| Self { noted: !self.noted, ..self.clone() })
    }

    fn choose(
        &self,
        screen: &Screen<'_>,
        menu: &mut FilterMenu<RefundCondition>,
        ui: &mut Ui,
        by: RefundCondition,
    ) -> Option<Self> {
        let (lang, query) = (screen.now.lang, self.clone());
        match by {
            RefundCondition::Asked => {
                days(screen, menu, ui, self.asked).map(|days| Self { asked: Some(days), ..query })
            }
            RefundCondition::Changed => {
                days(screen, menu, ui, self.changed).map(|days| Self { changed: Some(days), ..query })
            }
            RefundCondition::Arrived => {
                days(screen, menu, ui, self.arrived).map(|days| Self { arrived: Some(days), ..query })
            }
            RefundCondition::Amount => {
                amounts(screen, menu, ui).map(|(amount_from, amount_to)| Self { amount_from, amount_to, ..query })
            }
            RefundCondition::State => {
                one_of(menu, ui, &states_of(self.tab), self.state.as_ref(), |state| state.word(lang).to_owned())
                    .map(|state| Self { state: Some(state), ..query })
            }
            RefundCondition::Product => {
                product(screen, menu, ui, self.product.as_ref()).map(|id| Self { product: Some(id), ..query })
            }
            RefundCondition::Origin => {
                one_of(menu, ui, RefundOrigin::ALL, self.origin.as_ref(), |origin| origin.word(lang).to_owned())
                    .map(|origin| Self { origin: Some(origin), ..query })
            }
            RefundCondition::Tag => {
                tag(screen, menu, ui, self.tag.as_ref()).map(|tag| Self { tag: Some(tag), ..query })
            }
            RefundCondition::Noted => None,
        }
    }
}
