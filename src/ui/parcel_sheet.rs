//! What is to be shipped, in the form carriers' tools take: with two columns to fill in, so that the same sheet can be
//! imported again.

use super::text::{self, Lang};
use crate::store::ToShipRow;

/// Above the columns of the sheet that comes back with tracking numbers.
pub fn parcel_headings(lang: Lang) -> Vec<String> {
    text::to_ship_headings(lang)
}

/// One order: only what is still to go.
pub fn parcel_cells(row: &ToShipRow, lang: Lang) -> Vec<String> {
    vec![
        row.order_no.to_string(),
        row.buyer.clone(),
        row.phone.clone(),
        delivery_address(lang, &row.address, row.pickup.is_some()),
        text::goods(lang, &row.to_send.items_text(), usize::MAX),
        row.to_send.pieces_left().to_string(),
        text::not_sent_line(lang, &row.to_send).unwrap_or_default(),
        row.note.clone(),
        row.paid_at.to_dashed(),
        String::new(),
        String::new(),
    ]
}

/// The address, or that nothing is sent there: a label tool that is fed the list sends no box to somebody who comes for it.
pub(in crate::ui) fn delivery_address(lang: Lang, address: &str, picked_up: bool) -> String {
    if picked_up { text::pickup_at(lang, address) } else { address.to_owned() }
}
