//! Complaints: what each call says, and what its answer means. Source: API v3, "Complaints".

use super::{
    super::{
        Answered, Believed, CallRecord, ComplaintCalls, ComplaintMessage, ComplaintPage, GatewayError, NoAnswer,
        NotSent, ReplyPicture,
    },
    V3Gateway,
    answer::{JsonAnswer, elsewhere, no_answer, unreadable},
    call::{Request, UploadFile, V3Call, escaped},
    json::{MalformedJson, Object},
};
use crate::domain::{
    COMPLAINT_PICTURE_BYTES_MAX, ComplainedOrder, ComplaintFacts, ComplaintId, ComplaintProblem, ComplaintState, Day,
    MchId, MediaId, OpenId, TalkEntry,
};
use aws_lc_rs::digest;
use serde::Serialize;

const BASE: &str = "/v3/merchant-service/complaints-v2";
const PICTURES: &str = "/v3/merchant-service/images/";
const WECHAT: &str = "https://api.mch.weixin.qq.com";
/// So many a page: a page of fifty can be longer than any message we read.
const PAGE: u32 = 10;
const TALK_PAGE: u32 = 20;
/// WeChat takes 30 days; how it counts the ends is not said.
const DAYS_MAX: i64 = 29;
const NOTICE_URL_BYTES_MAX: usize = 255;
/// A picture of a buyer's: as long as the longest WeChat takes, and twice as long for those it makes itself.
const PICTURE_BYTES_MAX: usize = 2 * COMPLAINT_PICTURE_BYTES_MAX;

#[derive(Serialize)]
struct ComplaintReplyBody<'a> {
    complainted_mchid: &'a str,
    response_content: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    response_images: Vec<&'a str>,
}

#[derive(Serialize)]
struct RejectBody<'a> {
    action: &'static str,
    reject_reason: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reject_media_list: Vec<&'a str>,
}

#[derive(Serialize)]
struct ApproveBody {
    action: &'static str,
    launch_refund_day: u8,
}

#[derive(Serialize)]
struct CompleteBody<'a> {
    complainted_mchid: &'a str,
}

#[derive(Serialize)]
struct UploadMeta<'a> {
    filename: &'a str,
    sha256: String,
}

#[derive(Serialize)]
struct NoticeUrlBody<'a> {
    url: &'a str,
}

fn path(complaint_id: &ComplaintId, call: &str) -> String {
    format!("{BASE}/{}{call}", escaped(complaint_id.as_str()))
}

/// The list of some days.
pub(super) fn list((from, to): (Day, Day), offset: u32) -> Result<Request, NotSent> {
    if to < from || to.get().saturating_sub(from.get()) > DAYS_MAX {
        return Err(NotSent::BadRequest("complaints of more than thirty days"));
    }
    let path = format!("{BASE}?limit={PAGE}&offset={offset}&begin_date={from}&end_date={to}");
    Ok(Request::get(V3Call::Complaints, path))
}

pub(super) fn reply(id: &ComplaintId, said: ComplaintMessage<'_>, mch_id: &MchId) -> Result<Request, NotSent> {
    said.checked()?;
    let response_images = said.pictures.iter().map(MediaId::as_str).collect();
    let body = ComplaintReplyBody { complainted_mchid: mch_id.as_str(), response_content: said.words, response_images };
    Request::post(V3Call::ComplaintReply, path(id, "/response"), &body)
}

/// No money goes back.
pub(super) fn reject(id: &ComplaintId, said: ComplaintMessage<'_>) -> Result<Request, NotSent> {
    said.checked()?;
    let reject_media_list = said.pictures.iter().map(MediaId::as_str).collect();
    let body = RejectBody { action: "REJECT", reject_reason: said.words, reject_media_list };
    Request::post(V3Call::ComplaintRefund, path(id, "/update-refund-progress"), &body)
}

/// The refund begins today.
pub(super) fn approve(id: &ComplaintId) -> Result<Request, NotSent> {
    let body = ApproveBody { action: "APPROVE", launch_refund_day: 0 };
    Request::post(V3Call::ComplaintRefund, path(id, "/update-refund-progress"), &body)
}

/// It is solved.
pub(super) fn complete(id: &ComplaintId, mch_id: &MchId) -> Result<Request, NotSent> {
    Request::post(V3Call::ComplaintDone, path(id, "/complete"), &CompleteBody { complainted_mchid: mch_id.as_str() })
}

/// A picture of ours. What is signed names its hash.
pub(super) fn upload(picture: &ReplyPicture) -> Result<Request, NotSent> {
    picture.checked()?;
    let kind = picture.kind().ok_or(NotSent::BadRequest("jpg, png or bmp"))?;
    let sha256 = hex::encode(digest::digest(&digest::SHA256, &picture.bytes));
    let meta = UploadMeta { filename: &picture.name, sha256 };
    let request = Request::post(V3Call::UploadPicture, "/v3/merchant-service/images/upload".to_owned(), &meta)?;
    let file = UploadFile { name: picture.name.clone(), kind, bytes: picture.bytes.clone() };
    Ok(Request { file: Some(file), ..request })
}

/// A picture of the buyer's: only at WeChat, only below the path of its pictures, and exactly as it is written there, for that
/// is what is signed.
pub(super) fn picture(address: &str, pay_url: &str) -> Result<Request, NotSent> {
    let path = [WECHAT, pay_url].iter().find_map(|host| address.strip_prefix(host));
    let name = path.and_then(|path| path.strip_prefix(PICTURES));
    let fits = |name: &str| {
        !name.is_empty()
            && name.len() <= 512
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"%-_=?&".contains(&b))
    };
    match (path, name) {
        (Some(path), Some(name)) if fits(name) => Ok(Request::get(V3Call::ComplaintPicture, path.to_owned())),
        _ => Err(NotSent::BadRequest("a picture that is not at WeChat")),
    }
}

/// One complaint out of an answer.
pub(super) fn facts(object: &Object<'_>) -> Result<ComplaintFacts, MalformedJson> {
    let order = object.objects_if_any("complaint_order_info")?;
    let openid = object.text_if_any("payer_openid")?.and_then(|raw| OpenId::parse(raw).ok());
    let refund_wanted = object.fen("apply_refund_amount");
    Ok(ComplaintFacts {
        complaint_id: object.parsed("complaint_id", ComplaintId::parse)?,
        received_at: object.time("complaint_time")?,
        state: match object.text("complaint_state")? {
            "PENDING" => ComplaintState::Pending,
            "PROCESSING" => ComplaintState::Processing,
            "PROCESSED" => ComplaintState::Processed,
            _ => ComplaintState::Other,
        },
        problem: match object.text_if_any("problem_type")? {
            Some("REFUND") => ComplaintProblem::Refund,
            Some("SERVICE_NOT_WORK") => ComplaintProblem::NotWorking,
            _ => ComplaintProblem::Other,
        },
        words: words(object, "complaint_detail")?,
        heading: words(object, "problem_description")?,
        order: order.first().map(|order| named_order(order)).transpose()?,
        refund_wanted: if refund_wanted == Err(MalformedJson::Absent("apply_refund_amount")) {
            None
        } else {
            Some(refund_wanted?)
        },
        sealed_phone: object.text_if_any("payer_phone")?.map(str::to_owned),
        openid,
        fully_refunded: object.is_true("complaint_full_refunded")?,
        awaits_reply: object.is_true("incoming_user_response")?,
        times: object.count_if_any("user_complaint_times")?.unwrap_or(1),
        platform_looks: object.is_true("in_platform_service")?,
        pictures: pictures(object, "complaint_media_list")?,
    })
}

fn named_order(object: &Object<'_>) -> Result<ComplainedOrder, MalformedJson> {
    let short = |name| Ok::<_, MalformedJson>(words(object, name)?.chars().take(64).collect());
    Ok(ComplainedOrder {
        order_no: short("out_trade_no")?,
        transaction_id: short("transaction_id")?,
        amount: object.fen("amount")?,
    })
}

fn words(object: &Object<'_>, name: &'static str) -> Result<String, MalformedJson> {
    Ok(object.text_if_any(name)?.unwrap_or_default().to_owned())
}

fn pictures(object: &Object<'_>, name: &'static str) -> Result<Vec<String>, MalformedJson> {
    let mut all: Vec<String> = Vec::new();
    for media in object.objects_if_any(name)? {
        all.extend(media.texts_if_any("media_url")?.into_iter().map(str::to_owned));
    }
    Ok(all)
}

/// One entry of the talk. Its pictures stand in two places, mostly the same ones.
pub(super) fn entry(object: &Object<'_>) -> Result<TalkEntry, MalformedJson> {
    let mut shown: Vec<String> = object.texts_if_any("image_list")?.into_iter().map(str::to_owned).collect();
    shown.extend(pictures(object, "complaint_media_list")?);
    let mut once: Vec<String> = Vec::new();
    for picture in shown {
        if !once.contains(&picture) {
            once.push(picture);
        }
    }
    Ok(TalkEntry {
        log_id: object.text("log_id")?.chars().take(64).collect(),
        operator: words(object, "operator")?,
        at: object.time("operate_time")?,
        kind: words(object, "operate_type")?,
        words: words(object, "operate_details")?,
        pictures: once,
    })
}

pub(super) fn page(answer: &JsonAnswer<'_>) -> Believed<ComplaintPage> {
    let object = answer.done()?;
    let read = |object: &Object<'_>| {
        let all: Result<Vec<_>, MalformedJson> = object.objects_if_any("data")?.into_iter().map(facts).collect();
        Ok::<_, MalformedJson>(ComplaintPage { complaints: all?, total: object.count_if_any("total_count")? })
    };
    read(object).map_err(unreadable)
}

/// Of the one that was asked about.
pub(super) fn one(answer: &JsonAnswer<'_>, complaint_id: &ComplaintId) -> Believed<ComplaintFacts> {
    let found = facts(answer.done()?).map_err(unreadable)?;
    if found.complaint_id == *complaint_id { Ok(found) } else { Err(elsewhere("another complaint")) }
}

pub(super) fn entries(answer: &JsonAnswer<'_>) -> Believed<Vec<TalkEntry>> {
    let all = answer.done()?.objects_if_any("data").map_err(unreadable)?;
    all.into_iter().map(entry).collect::<Result<_, _>>().map_err(unreadable)
}

#[expect(clippy::redundant_closure_for_method_calls, reason = "a method's name has one lifetime, a closure any")]
impl ComplaintCalls for V3Gateway {
    fn complaints(&self, days: (Day, Day), offset: u32, record: &dyn CallRecord) -> Answered<ComplaintPage> {
        self.talk(list(days, offset), record, page)
    }

    fn complaint(&self, complaint_id: &ComplaintId, record: &dyn CallRecord) -> Answered<ComplaintFacts> {
        let request = Request::get(V3Call::Complaint, path(complaint_id, ""));
        self.talk(Ok(request), record, |answer| one(answer, complaint_id))
    }

    fn talk_of(&self, complaint_id: &ComplaintId, offset: u32, record: &dyn CallRecord) -> Answered<Vec<TalkEntry>> {
        let call = format!("/negotiation-historys?limit={TALK_PAGE}&offset={offset}");
        let request = Request::get(V3Call::ComplaintTalk, path(complaint_id, &call));
        self.talk(Ok(request), record, entries)
    }

    fn reply(&self, complaint_id: &ComplaintId, said: ComplaintMessage<'_>, record: &dyn CallRecord) -> Answered<()> {
        self.talk(reply(complaint_id, said, &self.account.mch_id), record, |answer| answer.taken())
    }

    fn reject_refund(
        &self,
        complaint_id: &ComplaintId,
        said: ComplaintMessage<'_>,
        record: &dyn CallRecord,
    ) -> Answered<()> {
        self.talk(reject(complaint_id, said), record, |answer| answer.taken())
    }

    fn approve_refund(&self, complaint_id: &ComplaintId, record: &dyn CallRecord) -> Answered<()> {
        self.talk(approve(complaint_id), record, |answer| answer.taken())
    }

    fn complete(&self, complaint_id: &ComplaintId, record: &dyn CallRecord) -> Answered<()> {
        self.talk(complete(complaint_id, &self.account.mch_id), record, |answer| answer.taken())
    }

    fn upload(&self, picture: &ReplyPicture, record: &dyn CallRecord) -> Answered<MediaId> {
        self.talk(upload(picture), record, |answer| {
            answer.done()?.parsed("media_id", MediaId::parse).map_err(unreadable)
        })
    }

    fn picture(&self, address: &str, record: &dyn CallRecord) -> Answered<Vec<u8>> {
        let line = &self.line;
        let fetched = || {
            let request = picture(address, &line.pay_url).map_err(GatewayError::NotSent)?;
            let prepared = line.prepared(&request, record).map_err(GatewayError::NotSent)?;
            let reply = line.caller.call_up_to(prepared.request, PICTURE_BYTES_MAX)?;
            line.hear(reply.date.as_deref());
            if reply.status == 200 { Ok(reply.body) } else { Err(no_answer(NoAnswer::Status(reply.status))) }
        };
        Answered { raw: None, result: fetched() }
    }

    fn notices_go_to(&self, record: &dyn CallRecord) -> Answered<Option<String>> {
        let request = Request::get(V3Call::ComplaintNotices, "/v3/merchant-service/complaint-notifications".to_owned());
        self.talk(Ok(request), record, |answer| {
            if answer.is_refused_with(400, "RESOURCE_NOT_EXISTS") || answer.is_refused_with(404, "RESOURCE_NOT_EXISTS")
            {
                return Ok(None);
            }
            answer.done()?.text_if_any("url").map(|url| url.map(str::to_owned)).map_err(unreadable)
        })
    }

    fn notify_at(&self, address: &str, record: &dyn CallRecord) -> Answered<()> {
        let request = if address.len() <= NOTICE_URL_BYTES_MAX && address.starts_with("https://") {
            let path = "/v3/merchant-service/complaint-notifications".to_owned();
            Request::post(V3Call::ComplaintNotices, path, &NoticeUrlBody { url: address })
        } else {
            Err(NotSent::BadRequest("an address for notices of complaints"))
        };
        self.talk(request, record, |answer| {
            let said = answer.done()?.text("url").map_err(unreadable)?;
            if said == address { Ok(()) } else { Err(elsewhere("another address")) }
        })
    }

    fn open_phone(&self, sealed: &str) -> Option<String> {
        self.line.key().ok()?.open_sensitive(sealed)
    }
}
