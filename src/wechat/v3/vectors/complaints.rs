//! Complaints: what is said, what is read, what is refused before it leaves.

use super::{account, headers, json, list, merchant_key, number, reply_of, text, trust_keys};
use crate::{
    domain::{ComplaintId, ComplaintProblem, ComplaintState, Day, MediaId, NoticeVerdict, reply_by, solve_by},
    wechat::{
        ComplaintMessage, GatewayError, NoAnswer, NotSent, Pause, ReplyPicture,
        v3::{
            answer::{JsonAnswer, Moments},
            call::{Request, V3Call},
            complaints, errors, notify, upload,
        },
    },
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

const WECHAT: &str = "https://api.mch.weixin.qq.com";

fn vectors() -> Value {
    json("v3-complaints.json")
}

fn named<'v>(all: &'v Value, name: &str) -> &'v Value {
    list(all).iter().find(|case| case["name"] == name).unwrap_or_else(|| panic!("{name}"))
}

fn id() -> ComplaintId {
    ComplaintId::parse("200000020260105000000000001").unwrap()
}

fn media() -> [MediaId; 1] {
    [MediaId::parse("TEST-MEDIA-0001").unwrap()]
}

fn read<T>(case: &Value, call: V3Call, read: impl FnOnce(&JsonAnswer<'_>) -> T) -> T {
    let at = number(&case["now_unix"]);
    let reply = reply_of(case);
    let moments = Moments { signed_at: at, answered_at: at };
    read(&JsonAnswer::read(call, &reply, &trust_keys(), moments).unwrap())
}

#[test]
fn every_call_says_what_the_vectors_say() {
    let (all, mch_id) = (vectors(), account().mch_id);
    let media = media();
    let said = |words| ComplaintMessage { words, pictures: &media };
    let png = STANDARD.decode(text(&named(&all["requests"], "picture upload (only meta is signed)")["file_base64"]));
    let proof = ReplyPicture { name: "proof.png".to_owned(), bytes: png.unwrap() };
    let shown = "/v3/merchant-service/images/VEVTVC1JTUFHRS0wMDAwMQ%3D%3D";
    let made: [(&str, Result<Request, NotSent>); 5] = [
        ("reply", complaints::reply(&id(), said("您好，已收到，请稍等"), &mch_id)),
        ("reject refund", complaints::reject(&id(), said("商品签收完好"))),
        ("complete", complaints::complete(&id(), &mch_id)),
        ("picture upload (only meta is signed)", complaints::upload(&proof)),
        ("picture download (path as given, %3D kept)", complaints::picture(&format!("{WECHAT}{shown}"), WECHAT)),
    ];
    for (name, request) in made {
        let (case, request) = (named(&all["requests"], name), request.unwrap());
        assert_eq!((request.method, request.path.as_str()), (text(&case["method"]), text(&case["uri"])), "{name}");
        assert_eq!(request.body, text(&case["signed_body"]), "{name}");
        if let Some(file) = &request.file {
            let (kind, sent) = upload::form(&request.body, file, "----TESTBOUNDARY0001");
            assert_eq!(kind, text(&case["content_type"]));
            assert_eq!(sent, STANDARD.decode(text(&case["sent_body_base64"])).unwrap());
        }
    }
    let approved = complaints::approve(&id()).unwrap();
    assert_eq!(approved.body, r#"{"action":"APPROVE","launch_refund_day":0}"#);
}

#[test]
fn what_wechat_would_refuse_does_not_leave() {
    let mch_id = account().mch_id;
    let media = media();
    let said = |chars: usize, pictures: usize| {
        let (words, pictures) = ("字".repeat(chars), vec![media[0].clone(); pictures]);
        complaints::reply(&id(), ComplaintMessage { words: &words, pictures: &pictures }, &mch_id).is_ok()
    };
    assert!(said(200, 4));
    assert!(!said(201, 0) && !said(10, 5) && !said(0, 0));
    let reason = ComplaintMessage { words: "", pictures: &[] };
    assert!(complaints::reject(&id(), reason).is_err());
    let day = |raw| Day::parse(raw).unwrap();
    assert!(complaints::list((day("2026-01-01"), day("2026-02-01")), 0).is_err());
    assert!(complaints::list((day("2025-12-07"), day("2026-01-05")), 0).is_ok());
    for address in [
        "https://files.example/v3/merchant-service/images/A",
        "https://api.mch.weixin.qq.com/v3/refund/domestic/refunds",
        "https://api.mch.weixin.qq.com/v3/merchant-service/images/../../refund",
        "https://api.mch.weixin.qq.com.evil.example/v3/merchant-service/images/A",
        "http://api.mch.weixin.qq.com/v3/merchant-service/images/A",
        "https://api.mch.weixin.qq.com/v3/merchant-service/images/",
    ] {
        assert!(complaints::picture(address, WECHAT).is_err(), "{address}");
    }
    let picture = |name: &str, bytes| ReplyPicture { name: name.to_owned(), bytes: vec![0; bytes] }.checked().is_ok();
    assert!(picture("proof.jpg", 2 << 20));
    assert!(!picture("proof.jpg", (2 << 20) + 1) && !picture("proof.gif", 1) && !picture("a\"b.png", 1));
    assert!(!picture("proof.png", 20 << 20), "20 MB");
}

#[test]
fn the_list_and_the_detail_are_read_and_the_telephone_opens_with_our_key_only() {
    let all = vectors();
    let case = named(&all["responses"], "list, first page");
    let page = read(case, V3Call::Complaints, complaints::page).unwrap();
    assert_eq!((page.complaints.len(), page.total), (2, Some(2)));
    let (first, second) = (&page.complaints[0], &page.complaints[1]);
    assert_eq!((first.complaint_id.clone(), first.state), (id(), ComplaintState::Pending));
    assert_eq!((first.problem, first.refund_wanted.unwrap().get()), (ComplaintProblem::Refund, 2000));
    assert_eq!((reply_by(first.received_at).get(), solve_by(first.received_at).get()), (1_767_664_800, 1_767_837_600));
    assert_eq!(first.order.as_ref().unwrap().order_no, "SHOP20260101000001");
    assert!(first.awaits_reply && !first.fully_refunded && first.pictures.len() == 1);
    let open = |sealed: &Option<String>| merchant_key().open_sensitive(sealed.as_ref().unwrap());
    assert_eq!(open(&first.sealed_phone).as_deref(), Some("13800000000"));
    assert_eq!((open(&second.sealed_phone), second.problem), (None, ComplaintProblem::Other));
    assert_eq!((second.state, second.times), (ComplaintState::Processed, 2));
    let case = named(&all["responses"], "list, later page has no total_count");
    let page = read(case, V3Call::Complaints, complaints::page).unwrap();
    assert!(page.complaints.is_empty() && page.total.is_none());
    let case = named(&all["responses"], "detail");
    let detail = read(case, V3Call::Complaint, |answer| complaints::one(answer, &id())).unwrap();
    assert_eq!(detail.openid.unwrap().as_str(), "oTEST00000000000000000000001");
    let other = ComplaintId::parse("1").unwrap();
    let elsewhere = read(case, V3Call::Complaint, |answer| complaints::one(answer, &other));
    assert!(matches!(elsewhere, Err(GatewayError::NoAnswer(NoAnswer::Elsewhere(_)))));
}

#[test]
fn the_talk_is_read_whatever_wechat_calls_its_entries() {
    let all = vectors();
    let case = named(&all["responses"], "negotiation history");
    let talk = read(case, V3Call::ComplaintTalk, complaints::entries).unwrap();
    let kinds: Vec<&str> = talk.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(
        kinds,
        ["MERCHANT_RESPONSE", "USER_CREATE_COMPLAINT_SYSTEM_MESSAGE", "USER_CREATE_COMPLAINT", "SOME_FUTURE_TYPE"]
    );
    assert_eq!(talk[2].pictures.len(), 1, "the same picture in both places is one");
}

#[test]
fn a_notification_is_believed_by_its_signature_and_its_age() {
    let all = vectors();
    let cases = list(&all["notifications"]);
    for case in cases {
        let name = text(&case["name"]);
        let body = text(&case["body"]).as_bytes();
        let Some(headers) = headers(&case["headers"]) else { panic!("{name}") };
        let read = notify::complaint(&headers, body, &account(), &trust_keys(), number(&case["now_unix"]));
        let good = case["signature_valid"] == true && !name.contains("five minutes");
        match read {
            Ok(notice) => {
                assert!(good, "{name}");
                assert_eq!(notice.complaint_id, id());
                assert_eq!(notice.action, text(&case["decrypted"]["action_type"]));
            }
            Err(verdict) => {
                assert!(!good, "{name}: {verdict:?}");
                assert_eq!(verdict, NoticeVerdict::WrongSignature, "{name}");
            }
        }
    }
    assert!(cases.len() >= 7);
}

#[test]
fn refusals_say_what_to_do() {
    for case in list(&vectors()["errors"]) {
        let body: Value = serde_json::from_str(text(&case["body"])).unwrap();
        let status = u16::try_from(case["http_status"].as_u64().unwrap()).unwrap();
        let call = match text(&case["call"]) {
            "list" => V3Call::Complaints,
            "response" => V3Call::ComplaintReply,
            "complete" => V3Call::ComplaintDone,
            "update-refund-progress" => V3Call::ComplaintRefund,
            _ => V3Call::ComplaintNotices,
        };
        let error = errors::refused(call, status, text(&body["code"]), text(&body["message"]));
        let fits = match (status, text(&body["code"])) {
            (400, "PARAM_ERROR") | (401 | 403, _) => matches!(error, GatewayError::Misconfigured { .. }),
            (400, _) => matches!(error, GatewayError::Declined { .. }),
            (429, _) => matches!(error, GatewayError::Wait { pause: Pause::All, .. }),
            _ => matches!(error, GatewayError::NoAnswer(NoAnswer::Unknown { .. })),
        };
        assert!(fits, "{case}: {error:?}");
    }
}
