//! After a restore: what WeChat is asked, what was found, and when the work goes on.

use crate::domain::{Fen, RefundAlarm, RestoreCause};

texts! { in lang;
    backup: "备份", "Backup";
    catching_up: "恢复以后，先把事情补齐", "After the restore: catching up";
    catching_up_until: "问清楚之前，不退款、不打小票、不告诉微信发货。买家照常能下单，钱不会丢。", "Until it is complete nothing is refunded, printed or told to WeChat. Buyers can order as usual; no money is lost.";
    asked_at_wechat: "向微信问", "Asking WeChat";
    ask_refunds: "可能已经退出去的款", "Refunds that may have left";
    ask_refunds_how: "按退款单号一笔一笔问", "asked one by one, by number";
    ask_orders: "这些订单退过的款", "All refunds of these orders";
    ask_orders_how: "要发货的、有退款的、最近三十天付款的", "to ship, with a refund, or paid within 30 days";
    ask_payments: "还没付款的订单", "Orders that were not paid yet";
    ask_payments_how: "问一遍有没有付过", "asked once whether they were paid";
    seen_the_list: "你看过右边的清单", "You have seen the list";
    seen_the_list_how: "看过以后点「开工」", "then say that the work goes on";
    step_waits: "等着", "waits";
    asking_goes_on: "网断了也没关系，从停下的地方接着问。可以关掉窗口。", "If the line breaks it goes on where it stopped. You may close the window.";
    what_was_found: "找到的", "What was found";
    found_nothing: "还没有和备份不一样的地方", "Nothing that differs from the copy yet";
    found_nothing_means: "问到不一样的，会一条一条列在这里。", "Whatever WeChat says otherwise is listed here, one by one.";
    found_paid_means: "数据里还没付款，微信说付过了", "not paid in the data; WeChat says they are";
    found_unpaid_means: "不用管，过期会自己关", "nothing to do; they close by themselves";
    found_same_means: "一分不差", "equal to the fen";
    found_added: "补上了", "added";
    found_same_mark: "一样", "same";
    found_open: "看这笔", "Open it";
    go_on: "都看过了，开工", "Seen, start work";
    look_only: "先看看订单，不开工", "Look only";
    old_computer: "旧电脑还开着吗？请先关掉它：同一时间只能有一台退款、告诉微信。", "Is the old computer still on? Close it first: only one may refund and report at a time.";

    /// How the file was recognised as an older one.
    restore_cause(cause: RestoreCause) = match cause {
        RestoreCause::Backup => "这是从备份恢复的。", "This was restored from a backup.";
        RestoreCause::Older => "这里的数据文件比上次用的旧。", "The data file here is older than the one used last.";
        RestoreCause::Elsewhere => "这份数据是从别的地方拷来的。", "This data was copied from somewhere else.";
        RestoreCause::Moved => "整个文件夹被拷贝或者搬过地方。", "The whole folder was copied or moved.";
        RestoreCause::TakenBack => "这家店刚收回到这台电脑。", "The shop was just taken back to this computer.";
    }

    /// How it was recognised, and how far it goes.
    restore_head(cause: RestoreCause, until: &str): "{cause}它只记到 {until}。", "{cause} It knows nothing after {until}.", cause = restore_cause(lang, cause);

    /// The line across every page.
    catching_up_line(until: &str):
        "正在补齐 {until} 以后的事 · 退款、打印、发货通知都先停着",
        "Catching up since {until} · refunds, printing and shipping notices are on hold";

    /// How far one kind of question is.
    asked_of(done: u32, all: u32): "{done} / {all}", "{done} / {all}";

    /// A refund that is not as the data said.
    found_refund(buyer: &str, kind: RefundAlarm) -> String = match kind {
        RefundAlarm::Found => "{buyer} 的一笔退款，数据里没有", "{buyer}: a refund that was not in the data";
        RefundAlarm::GaveWay => "{buyer} 的退款已经在别处退走，这笔不再退", "{buyer}: refunded elsewhere, so this one is not sent";
        RefundAlarm::Overruled => "{buyer} 的退款，微信说的不一样", "{buyer}: WeChat says otherwise about this refund";
        RefundAlarm::Misfit => "{buyer} 的退款对不上", "{buyer}: a refund that does not fit";
        RefundAlarm::Missing => "{buyer} 的退款，微信说没见过", "{buyer}: WeChat knows nothing of this refund";
    }

    /// Both sides of it; a dash for what one of them does not have.
    found_amounts(theirs: &str, ours: &str): "微信 {theirs}，数据里 {ours}；按微信的算", "WeChat {theirs}, data {ours}; WeChat counts";
    found_paid(many: u32): "{many} 笔付过款的订单", [many: "1 paid order", "{many} paid orders"];
    found_unpaid(many: u32): "{many} 笔没有付款", [many: "1 order not paid", "{many} orders not paid"];
    found_same(many: u32): "{many} 笔退款，和数据里一样", [many: "1 refund as in the data", "{many} refunds as in the data"];

    /// A sum of a list.
    found_sum(sum: Fen): "{sum}", "{sum}";
}
