//! The packing slips that are to be printed: of which orders, which of them were printed before, and who is left out because
//! of a refund.

use crate::{
    domain::{Barcode, LineToSend, OrderNo, OrderState, ProductId, Quantity, Receiver, ToSend, UnixSeconds},
    pdf::{PackingSlip, PackingSlipLine},
    store::{OrderDetail, ToShipRow},
    ui::{
        parcel_sheet::delivery_address,
        text::{self, Lang},
    },
};
use egui::Pos2;
use std::collections::BTreeMap;

/// Which orders slips were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum SlipsOf {
    /// One order, from its row or its detail.
    One,
    Ticked,
    /// Nothing was ticked.
    All,
}

/// An order and its slip.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AskedSlip {
    pub slip: PackingSlip,
    pub printed_at: Option<UnixSeconds>,
    /// Its goods stay here until a refund is decided.
    pub refunding: bool,
}

/// The open question.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ui) struct SlipsQuestion {
    pub of: SlipsOf,
    pub(super) slips: Vec<AskedSlip>,
    /// Those that were printed are printed again.
    pub again: bool,
    /// Those that are being refunded are printed too: only ever on purpose.
    pub refunding: bool,
    pub pointer: Option<Pos2>,
}

impl SlipsQuestion {
    /// About these rows. Where nothing was ticked, those that were printed before are left out.
    pub fn of_rows<'a>(rows: impl IntoIterator<Item = &'a ToShipRow>, of: SlipsOf, lang: Lang) -> Self {
        let slips = rows.into_iter().map(|row| {
            let address = delivery_address(lang, &row.address, row.pickup.is_some());
            let receiver = Receiver { name: row.buyer.clone(), phone: row.phone.clone(), address };
            let slip = slip((&row.order_no, Some(row.paid_at)), receiver, &row.to_send, &row.note, lang);
            AskedSlip { slip, printed_at: row.slip_at, refunding: row.refund.is_some() }
        });
        let slips: Vec<AskedSlip> = slips.collect();
        let fresh = slips.iter().any(|asked| asked.printed_at.is_none() && !asked.refunding);
        Self { of, again: of != SlipsOf::All || !fresh, slips, refunding: false, pointer: None }
    }

    /// About one order.
    pub fn of_order(detail: &OrderDetail, lang: Lang) -> Self {
        let (order_no, to_send) = (&detail.row.key.order_no, detail.to_send());
        let address = delivery_address(lang, &detail.receiver.address, detail.pickup.is_some());
        let receiver = Receiver { address, ..detail.receiver.clone() };
        let slip = slip((order_no, detail.row.paid_at), receiver, &to_send, &detail.note, lang);
        let printed_at = detail.slips.iter().map(|print| print.printed_at).max();
        let slips = vec![AskedSlip { slip, printed_at, refunding: detail.row.refund.is_some() }];
        Self { of: SlipsOf::One, slips, again: true, refunding: false, pointer: None }
    }

    /// It must not open under the pointer, which is here.
    pub fn beside(self, pointer: Option<Pos2>) -> Self {
        Self { pointer, ..self }
    }

    pub(super) fn is_chosen(&self, asked: &AskedSlip) -> bool {
        !asked.slip.lines.is_empty()
            && (self.refunding || !asked.refunding)
            && (self.again || asked.printed_at.is_none())
    }

    pub(super) fn chosen(&self) -> Vec<PackingSlip> {
        self.slips.iter().filter(|asked| self.is_chosen(asked)).map(|asked| asked.slip.clone()).collect()
    }

    /// The same with what stands on the goods, one barcode a line.
    pub(super) fn chosen_with(&self, barcodes: &BTreeMap<Barcode, ProductId>) -> Vec<PackingSlip> {
        let mut slips = self.chosen();
        for line in slips.iter_mut().flat_map(|slip| &mut slip.lines) {
            let code = barcodes.iter().find(|(_, id)| **id == line.product_id).map(|(code, _)| code.to_string());
            line.barcode = code.unwrap_or_default();
        }
        slips
    }

    pub(super) fn named(&self, fits: impl Fn(&AskedSlip) -> bool) -> Vec<String> {
        let fitting = self.slips.iter().filter(|asked| fits(asked));
        fitting.map(|asked| text::tame(&asked.slip.receiver.name, 12)).collect()
    }
}

/// True for an order that has a slip: it waits for its parcel, and something of it is still to go.
pub(in crate::ui) fn has_slip(detail: &OrderDetail) -> bool {
    detail.row.state == OrderState::ToShip && !detail.to_send().is_nothing()
}

fn slip(
    (order_no, paid_at): (&OrderNo, Option<UnixSeconds>),
    receiver: Receiver,
    to_send: &ToSend,
    note: &str,
    lang: Lang,
) -> PackingSlip {
    PackingSlip {
        order_no: order_no.clone(),
        paid_at,
        receiver,
        lines: to_send.lines.iter().filter_map(line).collect(),
        not_in_it: text::not_sent_lines(lang, to_send),
        note: note.to_owned(),
    }
}

/// What goes into the parcel of a line; nothing where all of it stays.
fn line(line: &LineToSend) -> Option<PackingSlipLine> {
    let quantity = Quantity::new(line.left()).ok()?;
    Some(PackingSlipLine {
        product_id: line.product_id.clone(),
        name: line.name.clone(),
        quantity,
        barcode: String::new(),
    })
}
