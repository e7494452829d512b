//! Complaints over API v3: the list, one, its talk, what the shop says, pictures, where notices go. Source: protocol 15a.

use super::{
    json::{Kind, Rule, may, need, number, text},
    refusal::{V3Refusal, param, refusal},
    reply::V3Done,
    request::V3Arrived,
    rules,
};
use crate::{
    domain::{ComplaintId, Day},
    sandbox::{
        complaints::{ComplaintLog, ComplaintStage, KnownComplaint},
        world::World,
    },
};
use axum::http::{Method, header};
use serde_json::{Value, json};

const PAGE_MAX: usize = 50;
const TALK_PAGE_MAX: usize = 300;
const DAYS_MAX: i64 = 30;
const PICTURES_MAX: usize = 4;

const REPLY: &[Rule] = &[
    need("complainted_mchid", Kind::Text(32)),
    need("response_content", Kind::Text(200)),
    may("response_images", Kind::Texts(512)),
];
const PROGRESS: &[Rule] = &[
    need("action", Kind::Text(32)),
    may("launch_refund_day", Kind::Count),
    may("reject_reason", Kind::Text(200)),
    may("reject_media_list", Kind::Texts(512)),
    may("remark", Kind::Text(200)),
];
const COMPLETE: &[Rule] = &[need("complainted_mchid", Kind::Text(32))];
const NOTICE_URL: &[Rule] = &[need("url", Kind::Text(255))];
const META: &[Rule] = &[need("filename", Kind::Text(255)), need("sha256", Kind::Text(64))];

fn not_there() -> V3Refusal {
    refusal(404, "RESOURCE_NOT_EXISTS", "投诉单不存在")
}

fn not_allowed() -> V3Refusal {
    refusal(400, "INVALID_REQUEST", "当前状态不允许此操作")
}

/// The number in the path: one place before that of other calls.
fn id(arrived: &V3Arrived) -> Result<ComplaintId, V3Refusal> {
    let raw = arrived.uri.path().split('/').nth(4).unwrap_or_default();
    ComplaintId::parse(raw).map_err(|_| not_there())
}

fn page(limit: &str, offset: &str, (usual, most): (usize, usize)) -> Result<(usize, usize), V3Refusal> {
    let number = |raw: &str, usual: usize, name: &str| {
        if raw.is_empty() { Ok(usual) } else { raw.parse().map_err(|_| param("query", name, "not a number")) }
    };
    let (limit, offset) = (number(limit, usual, "limit")?, number(offset, 0, "offset")?);
    if (1..=most).contains(&limit) { Ok((limit, offset)) } else { Err(param("query", "limit", "out of range")) }
}

/// `…/complaints-v2`.
pub(super) fn list(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    let [limit, offset, begin, end] = arrived.query(&["limit", "offset", "begin_date", "end_date"])?;
    let (limit, offset) = page(&limit, &offset, (10, PAGE_MAX))?;
    let day = |raw: &str, name: &str| Day::parse(raw).map_err(|_| param("query", name, "yyyy-MM-dd"));
    let (begin, end) = (day(&begin, "begin_date")?, day(&end, "end_date")?);
    if end < begin || end.get().saturating_sub(begin.get()) >= DAYS_MAX {
        return Err(param("query", "end_date", "more than 30 days"));
    }
    let host = host(arrived);
    let told = world.complaints(|ledger| {
        let within: Vec<&KnownComplaint> =
            ledger.listed().into_iter().filter(|one| (begin..=end).contains(&Day::of(one.at))).collect();
        let data: Vec<Value> =
            within.iter().skip(offset).take(limit).map(|one| item(world, one, &host, false)).collect();
        let mut told = json!({ "data": data, "limit": limit, "offset": offset });
        if let (Some(fields), 0) = (told.as_object_mut(), offset) {
            fields.insert("total_count".to_owned(), within.len().into());
        }
        told
    });
    Ok(V3Done::Told(told))
}

fn host(arrived: &V3Arrived) -> String {
    let host = arrived.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("https://{host}/v3/merchant-service/images/")
}

/// One as it is told; the detail also says who complains. Encrypted anew each time, as WeChat does.
fn item(world: &World, one: &KnownComplaint, host: &str, detail: bool) -> Value {
    let refunded = !one.paid.is_zero()
        && one.order_no().is_some_and(|order_no| world.ledger(|ledger| ledger.arrived_back(&order_no)) >= one.paid);
    let mut told = json!({
        "complaint_id": one.complaint_id.as_str(),
        "complaint_time": format!("{}.000+08:00", one.at.to_dashed().replacen(' ', "T", 1)),
        "complaint_detail": one.new.words,
        "complaint_state": one.stage.wire(),
        "complainted_mchid": world.config.account.mch_id.as_str(),
        "complaint_order_info": [{
            "transaction_id": one.transaction_id, "out_trade_no": one.new.order_no, "amount": one.paid.get(),
        }],
        "complaint_full_refunded": refunded,
        "incoming_user_response": one.awaits_reply,
        "user_complaint_times": 1,
        "problem_description": if one.new.wants.is_some() { "退款退货" } else { "其他" },
        "problem_type": if one.new.wants.is_some() { "REFUND" } else { "OTHERS" },
        "user_tag_list": ["TRUSTED"],
        "in_platform_service": false,
        "need_immediate_service": false,
    });
    let Some(fields) = told.as_object_mut() else { return told };
    if let Some(wants) = one.new.wants {
        fields.insert("apply_refund_amount".to_owned(), wants.get().into());
    }
    if let Some(sealed) = world.v3.merchant().seal_sensitive(&one.new.phone).filter(|_| !one.new.phone.is_empty()) {
        fields.insert("payer_phone".to_owned(), sealed.into());
    }
    if !one.shown.is_empty() {
        let urls: Vec<String> = one.shown.iter().map(|name| format!("{host}{name}")).collect();
        let media = json!([{ "media_type": "USER_COMPLAINT_IMAGE", "media_url": urls }]);
        fields.insert("complaint_media_list".to_owned(), media);
    }
    if let (true, Some(openid)) = (detail, &one.openid) {
        fields.insert("payer_openid".to_owned(), openid.as_str().into());
    }
    told
}

/// `…/complaints-v2/{complaint_id}`.
pub(super) fn detail(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    arrived.query(&[])?;
    let (id, host) = (id(arrived)?, host(arrived));
    let told = world.complaints(|ledger| ledger.get(&id).map(|one| item(world, one, &host, true)));
    told.map(V3Done::Told).ok_or_else(not_there)
}

/// `…/negotiation-historys`, newest first.
pub(super) fn talk(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    let [limit, offset] = arrived.query(&["limit", "offset"])?;
    let (limit, offset) = page(&limit, &offset, (PAGE_MAX, TALK_PAGE_MAX))?;
    let (id, host) = (id(arrived)?, host(arrived));
    let told = world.complaints(|ledger| {
        let one = ledger.get(&id)?;
        let data: Vec<Value> = one.talk.iter().rev().skip(offset).take(limit).map(|log| entry(log, &host)).collect();
        Some(json!({ "data": data, "limit": limit, "offset": offset, "total_count": one.talk.len() }))
    });
    told.map(V3Done::Told).ok_or_else(not_there)
}

fn entry(log: &ComplaintLog, host: &str) -> Value {
    let images: Vec<String> = log.pictures.iter().map(|name| format!("{host}{name}")).collect();
    json!({
        "log_id": log.log_id, "operator": log.operator, "operate_time": log.at.to_rfc3339(), "operate_type": log.kind,
        "operate_details": log.words, "image_list": images,
    })
}

/// Pictures the shop names must be ones it gave.
fn known_pictures(world: &World, body: &Value, field: &str) -> Result<(), V3Refusal> {
    let named = body.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
    if named.len() > PICTURES_MAX {
        return Err(param("body", field, "more than four"));
    }
    let known = |name: &Value| name.as_str().is_some_and(|name| world.complaints(|ledger| ledger.has_media(name)));
    if named.iter().all(known) { Ok(()) } else { Err(param("body", field, "no such media_id")) }
}

/// `…/response`.
pub(super) fn reply(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    let (body, id, now) = (arrived.body(REPLY)?, id(arrived)?, world.now());
    rules::merchant(world, text(&body, "/complainted_mchid"))?;
    known_pictures(world, &body, "response_images")?;
    world.complaints(|ledger| {
        let one = ledger.get_mut(&id).ok_or_else(not_there)?;
        if one.stage == ComplaintStage::Processed {
            return Err(not_allowed());
        }
        one.stage = ComplaintStage::Processing;
        one.awaits_reply = false;
        ledger.note(&id, ("商户", "MERCHANT_RESPONSE"), (text(&body, "/response_content").to_owned(), Vec::new()), now);
        Ok(V3Done::Nothing)
    })
}

/// `…/update-refund-progress`: once, and for a complaint about money.
pub(super) fn progress(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    let (body, id, now) = (arrived.body(PROGRESS)?, id(arrived)?, world.now());
    known_pictures(world, &body, "reject_media_list")?;
    let yes = match text(&body, "/action") {
        "APPROVE" if body.get("reject_reason").is_none() && body.get("reject_media_list").is_none() => true,
        "REJECT" if body.get("launch_refund_day").is_none() && !text(&body, "/reject_reason").is_empty() => false,
        _ => return Err(param("body", "/action", "its fields do not fit")),
    };
    world.complaints(|ledger| {
        let one = ledger.get_mut(&id).ok_or_else(not_there)?;
        if one.stage == ComplaintStage::Processed || one.decided.is_some() || one.new.wants.is_none() {
            return Err(not_allowed());
        }
        one.decided = Some(yes);
        one.awaits_reply = false;
        one.stage = if yes { ComplaintStage::Processing } else { ComplaintStage::Processed };
        let said = if yes {
            (format!("{}", number(&body, "/launch_refund_day")), Vec::new())
        } else {
            (text(&body, "/reject_reason").to_owned(), Vec::new())
        };
        let kind = if yes { "MERCHANT_APPROVE_REFUND" } else { "MERCHANT_REFUSE_RERUND" }; // spelt so
        ledger.note(&id, ("商户", kind), said, now);
        Ok(V3Done::Nothing)
    })
}

/// `…/complete`.
pub(super) fn complete(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    let (body, id, now) = (arrived.body(COMPLETE)?, id(arrived)?, world.now());
    rules::merchant(world, text(&body, "/complainted_mchid"))?;
    world.complaints(|ledger| {
        let one = ledger.get_mut(&id).ok_or_else(not_there)?;
        if one.stage == ComplaintStage::Processed {
            return Err(not_allowed());
        }
        one.stage = ComplaintStage::Processed;
        one.awaits_reply = false;
        ledger.note(&id, ("商户", "MERCHANT_CONFIRM_COMPLETE"), (String::new(), Vec::new()), now);
        Ok(V3Done::Nothing)
    })
}

/// `/complaint-notifications`.
pub(super) fn notices(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    let mch_id = world.config.account.mch_id.as_str();
    if arrived.method == Method::GET {
        arrived.query(&[])?;
        let url = world.complaints(|ledger| ledger.notify_url.clone());
        let url = url.ok_or_else(|| refusal(400, "RESOURCE_NOT_EXISTS", "投诉通知回调地址不存在"))?;
        return Ok(V3Done::Told(json!({ "mchid": mch_id, "url": url })));
    }
    let body = arrived.body(NOTICE_URL)?;
    let url = text(&body, "/url").to_owned();
    rules::notify_url(&url)?;
    if world.complaints(|ledger| ledger.notify_url.is_some()) {
        return Err(refusal(400, "INVALID_REQUEST", "投诉通知回调地址已存在"));
    }
    world.complaints(|ledger| ledger.notify_url = Some(url.clone()));
    Ok(V3Done::Told(json!({ "mchid": mch_id, "url": url })))
}

/// `/images/{name}`: a buyer's picture, unsigned.
pub(super) fn picture(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    let name = arrived.uri.path().rsplit('/').next().unwrap_or_default();
    let bytes = world.complaints(|ledger| ledger.picture(name).cloned());
    bytes.map(V3Done::File).ok_or_else(|| refusal(404, "RESOURCE_NOT_EXISTS", "图片不存在"))
}

/// `/images/upload`: the form was taken apart before, and its first part is what was signed.
pub(super) fn upload(world: &World, arrived: &V3Arrived, file: &[u8]) -> Result<V3Done, V3Refusal> {
    let meta = arrived.body(META)?;
    let ending = text(&meta, "/filename").rsplit('.').next().unwrap_or_default();
    if !matches!(ending, "jpg" | "jpeg" | "png" | "bmp") {
        return Err(param("body", "/filename", "jpg, png or bmp"));
    }
    let hash = hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, file));
    if file.is_empty() || file.len() > 2 * 1024 * 1024 || hash != text(&meta, "/sha256") {
        return Err(param("body", "/file", "empty, larger than 2 MB, or another one"));
    }
    let media_id = world.complaints(|ledger| ledger.take_media(file.to_vec()));
    Ok(V3Done::Told(json!({ "media_id": media_id })))
}
