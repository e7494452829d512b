//! `/pay/downloadfundflow`: for the merchant certificate and HMAC-SHA256 only. Source: protocol 4.8.

use super::{
    bill::{DAYS_BACK, pack},
    request::{Arrived, PayRequest},
};
use crate::{
    domain::{Api, Day, SignType, UnixSeconds},
    sandbox::{calls::CallSeen, v3, world::World},
    wechat::v2::wire,
};
use aws_lc_rs::digest;

/// It is made with the trade bill.
const MADE_SECS: i64 = 9 * 60 * 60;
const KNOWN: [&str; 8] = ["appid", "mch_id", "nonce_str", "sign", "sign_type", "bill_date", "account_type", "tar_type"];

/// The body of the answer, its `Digest`, and what was seen.
pub(in crate::sandbox) fn answer(world: &World, arrived: &Arrived<'_>) -> (Vec<u8>, Option<String>, CallSeen) {
    let mut seen = world.seen(arrived.call);
    (seen.api, seen.certificate) = (Some(Api::V2), arrived.certificate);
    seen.body = String::from_utf8_lossy(arrived.body).into_owned();
    match asked(world, arrived) {
        Ok((day, packed)) => {
            seen.number = day.to_string();
            let Some(text) = world.ledger(|ledger| v3::written_flow(ledger, day)) else {
                return refused(seen, "NO_BILL_EXIST", "账单不存在");
            };
            "SUCCESS".clone_into(&mut seen.verdict);
            let bytes = if packed { pack(&text) } else { text.into_bytes() };
            let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &bytes);
            (bytes, Some(format!("SHA={}", hex::encode(hash))), seen)
        }
        Err((code, why)) => refused(seen, code, &why),
    }
}

fn refused(mut seen: CallSeen, code: &str, why: &str) -> (Vec<u8>, Option<String>, CallSeen) {
    seen.verdict = format!("{code} {why}");
    let fields = [("return_code", "SUCCESS"), ("result_code", "FAIL"), ("err_code", code), ("err_code_des", why)];
    (wire::write(&fields).into_bytes(), None, seen)
}

/// Which day, and whether it is to be packed.
fn asked(world: &World, arrived: &Arrived<'_>) -> Result<(Day, bool), (&'static str, String)> {
    let wrong = |why: &str| ("PARAM_ERROR", why.to_owned());
    if !arrived.certificate {
        return Err(("CERT_ERROR", "证书校验错误".to_owned()));
    }
    let request =
        PayRequest::read(world, arrived).map_err(|refusal| ("PARAM_ERROR", refusal.words().1.into_owned()))?;
    if request.fields.iter().any(|(name, _)| !KNOWN.contains(&name)) {
        return Err(wrong("invalid parameter"));
    }
    if request.sign_type != SignType::HmacSha256 {
        return Err(wrong("sign_type: HMAC-SHA256"));
    }
    let packed = match request.fields.get("tar_type") {
        None => false,
        Some("GZIP") => true,
        Some(_) => return Err(wrong("invalid tar_type")),
    };
    match request.fields.get("account_type") {
        Some("Basic") => {}
        Some("Operation" | "Fees") => return Err(("NO_BILL_EXIST", "账单不存在".to_owned())),
        _ => return Err(wrong("invalid account_type")),
    }
    let raw = request.fields.get("bill_date").ok_or_else(|| wrong("missing parameter"))?;
    let noon = UnixSeconds::parse_compact(&format!("{raw}120000")).map_err(|_| wrong("invalid bill_date"))?;
    let (day, now) = (Day::of(noon), world.now());
    let first = world.ledger(|ledger| ledger.bills_from());
    if day < Day::of(now).plus(-DAYS_BACK) || first.is_some_and(|first| day < first) || day >= Day::of(now) {
        return Err(wrong("invalid bill_date"));
    }
    if now < day.plus(1).begins().plus(MADE_SECS) {
        return Err(("BILL_CREATING", "账单生成中".to_owned()));
    }
    Ok((day, packed))
}
