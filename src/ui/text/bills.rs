//! WeChat's bill beside the shop: its days, what does not agree, and why.

use super::{figures, tame};
use crate::domain::{
    Day, Fen,
    bill::BillLineFault,
    bill_match::{BillTrouble, BillWhy},
};

/// As much of a cell as a row shows.
const SHOWN: usize = 60;

texts! { in lang;
    /// A step of an order's history: the owner took WeChat's record over.
    by_bill(day: Day):
        "按 {day} 的账单去问微信", "WeChat was asked because of its bill of {day}", day = bill_day(lang, day);

    /// `8 月 31 日 周一`, `Mon 31 Aug`.
    bill_day(day: Day) -> String {
        let noon = day.begins().beijing();
        let week = week_day(lang, u64::from(noon.weekday().to_monday_zero_offset().unsigned_abs()));
        match lang {
            super::Lang::Zh => format!("{}月{}日 {week}", noon.month(), noon.day()),
            super::Lang::En => format!("{week} {}", figures::day_of_year(lang, day.begins(), day.begins())),
        }
    }

    week_day(from_monday: u64) = match from_monday {
        0 => "周一", "Mon";
        1 => "周二", "Tue";
        2 => "周三", "Wed";
        3 => "周四", "Thu";
        4 => "周五", "Fri";
        5 => "周六", "Sat";
        _ => "周日", "Sun";
    }

    /// Why there is no bill of a day.
    bill_trouble(trouble: BillTrouble) = match trouble {
        BillTrouble::EmptyFile => "文件是空的", "the file is empty";
        BillTrouble::NotABill => "这个文件不是微信支付的交易账单", "the file is not a trade bill of WeChat Pay";
        BillTrouble::NoSummary => "账单没有最后的合计，可能没下载完整", "the bill has no last line; it may not be whole";
        BillTrouble::BadSummary => "账单最后的合计读不懂", "the bill's last line cannot be read";
        BillTrouble::Summary => "各行加起来和账单自己的合计不一样", "its lines add up to something else than its last line says";
        BillTrouble::OtherMerchant => "这是另一个商户号的账单", "it is the bill of another merchant";
        BillTrouble::OtherDay => "这是另一天的账单，或不止一天", "it is the bill of another day, or of several";
        BillTrouble::Hash => "账单的校验码不对", "the bill does not have the checksum WeChat named";
        BillTrouble::Unreadable => "账单打不开或读不完", "the bill cannot be opened or read to its end";
        BillTrouble::Creating => "微信还在生成账单，会自动再取", "WeChat is still making the bill; it is asked again by itself";
        BillTrouble::NoAnswer => "没有得到微信可用的回答，会自动再取", "WeChat gave no usable answer; it is asked again by itself";
        BillTrouble::Closed =>
            "微信没有给这个商户号开通账单下载，可以在商户平台下载后放进来",
            "WeChat gives this merchant no bills; download it on the merchant platform and add the file here";
        BillTrouble::Refused =>
            "微信不接受这次账单请求，可以在商户平台下载后放进来",
            "WeChat did not accept how the bill was asked for; download it on the merchant platform and add the file here";
        BillTrouble::NotKept => "账单没能存到这台电脑上", "the bill could not be kept on this computer";
    }

    /// Why a line could not be read.
    bill_line_fault(fault: &BillLineFault) -> String = match fault {
        BillLineFault::Values { found, wanted } =>
            "有 {found} 个值，应该是 {wanted} 个", "{found} values where {wanted} were expected";
        BillLineFault::Time(raw) => "时间读不懂：{raw}", "not a time: {raw}", raw = tame(raw, SHOWN);
        BillLineFault::Amount { column, raw } =>
            "金额读不懂：{column} {raw}", "not an amount: {column} {raw}", column = tame(column, 20), raw = tame(raw, SHOWN);
        BillLineFault::Number { column, raw } =>
            "单号读不懂：{column} {raw}", "not such a number: {column} {raw}", column = tame(column, 20), raw = tame(raw, SHOWN);
        BillLineFault::State(raw) => "不认识的交易状态：{raw}", "a state nobody here knows: {raw}", raw = tame(raw, SHOWN);
    }
    bill_none_there: "没有", "none";
    /// In words, what does not agree.
    bill_why(why: BillWhy, theirs: Option<Fen>, ours: Option<Fen>) -> String {
        let said = |amount: Option<Fen>| amount.map_or_else(|| bill_none_there(lang).to_owned(), Fen::to_yuan);
        match why {
            BillWhy::OtherAmount => bill_two(lang, &said(theirs), &said(ours)),
            _ => bill_because(lang, why).to_owned(),
        }
    }
    bill_two(theirs: &str, ours: &str): "微信 {theirs}，这里 {ours}", "WeChat {theirs}, here {ours}";
    bill_because(why: BillWhy) = match why {
        BillWhy::MissingOrder => "微信收了，这里没有", "WeChat took it in; it is not here";
        BillWhy::UnpaidHere => "微信收了，这里还没有记成已付款", "WeChat took it in; here it is not paid yet";
        BillWhy::SecondPayment => "同一单在微信多付了一笔", "a second payment of an order";
        BillWhy::OtherOrder => "微信记在另一单上", "WeChat has it with another order";
        BillWhy::MissingRefund => "在商户平台手工退的款", "a refund made on the merchant platform";
        BillWhy::RefundNotSent => "微信退了，这里没有发出过", "WeChat paid it back; it was never sent from here";
        BillWhy::RefundArrived => "微信说退到了，这里记成没退成", "WeChat says it arrived; here it failed";
        BillWhy::RefundFailed => "微信说没退成，这里记成退到了", "WeChat says it failed; here it arrived";
        BillWhy::OtherAmount => "金额不一样", "the amounts differ";
        BillWhy::NotOnBill => "这里有，前后几天的账单里都没有", "here, and on none of the bills around";
        BillWhy::NextBill => "账单里还没有", "not on the bill yet";
        BillWhy::Reversed => "付款在微信被撤销", "the payment was taken back at WeChat";
    }
}
