//! Why a step of a refund was taken, where the program or WeChat wrote it: codes and our own words, in the owner's language.

use super::{Lang, tame};

/// A call was leaving when the program ended.
pub(super) const CUT_OFF: &str = "it was being sent, and no answer was taken down";

/// Our words and WeChat's codes that say more in words, in few of them.
const WORDS: &[(&str, &str, &str)] = &[
    ("LIMIT_LEFT", "剩下的钱不够这一笔", "too little is left for this one"),
    ("LIMIT_YEAR", "付款已满一年", "the payment is over a year old"),
    ("LIMIT_COUNT", "退款次数用完了", "no more refunds of this order"),
    ("REFUNDNOTEXIST", "微信没有见过这个单号", "WeChat has never seen this number"),
    ("REFUNDCLOSE", "微信关闭了这笔退款", "WeChat closed it"),
    ("CHANGE", "退不到买家的账户", "it cannot reach the buyer's account"),
    ("NOTENOUGH", "商户余额不足", "your balance is too small"),
    ("SYSTEMERROR", "微信内部出错", "something failed inside WeChat"),
];

/// What the program or WeChat wrote beside a step of a refund. What people wrote is not asked of this.
pub(super) fn refund_reason(lang: Lang, why: &str) -> String {
    if why == CUT_OFF {
        return lang.pick("正在发的时候程序停了，没有记下回答", "the program ended while it was sent").to_owned();
    }
    if why == "the answer is about something else" {
        return lang.pick("微信的回答说的是另一笔", "WeChat's answer was about something else").to_owned();
    }
    if why.starts_with("not sent") {
        return lang.pick("没有发出去", "it was not sent").to_owned();
    }
    let code = why.split([' ', ':']).next().unwrap_or_default();
    if let Some((_, zh, en)) = WORDS.iter().find(|(known, ..)| *known == code) {
        return lang.pick(zh, en).to_owned();
    }
    let is_code = code.len() > 3 && code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let chinese = why.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    match (lang, is_code) {
        (Lang::Zh, true) => format!("微信代码 {}", tame(code, 40)),
        (Lang::En, true) => format!("WeChat's code {}", tame(code, 40)),
        // WeChat's own sentence.
        _ if chinese => tame(why, 80),
        (Lang::Zh, false) => "没有得到可用的回答".to_owned(),
        (Lang::En, false) => "no usable answer".to_owned(),
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
            (CUT_OFF, "正在发的时候程序停了，没有记下回答", "the program ended while it was sent"),
            ("not sent: no connection (refused)", "没有发出去", "it was not sent"),
            ("error sending request for url: operation timed out", "没有得到可用的回答", "no usable answer"),
            ("订单已全额退款", "订单已全额退款", "订单已全额退款"),
        ] {
            assert_eq!((refund_reason(Lang::Zh, why), refund_reason(Lang::En, why)), (zh.to_owned(), en.to_owned()));
        }
    }
}
