//! Why WeChat does not have a shipment: every code it answers with, and our own words, in the owner's words with the next
//! step.

use super::{Lang, tame};

/// WeChat's code, or our word, in front of a trouble's text.
pub(in crate::ui) fn first_word(trouble: &str) -> &str {
    trouble.split_whitespace().next().unwrap_or_default()
}

/// Why WeChat does not have a parcel yet, and what to do, by WeChat's code or our own word for it.
pub(in crate::ui) fn report_trouble(lang: Lang, code: &str) -> String {
    let known = TROUBLES.iter().find(|(codes, _, _)| codes.contains(&code));
    match (known, lang) {
        (Some((_, zh, en)), _) => lang.pick(zh, en).to_owned(),
        (None, Lang::Zh) => {
            format!("微信拒绝了这次发货（代码 {}）。请核对运单后重新上报；还是不行，请联系微信客服。", tame(code, 40))
        }
        (None, Lang::En) => format!(
            "WeChat refused this parcel (code {}). Check it and tell WeChat again; if it stays, ask WeChat's support.",
            tame(code, 40)
        ),
    }
}

const TROUBLES: &[(&[&str], &str, &str)] = &[
    (
        &["-1", "10060012", "10060019", "44990", "45011", "NO_LINE", "NO_ANSWER"],
        "微信暂时没有办好，掌柜会自己再试，不用做什么。",
        "WeChat could not do it just now. Zhanggui tries again by itself; there is nothing to do.",
    ),
    (
        &["10060001"],
        "微信还查不到这笔付款。刚付款的订单要等一会儿，掌柜会自己再试；过了几分钟还不行，请确认小程序的“发货信息管理”已经开通，商户号已授权。",
        "WeChat does not know this payment yet. A fresh one takes a minute and is tried again; after that, check that order shipping management is on and your merchant number is authorised.",
    ),
    (
        &["10060002", "268440065"],
        "微信上这一单已经发过货，内容和这里不同。请在微信商户平台核对；要改成这里的运单，用一次更正。",
        "At WeChat this order was shipped before, and not as it stands here. Compare it on WeChat's platform; to change it, use the one correction.",
    ),
    (
        &["10060003"],
        "这一单唯一一次更正已经用过，微信不再接受修改。买家看到的还是之前的运单，请直接告诉买家。",
        "The one correction of this order is used; WeChat takes no further change. The buyer still sees the earlier parcel: tell them yourself.",
    ),
    (
        &["10060004"],
        "微信上这笔订单的状态不允许发货：可能已经退款或关闭。请先查看退款，不要寄出商品。",
        "At WeChat this order cannot be shipped: it may be refunded or closed. Look at its refunds first and do not send the goods.",
    ),
    (
        &["10060025", "10060026", "268485226", "268485227"],
        "快递公司或运单号有问题。请更正后重新上报。",
        "The carrier or the tracking number is not right. Correct it and tell WeChat again.",
    ),
    (
        &["10060031"],
        "微信说这笔付款不属于这位买家。请核对小程序 AppID 和商户号是否配套。",
        "WeChat says this payment is not this buyer's. Check that the mini program and the merchant number belong together.",
    ),
    (
        &[
            "40001", "40013", "40125", "40164", "40243", "41002", "41004", "50004", "50007", "48001", "89503", "89506",
            "89507", "61003", "61004", "61011",
        ],
        "小程序的密钥或权限有问题，微信不接受任何上报。请到“连接”页查看，改好后会自动继续。",
        "The mini program's secret or its permission is not right, so WeChat takes no report at all. See the Connection page; it goes on by itself once mended.",
    ),
    (
        &["NO_DELIVERY"],
        "没有送达时间，所以没有提醒买家。在快递公司查到送达时间后，可以再点“提醒买家收货”。",
        "No delivery time was named, so the buyer was not reminded. Look it up with the carrier and remind the buyer then.",
    ),
    (
        &["45009"],
        "今天的上报次数用完了，明天会自动继续。",
        "Today's number of reports is used up. It goes on by itself tomorrow.",
    ),
    (
        &[
            "10060005",
            "10060006",
            "10060007",
            "10060008",
            "10060009",
            "10060014",
            "10060020",
            "10060024",
            "268485194",
            "268485195",
            "268485196",
            "268485197",
            "268485216",
            "268485224",
            "268485228",
            "47001",
            "43002",
            "44002",
            "41001",
        ],
        "掌柜发出的内容微信不接受，这是程序的问题。这一单可以先在微信商户平台手工发货。经过记在数据文件夹的 logs 里，帮你的人查得到原因。",
        "WeChat does not accept what Zhanggui sent; that is a fault of the program. Meanwhile ship this order by hand on WeChat's platform. What happened stands in the folder logs beside your data, for whoever helps you.",
    ),
];

#[cfg(test)]
pub(super) fn samples(lang: Lang) -> Vec<String> {
    let known = TROUBLES.iter().flat_map(|(codes, _, _)| codes.iter().copied());
    known.chain(["123"]).map(|code| report_trouble(lang, code)).collect()
}
