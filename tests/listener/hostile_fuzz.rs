//! Any bytes at all, and messages made of the pieces readers stumble over, for the XML reader and both notifications.
//! `ZHANGGUI_FUZZ_CASES` says how many of each; a find is shrunk and shown.

use crate::hostile_cases::TRANSACTION;
use crate::world::*;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use zhanggui::wechat::v2::{notify, wire};

fn cases() -> ProptestConfig {
    let cases = std::env::var("ZHANGGUI_FUZZ_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

const PIECES: &[&str] = &[
    "<xml>",
    "</xml>",
    "<root>",
    "<a>",
    "</a>",
    "<a/>",
    "<a >",
    "<a b=\"c\">",
    "<![CDATA[",
    "]]>",
    "]]",
    ">",
    "<",
    "&",
    "&amp;",
    "&#38;",
    "&#x26;",
    "&#0;",
    "&#xD800;",
    "&x;",
    "<!--",
    "-->",
    "<!DOCTYPE x>",
    "<!ENTITY x \"y\">",
    "<?xml version=\"1.0\"?>",
    "<?x?>",
    "\u{feff}",
    "\u{fffe}",
    "\n",
    "\r",
    "\t",
    " ",
    "=",
    "&sign=",
    "sign",
    "total_fee",
    "7800",
    "SUCCESS",
    "return_code",
    "\u{0}",
    "掌柜",
    "\u{202e}",
    "<return_code>SUCCESS</return_code>",
    "<sign>",
    "</sign>",
    "<total_fee>1</total_fee>",
];

/// Whatever was read can be written again and says the same.
fn is_stable(bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(read) = wire::Fields::read("xml", bytes) {
        let fields: Vec<(&str, &str)> = read.iter().collect();
        let written = wire::write(&fields);
        let again = wire::Fields::read("xml", written.as_bytes());
        // Escapes may make a message longer than one we read; then it is refused, not read otherwise.
        prop_assert!(again.as_ref().map_or(written.len() > wire::MESSAGE_BYTES_MAX, |again| *again == read));
    }
    Ok(())
}

fn proves_nothing(bytes: &[u8]) -> Result<(), TestCaseError> {
    prop_assert!(notify::read_payment(bytes, &account()).is_err());
    prop_assert!(notify::read_refund(bytes, &account()).is_err());
    is_stable(bytes)
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_bytes_at_all_are_a_notification(bytes in vec(any::<u8>(), 0..2_000)) {
        proves_nothing(&bytes)?;
    }

    #[test]
    fn no_pieces_of_messages_make_one(pieces in vec(select(PIECES), 0..60)) {
        proves_nothing(pieces.concat().as_bytes())?;
        proves_nothing(format!("<xml>{}</xml>", pieces.concat()).as_bytes())?;
    }

    #[test]
    fn a_piece_put_into_a_genuine_message_never_changes_what_is_believed(
        at in any::<prop::sample::Index>(), pieces in vec(select(PIECES), 1..4), cut in 0_usize..40,
    ) {
        let good = paid_notice("SC20260901-00000001", TRANSACTION, "7800");
        let facts = notify::read_payment(good.as_bytes(), &account()).unwrap();
        let at = at.index(good.len());
        let end = (at + cut).min(good.len());
        let body = [&good.as_bytes()[..at], pieces.concat().as_bytes(), &good.as_bytes()[end..]].concat();
        if let Ok(read) = notify::read_payment(&body, &account()) {
            prop_assert_eq!(read, facts);
        }
        is_stable(&body)?;
    }

    #[test]
    fn a_damaged_seal_is_read_without_a_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in 0_usize..40) {
        // The seal is no signature: what a damaged one opens to is a hint like any other, and asked about.
        let good = refund_notice("SC20260901-00000001", "RF20260901-00000001-0001", TRANSACTION, "7800");
        let at = at.index(good.len());
        let end = (at + cut).min(good.len());
        let body = [&good.as_bytes()[..at], &[byte], &good.as_bytes()[end..]].concat();
        prop_assert!(notify::read_refund(&body, &account()).is_err() || body.len() + 40 > good.len());
        is_stable(&body)?;
    }
}
