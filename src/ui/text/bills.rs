//! WeChat's bill beside the shop: its days, what does not agree, and why.

use super::{figures, tame};
use crate::domain::{
    Day, Fen, UnixSeconds,
    bill::BillLineFault,
    bill_match::{BillTrouble, BillWhy},
    fund_flow::FundTrouble,
};

/// As much of a note or a cell as a row shows.
const SHOWN: usize = 60;

texts! { in lang;
    bills_title: "对账", "Bills";
    bills_day: "日", "Day";
    bills_month: "月", "Month";
    bills_before_day: "前一天", "The day before";
    bills_after_day: "后一天", "The day after";
    bills_before_month: "上个月", "The month before";
    bills_after_month: "下个月", "The month after";
    bills_trades: "交易", "Trades";
    bills_funds: "资金流水", "Fund flow";
    bills_file: "放入账单文件…", "Add a bill file…";
    bills_export: "导出…", "Export…";

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

    /// `2026年8月`, `August 2026`.
    bill_month(month: Day) -> String {
        let first = month.begins().beijing();
        match lang {
            super::Lang::Zh => format!("{}年{}月", first.year(), first.month()),
            super::Lang::En => {
                let long = figures::day(lang, month.begins());
                let name = long.split(' ').nth(1).unwrap_or_default().to_owned();
                format!("{name} {}", first.year())
            }
        }
    }

    /// Beside the day: how its bill is.
    bill_read(at: UnixSeconds, now: UnixSeconds):
        "微信的账单 {at} 取到", "WeChat's bill came {at}", at = figures::moment(lang, at, now);
    bill_read_from_file(at: UnixSeconds, now: UnixSeconds):
        "账单文件 {at} 读入", "bill file read {at}", at = figures::moment(lang, at, now);
    bill_every_line: "每一行都读懂了", "every line was understood";
    bill_lines_rejected(many: u64): "有 {many} 行读不懂", [many: "one line was not understood", "{many} lines were not understood"];
    bill_empty: "微信说这一天没有交易", "WeChat says that nothing was traded that day";
    bill_wanted: "还没有取到，会自动再取", "not there yet; it is fetched by itself";
    bill_unknown: "还没有这一天的账单", "there is no bill of this day yet";

    /// Why there is no bill of a day.
    bill_trouble(trouble: BillTrouble) = match trouble {
        BillTrouble::EmptyFile => "文件是空的", "the file is empty";
        BillTrouble::NotABill => "这个文件不是微信支付的交易账单", "the file is not a trade bill of WeChat Pay";
        BillTrouble::NoSummary => "账单没有最后的合计，可能没下载完整", "the bill has no last line; it may not be whole";
        BillTrouble::BadSummary => "账单最后的合计读不懂", "the bill's last line cannot be read";
        BillTrouble::Summary => "各行加起来和账单自己的合计不一样", "its lines and its last line do not say the same";
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

    /// The second view: how the money in the merchant's account moved.
    fund_before: "期初余额", "Before";
    fund_came: "收入", "Money in";
    fund_went: "支出", "Money out";
    fund_after: "期末余额", "Left";
    fund_count(many: u64): "{many} 笔", [many: "one movement", "{many} movements"];
    fund_adds_up: "期初加收入减支出，正好", "before, plus in, less out";
    fund_does_not_add_up: "期初加收入减支出，对不上", "does not add up with the others";
    fund_empty: "没有资金变动", "no money moved";
    fund_result_read: "取到了", "is in";
    fund_none: "这里还没有资金流水", "No movements here yet";
    fund_none_why:
        "每天 10:05 以后自动向微信取前一天的资金流水：账户里进出的每一笔钱和余额。API v2 要有商户证书才给。",
        "After 10:05 each day WeChat is asked for the day before: every sum that came into the account or left it, and what was left. By API v2 it takes the merchant certificate.";
    fund_days_known(days: u64): "取到 {days} 天", [days: "1 day is in", "{days} days are in"];
    fund_col_what: "业务", "What";
    fund_col_number: "单号", "Number";
    fund_col_amount: "收支", "In and out";
    fund_col_balance: "账户结余", "Left in the account";

    /// Why there is no fund-flow bill of a day.
    fund_trouble(trouble: FundTrouble) = match trouble {
        FundTrouble::Certificate =>
            "微信要商户证书才给资金流水；证书放好后会自动再取",
            "WeChat gives it only to the merchant certificate; once that is there it is asked again by itself";
        FundTrouble::Creating => "微信还在生成，会自动再取", "WeChat is still making it; it is asked again by itself";
        FundTrouble::NoAnswer => "没有得到微信可用的回答，会自动再取", "WeChat gave no usable answer; it is asked again by itself";
        FundTrouble::Refused => "微信不接受这次请求", "WeChat did not accept how it was asked for";
        FundTrouble::Unreadable => "这份资金流水读不懂", "it cannot be read";
        FundTrouble::Sums => "各笔加起来和它自己的合计不一样", "its lines and its last line do not say the same";
        FundTrouble::Hash => "校验码不对，会自动再取", "it does not have the checksum WeChat named; it is asked again by itself";
        FundTrouble::OtherDay => "里面有另一天的记录", "it has movements of another day";
    }

    /// Headings of the sheets.
    bill_word_agrees: "一致", "agrees";
    bill_settled: "已对上", "agrees now";
    bill_headings() -> Vec<String> {
        [bill_col_time(lang), bill_col_order(lang), bill_col_buyer(lang), bill_col_theirs(lang), bill_col_ours(lang),
            bill_col_why(lang), bill_note_keep(lang)].map(str::to_owned).to_vec()
    }
    fund_headings() -> Vec<String> {
        [bill_col_time(lang), fund_col_what(lang), fund_heading_kind(lang), fund_col_amount(lang), fund_col_balance(lang),
            fund_heading_business(lang), fund_heading_flow(lang), fund_heading_voucher(lang), fund_heading_note(lang)]
            .map(str::to_owned).to_vec()
    }
    fund_heading_kind: "业务类型", "Kind";
    fund_heading_business: "微信支付业务单号", "WeChat's number";
    fund_heading_flow: "资金流水单号", "Number of the movement";
    fund_heading_voucher: "业务凭证号", "Shop's number";
    fund_heading_note: "备注", "Remark";

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
    bill_line(line: u32): "第 {line} 行", "line {line}";

    /// The figures of a day or a month.
    bill_taken: "微信说收了", "WeChat took in";
    bill_here: "这里记着", "Here";
    bill_apart: "差", "Apart";
    bill_refunds: "退款", "Refunds";
    bill_fees: "手续费", "Fees";
    bill_net: "净到账", "Net";
    bill_open: "对不上", "Open";
    bill_payments(many: u64): "{many} 笔", [many: "one payment", "{many} payments"];
    bill_count(many: u64): "{many} 笔", "{many}";
    bill_places(many: u64): "{many} 处对不上", [many: "one difference", "{many} differences"];
    bill_on_days(days: u64, sum: Fen): "{days} 天，{sum}", [days: "on one day, {sum}", "on {days} days, {sum}"];
    bill_agrees: "一分不差", "to the fen";
    bill_as_counted: "和微信的合计一样", "same as WeChat's total";
    bill_fees_of: "退款退回的已减去", "less those given back";

    /// Lists of a day.
    bill_tab_open: "对不上", "Differences";
    bill_tab_agreed: "账单明细", "Lines";
    bill_tab_rejected: "读不懂的行", "Not understood";
    bill_tab_settled: "已处理", "Settled";
    bill_col_time: "时间", "Time";
    bill_col_order: "订单号", "Order";
    bill_col_buyer: "买家", "Buyer";
    bill_col_theirs: "微信", "WeChat";
    bill_col_ours: "这里", "Here";
    bill_col_apart: "差", "Apart";
    bill_col_why: "为什么", "Why";
    bill_col_day: "日期", "Day";
    bill_col_count: "笔数", "Count";
    bill_col_taken: "收款", "Taken";
    bill_col_result: "结果", "Result";
    bill_none_there: "没有", "none";
    bill_by_day: "每一天", "By day";
    bill_key_taken: "收款", "taken";
    bill_key_refunds: "退款", "refunds";
    bill_key_differs: "有差异", "differences";

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

    /// What stands behind it, or what to do.
    bill_why_more(why: BillWhy) = match why {
        BillWhy::MissingOrder => "通知没有收到，当时电脑可能关着", "its message did not come; the computer may have been off";
        BillWhy::UnpaidHere => "去问微信，确认后就能发货", "ask WeChat: once confirmed it can be shipped";
        BillWhy::SecondPayment => "去问微信，确认后可以退回", "ask WeChat: once confirmed it can be returned";
        BillWhy::OtherOrder => "先看订单，再决定", "look at the order first";
        BillWhy::MissingRefund => "按微信的记上，金额就不会再退一次", "taken over, it cannot be paid twice";
        BillWhy::RefundNotSent | BillWhy::RefundArrived | BillWhy::RefundFailed => "去问微信，以它的回答为准", "ask WeChat: its answer counts";
        BillWhy::OtherAmount => "去问微信，以它的回答为准", "ask WeChat: its answer counts";
        BillWhy::NotOnBill => "账单没有不等于没付，去问微信", "a bill without it proves nothing: ask WeChat";
        BillWhy::NextBill => "半夜前后付的，多半算到下一天", "paid around midnight, most likely counted tomorrow";
        BillWhy::Reversed => "查清后记下原因", "find out why and note it";
    }

    /// The one action of a difference.
    bill_take(why: BillWhy) = match why {
        BillWhy::MissingOrder => "按微信的补上", "Take WeChat's";
        BillWhy::MissingRefund => "记成已退款", "Record the refund";
        _ => "去问微信", "Ask WeChat";
    }
    bill_took(at: UnixSeconds, now: UnixSeconds):
        "{at} 已去问微信", "WeChat was asked {at}", at = figures::moment(lang, at, now);
    bill_noted(at: UnixSeconds, now: UnixSeconds, note: &str):
        "{at} 记下：{note}", "Noted {at}: {note}", at = figures::moment(lang, at, now), note = tame(note, SHOWN);
    bill_solved(at: UnixSeconds, now: UnixSeconds):
        "{at} 对上了", "Agrees since {at}", at = figures::moment(lang, at, now);
    bill_wait_until(day: Day):
        "等到 {day} 10:05", "wait until {day} 10:05", day = bill_day(lang, day);
    bill_note: "记原因…", "Note why…";
    bill_note_hint: "为什么对不上，写一句", "Why the two differ, in a sentence";
    bill_note_keep: "记下原因", "Note it";
    bill_note_leave: "取消", "Cancel";
    bill_note_back: "取消原因", "Undo the note";
    bill_look_at_order: "看订单", "Open the order";
    bill_all_agree: "全部对上", "All agrees";
    bill_all_agree_why: "微信的每一行在这里都有，这里的每一笔微信也有。", "Every line of WeChat's is here, and everything here is on WeChat's bill.";
    bill_nothing_listed: "这里没有要看的。", "There is nothing to look at here.";
    bill_no_bill: "还没有账单", "No bill yet";
    bill_no_bill_why:
        "每天 10:05 自动取前一天的账单，也可以把商户平台下载的账单文件放进来。",
        "The bill of the day before is fetched every morning at 10:05; a file from the merchant platform can be added as well.";

    /// In a month's row.
    bill_result_agrees: "全部对上", "all agree";
    bill_result_noted(many: u64): "{many} 处，原因已记", "{many}, cause noted";
    bill_result_pending(many: u64): "{many} 笔待定", "{many} pending";
    bill_result_wanted: "还没有", "not there yet";
    bill_result_failed: "读不了", "not read";
    bill_result_empty: "没有交易", "no trades";
    bill_month_line(days: u64, agree: u64):
        "取到 {days} 天，{agree} 天全部对上", [days: "1 day is in, {agree} agree", "{days} days are in, {agree} agree"];

    /// What the owner hears.
    bill_today_line(many: u64): "账单对不上 {many} 处", [many: "One difference with WeChat's bill", "{many} differences with WeChat's bill"];
}
