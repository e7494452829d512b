//! What the alerts say: on the strip, on the desktop, in the tray and aloud.

use super::{Lang, light};
use crate::{
    alerts::{AlertItem, AlertWords, News},
    devices::{speech::SpokenSentence, tray::TrayWords},
    domain::Fen,
    events::Subsystem,
};

words! {
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
}

/// What does not work, in one line.
fn broken(lang: Lang, what: Subsystem) -> String {
    match lang {
        Lang::Zh => format!("{}不工作", light(lang, what)),
        Lang::En => format!("Not working: {}", light(lang, what)),
    }
}

/// One call on the strip, with how many more there are.
pub(in crate::ui) fn call_line(lang: Lang, call: &AlertItem, more: usize) -> String {
    let line = one(lang, call);
    match (lang, more) {
        (_, 0) => line,
        (Lang::Zh, more) => format!("{line} · 还有 {more} 件"),
        (Lang::En, more) => format!("{line} · {more} more"),
    }
}

fn one(lang: Lang, item: &AlertItem) -> String {
    let with = |words: &str| format!("{words} · {}", item.amount);
    match &item.news {
        News::Order(_) => with(super::words::new_order(lang)),
        News::RefundAsked(_) => with(refund_call(lang)),
        News::NeedsYou(_) => with(needs_you_call(lang)),
        News::MoneyShort(_) => with(money_short_call(lang)),
        News::RefundOdd(_) => with(super::refund_alarms::refund_odd_call(lang)),
        News::CertificateEnding => certificate_call(lang).to_owned(),
        News::Broken(what) => broken(lang, *what),
    }
}

/// `10 笔新订单，共 ¥1,046.30`.
fn orders_line(lang: Lang, many: usize, sum: Fen) -> String {
    match lang {
        Lang::Zh => format!("{many} 笔新订单，共 {sum}"),
        Lang::En => format!("{many} orders, {sum}"),
    }
}

fn others_line(lang: Lang, many: usize) -> String {
    match lang {
        Lang::Zh => format!("还有 {many} 件事需要你看"),
        Lang::En if many == 1 => "1 other thing needs a look".to_owned(),
        Lang::En => format!("{many} other things need a look"),
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
        let lang = self.0;
        let (many, sum) = orders(fresh);
        let others: Vec<&AlertItem> = fresh.iter().filter(|item| !matches!(item.news, News::Order(_))).collect();
        let title = match (many, &others[..]) {
            (0, [first, ..]) => one(lang, first),
            (1, _) => format!("{} · {sum}", super::words::new_order(lang)),
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

    fn spoken(&self, fresh: &[AlertItem]) -> SpokenSentence {
        let (many, sum) = orders(fresh);
        let yuan = spoken_yuan(sum);
        let words = match (self.0, many, fresh) {
            (lang, 0, [first, ..]) => one_spoken(lang, first),
            (Lang::Zh, 1, _) => format!("新订单，{yuan} 元"),
            (Lang::En, 1, _) => format!("New order, {yuan} yuan"),
            (Lang::Zh, ..) => format!("{many} 笔新订单，共 {yuan} 元"),
            (Lang::En, ..) => format!("{many} new orders, {yuan} yuan"),
        };
        SpokenSentence { words, chinese: self.0 == Lang::Zh }
    }

    fn open(&self) -> String {
        show_it(self.0).to_owned()
    }
}

fn one_spoken(lang: Lang, item: &AlertItem) -> String {
    match &item.news {
        News::RefundAsked(_) => match lang {
            Lang::Zh => format!("有人申请退款，{} 元", spoken_yuan(item.amount)),
            Lang::En => format!("A refund of {} yuan is asked for", spoken_yuan(item.amount)),
        },
        News::NeedsYou(_) => needs_you_call(lang).to_owned(),
        News::MoneyShort(_) => money_short_call(lang).to_owned(),
        News::RefundOdd(_) => super::refund_alarms::refund_odd_call(lang).to_owned(),
        _ => one(lang, item),
    }
}

/// The tray: the shop's name, and how many orders are new.
pub(in crate::ui) fn tray_words(lang: Lang, shop: &str, unseen: u64) -> TrayWords {
    let news = match (lang, unseen) {
        (_, 0) => nothing_new(lang).to_owned(),
        (Lang::Zh, many) => format!("{many} 笔新订单"),
        (Lang::En, 1) => "1 new order".to_owned(),
        (Lang::En, many) => format!("{many} new orders"),
    };
    TrayWords {
        tip: format!("{shop} · {news}"),
        news,
        open: tray_open(lang).to_owned(),
        quit: tray_quit(lang).to_owned(),
    }
}

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<String> {
    let order = |tail: u32, yuan: &str| AlertItem {
        news: News::Order(crate::domain::OrderNo::parse(&format!("SC20260901-{tail}")).unwrap()),
        amount: Fen::parse_yuan(yuan).unwrap(),
    };
    let refund = crate::domain::RefundNo::parse("RF20260901-1").unwrap();
    let odd = [
        AlertItem { news: News::RefundAsked(refund.clone()), amount: Fen::parse_yuan("39.90").unwrap() },
        AlertItem { news: News::MoneyShort(refund), amount: Fen::parse_yuan("12.00").unwrap() },
        AlertItem { news: News::CertificateEnding, amount: Fen::ZERO },
        AlertItem { news: News::Broken(Subsystem::Tunnel), amount: Fen::ZERO },
    ];
    let mut all = vec![];
    for fresh in [&[order(1, "128.00")][..], &[order(1, "128.00"), order(2, "9.90")], &odd, &odd[..2], &odd[..1]] {
        let (title, body) = AlertTexts(lang).notice(fresh);
        all.push(title);
        all.extend((!body.is_empty()).then_some(body));
        all.push(AlertTexts(lang).spoken(fresh).words);
    }
    all.extend(odd.iter().flat_map(|item| [call_line(lang, item, 0), call_line(lang, item, 2)]));
    for unseen in [0, 1, 3] {
        let words = tray_words(lang, "Camellia", unseen);
        all.extend([words.tip, words.news, words.open, words.quit]);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::OrderNo;

    fn orders_of(yuan: &[&str]) -> Vec<AlertItem> {
        let item = |(at, yuan): (usize, &&str)| AlertItem {
            news: News::Order(OrderNo::parse(&format!("SC20260901-{at}")).expect("a number")),
            amount: Fen::parse_yuan(yuan).expect("an amount"),
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
