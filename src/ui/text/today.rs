//! The page of the day, and the board of money that is under way.

use super::{Lang, figures};
use crate::domain::{Day, Fen, MoneyStep, UnixSeconds, ship_by};

texts! { in lang;
    waiting_for_you: "等着你", "Waiting for you";
    waiting_since: "等了多久", "Waiting";
    nearest_deadline: "最近的期限", "Nearest deadline";
    nothing_waits: "没有等着你的事。新订单和退款申请会出现在这里。", "Nothing waits for you. New orders and refund requests show up here.";
    no_deadline: "没有期限", "no deadline";
    yesterday_so_far: "昨天到这时候", "Yesterday until now";
    returned_today: "今天退了", "Refunded today";
    last_thirty_days: "近 30 天", "Last 30 days";
    hours_of_today: "今天每小时", "Today by the hour";
    usual_hours: "四周平均", "average of four weeks";
    where_the_money_is: "钱到哪一步了", "Where the money is";
    best_sellers: "卖得最好 · 近 7 天", "Best sellers, last 7 days";
    nothing_sold: "近 7 天还没有卖出商品。", "Nothing was sold in the last 7 days.";
    running_out: "快卖完了", "Running out";
    nothing_runs_out: "按近四周的速度，在售商品都够卖两周以上。", "At the pace of four weeks everything on sale lasts more than two weeks.";
    week_days -> [&'static str; 7] {
        [
            ("上周一到这时候", "Last Monday until now"),
            ("上周二到这时候", "Last Tuesday until now"),
            ("上周三到这时候", "Last Wednesday until now"),
            ("上周四到这时候", "Last Thursday until now"),
            ("上周五到这时候", "Last Friday until now"),
            ("上周六到这时候", "Last Saturday until now"),
            ("上周日到这时候", "Last Sunday until now"),
        ]
        .map(|(zh, en)| lang.pick(zh, en))
    }

    taken_until(at: UnixSeconds): "今日收款 · 到 {clock}", "Taken today · until {clock}", clock = figures::moment(lang, at, at);
    orders_paid(many: u64): "{shown} 笔", [many: "1 order", "{shown} orders"], shown = figures::count(many);
    refunds_made(many: u64): "{shown} 笔", [many: "1 refund", "{shown} refunds"], shown = figures::count(many);
    waits_to_ship(many: u64): "{shown} 笔待发货", "{shown} to ship", shown = figures::count(many);
    waits_refunds(many: u64): "{shown} 笔退款", [many: "1 refund", "{shown} refunds"], shown = figures::count(many);
    waits_decision(many: u64): "{shown} 笔要你决定", [many: "1 needs you", "{shown} need you"], shown = figures::count(many);
    longest(time: &str): "最久 {time}", "longest {time}";
    time_left(buyer: &str, time: &str): "{buyer} 还剩 {time}", "{buyer}: {time} left";
    time_over(buyer: &str, time: &str): "{buyer} 超过 {time}", "{buyer}: {time} late";
    before_moment(moment: &str): "{moment} 前", "by {moment}";
    sum_and_average(sum: Fen, average: Fen): "{sum} · 日均 {average}", "{sum} · {average} a day";
    not_arrived(sum: Fen): "还没到账 {sum}", "Not yet yours {sum}";
    sold_pieces(pieces: u64): "{shown} 件", [pieces: "1 piece", "{shown} pieces"], shown = figures::count(pieces);
    stock_lasts(stock: u32, days: u64): "剩 {stock} 件 · 约 {days} 天", "{stock} left · about {days} d";
    day_and_sum(day: &str, sum: Fen): "{day} {sum}", "{day} {sum}";
    day_with_refunds(day: &str, sum: Fen, back: Fen): "{day} {sum}，退了 {back}", "{day} {sum}, {back} refunded";
    hour_and_sum(hour: u32, sum: Fen, usual: Fen): "{hour}:00 {sum}，平常 {usual}", "{hour}:00 {sum}, usually {usual}";

    /// `43 小时`: one unit, as coarse as a person would say it.
    span(secs: i64) -> String {
        let secs = secs.max(0);
        let (minutes, hours, days) = (secs / 60, secs / 3600, secs / 86_400);
        let (number, zh, en) = match (minutes, hours) {
            (..60, _) => (minutes, "分钟", "min"),
            (_, ..72) => (hours, "小时", "h"),
            _ => (days, "天", "days"),
        };
        format!("{number} {}", lang.pick(zh, en))
    }

    /// `8/3`, `8月3日` and the like stay short under a bar.
    axis_day(day: Day) -> String {
        let at = day.begins().beijing();
        let (month, day) = (at.month(), at.day());
        match lang {
            Lang::Zh => format!("{month}/{day}"),
            Lang::En => format!("{day}/{month}"),
        }
    }
    axis_today: "今天", "today";

    /// The steps of money on its way to the shop.
    money_step(step: MoneyStep) = match step {
        MoneyStep::ToShip => "待发货", "To ship";
        MoneyStep::UnderWay => "在路上", "Under way";
        MoneyStep::Confirmed => "已确认收货", "Confirmed";
        MoneyStep::Settling => "结算中", "Settling";
        MoneyStep::Settled => "本月已到账", "Yours this month";
    }
    /// What is true of the money at a step, and what moves it on.
    money_step_means(step: MoneyStep) = match step {
        MoneyStep::ToShip => "微信在你发货之前冻结这些货款；请在付款后 48 小时内发货。", "WeChat holds this money until you ship; ship within 48 hours of the payment.";
        MoneyStep::UnderWay => "买家确认收货后马上结算；不点确认，快递发出 10 天后、其他方式 2 天后自动确认。", "Settled as soon as the buyer confirms; by itself 10 days after a carrier took it, 2 days after other ways.";
        MoneyStep::Confirmed => "买家已确认收货，微信接着结算。", "The buyer has it; WeChat settles next.";
        MoneyStep::Settling => "微信正在结算，到账前还要一点时间。", "WeChat is settling; the money arrives soon.";
        MoneyStep::Settled => "这些货款已经是店里的了。", "This money is the shop's.";
    }
    step_with_count(step: MoneyStep, many: u64): "{name} {shown} 笔", "{name} {shown}", name = money_step(lang, step), shown = figures::count(many);
    money_step_empty(step: MoneyStep) = match step {
        MoneyStep::ToShip => "没有等着发货的货款。", "No money waits for shipping.";
        MoneyStep::UnderWay => "没有在路上的货款。", "No money is under way.";
        MoneyStep::Confirmed => "没有刚确认收货的货款。", "No money was just confirmed.";
        MoneyStep::Settling => "没有正在结算的货款。", "No money is being settled.";
        MoneyStep::Settled => "这个月还没有货款到账。", "No money arrived this month.";
    }
    ship_within(time: &str): "还剩 {time} 发货", "{time} left to ship";
    ship_late(time: &str): "发货超时 {time}", "{time} late to ship";
    /// What is left of the time WeChat gives to ship, or by how much it is over.
    ship_clock(paid_at: UnixSeconds, now: UnixSeconds) -> String {
        let left = ship_by(paid_at).since(now);
        let time = span(lang, left.saturating_abs());
        if left < 0 { ship_late(lang, &time) } else { ship_within(lang, &time) }
    }
    expected_on(day: &str): "最晚 {day} 确认", "confirmed by {day} at the latest";
    expected_past(day: &str): "本该 {day} 确认，还没有", "should have been confirmed by {day}";
    dispute_holds: "有未了结的投诉，结算在等它", "settlement waits for an open dispute";
    refund_holds: "有退款未处理", "a refund is open";
    not_told_yet: "还没有告诉微信", "WeChat was not told yet";
    report_stopped: "微信没有收下发货信息", "WeChat did not take the report";
    correction_left: "还能改一次单号", "one correction left";
    no_correction_left: "单号不能再改了", "no correction left";
    paid_at_moment(moment: &str): "{moment} 付款", "paid {moment}";
    since_moment(moment: &str): "{moment} 起", "since {moment}";
    back_to_today: "回到今日", "Back to Today";
    more_rows: "再看更多", "Show more";
}

/// `+12%`, `−4.9%`; nothing where there is nothing to compare with.
pub(in crate::ui) fn change(now: Fen, then: Fen) -> Option<(String, bool)> {
    if then.get() <= 0 {
        return None;
    }
    let then = i128::from(then.get());
    let difference = (i128::from(now.get()) - then) * 1000;
    // To the nearest, away from none.
    let permille = (difference + then / 2 * difference.signum()) / then;
    let (sign, size) = if permille < 0 { ("−", -permille) } else { ("+", permille) };
    let words =
        if size < 100 { format!("{sign}{}.{}%", size / 10, size % 10) } else { format!("{sign}{}%", size / 10) };
    Some((words, permille >= 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_as_people_say_it() {
        let fen = |yuan: i64| Fen::new(yuan * 100).expect("an amount");
        let said = |now: i64, then: i64| change(fen(now), fen(then)).map(|(words, _)| words);
        assert_eq!(said(112, 100).as_deref(), Some("+12%"));
        assert_eq!(said(951, 1000).as_deref(), Some("−4.9%"));
        assert_eq!(said(100, 100).as_deref(), Some("+0.0%"));
        assert_eq!(said(5, 0), None, "nothing to compare with");
    }

    #[test]
    fn a_wait_is_told_in_one_unit() {
        let said = [59, 37 * 60, 43 * 3600, 5 * 86_400].map(|secs| span(Lang::Zh, secs));
        assert_eq!(said, ["0 分钟", "37 分钟", "43 小时", "5 天"]);
    }
}
