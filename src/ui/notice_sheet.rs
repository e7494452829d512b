//! Messages from WeChat as a sheet: when they came, about what, and what became of them. Their texts stay in the shop: they hold
//! what WeChat says of buyers, and no book of the owner's needs them.

use super::text::{self, Lang};
use crate::store::{NoticeRow, RawMessage};

/// The headings.
pub fn notice_headings(lang: Lang) -> Vec<String> {
    text::message_headings(lang)
}

/// One message.
pub fn notice_cells(row: &NoticeRow, lang: Lang) -> Vec<String> {
    vec![
        row.at.to_dashed(),
        notice_kind(lang, row).to_owned(),
        row.order_no.as_ref().map_or_else(String::new, ToString::to_string),
        row.refund_no.as_ref().map_or_else(String::new, ToString::to_string),
        text::verdict(lang, row.verdict).to_owned(),
        row.peer.clone(),
    ]
}

/// What kind of message it is, in words.
pub(in crate::ui) fn notice_kind(lang: Lang, row: &NoticeRow) -> &'static str {
    match row.kind.as_str() {
        "refund_notice" => text::refund_notice(lang),
        RawMessage::COMPLAINT => text::complaint_notice(lang),
        _ if row.is_push() => text::push_notice(lang),
        _ => text::pay_notice(lang),
    }
}
