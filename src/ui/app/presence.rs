//! What is open in this window, said for the windows of other seats.

use super::state::App;
use crate::{
    domain::{Acting, Presence},
    store::WindowHere,
    ui::model::Place,
};

impl App {
    /// Says it where it changed; a shop without other seats has nobody to say it to.
    pub(super) fn say_what_is_open(&mut self) {
        let Some(sign) = &self.presence else { return };
        let here = self.what_is_open();
        if here != self.here {
            sign.says(here.clone());
            self.here = here;
        }
    }

    /// Nothing in a locked window: nobody stands there.
    fn what_is_open(&self) -> WindowHere {
        if self.is_locked() {
            return WindowHere::default();
        }
        let operator = if let Acting::Operator(id) = self.sign_in.acting() { Some(id) } else { None };
        let over = &self.pages.over;
        let asked = over.dialog.is_some() || over.question.is_some() || over.payout.is_some();
        let at = if self.gaze.place == Place::Refunds {
            let shown = self.screen().refund_shown().and_then(|refund_no| self.model.refund(&refund_no));
            shown.map(|detail| Presence {
                order_no: detail.row.order_no.clone(),
                refund_no: Some(detail.row.refund_no.clone()),
                deciding: asked,
            })
        } else {
            self.gaze.order.clone().map(|order_no| {
                let form = self.pages.shipping.form.as_ref().is_some_and(|form| form.order_no == order_no);
                let deciding = asked || form || self.on_table().as_ref() == Some(&order_no);
                Presence { order_no, refund_no: None, deciding }
            })
        };
        WindowHere { operator, at }
    }
}
