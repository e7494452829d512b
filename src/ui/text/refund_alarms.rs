//! What the owner has to know of refunds that went otherwise than believed here, and the ways on from there.

use super::tame;
use crate::{
    domain::{Fen, RefundAlarm, RefundNo, RefundState, RefundWish},
    store::RefundAlarmRow,
};

texts! { in lang;
    refund_alarms_title: "退款要核对", "Refunds to check";
    alarm_seen: "知道了", "I have seen it";
    alarm_open: "打开这笔退款", "Open this refund";
    by_evidence: "以微信的答复为准", "as WeChat says";
    found_elsewhere: "已在别处退款，等你再确认", "refunded elsewhere; waiting for you to confirm";
    refund_odd_call: "有一笔退款和掌柜记的不一样", "A refund differs from what Zhanggui has recorded";
    paused_means: "你同意之后，这笔订单在别处有了别的退款，所以还没有发出，钱没有动。请先核对：这一笔是不是已经退过了？", "After you approved it, other refunds of this order turned up. So it was not sent, and no money has moved. Please check first: was this one paid back already?";
    send_also_now: "这笔也退", "Refund this one too";
    send_also_means: "如果别处那笔退的就是同一件事，这样会退两次。", "If the other refund was about the same thing, the buyer is paid twice.";
    paused_mark: "等你再确认", "Waiting for you to confirm";
    set_aside: "照常发货…", "Ship all the same…";
    set_aside_now: "照常发货", "Ship all the same";
    set_aside_question: "退款没有结果，照常发货？", "Ship although the refund has no end yet?";
    set_aside_means: "这笔退款的钱仍然留着，掌柜会继续问微信；它只是不再挡住这笔订单发货。", "The money of this refund stays reserved and Zhanggui keeps asking WeChat; it only no longer holds up the parcel.";
    set_aside_mark: "不挡发货", "Does not hold the parcel";
    send_again: "用同一单号再发一次…", "Send the same number again…";
    send_again_now: "再发一次", "Send again";
    send_again_question: "用同一个退款单号再发一次？", "Send the same refund number once more?";
    send_again_means: "单号不变：微信对同一个单号只退一次，所以不会重复退。", "The number stays the same, and WeChat pays one number once: nothing is paid twice.";
    vouch: "我看到已到账…", "I saw that it arrived…";
    vouch_now: "已经到账", "It arrived";
    vouch_question: "按「已到账」结束这笔退款？", "End this refund as arrived?";
    vouch_means: "只有在微信商户平台的交易中心亲眼看到「退款成功」才这样做：买家会看到已退款，掌柜不再问。", "Only if you saw it as refunded in the transaction centre of WeChat's merchant platform: the buyer is told that it arrived, and Zhanggui stops asking WeChat.";
    next_steps: "还可以", "You can also";
    beyond_paid: "多退", "Beyond the payment";

    /// The alarm in a word.
    alarm_word(kind: RefundAlarm) = match kind {
        RefundAlarm::Found => "别处退过款", "Refunded elsewhere";
        RefundAlarm::GaveWay => "没有发出", "Not sent";
        RefundAlarm::Overruled => "以微信为准", "WeChat says otherwise";
        RefundAlarm::Misfit => "对不上", "Does not fit";
        RefundAlarm::Missing => "微信查无此单", "WeChat lost it";
    }

    /// The alarm in sentences: what happened, what it means for the money, what to do.
    alarm_sentence(alarm: &RefundAlarmRow) -> String = match (alarm.kind) {
        RefundAlarm::Found =>
            "微信上有一笔掌柜没有记录的退款：{theirs}。可能是在商户平台手工退的。已经算进这笔订单，请核对是谁退的。",
            "WeChat has a refund that was not known here: {theirs}. Perhaps it was made by hand on the merchant platform. It is counted now; find out who made it.",
            theirs = standing(lang, alarm.theirs, alarm.theirs_amount);
        RefundAlarm::GaveWay =>
            "{ours}的退款没有发出：订单的钱已经在别处退走，剩下的不够。没有重复退，不用再做什么。",
            "The refund ({ours}) was not sent: money of the order went back elsewhere and too little is left. Nothing was paid twice and there is nothing to do.",
            ours = standing(lang, alarm.ours, alarm.ours_amount);
        RefundAlarm::Overruled =>
            "掌柜记的是{ours}，微信确认的是{theirs}。现在以微信为准，金额已经改过来。请核对这笔订单。",
            "Here it was {ours}; WeChat confirms {theirs}. WeChat's figures count now and the sums here are corrected. Please check this order.",
            ours = standing(lang, alarm.ours, alarm.ours_amount),
            theirs = standing(lang, alarm.theirs, alarm.theirs_amount);
        RefundAlarm::Misfit =>
            "微信列出一笔退款：{theirs}，和这笔订单的其他记录对不上。掌柜会继续问微信。请在微信商户平台核对这笔订单的退款。",
            "WeChat lists a refund ({theirs}) that cannot be true beside the rest of this order. WeChat is asked again. Compare the order's refunds on the merchant platform.",
            theirs = standing(lang, alarm.theirs, alarm.theirs_amount);
        RefundAlarm::Missing =>
            "微信先前受理了这笔退款，现在说没有这个单号。钱可能已经退出，所以不算失败，掌柜会继续问。也可以用同一个单号再发一次。",
            "WeChat accepted this refund before and says now that it does not know the number. The money may have left, so it does not count as failed and Zhanggui keeps asking. You can send the same number once more.";
    }

    /// `已退款 ¥16.00`.
    standing(state: Option<RefundState>, amount: Option<Fen>) -> String {
        let words = state.map(|state| state.word(lang).to_owned());
        words.into_iter().chain(amount.map(|amount| amount.to_string())).collect::<Vec<_>>().join(" ")
    }

    /// What an alarm is about, for a list: the refund's number and the sum.
    alarm_line(alarm: &RefundAlarmRow) -> String {
        let amount = alarm.theirs_amount.or(alarm.ours_amount).unwrap_or_default();
        let number = tame(alarm.refund_no.as_str(), 64);
        format!("{} · {amount} · {number}", alarm_word(lang, alarm.kind))
    }

    /// The button of a refund that waits for another look.
    send_also(amount: Fen): "这笔也退 {amount}…", "Refund {amount} too…";

    /// The question behind it.
    send_also_question(amount: Fen, refund_no: &RefundNo):
        "再退 {amount}（{number}）？",
        "Refund another {amount} ({number})?",
        number = tame(refund_no.as_str(), 64);

    /// The owner's wish, in a line of the history.
    wish_step(wish: RefundWish) = match wish {
        RefundWish::SendAlso => "决定这笔也退", "this one too";
        RefundWish::SendAgain => "同一单号再发一次", "the same number again";
        RefundWish::Vouch => "在微信看到已到账", "seen as arrived at WeChat";
        RefundWish::SetAside => "不再挡住发货", "holds the parcel no more";
    }
}
