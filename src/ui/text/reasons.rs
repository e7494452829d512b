//! Why a step of a refund was taken, where the program or WeChat is the reason, in the owner's language and in few words.

use super::tame;
use crate::domain::RefundTrouble;

texts! { in lang;
    /// What was not well when a refund took a step.
    refund_reason(trouble: &RefundTrouble) -> String = match trouble {
        RefundTrouble::LimitYear => "付款已满一年", "the payment is over a year old";
        RefundTrouble::LimitCount => "退款次数用完了", "no more refunds of this order";
        RefundTrouble::LimitLeft => "剩下的钱不够", "too little is left";
        RefundTrouble::Claimed => "微信刚通知了另一笔退款", "WeChat has just reported another refund";
        RefundTrouble::Unexplained => "微信说这笔订单另有退款，单号还不知道", "WeChat says there is another refund, of a number not known yet";
        RefundTrouble::NotSent(_) => "没有发出去", "it was not sent";
        RefundTrouble::CutOff => { cut_off(lang).to_owned() };
        RefundTrouble::Restored => "数据是从旧备份恢复的，先问微信", "the data is an older copy: WeChat is asked first";
        RefundTrouble::AboutSomethingElse => "微信的回答说的是另一笔", "WeChat's answer was about something else";
        RefundTrouble::Closed
        | RefundTrouble::Change
        | RefundTrouble::NotThere
        | RefundTrouble::Wechat { .. }
        | RefundTrouble::Unclear { .. } => { of_code(lang, trouble.code().unwrap_or_default()) };
        // WeChat's own sentence.
        RefundTrouble::Words(words) if words.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)) => { tame(words, 80) };
        RefundTrouble::NotListed(_) | RefundTrouble::NoAnswer(_) | RefundTrouble::Words(_) =>
            "没有得到可用的回答", "no usable answer";
    }

    /// The technical line of a refund, for whoever helps: what it is about, and the raw words.
    refund_technical(reason: &str, raw: &str): "技术信息：{reason}（{raw}）", "Technical: {raw}", raw = tame(raw, 120);

    of_code(code: &str) -> String {
        known_code(lang, code).map_or_else(|| wechat_code(lang, &tame(code, 40)), str::to_owned)
    }

    /// WeChat's codes that say more in words.
    known_code(code: &str) = find code {
        "REFUNDNOTEXIST" => "微信没有见过这个单号", "WeChat has never seen this number";
        "REFUNDCLOSE" => "微信关闭了这笔退款", "WeChat closed it";
        "CHANGE" => "退不到买家的账户", "it cannot reach the buyer's account";
        "NOTENOUGH" => "商户余额不足", "your balance is too small";
        "SYSTEMERROR" => "微信内部出错", "something failed inside WeChat";
    }

    /// `WeChat's code 10060001`.
    wechat_code(code: &str): "微信代码 {code}", "WeChat's code {code}";
    /// A call was leaving when the program ended.
    cut_off: "正在发的时候程序停了，没有记下回答", "the program ended while it was sent";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::lang::Lang;

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
