//! The steps of an order's parcels in its timeline, and the reasons the program writes beside them.

use super::{Lang, first_word, settlement, tame};
use crate::{
    domain::{ReportState, SettleState, carrier},
    store::HistoryRow,
};

/// One step of a shipment, in words.
pub(super) fn parcel_step(lang: Lang, row: &HistoryRow) -> String {
    let why = row.why.as_str();
    if why == "reminded" {
        return lang.pick("请微信提醒了买家确认收货", "WeChat reminded the buyer to confirm the receipt").to_owned();
    }
    let before = ReportState::parse(&row.before).ok();
    let after = ReportState::parse(&row.after).ok();
    let what = match (before, after) {
        (_, None) => return lang.pick("撤回了发货", "took the shipment back").to_owned(),
        (None, Some(ReportState::Held)) => lang.pick("标记发货", "marked it as shipped"),
        (Some(_), Some(ReportState::Held)) if why.starts_with(CORRECTION) => {
            lang.pick("用掉了唯一一次更正", "used the one correction")
        }
        (Some(_), Some(ReportState::Held)) => lang.pick("改了发货内容", "changed the shipment"),
        (_, Some(ReportState::Sending)) => lang.pick("正在告诉微信", "telling WeChat"),
        (_, Some(ReportState::Waiting)) => lang.pick("等着再告诉微信一次", "WeChat will be told again"),
        (_, Some(ReportState::Reported)) => lang.pick("微信已登记发货", "WeChat has the shipment"),
        (_, Some(ReportState::Stopped)) => lang.pick("微信没有接受发货", "WeChat did not take the shipment"),
    };
    let why = parcel_why(lang, why);
    if why.is_empty() { what.to_owned() } else { format!("{what} ({why})") }
}

/// How the reason of a correction begins.
const CORRECTION: &str = "the one correction: ";
/// How the reason of a part of an order ends.
const MORE: &str = ", more to follow";

/// Parcels, WeChat's codes and our own words, as the store keeps them, in the owner's language.
pub(super) fn parcel_why(lang: Lang, why: &str) -> String {
    let rest = why.strip_prefix(CORRECTION).unwrap_or(why);
    let (parcels, more) = rest.strip_suffix(MORE).map_or((rest, false), |parcels| (parcels, true));
    if parcels.is_empty() {
        return String::new();
    }
    if let Some(word) = trouble_word(lang, parcels) {
        return word;
    }
    let all: Vec<String> = parcels.split(", ").map(|parcel| named(lang, parcel)).collect();
    let more = if more { lang.pick("，还有包裹", ", more to follow") } else { "" };
    format!("{}{more}", tame(&all.join(lang.pick("、", ", ")), 160))
}

/// `SF SF123…` with the carrier's name.
fn named(lang: Lang, parcel: &str) -> String {
    let (id, number) = parcel.split_once(' ').unwrap_or((parcel, ""));
    match carrier::KNOWN.iter().find(|(known, ..)| *known == id) {
        Some((_, zh, en)) => format!("{} {number}", lang.pick(zh, en)).trim().to_owned(),
        None => parcel.to_owned(),
    }
}

/// Why WeChat was not told, in few words; `None` for what is no trouble. The parcel itself says what to do.
fn trouble_word(lang: Lang, why: &str) -> Option<String> {
    let words = match first_word(why) {
        "NO_LINE" => lang.pick("连不上微信", "no line to WeChat"),
        "NO_ANSWER" => lang.pick("微信没有给出可用的回答", "no usable answer"),
        "NOT_RECORDED" => lang.pick("没有记下来，所以没有发", "it could not be recorded, so nothing was sent"),
        "NO_DELIVERY" => lang.pick("没有说送达时间", "no delivery time was named"),
        _ if why == super::reasons::CUT_OFF => {
            lang.pick("正在发的时候程序停了，没有记下回答", "the program ended while it was sent")
        }
        code if code.trim_start_matches('-').chars().all(|c| c.is_ascii_digit()) => {
            return Some(match lang {
                Lang::Zh => format!("微信代码 {}", tame(code, 20)),
                Lang::En => format!("WeChat's code {}", tame(code, 20)),
            });
        }
        _ => return None,
    };
    Some(words.to_owned())
}

/// WeChat's word that brought an order on, beside its step.
pub(super) fn settled_why(lang: Lang, why: &str) -> Option<&'static str> {
    SettleState::parse(why).ok().map(|state| settlement(lang, state))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::UnixSeconds;

    fn step(before: &str, after: &str, why: &str) -> HistoryRow {
        HistoryRow {
            at: UnixSeconds::new(1_788_230_527),
            actor: "owner".into(),
            subject: "shipment".into(),
            before: before.into(),
            after: after.into(),
            why: why.into(),
            message: None,
        }
    }

    #[test]
    fn no_step_of_a_parcel_is_raw() {
        for (before, after, why, zh, en) in [
            ("", "held", "SF SF123", "标记发货 (顺丰速运 SF123)", "marked it as shipped (SF Express SF123)"),
            (
                "reported",
                "held",
                "ZTO 78, more to follow",
                "改了发货内容 (中通快递 78，还有包裹)",
                "changed the shipment (ZTO Express 78, more to follow)",
            ),
            (
                "reported",
                "held",
                "the one correction: SF SF9",
                "用掉了唯一一次更正 (顺丰速运 SF9)",
                "used the one correction (SF Express SF9)",
            ),
            ("held", "", "taken back", "撤回了发货", "took the shipment back"),
            ("held", "sending", "", "正在告诉微信", "telling WeChat"),
            (
                "sending",
                "waiting",
                "NO_LINE error sending request for url",
                "等着再告诉微信一次 (连不上微信)",
                "WeChat will be told again (no line to WeChat)",
            ),
            (
                "sending",
                "stopped",
                "10060004 order state",
                "微信没有接受发货 (微信代码 10060004)",
                "WeChat did not take the shipment (WeChat's code 10060004)",
            ),
            (
                "reported",
                "reported",
                "reminded",
                "请微信提醒了买家确认收货",
                "WeChat reminded the buyer to confirm the receipt",
            ),
        ] {
            let row = step(before, after, why);
            assert_eq!((parcel_step(Lang::Zh, &row).as_str(), parcel_step(Lang::En, &row).as_str()), (zh, en));
        }
        for state in ReportState::ALL {
            for lang in [Lang::Zh, Lang::En] {
                let said = parcel_step(lang, &step("sending", state.as_str(), ""));
                assert!(!said.contains(state.as_str()) || lang == Lang::En, "{said}");
            }
        }
    }
}
