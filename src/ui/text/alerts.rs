//! What the alerts say: on the strip, on the desktop, in the tray and aloud.

use super::{Lang, complaints, refund_alarms, states, words};
use crate::{
    alerts::{AlertItem, AlertWords, News},
    devices::{speech::SpokenSentence, tray::TrayWords},
    domain::Fen,
    events::Subsystem,
};

texts! { in lang;
    refund_call: "有人申请退款", "A refund is asked for";
    needs_you_call: "有一笔付款需要你处理", "A payment needs you";
    money_short_call: "微信余额不足，退款发不出去", "Not enough money at WeChat for a refund";
    certificate_call: "商户证书快到期或已到期，退款会停", "The merchant certificate is ending: refunds will stop";
    show_it: "查看", "Show";
    silent_mark: "没有声音", "No sound";
    silent_why: "这台电脑放不出声音，新订单不会响铃。请检查扬声器或声音设备；下一次响铃会再试。", "This computer plays no sound, so new orders do not ring. Check the speaker or sound device; the next ring tries again.";
    quit: "退出", "Quit";
    tray_open: "打开掌柜", "Open Zhanggui";
    tray_quit: "退出掌柜", "Quit Zhanggui";
    nothing_new: "没有新订单", "No new orders";

    broken(what: Subsystem): "{name}不工作", "Not working: {name}", name = states::subsystem(lang, what);

    one(item: &AlertItem) -> String {
        let with = |words: &str| format!("{words} · {}", item.amount);
        match &item.news {
            News::Order(_) => with(words::new_order(lang)),
            News::RefundAsked(_) => with(refund_call(lang)),
            News::Complaint(_) if item.amount.is_zero() => complaints::complaint_call(lang).to_owned(),
            News::Complaint(_) => with(complaints::complaint_call(lang)),
            News::NeedsYou(_) => with(needs_you_call(lang)),
            News::MoneyShort(_) => with(money_short_call(lang)),
            News::RefundOdd(_) => with(refund_alarms::refund_odd_call(lang)),
            News::CertificateEnding => certificate_call(lang).to_owned(),
            News::Broken(what) => broken(lang, *what),
        }
    }

    orders_line(many: usize, sum: Fen): "{many} 笔新订单，共 {sum}", "{many} orders, {sum}";
    others_line(many: usize):
        "还有 {many} 件事等你处理",
        [many: "1 other thing needs you", "{many} other things need you"];

    /// Title and body; no body where the title says it all.
    notice(fresh: &[AlertItem]) -> (String, String) {
        let (many, sum) = orders(fresh);
        let others: Vec<&AlertItem> = fresh.iter().filter(|item| !matches!(item.news, News::Order(_))).collect();
        let title = match (many, &others[..]) {
            (0, [first, ..]) => one(lang, first),
            (1, _) => format!("{} · {sum}", words::new_order(lang)),
            _ => orders_line(lang, many, sum),
        };
        let body = match (many, &others[..]) {
            (_, []) | (0, [_]) => String::new(),
            (0, more) => others_line(lang, more.len().saturating_sub(1)),
            (_, [other]) => one(lang, other),
            (_, more) => others_line(lang, more.len()),
        };
        (title, body)
    }

    spoken(fresh: &[AlertItem]) -> String = match (orders(fresh), fresh) {
        ((0, _), [first, ..]) => { one_spoken(lang, first) };
        ((1, sum), _) => "新订单，{yuan} 元", "New order, {yuan} yuan", yuan = spoken_yuan(sum);
        ((many, sum), _) => "{many} 笔新订单，共 {yuan} 元", "{many} new orders, {yuan} yuan", yuan = spoken_yuan(sum);
    }

    one_spoken(item: &AlertItem) -> String = match (&item.news) {
        News::RefundAsked(_) => "有人申请退款，{yuan} 元", "A refund of {yuan} yuan is asked for", yuan = spoken_yuan(item.amount);
        News::Complaint(_) => { complaints::complaint_call(lang) };
        News::NeedsYou(_) => { needs_you_call(lang) };
        News::MoneyShort(_) => { money_short_call(lang) };
        News::RefundOdd(_) => { refund_alarms::refund_odd_call(lang) };
        _ => { one(lang, item) };
    }

    unseen_orders(unseen: u64) -> String = match unseen {
        0 => { nothing_new(lang) };
        _ => "{unseen} 笔新订单", [unseen: "1 new order", "{unseen} new orders"];
    }

    /// The tray: the shop's name, and how many orders are new.
    tray_words(shop: &str, unseen: u64) -> TrayWords {
        let news = unseen_orders(lang, unseen);
        let tip = format!("{shop} · {news}");
        TrayWords { tip, news, open: tray_open(lang).to_owned(), quit: tray_quit(lang).to_owned() }
    }
}

/// The orders among these: how many, and their sum.
fn orders(fresh: &[AlertItem]) -> (usize, Fen) {
    let of = fresh.iter().filter(|item| matches!(item.news, News::Order(_)));
    (of.clone().count(), Fen::sum(of.map(|item| item.amount)).unwrap_or_default())
}

/// An amount as it is spoken: `128`, `39.9`.
fn spoken_yuan(amount: Fen) -> String {
    let yuan = amount.to_yuan();
    let short = yuan.trim_end_matches('0').trim_end_matches('.');
    short.replace(',', "")
}

/// What is said away from the screen.
#[derive(Debug, Clone, Copy)]
pub struct AlertTexts(pub Lang);

impl AlertWords for AlertTexts {
    fn notice(&self, fresh: &[AlertItem]) -> (String, String) {
        notice(self.0, fresh)
    }

    fn spoken(&self, fresh: &[AlertItem]) -> SpokenSentence {
        SpokenSentence { words: spoken(self.0, fresh), chinese: self.0 == Lang::Zh, after_sound: true }
    }

    fn open(&self) -> String {
        show_it(self.0).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::OrderNo;

    fn orders_of(yuan: &[&str]) -> Vec<AlertItem> {
        let item = |(at, yuan): (usize, &&str)| AlertItem {
            news: News::Order(OrderNo::parse(&format!("SC20260901-{at}")).expect("a number")),
            amount: Fen::parse_yuan(yuan).expect("an amount"),
            at: None,
        };
        yuan.iter().enumerate().map(item).collect()
    }

    #[test]
    fn one_order_is_spoken_as_an_amount_and_ten_as_a_sum() {
        let spoken = |lang, yuan: &[&str]| AlertTexts(lang).spoken(&orders_of(yuan)).words;
        assert_eq!(spoken(Lang::Zh, &["128.00"]), "新订单，128 元");
        assert_eq!(spoken(Lang::Zh, &["39.90"]), "新订单，39.9 元");
        assert_eq!(spoken(Lang::En, &["1000.00", "46.30"]), "2 new orders, 1046.3 yuan");
        let ten = orders_of(&["104.63"; 10]);
        assert_eq!(AlertTexts(Lang::En).notice(&ten).0, "10 orders, ¥1,046.30");
        assert_eq!(AlertTexts(Lang::Zh).notice(&ten), ("10 笔新订单，共 ¥1,046.30".into(), String::new()));
    }
}
