//! A scanned tracking number finds its field: the one that has the keyboard, else the first free one of the open order.
//! A number that stands there already is never replaced without a question.

use super::{
    draft::ShippingDraft,
    field::{self, NumberField},
    state::ShippingPage,
};
use crate::{
    domain::{OrderNo, PARCELS_MAX, ShipKind},
    store::ToShipRow,
};
use egui::{Context, Id};

impl ShippingPage {
    /// The field for a number that has the keyboard.
    pub fn number_field(&self, focused: Id, rows: &[ToShipRow]) -> Option<NumberField> {
        let in_form = self.form.as_ref().and_then(|form| {
            let parcel = (0..PARCELS_MAX).find(|at| field::in_form(*at) == focused)?;
            Some(NumberField { order_no: form.order_no.clone(), parcel, in_row: false })
        });
        in_form.or_else(|| {
            let row = rows.iter().find(|row| field::in_row(&row.order_no) == focused)?;
            Some(NumberField { order_no: row.order_no.clone(), parcel: 0, in_row: true })
        })
    }

    /// Where a label belongs that was scanned while this order lies on the table.
    pub fn form_field(&self, order_no: &OrderNo) -> NumberField {
        let draft = self.draft(order_no);
        let free = draft.parcels.iter().position(|one| one.number.trim().is_empty());
        NumberField { order_no: order_no.clone(), parcel: free.unwrap_or(0), in_row: false }
    }

    /// The number that stands in this field.
    pub fn number_in(&self, field: &NumberField) -> String {
        let correction = self.form.as_ref().filter(|form| form.order_no == field.order_no && !field.in_row);
        let draft = correction.and_then(|form| form.correction.clone());
        let draft = draft.unwrap_or_else(|| self.draft(&field.order_no));
        draft.parcels.get(field.parcel).map(|one| one.number.trim().to_owned()).unwrap_or_default()
    }

    /// Puts a number into this field.
    pub fn put_number(&mut self, field: &NumberField, number: String) {
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

    /// A row has its number: the keyboard goes to the next row without one.
    pub fn go_on(&mut self, all: &[ToShipRow], ctx: &Context, from: usize) {
        let drafts = &self.drafts;
        let empty = |row: &&ToShipRow| {
            let fits = |draft: &ShippingDraft| match &draft.parcels[..] {
                [] => true,
                [one] => draft.kind == ShipKind::Express && one.number.trim().is_empty(),
                _ => false,
            };
            row.parcels == 0 && drafts.get(&row.order_no).is_none_or(fits)
        };
        let next = all.iter().skip(from).chain(all.iter().take(from)).find(empty).map(|row| row.order_no.clone());
        ctx.memory_mut(|memory| match &next {
            Some(order_no) => memory.request_focus(field::in_row(order_no)),
            None => {
                if let Some(focused) = memory.focused() {
                    memory.surrender_focus(focused);
                }
            }
        });
        self.bring_field = next;
    }
}
