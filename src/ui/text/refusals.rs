//! Why a wish was not carried out, in the owner's words: from the rule's type, never from its English sentence.

use super::{Lang, refunded_pieces, tame};
use crate::{
    domain::{RefundState, UnixSeconds},
    store::{Refusal, TextPart},
};

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
    let fixed = |zh: &str, en: &str| lang.pick(zh, en).to_owned();
    let say = |zh: String, en: String| if lang == Lang::Zh { zh } else { en };
    match why {
        Refusal::NotFound => fixed("找不到这一行", "it is not there any more"),
        Refusal::Stale | Refusal::State(_) => {
            fixed("它刚刚变了，现在不允许这样做", "it changed a moment ago and does not allow this now")
        }
        Refusal::Corrected => fixed("唯一一次更正已经用过", "the one correction is used up"),
        Refusal::Reminded => fixed("已经提醒过买家", "the buyer was reminded before"),
        Refusal::NumberTaken => fixed("单号已被占用", "the number is taken"),
        Refusal::KeyReused => fixed("同一个键已用于另一笔订单", "the key was used for another order"),
        Refusal::Refund(RefundState::Refunded) => {
            fixed("这一单已经全额退款，不能发货", "everything of it was refunded")
        }
        Refusal::Refund(_) => fixed("这一单有退款还没有办完，不能发货", "a refund of it is not finished"),
        Refusal::UsedUp(_) | Refusal::Unwritable => fixed("现在不允许这样做", "it is not allowed now"),
        Refusal::NotEmpty => fixed("这个文件里已经有订单", "the file holds orders already"),
        Refusal::Text(part) => text_part(lang, *part).to_owned(),
        Refusal::RefundedPieces { name, left } => refunded_pieces(lang, name, *left),
        Refusal::NotOnSale(id) => {
            let id = tame(id.as_str(), 40);
            say(format!("{id} 没有在售"), format!("{id} is not on sale"))
        }
        Refusal::OutOfStock { name, left } => {
            let name = tame(name, 40);
            say(format!("{name}只有 {left} 件了"), format!("only {left} of {name} left"))
        }
        Refusal::Restock { name, left } => {
            let name = tame(name, 40);
            say(format!("{name}最多还能放回 {left} 件"), format!("{left} of {name} can go back to stock"))
        }
        Refusal::Amount { left } => say(format!("最多只能再退 {left}"), format!("{left} is left to refund")),
        Refusal::InFlight { left, in_flight } => say(
            format!("还有 {in_flight} 的退款没有走完，现在最多只能再退 {left}"),
            format!("{left} is left to refund while {in_flight} is on its way"),
        ),
        Refusal::RefundsTooLate { paid_at } => too_late(lang, *paid_at),
        Refusal::RefundsTooMany { most } => say(
            format!("一笔订单在微信最多退 {most} 次，已经用完。请和买家商量用别的方式退还"),
            format!(
                "WeChat takes {most} refunds of one order and they are used up; agree with the buyer on another way"
            ),
        ),
        Refusal::Renewed(no) => say(format!("它已由新单号 {no} 接替"), format!("it goes on under the number {no}")),
        Refusal::TooMany { most } => say(format!("最多只能有 {most} 个"), format!("there can be {most} at most")),
        Refusal::OtherMerchant(mch_id) => say(
            format!("这笔付款属于商户号 {mch_id}，请先在设置里换回它的密钥"),
            format!("the payment belongs to merchant {mch_id}; put that merchant's keys back into the settings first"),
        ),
        Refusal::InRow { row, why } => {
            let why = refusal(lang, why);
            say(format!("第 {row} 行：{why}"), format!("row {row}: {why}"))
        }
    }
}

fn too_late(lang: Lang, paid_at: UnixSeconds) -> String {
    let day: String = paid_at.to_dashed().chars().take(10).collect();
    match lang {
        Lang::Zh => {
            format!("微信只受理付款后 365 天内的退款，这笔订单是 {day} 付的。请和买家商量用别的方式退还")
        }
        Lang::En => format!(
            "WeChat takes refunds for 365 days and this order was paid on {day}; agree with the buyer on another way"
        ),
    }
}

/// Which text or list does not fit.
fn text_part(lang: Lang, part: TextPart) -> &'static str {
    let (zh, en) = match part {
        TextPart::Items | TextPart::Restock => {
            ("件数与订单对不上", "the pieces do not fit what was ordered and is still here")
        }
        TextPart::Parcels => ("包裹填得不完整", "the parcels are not complete"),
        TextPart::Carrier => ("快递公司没有填，或太长", "the carrier is missing or too long"),
        TextPart::TrackingNumber => ("运单号没有填，或太长", "the tracking number is missing or too long"),
        TextPart::DeliveryTime => {
            ("送达时间要在发货之后，而且不能是将来", "the delivery must lie after the parcel left, and not ahead")
        }
        TextPart::Reason | TextPart::Reply => {
            ("写给买家的话是空的，或太长", "what the buyer reads is empty or too long")
        }
        TextPart::Picture => ("图片用不了", "the picture cannot be used"),
        TextPart::Name => ("名称是空的，或太长", "the name is empty or too long"),
        TextPart::Rows => ("表格里没有行，或行数太多", "the sheet has no rows, or too many"),
        TextPart::Raw => ("这条消息的原文已经不再保存", "the text of this message is no longer kept"),
        TextPart::Total | TextPart::Note | TextPart::IdempotencyKey | TextPart::Contact => {
            ("填写的内容不合适", "something that was entered does not fit")
        }
    };
    lang.pick_static(zh, en)
}

/// One of each; a new variant has its place in the `match`, which names it after the one that is to stand before it.
#[cfg(test)]
pub(crate) fn every_refusal() -> Vec<Refusal> {
    use crate::domain::{Fen, MchId, OrderState, ProductId, RefundNo, UsedUp};
    let (left, in_flight) = (Fen::new(4000).unwrap_or_default(), Fen::new(6000).unwrap_or_default());
    let name = || "李雷".to_owned();
    let after = |last: &Refusal| match last {
        Refusal::NotFound => Some(Refusal::Stale),
        Refusal::Stale => Some(Refusal::State(OrderState::Shipped.into())),
        Refusal::State(_) => ProductId::parse("P0001").ok().map(Refusal::NotOnSale),
        Refusal::NotOnSale(_) => Some(Refusal::OutOfStock { name: name(), left: 2 }),
        Refusal::OutOfStock { .. } => Some(Refusal::Amount { left }),
        Refusal::Amount { .. } => Some(Refusal::InFlight { left, in_flight }),
        Refusal::InFlight { .. } => Some(Refusal::RefundsTooLate { paid_at: UnixSeconds::new(1_763_596_800) }),
        Refusal::RefundsTooLate { .. } => Some(Refusal::Restock { name: name(), left: 2 }),
        Refusal::Restock { .. } => Some(Refusal::RefundsTooMany { most: 50 }),
        Refusal::RefundsTooMany { .. } => RefundNo::parse("RF20260901-00000001").ok().map(Refusal::Renewed),
        Refusal::Renewed(_) => MchId::parse("1900000109").ok().map(Refusal::OtherMerchant),
        Refusal::OtherMerchant(_) => Some(Refusal::Refund(RefundState::Refunded)),
        Refusal::Refund(RefundState::Refunded) => Some(Refusal::Refund(RefundState::InDoubt)),
        Refusal::Refund(_) => Some(Refusal::RefundedPieces { name: name(), left: 0 }),
        Refusal::RefundedPieces { left: 0, .. } => Some(Refusal::RefundedPieces { name: name(), left: 1 }),
        Refusal::RefundedPieces { .. } => Some(Refusal::Corrected),
        Refusal::Corrected => Some(Refusal::Reminded),
        Refusal::Reminded => Some(Refusal::NumberTaken),
        Refusal::NumberTaken => Some(Refusal::KeyReused),
        Refusal::KeyReused => Some(Refusal::TooMany { most: 15 }),
        Refusal::TooMany { .. } => Some(Refusal::UsedUp(UsedUp::Orders)),
        Refusal::UsedUp(_) => Some(Refusal::Unwritable),
        Refusal::Unwritable => Some(Refusal::NotEmpty),
        Refusal::NotEmpty => Some(Refusal::InRow { row: 3, why: Box::new(Refusal::NumberTaken) }),
        Refusal::InRow { .. } => Some(Refusal::Text(TextPart::ALL[0])),
        Refusal::Text(_) => None,
    };
    let all = std::iter::successors(Some(Refusal::NotFound), after);
    all.chain(TextPart::ALL.iter().map(|part| Refusal::Text(*part))).collect()
}

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<String> {
    every_refusal().iter().map(|why| refused(lang, why)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Fen;

    #[test]
    fn every_rule_says_no_in_the_owners_language() {
        for why in every_refusal() {
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
