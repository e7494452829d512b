//! The day's bill and the day's movements of money, each in two steps: an address with a hash, then the file. Source:
//! protocol 8.8, 10.

use super::{
    refusal::{V3Refusal, param, refusal},
    reply::V3Done,
    request::V3Arrived,
    statements::Statement,
};
use crate::{
    domain::Day,
    sandbox::{ledger::Ledger, pay, world::World},
};
use aws_lc_rs::digest;
use axum::http::header;
use serde_json::json;

/// The second step's path.
pub(in crate::sandbox) const FILE_PATH: &str = "/v3/billdownload/file";
/// WeChat begins to make a bill at nine in the morning of the next day.
const BEGUN_SECS: i64 = 9 * 60 * 60;
/// And has it by ten.
const READY_SECS: i64 = 10 * 60 * 60;
const ADDRESS_SECS: i64 = 5 * 60;

/// `/v3/bill/tradebill`.
pub(super) fn trade(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    let [date, kind, packed] = arrived.query(&["bill_date", "bill_type", "tar_type"])?;
    let (day, packed) = (day(world, &date)?, is_packed(&packed)?);
    if !matches!(kind.as_str(), "" | "ALL") {
        return Err(param("query", "bill_type", "the stand-in makes ALL"));
    }
    let text = world.ledger(|ledger| pay::written_bill(world, ledger, day));
    offered(world, arrived, text, packed)
}

/// `/v3/bill/fundflowbill`.
pub(super) fn fund_flow(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    let [date, account, packed] = arrived.query(&["bill_date", "account_type", "tar_type"])?;
    let (day, packed) = (day(world, &date)?, is_packed(&packed)?);
    let text = match account.as_str() {
        "" | "BASIC" => world.ledger(|ledger| super::fund_flow::written(ledger, day)),
        "OPERATION" | "FEES" => None,
        _ => return Err(param("query", "account_type", "BASIC, OPERATION or FEES")),
    };
    offered(world, arrived, text, packed)
}

fn is_packed(raw: &str) -> Result<bool, V3Refusal> {
    match raw {
        "" => Ok(false),
        "GZIP" => Ok(true),
        _ => Err(param("query", "tar_type", "GZIP")),
    }
}

/// A day that is over, not older than three months, whose bill is made.
fn day(world: &World, raw: &str) -> Result<Day, V3Refusal> {
    let day = Day::parse(raw).map_err(|_| param("query", "bill_date", "yyyy-MM-dd"))?;
    let now = world.now();
    let first = world.ledger(|ledger: &mut Ledger| ledger.bills_from());
    if day < Day::of(now).plus(-pay::DAYS_BACK) || first.is_some_and(|first| day < first) || day >= Day::of(now) {
        return Err(refusal(400, "INVALID_REQUEST", "账单日期超出范围"));
    }
    let midnight = day.plus(1).begins();
    if now < midnight.plus(BEGUN_SECS) {
        return Err(nothing());
    }
    if now < midnight.plus(READY_SECS) {
        return Err(refusal(400, "STATEMENT_CREATING", "账单文件正在生成中，请稍后重试"));
    }
    Ok(day)
}

fn nothing() -> V3Refusal {
    refusal(400, "NO_STATEMENT_EXIST", "账单文件不存在")
}

fn offered(world: &World, arrived: &V3Arrived, text: Option<String>, packed: bool) -> Result<V3Done, V3Refusal> {
    let text = text.ok_or_else(nothing)?;
    let hash = hex::encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes()));
    let token = world.env.rng.hex(16);
    let statement = Statement { text, packed, until: world.now().plus(ADDRESS_SECS) };
    world.statements.offer(token.clone(), statement, world.now());
    let host = arrived.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let address = format!("https://{host}{FILE_PATH}?token={token}&tartype={}", if packed { "gzip" } else { "" });
    Ok(V3Done::Told(json!({ "hash_type": "SHA1", "hash_value": hash, "download_url": address })))
}

/// The second step: the file, without a signature.
pub(super) fn file(world: &World, arrived: &V3Arrived) -> Result<V3Done, V3Refusal> {
    let query = arrived.uri.query().unwrap_or_default();
    let token = query.split('&').find_map(|pair| pair.strip_prefix("token=")).unwrap_or_default();
    let found = world.statements.at(token).ok_or_else(|| refusal(403, "NO_AUTH", "无权限下载该账单"))?;
    if world.now() >= found.until {
        return Err(refusal(400, "INVALID_REQUEST", "下载地址已失效，请重新申请"));
    }
    Ok(V3Done::File(if found.packed { pay::pack(&found.text) } else { found.text.into_bytes() }))
}
