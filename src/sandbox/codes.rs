//! Codes that are scanned to pay: what stands in them, and which order they open.

use crate::domain::PrepayId;

/// WeChat's word for this way of paying.
pub(super) const NATIVE: &str = "NATIVE";
const BEFORE_ID: &str = "weixin://wxpay/bizpayurl?pr=";

/// The text of the code that opens what this prepay id opens.
pub(super) fn code_of(prepay_id: &PrepayId) -> String {
    format!("{BEFORE_ID}{prepay_id}")
}

/// The prepay id in the text of a code; `None` for a text that is in none of ours.
pub(super) fn prepay_of(code_url: &str) -> Option<PrepayId> {
    PrepayId::parse(code_url.strip_prefix(BEFORE_ID)?).ok()
}
