//! What holds for every answer, also for those nobody has thought of. (Notifications: `tests/wechat/v3_fuzz.rs`.)

use super::{SENT_AT, json, list, refund, reply_of, signed_reply, text, trust_keys};
use crate::wechat::{
    http::HttpsReply,
    v3::{
        answer::{JsonAnswer, Moments},
        call::V3Call,
    },
};
use proptest::prelude::*;

const MOMENTS: Moments = Moments { signed_at: SENT_AT, answered_at: SENT_AT };

fn read(reply: &HttpsReply) -> Option<String> {
    let answer = JsonAnswer::read(V3Call::QueryRefund, reply, &trust_keys(), MOMENTS).ok()?;
    Some(format!("{answer:?}"))
}

fn genuine() -> Vec<HttpsReply> {
    let all = json("v3-response-verify.json");
    let good = list(&all["cases"]).iter().filter(|case| case["accept"] == true && !text(&case["body"]).is_empty());
    good.map(reply_of).collect()
}

proptest! {
    #[test]
    fn a_changed_answer_is_never_believed(which: prop::sample::Index, at: prop::sample::Index, bit in 0..8_u32, cut in 0..3_usize) {
        let all = genuine();
        let good = which.get(&all);
        let at = at.index(good.body.len());
        let mut flipped = good.body.clone();
        flipped[at] ^= 1 << bit;
        let end = at.saturating_add(cut).saturating_add(1).min(good.body.len());
        let doubled = [&good.body[..end], &good.body[at..]].concat();
        let shorter = [&good.body[..at], &good.body[end..]].concat();
        prop_assert!(read(good).is_some());
        for body in [flipped, doubled, shorter, good.body[..at].to_vec()] {
            let changed = HttpsReply { status: good.status, body, date: None, headers: good.headers.clone() };
            prop_assert_eq!(read(&changed), None);
        }
    }

    #[test]
    fn anything_at_all_rightly_signed_is_read_or_refused_without_a_panic(status in 0..700_u16, body in "\\PC{0,300}", value in json_values()) {
        for said in [serde_json::Value::String(body), value] {
            let reply = signed_reply(status, &said);
            if let Ok(answer) = JsonAnswer::read(V3Call::QueryRefund, &reply, &trust_keys(), MOMENTS) {
                prop_assert!(answer.refund_status(&refund("SHOP20260101000001R1", 1500)).is_err());
            }
        }
    }
}

/// Objects with WeChat's names and any values.
fn json_values() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "\\PC{0,20}".prop_map(Into::into),
    ];
    let name =
        prop::sample::select(vec!["code", "message", "status", "amount", "refund", "total", "out_refund_no", "data"]);
    leaf.prop_recursive(4, 40, 8, move |inside| {
        prop_oneof![
            prop::collection::vec(inside.clone(), 0..6).prop_map(Into::into),
            prop::collection::btree_map(name.clone().prop_map(str::to_owned), inside, 0..6)
                .prop_map(|fields| fields.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}
