//! Why a wish was not carried out, in the owner's words: from the rule's type, never from its English sentence.

use super::{bills, lease, people, tame, to_send};
use crate::{
    domain::RefundState,
    store::{ComplaintRefusal, Refusal, TextPart},
};

texts! { in lang;
    complaint_refusal(why: ComplaintRefusal) = match why {
        ComplaintRefusal::Over => "这件投诉在微信那边已经处理完了", "the complaint is over at WeChat";
        ComplaintRefusal::NoMoney => "这件投诉不是要退款的", "the complaint asks for no money back";
        ComplaintRefusal::Decided => "同意或拒绝退款已经说过了", "the refund was agreed to or refused before";
        ComplaintRefusal::MoneyNotBack => "退款还没有到账，到账后才能说已处理完", "the money has not arrived yet: it can be ended once it has";
        ComplaintRefusal::UnknownOrder => "店里没有这一单", "the shop has no such order";
        ComplaintRefusal::OnItsWay => "已经在告诉微信了", "WeChat is being told already"
    }

    /// A wish was refused, and why.
    refused(why: &Refusal): "没有执行，什么都没有改变：{why}。", "Not done, nothing changed: {why}.", why = refusal(lang, why);

    /// The rule that said no, as the middle of a sentence.
    refusal(why: &Refusal) -> String = match why {
        Refusal::NotFound => "找不到这一行", "it is not there any more";
        Refusal::Stale | Refusal::State(_) =>
            "它刚刚变了，现在不允许这样做", "it changed a moment ago and does not allow this now";
        Refusal::Corrected => "唯一一次更正已经用过", "the one correction is used up";
        Refusal::Reminded => "已经提醒过买家", "the buyer was reminded before";
        Refusal::NumberTaken => "单号已被占用", "the number is taken";
        Refusal::KeyReused => "同一个键已用于另一笔订单", "the key was used for another order";
        Refusal::Refund(RefundState::Refunded) => "这一单已经全额退款，不能发货", "everything of it was refunded";
        Refusal::Refund(_) => "这一单有退款还没有办完，不能发货", "a refund of it is not finished";
        Refusal::UsedUp(_) | Refusal::Unwritable => "现在不允许这样做", "it is not allowed now";
        Refusal::Blocked => "这位买家已停止接单", "this buyer is blocked";
        Refusal::TagInUse { places } =>
            "这个标签还贴在 {places} 个地方，先摘下来", "this tag is still on {places} things; take it off there first";
        Refusal::BarcodeTaken { code, name } =>
            "条码 {code} 已经是“{name}”的", "the barcode {code} belongs to “{name}” already", name = tame(name, 40);
        Refusal::Bill(trouble) => { bills::bill_trouble(lang, *trouble).to_owned() };
        Refusal::Complaint(why) => { complaint_refusal(lang, *why).to_owned() };
        Refusal::NotPermitted(refused) => { people::not_permitted(lang, *refused) };
        Refusal::Operator(why) => { people::operator_refusal(lang, *why) };
        Refusal::NotEmpty => "这个文件里已经有订单", "the file holds orders already";
        Refusal::Text(part) => { text_part(lang, *part).to_owned() };
        Refusal::RefundedPieces { name, left } => { to_send::refunded_pieces(lang, name, *left) };
        Refusal::NotOnSale(id) => "{id} 没有在售", "{id} is not on sale", id = tame(id.as_str(), 40);
        Refusal::ChooseVariant(id) => "{id} 要先选规格", "a variant of {id} has to be chosen", id = tame(id.as_str(), 40);
        Refusal::NotRefundable { name } =>
            "“{name}”卖出时说明不支持退款", "“{name}” was sold without refunds", name = tame(name, 40);
        Refusal::RefundTimeOver { name, days } =>
            "“{name}”的 {days} 天退款期已过", "the {days} days for “{name}” are over", name = tame(name, 40);
        Refusal::OutOfStock { name, left } => "{name}只有 {left} 件了", "only {left} of {name} left", name = tame(name, 40);
        Refusal::Restock { name, left } =>
            "{name}最多还能放回 {left} 件", "{left} of {name} can go back to stock", name = tame(name, 40);
        Refusal::Amount { left } => "最多只能再退 {left}", "{left} is left to refund";
        Refusal::InFlight { left, in_flight } =>
            "还有 {in_flight} 的退款没有走完，现在最多只能再退 {left}",
            "{left} is left to refund while {in_flight} is on its way";
        Refusal::RefundsTooLate { paid_at } =>
            "微信只受理付款后 365 天内的退款，这笔订单是 {day} 付的。请和买家商量用别的方式退还",
            "WeChat takes refunds for 365 days and this order was paid on {day}; agree with the buyer on another way",
            day = paid_at.to_dashed().chars().take(10).collect::<String>();
        Refusal::RefundsTooMany { most } =>
            "一笔订单在微信最多退 {most} 次，已经用完。请和买家商量用别的方式退还",
            "WeChat takes {most} refunds of one order and they are used up; agree with the buyer on another way";
        Refusal::Renewed(number) => "它已由新单号 {number} 接替", "it goes on under the number {number}";
        Refusal::TooMany { most } => "最多只能有 {most} 个", "there can be {most} at most";
        Refusal::OtherMerchant(mch_id) =>
            "这笔付款属于商户号 {mch_id}，请先在设置里换回它的密钥",
            "the payment belongs to merchant {mch_id}; put that merchant's keys back into the settings first";
        Refusal::CatchingUp =>
            "这家店刚从备份恢复，正在向微信补齐；看过补齐的清单、点「开工」以后才会发出",
            "the shop was restored and is catching up with WeChat; it goes out once you have seen the list and said go on";
        Refusal::NotHost =>
            "现在由另一台电脑收单和退款，这台只看和操作",
            "another computer takes orders and sends refunds just now; this one only looks and decides";
        Refusal::NotRunHere(hold) => { lease::not_run_here(lang, *hold).to_owned() };
        Refusal::StillAsking { left } =>
            "还有 {left} 件事没有从微信问到，请等问完",
            "{left} things are still to be asked at WeChat; wait until they are";
        Refusal::InRow { row, why } => "第 {row} 行：{why}", "row {row}: {why}", why = refusal(lang, why);
    }

    /// Which text or list does not fit.
    text_part(part: TextPart) = match part {
        TextPart::Items | TextPart::Restock =>
            "件数与订单对不上", "the pieces do not fit what was ordered and is still here";
        TextPart::Parcels => "包裹填得不完整", "the parcels are not complete";
        TextPart::Carrier => "快递公司没有填，或太长", "the carrier is missing or too long";
        TextPart::TrackingNumber => "运单号没有填，或太长", "the tracking number is missing or too long";
        TextPart::DeliveryTime =>
            "送达时间要在发货之后，而且不能是将来", "the delivery must lie after the parcel left, and not ahead";
        TextPart::Reason | TextPart::Reply => "写给买家的话是空的，或太长", "what the buyer reads is empty or too long";
        TextPart::Picture => "图片用不了", "the picture cannot be used";
        TextPart::Name => "名称是空的，或太长", "the name is empty or too long";
        TextPart::Variant =>
            "规格是空的、太长，或和另一个规格相同", "a variant's words are empty, too long, or another variant's";
        TextPart::Category => "分类太长", "the category is too long";
        TextPart::Description => "商品说明太长", "the description is too long";
        TextPart::MessageTemplate => "消息模板填写有误", "the template of the message is not right";
        TextPart::Weight => "重量太大", "the weight is too much";
        TextPart::RefundDays => "退款期限要在 1 到 365 天之间", "the days for refunds must be 1 to 365";
        TextPart::Rows => "表格里没有行，或行数太多", "the sheet has no rows, or too many";
        TextPart::Raw => "这条消息的原文已经不再保存", "the text of this message is no longer kept";
        TextPart::OwnersNote => "备注是空的，或超过 500 个字", "the note is empty or longer than 500 characters";
        TextPart::BlockReason => "原因超过 200 个字", "the reason is longer than 200 characters";
        TextPart::Total | TextPart::Note | TextPart::IdempotencyKey | TextPart::Contact =>
            "填写的内容不合适", "something that was entered does not fit";
    }
}

/// One of each.
#[cfg(test)]
pub(crate) fn every_refusal() -> Vec<Refusal> {
    super::samples::Sample::samples()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::lang::Lang,
        domain::{Fen, UnixSeconds},
    };

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
