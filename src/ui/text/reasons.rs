//! Why a step of a refund was taken, where the program or WeChat is the reason, in the owner's language and in few words.

use super::{Lang, tame};
use crate::domain::RefundTrouble;

/// WeChat's codes that say more in words.
const WORDS: &[(&str, &str, &str)] = &[
    ("REFUNDNOTEXIST", "微信没有见过这个单号", "WeChat has never seen this number"),
    ("REFUNDCLOSE", "微信关闭了这笔退款", "WeChat closed it"),
    ("CHANGE", "退不到买家的账户", "it cannot reach the buyer's account"),
    ("NOTENOUGH", "商户余额不足", "your balance is too small"),
    ("SYSTEMERROR", "微信内部出错", "something failed inside WeChat"),
];

/// What was not well when a refund took a step.
pub(super) fn refund_reason(lang: Lang, trouble: &RefundTrouble) -> String {
    let words = match trouble {
        RefundTrouble::LimitYear => lang.pick("付款已满一年", "the payment is over a year old"),
        RefundTrouble::LimitCount => lang.pick("退款次数用完了", "no more refunds of this order"),
        RefundTrouble::LimitLeft => lang.pick("剩下的钱不够", "too little is left"),
        RefundTrouble::Claimed => lang.pick("微信刚通知了另一笔退款", "WeChat has just reported another refund"),
        RefundTrouble::NotSent(_) => lang.pick("没有发出去", "it was not sent"),
        RefundTrouble::CutOff => cut_off(lang),
        RefundTrouble::AboutSomethingElse => {
            lang.pick("微信的回答说的是另一笔", "WeChat's answer was about something else")
        }
        RefundTrouble::Closed
        | RefundTrouble::Change
        | RefundTrouble::NotThere
        | RefundTrouble::Wechat { .. }
        | RefundTrouble::Unclear { .. } => return of_code(lang, trouble.code().unwrap_or_default()),
        // WeChat's own sentence.
        RefundTrouble::Words(words) if words.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)) => {
            return tame(words, 80);
        }
        RefundTrouble::NotListed(_) | RefundTrouble::NoAnswer(_) | RefundTrouble::Words(_) => no_answer(lang),
    };
    words.to_owned()
}

fn of_code(lang: Lang, code: &str) -> String {
    match (WORDS.iter().find(|(known, ..)| *known == code), lang) {
        (Some((_, zh, en)), _) => lang.pick(zh, en).to_owned(),
        (None, _) => wechat_code(lang, &tame(code, 40)),
    }
}

/// `WeChat's code 10060001`.
pub(super) fn wechat_code(lang: Lang, code: &str) -> String {
    match lang {
        Lang::Zh => format!("微信代码 {code}"),
        Lang::En => format!("WeChat's code {code}"),
    }
}

/// A call was leaving when the program ended.
pub(super) const fn cut_off(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "正在发的时候程序停了，没有记下回答",
        Lang::En => "the program ended while it was sent",
    }
}

const fn no_answer(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "没有得到可用的回答",
        Lang::En => "no usable answer",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_reason_of_a_refund_is_raw() {
        for (why, zh, en) in [
            ("SYSTEMERROR", "微信内部出错", "something failed inside WeChat"),
            ("FREQUENCY_LIMITED", "微信代码 FREQUENCY_LIMITED", "WeChat's code FREQUENCY_LIMITED"),
            (
                "it was being sent, and no answer was taken down",
                "正在发的时候程序停了，没有记下回答",
                "the program ended while it was sent",
            ),
            ("not sent: no connection (refused)", "没有发出去", "it was not sent"),
            ("error sending request for url: operation timed out", "没有得到可用的回答", "no usable answer"),
            ("订单已全额退款", "订单已全额退款", "订单已全额退款"),
        ] {
            let why = RefundTrouble::parse(why).expect("a trouble");
            assert_eq!((refund_reason(Lang::Zh, &why), refund_reason(Lang::En, &why)), (zh.to_owned(), en.to_owned()));
        }
    }
}
