//! What is to be shipped, in the form carriers' tools take: with two columns to fill in, so that the same sheet can be
//! imported again.

use super::text::{self, Lang};
use crate::store::ToShipRow;

/// The headings.
pub fn parcel_headings(lang: Lang) -> Vec<String> {
    text::to_ship_headings(lang)
}

/// One order: only what is still to go.
pub fn parcel_cells(row: &ToShipRow, lang: Lang) -> Vec<String> {
    vec![
        row.order_no.to_string(),
        row.buyer.clone(),
        row.phone.clone(),
        row.address.clone(),
        text::goods(lang, &row.to_send.items_text(), usize::MAX),
        row.to_send.pieces_left().to_string(),
        text::not_sent_line(lang, &row.to_send).unwrap_or_default(),
        row.note.clone(),
        row.paid_at.to_dashed(),
        String::new(),
        String::new(),
    ]
}
