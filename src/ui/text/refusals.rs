//! Why a wish was not carried out, in the owner's words: from the rule's type, never from its English sentence.

use super::{Lang, refunded_pieces, tame};
use crate::{domain::UnixSeconds, store::Refusal};

/// A wish was refused, and why.
pub(crate) fn refused(lang: Lang, why: &Refusal) -> String {
    let why = refusal(lang, why);
    match lang {
        Lang::Zh => format!("没有执行，什么都没有改变：{why}。"),
        Lang::En => format!("Not done, nothing changed: {why}."),
    }
}

/// The rule that said no, as the middle of a sentence.
pub(in crate::ui) fn refusal(lang: Lang, why: &Refusal) -> String {
    let (zh, en) = match why {
        Refusal::NotFound => ("找不到这一行", "it is not there any more"),
        Refusal::Stale | Refusal::State(_) => {
            ("它刚刚变了，现在不允许这样做", "it changed a moment ago and does not allow this now")
        }
        Refusal::Corrected => ("唯一一次更正已经用过", "the one correction is used up"),
        Refusal::Reminded => ("已经提醒过买家", "the buyer was reminded before"),
        Refusal::NumberTaken => ("单号已被占用", "the number is taken"),
        Refusal::KeyReused => ("同一个键已用于另一笔订单", "the key was used for another order"),
        Refusal::Refund("refunded") => ("这一单已经全额退款，不能发货", "everything of it was refunded"),
        Refusal::Refund(_) => ("这一单有退款还没有办完，不能发货", "a refund of it is not finished"),
        Refusal::Text(part) => text_part(part),
        other => return with_figures(lang, other),
    };
    lang.pick(zh, en).to_owned()
}

/// Which text or list does not fit.
fn text_part(part: &str) -> (&'static str, &'static str) {
    match part {
        "items" | "restock" => ("件数与订单对不上", "the pieces do not fit what was ordered and is still here"),
        "parcels" => ("包裹填得不完整", "the parcels are not complete"),
        "carrier" => ("快递公司没有填，或太长", "the carrier is missing or too long"),
        "tracking number" => ("运单号没有填，或太长", "the tracking number is missing or too long"),
        "delivery time" => {
            ("送达时间要在发货之后，而且不能是将来", "the delivery must lie after the parcel left, and not ahead")
        }
        "reason" | "reply" => ("写给买家的话是空的，或太长", "what the buyer reads is empty or too long"),
        "picture" => ("图片用不了", "the picture cannot be used"),
        "name" => ("名称是空的，或太长", "the name is empty or too long"),
        _ => ("填写的内容不合适", "something that was entered does not fit"),
    }
}

/// The rules that name a sum, a number or another row.
fn with_figures(lang: Lang, why: &Refusal) -> String {
    let day = |at: &UnixSeconds| at.to_dashed().chars().take(10).collect::<String>();
    match (why, lang) {
        (Refusal::RefundedPieces { name, left }, _) => refunded_pieces(lang, name, *left),
        (Refusal::NotOnSale(id), Lang::Zh) => format!("{} 没有在售", tame(id.as_str(), 40)),
        (Refusal::NotOnSale(id), Lang::En) => format!("{} is not on sale", tame(id.as_str(), 40)),
        (Refusal::OutOfStock { name, left }, Lang::Zh) => format!("{}只有 {left} 件了", tame(name, 40)),
        (Refusal::OutOfStock { name, left }, Lang::En) => format!("only {left} of {} left", tame(name, 40)),
        (Refusal::Restock { name, left }, Lang::Zh) => format!("{}最多还能放回 {left} 件", tame(name, 40)),
        (Refusal::Restock { name, left }, Lang::En) => format!("{left} of {} can go back to stock", tame(name, 40)),
        (Refusal::Amount { left }, Lang::Zh) => format!("最多只能再退 {left}"),
        (Refusal::Amount { left }, Lang::En) => format!("{left} is left to refund"),
        (Refusal::InFlight { left, in_flight }, Lang::Zh) => {
            format!("还有 {in_flight} 的退款没有走完，现在最多只能再退 {left}")
        }
        (Refusal::InFlight { left, in_flight }, Lang::En) => {
            format!("{left} is left to refund while {in_flight} is on its way")
        }
        (Refusal::RefundsTooLate { paid_at }, Lang::Zh) => {
            format!("微信只受理付款后 365 天内的退款，这笔订单是 {} 付的。请和买家商量用别的方式退还", day(paid_at))
        }
        (Refusal::RefundsTooLate { paid_at }, Lang::En) => format!(
            "WeChat takes refunds for 365 days and this order was paid on {}; agree with the buyer on another way",
            day(paid_at)
        ),
        (Refusal::RefundsTooMany { most }, Lang::Zh) => {
            format!("一笔订单在微信最多退 {most} 次，已经用完。请和买家商量用别的方式退还")
        }
        (Refusal::RefundsTooMany { most }, Lang::En) => {
            format!(
                "WeChat takes {most} refunds of one order and they are used up; agree with the buyer on another way"
            )
        }
        (Refusal::Renewed(number), Lang::Zh) => format!("它已由新单号 {number} 接替"),
        (Refusal::Renewed(number), Lang::En) => format!("it goes on under the number {number}"),
        (Refusal::TooMany { most }, Lang::Zh) => format!("最多只能有 {most} 个"),
        (Refusal::TooMany { most }, Lang::En) => format!("there can be {most} at most"),
        (Refusal::OtherMerchant(mch_id), Lang::Zh) => {
            format!("这笔付款属于商户号 {mch_id}，请先在设置里换回它的密钥")
        }
        (Refusal::OtherMerchant(mch_id), Lang::En) => {
            format!("the payment belongs to merchant {mch_id}; put that merchant's keys back into the settings first")
        }
        (Refusal::InRow { row, why }, Lang::Zh) => format!("第 {row} 行：{}", refusal(lang, why)),
        (Refusal::InRow { row, why }, Lang::En) => format!("row {row}: {}", refusal(lang, why)),
        // The others say everything without figures.
        _ => lang.pick("现在不允许这样做", "it is not allowed now").to_owned(),
    }
}

#[cfg(test)]
fn all() -> Vec<Refusal> {
    use crate::domain::{Fen, MchId, ProductId, RefundNo};
    let (left, paid_at) = (Fen::new(4000).unwrap_or_default(), UnixSeconds::new(1_763_596_800));
    let mut all = vec![
        Refusal::NotFound,
        Refusal::Stale,
        Refusal::State("shipped"),
        Refusal::OutOfStock { name: "x".into(), left: 2 },
        Refusal::Amount { left },
        Refusal::InFlight { left, in_flight: Fen::new(6000).unwrap_or_default() },
        Refusal::RefundsTooLate { paid_at },
        Refusal::Restock { name: "x".into(), left: 2 },
        Refusal::RefundsTooMany { most: 50 },
        Refusal::Refund("refunded"),
        Refusal::Refund("in_doubt"),
        Refusal::RefundedPieces { name: "x".into(), left: 0 },
        Refusal::RefundedPieces { name: "x".into(), left: 1 },
        Refusal::Corrected,
        Refusal::Reminded,
        Refusal::NumberTaken,
        Refusal::KeyReused,
        Refusal::TooMany { most: 15 },
        Refusal::InRow { row: 3, why: Box::new(Refusal::NumberTaken) },
    ];
    let parts =
        ["items", "parcels", "carrier", "tracking number", "reason", "picture", "name", "note", "delivery time"];
    all.extend(parts.map(Refusal::Text));
    all.extend(ProductId::parse("P0001").map(Refusal::NotOnSale));
    all.extend(RefundNo::parse("RF20260901-00000001").map(Refusal::Renewed));
    all.extend(MchId::parse("1900000109").map(Refusal::OtherMerchant));
    all
}

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<String> {
    all().iter().map(|why| refused(lang, why)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Fen;

    #[test]
    fn every_rule_says_no_in_the_owners_language() {
        for why in all() {
            let zh = refusal(Lang::Zh, &why);
            assert!(zh.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)), "{why:?}: {zh}");
            let plain = refusal(Lang::En, &why);
            assert!(!["items does not fit", "the state"].iter().any(|raw| plain.contains(raw)), "{why:?}: {plain}");
        }
    }

    #[test]
    fn each_limit_has_a_sentence_of_its_own_in_chinese() {
        let (left, in_flight) = (Fen::new(4000).unwrap_or_default(), Fen::new(6000).unwrap_or_default());
        let paid_at = UnixSeconds::parse_dashed("2025-11-20 08:00:00").expect("a time");
        for (why, part) in [
            (Refusal::Amount { left }, "最多只能再退 ¥40.00"),
            (Refusal::InFlight { left, in_flight }, "还有 ¥60.00 的退款没有走完"),
            (Refusal::RefundsTooLate { paid_at }, "2025-11-20 付的"),
            (Refusal::RefundsTooMany { most: 50 }, "最多退 50 次"),
        ] {
            let sentence = refusal(Lang::Zh, &why);
            assert!(sentence.contains(part), "{why:?}: {sentence}");
        }
    }
}
