//! The days that stand inside numbers and raw texts of the example: an order of today has today's number, and the messages
//! about it say so. For the practice shop only; numbers of a real shop never change.

use crate::domain::UnixSeconds;
use crate::store::StoreError;
use crate::store::engine::{db::Db, dialect::defer_references, value::params};
use std::collections::HashMap;

/// Every column in which a number of ours or WeChat's stands, or a raw text.
const TEXTS: [(&str, &[&str]); 25] = [
    ("orders", &["order_no"]),
    ("order_lines", &["order_no"]),
    ("payments", &["order_no", "prepay_id", "noticed_transaction_id", "transaction_id"]),
    ("payment_extras", &["order_no", "transaction_id"]),
    ("refunds", &["refund_no", "order_no", "renews"]),
    ("refund_lines", &["refund_no"]),
    ("refund_goods", &["refund_no"]),
    ("refund_pictures", &["refund_no"]),
    ("refund_restock", &["refund_no"]),
    ("refund_searches", &["order_no"]),
    ("pickups", &["order_no"]),
    ("nicknames", &["order_no"]),
    ("shipments", &["order_no"]),
    ("parcels", &["order_no"]),
    ("parcel_lines", &["order_no"]),
    ("strays", &["order_no"]),
    ("history", &["order_no", "refund_no", "why", "transaction_id"]),
    ("messages", &["order_no", "refund_no", "text"]),
    ("search_docs", &["order_no"]),
    ("marked", &["subject_key", "order_no"]),
    ("marked_steps", &["subject_key"]),
    ("notes", &["subject_key", "order_no"]),
    ("put_tags", &["subject_key", "order_no"]),
    ("complaints", &["named_order", "named_payment", "order_no", "refund_no"]),
    ("service_messages", &["occasion", "order_no", "refund_no"]),
];

/// Gives every number the day its row happened on by now, everywhere it stands, and moves the times in raw texts by
/// `ahead` seconds. The rows' own moments were moved before; the history is linked anew afterwards.
pub(super) fn redate(db: Db<'_>, ahead: i64) -> Result<(), StoreError> {
    let mut known = HashMap::new();
    for (table, number, moment) in [("orders", "order_no", "created_at"), ("refunds", "refund_no", "requested_at")] {
        let sql = format!("SELECT {number} AS number, {moment} AS moment FROM {table} WHERE shop_id = ?1");
        let rows: Vec<(String, UnixSeconds)> =
            db.list(&sql, params![db.shop], |row| Ok((row.get("number")?, row.get("moment")?)))?;
        known.extend(rows.into_iter().filter_map(|(number, at)| Some((number.clone(), renumbered(&number, at)?))));
    }
    // Numbers refer to each other: they are compared once all of them have changed.
    defer_references(db)?;
    for (table, column) in TEXTS.iter().flat_map(|(table, columns)| columns.iter().map(move |column| (table, column))) {
        let sql = format!("SELECT DISTINCT {column} FROM {table} WHERE shop_id = ?1 AND {column} IS NOT NULL");
        let texts: Vec<String> = db.values(&sql, params![db.shop])?;
        let update = format!("UPDATE {table} SET {column} = ?3 WHERE shop_id = ?1 AND {column} = ?2");
        for text in texts {
            let fresh = redated(&text, &known, ahead);
            if fresh != text {
                db.run(&update, params![db.shop, text, fresh])?;
            }
        }
    }
    Ok(())
}

/// `SC20260901-48213907` with the day of `at`; `None` for a number of another shape.
fn renumbered(number: &str, at: UnixSeconds) -> Option<String> {
    let (front, rest) = (number.get(..2)?, number.get(10..)?);
    let dated = number.get(2..10)?.bytes().all(|b| b.is_ascii_digit()) && rest.starts_with('-');
    dated.then(|| format!("{front}{}{rest}", at.beijing_day_compact()))
}

/// A text with every number and time in it moved.
fn redated(text: &str, known: &HashMap<String, String>, ahead: i64) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let token = rest.find(|c: char| !word(c)).unwrap_or(rest.len());
        let (token, behind) = rest.split_at(token);
        match known.get(token) {
            Some(fresh) => out.push_str(fresh),
            None => out.push_str(&moved(token, ahead).unwrap_or_else(|| token.to_owned())),
        }
        let other = behind.find(word).unwrap_or(behind.len());
        let (other, next) = behind.split_at(other);
        out.push_str(other);
        rest = next;
    }
    out
}

/// A time as WeChat writes it, alone or inside a number of WeChat's.
fn moved(token: &str, ahead: i64) -> Option<String> {
    let moment = |raw: &str| UnixSeconds::parse_compact(raw).ok().map(|at| at.plus(ahead));
    let day = |raw: &str| moment(&format!("{raw}120000")).map(UnixSeconds::beijing_day_compact);
    let digits = |raw: &str| raw.bytes().all(|b| b.is_ascii_digit());
    // A number of ours that no row has: a message spoke of it.
    if let Some(unknown) = token.get(2..10).filter(|raw| digits(raw))
        && token.get(10..11) == Some("-")
        && token.bytes().take(2).all(|b| b.is_ascii_uppercase())
    {
        return Some(format!("{}{}{}", token.get(..2)?, day(unknown)?, token.get(10..)?));
    }
    match token.len() {
        // time_end
        14 if digits(token) => Some(moment(token)?.to_compact()),
        // a day, as in 2026-09-01 10:42:07
        10 if digits(&token.replace('-', "")) && token.matches('-').count() == 2 => {
            let moved = day(&token.replace('-', ""))?;
            Some(format!("{}-{}-{}", moved.get(..4)?, moved.get(4..6)?, moved.get(6..)?))
        }
        // a transaction
        28 if digits(token) && token.starts_with("42000") => {
            Some(format!("42000{}{}", day(token.get(5..13)?)?, token.get(13..)?))
        }
        // a prepay id
        36 if token.starts_with("wx") && digits(token.get(2..)?) => {
            Some(format!("wx{}{}", moment(token.get(2..16)?)?.to_compact(), token.get(16..)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_move_and_everything_else_stays() {
        let known = HashMap::from([("SC20260901-00000117".to_owned(), "SC20261128-00000117".to_owned())]);
        let ahead = 88 * 24 * 3600;
        for (before, after) in [
            ("<out_trade_no>SC20260901-00000117</out_trade_no>", "<out_trade_no>SC20261128-00000117</out_trade_no>"),
            ("<time_end>20260901104207</time_end>", "<time_end>20261128104207</time_end>"),
            ("4200020260901080654972240332", "4200020261128080654972240332"),
            ("wx2026080219360291244293350934701222", "wx2026102919360291244293350934701222"),
            ("SC20260901-99999999", "SC20261128-99999999"),
            ("2026-09-01 10:42:07", "2026-11-28 10:42:07"),
            ("50300202609010806549722403", "50300202609010806549722403"),
            ("<total_fee>28700</total_fee> 豆子请磨成粉", "<total_fee>28700</total_fee> 豆子请磨成粉"),
        ] {
            assert_eq!(redated(before, &known, ahead), after);
        }
    }
}
