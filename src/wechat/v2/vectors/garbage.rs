//! What holds for every message, also for those nobody has thought of.

use super::{account, file};
use crate::{
    domain::SignType,
    wechat::v2::{
        answer::XmlAnswer,
        call::V2Call,
        notify, sign,
        wire::{self, Fields},
    },
};
use proptest::{collection::btree_map, prelude::*};

fn names_and_values() -> impl Strategy<Value = std::collections::BTreeMap<String, String>> {
    let value = prop_oneof![
        "[ -~\n\t]{0,24}",
        "\\PC{0,12}",
        Just("]]>".to_owned()),
        Just("]]]]>&lt;<a>".to_owned()),
        Just("😀好评".to_owned())
    ];
    btree_map("[a-zA-Z_][a-zA-Z0-9_]{0,12}", value, 0..40)
}

fn payments() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![Just(file("v2-notify-pay-coupons.xml")), Just(file("v2-notify-pay-hmac.xml"))]
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_exactly(fields in names_and_values()) {
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let body = wire::write(&pairs);
        let read = Fields::read("xml", body.as_bytes());
        prop_assert_eq!(read.map(|read| read.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect()), Ok(fields.clone()));
    }

    #[test]
    fn what_is_signed_verifies_in_its_own_way_and_in_no_other(mut fields in names_and_values(), hmac: bool) {
        fields.retain(|name, _| name != "sign" && name != "sign_type");
        let (ours, other) = if hmac { (SignType::HmacSha256, SignType::Md5) } else { (SignType::Md5, SignType::HmacSha256) };
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let body = sign::write_signed(&pairs, &account().key, ours);
        let read = Fields::read("xml", body.as_bytes()).unwrap();
        prop_assert_eq!(sign::verify(&read, &account().key, None), Ok(ours));
        prop_assert_eq!(sign::verify(&read, &account().key, Some(other)), Err(sign::Unproven::Wrong));
    }

    #[test]
    fn one_flipped_bit_never_changes_what_is_believed(body in payments(), at: prop::sample::Index, bit in 0..8u32) {
        let mut changed = body.clone();
        changed[at.index(body.len())] ^= 1 << bit;
        let believed = notify::read_payment(&changed, &account());
        prop_assert!(believed.is_err() || believed == notify::read_payment(&body, &account()));
    }

    #[test]
    fn a_piece_cut_out_or_doubled_never_changes_what_is_believed(body in payments(), a: prop::sample::Index, b: prop::sample::Index, double: bool) {
        let (a, b) = (a.index(body.len()), b.index(body.len()));
        let (from, to) = (a.min(b), a.max(b));
        let end = if double { from } else { to };
        let changed = [&body[..to], &body[end..]].concat();
        let believed = notify::read_payment(&changed, &account());
        prop_assert!(believed.is_err() || believed == notify::read_payment(&body, &account()));
    }

    #[test]
    fn garbage_is_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), text in "[<>/!\\[\\]CDATA?xml&;#='\"a-c \\-]{0,200}") {
        for body in [&bytes[..], text.as_bytes(), format!("<xml>{text}</xml>").as_bytes()] {
            prop_assert!(notify::read_payment(body, &account()).is_err());
            prop_assert!(notify::read_refund(body, &account()).is_err());
            prop_assert!(XmlAnswer::read(V2Call::Refund, body, &account(), SignType::HmacSha256).is_err());
        }
    }
}
